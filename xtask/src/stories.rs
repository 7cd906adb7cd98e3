//! Stories: prose, commands and the answers they must give, in files that a clinician can read.
//!
//! A line that begins with `$ serein ` is a command; the lines under it that begin with `| ` are its standard
//! output, those with `! ` its standard error, and `[status N]` its exit status when that is not 0. A command that
//! ends in `<<WORD` reads the lines up to `WORD` as its standard input. Everything else is prose. Commands run in
//! `stories/`, so that `files/…` names what lies beside the story; `{scratch}` is an empty folder per story.
use crate::{Said, tree};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// Plays all stories, or those whose name contains one of the words; rewrites them if `UPDATE_STORIES` is set.
pub(crate) fn run(names: &[&str]) -> Said {
    let update = std::env::var_os("UPDATE_STORIES").is_some();
    let program = tree::program()?;
    let (mut passed, mut failed, mut said) = (0, 0, String::new());
    let stories = tree::files()?.into_iter().filter(|path| {
        path.starts_with("stories/")
            && Path::new(path).extension().is_some_and(|kind| kind == "story")
            && (names.is_empty() || names.iter().any(|name| path.contains(name)))
    });
    for path in stories {
        let file = tree::root().join(&path);
        let told = tree::read(&file)?;
        let scratch = tree::scratch("story")?;
        let stage = Stage { program: &program, folder: &tree::root().join("stories"), scratch: &scratch };
        let played = retell(&told, |command, input| stage.play(command, input));
        // What is left over lies in the target folder and is emptied by the next run.
        let _ = std::fs::remove_dir_all(&scratch);
        match played {
            Ok(played) if played == told => passed += 1,
            Ok(played) if update => {
                tree::write(&file, &played)?;
                passed += 1;
                said.extend([format!("rewritten: {path}\n")]);
            }
            Ok(played) => {
                failed += 1;
                said.extend([format!("{path} goes differently:\n{}", difference(&told, &played))]);
            }
            Err(error) => {
                failed += 1;
                said.extend([format!("{path}: {error}\n")]);
            }
        }
    }
    said.extend([format!("stories: {passed} passed, {failed} failed\n")]);
    if failed == 0 && passed > 0 { Ok(said) } else { Err(said) }
}

/// What a command answered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Answer {
    out: String,
    err: String,
    status: Option<i32>,
}

/// Where commands run.
struct Stage<'a> {
    program: &'a Path,
    folder: &'a Path,
    scratch: &'a Path,
}

impl Stage<'_> {
    fn play(&self, command: &str, input: &str) -> Result<Answer, String> {
        let scratch = self.scratch.to_string_lossy();
        let words = words(&command.replace("{scratch}", &scratch))?;
        let Some((_, words)) = words.split_first().filter(|(first, _)| *first == "serein") else {
            return Err(format!("only `serein` plays in a story, not `{command}`"));
        };
        let failed = |error: std::io::Error| format!("`{command}`: {error}");
        let mut child = Command::new(self.program)
            .args(words)
            .current_dir(self.folder)
            .env("NO_COLOR", "1")
            .env("COLUMNS", "100")
            .env("TZ", "UTC")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(failed)?;
        if let Some(mut stdin) = child.stdin.take() {
            // A program may answer without reading all of it; that is no fault of the story.
            let _ = stdin.write_all(input.as_bytes());
        }
        let output = child.wait_with_output().map_err(failed)?;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).replace(&*scratch, "{scratch}");
        Ok(Answer { out: text(&output.stdout), err: text(&output.stderr), status: output.status.code() })
    }
}

/// The story as it goes when its commands are played by `play(command, input)`.
fn retell(told: &str, mut play: impl FnMut(&str, &str) -> Result<Answer, String>) -> Result<String, String> {
    let mut story = String::new();
    let mut lines = told.lines().enumerate().peekable();
    while let Some((at, line)) = lines.next() {
        story.push_str(line);
        story.push('\n');
        let Some(command) = line.strip_prefix("$ ") else { continue };
        let (command, mut input) = (command.split("<<"), String::new());
        let mut parts = command;
        let command = parts.next().unwrap_or("").trim_end();
        if let Some(word) = parts.next().map(str::trim) {
            loop {
                let (_, line) =
                    lines.next().ok_or_else(|| format!("line {}: no closing `{word}`", at + 1))?;
                story.push_str(line);
                story.push('\n');
                if line == word {
                    break;
                }
                input.push_str(line);
                input.push('\n');
            }
        }
        while lines.next_if(|(_, line)| is_answer(line)).is_some() {}
        let answer = play(command, &input).map_err(|error| format!("line {}: {error}", at + 1))?;
        story.push_str(&transcript(&answer));
    }
    Ok(story)
}

fn is_answer(line: &str) -> bool {
    line == "|"
        || line == "!"
        || line.starts_with("| ")
        || line.starts_with("! ")
        || line.starts_with("[status ")
}

/// An answer as it stands in a story.
fn transcript(answer: &Answer) -> String {
    let mut text = String::new();
    for (mark, lines) in [('|', &answer.out), ('!', &answer.err)] {
        for line in lines.lines() {
            text.push_str(format!("{mark} {line}").trim_end());
            text.push('\n');
        }
    }
    match answer.status {
        Some(0) => {}
        Some(status) => text.extend([format!("[status {status}]\n")]),
        None => text.push_str("[status none: ended by a signal]\n"),
    }
    text
}

/// A command's words: split at blanks, `'…'` and `"…"` keep them together.
fn words(command: &str) -> Result<Vec<String>, String> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    for c in command.chars() {
        match quote {
            Some(closing) if c == closing => quote = None,
            None if c == '\'' || c == '"' => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            None if c.is_whitespace() => words.extend(word.take()),
            _ => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    if quote.is_some() { Err(format!("an open quote in `{command}`")) } else { Ok(words) }
}

/// The first place where the two part, with a few lines of each.
fn difference(told: &str, played: &str) -> String {
    let same = told.lines().zip(played.lines()).take_while(|(a, b)| a == b).count();
    let few = |text: &str, mark: &'static str| -> String {
        text.lines().skip(same).take(12).flat_map(|line| ["  ", mark, " ", line, "\n"]).collect()
    };
    format!("  from line {}, told (-) and played (+):\n{}{}", same + 1, few(told, "-"), few(played, "+"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn echoed(told: &str) -> Result<String, String> {
        retell(told, |command, input| {
            Ok(Answer { out: format!("{command}\n\n{input}"), err: String::new(), status: Some(0) })
        })
    }

    #[test]
    fn a_story_is_retold_with_what_its_commands_answer() {
        for (told, played) in [
            ("Only prose.\n", "Only prose.\n"),
            ("$ serein x\nprose\n", "$ serein x\n| serein x\n|\nprose\n"),
            ("$ serein x\n| old\n! old\n[status 3]\n\nend\n", "$ serein x\n| serein x\n|\n\nend\n"),
            (
                "$ serein - <<END\na\n| b\nEND\nend\n",
                "$ serein - <<END\na\n| b\nEND\n| serein -\n|\n| a\n| | b\nend\n",
            ),
        ] {
            assert_eq!(echoed(told).as_deref(), Ok(played));
            assert_eq!(echoed(played).as_deref(), Ok(played), "a story told right stays as it is");
        }
    }

    #[test]
    fn errors_and_statuses_are_part_of_the_story() {
        let refusing =
            |_: &str, _: &str| Ok(Answer { out: String::new(), err: "no\n".into(), status: Some(2) });
        assert_eq!(retell("$ serein x\n", refusing).as_deref(), Ok("$ serein x\n! no\n[status 2]\n"));
        assert!(echoed("$ serein - <<END\na\n").is_err());
    }

    #[test]
    fn quotes_keep_words_together() {
        for (command, want) in [
            ("serein gate a.json", Some(vec!["serein", "gate", "a.json"])),
            (
                "serein kb  show 'two words' \"it's\" ''",
                Some(vec!["serein", "kb", "show", "two words", "it's", ""]),
            ),
            ("serein 'open", None),
        ] {
            assert_eq!(words(command).ok(), want.map(|want| want.into_iter().map(String::from).collect()));
        }
    }
}
