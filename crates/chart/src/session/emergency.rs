//! The log of an emergency: every step that was taken, with its instant, as it was taken.
use crate::ChartError;
use serde::{Deserialize, Serialize};

/// The most letters of a remark.
pub const REMARK_LETTERS_MAX: usize = 1_000;

/// One step of an emergency, or its beginning or end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Emergency {
    /// Key of the card.
    pub card: String,
    /// When the card was opened, milliseconds since 1970: the timer counts from here, and the steps of one emergency share it.
    pub began_at: i64,
    /// Key of the step; absent = a remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<String>,
    /// What was done or seen, in words: dose, site, answer of the emergency service.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub remark: String,
    /// Id of the session's entry, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<String>,
}

impl Emergency {
    /// Whether it says something, and not too much.
    pub(crate) fn check(&self) -> Result<(), ChartError> {
        let got = self.remark.chars().count();
        if got > REMARK_LETTERS_MAX {
            return Err(ChartError::Limit { what: "letters of the remark", limit: REMARK_LETTERS_MAX, got });
        }
        if self.step.is_none() && self.remark.trim().is_empty() {
            return Err(ChartError::Form {
                what: "the log of the emergency".to_owned(),
                why: "a step or a remark".to_owned(),
            });
        }
        Ok(())
    }
}
