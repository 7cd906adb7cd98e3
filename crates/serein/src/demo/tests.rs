//! The demonstration is made on any day: weekdays, ends of months and years, both days on which the clock changes, at any hour.
use super::{SITE, Scene, bookings::Desk, made};
use crate::{clinic, keys};
use chart::booking::{Standing, Status};
use chart::register::By;
use chart::{SiteKey, Store};
use jiff::tz::TimeZone;
use vocab::Day;
use web::Record;

const ZONE: &str = "America/Los_Angeles";

/// Makes it as if it were that instant, and looks at what the first page would show.
async fn on(day: &str, hour: i8, minute: i8) {
    let k = clinic::of_demo();
    let zone = TimeZone::get(ZONE).unwrap();
    let date: Day = day.parse().unwrap();
    let wall = date.date().at(hour, minute, 0, 0);
    let now = zone.to_ambiguous_zoned_datetime(wall).compatible().unwrap().timestamp().as_millisecond();
    let store = Store::open("sqlite::memory:").await.unwrap();
    let key = SiteKey::draw(&mut keys::System);
    let by = By { author: "test".to_owned(), at: now };
    store.open_site(&key, SITE, "Larkspur House", &by, &mut keys::System).await.unwrap();
    let record = Record::new(store, key, SITE);
    let scene =
        made(&record, k, zone, now).await.unwrap_or_else(|error| panic!("{day} {hour}:{minute}: {error}"));
    looks_right(&scene, day).await;
}

async fn looks_right(scene: &Scene<'_>, day: &str) {
    let desk = Desk::open(scene).await.unwrap();
    let coming = desk.bookings.between(scene.today, scene.today.plus(14)).await.unwrap();
    let today: Vec<_> = coming.iter().filter(|visit| visit.slot.day == scene.today).collect();
    assert!((17..=32).contains(&today.len()), "{day}: {} visits", today.len());
    for visit in &coming {
        let what = format!("{day}: {:?} {}", visit.guest, visit.body.title);
        // What is asked or stopped when it is written is the one open question; the rest books.
        let stands = visit.body.asked.standing();
        assert!(
            stands == Standing::Books || visit.guest.as_deref() == Some("Joel Tanner"),
            "{what}: {stands:?}"
        );
        if visit.slot.day == scene.today && visit.slot.end() <= desk.now {
            assert!(matches!(visit.status, Status::Done | Status::NoShow), "{what}: {:?}", visit.status);
        }
    }
    let record = scene.record;
    let waits = chart::wait::Waits::new(&record.store, &record.key, &record.site);
    let due = waits.freed().await.unwrap();
    assert!((1..=2).contains(&due.len()) && due.iter().all(|one| one.due_at <= scene.now), "{day}: {due:?}");
    assert_eq!(
        waits.open().await.unwrap().len(),
        3,
        "{day}: two who could have it, and one who wishes other hours"
    );
    for name in
        ["Luca Ferrante", "Noor Haddad", "Maeve Brennan", "Mateo Ruiz", "Lin Castellano", "Amara Okafor"]
    {
        let found = scene.record.patients().find(name).await.unwrap();
        let id = &found.first().unwrap_or_else(|| panic!("{day}: no {name}")).patient;
        assert!(
            desk.bookings.of_patient(id).await.unwrap().iter().any(|visit| visit.status.is_open()),
            "{day}: {name} has no visit to come"
        );
    }
}

fn block_on(work: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work);
}

#[test]
fn it_is_made_at_the_ends_of_the_year_and_when_the_clock_changes() {
    block_on(async {
        for (day, hour, minute) in [
            ("2026-12-31", 23, 58), // the last minutes of a year
            ("2027-01-01", 0, 1),
            ("2027-03-14", 2, 30), // a Sunday, and an hour that does not exist
            ("2026-11-01", 1, 30), // a Sunday, and an hour that is there twice
            ("2028-02-29", 10, 41),
        ] {
            on(day, hour, minute).await;
        }
    });
}

/// Every day of thirteen months: run it with `cargo nextest run --run-ignored all` when the demonstration changed.
#[test]
#[ignore = "takes minutes: every day of thirteen months"]
fn it_is_made_on_four_hundred_days_in_a_row() {
    block_on(async {
        let first: Day = "2026-11-20".parse().unwrap();
        for n in 0..400_i32 {
            let hour = i8::try_from(n * 7 % 24).unwrap();
            on(&first.plus(n).to_string(), hour, 20).await;
        }
    });
}
