//! Fifty people write to one chart at the same moment, over HTTP: nothing is lost, nothing is doubled, and whoever read an older
//! chart is told. On `SQLite`, and on `PostgreSQL` when `SEREIN_TEST_POSTGRES` names a server.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise"
)]
#[expect(dead_code, reason = "the browser of the year can more than this asks for")]
mod browser;

use browser::Browser;
use chart::entry::{Body, Identity};
use chart::patient::Why;
use chart::people::{Licence, LicenceKind, PeopleEvent, Purpose, Span};
use chart::register::By;
use chart::{Chance, SiteKey, Store};
use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use vocab::Role;
use web::{House, Record};

const SITE: &str = "fifty";
const PEOPLE: usize = 50;
/// 24 November 2026, nine in the morning in UTC.
const NOW: i64 = 20_781 * 86_400_000 + 9 * 3_600_000;

/// Chance that a test can repeat, never for a real record.
struct Dice;

static SEED: AtomicU64 = AtomicU64::new(1);

impl Chance for Dice {
    fn fill(&mut self, bytes: &mut [u8]) {
        for byte in bytes {
            let n = SEED.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed);
            let mixed = (n ^ (n >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            *byte = (mixed ^ (mixed >> 27)).to_be_bytes().first().copied().unwrap();
        }
    }
}

/// A house on a port of its own with fifty nurses, a link for each, and one patient.
async fn opened(store: &Store, key: &SiteKey) -> (SocketAddr, Vec<String>, String) {
    let by = By { author: "house".to_owned(), at: NOW };
    store.open_site(key, SITE, "Harbour House", &by, &mut Dice).await.unwrap();
    let record = Record::new(store.clone(), key.clone(), SITE);
    let mut links = Vec::new();
    for n in 0..PEOPLE {
        let roles = BTreeSet::from([Role::Nurse]);
        let id = record.people().join(&format!("Nurse {n}"), &roles, &by, &mut Dice).await.unwrap();
        let licence = Licence {
            id: format!("{id}-licence"),
            kind: LicenceKind::RegisteredNurse,
            number: "1".to_owned(),
            jurisdiction: "US".to_owned(),
            span: Span { from: "2020-01-01".parse().unwrap(), to: None },
        };
        let licensed = PeopleEvent::Licensed { practitioner: id.clone(), licence };
        record.people().tell(None, &[licensed], &by, &mut Dice).await.unwrap();
        links.push(
            record.people().make_link(Purpose::Demo, &id, (86_400_000, 10), &by, &mut Dice).await.unwrap(),
        );
    }
    let born = "1990-04-12".parse().ok();
    let person = Identity { name: "Amara Okafor".to_owned(), born, ..Identity::default() };
    let patient = record.patients().register(&person, &by, &mut Dice).await.unwrap();
    let house = House::new("0").with_demo().with_clock(|| NOW).with_record(record, || Box::new(Dice));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let _server = tokio::spawn(async move { axum::serve(listener, web::router(house)).await });
    (address, links, patient)
}

/// One of them: says who the patient is on what everybody has read, then adds a note and presses the button twice.
async fn one(
    address: SocketAddr,
    link: String,
    patient: String,
    n: usize,
    all: std::sync::Arc<tokio::sync::Barrier>,
) -> u16 {
    let mut browser = Browser::new(address);
    browser.open(&format!("/sign-in/{link}")).await;
    assert_eq!(browser.page.status, 200, "nurse {n} comes in");
    let chart = format!("/patients/{patient}");
    browser.open(&format!("{chart}/identity")).await;
    browser.fill("Telephone", &format!("+1 202 555 {:04}", 1000 + n)).unwrap();
    // Everybody has read the same chart before anybody writes.
    all.wait().await;
    browser.press("Save", true).await.unwrap();
    let status = browser.page.status;
    browser.open(&chart).await;
    browser.fill("Note", &format!("note of nurse {n}")).unwrap();
    let before = browser.page.clone();
    browser.press("Add", true).await.unwrap();
    assert_eq!(browser.page.status, 200, "nurse {n}");
    // The second press sends the same form again, as an impatient hand does.
    browser.page = before;
    browser.press("Add", true).await.unwrap();
    assert_eq!(browser.page.status, 200, "nurse {n}");
    status
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn fifty_people_at_one_chart_over_http() {
    let mut stores = Vec::new();
    let file = std::env::temp_dir().join(format!("serein-fifty-{}.db", std::process::id()));
    let _ = std::fs::remove_file(&file);
    stores.push(Store::open(&format!("sqlite:{}", file.display())).await.unwrap());
    if let Ok(server) = std::env::var("SEREIN_TEST_POSTGRES") {
        let schema = format!("fifty_{}", std::process::id());
        sqlx::any::install_default_drivers();
        let admin = sqlx::AnyPool::connect(&server).await.unwrap();
        sqlx::query(sqlx::AssertSqlSafe(format!("CREATE SCHEMA {schema}"))).execute(&admin).await.unwrap();
        admin.close().await;
        stores.push(Store::open(&format!("{server}?options=-csearch_path%3D{schema}")).await.unwrap());
    }
    for store in stores {
        let key = SiteKey::draw(&mut Dice);
        let (address, links, patient) = opened(&store, &key).await;
        let all = std::sync::Arc::new(tokio::sync::Barrier::new(PEOPLE));
        let people = links
            .into_iter()
            .enumerate()
            .map(|(n, link)| tokio::spawn(one(address, link, patient.clone(), n, all.clone())));
        let (mut won, mut told) = (0, 0);
        for person in people.collect::<Vec<_>>() {
            match person.await.unwrap() {
                200 => won += 1,
                409 => told += 1,
                other => panic!("{other}"),
            }
        }
        assert_eq!((won, told), (1, PEOPLE - 1), "one correction counts, everybody else is told");
        let record = Record::new(store, key.clone(), SITE);
        let by = By { author: "test".to_owned(), at: NOW };
        let entries = record.patients().read(&patient, 0, Why::Audit, &by, &mut Dice).await.unwrap();
        let mut texts: Vec<String> = entries
            .iter()
            .filter_map(|e| if let Body::Note(note) = &e.body { Some(note.text.clone()) } else { None })
            .collect();
        assert_eq!(texts.len(), PEOPLE, "no note is lost, none stands twice");
        texts.sort();
        texts.dedup();
        assert_eq!(texts.len(), PEOPLE);
        assert_eq!(entries.len(), PEOPLE + 2, "who it is, twice, and the notes");
        assert_eq!(record.store.verify(Some(&key), SITE).await.unwrap().faults, []);
    }
}
