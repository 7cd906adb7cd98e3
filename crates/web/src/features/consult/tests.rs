//! The consultation over HTTP: kept as one goes, by staff and by a guest, and what it means for safety meanwhile.
use crate::session::Signed;
use crate::stage::{Browser, Dice, Stage, Told};
use axum::http::header::SET_COOKIE;
use chart::entry::{Body, Fact};
use chart::fold::Chart;
use chart::patient::{NewEntry, Why};
use chart::register::By;
use vocab::Role;
use vocab::case::Status;

const SCRIPT: &str = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>";

async fn begun(stage: &Stage) -> String {
    let patient = stage.patient("Amara Okafor").await;
    let told = stage.as_(Role::Nurse).post(&format!("/patients/{patient}/consult"), &[]).await;
    assert_eq!(told.status, 303, "{}", told.text);
    patient
}

async fn chart(stage: &Stage, patient: &str) -> Chart {
    let by = By { author: "test".to_owned(), at: stage.house.now_ms() };
    Chart::of(&stage.record().patients().read(patient, 0, Why::Audit, &by, &mut Dice).await.unwrap())
}

fn at(patient: &str, section: &str) -> String {
    format!("/patients/{patient}/consult/{section}")
}

#[tokio::test]
async fn it_begins_resumes_and_ends_in_the_chart() {
    let stage = Stage::new().await;
    let patient = stage.patient("Amara Okafor").await;
    let nurse = stage.as_(Role::Nurse);
    let address = format!("/patients/{patient}/consult");
    assert!(nurse.get(&address).await.text.contains("No consultation yet."));
    assert_eq!(nurse.get(&at(&patient, "goals")).await.to, address, "nothing is under way");
    assert_eq!(nurse.post(&address, &[]).await.to, address);
    assert_eq!(nurse.get(&address).await.to, at(&patient, "goals"));

    let goals = [("words", "Even skin"), ("w-melasma", "10"), ("event", "Wedding"), ("event-on", "2027-06-12"), ("do", "continue")];
    assert_eq!(nurse.post(&at(&patient, "goals"), &goals).await.to, at(&patient, "history"));
    let history = [("c-pregnancy", "absent"), ("c-hsv_history", "unknown"), ("do", "save")];
    assert_eq!(nurse.post(&at(&patient, "history"), &history).await.to, at(&patient, "history"));
    assert_eq!(stage.as_(Role::Director).get(&address).await.to, at(&patient, "history"), "where it was left");
    let page = nurse.get(&at(&patient, "history")).await.text;
    assert!(page.contains(r#"name="c-pregnancy" value="absent" checked"#), "answers stand where they were given");
    assert!(page.contains("Cold sores (herpes simplex) at any time: not sure"), "what was heard is shown");

    let skin = [("burns", "rarely"), ("tans", "deeply"), ("axis-reactivity", "3")];
    nurse.post(&at(&patient, "skin"), &skin).await;
    let melasma = [("concern", "melasma"), ("zone", "chin"), ("bother", "8"), ("p-masi.chin.share", "20"), ("p-masi.chin.darkness", "2")];
    nurse.post(&at(&patient, "concerns"), &melasma).await;
    let page = nurse.get(&at(&patient, "concerns")).await.text;
    assert!(page.contains("mMASI: 6 to read"), "a score that is not whole says what is missing");
    assert!(chart(&stage, &patient).await.facts().is_empty(), "nothing is in the chart before it is signed off");

    let told = nurse.post(&format!("{address}/sign-off"), &[]).await;
    assert_eq!(told.to, format!("{address}?signed-off=yes"));
    assert!(nurse.get(&told.to).await.text.contains("Signed off."));
    let chart = chart(&stage, &patient).await;
    assert_eq!(chart.person().phototype, Some(vocab::Phototype::V));
    assert_eq!(chart.wishes().unwrap().words, "Even skin");
    let facts = chart.facts();
    let status = |code: &str| facts.iter().find(|f| f.condition.as_deref() == Some(code)).and_then(|f| f.status);
    assert_eq!(status("pregnancy"), Some(Status::Absent));
    assert_eq!(status("hsv_history"), Some(Status::Unknown));
    assert_eq!(status("melasma"), Some(Status::Present), "what was charted is there");
    assert_eq!(chart.assessments().count(), 1, "bother is recorded, half a score is not");
    assert_eq!(nurse.post(&format!("{address}/sign-off"), &[]).await.status, 404, "it is signed off once");
}

#[tokio::test]
async fn one_press_denies_a_group_and_the_gate_asks_less() {
    let stage = Stage::new().await;
    let patient = begun(&stage).await;
    let nurse = stage.as_(Role::Nurse);
    let before = nurse.get(&at(&patient, "history")).await.text;
    let asks = |page: &str| page.contains("#c-infection_zone\"");
    assert!(asks(&before), "the gate has a question about infections");
    let told = nurse.post(&at(&patient, "history"), &[("c-keloid_history", "present"), ("do", "deny:skin")]).await;
    assert_eq!(told.to, format!("{}#g-skin", at(&patient, "history")));
    let after = nurse.get(&at(&patient, "history")).await.text;
    assert!(!asks(&after), "the answer is there");
    assert!(after.contains(r#"name="c-keloid_history" value="present" checked"#), "what was answered stays");
    assert!(after.contains(r#"name="c-hsv_history" value="absent" checked"#));
    assert!(!after.contains(r#"name="c-pacemaker_icd" value="absent" checked"#), "another group was not asked");
    assert_eq!(nurse.post(&at(&patient, "history"), &[("do", "deny:allergies")]).await.status, 404, "not of this section");
}

#[tokio::test]
async fn medicines_are_found_by_any_name_and_stop_what_they_stop_at_once() {
    let stage = Stage::new().await;
    let patient = begun(&stage).await;
    let nurse = stage.as_(Role::Nurse);
    let address = at(&patient, "medicines");
    let told = nurse.post(&address, &[("find", "roaccutane"), ("do", "save")]).await;
    assert_eq!(told.to, format!("{address}#find"), "the Enter key adds what is meant without doubt");
    let page = nurse.get(&address).await.text;
    assert!(page.contains("Roaccutane (isotretinoin)"), "{page}");
    assert!(page.contains("consult-strip") && page.contains(" stop</b>"), "treatments are ruled out already");
    let told = nurse.post(&address, &[("m1", "drug:Roaccutane"), ("m1-is", "present"), ("find", "zzzz"), ("do", "find")]).await;
    assert_eq!(told.status, 422);
    assert!(told.text.contains("Nothing here is called “zzzz”") && told.text.contains("add as a medicine"));
    assert!(told.text.contains("Roaccutane (isotretinoin)"), "nothing is lost");
    let own = [("m1", "drug:Roaccutane"), ("m1-is", "past"), ("m1-until", "2026-10-01"), ("do", "take:drug:Zzzz")];
    nurse.post(&address, &own).await;
    let page = nurse.get(&address).await.text;
    assert!(page.contains("Medicine, on no list here") && page.contains(r#"value="2026-10-01""#));
    let two = [("m1", "drug:Roaccutane"), ("m1-is", "past"), ("m1-until", "2026-10-01"), ("m2", "drug:Zzzz"), ("m2-is", "present"), ("do", "drop:m2")];
    nurse.post(&address, &two).await;
    assert!(!nurse.get(&address).await.text.contains("Zzzz"));
}

#[tokio::test]
async fn what_cannot_be_read_is_told_beside_its_field_and_nothing_is_kept() {
    let stage = Stage::new().await;
    let patient = begun(&stage).await;
    let nurse = stage.as_(Role::Nurse);
    let long = "x".repeat(1_001);
    for (section, fields, at_field) in [
        ("goals", vec![("event-on", "2027-02-30")], "event-on-error"),
        ("goals", vec![("event", "Wedding")], "event-on-error"),
        ("goals", vec![("words", long.as_str())], "words-error"),
        ("goals", vec![("away0-from", "2027-03-02"), ("away0-to", "2027-03-01")], "away0-to-error"),
        ("goals", vec![("budget", "-5")], "budget-error"),
        ("living", vec![("sun", "25")], "sun-error"),
        ("living", vec![("smokes", "sometimes")], "is no answer to this"),
        ("history", vec![("c-diabetes", "present"), ("c-diabetes-value", "7.1")], "c-diabetes-unit-error"),
        ("history", vec![("c-pregnancy", "maybe")], "is no answer to this"),
        ("history", vec![("c-pregnancy", "present"), ("c-pregnancy-detail", "trimester_9")], "c-pregnancy-detail-error"),
        ("skin", vec![("ita", "120")], "ita-error"),
        ("skin", vec![("axis-sebum", "5")], "is not a number from 0 to 4"),
        ("concerns", vec![("concern", "melasma"), ("p-masi.chin.share", "101")], "p-masi.chin.share-error"),
        ("concerns", vec![("concern", "acne"), ("p-gags.nose", "1.5")], "Whole grades only"),
        ("concerns", vec![("concern", "fine_lines"), ("p-griffiths", "4.2")], "Half points only"),
        ("concerns", vec![("concern", "acne"), ("bother", "11")], "is not a number from 0 to 10"),
    ] {
        let told = nurse.post(&at(&patient, section), &fields).await;
        assert_eq!(told.status, 422, "{section} {fields:?}");
        assert!(told.text.contains(at_field), "{section} {fields:?}: {at_field}");
        assert!(told.text.contains("Not kept yet"), "{section}");
    }
    let kept = stage.record().patients().consultation(&patient).await.unwrap().unwrap();
    assert_eq!(kept.revision, 1, "nothing was kept");
    for (address, status) in [("purple", 404), ("goals%2f..", 404)] {
        assert_eq!(nurse.get(&at(&patient, address)).await.status, status, "{address}");
    }
}

#[tokio::test]
async fn a_script_in_any_field_stays_text() {
    let stage = Stage::new().await;
    let patient = stage.patient(SCRIPT).await;
    let nurse = stage.as_(Role::Nurse);
    nurse.post(&format!("/patients/{patient}/consult"), &[]).await;
    for (section, fields) in [
        ("goals", vec![("words", SCRIPT), ("event", SCRIPT), ("event-on", "2027-06-12"), ("avoid", SCRIPT)]),
        ("medicines", vec![("m1", "drug:<script>alert(1)</script>"), ("m1-is", "present")]),
        ("medicines", vec![("find", SCRIPT), ("do", "find")]),
        ("living", vec![("eating", SCRIPT)]),
        ("concerns", vec![("concern", "acne"), ("note", SCRIPT)]),
        ("skin", vec![("burns", SCRIPT)]),
        ("history", vec![("c-pregnancy", SCRIPT), ("find", SCRIPT), ("do", "find")]),
    ] {
        let told = nurse.post(&at(&patient, section), &fields).await;
        for page in [told.text, nurse.get(&at(&patient, section)).await.text, nurse.get(&at(&patient, "summary")).await.text] {
            let own = page.matches("<script").count();
            assert_eq!(own, page.matches(r#"<script type="module" src="/static/"#).count(), "{section} {fields:?}");
            assert!(!page.contains("onerror=alert(1)>"), "{section}");
        }
    }
}

#[tokio::test]
async fn a_returning_guest_confirms_or_ends_what_was_said_long_ago() {
    let stage = Stage::new().await;
    let patient = stage.patient("Amara Okafor").await;
    let by = By { author: stage.id(Role::Nurse).to_owned(), at: stage.house.now_ms() };
    let facts = [
        Fact { drug: Some("Roaccutane".into()), status: Some(Status::Present), ..Fact::default() },
        Fact::condition("pregnancy", Status::Absent),
        Fact::condition("keloid_history", Status::Present),
    ];
    let entries: Vec<NewEntry> = facts
        .into_iter()
        .enumerate()
        .map(|(n, fact)| NewEntry { id: format!("fact-{n}"), happened_at: by.at, body: Body::Fact(fact), amends: None })
        .collect();
    stage.record().patients().record(&patient, None, &entries, &by, &mut Dice).await.unwrap();
    stage.later(45 * 86_400_000);
    let nurse = stage.fresh(Role::Nurse).await;
    let address = format!("/patients/{patient}/consult");
    assert!(nurse.get(&address).await.text.contains("Begin the consultation"));
    nurse.post(&address, &[]).await;
    let history = nurse.get(&at(&patient, "history")).await.text;
    assert!(history.contains("Still true?") && history.contains("No to 1 things"), "{history}");
    assert!(!history.contains("still:true:condition:keloid_history"), "a keloid counts for ever");
    nurse.post(&at(&patient, "history"), &[("c-pregnancy", "absent"), ("do", "still:all")]).await;
    assert!(nurse.get(&at(&patient, "history")).await.text.contains("all confirmed today"));
    let told = nurse.post(&at(&patient, "medicines"), &[("do", "still:end:drug:Roaccutane")]).await;
    assert_eq!(told.status, 303, "{}", told.text);
    assert_eq!(nurse.post(&at(&patient, "medicines"), &[("do", "still:end:drug:nothing")]).await.status, 404);
    nurse.post(&format!("{address}/sign-off"), &[]).await;
    let after = chart(&stage, &patient).await;
    let drug = after.facts().into_iter().find(|fact| fact.drug.is_some()).unwrap();
    assert_eq!((drug.status, drug.until), (Some(Status::Past), stage.house.today()));
    assert!(!nurse.get(&address).await.text.contains("to be confirmed"), "all of it is fresh again");
}

/// The browser of a tablet that was handed over, by the cookie that it was given.
async fn hand_over(stage: &Stage, patient: &str) -> (Told, String) {
    let nurse = stage.fresh(Role::Nurse).await;
    let told = nurse.post(&format!("/patients/{patient}/consult/hand-over"), &[]).await;
    let cookies: Vec<_> = told.headers.get_all(SET_COOKIE).iter().map(|c| c.to_str().unwrap().to_owned()).collect();
    assert!(cookies.iter().any(|c| c.starts_with("serein=;")), "whoever handed it over is signed out: {cookies:?}");
    let secret = cookies.iter().find_map(|c| c.strip_prefix("serein-guest=")).unwrap();
    assert!(nurse.get("/sign-in").await.text.contains("Sign in") && nurse.get(&format!("/patients/{patient}/consult")).await.to.contains("sign-in"));
    let secret = secret.split(';').next().unwrap().to_owned();
    (told, secret)
}

#[tokio::test]
async fn a_tablet_in_a_guests_hands_opens_their_questions_and_nothing_else() {
    let stage = Stage::new().await;
    let patient = begun(&stage).await;
    let other = stage.patient("Ida Berg").await;
    let (told, secret) = hand_over(&stage, &patient).await;
    assert_eq!(told.to, "/tablet");
    let guest = stage.with_guest(&secret);
    assert_eq!(guest.get("/tablet").await.to, "/tablet/goals");
    let page = guest.get("/tablet/history").await;
    assert_eq!(page.status, 200);
    for hidden in ["What this already means", "Heard so far", "Hand the tablet over", "/patients/", "concerns"] {
        assert!(!page.text.contains(hidden), "{hidden}");
    }
    for closed in ["/tablet/concerns", "/tablet/photographs", "/tablet/summary", "/tablet/x"] {
        assert_eq!(guest.get(closed).await.status, 404, "{closed}");
    }
    for route in crate::table().iter().filter(|route| !route.path.starts_with("/tablet") && route.needs != crate::access::Needs::Anyone) {
        for id in [&patient, &other] {
            let address = route.path.replace("{patient}", id).replace("{section}", "goals");
            let told = if route.method == "GET" { guest.get(&address).await } else { guest.post(&address, &[]).await };
            let closed = matches!(told.status, 401 | 403 | 410) || told.to.starts_with("/sign-in");
            assert!(closed, "{} {address}: {}", route.method, told.status);
        }
    }
    let told = guest.post("/tablet/goals", &[("words", "Less redness"), ("do", "continue")]).await;
    assert_eq!(told.to, "/tablet/history");
    assert_eq!(guest.post_bare("/tablet/goals", &[("words", "forged")]).await.status, 403, "without its token");
    let skin = guest.post("/tablet/skin", &[("burns", "never"), ("tans", "always_deep"), ("type", "I"), ("ita", "70")]).await;
    assert_eq!(skin.status, 303);
    let kept = stage.record().patients().consultation(&patient).await.unwrap().unwrap().consultation;
    assert_eq!((kept.skin.phototype, kept.skin.ita), (Some(vocab::Phototype::VI), None), "a guest declares nothing for the clinician");
    assert_eq!(kept.saved[&chart::consult::Section::Goals].by, patient, "it is known who answered");

    assert_eq!(guest.post("/tablet/back", &[]).await.to, "/thank-you");
    assert!(guest.get("/tablet/goals").await.text.contains("no longer opens"), "the link is used up");
    let (_, secret) = hand_over(&stage, &patient).await;
    stage.later(2 * 60 * 60_000);
    assert!(stage.with_guest(&secret).get("/tablet/goals").await.text.contains("no longer opens"), "and it ends by itself");
}

#[tokio::test]
async fn two_people_at_one_section_are_told_and_nothing_is_lost() {
    let stage = Stage::new().await;
    let patient = begun(&stage).await;
    let (nurse, director): (Browser<'_>, Browser<'_>) = (stage.as_(Role::Nurse), stage.as_(Role::Director));
    nurse.post(&at(&patient, "goals"), &[("words", "first"), ("revision", "0")]).await;
    let told = director.post(&at(&patient, "goals"), &[("words", "second"), ("revision", "0")]).await;
    assert_eq!(told.status, 409);
    let named: Signed = stage.signed(Role::Nurse);
    assert!(told.text.contains(&named.name) && told.text.contains("second"), "{}", told.text);
    assert!(told.text.contains(r#"name="revision" value="1""#), "saving once more puts it in their place");
    let told = director.post(&at(&patient, "goals"), &[("words", "second"), ("revision", "1")]).await;
    assert_eq!(told.status, 303);
    // Another section at the same time is no conflict.
    assert_eq!(nurse.post(&at(&patient, "living"), &[("smokes", "never"), ("revision", "0")]).await.status, 303);
}

#[tokio::test]
async fn a_gentle_answer_asks_for_a_talk_and_refuses_nothing() {
    let stage = Stage::new().await;
    let patient = begun(&stage).await;
    let nurse = stage.as_(Role::Nurse);
    nurse.post(&at(&patient, "body-image"), &[("before", "yes")]).await;
    let page = nurse.get(&at(&patient, "body-image")).await.text;
    assert!(page.contains("takes the time to talk this through"));
    let chip = "Body dysmorphic disorder";
    assert!(page.contains(chip), "the practitioner sees it");
    let (_, secret) = hand_over(&stage, &patient).await;
    assert!(!stage.with_guest(&secret).get("/tablet/body-image").await.text.contains(chip), "and no label meets the guest");
    assert_eq!(chart(&stage, &patient).await.facts(), vec![]);
}
