//! A house without anything that can be booked is set up through the page, and then its times are free.
use crate::stage::Stage;
use vocab::Role;

const PAGE: &str = "/settings/bookable";

fn service<'a>(who: &'a str, change: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields = vec![
        ("title", "Hydrating facial"),
        ("treatment", "facial_hydrating"),
        ("hands_minutes", "50"),
        ("clean_minutes", "10"),
        ("room", "quiet"),
        ("price", "90"),
        ("public", "yes"),
        ("who", who),
    ];
    fields.retain(|(name, _)| !change.iter().any(|(other, _)| other == name));
    fields.extend(change.iter().filter(|(_, value)| !value.is_empty()));
    fields
}

#[tokio::test]
async fn a_new_house_names_its_rooms_people_and_services_and_can_be_booked() {
    let stage = Stage::new().await;
    let owner = stage.as_(Role::Owner);
    let who = stage.id(Role::Aesthetician);
    assert!(owner.get("/settings").await.text.contains("Nothing can be booked yet"));
    assert_eq!(owner.post("/settings/bookable/things", &[("kind", "practitioner"), ("person", who)]).await.status, 303);
    assert_eq!(owner.post("/settings/bookable/things", &[("kind", "room"), ("name", "Fern"), ("skills", "Quiet, treatment")]).await.status, 303);
    assert_eq!(owner.post("/settings/bookable/services", &service(who, &[])).await.status, 303);
    let page = owner.get(PAGE).await.text;
    for part in ["Fern", "quiet, treatment", "Hydrating facial", "90.00 EUR", ">50 min<"] {
        assert!(page.contains(part), "{part}\n{page}");
    }
    assert_eq!(owner.post("/calendar/hours", &[("of", ""), ("shift-from-0", "09:00"), ("shift-to-0", "17:00")]).await.status, 303);
    let times = stage.out().get("/book/hydrating-facial").await;
    assert!(times.status == 200 && times.text.contains("09:00"), "{}", times.text);
    // Out of the booking and back again; the same name changes and does not double.
    assert_eq!(owner.post("/settings/bookable/retired", &[("id", "room-fern"), ("to", "out")]).await.status, 303);
    assert!(!stage.out().get("/book/hydrating-facial").await.text.contains("09:00"));
    assert_eq!(owner.post("/settings/bookable/things", &[("kind", "room"), ("name", "fern"), ("skills", "quiet")]).await.status, 303);
    let page = owner.get(PAGE).await.text;
    assert!(page.matches("aria-label=\"Change ").count() == 3 && !page.contains("not booked any more"), "{page}");
    assert!(owner.get(&format!("{PAGE}?thing=room-fern")).await.text.contains("No longer book: fern"));
    // What is changed stands in the form as it is; what is not here leaves the form as it was.
    let page = owner.get(&format!("{PAGE}?service=hydrating-facial")).await.text;
    for part in ["name=\"hands_minutes\" type=\"number\" value=\"50\"", "name=\"price\" type=\"text\" value=\"90.00\""] {
        assert!(page.contains(part), "{part}\n{page}");
    }
    assert!(owner.get(&format!("{PAGE}?thing=room-fern")).await.text.contains("name=\"skills\" type=\"text\" value=\"quiet\""));
    assert_eq!(owner.get(&format!("{PAGE}?thing=nothing&service=%3Cb%3E")).await.status, 200);
}

#[tokio::test]
async fn what_cannot_be_booked_is_told_beside_its_field() {
    let stage = Stage::new().await;
    let (owner, who) = (stage.as_(Role::Owner), stage.id(Role::Aesthetician));
    for (fields, told) in [
        (vec![("kind", "rom"), ("name", "Fern")], "room"),
        (vec![("kind", "room"), ("name", " - ")], "A name of 1 to 200 letters"),
        (vec![("kind", "practitioner"), ("person", "somebody")], "Choose who it is"),
    ] {
        let page = owner.post("/settings/bookable/things", &fields).await;
        assert!(page.status == 422 && page.text.contains(told), "{fields:?}: {}", page.text);
    }
    owner.post("/settings/bookable/things", &[("kind", "practitioner"), ("person", who)]).await;
    owner.post("/settings/bookable/things", &[("kind", "room"), ("name", "Fern"), ("skills", "quiet")]).await;
    for (change, told) in [
        (("title", "%"), "as the price list says it"),
        (("treatment", "facial_hydratin"), "that the library knows"),
        (("hands_minutes", "0"), "five minutes at least"),
        (("clean_minutes", "7"), "in steps of 5"),
        (("clean_minutes", "600"), "at most 480"),
        (("room", "loud"), "Nothing in the house serves"),
        (("price", "1.005"), "An amount of"),
        (("who", "nobody"), "at least one person"),
        (("percent", "101"), "A number from 0 to 100"),
        (("ph", "sour"), "A number from 0 to 14"),
        (("quiet_low", "61"), "0 to 60"),
        (("quiet_low", "3"), "Not less than the fewest"),
    ] {
        let page = owner.post("/settings/bookable/services", &service(who, &[change])).await;
        assert!(page.status == 422 && page.text.contains(told), "{change:?}: {}", page.text);
    }
    let page = owner.get(PAGE).await;
    assert!(page.text.contains("Nothing is offered yet"), "nothing wrong was kept");
    assert_eq!(stage.as_(Role::Nurse).post("/settings/bookable/things", &[("kind", "room"), ("name", "Fern")]).await.status, 403);
}

/// Whether an aesthetician may apply an acid depends on its acidity: a service that says it is booked without a question, and
/// what was said stays when something else is changed.
#[tokio::test]
async fn a_service_says_strength_and_acidity_and_keeps_them() {
    let stage = Stage::new().await;
    let (owner, who) = (stage.as_(Role::Owner), stage.id(Role::Aesthetician));
    owner.post("/settings/bookable/things", &[("kind", "practitioner"), ("person", who)]).await;
    owner.post("/settings/bookable/things", &[("kind", "room"), ("name", "Fern"), ("skills", "quiet")]).await;
    let kept = async || crate::features::calendar::desk::bookings(&stage.house).unwrap().services().await.unwrap().remove(0);
    let mut fields = service(who, &[("title", "Glycolic"), ("treatment", "peel_glycolic"), ("percent", "20")]);
    fields.push(("ph", "3.5"));
    assert_eq!(owner.post("/settings/bookable/services", &fields).await.status, 303);
    assert_eq!((kept().await.percent, kept().await.ph), (Some(20.0), Some(3.5)));
    let fields = service(who, &[("title", "Glycolic"), ("treatment", "peel_glycolic"), ("price", "130")]);
    assert_eq!(owner.post("/settings/bookable/services", &fields).await.status, 303);
    assert_eq!((kept().await.price_minor, kept().await.percent, kept().await.ph), (Some(13_000), Some(20.0), Some(3.5)));
    // Another treatment under the same name begins without them.
    let fields = service(who, &[("title", "Glycolic"), ("treatment", "facial_hydrating")]);
    assert_eq!(owner.post("/settings/bookable/services", &fields).await.status, 303);
    assert_eq!((kept().await.percent, kept().await.ph), (None, None));
}

/// A name in any writing has a key that an address can show, and what is called otherwise is something else.
#[tokio::test]
async fn names_in_other_writings_are_kept_apart() {
    let stage = Stage::new().await;
    let (owner, who) = (stage.as_(Role::Owner), stage.id(Role::Aesthetician));
    owner.post("/settings/bookable/things", &[("kind", "practitioner"), ("person", who)]).await;
    for room in ["Fougère", "静室", "茶室", "FOUGÈRE"] {
        let told = owner.post("/settings/bookable/things", &[("kind", "room"), ("name", room), ("skills", "quiet")]).await;
        assert_eq!(told.status, 303, "{room}: {}", told.text);
    }
    for title in ["Épilation Łukasz", "针灸", "按摩", "针灸 "] {
        let told = owner.post("/settings/bookable/services", &service(who, &[("title", title)])).await;
        assert_eq!(told.status, 303, "{title}: {}", told.text);
    }
    let bookings = crate::features::calendar::desk::bookings(&stage.house).unwrap();
    let rooms: Vec<String> = bookings.resources().await.unwrap().into_iter().map(|one| one.id).filter(|id| id != who).collect();
    assert_eq!(rooms, ["room-fougere", "room", "room-2"]);
    let services = bookings.services().await.unwrap();
    let services: Vec<(&str, &str)> = services.iter().map(|one| (one.key.as_str(), one.title.as_str())).collect();
    assert_eq!(services, [("epilation-lukasz", "Épilation Łukasz"), ("service", "针灸"), ("service-2", "按摩")]);
    let times = stage.out().get("/book/service-2").await;
    assert!(times.status == 200 && times.text.contains("按摩"), "{}", times.text);
}
