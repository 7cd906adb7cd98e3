//! Which messages should exist: at the hour of the wall on both days of the change and over the end of a year, once whatever
//! happens, and gone with the visit.
use crate::dice::Dice;
use crate::engines::stores;
use crate::spa::{self, Spa, by, nothing};
use crate::{book, outbox};
use chart::booking::{Move, Status, Visit};
use chart::fold::Chart;
use chart::message::{About, Agreed, Kind, Settings, Standing, Tray, Why, Wish, wanted};
use jiff::tz::TimeZone;
use knowledge::Knowledge;
use safety::Gate;
use vocab::Day;

pub(crate) fn zone() -> TimeZone {
    TimeZone::get(spa::ZONE).unwrap()
}

pub(crate) fn at(text: &str) -> i64 {
    let on: jiff::civil::DateTime = text.parse().unwrap();
    zone().to_ambiguous_timestamp(on).compatible().unwrap().as_millisecond()
}

fn clock(at: i64) -> String {
    let on = jiff::Timestamp::from_millisecond(at).unwrap();
    zone().to_datetime(on).strftime("%Y-%m-%dT%H:%M").to_string()
}

pub(crate) fn should(spa: &Spa, chart: &Chart, visits: &[Visit], now: i64) -> Vec<Wish> {
    let knowledge = Knowledge::shipped().unwrap();
    let bookings = spa.bookings();
    let about = About {
        patient: &spa.guest,
        chart,
        visits,
        knowledge,
        wall: bookings.wall(),
        zone: &zone(),
        settings: &Settings::default(),
        now,
    };
    wanted(&about, &Gate::new(knowledge))
}

fn of(wishes: &[Wish], kind: Kind) -> Vec<(String, String)> {
    wishes.iter().filter(|w| w.kind == kind).map(|w| (clock(w.not_before), clock(w.expires))).collect()
}

async fn sweep(spa: &Spa, now: i64, dice: &mut Dice) -> Agreed {
    let visits = spa.bookings().of_patient(&spa.guest).await.unwrap();
    let chart = spa.patients().for_the_house(&spa.guest).await.unwrap();
    let wishes = should(spa, &chart, &visits, now);
    outbox(spa).agree(&spa.guest, &wishes, &by(now), dice).await.unwrap()
}

#[tokio::test]
async fn reminders_keep_the_hour_of_the_wall() {
    for store in stores("wall").await {
        let dice = &mut Dice(31);
        let spa = Spa::opened(&store, dice).await;
        // Day and hour of the visit, the instant of asking, two days before, three hours before.
        for (day, time, now, remind, soon) in [
            ("2027-03-01", "14:00", "2027-02-26T09:00", "2027-02-27T14:00", "2027-03-01T11:00"),
            // The clock goes forward in the night of 28 March, and back in that of 31 October.
            ("2027-03-29", "10:00", "2027-03-26T09:00", "2027-03-27T10:00", "2027-03-29T08:00"),
            ("2027-03-30", "14:00", "2027-03-26T09:00", "2027-03-28T14:00", "2027-03-30T11:00"),
            ("2027-11-01", "12:00", "2027-10-29T09:00", "2027-10-30T12:00", "2027-11-01T09:00"),
            ("2027-11-02", "14:00", "2027-10-29T09:00", "2027-10-31T14:00", "2027-11-02T11:00"),
            // Over the end of the year, and in the early morning: the evening before.
            ("2027-01-02", "14:00", "2026-12-30T09:00", "2026-12-31T14:00", "2027-01-02T11:00"),
            ("2027-03-02", "09:00", "2027-02-26T09:00", "2027-02-28T09:00", "2027-03-02T08:00"),
        ] {
            let mut visit = book(&spa, "2027-06-07".parse().unwrap(), "09:00", dice).await;
            visit.slot.day = day.parse().unwrap();
            visit.slot.cell = spa::at(time);
            let wishes = should(&spa, &Chart::default(), &[visit.clone()], at(now));
            assert_eq!(of(&wishes, Kind::Reminder)[0].0, remind, "{day} {time}");
            assert_eq!(of(&wishes, Kind::Soon)[0].0, soon, "{day} {time}");
            assert!(wishes.iter().all(|w| w.about == visit.id || w.kind == Kind::Consent));
            let gone = [(visit.id.clone(), 1)];
            spa.bookings().become_status(&gone, Status::Cancelled, "", &by(20)).await.unwrap();
        }
    }
}

#[tokio::test]
async fn a_visit_at_half_past_eight_is_reminded_of_in_the_evening() {
    let store = stores("early").await.remove(0);
    let dice = &mut Dice(32);
    let spa = Spa::opened(&store, dice).await;
    let mut visit = book(&spa, "2027-03-02".parse().unwrap(), "09:00", dice).await;
    visit.slot.cell = spa::at("08:30");
    let wishes = should(&spa, &Chart::default(), &[visit], at("2027-02-26T09:00"));
    assert_eq!(of(&wishes, Kind::Soon)[0].0, "2027-03-01T19:59");
}

#[tokio::test]
async fn two_visits_of_a_day_are_one_reminder_and_a_consent_is_asked_for_once() {
    let store = stores("once").await.remove(0);
    let dice = &mut Dice(33);
    let spa = Spa::opened(&store, dice).await;
    let day: Day = "2027-03-02".parse().unwrap();
    let (late, early) = (book(&spa, day, "15:00", dice).await, book(&spa, day, "11:00", dice).await);
    let wishes = should(&spa, &Chart::default(), &[late, early.clone()], at("2027-02-26T09:00"));
    let kinds: Vec<Kind> = wishes.iter().map(|w| w.kind).collect();
    assert_eq!(kinds, [Kind::Consent, Kind::Reminder, Kind::Soon]);
    assert_eq!(wishes[1].about, early.id, "the first of the day is the hour that counts");
    assert_eq!(of(&wishes, Kind::Consent)[0].0, "2027-02-25T11:00");
}

#[tokio::test]
async fn the_outbox_agrees_and_a_second_time_changes_nothing() {
    for store in stores("agree").await {
        let dice = &mut Dice(34);
        let spa = Spa::opened(&store, dice).await;
        let day: Day = "2027-03-04".parse().unwrap();
        let visit = book(&spa, day, "14:00", dice).await;
        let now = at("2027-03-01T09:00");
        assert_eq!(sweep(&spa, now, dice).await, Agreed { put: 3, moved: 0, withdrawn: 0 });
        assert_eq!(sweep(&spa, now + 60_000, dice).await, Agreed::default());
        // Moved within its day: the same messages at another time.
        let slot = spa::slot(day, spa::at("16:00"), "ada", "fern", "laser");
        let one = Move {
            id: visit.id.clone(),
            version: 1,
            asked: nothing(day),
            slot,
            overlap: None,
            reason: String::new(),
        };
        spa.bookings().relocate(&[one], &by(now), dice).await.unwrap();
        assert_eq!(sweep(&spa, now, dice).await, Agreed { put: 0, moved: 3, withdrawn: 0 });
        // To another day and back again: nothing is lost and nothing is twice.
        for (to, version) in [(day.plus(1), 2), (day, 3)] {
            let slot = spa::slot(to, spa::at("16:00"), "ada", "fern", "laser");
            let one = Move {
                id: visit.id.clone(),
                version,
                asked: nothing(to),
                slot,
                overlap: None,
                reason: String::new(),
            };
            spa.bookings().relocate(&[one], &by(now), dice).await.unwrap();
            assert_eq!(sweep(&spa, now, dice).await, Agreed { put: 3, moved: 0, withdrawn: 3 });
        }
        let gone = [(visit.id.clone(), 4)];
        spa.bookings().become_status(&gone, Status::Cancelled, "", &by(now)).await.unwrap();
        assert_eq!(sweep(&spa, now, dice).await, Agreed { put: 0, moved: 0, withdrawn: 3 });
        let left = outbox(&spa).listed(Tray::Coming).await.unwrap();
        assert!(left.iter().all(|one| one.kind.is_about_visits()), "{left:?}");
        let taken = outbox(&spa).one(&format!("reminder/{}/{day}", spa.guest)).await.unwrap();
        assert_eq!((taken.standing, taken.why), (Standing::Cancelled, Some(Why::Over)));
    }
}

#[tokio::test]
async fn who_books_for_tomorrow_is_not_reminded_of_the_day_before_yesterday() {
    let store = stores("tomorrow").await.remove(0);
    let dice = &mut Dice(35);
    let spa = Spa::opened(&store, dice).await;
    book(&spa, "2027-03-03".parse().unwrap(), "14:00", dice).await;
    let now = at("2027-03-02T09:00");
    sweep(&spa, now, dice).await;
    let left = outbox(&spa).listed(Tray::Coming).await.unwrap();
    let kinds: Vec<Kind> = left.iter().map(|one| one.kind).filter(|kind| !kind.is_about_visits()).collect();
    assert!(kinds.contains(&Kind::Soon) && !kinds.contains(&Kind::Reminder), "{kinds:?}");
}
