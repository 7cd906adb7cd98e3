//! The days after, over HTTP: a guest's link, what is told through it, and the tasks that follow.
use crate::stage::{Dice, Stage};
use chart::book::new_id;
use chart::entry::{Body, Session};
use chart::patient::NewEntry;
use chart::register::By;
use vocab::Role;

/// A patient with a filler some hours ago.
async fn treated(stage: &Stage, treatment: &str, hours: i64) -> String {
    let patient = stage.patient("Amara Okafor").await;
    let at = stage.house.now_ms() - hours * 3_600_000;
    let by = By { author: stage.id(Role::Nurse).to_owned(), at };
    let body = Body::Session(session(treatment, at));
    let entry = NewEntry { id: new_id(at, &mut Dice), happened_at: at, body, amends: None };
    stage.record().patients().record(&patient, None, &[entry], &by, &mut Dice).await.unwrap();
    patient
}

fn session(treatment: &str, at: i64) -> Session {
    Session::new(crate::house::knowledge().unwrap(), treatment, "n", at).unwrap()
}

async fn link(stage: &Stage, patient: &str) -> String {
    let made = stage.as_(Role::Nurse).post(&format!("/patients/{patient}/after/link"), &[]).await;
    assert_eq!(made.status, 303, "{}", made.text);
    let (_, rest) = made.to.split_once("link=").unwrap();
    rest.split('#').next().unwrap().to_owned()
}

#[tokio::test]
async fn what_a_guest_tells_is_answered_at_once_and_becomes_a_task() {
    let stage = Stage::new().await;
    let patient = treated(&stage, "filler_ha", 5).await;
    let link = link(&stage, &patient).await;
    let guest = stage.out();
    let page = guest.get(&link).await;
    assert_eq!(page.status, 200, "{}", page.text);
    for says in ["Amara", "When to call", "The day of your"] {
        assert!(page.text.contains(says), "{says}");
    }
    assert!(!page.text.contains("Okafor"), "a link on a table tells no family name");
    assert!(!page.text.contains("/patients"), "no doors of the house");
    for (fields, says, status) in [
        (vec![], "Choose how it feels", 422),
        (vec![("temperature", "99")], "between 30 and 45", 422),
        (vec![("feels", "fine")], "That is as expected", 200),
        (vec![("text", "my lip is pale and blotchy and hurts more and more")], "Somebody must speak to you now", 200),
        (vec![("text", "I see blurred on one eye")], "This is an emergency", 200),
        (vec![("feels", "wrong")], "A person reads this", 200),
    ] {
        let told = guest.post_bare(&link, &fields).await;
        assert_eq!(told.status, status, "{fields:?}");
        assert!(told.text.contains(says), "{fields:?} {says}: {}", told.text);
    }
    let tasks = stage.as_(Role::Nurse).get("/tasks").await;
    assert!(tasks.text.contains("2 urgent, 3 in all"), "{}", tasks.text);
    assert!(tasks.text.contains("Call back at once"), "{}", tasks.text);
    assert_eq!(stage.as_(Role::Desk).get("/tasks").await.status, 403);
}

#[tokio::test]
async fn a_link_opens_one_chart_for_a_while_and_nothing_else() {
    let stage = Stage::new().await;
    let patient = treated(&stage, "microneedling", 48).await;
    let link = link(&stage, &patient).await;
    assert!(stage.out().get(&link).await.text.contains("2 days after microneedling"));
    assert_eq!(stage.out().get("/g/0123456789").await.status, 410);
    assert_eq!(stage.out().get(&format!("/patients/{patient}/after")).await.status, 303, "signs in first");
    stage.later(super::LINK_MS);
    assert_eq!(stage.out().get(&link).await.status, 410, "it is over");
}

#[tokio::test]
async fn silence_after_a_filler_becomes_a_task_and_is_closed_with_a_word() {
    let stage = Stage::new().await;
    let patient = treated(&stage, "filler_ha", 30).await;
    let nurse = stage.as_(Role::Nurse);
    let tasks = nurse.get("/tasks").await;
    assert!(tasks.text.contains("no answer to the check-in of day 0"), "{}", tasks.text);
    let key = tasks.text.split("name=\"key\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let done = nurse
        .post(&format!("/patients/{patient}/after/task"), &[("key", &key), ("note", "Called, all well."), ("from", "tasks")])
        .await;
    assert_eq!(done.to, "/tasks");
    assert!(!nurse.get("/tasks").await.text.contains("check-in of day 0"));
}

#[tokio::test]
async fn an_adverse_event_is_tied_to_its_session() {
    let stage = Stage::new().await;
    let patient = treated(&stage, "filler_ha", 30).await;
    let nurse = stage.as_(Role::Nurse);
    let address = format!("/patients/{patient}/after");
    let page = nurse.get(&address).await;
    let session = page.text.split("id=\"session\"").nth(1).unwrap();
    let session = session.split("value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let fields = [("session", session.as_str()), ("grade", "severe"), ("what", "A <blister> on the lip.")];
    assert_eq!(nurse.post(&format!("{address}/adverse"), &fields).await.status, 303);
    let page = nurse.get(&address).await;
    for says in ["A &lt;blister&gt; on the lip.", "no lot", "offer a report to the maker"] {
        assert!(page.text.contains(says), "{says}: {}", page.text);
    }
    let blank = nurse.post(&format!("{address}/adverse"), &[("grade", "severe")]).await;
    assert_eq!(blank.status, 422);
}
