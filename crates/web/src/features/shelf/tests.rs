//! The shelf and the catalogue over HTTP.
use super::Stock;
use crate::stage::Stage;
use vocab::Role;

const PRODUCT: &[(&str, &str)] = &[
    ("name", "Glycolic peel 30 %"),
    ("maker", "Maker"),
    ("unit", "ml"),
    ("pack", "50"),
    ("gtin", "9501101530003"),
    ("ingredients", "Glycolic Acid = aha_glycolic\nAqua"),
    ("treatment", "peel_glycolic"),
];

#[tokio::test]
async fn a_product_comes_in_by_its_code_is_used_counted_held_and_recalled() {
    let stage = Stage::new().await;
    let (director, nurse, desk) = (stage.as_(Role::Director), stage.as_(Role::Nurse), stage.as_(Role::Desk));
    let told = director.post("/catalogue", PRODUCT).await;
    assert_eq!(told.status, 303, "{}", told.text);
    assert_eq!(nurse.post("/catalogue", PRODUCT).await.status, 403, "a nurse does not change the catalogue");
    let scan = [("code", "(01)09501101530003(17)271200(10)G-7"), ("amount", "100")];
    assert_eq!(desk.post("/stock", &scan).await.status, 403);
    let received = nurse.post("/stock", &scan).await;
    assert_eq!(received.status, 303, "{}", received.text);
    let lot = received.to.clone();
    for words in ["G-7", "Fri 31 Dec 2027", "100 ml can be used"] {
        let page = nurse.get(&lot).await;
        assert!(page.text.contains(words), "{words}: {}", page.text);
    }
    for (fields, status) in [
        (vec![("do", "open"), ("note", "bench 2")], 303),
        (vec![("do", "waste"), ("amount", "10"), ("why", "broken")], 303),
        (vec![("do", "waste"), ("amount", "10")], 422),
        (vec![("do", "waste"), ("amount", "1000"), ("why", "broken")], 422),
        (vec![("do", "count"), ("amount", "88")], 303),
        (vec![("do", "count"), ("amount", "<b>")], 422),
        (vec![("do", "release"), ("note", "x")], 422),
        (vec![("do", "hold"), ("note", "")], 422),
        (vec![("do", "hold"), ("note", "fridge alarm")], 303),
        (vec![("do", "release"), ("note", "log was fine")], 303),
        (vec![("do", "explode")], 422),
    ] {
        let told = nurse.post(&lot, &fields).await;
        assert_eq!(told.status, status, "{fields:?}: {}", told.text);
    }
    let list = desk.get("/stock").await;
    assert!(list.text.contains("88 ml") && !list.text.contains("Something came in"), "{}", list.text);
    let empty = nurse.post(&format!("{lot}/recall"), &[("reference", ""), ("reason", "x")]).await;
    assert_eq!(empty.status, 422);
    assert_eq!(nurse.post(&format!("{lot}/recall"), &[("reference", "FSN-1"), ("reason", "particles")]).await.status, 303);
    assert!(nurse.get(&lot).await.text.contains("recalled (FSN-1)"));
    assert!(nurse.get("/stock").await.text.contains("Recalled"));
    assert_eq!(nurse.post("/stock", &scan).await.status, 422, "no more of it comes in");
    assert_eq!(nurse.get("/stock/nothing").await.status, 404);
}

#[tokio::test]
async fn what_does_not_hold_is_told_beside_its_field() {
    let stage = Stage::new().await;
    let (director, nurse) = (stage.as_(Role::Director), stage.as_(Role::Nurse));
    let with = |field: &'static str, value: &'static str| {
        let mut all: Vec<(&str, &str)> = PRODUCT.iter().filter(|(name, _)| *name != field).copied().collect();
        all.push((field, value));
        all
    };
    for (field, value, words) in [
        ("product", "../etc", "no such product"),
        ("pack", "0", "a pack holds something"),
        ("pack", "many", "A number such as"),
        ("unit", "barrel", "Choose a unit"),
        ("open_hours", "-1", "Whole hours"),
        ("gtin", "123", "digits"),
        ("treatment", "peel_glycollic", "did you mean `peel_glycolic`"),
        ("ingredients", "Glycolic Acid = aha_glycollic", "did you mean `aha_glycolic`"),
        ("name", "", "nothing was written"),
    ] {
        let told = director.post("/catalogue", &with(field, value)).await;
        assert_eq!(told.status, 422, "{field}={value}");
        assert!(told.text.to_lowercase().contains(&words.to_lowercase()), "{field}={value}: {}", told.text);
    }
    director.post("/catalogue", PRODUCT).await;
    let again = director.post("/catalogue", PRODUCT).await;
    assert!(again.status == 422 && again.text.contains("in the list already"), "{}", again.text);
    // Told anew under its own key, with what stood there before.
    let page = director.get("/catalogue?about=glycolic-peel-30").await.text;
    assert!(page.contains("Change Glycolic peel 30 %, Maker") && page.contains("Glycolic Acid = aha_glycolic"), "{page}");
    assert_eq!(director.post("/catalogue", &with("product", "glycolic-peel-30")).await.status, 303);
    for fields in [
        vec![],
        vec![("product", "glycolic-peel-30"), ("number", "x"), ("expires", "2020-01-01"), ("amount", "1")],
        vec![("product", "glycolic-peel-30"), ("number", "<script>"), ("expires", "someday"), ("amount", "1")],
        vec![("product", "nothing"), ("number", "x"), ("expires", "2027-01-01"), ("amount", "1")],
        vec![("code", "(01)09501101530004"), ("amount", "1")],
    ] {
        let told = nurse.post("/stock", &fields).await;
        assert_eq!(told.status, 422, "{fields:?}");
        assert!(!told.text.contains("<script>\""), "{fields:?}");
    }
}

#[tokio::test]
async fn devices_are_serviced_and_the_kit_is_looked_at() {
    let stage = Stage::new().await;
    let nurse = stage.as_(Role::Nurse);
    for (fields, status) in [
        (vec![("do", "service"), ("device", "ipl-1"), ("on", "2026-11-01"), ("report", "R1")], 422),
        (vec![("do", "describe"), ("device", "ipl-1"), ("name", "Ipl 1"), ("model", "M"), ("serial", "7"), ("service_days", "180")], 422),
        (vec![("do", "describe"), ("name", "IPL 1"), ("model", "M"), ("serial", "7"), ("treatment", "ipl"), ("service_days", "180")], 303),
        (vec![("do", "describe"), ("name", "ipl-1"), ("model", "M"), ("serial", "8"), ("service_days", "180")], 422),
        (vec![("do", "describe"), ("device", "ipl-1"), ("name", "IPL 1"), ("model", "N"), ("serial", "7"), ("treatment", "ipl"), ("service_days", "90")], 303),
        (vec![("do", "describe"), ("name", "IPL 2"), ("model", "M"), ("serial", "7"), ("service_days", "0")], 422),
        (vec![("do", "service"), ("device", "ipl-1"), ("on", "2027-11-01"), ("report", "R1")], 422),
        (vec![("do", "service"), ("device", "ipl-1"), ("on", "2026-11-01"), ("report", "R1")], 303),
        (vec![("do", "fault"), ("device", "ipl-1"), ("what", "filter <cracked>")], 303),
        (vec![("do", "item"), ("item_name", "Adrenaline"), ("need", "1")], 303),
        (vec![("do", "item"), ("item_name", "adrenaline"), ("need", "2")], 303),
        (vec![("do", "item"), ("item_name", " "), ("need", "2")], 422),
        (vec![("do", "item"), ("item_name", "Oxygen <mask>"), ("need", "1")], 303),
        (vec![("do", "out"), ("item", "oxygen")], 422),
        (vec![("do", "out"), ("item", "oxygen-mask")], 303),
        (vec![("do", "kit"), ("count_adrenaline", "two")], 422),
        (vec![("do", "kit"), ("count_adrenaline", "1"), ("expires_adrenaline", "2027-01-31")], 303),
    ] {
        let told = nurse.post("/devices", &fields).await;
        assert_eq!(told.status, status, "{fields:?}: {}", told.text);
    }
    let page = nurse.get("/devices").await;
    for words in ["Out of use: filter &lt;cracked&gt;", "missing", "looked at"] {
        assert!(page.text.contains(words), "{words}: {}", page.text);
    }
    let record = stage.record();
    let shelf = Stock::new(&record.store, &record.key, &record.site);
    let kit = shelf.kit().await.unwrap();
    assert!(kit.checked.is_some());
    assert_eq!(kit.items.iter().map(|item| (item.key.as_str(), item.need)).collect::<Vec<_>>(), [("adrenaline", 2)]);
    assert_eq!(shelf.devices().await.unwrap().into_values().map(|one| (one.key, one.model)).collect::<Vec<_>>(), [("ipl-1".to_owned(), "N".to_owned())]);
    assert!(nurse.get("/devices?about=ipl-1").await.text.contains("Change IPL 1"));
}
