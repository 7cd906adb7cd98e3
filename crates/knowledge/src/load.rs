//! Reading knowledge files, shipped or a clinic's own, with errors that name the place.
use crate::clinic;
use crate::condition::{Condition, Rule};
use crate::source::Bibliography;
use crate::{Knowledge, spacing};
use serde::de::DeserializeOwned;
use std::collections::{BTreeMap, BTreeSet};
use vocab::Group;
use vocab::nearest::hinted;

/// One fault in one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Path below the data folder.
    pub file: String,
    /// Byte range in the file, where it is known.
    pub span: Option<std::ops::Range<usize>>,
    /// What is wrong, what is allowed, what is nearest.
    pub message: String,
}

impl Problem {
    /// A fault of a whole file.
    #[must_use]
    pub fn new(file: &str, message: &str) -> Self {
        Self { file: file.to_owned(), span: None, message: message.to_owned() }
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.file, self.message)
    }
}

/// Knowledge that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", .problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
pub struct LoadError {
    /// Every fault that was found.
    pub problems: Vec<Problem>,
}

/// The compiled form, file by file, not yet read.
pub(crate) type Raw<'a> = BTreeMap<&'a str, &'a serde_json::value::RawValue>;

fn raw(json: &str) -> Result<Raw<'_>, LoadError> {
    serde_json::from_str(json)
        .map_err(|e| LoadError { problems: vec![Problem::new("compiled knowledge", &e.to_string())] })
}

/// Reads the compiled form; a file that was not valid is read again as text for its error.
pub(crate) fn compiled(json: &str, files: &[(&str, &str)]) -> Result<Knowledge, LoadError> {
    let (knowledge, problems) = read(&raw(json)?, files, &BTreeMap::new());
    done(knowledge, problems)
}

/// Reads the compiled form with a clinic's layer over it.
pub(crate) fn layered<'a>(
    json: &str,
    files: &[(&str, &str)],
    own: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Result<Knowledge, LoadError> {
    let raw = raw(json)?;
    let layer = clinic::layer(&raw, own).map_err(|problems| LoadError { problems })?;
    let (mut knowledge, mut problems) = read(&raw, files, &layer.files);
    for (path, value) in layer.files.iter().filter(|(path, _)| !raw.contains_key(path.as_str())) {
        problems.extend(add(&mut knowledge, path, &Merged(value)).err());
    }
    knowledge.sources.extend(layer.sources);
    knowledge.clinic = Some(layer.clinic);
    knowledge.overrides = layer.overrides;
    let knowledge = done(knowledge, problems)?;
    let problems = clinic::cross_check(&knowledge, &layer.priced);
    if problems.is_empty() { Ok(knowledge) } else { Err(LoadError { problems }) }
}

/// Reads every file, from `instead` where it has one.
fn read(
    raw: &Raw<'_>,
    files: &[(&str, &str)],
    instead: &BTreeMap<String, serde_json::Value>,
) -> (Knowledge, Vec<Problem>) {
    let mut knowledge = Knowledge::default();
    let mut problems = Vec::new();
    for (&path, text) in raw {
        if let Some(value) = instead.get(path) {
            problems.extend(add(&mut knowledge, path, &Merged(value)).err());
            continue;
        }
        let added = add(&mut knowledge, path, &Json(text.get()));
        if added.is_err() {
            let source = files.iter().find(|(p, _)| *p == path).map_or("", |(_, t)| *t);
            match add(&mut knowledge, path, &Toml(source)) {
                Err(problem) => problems.push(problem),
                Ok(()) => problems.extend(added.err()),
            }
        }
    }
    (knowledge, problems)
}

/// Whether a file, laid over the shipped one, can be read.
pub(crate) fn readable(path: &str, value: &serde_json::Value) -> Result<(), Problem> {
    add(&mut Knowledge::default(), path, &Merged(value))
}

/// Reads files as text: the shipped ones or a clinic's own.
///
/// # Errors
/// Every fault of every file, with its place.
pub fn from_files<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Knowledge, LoadError> {
    let mut knowledge = Knowledge::default();
    let mut problems = Vec::new();
    for (path, text) in files {
        problems.extend(add(&mut knowledge, path, &Toml(text)).err());
    }
    done(knowledge, problems)
}

fn done(knowledge: Knowledge, mut problems: Vec<Problem>) -> Result<Knowledge, LoadError> {
    let (knowledge, more) = knowledge.finish();
    problems.extend(more);
    if problems.is_empty() { Ok(knowledge) } else { Err(LoadError { problems }) }
}

/// A text that can be read into any type.
trait Text {
    fn read<T: DeserializeOwned>(&self, path: &str) -> Result<T, Problem>;
}

struct Json<'a>(&'a str);
struct Toml<'a>(&'a str);
struct Merged<'a>(&'a serde_json::Value);

impl Text for Json<'_> {
    fn read<T: DeserializeOwned>(&self, path: &str) -> Result<T, Problem> {
        serde_json::from_str(self.0).map_err(|e| Problem::new(path, &e.to_string()))
    }
}

impl Text for Merged<'_> {
    fn read<T: DeserializeOwned>(&self, path: &str) -> Result<T, Problem> {
        T::deserialize(self.0).map_err(|e| Problem::new(path, &hinted(&e.to_string())))
    }
}

impl Text for Toml<'_> {
    fn read<T: DeserializeOwned>(&self, path: &str) -> Result<T, Problem> {
        toml::from_str(self.0).map_err(|e| Problem {
            file: path.to_owned(),
            span: e.span(),
            message: hinted(e.message()),
        })
    }
}

/// Adds one file by the folder it stands in.
fn add(knowledge: &mut Knowledge, path: &str, text: &impl Text) -> Result<(), Problem> {
    let folder = path.split('/').next().unwrap_or(path);
    match folder {
        "conditions" => knowledge.conditions.push(text.read(path)?),
        "treatments" => knowledge.treatments.push(text.read(path)?),
        "spacing" if is_matrix_row(path) => knowledge.spacing.push(text.read(path)?),
        "spacing" => knowledge.gaps.push(text.read::<spacing::Gaps>(path)?),
        "ingredients" => knowledge.ingredients.push(text.read(path)?),
        "pairs" => knowledge.pairs.push(text.read(path)?),
        "drugs" => knowledge.drugs.push(text.read(path)?),
        "protocols" => knowledge.protocols.push(text.read(path)?),
        "scope" => knowledge.scope.push(text.read(path)?),
        "aftercare" => knowledge.care.aftercare.push(text.read(path)?),
        "consent" => knowledge.care.informing.push(text.read(path)?),
        "preparation" => knowledge.care.preparation.push(text.read(path)?),
        "red-flags" if path.ends_with("/reading.toml") => knowledge.care.reading = text.read(path)?,
        "red-flags" => knowledge.care.red_flags.push(text.read(path)?),
        "emergency" => knowledge.care.emergencies.push(text.read(path)?),
        "languages" => knowledge.care.languages.push(text.read(path)?),
        "living" => knowledge.care.living.push(text.read(path)?),
        "spa" => knowledge.care.spa.push(text.read(path)?),
        "open-points" => knowledge.care.open_points.push(text.read(path)?),
        "bibliography.toml" => knowledge.sources = text.read::<Bibliography>(path)?.source,
        _ => {}
    }
    Ok(())
}

/// A row of the matrix is named by its letter: `spacing/f.toml`.
fn is_matrix_row(path: &str) -> bool {
    path.strip_prefix("spacing/").and_then(|p| p.strip_suffix(".toml")).is_some_and(|name| name.len() == 1)
}

/// Codes that do not exist, keys used twice, sources that nobody listed.
pub(crate) fn cross_check(knowledge: &Knowledge) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut keys: BTreeMap<&str, String> = BTreeMap::new();
    for condition in &knowledge.conditions {
        let file = format!("conditions/{}.toml", condition.code.to_lowercase());
        check_condition(knowledge, condition, &file, &mut problems);
        for rule in &condition.rule {
            if let Some(other) = keys.insert(&rule.key, file.clone()) {
                problems.push(Problem::new(
                    &file,
                    &format!("the rule key `{}` is used in {other} as well", rule.key),
                ));
            }
        }
    }
    for class in &knowledge.drugs {
        let file = format!("drugs/{}.toml", class.code);
        for set in class.sets.iter().chain(class.drug.iter().flat_map(|d| &d.sets)) {
            known_condition(knowledge, &set.condition, set.detail.as_deref(), &file, &mut problems);
        }
    }
    for t in &knowledge.treatments {
        let file = format!("treatments/{}.toml", t.code);
        for left in &t.leaves {
            known_condition(knowledge, &left.condition, left.detail.as_deref(), &file, &mut problems);
        }
    }
    problems.extend(crate::care::cross_check(knowledge));
    problems.extend(crate::consent::cross_check(knowledge));
    problems.extend(crate::language::cross_check(knowledge));
    problems.extend(crate::scope::cross_check(knowledge));
    problems.extend(crate::protocol::cross_check(knowledge));
    check_sources(knowledge, &mut problems);
    problems
}

fn check_condition(knowledge: &Knowledge, condition: &Condition, file: &str, problems: &mut Vec<Problem>) {
    let details: BTreeSet<&str> =
        condition.details.iter().chain(&condition.inner_details).map(String::as_str).collect();
    let known_detail = |word: &str| details.contains(word);
    for word in condition.stricter.iter().chain(condition.rule.iter().flat_map(|r| &r.when.detail)) {
        if !known_detail(word) {
            problems.push(Problem::new(
                file,
                &format!(
                    "unknown detail `{word}`; allowed {}",
                    details.iter().copied().collect::<Vec<_>>().join(", ")
                ),
            ));
        }
    }
    for implied in &condition.implies {
        known_condition(knowledge, &implied.condition, implied.detail.as_deref(), file, problems);
    }
    for rule in &condition.rule {
        check_rule(knowledge, rule, file, problems);
    }
}

fn known_condition(k: &Knowledge, code: &str, detail: Option<&str>, file: &str, problems: &mut Vec<Problem>) {
    let Some(condition) = k.condition(code) else {
        let hint = vocab::nearest::hint(code, k.conditions.iter().map(|c| c.code.as_str()));
        problems.push(Problem::new(file, &format!("unknown condition `{code}`{hint}")));
        return;
    };
    if let Some(detail) = detail
        && !condition.details.iter().chain(&condition.inner_details).any(|d| d == detail)
    {
        problems.push(Problem::new(file, &format!("`{code}` has no detail `{detail}`")));
    }
}

fn check_rule(knowledge: &Knowledge, rule: &Rule, file: &str, problems: &mut Vec<Problem>) {
    for word in rule.applies.iter().chain(&rule.except) {
        if word.parse::<Group>().is_err() && knowledge.treatment(word).is_none() {
            let all = knowledge.treatments.iter().map(|t| t.code.as_str());
            let hint = vocab::nearest::hint(word, all);
            problems.push(Problem::new(
                file,
                &format!("rule `{}`: unknown group or treatment `{word}`{hint}", rule.key),
            ));
        }
    }
    if rule.verdict.is_none() && rule.stop_days.is_none() {
        problems
            .push(Problem::new(file, &format!("rule `{}` has neither a verdict nor stop_days", rule.key)));
    }
}

fn check_sources(knowledge: &Knowledge, problems: &mut Vec<Problem>) {
    if knowledge.sources.is_empty() {
        return;
    }
    for (file, tag) in all_citations(knowledge) {
        if tag != "HOUSE" && !knowledge.sources.contains_key(tag) {
            let hint = vocab::nearest::hint(tag, knowledge.sources.keys().map(String::as_str));
            problems.push(Problem::new(&file, &format!("unknown source `{tag}`{hint}")));
        }
    }
}

/// Every citation with the file it stands in.
#[must_use]
pub fn all_citations(k: &Knowledge) -> Vec<(String, &str)> {
    let mut citations: Vec<(String, Vec<&String>)> = Vec::new();
    for c in &k.conditions {
        let tags = c.rule.iter().flat_map(|r| &r.sources).collect();
        citations.push((format!("conditions/{}.toml", c.code.to_lowercase()), tags));
    }
    for t in &k.treatments {
        let tags = t
            .schedule
            .iter()
            .flat_map(|s| &s.sources)
            .chain(t.effect.iter().flat_map(|e| &e.sources))
            .chain(t.performers.iter().flat_map(|e| &e.sources))
            .chain(t.phototype.iter().flat_map(|e| &e.sources))
            .chain(t.age.iter().flat_map(|e| &e.sources))
            .chain(t.cap.iter().flat_map(|e| &e.sources))
            .chain(t.ranges.iter().flat_map(|e| &e.sources))
            .chain(t.usual.iter().flat_map(|e| &e.sources))
            .chain(t.notes.iter().flat_map(|e| &e.sources))
            .chain(t.always.iter().flat_map(|e| &e.sources))
            .collect();
        citations.push((format!("treatments/{}.toml", t.code), tags));
    }
    for row in &k.spacing {
        citations.push((
            format!("spacing/{}.toml", row.first.code().to_lowercase()),
            row.cell.iter().flat_map(|c| &c.sources).collect(),
        ));
    }
    for gaps in &k.gaps {
        citations
            .push((format!("spacing ({})", gaps.title), gaps.gap.iter().flat_map(|c| &c.sources).collect()));
    }
    for i in &k.ingredients {
        let tags = i
            .evidence
            .iter()
            .flat_map(|e| &e.sources)
            .chain(i.limit.iter().flat_map(|e| &e.sources))
            .chain(&i.pregnancy.sources)
            .chain(i.prescription.iter().flat_map(|e| &e.sources))
            .chain(i.pause.iter().flat_map(|e| &e.sources))
            .chain(i.rule.iter().flat_map(|e| &e.sources))
            .collect();
        citations.push((format!("ingredients/{}.toml", i.code), tags));
    }
    for p in &k.pairs {
        citations.push((format!("pairs/{}.toml", p.key), p.sources.iter().collect()));
    }
    for d in &k.drugs {
        citations.push((format!("drugs/{}.toml", d.code), d.sources.iter().collect()));
    }
    for p in &k.protocols {
        citations.push((format!("protocols/{}.toml", p.code), p.citations()));
    }
    for place in &k.scope {
        let tags = place
            .sources
            .iter()
            .chain(place.tier.iter().flat_map(|t| &t.sources))
            .chain(place.law.iter().flat_map(|l| &l.sources))
            .collect();
        citations.push((format!("scope/{}.toml", place.code.to_lowercase()), tags));
    }
    citations.extend(k.care.citations());
    citations
        .into_iter()
        .flat_map(|(file, tags)| tags.into_iter().map(move |tag| (file.clone(), tag.as_str())))
        .collect()
}
