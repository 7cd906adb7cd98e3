//! What is recorded of a check at the door.
use super::{Light, Line, What, Why};
use crate::ChartError;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use vocab::{Day, Params, Verdict, Zone};

vocab::words! {
    /// How a check at the door ended.
    Outcome, "outcome of the door" {
        /// The session started.
        Started = "started",
        /// It did not, today.
        TurnedBack = "turned_back",
    }
}

/// A check at the door, as it is recorded.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Checked {
    /// Treatment code.
    pub service: String,
    /// The day at the site.
    pub on: Day,
    /// Where; absent = everywhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<Zone>,
    /// Who performs.
    pub practitioner: String,
    /// How it ended.
    pub outcome: Outcome,
    /// Ids of the lots that were chosen.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lots: Vec<String>,
    /// Key of the device that was chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
    /// The settings of which the gate was asked.
    #[serde(default, skip_serializing_if = "Params::is_empty")]
    pub params: Params,
    /// The lines as they stood.
    pub lines: Vec<CheckedLine>,
}

/// A line as it stood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckedLine {
    /// Which.
    pub what: What,
    /// Its light.
    pub light: Light,
    /// The rules behind it, with what they said.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<Ruled>,
    /// Ids of the entries that passed it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub passed: Vec<String>,
    /// Ticked.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub ticked: bool,
}

impl CheckedLine {
    pub(super) fn of(line: &Line) -> Self {
        Self {
            what: line.what,
            light: line.light,
            rules: line.why.iter().map(Ruled::of).collect(),
            passed: line.passed.clone(),
            ticked: line.ticked,
        }
    }
}

/// A rule and what it said.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ruled {
    /// Key.
    pub rule: String,
    /// Its verdict.
    pub verdict: Verdict,
}

impl Ruled {
    pub(super) fn of(why: &Why) -> Self {
        Self { rule: why.rule.clone(), verdict: why.verdict }
    }
}

impl Checked {
    /// Whether it is whole: each line once, and none open that could not be.
    pub(crate) fn check(&self) -> Result<(), ChartError> {
        let lines: BTreeSet<What> = self.lines.iter().map(|line| line.what).collect();
        let open = |line: &CheckedLine| line.light == Light::Green || line.ticked || !line.passed.is_empty();
        let whole = lines.len() == self.lines.len() && self.lines.len() == What::ALL.len();
        let started = self.outcome == Outcome::Started;
        if !whole || (started && !self.lines.iter().all(open)) {
            let why = "a session starts when each of the twelve lines is green, done or passed".to_owned();
            return Err(ChartError::Form { what: "the check at the door".to_owned(), why });
        }
        Ok(())
    }
}
