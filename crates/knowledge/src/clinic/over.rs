//! A file laid over a shipped one, or a new one of a shipped kind: who must sign, and what to tell.
use super::effect::{Effect, effect};
use super::merge::{Change, Step, cite, merge, step};
use super::read::{parsed, unsigned};
use super::{CLINIC_TAG, Override, Signed};
use crate::load::{self, Problem, Raw};
use crate::plain::plain;
use serde::Deserialize;
use serde_json::Value;
use std::ops::Range;
use toml::Spanned;

/// A whole file as it is now, and what is told about it.
pub(super) struct Over {
    pub(super) now: Value,
    pub(super) told: Vec<Override>,
}

/// Reads one file.
pub(super) fn file(shipped: &Raw<'_>, path: &str, text: &str) -> Result<Over, Problem> {
    let table: toml::Table = parsed(path, text)?;
    let mut over = plain(toml::Value::Table(table));
    let signed = over.as_object_mut().and_then(|fields| fields.remove("signed"));
    let signed = match signed {
        Some(value) => Some(signature(path, text, &value)?),
        None => None,
    };
    if let Some(fields) = over.as_object_mut() {
        // Worked cases are walked by tests and by `kb check`, never at run time.
        fields.remove("case");
    }
    let folder = path.split('/').next().unwrap_or(path);
    let Some(base) = shipped.get(path) else {
        return new_file(path, folder, over, signed);
    };
    let base: Value = serde_json::from_str(base.get()).map_err(|e| Problem::new(path, &e.to_string()))?;
    let mut now = base.clone();
    let changes = merge(&mut now, over);
    if let Err(problem) = load::readable(path, &now) {
        return Err(blamed(&base, &changes, path, text).unwrap_or(problem));
    }
    let mut told = Vec::with_capacity(changes.len());
    for change in &changes {
        let effect = effect(folder, change);
        let span = located(text, &change.path);
        if effect == Effect::Looser && by_law(&base, &change.path) {
            let message = format!("{}: what the law refuses cannot be loosened by a clinic", change.place());
            return Err(Problem { file: path.to_owned(), span, message });
        }
        if effect == Effect::Looser && signed.is_none() {
            return Err(Problem { file: path.to_owned(), span, message: needs_signature(change) });
        }
        if effect != Effect::Wording {
            cite(&mut now, &change.path, CLINIC_TAG);
        }
        told.push(Override {
            file: path.to_owned(),
            place: change.place(),
            before: change.before.as_ref().map(shown),
            now: shown(&change.now),
            effect,
            signed: signed.clone(),
        });
    }
    Ok(Over { now, told })
}

fn new_file(path: &str, folder: &str, mut now: Value, signed: Option<Signed>) -> Result<Over, Problem> {
    load::readable(path, &now)?;
    let stem = path.rsplit('/').next().and_then(|f| f.strip_suffix(".toml")).unwrap_or_default();
    let code = now.get("code").or(now.get("key")).and_then(Value::as_str).map(str::to_lowercase);
    if let Some(code) = code.filter(|code| *code != stem.to_lowercase()) {
        let message = format!("the file is named `{stem}` and its code is `{code}`: they must agree");
        return Err(Problem::new(path, &message));
    }
    // A new condition can only add findings; any other new file may open a door.
    let effect = if folder == "conditions" { Effect::Stricter } else { Effect::Looser };
    if effect == Effect::Looser && signed.is_none() {
        let message = "a new file of this kind may make an answer lighter and needs a signature: \
                       signed = { name = \"…\", licence = \"…\", on = 2026-01-31, reason = \"…\" }";
        return Err(Problem::new(path, message));
    }
    cite(&mut now, &[], CLINIC_TAG);
    let told = vec![Override {
        file: path.to_owned(),
        place: String::new(),
        before: None,
        now: now.get("title").map_or_else(|| "a new file".to_owned(), shown),
        effect,
        signed,
    }];
    Ok(Over { now, told })
}

fn needs_signature(change: &Change) -> String {
    let before = change.before.as_ref().map(|b| format!(" (shipped: {})", shown(b))).unwrap_or_default();
    format!(
        "{} = {}{before} is not known to be stricter than the shipped value and needs a signature: \
         signed = {{ name = \"…\", licence = \"…\", on = 2026-01-31, reason = \"…\" }}",
        change.place(),
        shown(&change.now)
    )
}

fn signature(path: &str, text: &str, value: &Value) -> Result<Signed, Problem> {
    let wrong = |message: String| Problem {
        file: path.to_owned(),
        span: located(text, &[Step::Field("signed".to_owned())]),
        message,
    };
    let signed = Signed::deserialize(value)
        .map_err(|e| wrong(format!("{e}; a signature has name, licence, on and reason")))?;
    unsigned(&signed).map_or(Ok(signed), |message| Err(wrong(message)))
}

/// A value in one line, as TOML would write it.
fn shown(value: &Value) -> String {
    match value {
        Value::Object(fields) => {
            let all: Vec<String> = fields.iter().map(|(k, v)| format!("{k} = {}", shown(v))).collect();
            format!("{{ {} }}", all.join(", "))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(shown).collect::<Vec<_>>().join(", ")),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.to_string(),
    }
}

/// The first change that cannot be read, alone on the shipped file: the one to show.
fn blamed(base: &Value, changes: &[Change], path: &str, text: &str) -> Option<Problem> {
    changes.iter().find_map(|change| {
        let mut alone = base.clone();
        merge(&mut alone, wrapped(&change.path, change.now.clone()));
        let problem = load::readable(path, &alone).err()?;
        Some(Problem { span: located(text, &change.path), ..problem })
    })
}

/// A value back under the path that leads to it.
fn wrapped(path: &[Step], value: Value) -> Value {
    path.iter().rev().fold(value, |inner, step| match step {
        Step::Field(name) => Value::Object([(name.clone(), inner)].into_iter().collect()),
        Step::Item { by, name, .. } => {
            let mut item = inner;
            if let Value::Object(fields) = &mut item {
                fields.entry(*by).or_insert_with(|| name.clone().into());
            }
            Value::Array(vec![item])
        }
    })
}

/// Whether a path touches a rule that is law, or what a place calls law.
fn by_law(base: &Value, path: &[Step]) -> bool {
    let mut here = Some(base);
    let mut law = path.first() == Some(&Step::Field("law".to_owned()));
    for next in path {
        law |= here.and_then(|v| v.get("by_law")).and_then(Value::as_bool).unwrap_or(false);
        here = here.and_then(|v| step(v, next));
    }
    law
}

/// Where in a file a value stands.
fn located(text: &str, path: &[Step]) -> Option<Range<usize>> {
    let table = toml::de::DeTable::parse(text).ok()?;
    let mut fields = Some(table.get_ref());
    let mut here: Option<&Spanned<toml::de::DeValue<'_>>> = None;
    for step in path {
        here = match step {
            Step::Field(name) => fields.and_then(|f| f.get(name.as_str())),
            Step::Item { index, .. } => {
                here.and_then(|v| v.get_ref().as_array()).and_then(|list| list.get(*index))
            }
        };
        fields = here.and_then(|v| v.get_ref().as_table());
    }
    here.map(Spanned::span)
}
