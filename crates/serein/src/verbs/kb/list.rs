//! `serein kb list`: every item by kind, filtered by words.
use super::answer;
use knowledge::catalogue::{Item, ItemKind, items};
use std::fmt::Write as _;
use std::process::ExitCode;

/// What `serein kb list` understands.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Only items whose code and title hold all of these words
    words: Vec<String>,
    /// Only this kind, for example `condition`, `treatment`, `rule`, `source`
    #[arg(long, value_name = "KIND", value_parser = kind)]
    kind: Option<ItemKind>,
    /// Only what is recalled and waits for a signature
    #[arg(long)]
    needs_sign_off: bool,
    #[command(flatten)]
    layer: crate::clinic::Layer,
    /// Answer as JSON
    #[arg(long)]
    json: bool,
}

fn kind(text: &str) -> Result<ItemKind, String> {
    text.parse().map_err(|e| vocab::nearest::explain(&e))
}

/// One line of the list for programs.
#[derive(serde::Serialize)]
struct Line<'a> {
    kind: ItemKind,
    code: &'a str,
    title: &'a str,
    needs_sign_off: bool,
}

/// Runs the verb.
pub(super) fn run(args: &Args) -> Result<ExitCode, ExitCode> {
    let words: Vec<String> = args.words.iter().map(|word| word.to_lowercase()).collect();
    let wanted = |item: &Item| {
        let text = format!("{} {}", item.code, item.title).to_lowercase();
        args.kind.is_none_or(|kind| kind == item.kind)
            && (!args.needs_sign_off || item.needs_sign_off)
            && words.iter().all(|word| text.contains(word) || text.replace(['_', '-'], " ").contains(word))
    };
    let found: Vec<Item> = items(args.layer.knowledge()?).into_iter().filter(wanted).collect();
    let lines: Vec<Line<'_>> = found
        .iter()
        .map(|i| Line { kind: i.kind, code: &i.code, title: &i.title, needs_sign_off: i.needs_sign_off })
        .collect();
    Ok(answer(args.json, &lines, || in_words(&found)))
}

fn in_words(found: &[Item]) -> String {
    let head = anstyle::Style::new().bold();
    let mut text = String::new();
    for kind in ItemKind::ALL {
        let of: Vec<&Item> = found.iter().filter(|item| item.kind == *kind).collect();
        let Some(width) = of.iter().map(|item| item.code.chars().count()).max() else { continue };
        let width = width.min(44);
        let _ = writeln!(text, "{head}{kind}{head:#}  {}", of.len());
        for item in of {
            let sign = if item.needs_sign_off { "  [needs sign-off]" } else { "" };
            let _ = writeln!(text, "  {:<width$}  {}{sign}", item.code, item.title);
        }
    }
    let _ = writeln!(text, "{} found; `serein kb show CODE` tells all there is to one.", found.len());
    text
}
