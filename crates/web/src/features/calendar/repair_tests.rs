//! What happens when life does: a series is repaired with one gesture, undone, and repaired again.
use super::series_tests::{agree, book, slots, stage, visits};
use super::tests::write;
use crate::stage::{Stage, Told};
use chart::booking::{Status, UNDO_MS, Visit};
use chart::entry::{Body, Fact};
use vocab::{Day, Role};

const DAY: i64 = 86_400_000;

/// Four peels at 14 days, booked as a whole; the guest.
pub(super) async fn booked() -> (Stage, String) {
    let (stage, guest) = stage().await;
    agree(&stage, &guest, &[1, 15, 29, 43]).await;
    let page = stage.as_(Role::Desk).get(&format!("/patients/{guest}/plan/book")).await;
    let told = book(&stage, &guest, &slots(&page, 0)).await;
    assert_eq!(told.status, 303, "{}", told.text);
    (stage, guest)
}

async fn turn(stage: &Stage, visit: &Visit, to: &[&str]) {
    let desk = stage.fresh(Role::Desk).await;
    for (n, to) in (visit.version..).zip(to) {
        let told = desk.post(&format!("/calendar/visits/{}/status", visit.id), &[("to", to), ("version", &n.to_string())]).await;
        assert_eq!(told.status, 303, "{to}: {}", told.text);
    }
}

/// The value of the hidden field `repair` of the form that goes to this address.
pub(super) fn repair(told: &Told, to: &str) -> String {
    let form = told.text.split(&format!("/{to}\">")).nth(1).unwrap_or_else(|| panic!("no form to {to}: {}", told.text));
    form.split("name=\"repair\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

/// Where each open visit is, and how each that is gone went.
pub(super) async fn standing(stage: &Stage, guest: &str, first: Day) -> (Vec<(i32, u16, u16)>, Vec<Status>) {
    let all = visits(stage, guest).await;
    let step = |v: &Visit| v.body.step.as_ref().map_or(0, |step| step.step);
    let mut open: Vec<_> = all.iter().filter(|v| v.status.is_open()).map(|v| (v.slot.day.since(first), v.slot.cell, step(v))).collect();
    open.sort_unstable();
    (open, all.iter().filter(|v| !v.status.is_open()).map(|v| v.status).collect())
}

#[tokio::test]
async fn a_guest_misses_the_second_of_four_peels_and_one_gesture_repairs_the_rest() {
    let (stage, guest) = booked().await;
    let first = stage.house.today().unwrap();
    let all = visits(&stage, &guest).await;
    stage.later(DAY);
    turn(&stage, &all[0], &["arrived", "in_room", "done"]).await;
    stage.later(14 * DAY);
    turn(&stage, &all[1], &["no_show"]).await;
    let (before, _) = standing(&stage, &guest, first).await;
    let cell = before[0].1;
    assert_eq!(before, [(29, cell, 3), (43, cell, 4)]);
    // The page says what moves and why; nothing is moved by looking.
    let desk = stage.fresh(Role::Desk).await;
    let url = format!("/calendar/visits/{}", all[1].id);
    let page = desk.get(&url).await;
    for said in [
        "Glycolic peel 2 is booked again, moved from Wed 9 December to Thu 10 December 2026, ",
        "because it was missed on Wed 9 December 2026.",
        "Glycolic peel 3 moves from Wed 23 December to Thu 24 December 2026, ",
        "because it comes at least 14 days after Glycolic peel 2 on Thu 10 December.",
        "Glycolic peel 4 moves from Wed 6 January to Thu 7 January 2027, ",
        "Do all 3",
    ] {
        assert!(page.text.contains(said), "{said}: {}", page.text);
    }
    assert_eq!(standing(&stage, &guest, first).await.0, before);
    // One gesture.
    let digest = repair(&page, "repair");
    let done = desk.post(&format!("{url}/repair"), &[("repair", &digest)]).await;
    assert_eq!(done.status, 303, "{}", done.text);
    let (after, gone) = standing(&stage, &guest, first).await;
    assert_eq!(after, [(16, cell, 2), (30, cell, 3), (44, cell, 4)]);
    assert_eq!(gone, [Status::Done, Status::NoShow]);
    let page = desk.get(&url).await;
    assert!(page.text.contains("Nobody was told yet.") && !page.text.contains("What puts it right"), "{}", page.text);
    // What was proposed a moment ago is not what would be proposed now.
    assert_eq!(desk.post(&format!("{url}/repair"), &[("repair", &digest)]).await.status, 409);
    // Undone within three minutes, every visit is exactly where it was.
    stage.later(UNDO_MS - 1_000);
    let undo = desk.post(&format!("{url}/repair/undo"), &[("repair", &repair(&page, "repair/undo"))]).await;
    assert_eq!(undo.status, 303, "{}", undo.text);
    assert_eq!(standing(&stage, &guest, first).await.0, before);
    // Redone, and after three minutes there is no way back.
    let again = desk.get(&url).await;
    let done = desk.post(&format!("{url}/repair"), &[("repair", &repair(&again, "repair"))]).await;
    assert_eq!(done.status, 303, "{}", done.text);
    assert_eq!(standing(&stage, &guest, first).await.0, after);
    let page = desk.get(&url).await;
    stage.later(UNDO_MS + 1_000);
    let late = desk.post(&format!("{url}/repair/undo"), &[("repair", &repair(&page, "repair/undo"))]).await;
    assert!(late.status == 409 && late.text.contains("three minutes are over"), "{}", late.text);
    assert!(!desk.get(&url).await.text.contains("Undo the repair"));
    assert_eq!(super::desk::bookings(&stage.house).unwrap().check().await.unwrap().faults, []);
}

#[tokio::test]
async fn what_somebody_took_meanwhile_cannot_be_undone_and_the_page_says_so() {
    let (stage, guest) = booked().await;
    let all = visits(&stage, &guest).await;
    stage.later(16 * DAY);
    turn(&stage, &all[1], &["no_show"]).await;
    turn(&stage, &all[0], &["arrived", "in_room", "done"]).await;
    let desk = stage.fresh(Role::Desk).await;
    let url = format!("/calendar/visits/{}", all[3].id);
    let page = desk.get(&url).await;
    let done = desk.post(&format!("{url}/repair"), &[("repair", &repair(&page, "repair"))]).await;
    assert_eq!(done.status, 303, "{}", done.text);
    let other = stage.patient("Joel Tanner").await;
    let (at, who) = (super::words::moment(all[3].slot.day, all[3].slot.cell), all[3].slot.of(chart::booking::Kind::Practitioner).unwrap());
    for (n, room) in ["fern", "moss"].iter().enumerate() {
        let fields = [("patient", other.as_str()), ("service", "led"), ("at", &at), ("room", room), if n == 0 { ("who", who) } else { ("note", "") }];
        let told = desk.post("/calendar/new", &fields).await;
        assert!(told.status == 303 || n == 1, "{}", told.text);
    }
    let page = desk.get(&url).await;
    let undo = desk.post(&format!("{url}/repair/undo"), &[("repair", &repair(&page, "repair/undo"))]).await;
    assert!(undo.status == 409 && undo.text.contains("was taken meanwhile. The repair stands."), "{}", undo.text);
}

#[tokio::test]
async fn a_visit_moved_too_far_is_told_and_a_stopped_one_finds_its_day() {
    let (stage, guest) = stage().await;
    agree(&stage, &guest, &[1, 22, 43, 64]).await;
    let page = stage.as_(Role::Desk).get(&format!("/patients/{guest}/plan/book")).await;
    assert_eq!(book(&stage, &guest, &slots(&page, 0)).await.status, 303);
    let first = stage.house.today().unwrap();
    let all = visits(&stage, &guest).await;
    let desk = stage.as_(Role::Desk);
    let url = format!("/calendar/visits/{}", all[3].id);
    assert!(!desk.get(&url).await.text.contains("What puts it right"), "nothing is proposed where everything stands");
    // The fourth moves by hand to 31 days after the third; 28 are the most.
    let at = super::words::moment(all[3].slot.day.plus(10), all[3].slot.cell);
    let moved = desk.post(&format!("{url}/move"), &[("at", &at), ("version", "1")]).await;
    assert_eq!(moved.status, 303, "{}", moved.text);
    let page = desk.get(&url).await;
    assert!(page.text.contains("it comes at most 28 days from Glycolic peel") && page.text.contains("Do this"), "{}", page.text);
    assert_eq!(desk.post(&format!("{url}/repair"), &[("repair", &repair(&page, "repair"))]).await.status, 303);
    let (open, _) = standing(&stage, &guest, first).await;
    let days: Vec<i32> = open.iter().map(|(day, ..)| *day).collect();
    assert!(days == [1, 22, 43, 71] || days == [1, 22, 46, 74], "{days:?}");
    // A fact stops the first: it moves to a day that the gate lets through.
    let sun = Fact { condition: Some("sunburn_zone".to_owned()), on: Some(first), ..Fact::default() };
    write(&stage, &guest, Body::Fact(sun)).await;
    let page = desk.get(&format!("/calendar/visits/{}", all[0].id)).await;
    assert!(page.text.contains("the safety check says:"), "{}", page.text);
}

#[tokio::test]
async fn today_and_the_plan_say_that_a_series_does_not_stand_and_one_gesture_repairs_it() {
    let (stage, guest) = booked().await;
    let first = stage.house.today().unwrap();
    let all = visits(&stage, &guest).await;
    let desk = stage.as_(Role::Desk);
    assert!(!desk.get("/today").await.text.contains("does not stand"), "all is well");
    stage.later(DAY);
    turn(&stage, &all[0], &["arrived", "in_room", "done"]).await;
    stage.later(14 * DAY);
    turn(&stage, &all[1], &["no_show"]).await;
    let (before, _) = standing(&stage, &guest, first).await;
    let (desk, owner, nurse) = (stage.fresh(Role::Desk).await, stage.fresh(Role::Owner).await, stage.fresh(Role::Nurse).await);
    let url = format!("/calendar/visits/{}", all[1].id);
    let today = desk.get("/today").await;
    let told = today.text.split("Ines M.: the series does not stand.").nth(1).unwrap_or_else(|| panic!("{}", today.text));
    for said in ["because it was missed on Wed 9 December 2026.", "because it comes at least 14 days after Glycolic peel 2", "Do all 3"] {
        assert!(told.contains(said), "{said}: {told}");
    }
    // Who may not book reads it without the gesture.
    let read = owner.get("/today").await;
    assert!(read.text.contains("the series does not stand") && !read.text.contains("Do all 3"), "{}", read.text);
    let plan = nurse.get(&format!("/patients/{guest}/plan")).await;
    assert!(plan.text.contains("What puts it right") && plan.text.contains("Do all 3"), "{}", plan.text);
    let book = desk.get(&format!("/patients/{guest}/plan/book")).await;
    assert!(book.text.contains("The visits of Ines Moreau follow the plan") && !book.text.contains("Book this visit"), "{}", book.text);
    let id = plan.text.split("/calendar/visits/").find_map(|rest| rest.split_once("/repair\"")).unwrap().0.to_owned();
    let fields = [("repair", repair(&plan, "repair")), ("back", "plan".to_owned())];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let done = nurse.post(&format!("/calendar/visits/{id}/repair"), &fields).await;
    assert_eq!((done.status, done.to), (303, format!("/patients/{guest}/plan/book?told=repaired")), "{}", done.text);
    assert_ne!(standing(&stage, &guest, first).await.0, before);
    assert!(!desk.get("/today").await.text.contains("does not stand"));
    let plan = nurse.get(&format!("/patients/{guest}/plan")).await;
    let undo = nurse.post(&format!("{url}/repair/undo"), &[("repair", &repair(&plan, "repair/undo"))]).await;
    assert_eq!(undo.status, 303, "{}", undo.text);
    assert_eq!(standing(&stage, &guest, first).await.0, before);
}

#[tokio::test]
async fn where_no_day_is_left_the_planner_is_one_press_away_and_the_visits_follow_what_was_agreed() {
    let (stage, guest) = stage().await;
    let first = stage.house.today().unwrap();
    let session = |n: i32| serde_json::json!({ "treatment": "peel_glycolic", "on": first.plus(n), "zones": [], "params": { "percent": 20.0, "ph": 3.5 } });
    let plan = serde_json::json!({ "sessions": [session(1), session(22), session(43)], "goals": { "concerns": [ { "concern": "melasma" } ] } });
    write(&stage, &guest, Body::PlanAgreed(chart::entry::PlanAgreed { plan })).await;
    let page = stage.as_(Role::Desk).get(&format!("/patients/{guest}/plan/book")).await;
    assert_eq!(book(&stage, &guest, &slots(&page, 0)).await.status, 303);
    let all = visits(&stage, &guest).await;
    let before = standing(&stage, &guest, first).await.0;
    let burnt = Fact { condition: Some("sunburn_zone".to_owned()), on: Some(first), ..Fact::default() };
    write(&stage, &guest, Body::Fact(burnt)).await;
    let (desk, nurse) = (stage.as_(Role::Desk), stage.as_(Role::Nurse));
    let url = format!("/calendar/visits/{}", all[1].id);
    let told = desk.get(&url).await;
    assert!(told.text.contains("The plan itself must change") && !told.text.contains("See what the plan can do"), "{}", told.text);
    assert!(desk.get("/today").await.text.contains("the series does not stand"));
    let told = nurse.get(&url).await;
    assert!(told.text.contains("See what the plan can do") && told.text.contains("the safety check says:"), "{}", told.text);
    // One press: what the mended plan would be, and why. Nothing is changed by asking.
    let at = format!("/patients/{guest}/plan");
    let mended = nurse.post(&at, &[("do", "mend")]).await;
    assert!(mended.text.contains("given up") && mended.text.contains("Agree these days, and see the visits"), "{}", mended.text);
    assert_eq!(standing(&stage, &guest, first).await.0, before);
    // The second agrees and shows its visits; the third does all of it.
    let agreed = nurse.post(&at, &[("do", "agree-mended")]).await;
    assert_eq!((agreed.status, agreed.to.as_str()), (303, format!("{at}/book?told=mended").as_str()), "{}", agreed.text);
    let follow = nurse.get(&agreed.to).await;
    assert!(follow.text.contains("Agreed.") && follow.text.contains("is called off, because it is no part of the plan any more."), "{}", follow.text);
    let id = follow.text.split("/calendar/visits/").find_map(|rest| rest.split_once("/repair\"")).unwrap().0.to_owned();
    let digest = repair(&follow, "repair");
    let done = nurse.post(&format!("/calendar/visits/{id}/repair"), &[("repair", &digest), ("back", "plan")]).await;
    assert_eq!(done.status, 303, "{}", done.text);
    assert_eq!(standing(&stage, &guest, first).await.0, []);
    let after = nurse.get(&done.to).await;
    assert!(after.text.contains("Undo the repair"), "{}", after.text);
    let undo = nurse.post(&format!("/calendar/visits/{id}/repair/undo"), &[("repair", &repair(&after, "repair/undo"))]).await;
    assert_eq!(undo.status, 303, "{}", undo.text);
    assert_eq!(standing(&stage, &guest, first).await.0, before);
    assert_eq!(super::desk::bookings(&stage.house).unwrap().check().await.unwrap().faults, []);
}
