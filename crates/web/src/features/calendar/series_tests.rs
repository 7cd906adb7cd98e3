//! A guest with an agreed plan of four peels: booked as a whole, and what comes after.
use super::tests::write;
use crate::stage::{Stage, Told};
use chart::booking::{Hours, HoursKind, Kind, Resource, Segment, SegmentKind, Service, Status, Visit};
use chart::entry::{Body, Denied, PlanAgreed, Skin};
use serde_json::json;
use vocab::{Day, Role};

/// A stage with two nurses, two rooms, open every day from nine to six, and a guest who agreed to four peels.
pub(super) async fn stage() -> (Stage, String) {
    on(Stage::new().await).await
}

/// The same on a stage of one's own.
pub(super) async fn on(stage: Stage) -> (Stage, String) {
    let bookings = super::desk::bookings(&stage.house).unwrap();
    let one = Resource::new;
    let all = [
        one(stage.id(Role::Nurse), Kind::Practitioner, "Noor Haddad"),
        one(stage.id(Role::Prescriber), Kind::Practitioner, "Ada Lund"),
        one("fern", Kind::Room, "Fern"),
        one("moss", Kind::Room, "Moss"),
    ];
    bookings.keep_resources(&all).await.unwrap();
    let day = |weekday| Hours { kind: HoursKind::Shift, weekday, from: 108, to: 216 };
    let today = stage.house.today().unwrap();
    bookings.set_hours("", &(0..7).map(day).collect::<Vec<_>>(), today).await.unwrap();
    bookings.keep_services(&[peel(), light()]).await.unwrap();
    let guest = stage.patient("Ines Moreau").await;
    // What follows from the patient is not written.
    let written = |c: &&knowledge::condition::Condition| c.holds != knowledge::condition::Holds::Derived;
    let codes = crate::house::knowledge().unwrap().conditions.iter().filter(written).map(|c| c.code.clone()).collect();
    write(&stage, &guest, Body::Denied(Denied { conditions: codes })).await;
    write(&stage, &guest, Body::Skin(Skin { phototype: Some(vocab::Phototype::II), ..Skin::default() })).await;
    (stage, guest)
}

fn service(key: &str, title: &str, treatment: &str, percent: Option<f64>) -> Service {
    Service {
        key: key.to_owned(),
        title: title.to_owned(),
        line: String::new(),
        family: String::new(),
        treatment: treatment.to_owned(),
        percent,
        ph: None,
        segments: vec![Segment { kind: SegmentKind::Hands, length: 6 }, Segment { kind: SegmentKind::Clean, length: 3 }],
        needs: [Kind::Practitioner, Kind::Room].map(|kind| (kind, String::new())).to_vec(),
        price_minor: None,
        currency: "EUR".to_owned(),
        quiet_days: (1, 4),
        prepare: Vec::new(),
        public: false,
    }
}

fn peel() -> Service {
    service("glycolic", "Glycolic peel", "peel_glycolic", Some(20.0))
}

fn light() -> Service {
    service("led", "Red light", "led_red", None)
}

/// Agrees a plan of peels so many days from today.
pub(super) async fn agree(stage: &Stage, guest: &str, days: &[i32]) {
    let today = stage.house.today().unwrap();
    let session = |n: &i32| {
        json!({ "treatment": "peel_glycolic", "on": today.plus(*n), "zones": [], "params": { "percent": 20.0, "ph": 3.5 } })
    };
    let plan = json!({ "sessions": days.iter().map(session).collect::<Vec<_>>() });
    write(stage, guest, Body::PlanAgreed(PlanAgreed { plan })).await;
}

/// The values of one offer's hidden fields `slot`.
pub(super) fn slots(told: &Told, offer: usize) -> Vec<String> {
    let form = told.text.split("<ol class=\"proposal\">").nth(offer + 1).unwrap_or_else(|| panic!("{}", told.text));
    let form = form.split("</ol>").next().unwrap();
    form.split("name=\"slot\" value=\"").skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect()
}

pub(super) async fn book(stage: &Stage, guest: &str, slots: &[String]) -> Told {
    let fields: Vec<(&str, &str)> = slots.iter().map(|slot| ("slot", slot.as_str())).collect();
    stage.as_(Role::Desk).post(&format!("/patients/{guest}/plan/book"), &fields).await
}

pub(super) async fn visits(stage: &Stage, guest: &str) -> Vec<Visit> {
    super::desk::bookings(&stage.house).unwrap().of_patient(guest).await.unwrap()
}

fn days(visits: &[Visit], today: Day) -> Vec<i32> {
    visits.iter().filter(|v| v.status.is_open()).map(|v| v.slot.day.since(today)).collect()
}

#[tokio::test]
async fn a_plan_of_four_peels_is_booked_as_a_whole_and_offers_differ() {
    let (stage, guest) = stage().await;
    agree(&stage, &guest, &[1, 22, 43, 64]).await;
    let today = stage.house.today().unwrap();
    let desk = stage.as_(Role::Desk);
    let url = format!("/patients/{guest}/plan/book");
    let page = desk.get(&url).await;
    assert!(page.status == 200 && page.text.contains("4 dates for Ines Moreau"), "{}", page.text);
    assert!(page.text.contains("every day as planned, the same hands throughout"), "{}", page.text);
    let offers = page.text.matches("<ol class=\"proposal\">").count();
    assert_eq!(offers, 4, "the best dates and three others");
    let all: std::collections::BTreeSet<Vec<String>> = (0..offers).map(|n| slots(&page, n)).collect();
    assert_eq!(all.len(), 4, "all differ");
    // Wishes are kept by the first offer; an absence by all.
    let away = (today.plus(20), today.plus(26));
    let wished = desk.get(&format!("{url}?hours=afternoon&who={}&away-from={}&away-to={}", stage.id(Role::Prescriber), away.0, away.1)).await;
    for n in 0..wished.text.matches("<ol class=\"proposal\">").count() {
        for slot in slots(&wished, n) {
            let day: Day = slot.split('@').nth(1).unwrap().split('T').next().unwrap().parse().unwrap();
            assert!(day < away.0 || day > away.1, "{slot}");
        }
    }
    assert!(slots(&wished, 0).iter().all(|slot| slot.contains(stage.id(Role::Prescriber)) && slot.contains("T1")), "{:?}", slots(&wished, 0));
    let wrong = desk.get(&format!("{url}?away-from=2027-03-04&away-to=2027-03-01")).await;
    assert!(wrong.status == 422 && wrong.text.contains("not before the first"), "{}", wrong.text);
    // One gesture books all four, with what was planned.
    let told = book(&stage, &guest, &slots(&page, 0)).await;
    assert_eq!(told.status, 303, "{}", told.text);
    let booked = visits(&stage, &guest).await;
    assert_eq!(days(&booked, today), [1, 22, 43, 64]);
    let steps: Vec<_> = booked.iter().map(|v| v.body.step.clone().unwrap()).collect();
    assert_eq!(steps.iter().map(|s| (s.step, s.of)).collect::<Vec<_>>(), [(1, 4), (2, 4), (3, 4), (4, 4)]);
    assert_eq!((steps[0].window, steps[1].window), (None, Some([14, 21, 28])));
    assert_eq!(steps[0].params.as_ref().and_then(|p| p.percent), Some(20.0));
    // Sent twice it is booked once; the plan shows its visits.
    assert_eq!(book(&stage, &guest, &slots(&page, 0)).await.status, 409);
    assert_eq!(visits(&stage, &guest).await.len(), 4);
    let plan = stage.as_(Role::Nurse).get(&format!("/patients/{guest}/plan")).await;
    assert!(plan.text.contains(&format!("/calendar/visits/{}", booked[2].id)) && !plan.text.contains("not booked"), "{}", plan.text);
    assert!(desk.get(&url).await.text.contains("Every visit of the plan is booked"));
    assert_eq!(super::desk::bookings(&stage.house).unwrap().check().await.unwrap().faults, []);
}

#[tokio::test]
async fn of_a_plan_that_is_booked_in_part_only_the_rest_is_booked() {
    let (stage, guest) = stage().await;
    agree(&stage, &guest, &[1, 22, 43, 64]).await;
    let today = stage.house.today().unwrap();
    let at = format!("{}T10:00", today.plus(23));
    let one = stage.as_(Role::Desk).post("/calendar/new", &[("patient", guest.as_str()), ("service", "glycolic"), ("at", &at)]).await;
    assert_eq!(one.status, 303, "{}", one.text);
    let page = stage.as_(Role::Desk).get(&format!("/patients/{guest}/plan/book")).await;
    assert!(page.text.contains("Booked already") && page.text.contains("3 dates for"), "{}", page.text);
    assert_eq!(book(&stage, &guest, &slots(&page, 0)).await.status, 303);
    assert_eq!(days(&visits(&stage, &guest).await, today), [1, 23, 43, 64], "twenty days after the one that was there are enough");
}

#[tokio::test]
async fn what_nobody_offers_is_said_and_without_a_plan_there_is_nothing_to_book() {
    let (stage, guest) = stage().await;
    let url = format!("/patients/{guest}/plan/book");
    assert_eq!(stage.as_(Role::Desk).get(&url).await.status, 404);
    let today = stage.house.today().unwrap();
    // Two sessions of one day are one visit, one after the other; the second knows of the first.
    let plan = json!({ "sessions": [
        { "treatment": "peel_glycolic", "on": today.plus(3), "zones": ["face"], "params": { "percent": 20.0, "ph": 3.5 } },
        { "treatment": "led_red", "on": today.plus(3), "zones": [], "params": {} },
        { "treatment": "microneedling", "on": today.plus(40), "zones": [], "params": {} } ] });
    write(&stage, &guest, Body::PlanAgreed(PlanAgreed { plan })).await;
    let page = stage.as_(Role::Desk).get(&url).await;
    assert!(page.text.contains("No service here offers Microneedling"), "{}", page.text);
    let told = book(&stage, &guest, &slots(&page, 0)).await;
    assert_eq!(told.status, 303, "{} {}", told.text, page.text);
    let booked = visits(&stage, &guest).await;
    let at: Vec<(i32, u16)> = booked.iter().map(|v| (v.slot.day.since(today), v.slot.cell - booked[0].slot.cell)).collect();
    assert_eq!(at, [(3, 0), (3, 9)]);
    assert!(booked.iter().all(|v| v.status == Status::Booked));
}

#[tokio::test]
async fn the_page_of_a_series_begins_with_the_question_for_whom() {
    let (stage, guest) = stage().await;
    let desk = stage.as_(Role::Desk);
    let opening = desk.get("/calendar/series").await;
    assert!(opening.status == 200 && opening.text.contains("For whom?"), "{}", opening.text);
    let found = desk.get("/calendar/series?q=ines").await;
    assert!(found.text.contains(&format!("/calendar/series?patient={guest}")), "{}", found.text);
    let nobody = desk.get("/calendar/series?q=zzzzqq").await;
    assert!(nobody.text.contains("Nobody is called that here"), "{}", nobody.text);
    // A series that cannot be says the least changes that would open it.
    let none = desk.get(&format!("/calendar/series?patient={guest}&service=glycolic&sessions=4&min=170&ideal=170&max=170")).await;
    assert!(none.text.contains("What would make it possible") && none.text.contains("visits can be booked"), "{}", none.text);
}
