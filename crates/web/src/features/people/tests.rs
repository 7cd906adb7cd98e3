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
