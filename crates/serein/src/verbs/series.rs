//! `serein series`: the best dates for a whole series.
use crate::input;
use calendar::series::{self, Answer, read};
use cpu_time::ThreadTime;
use serde_json::json;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

/// What `serein series` understands.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Calendars and the series to find; `-` reads standard input
    #[arg(long, value_name = "FILE.json")]
    instance: PathBuf,
    /// Answer as JSON
    #[arg(long)]
    json: bool,
    /// Add the CPU time of the search, microseconds
    #[arg(long)]
    timing: bool,
}

/// Runs the verb: 0 = answered (also that there is no series), 2 = the file cannot be read.
pub(crate) fn run(args: &Args) -> ExitCode {
    match answer(args) {
        Ok(text) => {
            let written = std::io::stdout().lock().write_all(text.as_bytes());
            if written.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(message) => input::fail(&message),
    }
}

fn answer(args: &Args) -> Result<String, String> {
    let name = args.instance.display();
    let instance = read::read(&input::text(&args.instance, read::BYTES_MAX)?)
        .map_err(|fault| format!("{name}:{fault}"))?;
    let start = ThreadTime::now();
    let answer = series::best(&instance);
    let cpu_us = args.timing.then(|| u64::try_from(start.elapsed().as_micros()).unwrap_or(u64::MAX));
    if !args.json {
        return Ok(in_words(&instance, &answer, cpu_us));
    }
    let mut value = match &answer {
        Answer::Found(found) => json!(found),
        Answer::Blocked(blocked) => json!({ "objective": null, "blocked_by": blocked.blocked_by }),
    };
    if let (Some(cpu_us), Some(object)) = (cpu_us, value.as_object_mut()) {
        object.insert("cpu_us".to_owned(), json!(cpu_us));
    }
    let mut text = serde_json::to_string_pretty(&value).map_err(|error| error.to_string())?;
    text.push('\n');
    Ok(text)
}

fn in_words(instance: &series::Instance, answer: &Answer, cpu_us: Option<u64>) -> String {
    let mut text = String::new();
    match answer {
        Answer::Found(found) => {
            let _ = writeln!(text, "Best series, proven: cost {}", found.objective);
            for (at, one) in found.sessions.iter().enumerate() {
                let minutes = one.cell * instance.grain_minutes;
                let _ = writeln!(
                    text,
                    "{:>3}. day {:>4}, {:>2} h {:02} min after the day begins (cell {}), {} in {} with {}",
                    at + 1,
                    one.day,
                    minutes / 60,
                    minutes % 60,
                    one.cell,
                    one.practitioner,
                    one.room,
                    one.device
                );
            }
        }
        Answer::Blocked(blocked) => {
            let _ = writeln!(text, "No series is possible.");
            for obstacle in &blocked.blocked_by {
                let _ = writeln!(text, "Why not: {}.", obstacle.words);
                let _ = writeln!(text, "Any one of these would open a series, the smallest first:");
                for change in &obstacle.least_changes {
                    let _ = writeln!(text, "  - {}", change.words);
                }
            }
        }
    }
    if let Some(cpu_us) = cpu_us {
        let _ = writeln!(text, "Search: {cpu_us} us CPU");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn asked(instance: PathBuf) -> Args {
        Args { instance, json: true, timing: false }
    }

    #[test]
    fn the_same_question_has_the_same_bytes_for_an_answer() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../calendar/data/series");
        for (file, begins) in [("s00.json", "\"objective\": 7,"), ("s08.json", "\"objective\": null")] {
            let first = answer(&asked(folder.join(file))).unwrap();
            assert!(first.contains(begins), "{first}");
            assert_eq!(first, answer(&asked(folder.join(file))).unwrap());
        }
    }

    #[test]
    fn a_file_that_is_not_there_is_named() {
        let says = answer(&asked(PathBuf::from("nowhere.json"))).unwrap_err();
        assert!(says.starts_with("nowhere.json:1:1: file: cannot be read"), "{says}");
    }
}
