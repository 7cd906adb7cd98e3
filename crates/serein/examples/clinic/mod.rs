//! The clinics that the measures of the calendar share: filled through the record's own doors, busy as real ones.
//!
//! The large one is that of the peers' measurement: 20 practitioners, 12 rooms, 10 devices, 12,250 visits over 90 days, Monday to
//! Saturday from nine to six with an hour at one, so that seven minutes of ten of the practitioners are booked.
#![expect(dead_code, unreachable_pub, reason = "the measures share it, and each needs a part")]
#[path = "../../../chart/examples/cost/mod.rs"]
pub mod cost;
pub mod server;

use chart::book::new_id;
use chart::booking::{Asked, Bookings, Hours, HoursKind, Kind, New, Resource, Service, Slot, Told};
use chart::entry::Identity;
use chart::message::{Outbox, Why};
use chart::patient::Patients;
use chart::people::{Licence, LicenceKind, Origin, People, PeopleEvent, Span, token_hash};
use chart::register::By;
use chart::{Chance, SiteKey, Store};
use std::collections::{BTreeMap, BTreeSet};
use vocab::{Day, Role, Verdict};

/// First and last cell of the working day, and the hour at midday.
pub const OPEN: (u16, u16) = (108, 216);
/// The hour at midday.
pub const LUNCH: (u16, u16) = (156, 168);
/// Cells that the practitioner takes of one visit after the other: 43 minutes in the mean.
const LENGTHS: [u16; 8] = [6, 6, 9, 9, 12, 6, 12, 9];

/// Everything was written so long ago: no house registers two thousand guests in the minutes before somebody looks.
const BEFORE_MS: i64 = 30 * 86_400_000;

/// Chance that is the same every time.
pub struct Dice(pub u64);

impl Dice {
    /// A number below `most`.
    pub fn below(&mut self, most: usize) -> usize {
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

/// The day and the instant by the clock that the servers which are asked read as well.
pub fn moment() -> (Day, i64) {
    #[expect(clippy::disallowed_methods, reason = "the servers that are asked read the same clock")]
    let now = jiff::Timestamp::now();
    (Day::from_date(jiff::tz::TimeZone::UTC.to_datetime(now).date()), now.as_millisecond())
}

/// How large a clinic is: practitioners, rooms, devices.
pub type Size = (usize, usize, usize);

/// A site with everything that is needed to write into it.
pub struct Clinic<'a> {
    pub store: &'a Store,
    pub key: &'a SiteKey,
    pub site: &'a str,
    pub today: Day,
    pub now: i64,
    pub practitioners: Vec<String>,
    pub patients: Vec<String>,
    taken: BTreeMap<(String, Day), calendar::Cells>,
    /// The days of each guest.
    came: BTreeMap<usize, Vec<Day>>,
}

/// A service of hands-on and clean-down that needs one of each kind; with a treatment the gate is asked.
pub fn service(key: &str, treatment: &str, hands: u16, clean: u16, kinds: &[Kind]) -> Service {
    let mut segments = vec![serde_json::json!({ "kind": "hands", "length": hands })];
    if clean > 0 {
        segments.push(serde_json::json!({ "kind": "clean", "length": clean }));
    }
    let needs: Vec<(Kind, String)> = kinds.iter().map(|kind| (*kind, String::new())).collect();
    let text = serde_json::json!({ "key": key, "title": "Facial", "treatment": treatment, "segments": segments,
        "needs": needs, "public": true });
    serde_json::from_value(text).unwrap()
}

/// The service that is looked for: 45 minutes and a quarter of an hour to clean, with one of each kind.
pub fn sought() -> Service {
    service("facial", "facial_hydrating", 9, 3, &[Kind::Practitioner, Kind::Room, Kind::Device])
}

/// What the gate says about most visits: clear, with two things to see to. The guest's chart had one entry.
fn asked(on: Day, today: Day) -> Asked {
    let told = |rule: &str, because: &str| Told {
        rule: rule.to_owned(),
        verdict: Verdict::Caution,
        until: None,
        because: because.to_owned(),
        by_law: false,
    };
    let findings = vec![
        told(
            "retinoid_topical.facial",
            "A retinoid is used at home: the skin tolerates less, so it is left for three days before.",
        ),
        told(
            "sun.recent",
            "Sun within the last two weeks: look at the skin first, and protect it for a fortnight afterwards.",
        ),
    ];
    Asked { verdict: Verdict::Caution, known: 1, findings, ..Asked::nothing(on, today) }
}

impl<'a> Clinic<'a> {
    /// A new site with its people, licensed, its rooms, devices, hours, services and guests.
    pub async fn open(
        (store, key, site): (&'a Store, &'a SiteKey, &'a str),
        (today, now): (Day, i64),
        of: Size,
        guests: usize,
        dice: &mut Dice,
    ) -> Self {
        let by = By { author: "measure".to_owned(), at: now - BEFORE_MS };
        store.open_site(key, site, "Measured", &by, dice).await.unwrap();
        let people = People::new(store, key, site);
        let (mut all, mut practitioners) = (Vec::new(), Vec::new());
        let mut resource = |id: String, kind, name: String| {
            all.push(Resource::new(&id, kind, &name));
        };
        for n in 0..of.0 {
            let name = format!("Ada Reyes {n}");
            let id = people.join(&name, &BTreeSet::from([Role::Director]), &by, dice).await.unwrap();
            let licence = Licence {
                id: new_id(now, dice),
                kind: LicenceKind::Physician,
                number: format!("MD {n:04}"),
                jurisdiction: "US".to_owned(),
                span: Span { from: today.plus(-700), to: None },
            };
            let licensed = PeopleEvent::Licensed { practitioner: id.clone(), licence };
            people.tell(None, &[licensed], &by, dice).await.unwrap();
            resource(id.clone(), Kind::Practitioner, name);
            practitioners.push(id);
        }
        (0..of.1).for_each(|n| resource(format!("room{n:02}"), Kind::Room, format!("Room {n}")));
        (0..of.2).for_each(|n| resource(format!("device{n:02}"), Kind::Device, format!("Device {n}")));
        let bookings = Bookings::new(store, key, site, "UTC").unwrap();
        bookings.keep_resources(&all).await.unwrap();
        let day = |weekday| {
            let row = |kind, (from, to)| Hours { kind, weekday, from, to };
            [row(HoursKind::Shift, OPEN), row(HoursKind::Break, LUNCH)]
        };
        let open: Vec<Hours> = (0..6).flat_map(day).filter(|row| row.kind == HoursKind::Shift).collect();
        bookings.set_hours("", &open, today).await.unwrap();
        for id in &practitioners {
            bookings.set_hours(id, &(0..6).flat_map(day).collect::<Vec<_>>(), today).await.unwrap();
        }
        bookings.keep_services(&[sought()]).await.unwrap();
        let mut patients = Vec::new();
        for n in 0..guests {
            let who = Identity { name: format!("Amara Okafor {n}"), ..Identity::default() };
            patients.push(Patients::new(store, key, site).register(&who, &by, dice).await.unwrap());
        }
        Self::again((store, key, site), (today, now), practitioners, patients)
    }

    /// A site that was opened before.
    pub fn again(
        (store, key, site): (&'a Store, &'a SiteKey, &'a str),
        (today, now): (Day, i64),
        practitioners: Vec<String>,
        patients: Vec<String>,
    ) -> Self {
        Self {
            store,
            key,
            site,
            today,
            now,
            practitioners,
            patients,
            taken: BTreeMap::new(),
            came: BTreeMap::new(),
        }
    }

    /// Its calendar.
    pub fn bookings(&self) -> Bookings<'_> {
        Bookings::new(self.store, self.key, self.site, "UTC").unwrap()
    }

    /// Who writes.
    pub fn by(&self) -> By {
        By { author: "measure".to_owned(), at: self.now - BEFORE_MS }
    }

    /// A session of the first practitioner: the cookie, and the token of its forms.
    pub async fn signed(&self, dice: &mut Dice) -> (String, String) {
        let people = People::new(self.store, self.key, self.site);
        let who = self.practitioners.first().unwrap();
        let secret = people.open_session(who, &Origin::default(), self.now, dice).await.unwrap();
        (format!("serein={secret}"), token_hash("csrf", &secret))
    }

    /// A visit that is to be booked.
    pub fn visit(&self, patient: usize, slot: Slot, dice: &mut Dice) -> New {
        New {
            id: new_id(self.now, dice),
            patient: self.patients.get(patient % self.patients.len()).unwrap().clone(),
            guest: "Amara Okafor".to_owned(),
            service: "facial".to_owned(),
            title: "Facial".to_owned(),
            treatment: "facial_hydrating".to_owned(),
            asked: asked(slot.day, self.today),
            slot,
            step: None,
            hold_until: None,
            overlap: None,
            note: String::new(),
        }
    }

    /// A slot of `length` cells with these people and things; `None` where one of them is taken, by what was booked here.
    pub fn slot(&mut self, day: Day, cell: u16, length: u16, chosen: &[(Kind, String)]) -> Option<Slot> {
        let kinds: Vec<Kind> = chosen.iter().map(|(kind, _)| *kind).collect();
        let of = service("any", "", length, 0, &kinds);
        let wanted = calendar::Cells::span(usize::from(cell), usize::from(cell + length));
        let is_free = |(_, id): &(Kind, String)| {
            self.taken.get(&(id.clone(), day)).is_none_or(|taken| taken.and(wanted).is_empty())
        };
        if !chosen.iter().all(is_free) {
            return None;
        }
        for (_, id) in chosen {
            let taken = self.taken.entry((id.clone(), day)).or_default();
            *taken = taken.or(wanted);
        }
        Some(Slot { day, cell, parts: of.parts(chosen), segments: of.segments })
    }

    /// Books visits at random until there are so many: everybody is seen by somebody, five of eight in a room of their own
    /// kind, three of eight with a device.
    pub async fn fill(&mut self, wanted: usize, size: Size, days: usize, dice: &mut Dice) {
        let mut done = 0;
        while done < wanted {
            let day = self.today.plus(i32::try_from(dice.below(days)).unwrap());
            if calendar::roster::weekday(day) == 6 {
                continue;
            }
            let length = LENGTHS[done % LENGTHS.len()];
            let (from, to) = if dice.below(8) < 4 { (OPEN.0, LUNCH.0) } else { (LUNCH.1, OPEN.1) };
            let starts = usize::from((to - from - length) / 3) + 1;
            let cell = from + u16::try_from(dice.below(starts)).unwrap() * 3;
            let mut chosen = vec![(Kind::Practitioner, self.practitioners[dice.below(size.0)].clone())];
            if done % 8 < 5 {
                chosen.push((Kind::Room, format!("room{:02}", dice.below(size.1))));
            }
            if done % 8 > 4 || done.is_multiple_of(8) {
                chosen.push((Kind::Device, format!("device{:02}", dice.below(size.2))));
            }
            let Some(slot) = self.slot(day, cell, length, &chosen) else { continue };
            let guest = self.rested(done, day);
            let visit = self.visit(guest, slot, dice);
            let id = visit.id.clone();
            self.bookings().book(&[visit], &self.by(), dice).await.unwrap();
            self.unsaid(&id).await;
            done += 1;
        }
    }

    /// The first guest from a place on who has no other visit within the week that a facial asks for; where there are few of them,
    /// somebody comes too often.
    fn rested(&mut self, from: usize, day: Day) -> usize {
        let all = self.patients.len();
        let rests = |came: &Vec<Day>| came.iter().all(|one| one.since(day).abs() > 7);
        let free = (from..from + all).map(|n| n % all).find(|guest| self.came.get(guest).is_none_or(rests));
        let guest = free.unwrap_or(from % all);
        self.came.entry(guest).or_default().push(day);
        guest
    }

    /// Takes back the wish to tell the guest of a visit, so that no measure of pages counts thousands of letters.
    async fn unsaid(&self, visit: &str) {
        let outbox = Outbox::new(self.store, self.key, self.site);
        outbox.withdraw(&format!("{visit}-1"), Why::Withdrawn, &self.by()).await.unwrap();
    }

    /// A day with `visits` visits of half an hour, at most 16 for each practitioner, each in the room of that number.
    pub async fn full_day(&mut self, day: Day, visits: usize, dice: &mut Dice) {
        let mut done = 0;
        for who in 0..self.practitioners.len() {
            for n in 0..16_u16 {
                if done >= visits {
                    return;
                }
                let cell = if n < 8 { OPEN.0 + n * 6 } else { LUNCH.1 + (n - 8) * 6 };
                let chosen = [
                    (Kind::Practitioner, self.practitioners[who].clone()),
                    (Kind::Room, format!("room{who:02}")),
                ];
                let slot = self.slot(day, cell, 6, &chosen).unwrap();
                let visit = self.visit(done, slot, dice);
                let id = visit.id.clone();
                self.bookings().book(&[visit], &self.by(), dice).await.unwrap();
                self.unsaid(&id).await;
                done += 1;
            }
        }
        assert_eq!(done, visits, "the day is too short for so many");
    }

    /// Visits on a day on which nothing is booked, none over another: eight times for each person that has a room and a device.
    pub async fn open_visits(&self, day: Day, size: Size, dice: &mut Dice) -> Vec<New> {
        let day = if calendar::roster::weekday(day) == 6 { day.plus(6) } else { day };
        let free = self.bookings().free(day, 1).await.unwrap();
        let mut visits = Vec::new();
        for (n, who) in self.practitioners.iter().take(size.1.min(size.2)).enumerate() {
            for cell in [108, 120, 132, 144, 168, 180, 192, 204] {
                let wished = [who.as_str(), &format!("room{n:02}"), &format!("device{n:02}")];
                let slot = free.slot(&sought(), day, cell, &wished).unwrap();
                visits.push(self.visit(visits.len(), slot, dice));
            }
        }
        visits
    }
}
