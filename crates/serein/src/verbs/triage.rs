//! `serein triage`: how soon must symptoms after a treatment be seen?
use crate::{clinic, input};
use anstyle::{AnsiColor, Style};
use casefile::TriageFile;
use knowledge::Knowledge;
use knowledge::red_flag::Level;
use safety::triage::{Triage, triage};
use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

/// Ask how soon symptoms must be seen
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The triage question; `-` reads standard input
    case: PathBuf,
    /// Print the answer as JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    clinic: clinic::Layer,
}

/// Runs the verb.
pub(crate) fn run(args: &Args) -> ExitCode {
    answer(args).unwrap_or_else(|code| code)
}

fn answer(args: &Args) -> Result<ExitCode, ExitCode> {
    let bytes = input::read(&args.case)?;
    let knowledge = args.clinic.knowledge()?;
    let file = casefile::read_triage(knowledge, &bytes).map_err(|f| input::fault(&args.case, &f))?;
    let answer = triage(knowledge, &file.report());
    if args.json {
        let text =
            casefile::to_json(&casefile::triage_shape(&answer)).map_err(|e| input::fail(&e.to_string()))?;
        return Ok(input::print(&text));
    }
    Ok(input::print(&in_words(knowledge, &file, &answer)))
}

const fn look(level: Level) -> (&'static str, AnsiColor) {
    match level {
        Level::E0 | Level::E1 => ("■", AnsiColor::Red),
        Level::E2 | Level::E3 => ("◆", AnsiColor::Yellow),
        Level::E4 => ("●", AnsiColor::Green),
    }
}

fn in_words(knowledge: &Knowledge, file: &TriageFile, answer: &Triage<'_>) -> String {
    let (shape, colour) = look(answer.level);
    let style = Style::new().fg_color(Some(anstyle::Color::Ansi(colour))).bold();
    let title = knowledge.treatment(&file.procedure).map_or(file.procedure.as_str(), |t| &t.title);
    let zone = file.zone.map(|z| format!(", {}", z.in_words())).unwrap_or_default();
    let minutes = file.now.0 - file.at.0;
    let (days, hours, rest) = (minutes / 1440, minutes / 60 % 24, minutes % 60);
    let mut text = String::new();
    let _ = writeln!(text, "{style}{shape} {} {}{style:#}", answer.level, answer.level.in_words());
    let _ = writeln!(text, "  {title}{zone}, {days} d {hours} h {rest} min ago");
    let _ = writeln!(text, "  Do: {}", answer.action);
    for reason in &answer.because {
        let _ = writeln!(text, "  - {reason}");
    }
    let sign = if answer.recalled { ", needs sign-off" } else { "" };
    let _ = writeln!(text, "  [{}]{sign}", answer.sources.join(", "));
    text
}
