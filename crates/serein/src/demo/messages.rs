//! How the invented guests are reached, and what they know already: everything that was booked before the demonstration opened.
use super::Scene;
use crate::keys;
use chart::ChartError;
use chart::booking::{Bookings, Visit};
use chart::contact::Contact;
use chart::message::{Outbox, Purpose, Way};
use std::collections::BTreeMap;
use vocab::Role;

/// Days before and after today within which visits were invented.
const DAYS: (i32, i32) = (60, 150);

/// Most guests said yes to messages about visits; some to everything, some were not asked yet.
pub(super) async fn fill(scene: &Scene<'_>) -> Result<(), ChartError> {
    let record = scene.record;
    let outbox = Outbox::new(&record.store, &record.key, &record.site);
    let bookings = Bookings::in_zone(&record.store, &record.key, &record.site, &scene.zone)?;
    let mut visits: BTreeMap<String, Vec<Visit>> = BTreeMap::new();
    for visit in bookings.between(scene.today.plus(-DAYS.0), scene.today.plus(DAYS.1)).await? {
        visits.entry(visit.patient.clone()).or_default().push(visit);
    }
    let treated = record.patients().treated_after("", 1_000).await?;
    for patient in treated {
        visits.entry(patient).or_default();
    }
    for (n, (patient, visits)) in visits.iter().enumerate() {
        outbox.told_in_person(patient, visits).await?;
        let everything = n % 3 != 1;
        // Every seventh was not asked: the list of calls shows why somebody is called.
        if n % 7 == 6 {
            continue;
        }
        let mut allows = BTreeMap::from([(Purpose::Appointments, true), (Purpose::Aftercare, true)]);
        if everything {
            allows.insert(Purpose::Recall, true);
        }
        let ways = vec![Way::Email, Way::Text];
        let contact = Contact { ways, language: "en".to_owned(), allows, ..Contact::default() };
        outbox.keep_contact(patient, &contact, &scene.by(Role::Desk, 0), &mut keys::System).await?;
    }
    Ok(())
}
