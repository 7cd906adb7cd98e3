//! `serein gate`: may this person have this treatment on this day?
mod protocols;

use crate::look::{colour, shape};
use crate::{clinic, input};
use safety::{Answer, Gate};
use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;
use vocab::case::Asked;

/// Ask the gate about a case
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The case file; `-` reads standard input
    case: PathBuf,
    /// Print the answer as JSON
    #[arg(long)]
    json: bool,
    /// Ask for every protocol as well (in JSON: the additional key `protocols`)
    #[arg(long)]
    protocols: bool,
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
    let file = casefile::read(knowledge, &bytes).map_err(|f| input::fault(&args.case, &f))?;
    let gate = Gate::new(knowledge);
    let answers = gate.answers(&file.case).map_err(|e| input::fail(&e.to_string()))?;
    let protocols = if args.protocols {
        protocols::answers(&gate, &file.case, file.goals.as_ref()).map_err(|e| input::fail(&e.to_string()))?
    } else {
        Vec::new()
    };
    if args.json {
        let shape = casefile::gate_shape(gate.derived(&file.case), &answers).with_protocols(&protocols);
        let text = casefile::to_json(&shape).map_err(|e| input::fail(&e.to_string()))?;
        return Ok(input::print(&text));
    }
    let mut text = in_words(&gate, &answers, file.case.today);
    if args.protocols {
        protocols::in_words(&mut text, &gate, &protocols);
    }
    Ok(input::print(&text))
}

fn in_words(gate: &Gate<'_>, answers: &[Answer<'_>], today: vocab::Day) -> String {
    let mut text = String::new();
    let _ = writeln!(text, "Asked on {}", today.in_words());
    for answer in answers {
        one(&mut text, gate, answer);
    }
    text
}

fn one(text: &mut String, gate: &Gate<'_>, answer: &Answer<'_>) {
    let k = gate.knowledge();
    let title = match &answer.ask.what {
        Asked::Treatment(code) => k.treatment(code).map_or(code.as_str(), |t| &t.title),
        Asked::Product(code) => k.ingredient(code).map_or(code.as_str(), |i| &i.title),
    };
    let state = answer.verdict.state();
    let style = colour(state);
    let zone = answer.ask.zone.map(|z| format!(", {}", z.in_words())).unwrap_or_default();
    let _ = writeln!(
        text,
        "\n{style}{} {:<6}{style:#} {title}{zone}, {}  [{}]",
        shape(state),
        state,
        answer.on.in_words(),
        answer.verdict
    );
    match (answer.earliest, &answer.until) {
        (Some(day), _) if day > answer.on => {
            let _ = writeln!(text, "         First free day: {}", day.in_words());
        }
        (None, Some(until)) => {
            let _ = writeln!(text, "         No day can be computed; it waits for: {until}");
        }
        (Some(_) | None, _) => {}
    }
    for f in &answer.findings {
        let until = f.until.map(|d| format!(", free from {d}")).unwrap_or_default();
        let sign = if f.recalled { ", needs sign-off" } else { "" };
        let tags: Vec<&str> = f.sources.tags().collect();
        let _ = writeln!(text, "         {} {}", f.verdict, f.because);
        if !f.action.is_empty() {
            let _ = writeln!(text, "           Do: {}", f.action);
        }
        let _ = writeln!(
            text,
            "           {} [{}] {}{sign}{until}",
            f.rule,
            tags.join(", "),
            f.strength.in_words()
        );
    }
    for c in &answer.conditions {
        let from = c.from.map(|d| format!(" from {d}")).unwrap_or_default();
        let until = c.until.map(|d| format!(" until {d}")).unwrap_or_default();
        let _ = writeln!(text, "         with {}{from}{until}: {}", c.code, c.text);
    }
    for q in &answer.questions {
        let _ = writeln!(text, "         ask  {}", q.text);
    }
}
