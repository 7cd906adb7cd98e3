//! What differs between two readings of the knowledge, and in which direction.
use super::{RuleView, rules};
use crate::Knowledge;
use std::collections::BTreeMap;

vocab::words! {
    /// In which direction a change goes.
    Direction, "direction of a change" {
        /// It was not there before.
        New = "new",
        /// It is not there any more.
        Gone = "gone",
        /// It can only let through more than before.
        Laxer = "laxer",
        /// It can only hold back more than before.
        Stricter = "stricter",
        /// It may do both, or nobody can tell from the data.
        Unclear = "unclear",
        /// Only words, sources or signatures differ.
        Reworded = "reworded",
    }
}

impl Direction {
    /// Whether the newer reading may let through what the older one held back. What cannot be compared counts.
    #[must_use]
    pub const fn may_soften(self) -> bool {
        match self {
            Self::Gone | Self::Laxer | Self::Unclear => true,
            Self::New | Self::Stricter | Self::Reworded => false,
        }
    }
}

/// A rule, or something that rules rest on, that was added, taken away or altered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Its key; for what rules rest on, `drug amiodarone` and the like.
    pub key: String,
    /// Its title.
    pub title: String,
    /// The direction.
    pub direction: Direction,
    /// What differs, in words.
    pub words: Vec<String>,
    /// Codes of the treatments and products that either reading touches.
    pub touches: Vec<String>,
}

/// Everything that differs, by key.
#[must_use]
pub fn compare(old: &Knowledge, new: &Knowledge) -> Vec<Change> {
    let by_key = |k| rules(k).into_iter().map(|view| (view.key.clone(), view)).collect::<BTreeMap<_, _>>();
    let (before, after) = (by_key(old), by_key(new));
    let mut changes = Vec::new();
    for (key, old) in &before {
        match after.get(key) {
            None => changes.push(alone(old, Direction::Gone)),
            Some(new) => changes.extend(altered(old, new)),
        }
    }
    changes.extend(
        after.iter().filter(|(key, _)| !before.contains_key(*key)).map(|(_, new)| alone(new, Direction::New)),
    );
    beneath(&premises(old), &premises(new), &mut changes);
    changes.sort_by(|a, b| a.key.cmp(&b.key));
    changes
}

/// Only the changes that may let through more than before.
#[must_use]
pub fn softened(old: &Knowledge, new: &Knowledge) -> Vec<Change> {
    compare(old, new).into_iter().filter(|change| change.direction.may_soften()).collect()
}

fn alone(view: &RuleView<'_>, direction: Direction) -> Change {
    let verdict = view.verdict.map_or("information only", vocab::Verdict::code);
    Change {
        key: view.key.clone(),
        title: view.title.clone(),
        direction,
        words: vec![verdict.to_owned()],
        touches: view.touches.iter().map(|code| (*code).to_owned()).collect(),
    }
}

/// What was found so far about one rule.
#[derive(Default)]
struct Found {
    words: Vec<String>,
    laxer: bool,
    stricter: bool,
}

impl Found {
    fn say(&mut self, words: String, laxer: bool, stricter: bool) {
        self.words.push(words);
        self.laxer |= laxer;
        self.stricter |= stricter;
    }

    const fn direction(&self) -> Direction {
        match (self.laxer, self.stricter) {
            (true, true) => Direction::Unclear,
            (true, false) => Direction::Laxer,
            (false, true) => Direction::Stricter,
            (false, false) => Direction::Reworded,
        }
    }
}

fn altered(old: &RuleView<'_>, new: &RuleView<'_>) -> Option<Change> {
    let mut found = Found::default();
    if old.verdict != new.verdict {
        let word = |view: &RuleView<'_>| view.verdict.map_or("no verdict", vocab::Verdict::code);
        let words = format!("verdict: {} becomes {}", word(old), word(new));
        found.say(words, new.verdict < old.verdict, new.verdict > old.verdict);
    }
    days(old, new, &mut found);
    for code in old.touches.iter().filter(|code| !new.touches.contains(code)) {
        found.say(format!("no longer touches {code}"), true, false);
    }
    for code in new.touches.iter().filter(|code| !old.touches.contains(code)) {
        found.say(format!("now touches {code}"), false, true);
    }
    // The sentences about days say again what `days` compared.
    if condition(old) != condition(new) {
        found.say("fires under other conditions".to_owned(), true, true);
    }
    if old.by_law != new.by_law {
        let words = if new.by_law { "is now by law" } else { "is no longer by law" };
        found.say(words.to_owned(), !new.by_law, new.by_law);
    }
    if old.attach != new.attach {
        let word = |view: &RuleView<'_>| view.attach.map_or("nothing", crate::condition::Attached::code);
        let words = format!("attaches {}, before {}", word(new), word(old));
        found.say(words, old.attach.is_some(), new.attach.is_some());
    }
    let texts = [
        ("action", old.action, new.action),
        ("reason", old.because, new.because),
        ("until", old.until, new.until),
    ];
    for (name, was, is) in texts {
        if was != is {
            found.say(format!("{name} reworded"), false, false);
        }
    }
    if old.sources != new.sources || old.strength != new.strength {
        found.say("other sources".to_owned(), false, false);
    }
    if old.recalled != new.recalled {
        let words = if new.recalled { "needs sign-off again" } else { "signed off" };
        found.say(words.to_owned(), false, false);
    }
    let mut touches: Vec<String> =
        old.touches.iter().chain(&new.touches).map(|code| (*code).to_owned()).collect();
    touches.sort();
    touches.dedup();
    let direction = found.direction();
    (!found.words.is_empty()).then(|| Change {
        key: new.key.clone(),
        title: new.title.clone(),
        direction,
        words: found.words,
        touches,
    })
}

/// The conditions of firing, without the sentences that only repeat the days.
fn condition<'v>(view: &'v RuleView<'_>) -> Vec<&'v str> {
    let repeats = |said: &&String| {
        view.days.iter().any(|(_, count)| said.contains(&super::days(*count)))
            && ["Free again", "Stands until", "Also stands", "Begins", "The product is paused"]
                .iter()
                .any(|start| said.starts_with(start))
    };
    view.when.iter().filter(|said| !repeats(said)).map(String::as_str).collect()
}

fn days(old: &RuleView<'_>, new: &RuleView<'_>, found: &mut Found) {
    for name in ["after", "before", "between", "begins after", "paused before"] {
        let count = |view: &RuleView<'_>| view.days.iter().find(|(n, _)| *n == name).map(|(_, count)| *count);
        let (was, is) = (count(old), count(new));
        if was == is {
            continue;
        }
        let word = |count: Option<u16>| count.map_or_else(|| "none".to_owned(), super::days);
        let (longer, shorter) = match name {
            // Without days it stands for as long as its condition does; nobody can tell which is longer.
            "after" => (was.is_none() || is > was, was.is_none() || is.is_none() || is < was),
            "begins after" => (is < was, is > was),
            _ => (is > was, is < was),
        };
        found.say(format!("time {name}: {} becomes {}", word(was), word(is)), shorter, longer);
    }
}

/// What rules rest on without being rules: which drug sets what, what follows from what, and the limits.
fn premises(k: &Knowledge) -> BTreeMap<String, (String, bool)> {
    let mut all = BTreeMap::new();
    let set = |list: &[crate::drug::DrugSets]| -> Vec<String> {
        let one =
            |s: &crate::drug::DrugSets| format!("{} {}", s.condition, s.detail.as_deref().unwrap_or(""));
        list.iter().map(|s| one(s).trim_end().to_owned()).collect()
    };
    for class in &k.drugs {
        for drug in &class.drug {
            for name in std::iter::once(&drug.name).chain(&drug.also) {
                let mut sets = set(&class.sets);
                sets.extend(set(&drug.sets));
                all.insert(format!("drug {name}"), (format!("sets {}", sets.join(", ")), true));
            }
        }
    }
    for c in &k.conditions {
        for implied in &c.implies {
            let says = format!("{} {:?} {:?}", implied.from_past, implied.detail, implied.only_for);
            all.insert(format!("from {} follows {}", c.code, implied.condition), (says, true));
        }
    }
    for row in k.spacing.iter().filter(|row| row.other_zone_days > 0) {
        let says = super::days(row.other_zone_days);
        all.insert(format!("after {} in another zone", super::letter(row.first)), (says, true));
    }
    for t in &k.treatments {
        if let Some(most) = t.never_above {
            all.insert(format!("limit of {}", t.code), (format!("never above {most}"), false));
        }
    }
    all
}

/// Compares what rules rest on; the flag says whether more of it holds back more.
fn beneath(
    old: &BTreeMap<String, (String, bool)>,
    new: &BTreeMap<String, (String, bool)>,
    changes: &mut Vec<Change>,
) {
    let change = |key: &str, direction, words: String| Change {
        key: key.to_owned(),
        title: String::new(),
        direction,
        words: vec![words],
        touches: Vec::new(),
    };
    for (key, (was, holds)) in old {
        match new.get(key) {
            Some((is, _)) if is == was => {}
            Some((is, _)) => {
                changes.push(change(key, Direction::Unclear, format!("{was} becomes {is}")));
            }
            None => {
                let direction = if *holds { Direction::Gone } else { Direction::Stricter };
                changes.push(change(key, direction, was.clone()));
            }
        }
    }
    for (key, (is, holds)) in new.iter().filter(|(key, _)| !old.contains_key(*key)) {
        let direction = if *holds { Direction::New } else { Direction::Laxer };
        changes.push(change(key, direction, is.clone()));
    }
}
