//! The days of the invented clinic: visits from a week ago to in two weeks, what was done in those that are over,
//! and how far today's have come by the clock on the wall.
use super::Scene;
use super::bookings::{Desk, Guest};
use super::consents::signature;
use super::lives::{consulted, denied};
use super::treated::{Deed, Ends, Treating};
use crate::keys;
use chart::ChartError;
use chart::after::{CheckIn, Feels};
use chart::book::new_id;
use chart::booking::{GRAIN_MINUTES, Kind, Service, Slot, Standing, Status, Visit};
use chart::entry::{Body, Examination, Fact, Identity, Skin};
use chart::patient::NewEntry;
use chart::people::{EXAMINATION_DAYS, Mode, Services};
use chart::register::By;
use knowledge::red_flag::Level;
use std::collections::BTreeSet;
use vocab::case::Status as Known;
use vocab::{Day, Phototype, Role};

/// First names, each with five last names: the two below, and three of the longer list. Nobody is meant.
const FIRST: [&str; 18] = [
    "Ayla", "Lea", "Kit", "Mo", "Rosa", "Wren", "Sam", "Pia", "Mara", "Noor", "Elif", "Juno", "Tomas", "Ada",
    "Bela", "Ivo", "Nuria", "Hanna",
];
const FAMILIES: [&str; 2] = ["Soler", "Nakamura"];
const LAST: [&str; 24] = [
    "Fontaine",
    "Rivera",
    "Adeyemi",
    "Bergström",
    "Castell",
    "Dvořák",
    "Eriksen",
    "Farouk",
    "Grady",
    "Holt",
    "Ivanova",
    "Jansen",
    "Kovač",
    "Larsen",
    "Mbeki",
    "Novak",
    "Ortiz",
    "Petrov",
    "Quist",
    "Rossi",
    "Sato",
    "Tanaka",
    "Urban",
    "Weiss",
];
/// Days around today with visits.
const DAYS: std::ops::RangeInclusive<i32> = -6..=13;
/// Cells at which somebody tries to begin: every hour and a quarter, around noon later.
const STARTS: [u16; 6] = [108, 123, 138, 156, 174, 189];
/// Of a hundred such times, how many are taken: today, and on other days.
const BUSY: (usize, usize) = (88, 55);
/// Days that a guest rests between two visits.
const REST: i32 = 6;
/// One guest in so many who comes today or tomorrow still has to sign.
const EVERY_UNSIGNED: usize = 13;

/// Numbers that look like chance and are the same in every demonstration.
struct Pick(u64);

impl Pick {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % most.max(1)
    }
}

/// A guest of the calendar.
struct Comer {
    guest: Guest,
    identity: Identity,
    days: Vec<Day>,
    signed: BTreeSet<String>,
}

/// Fills the calendar; the ids of the guests who come now and then.
pub(super) async fn fill(scene: &Scene<'_>, treating: &Treating<'_>) -> Result<BTreeSet<String>, ChartError> {
    let desk = Desk::open(scene).await?;
    let mut comers = Vec::new();
    for (n, first) in FIRST.iter().enumerate() {
        let others = (0..3).filter_map(|m| LAST.get((n * 5 + m * 7) % LAST.len()));
        for last in FAMILIES.iter().chain(others) {
            comers.push(comer(&desk, &format!("{first} {last}"), comers.len()).await?);
        }
    }
    asked_too_late(&desk).await?;
    let mut pick = Pick(11);
    // Today first: of a week without a day of rest, the guests would all have been here already.
    for n in std::iter::once(0).chain(DAYS.filter(|n| *n != 0)) {
        day(&desk, &mut comers, scene.today.plus(n), &mut pick).await?;
    }
    let known: BTreeSet<String> = comers.into_iter().map(|one| one.guest.id).collect();
    passed(&desk, treating, &known).await?;
    Ok(known)
}

/// Somebody who comes now and then: consulted, and everything that the gate could ask was asked and denied.
async fn comer(desk: &Desk<'_>, name: &str, n: usize) -> Result<Comer, ChartError> {
    let scene = desk.scene;
    let n = i32::try_from(n).unwrap_or(0);
    let ago = 20 + n * 37 % 300;
    let identity = Identity {
        name: name.to_owned(),
        born: Some(scene.today.plus(-(8_400 + n * 331 % 14_000))),
        phone: Some(format!("+1 202 555 {:04}", 140 + n)),
        ..Identity::default()
    };
    let patients = scene.record.patients();
    let id = patients.register(&identity, &scene.by(Role::Desk, ago), &mut keys::System).await?;
    let phototype = if n % 3 == 0 { Phototype::II } else { Phototype::III };
    let by = scene.by(Role::Nurse, ago);
    let skin = Skin { phototype: Some(phototype), ..Skin::default() };
    let bodies = vec![consulted(&by), denied(scene.k, &[]), Body::Skin(skin)];
    write(scene, &id, bodies, &by).await?;
    super::messages::asked(scene, &id, usize::try_from(n).unwrap_or(0)).await?;
    let guest = desk.read(&id, name).await?;
    Ok(Comer { guest, identity, days: Vec::new(), signed: BTreeSet::new() })
}

async fn write(scene: &Scene<'_>, patient: &str, bodies: Vec<Body>, by: &By) -> Result<(), ChartError> {
    let entry =
        |body| NewEntry { id: new_id(by.at, &mut keys::System), happened_at: by.at, body, amends: None };
    let entries: Vec<NewEntry> = bodies.into_iter().map(entry).collect();
    scene.record.patients().record(patient, None, &entries, by, &mut keys::System).await.map(|_| ())
}

/// Somebody comes for filler this afternoon and does not know yet when the dentist sees him.
async fn asked_too_late(desk: &Desk<'_>) -> Result<(), ChartError> {
    let (scene, name) = (desk.scene, "Joel Tanner");
    let identity = Identity {
        name: name.to_owned(),
        born: "1975-04-18".parse().ok(),
        phone: Some("+1 202 555 0126".to_owned()),
        ..Identity::default()
    };
    let patients = scene.record.patients();
    let id = patients.register(&identity, &scene.by(Role::Desk, 15), &mut keys::System).await?;
    let by = scene.by(Role::Prescriber, 14);
    let open = Fact::condition("dental_work", Known::Unknown);
    let skin = Skin { phototype: Some(Phototype::II), ..Skin::default() };
    let mut bodies = vec![consulted(&by), denied(scene.k, std::slice::from_ref(&open)), Body::Skin(skin)];
    bodies.push(Body::Fact(Fact {
        note: Some("A tooth is to be seen to; he asks for the day.".to_owned()),
        ..open
    }));
    bodies.push(signature(scene, &identity, "filler_ha", &by).await?);
    write(scene, &id, bodies, &by).await?;
    desk.book_at(&id, name, "filler", desk.soon(186)).await
}

/// A day with gaps in it, as days are: everybody has visits of what they do.
async fn day(desk: &Desk<'_>, comers: &mut [Comer], day: Day, pick: &mut Pick) -> Result<(), ChartError> {
    let scene = desk.scene;
    let busy = if day == scene.today { BUSY.0 } else { BUSY.1 };
    let mut free = desk.bookings.free(day, 1).await?;
    for role in [Role::Director, Role::Prescriber, Role::Nurse, Role::Aesthetician, Role::Therapist] {
        let Some(who) = scene.staff.get(&role) else { continue };
        let does: Vec<&Service> = super::offers::OFFERS
            .iter()
            .filter(|offer| offer.by.contains(&role) && (day > scene.today || done_here(offer)))
            .filter_map(|offer| desk.services.iter().find(|one| one.key == offer.key))
            .collect();
        // The director sees few guests; the rest of the day is other work.
        let busy = if role == Role::Director { busy / 2 } else { busy };
        for start in STARTS {
            let service = does.get(pick.below(does.len())).copied();
            let Some(service) = service.filter(|_| pick.below(100) < busy) else { continue };
            let slot = (start..start + 12).step_by(3).find_map(|cell| free.slot(service, day, cell, &[who]));
            let Some(slot) = slot else { continue };
            let from = pick.below(comers.len());
            let Some(place) = fits(desk, comers, from, service, &slot) else { continue };
            let Some(comer) = comers.get_mut(place) else { continue };
            signs(desk, comer, &service.treatment, (day, slot.cell), pick).await?;
            let asked = desk.asked(&comer.guest, service, &slot);
            // What is booked counts for what is booked beside it, as on the pages.
            if !service.treatment.is_empty() {
                comer.guest.case.facts.extend(planner::plan::procedure(&service.treatment, day, &[]));
            }
            comer.days.push(day);
            desk.write(&comer.guest, service, (slot, asked), None).await?;
            free = desk.bookings.free(day, 1).await?;
        }
    }
    Ok(())
}

/// The first guest from a place on who has rested and whom the gate lets be without a question.
fn fits(desk: &Desk<'_>, comers: &[Comer], from: usize, service: &Service, slot: &Slot) -> Option<usize> {
    let rested = |one: &Comer| one.days.iter().all(|other| other.since(slot.day).abs() > REST);
    (0..comers.len()).map(|n| (from + n) % comers.len()).find(|place| {
        let books =
            |one: &Comer| rested(one) && desk.asked(&one.guest, service, slot).standing() == Standing::Books;
        comers.get(*place).is_some_and(books)
    })
}

/// Whether it can be told how it is done, for days that are over.
fn done_here(offer: &super::offers::Offer) -> bool {
    offer.treatment.is_empty() || Treating::knows(offer.treatment)
}

/// What is signed and looked at before a visit of today or tomorrow; now and then somebody still has to sign.
async fn signs(
    desk: &Desk<'_>,
    comer: &mut Comer,
    treatment: &str,
    (day, cell): (Day, u16),
    pick: &mut Pick,
) -> Result<(), ChartError> {
    let scene = desk.scene;
    if treatment.is_empty() || day > scene.today.plus(1) || comer.signed.contains(treatment) {
        return Ok(());
    }
    let by = scene.by(Role::Nurse, 8);
    let mut bodies = Vec::new();
    let over = (day, cell) <= (scene.today, desk.now + 3);
    if over || pick.below(EVERY_UNSIGNED) > 0 {
        bodies.push(signature(scene, &comer.identity, treatment, &by).await?);
    }
    if chart::door::needs_examination(scene.k, treatment) {
        let on = scene.today.plus(-8);
        let examined = Examination {
            services: Services(vec![treatment.to_owned()]),
            cleared: true,
            mode: Mode::Video,
            on,
            until: on.plus(EXAMINATION_DAYS),
            remark: String::new(),
        };
        let entry = vec![Body::Examination(examined)];
        write(scene, &comer.guest.id, entry, &scene.by(Role::Prescriber, 8)).await?;
        comer.guest.known += 1;
    }
    comer.guest.known += u64::try_from(bodies.len()).unwrap_or(0);
    if !bodies.is_empty() {
        write(scene, &comer.guest.id, bodies, &by).await?;
    }
    comer.signed.insert(treatment.to_owned());
    Ok(())
}

/// How far a visit has come by the clock.
fn path(visit: &Visit, today: Day, now: u16, n: usize) -> &'static [Status] {
    let (begins, ends) = ((visit.slot.day, visit.slot.cell), (visit.slot.day, visit.slot.end()));
    let now = (today, now);
    let soon = visit.slot.day == today && (today, visit.slot.cell.saturating_sub(3)) <= now;
    match () {
        () if ends <= now && n % 17 == 5 => &[Status::NoShow],
        () if ends <= now => &[Status::Arrived, Status::InRoom, Status::Done],
        () if begins <= now => &[Status::Arrived, Status::InRoom],
        () if soon => &[Status::Confirmed, Status::Arrived],
        () if !n.is_multiple_of(3) => &[Status::Confirmed],
        () => &[],
    }
}

/// What is over is done and has its record, who is here has arrived, who comes later today has mostly said yes.
async fn passed(
    desk: &Desk<'_>,
    treating: &Treating<'_>,
    known: &BTreeSet<String>,
) -> Result<(), ChartError> {
    let scene = desk.scene;
    let by = scene.by(Role::Desk, 0);
    let visits = desk.bookings.between(scene.today.plus(*DAYS.start()), scene.today).await?;
    for (n, visit) in visits.into_iter().enumerate() {
        // Whoever is told of by name elsewhere comes when the story says so; what cannot go ahead has not begun.
        let stands = matches!(visit.body.asked.standing(), Standing::Books) && known.contains(&visit.patient);
        if !stands {
            continue;
        }
        let path = path(&visit, scene.today, desk.now, n);
        for (version, to) in (visit.version..).zip(path) {
            desk.bookings.become_status(&[(visit.id.clone(), version)], *to, "", &by).await?;
        }
        match path.last() {
            Some(Status::Done) => done(scene, treating, &visit, Ends::Read).await?,
            Some(Status::InRoom) => done(scene, treating, &visit, Ends::Begun).await?,
            _ => {}
        }
    }
    Ok(())
}

/// The record of a visit that is over, or that goes on.
async fn done(
    scene: &Scene<'_>,
    treating: &Treating<'_>,
    visit: &Visit,
    ends: Ends,
) -> Result<(), ChartError> {
    let code = visit.body.treatment.as_str();
    let who = visit.slot.of(Kind::Practitioner);
    let role = scene.staff.iter().find(|(_, id)| Some(id.as_str()) == who).map(|(role, _)| *role);
    let Some(role) = role.filter(|_| Treating::knows(code)) else { return Ok(()) };
    let ago = scene.today.since(visit.slot.day);
    let minutes = visit.slot.cell * GRAIN_MINUTES;
    let (hour, minute) = (i8::try_from(minutes / 60).unwrap_or(9), i8::try_from(minutes % 60).unwrap_or(0));
    // Today's work is read this evening.
    let ends = if ago == 0 && ends == Ends::Read { Ends::Signed } else { ends };
    let deed = Deed { ends, ..Deed::usual(code, role, scene.at(ago, hour, minute), "") };
    treating.treat(&visit.patient, &deed).await?;
    if ago == 0 {
        return Ok(());
    }
    let fine = CheckIn {
        text: String::new(),
        feels: Some(Feels::Fine),
        level: Some(Level::E4),
        by_guest: true,
        ..CheckIn::default()
    };
    let by = By { author: scene.by(role, 0).author, at: scene.at(ago - 1, 8, 20) };
    write(scene, &visit.patient, vec![Body::CheckIn(fine)], &by).await
}
