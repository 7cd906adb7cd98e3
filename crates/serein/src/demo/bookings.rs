//! The calendar of the invented clinic: rooms, devices, hours, services, and visits from the day before yesterday to in two
//! weeks, each asked of the gate as a real one is.
use super::Scene;
use super::offers::{OFFERS, Offer};
use crate::keys;
use chart::ChartError;
use chart::book::new_id;
use chart::booking::{
    Asked, Bookings, DAY_CELLS, Hours, HoursKind, Kind, New, Resource, Service, Slot, Standing, Status, Step,
};
use chart::entry::{Body, Denied, Fact, Identity, Skin};
use chart::patient::{Asked as StoryAsked, NewEntry, Why};
use chart::register::By;
use knowledge::Knowledge;
use safety::Gate;
use vocab::case::{Ask, Case, Policy};
use vocab::{Day, Performer, Role};

use Role::{Aesthetician, Director, Nurse, Prescriber, Therapist};

/// Names that are put together at random; nobody is meant.
const FIRST: [&str; 18] = [
    "Ayla", "Lea", "Kit", "Mo", "Rosa", "Wren", "Sam", "Pia", "Mara", "Noor", "Elif", "Juno", "Tomas", "Ada",
    "Bela", "Ivo", "Nuria", "Hanna",
];
const LAST: [&str; 5] = ["Okafor", "Fontaine", "Rivera", "Soler", "Nakamura"];

/// Numbers that look like chance and are the same in every demonstration.
struct Pick(u64);

impl Pick {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % most.max(1)
    }
}

/// A guest with what is known.
struct Guest {
    id: String,
    name: String,
    case: Case,
    known: u64,
    days: Vec<Day>,
}

/// Fills the calendar.
pub(super) async fn fill(scene: &Scene<'_>) -> Result<(), ChartError> {
    let Ok(knowledge) = Knowledge::shipped() else { return Ok(()) };
    let bookings =
        Bookings::in_zone(&scene.record.store, &scene.record.key, &scene.record.site, &scene.zone)?;
    let services: Vec<Service> = OFFERS.iter().map(Offer::service).collect();
    bookings.keep_services(&services).await?;
    resources(scene, &bookings).await?;
    let mut guests = Vec::new();
    for last in LAST {
        for first in FIRST {
            let name = format!("{first} {last}");
            guests.push(guest(scene, knowledge, &name, true).await?);
        }
    }
    let gate = Gate::new(knowledge);
    let mut pick = Pick(11);
    for n in -2..=13 {
        fill_day(scene, &bookings, &gate, &services, &mut guests, scene.today.plus(n), &mut pick).await?;
    }
    stories(scene, &bookings, &gate, &services, knowledge).await?;
    passed(scene, &bookings).await
}

async fn resources(scene: &Scene<'_>, bookings: &Bookings<'_>) -> Result<(), ChartError> {
    let roll = scene.record.roll().await?;
    let named = |skills: &[&str]| skills.iter().map(|s| ((*s).to_owned(), None)).collect::<Vec<_>>();
    let thing = |id: &str, kind, name: &str, line: &str, skills: &[&str]| Resource {
        id: id.to_owned(),
        kind,
        name: name.to_owned(),
        line: line.to_owned(),
        skills: named(skills),
        retired: false,
    };
    let mut all = Vec::new();
    for role in [Director, Prescriber, Nurse, Aesthetician, Therapist] {
        let Some(id) = scene.staff.get(&role) else { continue };
        let skills: Vec<&str> =
            OFFERS.iter().filter(|offer| offer.by.contains(&role)).map(|offer| offer.key).collect();
        all.push(thing(id, Kind::Practitioner, roll.name(id), role.title(), &skills));
    }
    all.push(thing("fern", Kind::Room, "Fern", "treatment, quiet", &["quiet", "treatment"]));
    all.push(thing("moss", Kind::Room, "Moss", "treatment", &["quiet", "treatment"]));
    all.push(thing("laser-room", Kind::Room, "Laser", "class 4", &["laser", "treatment"]));
    all.push(thing("atelier", Kind::Room, "Atelier", "injectables", &["injectables", "quiet"]));
    all.push(thing("qs-laser", Kind::Device, "Q-switched laser", "1064 nm", &["qs-laser"]));
    all.push(thing("ipl-head", Kind::Device, "Pulsed light", "", &["ipl"]));
    all.push(thing("rf-head", Kind::Device, "Radiofrequency needling", "", &["rf"]));
    bookings.keep_resources(&all).await?;
    let today = u8::try_from(calendar::roster::weekday(scene.today)).unwrap_or(0);
    let open = |weekday: &u8| *weekday != 6 || *weekday == today;
    let day = |weekday| Hours { kind: HoursKind::Shift, weekday, from: 108, to: 216 };
    bookings.set_hours("", &(0..7).filter(open).map(day).collect::<Vec<_>>(), scene.today).await?;
    for (role, from, to) in [(Nurse, 108, 204), (Aesthetician, 114, 216), (Therapist, 120, 216)] {
        let Some(id) = scene.staff.get(&role) else { continue };
        let shift = |weekday| Hours { kind: HoursKind::Shift, weekday, from, to };
        let pause = |weekday| Hours { kind: HoursKind::Break, weekday, from: 150, to: 156 };
        let week: Vec<Hours> = (0..7).filter(open).flat_map(|n| [shift(n), pause(n)]).collect();
        bookings.set_hours(id, &week, scene.today).await?;
    }
    Ok(())
}

/// Registers a guest; with `denied`, everything that the gate could ask was asked and denied a month ago.
async fn guest(
    scene: &Scene<'_>,
    knowledge: &Knowledge,
    name: &str,
    denied: bool,
) -> Result<Guest, ChartError> {
    let patients = scene.record.patients();
    let by = scene.by(Role::Desk, 30);
    let born = Day::from_number(4_000 + i32::try_from(name.len() * 331 % 7_000).unwrap_or(0));
    let identity = Identity { name: name.to_owned(), born: Some(born), ..Identity::default() };
    let id = patients.register(&identity, &by, &mut keys::System).await?;
    if denied {
        let conditions = knowledge.conditions.iter().map(|c| c.code.clone()).collect();
        write(scene, &id, Body::Denied(Denied { conditions }), &scene.by(Nurse, 30)).await?;
        let skin = Skin { phototype: Some(vocab::Phototype::III), ..Skin::default() };
        write(scene, &id, Body::Skin(skin), &scene.by(Nurse, 30)).await?;
    }
    let asked = StoryAsked { kinds: Vec::new(), skip: 0, most: 0 };
    let story = patients.story(&id, &asked, Why::Care, &scene.by(Nurse, 29), &mut keys::System).await?;
    let case = story.chart.case(scene.today, &Policy::default(), &scene.zone);
    Ok(Guest { id, name: name.to_owned(), case, known: story.entries, days: Vec::new() })
}

async fn write(scene: &Scene<'_>, patient: &str, body: Body, by: &By) -> Result<(), ChartError> {
    let entry = NewEntry { id: new_id(by.at, &mut keys::System), happened_at: by.at, body, amends: None };
    scene.record.patients().record(patient, None, &[entry], by, &mut keys::System).await.map(|_| ())
}

fn tier(scene: &Scene<'_>, who: &str) -> Option<Performer> {
    let role = scene.staff.iter().find(|(_, id)| *id == who).map(|(role, _)| *role)?;
    match role {
        Director => Some(Performer::Md),
        Prescriber => Some(Performer::NpPa),
        Nurse => Some(Performer::Rn),
        Aesthetician | Therapist => Some(Performer::Aesthetician),
        Role::Owner | Role::Desk => None,
    }
}

fn asked(gate: &Gate<'_>, guest: &Guest, service: &Service, day: Day, who: Option<Performer>) -> Asked {
    let nothing = || Asked { known: guest.known, ..Asked::nothing(day, guest.case.today) };
    if service.treatment.is_empty() {
        return nothing();
    }
    let mut ask = Ask { performer: who, ..Ask::treatment(&service.treatment) };
    ask.params.percent = service.percent;
    Asked::of(gate, &guest.case, &ask, day)
        .map_or_else(|_| nothing(), |asked| Asked { known: guest.known, ..asked })
}

/// Books a guest if everybody is free and the gate lets it; the id of the visit.
async fn visit(
    scene: &Scene<'_>,
    bookings: &Bookings<'_>,
    gate: &Gate<'_>,
    guest: &mut Guest,
    service: &Service,
    slot: Slot,
    step: Option<Step>,
) -> Result<Option<String>, ChartError> {
    let by = scene.by(Role::Desk, 9);
    let who = slot.of(Kind::Practitioner).and_then(|who| tier(scene, who));
    let asked = asked(gate, guest, service, slot.day, who);
    if matches!(asked.standing(), Standing::Not | Standing::NotBefore(_)) {
        return Ok(None);
    }
    guest.days.push(slot.day);
    let new = New {
        id: new_id(by.at, &mut keys::System),
        patient: guest.id.clone(),
        guest: guest.name.clone(),
        service: service.key.clone(),
        title: service.title.clone(),
        treatment: service.treatment.clone(),
        slot,
        step,
        asked,
        hold_until: None,
        overlap: None,
        note: String::new(),
    };
    let booked = bookings.book(std::slice::from_ref(&new), &by, &mut keys::System).await?;
    Ok(booked.into_iter().next())
}

/// A day with gaps in it, as days are.
async fn fill_day(
    scene: &Scene<'_>,
    bookings: &Bookings<'_>,
    gate: &Gate<'_>,
    services: &[Service],
    guests: &mut [Guest],
    day: Day,
    pick: &mut Pick,
) -> Result<(), ChartError> {
    let busy = if day == scene.today { 75 } else { 45 };
    let people: Vec<&String> = [Prescriber, Nurse, Aesthetician, Therapist]
        .iter()
        .filter_map(|role| scene.staff.get(role))
        .collect();
    for who in people {
        for start in [108_u16, 123, 138, 156, 174, 189] {
            let service = services.get(pick.below(services.len()));
            let Some(service) = service.filter(|_| pick.below(100) < busy) else { continue };
            let free = bookings.free(day, 1).await?;
            let near = start..start + 9;
            let slot = near.step_by(3).find_map(|cell| free.slot(service, day, cell, &[who]));
            let rested = |guest: &Guest| guest.days.iter().all(|other| other.since(day).abs() > 6);
            let from = pick.below(guests.len());
            let place = (0..guests.len())
                .map(|n| (from + n) % guests.len())
                .find(|n| guests.get(*n).is_some_and(rested));
            if let (Some(slot), Some(guest)) = (slot, place.and_then(|place| guests.get_mut(place))) {
                visit(scene, bookings, gate, guest, service, slot, None).await?;
            }
        }
    }
    Ok(())
}

/// The people of whom the day tells: one was in the sun, one has not said, one is in the middle of a series.
async fn stories(
    scene: &Scene<'_>,
    bookings: &Bookings<'_>,
    gate: &Gate<'_>,
    services: &[Service],
    knowledge: &Knowledge,
) -> Result<(), ChartError> {
    let find = |key: &str| services.iter().find(|one| one.key == key);
    let mut ines = guest(scene, knowledge, "Ines Moreau", true).await?;
    let mut joel = guest(scene, knowledge, "Joel Tanner", false).await?;
    let mut lin = guest(scene, knowledge, "Lin Castellano", true).await?;
    for (guest, key) in [(&mut ines, "ipl"), (&mut joel, "filler")] {
        let Some(service) = find(key) else { continue };
        let free = bookings.free(scene.today, 14).await?;
        let days = (0..14).map(|n| scene.today.plus(n));
        let slot = days
            .flat_map(|day| (156..204).map(move |cell| (day, cell)))
            .find_map(|(day, cell)| free.slot(service, day, cell, &[]));
        if let Some(slot) = slot {
            visit(scene, bookings, gate, guest, service, slot, None).await?;
        }
    }
    let sunday = scene.today.plus(-3);
    let sun = Fact { condition: Some("sun_tan_recent".to_owned()), on: Some(sunday), ..Fact::default() };
    write(scene, &ines.id, Body::Fact(sun), &scene.by(Role::Desk, 0)).await?;
    if let Some(service) = find("toning") {
        let series = new_id(scene.now, &mut keys::System);
        for (step, after) in [(1_u16, 0), (2, 28), (3, 56)] {
            let free = bookings.free(scene.today.plus(after), 7).await?;
            let days = (0..7).map(|n| scene.today.plus(after + n));
            let slot = days
                .flat_map(|day| (120..204).map(move |cell| (day, cell)))
                .find_map(|(day, cell)| free.slot(service, day, cell, &[]));
            if let Some(slot) = slot {
                let step = Step { series: series.clone(), step, of: 3, ..Step::default() };
                visit(scene, bookings, gate, &mut lin, service, slot, Some(step)).await?;
            }
        }
    }
    Ok(())
}

/// Whoever books for the guests whose stories are told elsewhere.
pub(super) struct Desk<'a> {
    scene: &'a Scene<'a>,
    bookings: Bookings<'a>,
    gate: Gate<'static>,
    services: Vec<Service>,
}

impl<'a> Desk<'a> {
    pub(super) async fn open(scene: &'a Scene<'a>) -> Result<Self, ChartError> {
        let wrong = |why: String| ChartError::Form { what: "the demonstration".to_owned(), why };
        let knowledge = Knowledge::shipped().map_err(|e| wrong(e.to_string()))?;
        let bookings =
            Bookings::in_zone(&scene.record.store, &scene.record.key, &scene.record.site, &scene.zone)?;
        let services = bookings.services().await?;
        Ok(Self { scene, bookings, gate: Gate::new(knowledge), services })
    }

    /// Books a guest of the record on the day, or on the next one with a free time on which the gate lets it be; nothing where
    /// there is none within three weeks.
    pub(super) async fn book(
        &self,
        patient: &str,
        name: &str,
        service: &str,
        from: Day,
    ) -> Result<(), ChartError> {
        let Some(service) = self.services.iter().find(|one| one.key == service) else { return Ok(()) };
        let asked = StoryAsked { kinds: Vec::new(), skip: 0, most: 0 };
        let by = self.scene.by(Role::Desk, 8);
        let story =
            self.scene.record.patients().story(patient, &asked, Why::Care, &by, &mut keys::System).await?;
        let case = story.chart.case(self.scene.today, &Policy::default(), &self.scene.zone);
        let mut guest = Guest {
            id: patient.to_owned(),
            name: name.to_owned(),
            case,
            known: story.entries,
            days: Vec::new(),
        };
        for day in (0..21).map(|n| from.plus(n)) {
            let free = self.bookings.free(day, 1).await?;
            let slot = (117..200).step_by(3).find_map(|cell| free.slot(service, day, cell, &[]));
            let Some(slot) = slot else { continue };
            if visit(self.scene, &self.bookings, &self.gate, &mut guest, service, slot, None).await?.is_some()
            {
                return Ok(());
            }
        }
        Ok(())
    }
}

/// What is over is done, who is here has arrived, who comes later today has mostly said yes.
async fn passed(scene: &Scene<'_>, bookings: &Bookings<'_>) -> Result<(), ChartError> {
    let by = scene.by(Role::Desk, 0);
    let wall = jiff::Timestamp::from_millisecond(scene.now).map(|now| scene.zone.to_datetime(now));
    let minutes = wall
        .map_or(0, |at| u16::try_from(at.hour()).unwrap_or(0) * 60 + u16::try_from(at.minute()).unwrap_or(0));
    let now = (scene.today, (minutes / chart::booking::GRAIN_MINUTES).min(DAY_CELLS));
    for (n, visit) in bookings.between(scene.today.plus(-2), scene.today).await?.into_iter().enumerate() {
        let (begins, ends) = ((visit.slot.day, visit.slot.cell), (visit.slot.day, visit.slot.end()));
        let soon = (scene.today, visit.slot.cell.saturating_sub(3)) <= now && visit.slot.day == scene.today;
        let path: &[Status] = match () {
            () if ends <= now && n % 17 == 5 => &[Status::NoShow],
            () if ends <= now => &[Status::Arrived, Status::InRoom, Status::Done],
            () if begins <= now => &[Status::Arrived, Status::InRoom],
            () if soon => &[Status::Confirmed, Status::Arrived],
            () if n % 3 != 0 => &[Status::Confirmed],
            () => &[],
        };
        for (version, to) in (visit.version..).zip(path) {
            bookings.become_status(&[(visit.id.clone(), version)], *to, "", &by).await?;
        }
    }
    Ok(())
}
