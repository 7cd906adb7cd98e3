//! A consent in another language: bound to its English text, whole or not at all, and only where somebody signed the language off.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
use chart::consent::{Form, LANGUAGE, Meaning, NoText, Pen, Purpose, Standing, Text, standing};
use chart::entry::{Body, Identity};
use knowledge::Knowledge;
use vocab::Day;

fn today() -> Day {
    "2026-11-25".parse().unwrap()
}

/// The shipped knowledge with Spanish signed off, as a clinic's layer does it.
fn signed_off() -> Knowledge {
    let mut k = Knowledge::shipped().unwrap().clone();
    for language in &mut k.care.languages {
        language.sign_off.checker = Some("Dr. Imogen Sarkany".to_owned());
    }
    k
}

#[test]
fn what_is_not_signed_off_or_not_whole_is_no_text() {
    let shipped = Knowledge::shipped().unwrap();
    let service = Purpose::Record.service();
    assert_eq!(Text::of(shipped, service, "es"), Err(NoText::NotSignedOff("es".to_owned())));
    assert_eq!(Text::of(shipped, service, "xx"), Err(NoText::Language("xx".to_owned())));
    let told = Text::of(&signed_off(), "botulinum", "es").unwrap_err();
    let NoText::Untranslated { language, missing, first } = told else { unreachable!("{told:?}") };
    assert!(language == "es" && missing > 5 && !first.is_empty(), "{missing} {first}");
}

#[test]
fn a_whole_translation_has_a_hash_of_its_own_and_holds_like_its_english_text() {
    let k = signed_off();
    let service = Purpose::Record.service();
    let (english, spanish) = (Text::of(&k, service, LANGUAGE).unwrap(), Text::of(&k, service, "es").unwrap());
    assert_ne!(english.hash(), spanish.hash());
    assert_eq!(english.part_hashes(), spanish.part_hashes());
    let bytes = spanish.bytes();
    for says in
        [&format!("translation of: {}", english.hash()), "language: es", "# what: Qué se hace", "3650 días"]
    {
        assert!(bytes.contains(says), "{says}: {bytes}");
    }
    assert!(!bytes.contains("Photographs"), "nothing is left in English: {bytes}");
    assert!(spanish.framed(Meaning::AllowsPhotographs.sentence()).starts_with("He leído"));

    let who =
        Identity { name: "Amara Okafor".to_owned(), born: "1990-04-12".parse().ok(), ..Identity::default() };
    let pen = Pen {
        text_hash: spanish.hash(),
        name: "Amara Okafor".to_owned(),
        meaning: Some(Meaning::AllowsPhotographs),
        at: 1,
        on: Some(today()),
        explained_by: "nurse".to_owned(),
        ..Pen::default()
    };
    let form = Form::present(&spanish, &who, today()).unwrap();
    let understood = form.answer(&std::collections::BTreeMap::new()).unwrap();
    // The hash of the English text does not sign the Spanish one.
    assert!(understood.sign(&Pen { text_hash: english.hash(), ..pen.clone() }).is_err());
    let signed = understood.sign(&pen).unwrap();
    assert_eq!((signed.deed().language.as_str(), &signed.deed().text_hash), ("es", &spanish.hash()));

    let entry = |seq, body: Body| chart::patient::Entry {
        patient: "p".to_owned(),
        seq,
        id: seq.to_string(),
        happened_at: 1,
        recorded_at: 1,
        author: "nurse".to_owned(),
        amends: None,
        body,
    };
    let act = chart::consent::Act::Signed(Box::new(signed));
    let consent = chart::consent::Consent { service: service.to_owned(), act };
    let chart = chart::fold::Chart::of(&[entry(1, Body::Identity(who)), entry(2, Body::Consent(consent))]);
    assert!(matches!(standing(&k, &chart, service, today()), Standing::Holds { .. }));
}
