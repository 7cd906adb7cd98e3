//! How the invented guests are reached, and what they know already: everything that was booked before the demonstration opened.
use super::Scene;
use crate::keys;
use chart::ChartError;
use chart::booking::Visit;
use chart::contact::Contact;
use chart::message::{Outbox, Purpose, Way};
use chart::register::By;
use std::collections::{BTreeMap, BTreeSet};
use vocab::Role;

/// Days before and after today within which visits were invented.
const DAYS: (i32, i32) = (60, 150);

/// What the n-th guest said: most said yes to messages about visits, some to everything; every seventh was not asked, so that
/// the list of calls shows why somebody is called.
fn said(n: usize) -> Option<Contact> {
    if n % 7 == 6 {
        return None;
    }
    let mut allows = BTreeMap::from([(Purpose::Appointments, true), (Purpose::Aftercare, true)]);
    if n % 3 != 1 {
        allows.insert(Purpose::Recall, true);
    }
    Some(Contact {
        ways: vec![Way::Email, Way::Text],
        language: "en".to_owned(),
        allows,
        ..Contact::default()
    })
}

/// Asks the n-th guest at the desk how to reach them, on the day they came first: the id of a chart begins with its instant.
pub(super) async fn asked(scene: &Scene<'_>, patient: &str, n: usize) -> Result<(), ChartError> {
    const LATER_MS: i64 = 4 * 60_000;
    let Some(contact) = said(n) else { return Ok(()) };
    let began = patient.get(..12).and_then(|digits| i64::from_str_radix(digits, 16).ok());
    let at = began.map_or(scene.now, |began| (began + LATER_MS).min(scene.now));
    let by = By { at, ..scene.by(Role::Desk, 0) };
    let record = scene.record;
    let outbox = Outbox::new(&record.store, &record.key, &record.site);
    outbox.keep_contact(patient, &contact, &by, &mut keys::System).await
}

/// Whoever is told of by name was asked as well; and what is booked was said to everybody in person.
pub(super) async fn fill(scene: &Scene<'_>, known: &BTreeSet<String>) -> Result<(), ChartError> {
    let record = scene.record;
    let outbox = Outbox::new(&record.store, &record.key, &record.site);
    let bookings = super::rooms::bookings(scene)?;
    let mut visits: BTreeMap<String, Vec<Visit>> = BTreeMap::new();
    for visit in bookings.between(scene.today.plus(-DAYS.0), scene.today.plus(DAYS.1)).await? {
        visits.entry(visit.patient.clone()).or_default().push(visit);
    }
    for patient in record.patients().treated_after("", 1_000).await? {
        visits.entry(patient).or_default();
    }
    for (patient, visits) in &visits {
        outbox.told_in_person(patient, visits).await?;
        if !known.contains(patient) {
            // Nobody who is told of by name is left out: the first kind of answer says yes to everything.
            asked(scene, patient, 0).await?;
        }
    }
    Ok(())
}
