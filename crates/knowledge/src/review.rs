//! Who wrote a fact, who checked it, and when it is read again.
use serde::Deserialize;
use vocab::Day;

/// The sign-off of a knowledge file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignOff {
    /// Who wrote it.
    pub author: String,
    /// The licensed person who checked it; absent = not yet signed.
    #[serde(default)]
    pub checker: Option<String>,
    /// Day of the last reading.
    pub reviewed: Day,
    /// Day by which it is read again.
    pub again: Day,
}
