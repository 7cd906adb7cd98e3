//! Who works in the invented clinic.
use super::Scene;
use crate::keys;
use chart::ChartError;
use chart::people::Purpose;
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
        let id = record.people().join(name, &BTreeSet::from([role]), &by, &mut keys::System).await?;
        staff.insert(role, id);
    }
    Ok((staff, true))
}

/// What else is known of them.
#[expect(clippy::unused_async, reason = "licences and training are told here")]
pub(super) async fn fill(_: &Scene<'_>) -> Result<(), ChartError> {
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
