//! Finding an item by what was typed: every word must be in its names, or nearly.
use crate::key::words;
use knowledge::Knowledge;
use knowledge::catalogue::{Item, ItemKind, items};

/// An item with everything it is found by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shown {
    /// Its kind.
    pub(super) kind: ItemKind,
    /// Code, key, name or tag.
    pub(super) code: String,
    /// As a list shows it.
    pub(super) title: String,
    /// Something in it waits for a signature.
    pub(super) unsigned: bool,
    words: Vec<String>,
}

/// Every item, ready to be searched.
pub(super) fn all(k: &Knowledge) -> Vec<Shown> {
    items(k).into_iter().map(ready).collect()
}

fn ready(item: Item) -> Shown {
    // A medicine is listed under its own name, its class and brands below.
    let text = format!("{} {}", item.code, item.title);
    let words = words(&text);
    let title = if item.kind == ItemKind::Drug { format!("{}, {}", item.code, item.title) } else { item.title };
    Shown { kind: item.kind, code: item.code, title, unsigned: item.needs_sign_off, words }
}

/// The items that a question means, the best first; all of a kind where nothing is asked.
pub(super) fn find<'s>(all: &'s [Shown], question: &str, kind: Option<ItemKind>) -> Vec<&'s Shown> {
    let asked = words(question);
    let mut found: Vec<(usize, &Shown)> = all
        .iter()
        .filter(|one| kind.is_none_or(|kind| one.kind == kind))
        .filter_map(|one| asked.iter().map(|word| distance(one, word)).sum::<Option<usize>>().map(|far| (far, one)))
        .collect();
    found.sort_by_key(|(far, one)| (*far, order(one.kind)));
    found.into_iter().map(|(_, one)| one).collect()
}

/// People look for treatments first and for single rules last.
fn order(kind: ItemKind) -> usize {
    match kind {
        ItemKind::Treatment => 0,
        ItemKind::Condition => 1,
        ItemKind::Ingredient | ItemKind::Drug => 2,
        ItemKind::Rule => 4,
        ItemKind::Source => 5,
        ItemKind::Aftercare
        | ItemKind::Preparation
        | ItemKind::RedFlag
        | ItemKind::Living
        | ItemKind::Spa
        | ItemKind::ConsentText
        | ItemKind::EmergencyCard
        | ItemKind::Language
        | ItemKind::OpenPoint => 3,
    }
}

/// How far a word is from the names of an item: 0 it is one of them, 1 one begins with it, 2 one holds it, 3 a letter or two
/// are wrong; `None` where it is not meant.
fn distance(one: &Shown, word: &str) -> Option<usize> {
    let best = one.words.iter().map(|own| {
        if own == word {
            0
        } else if own.starts_with(word) {
            1
        } else if word.len() >= 3 && own.contains(word) {
            2
        } else if is_slip(word, own) {
            3
        } else {
            usize::MAX
        }
    });
    best.min().filter(|far| *far < usize::MAX)
}

/// Whether a word may be another one with a slip in it: long enough, of the same beginning and nearly the same length.
fn is_slip(word: &str, own: &str) -> bool {
    let (asked, there) = (word.chars().count(), own.chars().count());
    asked >= 5
        && there.abs_diff(asked) <= 2
        && word.chars().next() == own.chars().next()
        && vocab::nearest::nearest(word, [own]).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_found_in_spite_of_its_spelling() {
        let all = all(Knowledge::shipped().unwrap());
        for (typed, code) in [
            ("salicylic peel", "peel_salicylic"),
            ("microneedlng", "microneedling"),
            ("isotretinoin", "isotretinoin"),
            ("claravis", "isotretinoin"),
            ("HUGH", "HUGH"),
        ] {
            let found = find(&all, typed, None);
            assert!(found.iter().take(4).any(|one| one.code == code), "{typed}: {:?}", found.first());
        }
        assert_eq!(find(&all, "xyzzy", None), Vec::<&Shown>::new());
        assert!(find(&all, "", Some(ItemKind::Treatment)).len() >= 31);
    }
}
