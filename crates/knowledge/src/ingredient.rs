//! A home-care ingredient (section 5): evidence, limits, pregnancy, layering, ramp-up, conflicts.
use crate::review::SignOff;
use crate::worked::WorkedCase;
use serde::Deserialize;
use vocab::{Strength, Verdict};

vocab::words! {
    /// When on a day it is used.
    TimeOfDay, "time of day" {
        /// Morning.
        Morning = "morning",
        /// Evening.
        Evening = "evening",
        /// Morning or evening.
        Any = "any",
    }
}

/// An ingredient file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ingredient {
    /// Product code as in case files.
    pub code: String,
    /// Title for people.
    pub title: String,
    /// Family for conflicts and ramp-up: `retinoid`, `aha`, `bha`, `vitamin_c`, `lightener`, ….
    pub family: String,
    /// Conditions that its use sets (a retinoid sets `retinoid_topical`).
    #[serde(default)]
    pub sets: Vec<String>,
    /// Evidence per concern.
    pub evidence: Vec<Evidence>,
    /// Usual strengths, per cent, smallest and largest; absent = depends on the formula.
    #[serde(default)]
    pub percent: Option<[f64; 2]>,
    /// Limits by region.
    #[serde(default)]
    pub limit: Vec<Limit>,
    /// The reference's "usual strength and limits" cell in own words.
    pub strength_note: String,
    /// Pregnancy: the cell, and its verdict.
    pub pregnancy: PregnancyStatus,
    /// Whether it needs a prescriber's order; absent = no.
    #[serde(default)]
    pub prescription: Option<Prescription>,
    /// When on a day.
    pub when: TimeOfDay,
    /// Layering in words.
    pub layering: String,
    /// Ramp-up in steps (section 5.3).
    #[serde(default)]
    pub ramp: Vec<RampStep>,
    /// Longest use without a break, weeks.
    #[serde(default)]
    pub cycle_weeks_max: Option<u16>,
    /// First visible result, weeks, smallest and largest.
    #[serde(default)]
    pub first_result_weeks: Option<[f64; 2]>,
    /// Days to pause before (rows of 3.1) and after procedures (6.2), by group.
    #[serde(default)]
    pub pause: Vec<Pause>,
    /// Findings beside pregnancy and prescription: allergies, histories.
    #[serde(default)]
    pub rule: Vec<ProductRule>,
    /// Who wrote and checked it.
    pub sign_off: SignOff,
    /// Worked cases.
    #[serde(default)]
    pub case: Vec<WorkedCase>,
}

/// What is known for a concern.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
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

/// A limit of law or of a safety panel.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// Region: `EU`, `US`, `INT`.
    pub region: String,
    /// Largest strength, per cent; absent = banned or words only.
    #[serde(default)]
    pub percent_max: Option<f64>,
    /// Least acidity.
    #[serde(default)]
    pub ph_min: Option<f64>,
    /// In words.
    pub text: String,
    /// From when it holds.
    #[serde(default)]
    pub from: Option<vocab::Day>,
    /// Sources.
    pub sources: Vec<String>,
    /// Recalled, not looked up.
    #[serde(default)]
    pub recalled: bool,
}

/// Use in pregnancy.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PregnancyStatus {
    /// The cell as it stands in the reference.
    pub cell: String,
    /// Verdict while pregnant (`allow`, `caution`, `review`, `refuse`).
    pub verdict: Verdict,
    /// A stated strength above this makes it a review.
    #[serde(default)]
    pub percent_max: Option<f64>,
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

/// A prescription ingredient.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prescription {
    /// Only from this strength, per cent; absent = always.
    #[serde(default)]
    pub from_percent: Option<f64>,
    /// Why.
    pub because: String,
    /// Sources.
    pub sources: Vec<String>,
    /// Strength.
    pub strength: Strength,
}

/// A step of the ramp-up.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RampStep {
    /// From this week (1 = the first).
    pub from_week: u16,
    /// Nights or days a week, 1 to 14 (14 = twice daily).
    pub per_week: u16,
    /// In words.
    #[serde(default)]
    pub text: String,
}

/// Days without the ingredient around a procedure.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pause {
    /// Groups or treatment codes.
    pub around: Vec<String>,
    /// Days before.
    pub before_days: u16,
    /// Days after; use resumes on this day.
    pub after_days: u16,
    /// Sources.
    pub sources: Vec<String>,
    /// Recalled, not looked up.
    #[serde(default)]
    pub recalled: bool,
}

/// A finding of a product.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProductRule {
    /// Rule key.
    pub key: String,
    /// The condition that makes it fire.
    pub condition: String,
    /// Sub-cases; empty = any.
    #[serde(default)]
    pub detail: Vec<String>,
    /// Verdict.
    pub verdict: Verdict,
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

vocab::words! {
    /// What to do about two ingredients.
    PairAdvice, "advice about a pair" {
        /// Nothing to do.
        Allowed = "allowed",
        /// One in the morning, one in the evening.
        SplitDay = "split_day",
        /// Alternate nights.
        AlternateNights = "alternate_nights",
        /// Better together.
        Recommend = "recommend",
        /// Not in one plan.
        Refuse = "refuse",
    }
}

/// A conflict or synergy file (section 5.2).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pair {
    /// Rule key.
    pub key: String,
    /// Product codes or families on one side.
    pub one: Vec<String>,
    /// Product codes or families on the other side.
    pub other: Vec<String>,
    /// What to do.
    pub advice: PairAdvice,
    /// A product flag that lifts the conflict.
    #[serde(default)]
    pub unless: Option<String>,
    /// Why.
    pub because: String,
    /// Sources.
    pub sources: Vec<String>,
    /// Strength.
    pub strength: Strength,
    /// Recalled, not looked up.
    #[serde(default)]
    pub recalled: bool,
    /// Who wrote and checked it.
    pub sign_off: SignOff,
}
