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
async fn what_is_told_too_often_is_answered_and_not_kept() {
    let stage = Stage::new().await;
    let patient = treated(&stage, "filler_ha", 20).await;
    let (link, guest) = (link(&stage, &patient).await, stage.out());
    for n in 0..super::REPORTS_A_DAY {
        let told = guest.post_bare(&link, &[("feels", "fine")]).await;
        assert!(!told.text.contains("was not kept"), "report {n}");
    }
    let told = guest.post_bare(&link, &[("text", "I see blurred on one eye")]).await;
    assert!(told.text.contains("This is an emergency") && told.text.contains("was not kept"), "{}", told.text);
    let chart = opened(&stage, &patient).await;
    assert_eq!(chart, super::REPORTS_A_DAY, "nothing piles up");
    stage.later(86_400_000);
    assert!(!guest.post_bare(&link, &[("feels", "fine")]).await.text.contains("was not kept"), "another day");
}

#[tokio::test]
async fn a_long_story_is_answered_and_kept_whole() {
    let stage = Stage::new().await;
    let patient = treated(&stage, "filler_ha", 20).await;
    let (link, guest) = (link(&stage, &patient).await, stage.out());
    let long = format!("{}I see blurred on one eye", "It was a süß day. ".repeat(400));
    let told = guest.post_bare(&link, &[("text", long.as_str())]).await;
    assert_eq!(told.status, 200);
    assert!(told.text.contains("This is an emergency"), "{}", told.text);
    let signed = stage.signed(Role::Nurse);
    let chart = crate::features::consent::opened(&stage.house, &signed, &patient).await.unwrap();
    let kept: String = chart
        .lines
        .iter()
        .filter_map(|line| match &line.now {
            Some(chart::entry::Body::CheckIn(told)) => Some(told.text.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(kept, long);
    let address = format!("/patients/{patient}/after/told");
    assert_eq!(stage.as_(Role::Nurse).post(&address, &[("text", long.as_str())]).await.status, 303);
}

/// How many reports the chart has.
async fn opened(stage: &Stage, patient: &str) -> usize {
    let signed = stage.signed(Role::Nurse);
    let chart = crate::features::consent::opened(&stage.house, &signed, patient).await.unwrap();
    chart.lines.iter().filter(|line| matches!(line.entry.body, chart::entry::Body::CheckIn(_))).count()
}

#[tokio::test]
async fn lists_that_name_people_are_looks_and_a_recall_is_timed() {
    let stage = Stage::new().await;
    let patient = treated(&stage, "filler_ha", 30).await;
    let nurse = stage.as_(Role::Nurse);
    let patients = stage.record().patients();
    let before = patients.looks(&patient, 50).await.unwrap().len();
    for _ in 0..3 {
        assert!(nurse.get("/tasks").await.text.contains("Okafor"));
    }
    let looks = patients.looks(&patient, 50).await.unwrap();
    assert_eq!(looks.len(), before + 1, "one look for ten minutes of the same list");
    assert!(looks.iter().any(|look| look.who == stage.id(Role::Nurse)));

    assert_eq!(nurse.post("/recall", &[("lot", "F1"), ("do", "begin")]).await.status, 303);
    let page = nurse.get("/recall?lot=F1").await;
    let drill = page.text.split("name=\"drill\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    stage.later(125_000);
    let finish = [("lot", "F1"), ("do", "finish"), ("drill", drill.as_str())];
    assert_eq!(nurse.post("/recall", &finish).await.status, 303);
    let page = nurse.get("/recall?lot=F1").await;
    assert!(page.text.contains("2 min 5 s"), "{}", page.text);
    assert_eq!(nurse.post("/recall", &finish).await.status, 404, "it has ended");
    assert_eq!(nurse.post("/recall", &[("lot", ""), ("do", "begin")]).await.status, 400);
    assert_eq!(stage.as_(Role::Aesthetician).post("/recall", &[("lot", "F1"), ("do", "begin")]).await.status, 403);
    assert_eq!(stage.record().store.verify(Some(&stage.record().key), crate::stage::SITE).await.unwrap().faults, []);
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

#[tokio::test]
async fn an_adverse_event_is_told_further_and_what_was_said_before_stays() {
    let stage = Stage::new().await;
    let patient = treated(&stage, "filler_ha", 30).await;
    let nurse = stage.as_(Role::Nurse);
    let page = nurse.get(&format!("/patients/{patient}/after")).await;
    let session = page.text.split("id=\"session\"").nth(1).unwrap();
    let session = session.split("value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let first = [("session", session.as_str()), ("grade", "mild"), ("what", "A <lump>.")];
    nurse.post(&format!("/patients/{patient}/after/adverse"), &first).await;
    let page = nurse.get(&format!("/patients/{patient}/after")).await;
    let way = page.text.split(&format!("/patients/{patient}/adverse/")).nth(1).unwrap().split('"').next().unwrap();
    let address = format!("/patients/{patient}/adverse/{way}");
    let page = nurse.get(&address).await;
    for says in ["A &lt;lump&gt;.", &format!("/patients/{patient}/sessions/{session}"), "none was in force"] {
        assert!(page.text.contains(says), "{says}: {}", page.text);
    }
    for (fields, says) in [
        (vec![("grade", "awful"), ("outcome", "open"), ("what", "x")], "Choose how heavy"),
        (vec![("grade", "mild"), ("outcome", "open"), ("what", "A <lump>.")], "Nothing is different"),
        (vec![("grade", "severe"), ("outcome", "open"), ("what", " ")], "it says nothing about what happened"),
    ] {
        let told = nurse.post(&address, &fields).await;
        assert!(told.status == 422 && told.text.contains(says), "{says}: {} {}", told.status, told.text);
    }
    let worse = [("grade", "severe"), ("outcome", "remains"), ("what", "A hard lump."), ("cause", "<late> reaction")];
    assert_eq!(nurse.post(&address, &worse).await.to, address);
    let page = nurse.get(&address).await;
    for says in ["A &lt;lump&gt;.", "A hard lump.", "&lt;late&gt; reaction", "Serious harm is reported"] {
        assert!(page.text.contains(says), "{says}: {}", page.text);
    }
    let other = stage.patient("Ida Berg").await;
    assert_eq!(nurse.get(&format!("/patients/{other}/adverse/{way}")).await.status, 404);
    assert_eq!(nurse.get(&format!("/patients/{patient}/adverse/nothing")).await.status, 404);
}
