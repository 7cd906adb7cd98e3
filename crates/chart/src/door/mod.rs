//! The check before a session starts, and who passed a stop.
use serde::{Deserialize, Serialize};

/// Somebody passed a stop or an open question, with a reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Override {
    /// Key of the rule.
    pub rule: String,
    /// Why, as typed.
    pub reason: String,
}
