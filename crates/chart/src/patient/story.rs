//! A page of a patient's story, newest first, with everything that counts beside it; the rest stays closed.
use super::look::opened;
use super::{Entry, Patients, Why, chart_of};
use crate::ChartError;
use crate::book;
use crate::digest::Place;
use crate::fold::{Chart, Line};
use crate::register::By;
use crate::seal::{Chance, PatientKey};
use sqlx::AnyConnection;
use std::collections::BTreeMap;

/// The most lines of one page of a story.
pub const LINES_MAX: usize = 200;
/// The most lines that are opened beside those that count for a case.
pub const BESIDE_MAX: usize = 120;

/// Which part of a story is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Kinds as in [`crate::entry::Body::KINDS`]; empty = all.
    pub kinds: Vec<String>,
    /// Lines to pass over.
    pub skip: usize,
    /// Lines to show, at most [`LINES_MAX`].
    pub most: usize,
}

/// A page of a story.
#[derive(Debug, Clone, PartialEq)]
pub struct Story {
    /// The lines that count for a case, and the plan that was agreed last: ask it for the case, the scores, the sessions.
    pub chart: Chart,
    /// The lines asked for, newest first.
    pub lines: Vec<Line>,
    /// Lines of the kinds asked for.
    pub found: usize,
    /// Lines of each kind.
    pub kinds: BTreeMap<String, usize>,
    /// Entries in the chart, for a write that expects them; the charts that are read with it have their own.
    pub entries: u64,
    /// The same with those of the charts that are read as a part of it: what the gate was asked with.
    pub known: u64,
    /// Charts that are read as a part of this one.
    pub parts: Vec<String>,
    /// The chart that this one is a part of, if it was joined.
    pub part_of: Option<String>,
}

impl Patients<'_> {
    /// Reads a page of a patient's story and remembers who looked.
    ///
    /// # Errors
    /// There is no such patient, the key is destroyed, or the database refuses.
    pub async fn story(
        &self,
        patient: &str,
        asked: &Asked,
        why: Why,
        by: &By,
        chance: &mut dyn Chance,
    ) -> Result<Story, ChartError> {
        self.story_with(patient, asked, &[], why, by, chance).await
    }

    /// The same, with the newest lines of further kinds in the chart as well, at most [`BESIDE_MAX`] of them: for whoever asks
    /// more of a chart than what counts for a case, such as its consents.
    ///
    /// # Errors
    /// As [`Patients::story`].
    pub async fn story_with(
        &self,
        patient: &str,
        asked: &Asked,
        beside: &[&str],
        why: Why,
        by: &By,
        chance: &mut dyn Chance,
    ) -> Result<Story, ChartError> {
        self.look(patient, why, by, chance).await?;
        self.opened_with(patient, asked, beside, chance).await
    }

    /// The same for the machine: it asks the gate about a chart that nobody opened, so nobody looked. Whoever shows a person
    /// what comes of it remembers that with [`Patients::shown`].
    ///
    /// # Errors
    /// There is no such patient, the key is destroyed, or the database refuses.
    pub async fn unseen(
        &self,
        patient: &str,
        asked: &Asked,
        chance: &mut dyn Chance,
    ) -> Result<Story, ChartError> {
        self.opened_with(patient, asked, &[], chance).await
    }

    async fn opened_with(
        &self,
        patient: &str,
        asked: &Asked,
        beside: &[&str],
        chance: &mut dyn Chance,
    ) -> Result<Story, ChartError> {
        let mut tx = self.store.read().await?;
        let key = self.key_in(&mut tx, patient).await?;
        let book = chart_of(patient);
        let head = book::head(&mut tx, self.site, &book).await?;
        let joined: Vec<(String, String)> = sqlx::query_as(
            "SELECT folded, kept FROM joined WHERE site = $1 AND (kept = $2 OR folded = $2) ORDER BY folded",
        )
        .bind(self.site)
        .bind(patient)
        .fetch_all(&mut *tx)
        .await?;
        let joined_at_all = !joined.is_empty();
        let part_of = joined.iter().find(|(folded, _)| folded == patient).map(|(_, kept)| kept.clone());
        let parts: Vec<String> =
            joined.into_iter().filter(|(_, kept)| kept == patient).map(|(folded, _)| folded).collect();
        let others = if joined_at_all { self.read_with(&mut tx, patient).await? } else { Vec::new() };
        if !others.is_empty() {
            // Two charts read as one are folded whole: there are few of them.
            let chart = Chart::of(&self.with_parts(&mut tx, patient, &others).await?);
            let mut known = head.count;
            for other in &others {
                known += book::head(&mut tx, self.site, &chart_of(other)).await?.count;
            }
            return Ok(Story { entries: head.count, known, parts, part_of, ..whole(chart, asked) });
        }
        let (digest, is_newer) = self.digest(&mut tx, patient, &key, &head).await?;
        let chosen: Vec<&Place> = digest.places.iter().filter(|place| is_asked(place.2, asked)).collect();
        let page: Vec<&Place> =
            chosen.iter().skip(asked.skip).take(asked.most.min(LINES_MAX)).copied().collect();
        let plan =
            digest.places.iter().filter(|place| place.2 == "plan_agreed" && place.4).max_by_key(|p| p.1);
        let further = digest.places.iter().filter(|place| place.4 && beside.contains(&place.2));
        let further: Vec<&Place> = further.take(BESIDE_MAX).collect();
        let mut seqs: Vec<u64> = page
            .iter()
            .copied()
            .chain(plan)
            .chain(further.iter().copied())
            .flat_map(|place| place.3.iter().copied().chain([place.1]))
            .collect();
        seqs.sort_unstable();
        seqs.dedup();
        let opened = Chart::of(&self.entries_at(&mut tx, patient, &key, &seqs).await?);
        let line = |place: &Place| opened.lines.iter().find(|line| line.entry.seq == place.1).cloned();
        let (lines, plan) = (page.iter().filter_map(|place| line(place)).collect(), plan.and_then(line));
        let further: Vec<Line> =
            further.into_iter().filter(|place| place.2 != "plan_agreed").filter_map(line).collect();
        let (found, kinds) = (chosen.len(), counted(digest.places.iter().map(|place| place.2)));
        drop(tx);
        if is_newer {
            self.keep(patient, &key, &head, &digest, chance).await?;
        }
        let mut chart = digest.chart(patient);
        chart.lines.extend(plan);
        chart.lines.extend(further.into_iter().filter(|line| !line.entry.body.counts()));
        chart.lines.sort_by_key(|line| line.entry.seq);
        Ok(Story { chart, lines, found, kinds, entries: head.count, known: head.count, parts, part_of })
    }

    /// How many entries a chart has, for a write that expects them.
    ///
    /// # Errors
    /// There is no such patient, the key is destroyed, or the database refuses.
    pub async fn count(&self, patient: &str) -> Result<u64, ChartError> {
        let mut tx = self.store.read().await?;
        self.must_have_key(&mut tx, patient).await?;
        Ok(book::head(&mut tx, self.site, &chart_of(patient)).await?.count)
    }

    /// One line of a chart with everything that was changed about it, and how many entries the chart has. Whoever looks is
    /// remembered.
    ///
    /// # Errors
    /// There is no such patient or entry, the key is destroyed, or the database refuses.
    pub async fn line(
        &self,
        patient: &str,
        entry: &str,
        why: Why,
        by: &By,
        chance: &mut dyn Chance,
    ) -> Result<(Line, u64), ChartError> {
        self.look(patient, why, by, chance).await?;
        let mut tx = self.store.read().await?;
        let count = book::head(&mut tx, self.site, &chart_of(patient)).await?.count;
        let chart = Chart::of(&self.with_parts(&mut tx, patient, &[]).await?);
        let line = chart.lines.into_iter().find(|line| line.entry.id == entry);
        Ok((line.ok_or_else(|| ChartError::Missing { what: "entry", id: entry.to_owned() })?, count))
    }

    /// The entries at these places, in their order.
    async fn entries_at(
        &self,
        tx: &mut AnyConnection,
        patient: &str,
        key: &PatientKey,
        seqs: &[u64],
    ) -> Result<Vec<Entry>, ChartError> {
        let book = chart_of(patient);
        let seqs: Vec<i64> = seqs.iter().map(|seq| book::signed(*seq)).collect();
        let rows = book::rows_at(tx, self.site, &book, &seqs).await?;
        rows.into_iter().map(|row| opened(key, patient, &book, row)).collect()
    }
}

fn is_asked(kind: &str, asked: &Asked) -> bool {
    asked.kinds.is_empty() || asked.kinds.iter().any(|wanted| wanted == kind)
}

fn counted<'a>(kinds: impl Iterator<Item = &'a str>) -> BTreeMap<String, usize> {
    let mut counted = BTreeMap::new();
    for kind in kinds {
        match counted.get_mut(kind) {
            Some(count) => *count += 1,
            None => {
                counted.insert(kind.to_owned(), 1);
            }
        }
    }
    counted
}

/// The story of a chart that was folded whole.
fn whole(chart: Chart, asked: &Asked) -> Story {
    let kinds = counted(chart.lines.iter().map(|line| line.entry.body.kind()));
    let mut newest: Vec<&Line> =
        chart.lines.iter().filter(|line| is_asked(line.entry.body.kind(), asked)).collect();
    newest.sort_by_key(|line| {
        std::cmp::Reverse((line.entry.happened_at, line.entry.recorded_at, line.entry.seq))
    });
    let found = newest.len();
    let lines = newest.into_iter().skip(asked.skip).take(asked.most.min(LINES_MAX)).cloned().collect();
    Story { chart, lines, found, kinds, entries: 0, known: 0, parts: Vec::new(), part_of: None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::Digest;
    use crate::entry::{Amending, Body, Fact};
    use crate::fold::tests::{amendment, entry};
    use proptest::prelude::*;
    use vocab::case::{Policy, Status};

    const CODES: [&str; 3] = ["pregnancy", "hsv_history", "keloid_history"];

    fn any_entry(place: usize) -> impl Strategy<Value = (usize, usize, usize, i64)> {
        (0..5_usize, 0..CODES.len(), 0..place.max(1), 0..1000_i64)
    }

    fn built(steps: &[(usize, usize, usize, i64)]) -> Vec<Entry> {
        let mut entries = Vec::new();
        for (n, (what, code, amended, at)) in steps.iter().enumerate() {
            let fact = |status| Body::Fact(Fact::condition(CODES[*code], status));
            let amends = amended.min(&n.saturating_sub(1)).to_string();
            let (amends, body) = match what {
                0 => (None, Body::note("calm")),
                1 => (None, fact(Status::Present)),
                2 => (None, fact(Status::Absent)),
                _ if n == 0 => (None, Body::note("first")),
                3 => (Some(amends), amendment(Amending::Withdrawal, None)),
                _ => (Some(amends), amendment(Amending::Correction, Some(fact(Status::Unknown)))),
            };
            let mut new = entry(&n.to_string(), amends.as_deref(), body);
            (new.seq, new.happened_at) = (n as u64 + 1, *at);
            entries.push(new);
        }
        entries
    }

    proptest! {
        /// The shortcut and the whole fold say the same of every chart.
        #[test]
        fn a_digest_asks_the_same_case_as_the_whole_chart(steps in prop::collection::vec(any_entry(30), 1..30)) {
            let entries = built(&steps);
            let chart = Chart::of(&entries);
            let digest = Digest::of(&chart);
            let asked = |chart: &Chart| {
                chart.case("2026-05-04".parse().unwrap(), &Policy::default(), &jiff::tz::TimeZone::UTC)
            };
            let text = serde_json::to_string(&digest).unwrap();
            let back: Digest = serde_json::from_str(&text).unwrap();
            prop_assert_eq!(&back, &digest);
            prop_assert_eq!(asked(&back.chart("p")), asked(&chart));
            // One entry after the other gives the same, as long as nothing is amended.
            let mut grown = Digest::of(&Chart::default());
            if entries.iter().all(|entry| grown.add(entry)) {
                prop_assert_eq!(grown, digest);
            }
        }
    }
}
