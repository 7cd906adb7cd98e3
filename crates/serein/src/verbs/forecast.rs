//! `serein forecast`.
use std::process::ExitCode;

/// What `serein forecast` understands.
#[derive(clap::Args)]
pub(crate) struct Args {}

/// Runs the verb.
pub(crate) fn run(_args: &Args) -> ExitCode {
    ExitCode::from(2)
}
