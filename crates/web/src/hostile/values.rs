//! Values beyond reason, bodies that are none, addresses that climb, and headers that lie: each is refused in words or taken as
//! the text that it is, on each engine; nothing breaks, and what was stored before is sound afterwards.
use super::{Forms, Kind, Walked, count, house_on, send};
use crate::stage::{Browser, Dice, SITE, Stage, Told};
use axum::body::Body;
use axum::http::{Request, header};
use chart::patient::Why;
use chart::register::By;
use vocab::Role;

/// Days that no calendar of a clinic has, and the ends of those that it may have.
const DAYS: [&str; 8] = [
    "0001-01-01",
    "1800-01-01",
    "2299-12-31",
    "9999-12-31",
    "10000-01-01",
    "-001-01-01",
    "2026-02-30",
    "12/31/2026",
];
/// Numbers that are too much, too little, or none.
const NUMBERS: [&str; 9] =
    ["-1", "-0.01", "0", "1e308", "99999999999999999999", "NaN", "Infinity", "0x10", "１２"];
/// A second line that would be a header of a letter or a line of a calendar.
const SECOND_LINE: &str = "a@b.example\r\nBcc: all@evil.example\r\nATTENDEE:mailto:all@evil.example";
/// What an answer may be: done, led on, or refused with a reason.
const ANSWERS: [u16; 10] = [200, 303, 400, 403, 404, 409, 410, 413, 422, 429];

/// Of what is sent, one in so many on an engine, in turn from form to form: everything on the first; on the second, where the pages
/// are the same and only the database is another, a part of it.
const fn every(engine: usize) -> usize {
    if engine == 0 { 1 } else { 5 }
}

/// The record is whole: every book verifies, and no chart lost an entry.
pub(super) async fn sound(stage: &Stage, patient: &str, before: usize) {
    let record = stage.record();
    let verified = record.store.verify(Some(&record.key), SITE).await.unwrap();
    assert_eq!(verified.faults, []);
    assert!(count(stage, patient).await >= before, "an entry is gone");
}

pub(super) async fn days_and_numbers_beyond_reason_are_answered_in_words(
    stage: &Stage,
    all: &Forms,
    engine: usize,
) {
    let mut sent = 0;
    for (n, ((place, names), (role, form))) in all.iter().enumerate() {
        let has = |wanted: Kind| form.fields.iter().any(|(_, kind, _)| *kind == wanted);
        let days = DAYS.iter().filter(|_| has(Kind::Day)).map(|day| (*day, "1"));
        let numbers = NUMBERS.iter().filter(|_| has(Kind::Number)).map(|number| ("2026-12-01", *number));
        for (day, number) in days.chain(numbers).skip(n % every(engine)).step_by(every(engine)) {
            let browser = stage.fresh(*role).await;
            let told = send(&browser, form, |name, kind| match kind {
                Kind::Day => Some(day.to_owned()),
                Kind::Number => Some(number.to_owned()),
                Kind::Text if name.contains("mail") => Some("a@b.example".to_owned()),
                Kind::Text => Some("Plain words".to_owned()),
                Kind::Other => None,
            })
            .await;
            assert!(ANSWERS.contains(&told.status), "{place} {names:?}: {day} {number}: {}", told.status);
            sent += 1;
        }
    }
    // 199 when this was written; a page that loses its form is seen here.
    assert!(sent >= 195 / every(engine), "{sent} forms with days or numbers were sent");
}

pub(super) async fn a_second_line_in_a_field_of_one_line_is_never_a_header(stage: &Stage, all: &Forms) {
    for ((place, names), (role, form)) in all {
        let browser = stage.fresh(*role).await;
        let told = send(&browser, form, |_, kind| (kind == Kind::Text).then(|| SECOND_LINE.to_owned())).await;
        assert!(ANSWERS.contains(&told.status), "{place} {names:?}: {}", told.status);
        let head = format!("{:?}", told.headers);
        assert!(!head.contains("Bcc") || head.contains("%0"), "{place}: {head}");
    }
}

/// No field for an address of a letter holds what would be its second line.
pub(super) fn no_page_carries_a_second_line(walked: &Walked) {
    for (address, page) in walked.values().flatten() {
        let lines = page.split("<input").skip(1).filter_map(|rest| rest.split('>').next());
        for input in lines.filter(|input| input.contains("mail")) {
            assert!(!input.contains("\nBcc") && !input.contains("\rBcc"), "{address}: {input}");
        }
    }
}

/// Sends bytes to an address as somebody, with the token of the session where it is asked for.
async fn bytes(browser: &Browser<'_>, path: &str, kind: Option<&str>, body: Vec<u8>) -> Told {
    let mut request = Request::post(format!("{path}?csrf={}", browser.csrf()));
    if let Some(kind) = kind {
        request = request.header(header::CONTENT_TYPE, kind);
    }
    browser.send(request.body(Body::from(body)).unwrap()).await
}

/// What is wrong with a body, what it says that it is, and its bytes.
type NoForm = (&'static str, Option<&'static str>, Vec<u8>);

fn no_forms(token: &str) -> Vec<NoForm> {
    const FORM: &str = "application/x-www-form-urlencoded";
    const EDGE: &str = "multipart/form-data; boundary=edge";
    let deep =
        |open: &str, close: &str| format!("{}{}", open.repeat(60_000), close.repeat(60_000)).into_bytes();
    let part = |head: &str, body: &[u8]| {
        [
            format!("--edge\r\nContent-Disposition: form-data; {head}\r\n\r\n").as_bytes(),
            body,
            b"\r\n--edge--\r\n",
        ]
        .concat()
    };
    let many = "field=x&".repeat(20_000);
    vec![
        ("bytes that are no UTF-8", Some(FORM), format!("csrf={token}&name=%FF%FE&text=%C3%28").into_bytes()),
        ("raw bytes", Some(FORM), vec![0xff; 4_096]),
        (
            "too much",
            Some(FORM),
            [format!("csrf={token}&text=").as_bytes(), &vec![b'x'; 300 << 10][..]].concat(),
        ),
        ("twenty thousand fields", Some(FORM), format!("{many}csrf={token}").into_bytes()),
        ("a deep list", Some("application/json"), deep("[", "]")),
        (
            "a deep list in a form",
            Some(FORM),
            [format!("csrf={token}&case=&answer=&text=").as_bytes(), &deep("[", "]")].concat(),
        ),
        (
            "a form of files without an end",
            Some(EDGE),
            b"--edge\r\nContent-Disposition: form-data; name=\"files\"".to_vec(),
        ),
        (
            "a file that climbs",
            Some(EDGE),
            part("name=\"files\"; filename=\"../../../etc/passwd\"", b"root:x:0:0"),
        ),
        (
            "a picture that is a program",
            Some(EDGE),
            part("name=\"files\"; filename=\"a.png\"", b"\x7fELF\0\0\0\0"),
        ),
        ("a field that is no text", Some(EDGE), part("name=\"note\"", b"\xff\xfe")),
        ("bytes without a kind", None, vec![0; 512]),
    ]
}

pub(super) async fn bodies_that_are_no_form_are_refused(stage: &Stage, patient: &str, engine: usize) {
    let mut asked = 0;
    for (n, route) in crate::table().iter().filter(|route| route.method == "POST").enumerate() {
        let path = route.path.replace("{patient}", patient).replace("{treatment}", "botulinum");
        let path = path.replace("{card}", "anaphylaxis").replace("{service}", "botulinum");
        let parts: Vec<&str> =
            path.split('/').map(|part| if part.starts_with('{') { "none" } else { part }).collect();
        let path = parts.join("/");
        let browser = stage.fresh(Role::Director).await;
        let token = browser.csrf();
        for (what, kind, body) in no_forms(&token).into_iter().skip(n % every(engine)).step_by(every(engine))
        {
            // A form may name the token in its field, and one without anything else may do what its button says.
            let told = bytes(&browser, &path, kind, body).await;
            let refused = (400..500).contains(&told.status);
            let empty =
                matches!(told.status, 200 | 303) && what != "bytes that are no UTF-8" && what != "too much";
            assert!(refused || empty, "{path}: {what}: {} {}", told.status, told.text);
            asked += 1;
        }
    }
    assert!(asked > 500 / every(engine), "{asked} bodies were sent");
}

#[tokio::test]
async fn addresses_that_climb_or_pretend_lead_nowhere() {
    let (stage, patient, _) = house_on(Stage::new().await).await;
    for address in [
        "/static/../Cargo.toml".to_owned(),
        "/static/..%2f..%2fetc%2fpasswd".to_owned(),
        "/static/%2e%2e/%2e%2e/etc/passwd".to_owned(),
        "/static/....//etc/passwd".to_owned(),
        "/patients/..%2f..%2fpeople".to_owned(),
        format!("/patients/{patient}%00"),
        format!("/patients/{patient}%0a"),
        format!("/patients/{patient}/photos/..%2f..%2f"),
        format!("/patients/{patient}/door/%FF"),
        format!("/patients/{patient}/door/botulinum?lot=%FF"),
        format!("/patients/{patient}/sessions/{}", "x".repeat(4_000)),
        "/library/sources/%2e%2e%2f%2e%2e".to_owned(),
        "/calendar?day=9999-12-31".to_owned(),
        "/calendar?day=0001-01-01".to_owned(),
        "/feeds/..%2f..%2fx.ics".to_owned(),
        "//evil.example/".to_owned(),
    ] {
        let told = stage.as_(Role::Director).get(&address).await;
        let fine =
            matches!(told.status, 400 | 404 | 410) || address.starts_with("/calendar") && told.status != 500;
        assert!(fine, "{address}: {} to {:?}", told.status, told.to);
        assert!(!told.text.contains("[workspace]") && !told.text.contains("root:"), "{address}");
        assert!(!told.to.starts_with("//") && !told.to.contains("evil.example"), "{address}: {}", told.to);
    }
    // Where somebody is led after signing in is an address of this house.
    for to in [
        "//evil.example",
        "https://evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "/%0d%0aSet-Cookie:x",
    ] {
        let told = stage.out().get(&format!("/sign-in?to={}", crate::session::quoted(to))).await;
        assert!(!told.text.contains("value=\"//evil") && !told.text.contains("value=\"https://evil"), "{to}");
        let fields = [("email", "nurse@harbour.example"), ("password", crate::stage::PASSWORD), ("to", to)];
        let told = stage.out().post_bare("/sign-in", &fields).await;
        assert!(
            told.to.is_empty()
                || told.to.starts_with('/') && !told.to.starts_with("//") && !told.to.starts_with("/\\"),
            "{to}: {}",
            told.to
        );
        assert!(
            told.headers
                .get_all(header::SET_COOKIE)
                .iter()
                .all(|one| !one.to_str().unwrap().starts_with('x')),
            "{to}"
        );
    }
}

#[tokio::test]
async fn a_host_that_lies_stands_in_no_link() {
    let stage = Stage::new().await;
    let nurse = stage.as_(Role::Nurse);
    let token = format!("csrf={}", nurse.csrf());
    for (host, wanted) in [
        ("evil.example/\"><script>", "http://localhost/feeds/"),
        ("evil.example@harbour.example", "http://localhost/feeds/"),
        ("127.0.0.1:8462", "/feeds/"),
    ] {
        let request = Request::post("/calendar/feed")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::HOST, host)
            .body(Body::from(format!("{token}&names=initials")))
            .unwrap();
        let told = nurse.send(request).await;
        assert!(!told.text.contains("evil.example"), "{host}: {}", told.text);
        assert!(told.status != 200 || told.text.contains(wanted), "{host}: {} {}", told.status, told.text);
    }
    let by = By { author: stage.id(Role::Nurse).to_owned(), at: stage.house.now_ms() };
    let patient = stage.patient("Amara Okafor").await;
    assert_eq!(
        stage.record().patients().read(&patient, 0, Why::Audit, &by, &mut Dice).await.unwrap().len(),
        1
    );
}
