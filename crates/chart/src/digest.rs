//! What a chart comes to: where each line stands, and whole those lines that count for a case. Pure; the snapshot keeps it.
use crate::case;
use crate::entry::Body;
use crate::fold::{Chart, Line};
use crate::patient::Entry;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The version of the shape below; a snapshot of another is made anew.
pub(crate) const VERSION: u32 = 3;

/// What a chart comes to.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub(crate) struct Digest {
    /// Version of the shape.
    pub(crate) version: u32,
    /// Every line, newest first.
    #[serde(with = "columns")]
    pub(crate) places: Vec<Place>,
    /// The lines that count for a case, in the order of recording, as they stand now; without answers that later ones
    /// replaced, so that a chart of many years opens as quickly as a young one.
    pub(crate) counting: Vec<Counting>,
}

/// Where a line stands: enough to choose the lines of a page without opening the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place(
    /// When it happened.
    pub(crate) i64,
    /// Place in the book.
    pub(crate) u64,
    /// Kind.
    pub(crate) &'static str,
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
                line.entry.body.kind(),
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
        let place = Place(entry.happened_at, entry.seq, entry.body.kind(), Vec::new(), true);
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

/// Places as columns: a third of the bytes, and no text to be made for each line.
mod columns {
    use super::Place;
    use crate::entry::Body;
    use serde::de::Error as _;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[derive(Default, Serialize, Deserialize)]
    struct Columns {
        /// How much earlier each happened than the one before; the first: when it happened.
        earlier: Vec<i64>,
        seq: Vec<u64>,
        /// Places in [`Columns::kinds`].
        kind: Vec<usize>,
        kinds: Vec<String>,
        /// Lines that were amended, with the places of their amendments.
        changed: Vec<(usize, Vec<u64>)>,
        /// Lines that do not count any more.
        gone: Vec<usize>,
    }

    pub(super) fn serialize<S: Serializer>(places: &[Place], to: S) -> Result<S::Ok, S::Error> {
        let mut columns = Columns::default();
        let mut kinds: Vec<&str> = Vec::new();
        let mut before = 0_i64;
        for (n, place) in places.iter().enumerate() {
            columns.earlier.push(before.wrapping_sub(place.0));
            before = place.0;
            columns.seq.push(place.1);
            let known = kinds.iter().position(|kind| *kind == place.2);
            columns.kind.push(known.unwrap_or_else(|| {
                kinds.push(place.2);
                kinds.len() - 1
            }));
            if !place.3.is_empty() {
                columns.changed.push((n, place.3.clone()));
            }
            if !place.4 {
                columns.gone.push(n);
            }
        }
        columns.kinds = kinds.into_iter().map(str::to_owned).collect();
        columns.serialize(to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Place>, D::Error> {
        let columns = Columns::deserialize(from)?;
        let known = |kind: &String| Body::KINDS.iter().copied().find(|known| known == kind);
        let kinds: Option<Vec<&'static str>> = columns.kinds.iter().map(known).collect();
        let kinds = kinds.ok_or_else(|| D::Error::custom("a kind that this program does not know"))?;
        let lines = columns.earlier.len();
        if columns.seq.len() != lines || columns.kind.len() != lines {
            return Err(D::Error::custom("columns of different lengths"));
        }
        let mut places = Vec::with_capacity(lines);
        let mut at = 0_i64;
        for ((earlier, seq), kind) in columns.earlier.into_iter().zip(columns.seq).zip(columns.kind) {
            at = at.wrapping_sub(earlier);
            let kind = kinds.get(kind).ok_or_else(|| D::Error::custom("a kind that is not listed"))?;
            places.push(Place(at, seq, kind, Vec::new(), true));
        }
        for (line, changes) in columns.changed {
            let place = places.get_mut(line).ok_or_else(|| D::Error::custom("a line that is not there"))?;
            place.3 = changes;
        }
        for line in columns.gone {
            let place = places.get_mut(line).ok_or_else(|| D::Error::custom("a line that is not there"))?;
            place.4 = false;
        }
        Ok(places)
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
