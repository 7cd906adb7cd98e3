//! `serein plan --instance FILE`: the bare integer problem, solved until the proof, the limit or Ctrl-C.
use super::Args;
use super::watch::{used, watch};
use crate::input;
use jsonc_parser::ast::{Object, Value};
use jsonc_parser::common::Ranged;
use planner::instance::{CONCERN_FIELDS, FIELDS, Flaw, Instance, TREATMENT_FIELDS};
use planner::search::{Answer, Limits, solve};
use serde::ser::{Serialize, SerializeMap, Serializer};
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;
use vocab::nearest;

/// Largest file that is read, in bytes.
const MAX_BYTES: usize = 16 << 20;
/// Kept back from the limit for writing the answer and ending the process.
const RESERVE: Duration = Duration::from_millis(20);

/// Reads a limit in seconds.
pub(super) fn seconds(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(value) if (0.0..=1e9).contains(&value) => Ok(value),
        Ok(_) | Err(_) => Err(format!("`{text}` is not a number of seconds from 0 to 1000000000")),
    }
}

/// Solves the instance in a file and prints the answer.
pub(super) fn run(file: &Path, args: &Args) -> ExitCode {
    let instance = match read(file) {
        Ok(instance) => instance,
        Err(message) => return input::fail(&message),
    };
    let limit = args.limit_cpu_s.map(|seconds| Duration::from_secs_f64(seconds).saturating_sub(RESERVE));
    let mut watch = watch(limit);
    let answer = solve(&instance, Limits::NONE, &mut watch);
    let cpu_ms = args.timing.then(|| used().as_millis());
    if args.json {
        match serde_json::to_string(&Shown { instance: &instance, answer: &answer, cpu_ms }) {
            Ok(text) => println!("{text}"),
            Err(error) => {
                eprintln!("error: the answer cannot be written: {error}");
                return ExitCode::FAILURE;
            }
        }
    } else {
        print!("{}", text(&instance, &answer, cpu_ms));
    }
    ExitCode::SUCCESS
}

fn read(file: &Path) -> Result<Instance, String> {
    let text = input::text(file, MAX_BYTES)?;
    parse(&text).map_err(|message| format!("{}:{message}", file.display()))
}

/// Reads and checks an instance. The message begins with line and column.
fn parse(text: &str) -> Result<Instance, String> {
    // Before anything is read: a misspelt name is told as such, and not as the one that is missing.
    if let Some(Value::Object(whole)) = tree(text) {
        check_fields(text, &whole)?;
    }
    let instance: Instance = serde_json::from_str(text).map_err(|error| {
        let (path, line, column) = path_at(text, error.line().max(1), error.column().max(1));
        let message = error.to_string();
        let what = message.rsplit_once(" at line ").map_or(message.as_str(), |(what, _)| what);
        format!("{line}:{column}: {path}: {what}")
    })?;
    instance.check().map_err(|flaw| {
        let (line, column) = place_of(text, &flaw);
        format!("{line}:{column}: {flaw}")
    })?;
    Ok(instance)
}

/// Refuses a field that an instance does not have. What stands within `events` and the other fields that only explain is not
/// looked at.
fn check_fields(text: &str, whole: &Object<'_>) -> Result<(), String> {
    only(text, whole, "", &FIELDS)?;
    for (list, fields) in [("treatments", &TREATMENT_FIELDS[..]), ("concerns", &CONCERN_FIELDS[..])] {
        let elements = whole.get_array(list).map(|array| array.elements.as_slice()).unwrap_or_default();
        for (place, element) in elements.iter().enumerate() {
            if let Value::Object(object) = element {
                only(text, object, &format!("{list}[{place}]."), fields)?;
            }
        }
    }
    Ok(())
}

/// Whether an object has no other fields than these.
fn only(text: &str, object: &Object<'_>, within: &str, fields: &[&str]) -> Result<(), String> {
    let stranger = object.properties.iter().find(|one| !fields.contains(&one.name.as_str()));
    let Some(stranger) = stranger else { return Ok(()) };
    let (name, (line, column)) = (stranger.name.as_str(), line_and_column(text, stranger.start()));
    let (got, allowed) = (nearest::clip(name), nearest::allowed(fields));
    let hint = nearest::hint(name, fields.iter().copied());
    Err(format!("{line}:{column}: {within}{got}: unknown field; {allowed}{hint}"))
}

/// Calls `each` with the path and the byte range of every value, outer ones first.
fn walk(value: &Value<'_>, path: &str, each: &mut dyn FnMut(&str, usize, usize)) {
    each(path, value.start(), value.end());
    match value {
        Value::Object(object) => {
            for property in &object.properties {
                let name = property.name.as_str();
                let inner = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
                walk(&property.value, &inner, each);
            }
        }
        Value::Array(array) => {
            for (place, element) in array.elements.iter().enumerate() {
                walk(element, &format!("{path}[{place}]"), each);
            }
        }
        Value::StringLit(_) | Value::NumberLit(_) | Value::BooleanLit(_) | Value::NullKeyword(_) => {}
    }
}

fn tree(text: &str) -> Option<Value<'_>> {
    let options = (jsonc_parser::CollectOptions::default(), jsonc_parser::ParseOptions::default());
    jsonc_parser::parse_to_ast(text, &options.0, &options.1).ok()?.value
}

/// The path of the innermost value at a position and where it begins; the position itself when the text is no JSON.
fn path_at(text: &str, line: usize, column: usize) -> (String, usize, usize) {
    let before: usize = text.split_inclusive('\n').take(line - 1).map(str::len).sum();
    let at = before + column - 1;
    let Some(value) = tree(text) else { return ("instance".to_owned(), line, column) };
    let mut found = (String::new(), 0);
    walk(&value, "", &mut |path, start, end| {
        if (start..end).contains(&at) {
            found = (path.to_owned(), start);
        }
    });
    let (line, column) = line_and_column(text, found.1);
    (if found.0.is_empty() { "instance".to_owned() } else { found.0 }, line, column)
}

fn line_and_column(text: &str, byte: usize) -> (usize, usize) {
    let before = text.get(..byte).unwrap_or("");
    let column = before.rsplit('\n').next().map_or(0, |tail| tail.chars().count()) + 1;
    (before.matches('\n').count() + 1, column)
}

/// Line and column of the value that a flaw names, or of the innermost value around it that is in the file.
fn place_of(text: &str, flaw: &Flaw) -> (usize, usize) {
    let mut byte = 0;
    if let Some(value) = tree(text) {
        walk(&value, "", &mut |path, start, _| {
            if flaw.path.starts_with(path) {
                byte = start;
            }
        });
    }
    line_and_column(text, byte)
}

/// The answer in the shape of the contract.
struct Shown<'a> {
    instance: &'a Instance,
    answer: &'a Answer,
    cpu_ms: Option<u128>,
}

/// Days by the name of the treatment, in the order of the instance.
struct Days<'a>(&'a Instance, &'a Answer);

impl Serialize for Shown<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("objective", &self.answer.objective)?;
        map.serialize_entry("bound", &self.answer.bound)?;
        map.serialize_entry("proven", &self.answer.proven)?;
        map.serialize_entry("days", &Days(self.instance, self.answer))?;
        if let Some(cpu_ms) = self.cpu_ms {
            map.serialize_entry("cpu_ms", &cpu_ms)?;
        }
        map.end()
    }
}

impl Serialize for Days<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let names = self.0.treatments.iter().map(|treatment| &treatment.name);
        serializer.collect_map(names.zip(&self.1.days))
    }
}

fn text(instance: &Instance, answer: &Answer, cpu_ms: Option<u128>) -> String {
    let proof = if answer.proven {
        "proven to be the best".to_owned()
    } else {
        format!("no plan is worth more than {}", answer.bound)
    };
    let mut lines = vec![format!("worth {}; {proof}", answer.objective)];
    for (treatment, days) in instance.treatments.iter().zip(&answer.days).filter(|x| !x.1.is_empty()) {
        let days: Vec<String> = days.iter().map(usize::to_string).collect();
        lines.push(format!("{:24} day {}", treatment.name, days.join(", ")));
    }
    lines.extend(cpu_ms.map(|cpu_ms| format!("{cpu_ms} ms of CPU time")));
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use planner::search::Keep;
    use std::collections::BTreeSet;

    const WHOLE: &str = include_str!("../../../../planner/data/instances/p00.json");

    #[test]
    fn a_flaw_is_shown_with_its_place() {
        for (from, to, want) in [
            ("\"horizon\":180", "\"horizon\":\"x\"", "1:23: horizon: invalid type"),
            ("\"budget\":4000", "\"budget\":-1", "budget: `-1` is not within 0 and"),
            ("\"gain\":{\"acne\":[0,13", "\"gain\":{\"acne\":[0", "treatments[0].gain.acne: has 6 entries"),
            (
                "\"gain\":{\"acne\":[0,13",
                "\"gain\":{\"acne\":[0,1.5",
                "treatments[0].gain.acne[1]: invalid type",
            ),
            ("\"horizon\":180,", "\n  \"horizon\":9999,", "2:13: horizon: `9999` is not"),
            ("\"horizon\":180,", "", "instance: missing field `horizon`"),
            ("{\"id\"", "[\"id\"", "instance: "),
            ("\"horizon\":180", "\n \"horizont\":180", "2:2: horizont: unknown field; allowed id, horizon, "),
            ("\"horizon\":180", "\"horizont\":180", "; did you mean `horizon`?"),
            (
                "\"gain\":{\"acne\"",
                "\"gains\":{\"acne\"",
                "treatments[0].gains: unknown field; allowed name, group, ",
            ),
            (
                "\"breaks\":",
                "\"break\":",
                "concerns[0].break: unknown field; allowed name, weight, breaks; did you mean `breaks`?",
            ),
        ] {
            assert!(WHOLE.contains(from), "{from}");
            let message = parse(&WHOLE.replacen(from, to, 1)).unwrap_err();
            assert!(message.contains(want), "{message}");
        }
    }

    #[test]
    fn every_field_that_is_written_is_a_field_that_is_read() {
        let mut instance = parse(WHOLE).unwrap();
        instance.same_day = vec![[0, 1]];
        let fields =
            |value: &serde_json::Value| value.as_object().unwrap().keys().cloned().collect::<BTreeSet<_>>();
        let told = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
        let written = serde_json::to_value(&instance).unwrap();
        let explained = told(&["blackout", "events", "sun_window"]);
        assert_eq!(&fields(&written) | &explained, told(&FIELDS));
        assert_eq!(fields(&written["treatments"][0]), told(&TREATMENT_FIELDS));
        assert_eq!(fields(&written["concerns"][0]), told(&CONCERN_FIELDS));
        let whole: serde_json::Value = serde_json::from_str(WHOLE).unwrap();
        assert!(fields(&whole).is_superset(&explained));
    }

    #[test]
    fn a_limit_is_a_number_of_seconds() {
        assert_eq!(seconds("2.5"), Ok(2.5));
        for wrong in ["", "-1", "nan", "inf", "1e10", "two"] {
            assert!(seconds(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_answer_has_the_shape_of_the_contract() {
        let instance = parse(WHOLE).unwrap();
        let answer = solve(&instance, Limits { steps: 1 }, &mut |_| Keep::Going);
        let shown = Shown { instance: &instance, answer: &answer, cpu_ms: None };
        let value: serde_json::Value = serde_json::from_str(&serde_json::to_string(&shown).unwrap()).unwrap();
        let object = value.as_object().unwrap();
        assert_eq!(object.keys().collect::<Vec<_>>(), ["bound", "days", "objective", "proven"]);
        assert_eq!(object["days"].as_object().unwrap().len(), instance.treatments.len());
    }
}
