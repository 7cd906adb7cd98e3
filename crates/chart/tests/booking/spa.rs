//! A small spa for the tests of the calendar: two people, two rooms, one laser, open Monday to Saturday from nine to six.
use super::dice::Dice;
use chart::book::new_id;
use chart::booking::{
    Asked, Away, AwayKind, Bookings, Hours, HoursKind, Kind, New, Resource, Segment, SegmentKind, Service,
    Slot, cell_of,
};
use chart::entry::Identity;
use chart::patient::Patients;
use chart::register::By;
use chart::{SiteKey, Store};
use vocab::Day;

pub(crate) const SITE: &str = "harbour";
pub(crate) const ZONE: &str = "Europe/Berlin";

#[derive(Clone)]
pub(crate) struct Spa {
    pub(crate) store: Store,
    pub(crate) key: SiteKey,
    pub(crate) guest: String,
}

pub(crate) fn by(at: i64) -> By {
    By { author: "desk".to_owned(), at }
}

/// Monday 1 March 2027.
pub(crate) fn monday() -> Day {
    "2027-03-01".parse().unwrap()
}

/// The day on which an hour is skipped.
pub(crate) fn spring() -> Day {
    "2027-03-28".parse().unwrap()
}

pub(crate) fn at(time: &str) -> u16 {
    cell_of(time).unwrap()
}

pub(crate) fn nothing(on: Day) -> Asked {
    Asked::nothing(on, monday())
}

pub(crate) fn service() -> Service {
    let segment = |kind, length| Segment { kind, length };
    Service {
        key: "toning".to_owned(),
        title: "1064 nm toning".to_owned(),
        line: String::new(),
        family: String::new(),
        treatment: "laser_qs_pico".to_owned(),
        percent: None,
        ph: None,
        segments: vec![segment(SegmentKind::Hands, 9), segment(SegmentKind::Clean, 3)],
        needs: vec![
            (Kind::Practitioner, "laser".to_owned()),
            (Kind::Room, String::new()),
            (Kind::Device, String::new()),
        ],
        price_minor: Some(18_000),
        currency: "EUR".to_owned(),
        quiet_days: (0, 2),
        prepare: vec![],
        public: true,
    }
}

pub(crate) fn slot(day: Day, cell: u16, who: &str, room: &str, device: &str) -> Slot {
    let service = service();
    let chosen = [(Kind::Practitioner, who), (Kind::Room, room), (Kind::Device, device)];
    let chosen: Vec<(Kind, String)> = chosen.into_iter().map(|(kind, id)| (kind, id.to_owned())).collect();
    Slot { day, cell, parts: service.parts(&chosen), segments: service.segments }
}

/// The same without the machine.
pub(crate) fn by_hand(mut slot: Slot) -> Slot {
    slot.parts.retain(|part| part.kind != Kind::Device);
    slot
}

impl Spa {
    pub(crate) async fn opened(store: &Store, dice: &mut Dice) -> Self {
        let key = SiteKey::draw(&mut Dice(1));
        store.open_site(&key, SITE, "Harbour House", &by(1), dice).await.unwrap();
        let who = Identity { name: "Amara Okafor".to_owned(), ..Identity::default() };
        let guest = Patients::new(store, &key, SITE).register(&who, &by(1), dice).await.unwrap();
        let spa = Self { store: store.clone(), key, guest };
        let one = |id: &str, kind, skills: &[&str]| Resource {
            skills: skills.iter().map(|s| ((*s).to_owned(), None)).collect(),
            ..Resource::new(id, kind, id)
        };
        let bookings = spa.bookings();
        let all = [
            one("ada", Kind::Practitioner, &["laser"]),
            one("noor", Kind::Practitioner, &["laser"]),
            one("fern", Kind::Room, &[]),
            one("moss", Kind::Room, &[]),
            one("laser", Kind::Device, &[]),
        ];
        bookings.keep_resources(&all).await.unwrap();
        let week = |from: &str, to: &str| -> Vec<Hours> {
            let day = |weekday| Hours { kind: HoursKind::Shift, weekday, from: at(from), to: at(to) };
            (0..6).map(day).collect()
        };
        bookings.set_hours("", &week("09:00", "18:00"), monday()).await.unwrap();
        bookings.set_hours("noor", &week("12:00", "18:00"), monday()).await.unwrap();
        spa
    }

    pub(crate) fn bookings(&self) -> Bookings<'_> {
        Bookings::new(&self.store, &self.key, SITE, ZONE).unwrap()
    }

    pub(crate) fn patients(&self) -> Patients<'_> {
        Patients::new(&self.store, &self.key, SITE)
    }

    pub(crate) fn new_visit(&self, slot: Slot, dice: &mut Dice) -> New {
        New {
            id: new_id(10, dice),
            patient: self.guest.clone(),
            guest: "Amara Okafor".to_owned(),
            service: "toning".to_owned(),
            title: "1064 nm toning".to_owned(),
            treatment: "laser_qs_pico".to_owned(),
            asked: nothing(slot.day),
            slot,
            step: None,
            hold_until: None,
            overlap: None,
            note: String::new(),
        }
    }

    pub(crate) async fn away(&self, who: &str, first: Day, last: Day) {
        let one = Away {
            id: format!("{who}-{first}"),
            resource: who.to_owned(),
            kind: AwayKind::Leave,
            first,
            last,
            cells: (0, 288),
            reason: "holiday".to_owned(),
        };
        self.bookings().set_away(&one, monday()).await.unwrap();
    }
}
