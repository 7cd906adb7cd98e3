//! `serein series`.
use std::process::ExitCode;

/// What `serein series` understands.
#[derive(clap::Args)]
pub(crate) struct Args {}

/// Runs the verb.
pub(crate) fn run(_args: &Args) -> ExitCode {
    ExitCode::from(2)
}
