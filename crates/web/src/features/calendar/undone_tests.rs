//! What a repair frees and calls off, told to whoever waits and to its guest: nothing before the grace is over, nothing of what
//! was taken back in it, and all of it afterwards; on both engines.
use super::repair_tests::{repair, standing};
use super::series_tests::{book, on, slots, visits};
use super::tests::write;
use super::wait_tests::{known, wait_for};
use crate::post::{Post, turn};
use crate::stage::{Remembers, Stage, engines};
use crate::{House, Shared};
use chart::contact::Contact;
use chart::entry::{Body, Fact, Identity, PlanAgreed};
use chart::message::{GRACE_MS, Kind, Outbox, Purpose, Tray, Way, Why};
use chart::register::By;
use std::sync::Arc;
use vocab::Role;

/// Every round of the post until nothing is due; how many went.
async fn rounds(house: &Arc<House>) -> usize {
    let mut sent = 0;
    loop {
        let round = turn(house).await.unwrap();
        assert_eq!(round.failed, 0);
        sent += round.sent;
        if round.taken == 0 {
            return sent;
        }
    }
}

/// Three peels of a plan are booked and confirmed by letter; then the skin burns, and the plan that is agreed anew has none of
/// them. A second guest waits for any time.
async fn told_and_burnt(stage: &Stage, guest: &str, courier: &Remembers) -> Shared {
    let house = stage.another(Post { couriers: vec![Arc::new(courier.clone())], reply_secret: None });
    let by = By { author: stage.id(Role::Desk).to_owned(), at: stage.house.now_ms() };
    let identity = Identity { name: "Ines Moreau".to_owned(), email: Some("ines@example.org".to_owned()), ..Identity::default() };
    write(stage, guest, Body::Identity(identity)).await;
    let allows = [(Purpose::Appointments, true)].into_iter().collect();
    let contact = Contact { ways: vec![Way::Email], allows, ..Contact::default() };
    outbox(stage).keep_contact(guest, &contact, &by, &mut crate::stage::Dice).await.unwrap();
    let first = stage.house.today().unwrap();
    let session = |n: i32| serde_json::json!({ "treatment": "peel_glycolic", "on": first.plus(n), "zones": [], "params": { "percent": 20.0, "ph": 3.5 } });
    let plan = serde_json::json!({ "sessions": [session(1), session(22), session(43)], "goals": { "concerns": [ { "concern": "melasma" } ] } });
    write(stage, guest, Body::PlanAgreed(PlanAgreed { plan })).await;
    let page = stage.as_(Role::Desk).get(&format!("/patients/{guest}/plan/book")).await;
    assert_eq!(book(stage, guest, &slots(&page, 0)).await.status, 303);
    stage.later(GRACE_MS);
    assert_eq!(rounds(&house).await, 1, "the confirmation");
    let burnt = Fact { condition: Some("sunburn_zone".to_owned()), on: Some(first), ..Fact::default() };
    write(stage, guest, Body::Fact(burnt)).await;
    let nurse = stage.as_(Role::Nurse);
    let at = format!("/patients/{guest}/plan");
    assert_eq!(nurse.post(&at, &[("do", "agree-mended")]).await.status, 303);
    let waits = known(stage, "Mo Sand").await;
    wait_for(stage, &waits, "led", &[("last", &first.plus(60).to_string())]).await;
    house
}

fn outbox(stage: &Stage) -> Outbox<'_> {
    let record = stage.record();
    Outbox::new(&record.store, &record.key, &record.site)
}

/// Accepts what is proposed; the address of the visit whose page it stands on.
async fn accept(stage: &Stage, guest: &str) -> String {
    let nurse = stage.as_(Role::Nurse);
    let page = nurse.get(&format!("/patients/{guest}/plan/book")).await;
    let id = page.text.split("/calendar/visits/").find_map(|rest| rest.split_once("/repair\"")).unwrap().0.to_owned();
    let done = nurse.post(&format!("/calendar/visits/{id}/repair"), &[("repair", &repair(&page, "repair"))]).await;
    assert_eq!(done.status, 303, "{}", done.text);
    format!("/calendar/visits/{id}")
}

#[tokio::test]
async fn what_a_repair_calls_off_is_told_and_offered_after_the_grace_and_never_when_it_was_undone() {
    for store in engines("undone").await {
        let (stage, guest) = on(Stage::on(store).await).await;
        let courier = Remembers::default();
        let first = stage.house.today().unwrap();
        let house = told_and_burnt(&stage, &guest, &courier).await;
        let before = standing(&stage, &guest, first).await;
        let knew = outbox(&stage).told(&guest).await.unwrap();
        assert!(knew.len() == 3 && knew.iter().all(|one| !one.gone), "{knew:?}");
        // Called off, and taken back a moment before the grace is over.
        let visit = accept(&stage, &guest).await;
        assert_eq!(standing(&stage, &guest, first).await.0, []);
        stage.later(GRACE_MS - 1);
        assert_eq!(rounds(&house).await, 0, "nobody is told within the grace");
        let desk = stage.as_(Role::Desk);
        let list = desk.get("/calendar/waitlist").await.text;
        assert!(list.contains("if it is still free then") && !list.contains("a time is held"), "{list}");
        let page = desk.get(&visit).await;
        let undo = desk.post(&format!("{visit}/repair/undo"), &[("repair", &repair(&page, "repair/undo"))]).await;
        assert_eq!(undo.status, 303, "{}", undo.text);
        assert_eq!(standing(&stage, &guest, first).await, before, "the same visits stand, and none beside them");
        assert!(desk.get(&visit).await.text.contains("Stands again"));
        stage.later(4 * GRACE_MS);
        assert_eq!(rounds(&house).await, 0, "what was never so is not told");
        assert_eq!(outbox(&stage).told(&guest).await.unwrap(), knew, "the confirmation holds");
        let quiet = outbox(&stage).listed(Tray::Suppressed).await.unwrap();
        assert!(quiet.iter().all(|one| one.why == Some(Why::NothingNew) && !one.call) && !quiet.is_empty(), "{quiet:?}");
        let list = stage.fresh(Role::Desk).await.get("/calendar/waitlist").await.text;
        assert!(list.contains("One guest waits") && !list.contains("a time is held") && !list.contains("if it is still free then") && list.contains("no visit moved"), "{list}");
        // Done again, and left: the guest hears of it once, and whoever waits has the first of the times.
        accept(&stage, &guest).await;
        stage.later(GRACE_MS);
        assert_eq!(rounds(&house).await, 1);
        let sent = outbox(&stage).listed(Tray::Sent).await.unwrap();
        assert!(sent.iter().any(|one| one.kind == Kind::Cancellation) && sent.len() == 2, "{sent:?}");
        let list = stage.fresh(Role::Desk).await.get("/calendar/waitlist").await.text;
        assert!(list.contains("One guest waits, a time is held for one"), "{list}");
        assert!(visits(&stage, &guest).await.iter().all(|one| !one.status.is_open()));
        assert_eq!(super::desk::bookings(&stage.house).unwrap().check().await.unwrap().faults, []);
    }
}
