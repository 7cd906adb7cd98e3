//! What can be booked in the invented clinic: services, rooms, devices, people, and when they are there.
use super::Scene;
use super::offers::{OFFERS, Offer};
use chart::ChartError;
use chart::booking::{Bookings, Hours, HoursKind, Kind, Resource, Service};
use vocab::Role;

/// Days before today from which the hours hold.
const SINCE: i32 = 60;
/// The first and the last cell of the house: nine to six.
const OPEN: (u16, u16) = (108, 216);
/// Who does not work the whole day: from, to; with half an hour at half past twelve.
const SHIFTS: [(Role, u16, u16); 3] =
    [(Role::Nurse, 108, 204), (Role::Aesthetician, 114, 216), (Role::Therapist, 120, 216)];
/// Sunday, Monday being 0.
const SUNDAY: u8 = 6;

/// Notes them.
pub(super) async fn fill(scene: &Scene<'_>) -> Result<(), ChartError> {
    let bookings = bookings(scene)?;
    let services: Vec<Service> = OFFERS.iter().map(Offer::service).collect();
    bookings.keep_services(&services).await?;
    let mut all = people(scene).await?;
    all.extend(things());
    bookings.keep_resources(&all).await?;
    hours(scene, &bookings).await
}

/// The calendar of the clinic.
pub(super) fn bookings<'a>(scene: &Scene<'a>) -> Result<Bookings<'a>, ChartError> {
    let record = scene.record;
    Bookings::in_zone(&record.store, &record.key, &record.site, &scene.zone)
}

fn thing(id: &str, kind: Kind, name: &str, line: &str, skills: &[&str]) -> Resource {
    Resource {
        id: id.to_owned(),
        kind,
        name: name.to_owned(),
        line: line.to_owned(),
        skills: skills.iter().map(|skill| ((*skill).to_owned(), None)).collect(),
        retired: false,
    }
}

async fn people(scene: &Scene<'_>) -> Result<Vec<Resource>, ChartError> {
    let roll = scene.record.roll().await?;
    let mut all = Vec::new();
    for role in [Role::Director, Role::Prescriber, Role::Nurse, Role::Aesthetician, Role::Therapist] {
        let Some(id) = scene.staff.get(&role) else { continue };
        let skills: Vec<&str> =
            OFFERS.iter().filter(|offer| offer.by.contains(&role)).map(|offer| offer.key).collect();
        all.push(thing(id, Kind::Practitioner, roll.name(id), role.title(), &skills));
    }
    Ok(all)
}

fn things() -> Vec<Resource> {
    vec![
        thing("fern", Kind::Room, "Fern", "treatment, quiet", &["quiet", "treatment"]),
        thing("moss", Kind::Room, "Moss", "treatment", &["quiet", "treatment"]),
        thing("birch", Kind::Room, "Birch", "consultation", &["quiet"]),
        thing("laser-room", Kind::Room, "Laser", "class 4", &["laser", "treatment"]),
        thing("atelier", Kind::Room, "Atelier", "injectables", &["injectables", "quiet"]),
        thing("qs-laser", Kind::Device, "Toning laser", "1064 nm", &["qs-laser"]),
        thing("ipl-head", Kind::Device, "Pulsed light", "", &["ipl"]),
        thing("rf-head", Kind::Device, "Radiofrequency needling", "", &["rf"]),
    ]
}

/// Monday to Saturday, and on a Sunday only where today is one: whoever tries the demonstration finds a house at work.
async fn hours(scene: &Scene<'_>, bookings: &Bookings<'_>) -> Result<(), ChartError> {
    let today = u8::try_from(calendar::roster::weekday(scene.today)).unwrap_or(0);
    let open = |weekday: &u8| *weekday != SUNDAY || *weekday == today;
    let since = scene.today.plus(-SINCE);
    let day = |weekday| Hours { kind: HoursKind::Shift, weekday, from: OPEN.0, to: OPEN.1 };
    bookings.set_hours("", &(0..7).filter(open).map(day).collect::<Vec<_>>(), since).await?;
    for (role, from, to) in SHIFTS {
        let Some(id) = scene.staff.get(&role) else { continue };
        let shift = |weekday| Hours { kind: HoursKind::Shift, weekday, from, to };
        let pause = |weekday| Hours { kind: HoursKind::Break, weekday, from: 150, to: 156 };
        let week: Vec<Hours> = (0..7).filter(open).flat_map(|n| [shift(n), pause(n)]).collect();
        bookings.set_hours(id, &week, since).await?;
    }
    Ok(())
}
