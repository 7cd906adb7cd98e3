//! `serein kb who-cites`: everything that rests on a source.
use super::{answer, show};
use crate::input;
use knowledge::catalogue::rules;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::process::ExitCode;

/// What `serein kb who-cites` understands.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// A tag of the bibliography, for example `SPRING`; `HOUSE` for what is only recalled
    tag: String,
    #[command(flatten)]
    layer: crate::clinic::Layer,
    /// Answer as JSON
    #[arg(long)]
    json: bool,
}

/// A source and what rests on it.
#[derive(serde::Serialize)]
struct Cited<'a> {
    tag: &'a str,
    text: &'a str,
    rules: Vec<String>,
    files: BTreeSet<String>,
}

/// Runs the verb.
pub(super) fn run(args: &Args) -> Result<ExitCode, ExitCode> {
    let k = args.layer.knowledge()?;
    let found = k.sources.iter().find(|(tag, _)| tag.eq_ignore_ascii_case(&args.tag));
    let Some((tag, source)) = found else {
        let tags = k.sources.keys().map(String::as_str);
        return Err(input::fail(&show::miss("source", &args.tag, tags, "serein kb list --kind source")));
    };
    let rules: Vec<String> = rules(k)
        .into_iter()
        .filter(|rule| rule.sources.iter().any(|one| one == tag))
        .map(|rule| rule.key)
        .collect();
    let files: BTreeSet<String> = knowledge::load::all_citations(k)
        .into_iter()
        .filter(|(_, one)| one == tag)
        .map(|(file, _)| file)
        .collect();
    let cited = Cited { tag, text: &source.text, rules, files };
    Ok(answer(args.json, &cited, || in_words(&cited)))
}

fn in_words(cited: &Cited<'_>) -> String {
    let head = anstyle::Style::new().bold();
    let mut text = format!("{head}{}{head:#}  {}\n", cited.tag, cited.text);
    let _ = writeln!(text, "\n{head}rules{head:#}  {}", cited.rules.len());
    for rule in &cited.rules {
        let _ = writeln!(text, "  {rule}");
    }
    let _ = writeln!(text, "\n{head}files{head:#}  {}", cited.files.len());
    for file in &cited.files {
        let _ = writeln!(text, "  {file}");
    }
    text
}
