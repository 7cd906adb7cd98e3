//! The pages about patients, asked over HTTP.
use crate::stage::{Stage, Told};
use chart::entry::{Body, Fact};
use chart::patient::NewEntry;
use chart::register::By;
use vocab::Role;
use vocab::case::Status;

fn hidden(told: &Told, name: &str) -> String {
    let mark = format!(r#"name="{name}" value=""#);
    let after = told.text.split_once(&mark).unwrap_or_else(|| panic!("no {name}")).1;
    after.split_once('"').unwrap().0.to_owned()
}

async fn wrote(stage: &Stage, patient: &str, body: Body) -> String {
    let by = By { author: stage.id(Role::Nurse).to_owned(), at: stage.house.now_ms() };
    let id = chart::book::new_id(by.at, &mut crate::stage::Dice);
    let new = NewEntry { id: id.clone(), happened_at: by.at, body, amends: None };
    stage.record().patients().record(patient, None, &[new], &by, &mut crate::stage::Dice).await.unwrap();
    id
}

#[tokio::test]
async fn somebody_new_is_registered_once_and_a_namesake_is_asked_about() {
    let stage = Stage::new().await;
    let desk = stage.as_(Role::Desk);
    let fields = [("name", "Zoë Müller"), ("born", "2001-12-31"), ("phone", "+49 30 901820")];
    let first = desk.post("/patients/new", &fields).await;
    assert_eq!(first.status, 303, "{}", first.text);
    assert!(first.to.ends_with("/identity"), "the desk reads no chart: {}", first.to);
    for again in [
        [("name", "Zoe Muller"), ("born", "2001-12-31"), ("phone", "")],
        [("name", "Zoë Müller"), ("born", ""), ("phone", "")],
        [("name", "Somebody Else"), ("born", ""), ("phone", "030 901820")],
    ] {
        let told = desk.post("/patients/new", &again).await;
        assert_eq!(told.status, 422, "{again:?}");
        assert!(told.text.contains("registered already") && told.text.contains("born 31 Dec 2001"), "{again:?}");
    }
    let other = desk.post("/patients/new", &[("name", "Zoë Müller"), ("born", "1960-01-01")]).await;
    assert_eq!(other.status, 303, "another birth day is another person");
    let sure = desk.post("/patients/new", &[("name", "Zoë Müller"), ("sure", "yes")]).await;
    assert_eq!(sure.status, 303);
}

#[tokio::test]
async fn what_cannot_be_is_told_beside_its_field() {
    let stage = Stage::new().await;
    let desk = stage.as_(Role::Desk);
    let long = "x".repeat(300);
    for (fields, told) in [
        (vec![("name", "")], "at least one letter"),
        (vec![("name", "123")], "at least one letter"),
        (vec![("name", long.as_str())], "At most 200 letters"),
        (vec![("name", "Ida"), ("born", "2030-01-01")], "in the future"),
        (vec![("name", "Ida"), ("born", "1801-01-01")], "too far back"),
        (vec![("name", "Ida"), ("born", "31.12.1990")], "is not a day"),
        (vec![("name", "Ida"), ("sex", "femal")], "female"),
        (vec![("name", "Ida"), ("phone", "12")], "at least 5 digits"),
        (vec![("name", "Ida"), ("email", "ida")], "holds an @"),
    ] {
        let answer = desk.post("/patients/new", &fields).await;
        assert_eq!(answer.status, 422, "{fields:?}");
        assert!(answer.text.contains(told), "{fields:?}: {told}");
    }
}

#[tokio::test]
async fn the_list_finds_in_spite_of_slips_and_shows_whom_one_saw_last() {
    let stage = Stage::new().await;
    let id = stage.patient("Amara Okafor").await;
    stage.patient("Ben Ito").await;
    let nurse = stage.as_(Role::Nurse);
    let found = nurse.get("/patients?q=amra+okafr").await;
    assert!(found.text.contains(&format!("/patients/{id}")) && !found.text.contains("Ben Ito"));
    assert_eq!(nurse.get(&format!("/patients/{id}")).await.status, 200);
    let recent = nurse.get("/patients").await.text;
    assert!(recent.find("Amara Okafor").unwrap() < recent.find("Ben Ito").unwrap(), "whom one saw stands first");
    assert!(nurse.get("/patients?q=xyzzy").await.text.contains("Nobody is like that"));
    let long = format!("/patients?q={}", "x".repeat(201));
    assert_eq!(nurse.get(&long).await.status, 400);
    let desk = stage.as_(Role::Desk).get("/patients?q=amara").await;
    assert!(desk.text.contains(&format!("/patients/{id}/identity")), "the desk is led to how she is reached");
}

#[tokio::test]
async fn a_note_is_added_once_and_script_in_it_stays_text() {
    let stage = Stage::new().await;
    let id = stage.patient("Amara Okafor").await;
    let (nurse, page) = (stage.as_(Role::Nurse), format!("/patients/{id}"));
    let note = hidden(&nurse.get(&page).await, "id");
    let fields = [("id", note.as_str()), ("text", "<script>alert(1)</script>"), ("on", "")];
    for _ in 0..2 {
        let told = nurse.post(&format!("{page}/notes"), &fields).await;
        assert_eq!((told.status, told.to), (303, format!("{page}#e-{note}")));
    }
    let told = nurse.get(&page).await;
    assert_eq!(told.text.matches("&lt;script&gt;alert").count(), 2, "once as text, once in the name of its link");
    assert!(!told.text.contains("<script>alert"));
    let late = [("text", "seen last week"), ("on", "2026-11-17")];
    nurse.post(&format!("{page}/notes"), &late).await;
    assert!(nurse.get(&page).await.text.contains("Tue 17 Nov 2026"));
    for (text, on, words) in [
        ("", "", "Write what is to be remembered"),
        ("x", "2027-01-01", "still to come"),
        ("x", "2026-02-31", "is not a day"),
    ] {
        let told = nurse.post(&format!("{page}/notes"), &[("text", text), ("on", on)]).await;
        assert_eq!(told.status, 422, "{words}");
        assert!(told.text.contains(words), "{words}");
    }
}

#[tokio::test]
async fn what_is_changed_stays_readable_and_two_at_once_are_told() {
    let stage = Stage::new().await;
    let id = stage.patient("Amara Okafor").await;
    let fact = wrote(&stage, &id, Body::Fact(Fact::condition("pregnancy", Status::Present))).await;
    let (nurse, entry) = (stage.as_(Role::Nurse), format!("/patients/{id}/entries/{fact}"));
    let strip = nurse.get(&format!("/patients/{id}")).await.text;
    assert!(strip.contains("Pregnan") && strip.contains("stops"), "the gate says what pregnancy stops");
    let (one, other) = (nurse.get(&entry).await, nurse.get(&entry).await);
    let change = |page: &Told, reason: &'static str| {
        vec![
            ("id", hidden(page, "id")),
            ("expect", hidden(page, "expect")),
            ("how", "correction".to_owned()),
            ("value", "absent".to_owned()),
            ("reason", reason.to_owned()),
        ]
    };
    let sent = |fields: Vec<(&'static str, String)>| {
        let (nurse, entry) = (stage.as_(Role::Nurse), entry.clone());
        async move {
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, text)| (*name, text.as_str())).collect();
            nurse.post(&entry, &fields).await
        }
    };
    assert_eq!(sent(change(&one, "")).await.status, 422, "a reason is needed");
    assert_eq!(sent(change(&one, "misheard")).await.status, 303);
    assert_eq!(sent(change(&other, "later")).await.status, 409, "somebody else was quicker");
    let told = nurse.get(&format!("/patients/{id}")).await.text;
    assert!(told.contains("First recorded: <s>") && told.contains("misheard"), "the first answer stays readable");
    let withdrawal = nurse.get(&entry).await;
    let fields = [
        ("expect", hidden(&withdrawal, "expect")),
        ("how", "withdrawal".to_owned()),
        ("reason", "wrong patient".to_owned()),
    ];
    assert_eq!(sent(fields.to_vec()).await.status, 303);
    assert!(nurse.get(&format!("/patients/{id}")).await.text.contains("withdrawn"));
    assert_eq!(nurse.get(&entry).await.status, 400, "nothing more is changed about it");
}

#[tokio::test]
async fn every_look_is_listed_and_the_list_itself_is_no_look() {
    let stage = Stage::new().await;
    let id = stage.patient("Amara Okafor").await;
    stage.as_(Role::Therapist).get(&format!("/patients/{id}")).await;
    for _ in 0..2 {
        let told = stage.as_(Role::Nurse).get(&format!("/patients/{id}/looks")).await.text;
        assert_eq!(told.matches("Massage and body therapist Test").count() + told.matches("Therapist Test").count(), 1);
    }
}

#[tokio::test]
async fn two_charts_are_read_as_one_and_parted_again() {
    let stage = Stage::new().await;
    let (kept, folded) = (stage.patient("Ana Silva").await, stage.patient("Anna Silva").await);
    wrote(&stage, &folded, Body::note("in the second")).await;
    let stranger = stage.patient("Tomas Nakamura").await;
    let director = stage.as_(Role::Director);
    let page = director.get(&format!("/patients/{kept}/join")).await.text;
    assert!(page.contains(&folded), "the namesake is offered");
    assert!(page.contains("A name that is alike, the same birth day."), "and it says why");
    assert!(!page.contains(&stranger), "who shares a birth day alone is not");
    assert!(director.get(&format!("/patients/{kept}/join?q=nakamura")).await.text.contains(&stranger), "but whoever asks finds them");
    let told = director.post(&format!("/patients/{kept}/join"), &[("other", &folded)]).await;
    assert_eq!(told.status, 303, "{}", told.text);
    assert!(director.get(&format!("/patients/{kept}")).await.text.contains("in the second"));
    assert!(director.get(&format!("/patients/{folded}")).await.text.contains("a part of another"));
    let told = director.post(&format!("/patients/{kept}/join"), &[("other", &folded)]).await;
    assert_eq!(told.status, 400, "once is enough");
    let told = director.post(&format!("/patients/{kept}/part"), &[("other", &folded)]).await;
    assert_eq!(told.status, 303);
    assert!(!director.get(&format!("/patients/{kept}")).await.text.contains("in the second"));
}

#[tokio::test]
async fn a_record_is_erased_only_with_its_name_typed() {
    let stage = Stage::new().await;
    let id = stage.patient("Amara Okafor").await;
    let (director, page) = (stage.as_(Role::Director), format!("/patients/{id}/erase"));
    for wrong in ["", "amara okafor", "Amara"] {
        assert_eq!(director.post(&page, &[("name", wrong), ("reason", "own_request")]).await.status, 422);
    }
    let told = director.post(&page, &[("name", "Amara Okafor"), ("reason", "own_request")]).await;
    assert_eq!(told.status, 200);
    assert!(told.text.contains("is erased"));
    for gone in ["", "/identity", "/looks", "/join", "/erase"] {
        assert_eq!(director.get(&format!("/patients/{id}{gone}")).await.status, 410, "{gone}");
    }
    assert!(director.get("/patients?q=amara").await.text.contains("Nobody is like that"));
}

#[tokio::test]
async fn a_name_is_corrected_in_the_kept_chart_and_an_erasure_takes_every_chart_of_the_person() {
    let stage = Stage::new().await;
    let (kept, folded) = (stage.patient("Amara Okafor").await, stage.patient("Amara Okafour").await);
    let director = stage.as_(Role::Director);
    assert_eq!(director.post(&format!("/patients/{kept}/join"), &[("other", folded.as_str())]).await.status, 303);
    let identity = director.get(&format!("/patients/{folded}/identity")).await;
    assert_eq!((identity.status, identity.to), (303, format!("/patients/{kept}/identity")), "the kept chart says who it is");
    let page = format!("/patients/{kept}/erase");
    assert!(director.get(&page).await.text.contains("the chart of Amara Okafour"));
    assert_eq!(director.post(&page, &[("name", "Amara Okafor"), ("reason", "own_request")]).await.status, 200);
    for gone in [&kept, &folded] {
        assert_eq!(director.get(&format!("/patients/{gone}")).await.status, 410);
    }
}

#[tokio::test]
async fn a_corrected_name_is_found_and_the_old_one_is_not() {
    let stage = Stage::new().await;
    let id = stage.patient("Amara Okafor").await;
    let desk = stage.as_(Role::Desk);
    let form = desk.get(&format!("/patients/{id}/identity")).await;
    let expect = hidden(&form, "expect");
    let fields = [("expect", expect.as_str()), ("name", "Amara Lindgren"), ("born", "1990-04-12")];
    assert_eq!(desk.post(&format!("/patients/{id}/identity"), &fields).await.status, 303);
    assert!(desk.get("/patients?q=lindgren").await.text.contains("Amara Lindgren"));
    assert!(desk.get("/patients?q=okafor").await.text.contains("Nobody is like that"));
    assert_eq!(desk.post(&format!("/patients/{id}/identity"), &[("expect", "1"), ("name", "X Y")]).await.status, 409);
}

#[tokio::test]
async fn a_session_that_is_answered_differently_now_is_listed() {
    let stage = Stage::new().await;
    let id = stage.patient("Amara Okafor").await;
    let plan = serde_json::json!({ "sessions": [
        { "treatment": "peel_tca", "on": "2026-12-10", "zones": [], "params": {}, "verdict": "caution" },
        { "treatment": "peel_tca", "on": "2026-01-10", "zones": [], "params": {}, "verdict": "caution" },
    ] });
    wrote(&stage, &id, Body::PlanAgreed(chart::entry::PlanAgreed { plan: plan.clone() })).await;
    wrote(&stage, &id, Body::Fact(Fact::condition("pregnancy", Status::Present))).await;
    let told = stage.as_(Role::Director).get("/knowledge-changes").await;
    assert_eq!(told.status, 200, "{}", told.text);
    assert!(told.text.contains("One agreed session is answered differently now"), "{}", told.text);
    assert!(told.text.contains("10 Dec 2026") && !told.text.contains("10 Jan 2026"), "what is over is not to come");
    // The same plan was agreed in another chart of the same person: still one plan, and one session.
    let folded = stage.patient("Amara Okafour").await;
    wrote(&stage, &folded, Body::PlanAgreed(chart::entry::PlanAgreed { plan: plan.clone() })).await;
    let by = By { author: stage.id(Role::Director).to_owned(), at: stage.house.now_ms() };
    stage.record().patients().join(&id, &folded, &by, &mut crate::stage::Dice).await.unwrap();
    let told = stage.as_(Role::Director).get("/knowledge-changes").await.text;
    assert!(told.contains("One agreed session is answered differently now") && told.contains("One agreed plan, one session"), "{told}");
    assert!(told.contains(&format!("href=\"/patients/{id}\"")), "under the chart that was kept");
}
