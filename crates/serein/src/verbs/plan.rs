//! `serein plan`.
mod case;
mod instance;
mod other;
mod watch;
mod words;

use planner::plan::Style;
use std::path::PathBuf;
use std::process::ExitCode;

/// What `serein plan` understands.
#[derive(clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
#[command(group = clap::ArgGroup::new("what").required(true).args(["case", "instance"]))]
pub(crate) struct Args {
    /// A case with goals; `-` reads standard input
    case: Option<PathBuf>,
    /// Solve this instance of the bare integer problem
    #[arg(long, value_name = "FILE")]
    instance: Option<PathBuf>,
    /// CPU seconds that the whole process may use; the answer is the best plan so far and its bound
    #[arg(long, value_name = "N", requires = "instance", value_parser = instance::seconds)]
    limit_cpu_s: Option<f64>,
    /// Write the bare integer problem behind the plan of a style instead of the plans
    #[arg(long, requires = "case")]
    as_instance: bool,
    /// The style whose problem is written: balanced, gentle, swift, lean
    #[arg(long, requires = "as_instance", default_value_t = Style::Balanced)]
    style: Style,
    #[command(flatten)]
    clinic: crate::clinic::Layer,
    /// The least change of the case's plan, from today on, instead of new plans
    #[arg(long, requires = "case", conflicts_with = "as_instance")]
    repair: bool,
    /// Change one thing and show the difference: `add=CODE`, `ban=CODE`, `event=DAY`, `budget=CENTS` or
    /// `answer=CONDITION:STATUS`
    #[arg(long, requires = "case", value_name = "CHANGE", value_parser = other::change,
          conflicts_with_all = ["as_instance", "repair"])]
    what_if: Option<planner::what_if::Change>,
    /// The plans and their sessions only
    #[arg(long, requires = "case", conflicts_with = "json")]
    short: bool,
    /// Answer for programs
    #[arg(long)]
    json: bool,
    /// Add the CPU time, which differs from run to run
    #[arg(long)]
    timing: bool,
}

/// Runs the verb.
pub(crate) fn run(args: &Args) -> ExitCode {
    match (&args.instance, &args.case) {
        (Some(file), _) => instance::run(file, args),
        (None, Some(file)) => case::run(file, args).unwrap_or_else(|code| code),
        (None, None) => ExitCode::from(2),
    }
}
