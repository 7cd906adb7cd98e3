//! A chain in simulation: `chain SEREIN DATABASE [SITES] [VISITS]`, for example
//! `tests/with-postgres target/release/examples/chain target/release/serein "$SEREIN_TEST_POSTGRES"`; `tests/chain.sh` does it whole.
//!
//! SITES houses (200) of ten practitioners, six rooms and four devices on one database, with VISITS visits each a day (24) for a year.
//! Four weeks around today are written through [`chart::booking::Bookings::book`]; twelve times four weeks before them are copies of
//! the rows that it wrote, moved back in time by SQL (their sealed texts are copies too, and nobody opens them). Two processes of
//! `serein serve` stand on two of the houses. After every four weeks of history the same things are asked of both servers: latency and
//! CPU must stay where they were. Needs `psql`.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::panic,
    reason = "a measure for people, not part of the product"
)]
mod clinic;

use chart::booking::{Kind, New, clock};
use chart::{SiteKey, Store};
use clinic::server::Server;
use clinic::{Clinic, Dice, LUNCH, OPEN, cost};
use std::process::Command;
use std::time::{Duration, Instant};
use vocab::Day;

const SIZE: (usize, usize, usize) = (10, 6, 4);
/// Guests of a house; the first of them come only as often as the measure books them, the others fill the days.
const GUESTS: usize = 120;
const FIRST: usize = 80;
const MONTHS: i32 = 13;
/// Days: whole weeks, because the bits are kept by week.
const MONTH: i32 = 28;
/// Houses that are written at the same time.
const WRITERS: usize = 4;
/// How often each thing is asked of each server.
const ASKED: usize = 40;

struct House {
    site: String,
    practitioners: Vec<String>,
    patients: Vec<String>,
}

fn of<'a>(
    house: &House,
    store: &'a Store,
    key: &'a SiteKey,
    moment: (Day, i64),
    site: &'a str,
) -> Clinic<'a> {
    Clinic::again((store, key, site), moment, house.practitioners.clone(), house.patients.clone())
}

/// The visits of one day of a house: every other practitioner works, eight times are theirs at most.
fn day_of(clinic: &mut Clinic<'_>, day: Day, visits: usize, dice: &mut Dice) -> Vec<New> {
    let mut all = Vec::new();
    let start = usize::try_from(day.number().rem_euclid(2)).unwrap();
    for turn in 0..8_u16 {
        for (place, who) in (start..SIZE.0).step_by(2).enumerate() {
            if all.len() == visits {
                return all;
            }
            let cell = if turn < 4 { OPEN.0 + turn * 12 } else { LUNCH.1 + (turn - 4) * 12 };
            let mut chosen = vec![(Kind::Practitioner, clinic.practitioners[who].clone())];
            chosen.push((Kind::Room, format!("room{place:02}")));
            if place == 0 {
                chosen.push((Kind::Device, "device00".to_owned()));
            }
            let length = [6, 9, 12][dice.below(3)];
            let slot = clinic.slot(day, cell, length, &chosen).unwrap();
            let number = usize::try_from(day.number()).unwrap() * visits + all.len();
            let guest = FIRST + number % (GUESTS - FIRST);
            all.push(clinic.visit(guest, slot, dice));
        }
    }
    all
}

/// Writes some days of all houses, several houses at a time.
async fn write(
    address: &str,
    houses: &[House],
    key: &SiteKey,
    moment: (Day, i64),
    days: (Day, i32),
    visits: usize,
) -> usize {
    let mut tasks = Vec::new();
    for writer in 0..WRITERS {
        let store = Store::open(address).await.unwrap();
        let own: Vec<House> = houses
            .iter()
            .skip(writer)
            .step_by(WRITERS)
            .map(|h| House {
                site: h.site.clone(),
                practitioners: h.practitioners.clone(),
                patients: h.patients.clone(),
            })
            .collect();
        let key = key.clone();
        tasks.push(tokio::spawn(async move {
            let mut written = 0;
            let seed = u64::try_from(days.0.number()).unwrap() * 1_000 + u64::try_from(writer).unwrap();
            let dice = &mut Dice(seed);
            for house in &own {
                let mut clinic = of(house, &store, &key, moment, &house.site);
                clinic.bookings().store_weeks(days.0).await.unwrap();
                let mut waiting: Vec<New> = Vec::new();
                for n in 0..days.1 {
                    let day = days.0.plus(n);
                    if calendar::roster::weekday(day) < 6 {
                        waiting.extend(day_of(&mut clinic, day, visits, dice));
                    }
                    while waiting.len() >= 60 || n + 1 == days.1 && !waiting.is_empty() {
                        let some: Vec<New> = waiting.drain(..waiting.len().min(60)).collect();
                        clinic.bookings().book(&some, &clinic.by(), dice).await.unwrap();
                        written += some.len();
                    }
                }
            }
            store.close().await;
            written
        }));
    }
    let mut written = 0;
    for task in tasks {
        written += task.await.unwrap();
    }
    written
}

/// Copies the rows of the written weeks so many times four weeks back.
fn copy(address: &str, written: Day, back: i32) {
    let (first, last) = (written.number(), written.number() + MONTH - 1);
    let (days, weeks, cells) = (back * MONTH, back * MONTH / 7, i64::from(back * MONTH) * 288);
    // No id of the program has an `m`: one that ended in the number of the copy would be its own copy.
    let id = |table: &str| format!("left({table}booking, 29) || 'm{back:02}'");
    let (of_event, id) = (id("e."), id(""));
    let quanta =
        format!("quantum BETWEEN {} AND {}", i64::from(first) * 288, (i64::from(last) + 1) * 288 - 1);
    let text = format!(
        "INSERT INTO booking_event (site, booking, seq, at, author, kind, body) \
           SELECT e.site, {of_event}, e.seq, e.at, e.author, e.kind, e.body FROM booking_event e \
           JOIN booking b ON b.site = e.site AND b.booking = e.booking WHERE b.day BETWEEN {first} AND {last};
         INSERT INTO booking (site, booking, day, patient, series, status, hold_until, version, sealed, body, reasons) \
           SELECT site, {id}, day - {days}, patient, series, status, hold_until, version, sealed, body, reasons FROM booking \
           WHERE day BETWEEN {first} AND {last};
         INSERT INTO claim (site, resource, quantum, lane, booking) \
           SELECT site, resource, quantum - {cells}, lane, {id} FROM claim WHERE {quanta} ORDER BY site, resource, quantum;
         INSERT INTO week_cells (site, resource, week, present, claimed) \
           SELECT site, resource, week - {weeks}, present, claimed FROM week_cells WHERE week BETWEEN {} AND {};",
        first / 7,
        last / 7
    );
    let done =
        Command::new("psql").args([address, "-q", "-v", "ON_ERROR_STOP=1", "-c", &text]).status().unwrap();
    assert!(done.success(), "the copy failed");
}

/// What the tables of bookings take on disk, as PostgreSQL says it, and how many claims there are.
fn size(address: &str) -> String {
    let text = "SELECT (SELECT reltuples::bigint FROM pg_class WHERE relname = 'claim') || ' claims, ' || pg_size_pretty(\
                pg_total_relation_size('claim') + pg_total_relation_size('booking') + pg_total_relation_size('booking_event'))";
    let done = Command::new("psql")
        .args([address, "-q", "-t", "-A", "-c", "ANALYZE claim", "-c", text])
        .output()
        .unwrap();
    String::from_utf8_lossy(&done.stdout).trim().to_owned()
}

/// One kind of request: half and 99 of 100 of the latencies, CPU of the servers and of PostgreSQL for each.
fn asked(
    servers: &[(Server, String)],
    status: u16,
    request: impl Fn(usize, usize) -> (String, Option<String>),
) -> String {
    let mut took = Vec::new();
    let cpu = || servers.iter().map(|(server, _)| server.cpu()).sum::<Duration>();
    let (here, there) = (cpu(), cost::of_postgres());
    let mut browsers: Vec<_> = servers.iter().map(|(server, cookie)| server.browser(cookie)).collect();
    for n in 0..ASKED {
        for (own, browser) in browsers.iter_mut().enumerate() {
            let (address, form) = request(own, n);
            let begun = Instant::now();
            let answer = match form {
                Some(form) => browser.post(&address, &form),
                None => browser.get(&address),
            };
            took.push(begun.elapsed());
            assert_eq!(
                answer.status,
                status,
                "{address}: {}",
                answer.body.chars().take(3_000).collect::<String>()
            );
        }
    }
    let count = u32::try_from(took.len()).unwrap();
    let each = |spent: Duration| (spent / count).as_secs_f64() * 1_000.0;
    let (here, there) = (each(cpu().saturating_sub(here)), each(cost::of_postgres().saturating_sub(there)));
    took.sort();
    let at = |part: usize| took[(took.len() - 1) * part / 100].as_secs_f64() * 1_000.0;
    format!("{:.1} / {:.1} ms, {here:.1} + {there:.1}", at(50), at(99))
}

/// Everything that is asked after a month, as a line of the table.
async fn ask(
    servers: &[(Server, String)],
    houses: &[(Clinic<'_>, String)],
    month: i32,
    dice: &mut Dice,
) -> String {
    let today = houses[0].0.today;
    let guest = |own: usize, n: usize| houses[own].0.patients[n % FIRST].clone();
    let free = asked(servers, 200, |own, n| {
        (format!("/calendar/new?patient={}&service=facial&day={today}", guest(own, n)), None)
    });
    let day = asked(servers, 200, |_, n| {
        (format!("/calendar?day={}", today.plus(i32::try_from(n % 20).unwrap())), None)
    });
    let now = asked(servers, 200, |_, _| ("/today".to_owned(), None));
    let mut visits = Vec::new();
    for (clinic, _) in houses {
        // Weeks away from what is booked, and another week each month: the gate keeps the sessions of one guest apart.
        let day = today.plus(100 + month * 8);
        let mut open = clinic.open_visits(day, SIZE, dice).await;
        open.extend(clinic.open_visits(day.plus(1), SIZE, dice).await);
        visits.push(open);
    }
    let book = asked(servers, 303, |own, n| {
        let (visit, (clinic, csrf)) = (&visits[own][n], &houses[own]);
        let part = |n: usize| visit.slot.parts.iter().map(|part| &part.resource).nth(n).unwrap().clone();
        let guest = usize::try_from(month % 2).unwrap() * ASKED + n;
        let form = format!(
            "csrf={csrf}&patient={}&service=facial&at={}T{}&who={}&room={}",
            clinic.patients[guest % FIRST],
            visit.slot.day,
            clock(visit.slot.cell).replace(':', "%3A"),
            part(0),
            part(1)
        );
        ("/calendar/new".to_owned(), Some(form))
    });
    format!("{free} | {book} | {day} | {now}")
}

#[tokio::main]
async fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [program, address, rest @ ..] = args.as_slice() else {
        panic!("chain SEREIN DATABASE [SITES] [VISITS]")
    };
    let number = |at: usize, usual: usize| rest.get(at).map_or(usual, |text| text.parse().unwrap());
    let (sites, visits) = (number(0, 200), number(1, 24));
    let moment = clinic::moment();
    let today = moment.0;
    let dice = &mut Dice(7);
    let key = SiteKey::draw(dice);
    let store = Store::open(address).await.unwrap();
    let mut houses = Vec::new();
    for n in 0..sites {
        let site = format!("house{n:03}");
        let clinic = Clinic::open((&store, &key, &site), moment, SIZE, GUESTS, dice).await;
        let (practitioners, patients) = (clinic.practitioners.clone(), clinic.patients.clone());
        houses.push(House { site, practitioners, patients });
    }
    println!("{sites} houses, {} practitioners, {} guests", sites * SIZE.0, sites * GUESTS);
    let two = [&houses[0], &houses[sites / 2]];
    let mut asked_of = Vec::new();
    let mut servers = Vec::new();
    for house in two {
        let clinic = of(house, &store, &key, moment, &house.site);
        let (cookie, csrf) = clinic.signed(dice).await;
        let mut server = Server::serve(program, address, &house.site, &key);
        server.ready();
        servers.push((server, cookie));
        asked_of.push((clinic, csrf));
    }
    println!(
        "| four weeks | visits | free times | a visit booked | a day | today |\n| --: | --: | --- | --- | --- | --- |"
    );
    // Whole weeks, with today among them.
    let first = Day::from_number((today.number() - 5).div_euclid(7) * 7);
    let written = write(address, &houses, &key, moment, (first, MONTH), visits).await;
    for (clinic, _) in &asked_of {
        clinic.bookings().store_weeks(today).await.unwrap();
    }
    for month in 0..MONTHS {
        if month > 0 {
            copy(address, first, month);
        }
        let line = ask(&servers, &asked_of, month, dice).await;
        println!("| {} | {} | {line} |", month + 1, written * usize::try_from(month + 1).unwrap());
    }
    println!("{}", size(address));
    for (server, _) in &servers {
        let (now, most) = cost::memory(server.pid());
        println!("memory of a server: {} MB, at most {} MB", now >> 20, most >> 20);
    }
}
