//! Sessions on both engines: begun with a pass, taken from the shelf in the same write, signed, read, amended.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
#[path = "../dice/mod.rs"]
mod dice;
#[path = "../engines/mod.rs"]
mod engines;
mod second;
#[path = "../vial/mod.rs"]
mod vial;
mod withdrawn;

use chart::door::{Checked, CheckedLine, Light, Outcome, What};
use chart::entry::Body;
use chart::fold::Chart;
use chart::identity::Identity;
use chart::patient::{Patients, Why};
use chart::register::By;
use chart::session::point::{Depth, middle_of};
use chart::session::{
    DoorPass, Keeps, Meaning, NoPass, Point, Second, Session, Standing, WaitingFor, standing,
};
use chart::stock::{Not, Stock};
use chart::{ChartError, SiteKey, Store};
use dice::Dice;
use engines::stores;
use knowledge::Knowledge;
use second::{reader, roll};
use std::sync::atomic::{AtomicU32, Ordering};
use vocab::{Day, Params, Zone};

const SITE: &str = "harbour";
const NURSE: &str = "nurse-ines";
const DIRECTOR: &str = "dr-ada";
const MINUTE: i64 = 60_000;

fn by(who: &str, minute: i64) -> By {
    By { author: who.to_owned(), at: minute * MINUTE }
}

fn today() -> Day {
    "2026-05-04".parse().unwrap()
}

fn k() -> &'static Knowledge {
    Knowledge::shipped().unwrap()
}

/// What a nurse's session asks for: anybody who supervises reads it as well.
fn nurse() -> Second {
    Second { needed: true, due: Vec::new() }
}

fn checked(treatment: &str) -> Checked {
    let line = |what: &What| CheckedLine {
        what: *what,
        light: Light::Green,
        rules: vec![],
        passed: vec![],
        ticked: false,
    };
    Checked {
        service: treatment.to_owned(),
        on: today(),
        zone: None,
        practitioner: NURSE.to_owned(),
        outcome: Outcome::Started,
        lots: vec![],
        device: None,
        params: Params::default(),
        lines: What::ALL.iter().map(line).collect(),
    }
}

/// A pass of a door of its own each time.
fn pass(treatment: &str) -> DoorPass {
    static DOORS: AtomicU32 = AtomicU32::new(0);
    let entry = format!("door-{}", DOORS.fetch_add(1, Ordering::Relaxed));
    DoorPass::of(&checked(treatment), &entry, NURSE, today()).unwrap()
}

fn point(zone: Zone, lot: &str, amount: &str) -> Point {
    Point {
        place: middle_of(zone).unwrap(),
        zone,
        lot: lot.to_owned(),
        amount: amount.parse().unwrap(),
        depth: Some(Depth::Intramuscular),
    }
}

/// A site with a patient and one lot of 100 U.
async fn house(store: &Store) -> (SiteKey, String, String) {
    let dice = &mut Dice(2);
    let key = SiteKey::draw(&mut Dice(1));
    store.open_site(&key, SITE, "Harbour House", &by("house", 0), dice).await.unwrap();
    let person = Identity { name: "Amara Okafor".to_owned(), ..Identity::default() };
    let patient = Patients::new(store, &key, SITE).register(&person, &by(NURSE, 1), dice).await.unwrap();
    let product = vial::product();
    let stock = Stock::new(store, &key, SITE);
    stock.set_product(k(), &product, &by(NURSE, 2), dice).await.unwrap();
    let delivery = vial::delivery(100, today().plus(30));
    let lot = stock.receive(&product, &delivery, today(), &by(NURSE, 3), dice).await.unwrap();
    (key, patient, lot)
}

fn toxin(lot: &str) -> Session {
    let mut session = Session::new(k(), "botulinum", NURSE, 10 * MINUTE).unwrap();
    session.zones = vec![Zone::Glabella];
    session.points = vec![point(Zone::Glabella, lot, "12"), point(Zone::Forehead, lot, "8")];
    session
}

fn finished(session: &Session) -> Session {
    let mut session = Session { ended_at: Some(30 * MINUTE), ..session.clone() };
    for (key, value) in [("toxin", "onabotulinumtoxinA"), ("diluent_ml", "2.5")] {
        session.done.set(key, value).unwrap();
    }
    session
}

async fn on_hand(stock: &Stock<'_>, lot: &str) -> String {
    stock.lot(lot).await.unwrap().0.lot.on_hand.to_string()
}

/// The second signature: not one's own, no return without a word, and then nothing waits.
async fn reviewed_by_the_director(patients: &Patients<'_>, patient: &str, entry: &str, dice: &mut Dice) {
    let roll = roll();
    for (who, meaning, remark, why) in [
        (NURSE, Meaning::Reviewed, "", "nobody supervises themselves"),
        ("late", Meaning::Reviewed, "", "a role without a licence reads nothing"),
        ("nobody", Meaning::Reviewed, "", "nor does a stranger"),
        (DIRECTOR, Meaning::Returned, " ", "a return says why"),
    ] {
        let reader = reader(&roll, who);
        let told =
            patients.review_session(patient, entry, meaning, remark, &reader, &by(who, 25), dice).await;
        assert!(matches!(told, Err(ChartError::Form { .. })), "{why}: {told:?}");
    }
    assert_eq!(patients.waiting(WaitingFor::Review).await.unwrap().len(), 1);
    let reader = reader(&roll, "Ada");
    patients
        .review_session(patient, entry, Meaning::Reviewed, "", &reader, &by(DIRECTOR, 27), dice)
        .await
        .unwrap();
    for waiting in WaitingFor::ALL {
        assert_eq!(patients.waiting(*waiting).await.unwrap(), [], "{waiting}");
    }
}

#[tokio::test]
async fn a_session_from_the_door_to_the_second_signature_and_an_amendment() {
    for store in stores("life").await {
        let (key, patient, lot) = house(&store).await;
        let (patients, stock, dice) =
            (Patients::new(&store, &key, SITE), Stock::new(&store, &key, SITE), &mut Dice(5));
        let pass = pass("botulinum");
        let draft = Session { door: Some(pass.entry().to_owned()), ..toxin(&lot) };
        let begun = patients.begin_session(k(), &patient, &draft, &pass, &by(NURSE, 11), dice).await.unwrap();
        let entry = begun.entry.as_str();
        assert_eq!(on_hand(&stock, &lot).await, "80");

        let told = patients
            .sign_session(k(), &patient, entry, Keeps::BOTH, ("Ines", &nurse()), &by(NURSE, 12), dice)
            .await;
        let Err(ChartError::Form { why, .. }) = told else { panic!("{told:?}") };
        assert!(
            why.contains("Say when it ended") && why.contains("toxin") && why.contains("diluent"),
            "{why}"
        );

        let mut more = finished(&draft);
        more.points.push(point(Zone::Chin, &lot, "4"));
        patients.keep_session(&patient, entry, &more, today(), &by(NURSE, 20), dice).await.unwrap();
        assert_eq!(on_hand(&stock, &lot).await, "76");
        patients
            .keep_session(&patient, entry, &finished(&draft), today(), &by(NURSE, 21), dice)
            .await
            .unwrap();
        assert_eq!(on_hand(&stock, &lot).await, "80");
        let wrong = patients
            .sign_session(k(), &patient, entry, Keeps::BOTH, ("Ada", &nurse()), &by(DIRECTOR, 22), dice)
            .await;
        assert!(matches!(wrong, Err(ChartError::Form { .. })), "only who performed it signs it: {wrong:?}");
        let signature = patients
            .sign_session(k(), &patient, entry, Keeps::BOTH, ("Ines", &nurse()), &by(NURSE, 23), dice)
            .await
            .unwrap();
        assert!(signature.cosign, "a nurse's toxin is read by a prescriber");
        let kept = patients.keep_session(&patient, entry, &more, today(), &by(NURSE, 24), dice).await;
        assert!(matches!(kept, Err(ChartError::Form { .. })), "a signed session is not kept over: {kept:?}");
        reviewed_by_the_director(&patients, &patient, entry, dice).await;
        let amended = patients
            .amend_session(
                k(),
                &patient,
                entry,
                &more,
                "the chin was forgotten",
                Keeps::BOTH,
                ("Ines", &nurse()),
                today(),
                &by(NURSE, 40),
                dice,
            )
            .await
            .unwrap();
        assert!(amended.cosign);
        assert_eq!(on_hand(&stock, &lot).await, "76");
        let chart = Chart::of(&patients.read(&patient, 0, Why::Care, &by(DIRECTOR, 50), dice).await.unwrap());
        let line = chart.lines.iter().find(|line| line.entry.id == entry).unwrap();
        assert!(matches!(standing(&chart, line), Standing::ToReview(_)));
        assert_eq!(line.changes.len(), 3);
        assert_eq!(line.entry.body, Body::Session(draft), "the first text stays visible");
        assert_eq!(stock.touched(&lot).await.unwrap()[0].amount, "24".parse().unwrap());
        assert_eq!(stock.check().await.unwrap(), Vec::<String>::new());
        assert_eq!(store.verify(Some(&key), SITE).await.unwrap().faults, []);
    }
}

#[tokio::test]
async fn what_the_shelf_refuses_leaves_no_entry_behind() {
    for store in stores("refused").await {
        let (key, patient, lot) = house(&store).await;
        let (patients, stock, dice) =
            (Patients::new(&store, &key, SITE), Stock::new(&store, &key, SITE), &mut Dice(5));
        let before = patients.read(&patient, 0, Why::Audit, &by(DIRECTOR, 5), dice).await.unwrap().len();
        let mut greedy = toxin(&lot);
        greedy.points.push(point(Zone::Chin, &lot, "81"));
        let told =
            patients.begin_session(k(), &patient, &greedy, &pass("botulinum"), &by(NURSE, 11), dice).await;
        assert!(matches!(told, Err(ChartError::Stock(Not::TooLittle { .. }))), "{told:?}");
        stock.recall(&lot, "FSN-1", "particles", &by(DIRECTOR, 12), dice).await.unwrap();
        let told = patients
            .begin_session(k(), &patient, &toxin(&lot), &pass("botulinum"), &by(NURSE, 13), dice)
            .await;
        assert!(matches!(told, Err(ChartError::Stock(Not::Recalled { .. }))), "{told:?}");
        let after = patients.read(&patient, 0, Why::Audit, &by(DIRECTOR, 15), dice).await.unwrap().len();
        assert_eq!((before, on_hand(&stock, &lot).await.as_str()), (after, "100"));
        assert_eq!(patients.waiting(WaitingFor::Signature).await.unwrap(), []);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_rooms_reach_for_the_last_units_and_one_of_them_has_them() {
    for store in stores("rooms").await {
        let (key, patient, lot) = house(&store).await;
        let rooms = (0..8_u64).map(|n| {
            let (store, key, patient, lot) = (store.clone(), key.clone(), patient.clone(), lot.clone());
            tokio::spawn(async move {
                let mut session = toxin(&lot);
                session.points = vec![point(Zone::Glabella, &lot, "60")];
                let patients = Patients::new(&store, &key, SITE);
                let dice = &mut Dice(200 + n);
                match patients
                    .begin_session(k(), &patient, &session, &pass("botulinum"), &by(NURSE, 11), dice)
                    .await
                {
                    Ok(_) => 1,
                    Err(ChartError::Stock(Not::TooLittle { .. })) => 0,
                    Err(other) => panic!("{other}"),
                }
            })
        });
        let mut won = 0;
        for room in rooms.collect::<Vec<_>>() {
            won += room.await.unwrap();
        }
        assert_eq!(won, 1);
        assert_eq!(on_hand(&Stock::new(&store, &key, SITE), &lot).await, "40");
        assert_eq!(store.verify(Some(&key), SITE).await.unwrap().faults, []);
    }
}

#[tokio::test]
async fn without_a_pass_of_today_nothing_begins() {
    let yesterday = today().plus(-1);
    let of = |change: fn(&mut Checked), who: &str| {
        let mut checked = checked("ipl");
        change(&mut checked);
        DoorPass::of(&checked, "door", who, today()).map(|_| ())
    };
    assert_eq!(of(|_| {}, NURSE), Ok(()));
    assert_eq!(of(|c| c.on = today().plus(-1), NURSE), Err(NoPass::NotToday(yesterday)));
    assert_eq!(of(|c| c.outcome = Outcome::TurnedBack, NURSE), Err(NoPass::NotAllowed));
    assert_eq!(of(|_| {}, DIRECTOR), Err(NoPass::Another));
    let store = Store::open("sqlite::memory:").await.unwrap();
    let (key, patient, lot) = house(&store).await;
    let patients = Patients::new(&store, &key, SITE);
    let told =
        patients.begin_session(k(), &patient, &toxin(&lot), &pass("ipl"), &by(NURSE, 11), &mut Dice(5)).await;
    assert!(matches!(told, Err(ChartError::Form { .. })), "{told:?}");
}

#[test]
fn the_same_again_carries_settings_and_asks_for_the_day() {
    let mut first = finished(&toxin("old"));
    first.done.set("refill", "yes").unwrap();
    first.note = "left a little lower".to_owned();
    let again = first.again("e1", "nurse-bo", 99, |_| Some("new".to_owned()));
    assert_eq!(again.points.len(), 2);
    assert!(again.points.iter().all(|p| p.lot == "new"));
    assert_eq!(
        (again.done.get("toxin").as_deref(), again.done.get("refill")),
        (Some("onabotulinumtoxinA"), None)
    );
    assert_eq!((again.repeats.as_deref(), again.ended_at, again.note.as_str()), (Some("e1"), None, ""));
    assert_eq!(first.again("e1", "n", 99, |_| None).points, []);
}

#[test]
fn minutes_come_from_start_and_end() {
    for (end, want) in [
        (None, None),
        (Some(0), Some(1)),
        (Some(20 * MINUTE), Some(20)),
        (Some(29_999), Some(1)),
        (Some(90_000), Some(2)),
    ] {
        let session = Session { started_at: 0, ended_at: end, ..toxin("l") };
        assert_eq!(session.minutes(), want, "{end:?}");
    }
}
