//! The post of a house from the booking to the file: grace, consent, quiet hours, reminders, a process that ended.
use super::{Cursor, Post, sweep, turn};
use crate::House;
use crate::stage::{Dice, NOW, Remembers, SITE, Stage};
use chart::booking::{
    Asked, Bookings, Hours, HoursKind, Kind as ResourceKind, New, Resource, Segment, SegmentKind, Service,
    Slot, Status,
};
use chart::contact::Contact;
use chart::entry::{Body, Identity};
use chart::message::{
    GRACE_MS, Kind, LEASE_MS, Letter, Message, Outcome, Purpose, Standing, Tray, Way, Why, Wish,
};
use chart::patient::NewEntry;
use chart::register::By;
use courier::Parcel;
use std::sync::Arc;
use vocab::Day;

struct Scene {
    stage: Stage,
    house: Arc<House>,
    courier: Remembers,
    guest: String,
}

const HOUR: i64 = 3_600_000;

fn today() -> Day {
    Day::from_number(20_781)
}

impl Scene {
    async fn new() -> Self {
        let stage = Stage::new().await;
        let courier = Remembers::default();
        let guest = {
            let identity = Identity {
                name: "Amara Okafor".to_owned(),
                email: Some("amara@example.org".to_owned()),
                ..Identity::default()
            };
            stage.record().patients().register(&identity, &by(), &mut Dice).await.unwrap()
        };
        let house = stage.another(Post { couriers: vec![Arc::new(courier.clone())], reply_secret: None });
        let scene = Self { stage, house, courier, guest };
        let bookings = scene.bookings();
        let one = |id: &str, kind| Resource::new(id, kind, id);
        bookings.keep_resources(&[one("ada", ResourceKind::Practitioner)]).await.unwrap();
        let all: Vec<Hours> =
            (0..7).map(|weekday| Hours { kind: HoursKind::Shift, weekday, from: 96, to: 216 }).collect();
        bookings.set_hours("", &all, today()).await.unwrap();
        bookings.keep_services(&[service()]).await.unwrap();
        scene
    }

    fn bookings(&self) -> Bookings<'_> {
        let record = self.stage.record();
        Bookings::in_zone(&record.store, &record.key, SITE, &self.house.zone()).unwrap()
    }

    fn outbox(&self) -> chart::message::Outbox<'_> {
        let record = self.stage.record();
        chart::message::Outbox::new(&record.store, &record.key, SITE)
    }

    async fn allows(&self, purposes: &[Purpose]) {
        let allows = purposes.iter().map(|purpose| (*purpose, true)).collect();
        let contact = Contact { ways: vec![Way::Email], allows, ..Contact::default() };
        let by = By { author: "desk".to_owned(), at: self.house.now_ms() };
        self.outbox().keep_contact(&self.guest, &contact, &by, &mut Dice).await.unwrap();
    }

    async fn book(&self, day: Day, cell: u16) -> String {
        self.book_for(&self.guest, day, cell).await
    }

    async fn book_for(&self, patient: &str, day: Day, cell: u16) -> String {
        let segments = service().segments;
        let parts = service().parts(&[(ResourceKind::Practitioner, "ada".to_owned())]);
        let at = self.house.now_ms();
        let new = New {
            id: chart::book::new_id(at, &mut Dice),
            patient: patient.to_owned(),
            guest: "Amara Okafor".to_owned(),
            service: "talk".to_owned(),
            title: "A talk about skin".to_owned(),
            treatment: String::new(),
            slot: Slot { day, cell, segments, parts },
            step: None,
            asked: Asked::nothing(day, today()),
            hold_until: None,
            overlap: None,
            note: String::new(),
        };
        let by = By { author: "desk".to_owned(), at };
        self.bookings().book(&[new], &by, &mut Dice).await.unwrap().remove(0)
    }

    /// Every round until nothing is due.
    async fn rounds(&self) -> usize {
        let mut sent = 0;
        loop {
            let round = turn(&self.house).await.unwrap();
            assert_eq!(round.failed, 0);
            sent += round.sent;
            if round.taken == 0 {
                return sent;
            }
        }
    }

    /// A whole sweep.
    async fn sweeps(&self) -> usize {
        let (mut cursor, mut put) = (Cursor::default(), 0);
        loop {
            let (next, agreed) = sweep(&self.house, &cursor).await.unwrap();
            put += agreed.put;
            cursor = next;
            if cursor.is_at_the_beginning() {
                return put;
            }
        }
    }

    async fn only(&self, tray: Tray) -> Message {
        let mut all = self.outbox().listed(tray).await.unwrap();
        assert_eq!(all.len(), 1, "{all:?}");
        all.remove(0)
    }

    fn given(&self) -> Vec<Parcel> {
        std::mem::take(&mut *self.courier.given.lock().unwrap())
    }
}

fn by() -> By {
    By { author: "desk".to_owned(), at: NOW }
}

fn service() -> Service {
    Service {
        key: "talk".to_owned(),
        title: "A talk about skin".to_owned(),
        line: String::new(),
        family: String::new(),
        treatment: String::new(),
        percent: None,
        ph: None,
        segments: vec![Segment { kind: SegmentKind::Hands, length: 6 }],
        needs: vec![(ResourceKind::Practitioner, String::new())],
        price_minor: None,
        currency: String::new(),
        quiet_days: (0, 0),
        prepare: vec!["Come without make-up.".to_owned()],
        public: true,
    }
}

#[tokio::test]
async fn a_visit_is_told_after_the_grace_with_everything_a_guest_needs() {
    let scene = Scene::new().await;
    scene.allows(&[Purpose::Appointments]).await;
    scene.book(today().plus(20), 120).await;
    assert_eq!(scene.rounds().await, 0, "the grace is not over");
    scene.stage.later(GRACE_MS);
    assert_eq!(scene.rounds().await, 1);
    let [parcel] = &scene.given()[..] else { panic!("one") };
    assert_eq!(parcel.letter.to, "amara@example.org");
    assert_eq!(parcel.letter.subject, "Your visit on Monday, 14 December 2026");
    for part in [
        "Dear Amara Okafor,",
        "Monday, 14 December 2026 at 10:00: A talk about skin, about 30 minutes",
        "- Come without make-up.",
        "/stop/",
    ] {
        assert!(parcel.letter.text.contains(part), "{part}\n{}", parcel.letter.text);
    }
    let [file] = &parcel.letter.attached[..] else {
        panic!("one visit, one file: {:?}", parcel.letter.attached)
    };
    assert_eq!(
        (file.name.as_str(), file.media.as_str()),
        ("visit-1.ics", "text/calendar; charset=utf-8; method=PUBLISH")
    );
    for part in ["METHOD:PUBLISH\r\n", "STATUS:CONFIRMED\r\n", "DTSTART:20261214T"] {
        assert!(file.text.contains(part), "{part}\n{}", file.text);
    }
    assert!(!file.text.contains("skin"), "others see the calendar: what is done is not in it");
    assert!(parcel.html.contains("<li>Come without make-up.</li>") && parcel.stop.contains(&scene.guest));
    assert!(!parcel.key.contains(&scene.guest) && parcel.key.len() == 32);
    assert_eq!(scene.only(Tray::Sent).await.kind, Kind::Confirmation);
    assert_eq!(scene.rounds().await, 0);
}

#[tokio::test]
async fn nobody_is_written_to_who_was_not_asked_and_somebody_calls() {
    let scene = Scene::new().await;
    scene.allows(&[Purpose::Aftercare]).await;
    scene.book(today().plus(20), 120).await;
    scene.stage.later(GRACE_MS);
    assert_eq!(scene.rounds().await, 0);
    let call = scene.only(Tray::Call).await;
    assert_eq!((call.standing, call.why, call.call), (Standing::Suppressed, Some(Why::NotAsked), true));
    assert_eq!(scene.given(), []);
}

#[tokio::test]
async fn in_the_night_nothing_goes_but_a_held_time() {
    let scene = Scene::new().await;
    scene.allows(&[Purpose::Appointments]).await;
    scene.stage.later(12 * HOUR);
    let visit = scene.book(today().plus(20), 120).await;
    scene.stage.later(GRACE_MS);
    assert_eq!(scene.rounds().await, 0, "nine in the evening");
    let waits = scene.only(Tray::Coming).await;
    assert_eq!(waits.not_before, (20_782 * 24 + 8) * HOUR, "eight in the morning");
    let hold = Wish {
        id: "hold-1".to_owned(),
        patient: scene.guest.clone(),
        kind: Kind::Hold,
        about: visit,
        not_before: scene.house.now_ms(),
        expires: scene.house.now_ms() + HOUR,
        held: false,
        detail: "/book/x".to_owned(),
        attached: vec![],
    };
    // The visit is booked, not held: the link would finish nothing.
    scene.outbox().put(hold, &by(), &mut Dice).await.unwrap();
    assert_eq!(scene.rounds().await, 0);
    assert_eq!(scene.outbox().one("hold-1").await.unwrap().why, Some(Why::Over));
    scene.stage.later(11 * HOUR);
    assert_eq!(scene.rounds().await, 1);
}

#[tokio::test]
async fn a_reminder_comes_once_and_not_on_top_of_a_confirmation() {
    let scene = Scene::new().await;
    scene.allows(&[Purpose::Appointments]).await;
    // The day after tomorrow at ten: the hour of the reminder is an hour away.
    scene.book(today().plus(2), 120).await;
    scene.stage.later(GRACE_MS);
    assert_eq!(scene.rounds().await, 1);
    assert_eq!(scene.sweeps().await, 2);
    assert_eq!(scene.sweeps().await, 0, "a second sweep changes nothing");
    scene.stage.later(HOUR);
    assert_eq!(scene.rounds().await, 0, "it was told an hour ago");
    scene.stage.later(46 * HOUR);
    assert_eq!(scene.rounds().await, 1);
    let given = scene.given();
    assert_eq!(given.last().unwrap().letter.subject, "Today at 10:00");
    assert_eq!(given.len(), 2);
}

#[tokio::test]
async fn two_charts_of_one_person_get_one_message_that_names_the_visits_of_both() {
    let scene = Scene::new().await;
    scene.allows(&[Purpose::Appointments]).await;
    let patients = scene.stage.record().patients();
    let again = Identity { name: "Amara Okafour".to_owned(), ..Identity::default() };
    let folded = patients.register(&again, &by(), &mut Dice).await.unwrap();
    let told = |what: &str, at: [&str; 2]| {
        let [parcel] = &scene.given()[..] else { panic!("{what}: one letter") };
        assert_eq!(
            (parcel.letter.to.as_str(), &parcel.stop.contains(&scene.guest)),
            ("amara@example.org", &true)
        );
        for at in at {
            assert!(parcel.letter.text.contains(at), "{what}, {at}: {}", parcel.letter.text);
        }
    };
    // Both in the evening and in the kept chart's own hour; the folded chart's reminders wait already when the two are joined.
    scene.book_for(&folded, today().plus(4), 150).await;
    scene.book(today().plus(4), 120).await;
    assert_eq!(scene.sweeps().await, 4, "two people, two reminders each");
    patients.join(&scene.guest, &folded, &by(), &mut Dice).await.unwrap();
    scene.stage.later(GRACE_MS);
    assert_eq!(scene.rounds().await, 1);
    told("the confirmation", ["10:00", "12:30"]);
    // Nothing swept yet: what waits under the folded chart does not go.
    scene.stage.later(54 * HOUR);
    assert_eq!(scene.rounds().await, 1);
    told("the reminder", ["10:00", "12:30"]);
    assert_eq!(scene.sweeps().await, 0);
    scene.stage.later(42 * HOUR);
    assert_eq!(scene.rounds().await, 1);
    told("the day", ["10:00", "12:30"]);
    // A visit that only the folded chart has is told under the kept one.
    scene.book_for(&folded, today().plus(12), 150).await;
    scene.stage.later(GRACE_MS);
    assert_eq!(scene.rounds().await, 1);
    assert_eq!(scene.sweeps().await, 2);
    let coming = scene.outbox().listed(Tray::Coming).await.unwrap();
    assert!(coming.len() == 2 && coming.iter().all(|one| one.patient == scene.guest), "{coming:?}");
}

#[tokio::test]
async fn what_was_said_under_one_chart_before_it_was_joined_is_not_said_again() {
    let scene = Scene::new().await;
    let patients = scene.stage.record().patients();
    scene.allows(&[Purpose::Appointments]).await;
    scene.book(today().plus(3), 120).await;
    assert_eq!(scene.sweeps().await, 2);
    scene.stage.later(GRACE_MS);
    assert_eq!(scene.rounds().await, 1);
    scene.stage.later(27 * HOUR);
    assert_eq!(scene.rounds().await, 1, "the reminder two days before");
    scene.given();
    let who = Identity { name: "Amara".to_owned(), ..Identity::default() };
    let kept = patients.register(&who, &by(), &mut Dice).await.unwrap();
    patients.join(&kept, &scene.guest, &by(), &mut Dice).await.unwrap();
    assert_eq!(scene.sweeps().await, 1, "only the reminder of the day itself");
    assert_eq!(scene.rounds().await, 0);
    assert_eq!(scene.only(Tray::Coming).await.kind, Kind::Soon);
}

#[tokio::test]
async fn a_letter_in_the_hand_of_a_process_that_ended_goes_once_or_to_a_person() {
    for idempotent in [false, true] {
        let mut scene = Scene::new().await;
        scene.courier.idempotent = idempotent;
        scene.house =
            scene.stage.another(Post { couriers: vec![Arc::new(scene.courier.clone())], reply_secret: None });
        scene.allows(&[Purpose::Appointments]).await;
        let visit = scene.book(today().plus(20), 120).await;
        scene.stage.later(GRACE_MS);
        let now = scene.house.now_ms();
        let one = scene.outbox().claim(now, &mut Dice).await.unwrap().remove(0);
        let letter = Letter {
            way: Way::Email,
            to: "amara@example.org".to_owned(),
            language: "en".to_owned(),
            subject: "S".to_owned(),
            text: "T".to_owned(),
            attached: vec![],
            tells: vec![chart::message::Telling {
                booking: visit,
                day: today().plus(20),
                cell: 120,
                gone: false,
            }],
        };
        assert!(
            scene.outbox().written(&one, Kind::Confirmation, &letter, &[], now, &mut Dice).await.unwrap()
        );
        assert_eq!(scene.rounds().await, 0, "it is in somebody's hand");
        scene.stage.later(LEASE_MS);
        assert_eq!(scene.rounds().await, usize::from(idempotent));
        let given = scene.given();
        if idempotent {
            assert_eq!(given[0].letter, letter, "the same words");
            assert_eq!(scene.only(Tray::Sent).await.why, None);
        } else {
            assert_eq!(given, []);
            assert_eq!(scene.only(Tray::Failed).await.why, Some(Why::Unsure));
        }
    }
}

#[tokio::test]
async fn a_courier_that_does_not_answer_holds_up_nothing_and_is_asked_again() {
    let mut scene = Scene::new().await;
    scene.courier.says = Outcome::Again;
    scene.house =
        scene.stage.another(Post { couriers: vec![Arc::new(scene.courier.clone())], reply_secret: None });
    scene.allows(&[Purpose::Appointments]).await;
    let visit = scene.book(today().plus(20), 120).await;
    scene.stage.later(GRACE_MS);
    assert_eq!(scene.rounds().await, 0);
    let waits = scene.only(Tray::Coming).await;
    assert_eq!((waits.standing, waits.attempts, waits.why), (Standing::Queued, 1, Some(Why::Unreachable)));
    // Called off meanwhile: the next try says what is true then, which is nothing.
    let gone = [(visit, 1)];
    let by = By { author: "desk".to_owned(), at: scene.house.now_ms() };
    scene.bookings().become_status(&gone, Status::Cancelled, "", &by).await.unwrap();
    scene.stage.later(HOUR);
    assert_eq!(scene.rounds().await, 0);
    assert_eq!(scene.only(Tray::Suppressed).await.why, Some(Why::NothingNew));
}

#[tokio::test]
async fn how_it_goes_is_asked_with_a_link_that_opens() {
    let scene = Scene::new().await;
    scene.allows(&[Purpose::Aftercare]).await;
    let k = crate::house::knowledge().unwrap();
    let at = NOW - HOUR;
    let session = chart::session::Session::new(k, "filler_ha", "ada", at).unwrap();
    let entry = NewEntry { id: "s1".to_owned(), happened_at: at, body: Body::Session(session), amends: None };
    scene.stage.record().patients().record(&scene.guest, None, &[entry], &by(), &mut Dice).await.unwrap();
    assert!(scene.sweeps().await >= 1);
    scene.stage.later(9 * HOUR);
    assert_eq!(scene.rounds().await, 1, "six in the evening of the day");
    let given = scene.given();
    assert_eq!(given[0].letter.subject, "How are you today?");
    let link = given[0].letter.text.split_whitespace().find(|word| word.contains("/g/")).unwrap().to_owned();
    let path = link.split_once("/g/").map(|(_, secret)| format!("/g/{secret}")).unwrap();
    assert_eq!(scene.stage.out().get(&path).await.status, 200);
}
