//! A patient's year, told in `stories/a-patients-year.txt`, through the real pages over HTTP: a listening server, a browser for
//! each person, a clock that goes through the year; on `SQLite` and, when `SEREIN_TEST_POSTGRES` names a server, on `PostgreSQL`.
//!
//! Prose stands at the margin; what is done stands behind four blanks, what comes of it behind eight:
//!
//! ```text
//!     on 2026-01-12 09:10
//!     the desk opens /patients
//!         and reads: Nobody is registered yet
//!     the desk sends /patients/new
//!         name: Amara Okafor
//!         and is led to: /patients/{amara}/identity
//!     the nurse sends /patients/{amara}/notes
//!         text:
//!         and is told 422
//! ```
//!
//! `{amara}` is filled in once it was learnt. Hidden fields are taken from the form of the page that was opened last.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise"
)]
mod browser;

use browser::Browser;
use chart::people::Purpose;
use chart::register::By;
use chart::{Chance, SiteKey, Store};
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use vocab::Role;
use web::{House, Record};

const STORY: &str = include_str!("../../../stories/a-patients-year.txt");
const SITE: &str = "harbour";

/// Chance that a test can repeat, never for a real record.
struct Dice;

static SEED: AtomicU64 = AtomicU64::new(1);

impl Chance for Dice {
    fn fill(&mut self, bytes: &mut [u8]) {
        for byte in bytes {
            let n = SEED.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed);
            let mixed = (n ^ (n >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            *byte = (mixed ^ (mixed >> 27)).to_be_bytes()[0];
        }
    }
}

/// The clock of the story.
static NOW: AtomicI64 = AtomicI64::new(0);

/// A house of its own on a port of its own, and a link for every role.
async fn opened(store: Store) -> (SocketAddr, BTreeMap<Role, String>) {
    let key = SiteKey::draw(&mut Dice);
    let now = NOW.load(Ordering::Relaxed);
    let by = By { author: "story".to_owned(), at: now };
    store.open_site(&key, SITE, "Harbour House", &by, &mut Dice).await.unwrap();
    let record = Record::new(store, key, SITE);
    let mut links = BTreeMap::new();
    for role in Role::ALL {
        let name = format!("{} of Harbour House", role.title());
        let id = record.people().join(&name, &BTreeSet::from([*role]), &by, &mut Dice).await.unwrap();
        let lasts = (400 * 86_400_000, 10_000);
        let link = record.people().make_link(Purpose::Demo, &id, lasts, &by, &mut Dice).await.unwrap();
        links.insert(*role, link);
    }
    let house = House::new("0")
        .with_demo()
        .with_clock(|| NOW.load(Ordering::Relaxed))
        .with_record(record, || Box::new(Dice));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let _server = tokio::spawn(async move { axum::serve(listener, web::router(house)).await });
    (address, links)
}

fn role(word: &str) -> Role {
    *Role::ALL.iter().find(|role| role.code() == word).unwrap_or_else(|| panic!("who is the {word}?"))
}

fn instant(text: &str) -> i64 {
    let (day, time) = text.split_once(' ').unwrap();
    let (hour, minute) = time.split_once(':').unwrap();
    let day: vocab::Day = day.parse().unwrap();
    let minutes =
        i64::from(day.number()) * 1_440 + hour.parse::<i64>().unwrap() * 60 + minute.parse::<i64>().unwrap();
    minutes * 60_000
}

/// A text with what was learnt filled in.
fn filled(text: &str, learnt: &BTreeMap<String, String>) -> String {
    learnt.iter().fold(text.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
}

/// Learns the parts in braces of a pattern from an address.
fn learn(pattern: &str, address: &str, learnt: &mut BTreeMap<String, String>) -> bool {
    let address = address.split(['#', '?']).next().unwrap_or_default();
    let (wanted, got): (Vec<&str>, Vec<&str>) = (pattern.split('/').collect(), address.split('/').collect());
    let alike = wanted.len() == got.len()
        && wanted.iter().zip(&got).all(|(wanted, got)| wanted == got || wanted.starts_with('{'));
    if alike {
        for (name, value) in wanted.iter().zip(&got).filter(|(wanted, _)| wanted.starts_with('{')) {
            learnt.insert(name.trim_matches(['{', '}']).to_owned(), (*value).to_owned());
        }
    }
    alike
}

/// What is done, with what comes of it.
struct Deed<'s> {
    line: usize,
    said: &'s str,
    then: Vec<&'s str>,
}

fn deeds(story: &str) -> Vec<Deed<'_>> {
    let mut deeds: Vec<Deed<'_>> = Vec::new();
    for (number, line) in story.lines().enumerate() {
        if let Some(then) = line.strip_prefix("        ") {
            deeds.last_mut().expect("a deed stands before what comes of it").then.push(then.trim_end());
        } else if let Some(said) = line.strip_prefix("    ") {
            deeds.push(Deed { line: number + 1, said: said.trim_end(), then: Vec::new() });
        }
    }
    deeds
}

async fn told(store: Store) -> usize {
    let deeds = deeds(STORY);
    NOW.store(instant(deeds[0].said.strip_prefix("on ").unwrap()), Ordering::Relaxed);
    let (address, links) = opened(store).await;
    let mut browsers: BTreeMap<Role, Browser> = BTreeMap::new();
    let mut learnt = BTreeMap::new();
    for deed in &deeds {
        if let Some(time) = deed.said.strip_prefix("on ") {
            NOW.store(instant(time), Ordering::Relaxed);
            // A session does not last so long: everybody signs in anew.
            browsers.clear();
            continue;
        }
        let at = deed.line;
        let words: Vec<&str> = deed.said.splitn(4, ' ').collect();
        let ["the", who, verb, target] = words.as_slice() else { panic!("line {at}: {}", deed.said) };
        let who = role(who);
        let browser = match browsers.entry(who) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => {
                let mut browser = Browser::new(address);
                let page = browser.get(&format!("/sign-in/{}", links[&who])).await;
                assert!(browser.is_signed_in(), "line {at}: {who} does not come in: {}", page.status);
                place.insert(browser)
            }
        };
        let target = filled(target, &learnt);
        let page = match *verb {
            "opens" => browser.get(&target).await,
            "sends" => {
                let fields: Vec<(String, String)> = deed
                    .then
                    .iter()
                    .filter(|line| !line.starts_with("and "))
                    .map(|line| line.split_once(':').unwrap_or_else(|| panic!("line {at}: {line}")))
                    .map(|(name, value)| (name.to_owned(), filled(value.trim(), &learnt)))
                    .collect();
                browser.post(&target, &fields).await
            }
            other => panic!("line {at}: nobody can `{other}`"),
        };
        let mut status = 200;
        for line in deed.then.iter().filter_map(|line| line.strip_prefix("and ")) {
            let filled = |text: &str| filled(text, &learnt);
            if let Some(text) = line.strip_prefix("reads: ") {
                assert!(page.says(&filled(text)), "line {at}: `{text}` is not on\n{}", page.text);
            } else if let Some(text) = line.strip_prefix("does not read: ") {
                assert!(!page.says(&filled(text)), "line {at}: `{text}` is on\n{}", page.text);
            } else if let Some(pattern) = line.strip_prefix("is led to: ") {
                let pattern = filled(pattern);
                assert!(
                    learn(&pattern, &page.address, &mut learnt),
                    "line {at}: led to {}\n{}",
                    page.address,
                    page.text
                );
            } else if let Some(code) = line.strip_prefix("is told ") {
                status = code.parse().unwrap();
            } else {
                panic!("line {at}: {line}");
            }
        }
        assert_eq!(page.status, status, "line {at}: {}\n{}", deed.said, page.text);
    }
    deeds.len()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_patients_year_is_told_on_every_engine() {
    let file = std::env::temp_dir().join(format!("serein-year-{}.db", std::process::id()));
    let _ = std::fs::remove_file(&file);
    let store = Store::open(&format!("sqlite:{}", file.display())).await.unwrap();
    assert!(told(store).await > 10);
    let _ = std::fs::remove_file(&file);
    if let Ok(server) = std::env::var("SEREIN_TEST_POSTGRES") {
        let schema = format!("year_{}", std::process::id());
        sqlx::any::install_default_drivers();
        let admin = sqlx::AnyPool::connect(&server).await.unwrap();
        sqlx::query(sqlx::AssertSqlSafe(format!("CREATE SCHEMA {schema}"))).execute(&admin).await.unwrap();
        admin.close().await;
        let store = Store::open(&format!("{server}?options=-csearch_path%3D{schema}")).await.unwrap();
        assert!(told(store).await > 10);
    }
}
