//! Drugs: their names in several countries, and the conditions they set.
use crate::review::SignOff;
use serde::Deserialize;

/// A class of drugs.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DrugClass {
    /// Code of the class, lower case with underscores.
    pub code: String,
    /// Title for people.
    pub title: String,
    /// Conditions that a drug of this class sets.
    #[serde(default)]
    pub sets: Vec<DrugSets>,
    /// The drugs.
    pub drug: Vec<Drug>,
    /// Sources.
    pub sources: Vec<String>,
    /// Who wrote and checked it.
    pub sign_off: SignOff,
}

/// A condition that a drug sets.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DrugSets {
    /// Condition code.
    pub condition: String,
    /// Its sub-case (an inner detail).
    #[serde(default)]
    pub detail: Option<String>,
}

/// One drug.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Drug {
    /// International name.
    pub name: String,
    /// Brand names of several countries and other spellings.
    #[serde(default)]
    pub also: Vec<String>,
    /// Conditions beyond those of its class (naproxen is a photosensitiser and a bruiser).
    #[serde(default)]
    pub sets: Vec<DrugSets>,
}
