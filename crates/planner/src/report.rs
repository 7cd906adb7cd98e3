//! The report around the plans: what was ruled out, what was not chosen, what is still to be asked.
use crate::plan::{Plan, Reason};
use serde::Serialize;
use vocab::goals::Concern;
use vocab::{Day, Verdict};

/// The answer to one request.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// Two to four plans, none of which is worse than another in everything; fewer when fewer exist.
    pub plans: Vec<Plan>,
    /// Treatments that would serve a goal and may not be given on any day of the plan.
    pub ruled_out: Vec<RuledOut>,
    /// Treatments and products that were possible and are in no plan, or not in the first one.
    pub not_chosen: Vec<NotChosen>,
    /// Questions whose answers would change a plan.
    pub questions: Vec<Question>,
    /// Goals that no plan meets, and why.
    pub unmet: Vec<Unmet>,
    /// What the figures rest on and what waits for a signature, for staff.
    pub notes: Vec<Note>,
    /// The currency of every amount (ISO 4217).
    pub currency: String,
}

/// A treatment or product that may not be given on any day of the plan.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RuledOut {
    /// Treatment or product code.
    pub treatment: String,
    /// The goals that it would have served.
    pub serves: Vec<Concern>,
    /// The gate's verdict.
    pub verdict: Verdict,
    /// The first day on which it would be free, beyond the plan; absent = none can be computed.
    pub earliest: Option<Day>,
    /// What must happen, where no day can be computed.
    pub until: Option<String>,
    /// The gate's findings, heaviest first.
    pub findings: Vec<Reason>,
}

/// A treatment that was possible and was not chosen.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NotChosen {
    /// Treatment or product code.
    pub treatment: String,
    /// Why not.
    pub because: String,
    /// What a course would have added to the first plan: concern and points of per cent of today's severity.
    pub would_add: Vec<Added>,
    /// Sessions of that course.
    pub sessions: u16,
    /// Its price in minor units.
    pub price: i64,
    /// Its visits, at most.
    pub visits: u16,
    /// Its usual quiet days.
    pub quiet_days: u16,
    /// Tags of the bibliography.
    pub sources: Vec<String>,
}

/// What would have been added to one concern.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Added {
    /// The concern.
    pub concern: Concern,
    /// Points of per cent of today's severity, median.
    pub percent: f64,
}

/// A question whose answer would change a plan.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Question {
    /// The code that it is about.
    pub condition: String,
    /// In words.
    pub text: String,
    /// The treatments and products that wait for it.
    pub about: Vec<String>,
}

/// A goal that is not met, and why.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Unmet {
    /// The concern.
    pub concern: Concern,
    /// Why.
    pub because: String,
    /// Somebody else should see it: to whom.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refer: Option<String>,
    /// Tags of the bibliography.
    pub sources: Vec<String>,
}

/// Something that staff should know of the report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Note {
    /// In words.
    pub text: String,
    /// It waits for a signature.
    pub needs_sign_off: bool,
}
