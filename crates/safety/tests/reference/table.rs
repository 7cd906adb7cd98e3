//! Committed copies of the reference's tables, and how their cells are read. Shared by the walks.
use safety::{Answer, Gate};
use std::collections::BTreeMap;
use vocab::case::{Ask, Asked, Case, Fact, Patient, Policy, Sex, Unstated, WrittenFact};
use vocab::{Day, Params, Phototype, Verdict, Zone};

pub(crate) const CONDITIONS: &str = include_str!("../../../knowledge/tests/tables/3.1-conditions.md");
pub(crate) const READINGS: &str = include_str!("../../../knowledge/tests/tables/3.1-readings.tsv");
pub(crate) const SPACING: &str = include_str!("../../../knowledge/tests/tables/4-spacing.md");
pub(crate) const PHOTOTYPES: &str = include_str!("../../../knowledge/tests/tables/2d-phototype.md");

/// The rows of a table: its head without the rule below it, and the rest.
pub(crate) fn table(text: &str) -> (Vec<String>, Vec<Vec<String>>) {
    let cells = |line: &str| -> Vec<String> {
        let line = line.trim().trim_start_matches('|').trim_end_matches('|');
        line.split('|').map(|cell| cell.replace("**", "").trim().to_owned()).collect()
    };
    let mut lines = text.lines();
    let head = cells(lines.next().unwrap());
    assert!(lines.next().unwrap().starts_with("|---"));
    (head, lines.map(cells).collect())
}

/// What a cell asks of the gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Says {
    Nothing,
    Letter(Verdict),
    /// Days after the event, or after the last day of a state.
    Defer(i32),
    /// A defer without a date.
    DeferOpen,
    /// Days without the product before the session.
    Stop(i32),
}

impl Says {
    /// A cell, or one side of it, that needs no reading: one verdict at most.
    pub(crate) fn plain(cell: &str) -> Option<Self> {
        let bare = cell.split('(').next().unwrap_or(cell).trim();
        if cell.contains(';') || cell.contains('→') || bare.contains('/') {
            return None;
        }
        if bare == "–" {
            return Some(Self::Nothing);
        }
        let mut words = bare.split_whitespace();
        let first = words.next()?;
        let rest: Vec<&str> = words.collect();
        if rest.iter().any(|word| matches!(*word, "R" | "V" | "C" | "D") || word.starts_with("D:")) {
            return None;
        }
        let days = |text: &str| text.parse::<i32>().ok();
        Some(match first.split('+').next().unwrap_or(first) {
            "R" => Self::Letter(Verdict::Refuse),
            "V" => Self::Letter(Verdict::Review),
            "C" => Self::Letter(Verdict::Caution),
            "D" => Self::DeferOpen,
            "D:heal" => Self::Defer(7),
            word => match (word.strip_prefix("D:").and_then(days), word.strip_prefix("S:").and_then(days)) {
                (Some(n), _) => Self::Defer(n),
                (_, Some(n)) => Self::Stop(n),
                _ => return None,
            },
        })
    }
}

pub(crate) const TODAY: &str = "2026-03-02";

pub(crate) fn today() -> Day {
    TODAY.parse().unwrap()
}

/// An adult woman of type II of whom everything else was asked and denied.
pub(crate) fn person() -> Case {
    Case {
        today: today(),
        policy: Policy::default(),
        patient: Patient {
            born: Some("1990-01-01".parse().unwrap()),
            sex: Some(Sex::Female),
            phototype: Some(Phototype::II),
            ..Patient::default()
        },
        facts: Vec::new(),
        unstated: Unstated::Absent,
        ask: Vec::new(),
    }
}

/// `keloid_history zone=chest`, `drug=amiodarone`: a fact; without status and day it is present.
pub(crate) fn fact(text: &str) -> Fact {
    let mut words = text.split_whitespace();
    let mut pairs = BTreeMap::new();
    let first = words.next().unwrap();
    let (name, value) = first.split_once('=').unwrap_or(("condition", first));
    pairs.insert(name.to_owned(), value.replace('~', " "));
    for word in words {
        let (name, value) = word.split_once('=').unwrap_or_else(|| panic!("`{text}`: {word}"));
        pairs.insert(name.to_owned(), value.to_owned());
    }
    if !pairs.contains_key("status") && !pairs.contains_key("on") {
        pairs.insert("status".to_owned(), "present".to_owned());
    }
    let fields: Vec<String> = pairs
        .iter()
        .map(|(name, value)| match name.as_str() {
            "value" => format!("{name} = {value}"),
            _ => format!("{name} = \"{value}\""),
        })
        .collect();
    let written: WrittenFact = toml::from_str(&fields.join("\n")).unwrap_or_else(|e| panic!("`{text}`: {e}"));
    Fact::try_from(written).unwrap()
}

/// `massage pressure=deep zone=chin`: an ask.
pub(crate) fn ask(text: &str) -> Ask {
    let mut words = text.split_whitespace();
    let code = words.next().unwrap().to_owned();
    let (mut zone, mut fields) = (None, Vec::new());
    for word in words {
        let (name, value) = word.split_once('=').unwrap_or_else(|| panic!("`{text}`: {word}"));
        if name == "zone" {
            zone = Some(value.parse::<Zone>().unwrap());
        } else if value.parse::<f64>().is_ok() || matches!(value, "true" | "false") {
            fields.push(format!("{name} = {value}"));
        } else {
            fields.push(format!("{name} = \"{value}\""));
        }
    }
    let params: Params = toml::from_str(&fields.join("\n")).unwrap_or_else(|e| panic!("`{text}`: {e}"));
    Ask { what: Asked::Treatment(code), on: None, zone, params, performer: None }
}

pub(crate) fn on_day<'k>(gate: &Gate<'k>, case: &Case, ask: &Ask, day: Day) -> Answer<'k> {
    gate.answer(case, &Ask { on: Some(day), ..ask.clone() }).unwrap()
}

/// The heaviest finding among the named rules.
pub(crate) fn heaviest(answer: &Answer<'_>, keys: &[String]) -> Verdict {
    let own = answer.findings.iter().filter(|f| keys.contains(&f.rule.to_string()));
    own.map(|f| f.verdict).max().unwrap_or(Verdict::Allow)
}
