//! What a chart comes to: where each line stands, and whole those lines that count for a case. Pure; the snapshot keeps it.
use crate::case;
use crate::entry::Body;
use crate::fold::{Chart, Line};
use crate::patient::Entry;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The version of the shape below; a snapshot of another is made anew.
pub(crate) const VERSION: u32 = 2;

/// What a chart comes to.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub(crate) struct Digest {
    /// Version of the shape.
    pub(crate) version: u32,
    /// Every line, newest first.
    pub(crate) places: Vec<Place>,
    /// The lines that count for a case, in the order of recording, as they stand now; without answers that later ones
    /// replaced, so that a chart of many years opens as quickly as a young one.
    pub(crate) counting: Vec<Counting>,
}

/// Where a line stands: enough to choose the lines of a page without opening the others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Place(
    /// When it happened.
    pub(crate) i64,
    /// Place in the book.
    pub(crate) u64,
    /// Kind.
    pub(crate) String,
    /// Places of the entries that amend it.
    pub(crate) Vec<u64>,
    /// Whether it still counts.
    pub(crate) bool,
);

/// A line that counts for a case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Counting(u64, String, i64, i64, String, Body);

impl Digest {
    /// The digest of a whole chart.
    pub(crate) fn of(chart: &Chart) -> Self {
        let mut digest = Self { version: VERSION, ..Self::default() };
        for line in &chart.lines {
            let counts = line.now.is_some();
            digest.places.push(Place(
                line.entry.happened_at,
                line.entry.seq,
                line.entry.body.kind().to_owned(),
                line.changes.iter().map(|change| change.seq).collect(),
                counts,
            ));
            if let Some(now) = line.now.as_ref().filter(|now| now.counts()) {
                digest.counting.push(counting(&line.entry, now));
            }
        }
        digest.places.sort_by_key(|place| std::cmp::Reverse((place.0, place.1)));
        digest.settled();
        digest
    }

    /// Adds one more entry; false where it amends another, so that the chart must be folded anew.
    pub(crate) fn add(&mut self, entry: &Entry) -> bool {
        if matches!(entry.body, Body::Amendment(_)) {
            return false;
        }
        let place = Place(entry.happened_at, entry.seq, entry.body.kind().to_owned(), Vec::new(), true);
        let at = self.places.partition_point(|before| (before.0, before.1) > (place.0, place.1));
        self.places.insert(at, place);
        if entry.body.counts() {
            self.counting.push(counting(entry, &entry.body));
            self.settled();
        }
        true
    }

    fn settled(&mut self) {
        settle(&mut self.counting, |one| one.0, |one| &mut one.5);
    }

    /// The chart without what does not count for a case.
    pub(crate) fn chart(self, patient: &str) -> Chart {
        let line = |Counting(seq, id, happened_at, recorded_at, author, body): Counting| Line {
            now: Some(body.clone()),
            entry: Entry {
                patient: patient.to_owned(),
                seq,
                id,
                happened_at,
                recorded_at,
                author,
                amends: None,
                body,
            },
            changes: Vec::new(),
        };
        Chart { lines: self.counting.into_iter().map(line).collect() }
    }
}

/// Leaves out what later answers replaced: a fact goes whole, a denial keeps the conditions for which it still counts. The
/// lines are in the order of recording, each with a place of its own.
pub(crate) fn settle<T>(lines: &mut Vec<T>, place: impl Fn(&T) -> u64, body: impl Fn(&mut T) -> &mut Body) {
    let said: Vec<(u64, Body)> = lines.iter_mut().map(|line| (place(line), body(line).clone())).collect();
    let mut counts: BTreeMap<u64, BTreeSet<String>> = BTreeMap::new();
    for (seq, fact) in case::counting(said.iter().map(|(seq, body)| (*seq, body))) {
        counts.entry(seq).or_default().extend(fact.condition);
    }
    lines.retain_mut(|line| {
        let still = counts.get(&place(line));
        let body = body(line);
        if let Body::Denied(denied) = body {
            denied.conditions.retain(|code| still.is_some_and(|still| still.contains(code)));
            return !denied.conditions.is_empty();
        }
        still.is_some() || !matches!(body, Body::Fact(_))
    });
}

fn counting(entry: &Entry, now: &Body) -> Counting {
    Counting(
        entry.seq,
        entry.id.clone(),
        entry.happened_at,
        entry.recorded_at,
        entry.author.clone(),
        now.clone(),
    )
}
