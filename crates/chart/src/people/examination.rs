//! A good-faith examination: a prescriber saw the patient before a medical act. It stands in the chart.
use super::papers::Services;
use crate::ChartError;
use crate::entry::Body;
use crate::patient::Entry;
use knowledge::treatment::Treatment;
use serde::{Deserialize, Serialize};
use vocab::Day;

/// The longest remark, in letters.
const REMARK_MAX: usize = 2_000;
/// Days that an examination holds unless the examiner says otherwise: a year, a default of the house.
pub const EXAMINATION_DAYS: i32 = 365;

/// How the examiner saw the patient.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// In the same room.
    InPerson,
    /// By picture and sound, live.
    Video,
}

/// The examination; whoever recorded the entry examined.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Examination {
    /// For which treatments.
    pub services: Services,
    /// Whether the patient may be treated.
    pub cleared: bool,
    /// How.
    pub mode: Mode,
    /// The day of the examination.
    pub on: Day,
    /// The last day on which it holds.
    pub until: Day,
    /// What else there is to say.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub remark: String,
}

impl Examination {
    /// Whether it is whole in itself.
    ///
    /// # Errors
    /// No treatment is named, it ends before it begins, or the remark is too long.
    pub fn check(&self) -> Result<(), ChartError> {
        let form = |why: &str| ChartError::Form { what: "the examination".to_owned(), why: why.to_owned() };
        if self.services.0.is_empty() {
            return Err(form("no treatment is named"));
        }
        if self.until < self.on {
            return Err(form("its last day lies before its first"));
        }
        super::event::within("letters of a remark", REMARK_MAX, &self.remark)
    }
}

/// The newest examination that speaks of a treatment, with the id of whoever examined. Amended entries are given as they
/// count now.
#[must_use]
pub fn examination_for<'e>(
    entries: impl DoubleEndedIterator<Item = (&'e Entry, &'e Body)>,
    treatment: &Treatment,
    day: Day,
) -> Option<(&'e Examination, &'e str)> {
    entries.rev().find_map(|(entry, body)| {
        let Body::Examination(seen) = body else { return None };
        (seen.on <= day && seen.services.cover(treatment)).then_some((seen, entry.author.as_str()))
    })
}
