//! A treatment of the catalogue: scheduling numbers, effects, performers, parameters by phototype.
use crate::condition::Attached;
use crate::review::SignOff;
use crate::worked::WorkedCase;
use serde::Deserialize;
use vocab::group::SpacingLetter;
use vocab::{Group, Performer, Phototype, Strength, Verdict, Zone};

/// A treatment file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Treatment {
    /// Code as in case files.
    pub code: String,
    /// Title for people.
    pub title: String,
    /// Column of the matrix; absent for services that only named rules touch (waxing).
    #[serde(default)]
    pub group: Option<Group>,
    /// Row and column of the spacing matrix where the group has none: a service that is never done here
    /// may have been done elsewhere.
    #[serde(default)]
    pub spaced_as: Option<SpacingLetter>,
    /// Conditions that a session leaves behind.
    #[serde(default)]
    pub leaves: Vec<Leaves>,
    /// Whether the planner may plan it.
    pub planned: bool,
    /// Whether it is light in the sense of the photosensitiser and test rules.
    #[serde(default)]
    pub light: bool,
    /// An answer that never changes (excluded services).
    #[serde(default)]
    pub always: Option<Always>,
    /// The verdict is never above this (the rescue enzyme).
    #[serde(default)]
    pub never_above: Option<Verdict>,
    /// Scheduling numbers; absent = no schedule.
    #[serde(default)]
    pub schedule: Option<Schedule>,
    /// What it treats and how strongly.
    #[serde(default)]
    pub effect: Vec<Effect>,
    /// How it works.
    pub mechanism: String,
    /// Who may perform it, from the lowest tier; several entries differ by parameters.
    pub performers: Vec<PerformerRule>,
    /// Room and kit.
    pub room: String,
    /// Ranges of parameters that the reference covers.
    #[serde(default)]
    pub ranges: Vec<Range>,
    /// Settings that are usual: shown beside a field, read by no rule.
    #[serde(default)]
    pub usual: Vec<Usual>,
    /// Findings by phototype (section 2D).
    #[serde(default)]
    pub phototype: Vec<ByPhototype>,
    /// Findings by age.
    #[serde(default)]
    pub age: Vec<ByAge>,
    /// After so many sessions a prescriber looks (QS toning).
    #[serde(default)]
    pub cap: Option<Cap>,
    /// Ceilings of needle depth by zone, mm.
    #[serde(default)]
    pub depth: Vec<DepthCeiling>,
    /// Facts and settings worth knowing, with sources in brackets.
    #[serde(default)]
    pub notes: Vec<Note>,
    /// Who wrote and checked it.
    pub sign_off: SignOff,
    /// Worked cases.
    #[serde(default)]
    pub case: Vec<WorkedCase>,
}

impl Treatment {
    /// Its row and column in the spacing matrix; `None` = no row of the matrix speaks of it.
    #[must_use]
    pub fn letter(&self) -> Option<SpacingLetter> {
        self.spaced_as.or_else(|| self.group.and_then(Group::letter))
    }
}

/// A condition that stands after a session, from its day on.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Leaves {
    /// Code of the condition.
    pub condition: String,
    /// Its sub-case; absent = not stated.
    #[serde(default)]
    pub detail: Option<String>,
}

/// A fixed answer.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Always {
    /// The verdict.
    pub verdict: Verdict,
    /// Why.
    pub because: String,
    /// Sources.
    pub sources: Vec<String>,
    /// Strength.
    pub strength: Strength,
}

/// Scheduling numbers (section 2A). Pairs are smallest and largest.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Schedule {
    /// Sessions in a series.
    pub sessions: [u16; 2],
    /// Least days between sessions.
    pub min_gap_days: u16,
    /// Usual days between sessions.
    pub typical_gap_days: [u16; 2],
    /// Days of downtime.
    pub downtime_days: [u16; 2],
    /// Days between maintenance sessions; absent = none.
    #[serde(default)]
    pub maintenance_days: Option<[u16; 2]>,
    /// Minutes in the chair.
    pub minutes: [u16; 2],
    /// Minutes of numbing before.
    #[serde(default)]
    pub numbing_minutes: Option<[u16; 2]>,
    /// What the numbers rest on, as in the reference.
    pub basis: String,
    /// Sources.
    pub sources: Vec<String>,
    /// Strength.
    pub strength: Strength,
    /// Recalled, not looked up.
    #[serde(default)]
    pub recalled: bool,
    /// Which of the numbers were looked up (bold in the reference), by field name.
    #[serde(default)]
    pub looked_up: Vec<String>,
    /// What the table says beyond numbers.
    #[serde(default)]
    pub note: String,
}

/// An expected effect (section 2B).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Effect {
    /// Concern codes of the contract.
    pub concerns: Vec<String>,
    /// What was found.
    pub text: String,
    /// Sources.
    pub sources: Vec<String>,
    /// Strength.
    pub strength: Strength,
    /// Recalled, not looked up.
    #[serde(default)]
    pub recalled: bool,
}

/// Who may perform, possibly only within limits.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PerformerRule {
    /// The lowest tier.
    pub tier: Performer,
    /// Only up to this strength, per cent.
    #[serde(default)]
    pub percent_max: Option<f64>,
    /// Only from this acidity upwards.
    #[serde(default)]
    pub ph_min: Option<f64>,
    /// Why.
    pub because: String,
    /// Sources.
    pub sources: Vec<String>,
}

/// A range of a parameter that the reference covers; outside it a prescriber looks.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Range {
    /// Name of the parameter.
    pub param: String,
    /// Smallest.
    pub min: f64,
    /// Largest.
    pub max: f64,
    /// Verdict outside.
    pub verdict: Verdict,
    /// Why.
    pub because: String,
    /// Sources.
    pub sources: Vec<String>,
    /// Strength.
    pub strength: Strength,
}

/// A usual range of a setting: shown beside the field of a record, amber outside. The manual of the device goes before it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Usual {
    /// Field of the session's record.
    pub param: String,
    /// For these types; empty = all.
    #[serde(default)]
    pub types: Vec<Phototype>,
    /// Smallest; absent = none is named.
    #[serde(default)]
    pub min: Option<f64>,
    /// Largest; absent = none is named.
    #[serde(default)]
    pub max: Option<f64>,
    /// Where it is from, in words.
    pub because: String,
    /// Sources.
    pub sources: Vec<String>,
    /// Strength.
    pub strength: Strength,
    /// Recalled, not looked up.
    #[serde(default)]
    pub recalled: bool,
}

/// A finding by phototype.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ByPhototype {
    /// Rule key.
    pub key: String,
    /// The types.
    pub types: Vec<Phototype>,
    /// Verdict; absent = nothing to add (`ok`, `standard`, `preferred`).
    #[serde(default)]
    pub verdict: Option<Verdict>,
    /// The cell as it stands in the reference.
    pub cell: String,
    /// Only for these devices (`nd_yag`); empty = all others.
    #[serde(default)]
    pub devices: Vec<String>,
    /// Attached condition.
    #[serde(default)]
    pub attach: Option<Attached>,
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

/// A finding by age.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ByAge {
    /// Rule key.
    pub key: String,
    /// From this birthday, years.
    pub from_years: u8,
    /// To the day before this birthday, years.
    pub to_years: u8,
    /// Verdict.
    pub verdict: Verdict,
    /// Why.
    pub because: String,
    /// Sources.
    pub sources: Vec<String>,
    /// Strength.
    pub strength: Strength,
}

/// A cap on the number of sessions.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cap {
    /// Rule key.
    pub key: String,
    /// So many sessions are free.
    pub sessions: u16,
    /// Verdict for the next one.
    pub verdict: Verdict,
    /// Why.
    pub because: String,
    /// Sources.
    pub sources: Vec<String>,
    /// Strength.
    pub strength: Strength,
}

/// A ceiling of needle depth.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DepthCeiling {
    /// Zones.
    pub zones: Vec<Zone>,
    /// Largest depth, mm.
    pub max_mm: f64,
    /// Largest depth for scar-only passes, mm.
    #[serde(default)]
    pub scar_max_mm: Option<f64>,
    /// Recalled, not looked up.
    #[serde(default)]
    pub recalled: bool,
}

/// A fact worth knowing.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Note {
    /// What.
    pub text: String,
    /// Sources.
    pub sources: Vec<String>,
    /// Strength.
    #[serde(default)]
    pub strength: Option<Strength>,
    /// Recalled, not looked up.
    #[serde(default)]
    pub recalled: bool,
}
