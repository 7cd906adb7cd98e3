//! The answer of the gate: a verdict with its reasons, as data.
pub use crate::span::Key as RuleKey;
use knowledge::condition::Attached;
use std::fmt;
use vocab::case::Ask;
use vocab::scale::gags;
use vocab::{Day, Performer, Phototype, Strength, Verdict};

/// What the gate says to one ask.
#[must_use = "a verdict that nobody reads protects nobody"]
#[derive(Debug, Clone)]
pub struct Answer<'k> {
    /// What was asked, with its day filled in.
    pub ask: Ask,
    /// The day that was asked.
    pub on: Day,
    /// The worst of the findings.
    pub verdict: Verdict,
    /// The first day from `on` without defer or refuse; `None` where none can be computed.
    pub earliest: Option<Day>,
    /// What must happen, where `earliest` is `None`.
    pub until: Option<String>,
    /// Actions attached to the session.
    pub conditions: Vec<AttachedCondition<'k>>,
    /// Questions whose answers would settle something.
    pub questions: Vec<Question<'k>>,
    /// Findings above allow, heaviest first, then by rule key.
    pub findings: Vec<Finding<'k>>,
}

/// An action attached to an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttachedCondition<'k> {
    /// Its code.
    pub code: Attached,
    /// In words.
    pub text: &'k str,
    /// First day of the action, if it has one.
    pub from: Option<Day>,
    /// Last day of the action, if it has one.
    pub until: Option<Day>,
}

/// A question to ask.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Question<'k> {
    /// The code it is about.
    pub condition: &'k str,
    /// In words.
    pub text: std::borrow::Cow<'k, str>,
}

/// One reason.
#[derive(Debug, Clone)]
pub struct Finding<'k> {
    /// Key of the rule.
    pub rule: RuleKey<'k>,
    /// Its verdict.
    pub verdict: Verdict,
    /// The first day that this rule leaves free, for defer and refuse with a date.
    pub until: Option<Day>,
    /// Why.
    pub because: Because<'k>,
    /// What to do, where the rule says so.
    pub action: &'k str,
    /// On whose word.
    pub sources: Sources<'k>,
    /// How strong that is.
    pub strength: Strength,
    /// Recalled, not looked up: needs sign-off.
    pub recalled: bool,
    /// By law: never overridden.
    pub by_law: bool,
}

/// Tags of the bibliography.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sources<'k> {
    /// As listed in a file.
    Listed(&'k [String]),
    /// A default of the house.
    House,
}

impl<'k> Sources<'k> {
    /// The tags, never empty.
    pub fn tags(self) -> impl Iterator<Item = &'k str> {
        let (list, house) = match self {
            Self::Listed([]) | Self::House => (&[] as &[String], Some("HOUSE")),
            Self::Listed(list) => (list, None),
        };
        list.iter().map(String::as_str).chain(house)
    }
}

/// Why a finding stands; the sentence is made when it is shown.
#[derive(Debug, Clone)]
pub enum Because<'k> {
    /// As written in a file.
    Text(&'k str),
    /// Nobody knows, and it could stop this: the title of the condition and the reason of its rule.
    Unasked {
        /// Title of the condition.
        title: &'k str,
        /// Reason of the rule that could stop.
        reason: &'k str,
    },
    /// It ended on a day that nobody knows.
    UnknownDay {
        /// Title of the condition or treatment.
        title: &'k str,
        /// Reason of the rule that could stop.
        reason: &'k str,
    },
    /// Two treatments are too close.
    Spacing {
        /// Title of the one done first.
        first: &'k str,
        /// Title of the one that comes next.
        then: &'k str,
        /// Day of the known one.
        on: Day,
        /// Days between them.
        days: u16,
        /// Why.
        reason: &'k str,
    },
    /// A drug that no list knows.
    UnknownDrug {
        /// As typed.
        name: String,
        /// The nearest known name.
        nearest: Option<&'k str>,
    },
    /// The performer's licence is below the treatment's tier.
    Scope {
        /// Who was to perform.
        performer: Performer,
        /// The lowest tier that may.
        lowest: Performer,
        /// Why.
        reason: &'k str,
    },
    /// Whether the performer may depends on an acidity that was not stated.
    ScopeOpen {
        /// Who was to perform.
        performer: Performer,
        /// Why.
        reason: &'k str,
    },
    /// The performer may, but only under supervision.
    Supervised {
        /// Who is to perform.
        performer: Performer,
        /// Under whose supervision.
        supervisor: &'k str,
        /// Why.
        reason: &'k str,
    },
    /// A parameter lies outside its range.
    Range {
        /// Name of the parameter.
        param: &'k str,
        /// Smallest.
        min: f64,
        /// Largest.
        max: f64,
        /// Why.
        reason: &'k str,
    },
    /// A mandatory test of section 3.5.
    Test {
        /// What makes it mandatory.
        reason: &'static str,
    },
}

impl fmt::Display for Because<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Unasked { title, reason } => write!(f, "Not known yet: {title}. It matters here: {reason}"),
            Self::UnknownDay { title, reason } => {
                write!(f, "The day is not known: {title}. It matters here: {reason}")
            }
            Self::Spacing { first, then, on, days, reason } => {
                let day = if *days == 1 { "day" } else { "days" };
                write!(f, "From {first} to {then}: {days} {day} (the known date is {on}). {reason}")
            }
            Self::UnknownDrug { name, nearest } => {
                write!(
                    f,
                    "The medicine `{name}` is on no list here, and some medicines stop or move this treatment."
                )?;
                nearest.map_or(Ok(()), |n| write!(f, " The nearest known name is {n}."))
            }
            Self::Scope { performer, lowest, reason } => {
                write!(
                    f,
                    "Not by {}: the lowest licence that may is {} (`{lowest}`). {reason}",
                    performer.in_words(),
                    lowest.in_words()
                )
            }
            Self::ScopeOpen { performer, reason } => {
                write!(
                    f,
                    "Whether {} may do this depends on the acidity (pH), which is not stated. {reason}",
                    performer.in_words()
                )
            }
            Self::Supervised { performer, supervisor, reason } => {
                write!(f, "By {} only under the supervision of {supervisor}. {reason}", performer.in_words())
            }
            Self::Range { param, min, max, reason } => {
                let (name, unit) = match *param {
                    "percent" => ("strength", " %"),
                    "depth_mm" => ("needle depth", " mm"),
                    "ph" => ("pH", ""),
                    "wavelength_nm" => ("wavelength", " nm"),
                    other => (other, ""),
                };
                write!(f, "The {name} is outside {min} to {max}{unit}. {reason}")
            }
            Self::Test { reason } => f.write_str(reason),
        }
    }
}

/// What follows from the person's data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Derived {
    /// The darker of declared and measured phototype; `None` where neither says anything.
    pub phototype_for_safety: Option<Phototype>,
    /// The acne score, when its grades were given.
    pub gags: Option<gags::Grades>,
}
