//! What was told afterwards: a burn that somebody must see today.
use super::{Told, Who};
use crate::demo::treated::Deed;
use chart::ChartError;
use chart::after::{Feels, Report, heard, since};
use chart::entry::Body;
use vocab::{Phototype, Role};

/// Tells it. What the answer weighs is the triage's own word.
pub(super) async fn fill(told: &Told<'_>) -> Result<(), ChartError> {
    let scene = told.scene;
    let who =
        Who { name: "Rosalind Ashe", born: "1984-10-02", phone: "+1 202 555 0122", phototype: Phototype::II };
    let life = told.guest(&who, 45, Vec::new()).await?;
    life.write(vec![told.examined(&["ipl"], 45)], &scene.by(Role::Prescriber, 45)).await?;
    life.signs("ipl", 12).await?;
    let note = "Second of three. One overlap at the left cheek, cooled again.";
    told.treating.treat(&life.patient, &Deed::usual("ipl", Role::Nurse, scene.at(2, 16, 10), note)).await?;
    let mut by = scene.by(Role::Nurse, 0);
    by.at = scene.at(0, 7, 35);
    let chart = life.chart(&by).await?;
    let report = Report {
        feels: Some(Feels::Wrong),
        symptoms: vec!["blister".to_owned()],
        temperature_c: None,
        text: "Two small blisters on the left cheek since last night, where it was hottest.".to_owned(),
    };
    let case = chart.case(scene.today, &scene.k.policy(), &scene.zone);
    let sessions = since(&chart, &scene.zone, scene.today);
    let mut said = heard(scene.k, &case, &sessions, &report, by.at, &scene.zone).check_in;
    said.by_guest = true;
    life.write(vec![Body::CheckIn(said)], &by).await
}
