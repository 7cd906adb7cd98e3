//! Charts that need a second look: one person twice, and a consultation that was left in the middle.
use super::Told;
use crate::keys;
use chart::ChartError;
use chart::consult::{Goals, Section, Wanted};
use chart::entry::{Fact, Identity};
use vocab::Role;
use vocab::case::Status;
use vocab::goals::Concern;

/// Tells them.
pub(super) async fn fill(told: &Told<'_>) -> Result<(), ChartError> {
    twice(told).await?;
    half(told).await
}

/// Somebody telephoned under the name as it is written at home: the same person, and a second chart.
async fn twice(told: &Told<'_>) -> Result<(), ChartError> {
    let scene = told.scene;
    let again = Identity {
        name: "Siobhán Kelly".to_owned(),
        born: "1990-06-11".parse().ok(),
        phone: Some("+1 202 555 0111".to_owned()),
        ..Identity::default()
    };
    let patients = scene.record.patients();
    let patient = patients.register(&again, &scene.by(Role::Desk, 4), &mut keys::System).await?;
    told.desk.book(&patient, "Siobhán Kelly", "consultation", scene.today.plus(5)).await
}

/// A new guest, half way through: wishes and history are told, medicines are not.
async fn half(told: &Told<'_>) -> Result<(), ChartError> {
    let (scene, name) = (told.scene, "Esther Vance");
    let identity = Identity {
        name: name.to_owned(),
        born: "1988-01-30".parse().ok(),
        phone: Some("+1 202 555 0124".to_owned()),
        ..Identity::default()
    };
    let patients = scene.record.patients();
    let patient = patients.register(&identity, &scene.by(Role::Desk, 1), &mut keys::System).await?;
    let by = scene.by(Role::Prescriber, 0);
    let kept = patients.begin_consultation(&patient, &by, &mut keys::System).await?;
    let mut half = kept.consultation.clone();
    let wanted = |concern, weight| Wanted { concern, weight, zone: None };
    half.goals = Goals {
        words: "I look tired on every screen, and my cheeks have become rough.".to_owned(),
        wanted: vec![wanted(Concern::Dullness, 8), wanted(Concern::Texture, 6)],
        until: Some(scene.today.plus(150)),
        max_visits: Some(6),
        ..Goals::default()
    };
    half.facts.push(Fact::condition("hsv_history", Status::Present));
    half.facts.push(Fact::condition("keloid_history", Status::Absent));
    for section in [Section::Goals, Section::History] {
        half.save(section, by.at, &by.author, true);
    }
    half.save(Section::Medicines, by.at, &by.author, false);
    patients.keep_consultation(&patient, &kept, &half, &by, &mut keys::System).await?;
    told.desk.book(&patient, name, "consultation", scene.today.plus(1)).await
}
