//! The page as a person meets it: what is pressed, what the address says then, and that a file answers the same.
use super::*;
use crate::House;
use axum::body::{Body, to_bytes};
use axum::http::{Request, header};
use tower::ServiceExt;
use vocab::case::Asked;

/// 24 November 2026.
const TODAY: Day = Day::from_number(20_781);

struct Told {
    status: u16,
    to: String,
    text: String,
}

async fn send(request: Request<Body>) -> Told {
    let house = House::new("0").with_clock(|| i64::from(TODAY.number()) * 86_400_000);
    let answer = crate::router(house).oneshot(request).await.unwrap();
    let to = answer.headers().get(header::LOCATION).map(|to| to.to_str().unwrap().to_owned()).unwrap_or_default();
    let status = answer.status().as_u16();
    let text = String::from_utf8(to_bytes(answer.into_body(), 4 << 20).await.unwrap().to_vec()).unwrap();
    Told { status, to, text }
}

async fn get_page(address: &str) -> Told {
    send(Request::get(address).body(Body::empty()).unwrap()).await
}

async fn paste(json: &str) -> Told {
    let body = format!("case={}", sheet::encoded(json));
    send(Request::post("/ask/open").header("content-type", "application/x-www-form-urlencoded").body(Body::from(body)).unwrap()).await
}

#[tokio::test]
async fn a_button_changes_the_address_and_nothing_else() {
    for (pressed, to) in [
        ("add=roaccutane&do=add", "/ask?f1=drug:Roaccutane&f1-is=present#f1"),
        ("born=1990-01-01&sex=&do=answer", "/ask?born=1990-01-01#answer"),
        ("do=take:procedure:ipl&add=ip", "/ask?f1=procedure:ipl&f1-is=present#f1"),
        ("do=yes:condition:melasma", "/ask?f1=condition:melasma&f1-is=present#questions"),
        ("f1=condition:melasma&f1-is=unknown&do=no:condition:melasma", "/ask?f1=condition:melasma&f1-is=absent#questions"),
        (
            "f1=condition:melasma&f1-is=present&f2=drug:x&f2-is=past&do=drop:1",
            "/ask?f1=drug:x&f1-is=past&gone=condition:melasma&gone-is=present&gone-at=0#facts",
        ),
        (
            "f1=drug:x&f1-is=past&gone=condition:melasma&gone-is=present&gone-at=0&do=undo",
            "/ask?f1=condition:melasma&f1-is=present&f2=drug:x&f2-is=past#facts",
        ),
        ("rest=absent&do=show:stop", "/ask?rest=absent&show=stop#treatments"),
    ] {
        let told = get_page(&format!("/ask?{pressed}")).await;
        assert_eq!((told.status, told.to.as_str()), (303, to), "{pressed}");
    }
}

#[tokio::test]
async fn what_cannot_be_read_is_marked_where_it_stands_and_nothing_is_lost() {
    for (query, id) in [
        ("born=2026-02-30", "born-error"),
        ("born=2027-01-01", "born-error"),
        ("born=1990-01-01&ita=91", "ita-error"),
        ("hba1c=x", "hba1c-error"),
        ("law=California", "law-error"),
        ("day=soon", "day-error"),
        ("zone=chek", "zone-error"),
        ("today=0", "today-error"),
        ("f1=condition:melasma&f1-is=maybe", "f1-is-error"),
        ("f1=condition:hsv_active&f1-is=past&f1-until=1", "f1-until-error"),
        ("f1=condition:diabetes&f1-is=present&f1-value=9&f1-on=2026-11-01", "f1-value-error"),
        ("f1=condition:pregnancy&f1-is=present&f1-detail=fourth", "f1-detail-error"),
        ("add=<b>zzqq&do=add", "add-error"),
    ] {
        let told = get_page(&format!("/ask?{}", query.replace('<', "%3C").replace('>', "%3E"))).await;
        assert_eq!(told.status, 422, "{query}");
        assert!(told.text.contains(&format!("id=\"{id}\"")), "{query}: no {id}");
        assert!(!told.text.contains("<b>zz"), "what was typed is escaped");
    }
    let told = get_page("/ask?zone=cheek_latral_l&f1=drug:abc&f1-is=present").await;
    for piece in ["did you mean `cheek_lateral_l`?", "value=\"cheek_latral_l\"", "drug:abc"] {
        assert!(told.text.contains(piece), "{piece}: {}", told.text);
    }
}

#[tokio::test]
async fn the_limits_hold_at_their_edges() {
    let facts = |many: usize| (1..=many).map(|n| format!("f{n}=drug:d{n}&f{n}-is=present")).collect::<Vec<_>>().join("&");
    let long = |length: usize| format!("born=&left={}", "x".repeat(length - "born=&left=".len()));
    for (query, status) in [
        (facts(FACTS_ON_PAGE), 200),
        (facts(FACTS_ON_PAGE + 1), 400),
        (format!("{}&do=yes:condition:melasma", facts(FACTS_ON_PAGE)), 400),
        (long(ADDRESS_LIMIT), 200),
        (long(ADDRESS_LIMIT + 1), 400),
    ] {
        assert_eq!(get_page(&format!("/ask?{query}")).await.status, status, "{} bytes", query.len());
    }
}

#[tokio::test]
async fn not_known_then_asked_then_answered() {
    let open = "born=1990-01-01&type=III&rest=absent&f1=condition:pregnancy&f1-is=unknown";
    let count = |text: &str| text.matches("class=\"finding ask-row state-ask\"").count();
    let before = get_page(&format!("/ask?{open}")).await.text;
    assert!(before.contains("value=\"no:condition:pregnancy\""), "the question has its buttons");
    let told = get_page(&format!("/ask?{open}&do=no:condition:pregnancy")).await;
    let after = get_page(told.to.split('#').next().unwrap()).await.text;
    assert!(!after.contains("value=\"no:condition:pregnancy\""), "it is not asked again");
    assert!(count(&after) < count(&before), "{} {}", count(&before), count(&after));
}

const CASES: [&str; 5] = [
    "rest=absent",
    "born=1990-01-01&type=III&rest=absent&f1=drug:Roaccutane&f1-is=past&f1-until=2026-09-10",
    "born=2010-06-01&sex=female&type=V&ita=-12,5&day=2026-12-24&zone=chin&by=rn&f1=condition:melasma&f1-is=present",
    "born=1980-01-01&hba1c=7.5&law=US-CA&light=refuse_all&vaccine=asaps2021&isotretinoin=consensus2017&f1=condition:diabetes&f1-is=present&f1-value=9.1&f1-unit=%25&f1-on=2026-10-01&f2=drug:doxycycline&f2-is=present",
    "today=2026-06-30&born=1991-02-03&f1=procedure:ipl&f1-is=present&f1-on=2026-06-01&f1-zone=chin&f2=product:retinol&f2-is=present&f3=condition:hsv_active&f3-is=past&f3-until=2026-06-20",
];

#[tokio::test]
async fn the_page_its_file_and_the_file_opened_again_answer_the_same() {
    let gate = gate().unwrap();
    for query in CASES {
        let json = get_page(&format!("/ask/case.json?{query}")).await.text;
        let read = casefile::read(gate.knowledge(), json.as_bytes()).unwrap();
        let answers = gate.answers(&read.case).unwrap();
        let page = get_page(&format!("/ask?{query}")).await;
        assert_eq!(page.status, 200, "{query}");
        for answer in &answers {
            let (Asked::Treatment(code) | Asked::Product(code)) = &answer.ask.what;
            let row = format!("<details id=\"t-{code}\" class=\"finding ask-row state-{}\">", answer.verdict.state());
            assert!(page.text.contains(&row), "{query}: {row}");
        }
        let told = paste(&json).await;
        assert_eq!(told.status, 303, "{query}");
        let again = get_page(&told.to.replace("/ask?", "/ask/case.json?")).await.text;
        assert_eq!(casefile::read(gate.knowledge(), again.as_bytes()).unwrap().case, read.case, "{query}");
    }
}

#[tokio::test]
async fn a_file_that_cannot_be_read_names_the_place_and_the_nearest_word() {
    let told = paste("{ \"today\": \"2026-11-24\", \"patient\": {},\n \"facts\": [{ \"condition\": \"melasme\", \"status\": \"present\" }] }").await;
    assert_eq!(told.status, 422);
    for piece in ["case.json:2:", "facts[0].condition", "melasma", "melasme&quot;"] {
        assert!(told.text.contains(piece), "{piece}: {}", told.text);
    }
}

#[tokio::test]
async fn what_the_page_has_no_field_for_is_named() {
    let told = paste(
        r#"{ "today": "2026-11-24", "patient": { "scores": { "iga_acne": 3 } },
        "ask": [{ "treatment": "peel_glycolic", "params": { "ph": 3.0 } }, { "treatment": "ipl", "zone": "chin" }] }"#,
    )
    .await;
    assert_eq!(told.status, 303, "{}", told.text);
    let page = get_page(&told.to).await.text;
    for piece in ["settings of the questions", "all questions but the first"] {
        assert!(page.contains(piece), "{piece}");
    }
    assert!(!page.contains("the acne scores") && told.to.contains("iga=3"), "{}", told.to);
}

#[tokio::test]
async fn acne_is_graded_by_area_and_strength_belongs_to_one_treatment() {
    let graded = "rest=absent&type=II&forehead=4&cheek_r=4&cheek_l=4&nose=3&chin=4&chest_back=2&of=peel_glycolic&percent=70";
    let case = |address: String| async move {
        let json = get_page(&address).await.text;
        casefile::read(gate().unwrap().knowledge(), json.as_bytes()).unwrap().case
    };
    let read = case(format!("/ask/case.json?{graded}")).await;
    assert_eq!(read.patient.gags.map(vocab::scale::gags::Grades::total), Some(37));
    let set: Vec<_> = read.ask.iter().filter(|ask| !ask.params.is_empty()).collect();
    assert!(set.len() == 1 && set[0].params.percent == Some(70.0), "{set:?}");
    let page = get_page(&format!("/ask?{graded}")).await;
    let plain = get_page("/ask?rest=absent&type=II").await;
    assert_eq!((page.status, plain.status), (200, 200));
    let row = |text: &str| text.split("id=\"t-peel_glycolic\"").nth(1).unwrap().split("</details>").next().unwrap().to_owned();
    assert_ne!(row(&page.text), row(&plain.text), "a strength of 70 per cent is answered otherwise");
    // One area too few, and a strength of nothing, are marked where they stand.
    for (query, field) in [("forehead=4&nose=1", "cheek_r"), ("percent=30", "of"), ("of=peel_glycolic&percent=300", "percent"), ("iga=7", "iga")] {
        let page = get_page(&format!("/ask?rest=absent&{query}")).await;
        assert_eq!(page.status, 422, "{query}");
        assert!(page.text.contains(&format!("id=\"{field}-error\"")) || field == "cheek_r" && page.text.contains("forehead-error"), "{query}");
    }
}

#[tokio::test]
async fn without_a_clock_nothing_is_answered() {
    let request = Request::get("/ask?rest=absent").body(Body::empty()).unwrap();
    assert_eq!(crate::router(House::new("0")).oneshot(request).await.unwrap().status().as_u16(), 500);
}

#[test]
fn numbers_are_words_up_to_ninety_nine() {
    for (count, word) in [(0, "none"), (1, "one"), (19, "nineteen"), (20, "twenty"), (31, "thirty-one"), (99, "ninety-nine"), (100, "100")] {
        assert_eq!(weigh::number(count), word);
    }
}
