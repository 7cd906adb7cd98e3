//! The texts of consents: every treatment has one, and the shelf keeps each version on both engines.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
mod engines;

use chart::consent::{LANGUAGE, Part, Shelf, Text, sentences};
use chart::register::By;
use knowledge::Knowledge;
use std::collections::BTreeMap;

fn shipped() -> &'static Knowledge {
    Knowledge::shipped().unwrap()
}

fn text(service: &str) -> Text {
    Text::of(shipped(), service, LANGUAGE).unwrap()
}

#[test]
fn every_treatment_has_a_text_and_every_part_of_it_is_told() {
    for treatment in &shipped().treatments {
        let text = text(&treatment.code);
        assert!(text.parts.contains_key(&Part::Risks), "{}", treatment.code);
        assert!(text.parts.contains_key(&Part::Rights), "{}", treatment.code);
        let told = sentences(&text.bytes());
        let own: BTreeMap<Part, Vec<String>> = text
            .parts
            .iter()
            .map(|(p, items)| (*p, items.iter().map(|i| i.text.clone()).collect()))
            .collect();
        assert_eq!(told, own, "what is kept is what is shown: {}", treatment.code);
        assert!(!text.bytes().contains('['), "no citation tag before a guest: {}", treatment.code);
        assert_eq!(text.hash(), self::text(&treatment.code).hash(), "the same bytes each time");
    }
}

#[tokio::test]
async fn every_version_is_kept_once_with_its_bytes() {
    for store in engines::stores("shelf").await {
        let shelf = Shelf::new(&store, "harbour");
        let by = |at| By { author: "dr-ada".to_owned(), at };
        let one = text("filler_ha");
        let mut two = one.clone();
        two.parts.get_mut(&Part::Risks).unwrap().pop();
        let first = shelf.keep(&one, &by(1)).await.unwrap();
        let again = shelf.keep(&one, &by(2)).await.unwrap();
        assert_eq!(first, again);
        let second = shelf.keep(&two, &by(3)).await.unwrap();
        assert_eq!((first.version, second.version), (1, 2));
        assert_eq!(shelf.find(&one.hash()).await.unwrap().unwrap().bytes, one.bytes());
        assert_eq!(shelf.find("no such hash").await.unwrap(), None);
        let numbers: Vec<u32> =
            shelf.versions("filler_ha", 9).await.unwrap().iter().map(|v| v.version).collect();
        assert_eq!(numbers, [2, 1]);
    }
}
