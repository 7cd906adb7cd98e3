//! Feeds over HTTP: who makes them, what they say, and how they end.
use crate::features::calendar::tests::{book, day, stage};
use crate::stage::{Browser, Dice};
use chart::people::{AccessEvent, PeopleEvent};
use chart::register::By;
use vocab::Role;

/// Makes a feed; the address that is shown once.
async fn made(browser: &Browser<'_>, at: &str, fields: &[(&str, &str)]) -> String {
    let told = browser.post(at, fields).await;
    assert_eq!(told.status, 200, "{}", told.text);
    let rest = told.text.split("/feeds/").nth(1).unwrap_or_else(|| panic!("no address: {}", told.text));
    let address = format!("/feeds/{}", rest.split('<').next().unwrap());
    assert!(!browser.get(at).await.text.contains(&address), "it is shown once");
    address
}

#[tokio::test]
async fn ones_own_feed_says_first_letters_unless_told_otherwise_and_follows_the_visit() {
    let (stage, guest) = stage().await;
    let (nurse, out) = (stage.as_(Role::Nurse), stage.out());
    let tomorrow = day(&stage, 1);
    let visit = book(&stage, &guest, &format!("{tomorrow}T10:00")).await;
    let address = made(&nurse, "/calendar/feed", &[("names", "initials")]).await;
    let told = out.get(&address).await;
    assert_eq!((told.status, &told.headers["content-type"]), (200, &"text/calendar; charset=utf-8".parse().unwrap()));
    let basic = tomorrow.replace('-', "");
    let uid = format!("UID:{}@harbour.serein", visit.rsplit('/').next().unwrap());
    for line in [format!("DTSTART:{basic}T100000Z"), format!("DTEND:{basic}T110000Z"), "SUMMARY:I. M. Intense pulsed light".to_owned(), "LOCATION:Fern".to_owned(), "SEQUENCE:1".to_owned(), uid.clone()] {
        assert!(told.text.contains(&format!("{line}\r\n")), "{line}: {}", told.text);
    }
    assert!(!told.text.contains("Moreau"));
    let desk = stage.as_(Role::Desk);
    assert_eq!(desk.post(&format!("{visit}/move"), &[("at", &format!("{tomorrow}T11:00")), ("version", "1")]).await.status, 303);
    let told = out.get(&address).await.text;
    assert!(told.contains(&uid) && told.contains("SEQUENCE:2") && told.contains(&format!("DTSTART:{basic}T110000Z")), "{told}");
    for (names, says, hides) in [("full", "Ines Moreau Intense", "nobody"), ("none", "SUMMARY:Visit", "pulsed")] {
        let address = made(&nurse, "/calendar/feed", &[("names", names)]).await;
        let told = out.get(&address).await.text;
        assert!(told.contains(says) && !told.contains(hides), "{names}: {told}");
    }
    assert_eq!(out.get(&address).await.status, 410, "the address before is over");
    for names in ["", "everybody"] {
        assert_eq!(nurse.post("/calendar/feed", &[("names", names)]).await.status, 422, "{names}");
    }
}

#[tokio::test]
async fn a_guests_feed_says_when_and_where_and_nothing_of_what_is_done() {
    let (stage, guest) = stage().await;
    let (desk, out) = (stage.as_(Role::Desk), stage.out());
    let visit = book(&stage, &guest, &format!("{}T10:00", day(&stage, 1))).await;
    let page = format!("/patients/{guest}/feed");
    let address = made(&desk, &page, &[]).await;
    let told = out.get(&address).await.text;
    assert!(told.contains("SUMMARY:Appointment at "), "{told}");
    for hidden in ["pulsed", "Ines", "Moreau", "Fern", "Noor"] {
        assert!(!told.contains(hidden), "{hidden}: {told}");
    }
    assert!(desk.get(&page).await.text.contains("once, last Tue 24 Nov 2026, 09:00"), "a look is written down");
    let cancelled = desk.post(&format!("{visit}/status"), &[("to", "cancelled"), ("version", "1"), ("why", "ill")]).await;
    assert_eq!(cancelled.status, 303, "{}", cancelled.text);
    assert!(!out.get(&address).await.text.contains("VEVENT"), "what is called off is not told");
    assert_eq!(desk.post(&format!("{page}/end"), &[]).await.status, 303);
    assert_eq!(out.get(&address).await.status, 410);
    let address = made(&desk, &page, &[]).await;
    let by = By { author: stage.id(Role::Director).to_owned(), at: stage.house.now_ms() };
    stage.record().patients().erase(&guest, "asked for it", &by, &mut Dice).await.unwrap();
    assert_eq!(out.get(&address).await.status, 410, "whoever was erased has no visits");
    assert_eq!(desk.post("/patients/nobody/feed", &[]).await.status, 404);
}

#[tokio::test]
async fn a_guest_with_two_charts_has_one_calendar() {
    let (stage, guest) = stage().await;
    let (desk, out) = (stage.as_(Role::Desk), stage.out());
    let folded = stage.patient("Ines Morau").await;
    let by = By { author: stage.id(Role::Director).to_owned(), at: stage.house.now_ms() };
    let visits = [
        book(&stage, &guest, &format!("{}T10:00", day(&stage, 1))).await,
        book(&stage, &folded, &format!("{}T10:00", day(&stage, 60))).await,
    ];
    stage.record().patients().join(&guest, &folded, &by, &mut Dice).await.unwrap();
    for chart in [&guest, &folded] {
        let address = made(&desk, &format!("/patients/{chart}/feed"), &[]).await;
        let told = out.get(&address).await.text;
        for visit in &visits {
            let uid = format!("UID:{}@harbour.serein", visit.rsplit('/').next().unwrap());
            assert_eq!(told.matches(&uid).count(), 1, "{uid}: {told}");
        }
    }
}

#[tokio::test]
async fn looks_are_told_once_a_day_and_whoever_left_is_read_no_more() {
    let (stage, _) = stage().await;
    let address = made(&stage.as_(Role::Nurse), "/calendar/feed", &[("names", "initials")]).await;
    for _ in 0..3 {
        assert_eq!(stage.out().get(&address).await.status, 200);
    }
    stage.later(24 * 3_600_000);
    assert_eq!(stage.out().get(&address).await.status, 200);
    let people = stage.record().people();
    let told = people.access_of(stage.id(Role::Nurse)).await.unwrap();
    let of = |what: &str| told.iter().filter(|one| matches!(&one.event, AccessEvent::Feed { what: kept, .. } if kept == what)).count();
    assert_eq!((of("made"), of("read")), (1, 2), "{told:?}");
    let left = PeopleEvent::Left { practitioner: stage.id(Role::Nurse).to_owned() };
    let by = By { author: stage.id(Role::Owner).to_owned(), at: stage.house.now_ms() };
    people.tell(None, &[left], &by, &mut Dice).await.unwrap();
    assert_eq!(stage.out().get(&address).await.status, 410);
}
