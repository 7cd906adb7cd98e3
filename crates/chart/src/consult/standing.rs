//! What the chart already knows, how long ago it was said, and what the patient says of it now.
use crate::entry::Body;
use crate::fold::Chart;
use crate::history::Fact;
use knowledge::Knowledge;
use knowledge::condition::Holds;
use serde::{Deserialize, Serialize};
use vocab::Day;
use vocab::case::{Status, Subject};

const DAY_MS: i64 = 86_400_000;

/// What the patient says of a fact that the chart has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Still {
    /// Still so.
    True,
    /// It ended.
    Ended {
        /// The last day.
        on: Day,
    },
}

/// Whether a fact is fresh enough to be used without asking again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Age {
    /// Said lately enough.
    Fresh,
    /// To be confirmed: said this many days ago.
    Old(i64),
}

/// A fact of the chart with its age.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    /// Its key, see [`key_of`].
    pub key: String,
    /// The fact.
    pub fact: Fact,
    /// When it was said last, milliseconds since 1970.
    pub said_at: i64,
    /// Whether it is to be confirmed.
    pub age: Age,
    /// Whether it can end: what counts for ever cannot.
    pub ends: bool,
}

/// What a fact is about and where, as one text: `condition:keloid_history@chest`.
#[must_use]
pub fn key_of(fact: &Fact) -> String {
    let subject = match fact.subject() {
        Some(Subject::Condition(code)) => format!("condition:{code}"),
        Some(Subject::Drug(name)) => format!("drug:{name}"),
        Some(Subject::Procedure(code)) => format!("procedure:{code}"),
        Some(Subject::Product(code)) => format!("product:{code}"),
        None => String::new(),
    };
    fact.zone.map_or_else(|| subject.clone(), |zone| format!("{subject}@{zone}"))
}

/// Days after which a fact is confirmed anew; `None` for what happened on a day and cannot change (house default, needs
/// sign-off).
fn keeps_days(k: &Knowledge, fact: &Fact) -> Option<i64> {
    if fact.on.is_some() {
        return None;
    }
    match fact.subject()? {
        Subject::Procedure(_) => None,
        Subject::Drug(_) | Subject::Product(_) if fact.status == Some(Status::Past) => None,
        Subject::Drug(_) | Subject::Product(_) => Some(30),
        Subject::Condition(code) => match k.condition(&code).map(|c| c.holds) {
            Some(Holds::Ever) if fact.status == Some(Status::Present) => None,
            Some(Holds::Ever) => Some(365),
            Some(Holds::Chronic) => Some(180),
            Some(Holds::State | Holds::Event) | None => Some(30),
            Some(Holds::Derived) => None,
        },
    }
}

fn can_end(k: &Knowledge, fact: &Fact) -> bool {
    let now = fact.status == Some(Status::Present) && fact.on.is_none();
    now && match fact.subject() {
        Some(Subject::Condition(code)) => {
            k.condition(&code).is_some_and(|c| matches!(c.holds, Holds::State | Holds::Chronic))
        }
        Some(Subject::Drug(_) | Subject::Product(_)) => true,
        Some(Subject::Procedure(_)) | None => false,
    }
}

/// The facts that count in a chart, each with its age at an instant (milliseconds since 1970); the oldest first.
#[must_use]
pub fn standing(k: &Knowledge, chart: &Chart, now: i64) -> Vec<Standing> {
    let mut all: Vec<Standing> = chart
        .facts()
        .into_iter()
        .map(|fact| {
            let said_at = said_at(chart, &fact);
            let days = now.saturating_sub(said_at) / DAY_MS;
            let age = match keeps_days(k, &fact) {
                Some(keeps) if days >= keeps => Age::Old(days),
                _ => Age::Fresh,
            };
            Standing { key: key_of(&fact), ends: can_end(k, &fact), said_at, age, fact }
        })
        .collect();
    all.sort_by(|a, b| a.said_at.cmp(&b.said_at).then_with(|| a.key.cmp(&b.key)));
    all
}

/// When a fact was said last.
fn said_at(chart: &Chart, fact: &Fact) -> i64 {
    let says = |body: &Body| {
        if let Body::Fact(said) = body {
            return said == fact;
        }
        let Body::Denied(denied) = body else { return false };
        fact.status == Some(Status::Absent)
            && fact.condition.as_ref().is_some_and(|code| denied.conditions.contains(code))
    };
    let line = chart.lines.iter().rev().find(|line| line.now.as_ref().is_some_and(says));
    line.map_or(0, |line| {
        line.changes.iter().map(|c| c.at).chain([line.entry.recorded_at]).max().unwrap_or(0)
    })
}
