//! `serein docs FOLDER` (hidden): the documents that the program writes about itself.
mod after;
mod answers;
mod home;
mod markdown;
mod matrix;
mod permissions;
mod rules;
mod schema;
mod treatments;

use crate::input;
use std::path::PathBuf;
use std::process::ExitCode;

/// What `serein docs` understands.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// An existing folder
    folder: PathBuf,
}

/// Runs the verb.
pub(crate) fn run(args: &Args) -> ExitCode {
    let k = match input::knowledge() {
        Ok(k) => k,
        Err(code) => return code,
    };
    let mut documents = vec![("rules.md", rules::document(k)), ("permissions.md", permissions::document())];
    for (name, value) in schema::documents(k) {
        match serde_json::to_string_pretty(&value) {
            Ok(text) => documents.push((name, text + "\n")),
            Err(error) => return input::fail(&format!("{name}: {error}")),
        }
    }
    for (name, text) in documents {
        let path = args.folder.join(name);
        if let Err(error) = std::fs::write(&path, text) {
            return input::fail(&format!("{}: cannot be written: {error}", path.display()));
        }
    }
    ExitCode::SUCCESS
}
