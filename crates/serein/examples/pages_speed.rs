//! What the pages cost a server: `pages_speed SEREIN [wide|long]`, for example `pages_speed target/release/serein`.
//!
//! It fills two records on SQLite in files, starts `serein serve` on each, and asks over loopback from eight connections at once, as
//! a browser asks. Each line says requests a second (of a machine that others use as well), CPU of the server for one request,
//! requests for each second of that CPU, and bytes. The middle of five rounds counts. Budgets: chart page of 2,000 entries 5 ms; day of
//! 40 columns and 600 visits 10 ms. With `wide` only that day is filled and served, for `tests/browser/interactive.js`, with `long` only
//! the chart, for a profiler: one line with its address and the cookie, until standard input ends.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::panic,
    reason = "a measure for people, not part of the product"
)]
mod clinic;

use chart::book::new_id;
use chart::booking::clock;
use chart::entry::{Body, Fact};
use chart::patient::{NewEntry, Patients};
use chart::{SiteKey, Store};
use clinic::cost::{self, Scratch};
use clinic::server::Server;
use clinic::{Clinic, Dice};
use std::time::{Duration, Instant};
use vocab::Day;
use vocab::case::Status;

const CONNECTIONS: usize = 8;
const ROUNDS: usize = 5;
const ENTRIES: i64 = 2_000;

/// A request: its address, and its form where it is sent.
type Request = (String, Option<String>);

/// A year and more: a third notes, the rest answers, scores and procedures.
fn body(n: i64, today: Day) -> Body {
    let score = serde_json::json!({ "kind": "assessment", "body": { "concern": "acne", "scale": "iga_acne", "score": 2.0, "raters": 1 } });
    match n % 6 {
        0 => Body::Fact(Fact::condition("hsv_history", Status::Absent)),
        1 => serde_json::from_value(score).unwrap(),
        2 => Body::Fact(Fact {
            procedure: Some("peel_salicylic".to_owned()),
            on: Some(today.plus(i32::try_from((n - ENTRIES) / 5).unwrap())),
            zone: Some(vocab::Zone::Forehead),
            ..Fact::default()
        }),
        _ => Body::note(
            "Calm skin, no redness, slept well, protects from the sun every day and asked about the next visit.",
        ),
    }
}

/// A chart of so many entries.
async fn chart_of(house: &Clinic<'_>, dice: &mut Dice) -> String {
    let id = house.patients[0].clone();
    let step = 400 * 86_400_000 / ENTRIES;
    let entry = |n: i64, dice: &mut Dice| NewEntry {
        id: new_id(n, dice),
        happened_at: house.now - (ENTRIES - n) * step,
        body: body(n, house.today),
        amends: None,
    };
    let entries: Vec<NewEntry> = (0..ENTRIES).map(|n| entry(n, dice)).collect();
    Patients::new(house.store, house.key, house.site)
        .record(&id, None, &entries, &house.by(), dice)
        .await
        .unwrap();
    id
}

/// What one round told: requests a second, CPU of one.
fn round(server: &Server, cookie: &str, status: u16, requests: &[Request]) -> (f64, Duration) {
    let (cpu, begun) = (server.cpu(), Instant::now());
    std::thread::scope(|scope| {
        for own in 0..CONNECTIONS {
            let mut browser = server.browser(cookie);
            scope.spawn(move || {
                for (address, form) in requests.iter().skip(own).step_by(CONNECTIONS) {
                    let answer = match form {
                        Some(form) => browser.post(address, form),
                        None => browser.get(address),
                    };
                    let text: String = answer.body.chars().take(3_000).collect();
                    assert_eq!(answer.status, status, "{address}: {text}");
                }
            });
        }
    });
    let count = u32::try_from(requests.len()).unwrap();
    (f64::from(count) / begun.elapsed().as_secs_f64(), server.cpu().saturating_sub(cpu) / count)
}

/// One line of the table; the requests are dealt out over the rounds.
fn line(server: &Server, cookie: &str, what: &str, status: u16, requests: &[Request]) {
    let mut rounds: Vec<_> = requests
        .chunks(requests.len() / ROUNDS)
        .take(ROUNDS)
        .map(|some| round(server, cookie, status, some))
        .collect();
    rounds.sort_by_key(|round| round.1);
    let (rate, cpu) = rounds[ROUNDS / 2];
    let size = match &requests[0] {
        (address, None) => format!("{}", server.browser(cookie).get(address).body.len()),
        _ => "-".to_owned(),
    };
    let each = cpu.as_secs_f64() * 1_000.0;
    println!("| {what} | {rate:.0} | {each:.2} ms | {:.0} | {size} |", 1_000.0 / each);
}

fn same(address: &str, times: usize) -> Vec<Request> {
    vec![(address.to_owned(), None); times]
}

/// The forms that book a visit of three resources each, for guests who have none.
async fn forms(house: &Clinic<'_>, csrf: &str, days: i32, dice: &mut Dice) -> Vec<Request> {
    let mut forms = Vec::new();
    for day in 0..days {
        for visit in house.open_visits(house.today.plus(100 + day), (20, 12, 10), dice).await {
            let part = |n: usize| visit.slot.parts.iter().map(|part| &part.resource).nth(n).unwrap().clone();
            let patient = &house.patients[1 + forms.len()];
            let at = clock(visit.slot.cell).replace(':', "%3A");
            let form = format!(
                "csrf={csrf}&patient={patient}&service=facial&at={}T{at}&who={}&room={}&device={}",
                visit.slot.day,
                part(0),
                part(1),
                part(2)
            );
            forms.push(("/calendar/new".to_owned(), Some(form)));
        }
    }
    forms
}

/// The pages of a large clinic.
async fn large_clinic(program: &str, address: &str, moment: (Day, i64), key: &SiteKey, dice: &mut Dice) {
    let store = Store::open(address).await.unwrap();
    let size = (20, 12, 10);
    let mut house = Clinic::open((&store, key, "house"), moment, size, 2_000, dice).await;
    house.fill(12_250, size, 90, dice).await;
    let long = chart_of(&house, dice).await;
    let (cookie, csrf) = house.signed(dice).await;
    let forms = forms(&house, &csrf, 5, dice).await;
    let notes: Vec<Request> = (0..800)
        .map(|n| {
            let id = new_id(moment.1, dice);
            (
                format!("/patients/{}/notes", house.patients[n]),
                Some(format!("csrf={csrf}&id={id}&text=calm+skin")),
            )
        })
        .collect();
    let guest = house.patients[1_500].clone();
    let mut server = Server::serve(program, address, "house", key);
    server.ready();
    server.quiet();
    println!(
        "| page | requests/s | server CPU of one | for each CPU second | bytes |\n| --- | --: | --: | --: | --: |"
    );
    line(&server, "", "sign-in", 200, &same("/sign-in", 5_000));
    let chart = format!("/patients/{long}");
    line(&server, &cookie, "chart of 2,000 entries, first 50", 200, &same(&chart, 500));
    line(&server, &cookie, "chart of one entry", 200, &same(&format!("/patients/{guest}"), 500));
    line(&server, &cookie, "patients, a name with a slip", 200, &same("/patients?q=amra+okafr+1234", 500));
    let new = format!("/calendar/new?patient={guest}&service=facial&day={}", moment.0);
    line(&server, &cookie, "free times of a service, with the gate", 200, &same(&new, 500));
    line(
        &server,
        &cookie,
        "day of 20 columns",
        200,
        &same(&format!("/calendar?day={}", moment.0.plus(1)), 500),
    );
    line(&server, &cookie, "today", 200, &same("/today", 200));
    line(&server, &cookie, "a visit of three resources booked", 303, &forms);
    line(&server, &cookie, "a note written", 303, &notes);
    let (now, most) = cost::memory(server.pid());
    println!("memory after this: {} MB, at most {} MB", now >> 20, most >> 20);
}

/// A chart of so many entries in a small house, served until standard input ends: for a profiler.
async fn long_chart(program: &str, address: &str, moment: (Day, i64), key: &SiteKey, dice: &mut Dice) {
    let store = Store::open(address).await.unwrap();
    let mut house = Clinic::open((&store, key, "long"), moment, (2, 2, 1), 20, dice).await;
    house.fill(10, (2, 2, 1), 30, dice).await;
    let page = format!("/patients/{}", chart_of(&house, dice).await);
    let (cookie, _) = house.signed(dice).await;
    let mut server = Server::serve(program, address, "long", key);
    server.ready();
    server.quiet();
    println!("http://127.0.0.1:{}{page} {cookie}", server.port);
    let _ = std::io::stdin().read_line(&mut String::new());
}

/// The day of 40 columns and 600 visits; served until standard input ends where it `stays`.
async fn wide_day(
    program: &str,
    address: &str,
    moment: (Day, i64),
    key: &SiteKey,
    dice: &mut Dice,
    stays: bool,
) {
    let store = Store::open(address).await.unwrap();
    let mut wide = Clinic::open((&store, key, "wide"), moment, (40, 40, 1), 600, dice).await;
    // Never a Sunday, when nobody is there.
    let day = if calendar::roster::weekday(moment.0) == 6 { moment.0.plus(1) } else { moment.0 };
    wide.full_day(day, 600, dice).await;
    let (cookie, _) = wide.signed(dice).await;
    let mut server = Server::serve(program, address, "wide", key);
    server.ready();
    server.quiet();
    let page = format!("/calendar?day={day}&by=person");
    if stays {
        println!("http://127.0.0.1:{}{page} {cookie}", server.port);
        let _ = std::io::stdin().read_line(&mut String::new());
    } else {
        line(&server, &cookie, "day of 40 columns and 600 visits", 200, &same(&page, 250));
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let program = std::env::args().nth(1).unwrap_or_else(|| panic!("pages_speed SEREIN"));
    let moment = clinic::moment();
    let scratch = Scratch::new("pages");
    let address = |name: &str| scratch.database(name);
    let dice = &mut Dice(7);
    let key = SiteKey::draw(dice);

    let only = std::env::args().nth(2);
    if only.is_none() {
        large_clinic(&program, &address("large.db"), moment, &key, dice).await;
    }
    match only.as_deref() {
        Some("long") => long_chart(&program, &address("long.db"), moment, &key, dice).await,
        word => wide_day(&program, &address("wide.db"), moment, &key, dice, word.is_some()).await,
    }
}
