//! Worked cases: what a file says of itself, checked by a test that walks all files.
use serde::Deserialize;
use vocab::case::{Sex, Unstated, WrittenFact};
use vocab::{Day, Params, Performer, Phototype, Verdict, Zone};

/// A worked case inside a knowledge file.
///
/// The person is an adult woman of phototype II born on 1990-01-01, everything else was asked and
/// denied, and today is 2026-03-02, unless the case says otherwise.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkedCase {
    /// What it shows.
    pub name: String,
    /// Treatment or product asked.
    pub ask: String,
    /// The day asked; absent = today.
    #[serde(default)]
    pub on: Option<Day>,
    /// Today.
    #[serde(default)]
    pub today: Option<Day>,
    /// Day of birth.
    #[serde(default)]
    pub born: Option<Day>,
    /// Sex.
    #[serde(default)]
    pub sex: Option<Sex>,
    /// Phototype; `none` = not known.
    #[serde(default)]
    pub phototype: Option<Phototype>,
    /// Facts.
    #[serde(default)]
    pub facts: Vec<WrittenFact>,
    /// How unlisted facts are read.
    #[serde(default)]
    pub unstated: Option<Unstated>,
    /// Asked zone.
    #[serde(default)]
    pub zone: Option<Zone>,
    /// Parameters.
    #[serde(default)]
    pub params: Params,
    /// Performer.
    #[serde(default)]
    pub performer: Option<Performer>,
    /// Policy switches by name.
    #[serde(default)]
    pub policy: std::collections::BTreeMap<String, String>,
    /// The rule of this file that must fire; absent = no rule of this file fires.
    #[serde(default)]
    pub fires: Option<String>,
    /// The verdict of the whole answer.
    pub verdict: Verdict,
    /// The first free day of the whole answer, where it is `defer`, `refuse` or of interest.
    #[serde(default)]
    pub earliest: Option<Day>,
}
