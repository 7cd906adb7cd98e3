//! Days between treatments: the matrix of section 4, and the gaps of heat and massage.
use crate::review::SignOff;
use crate::worked::WorkedCase;
use serde::Deserialize;
use vocab::group::SpacingLetter;
use vocab::{Strength, Verdict};

/// One row of the matrix: what was done first.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SpacingRow {
    /// The letter of what was done first.
    pub first: SpacingLetter,
    /// Days to wait when the zones are known and differ (rows T, A and D).
    #[serde(default)]
    pub other_zone_days: u16,
    /// Thirteen cells.
    pub cell: Vec<SpacingCell>,
    /// Who wrote and checked it.
    pub sign_off: SignOff,
    /// Worked cases.
    #[serde(default)]
    pub case: Vec<WorkedCase>,
}

/// One cell of the matrix.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SpacingCell {
    /// The letter of what comes next.
    pub then: SpacingLetter,
    /// The cell as it stands in the reference.
    pub cell: String,
    /// Days; 0 = the same day in this order.
    pub days: u16,
    /// Pairs of codes with other days.
    #[serde(default)]
    pub except: Vec<SpacingException>,
    /// Why.
    pub because: String,
    /// Sources.
    pub sources: Vec<String>,
    /// Strength.
    pub strength: Strength,
    /// Recalled, not looked up.
    #[serde(default)]
    pub recalled: bool,
}

/// Codes within a cell that have other days.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SpacingException {
    /// Codes done first; empty = all of the row.
    #[serde(default)]
    pub first: Vec<String>,
    /// Codes that come next; empty = all of the column.
    #[serde(default)]
    pub then: Vec<String>,
    /// Days.
    pub days: u16,
    /// What the reference says of it.
    #[serde(default)]
    pub note: String,
}

/// A gap outside the matrix: heat after procedures, massage after injectables.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gap {
    /// Rule key.
    pub key: String,
    /// Groups or codes done first.
    pub first: Vec<String>,
    /// Groups or codes that come next; `heat` = any wrap and anything with heat.
    pub then: Vec<String>,
    /// Days; the day itself is free.
    pub days: u16,
    /// Verdict inside the gap (`defer`, or `caution` with an action).
    pub verdict: Verdict,
    /// Only where the asked zone meets the face.
    #[serde(default)]
    pub facial_only: bool,
    /// Only where the zones overlap (a zone that is not stated is the whole face).
    #[serde(default)]
    pub same_zone: bool,
    /// What to do.
    #[serde(default)]
    pub action: String,
    /// Why.
    pub because: String,
    /// Sources.
    pub sources: Vec<String>,
    /// Strength.
    pub strength: Strength,
    /// Recalled, not looked up.
    #[serde(default)]
    pub recalled: bool,
}

/// A file of gaps outside the matrix.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gaps {
    /// Title for people.
    pub title: String,
    /// The gaps.
    pub gap: Vec<Gap>,
    /// Order of treatments on one day, first to last (codes and groups).
    #[serde(default)]
    pub order: Vec<String>,
    /// Who wrote and checked it.
    pub sign_off: SignOff,
    /// Worked cases.
    #[serde(default)]
    pub case: Vec<WorkedCase>,
}
