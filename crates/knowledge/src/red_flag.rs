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

    /// When an answer comes, where no clock of minutes runs; `None` = a clock runs, or none is needed.
    #[must_use]
    pub const fn reply_within(self) -> Option<&'static str> {
        match self {
            Self::E3 => Some("1 working day"),
            Self::E0 | Self::E1 | Self::E2 | Self::E4 => None,
        }
    }

    /// What the level means, in words for people.
    #[must_use]
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::E0 => "emergency now",
            Self::E1 => "call back within 15 minutes",
            Self::E2 => "seen the same day",
            Self::E3 => "reply within one working day",
            Self::E4 => "expected",
        }
    }

    /// Minutes within which somebody acts, at most; `None` = no clock runs.
    ///
    /// E2 means the same day, so `minutes_left` of the day (1 to 1440) are its limit.
    #[must_use]
    pub const fn act_within_minutes(self, minutes_left: u16) -> Option<u16> {
        match self {
            Self::E0 => Some(0),
            Self::E1 => Some(15),
            Self::E2 => Some(minutes_left),
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
    /// Codes of these groups for which it does not hold.
    #[serde(default)]
    pub except: Vec<String>,
    /// Days for which it also holds after a treatment that only the facts name.
    #[serde(default)]
    pub also_days: Option<u16>,
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

/// How free text is read: the file `red-flags/reading.toml`.
///
/// A word that ends in `*` matches the beginning of a word; a word of five letters or more matches
/// with one slip of the keyboard as well.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reading {
    /// Words that negate what follows in their clause.
    pub negations: Vec<String>,
    /// Words that say that something cannot be done; they never take a complaint away.
    pub inability: Vec<String>,
    /// After one of these a negation negates nothing we look for (`not better`, `not sure`).
    pub hollow: Vec<String>,
    /// Words that begin a new clause, into which no negation reaches.
    pub breaks: Vec<String>,
    /// Words between a faculty and a complaint about it (`vision is fading`).
    pub copulas: Vec<String>,
    /// Complaints about a faculty (`trouble`, `loss`).
    pub complaints: Vec<String>,
    /// Complaints that follow a faculty as nouns (`no vision problems` denies the problems).
    pub complaint_nouns: Vec<String>,
    /// How many words a negation reaches.
    pub reach: u8,
    /// Words that carry no complaint; what is neither calm nor read is for a person to read.
    pub calm: Vec<String>,
    /// What is answered at a level when no single flag decided it.
    pub answer: Vec<LevelAnswer>,
    /// How each symptom sounds in everyday words.
    pub word: Vec<Sounds>,
    /// Who wrote and checked it.
    #[serde(default)]
    pub sign_off: Option<SignOff>,
}

/// What is done at a level.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LevelAnswer {
    /// The level.
    pub level: Level,
    /// What is done.
    pub action: String,
}

/// How a symptom sounds. Several words of a phrase match in any order, a few words apart.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sounds {
    /// The symptom word.
    pub symptom: String,
    /// Complaints: a negation before one takes it away (`no blurring`).
    #[serde(default)]
    pub complaint: Vec<String>,
    /// Faculties: a negation or an inability before one is itself the complaint (`can't see`); a
    /// negated complaint about it is none (`no trouble seeing`).
    #[serde(default)]
    pub faculty: Vec<String>,
    /// Phrases, word for word, that look like it and are not (`cold pack`).
    #[serde(default)]
    pub not: Vec<String>,
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
    /// Minutes since, where they matter; absent = the same time of day.
    #[serde(default)]
    pub minutes: Option<u32>,
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
