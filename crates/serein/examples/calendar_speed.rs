//! How long the calendar of a large clinic takes: `cargo run --release -p serein --example calendar_speed`, on SQLite in a file.
//!
//! The clinic has 20 practitioners, 12 rooms and 10 devices and 12,250 visits over 90 days. Budgets, CPU of this process:
//! - free starts of one service, everybody, 30 days, from the stored bits: at most 5 ms;
//! - a visit of three resources booked: at most 1 ms;
//! - the page of a day with 40 columns and 600 visits: at most 10 ms.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a measure for people, not part of the product"
)]
use chart::book::new_id;
use chart::booking::{
    Asked, Bookings, Hours, HoursKind, Kind, New, Resource, Segment, SegmentKind, Service, Slot,
};
use chart::entry::Identity;
use chart::patient::Patients;
use chart::people::{Origin, People};
use chart::register::By;
use chart::{Chance, SiteKey, Store};
use cpu_time::ProcessTime;
use std::collections::BTreeSet;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use vocab::{Day, Role};
use web::{House, Record};

const SITE: &str = "speed";
const VISITS: usize = 12_250;
const NOW: i64 = 20_783 * 86_400_000 + 10 * 3_600_000;

struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % most
    }
}

impl Chance for Dice {
    fn fill(&mut self, bytes: &mut [u8]) {
        for byte in bytes {
            *byte = u8::try_from(self.below(256)).unwrap();
        }
    }
}

fn by() -> By {
    By { author: "speed".to_owned(), at: NOW }
}

fn service() -> Service {
    Service {
        key: "s".to_owned(),
        title: "One hour".to_owned(),
        line: String::new(),
        family: String::new(),
        treatment: String::new(),
        percent: None,
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
    }
}

async fn clinic(bookings: &Bookings<'_>, (people, rooms, devices): (usize, usize, usize)) {
    let mut all = Vec::new();
    for (kind, count) in [(Kind::Practitioner, people), (Kind::Room, rooms), (Kind::Device, devices)] {
        all.extend((0..count).map(|n| Resource {
            id: format!("{}{n:02}", kind.code().chars().next().unwrap()),
            kind,
            name: format!("{} {n}", kind.code()),
            line: String::new(),
            skills: Vec::new(),
            retired: false,
        }));
    }
    bookings.keep_resources(&all).await.unwrap();
    let day = |weekday| Hours { kind: HoursKind::Shift, weekday, from: 108, to: 216 };
    bookings.set_hours("", &(0..6).map(day).collect::<Vec<_>>(), today()).await.unwrap();
    bookings.keep_services(&[service()]).await.unwrap();
}

fn today() -> Day {
    Day::from_number(20_783)
}

fn new(patient: &str, slot: Slot, dice: &mut Dice) -> New {
    New {
        id: new_id(NOW, dice),
        patient: patient.to_owned(),
        guest: "Amara Okafor".to_owned(),
        service: "s".to_owned(),
        title: "One hour".to_owned(),
        treatment: String::new(),
        asked: Asked::nothing(slot.day, today()),
        slot,
        step: None,
        hold_until: None,
        overlap: None,
        note: String::new(),
    }
}

/// Visits of practitioner, and often a room and a device, at random until there are enough; how long each took.
async fn book(
    bookings: &Bookings<'_>,
    patients: &[String],
    wanted: usize,
    sizes: (usize, usize, usize),
    days: usize,
    dice: &mut Dice,
) -> Duration {
    let (mut done, mut spent) = (0, Duration::ZERO);
    while done < wanted {
        let day = today().plus(i32::try_from(dice.below(days)).unwrap());
        let cell = 108 + u16::try_from(dice.below(32) * 3).unwrap();
        let mut chosen = vec![(Kind::Practitioner, format!("p{:02}", dice.below(sizes.0)))];
        // Rooms and devices are fewer than people: most visits of such a clinic are talks or take one of them.
        if done % 4 == 0 || sizes.1 >= sizes.0 {
            chosen.push((Kind::Room, format!("r{:02}", dice.below(sizes.1))));
        }
        let service = service();
        let mut segments = service.segments.clone();
        if done % 2 == 0 {
            segments = vec![Segment { kind: SegmentKind::Hands, length: 6 }];
        }
        let of = Service { segments: segments.clone(), ..service };
        let slot = Slot { day, cell, parts: of.parts(&chosen), segments };
        let visit = new(&patients[done % patients.len()], slot, dice);
        let before = ProcessTime::now();
        if bookings.book(std::slice::from_ref(&visit), &by(), dice).await.is_ok() {
            spent += before.elapsed();
            done += 1;
        }
    }
    spent / u32::try_from(wanted).unwrap()
}

async fn page(port: u16, cookie: &str, address: &str) -> usize {
    let mut stream = tokio::net::TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    let request =
        format!("GET {address} HTTP/1.1\r\nhost: x\r\ncookie: {cookie}\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    assert!(answer.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&answer));
    answer.len()
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let file = std::env::temp_dir().join(format!("serein-speed-{}.db", std::process::id()));
    let store = Store::open(&format!("sqlite:{}", file.display())).await.unwrap();
    let dice = &mut Dice(7);
    let key = SiteKey::draw(dice);
    store.open_site(&key, SITE, "Speed", &by(), dice).await.unwrap();
    let bookings = Bookings::new(&store, &key, SITE, "UTC").unwrap();
    let sizes = (20, 12, 10);
    clinic(&bookings, sizes).await;
    let mut patients = Vec::new();
    for n in 0..200 {
        let who = Identity { name: format!("Guest {n}"), ..Identity::default() };
        patients.push(Patients::new(&store, &key, SITE).register(&who, &by(), dice).await.unwrap());
    }
    book(&bookings, &patients, VISITS, sizes, 90, dice).await;
    println!("{VISITS} visits are booked");

    let asks = 100;
    let before = ProcessTime::now();
    let mut starts = 0;
    for _ in 0..asks {
        let free = bookings.free(today(), 30).await.unwrap();
        starts = free.starts(&service(), None).iter().map(calendar::Cells::count).sum();
    }
    println!(
        "free starts, 30 days, from the stored bits: {:?} CPU ({starts} starts); budget 5 ms",
        before.elapsed() / asks
    );
    let before = ProcessTime::now();
    bookings.store_weeks(today()).await.unwrap();
    println!("all hours of 30 weeks stored anew: {:?} CPU", before.elapsed());
    // Beyond the stored weeks everything is computed from the rows of hours.
    let before = ProcessTime::now();
    for _ in 0..asks {
        let free = bookings.free(today().plus(280), 30).await.unwrap();
        starts = free.starts(&service(), None).iter().map(calendar::Cells::count).sum();
    }
    println!("the same where nothing is stored (cold): {:?} CPU ({starts} starts)", before.elapsed() / asks);

    let mut spent = Duration::ZERO;
    let mut booked = 0;
    for n in 0..300_u16 {
        let day = today().plus(100 + i32::from(n / 5));
        let free = bookings.free(day, 1).await.unwrap();
        let Some(slot) = free.slot(&service(), day, 108 + n % 5 * 15, &[]) else { continue };
        let visit = new(&patients[0], slot, dice);
        let before = ProcessTime::now();
        bookings.book(&[visit], &by(), dice).await.unwrap();
        spent += before.elapsed();
        booked += 1;
    }
    println!("a visit of three resources: {:?} CPU ({booked} booked); budget 1 ms", spent / booked);

    let wide = Store::open("sqlite::memory:").await.unwrap();
    day_view(wide, dice).await;
    let _ = std::fs::remove_file(file);
}

async fn day_view(store: Store, dice: &mut Dice) {
    let key = SiteKey::draw(dice);
    store.open_site(&key, SITE, "Speed", &by(), dice).await.unwrap();
    let people = People::new(&store, &key, SITE);
    let desk = people.join("Desk", &BTreeSet::from([Role::Desk]), &by(), dice).await.unwrap();
    let secret = people.open_session(&desk, &Origin::default(), NOW, dice).await.unwrap();
    let bookings = Bookings::new(&store, &key, SITE, "UTC").unwrap();
    let sizes = (40, 40, 1);
    clinic(&bookings, sizes).await;
    let mut patients = Vec::new();
    for n in 0..100 {
        let who = Identity { name: format!("Guest {n}"), ..Identity::default() };
        patients.push(Patients::new(&store, &key, SITE).register(&who, &by(), dice).await.unwrap());
    }
    // Half an hour each, all day: 18 to a column, 600 of 720.
    let mut done = 0;
    for who in 0..40 {
        for n in 0..18_u16 {
            if done >= 600 {
                break;
            }
            let segments = vec![Segment { kind: SegmentKind::Hands, length: 6 }];
            let of = Service { segments: segments.clone(), ..service() };
            let chosen = [(Kind::Practitioner, format!("p{who:02}")), (Kind::Room, format!("r{who:02}"))];
            let slot = Slot { day: today(), cell: 108 + n * 6, parts: of.parts(&chosen), segments };
            bookings.book(&[new(&patients[done % 100], slot, dice)], &by(), dice).await.unwrap();
            done += 1;
        }
    }
    let record = Record::new(store.clone(), key, SITE);
    let house = House::new("0").with_clock(|| NOW).with_record(record, || Box::new(Dice(3)));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move { axum::serve(listener, web::router(house)).await });
    let cookie = format!("serein={secret}");
    let address = format!("/calendar?day={}&by=person", today());
    let size = page(port, &cookie, &address).await;
    let before = ProcessTime::now();
    for _ in 0..50 {
        page(port, &cookie, &address).await;
    }
    println!(
        "the page of a day, 40 columns, {done} visits, {size} bytes: {:?} CPU; budget 10 ms",
        before.elapsed() / 50
    );
}
