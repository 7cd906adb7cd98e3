//! The documents that the program writes about itself, so that they cannot become untrue unseen.
use crate::{Said, judged, tree};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

/// Whether the documents are rewritten or only compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wish {
    Write,
    Check,
}

/// Where they stand.
const FOLDER: &str = "docs/generated";

/// A file, and the words after `serein` whose standard output it holds. A new document is a new line.
const DOCUMENTS: &[(&str, &[&str])] = &[("verbs.txt", &["--help"])];

/// This hidden verb, where the program has it, writes all further documents into the folder it is given.
const WRITES_A_FOLDER: &str = "docs";

/// Rebuilds every document.
pub(crate) fn run(wish: Wish) -> Said {
    let program = tree::program()?;
    let folder = tree::root().join(FOLDER);
    let wanted = written(&program)?;
    let mut stale = Vec::new();
    for (name, text) in &wanted {
        let here = std::fs::read_to_string(folder.join(name)).ok();
        if here.as_ref() == Some(text) {
            continue;
        }
        match wish {
            Wish::Write => tree::write(&folder.join(name), text)?,
            Wish::Check => stale.push(format!("`{FOLDER}/{name}` is stale: run `cargo xtask docs`")),
        }
    }
    for name in names(&folder).into_iter().filter(|name| !wanted.contains_key(name)) {
        stale.push(format!("nobody writes `{FOLDER}/{name}`: delete it, or add a line in xtask/src/docs.rs"));
    }
    judged("docs", wanted.len(), "documents", &stale)
}

/// All documents as the program writes them now.
fn written(program: &Path) -> Result<BTreeMap<String, String>, String> {
    let mut wanted = BTreeMap::new();
    for (name, words) in DOCUMENTS {
        wanted.insert((*name).to_owned(), said(program, words)?);
    }
    if said(program, &[WRITES_A_FOLDER, "--help"]).is_ok() {
        let scratch = tree::scratch("docs")?;
        said(program, &[WRITES_A_FOLDER, &scratch.to_string_lossy()])?;
        for name in names(&scratch) {
            let text = tree::read(&scratch.join(&name))?;
            wanted.insert(name, text);
        }
        // What is left over lies in the target folder and is emptied by the next run.
        let _ = std::fs::remove_dir_all(scratch);
    }
    Ok(wanted)
}

/// Standard output of the program.
fn said(program: &Path, words: &[&str]) -> Result<String, String> {
    let output = Command::new(program)
        .args(words)
        .env("NO_COLOR", "1")
        .env("COLUMNS", "100")
        .output()
        .map_err(|error| format!("cannot run `{}`: {error}\n", program.display()))?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    if output.status.success() {
        Ok(text(&output.stdout))
    } else {
        Err(format!("`serein {}` failed:\n{}", words.join(" "), text(&output.stderr)))
    }
}

/// The plain files of a folder; hidden ones are left out.
fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let files = entries.filter(|entry| entry.path().is_file());
    files
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|n| !n.starts_with('.'))
        .collect()
}
