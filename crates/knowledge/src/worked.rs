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

/// The worked cases of one file, with the rules that the file owns.
#[derive(Debug, Clone, Default)]
pub struct Worked {
    /// The cases, in the order of the file.
    pub cases: Vec<WorkedCase>,
    /// Keys of the file's rules, those included that are made from its code or letter.
    pub keys: Vec<String>,
}

/// Prefixes of the keys that the gate makes from the code of a treatment or ingredient.
const MADE_FROM_CODE: [&str; 8] =
    ["own-gap", "excluded", "scope", "range", "depth", "prescription", "pregnancy", "limit"];

/// Whether files of this folder carry cases of the gate.
#[must_use]
pub fn has_cases(path: &str) -> bool {
    ["conditions/", "treatments/", "spacing/", "ingredients/"].iter().any(|folder| path.starts_with(folder))
}

/// Reads the worked cases of a file below the data folder.
///
/// # Errors
/// The place and the fault, if the file or one of its cases cannot be read.
pub fn read(path: &str, text: &str) -> Result<Worked, crate::Problem> {
    let fault = |e: toml::de::Error| crate::Problem {
        file: path.to_owned(),
        span: e.span(),
        message: vocab::nearest::hinted(e.message()),
    };
    let cases: CasesOnly = toml::from_str(text).map_err(fault)?;
    let table: toml::Table = text.parse().map_err(fault)?;
    let mut keys = Vec::new();
    for list in ["rule", "phototype", "age", "gap"] {
        for rule in table.get(list).and_then(toml::Value::as_array).into_iter().flatten() {
            keys.extend(rule.get("key").and_then(toml::Value::as_str).map(str::to_owned));
        }
    }
    keys.extend(table.get("cap").and_then(|c| c.get("key")).and_then(toml::Value::as_str).map(str::to_owned));
    if let Some(code) = table.get("code").and_then(toml::Value::as_str) {
        let code = code.replace('_', "-").to_lowercase();
        keys.extend(MADE_FROM_CODE.map(|prefix| format!("{prefix}-{code}")));
    }
    if let Some(first) = path.strip_prefix("spacing/").and_then(|p| p.strip_suffix(".toml"))
        && first.len() == 1
    {
        keys.extend(('a'..='z').map(|then| format!("spacing-{first}-{then}")));
    }
    Ok(Worked { cases: cases.case, keys })
}

/// A file of which only the cases matter.
#[derive(Deserialize)]
struct CasesOnly {
    #[serde(default)]
    case: Vec<WorkedCase>,
}
