//! The binary: reads the command line, wires the verbs, owns the clock.
mod clinic;
mod demo;
mod input;
mod keys;
mod look;
mod post;
mod verbs;

use clap::{CommandFactory as _, Parser, Subcommand};
use std::process::ExitCode;

/// Serein: what may be done, when, by whom, and why.
#[derive(Parser)]
#[command(name = "serein", version, about, disable_help_subcommand = true)]
struct Serein {
    #[command(subcommand)]
    verb: Verb,
}

/// One line per verb; each verb is a file in `verbs/`.
#[derive(Subcommand)]
enum Verb {
    /// Copy an embedded record while it is used
    Backup(verbs::chart::File),
    /// Write the completions of a shell to standard output
    Completions(verbs::completions::Args),
    /// Keep the record: write, read, verify, back up, move
    Chart(verbs::chart::Args),
    /// Open the pages with invented people, on this machine
    Demo(verbs::demo::Args),
    /// Write the documents that the program keeps about itself into a folder
    #[command(hide = true)]
    Docs(verbs::docs::Args),
    /// Write everything of a site in the open format
    Export(verbs::chart::File),
    /// Predict the course of a concern, with its uncertainty
    Forecast(verbs::forecast::Args),
    /// Ask the gate about a case: what is clear, what must be asked, what stops, and why
    Gate(verbs::gate::Args),
    /// Read an export into a record that does not have the site, if it is whole
    Import(verbs::chart::Import),
    /// Read, check and compare what the gate knows
    Kb(verbs::kb::Args),
    /// Compute a plan for a case, or solve a bare planning instance
    Plan(verbs::plan::Args),
    /// Bring a backup back into a new file
    Restore(verbs::chart::FromTo),
    /// Open the pages, over a record of your own or without one
    Serve(verbs::serve::Args),
    /// Find the best dates for a whole series
    Series(verbs::series::Args),
    /// Ask how soon symptoms after a treatment must be seen, and why
    Triage(verbs::triage::Args),
}

fn main() -> ExitCode {
    match Serein::parse().verb {
        Verb::Backup(args) => verbs::chart::run(&args.to(|file| verbs::chart::Act::Backup { file })),
        Verb::Export(args) => verbs::chart::run(&args.to(|file| verbs::chart::Act::Export { file })),
        Verb::Import(args) => verbs::chart::run(&args.into()),
        Verb::Restore(args) => verbs::chart::run(&args.into()),
        Verb::Completions(args) => verbs::completions::run(&args, Serein::command()),
        Verb::Chart(args) => verbs::chart::run(&args),
        Verb::Demo(args) => verbs::demo::run(&args),
        Verb::Docs(args) => verbs::docs::run(&args),
        Verb::Forecast(args) => verbs::forecast::run(&args),
        Verb::Gate(args) => verbs::gate::run(&args),
        Verb::Kb(args) => verbs::kb::run(&args),
        Verb::Plan(args) => verbs::plan::run(&args),
        Verb::Serve(args) => verbs::serve::run(&args),
        Verb::Series(args) => verbs::series::run(&args),
        Verb::Triage(args) => verbs::triage::run(&args),
    }
}
