//! What lies between the visit, the door and the signature: a visit that follows its session, sessions that were left open, lots
//! that were not looked at, and what the plan says.
use super::load::stock;
use super::tests::{at_the_door, begun, holds, shelf_of};
use crate::features::calendar::again::{Again, ask_again};
use crate::features::calendar::desk;
use crate::stage::{Dice, NOW, PASSWORD, Stage, engines};
use chart::agreed::PlanAgreed;
use chart::booking::{Asked, Kind, Move, New, Part, Resource, Segment, SegmentKind, Slot, Status, Visit};
use chart::entry::{Amending, Amendment, Body};
use chart::patient::NewEntry;
use chart::register::By;
use chart::session::WaitingFor;
use chart::stock::{Amount, Delivery, LotEvent, Product, Unit};
use vocab::Role;

const MINUTE: i64 = 60_000;

fn by(stage: &Stage, who: Role) -> By {
    By { author: stage.id(who).to_owned(), at: stage.house.now_ms() }
}

/// A visit of today at ten, of toxin; its id.
async fn visit(stage: &Stage, patient: &str) -> String {
    let bookings = desk::bookings(&stage.house).unwrap();
    let nurse = stage.id(Role::Nurse).to_owned();
    let person = Resource::new(&nurse, Kind::Practitioner, "Noor Haddad");
    bookings.keep_resources(&[person]).await.unwrap();
    let today = stage.house.today().unwrap();
    let segments = vec![Segment { kind: SegmentKind::Hands, length: 6 }];
    let parts = vec![Part { resource: nurse, kind: Kind::Practitioner, from: 0, length: 6 }];
    let new = New {
        id: chart::book::new_id(NOW, &mut Dice),
        patient: patient.to_owned(),
        guest: "Amara Okafor".to_owned(),
        service: "toxin".to_owned(),
        title: "Toxin".to_owned(),
        treatment: "botulinum".to_owned(),
        slot: Slot { day: today, cell: 120, segments, parts },
        step: None,
        asked: Asked::nothing(today, today),
        hold_until: None,
        overlap: Some("no hours are noted here".to_owned()),
        note: String::new(),
    };
    bookings.book(std::slice::from_ref(&new), &by(stage, Role::Desk), &mut Dice).await.unwrap();
    new.id
}

async fn now(stage: &Stage, visit: &str) -> Visit {
    desk::bookings(&stage.house).unwrap().one(visit).await.unwrap()
}

/// Charts a point and signs; the answer of the signature.
async fn signs(stage: &Stage, page: &str, lot: &str) {
    let nurse = stage.as_(Role::Nurse);
    let point = [("do", "add"), ("next_lot", lot), ("next_zone", "glabella"), ("next_amount", "4")];
    let told = nurse.post(page, &point).await;
    assert_eq!(told.status, 303, "{}", told.text);
    let sign = [("do", "sign"), ("proof", PASSWORD), ("toxin", "onabotulinumtoxinA"), ("diluent_ml", "2.5")];
    let told = nurse.post(page, &sign).await;
    assert_eq!(told.status, 303, "{}", told.text);
}

#[tokio::test]
async fn a_signed_session_closes_its_visit_with_the_real_times_and_an_addendum_leaves_it_closed() {
    for store in engines("visit").await {
        let (stage, patient, lot) = shelf_of(Stage::on(store).await).await;
        let visit = visit(&stage, &patient).await;
        at_the_door(&stage, &patient, "botulinum", Role::Nurse, &[&lot]).await;
        let page = begun(&stage.as_(Role::Nurse), &patient, "botulinum", "no").await;
        let entry = page.rsplit('/').next().unwrap().to_owned();
        let open = now(&stage, &visit).await;
        let treated = open.body.treated.clone().unwrap();
        assert_eq!((open.status, treated.session.as_str(), treated.ended_at), (Status::InRoom, entry.as_str(), None));
        stage.later(25 * MINUTE);
        signs(&stage, &page, &lot).await;
        let done = now(&stage, &visit).await;
        let treated = done.body.treated.clone().unwrap();
        assert_eq!((done.status, treated.began_at), (Status::Done, NOW));
        assert_eq!(treated.ended_at, Some(NOW + 25 * MINUTE));
        let shown = stage.as_(Role::Nurse).get(&format!("/calendar/visits/{visit}")).await;
        for words in ["Treated", "09:00", "09:25", "The session"] {
            holds(&shown, words);
        }
        // An addendum corrects the time; the visit stays done, and one that the desk opened again stays open.
        let amend = [("do", "amend"), ("proof", PASSWORD), ("reason", "the end was earlier"), ("ended", "09:20")];
        let told = stage.as_(Role::Nurse).post(&page, &amend).await;
        assert_eq!(told.status, 303, "{}", told.text);
        let after = now(&stage, &visit).await;
        assert_eq!((after.status, after.body.treated.unwrap().ended_at), (Status::Done, Some(NOW + 20 * MINUTE)));
        let back = [(visit.clone(), after.version)];
        let bookings = desk::bookings(&stage.house).unwrap();
        bookings.become_status(&back, Status::InRoom, "", &by(&stage, Role::Desk)).await.unwrap();
        let amend = [("do", "amend"), ("proof", PASSWORD), ("reason", "no bruise"), ("note", "no bruise")];
        assert_eq!(stage.as_(Role::Nurse).post(&page, &amend).await.status, 303);
        assert_eq!(now(&stage, &visit).await.status, Status::InRoom);
        // Whoever comes without a visit is treated all the same.
        let other = stage.patient("Joel Tanner").await;
        stage.consented(&other, "botulinum").await;
        at_the_door(&stage, &other, "botulinum", Role::Nurse, &[&lot]).await;
        let page = begun(&stage.as_(Role::Nurse), &other, "botulinum", "no").await;
        signs(&stage, &page, &lot).await;
        let verified = stage.record().store.verify(Some(&stage.record().key), crate::stage::SITE).await.unwrap();
        assert_eq!(verified.faults, []);
    }
}

#[tokio::test]
async fn a_visit_that_was_called_off_meanwhile_is_left_alone() {
    let (stage, patient, lot) = shelf_of(Stage::new().await).await;
    let visit = visit(&stage, &patient).await;
    at_the_door(&stage, &patient, "botulinum", Role::Nurse, &[&lot]).await;
    let page = begun(&stage.as_(Role::Nurse), &patient, "botulinum", "no").await;
    let bookings = desk::bookings(&stage.house).unwrap();
    for to in [Status::Arrived, Status::Cancelled] {
        let version = now(&stage, &visit).await.version;
        bookings.become_status(&[(visit.clone(), version)], to, "", &by(&stage, Role::Desk)).await.unwrap();
    }
    signs(&stage, &page, &lot).await;
    assert_eq!(now(&stage, &visit).await.status, Status::Cancelled);
}

#[tokio::test]
async fn a_visit_that_moved_to_another_day_is_not_closed_by_the_session_that_was_begun_in_it() {
    for (to, closes) in [(1, false), (0, true), (-1, false)] {
        let (stage, patient, lot) = shelf_of(Stage::new().await).await;
        let visit = visit(&stage, &patient).await;
        at_the_door(&stage, &patient, "botulinum", Role::Nurse, &[&lot]).await;
        let page = begun(&stage.as_(Role::Nurse), &patient, "botulinum", "no").await;
        let bookings = desk::bookings(&stage.house).unwrap();
        // One step back, as for a tap on the wrong visit; then to another day, or to another day and back.
        let open = now(&stage, &visit).await;
        let back = [(visit.clone(), open.version)];
        bookings.become_status(&back, Status::Arrived, "", &by(&stage, Role::Desk)).await.unwrap();
        let days: &[i32] = if to == 0 { &[2, 0] } else { &[to] };
        for days in days {
            let (was, day) = (now(&stage, &visit).await, open.slot.day.plus(*days));
            let one = Move {
                id: visit.clone(),
                version: was.version,
                slot: Slot { day, ..was.slot.clone() },
                asked: Asked::nothing(day, open.slot.day),
                overlap: Some("no hours are noted here".to_owned()),
                reason: String::new(),
            };
            bookings.relocate(&[one], &by(&stage, Role::Desk), &mut Dice).await.unwrap();
        }
        signs(&stage, &page, &lot).await;
        let after = now(&stage, &visit).await;
        assert_eq!(after.status, if closes { Status::Done } else { Status::Arrived }, "{to}");
        assert_eq!(after.treated().is_some_and(|treated| treated.ended_at.is_some()), closes);
        let shown = stage.as_(Role::Nurse).get(&format!("/calendar/visits/{visit}")).await;
        assert_eq!(shown.text.contains("Treated"), closes, "{to}");
        let verified = stage.record().store.verify(Some(&stage.record().key), crate::stage::SITE).await.unwrap();
        assert_eq!(verified.faults, []);
    }
}

#[tokio::test]
async fn a_session_that_is_open_is_gone_on_with_told_to_others_and_never_written_over_unseen() {
    let (stage, patient, lot) = shelf_of(Stage::new().await).await;
    at_the_door(&stage, &patient, "botulinum", Role::Nurse, &[&lot]).await;
    let (nurse, tablet) = (stage.as_(Role::Nurse), stage.fresh(Role::Nurse).await);
    let page = begun(&nurse, &patient, "botulinum", "no").await;
    assert_eq!(begun(&tablet, &patient, "botulinum", "no").await, page, "another tablet, the same session");
    let start = format!("/patients/{patient}/sessions/new?treatment=botulinum");
    holds(&nurse.get(&start).await, "You have a session of this treatment open");
    holds(&stage.as_(Role::Prescriber).get(&start).await, "Nurse Test has a session of this treatment open");
    let seen = stage.as_(Role::Prescriber).get(&page).await;
    holds(&seen, "Nurse Test has this session open");
    assert!(!seen.text.contains("name=\"do\""), "somebody else only reads it");
    // Two tablets have the page open; the second to keep is told, and what the first kept stays.
    let read = |told: &crate::stage::Told| {
        let after = told.text.split("name=\"read\" value=\"").nth(1).unwrap();
        after.split('"').next().unwrap().to_owned()
    };
    let opened = read(&nurse.get(&page).await);
    let first = [("read", opened.as_str()), ("do", "keep"), ("note", "calm skin")];
    assert_eq!(nurse.post(&page, &first).await.status, 303);
    let second = [("read", opened.as_str()), ("do", "keep"), ("note", ""), ("diluent_ml", "2.5")];
    let told = tablet.post(&page, &second).await;
    assert_eq!(told.status, 422);
    holds(&told, "kept on another device");
    holds(&told, "value=\"2.5\"");
    holds(&nurse.get(&page).await, "calm skin");
    let again = [("read", read(&told)), ("do", "keep".to_owned()), ("diluent_ml", "2.5".to_owned())];
    let again: Vec<(&str, &str)> = again.iter().map(|(n, v)| (*n, v.as_str())).collect();
    assert_eq!(tablet.post(&page, &again).await.status, 303);
    holds(&nurse.get(&page).await, "calm skin");
    // Over night: nobody signs a session of fifteen hours.
    let point = [("do", "add"), ("next_lot", lot.as_str()), ("next_zone", "glabella"), ("next_amount", "4")];
    assert_eq!(nurse.post(&page, &point).await.status, 303);
    stage.later(24 * 60 * MINUTE);
    let nurse = stage.fresh(Role::Nurse).await;
    holds(&nurse.get(&page).await, "This session was left open");
    let sign = [("do", "sign"), ("proof", PASSWORD), ("toxin", "onabotulinumtoxinA"), ("diluent_ml", "2.5")];
    let told = nurse.post(&page, &sign).await;
    assert_eq!(told.status, 422);
    holds(&told, "write when it ended");
    let told = nurse.post(&page, &[&sign[..], &[("ended", "09:40")]].concat()).await;
    assert_eq!(told.status, 303, "{}", told.text);
    let entries = stage.record().patients().for_the_house(&patient).await.unwrap();
    let sessions: Vec<_> = entries.sessions().collect();
    assert_eq!((sessions.len(), sessions[0].1.ended_at), (1, Some(NOW + 40 * MINUTE)));
}

/// A second product for toxin, with two lots.
async fn saline(stage: &Stage) -> (String, String) {
    let product = Product {
        key: "saline".into(),
        name: "Saline 10 ml".into(),
        maker: "Maker".into(),
        unit: Unit::Millilitre,
        pack: Amount::whole(10),
        open_hours: None,
        ingredients: vec![],
        treatments: vec!["botulinum".into()],
        reorder_at: Amount::ZERO,
        gtin: None,
        label: None,
        retired: false,
    };
    let (by, shelf, today) = (by(stage, Role::Nurse), stock(stage.record()), stage.house.today().unwrap());
    shelf.set_product(crate::house::knowledge().unwrap(), &product, &by, &mut Dice).await.unwrap();
    let mut lots = Vec::new();
    for (number, days) in [("S1", 40), ("S2", 90)] {
        let delivery = Delivery { number: number.into(), expires: today.plus(days), amount: Amount::whole(50), from: String::new() };
        lots.push(shelf.receive(&product, &delivery, today, &by, &mut Dice).await.unwrap());
    }
    (lots.remove(0), lots.remove(0))
}

#[tokio::test]
async fn the_door_looks_at_each_lot_and_the_session_offers_exactly_those() {
    let (stage, patient, lot) = shelf_of(Stage::new().await).await;
    let (first, second) = saline(&stage).await;
    let nurse = stage.as_(Role::Nurse);
    let door = format!("/patients/{patient}/door/botulinum");
    let page = nurse.get(&door).await;
    for words in ["Which lot: Toxin 100 U", "Which lot: Saline 10 ml", "Not used"] {
        holds(&page, words);
    }
    let both = format!("{door}?lot={lot}&lot={first}");
    let lots = |page: &str| page.split("id=\"line-lots\"").nth(1).unwrap().split("</li>").next().unwrap().to_owned();
    assert!(lots(&nurse.get(&both).await.text).contains("in order"));
    // Each counts: one that is held back or recalled stops it, in words, and is not offered any more.
    let shelf = stock(stage.record());
    let hold = LotEvent::Quarantined { reason: "seal broken".into() };
    shelf.about(&first, &hold, &by(&stage, Role::Nurse), &mut Dice).await.unwrap();
    let page = nurse.get(&both).await;
    assert!(lots(&page.text).contains("(stop)"), "{}", lots(&page.text));
    holds(&page, "seal broken");
    holds(&page, "It can not be used");
    assert!(!nurse.get(&door).await.text.contains("lot S1"), "what is held back is not offered");
    let gone = nurse.post(&door, &[("lot", "no-such-lot"), ("do", "look")]).await;
    assert!(lots(&gone.text).contains("not on this shelf"));

    // The session: the two lots of the door, no third; another one only by its own press.
    at_the_door(&stage, &patient, "botulinum", Role::Nurse, &[&lot, &second]).await;
    let page = begun(&nurse, &patient, "botulinum", "no").await;
    let other = Delivery {
        number: "C2".into(),
        expires: stage.house.today().unwrap().plus(300),
        amount: Amount::whole(100),
        from: String::new(),
    };
    let toxin = shelf.products().await.unwrap().remove("toxin").unwrap();
    let third = shelf.receive(&toxin, &other, stage.house.today().unwrap(), &by(&stage, Role::Nurse), &mut Dice).await.unwrap();
    let offered = nurse.get(&page).await;
    assert!(offered.text.contains(&lot) && offered.text.contains(&second) && !offered.text.contains(&third));
    let point = |lot: &str| {
        [("do", "add"), ("next_lot", lot), ("next_zone", "chin"), ("next_amount", "4")].map(|(n, v)| (n, v.to_owned()))
    };
    let told = {
        let fields = point(&third);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
        nurse.post(&page, &fields).await
    };
    assert_eq!(told.status, 422);
    holds(&told, "not looked at at the door");
    let more = nurse.get(&format!("{page}?lots=more")).await;
    holds(&more, "not of the door");
    holds(&more, "name=\"more_lots\" value=\"yes\"");
    let mut fields = point(&third).to_vec();
    fields.push(("more_lots", "yes".to_owned()));
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
    assert_eq!(nurse.post(&page, &fields).await.status, 303);
    // A lot that is recalled after the door is refused with its reason.
    shelf.recall(&lot, "FSN-9", "particles", &by(&stage, Role::Nurse), &mut Dice).await.unwrap();
    let fields = point(&lot);
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
    let told = nurse.post(&page, &fields).await;
    assert_eq!(told.status, 422);
    holds(&told, "may not be used today");
    assert_eq!(shelf.lot(&lot).await.unwrap().0.lot.on_hand.to_string(), "200");
}

async fn record(stage: &Stage, patient: &str, body: Body, amends: Option<String>) {
    let by = by(stage, Role::Nurse);
    let new = NewEntry { id: chart::book::new_id(by.at, &mut Dice), happened_at: by.at, body, amends };
    stage.record().patients().record(patient, None, &[new], &by, &mut Dice).await.unwrap();
}

#[tokio::test]
async fn the_plan_stands_in_the_door_and_in_the_first_session_and_gives_way_to_what_was_said() {
    let (stage, patient, lot) = shelf_of(Stage::new().await).await;
    let today = stage.house.today().unwrap();
    let session = |treatment: &str, params: serde_json::Value| {
        serde_json::json!({"treatment": treatment, "on": today.plus(2), "zones": ["glabella"], "params": params})
    };
    let peel = session("peel_glycolic", serde_json::json!({"percent": 20.0, "ph": 3.5}));
    let toxin = session("botulinum", serde_json::json!({"toxin": "onabotulinumtoxinA"}));
    let plan = serde_json::json!({"sessions": [peel, toxin]});
    record(&stage, &patient, Body::PlanAgreed(PlanAgreed { plan }), None).await;
    let nurse = stage.as_(Role::Nurse);
    let door = format!("/patients/{patient}/door/peel_glycolic");
    let page = nurse.get(&door).await;
    holds(&page, "From the plan; the safety check counts with it.");
    holds(&page, "name=\"percent\"");
    assert!(page.text.contains("value=\"20\""), "{}", page.text);
    // What is emptied by hand stays empty, and another value is no longer the plan's.
    for (typed, words) in [("", "value=\"20\""), ("10", "value=\"20\"")] {
        let page = nurse.post(&door, &[("percent", typed), ("ph", "3.5"), ("do", "look")]).await;
        assert!(!page.text.contains(words), "{typed}");
    }
    at_the_door(&stage, &patient, "botulinum", Role::Nurse, &[&lot]).await;
    let start = nurse.get(&format!("/patients/{patient}/sessions/new?treatment=botulinum")).await;
    holds(&start, "Strength, zones and settings are filled in from it");
    let page = begun(&nurse, &patient, "botulinum", "no").await;
    let shown = nurse.get(&page).await;
    for words in ["From the plan.", "From the plan: glabella", "Missing before it can be signed", "Fill in <a href=\"#diluent_ml\">diluent per vial</a>."] {
        holds(&shown, words);
    }
    let told = nurse.post(&page, &[("do", "keep"), ("toxin", "abobotulinumtoxinA")]).await;
    assert_eq!(told.status, 303);
    holds(&nurse.get(&page).await, "Planned: onabotulinumtoxinA.");
}

#[tokio::test]
async fn what_waits_and_the_chart_agree_when_charts_are_joined_sessions_withdrawn_and_patients_erased() {
    for store in engines("agree").await {
        let (stage, patient, lot) = shelf_of(Stage::on(store).await).await;
        let kept = stage.patient("Amara Lindgren").await;
        let patients = stage.record().patients();
        let waiting = async || patients.waiting(WaitingFor::Signature).await.unwrap().len();
        at_the_door(&stage, &patient, "botulinum", Role::Nurse, &[&lot]).await;
        let page = begun(&stage.as_(Role::Nurse), &patient, "botulinum", "no").await;
        let entry = page.rsplit('/').next().unwrap().to_owned();
        patients.join(&kept, &patient, &by(&stage, Role::Director), &mut Dice).await.unwrap();
        // From the chart that is read for both, the session of the other is gone on with, signed, and read a second time.
        let page = format!("/patients/{kept}/sessions/{entry}");
        signs(&stage, &page, &lot).await;
        assert_eq!(waiting().await, 0);
        let review = [("do", "agree"), ("proof", PASSWORD)];
        let told = stage.as_(Role::Director).post(&format!("{page}/review"), &review).await;
        assert_eq!(told.status, 303, "{}", told.text);
        for one in WaitingFor::ALL {
            assert_eq!(patients.waiting(*one).await.unwrap(), []);
        }
        // Nobody of the house's own machinery counts as somebody who looked, and looks into both are told together.
        for _ in 0..5 {
            ask_again(&stage.house, &mut Again::default()).await.unwrap();
        }
        let looks = patients.looks(&kept, 200).await.unwrap();
        assert!(looks.iter().all(|look| look.who != "house"), "{looks:?}");
        let before = patients.looks(&patient, 200).await.unwrap();
        assert!(!before.is_empty() && before.iter().all(|look| looks.contains(look)));
        // A draft that is withdrawn, and one of somebody who is erased, wait for nobody.
        let other = stage.patient("Joel Tanner").await;
        stage.consented(&other, "botulinum").await;
        for ends in ["withdrawn", "erased"] {
            at_the_door(&stage, &other, "botulinum", Role::Nurse, &[&lot]).await;
            let page = begun(&stage.as_(Role::Nurse), &other, "botulinum", "no").await;
            assert_eq!(waiting().await, 1);
            if ends == "erased" {
                patients.erase(&other, "asked for it", &by(&stage, Role::Director), &mut Dice).await.unwrap();
            } else {
                let entry = page.rsplit('/').next().unwrap().to_owned();
                let gone = Amendment { how: Amending::Withdrawal, reason: "wrong patient".into(), to: None };
                record(&stage, &other, Body::Amendment(gone), Some(entry)).await;
            }
            assert_eq!(waiting().await, 0, "{ends}");
        }
        assert_eq!(stage.as_(Role::Director).get("/review").await.status, 200);
        let verified = stage.record().store.verify(Some(&stage.record().key), crate::stage::SITE).await.unwrap();
        assert_eq!(verified.faults, []);
    }
}
