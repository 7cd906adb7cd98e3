//! What may be said of living and the spa (section 7), and what is open (section 9).
use crate::review::SignOff;
use serde::Deserialize;
use vocab::Strength;

vocab::words! {
    /// How well a claim about living is supported (section 7.2).
    Support, "support of a claim" {
        /// Supported.
        Supported = "supported",
        /// Supported by observation.
        Observational = "observational",
        /// Modest support.
        Modest = "modest",
        /// An association only.
        Association = "association",
        /// A small effect, in a special group.
        Small = "small",
        /// Weak.
        Weak = "weak",
        /// Studies disagree.
        Inconsistent = "inconsistent",
        /// No effect was seen.
        NoEffect = "no_effect",
        /// Single cases.
        CaseLevel = "case_level",
        /// Not supported.
        NotSupported = "not_supported",
    }
}

/// What may be said about living (section 7.2).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Living {
    /// Key; the name of the file.
    pub key: String,
    /// The claim.
    pub claim: String,
    /// Code of the advice in a plan, where there is one.
    #[serde(default)]
    pub advice: Vec<String>,
    /// How well it is supported.
    pub support: Support,
    /// What may be said.
    pub say: String,
    /// What was found.
    pub found: String,
    /// Sources.
    pub sources: Vec<String>,
    /// Recalled, not looked up.
    #[serde(default)]
    pub recalled: bool,
    /// Who wrote and checked it.
    pub sign_off: SignOff,
}

/// A statement about the spa (section 7.1); the rules that follow from it stand in the conditions.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SpaFact {
    /// Key; the name of the file.
    pub key: String,
    /// Title for people.
    pub title: String,
    /// What is known, sentence by sentence.
    pub states: Vec<Stated>,
    /// Who wrote and checked it.
    pub sign_off: SignOff,
}

/// One sentence with its support.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stated {
    /// The sentence.
    pub text: String,
    /// Sources.
    pub sources: Vec<String>,
    /// Strength.
    pub strength: Strength,
    /// Recalled, not looked up.
    #[serde(default)]
    pub recalled: bool,
}

/// An open point for the medical director (section 9).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenPoint {
    /// Key; the name of the file.
    pub key: String,
    /// Its number in the reference.
    pub number: u8,
    /// What is open.
    pub text: String,
    /// What the program does until it is settled.
    pub until_then: String,
    /// Who wrote and checked it.
    pub sign_off: SignOff,
}
