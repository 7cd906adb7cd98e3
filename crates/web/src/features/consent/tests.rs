//! Consent over HTTP: the road to a signature, and every way beside it.
use crate::stage::Stage;
use chart::consent::{Act, LANGUAGE, Purpose, Text, photo_allowed};
use chart::entry::Body;
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

/// The secret of the guest's own link, made by the nurse.
async fn own_link(stage: &Stage, patient: &str) -> String {
    let told = stage.as_(Role::Nurse).post(&format!("/patients/{patient}/consents/link"), &[]).await;
    assert_eq!(told.status, 303, "{}", told.text);
    told.to.split("/sign-in/").nth(1).unwrap().split('#').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_guest_signs_on_their_own_telephone_what_was_handed_over_and_nothing_else() {
    let stage = Stage::new().await;
    let patient = stage.patient("Amara Okafor").await;
    let nurse = stage.as_(Role::Nurse);
    let hash = text("botulinum").hash();
    let secret = own_link(&stage, &patient).await;
    let come = stage.out().get(&format!("/sign-in/{secret}")).await;
    assert_eq!((come.status, come.to.as_str()), (303, "/own/consents"));
    let guest = stage.with_guest(&secret);
    assert!(guest.get("/own/consents").await.text.contains("Nothing is left to sign"));
    assert_eq!(guest.get("/own/consents/botulinum").await.status, 404, "nobody handed it over");
    nurse.post(&format!("/patients/{patient}/consents/botulinum/present"), &[]).await;
    let list = guest.get("/own/consents").await;
    assert!(list.text.contains("One text is left to read and sign"), "{}", list.text);
    let page = guest.get("/own/consents/botulinum").await;
    assert!(page.text.contains(&hash) && page.text.contains("Explained by Nurse Test"), "{}", page.text);
    for hidden in ["For staff", "/patients", "Take it back"] {
        assert!(!page.text.contains(hidden), "{hidden}");
    }
    let whole = [("text", hash.as_str()), ("name", "Amara Okafor"), ("meaning", "agrees"), ("q-swallow", "0")];
    for (fields, status) in [
        (&[][..], 422),
        (&[("text", hash.as_str()), ("name", "Ida Berg"), ("meaning", "agrees"), ("q-swallow", "0")], 422),
        (&whole, 303),
    ] {
        let told = guest.post("/own/consents/botulinum", fields).await;
        assert_eq!(told.status, status, "{fields:?}: {}", told.text);
    }
    assert_eq!(guest.post_bare("/own/consents/botulinum", &whole).await.status, 403, "without the token");
    assert!(guest.get("/own/consents").await.text.contains("You signed it."));
    let signed = stage.signed(Role::Nurse);
    let chart = super::opened(&stage.house, &signed, &patient).await.unwrap();
    let newest = chart.lines.last().unwrap();
    assert_eq!(newest.entry.author, patient, "it is the guest's own entry");
    let Some(Body::Consent(consent)) = &newest.now else { panic!("{newest:?}") };
    let Act::Signed(deed) = &consent.act else { panic!("{consent:?}") };
    assert_eq!(deed.deed().explained_by, stage.id(Role::Nurse), "who handed it over explained it");
    // The link of somebody else, and one that ended, open nothing of this.
    let other = stage.patient("Ida Berg").await;
    let stranger = stage.with_guest(&own_link(&stage, &other).await);
    assert_eq!(stranger.get("/own/consents/botulinum").await.status, 404);
    stage.later(15 * 86_400_000);
    assert!(!matches!(guest.get("/own/consents").await.status, 200), "a fortnight is over");
}

#[tokio::test]
async fn a_tablet_that_was_handed_over_opens_the_consents_and_nothing_else_and_a_guardian_signs_on_it() {
    let stage = Stage::new().await;
    let by = chart::register::By { author: stage.id(Role::Nurse).to_owned(), at: stage.house.now_ms() };
    let minor = chart::entry::Identity {
        name: "Ida Berg".to_owned(),
        born: Some(stage.house.today().unwrap().plus(-15 * 365)),
        ..chart::entry::Identity::default()
    };
    let patient = stage.record().patients().register(&minor, &by, &mut crate::stage::Dice).await.unwrap();
    let nurse = stage.fresh(Role::Nurse).await;
    let service = "peel_mandelic";
    let hash = text(service).hash();
    nurse.post(&format!("/patients/{patient}/consents/{service}/present"), &[]).await;
    let told = nurse.post(&format!("/patients/{patient}/consents/tablet"), &[]).await;
    assert_eq!(told.to, "/own/consents");
    assert_eq!(nurse.get(&format!("/patients/{patient}")).await.status, 303, "the nurse is signed out here");
    let cookies: Vec<&str> =
        told.headers.get_all("set-cookie").iter().filter_map(|cookie| cookie.to_str().ok()).collect();
    let secret = cookies.iter().find_map(|cookie| cookie.split("serein-guest=").nth(1)).unwrap();
    let tablet = stage.with_guest(secret.split(';').next().unwrap());
    assert!(tablet.get("/own/consents").await.text.contains("take the tablet back"));
    assert!(tablet.get("/tablet").await.text.contains("no longer opens"), "it is locked to the consents");
    let questions: Vec<(String, String)> =
        text(service).questions.iter().map(|q| (format!("q-{}", q.key), q.right.to_string())).collect();
    let mut fields = vec![("text", hash.as_str()), ("name", "Nora Berg"), ("meaning", "agrees_for_minor")];
    fields.extend(questions.iter().map(|(name, right)| (name.as_str(), right.as_str())));
    let address = format!("/own/consents/{service}");
    let alone = tablet.post(&address, &fields).await;
    assert_eq!(alone.status, 422, "a minor needs a guardian, and who that is: {}", alone.text);
    fields.push(("relation", "mother"));
    let told = tablet.post(&address, &fields).await;
    assert_eq!(told.status, 303, "{}", told.text);
    assert_eq!(tablet.post("/own/consents/back", &[]).await.to, "/thank-you");
    assert!(tablet.get("/own/consents").await.text.contains("no longer opens"), "it was given back");
}

#[tokio::test]
async fn another_language_waits_for_its_signature_and_an_interpreter_is_named() {
    let stage = Stage::new().await;
    let patient = stage.patient("Amara Okafor").await;
    let nurse = stage.as_(Role::Nurse);
    let address = format!("/patients/{patient}/consents/photo_record");
    for (language, says) in [("es", "is not signed off"), ("xx", "There is no text in `xx`")] {
        let told = nurse.get(&format!("{address}?language={language}")).await;
        assert!(told.status == 400 && told.text.contains(says), "{language}: {} {}", told.status, told.text);
    }
    assert!(nurse.get(&address).await.text.contains("translated by machine, not signed off: not used"));
    let hash = text("photo_record").hash();
    let mut fields = vec![("text", hash.as_str()), ("name", "Amara Okafor"), ("meaning", "allows_photographs")];
    fields.push(("speaks", "Yoruba"));
    let told = nurse.post(&address, &fields).await;
    assert!(told.status == 422 && told.text.contains("interprets this text"), "{}", told.text);
    fields.push(("interpreter", "Bisi <Adeyemi>"));
    let told = nurse.post(&address, &fields).await;
    assert_eq!(told.status, 303, "{}", told.text);
    let shown = nurse.get(&told.to).await;
    for says in ["for somebody who speaks Yoruba", "Bisi &lt;Adeyemi&gt;"] {
        assert!(shown.text.contains(says), "{says}");
    }
}
