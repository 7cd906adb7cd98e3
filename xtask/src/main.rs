//! The house's own machines: what a habit needs so that nobody has to remember it.
mod arrows;
mod docs;
mod new;
mod stories;
mod tidy;
mod tree;

use std::process::ExitCode;

const HELP: &str = "\
cargo xtask arrows                      which crate may name which; checked against every Cargo.toml
cargo xtask tidy                        length of files, names, blanks, first sentences, comments on dependencies
cargo xtask docs [--check]              rebuilds docs/generated; with --check only says what is stale
cargo xtask stories [NAME...]           plays stories/*.story against the built program; UPDATE_STORIES=1 rewrites them
cargo xtask new condition KEY           a knowledge file to fill in
cargo xtask new treatment KEY           a knowledge file to fill in
cargo xtask new page FEATURE VIEW       a folder in crates/web/src/features
cargo xtask new decision TITLE          the next number in docs/decisions
";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["arrows"] => arrows::run(),
        ["tidy"] => tidy::run(),
        ["docs"] => docs::run(docs::Wish::Write),
        ["docs", "--check"] => docs::run(docs::Wish::Check),
        ["stories", names @ ..] => stories::run(names),
        ["new", what @ ..] => new::run(what),
        _ => Err(HELP.into()),
    };
    match done {
        Ok(said) => {
            print!("{said}");
            ExitCode::SUCCESS
        }
        Err(said) => {
            eprint!("{said}");
            ExitCode::FAILURE
        }
    }
}

/// What a machine says: a text for standard output, or one for standard error and a failure.
type Said = Result<String, String>;

/// One line per complaint, or a closing line of praise.
fn judged(name: &str, looked_at: usize, what: &str, complaints: &[String]) -> Said {
    if complaints.is_empty() {
        return Ok(format!("{name}: {looked_at} {what}, nothing to complain about\n"));
    }
    let mut said = String::new();
    for complaint in complaints {
        said.extend([format!("{name}: {complaint}\n")]);
    }
    Err(said)
}
