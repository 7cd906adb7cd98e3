//! `serein kb changed`: what differs between two readings of the knowledge.
use super::{answer, check};
use crate::input;
use knowledge::Knowledge;
use knowledge::catalogue::{Change, Direction, compare};
use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

/// What `serein kb changed` understands.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The older data folder or clinic's layer; with one folder only, it is compared with what is shipped
    first: PathBuf,
    /// The newer data folder or clinic's layer
    second: Option<PathBuf>,
    /// Only what may let through more than before
    #[arg(long)]
    softer: bool,
    /// Answer as JSON
    #[arg(long)]
    json: bool,
}

/// One change for programs.
#[derive(serde::Serialize)]
struct Line<'a> {
    key: &'a str,
    title: &'a str,
    direction: Direction,
    words: &'a [String],
    touches: &'a [String],
}

/// Runs the verb.
pub(super) fn run(args: &Args) -> Result<ExitCode, ExitCode> {
    let first = check::read(&args.first)?;
    let second = args.second.as_deref().map(check::read).transpose()?;
    let (old, new): (&Knowledge, &Knowledge) = match &second {
        Some(second) => (&first, second),
        None => (input::knowledge()?, &first),
    };
    let mut changes = compare(old, new);
    changes.retain(|change| !args.softer || change.direction.may_soften());
    let lines: Vec<Line<'_>> = changes
        .iter()
        .map(|c| Line {
            key: &c.key,
            title: &c.title,
            direction: c.direction,
            words: &c.words,
            touches: &c.touches,
        })
        .collect();
    Ok(answer(args.json, &lines, || in_words(&changes)))
}

fn in_words(changes: &[Change]) -> String {
    let head = anstyle::Style::new().bold();
    let mut text = String::new();
    let order = [
        Direction::Laxer,
        Direction::Gone,
        Direction::Unclear,
        Direction::Stricter,
        Direction::New,
        Direction::Reworded,
    ];
    for direction in order {
        let of: Vec<&Change> = changes.iter().filter(|change| change.direction == direction).collect();
        if of.is_empty() {
            continue;
        }
        let _ = writeln!(text, "{head}{direction}{head:#}  {}", of.len());
        for change in of {
            let _ = writeln!(text, "  {}  {}", change.key, change.title);
            let _ = writeln!(text, "      {}", change.words.join("; "));
            if !change.touches.is_empty() {
                let _ = writeln!(text, "      touches {}", change.touches.join(", "));
            }
        }
    }
    let soft = changes.iter().filter(|change| change.direction.may_soften()).count();
    let _ = writeln!(text, "{} differ; {soft} of them may let through more than before.", changes.len());
    text
}
