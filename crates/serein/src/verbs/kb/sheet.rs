//! One item on a sheet: parts with a name and some lines, shown in words or as JSON.
use crate::look::{colour, shape};
use anstyle::Style;
use std::fmt::Write as _;
use vocab::Verdict;

/// Columns of a line before it is broken.
const WIDTH: usize = 100;
/// Columns of the names of parts.
const NAMES: usize = 10;

/// All there is to one item.
#[derive(Debug, serde::Serialize)]
pub(super) struct Sheet {
    pub(super) kind: &'static str,
    pub(super) code: String,
    pub(super) title: String,
    pub(super) verdict: Option<Verdict>,
    pub(super) parts: Vec<Part>,
}

/// Some lines under a name.
#[derive(Debug, serde::Serialize)]
pub(super) struct Part {
    name: &'static str,
    lines: Vec<String>,
}

impl Sheet {
    pub(super) fn new(kind: &'static str, code: &str, title: &str) -> Self {
        Self { kind, code: code.to_owned(), title: title.to_owned(), verdict: None, parts: Vec::new() }
    }

    /// Adds a part; without lines, or with empty ones, it is left out.
    pub(super) fn part(&mut self, name: &'static str, lines: impl IntoIterator<Item = String>) {
        let lines: Vec<String> = lines.into_iter().filter(|line| !line.is_empty()).collect();
        if !lines.is_empty() {
            self.parts.push(Part { name, lines });
        }
    }

    /// Adds a part of one line.
    pub(super) fn line(&mut self, name: &'static str, line: &str) {
        self.part(name, Some(line.to_owned()));
    }

    /// For people.
    pub(super) fn in_words(&self) -> String {
        let bold = Style::new().bold();
        let mut text = format!("{bold}{}{bold:#}  ({})\n", self.code, self.kind);
        if !self.title.is_empty() {
            let _ = writeln!(text, "{}", self.title);
        }
        if let Some(verdict) = self.verdict {
            let style = colour(verdict.state());
            let _ =
                writeln!(text, "{style}{} {}{style:#}  [{verdict}]", shape(verdict.state()), verdict.state());
        }
        for part in &self.parts {
            let mut name = part.name;
            text.push('\n');
            for line in &part.lines {
                for (i, piece) in broken(line).into_iter().enumerate() {
                    let indent = if i == 0 { "" } else { "  " };
                    let _ = writeln!(text, "{bold}{name:<NAMES$}{bold:#}{indent}{piece}");
                    name = "";
                }
            }
        }
        text
    }
}

/// A line broken at blanks.
fn broken(line: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in line.split_whitespace() {
        let Some(last) = lines.last_mut() else { break };
        if last.is_empty() {
            last.push_str(word);
        } else if NAMES + last.chars().count() + 1 + word.chars().count() > WIDTH {
            lines.push(word.to_owned());
        } else {
            last.push(' ');
            last.push_str(word);
        }
    }
    lines
}
