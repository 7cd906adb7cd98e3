//! After a session: the days that follow, what was told about them, and what somebody still has to do.
//!
//! ```text
//! since(chart, zone, today)                  -> sessions whose course is not over
//! due(knowledge, sessions, check-ins)        -> check-ins by risk, with the ones that were answered
//! heard(knowledge, case, sessions, report)   -> Heard (the level of `safety::triage`, over every session)
//! tasks(knowledge, chart, zone, now)         -> what is open, the most urgent first
//! ```
//! Tasks are derived: nothing has to be opened for them, and one is done when an entry says so.
mod adverse;
mod due;
mod hear;
mod task;

pub use adverse::{Adverse, Grade, Outcome};
pub use due::{COURSE_DAYS, Due, Since, due, since};
pub use hear::{Heard, Report, heard};
pub use task::{Kind, Open, Task, tasks, urgency};

use crate::ChartError;
use knowledge::red_flag::Level;
use serde::{Deserialize, Serialize};

/// The most symptoms in one report.
pub const SYMPTOMS_MAX: usize = 40;
/// The longest text of one report, bytes.
pub const TEXT_BYTES_MAX: usize = 4_000;

vocab::words! {
    /// How it feels, in one word.
    Feels, "how it feels" {
        /// Nothing to tell.
        Fine = "fine",
        /// A little tight or tender.
        Tender = "tender",
        /// Sore.
        Sore = "sore",
        /// Something is wrong.
        Wrong = "wrong",
    }
}

impl Feels {
    /// As a guest reads it.
    #[must_use]
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::Fine => "Fine",
            Self::Tender => "A little tight",
            Self::Sore => "Sore",
            Self::Wrong => "Something is wrong",
        }
    }
}

/// What the patient said afterwards.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckIn {
    /// Symptom codes.
    pub symptoms: Vec<String>,
    /// Free text.
    pub text: String,
    /// Level of the triage, if it was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<Level>,
    /// How it feels, in one word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub feels: Option<Feels>,
    /// Body temperature, degrees Celsius.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub temperature_c: Option<f64>,
    /// Keys of the red flags that fired, the heaviest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flags: Vec<String>,
    /// Said by the patient through a link, not written down by staff.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub by_guest: bool,
}

impl CheckIn {
    /// The same as entries that each keep the limit of a text: whoever tells a long story is answered and loses none of it. The
    /// level and everything else that was said stand with each part.
    #[must_use]
    pub fn in_parts(self) -> Vec<Self> {
        let mut parts = Vec::new();
        let mut rest = self.text.as_str();
        loop {
            let end = rest.floor_char_boundary(TEXT_BYTES_MAX);
            let (text, after) = rest.split_at(end);
            parts.push(Self { text: text.to_owned(), ..self.clone() });
            if after.is_empty() {
                return parts;
            }
            rest = after;
        }
    }

    /// Whether it keeps its limits.
    pub(crate) fn check(&self) -> Result<(), ChartError> {
        let limit = |what, limit, got| Err(ChartError::Limit { what, limit, got });
        if self.symptoms.len() > SYMPTOMS_MAX {
            return limit("symptoms of a report", SYMPTOMS_MAX, self.symptoms.len());
        }
        if self.text.len() > TEXT_BYTES_MAX {
            return limit("bytes of a report", TEXT_BYTES_MAX, self.text.len());
        }
        if self.temperature_c.is_some_and(|t| !(30.0..=45.0).contains(&t)) {
            let why = "a body temperature lies between 30 and 45 degrees Celsius".to_owned();
            return Err(ChartError::Form { what: "the temperature".to_owned(), why });
        }
        Ok(())
    }
}
