//! `serein kb check`: faults of knowledge files with file, line, caret, allowed words and the nearest match.
use crate::{clinic, input};
use knowledge::{FILES, Knowledge, LoadError, Problem, worked};
use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteDiagnostic, NamedSource, Report};
use safety::Gate;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Exit status when every file can be read but something in one does not hold.
const DOES_NOT_HOLD: u8 = 1;

/// What `serein kb check` understands.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// A clinic's own layer (with `clinic.toml`) or a whole data folder; without it, what is shipped
    folder: Option<PathBuf>,
    /// Answer as JSON
    #[arg(long)]
    json: bool,
}

/// One fault for programs; line and column count from 1 and are absent for a whole file.
#[derive(serde::Serialize)]
struct Fault {
    file: String,
    line: Option<usize>,
    column: Option<usize>,
    message: String,
}

/// Runs the verb: 0 = all holds, 1 = something does not hold, 2 = something cannot be read.
pub(super) fn run(args: &Args) -> Result<ExitCode, ExitCode> {
    let own = args.folder.as_deref().map(clinic::files).transpose()?;
    let loaded = match &own {
        Some(files) => load(files),
        None => load_shipped(),
    };
    let files: BTreeMap<&str, &str> = match &own {
        Some(files) => files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect(),
        None => FILES.iter().copied().collect(),
    };
    let (problems, status, told) = match &loaded {
        Err(error) => (error.problems.clone(), input::UNREADABLE, String::new()),
        Ok(k) => {
            let (problems, cases) = walk(k, &files, own.is_some());
            let status = if problems.is_empty() { 0 } else { DOES_NOT_HOLD };
            (problems, status, praise(k, files.len(), cases))
        }
    };
    let root = args.folder.as_deref().unwrap_or(Path::new(""));
    if args.json {
        let faults: Vec<Fault> = problems.iter().map(|p| fault(p, root, &files)).collect();
        let printed = super::answer(true, &faults, String::new);
        return Ok(if status == 0 { printed } else { ExitCode::from(status) });
    }
    if problems.is_empty() {
        return Ok(input::print(&told));
    }
    let mut text = String::new();
    for problem in &problems {
        text.push_str(&report(problem, root, &files));
    }
    let _ = writeln!(text, "{} {}", problems.len(), if problems.len() == 1 { "fault" } else { "faults" });
    // Colour was decided by the terminal of standard error, where this goes.
    eprint!("{text}");
    Ok(ExitCode::from(status))
}

/// Knowledge from a folder, for whoever compares; faults are told.
pub(super) fn read(folder: &Path) -> Result<Knowledge, ExitCode> {
    let files = clinic::files(folder)?;
    load(&files).map_err(|error| {
        let texts: BTreeMap<&str, &str> = files.iter().map(|(p, t)| (p.as_str(), t.as_str())).collect();
        let told: Vec<String> = error.problems.iter().map(|p| report(p, folder, &texts)).collect();
        input::fail(&told.concat())
    })
}

/// A layer says whose it is; a whole data folder has a bibliography and no such file.
fn load(files: &BTreeMap<String, String>) -> Result<Knowledge, LoadError> {
    let pairs = files.iter().map(|(path, text)| (path.as_str(), text.as_str()));
    if files.contains_key("bibliography.toml") && !files.contains_key("clinic.toml") {
        knowledge::load::from_files(pairs)
    } else {
        Knowledge::with_clinic(pairs)
    }
}

fn load_shipped() -> Result<Knowledge, LoadError> {
    knowledge::load::from_files(FILES.iter().copied())
}

/// Walks the worked cases of every file; also says how many there were.
fn walk(k: &Knowledge, files: &BTreeMap<&str, &str>, own: bool) -> (Vec<Problem>, usize) {
    let gate = Gate::new(k);
    let (mut problems, mut cases) = (Vec::new(), 0);
    for (path, text) in files.iter().filter(|(path, _)| worked::has_cases(path)) {
        let file = match worked::read(path, text) {
            Ok(file) => file,
            Err(problem) => {
                problems.push(problem);
                continue;
            }
        };
        cases += file.cases.len();
        let walked = safety::worked::walk(&gate, &file);
        problems.extend(walked.faults.iter().map(|fault| {
            let name = fault.split(':').next().unwrap_or_default();
            Problem { span: text.find(name).map(|at| at..at + name.len()), ..Problem::new(path, fault) }
        }));
        let shipped = FILES.iter().any(|(known, _)| known == path);
        let whole = !own || !shipped;
        if whole && path.starts_with("conditions/") && (walked.fires == 0 || walked.silent == 0) {
            let message = "needs a worked case in which a rule fires and one in which none does";
            problems.push(Problem::new(path, message));
        }
    }
    (problems, cases)
}

fn praise(k: &Knowledge, files: usize, cases: usize) -> String {
    // A clinic wants to hear of its own files; the rules in force are mostly not its own.
    let rules = match k.clinic() {
        Some(_) => String::new(),
        None => format!("{} rules, ", knowledge::catalogue::rules(k).len()),
    };
    let mut text = format!("{files} files, {rules}{cases} worked cases: nothing to complain about\n");
    if let Some(clinic) = k.clinic() {
        let _ = writeln!(text, "The layer of {} changes:", clinic.name);
    }
    for change in k.overrides() {
        let before = change.before.as_ref().map(|b| format!(", shipped {b}")).unwrap_or_default();
        let signed =
            change.signed.as_ref().map(|s| format!(", signed by {} on {}", s.name, s.on)).unwrap_or_default();
        let _ = writeln!(
            text,
            "  {}: {} {} = {}{before}{signed}",
            change.effect, change.file, change.place, change.now
        );
    }
    text
}

/// Where the fault stands: as the reader said, or where the word that it names stands in the file.
fn place(problem: &Problem, text: &str) -> Option<std::ops::Range<usize>> {
    problem.span.clone().or_else(|| {
        let words = problem.message.split('`').skip(1).step_by(2);
        words.filter(|word| !word.is_empty()).find_map(|word| {
            let quoted = format!("\"{word}\"");
            text.find(&quoted).map(|at| at + 1..at + 1 + word.len())
        })
    })
}

fn fault(problem: &Problem, root: &Path, files: &BTreeMap<&str, &str>) -> Fault {
    let span = files.get(problem.file.as_str()).and_then(|text| Some((place(problem, text)?, text)));
    let at = span.map(|(span, text)| {
        let before = text.get(..span.start).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        (line, before.rsplit('\n').next().unwrap_or_default().chars().count() + 1)
    });
    Fault {
        file: root.join(&problem.file).display().to_string(),
        line: at.map(|(line, _)| line),
        column: at.map(|(_, column)| column),
        message: problem.message.clone(),
    }
}

/// The nearest word, which the message names at its end.
fn help(message: &str) -> Option<&str> {
    message.get(message.find("; did you mean")? + 2..)
}

/// A fault with its line and a caret under the word.
fn report(problem: &Problem, root: &Path, files: &BTreeMap<&str, &str>) -> String {
    let colour = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let theme = if colour { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let handler = GraphicalReportHandler::new_themed(theme).with_width(100);
    let name = root.join(&problem.file).display().to_string();
    let first = problem.message.split("; did you mean").next().unwrap_or_default();
    let mut diagnostic = MietteDiagnostic::new(format!("{name}: {first}"));
    if let Some(help) = help(&problem.message) {
        diagnostic = diagnostic.with_help(help);
    }
    let text = files.get(problem.file.as_str()).copied().unwrap_or_default();
    if let Some(span) = place(problem, text) {
        diagnostic = diagnostic.with_label(LabeledSpan::at(span, "here"));
    }
    let report = Report::new(diagnostic).with_source_code(NamedSource::new(name, text.to_owned()));
    let mut out = String::new();
    if handler.render_report(&mut out, report.as_ref()).is_err() {
        out = format!("{problem}\n");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "name = \"House\"\ncurrency = \"EUR\"\ntime_zone = \"UTC\"\n";

    fn layer(path: &str, text: &str) -> (BTreeMap<String, String>, Result<Knowledge, LoadError>) {
        let files: BTreeMap<String, String> =
            [("clinic.toml", HEAD), (path, text)].map(|(p, t)| (p.to_owned(), t.to_owned())).into();
        let loaded = load(&files);
        (files, loaded)
    }

    #[test]
    fn the_shipped_knowledge_holds() {
        let k = load_shipped().unwrap();
        let files: BTreeMap<&str, &str> = FILES.iter().copied().collect();
        let (problems, cases) = walk(&k, &files, false);
        assert!(problems.is_empty(), "{problems:?}");
        assert!(cases > 500, "{cases}");
    }

    #[test]
    fn a_fault_shows_its_line_a_caret_and_the_nearest_word() {
        for (path, text, wants) in [
            ("conditions/lactation.toml", "titel = \"x\"\n", &["titel", "did you mean `title`?"][..]),
            (
                "conditions/lactation.toml",
                "[[rule]]\nkey = \"lactation-needling\"\nverdict = \"refus\"\n",
                &["refus", "did you mean `refuse`?"],
            ),
            (
                "conditions/lactation.toml",
                "[[rule]]\nkey = \"x\"\nfor = [\"microneedlin\"]\nverdict = \"refuse\"\nbecause = \"b\"\nsources = [\"HOUSE\"]\nstrength = \"E\"\n",
                &["microneedlin", "did you mean `microneedling`?", "──"],
            ),
        ] {
            let (files, loaded) = layer(path, text);
            let error = loaded.unwrap_err();
            let texts: BTreeMap<&str, &str> = files.iter().map(|(p, t)| (p.as_str(), t.as_str())).collect();
            let told: String = error.problems.iter().map(|p| report(p, Path::new("layer"), &texts)).collect();
            for want in wants {
                assert!(told.contains(want), "`{want}` is missing in\n{told}");
            }
            assert!(told.contains(path), "{told}");
            assert!(!told.contains('\u{1b}'), "no colour outside a terminal: {told}");
        }
    }
}
