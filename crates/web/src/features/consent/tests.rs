//! Consent over HTTP: the road to a signature, and every way beside it.
use crate::stage::Stage;
use chart::consent::{LANGUAGE, Purpose, Text, photo_allowed};
use vocab::Role;

fn text(service: &str) -> Text {
    Text::of(crate::house::knowledge().unwrap(), service, LANGUAGE).unwrap()
}

#[tokio::test]
async fn a_text_is_read_understood_and_signed_and_what_was_signed_is_shown() {
    let stage = Stage::new().await;
    let patient = stage.patient("Amara Okafor").await;
    let nurse = stage.as_(Role::Nurse);
    let (address, toxin) = (format!("/patients/{patient}/consents/botulinum"), text("botulinum"));
    let page = nurse.get(&address).await;
    assert_eq!(page.status, 200);
    assert!(page.text.contains(&toxin.hash()), "the hash stands in the form");
    let hash = toxin.hash();
    let whole = [("text", hash.as_str()), ("name", "Amara Okafor"), ("meaning", "agrees"), ("q-swallow", "0")];
    let told = nurse.post(&address, &whole).await;
    assert_eq!(told.status, 303, "{}", told.text);
    let shown = nurse.get(&told.to).await;
    for says in [hash.as_str(), "Amara Okafor", "I have read and understood", "Nurse Test"] {
        assert!(shown.text.contains(says), "{says}");
    }
    let list = nurse.get(&format!("/patients/{patient}/consents")).await;
    assert!(list.text.contains("the time to think ends"), "one day is given to think");
}

#[tokio::test]
async fn no_form_with_something_missing_is_signed() {
    let stage = Stage::new().await;
    let patient = stage.patient("Amara Okafor").await;
    let nurse = stage.as_(Role::Nurse);
    let (address, hash) = (format!("/patients/{patient}/consents/botulinum"), text("botulinum").hash());
    let other = "0".repeat(64);
    for (what, fields, says) in [
        ("blank", vec![], "Choose an answer"),
        ("wrong answer", vec![("q-swallow", "1")], "Let us talk about this one"),
        ("no signature", vec![("q-swallow", "0"), ("text", &hash)], "Type the name"),
        ("no tick", vec![("q-swallow", "0"), ("text", &hash), ("name", "Amara Okafor")], "Tick the sentence"),
        (
            "another text",
            vec![("q-swallow", "0"), ("text", &other), ("name", "Amara Okafor"), ("meaning", "agrees")],
            "not the one that was read",
        ),
        (
            "another person",
            vec![("q-swallow", "0"), ("text", &hash), ("name", "<b>Ida</b>"), ("meaning", "agrees")],
            "This is the chart of Amara Okafor",
        ),
    ] {
        let told = nurse.post(&address, &fields).await;
        assert_eq!(told.status, 422, "{what}");
        assert!(told.text.contains(says), "{what}: {}", told.text);
        assert!(!told.text.contains("<b>Ida"), "what was typed is escaped");
    }
    let list = nurse.get(&format!("/patients/{patient}/consents")).await;
    assert!(list.text.contains("A question was misunderstood"), "somebody talks about it");
    assert_eq!(nurse.get(&format!("/patients/{patient}/consents/peel_phenolic")).await.status, 404);
    assert_eq!(stage.as_(Role::Desk).get(&address).await.status, 403);
}

#[tokio::test]
async fn a_photograph_is_allowed_until_the_moment_it_is_not() {
    let stage = Stage::new().await;
    let patient = stage.patient("Amara Okafor").await;
    let nurse = stage.as_(Role::Nurse);
    let address = format!("/patients/{patient}/consents/photo_record");
    let hash = text("photo_record").hash();
    let fields = [("text", hash.as_str()), ("name", "Amara Okafor"), ("meaning", "allows_photographs")];
    assert_eq!(nurse.post(&address, &fields).await.status, 303);
    let signed = stage.signed(Role::Nurse);
    let chart = super::opened(&stage.house, &signed, &patient).await.unwrap();
    assert!(photo_allowed(&chart, Purpose::Record, stage.house.now_ms()).holds());
    assert!(!photo_allowed(&chart, Purpose::Teaching, stage.house.now_ms()).holds());
    assert_eq!(nurse.post(&format!("{address}/no"), &[("why", "changed my mind")]).await.status, 303);
    let chart = super::opened(&stage.house, &signed, &patient).await.unwrap();
    assert!(!photo_allowed(&chart, Purpose::Record, stage.house.now_ms()).holds());
}
