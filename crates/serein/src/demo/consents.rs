//! Consents, doors and the days after: two invented guests, one a day after a filler, one before her first needling.
use super::Scene;
use super::treated::{Deed, Ends, Treating};
use crate::keys;
use chart::after::CheckIn;
use chart::book::new_id;
use chart::consent::{Act, Consent, Form, LANGUAGE, Pen, Presented, Purpose, Shelf, Text};
use chart::door::{Override, Ruled, What};
use chart::entry::{Body, Identity};
use chart::patient::NewEntry;
use chart::people::{EXAMINATION_DAYS, Examination, Mode, Purpose as LinkFor, Services};
use chart::register::By;
use chart::{ChartError, fold::Chart};
use knowledge::Knowledge;
use knowledge::red_flag::Level;
use std::collections::BTreeMap;
use vocab::{Role, Verdict};

/// The guest whose own page the demonstration opens.
const GUEST: &str = "Mira Castellane";
/// A month, as often as one likes.
const LINK: (i64, i64) = (31 * 86_400_000, 1_000_000);

pub(super) async fn fill(scene: &Scene<'_>, treating: &Treating<'_>) -> Result<(), ChartError> {
    let mira = guest(scene, GUEST, "1987-03-09", "+1 555 0143").await?;
    for purpose in [Purpose::Record, Purpose::Teaching] {
        signed(scene, &mira, purpose.service(), 9).await?;
    }
    let examined = Examination {
        services: Services(vec!["filler_ha".to_owned()]),
        cleared: true,
        mode: Mode::InPerson,
        on: scene.today.plus(-13),
        until: scene.today.plus(-13 + EXAMINATION_DAYS),
        remark: String::new(),
    };
    record(scene, &mira, Role::Prescriber, scene.by(Role::Prescriber, 13).at, Body::Examination(examined))
        .await?;
    handed_over(scene, &mira, "filler_ha", 12).await?;
    signed(scene, &mira, "filler_ha", 9).await?;
    let note = "Two small deposits, slowly. Colour returned at once everywhere.";
    let lips = Deed::usual("filler_ha", Role::Nurse, scene.at(1, 14, 50), note);
    treating.treat(&mira, &Deed { ends: Ends::Signed, ..lips }).await?;
    let said = CheckIn {
        text: "A little swollen, otherwise fine.".to_owned(),
        level: Some(Level::E4),
        by_guest: true,
        ..CheckIn::default()
    };
    record(scene, &mira, Role::Nurse, scene.at(1, 20, 10), Body::CheckIn(said)).await?;
    let ines = guest(scene, "Inés Valcourt", "1994-11-30", "+1 555 0177").await?;
    handed_over(scene, &ines, "microneedling", 2).await?;
    let over = Override {
        service: "microneedling".to_owned(),
        on: scene.today.plus(-40),
        what: What::Photographs,
        rules: vec![Ruled { rule: "door-photographs".to_owned(), verdict: Verdict::Review }],
        reason: "She does not want photographs; the result is judged by a score instead.".to_owned(),
        second_of: None,
    };
    record(scene, &ines, Role::Prescriber, scene.at(40, 11, 0), Body::Override(over)).await
}

/// The address of the guest's own page, if she is there.
pub(super) async fn link(scene: &Scene<'_>) -> Result<Option<String>, ChartError> {
    let found = scene.record.patients().find(GUEST).await?;
    let Some(one) = found.first() else { return Ok(None) };
    let by = scene.by(Role::Nurse, 0);
    let secret =
        scene.record.people().make_link(LinkFor::Guest, &one.patient, LINK, &by, &mut keys::System).await?;
    Ok(Some(format!("/g/{secret}")))
}

async fn guest(scene: &Scene<'_>, name: &str, born: &str, phone: &str) -> Result<String, ChartError> {
    let identity = Identity {
        name: name.to_owned(),
        born: born.parse().ok(),
        phone: Some(phone.to_owned()),
        ..Identity::default()
    };
    let patient =
        scene.record.patients().register(&identity, &scene.by(Role::Desk, 60), &mut keys::System).await?;
    let consulted = scene.by(Role::Prescriber, 13);
    for body in [super::lives::consulted(&consulted), super::lives::denied(scene.k, &[])] {
        record(scene, &patient, Role::Prescriber, consulted.at, body).await?;
    }
    Ok(patient)
}

async fn record(scene: &Scene<'_>, patient: &str, who: Role, at: i64, body: Body) -> Result<(), ChartError> {
    let mut by = scene.by(who, 0);
    by.at = at;
    let entry = NewEntry { id: new_id(at, &mut keys::System), happened_at: at, body, amends: None };
    scene.record.patients().record(patient, None, &[entry], &by, &mut keys::System).await?;
    Ok(())
}

fn text(knowledge: &Knowledge, service: &str) -> Result<Text, ChartError> {
    Text::of(knowledge, service, LANGUAGE)
        .map_err(|e| ChartError::Form { what: "a consent text".to_owned(), why: e.to_string() })
}

pub(super) async fn handed_over(
    scene: &Scene<'_>,
    patient: &str,
    service: &str,
    ago: i32,
) -> Result<(), ChartError> {
    let text = text(scene.k, service)?;
    let by = scene.by(Role::Nurse, ago);
    Shelf::new(&scene.record.store, &scene.record.site).keep(&text, &by).await?;
    let presented = Presented {
        text_hash: text.hash(),
        language: text.language.clone(),
        on: scene.today.plus(-ago),
        explained_by: by.author.clone(),
    };
    let body = Body::Consent(Consent { service: service.to_owned(), act: Act::Presented(presented) });
    record(scene, patient, Role::Nurse, by.at, body).await
}

/// Signed as a person signs: the same form, the same questions.
pub(super) async fn signed(
    scene: &Scene<'_>,
    patient: &str,
    service: &str,
    ago: i32,
) -> Result<(), ChartError> {
    let by = scene.by(Role::Nurse, ago);
    let patients = scene.record.patients();
    let entries = patients.glance(patient, chart::patient::Why::Care, &by, &mut keys::System).await?;
    let identity = Chart::of(&entries).identity().unwrap_or_default();
    let body = signature(scene, &identity, service, &by).await?;
    record(scene, patient, Role::Nurse, by.at, body).await
}

/// The consent of somebody to a service, signed at the time of `by`, explained by whoever that is.
pub(super) async fn signature(
    scene: &Scene<'_>,
    identity: &Identity,
    service: &str,
    by: &By,
) -> Result<Body, ChartError> {
    let text = text(scene.k, service)?;
    Shelf::new(&scene.record.store, &scene.record.site).keep(&text, by).await?;
    let on = chart::case::day_of(by.at, &scene.zone);
    let wrong = |why: String| ChartError::Form { what: "the demonstration's consent".to_owned(), why };
    let form = Form::present(&text, identity, on).map_err(|e| wrong(e.to_string()))?;
    let meaning = Some(form.meaning());
    let right: BTreeMap<String, usize> = text.questions.iter().map(|q| (q.key.clone(), q.right)).collect();
    let understood = form.answer(&right).map_err(|_| wrong("a question".to_owned()))?;
    let pen = Pen {
        text_hash: text.hash(),
        name: identity.name.clone(),
        meaning,
        at: by.at,
        on: Some(on),
        explained_by: by.author.clone(),
        ..Pen::default()
    };
    let signed = understood.sign(&pen).map_err(|missing| wrong(format!("{service}: {missing:?}")))?;
    Ok(Body::Consent(Consent { service: service.to_owned(), act: Act::Signed(Box::new(signed)) }))
}
