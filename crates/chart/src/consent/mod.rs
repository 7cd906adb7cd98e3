//! Consent: to a service or to the use of photographs.
use serde::{Deserialize, Serialize};

/// A consent: which text, by its hash, and what was meant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Consent {
    /// Treatment code or purpose of a photograph.
    pub service: String,
    /// SHA-256 of the exact text, hexadecimal.
    pub text_hash: String,
    /// Language of the text.
    pub language: String,
    /// Name as signed.
    pub signed_by: String,
    /// Given or withdrawn.
    pub given: bool,
}
