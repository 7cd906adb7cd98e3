//! The page as a person meets it: opened, changed, printed; and that what is carried is what was planned.
use super::*;
use axum::body::{Body, to_bytes};
use axum::http::Request as Asked;
use carried::CASE_LIMIT;
use tower::ServiceExt;

async fn send(request: Asked<Body>) -> (u16, String) {
    let answer = crate::router(House::new("0")).oneshot(request).await.unwrap();
    let status = answer.status().as_u16();
    (status, String::from_utf8(to_bytes(answer.into_body(), 4 << 20).await.unwrap().to_vec()).unwrap())
}

async fn look(address: &str) -> (u16, String) {
    send(Asked::get(address).body(Body::empty()).unwrap()).await
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

async fn press(address: &str, pairs: &[(&str, &str)]) -> (u16, String) {
    let body: Vec<String> = pairs.iter().map(|(name, text)| format!("{name}={}", encoded(text))).collect();
    let request = Asked::post(address).header("content-type", "application/x-www-form-urlencoded");
    send(request.body(Body::from(body.join("&"))).unwrap()).await
}

/// The case that the forms of a page carry, the first of its kind.
fn carried_case(page: &str, form: &str) -> String {
    let (_, rest) = page.split_once(form).expect("the form is there");
    let (_, rest) = rest.split_once("name=\"case\" value=\"").expect("it carries a case");
    rest.split('"').next().unwrap().replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

fn wedding() -> &'static str {
    examples::text("wedding-in-16-weeks").unwrap()
}

#[tokio::test]
async fn every_example_is_planned_and_every_plan_becomes_a_letter() {
    for name in examples::names() {
        let (status, page) = look(&format!("/plan?example={name}")).await;
        assert_eq!(status, 200, "{name}");
        assert!(page.contains("Checked by an independent auditor"), "{name}");
        assert!(!page.contains("style=\""), "{name}: nothing inline under a strict policy");
        let (status, letter) = press("/plan/print", &[("case", &carried_case(&page, "id=\"carry\""))]).await;
        assert_eq!(status, 200, "{name}");
        for jargon in ["phototype", "proven", "verdict", "sign-off", "HOUSE"] {
            let article = letter.split("<article").nth(1).unwrap();
            assert!(!article.contains(jargon), "{name}: a guest does not read “{jargon}”");
        }
    }
}

#[tokio::test]
async fn a_page_shows_what_the_planner_says() {
    let carried = Carried { case: wedding().into(), ..Carried::default() };
    let Read::Request(request) = carried.read().unwrap() else { panic!("the example is read") };
    let report = planner::compose::plan(gate().unwrap(), &request).unwrap();
    let (_, page) = press("/plan", &[("case", wedding())]).await;
    for plan in &report.plans {
        assert!(page.contains(&words::money(plan.total.price, &report.currency)), "{}", plan.name);
        let (_, other) = press("/plan", &[("case", wedding()), ("style", "balanced"), ("choose", plan.name.code())]).await;
        for one in &plan.sessions {
            assert!(other.contains(&one.on.in_words()), "{} on {}", one.treatment, one.on);
        }
    }
    for one in &report.ruled_out {
        assert!(page.contains(&words::title(&one.treatment)), "{}", one.treatment);
    }
}

#[tokio::test]
async fn one_thing_changed_is_told_carried_and_taken_back() {
    let (_, page) = look("/plan?example=wedding-in-16-weeks").await;
    let first = carried_case(&page, "id=\"carry\"");
    for (field, value, told) in [
        ("ban", "botulinum", "ithout Botulinum toxin"),
        ("add", "peel_mandelic", "ith Mandelic acid peel"),
        ("event", "2026-07-04", "edding on Saturday 4 July 2026"),
        ("budget", "500", "or at most $500"),
        ("visits", "3", "t most 3 visits"),
    ] {
        let (status, page) = press("/plan", &[("case", &first), ("do", "change"), (field, value)]).await;
        assert_eq!(status, 200, "{field}");
        assert!(page.contains("What that changes") && page.contains(told), "{field}: {told}");
        let now = carried_case(&page, "id=\"carry\"");
        assert_ne!(now, first, "{field}: the change is carried on");
        assert_eq!(carried_case(&page, "id=\"difference\""), first, "{field}: the way back leads to the case before");
        let (_, again) = press("/plan", &[("case", &now), ("do", "change")]).await;
        assert!(again.contains("Nothing was changed yet"), "{field}");
    }
}

#[tokio::test]
async fn a_question_is_answered_on_the_page() {
    let open = wedding().replace("{ \"condition\": \"hsv_history\", \"status\": \"present\" },", "{ \"condition\": \"hsv_history\", \"status\": \"unknown\" },");
    assert_ne!(open, wedding());
    let (_, page) = press("/plan", &[("case", &open)]).await;
    assert!(page.contains("name=\"answer-hsv_history\""), "it is asked");
    let (status, page) = press("/plan", &[("case", &open), ("do", "change"), ("answer-hsv_history", "absent")]).await;
    assert_eq!(status, 200);
    assert!(!page.contains("name=\"answer-hsv_history\""), "it is not asked again");
    assert!(page.contains("answered: No"));
}

#[tokio::test]
async fn what_cannot_be_read_is_marked_where_it_stands() {
    for (field, value) in [("budget", "much"), ("budget", "-1"), ("visits", "1.5"), ("event", "soon"), ("event", "2020-01-01"), ("quiet", "501")] {
        let (status, page) = press("/plan", &[("case", wedding()), ("do", "change"), (field, value)]).await;
        assert_eq!(status, 422, "{field} {value}");
        assert!(page.contains(&format!("id=\"{field}-error\"")), "{field} {value}");
        assert!(page.contains("Visit by visit"), "{field}: the plan is still there");
    }
    let (status, page) = press("/plan", &[("case", "{ \"today\": \"2026-03-02\", \"patient\": {}, \"facts\": [{ \"condition\": \"melasme\" }] }")]).await;
    assert_eq!(status, 422);
    for piece in ["case.json:1:", "facts[0].condition", "melasma"] {
        assert!(page.contains(piece), "{piece}");
    }
    let (status, page) = look("/plan?example=weding-in-16-weeks").await;
    assert_eq!(status, 422);
    assert!(page.contains("wedding-in-16-weeks"), "the nearest name is offered");
}

#[tokio::test]
async fn a_case_without_goals_is_asked_what_is_wished() {
    let bare = "{ \"today\": \"2026-03-02\", \"patient\": { \"born\": \"1990-01-01\", \"phototype\": \"II\" }, \"unstated\": \"absent\" }";
    let (status, page) = press("/plan", &[("case", bare)]).await;
    assert_eq!(status, 200);
    assert!(page.contains("What is wished?"));
    assert_eq!(press("/plan", &[("case", bare), ("do", "wish")]).await.0, 422);
    let (status, page) = press("/plan", &[("case", bare), ("do", "wish"), ("concern", "texture"), ("concern", "redness"), ("visits", "4")]).await;
    assert_eq!(status, 200);
    assert!(page.contains("Checked by an independent auditor"), "{page}");
}

#[tokio::test]
async fn the_limit_of_a_case_holds_at_its_edge() {
    let padded = |length: usize| format!("{}{}", wedding(), " ".repeat(length - wedding().len()));
    for (length, status) in [(CASE_LIMIT, 200), (CASE_LIMIT + 1, 422)] {
        assert_eq!(press("/plan", &[("case", &padded(length))]).await.0, status, "{length}");
    }
}

#[test]
fn money_counts_and_days_are_said_as_people_say_them() {
    for (minor, currency, said) in [(184_000, "USD", "$1,840"), (9_050, "EUR", "€90.50"), (-120_000_000, "CHF", "−CHF 1,200,000"), (0, "USD", "$0")] {
        assert_eq!(words::money(minor, currency), said);
    }
    assert_eq!(words::many(1, "visit", "visits"), "one visit");
    assert_eq!(words::many(13, "visit", "visits"), "13 visits");
    assert_eq!(words::long(vocab::Day::from_number(20_514)), "Monday 2 March 2026");
}
