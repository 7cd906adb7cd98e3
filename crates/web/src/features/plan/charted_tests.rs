//! A plan made from a chart, agreed into it, compared and mended; and what nobody may do.
use crate::stage::{Dice, NOW, Stage};
use chart::book::new_id;
use chart::entry::{Assessment, Body, Denied, Fact, Session, Skin};
use chart::patient::NewEntry;
use chart::register::By;
use std::collections::BTreeMap;
use vocab::case::Status;
use vocab::goals::{Concern, Scale};
use vocab::{Phototype, Role};

const DAY: i64 = 86_400_000;

/// A patient whose chart says enough to plan for melasma.
async fn amara(stage: &Stage) -> String {
    let patient = stage.patient("Amara Invented").await;
    let denied = knowledge::Knowledge::shipped().unwrap();
    let codes = denied.conditions.iter().filter(|c| c.holds != knowledge::condition::Holds::Derived);
    let conditions = codes.map(|c| c.code.clone()).filter(|code| code != "melasma").collect();
    record(stage, &patient, NOW - DAY, vec![
        Body::Skin(Skin { phototype: Some(Phototype::III), ..Skin::default() }),
        Body::Denied(Denied { conditions }),
        Body::Fact(Fact::condition("melasma", Status::Present)),
        score(8.4),
    ])
    .await;
    patient
}

fn score(score: f64) -> Body {
    let (concern, scale) = (Some(Concern::Melasma), Scale::Mmasi);
    Body::Assessment(Assessment { concern, scale, score, raters: 1, zone: None, parts: BTreeMap::new() })
}

async fn record(stage: &Stage, patient: &str, at: i64, bodies: Vec<Body>) {
    let by = By { author: stage.id(Role::Prescriber).to_owned(), at: stage.house.now_ms() };
    let new = |body| NewEntry { id: new_id(by.at, &mut Dice), happened_at: at, body, amends: None };
    let entries: Vec<NewEntry> = bodies.into_iter().map(new).collect();
    stage.record().patients().record(patient, None, &entries, &by, &mut Dice).await.unwrap();
}

/// The value of the hidden field `case` of the form that carries it.
fn carried(page: &str) -> String {
    let form = page.split("id=\"carry\"").nth(1).unwrap();
    let value = form.split("name=\"case\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    value.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

#[tokio::test]
async fn a_plan_is_made_from_the_chart_agreed_and_followed() {
    let stage = Stage::new().await;
    let patient = amara(&stage).await;
    let url = format!("/patients/{patient}/plan");
    let nurse = stage.as_(Role::Nurse);
    // Nothing was agreed: the form, with what was measured already chosen.
    let asked = nurse.get(&url).await;
    assert_eq!(asked.status, 200);
    assert!(asked.text.contains("What is wished?") && asked.text.contains("come from the chart"), "{}", asked.text);
    let wish = [("do", "wish"), ("concern", "melasma"), ("until", "2027-05-24")];
    let made = nurse.post(&url, &wish).await;
    assert_eq!(made.status, 200);
    assert!(made.text.contains("Amara Invented") && made.text.contains("Agree this plan") && made.text.contains("8.4"), "{}", made.text);
    let case = carried(&made.text);
    // An answer that is only tried out is not agreed.
    let mut tried: serde_json::Value = serde_json::from_str(&case).unwrap();
    tried["facts"].as_array_mut().unwrap().push(serde_json::json!({ "condition": "hsv_history", "status": "present" }));
    let held = nurse.post(&url, &[("do", "agree"), ("case", &tried.to_string())]).await;
    assert!(held.text.contains("Not agreed") && held.text.contains("Agree this plan"), "{}", held.text);
    let sent = nurse.post(&url, &[("do", "agree"), ("case", &case)]).await;
    assert_eq!((sent.status, sent.to.as_str()), (303, url.as_str()), "{}", sent.text);
    let stands = nurse.get(&url).await;
    assert!(stands.text.contains("the plan so far") && stands.text.contains("to come"), "{}", stands.text);
    // The letter greets by name and is made for a guest.
    let letter = nurse.post(&format!("{url}/print"), &[("case", &case)]).await;
    let article = letter.text.split("<article").nth(1).unwrap();
    assert!(article.contains("Dear Amara,") && !article.contains("hototype"), "{article}");
}

#[tokio::test]
async fn what_came_is_set_beside_what_was_expected_and_a_missed_day_is_mended() {
    let stage = Stage::new().await;
    let patient = amara(&stage).await;
    let url = format!("/patients/{patient}/plan");
    let nurse = stage.as_(Role::Prescriber);
    let made = nurse.post(&url, &[("do", "wish"), ("concern", "melasma"), ("until", "2027-05-24")]).await;
    let case = carried(&made.text);
    assert_eq!(nurse.post(&url, &[("do", "agree"), ("case", &case)]).await.status, 303);
    // Ten weeks later nothing was recorded, and the score is far above what was expected.
    stage.later(70 * DAY);
    record(&stage, &patient, NOW + 70 * DAY, vec![score(21.0)]).await;
    let nurse = stage.fresh(Role::Prescriber).await;
    let stands = nurse.get(&url).await;
    assert_eq!(stands.status, 200);
    assert!(stands.text.contains("nothing recorded") && stands.text.contains("outside the range: look again"), "{}", stands.text);
    let mended = nurse.post(&url, &[("do", "mend")]).await;
    assert_eq!(mended.status, 200);
    assert!(mended.text.contains("What keeps it possible"), "{}", mended.text);
    if mended.text.contains("Agree these days") {
        assert_eq!(nurse.post(&url, &[("do", "agree-mended")]).await.status, 303);
        let again = nurse.get(&url).await;
        assert!(!again.text.contains("nothing recorded"), "{}", again.text);
    }
}

#[tokio::test]
async fn who_may_only_read_neither_plans_nor_agrees() {
    let stage = Stage::new().await;
    let patient = amara(&stage).await;
    let url = format!("/patients/{patient}/plan");
    assert_eq!(stage.as_(Role::Desk).get(&url).await.status, 403);
    assert_eq!(stage.as_(Role::Desk).post(&url, &[("do", "wish"), ("concern", "melasma")]).await.status, 403);
    let bad = stage.as_(Role::Nurse).post(&url, &[("do", "wish")]).await;
    assert_eq!(bad.status, 422);
    assert!(bad.text.contains("at least one thing that matters"), "{}", bad.text);
    let bad = stage.as_(Role::Nurse).post(&url, &[("do", "wish"), ("concern", "melasma"), ("away-from", "2027-02-03"), ("away-to", "2027-02-01")]).await;
    assert!(bad.status == 422 && bad.text.contains("before the first"), "{}", bad.text);
    assert_eq!(stage.as_(Role::Nurse).get("/patients/nobody/plan").await.status, 404);
    // A session on record counts for the agreed one only once; without a plan there is nothing to mend.
    let k = knowledge::Knowledge::shipped().unwrap();
    let session = Session::new(k, "peel_glycolic", "somebody", NOW - DAY).unwrap();
    record(&stage, &patient, NOW - DAY, vec![Body::Session(session)]).await;
    assert_eq!(stage.as_(Role::Nurse).post(&url, &[("do", "mend")]).await.status, 404);
}
