//! Ways in and out, over HTTP.
use crate::session::{Signed, Unproved, hand_over, reauthenticated};
use crate::stage::{Dice, NOW, PASSWORD, Stage};
use axum::http::header::SET_COOKIE;
use chart::people::{Kind, Purpose, password, token_hash};
use chart::register::By;
use vocab::Role;

#[tokio::test]
async fn a_link_of_the_demonstration_signs_in_and_goes_where_one_wanted() {
    let stage = Stage::new().await;
    let by = By { author: "stage".to_owned(), at: NOW };
    let people = stage.record().people();
    let secret = people.make_link(Purpose::Demo, stage.id(Role::Nurse), (60_000, 5), &by, &mut Dice).await.unwrap();
    let told = stage.out().get(&format!("/sign-in/{secret}?to=/library")).await;
    assert_eq!((told.status, told.to.as_str()), (303, "/library"));
    let cookie = told.headers.get(SET_COOKIE).unwrap().to_str().unwrap();
    let held = cookie.strip_prefix("serein=").and_then(|rest| rest.strip_suffix("; Path=/; HttpOnly; SameSite=Strict"));
    let browser = stage.with_secret(held.unwrap_or_else(|| panic!("{cookie}")));
    assert!(browser.get("/sign-in").await.text.contains("You are signed in as Nurse Test"));
    assert_eq!(people.access(0).await.unwrap().len(), 1, "who came in is remembered");
    stage.later(60_000);
    assert_eq!(stage.out().get(&format!("/sign-in/{secret}")).await.status, 410, "the link is over");
}

/// What is sent to sign in as the nurse.
fn sent<'s>(login: &'s str, password: &'s str, code: &'s str) -> Vec<(&'s str, &'s str)> {
    vec![("login", login), ("password", password), ("code", code), ("to", "/library")]
}

const NURSE: &str = "nurse@harbour.example";

#[tokio::test]
async fn a_password_opens_and_nothing_says_what_was_wrong() {
    let stage = Stage::new().await;
    let good = stage.out().post("/sign-in", &sent("Nurse@Harbour.example ", PASSWORD, "")).await;
    assert_eq!((good.status, good.to.as_str()), (303, "/library"));
    let wrong = stage.out().post("/sign-in", &sent(NURSE, "harbour seagull lanterns", "")).await;
    let nobody = stage.out().post("/sign-in", &sent("nobody@harbour.example", PASSWORD, "")).await;
    let empty = stage.out().post("/sign-in", &sent("", "", "")).await;
    for told in [&wrong, &nobody, &empty] {
        assert_eq!(told.status, 422);
        assert!(told.text.contains("The name, the password or the code is not right."), "{}", told.text);
        assert!(!told.headers.contains_key(SET_COOKIE));
        assert!(!told.text.contains(PASSWORD), "a password is never sent back");
    }
    let away = stage.out().post("/sign-in", &[("login", NURSE), ("password", PASSWORD), ("to", "//evil.example")]).await;
    assert_eq!((away.status, away.to.as_str()), (303, "/"), "one is only sent to this house");
}

#[tokio::test]
async fn guessing_is_slowed_down_and_a_new_start_does_not_forget() {
    let stage = Stage::new().await;
    for _ in 0..5 {
        assert_eq!(stage.out().post("/sign-in", &sent(NURSE, "a wrong password", "")).await.status, 422);
    }
    let told = stage.out().post("/sign-in", &sent(NURSE, PASSWORD, "")).await;
    assert!(told.text.contains("The next try counts in 1 minute."), "the right one waits as well: {}", told.text);
    let other = stage.out().post("/sign-in", &sent("desk@harbour.example", PASSWORD, "")).await;
    assert_eq!(other.status, 303, "others are not kept out");
    stage.later(30_000);
    assert_eq!(stage.out().post("/sign-in", &sent(NURSE, PASSWORD, "")).await.status, 303);
    assert_eq!(stage.out().post("/sign-in", &sent(NURSE, "a wrong password", "")).await.status, 422, "forgotten");
}

#[tokio::test]
async fn names_that_nobody_has_are_slowed_down_as_well() {
    let stage = Stage::new().await;
    let mut statuses = std::collections::BTreeSet::new();
    for n in 0..40 {
        let login = format!("guess{n}@harbour.example");
        let told = stage.out().post("/sign-in", &sent(&login, "a wrong password", "")).await;
        statuses.insert(told.text.contains("The next try counts"));
    }
    assert_eq!(statuses.len(), 2, "the address is slowed down after thirty");
}

#[tokio::test]
async fn whoever_uses_an_app_needs_its_code_and_each_code_opens_once() {
    let stage = Stage::new().await;
    let (people, nurse) = (stage.record().people(), stage.id(Role::Nurse).to_owned());
    let secret = password::code_secret(&mut Dice);
    people.keep_sealed(&nurse, (Kind::Code, ""), "", &secret, NOW, &mut Dice).await.unwrap();
    people.keep_recovery(&nurse, &["abcde-fghjk".to_owned()], NOW).await.unwrap();
    let code = password::code_at(&secret, NOW).unwrap();
    for (code, status, why) in [
        ("", 422, "the password alone is not enough"),
        ("000000", 422, "not any code"),
        (code.as_str(), 303, "the code of this half minute"),
        (code.as_str(), 422, "and only once"),
        ("ABCDE FGHJK", 303, "a recovery code"),
        ("abcde-fghjk", 422, "and only once"),
    ] {
        assert_eq!(stage.out().post("/sign-in", &sent(NURSE, PASSWORD, code)).await.status, status, "{why}");
    }
}

#[tokio::test]
async fn signing_in_anew_gives_a_new_session_and_the_old_cookie_opens_nothing_after_signing_out() {
    let stage = Stage::new().await;
    let first = stage.fresh(Role::Nurse).await;
    let told = first.post("/sign-in", &sent(NURSE, PASSWORD, "")).await;
    let cookie = told.headers.get(SET_COOKIE).unwrap().to_str().unwrap();
    assert!(!cookie.contains(first.secret.as_deref().unwrap()), "an id is never kept over a sign-in");
    assert!(!first.get("/sign-in").await.text.contains("You are signed in as"), "the session before is over");
}

#[tokio::test]
async fn the_first_start_makes_the_owner_once() {
    let stage = Stage::empty().await;
    let by = By { author: "operator".to_owned(), at: NOW };
    let (people, lasts) = (stage.record().people(), (60_000, 1));
    let secret = people.make_link(Purpose::FirstStart, "", lasts, &by, &mut Dice).await.unwrap();
    let second = people.make_link(Purpose::FirstStart, "", lasts, &by, &mut Dice).await.unwrap();
    let address = format!("/sign-in/{secret}");
    assert!(stage.out().get(&address).await.text.contains("You are the first one here"));
    let form = |name, email, password, again| {
        vec![("name", name), ("email", email), ("password", password), ("again", again)]
    };
    for (fields, says) in [
        (form("", "margit@harbour.example", PASSWORD, PASSWORD), "Write the full name"),
        (form("Margit", "margit", PASSWORD, PASSWORD), "Write it like"),
        (form("Margit", "margit@harbour.example", "short", "short"), "At least 12 letters"),
        (form("Margit", "margit@harbour.example", PASSWORD, "other"), "not the same"),
    ] {
        let told = stage.out().post(&address, &fields).await;
        assert_eq!(told.status, 422);
        assert!(told.text.contains(says), "{says}: {}", told.text);
    }
    let fields = form("Margit", "margit@harbour.example", PASSWORD, PASSWORD);
    assert_eq!(stage.out().post(&address, &fields).await.status, 303);
    assert_eq!(stage.out().post(&address, &fields).await.status, 410, "once");
    let told = stage.out().post(&format!("/sign-in/{second}"), &fields).await;
    assert_eq!(told.status, 409, "a second link of the first start makes no second owner");
    let roll = stage.record().roll().await.unwrap();
    let all: Vec<_> = roll.all().map(|person| (person.name.as_str(), person.roles.clone())).collect();
    assert_eq!(all, [("Margit", std::collections::BTreeSet::from([Role::Owner]))]);
    let told = stage.out().post("/sign-in", &sent("margit@harbour.example", PASSWORD, "")).await;
    assert_eq!(told.status, 303);
}

#[tokio::test]
async fn whoever_signs_proves_who_they_are() {
    let stage = Stage::new().await;
    let signed = stage.signed(Role::Prescriber);
    for (given, want) in [(PASSWORD, Ok(())), ("", Err(Unproved::Wrong)), ("123456", Err(Unproved::Wrong))] {
        assert_eq!(reauthenticated(&stage.house, &signed, given).await, want, "{given}");
    }
    stage.later(60_000);
    reauthenticated(&stage.house, &signed, PASSWORD).await.unwrap();
    let sessions = stage.record().people().sessions(&signed.practitioner, NOW + 60_000).await.unwrap();
    assert_eq!(sessions[0].proved_at, NOW + 60_000, "it is written down");
    for _ in 0..5 {
        let told = reauthenticated(&stage.house, &signed, "wrong").await;
        assert_eq!(told, Err(Unproved::Wrong));
    }
    assert_eq!(reauthenticated(&stage.house, &signed, PASSWORD).await, Err(Unproved::Often(30_000)));
}

#[tokio::test]
async fn a_tablet_in_the_hands_of_a_guest_opens_their_forms_and_nothing_else() {
    let stage = Stage::new().await;
    let patient = stage.patient("Amara Okafor").await;
    let nurse = stage.fresh(Role::Nurse).await;
    let signed = Signed { session: token_hash("session", nurse.secret.as_ref().unwrap()), ..stage.signed(Role::Nurse) };
    let handed = hand_over(&stage.house, &signed, &patient, "/library").await.unwrap();
    let cookies: Vec<&str> = handed.headers().get_all(SET_COOKIE).iter().map(|c| c.to_str().unwrap()).collect();
    assert!(cookies[0].starts_with("serein=; ") && cookies[0].contains("Max-Age=0"), "{cookies:?}");
    assert!(cookies[1].starts_with("serein-guest="), "{cookies:?}");
    assert!(!nurse.get("/sign-in").await.text.contains("You are signed in as"), "the session of the nurse is over");
}

/// What a form of a licence is sent with; the last of a name counts.
fn licence<'s>(changed: &[(&'s str, &'s str)]) -> Vec<(&'s str, &'s str)> {
    let mut fields =
        vec![("kind", "registered-nurse"), ("number", "RN 1"), ("jurisdiction", "us-ca"), ("from", "2024-01-01"), ("to", "")];
    fields.extend_from_slice(changed);
    fields
}

#[tokio::test]
async fn a_licence_is_kept_and_bad_or_hostile_input_is_told_beside_its_field() {
    let stage = Stage::new().await;
    let nurse = stage.id(Role::Nurse).to_owned();
    let (owner, address) = (stage.as_(Role::Owner), format!("/people/{nurse}/licence"));
    assert_eq!(owner.post(&address, &licence(&[])).await.status, 303);
    let page = owner.get(&format!("/people/{nurse}")).await.text;
    assert!(page.contains("Registered nurse") && page.contains("US-CA"), "{page}");
    let long = "9".repeat(121);
    for (changed, says) in [
        (("kind", "wizard"), "Choose a kind of licence."),
        (("number", " "), "Write the number"),
        (("number", long.as_str()), "letters on a paper"),
        (("jurisdiction", "California"), "Write the place as a code"),
        (("from", "2024-02-30"), "Write the day as"),
        (("from", ""), "Write the day as"),
        (("to", "2023-12-31"), "lies before the first"),
        (("number", "<script>alert(1)</script>"), ""),
    ] {
        let told = owner.post(&address, &licence(&[changed])).await;
        assert!(told.status == 422 || says.is_empty() && told.status == 303, "{changed:?}: {}", told.status);
        assert!(told.text.to_lowercase().contains(&says.to_lowercase()), "{changed:?}: {}", told.text);
        assert!(!told.text.contains("<script>alert"), "{changed:?}");
    }
    let told = owner.get(&format!("/people/{nurse}")).await.text;
    assert!(!told.contains("<script>alert"), "a number is text");
    for (address, status) in [
        ("/people/nobody".to_owned(), 404),
        (format!("/people/{nurse}/wings"), 404),
        ("/people/nobody/licence".to_owned(), 404),
    ] {
        let told = if address.ends_with("nobody") { owner.get(&address).await } else { owner.post(&address, &[]).await };
        assert_eq!(told.status, status, "{address}");
    }
    let forged = stage.as_(Role::Nurse).post(&address, &licence(&[])).await;
    assert_eq!(forged.status, 403, "nobody writes their own licence");
}

#[tokio::test]
async fn somebody_new_gets_a_link_chooses_a_password_and_comes_in_once() {
    let stage = Stage::new().await;
    let owner = stage.as_(Role::Owner);
    let fields = [("name", "Noor Haddad"), ("email", "noor@harbour.example"), ("role", "nurse"), ("role", "therapist")];
    let told = owner.post("/people/new", &fields).await;
    assert_eq!(told.status, 200, "{}", told.text);
    let link = told.text.split("/sign-in/").nth(1).and_then(|rest| rest.split('<').next()).unwrap().to_owned();
    let link = format!("/sign-in/{}", link.trim());
    assert!(stage.out().get(&link).await.text.contains("Welcome, Noor Haddad"));
    let chosen = [("password", "lantern gull harbour"), ("again", "lantern gull harbour")];
    assert_eq!(stage.out().post(&link, &chosen).await.status, 303);
    assert_eq!(stage.out().post(&link, &chosen).await.status, 410, "once");
    let told = stage.out().post("/sign-in", &sent("noor@harbour.example", "lantern gull harbour", "")).await;
    assert_eq!(told.status, 303);
    for (field, says) in [
        (("email", "noor@harbour.example"), "already"),
        (("email", "noor"), "Write it like"),
        (("name", ""), "Write the full name"),
        (("role", "boss"), "unknown role"),
    ] {
        let mut all = fields.to_vec();
        all.push(field);
        let told = owner.post("/people/new", &all).await;
        assert_eq!(told.status, 422, "{field:?}");
        assert!(told.text.to_lowercase().contains(&says.to_lowercase()), "{field:?}: {}", told.text);
    }
}

#[tokio::test]
async fn whoever_leaves_is_out_at_once_and_nobody_puts_themselves_out() {
    let stage = Stage::new().await;
    let (nurse, owner) = (stage.id(Role::Nurse).to_owned(), stage.as_(Role::Owner));
    assert_eq!(stage.as_(Role::Nurse).get("/me").await.status, 200);
    assert_eq!(owner.post(&format!("/people/{nurse}/left"), &[]).await.status, 303);
    assert!(stage.as_(Role::Nurse).get("/me").await.to.starts_with("/sign-in"));
    assert_eq!(stage.out().post("/sign-in", &sent(NURSE, PASSWORD, "")).await.status, 422);
    let own = format!("/people/{}/left", stage.id(Role::Owner));
    assert_eq!(owner.post(&own, &[]).await.status, 422);
    let forged = stage.as_(Role::Desk).post(&format!("/people/{}/roles", stage.id(Role::Desk)), &[("role", "owner")]).await;
    assert_eq!(forged.status, 403, "nobody gives themselves a role");
}

#[tokio::test]
async fn a_chart_opens_in_an_emergency_for_one_patient_for_an_hour_and_leaves_a_trace() {
    let stage = Stage::new().await;
    let (patient, other) = (stage.patient("Amara Okafor").await, stage.patient("Ida Berg").await);
    let desk = stage.as_(Role::Desk);
    let closed = desk.get(&format!("/patients/{patient}")).await;
    assert_eq!(closed.status, 403);
    let address = format!("/patients/{patient}/emergency");
    assert!(closed.text.contains(&address), "the way is offered: {}", closed.text);
    for (fields, says) in [
        ([("reason", "urgent"), ("proof", PASSWORD)], "Say in a sentence"),
        ([("reason", "fainted in the waiting room"), ("proof", "wrong")], "not your password"),
    ] {
        let told = desk.post(&address, &fields).await;
        assert!(told.status == 422 && told.text.contains(says), "{says}: {}", told.text);
    }
    assert_eq!(desk.get(&format!("/patients/{patient}")).await.status, 403, "nothing opened yet");
    let fields = [("reason", "fainted in the waiting room <b>"), ("proof", PASSWORD)];
    assert_eq!(desk.post(&address, &fields).await.status, 303);
    assert_eq!(desk.get(&format!("/patients/{patient}")).await.status, 200);
    assert_eq!(desk.get(&format!("/patients/{other}")).await.status, 403, "of this patient only");
    let write = desk.post(&format!("/patients/{patient}/notes"), &[("text", "x")]).await;
    assert_eq!(write.status, 403, "for reading only");
    let list = stage.as_(Role::Director).get("/people/opened").await.text;
    assert!(list.contains("Front desk Test") && list.contains("fainted in the waiting room &lt;b&gt;"), "{list}");
    stage.later(60 * 60_000 - 1);
    assert!(stage.fresh(Role::Desk).await.get(&format!("/patients/{patient}")).await.status == 403, "on this device only");
    stage.later(1);
    assert_ne!(desk.get(&format!("/patients/{patient}")).await.status, 200, "the hour is over");
}

#[tokio::test]
async fn the_app_is_set_up_with_its_first_code_and_asked_for_from_then_on() {
    let stage = Stage::new().await;
    let nurse = stage.as_(Role::Nurse);
    let page = nurse.get("/me/app").await.text;
    let secret = page.split("name=\"secret\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    let code = password::code_at(secret, NOW).unwrap();
    assert!(page.contains("<svg"), "a picture for the app");
    for (fields, says) in [
        ([("secret", secret), ("code", "000000"), ("proof", PASSWORD)], "not the code"),
        ([("secret", "!"), ("code", code.as_str()), ("proof", PASSWORD)], "not the code"),
        ([("secret", secret), ("code", code.as_str()), ("proof", "wrong")], "not your password"),
    ] {
        let told = nurse.post("/me/app", &fields).await;
        assert!(told.status == 422 && told.text.contains(says), "{says}: {}", told.text);
    }
    let told = nurse.post("/me/app", &[("secret", secret), ("code", &code), ("proof", PASSWORD)]).await;
    assert!(told.text.contains("recovery codes"), "{}", told.text);
    assert_eq!(stage.out().post("/sign-in", &sent(NURSE, PASSWORD, "")).await.status, 422, "asked for now");
    assert_eq!(stage.out().post("/sign-in", &sent(NURSE, PASSWORD, &code)).await.status, 422, "used above");
    stage.later(30_000);
    let next = password::code_at(secret, NOW + 30_000).unwrap();
    assert_eq!(stage.out().post("/sign-in", &sent(NURSE, PASSWORD, &next)).await.status, 303);
}

#[tokio::test]
async fn a_new_password_needs_the_old_one_and_signs_out_everywhere_else() {
    let stage = Stage::new().await;
    let (here, there) = (stage.fresh(Role::Nurse).await, stage.fresh(Role::Nurse).await);
    let new = "seven quiet herons";
    for (fields, says) in [
        ([("password", "short"), ("again", "short"), ("proof", PASSWORD)], "At least 12"),
        ([("password", new), ("again", "other"), ("proof", PASSWORD)], "not the same"),
        ([("password", new), ("again", new), ("proof", "wrong")], "not your password"),
    ] {
        let told = here.post("/me/password", &fields).await;
        assert!(told.status == 422 && told.text.contains(says), "{says}: {}", told.text);
    }
    assert_eq!(there.get("/me").await.status, 200);
    let told = here.post("/me/password", &[("password", new), ("again", new), ("proof", PASSWORD)]).await;
    assert_eq!(told.status, 200, "{}", told.text);
    assert_eq!((here.get("/me").await.status, there.get("/me").await.status), (200, 303));
    assert_eq!(stage.out().post("/sign-in", &sent(NURSE, PASSWORD, "")).await.status, 422);
    assert_eq!(stage.out().post("/sign-in", &sent(NURSE, new, "")).await.status, 303);
}

#[tokio::test]
async fn an_order_and_an_examination_are_signed_by_a_prescriber_only() {
    let stage = Stage::new().await;
    let patient = stage.patient("Amara Okafor").await;
    let prescriber = stage.as_(Role::Prescriber);
    let order = [("text", "Toxin"), ("service", "botulinum"), ("from", "2026-11-01"), ("to", ""), ("proof", PASSWORD)];
    assert_eq!(stage.as_(Role::Nurse).post("/people/orders", &order).await.status, 403);
    assert_eq!(prescriber.post("/people/orders", &order).await.status, 303);
    let address = format!("/patients/{patient}/examination");
    let seen = [
        ("service", "botulinum"), ("cleared", "yes"), ("mode", "in-person"), ("on", "2026-11-24"),
        ("until", "2027-11-24"), ("remark", ""), ("proof", PASSWORD),
    ];
    for (field, says) in [
        (("service", "no_such"), "is no treatment"),
        (("cleared", "perhaps"), "Say whether"),
        (("on", "2026-11-25"), "has not come yet"),
        (("until", "2026-11-23"), "lies before"),
        (("until", "2029-11-24"), "three years at most"),
        (("mode", ""), "Say how"),
        (("proof", ""), "not your password"),
    ] {
        let mut fields = seen.to_vec();
        fields.push(field);
        let told = prescriber.post(&address, &fields).await;
        assert!(told.status == 422 && told.text.contains(says), "{field:?}: {} {}", told.status, told.text);
    }
    // The licence of whoever examines begins in 2020.
    let early = [&seen[..], &[("on", "2019-12-31"), ("until", "2020-12-31")]].concat();
    let told = prescriber.post(&address, &early).await;
    assert!(told.status == 422 && told.text.contains("No licence of yours"), "{} {}", told.status, told.text);
    assert_eq!(prescriber.post(&address, &seen).await.status, 303);
    assert_eq!(stage.as_(Role::Aesthetician).post(&address, &seen).await.status, 403);
}
