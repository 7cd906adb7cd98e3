//! Sessions over HTTP: from the door to the signatures and amendments.
use super::said;
use crate::features::treat::load::stock;
use crate::stage::{Browser, Dice, NOW, PASSWORD, Stage, Told};
use chart::door::{Checked, CheckedLine, Light, Outcome, What};
use chart::entry::Body;
use chart::patient::NewEntry;
use chart::people::PeopleEvent;
use chart::register::By;
use chart::stock::{Amount, Delivery, Product, Unit};
use vocab::Role;

/// A house with a patient, two vials of 100 units of a toxin on the shelf, and the door asked today.
async fn room(treatment: &str) -> (Stage, String, String) {
    let (stage, patient, lot) = shelf_of(Stage::new().await).await;
    at_the_door(&stage, &patient, treatment, Role::Nurse, &[&lot]).await;
    (stage, patient, lot)
}

/// A patient with a consent to toxin, and two vials of it on the shelf.
pub(super) async fn shelf_of(stage: Stage) -> (Stage, String, String) {
    let patient = stage.patient("Amara <Okafor>").await;
    let by = By { author: stage.id(Role::Nurse).to_owned(), at: NOW };
    let product = Product {
        key: "toxin".into(),
        name: "Toxin 100 U".into(),
        maker: "Maker".into(),
        unit: Unit::Unit,
        pack: Amount::whole(100),
        open_hours: Some(24),
        ingredients: vec![],
        treatments: vec!["botulinum".into()],
        reorder_at: Amount::whole(50),
        gtin: None,
        label: None,
        retired: false,
    };
    let k = crate::house::knowledge().unwrap();
    let shelf = stock(stage.record());
    shelf.set_product(k, &product, &by, &mut Dice).await.unwrap();
    let today = stage.house.today().unwrap();
    let delivery = Delivery { number: "C1".into(), expires: today.plus(200), amount: Amount::whole(200), from: String::new() };
    let lot = shelf.receive(&product, &delivery, today, &by, &mut Dice).await.unwrap();
    stage.consented(&patient, "botulinum").await;
    (stage, patient, lot)
}

/// A door at which every line was green for somebody.
pub(super) async fn at_the_door(stage: &Stage, patient: &str, treatment: &str, who: Role, lots: &[&str]) {
    let now = stage.house.now_ms();
    let by = By { author: stage.id(who).to_owned(), at: now };
    let line = |what: &What| CheckedLine { what: *what, light: Light::Green, rules: vec![], passed: vec![], ticked: false };
    let checked = Checked {
        service: treatment.to_owned(),
        on: stage.house.today().unwrap(),
        zone: None,
        practitioner: by.author.clone(),
        outcome: Outcome::Started,
        lots: lots.iter().map(|lot| (*lot).to_owned()).collect(),
        device: None,
        params: vocab::Params::default(),
        lines: What::ALL.iter().map(line).collect(),
    };
    let new = NewEntry { id: chart::book::new_id(now, &mut Dice), happened_at: now, body: Body::Door(checked), amends: None };
    stage.record().patients().record(patient, None, &[new], &by, &mut Dice).await.unwrap();
}

#[tokio::test]
async fn a_pass_of_somebody_else_or_used_before_or_of_a_lot_recalled_since_begins_nothing() {
    let (stage, patient, lot) = room("botulinum").await;
    let (nurse, prescriber) = (stage.as_(Role::Nurse), stage.as_(Role::Prescriber));
    let address = format!("/patients/{patient}/sessions");
    let told = prescriber.post(&address, &[("treatment", "botulinum")]).await;
    assert_eq!(told.status, 422);
    holds(&told, "a pass is one person");
    let page = begun(&nurse, &patient, "botulinum", "no").await;
    let told = nurse.post(&address, &[("treatment", "botulinum")]).await;
    assert_eq!((told.status, told.to.as_str()), (303, page.as_str()), "a second press leads to what is open");
    let sign = [("do", "sign"), ("proof", PASSWORD), ("toxin", "onabotulinumtoxinA"), ("diluent_ml", "2.5")];
    let point = [("do", "add"), ("next_lot", lot.as_str()), ("next_zone", "glabella"), ("next_amount", "4")];
    assert_eq!(nurse.post(&page, &point).await.status, 303);
    assert_eq!(nurse.post(&page, &sign).await.status, 303);
    let told = nurse.post(&address, &[("treatment", "botulinum")]).await;
    assert_eq!(told.status, 422);
    holds(&told, "already");
    at_the_door(&stage, &patient, "botulinum", Role::Nurse, &[&lot]).await;
    let by = By { author: stage.id(Role::Nurse).to_owned(), at: NOW };
    stock(stage.record()).recall(&lot, "FSN-1", "particles", &by, &mut Dice).await.unwrap();
    let told = nurse.post(&address, &[("treatment", "botulinum")]).await;
    assert_eq!(told.status, 422);
    holds(&told, "Products and lots");
    holds(&told, "recalled");
}

pub(super) async fn begun(nurse: &Browser<'_>, patient: &str, treatment: &str, again: &str) -> String {
    let told = nurse.post(&format!("/patients/{patient}/sessions"), &[("treatment", treatment), ("again", again)]).await;
    assert_eq!(told.status, 303, "{}", told.text);
    told.to
}

#[tokio::test]
async fn a_signature_too_early_keeps_the_draft_and_the_next_one_is_no_other_devices() {
    let stage = Stage::new().await;
    let patient = stage.patient("Amara <Okafor>").await;
    stage.consented(&patient, "microdermabrasion").await;
    at_the_door(&stage, &patient, "microdermabrasion", Role::Nurse, &[]).await;
    let nurse = stage.as_(Role::Nurse);
    let page = begun(&nurse, &patient, "microdermabrasion", "no").await;
    let read = |told: &Told| told.text.split("name=\"read\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let first = read(&nurse.get(&page).await);
    let early = [("read", first.as_str()), ("do", "sign"), ("proof", PASSWORD), ("passes", "2")];
    let told = nurse.post(&page, &early).await;
    assert_eq!(told.status, 422);
    // No device of the house serves it: a prescriber passed the door so, and the note names what was used.
    for words in [
        "Not signed yet, something is missing",
        "kept as a draft",
        "href=\"#where-title\"",
        "Fill in <a href=\"#tip\">tip or blade</a>.",
        "Name in the note the device that was used",
        "No device of this house is on record",
    ] {
        holds(&told, words);
    }
    let second = read(&told);
    let whole = [
        ("read", second.as_str()), ("do", "sign"), ("proof", PASSWORD), ("tip", "Diamond"), ("zones_shown", "yes"), ("zone", "chin"),
        ("note", "Done with one on loan."),
    ];
    let told = nurse.post(&page, &whole).await;
    assert_eq!(told.status, 303, "{}", told.text);
    holds(&nurse.get(&page).await, "Done with one on loan.");
}

async fn on_hand(stage: &Stage, lot: &str) -> String {
    stock(stage.record()).lot(lot).await.unwrap().0.lot.on_hand.to_string()
}

pub(super) fn holds(told: &Told, words: &str) {
    assert!(told.text.contains(words), "{words:?} is missing in {}", told.text);
}

#[tokio::test]
async fn a_toxin_is_charted_signed_read_and_repeated_with_few_presses() {
    let (stage, patient, lot) = room("botulinum").await;
    let (nurse, director) = (stage.as_(Role::Nurse), stage.as_(Role::Director));
    let page = begun(&nurse, &patient, "botulinum", "no").await;
    let lot = lot.as_str();
    let next = [("next_lot", lot), ("next_amount", "4"), ("next_depth", "intramuscular")];
    // A press on the drawing, then the same by the list, then the mirror.
    let press = [&next[..], &[("face.x", "220"), ("face.y", "154"), ("points_shown", "yes")]].concat();
    assert_eq!(nurse.post(&page, &press).await.status, 303);
    assert_eq!(nurse.post(&page, &[("do", "mirror")]).await.status, 303);
    let list = [&next[..], &[("next_zone", "glabella"), ("do", "add")]].concat();
    assert_eq!(nurse.post(&page, &list).await.status, 303);
    assert_eq!(on_hand(&stage, lot).await, "188");
    let told = nurse.get(&page).await;
    for words in ["left periorbital", "right periorbital", "glabella", "<strong>12 U</strong>", "Amara &lt;Okafor&gt;"] {
        holds(&told, words);
    }
    let wrong = nurse.post(&page, &[("do", "sign"), ("proof", "not it"), ("toxin", "onabotulinumtoxinA"), ("diluent_ml", "2.5")]).await;
    assert_eq!(wrong.status, 422);
    holds(&wrong, "This is not your password");
    let sign = [("do", "sign"), ("proof", PASSWORD), ("toxin", "onabotulinumtoxinA"), ("diluent_ml", "2.5")];
    assert_eq!(nurse.post(&page, &sign).await.status, 303);
    holds(&nurse.get(&page).await, "Signed, waits for a second signature");
    holds(&director.get("/review").await, "Amara &lt;Okafor&gt;");
    let returned = director.post(&format!("{page}/review"), &[("do", "return"), ("proof", PASSWORD)]).await;
    assert_eq!(returned.status, 422, "a return says why");
    let agreed = director.post(&format!("{page}/review"), &[("do", "agree"), ("proof", PASSWORD)]).await;
    assert_eq!(agreed.status, 303, "{}", agreed.text);
    holds(&director.get("/review").await, "Nothing waits");
    let over = nurse.post(&page, &[("do", "keep"), ("note", "later")]).await;
    assert_eq!(over.status, 422, "what is signed is only amended");
    let amend = [("do", "amend"), ("proof", PASSWORD), ("reason", "a note was forgotten"), ("note", "no bruise")];
    let amended = nurse.post(&page, &amend).await;
    assert_eq!(amended.status, 303, "{}", amended.text);
    holds(&nurse.get(&page).await, "a note was forgotten");

    // The same again: one press to begin, one field, one signature.
    at_the_door(&stage, &patient, "botulinum", Role::Nurse, &[lot]).await;
    let soon = nurse.post(&format!("/patients/{patient}/sessions"), &[("treatment", "botulinum"), ("again", "yes")]).await;
    assert_eq!(soon.status, 422);
    holds(&soon, "Time between treatments");
    stage.later(91 * 86_400_000);
    let nurse = stage.fresh(Role::Nurse).await;
    at_the_door(&stage, &patient, "botulinum", Role::Nurse, &[lot]).await;
    holds(&nurse.get(&format!("/patients/{patient}/sessions/new?treatment=botulinum")).await, "same as last time");
    let second = begun(&nurse, &patient, "botulinum", "yes").await;
    assert_eq!(on_hand(&stage, lot).await, "176");
    assert_eq!(nurse.post(&second, &[("do", "sign"), ("proof", PASSWORD)]).await.status, 303);
    // Whose licence has ended answers for nobody.
    let (on, by) = (stage.house.today().unwrap(), By { author: stage.id(Role::Director).to_owned(), at: stage.house.now_ms() });
    let ended = PeopleEvent::Ended { paper: format!("{}-physician", by.author), on, why: "given back".to_owned() };
    stage.record().people().tell(None, &[ended], &by, &mut Dice).await.unwrap();
    let lapsed = stage.fresh(Role::Director).await.post(&format!("{second}/review"), &[("do", "agree"), ("proof", PASSWORD)]).await;
    assert_eq!(lapsed.status, 422);
    holds(&lapsed, "No licence of yours");
}

/// Nothing of an amendment is kept before it is signed, and so each press carries the points of the one before.
#[tokio::test]
async fn a_point_is_added_to_a_signed_session_by_amending_it() {
    let (stage, patient, lot) = room("botulinum").await;
    let nurse = stage.as_(Role::Nurse);
    let page = begun(&nurse, &patient, "botulinum", "no").await;
    let lot = lot.as_str();
    let next = [("next_lot", lot), ("next_amount", "4"), ("do", "add")];
    assert_eq!(nurse.post(&page, &[&next[..], &[("next_zone", "periorbital_l")]].concat()).await.status, 303);
    let sign = [("do", "sign"), ("proof", PASSWORD), ("toxin", "onabotulinumtoxinA"), ("diluent_ml", "2.5")];
    assert_eq!(nurse.post(&page, &sign).await.status, 303);
    let open = nurse.get(&format!("{page}?amend=yes")).await;
    assert!(!open.text.contains("Keep draft") && !open.text.contains("Ended now"), "{}", open.text);
    let first = [("zone_0", "periorbital_l"), ("amount_0", "4"), ("lot_0", lot), ("points_shown", "yes"), ("amending", "yes")];
    let at = open.text.split("name=\"at_0\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap().to_owned();
    let first = [&first[..], &[("at_0", at.as_str()), ("reason", "one was forgotten")]].concat();
    let added = nurse.post(&page, &[&first[..], &next[..], &[("next_zone", "glabella")]].concat()).await;
    assert_eq!(added.status, 200, "{}", added.text);
    for words in ["name=\"at_1\"", "<strong>8 U</strong>", "one was forgotten", "Amend and sign"] {
        holds(&added, words);
    }
    assert_eq!(on_hand(&stage, lot).await, "196", "nothing is taken from the shelf before the signature");
    // Another zone takes its dot with it, and a row that is wrong keeps what was said beside the fault.
    let elsewhere = [("zone_0", "chin"), ("amount_0", "much"), ("depth_0", "intramuscular")];
    let wrong = nurse.post(&page, &[&first[..], &elsewhere[..], &[("do", "amend"), ("proof", PASSWORD)]].concat()).await;
    assert_eq!(wrong.status, 422, "{}", wrong.text);
    holds(&wrong, "<option value=\"intramuscular\" selected");
    let unread = nurse.post(&page, &[&first[..], &[("at_0", "9,here"), ("do", "amend"), ("proof", PASSWORD)]].concat()).await;
    assert_eq!(unread.status, 422, "{}", unread.text);
    holds(&unread, "Where the points lie cannot be read");
    let moved = nurse.post(&page, &[&first[..], &[("zone_0", "chin")], &next[..], &[("next_zone", "glabella")]].concat()).await;
    let now = moved.text.split("name=\"at_0\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    let place = |at: &str| at.rsplit_once(',').map(|(place, zone)| (place.to_owned(), zone.to_owned())).unwrap();
    assert_eq!(place(now).1, "chin", "{now}");
    assert_ne!(place(now).0, place(&at).0, "the dot goes where the zone is");
    let at = added.text.split("name=\"at_1\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap().to_owned();
    let second = [("zone_1", "glabella"), ("amount_1", "4"), ("lot_1", lot), ("at_1", at.as_str())];
    let amended = [&first[..], &second[..], &[("do", "amend"), ("proof", PASSWORD)]].concat();
    let amended = nurse.post(&page, &amended).await;
    assert_eq!(amended.status, 303, "{}", amended.text);
    assert_eq!(on_hand(&stage, lot).await, "192");
    let told = nurse.get(&page).await;
    for words in ["one was forgotten", "<strong>8 U</strong>", "Glabella: 4 U"] {
        holds(&told, words);
    }
}

#[tokio::test]
async fn without_the_door_nothing_begins_and_the_way_there_is_shown() {
    let (stage, patient, _) = room("ipl").await;
    let nurse = stage.as_(Role::Nurse);
    let told = nurse.post(&format!("/patients/{patient}/sessions"), &[("treatment", "botulinum")]).await;
    assert_eq!(told.status, 422);
    holds(&told, "The door was not asked yet");
    holds(&told, &format!("/patients/{patient}/door/botulinum"));
    stage.later(86_400_000);
    let nurse = stage.fresh(Role::Nurse).await;
    let told = nurse.post(&format!("/patients/{patient}/sessions"), &[("treatment", "ipl")]).await;
    holds(&told, "The door was not asked today");
    assert_eq!(nurse.get(&format!("/patients/{patient}/sessions/new?treatment=nothing")).await.status, 404);
}

#[tokio::test]
async fn what_does_not_hold_is_told_beside_its_field_and_nothing_is_kept() {
    let (stage, patient, lot) = room("botulinum").await;
    let nurse = stage.as_(Role::Nurse);
    let page = begun(&nurse, &patient, "botulinum", "no").await;
    let lot = lot.as_str();
    for (fields, words) in [
        (vec![("diluent_ml", "<script>alert(1)</script>")], "is not from 0.1 to 50 ml"),
        (vec![("diluent_ml", "-1")], "is not from 0.1 to 50 ml"),
        (vec![("toxin", "botox")], "is not one of"),
        (vec![("gauge", "NaN")], "is not from 14 to 34 G"),
        (vec![("lidocaine", "perhaps")], "neither yes nor no"),
        (vec![("zones_shown", "yes"), ("zone", "<b>")], "not a zone"),
        (vec![("ended", "25:99")], "hours and minutes"),
        (vec![("do", "add"), ("next_lot", lot), ("next_zone", "chin"), ("next_amount", "many")], "Say how much"),
        (vec![("do", "add"), ("next_lot", ""), ("next_zone", "chin"), ("next_amount", "4")], "Choose the lot"),
        (vec![("do", "add"), ("next_lot", lot), ("next_zone", "moon"), ("next_amount", "4")], "Choose the zone"),
        (vec![("do", "add"), ("next_lot", lot), ("next_zone", "chin"), ("next_amount", "201")], "has 200 that can be used, 201 were asked"),
        (vec![("used_lot", lot), ("used_amount", "0")], "Some fields need another look"),
    ] {
        let told = nurse.post(&page, &fields).await;
        assert_eq!(told.status, 422, "{fields:?}");
        holds(&told, words);
        assert!(!told.text.contains("<script>alert"), "{fields:?}");
    }
    let unknown = nurse.post(&page, &[("do", "add"), ("next_lot", "no-such"), ("next_zone", "chin"), ("next_amount", "4")]).await;
    assert_eq!(unknown.status, 422, "a forged lot");
    holds(&unknown, "not looked at at the door");
    let long = "x".repeat(5_000);
    assert_eq!(nurse.post(&page, &[("note", &long)]).await.status, 422);
    assert_eq!(on_hand(&stage, lot).await, "200", "nothing was taken");
    let other = stage.as_(Role::Prescriber).post(&page, &[("do", "sign"), ("proof", PASSWORD)]).await;
    assert_eq!(other.status, 422, "who performed it signs it");
}

#[tokio::test]
async fn an_emergency_is_logged_step_by_step_with_its_minute() {
    let (stage, patient, _) = room("botulinum").await;
    let nurse = stage.as_(Role::Nurse);
    let told = nurse.get(&format!("/patients/{patient}/emergency/anaphylaxis")).await;
    holds(&told, "Minute <span class=\"minute\">0</span>");
    let began = NOW.to_string();
    let address = format!("/patients/{patient}/emergency/anaphylaxis");
    let step = |step, remark| [("began", began.clone()), ("step", step), ("remark", remark)];
    for (minutes, key, remark) in [(0, "call", "<answered>"), (3, "adrenaline", "0.5 mg left thigh"), (6, "adrenaline", "")] {
        stage.later(minutes * 60_000);
        let fields = step(key.to_owned(), remark.to_owned());
        let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
        assert_eq!(nurse.post(&address, &fields).await.status, 303);
    }
    let told = nurse.get(&format!("{address}?began={began}")).await;
    for words in ["Minute 3", "Minute 9", "&lt;answered&gt;", "0.5 mg left thigh", "Done again"] {
        holds(&told, words);
    }
    let nothing = nurse.post(&address, &[("began", began.as_str())]).await;
    assert_eq!(nothing.status, 422);
    assert_eq!(nurse.get(&format!("/patients/{patient}/emergency/unicorn")).await.status, 404);
}

#[test]
fn the_last_text_under_a_name_counts() {
    let pairs = vec![("a".to_owned(), "1".to_owned()), ("a".to_owned(), "2".to_owned())];
    assert_eq!((said(&pairs, "a"), said(&pairs, "b")), ("2", ""));
}
