//! What comes after a session.
use serde::{Deserialize, Serialize};

/// What the patient said afterwards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckIn {
    /// Symptom codes.
    pub symptoms: Vec<String>,
    /// Free text.
    pub text: String,
    /// Level of the triage, if it was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<String>,
}
