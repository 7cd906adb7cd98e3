//! Who waits for an earlier time. Whoever calls off a visit of the near days sees how its time is offered to them.
use super::Scene;
use crate::keys;
use chart::ChartError;
use chart::book::new_id;
use chart::booking::{Bookings, DAY_CELLS, Status, Visit};
use chart::register::By;
use chart::wait::{NewWait, Waits, Wish};
use vocab::{Day, Role};

/// Days ahead within which a visit of the service lies, so that a time of it can become free.
const NEAR: (i32, i32) = (2, 7);
/// Services that are waited for: the first that has a visit on those days.
const SERVICES: [&str; 4] = ["facial", "massage", "lactic-30", "toning"];
/// Who waits for such a time, how many days they have waited, and a word for the desk.
const WAITS: [(&str, i32, &str); 2] =
    [("Pia Rivera", 6, "Works near by, comes within the hour."), ("Sam Larsen", 2, "")];
/// Who waits for something else, in the late afternoon only.
const LATE: &str = "Rosa Nakamura";

/// Puts them on the list.
pub(super) async fn fill(scene: &Scene<'_>) -> Result<(), ChartError> {
    let record = scene.record;
    let bookings = Bookings::in_zone(&record.store, &record.key, &record.site, &scene.zone)?;
    let (first, last) = (scene.today.plus(NEAR.0), scene.today.plus(NEAR.1));
    let near = bookings.between(first, last).await?;
    let open = |service: &str| {
        let of = |visit: &&Visit| {
            visit.body.service == service && visit.status == Status::Booked && visit.body.step.is_none()
        };
        near.iter().find(of)
    };
    let Some(visit) = SERVICES.iter().find_map(|service| open(service)) else { return Ok(()) };
    for (name, days, note) in WAITS {
        let wish = Wish { service: visit.body.service.clone(), ..any_time(scene.today) };
        wait(scene, name, wish, note, &scene.by(Role::Desk, days)).await?;
    }
    let late = Wish { service: "ipl".to_owned(), hours: (16 * 12, DAY_CELLS), ..any_time(scene.today) };
    wait(scene, LATE, late, "Only after work.", &scene.by(Role::Desk, 4)).await
}

/// A wish that any time of the next four weeks would do.
fn any_time(today: Day) -> Wish {
    Wish {
        service: String::new(),
        practitioner: None,
        weekdays: [true; 7],
        hours: (0, DAY_CELLS),
        first: today,
        last: today.plus(28),
        notice_hours: 2,
    }
}

async fn wait(scene: &Scene<'_>, name: &str, wish: Wish, note: &str, by: &By) -> Result<(), ChartError> {
    let record = scene.record;
    let found = record.patients().find(name).await?;
    let Some(guest) = found.into_iter().find(|one| one.identity.name == name) else { return Ok(()) };
    let new = NewWait {
        id: new_id(by.at, &mut keys::System),
        patient: guest.patient,
        guest: guest.identity.name,
        wish,
        note: note.to_owned(),
    };
    Waits::new(&record.store, &record.key, &record.site).add(&new, by, &mut keys::System).await
}
