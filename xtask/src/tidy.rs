//! Order in the files: lengths, names, blanks, first sentences, reasons for dependencies, nothing of one machine.
use crate::{Said, judged, tree};
use std::path::Path;

/// Lines that a file of code or knowledge may have.
const LINES_MAX: usize = 400;

/// Names that say nothing about what is inside.
const EMPTY_NAMES: &[&str] =
    &["core", "common", "utils", "helpers", "types", "models", "services", "managers", "util", "helper"];

/// Paths and hosts that exist on one machine or in one network only; in two pieces, so that this file passes.
const OF_ONE_MACHINE: &[&str] = &[
    concat!("/wo", "rk/"),
    concat!("/tmp/", "target"),
    concat!("/ro", "ot/"),
    concat!("/ho", "me/"),
    concat!("index.", "crates.io"),
    concat!("static.", "crates.io"),
    concat!("registry.", "npmjs.org"),
    concat!("deb.", "debian.org"),
];

const SUPPRESSION: [&str; 2] = [concat!("#[al", "low("), concat!("#![al", "low(")];

/// Texts that others wrote and that must stay as they are, lock files, recorded data and golden files, whose bytes
/// are the point.
fn is_foreign(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let kind = name.rsplit('.').next().unwrap_or(name);
    matches!(name, "Cargo.lock" | "package-lock.json")
        || matches!(kind, "snap" | "proptest-regressions")
        || name.starts_with("OFL-")
        || name.contains("LICENSE")
        || path.starts_with("crates/") && path.contains("/data/") && kind != "toml"
}

/// Looks at every file of the house.
pub(crate) fn run() -> Said {
    let mut complaints = Vec::new();
    let files = tree::files()?;
    for path in &files {
        complaints.extend(misnamed(path));
        let bytes = std::fs::read(tree::root().join(path)).map_err(|error| format!("`{path}`: {error}\n"))?;
        // What is not text (fonts, pictures) has no lines to look at.
        if let Ok(text) = String::from_utf8(bytes) {
            complaints.extend(untidy(path, &text));
        }
    }
    judged("tidy", files.len(), "files", &complaints)
}

/// Folders and files of code with a name that says nothing.
fn misnamed(path: &str) -> Option<String> {
    if !path.starts_with("crates/") && !path.starts_with("xtask/") {
        return None;
    }
    let stem = |part: &str| part.split('.').next().unwrap_or(part).to_lowercase();
    let empty = path.split('/').map(stem).find(|part| EMPTY_NAMES.contains(&part.as_str()))?;
    Some(format!(
        "{path}: `{empty}` says nothing about what is inside; use a clinician's or receptionist's word"
    ))
}

/// What is wrong inside one text.
fn untidy(path: &str, text: &str) -> Vec<String> {
    let mut complaints = machines(path, text);
    if is_foreign(path) || text.is_empty() {
        return complaints;
    }
    let mut say = |line: usize, what: &str| complaints.push(format!("{path}:{line}: {what}"));
    let kind = Path::new(path).extension().and_then(|kind| kind.to_str()).unwrap_or("");
    let lines = text.lines().count();
    // The bibliography is one list on purpose: it is laid beside its printed twin.
    let knowledge = path.starts_with("crates/knowledge/data/") && !path.ends_with("/bibliography.toml");
    let limited = matches!(kind, "rs" | "css" | "js") || kind == "toml" && knowledge;
    if limited && lines > LINES_MAX {
        say(lines, &format!("{lines} lines; a file has at most {LINES_MAX}"));
    }
    if !text.ends_with('\n') || text.ends_with("\n\n") {
        say(lines, "a file ends with one line break");
    }
    if kind == "rs" && !text.starts_with("//! ") {
        say(1, "a Rust file begins with a `//!` sentence that says what it is for");
    }
    for (at, line) in text.split('\n').enumerate() {
        if line.ends_with([' ', '\t', '\r']) {
            say(at + 1, "blanks at the end of the line");
        }
        if kind == "rs" && SUPPRESSION.iter().any(|found| line.contains(found)) {
            say(at + 1, "use `#[expect(lint, reason = \"…\")]`");
        }
    }
    if path == "Cargo.toml" {
        complaints.extend(unexplained(text));
    } else if path.ends_with("/Cargo.toml") && !text.contains("[lints]\nworkspace = true") {
        complaints.push(format!("{path}: the lints of the workspace are missing"));
    }
    complaints
}

/// Paths and hosts of one machine, in any text.
fn machines(path: &str, text: &str) -> Vec<String> {
    let mut complaints = Vec::new();
    for (at, line) in text.lines().enumerate() {
        if let Some(found) = OF_ONE_MACHINE.iter().find(|found| names_a_machine(line, found)) {
            complaints.push(format!("{path}:{}: `{found}` exists on one machine or network only", at + 1));
        }
    }
    complaints
}

/// A machine's path begins a word; `features/home/` is a folder of ours.
fn names_a_machine(line: &str, found: &str) -> bool {
    line.match_indices(found).any(|(at, _)| {
        let before = line.get(..at).and_then(|before| before.chars().next_back());
        !before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '}'))
    })
}

/// Dependencies of the workspace without the sentence that says what they do for us. Our own need none.
fn unexplained(manifest: &str) -> Vec<String> {
    let mut inside = false;
    let mut complaints = Vec::new();
    for (at, line) in manifest.lines().enumerate() {
        if line.starts_with('[') {
            inside = line == "[workspace.dependencies]";
        } else if inside && line.contains('=') && !line.starts_with('#') && !line.contains("path = \"crates/")
        {
            let sentence = line.rsplit_once('#').map_or("", |(_, sentence)| sentence.trim());
            if sentence.split_whitespace().count() < 2 {
                complaints.push(format!("Cargo.toml:{}: say in a comment what it does for us", at + 1));
            }
        }
    }
    complaints
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_say_nothing_are_found() {
        for (path, found) in [
            ("crates/core/Cargo.toml", true),
            ("crates/web/src/utils.rs", true),
            ("crates/web/src/models/mod.rs", true),
            ("crates/web/src/Helpers.rs", true),
            ("crates/web/src/features/home/mod.rs", false),
            ("crates/vocab/src/typesetting.rs", false),
            ("docs/types.md", false),
        ] {
            assert_eq!(misnamed(path).is_some(), found, "{path}");
        }
    }

    #[test]
    fn untidy_texts_are_found() {
        let long = |lines: usize| format!("//! Long.\n{}", "x\n".repeat(lines - 1));
        let allow = format!("//! A.\n{}dead_code)]\n", SUPPRESSION[0]);
        let path = format!("see {}main\n", OF_ONE_MACHINE[0]);
        let host = format!("{}\n", OF_ONE_MACHINE[6]);
        for (path, text, complaints) in [
            ("a.rs", "//! Good.\n", 0),
            ("a.rs", "fn main() {}\n", 1),
            ("a.rs", &long(LINES_MAX), 0),
            ("a.rs", &long(LINES_MAX + 1), 1),
            ("a.css", &"x\n".repeat(LINES_MAX + 1), 1),
            ("a.md", &"x\n".repeat(LINES_MAX + 1), 0),
            ("crates/knowledge/data/drugs/a.toml", &"x\n".repeat(LINES_MAX + 1), 1),
            ("crates/knowledge/data/bibliography.toml", &"x\n".repeat(LINES_MAX + 1), 0),
            ("a.md", "no end", 1),
            ("a.md", "two ends\n\n", 1),
            ("a.md", "blank \n", 1),
            ("a.md", "windows\r\n", 1),
            ("a.rs", &allow, 1),
            ("a.md", &path, 1),
            ("a.md", &host, 1),
            ("a.md", "crates/web/src/features/home/mod.rs\n", 0),
            ("a.snap", "blank \n", 0),
            ("crates/x/data/a.csv", "a,b\r\n", 0),
            ("a.snap", &path, 1),
            ("crates/x/Cargo.toml", "[package]\n", 1),
            ("crates/x/Cargo.toml", "[lints]\nworkspace = true\n", 0),
        ] {
            assert_eq!(untidy(path, text).len(), complaints, "{path}: {:?}", untidy(path, text));
        }
    }

    #[test]
    fn a_dependency_without_a_sentence_is_found() {
        for (line, complaints) in [
            ("toml = \"1\" # knowledge files for clinicians", 0),
            ("toml = \"1\"", 1),
            ("toml = \"1\" # toml", 1),
            ("vocab = { path = \"crates/vocab\" }", 0),
            ("[profile.dev]\nopt-level = 1", 0),
        ] {
            let manifest = format!("[workspace.dependencies]\n{line}\n");
            assert_eq!(unexplained(&manifest).len(), complaints, "{line}");
        }
    }
}
