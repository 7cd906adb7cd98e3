//! Who waits for an earlier time, and two times that were called off this morning: of one an offer comes as soon as the house
//! looks, of the other it is told why nobody had it.
use super::Scene;
use super::bookings::{Desk, Guest};
use crate::keys;
use chart::ChartError;
use chart::book::new_id;
use chart::booking::{Bookings, DAY_CELLS, Service, Standing, Status, Visit};
use chart::message::GRACE_MS;
use chart::patient::Asked;
use chart::register::By;
use chart::wait::{NewWait, Waits, Wish};
use std::collections::BTreeSet;
use vocab::case::Policy;
use vocab::{Day, Role};

/// Days ahead within which a visit of the service lies, so that a time of it becomes free.
const NEAR: (i32, i32) = (1, 10);
/// Services that are waited for: the first that has a visit on those days.
const SERVICES: [&str; 4] = ["facial", "massage", "lactic-30", "toning"];
/// How many wait for such a time: one has the offer, one is next.
const WAIT: usize = 2;
/// How many days they have waited, and a word for the desk.
const SINCE: [(i32, &str); WAIT] = [(6, "Works near by, comes within the hour."), (2, "")];
/// Who waits for something else, in the late afternoon only.
const LATE: &str = "Rosa Nakamura";

/// Puts them on the list, and calls the visits off. `known` are the guests who come now and then.
pub(super) async fn fill(scene: &Scene<'_>, known: &BTreeSet<String>) -> Result<(), ChartError> {
    let record = scene.record;
    let bookings = Bookings::in_zone(&record.store, &record.key, &record.site, &scene.zone)?;
    let desk = Desk::open(scene).await?;
    let (first, last) = (scene.today.plus(NEAR.0), scene.today.plus(NEAR.1));
    let near = bookings.between(first, last).await?;
    let alone = |visit: &&Visit| {
        matches!(visit.status, Status::Booked | Status::Confirmed)
            && visit.body.step.is_none()
            && known.contains(&visit.patient)
    };
    let mut leaves = None;
    for visit in SERVICES
        .iter()
        .flat_map(|key| near.iter().filter(alone).filter(move |visit| visit.body.service == *key))
    {
        let Some(service) = desk.services.iter().find(|one| one.key == visit.body.service) else { continue };
        let fit = fitting(&desk, visit, service, known).await?;
        if fit.len() == WAIT {
            leaves = Some((visit, fit));
            break;
        }
    }
    let late = Wish { service: "ipl".to_owned(), hours: (16 * 12, DAY_CELLS), ..any_time(scene.today) };
    if let Some(guest) = record.patients().find(LATE).await?.into_iter().find(|one| one.identity.name == LATE)
    {
        let who = (guest.patient, guest.identity.name);
        wait(scene, who, late, "Only after work.", &scene.by(Role::Desk, 4)).await?;
    }
    let Some((visit, fit)) = leaves else { return Ok(()) };
    // They come on that day of the week and on the days of the weekend.
    let weekday = calendar::roster::weekday(visit.slot.day);
    let weekdays: [bool; 7] = std::array::from_fn(|day| day == weekday || day >= 5);
    for (who, (days, note)) in fit.into_iter().zip(SINCE) {
        let wish = Wish { service: visit.body.service.clone(), weekdays, ..any_time(scene.today) };
        wait(scene, who, wish, note, &scene.by(Role::Desk, days)).await?;
    }
    // Somebody of the late morning or before, on a day that nobody on the list wished.
    let other = near.iter().filter(alone).find(|one| {
        let wished = weekdays.get(calendar::roster::weekday(one.slot.day)).copied().unwrap_or(true);
        !wished && one.slot.end() <= 16 * 12
    });
    // Long enough ago that nobody can take it back: the house offers what is due when it looks.
    let at = scene.now - GRACE_MS - 60_000;
    for one in std::iter::once(visit).chain(other) {
        let by = By { at, ..scene.by(Role::Desk, 0) };
        bookings
            .become_status(&[(one.id.clone(), one.version)], Status::Cancelled, "Ill since the night.", &by)
            .await?;
    }
    Ok(())
}

/// The first guests who could have the time of a visit as things stand: the gate has no question, and they have nothing else
/// that day.
async fn fitting(
    desk: &Desk<'_>,
    visit: &Visit,
    service: &Service,
    known: &BTreeSet<String>,
) -> Result<Vec<(String, String)>, ChartError> {
    let patients = desk.scene.record.patients();
    let mut fit = Vec::new();
    for id in known.iter().filter(|id| **id != visit.patient) {
        let own: Vec<Visit> =
            desk.bookings.of_patient(id).await?.into_iter().filter(|one| one.status.is_open()).collect();
        if own.iter().any(|one| one.slot.day == visit.slot.day) {
            continue;
        }
        let asked = Asked { kinds: Vec::new(), skip: 0, most: 0 };
        let story = patients.unseen(id, &asked, &mut keys::System).await?;
        let Some(name) = story.chart.identity().map(|identity| identity.name) else { continue };
        let mut case = story.chart.case(desk.scene.today, &Policy::default(), &desk.scene.zone);
        // What is booked counts for what is booked beside it, as on the pages.
        let booked = own.iter().filter(|one| !one.body.treatment.is_empty());
        case.facts
            .extend(booked.flat_map(|one| planner::plan::procedure(&one.body.treatment, one.slot.day, &[])));
        let guest = Guest { id: id.clone(), name, case, known: story.known };
        if desk.asked(&guest, service, &visit.slot).standing() == Standing::Books {
            fit.push((guest.id, guest.name));
        }
        if fit.len() == WAIT {
            break;
        }
    }
    Ok(fit)
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

async fn wait(
    scene: &Scene<'_>,
    (patient, guest): (String, String),
    wish: Wish,
    note: &str,
    by: &By,
) -> Result<(), ChartError> {
    let record = scene.record;
    let id = new_id(by.at, &mut keys::System);
    let new = NewWait { id, patient, guest, wish, note: note.to_owned() };
    Waits::new(&record.store, &record.key, &record.site).add(&new, by, &mut keys::System).await
}
