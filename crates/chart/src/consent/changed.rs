//! What changed between two texts, part by part: what is shown when somebody signs anew.
use super::text::{Part, Text, sentences};

/// The change of one part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartChange {
    /// Which.
    pub part: Part,
    /// Sentences that are new.
    pub added: Vec<String>,
    /// Sentences that are gone.
    pub gone: Vec<String>,
}

/// What changed from the bytes that were signed to the text as it is now. Parts without a change are left out; a sentence
/// that only moved is no change.
#[must_use]
pub fn changed(signed_bytes: &str, now: &Text) -> Vec<PartChange> {
    let before = sentences(signed_bytes);
    let now = sentences(&now.bytes());
    let nothing = Vec::new();
    Part::ALL
        .iter()
        .filter_map(|part| {
            let (old, new) = (before.get(part).unwrap_or(&nothing), now.get(part).unwrap_or(&nothing));
            let added: Vec<String> = new.iter().filter(|s| !old.contains(s)).cloned().collect();
            let gone: Vec<String> = old.iter().filter(|s| !new.contains(s)).cloned().collect();
            let changed = !(added.is_empty() && gone.is_empty());
            changed.then_some(PartChange { part: *part, added, gone })
        })
        .collect()
}
