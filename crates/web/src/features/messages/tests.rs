//! The pages of messages over HTTP: gestures, how somebody is reached, the link that stops, answers that are signed.
use crate::post::{Post, Secret};
use crate::stage::{Dice, NOW, SITE, Stage};
use axum::body::Body;
use axum::http::Request;
use chart::contact::Contact;
use chart::message::{Kind, Outbox, Purpose, Standing, Way, Wish};
use chart::register::By;
use courier::signature::{SIGNATURE, TIMESTAMP, sign};
use vocab::Role;

fn outbox(stage: &Stage) -> Outbox<'_> {
    let record = stage.record();
    Outbox::new(&record.store, &record.key, SITE)
}

fn by() -> By {
    By { author: "desk".to_owned(), at: NOW }
}

async fn wished(stage: &Stage, patient: &str, id: &str, kind: Kind) {
    let wish = Wish {
        id: id.to_owned(),
        patient: patient.to_owned(),
        kind,
        about: "botulinum/2026-11-01".to_owned(),
        not_before: NOW + 3_600_000,
        expires: NOW + 9 * 86_400_000,
        held: kind == Kind::Recall,
        detail: "Botulinum toxin: the result is expected to fade".to_owned(),
        attached: vec![],
    };
    outbox(stage).put(wish, &by(), &mut Dice).await.unwrap();
}

async fn contact(stage: &Stage, patient: &str) -> Option<Contact> {
    stage.record().patients().for_the_house(patient).await.unwrap().contact().cloned()
}

#[tokio::test]
async fn the_desk_sees_what_waits_and_sends_or_takes_it_back() {
    let stage = Stage::new().await;
    let amara = stage.patient("Amara Okafor").await;
    wished(&stage, &amara, "recall/1", Kind::Recall).await;
    wished(&stage, &amara, "care/1", Kind::Aftercare).await;
    let desk = stage.as_(Role::Desk);
    let page = desk.get("/messages").await.text;
    assert!(page.contains("Amara Okafor") && page.contains("No courier is set up"));
    let invite = desk.get("/messages?list=invite").await.text;
    assert!(invite.contains("the result is expected to fade") && !invite.contains("How it goes afterwards"));
    let told = desk.post("/messages", &[("message", "recall/1"), ("do", "send"), ("list", "invite")]).await;
    assert_eq!((told.status, told.to.as_str()), (303, "/messages?list=invite"));
    assert_eq!(outbox(&stage).one("recall/1").await.unwrap().standing, Standing::Queued);
    desk.post("/messages", &[("message", "care/1"), ("do", "cancel")]).await;
    assert_eq!(outbox(&stage).one("care/1").await.unwrap().standing, Standing::Cancelled);
    let late = desk.post("/messages", &[("message", "care/1"), ("do", "send")]).await;
    assert_eq!(late.status, 409, "it was taken back meanwhile");
    assert_eq!(desk.post("/messages", &[("message", "care/1"), ("do", "burn")]).await.status, 400);
    assert_eq!(desk.get("/messages?list=nonsense").await.status, 400);
}

#[tokio::test]
async fn how_somebody_is_reached_is_asked_and_kept() {
    let stage = Stage::new().await;
    let amara = stage.patient("Amara Okafor").await;
    let desk = stage.as_(Role::Desk);
    let address = format!("/patients/{amara}/contact");
    assert!(desk.get(&address).await.text.contains("Not asked yet"));
    let wrong = desk.post(&address, &[("way", "email"), ("appointments", "yes")]).await;
    assert_eq!(wrong.status, 422, "there is no address");
    assert!(wrong.text.contains("There is no e-mail address yet"));
    assert_eq!(contact(&stage, &amara).await, None);
    let fields = [("way", "call"), ("language", "en"), ("appointments", "no"), ("aftercare", "yes")];
    assert_eq!(desk.post(&address, &fields).await.status, 303);
    let kept = contact(&stage, &amara).await.unwrap();
    assert_eq!(kept.ways, []);
    assert_eq!(kept.allows, [(Purpose::Appointments, false), (Purpose::Aftercare, true)].into());
    assert!(desk.get(&format!("{address}?kept=yes")).await.text.contains("It counts from the next message on"));
}

#[tokio::test]
async fn the_desk_stops_every_message_with_a_reason_and_takes_it_back() {
    let stage = Stage::new().await;
    let amara = stage.patient("Amara Okafor").await;
    let before = Contact { ways: vec![Way::Email], allows: [(Purpose::Aftercare, true)].into(), ..Contact::default() };
    outbox(&stage).keep_contact(&amara, &before, &by(), &mut Dice).await.unwrap();
    wished(&stage, &amara, "care/1", Kind::Aftercare).await;
    let desk = stage.as_(Role::Desk);
    let (page, form) = (format!("/patients/{amara}/contact"), format!("/patients/{amara}/contact/halt"));
    assert!(desk.get("/messages").await.text.contains(&format!("href=\"{page}#halt\"")), "it is one press away from the outbox");
    let bare = desk.post(&form, &[("do", "stop"), ("why", " ")]).await;
    assert!(bare.status == 422 && bare.text.contains("Say why"));
    let long = "x".repeat(301);
    let long = desk.post(&form, &[("do", "stop"), ("why", &long)]).await;
    assert!(long.status == 422 && long.text.contains("At most 300 characters; these are 301."));
    assert_eq!(desk.post(&form, &[("do", "burn"), ("why", "x")]).await.status, 400);
    assert_eq!(outbox(&stage).one("care/1").await.unwrap().standing, Standing::Queued);
    assert_eq!(desk.post(&form, &[("do", "stop"), ("why", "bereaved")]).await.status, 303);
    assert_eq!(outbox(&stage).one("care/1").await.unwrap().standing, Standing::Cancelled);
    let told = desk.get(&page).await.text;
    assert!(told.contains("Every message is stopped") && told.contains("bereaved"), "{told}");
    assert!(desk.get("/messages?list=suppressed").await.text.contains("Every message to this guest was stopped here"));
    // Keeping another answer does not write again.
    desk.post(&page, &[("way", "call"), ("aftercare", "yes")]).await;
    assert!(contact(&stage, &amara).await.unwrap().is_stopped());
    assert_eq!(desk.post(&form, &[("do", "again"), ("why", "she asked for it")]).await.status, 303);
    assert!(!contact(&stage, &amara).await.unwrap().is_stopped());
    assert_eq!(outbox(&stage).one("care/1").await.unwrap().standing, Standing::Queued);
    assert!(desk.get(&page).await.text.contains("Written to again: she asked for it"));
}

#[tokio::test]
async fn a_guest_stops_with_one_press_and_takes_it_back() {
    let stage = Stage::new().await;
    let amara = stage.patient("Amara Okafor").await;
    let before = Contact {
        ways: vec![Way::Email],
        allows: [(Purpose::Appointments, true), (Purpose::Recall, true)].into(),
        ..Contact::default()
    };
    outbox(&stage).keep_contact(&amara, &before, &by(), &mut Dice).await.unwrap();
    wished(&stage, &amara, "recall/1", Kind::Recall).await;
    let path = crate::post::stop_path(stage.record(), &amara);
    let guest = stage.out();
    assert!(guest.get(&path).await.text.contains("Stop invitations"));
    for wrong in [format!("{path}x"), path[..path.len() - 1].to_owned(), format!("/stop/nobody/{}", path.rsplit('/').next().unwrap())] {
        assert!(guest.get(&wrong).await.text.contains("no longer opens"), "{wrong}");
    }
    let done = guest.post_bare(&path, &[("stop", "invitations")]).await;
    assert!(done.status == 200 && done.text.contains("Invitations are stopped"));
    assert!(!contact(&stage, &amara).await.unwrap().allows[&Purpose::Recall]);
    assert!(contact(&stage, &amara).await.unwrap().allows[&Purpose::Appointments]);
    assert_eq!(outbox(&stage).one("recall/1").await.unwrap().standing, Standing::Cancelled);
    let back = guest.post_bare(&path, &[("stop", "back"), ("before", "recall")]).await;
    assert_eq!(outbox(&stage).one("recall/1").await.unwrap().standing, Standing::Held, "what waited waits again");
    assert!(back.text.contains("It is as before"));
    assert!(contact(&stage, &amara).await.unwrap().allows[&Purpose::Recall]);
    // The button of a mail program.
    guest.post_bare(&path, &[("List-Unsubscribe", "One-Click")]).await;
    assert!(contact(&stage, &amara).await.unwrap().allows.values().all(|yes| !yes));
}

const SECRET: &str = "0123456789abcdef0123456789abcdef";

fn answer(body: &str, second: i64, secret: &str) -> Request<Body> {
    Request::post("/hooks/reply")
        .header(TIMESTAMP, second.to_string())
        .header(SIGNATURE, sign(secret, second, body.as_bytes()))
        .body(Body::from(body.to_owned()))
        .unwrap()
}

#[tokio::test]
async fn an_answer_is_heard_when_it_is_signed_and_fresh() {
    let stage = Stage::new().await;
    let amara = stage.patient("Amara Okafor").await;
    let before =
        Contact { ways: vec![Way::Text], allows: [(Purpose::Recall, true)].into(), ..Contact::default() };
    outbox(&stage).keep_contact(&amara, &before, &by(), &mut Dice).await.unwrap();
    wished(&stage, &amara, "recall/1", Kind::Recall).await;
    let house = stage.another(Post { couriers: vec![], reply_secret: Some(Secret(SECRET.to_owned())) });
    let (now, stop) = (NOW / 1_000, r#"{"id":"r1","message":"recall/1","from":"+1555","text":"STOP"}"#);
    for (request, status, words) in [
        (answer(stop, now, "another secret of thirty-two signs"), 400, "does not hold"),
        (answer(stop, now - 301, SECRET), 400, "five minutes"),
        (answer("{}", now, SECRET), 422, "an answer is"),
        (answer(r#"{"id":" ","text":"x"}"#, now, SECRET), 422, "an id of its own"),
        (answer(stop, now, SECRET), 200, "heard\""),
        (answer(stop, now, SECRET), 200, "heard before"),
        (answer(r#"{"id":"r2","from":"+1999","text":"Which room?"}"#, now, SECRET), 200, "heard\""),
    ] {
        let told = stage.at(&house, request).await;
        assert_eq!(told.status, status, "{}", told.text);
        assert!(told.text.contains(words), "{}", told.text);
    }
    assert!(!contact(&stage, &amara).await.unwrap().allows[&Purpose::Recall]);
    let page = stage.as_(Role::Desk).get("/messages?list=answers").await.text;
    assert!(page.contains("Which room?") && page.contains("nobody we know"));
    let read = stage.as_(Role::Desk).post("/messages/answers", &[("answer", "r2")]).await;
    assert_eq!((read.status, read.to.as_str()), (303, "/messages?list=answers"));
    // A house without the secret takes none.
    let told = stage.at(&stage.house, answer(stop, now, SECRET)).await;
    assert_eq!(told.status, 404);
}

#[tokio::test]
async fn quiet_hours_are_set_and_a_slip_is_told_beside_its_field() {
    let stage = Stage::new().await;
    let owner = stage.as_(Role::Owner);
    let page = owner.get("/settings/messages").await.text;
    assert!(page.contains("value=\"20:00\"") && page.contains("Invitation to come again"));
    let wrong = owner.post("/settings/messages", &[("from", "late"), ("to", "08:00"), ("reply-to", "desk")]).await;
    assert!(wrong.status == 422 && wrong.text.contains("A time of the day") && wrong.text.contains("An address such as"));
    let fields = [("from", "21:30"), ("to", "07:00"), ("invites", "themselves"), ("reply-to", "desk@house.example")];
    assert_eq!(owner.post("/settings/messages", &fields).await.status, 303);
    let settings = outbox(&stage).settings().await.unwrap();
    assert_eq!((settings.quiet.from, settings.quiet.to, settings.invites), (21 * 60 + 30, 7 * 60, true));
}
