//! `serein forecast`: the expected course, with its uncertainty.
mod words;

use crate::input;
use forecast::answer::{FirstRow, RowForecast, of_table};
use forecast::course::{Asked, of_plan};
use forecast::population::Population;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What `serein forecast` understands.
#[derive(clap::Args)]
#[command(group(clap::ArgGroup::new("what").required(true).args(["case", "arms"])))]
pub(crate) struct Args {
    /// A case with goals, a plan and measurements; `-` reads standard input
    case: Option<PathBuf>,
    /// A table of groups under a regimen, with the columns of the published arms; `-` reads standard input
    #[arg(long, value_name = "FILE.csv")]
    arms: Option<PathBuf>,
    /// Read the earliest row of each group as an observation and forecast the later ones after it
    #[arg(long, requires = "arms")]
    observed_first: bool,
    /// Answer as JSON
    #[arg(long)]
    json: bool,
}

/// Runs the verb: 0 = answered, 2 = the input cannot be read.
pub(crate) fn run(args: &Args) -> ExitCode {
    let answer = match (&args.arms, &args.case) {
        (Some(arms), _) => for_arms(arms, args),
        (None, Some(case)) => for_case(case, args),
        (None, None) => Err("nothing to forecast: give a case, or a table with --arms".to_owned()),
    };
    match answer {
        Ok(text) => {
            let written = std::io::stdout().lock().write_all(text.as_bytes());
            if written.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(message) => input::fail(&message),
    }
}

fn for_arms(path: &Path, args: &Args) -> Result<String, String> {
    let text = input::text(path, forecast::table::BYTES_MAX)?;
    let of = Population::shipped().ok_or("the shipped priors cannot be read")?;
    let first_row = if args.observed_first { FirstRow::Observed } else { FirstRow::Forecast };
    let rows = of_table(of, &text, first_row).map_err(|error| format!("{}:{error}", path.display()))?;
    if args.json {
        let mut text = serde_json::to_string_pretty(&rows).map_err(|error| error.to_string())?;
        text.push('\n');
        return Ok(text);
    }
    Ok(table(&rows))
}

/// The forecasts as a table for people.
fn table(rows: &[RowForecast]) -> String {
    let widest = rows.iter().map(|r| r.id.chars().count()).max().unwrap_or(2).max(2);
    let mut text =
        format!("{:widest$}  {:>6}  {:>8}  {:>19}  rests on\n", "id", "week", "change", "80 % band");
    for row in rows {
        let band = format!("{:.1} to {:.1} %", row.low80, row.high80);
        let _ = writeln!(
            text,
            "{:widest$}  {:>6}  {:>6.1} %  {band:>19}  {}",
            row.id, row.week, row.median, row.basis
        );
    }
    text
}

/// The course of a case's concerns.
fn for_case(path: &Path, args: &Args) -> Result<String, String> {
    let bytes = input::text(path, casefile::BYTES_MAX)?.into_bytes();
    let knowledge =
        knowledge::Knowledge::shipped().map_err(|e| format!("the knowledge cannot be used:\n{e}"))?;
    let name = if path.as_os_str() == "-" { "<stdin>".to_owned() } else { path.display().to_string() };
    let file = casefile::read(knowledge, &bytes).map_err(|fault| fault.in_file(&name))?;
    let Some(goals) = &file.goals else {
        return Err(format!(
            "{name}:1:1: goals: missing; a forecast needs `goals` with at least one concern"
        ));
    };
    let plan = file.plan.clone().unwrap_or_default();
    let asked = Asked { today: file.case.today, goals, plan: &plan, measured: &file.measured };
    let of = Population::shipped().ok_or("the shipped priors cannot be read")?;
    let answer = of_plan(of, &asked);
    if args.json {
        let mut text = serde_json::to_string_pretty(&answer).map_err(|error| error.to_string())?;
        text.push('\n');
        return Ok(text);
    }
    Ok(words::in_words(&answer))
}
