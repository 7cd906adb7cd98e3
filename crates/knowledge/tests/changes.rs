//! Two readings of the knowledge, compared: the direction of each change.
#![expect(clippy::panic, reason = "a test may stop at the first surprise")]
use knowledge::catalogue::{Direction, compare, rule, rules, softened};
use knowledge::{FILES, Knowledge, load};
use std::collections::BTreeSet;

/// The shipped files, one of them with a text replaced (or left out, with an empty replacement of all).
fn edited(file: &str, from: &str, to: &str) -> Knowledge {
    let changed: Vec<(&str, String)> = FILES
        .iter()
        .map(|(path, text)| {
            if *path == file {
                assert!(text.contains(from), "{file} does not hold `{from}`");
                (*path, text.replacen(from, to, 1))
            } else {
                (*path, (*text).to_owned())
            }
        })
        .collect();
    load::from_files(changed.iter().map(|(p, t)| (*p, t.as_str()))).unwrap_or_else(|e| panic!("{e}"))
}

fn shipped() -> Knowledge {
    load::from_files(FILES.iter().copied()).unwrap_or_else(|e| panic!("{e}"))
}

#[test]
fn nothing_differs_from_itself() {
    assert_eq!(compare(&shipped(), Knowledge::shipped().unwrap()), Vec::new());
}

/// A file, a text in it and what replaces it, the rule that shows the change, and its direction.
const EDITS: [(&str, &str, &str, Option<&str>, Direction); 11] = [
    // Verdicts.
    ("conditions/lactation.toml", "verdict  = \"review\"", "verdict  = \"caution\"", None, Direction::Laxer),
    (
        "conditions/lactation.toml",
        "verdict  = \"review\"",
        "verdict  = \"refuse\"",
        None,
        Direction::Stricter,
    ),
    // Days: fewer are laxer, more are stricter.
    (
        "conditions/isotretinoin.toml",
        "days     = 183",
        "days     = 182",
        Some("isotretinoin-facial"),
        Direction::Laxer,
    ),
    (
        "conditions/isotretinoin.toml",
        "days     = 183",
        "days     = 184",
        Some("isotretinoin-facial"),
        Direction::Stricter,
    ),
    ("spacing/t.toml", "days     = 14", "days     = 13", Some("spacing-t-f"), Direction::Laxer),
    (
        "treatments/ipl.toml",
        "min_gap_days     = 21",
        "min_gap_days     = 28",
        Some("own-gap-ipl"),
        Direction::Stricter,
    ),
    // What it touches.
    (
        "conditions/isotretinoin.toml",
        "for      = [\"microdermabrasion\", \"hydradermabrasion\"]",
        "for      = [\"microdermabrasion\"]",
        Some("isotretinoin-abrasion"),
        Direction::Laxer,
    ),
    (
        "conditions/isotretinoin.toml",
        "for      = [\"waxing\"]",
        "for      = [\"waxing\", \"ipl\"]",
        Some("isotretinoin-waxing"),
        Direction::Stricter,
    ),
    // Words only.
    (
        "conditions/isotretinoin.toml",
        "Wax can strip",
        "Wax may strip",
        Some("isotretinoin-waxing"),
        Direction::Reworded,
    ),
    // When it fires: nobody can tell.
    (
        "conditions/isotretinoin.toml",
        "when     = { policy = { isotretinoin = \"label\" } }",
        "when     = { policy = { isotretinoin = \"label\" }, asked_area = \"facial\" }",
        Some("isotretinoin-superficial-peel"),
        Direction::Unclear,
    ),
    // What rules rest on.
    ("drugs/isotretinoin.toml", "\"Claravis\"", "\"Claravisse\"", Some("drug Claravis"), Direction::Gone),
];

#[test]
fn each_change_has_its_direction() {
    let before = shipped();
    for (file, from, to, key, want) in EDITS {
        let after = edited(file, from, to);
        let changes = compare(&before, &after);
        assert!(!changes.is_empty(), "{file}: nothing was seen");
        let change = match key {
            Some(key) => {
                changes.iter().find(|c| c.key == key).unwrap_or_else(|| panic!("{key}: {changes:?}"))
            }
            None => &changes[0],
        };
        assert_eq!(change.direction, want, "{file}: {to}: {change:?}");
        let soft = softened(&before, &after).iter().any(|c| c.key == change.key);
        assert_eq!(soft, want.may_soften(), "{change:?}");
    }
}

#[test]
fn a_rule_that_is_gone_softens_and_a_new_one_does_not() {
    let key = "isotretinoin-waxing";
    let after = edited("conditions/isotretinoin.toml", key, "isotretinoin-wax");
    let changes = compare(&shipped(), &after);
    let of = |key: &str| changes.iter().find(|c| c.key == key).map(|c| c.direction);
    assert_eq!((of(key), of("isotretinoin-wax")), (Some(Direction::Gone), Some(Direction::New)));
    assert_eq!(softened(&shipped(), &after).len(), 1);
}

/// The catalogue's keys are those that answers name, each once, and each rule says when it fires.
#[test]
fn every_rule_stands_in_the_catalogue_once() {
    let k = Knowledge::shipped().unwrap();
    let all = rules(k);
    let keys: BTreeSet<&str> = all.iter().map(|one| one.key.as_str()).collect();
    assert_eq!(keys.len(), all.len(), "a key stands twice");
    for one in &all {
        assert!(!one.because.is_empty() && !one.sources.is_empty(), "{}", one.key);
        assert!(!one.title.is_empty(), "{}", one.key);
        assert_eq!(rule(k, &one.key).unwrap().title, one.title);
    }
    assert!(all.len() > 500, "{}", all.len());
}
