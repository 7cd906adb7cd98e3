//! What differs between two readings of a rule, and whether the newer one is softer.
use super::{RuleView, rules};
use crate::Knowledge;
use std::collections::BTreeMap;

/// A rule that was added, taken away or altered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Its key.
    pub key: String,
    /// Its title.
    pub title: String,
    /// What differs, in words.
    pub words: Vec<String>,
    /// Whether the newer reading may let through what the older one held back. What cannot be compared counts.
    pub softer: bool,
    /// Codes of the treatments and products that either reading touches.
    pub touches: Vec<String>,
}

/// Every rule that differs, by key.
#[must_use]
pub fn compare(old: &Knowledge, new: &Knowledge) -> Vec<Change> {
    let (before, after) = (by_key(old), by_key(new));
    let mut changes = Vec::new();
    for (key, old) in &before {
        match after.get(key) {
            None => changes.push(gone(old)),
            Some(new) => changes.extend(altered(old, new)),
        }
    }
    for (key, new) in &after {
        if !before.contains_key(key) {
            let verdict = new.verdict.map_or("information", vocab::Verdict::code);
            changes.push(Change { words: vec![format!("new: {verdict}")], softer: false, ..gone(new) });
        }
    }
    changes.sort_by(|a, b| a.key.cmp(&b.key));
    changes
}

/// Only the changes that are softer.
#[must_use]
pub fn softened(old: &Knowledge, new: &Knowledge) -> Vec<Change> {
    compare(old, new).into_iter().filter(|change| change.softer).collect()
}

fn by_key(k: &Knowledge) -> BTreeMap<String, RuleView<'_>> {
    rules(k).into_iter().map(|view| (view.key.clone(), view)).collect()
}

fn gone(view: &RuleView<'_>) -> Change {
    Change {
        key: view.key.clone(),
        title: view.title.clone(),
        words: vec!["taken away".to_owned()],
        softer: true,
        touches: view.touches.iter().map(|code| (*code).to_owned()).collect(),
    }
}

fn altered(old: &RuleView<'_>, new: &RuleView<'_>) -> Option<Change> {
    let mut words = Vec::new();
    let mut softer = false;
    if old.verdict != new.verdict {
        let word = |view: &RuleView<'_>| view.verdict.map_or("no verdict", vocab::Verdict::code);
        words.push(format!("verdict: {} becomes {}", word(old), word(new)));
        softer |= new.verdict < old.verdict;
    }
    for name in ["after", "before", "between", "paused before"] {
        let count =
            |view: &RuleView<'_>| view.days.iter().find(|(n, _)| *n == name).map(|(_, count)| *count);
        let (was, is) = (count(old), count(new));
        if was != is {
            let word = |count: Option<u16>| count.map_or_else(|| "none".to_owned(), super::days);
            words.push(format!("time {name}: {} becomes {}", word(was), word(is)));
            // A stop without days stands for ever, so giving it days is softer.
            softer |= is < was || was.is_none();
        }
    }
    for code in old.touches.iter().filter(|code| !new.touches.contains(code)) {
        words.push(format!("no longer touches {code}"));
        softer = true;
    }
    for code in new.touches.iter().filter(|code| !old.touches.contains(code)) {
        words.push(format!("now touches {code}"));
    }
    if old.when != new.when {
        words.push("fires under other conditions".to_owned());
        softer = true;
    }
    if old.by_law != new.by_law {
        words.push(if new.by_law { "is now by law" } else { "is no longer by law" }.to_owned());
        softer |= !new.by_law;
    }
    for (name, was, is) in
        [("action", old.action, new.action), ("reason", old.because, new.because), ("until", old.until, new.until)]
    {
        if was != is {
            words.push(format!("{name} reworded"));
        }
    }
    if old.sources != new.sources || old.strength != new.strength {
        words.push("other sources".to_owned());
    }
    if old.recalled != new.recalled {
        words.push(if new.recalled { "needs sign-off again" } else { "signed off" }.to_owned());
    }
    let mut touches: Vec<String> =
        old.touches.iter().chain(&new.touches).map(|code| (*code).to_owned()).collect();
    touches.sort();
    touches.dedup();
    (!words.is_empty()).then(|| Change { key: new.key.clone(), title: new.title.clone(), words, softer, touches })
}
