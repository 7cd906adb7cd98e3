//! The house that a story is told to: a record on an engine, a listening server, a clock that the story moves.
use chart::booking::{Bookings, Hours, HoursKind, Kind, Resource, Segment, SegmentKind, Service};
use chart::people::Purpose;
use chart::register::By;
use chart::{Chance, SiteKey, Store};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use vocab::Day;
use web::Record;

const SITE: &str = "harbour";
const DAY_MS: i64 = 86_400_000;

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

/// The clock of the story. Stories are told one after the other.
static NOW: AtomicI64 = AtomicI64::new(0);

/// The house.
pub(crate) struct House {
    pub(crate) address: SocketAddr,
    store: Store,
    key: SiteKey,
}

fn by(author: &str) -> By {
    By { author: author.to_owned(), at: NOW.load(Ordering::Relaxed) }
}

impl House {
    /// A house of its own on a port of its own, and the link for whoever starts it.
    pub(crate) async fn opened(store: Store, begins: &str) -> (Self, String) {
        let key = SiteKey::draw(&mut Dice);
        NOW.store(instant(begins).unwrap(), Ordering::Relaxed);
        store.open_site(&key, SITE, "Harbour House", &by("story"), &mut Dice).await.unwrap();
        let record = Record::new(store.clone(), key.clone(), SITE);
        let day = (DAY_MS, 1);
        let first =
            record.people().make_link(Purpose::FirstStart, "", day, &by("story"), &mut Dice).await.unwrap();
        let house = web::House::new("0")
            .with_clock(|| NOW.load(Ordering::Relaxed))
            .with_line("+1 202 555 0100")
            .with_record(record, || Box::new(Dice));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let _server = tokio::spawn(async move { axum::serve(listener, web::router(house)).await });
        (Self { address, store, key }, format!("/sign-in/{first}"))
    }

    /// It is this minute from here on.
    #[expect(clippy::unused_self, reason = "it reads as what it is: the clock of this house")]
    pub(crate) fn goes_to(&self, text: &str) -> Result<(), String> {
        let at =
            instant(text).ok_or_else(|| format!("`{text}` is no minute; write it as 2026-01-12 09:10"))?;
        if at < NOW.swap(at, Ordering::Relaxed) {
            Err("time does not run backwards".to_owned())
        } else {
            Ok(())
        }
    }

    /// So many days, hours or minutes go by; the minute that it is then.
    #[expect(clippy::unused_self, reason = "it reads as what it is: the clock of this house")]
    pub(crate) fn waits(&self, text: &str) -> Result<String, String> {
        let (count, what) = text.split_once(' ').ok_or("`wait 14 days`")?;
        let unit = match what.trim_end_matches('s') {
            "day" => DAY_MS,
            "hour" => 3_600_000,
            "minute" => 60_000,
            _ => return Err(format!("`{what}`: days, hours or minutes")),
        };
        let count: i64 = count.parse().map_err(|_| format!("`{count}` is no number"))?;
        let now = NOW.fetch_add(count * unit, Ordering::Relaxed) + count * unit;
        let day = Day::from_number(i32::try_from(now / DAY_MS).unwrap());
        let minute = now % DAY_MS / 60_000;
        Ok(format!("{day} {:02}:{:02}", minute / 60, minute % 60))
    }

    /// A room, hours from nine to six on every day but Sunday, everybody who treats, and three things to book. No page does
    /// this yet, so the story cannot.
    pub(crate) async fn sets_up_the_calendar(&self) -> Result<(), String> {
        let told = |e: chart::ChartError| e.to_string();
        let bookings =
            Bookings::in_zone(&self.store, &self.key, SITE, &jiff::tz::TimeZone::UTC).map_err(told)?;
        let services: Vec<Service> = OFFERS.iter().map(|offer| service(*offer)).collect();
        bookings.keep_services(&services).await.map_err(told)?;
        let roll = Record::new(self.store.clone(), self.key.clone(), SITE).roll().await.map_err(told)?;
        let skills: Vec<(String, Option<Day>)> =
            OFFERS.iter().map(|(key, ..)| ((*key).to_owned(), None)).collect();
        let thing = |id: &str, kind, name: &str, skills: Vec<(String, Option<Day>)>| Resource {
            id: id.to_owned(),
            kind,
            name: name.to_owned(),
            line: String::new(),
            skills,
            retired: false,
        };
        let treats = roll
            .active()
            .filter(|person| person.roles.iter().any(|role| role.may(vocab::Permission::SessionWrite)));
        let mut all: Vec<Resource> = treats
            .map(|person| thing(&person.id, Kind::Practitioner, &person.name, skills.clone()))
            .collect();
        all.push(thing("fern", Kind::Room, "Fern", vec![("treatment".to_owned(), None)]));
        bookings.keep_resources(&all).await.map_err(told)?;
        let week: Vec<Hours> =
            (0..6).map(|weekday| Hours { kind: HoursKind::Shift, weekday, from: 108, to: 216 }).collect();
        let today = Day::from_number(i32::try_from(NOW.load(Ordering::Relaxed) / DAY_MS).unwrap());
        bookings.set_hours("", &week, today).await.map_err(told)
    }

    /// Every book of the record is sound.
    pub(crate) async fn verify(&self) -> Result<(), String> {
        let verified = self.store.verify(Some(&self.key), SITE).await.map_err(|e| e.to_string())?;
        if verified.faults.is_empty() && verified.entries > 0 {
            Ok(())
        } else {
            Err(format!("{:?}", verified.faults))
        }
    }

    /// Everything goes out of the record, into an empty one, and out of that: the same bytes, and a record that is sound.
    pub(crate) async fn moves(&self) -> Result<(), String> {
        let told = |e: chart::ChartError| e.to_string();
        let (mut out, mut again) = (Vec::new(), Vec::new());
        self.store.export(SITE, &mut out).await.map_err(told)?;
        let other = Store::open("sqlite::memory:").await.map_err(told)?;
        other.import(&mut out.as_slice()).await.map_err(told)?;
        other.export(SITE, &mut again).await.map_err(told)?;
        if out != again {
            return Err("what came out of the new house is not what came out of the old one".to_owned());
        }
        let verified = other.verify(Some(&self.key), SITE).await.map_err(told)?;
        if verified.faults.is_empty() { Ok(()) } else { Err(format!("{:?}", verified.faults)) }
    }
}

/// Key, title, treatment, percent, minutes of what is booked.
type Offer = (&'static str, &'static str, &'static str, Option<f64>, u16);

const OFFERS: [Offer; 3] = [
    ("consultation", "First consultation", "", None, 30),
    ("lactic", "Lactic peel", "peel_lactic", Some(20.0), 40),
    ("needling", "Microneedling", "microneedling", None, 60),
];

fn service((key, title, treatment, percent, minutes): Offer) -> Service {
    let length = minutes / chart::booking::GRAIN_MINUTES;
    Service {
        key: key.to_owned(),
        title: title.to_owned(),
        line: String::new(),
        family: String::new(),
        treatment: treatment.to_owned(),
        percent,
        ph: None,
        segments: vec![Segment { kind: SegmentKind::Hands, length }],
        needs: vec![(Kind::Practitioner, key.to_owned()), (Kind::Room, "treatment".to_owned())],
        price_minor: Some(12_000),
        currency: "USD".to_owned(),
        quiet_days: (0, 2),
        prepare: Vec::new(),
        public: false,
    }
}

/// The minute of a text such as `2026-01-12 09:10`, in UTC.
pub(crate) fn instant(text: &str) -> Option<i64> {
    let (day, time) = text.split_once(' ')?;
    let (hour, minute) = time.split_once(':')?;
    let day: Day = day.parse().ok()?;
    let minutes =
        i64::from(day.number()) * 1_440 + hour.parse::<i64>().ok()? * 60 + minute.parse::<i64>().ok()?;
    Some(minutes * 60_000)
}
