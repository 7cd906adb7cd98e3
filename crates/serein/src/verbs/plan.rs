//! `serein plan`.
mod instance;

use std::path::PathBuf;
use std::process::ExitCode;

/// What `serein plan` understands.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Solve this instance of the bare integer problem
    #[arg(long, value_name = "FILE")]
    instance: Option<PathBuf>,
    /// CPU seconds that the whole process may use; the answer is the best plan so far and its bound
    #[arg(long, value_name = "N", requires = "instance", value_parser = instance::seconds)]
    limit_cpu_s: Option<f64>,
    /// Answer for programs
    #[arg(long)]
    json: bool,
    /// Add the CPU time, which differs from run to run
    #[arg(long)]
    timing: bool,
}

/// Runs the verb.
pub(crate) fn run(args: &Args) -> ExitCode {
    if let Some(file) = &args.instance {
        return instance::run(file, args);
    }
    eprintln!("error: nothing to plan\nhelp: give an instance with `--instance FILE`");
    ExitCode::from(2)
}
