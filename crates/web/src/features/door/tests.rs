//! The door over HTTP: nothing starts that stands, whoever presses what; what was passed is listed.
use crate::stage::Stage;
use chart::entry::Body;
use vocab::Role;

#[tokio::test]
async fn nothing_starts_while_a_line_stands_and_turning_back_is_written_down() {
    let stage = Stage::new().await;
    let patient = stage.patient("Amara Okafor").await;
    let nurse = stage.as_(Role::Nurse);
    let address = format!("/patients/{patient}/door/botulinum");
    let page = nurse.get(&address).await;
    assert_eq!(page.status, 200, "{}", page.text);
    assert_eq!(page.text.matches("id=\"line-").count(), 12);
    assert!(page.text.contains("Nobody has signed"), "consent");
    let ticks = [("identity", "yes"), ("today", "yes"), ("done", "verdict"), ("done", "consent"), ("do", "start")];
    let told = nurse.post(&address, &ticks).await;
    assert_eq!(told.status, 422, "ticks do not replace a consent");
    assert!(told.text.contains("These lines still stand"));
    let back = nurse.post(&address, &[("do", "back")]).await;
    assert_eq!(back.status, 303);
    let signed = stage.signed(Role::Nurse);
    let chart = crate::features::consent::opened(&stage.house, &signed, &patient).await.unwrap();
    let doors = chart.lines.iter().filter(|line| matches!(line.entry.body, Body::Door(_))).count();
    assert_eq!(doors, 1);
    for (address, status) in [
        (format!("/patients/{patient}/door/nothing"), 404),
        (format!("/patients/{patient}/door/botulinum?zone=moon"), 400),
        (format!("/patients/{patient}/door/botulinum?percent=900"), 400),
    ] {
        assert_eq!(nurse.get(&address).await.status, status, "{address}");
    }
}

#[tokio::test]
async fn a_line_is_passed_by_a_prescriber_with_a_reason_and_the_director_reads_it() {
    let stage = Stage::new().await;
    let patient = stage.patient("Amara Okafor").await;
    let address = format!("/patients/{patient}/door/botulinum/pass");
    let fields = |reason: &'static str| [("what", "examination"), ("reason", reason)];
    let nurse = stage.as_(Role::Nurse).post(&address, &fields("Examined by telephone this morning.")).await;
    assert_eq!(nurse.status, 422, "a nurse does not examine");
    let prescriber = stage.as_(Role::Prescriber);
    assert_eq!(prescriber.post(&address, &fields("ok")).await.status, 422, "a reason says something");
    let consent = prescriber.post(&address, &[("what", "consent"), ("reason", "She nodded, I saw it.")]).await;
    assert_eq!(consent.status, 422, "nobody passes a missing consent");
    assert_eq!(prescriber.post(&address, &fields("Examined by <telephone> this morning.")).await.status, 303);
    let page = prescriber.get(&format!("/patients/{patient}/door/botulinum")).await;
    assert!(page.text.contains("Examined by &lt;telephone&gt; this morning."), "{}", page.text);
    let list = stage.as_(Role::Director).get("/overrides").await;
    for says in ["Amara Okafor", "<th scope=\"row\">Examination</th>", "Examined by &lt;telephone&gt;", "Prescriber Test"] {
        assert!(list.text.contains(says), "{says}: {}", list.text);
    }
    assert_eq!(stage.as_(Role::Prescriber).get("/overrides").await.status, 403);
}
