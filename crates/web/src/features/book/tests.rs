//! Booking by a guest: nobody is signed in, and the desk sees it.
use crate::features::calendar::desk;
use crate::stage::{Dice, Stage, engines};
use chart::Store;
use chart::booking::{Hours, HoursKind, Kind, Resource, Service};
use std::sync::Arc;
use vocab::Role;

async fn stage() -> Stage {
    on_stage(Stage::new().await).await
}

async fn on_stage(stage: Stage) -> Stage {
    let bookings = desk::bookings(&stage.house).unwrap();
    let skills = vec![("microneedling".to_owned(), None)];
    let one = |id: &str, kind, name: &str| Resource { skills: skills.clone(), ..Resource::new(id, kind, name) };
    let nurse = stage.id(Role::Nurse);
    let all = [one(nurse, Kind::Practitioner, "Noor"), one("fern", Kind::Room, "Fern")];
    bookings.keep_resources(&all).await.unwrap();
    let day = |weekday| Hours { kind: HoursKind::Shift, weekday, from: 108, to: 216 };
    let today = stage.house.today().unwrap();
    bookings.set_hours("", &(0..7).map(day).collect::<Vec<_>>(), today).await.unwrap();
    let shown = crate::features::calendar::samples::service();
    let hidden = Service { key: "hidden".to_owned(), title: "Hidden".to_owned(), public: false, ..shown.clone() };
    bookings.keep_services(&[shown, hidden]).await.unwrap();
    stage
}

#[tokio::test]
async fn a_guest_books_sees_price_and_preparation_first_and_the_desk_sees_the_visit() {
    let stage = stage().await;
    let guest = stage.out();
    let list = guest.get("/book").await;
    assert!(list.text.contains("Microneedling") && !list.text.contains("Hidden"), "{}", list.text);
    assert_eq!(guest.get("/book/hidden").await.status, 404);
    let page = guest.get("/book/microneedling").await;
    for said in ["240.00 EUR", "60 minutes", "1 to 3 quiet days", "No retinoid for five days before."] {
        assert!(page.text.contains(said), "{said}: {}", page.text);
    }
    let at = format!("{}T10:00", stage.house.today().unwrap().plus(1));
    assert!(page.text.contains(&format!("value=\"{at}\"")), "{}", page.text);
    let none = guest.post_bare("/book/microneedling", &[("at", &at)]).await;
    assert!(none.status == 422 && none.text.contains("Your name") && none.text.contains("reach you"), "{}", none.text);
    let fields = [("at", at.as_str()), ("name", "Amara Okafor"), ("reach", "+44 20 7946 0018")];
    let told = guest.post_bare("/book/microneedling", &fields).await;
    assert!(told.status == 303 && told.to.starts_with("/visit/"), "{}: {}", told.status, told.text);
    let own = guest.get(&told.to).await;
    for said in ["We expect you on", "Your time is kept", "You can move or cancel it here until", "No retinoid for five days before."] {
        assert!(own.text.contains(said), "{said}: {}", own.text);
    }
    let again = guest.post_bare("/book/microneedling", &fields).await;
    // Another form that wants the same time is somebody else.
    assert!(again.status == 409 && again.text.contains("taken a moment ago"), "{}", again.text);
    let desk = stage.as_(Role::Desk).get("/today").await;
    assert!(desk.text.contains("Amara O.: something is open."), "{}", desk.text);
}

#[tokio::test]
async fn a_form_that_is_sent_twice_books_once() {
    let stage = stage().await;
    let guest = stage.out();
    let page = guest.get("/book/microneedling").await.text;
    let form = page.split("name=\"form\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap().to_owned();
    let at = on(&stage, 3, "10:00");
    let send = async |form: &str, reach: &str, at: &str| {
        let fields = [("at", at), ("name", "Amara Okafor"), ("reach", reach), ("form", form)];
        guest.post_bare("/book/microneedling", &fields).await
    };
    let (mail, other) = ("amara@harbour.example", "b@harbour.example");
    let first = send(&form, mail, &at).await;
    let second = send(&form, " Amara@harbour.example", &at).await;
    assert!(first.status == 303 && second.status == 303, "{}", second.text);
    let opened = guest.get(&second.to).await;
    assert!(opened.status == 200 && opened.text.contains("We expect you on"), "{}", opened.text);
    let day = stage.house.today().unwrap();
    let visits = desk::bookings(&stage.house).unwrap().between(day, day.plus(5)).await.unwrap();
    assert_eq!(visits.len(), 1);
    // Who names another address gets no link to it, and a form that goes back for another time books another visit.
    assert_eq!(send(&form, other, &at).await.status, 409);
    assert_eq!(send(&form, mail, &on(&stage, 4, "10:00")).await.status, 303);
    for wrong in ["", "x", "../../etc", &"g".repeat(32)] {
        assert_eq!(send(wrong, other, &at).await.status, 409, "{wrong}");
    }
    let visits = desk::bookings(&stage.house).unwrap().between(day, day.plus(5)).await.unwrap();
    assert_eq!(visits.len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_form_that_is_pressed_many_times_at_once_is_one_guest_and_one_visit() {
    let file = std::env::temp_dir().join(format!("serein-{}-pressed.db", std::process::id()));
    let _ = std::fs::remove_file(&file);
    // In memory there is one connection, and so no race.
    let mut stores = engines("pressed").await;
    stores[0] = Store::open(&format!("sqlite:{}", file.display())).await.unwrap();
    for store in stores {
        let engine = store.engine();
        let stage = Arc::new(on_stage(Stage::on(store).await).await);
        let page = stage.out().get("/book/microneedling").await.text;
        let form = page.split("name=\"form\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap().to_owned();
        let at = on(&stage, 3, "10:00");
        // Fewer than one telephone may book on a day: each press that comes before the first is written is counted.
        let presses = (0..4).map(|n| {
            let (stage, form, at) = (stage.clone(), form.clone(), at.clone());
            let reach = if n % 2 == 0 { "amara@harbour.example" } else { "Amara@Harbour.example" };
            tokio::spawn(async move {
                let fields = [("at", at.as_str()), ("name", "Amara Okafor"), ("reach", reach), ("form", form.as_str())];
                stage.out().post_bare("/book/microneedling", &fields).await
            })
        });
        for press in presses.collect::<Vec<_>>() {
            let told = press.await.unwrap();
            assert_eq!(told.status, 303, "{engine:?}: {}", told.text);
            let own = stage.out().get(&told.to).await;
            assert!(own.status == 200 && own.text.contains("We expect you on"), "{}", own.text);
        }
        let found = stage.record().patients().find("Amara Okafor").await.unwrap();
        assert_eq!(found.len(), 1, "{engine:?}: one guest");
        let today = stage.house.today().unwrap();
        let visits = desk::bookings(&stage.house).unwrap().between(today, today.plus(5)).await.unwrap();
        assert_eq!(visits.len(), 1, "{engine:?}: one visit");
        let chart = stage.record().patients().for_the_house(&found[0].patient).await.unwrap();
        assert!(chart.contact().is_some_and(|contact| contact.by_guest), "how to reach them is written once, with the name");
        // Erased, and the same form again: somebody new.
        let by = stage.house.by(&stage.signed(Role::Director));
        stage.record().patients().erase(&found[0].patient, "asked for it", &by, &mut Dice).await.unwrap();
        let again = on(&stage, 4, "12:00");
        let fields = [("at", again.as_str()), ("name", "Amara Okafor"), ("reach", "amara@harbour.example"), ("form", form.as_str())];
        let told = stage.out().post_bare("/book/microneedling", &fields).await;
        assert_eq!(told.status, 303, "{}", told.text);
    }
}

/// Books as a guest; the address of the visit.
async fn booked(stage: &Stage, at: &str, reach: &str) -> String {
    let fields = [("at", at), ("name", "Amara Okafor"), ("reach", reach)];
    let told = stage.out().post_bare("/book/microneedling", &fields).await;
    assert_eq!(told.status, 303, "{at}: {}", told.text);
    told.to
}

fn on(stage: &Stage, days: i32, time: &str) -> String {
    format!("{}T{time}", stage.house.today().unwrap().plus(days))
}

#[tokio::test]
async fn a_guest_moves_and_cancels_by_the_link_until_a_day_before() {
    let stage = stage().await;
    let guest = stage.out();
    let visit = booked(&stage, &on(&stage, 3, "10:00"), "amara@harbour.example").await;
    let file = guest.get(&format!("{visit}/visit.ics")).await;
    assert!(file.status == 200 && file.text.contains("BEGIN:VEVENT") && !file.text.contains("needling"), "{}", file.text);
    assert!(guest.get(&visit).await.text.contains(&format!("href=\"{visit}/visit.ics\"")));
    let times = guest.get(&format!("{visit}?move=1")).await;
    let later = on(&stage, 4, "12:00");
    assert!(times.text.contains(&format!("value=\"{later}\"")), "{}", times.text);
    let moved = guest.post_bare(&visit, &[("do", "move"), ("at", &later)]).await;
    assert_eq!(moved.to, format!("{visit}?told=moved"), "{}", moved.text);
    assert!(guest.get(&moved.to).await.text.contains(", 12:00"));
    let (other, third) = (booked(&stage, &on(&stage, 3, "10:00"), "b@harbour.example").await, on(&stage, 3, "10:00"));
    let taken = guest.post_bare(&visit, &[("do", "move"), ("at", &third)]).await;
    assert!(taken.status == 409 && taken.text.contains("taken a moment ago"), "{}", taken.text);
    for wrong in [[("do", "move"), ("at", "noon")], [("do", "dance"), ("at", "")]] {
        let told = guest.post_bare(&visit, &wrong).await;
        assert!(matches!(told.status, 400 | 409), "{wrong:?}: {}", told.status);
    }
    for _ in 0..2 {
        let gone = guest.post_bare(&visit, &[("do", "cancel")]).await;
        assert!(matches!(gone.status, 200 | 303), "{}", gone.text);
    }
    assert!(guest.get(&visit).await.text.contains("is cancelled"));
    // The other one is too near by now: it says so and how to reach somebody.
    stage.later(3 * 86_400_000 - 20 * 3_600_000);
    let near = guest.get(&other).await;
    assert!(near.text.contains("can no longer be changed here") && !near.text.contains("Cancel my visit"), "{}", near.text);
    let late = guest.post_bare(&other, &[("do", "cancel")]).await;
    assert!(late.status == 409 && late.text.contains("too late"), "{}", late.text);
    assert!(guest.get("/visit/AAAAAAAAAAAAAAAA").await.text.contains("no longer opens"));
}

#[tokio::test]
async fn a_stranger_has_three_visits_open_and_books_a_few_times_a_day() {
    let stage = stage().await;
    let guest = stage.out();
    let mut visits = Vec::new();
    for (days, reach) in [(2, "+44 20 7946 0018"), (3, "020 7946 0018"), (4, "(020) 79460018")] {
        visits.push(booked(&stage, &on(&stage, days, "10:00"), reach).await);
    }
    let fields = |at: &str, reach: &str| [("at", at.to_owned()), ("name", "A".to_owned()), ("reach", reach.to_owned())];
    let fifth = on(&stage, 5, "10:00");
    let send = async |reach: &str| {
        let fields = fields(&fifth, reach);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        guest.post_bare("/book/microneedling", &fields).await
    };
    let full = send("+44 20 7946 0018").await;
    assert!(full.status == 429 && full.text.contains("3 visits are booked under this number"), "{}", full.text);
    // One is called off, and there is room for another.
    assert_eq!(guest.post_bare(&visits[0], &[("do", "cancel")]).await.status, 303);
    assert_eq!(send("+44 20 7946 0018").await.status, 303);
    // Somebody who changes the number is counted by the network address.
    let mut refused = None;
    for n in 0..8 {
        let at = on(&stage, 6 + n, "10:00");
        let reach = format!("guest{n}@harbour.example");
        let fields = fields(&at, &reach);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let told = guest.post_bare("/book/microneedling", &fields).await;
        if told.status == 429 {
            refused = Some(told.text);
            break;
        }
        assert_eq!(told.status, 303, "{}", told.text);
    }
    let refused = refused.unwrap();
    assert!(refused.contains("Many visits were booked from here") && refused.contains("by telephone"), "{refused}");
}
