//! One visit of a plan: a session, its steps where it is a medifacial, and what it is as facts of a case.
use super::{Action, Reason};
use crate::why::Why;
use serde::Serialize;
use vocab::case::{Fact, Subject};
use vocab::goals::Concern;
use vocab::{Day, Params, Performer, Verdict, Zone};

/// One session.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Session {
    /// Code of a treatment or a protocol.
    pub treatment: String,
    /// The steps of a protocol as they are done on this day; empty for a treatment.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Step>,
    /// Its day.
    pub on: Day,
    /// Where; empty = the usual field of the treatment (whole face, or whole body).
    pub zones: Vec<Zone>,
    /// Strength, depth and the like, as they were put to the gate.
    pub params: Params,
    /// The concern that it serves most.
    pub purpose: Concern,
    /// Every concern that it serves.
    pub serves: Vec<Concern>,
    /// The gate's verdict of that day, with the other sessions of the plan as known procedures.
    pub verdict: Verdict,
    /// A prescriber signs before the booking is confirmed.
    pub provisional: bool,
    /// What must be done with it.
    pub conditions: Vec<Action>,
    /// Why this treatment and why on this day.
    pub because: Vec<Why>,
    /// The gate's findings, heaviest first.
    pub findings: Vec<Reason>,
    /// Tags of the bibliography behind the reasons.
    pub sources: Vec<String>,
    /// Quiet days that are usual after it.
    pub quiet_days: u16,
    /// Quiet days that it may take; so many are kept free before an event.
    pub quiet_days_max: u16,
    /// Minutes in the room, numbing included.
    pub minutes: u16,
    /// Price in minor units.
    pub price: i64,
    /// The lowest licence that may perform it so.
    pub performer: Performer,
}

impl Session {
    /// The session as facts of a case: one for each zone, one without a zone where none is stated.
    #[must_use]
    pub fn facts(&self) -> Vec<Fact> {
        self.treatments().into_iter().flat_map(|code| procedure(code, self.on, &self.zones)).collect()
    }

    /// The treatments that are done: itself, or those of the steps of a protocol, in order.
    #[must_use]
    pub fn treatments(&self) -> Vec<&str> {
        if self.steps.is_empty() {
            return vec![&self.treatment];
        }
        self.steps.iter().filter_map(|s| s.treatment.as_deref()).collect()
    }

    /// The treatments on which an effect is counted: not the steps of a protocol that may be left out.
    #[must_use]
    pub fn counted(&self) -> Vec<&str> {
        if self.steps.is_empty() {
            return vec![&self.treatment];
        }
        self.steps.iter().filter(|s| !s.optional).filter_map(|s| s.treatment.as_deref()).collect()
    }
}

/// One step of a protocol as it is done on a day.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Step {
    /// When in the visit.
    pub phase: String,
    /// What is done, in words.
    pub does: String,
    /// Minutes.
    pub minutes: u16,
    /// Treatment code, if the step is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub treatment: Option<String>,
    /// Its settings, as they were put to the gate.
    pub params: Params,
    /// Product codes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub products: Vec<String>,
    /// It is left out on a day on which it is stopped; nothing is counted on it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub optional: bool,
    /// Why it is not as the protocol writes it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub because: Vec<String>,
}

/// A procedure on a day as facts of a case.
#[must_use]
pub fn procedure(treatment: &str, on: Day, zones: &[Zone]) -> Vec<Fact> {
    let fact =
        |zone| Fact { on: Some(on), zone, ..Fact::new(Subject::Procedure(treatment.to_owned()), None) };
    if zones.is_empty() {
        return vec![fact(None)];
    }
    zones.iter().map(|z| fact(Some(*z))).collect()
}
