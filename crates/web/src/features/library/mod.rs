//! Library: everything the gate knows, to be browsed, searched and questioned.
mod find;
mod leaf;
mod matrix;
mod pages;
mod rule;
mod shelf;
mod told;

pub use leaf::Leaf;
pub use matrix::Matrix;
pub use shelf::Shelf;

use crate::house::knowledge;
use crate::access::{Needs, Routes};
use crate::{Door, Oops, Shared, ui::icon::Icon};
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use knowledge::catalogue::ItemKind;
use std::sync::LazyLock;

/// Behind the word Library.
pub(crate) const DOOR: Option<Door> = Some(Door {
    name: "Library",
    href: "/library",
    icon: Icon::Book,
    line: "Every treatment, condition, ingredient and rule, with its sources and the day it was last read.",
    search: Some("Treatment, rule or source"),
});

/// The longest question that is searched for, in bytes.
const QUESTION_MAX: usize = 200;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/library", Needs::Anyone, shelf)
        .get("/library/spacing", Needs::Anyone, spacing)
        .get("/library/{kind}/{code}", Needs::Anyone, leaf)
}

/// What a shelf is asked.
#[derive(Debug, Default, serde::Deserialize)]
struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    kind: String,
}

async fn shelf(State(house): State<Shared>, Query(asked): Query<Asked>) -> Response {
    let Some(k) = knowledge() else { return Oops::Broken.into_response() };
    if asked.q.len() > QUESTION_MAX {
        return Oops::BadRequest(format!("A search has at most {QUESTION_MAX} letters.")).into_response();
    }
    match kind_of(&asked.kind) {
        Ok(kind) => house.show(&Shelf::of(k, shown(), asked.q.trim(), kind)),
        Err(oops) => oops.into_response(),
    }
}

async fn spacing(State(house): State<Shared>) -> Response {
    knowledge().map_or_else(|| Oops::Broken.into_response(), |k| house.show(&Matrix::of(k)))
}

async fn leaf(State(house): State<Shared>, Path((kind, code)): Path<(String, String)>) -> Response {
    let Some(k) = knowledge() else { return Oops::Broken.into_response() };
    let page = ItemKind::ALL.iter().find(|one| folder(**one) == kind).and_then(|kind| pages::page(k, *kind, &code));
    page.map_or_else(|| Oops::NotFound.into_response(), |page| house.show(&page))
}

/// The items of this process's knowledge, gathered once.
fn shown() -> &'static [find::Shown] {
    static ALL: LazyLock<Vec<find::Shown>> = LazyLock::new(|| knowledge().map(find::all).unwrap_or_default());
    &ALL
}

fn kind_of(word: &str) -> Result<Option<ItemKind>, Oops> {
    if word.is_empty() {
        return Ok(None);
    }
    ItemKind::ALL.iter().find(|one| folder(**one) == word).copied().map(Some).ok_or_else(|| {
        let words: Vec<&str> = ItemKind::ALL.iter().map(|one| folder(*one)).collect();
        let guess = vocab::nearest::nearest(word, words.iter().copied())
            .map_or_else(String::new, |guess| format!(" Did you mean {guess}?"));
        Oops::BadRequest(format!("The library has no shelf `{}`.{guess}", vocab::nearest::clip(word)))
    })
}

/// The part of the address for a kind.
const fn folder(kind: ItemKind) -> &'static str {
    match kind {
        ItemKind::Condition => "conditions",
        ItemKind::Treatment => "treatments",
        ItemKind::Rule => "rules",
        ItemKind::Ingredient => "ingredients",
        ItemKind::Drug => "drugs",
        ItemKind::Source => "sources",
        ItemKind::Aftercare => "aftercare",
        ItemKind::Preparation => "preparation",
        ItemKind::RedFlag => "red-flags",
        ItemKind::Living => "living",
        ItemKind::Spa => "spa",
        ItemKind::ConsentText => "consent-texts",
        ItemKind::EmergencyCard => "emergency-cards",
        ItemKind::Language => "languages",
        ItemKind::OpenPoint => "open-points",
    }
}

/// What a shelf is called.
const fn named(kind: ItemKind) -> (&'static str, &'static str) {
    match kind {
        ItemKind::Condition => ("Conditions", "What a person has or takes, and what it means for each treatment."),
        ItemKind::Treatment => ("Treatments", "What each is for, how often, by whom, and for which skin."),
        ItemKind::Rule => ("Rules", "Every single rule, with its reason and its sources."),
        ItemKind::Ingredient => ("Ingredients", "Home care: evidence, strengths, pregnancy, how to begin."),
        ItemKind::Drug => ("Medicines", "The names of many countries, and what each sets."),
        ItemKind::Source => ("Sources", "What the rules rest on, and which rules cite it."),
        ItemKind::Aftercare => ("After a treatment", "What is normal, what to leave alone, until when."),
        ItemKind::Preparation => ("Before a treatment", "What to do in the weeks and days before."),
        ItemKind::RedFlag => ("Red flags", "What must be seen now, today, or in time."),
        ItemKind::Living => ("Living well", "What may be said, and how well it is supported."),
        ItemKind::Spa => ("Spa", "Massage, wraps, heat and oils."),
        ItemKind::ConsentText => ("Consent texts", "What a guest is told before each treatment, and the questions that check it."),
        ItemKind::EmergencyCard => ("Emergency cards", "What is done in the first minutes, step by step."),
        ItemKind::Language => ("Languages", "Other languages for consent texts, and whether somebody signed them off."),
        ItemKind::OpenPoint => ("Open points", "What waits for the medical director."),
    }
}

/// The address of an item.
fn address(kind: ItemKind, code: &str) -> String {
    format!("/library/{}/{}", folder(kind), quoted(code))
}

/// A text as a part of an address.
fn quoted(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => safe.push(char::from(byte)),
            other => safe.extend(['%', digit(other >> 4), digit(other & 15)]),
        }
    }
    safe
}

fn digit(four_bits: u8) -> char {
    char::from_digit(u32::from(four_bits), 16).unwrap_or('0').to_ascii_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use knowledge::Knowledge;

    /// Every item of every kind has its page, and every page leads only to pages that exist.
    #[test]
    fn every_item_has_its_page_and_no_link_leads_nowhere() {
        use crate::Page;
        let k = Knowledge::shipped().unwrap();
        let mut known = std::collections::BTreeSet::from(["/library".to_owned(), "/library/spacing".to_owned()]);
        known.extend(find::all(k).iter().map(|one| address(one.kind, &one.code)));
        let mut links = 0;
        for one in find::all(k) {
            let page = pages::page(k, one.kind, &one.code).unwrap_or_else(|| panic!("{} {}", one.kind, one.code));
            let html = page.render().into_string();
            for link in html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
                if link.starts_with("/library/") {
                    links += 1;
                    assert!(known.contains(link), "{} {} leads to {link}", one.kind, one.code);
                }
            }
        }
        assert!(links > 1_000, "{links} links");
    }

    #[test]
    fn a_shelf_that_is_not_there_is_told_with_the_nearest() {
        let Err(Oops::BadRequest(told)) = kind_of("treatment") else { panic!("not a shelf") };
        assert!(told.contains("treatments"), "{told}");
        assert_eq!(kind_of("").unwrap(), None);
    }
}
