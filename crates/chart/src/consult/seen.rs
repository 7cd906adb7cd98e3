//! A concern as it was looked at: where, how much it bothers, and what the scales were read from.
use crate::ChartError;
use crate::history::wrong;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use vocab::Zone;

/// The longest remark on a concern, letters.
const NOTE_MAX: usize = 500;

/// One concern of a person on a day.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Seen {
    /// Where it is.
    pub zones: BTreeSet<Zone>,
    /// How much it bothers the person, 0 to 10.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bother: Option<u8>,
    /// What was read for the scales, by the key of the input; what was not looked at is absent.
    pub parts: BTreeMap<String, f64>,
    /// A remark.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub note: String,
}

impl Seen {
    /// Whether nothing was said.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    pub(crate) fn check(&self) -> Result<(), ChartError> {
        if self.bother.is_some_and(|bother| bother > 10) {
            return Err(wrong("bother is a number from 0 to 10"));
        }
        if self.parts.len() > 64 || self.parts.values().any(|value| !value.is_finite()) {
            return Err(wrong("what was read for the scales is not a list of numbers"));
        }
        let letters = self.note.chars().count();
        if letters > NOTE_MAX {
            return Err(ChartError::Limit { what: "letters of the remark", limit: NOTE_MAX, got: letters });
        }
        Ok(())
    }
}
