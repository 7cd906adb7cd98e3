//! What must be seen now, soon or in time (section 6.3), and how free text is read for it.
use crate::review::SignOff;
use serde::Deserialize;
use vocab::Strength;

vocab::words! {
    /// How soon somebody must act (section 6.3), the heaviest first.
    Level, "level of urgency" {
        /// Emergency now.
        E0 = "E0",
        /// A clinician calls back within 15 minutes.
        E1 = "E1",
        /// A clinician sees it the same day.
        E2 = "E2",
        /// A reply within one working day.
        E3 = "E3",
        /// Expected.
        E4 = "E4",
    }
}

impl Level {
    /// One level heavier; E0 stays.
    #[must_use]
    pub const fn raised(self) -> Self {
        match self {
            Self::E0 | Self::E1 => Self::E0,
            Self::E2 => Self::E1,
            Self::E3 => Self::E2,
            Self::E4 => Self::E3,
        }
    }

    /// Minutes within which somebody acts; `None` = no clock runs.
    #[must_use]
    pub const fn act_within_minutes(self) -> Option<u16> {
        match self {
            Self::E0 => Some(0),
            Self::E1 => Some(15),
            Self::E2 => Some(1440),
            Self::E3 | Self::E4 => None,
        }
    }
}

/// One row of the red flags (section 6.3).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RedFlag {
    /// Key; the name of the file.
    pub key: String,
    /// Level.
    pub level: Level,
    /// What it may be, in words for people.
    pub because: String,
    /// What is done now.
    pub action: String,
    /// Groups and codes; empty = after any treatment.
    #[serde(default)]
    pub applies: Vec<String>,
    /// First day.
    #[serde(default)]
    pub from_day: u16,
    /// Last day; absent = no end.
    #[serde(default)]
    pub to_day: Option<u16>,
    /// Holds from so many full hours as well, where that is earlier than `from_day`.
    #[serde(default)]
    pub from_hours: Option<u16>,
    /// Symptom words, any of which is enough.
    #[serde(default)]
    pub symptoms: Vec<String>,
    /// Sets of symptom words that are enough only when all of a set are there.
    #[serde(default)]
    pub together: Vec<Vec<String>>,
    /// How it sounds in everyday language.
    #[serde(default)]
    pub text: Vec<Stems>,
    /// Sources.
    pub sources: Vec<String>,
    /// Strength.
    pub strength: Strength,
    /// Recalled or our own reading, not looked up.
    #[serde(default)]
    pub recalled: bool,
    /// Who wrote and checked it.
    pub sign_off: SignOff,
    /// Worked cases.
    #[serde(default)]
    pub case: Vec<TriageCase>,
}

/// Stems of everyday words. A stem matches the beginning of a word; several words of a stem match
/// neighbouring words.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stems {
    /// Complaints: a negation before one takes it away (`no blurring`).
    #[serde(default)]
    pub any: Vec<String>,
    /// Faculties: a negation alone is itself the complaint (`no sight`); it takes the stem away only
    /// together with a complaint (`no trouble swallowing`).
    #[serde(default)]
    pub faculty: Vec<String>,
    /// One of these must be there too, where the list is not empty.
    #[serde(default)]
    pub with: Vec<String>,
    /// Or one of these symptom words.
    #[serde(default)]
    pub with_symptoms: Vec<String>,
    /// Words and phrases that look like a stem and are not (`seem`, `lidocaine`, `double chin`).
    #[serde(default)]
    pub not: Vec<String>,
    /// Not while this course word is expected (crusts in the days of crusts).
    #[serde(default)]
    pub unless_expected: Option<String>,
}

/// How free text is read: the file `red-flags/reading.toml`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reading {
    /// Words that negate what follows in their clause.
    pub negations: Vec<String>,
    /// Words that say that something cannot be done; they never take a stem away.
    pub inability: Vec<String>,
    /// After one of these a negation negates nothing we look for (`not better`, `not sure`).
    pub hollow: Vec<String>,
    /// Words that end a clause.
    pub breaks: Vec<String>,
    /// Complaints about a faculty (`trouble`, `loss`).
    pub complaints: Vec<String>,
    /// How many words a negation reaches.
    pub reach: u8,
}

/// A worked case of a red flag.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TriageCase {
    /// What it shows.
    pub name: String,
    /// Treatment code.
    pub procedure: String,
    /// Days since.
    #[serde(default)]
    pub day: u16,
    /// Symptom words.
    #[serde(default)]
    pub symptoms: Vec<String>,
    /// Degrees Celsius.
    #[serde(default)]
    pub temperature_c: Option<f64>,
    /// Free text.
    #[serde(default)]
    pub text: Option<String>,
    /// Level of the whole answer.
    pub level: Level,
    /// This file must be among the reasons (default), or must not.
    #[serde(default = "yes")]
    pub fires: bool,
}

const fn yes() -> bool {
    true
}
