//! The bibliography: what a tag stands for.
use serde::Deserialize;
use vocab::Strength;

/// A source of the bibliography.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Authors, year, journal or place.
    pub text: String,
    /// Digital object identifier, where one was seen.
    #[serde(default)]
    pub doi: Option<String>,
    /// Strength; several where one tag stands for several papers.
    #[serde(default)]
    pub strength: Vec<Strength>,
    /// Heading under which the reference lists it.
    pub heading: String,
}

/// The file `bibliography.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bibliography {
    /// Sources by tag.
    pub source: std::collections::BTreeMap<String, Source>,
}
