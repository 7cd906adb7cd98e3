//! Distances between treatments: section 4 of the reference, with its rule for other zones, as the gate reads it.
//!
//! The numbers are asked of the gate itself, about an adult of whom nothing else is known, so that the plan and the gate
//! can not disagree. Two treatments share a day where neither direction has a distance, and in one order only where one
//! direction has none and the order of the day (section 4: device first, filler and toxin last) goes that way. Then what
//! is done later that day is no procedure yet when the gate is asked about the earlier one.
use super::{Problem, of_a_kind};
use crate::candidate::{Candidate, asks};
use crate::instance::{Instance, MAX_HORIZON};
use crate::request::PlanError;
use crate::sessions::order;
use knowledge::Knowledge;
use safety::{Gate, Run, UnknownAsk};
use vocab::case::{Ask, Case, Fact, Patient, Policy, Unstated};
use vocab::{Day, Phototype, Verdict};

/// A day in the middle of nowhere.
const DAY: Day = Day::from_number(20_000);
/// Longest distance that is looked for.
const FAR: i32 = 400;

fn neutral() -> Case {
    let patient =
        Patient { born: Some(DAY.plus(-365 * 40)), phototype: Some(Phototype::I), ..Patient::default() };
    Case {
        today: DAY.plus(-FAR),
        policy: Policy::default(),
        patient,
        facts: Vec::new(),
        unstated: Unstated::Absent,
        ask: Vec::new(),
    }
}

/// The fewest days from procedures to questions about a later day, by their distance alone: whatever else is known of a person
/// is left out. The days of the facts do not matter. 0 = no distance.
///
/// # Errors
/// The knowledge has no such treatment.
pub fn apart(gate: &Gate<'_>, before: &[Fact], asks: &[Ask]) -> Result<usize, UnknownAsk> {
    let mut case = neutral();
    case.facts = before.iter().map(|fact| Fact { on: Some(DAY), ..fact.clone() }).collect();
    let mut least = 0;
    for ask in asks {
        least = least.max(stopped(&gate.days(&case, ask, DAY, DAY.plus(FAR))?));
    }
    Ok(least)
}

/// Days of the stopped runs that begin on the day itself.
fn stopped(runs: &[Run]) -> usize {
    let from_the_day = runs.first().is_some_and(|r| r.verdict >= Verdict::Defer && r.from == DAY);
    let days: i32 =
        runs.iter().take_while(|r| r.verdict >= Verdict::Defer).map(|r| r.to.since(r.from) + 1).sum();
    if from_the_day { usize::try_from(days).unwrap_or(MAX_HORIZON).min(MAX_HORIZON) } else { 0 }
}

/// Least days from a session of the first to the same or a later session of the second.
pub(crate) fn distance(
    gate: &Gate<'_>,
    first: &Candidate<'_>,
    then: &Candidate<'_>,
) -> Result<usize, PlanError> {
    let mut case = neutral();
    case.facts = first.facts(DAY);
    let mut least = 0;
    let mut all = Vec::new();
    if let Some((_, concern)) = then.protocol {
        all.push(gate.protocol_days(&case, then.code(), concern, DAY, DAY.plus(FAR)));
    } else {
        let asks = asks(then.code(), &then.zones, None, then.step(0));
        all.extend(asks.iter().map(|ask| gate.days(&case, ask, DAY, DAY.plus(FAR))));
    }
    for runs in all {
        let runs = runs.map_err(|e| PlanError::Gate(e.code))?;
        least = least.max(stopped(&runs));
    }
    Ok(least)
}

/// All distances between candidates, by place.
pub(crate) fn distances(gate: &Gate<'_>, candidates: &[Candidate<'_>]) -> Result<Vec<Vec<usize>>, PlanError> {
    let mut all = Vec::with_capacity(candidates.len());
    for (a, first) in candidates.iter().enumerate() {
        let mut row = Vec::with_capacity(candidates.len());
        for (b, then) in candidates.iter().enumerate() {
            // What serves nothing is in no problem.
            let idle = first.serves.is_empty() || then.serves.is_empty();
            row.push(if a == b || idle { 0 } else { distance(gate, first, then)? });
        }
        all.push(row);
    }
    Ok(all)
}

/// The least distance between two sessions of one treatment, as the gate has it.
pub(crate) fn own(gate: &Gate<'_>, candidate: &Candidate<'_>) -> Result<usize, PlanError> {
    distance(gate, candidate, candidate)
}

/// Whether two treatments may share a day, and must then be done in this order: no distance this way, one the other way,
/// and the order of the day lists both in this order.
pub(crate) fn ordered(k: &Knowledge, (first, then): (&str, &str), there: usize, back: usize) -> bool {
    let (a, b) = (order(k, first), order(k, then));
    there == 0 && back > 0 && a < b && b < usize::MAX
}

/// Writes the distances, and the pairs that share a day in one order.
#[expect(clippy::unnecessary_wraps, reason = "all weights have one shape")]
pub(super) fn weigh(problem: &Problem<'_, '_, '_>, instance: &mut Instance) -> Result<(), PlanError> {
    instance.sep.clone_from(&problem.sep);
    let days = |a: usize, b: usize| problem.sep.get(a).and_then(|r| r.get(b)).copied().unwrap_or(0);
    for (a, first) in problem.candidates.iter().enumerate() {
        for (b, then) in problem.candidates.iter().enumerate() {
            let pair = (first.code(), then.code());
            if a != b && !of_a_kind(first, then) && ordered(problem.scene.k, pair, days(a, b), days(b, a)) {
                instance.same_day.push([a, b]);
            }
        }
    }
    Ok(())
}
