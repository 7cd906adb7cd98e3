//! `serein kb`: what the gate knows, for people who read it, check it and sign it.
mod care;
mod changed;
mod check;
mod cites;
mod list;
mod sheet;
mod show;

use crate::input;
use std::process::ExitCode;

/// What `serein kb` understands.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    what: What,
}

/// One line per question to the knowledge.
#[derive(clap::Subcommand)]
enum What {
    /// List conditions, treatments, rules and everything else, by kind and by words
    List(list::Args),
    /// Show all there is to one code, rule, drug or source
    Show(show::Args),
    /// Check the shipped knowledge, a clinic's own layer, or a whole data folder
    Check(check::Args),
    /// List everything that cites a source
    WhoCites(cites::Args),
    /// Tell which rules became stricter, laxer, new or gone
    Changed(changed::Args),
}

/// Runs the verb.
pub(crate) fn run(args: &Args) -> ExitCode {
    let done = match &args.what {
        What::List(args) => list::run(args),
        What::Show(args) => show::run(args),
        What::Check(args) => check::run(args),
        What::WhoCites(args) => cites::run(args),
        What::Changed(args) => changed::run(args),
    };
    done.unwrap_or_else(|code| code)
}

/// A value as JSON for programs, or a text for people.
fn answer<T: serde::Serialize>(json: bool, value: &T, text: impl FnOnce() -> String) -> ExitCode {
    if !json {
        return input::print(&text());
    }
    match serde_json::to_string_pretty(value) {
        Ok(text) => input::print(&(text + "\n")),
        Err(error) => input::fail(&error.to_string()),
    }
}
