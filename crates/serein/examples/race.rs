//! Fifty clients want one slot with practitioner, room and device at the same moment, through HTTP, round after round:
//! `race SEREIN DATABASE SERVERS ROUNDS`, for example `race target/debug/serein sqlite:/tmp/race.db 1 10`.
//!
//! It fills a fresh record, starts as many processes of `serein serve` as it is told on that database, and lets the clients
//! go at once, spread over the processes. In every round exactly one must be redirected to its visit (303) and all others must
//! be told that the time is taken (409). At the end claims, visits and bits are compared row by row.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::panic,
    reason = "a measure for people, not part of the product"
)]
use chart::booking::{Bookings, Hours, HoursKind, Kind, Resource, Segment, SegmentKind, Service, clock};
use chart::entry::Identity;
use chart::people::{Licence, LicenceKind, Origin, PeopleEvent, Span, token_hash};
use chart::register::By;
use chart::{Chance, SiteKey, Store};
use std::collections::{BTreeMap, BTreeSet};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use vocab::{Day, Role};

const SITE: &str = "race";
const CLIENTS: usize = 50;

struct System;

impl Chance for System {
    fn fill(&mut self, bytes: &mut [u8]) {
        getrandom::fill(bytes).unwrap();
    }
}

/// Ends the servers whatever happens; only those that were started here.
struct Servers(Vec<(Child, u16)>);

impl Drop for Servers {
    fn drop(&mut self) {
        for (server, _) in &mut self.0 {
            let _ = server.kill();
            let _ = server.wait();
        }
    }
}

struct Scene {
    key: SiteKey,
    cookie: String,
    csrf: String,
    patients: Vec<String>,
    today: Day,
}

async fn fill(store: &Store, key: SiteKey, rounds: usize) -> Scene {
    #[expect(clippy::disallowed_methods, reason = "the servers that are raced read the same clock")]
    let now = jiff::Timestamp::now();
    let at = now.as_millisecond();
    let today = Day::from_date(jiff::tz::TimeZone::UTC.to_datetime(now).date());
    let by = By { author: "race".to_owned(), at };
    store.open_site(&key, SITE, "Race", &by, &mut System).await.unwrap();
    let people = chart::people::People::new(store, &key, SITE);
    let roles = BTreeSet::from([Role::Director]);
    let ada = people.join("Ada Reyes", &roles, &by, &mut System).await.unwrap();
    // Who is named for a treatment must be licensed, or the calendar refuses before the race begins.
    let licence = Licence {
        id: chart::book::new_id(at, &mut System),
        kind: LicenceKind::Physician,
        number: "race MD 0001".to_owned(),
        jurisdiction: "US".to_owned(),
        span: Span { from: today.plus(-700), to: None },
    };
    let licensed = PeopleEvent::Licensed { practitioner: ada.clone(), licence };
    people.tell(None, &[licensed], &by, &mut System).await.unwrap();
    let secret = people.open_session(&ada, &Origin::default(), at, &mut System).await.unwrap();
    let bookings = Bookings::new(store, &key, SITE, "UTC").unwrap();
    let one = |id: &str, kind| Resource::new(id, kind, id);
    let all = [one(&ada, Kind::Practitioner), one("fern", Kind::Room), one("laser", Kind::Device)];
    bookings.keep_resources(&all).await.unwrap();
    let day = |weekday| Hours { kind: HoursKind::Shift, weekday, from: 96, to: 216 };
    bookings.set_hours("", &(0..7).map(day).collect::<Vec<_>>(), today).await.unwrap();
    let service = Service {
        key: "facial".to_owned(),
        title: "Facial".to_owned(),
        line: String::new(),
        family: String::new(),
        treatment: "facial_hydrating".to_owned(),
        percent: None,
        ph: None,
        segments: vec![
            Segment { kind: SegmentKind::Hands, length: 9 },
            Segment { kind: SegmentKind::Clean, length: 3 },
        ],
        needs: [Kind::Practitioner, Kind::Room, Kind::Device].map(|kind| (kind, String::new())).to_vec(),
        price_minor: None,
        currency: String::new(),
        quiet_days: (0, 0),
        prepare: Vec::new(),
        public: true,
    };
    bookings.keep_services(&[service]).await.unwrap();
    let mut patients = Vec::new();
    for n in 0..CLIENTS + rounds {
        let who = Identity { name: format!("Guest {n}"), ..Identity::default() };
        let registered =
            chart::patient::Patients::new(store, &key, SITE).register(&who, &by, &mut System).await;
        patients.push(registered.unwrap());
    }
    let (cookie, csrf) = (format!("serein={secret}"), token_hash("csrf", &secret));
    Scene { key, cookie, csrf, patients, today }
}

fn start(program: &str, database: &str, key: &SiteKey) -> (Child, u16) {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = free.local_addr().unwrap().port();
    drop(free);
    let child = Command::new(program)
        .args(["serve", "--listen", &format!("127.0.0.1:{port}"), "--db", database, "--site", SITE])
        .env("SEREIN_KEY", key.to_text())
        .env("TZ", "UTC")
        .stdout(Stdio::null())
        .spawn();
    (child.unwrap(), port)
}

/// Waits until a server answers.
async fn ready(port: u16) {
    for _ in 0..300 {
        if TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("no server on port {port}");
}

/// One client's request; the status of the answer, and where it leads.
async fn want(port: u16, cookie: String, body: String) -> (u16, Duration) {
    let begun = Instant::now();
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    let request = format!(
        "POST /calendar/new HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\ncookie: {cookie}\r\nconnection: close\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    let head = String::from_utf8_lossy(&answer);
    let status = head.split_whitespace().nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
    if !matches!(status, 303 | 409) {
        println!("{}", head.chars().take(4_000).collect::<String>());
    }
    (status, begun.elapsed())
}

#[tokio::main]
async fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [program, database, servers, rounds] = args.as_slice() else {
        panic!("race SEREIN DATABASE SERVERS ROUNDS");
    };
    let (servers, rounds): (usize, usize) = (servers.parse().unwrap(), rounds.parse().unwrap());
    let store = Store::open(database).await.unwrap();
    let mut scene = fill(&store, SiteKey::draw(&mut System), rounds).await;
    let servers = Servers((0..servers).map(|_| start(program, database, &scene.key)).collect());
    for (_, port) in &servers.0 {
        ready(*port).await;
    }
    let ada = Bookings::new(&store, &scene.key, SITE, "UTC").unwrap().resources().await.unwrap();
    let ada = ada.iter().find(|one| one.kind == Kind::Practitioner).unwrap().id.clone();
    let (mut wrong, mut took) = (0, Vec::new());
    for round in 0..rounds {
        let day = scene.today.plus(i32::try_from(round / 10).unwrap() + 1);
        let cell = 96 + u16::try_from(round % 10).unwrap() * 12;
        let clients = scene.patients.iter().take(CLIENTS).enumerate().map(|(n, patient)| {
            let port = servers.0.get(n % servers.0.len()).unwrap().1;
            let body = format!(
                "csrf={}&patient={patient}&service=facial&at={day}T{}&who={ada}&room=fern&device=laser",
                scene.csrf,
                clock(cell).replace(':', "%3A")
            );
            tokio::spawn(want(port, scene.cookie.clone(), body))
        });
        let mut statuses: BTreeMap<u16, usize> = BTreeMap::new();
        for (n, client) in clients.collect::<Vec<_>>().into_iter().enumerate() {
            let (status, time) = client.await.unwrap();
            if status == 303 {
                // Who has a visit makes room for a guest who has none: the gate keeps sessions apart.
                scene.patients.swap_remove(n);
            }
            *statuses.entry(status).or_default() += 1;
            took.push(time);
        }
        if statuses != BTreeMap::from([(303, 1), (409, CLIENTS - 1)]) {
            wrong += 1;
            println!("round {round}: {statuses:?}");
        }
    }
    drop(servers);
    let checked = Bookings::new(&store, &scene.key, SITE, "UTC").unwrap().check().await.unwrap();
    wrong += usize::from(checked.visits != rounds) + checked.faults.len();
    took.sort();
    let at = |part: usize| took.get((took.len() - 1) * part / 100).copied().unwrap_or_default();
    println!(
        "{:?}: {rounds} rounds of {CLIENTS} clients, {} visits, {} faults; an answer took {:?} (half) to {:?} (99 of 100)",
        store.engine(),
        checked.visits,
        checked.faults.len(),
        at(50),
        at(99)
    );
    println!("{} passed, {wrong} failed", rounds - wrong.min(rounds));
    if wrong > 0 {
        std::process::exit(1);
    }
}
