//! What somebody still has to do for a patient. Derived from the chart, so that nothing is forgotten because nobody wrote it
//! down; what a person wants to remember stands beside it.
use super::{due, since};
use crate::ChartError;
use crate::case::day_of;
use crate::entry::Body;
use crate::fold::Chart;
use jiff::tz::TimeZone;
use knowledge::Knowledge;
use knowledge::red_flag::Level;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use vocab::Day;
use vocab::verdict::State;

const MINUTE_MS: i64 = 60_000;

/// An entry about a task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Task {
    /// Somebody wants it done.
    Opened {
        /// What.
        what: String,
        /// By when.
        due: Day,
    },
    /// It is done.
    Done {
        /// Key of the task.
        key: String,
        /// How it ended; may not be empty where a level was told.
        note: String,
    },
}

impl Task {
    /// Whether it says something, within its limits.
    pub(crate) fn check(&self) -> Result<(), ChartError> {
        let text = match self {
            Self::Opened { what, .. } if what.trim().is_empty() => {
                let why = "it does not say what is to be done".to_owned();
                return Err(ChartError::Form { what: "the task".to_owned(), why });
            }
            Self::Opened { what, .. } => what,
            Self::Done { note, .. } => note,
        };
        if text.len() > super::TEXT_BYTES_MAX {
            let (what, limit) = ("bytes of a task", super::TEXT_BYTES_MAX);
            return Err(ChartError::Limit { what, limit, got: text.len() });
        }
        Ok(())
    }
}

/// Of what kind an open task is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Something was told that somebody must answer.
    Told(Level),
    /// Nobody answered after a treatment of high risk.
    Silent,
    /// An adverse event is open.
    Adverse,
    /// Somebody wrote it down.
    Written,
}

impl Kind {
    /// How pressing it is, wherever it is shown: *stop* = it is answered today, whatever else there is to do; *ask* = somebody
    /// sees to it by its day; *clear* = nothing is wrong.
    #[must_use]
    pub const fn urgency(self) -> State {
        match self {
            Self::Told(level) => urgency(level),
            Self::Silent => State::Stop,
            Self::Adverse | Self::Written => State::Ask,
        }
    }
}

/// How pressing it is that somebody told something of this level.
#[must_use]
pub const fn urgency(level: Level) -> State {
    match level {
        Level::E0 | Level::E1 | Level::E2 => State::Stop,
        Level::E3 => State::Ask,
        Level::E4 => State::Clear,
    }
}

/// An open task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    /// Its key: what [`Task::Done`] names.
    pub key: String,
    /// Kind.
    pub kind: Kind,
    /// What, in words.
    pub what: String,
    /// The day by which.
    pub due: Day,
    /// The instant by which, where minutes count, milliseconds since 1970.
    pub by: Option<i64>,
    /// Since when it is open, milliseconds since 1970.
    pub since: i64,
}

/// Everything that is open on a chart, the most urgent first.
#[must_use]
pub fn tasks(knowledge: &Knowledge, chart: &Chart, zone: &TimeZone, now: i64) -> Vec<Open> {
    let today = day_of(now, zone);
    let done: BTreeSet<&str> = chart
        .lines
        .iter()
        .filter_map(|line| match &line.now {
            Some(Body::Task(Task::Done { key, .. })) => Some(key.as_str()),
            _ => None,
        })
        .collect();
    let mut open: Vec<Open> = Vec::new();
    for line in &chart.lines {
        let (id, at) = (&line.entry.id, line.entry.happened_at);
        match &line.now {
            Some(Body::CheckIn(said)) => open.extend(told(id, at, said, zone)),
            Some(Body::Task(Task::Opened { what, due })) => open.push(Open {
                key: id.clone(),
                kind: Kind::Written,
                what: what.clone(),
                due: *due,
                by: None,
                since: at,
            }),
            _ => {}
        }
    }
    let sessions = since(chart, zone, today);
    for due in due(knowledge, chart, &sessions, zone) {
        // The evening of day 0 has passed when the next day begins; a later day is waited for until its end.
        if due.high_risk && due.answered.is_none() && due.on < today && today.since(due.on) <= 14 {
            let title = knowledge.treatment(&due.treatment).map_or(due.treatment.as_str(), |t| &t.title);
            open.push(Open {
                key: due.key,
                kind: Kind::Silent,
                what: format!("Call: no answer to the check-in of day {} after {title}.", due.day),
                due: today,
                by: None,
                since: i64::from(due.on.plus(1).number()) * 86_400_000,
            });
        }
    }
    for (_, line, event) in chart.adverse() {
        if event.outcome == super::Outcome::Open {
            open.push(Open {
                key: line.entry.id.clone(),
                kind: Kind::Adverse,
                what: format!("Follow up the adverse event ({}): {}", event.grade, event.what),
                due: day_of(line.entry.happened_at, zone).plus(if event.grade.is_serious() { 1 } else { 7 }),
                by: None,
                since: line.entry.happened_at,
            });
        }
    }
    open.retain(|task| !done.contains(task.key.as_str()));
    open.sort_by(|a, b| {
        (a.by.unwrap_or(i64::MAX), a.kind, a.due, &a.key).cmp(&(
            b.by.unwrap_or(i64::MAX),
            b.kind,
            b.due,
            &b.key,
        ))
    });
    open
}

/// The task of a report that somebody must answer.
fn told(id: &str, at: i64, said: &super::CheckIn, zone: &TimeZone) -> Option<Open> {
    let level = said.level?;
    let on = day_of(at, zone);
    let (due, by, what) = match level {
        Level::E0 => {
            (on, Some(at), "Call back at once: an emergency was told. Make sure help is on its way.")
        }
        Level::E1 => (on, Some(at + 15 * MINUTE_MS), "Call back within 15 minutes and see the patient now."),
        Level::E2 => (on, None, "See the patient today."),
        Level::E3 => (next_working_day(on), None, "Read it and answer by the next working day."),
        Level::E4 => return None,
    };
    let words = if said.text.is_empty() { said.symptoms.join(", ") } else { said.text.clone() };
    let quoted = if words.is_empty() { String::new() } else { format!(" Told: {words}") };
    Some(Open {
        key: id.to_owned(),
        kind: Kind::Told(level),
        what: format!("{what}{quoted}"),
        due,
        by,
        since: at,
    })
}

/// The next day that is neither Saturday nor Sunday; holidays are the house's own.
fn next_working_day(on: Day) -> Day {
    let mut next = on.plus(1);
    while next.weekday() >= 5 {
        next = next.plus(1);
    }
    next
}
