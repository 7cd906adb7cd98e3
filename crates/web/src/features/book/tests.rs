//! Booking by a guest: nobody is signed in, and the desk sees it.
use crate::features::calendar::desk;
use crate::stage::Stage;
use chart::booking::{Hours, HoursKind, Kind, Resource, Service};
use vocab::Role;

async fn stage() -> Stage {
    let stage = Stage::new().await;
    let bookings = desk::bookings(&stage.house).unwrap();
    let one = |id: &str, kind, name: &str| Resource {
        id: id.to_owned(),
        kind,
        name: name.to_owned(),
        line: String::new(),
        skills: vec![("microneedling".to_owned(), None)],
        retired: false,
    };
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
    assert!(told.status == 200 && told.text.contains("Your time is kept"), "{}", told.text);
    let again = guest.post_bare("/book/microneedling", &fields).await;
    assert!(again.status == 409 && again.text.contains("taken a moment ago"), "{}", again.text);
    let desk = stage.as_(Role::Desk).get("/today").await;
    assert!(desk.text.contains("Amara O.: something is open."), "{}", desk.text);
}
