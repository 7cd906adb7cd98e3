//! The current chart: a pure fold over the entries. What was amended stays visible beside what counts now.
use crate::entry::{Amending, Amendment, Body, Identity};
use crate::patient::Entry;

/// A change that was made to a line.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// How.
    pub how: Amending,
    /// Why.
    pub reason: String,
    /// Who.
    pub author: String,
    /// When it was recorded, milliseconds since 1970.
    pub at: i64,
    /// Id of the amending entry.
    pub by: String,
    /// Its place in the book.
    pub seq: u64,
    /// What was added beside the body, for an addendum.
    pub added: Option<Body>,
}

/// One line of the chart: an entry with everything that was changed about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// The entry as it was recorded.
    pub entry: Entry,
    /// The body that counts now: the last correction, else the original; `None` when withdrawn.
    pub now: Option<Body>,
    /// Changes, in the order of their recording.
    pub changes: Vec<Change>,
}

/// The chart as it stands.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Chart {
    /// Lines in the order of recording; amendments stand in the lines that they amend.
    pub lines: Vec<Line>,
}

impl Chart {
    /// Folds entries, given in the order of recording. An amendment of an amendment amends what the first one amended.
    #[must_use]
    pub fn of(entries: &[Entry]) -> Self {
        let mut chart = Self::default();
        for entry in entries {
            chart.add(entry);
        }
        chart
    }

    /// Adds one more entry: `of(a + [b])` is `of(a)` and then `add(b)`.
    pub fn add(&mut self, entry: &Entry) {
        let Body::Amendment(Amendment { how, reason, to }) = &entry.body else {
            self.lines.push(Line {
                entry: entry.clone(),
                now: Some(entry.body.clone()),
                changes: Vec::new(),
            });
            return;
        };
        let amended = entry.amends.as_deref().unwrap_or_default();
        let is_meant =
            |line: &&mut Line| line.entry.id == amended || line.changes.iter().any(|c| c.by == amended);
        // The record refuses an amendment of nothing; should one come all the same, it stays visible as a line of its own.
        let Some(line) = self.lines.iter_mut().find(is_meant) else {
            self.lines.push(Line { entry: entry.clone(), now: None, changes: Vec::new() });
            return;
        };
        let body = to.as_deref().cloned();
        let added = match how {
            Amending::Correction => {
                line.now = body;
                None
            }
            Amending::Addendum => body,
            Amending::Withdrawal => {
                line.now = None;
                None
            }
        };
        line.changes.push(Change {
            how: *how,
            reason: reason.clone(),
            author: entry.author.clone(),
            at: entry.recorded_at,
            by: entry.id.clone(),
            seq: entry.seq,
            added,
        });
    }

    /// Who the patient is, by the newest line that says so and still counts. Of several charts that are read as one the one that
    /// was kept says it (its lines stand last); a folded chart is believed only about what that one leaves open.
    #[must_use]
    pub fn identity(&self) -> Option<Identity> {
        let mut heard: Vec<&str> = Vec::new();
        let mut who: Option<Identity> = None;
        for line in self.lines.iter().rev() {
            let chart = line.entry.patient.as_str();
            let Some(Body::Identity(said)) = line.now.as_ref().filter(|_| !heard.contains(&chart)) else {
                continue;
            };
            // The newest line of each chart is its word: what was left out of it was taken back.
            heard.push(chart);
            match &mut who {
                Some(who) => who.complete(said),
                None => who = Some(said.clone()),
            }
        }
        who
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::entry::Fact;
    use vocab::case::Status;

    pub(crate) fn entry(id: &str, amends: Option<&str>, body: Body) -> Entry {
        Entry {
            patient: "p".to_owned(),
            seq: 1,
            id: id.to_owned(),
            happened_at: 0,
            recorded_at: 0,
            author: "a".to_owned(),
            amends: amends.map(str::to_owned),
            body,
        }
    }

    fn note(text: &str) -> Body {
        Body::note(text)
    }

    pub(crate) fn amendment(how: Amending, to: Option<Body>) -> Body {
        Body::Amendment(Amendment { how, reason: "typed wrongly".to_owned(), to: to.map(Box::new) })
    }

    fn fact(condition: &str, status: Status) -> Body {
        Body::Fact(Fact::condition(condition, status))
    }

    #[test]
    fn a_correction_counts_and_the_original_stays() {
        let chart = Chart::of(&[
            entry("1", None, note("left cheek")),
            entry("2", Some("1"), amendment(Amending::Correction, Some(note("right cheek")))),
            entry("3", Some("2"), amendment(Amending::Addendum, Some(note("seen by Dr A.")))),
        ]);
        let [line] = chart.lines.as_slice() else { panic!("one line") };
        assert_eq!(line.entry.body, note("left cheek"));
        assert_eq!(line.now, Some(note("right cheek")));
        assert_eq!(line.changes.len(), 2);
        assert_eq!(line.changes[1].added, Some(note("seen by Dr A.")));
    }

    #[test]
    fn what_was_withdrawn_is_seen_and_does_not_count() {
        let chart = Chart::of(&[
            entry("1", None, fact("pregnancy", Status::Present)),
            entry("2", Some("1"), amendment(Amending::Withdrawal, None)),
        ]);
        assert_eq!(chart.facts(), Vec::<Fact>::new());
        assert_eq!(chart.lines.len(), 1);
    }

    #[test]
    fn the_newest_answer_counts_and_events_stand_side_by_side() {
        let day = |text: &str| text.parse().ok();
        let tan = |on: &str| {
            Body::Fact(Fact { condition: Some("sun_tan_recent".to_owned()), on: day(on), ..Fact::default() })
        };
        let chart = Chart::of(&[
            entry("1", None, fact("pregnancy", Status::Unknown)),
            entry("2", None, fact("pregnancy", Status::Absent)),
            entry("3", None, tan("2026-05-01")),
            entry("4", None, tan("2026-06-01")),
        ]);
        let facts = chart.facts();
        assert_eq!(facts.len(), 3);
        assert_eq!(facts[0].status, Some(Status::Absent));
    }

    /// Who a patient is, as one chart tells it.
    fn told(patient: &str, at: i64, email: Option<&str>, phone: Option<&str>) -> Entry {
        let some = |text: Option<&str>| text.map(str::to_owned);
        let identity = Identity {
            name: patient.to_owned(),
            email: some(email),
            phone: some(phone),
            ..Identity::default()
        };
        let told = entry(&format!("{patient}-{at}"), None, Body::Identity(identity));
        Entry { patient: patient.to_owned(), happened_at: at, recorded_at: at, ..told }
    }

    #[test]
    fn of_two_charts_the_newest_says_who_it_is_and_the_other_what_it_lacks() {
        let old = told("web", 1, Some("a@example.org"), Some("1"));
        let new = told("desk", 2, None, Some("2"));
        let both = Chart::of(&[old.clone(), new]).identity().unwrap();
        assert_eq!(
            (both.name.as_str(), both.email.as_deref(), both.phone.as_deref()),
            ("desk", Some("a@example.org"), Some("2"))
        );
        // What one chart no longer says is not fetched from its own past.
        let gone = Chart::of(&[old, told("web", 3, None, Some("1"))]).identity().unwrap();
        assert_eq!(gone.email, None);
    }
}
