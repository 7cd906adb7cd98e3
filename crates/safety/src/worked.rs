//! Holds the gate to the worked cases that stand inside the knowledge files.
use crate::answer::Answer;
use crate::gate::Gate;
use knowledge::worked::{Worked, WorkedCase};
use vocab::case::{Ask, Asked, Case, Fact, Patient, Policy, Sex, Unstated};
use vocab::{Day, Phototype};

/// The day of a case that names none.
const TODAY: (i16, i8, i8) = (2026, 3, 2);
/// The birthday of a case that names none.
const BORN: (i16, i8, i8) = (1990, 1, 1);

/// What a walk over the cases of one file found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Walked {
    /// Cases in which a rule of the file fires.
    pub fires: usize,
    /// Cases in which none does.
    pub silent: usize,
    /// Cases that do not hold, each with what was wanted and what came.
    pub faults: Vec<String>,
}

/// Walks the cases of one file.
#[must_use]
pub fn walk(gate: &Gate<'_>, file: &Worked) -> Walked {
    let mut walked = Walked::default();
    for w in &file.cases {
        if w.fires.is_some() {
            walked.fires += 1;
        } else {
            walked.silent += 1;
        }
        let fault = match answer(gate, w) {
            Ok(answer) => differs(w, &answer, &file.keys),
            Err(fault) => Some(fault),
        };
        walked.faults.extend(fault.map(|fault| format!("{}: {fault}", w.name)));
    }
    walked
}

fn differs(w: &WorkedCase, answer: &Answer<'_>, keys: &[String]) -> Option<String> {
    let all: Vec<String> = answer.findings.iter().map(|f| f.rule.to_string()).collect();
    let own: Vec<&String> = all.iter().filter(|rule| keys.contains(rule)).collect();
    let as_said = match &w.fires {
        Some(rule) => own.contains(&rule),
        None => own.is_empty(),
    };
    let day_holds = w.earliest.is_none() || answer.earliest == w.earliest;
    if as_said && answer.verdict == w.verdict && day_holds {
        return None;
    }
    let day = |day: Option<Day>| day.map_or_else(String::new, |day| format!(", free on {day}"));
    let rule = w.fires.as_ref().map_or_else(|| "no rule of this file".to_owned(), |rule| format!("`{rule}`"));
    Some(format!(
        "wanted {} from {rule}{}; got {}{}, with {}",
        w.verdict,
        day(w.earliest),
        answer.verdict,
        day(answer.earliest),
        if all.is_empty() { "no rule".to_owned() } else { all.join(", ") }
    ))
}

fn answer<'k>(gate: &Gate<'k>, w: &WorkedCase) -> Result<Answer<'k>, String> {
    let what = if gate.knowledge().ingredient(&w.ask).is_some() {
        Asked::Product(w.ask.clone())
    } else {
        Asked::Treatment(w.ask.clone())
    };
    let ask = Ask { what, on: w.on, zone: w.zone, params: w.params.clone(), performer: w.performer };
    let facts = w.facts.iter().cloned().map(Fact::try_from).collect::<Result<Vec<_>, _>>();
    let case = Case {
        today: w.today.or_else(|| day(TODAY)).ok_or("no day")?,
        policy: policy(gate.knowledge().policy(), &w.policy)?,
        patient: Patient {
            born: w.born.or_else(|| day(BORN)),
            sex: Some(w.sex.unwrap_or(Sex::Female)),
            phototype: Some(w.phototype.unwrap_or(Phototype::II)),
            ..Patient::default()
        },
        facts: facts.map_err(|e| e.to_string())?,
        unstated: w.unstated.unwrap_or(Unstated::Absent),
        ask: vec![ask.clone()],
    };
    gate.answer(&case, &ask).map_err(|e| e.to_string())
}

fn day((year, month, day): (i16, i8, i8)) -> Option<Day> {
    format!("{year:04}-{month:02}-{day:02}").parse().ok()
}

fn policy(mut policy: Policy, words: &std::collections::BTreeMap<String, String>) -> Result<Policy, String> {
    for (name, value) in words {
        let wrong = |e: vocab::word::UnknownWord| vocab::nearest::explain(&e);
        match name.as_str() {
            "isotretinoin" => policy.isotretinoin = value.parse().map_err(wrong)?,
            "vaccine_filler" => policy.vaccine_filler = value.parse().map_err(wrong)?,
            "photosensitiser_light" => policy.photosensitiser_light = value.parse().map_err(wrong)?,
            "hba1c_limit" => {
                policy.hba1c_limit = value.parse().map_err(|_| format!("`{value}` is no number"))?;
            }
            "jurisdiction" => policy.jurisdiction = Some(value.clone()),
            other => return Err(format!("unknown switch `{other}`")),
        }
    }
    Ok(policy)
}
