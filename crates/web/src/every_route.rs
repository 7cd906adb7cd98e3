//! Every route is asked over HTTP by everybody: only what the table of permissions allows answers.
use crate::access::{Needs, Route};
use crate::stage::{Browser, Stage, Told};
use chart::people::{IDLE_MS, LASTS_MS};
use vocab::Role;

/// The address with its parameters filled in.
fn address(route: &Route, patient: &str) -> String {
    let part = |part: &str| match part {
        "{patient}" => patient.to_owned(),
        other if other.starts_with('{') => "x".to_owned(),
        other => other.to_owned(),
    };
    route.path.split('/').map(part).collect::<Vec<_>>().join("/")
}

async fn ask(route: &Route, browser: &Browser<'_>, patient: &str) -> Told {
    let address = address(route, patient);
    if route.method == "GET" { browser.get(&address).await } else { browser.post(&address, &[]).await }
}

/// How a door says that it stays closed. A link that is over says so as well, behind [`Needs::Link`] and elsewhere.
fn closed(told: &Told) -> bool {
    matches!(told.status, 401 | 403)
        || told.to.starts_with("/sign-in?to=")
        || told.text.contains("no longer opens")
}

/// An address that is itself the key: what it opens is in its secret.
fn by_secret(route: &Route) -> bool {
    route.path.contains("{secret}")
}

fn guarded() -> Vec<Route> {
    crate::table().into_iter().filter(|route| route.needs != Needs::Anyone).collect()
}

#[tokio::test]
async fn every_route_opens_for_whom_the_table_says_and_for_nobody_else() {
    let stage = Stage::new().await;
    let patient = stage.patient("Amara Okafor").await;
    let mut asked = 0;
    for route in crate::table() {
        let out = ask(&route, &stage.out(), &patient).await;
        let open = route.needs == Needs::Anyone && !by_secret(&route);
        assert_eq!(!closed(&out), open, "{route:?} signed out: {}", out.status);
        for role in Role::ALL {
            // A session of its own each time: one of the routes ends it.
            let told = ask(&route, &stage.fresh(*role).await, &patient).await;
            let open = match route.needs {
                Needs::Anyone => !by_secret(&route),
                Needs::Signed => true,
                Needs::May(permission) => role.may(permission),
                Needs::Link => false,
            };
            assert_eq!(!closed(&told), open, "{route:?} as {role}: {} {}", told.status, told.text);
            assert_ne!(told.status, 500, "{route:?} as {role}");
            asked += 1;
        }
    }
    assert!(asked > 100, "{asked} asked");
}

#[tokio::test]
async fn nobody_reaches_a_patient_who_is_not_there() {
    let stage = Stage::new().await;
    for route in guarded().iter().filter(|route| route.path.contains("{patient}")) {
        for role in Role::ALL {
            for patient in ["nobody", "..%2f..", "%27%20OR%201%3D1"] {
                let told = ask(route, &stage.fresh(*role).await, patient).await;
                let allowed = matches!(route.needs, Needs::May(permission) if role.may(permission));
                let refused = matches!(told.status, 400 | 404 | 410 | 422) || closed(&told);
                assert!(refused, "{route:?} as {role}: {}", told.status);
                assert!(!allowed || told.status != 500, "{route:?} as {role}");
            }
        }
    }
}

#[tokio::test]
async fn a_form_needs_the_token_of_its_own_session() {
    let stage = Stage::new().await;
    let patient = stage.patient("Amara Okafor").await;
    for route in guarded().iter().filter(|route| route.method == "POST" && route.needs != Needs::Link) {
        let allowed = |role: &&Role| !matches!(route.needs, Needs::May(permission) if !role.may(permission));
        let role = *Role::ALL.iter().find(allowed).unwrap();
        let foreign = stage.fresh(role).await.csrf();
        let browser = stage.fresh(role).await;
        let address = address(route, &patient);
        for (fields, at) in [
            (vec![], address.clone()),
            (vec![("csrf", "")], address.clone()),
            (vec![("csrf", foreign.as_str())], address.clone()),
            (vec![], format!("{address}?csrf={foreign}")),
            (vec![], format!("{address}?csrf=")),
        ] {
            let told = browser.post_bare(&at, &fields).await;
            assert_eq!(told.status, 403, "{route:?} {fields:?}");
            assert!(told.text.contains("not of this session"), "{route:?}: {}", told.text);
        }
    }
}

#[tokio::test]
async fn a_session_that_ended_opens_nothing() {
    let stage = Stage::new().await;
    let patient = stage.patient("Amara Okafor").await;
    let ended = stage.fresh(Role::Director).await;
    assert_eq!(ended.post("/sign-out", &[]).await.status, 303);
    let forged = stage.with_secret("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
    for route in guarded() {
        for browser in [&ended, &forged] {
            assert!(closed(&ask(&route, browser, &patient).await), "{route:?}");
        }
    }
    let idle = stage.fresh(Role::Director).await;
    assert!(idle.get("/sign-in").await.text.contains("You are signed in as"));
    stage.later(IDLE_MS);
    for route in guarded() {
        assert!(closed(&ask(&route, &idle, &patient).await), "{route:?}");
    }
}

#[tokio::test]
async fn the_frame_says_who_is_signed_in_and_carries_the_token_of_the_session() {
    let stage = Stage::new().await;
    let (signed, told) = (stage.signed(Role::Nurse), stage.as_(Role::Nurse).get("/library").await);
    assert!(told.text.contains(&signed.name), "the name stands in the top bar");
    assert!(told.text.contains(&format!(r#"name="csrf" value="{}""#, signed.csrf)), "and the way out works");
    assert!(stage.out().get("/library").await.text.contains(r#"<a href="/sign-in">Sign in</a>"#));
}

#[tokio::test]
async fn a_session_that_is_used_all_day_still_ends() {
    let stage = Stage::new().await;
    let busy = stage.fresh(Role::Nurse).await;
    let step = IDLE_MS / 2;
    for _ in 0..LASTS_MS / step - 1 {
        stage.later(step);
        assert!(busy.get("/sign-in").await.text.contains("You are signed in as"), "it is in use");
    }
    stage.later(step);
    assert!(!busy.get("/sign-in").await.text.contains("You are signed in as"), "the longest day is over");
}
