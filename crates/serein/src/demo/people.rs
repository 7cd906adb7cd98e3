//! Who works in the invented clinic.
use super::Scene;
use crate::keys;
use chart::ChartError;
use chart::people::{
    Kind, Licence, LicenceKind, PeopleEvent, Purpose, Services, Span, StandingOrder, Supervised, Trained,
    password,
};
use chart::register::By;
use std::collections::{BTreeMap, BTreeSet};
use vocab::Role;
use web::{DemoPerson, Record};

/// Role and name of everybody; nobody of this name is meant.
const STAFF: [(Role, &str); 7] = [
    (Role::Owner, "Margit Solheim"),
    (Role::Director, "Dr. Imogen Sarkany"),
    (Role::Prescriber, "Tobias Renner, NP"),
    (Role::Nurse, "Imani Clarke, RN"),
    (Role::Aesthetician, "Lucía Ferrer"),
    (Role::Therapist, "Anouk Bakker"),
    (Role::Desk, "Jo Lindqvist"),
];
/// The password of everybody in the demonstration, for what asks for one before a signature.
pub(super) const PASSWORD: &str = "quiet harbour lamp";
/// The links of the demonstration hold for a month, and as often as one likes.
const LINK: (i64, i64) = (31 * 86_400_000, 1_000_000);
/// When everybody began: two years ago.
const BEGAN_MS: i64 = 730 * 86_400_000;

/// Everybody, by role; and whether they were added just now, because the record is new.
pub(super) async fn staff(record: &Record, now: i64) -> Result<(BTreeMap<Role, String>, bool), ChartError> {
    let roll = record.roll().await?;
    let known: BTreeMap<Role, String> =
        roll.active().flat_map(|person| person.roles.iter().map(|role| (*role, person.id.clone()))).collect();
    if roll.all().next().is_some() {
        return Ok((known, false));
    }
    let by = By { author: "demonstration".to_owned(), at: now - BEGAN_MS };
    let mut staff = BTreeMap::new();
    for (role, name) in STAFF {
        let id = chart::book::new_id(by.at, &mut keys::System);
        let event = PeopleEvent::Joined {
            practitioner: id.clone(),
            name: name.to_owned(),
            email: format!("{role}@larkspur.example"),
            roles: BTreeSet::from([role]),
        };
        record.people().tell(None, &[event], &by, &mut keys::System).await?;
        staff.insert(role, id);
    }
    Ok((staff, true))
}

/// What everybody can show: licence, when it ends in days from today, and in which tier.
const LICENCES: [(Role, LicenceKind, &str, i32); 6] = [
    (Role::Director, LicenceKind::Physician, "demonstration MD 0001", 410),
    (Role::Prescriber, LicenceKind::NursePractitioner, "demonstration NP 0002", 300),
    (Role::Nurse, LicenceKind::RegisteredNurse, "demonstration RN 0003", 41),
    (Role::Aesthetician, LicenceKind::Aesthetician, "demonstration EST 0004", 520),
    (Role::Therapist, LicenceKind::Massage, "demonstration CMT 0005", 200),
    (Role::Therapist, LicenceKind::Aesthetician, "demonstration EST 0006", 150),
];
/// Who was trained for which device of the clinic.
const TRAINING: [(Role, &str); 16] = [
    (Role::Director, "halden-lumia-iii"),
    (Role::Director, "halden-vasca-595"),
    (Role::Director, "norrsken-duo"),
    (Role::Director, "tessera-pen-2"),
    (Role::Director, "rf-1"),
    (Role::Nurse, "halden-lumia-iii"),
    (Role::Nurse, "norrsken-duo"),
    (Role::Nurse, "tessera-pen-2"),
    (Role::Nurse, "rf-1"),
    (Role::Prescriber, "halden-lumia-iii"),
    (Role::Prescriber, "norrsken-duo"),
    (Role::Prescriber, "tessera-pen-2"),
    (Role::Aesthetician, "led-1"),
    (Role::Aesthetician, "hydra-1"),
    (Role::Therapist, "led-1"),
    (Role::Therapist, "hydra-1"),
];
/// What the director ordered for everybody who is licensed for it.
const ORDERED: [&str; 8] = [
    "botulinum",
    "filler_ha",
    "ipl",
    "laser_qs_pico",
    "laser_vascular",
    "microneedling",
    "peel_jessner",
    "rf_microneedling",
];

/// What else is known of them: licences, training, supervision, an order, and a password for everybody.
pub(super) async fn fill(scene: &Scene<'_>) -> Result<(), ChartError> {
    let (people, today) = (scene.record.people(), scene.today);
    let by =
        By { author: scene.staff.get(&Role::Owner).cloned().unwrap_or_default(), at: scene.now - BEGAN_MS };
    let id = || chart::book::new_id(by.at, &mut keys::System);
    let who = |role: Role| scene.staff.get(&role).cloned().unwrap_or_default();
    let since = today.plus(-700);
    let mut events = Vec::new();
    for (role, kind, number, ends) in LICENCES {
        let span = Span { from: since, to: Some(today.plus(ends)) };
        let (number, jurisdiction) = (number.to_owned(), "US-CA".to_owned());
        let licence = Licence { id: id(), kind, number, jurisdiction, span };
        events.push(PeopleEvent::Licensed { practitioner: who(role), licence });
    }
    for (role, device) in TRAINING {
        let span = Span { from: since, to: None };
        let training = Trained { id: id(), what: device.to_owned(), by: "the maker".to_owned(), span };
        events.push(PeopleEvent::Trained { practitioner: who(role), training });
    }
    let services = Services(ORDERED.iter().map(|code| (*code).to_owned()).collect());
    let span = Span { from: today.plus(-330), to: Some(today.plus(35)) };
    for role in [Role::Nurse, Role::Prescriber] {
        let supervision =
            Supervised { id: id(), supervisor: who(Role::Director), services: services.clone(), span };
        events.push(PeopleEvent::Supervised { practitioner: who(role), supervision });
    }
    let text =
        "After an examination by a prescriber, within the limits of the clinic's own protocols.".to_owned();
    let order = StandingOrder { id: id(), prescriber: who(Role::Director), services, text, span };
    events.push(PeopleEvent::Ordered { order });
    people.tell(None, &events, &by, &mut keys::System).await?;
    let hash = password::hash(PASSWORD, &mut keys::System)?;
    for id in scene.staff.values() {
        people.keep_credential(id, (Kind::Password, ""), "", &hash, by.at).await?;
    }
    Ok(())
}

/// A link for every role.
pub(super) async fn links(scene: &Scene<'_>) -> Result<Vec<DemoPerson>, ChartError> {
    let (people, roll) = (scene.record.people(), scene.record.roll().await?);
    let by = By { author: "demonstration".to_owned(), at: scene.now };
    let mut links = Vec::new();
    for role in Role::ALL {
        let Some(id) = scene.staff.get(role) else { continue };
        let secret = people.make_link(Purpose::Demo, id, LINK, &by, &mut keys::System).await?;
        links.push(DemoPerson { role: role.title().to_owned(), name: roll.name(id).to_owned(), secret });
    }
    Ok(links)
}
