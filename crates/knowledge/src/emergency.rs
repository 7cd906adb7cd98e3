//! What is done in an emergency: short cards, step by step, each step with its source.
//!
//! A card reminds trained people of the order of things; the signed protocol of the house goes before it.
use crate::review::SignOff;
use serde::Deserialize;
use vocab::Strength;

/// A card.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EmergencyCard {
    /// Key; the name of the file.
    pub key: String,
    /// Title for people.
    pub title: String,
    /// Place among the cards.
    pub order: u8,
    /// When it is opened: what one sees.
    pub when: String,
    /// What is done, in this order.
    pub step: Vec<EmergencyStep>,
    /// What is not done.
    #[serde(default)]
    pub never: Vec<String>,
    /// Minutes after which the steps marked `again` are due again.
    #[serde(default)]
    pub again_minutes: Option<u16>,
    /// Sources of the whole.
    pub sources: Vec<String>,
    /// Strength.
    pub strength: Strength,
    /// Some of it is recalled, not looked up.
    #[serde(default)]
    pub recalled: bool,
    /// Who wrote and checked it.
    pub sign_off: SignOff,
}

/// A step of a card.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EmergencyStep {
    /// Key of the step, for the log.
    pub key: String,
    /// What to do, in a few words.
    pub does: String,
    /// How, and with what.
    #[serde(default)]
    pub how: String,
    /// Done again after `again_minutes`.
    #[serde(default)]
    pub again: bool,
    /// Sources.
    #[serde(default)]
    pub sources: Vec<String>,
    /// Recalled, not looked up.
    #[serde(default)]
    pub recalled: bool,
}
