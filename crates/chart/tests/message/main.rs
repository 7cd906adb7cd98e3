//! The outbox on both engines: a change becomes one message after its grace, undone it becomes none, nothing goes twice.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
#[path = "../dice/mod.rs"]
mod dice;
#[path = "../engines/mod.rs"]
mod engines;
mod going;
mod recalled;
mod replies;
#[path = "../booking/spa.rs"]
#[expect(dead_code, reason = "the tests of bookings use more of it")]
mod spa;
mod wanted;

use chart::booking::{Move, Status, Visit};
use chart::message::{GRACE_MS, Kind, Letter, News, Outbox, Standing, Tray, Way, Why, Wish};
use dice::Dice;
use engines::stores;
use spa::{SITE, Spa, at, by, monday, nothing};
use vocab::Day;

fn outbox(spa: &Spa) -> Outbox<'_> {
    Outbox::new(&spa.store, &spa.key, SITE)
}

async fn book(spa: &Spa, day: Day, time: &str, dice: &mut Dice) -> Visit {
    let new = spa.new_visit(spa::slot(day, at(time), "ada", "fern", "laser"), dice);
    let ids = spa.bookings().book(&[new], &by(10), dice).await.unwrap();
    spa.bookings().one(ids.first().unwrap()).await.unwrap()
}

async fn relocate(spa: &Spa, visit: &Visit, time: &str, now: i64, dice: &mut Dice) {
    let slot = spa::slot(visit.slot.day, at(time), "ada", "fern", "laser");
    let asked = nothing(slot.day);
    let (id, version) = (visit.id.clone(), spa.bookings().one(&visit.id).await.unwrap().version);
    let one = Move { id, version, slot, asked, overlap: None, reason: String::new() };
    spa.bookings().relocate(&[one], &by(now), dice).await.unwrap();
}

async fn news(spa: &Spa, now: i64) -> Vec<News> {
    let knew = outbox(spa).told(&spa.guest).await.unwrap();
    let visits = spa.bookings().of_patient(&spa.guest).await.unwrap();
    News::of(&knew, &visits, spa.bookings().wall(), now)
}

fn letter(news: &[News]) -> Letter {
    Letter {
        way: Way::Email,
        to: "amara@example.org".to_owned(),
        language: "en".to_owned(),
        subject: "Your visit".to_owned(),
        text: "Words.".to_owned(),
        attached: vec![],
        tells: news.iter().map(News::telling).collect(),
    }
}

/// What the loop of the house does, without templates: claims, writes what is news, and lets a courier take it.
async fn turn(spa: &Spa, now: i64, dice: &mut Dice) -> Vec<(Kind, usize)> {
    let mut went = Vec::new();
    for one in outbox(spa).claim(now, dice).await.unwrap() {
        let news = news(spa, now).await;
        let Some(kind) = News::kind(&news) else {
            outbox(spa).suppress(&one, Why::NothingNew, now).await.unwrap();
            continue;
        };
        let (letter, knew) = (letter(&news), outbox(spa).told(&spa.guest).await.unwrap());
        assert!(outbox(spa).written(&one, kind, &letter, &knew, now, dice).await.unwrap());
        let stands =
            outbox(spa).handed_over(&one, &letter, chart::message::Outcome::Sent, now).await.unwrap();
        assert_eq!(stands, Standing::Sent);
        went.push((kind, news.len()));
    }
    went
}

#[tokio::test]
async fn a_visit_is_told_once_after_the_grace_and_every_change_of_it() {
    for store in stores("told").await {
        let dice = &mut Dice(11);
        let spa = Spa::opened(&store, dice).await;
        let visit = book(&spa, monday(), "10:00", dice).await;
        assert_eq!(turn(&spa, 10 + GRACE_MS - 1, dice).await, [], "within the grace nobody is told");
        assert_eq!(turn(&spa, 10 + GRACE_MS, dice).await, [(Kind::Confirmation, 1)]);
        assert_eq!(turn(&spa, 20 + 9 * GRACE_MS, dice).await, [], "nobody is told twice");
        relocate(&spa, &visit, "12:00", 1_000_000, dice).await;
        relocate(&spa, &visit, "14:00", 1_100_000, dice).await;
        assert_eq!(
            turn(&spa, 1_000_000 + GRACE_MS, dice).await,
            [],
            "the second change begins the grace anew"
        );
        let what = news(&spa, 1_500_000).await;
        assert!(
            matches!(&what[..], [News::Moved { cell, visit, .. }] if *cell == at("10:00") && visit.slot.cell == at("14:00"))
        );
        assert_eq!(turn(&spa, 1_500_000, dice).await, [(Kind::Change, 1)], "two changes are one message");
        let version = spa.bookings().one(&visit.id).await.unwrap().version;
        let gone = [(visit.id.clone(), version)];
        spa.bookings().become_status(&gone, Status::Cancelled, "", &by(2_000_000)).await.unwrap();
        assert_eq!(turn(&spa, 2_000_000 + GRACE_MS, dice).await, [(Kind::Cancellation, 1)]);
        assert_eq!(news(&spa, 3_000_000).await, []);
        assert_eq!(outbox(&spa).listed(Tray::Sent).await.unwrap().len(), 3);
    }
}

#[tokio::test]
async fn what_was_undone_within_the_grace_says_nothing() {
    for store in stores("undone").await {
        let dice = &mut Dice(12);
        let spa = Spa::opened(&store, dice).await;
        // Booked and called off before anybody was told.
        let visit = book(&spa, monday(), "10:00", dice).await;
        let gone = [(visit.id.clone(), 1)];
        spa.bookings().become_status(&gone, Status::Cancelled, "", &by(1_000)).await.unwrap();
        assert_eq!(turn(&spa, 10 * GRACE_MS, dice).await, []);
        // Told, moved, and moved back.
        let visit = book(&spa, monday(), "11:00", dice).await;
        assert_eq!(turn(&spa, 20 * GRACE_MS, dice).await, [(Kind::Confirmation, 1)]);
        relocate(&spa, &visit, "15:00", 21 * GRACE_MS, dice).await;
        relocate(&spa, &visit, "11:00", 21 * GRACE_MS + 60_000, dice).await;
        assert_eq!(turn(&spa, 30 * GRACE_MS, dice).await, []);
        let left = outbox(&spa).listed(Tray::Suppressed).await.unwrap();
        assert!(left.iter().all(|one| one.why == Some(Why::NothingNew) && !one.call));
        assert_eq!(left.len(), 2);
    }
}

#[tokio::test]
async fn a_series_is_one_message_and_a_visit_that_was_is_none() {
    for store in stores("series").await {
        let dice = &mut Dice(13);
        let spa = Spa::opened(&store, dice).await;
        let weeks: Vec<_> = (0..4)
            .map(|week| {
                let slot = spa::slot(monday().plus(7 * week), at("10:00"), "ada", "fern", "laser");
                spa.new_visit(slot, dice)
            })
            .collect();
        spa.bookings().book(&weeks, &by(10), dice).await.unwrap();
        assert_eq!(turn(&spa, GRACE_MS + 10, dice).await, [(Kind::Confirmation, 4)]);
        // Written down afterwards: the instant lies after the visit.
        let late = i64::from(monday().number() + 60) * 86_400_000;
        let new = spa.new_visit(spa::slot(monday(), at("16:00"), "ada", "fern", "laser"), dice);
        spa.bookings().book(&[new], &by(late), dice).await.unwrap();
        assert_eq!(outbox(&spa).listed(Tray::Coming).await.unwrap(), []);
    }
}

#[tokio::test]
async fn who_books_is_not_invited_any_more_and_a_held_time_is_not_told() {
    for store in stores("recall").await {
        let dice = &mut Dice(14);
        let spa = Spa::opened(&store, dice).await;
        let wish = |id: &str| Wish {
            id: id.to_owned(),
            patient: spa.guest.clone(),
            kind: Kind::Recall,
            about: "plan".to_owned(),
            not_before: 5,
            expires: i64::MAX,
            held: true,
            detail: "an effect fades".to_owned(),
            attached: vec![],
        };
        assert!(outbox(&spa).put(wish("r1"), &by(5), dice).await.unwrap());
        assert!(!outbox(&spa).put(wish("r1"), &by(6), dice).await.unwrap(), "the same wish is one message");
        assert_eq!(outbox(&spa).claim(100, dice).await.unwrap(), [], "a held one waits for a person");
        let mut new = spa.new_visit(spa::slot(monday(), at("10:00"), "ada", "fern", "laser"), dice);
        new.hold_until = Some(900_000);
        let id = new.id.clone();
        spa.bookings().book(&[new], &by(10), dice).await.unwrap();
        assert_eq!(outbox(&spa).one("r1").await.unwrap().standing, Standing::Held);
        assert_eq!(outbox(&spa).listed(Tray::Coming).await.unwrap().len(), 1, "a hold tells nobody");
        spa.bookings().become_status(&[(id, 1)], Status::Booked, "", &by(20)).await.unwrap();
        let recall = outbox(&spa).one("r1").await.unwrap();
        assert_eq!((recall.standing, recall.why), (Standing::Cancelled, Some(Why::Booked)));
        assert_eq!(turn(&spa, 20 + GRACE_MS, dice).await, [(Kind::Confirmation, 1)]);
    }
}
