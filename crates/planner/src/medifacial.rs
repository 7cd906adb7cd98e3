//! A protocol as something that may enter a plan: a medifacial is planned like a treatment.
//!
//! What it consists of for this person is the gate's answer (swaps, steps left out). It brings what its steps bring, keeps
//! the distances of its steps, and is on a day only where the strictest step is. A step that may be left out (LED) is a
//! comfort of the visit: nothing is counted on it.
use crate::candidate::{Candidate, Offer, Relevant, performer};
use crate::house;
use crate::plan::Step;
use crate::request::{PlanError, Price};
use crate::scene::Scene;
use crate::why::Blocked;
use forecast::gain::{Gain, gain};
use forecast::regimen::Use;
use knowledge::Knowledge;
use knowledge::protocol::Protocol;
use knowledge::treatment::{Schedule, Treatment};
use safety::{Answer, VisitRun};
use std::borrow::Cow;
use vocab::case::{Asked, Case};
use vocab::goals::Concern;
use vocab::{Day, Params, Performer, Verdict};

/// Fewest and most visits of a protocol that states none, a default of the house.
const VISITS: [u16; 2] = [1, 6];

/// The goal that chooses among the strengths of a protocol: the weightiest of those that it is for.
pub(crate) fn concern_of(scene: &Scene<'_, '_>, protocol: &Protocol) -> Option<Concern> {
    let meant = scene.wishes.iter().filter(|w| protocol.concerns.contains(&w.concern));
    meant.rev().max_by_key(|w| w.weight).map(|w| w.concern)
}

/// What a treatment brings within a protocol, for the goals that the protocol is for.
fn gains(scene: &Scene<'_, '_>, protocol: &Protocol, codes: &[&str]) -> Vec<(Concern, Gain)> {
    let mut all: Vec<(Concern, Gain)> = Vec::new();
    for wish in scene.wishes.iter().filter(|w| protocol.concerns.contains(&w.concern)) {
        let found = codes.iter().filter_map(|code| gain(code, wish.concern.code()));
        // Once a visit is not the continuous use that trials of light had.
        let best = found.filter(|g| g.manner == Use::Sessions).max_by(|a, b| a.median.total_cmp(&b.median));
        all.extend(best.map(|g| (wish.concern, g)));
    }
    all
}

/// The protocols that have to do with the goals.
pub(crate) fn relevant<'k>(scene: &Scene<'_, 'k>) -> Vec<Relevant<'k>> {
    let mut all = Vec::new();
    for protocol in &scene.k.protocols {
        let codes: Vec<&str> =
            protocol.step.iter().filter(|s| !s.optional).filter_map(|s| s.treatment.as_deref()).collect();
        let gains = gains(scene, protocol, &codes);
        let meant = scene.wishes.iter().map(|w| w.concern).filter(|c| protocol.concerns.contains(c));
        let named: Vec<Concern> = meant.filter(|c| gains.iter().all(|(known, _)| known != c)).collect();
        if !gains.is_empty() || !named.is_empty() {
            all.push(Relevant { offer: Offer::Protocol(protocol), gains, named });
        }
    }
    all
}

/// The treatments of a run that something is counted on, with their settings.
fn counted<'r>(run: &'r VisitRun<'_>) -> Vec<(&'r str, &'r Params)> {
    let code = |ask: &'r vocab::case::Ask| match &ask.what {
        Asked::Treatment(code) => Some((code.as_str(), &ask.params)),
        Asked::Product(_) => None,
    };
    run.treatments.iter().filter(|(step, _)| !step.optional).filter_map(|(_, ask)| code(ask)).collect()
}

/// Makes a candidate of a protocol; `None` where the house does not offer it. What was agreed keeps all its days.
pub(crate) fn candidate<'k>(
    scene: &Scene<'_, 'k>,
    of: &Relevant<'k>,
    protocol: &'k Protocol,
    agreed: bool,
) -> Result<Option<Candidate<'k>>, PlanError> {
    let unlisted = agreed.then_some(Price { minor_units: 0, minutes: None });
    let Some(price) = scene.request.prices.of.get(&protocol.code).copied().or(unlisted) else {
        return Ok(None);
    };
    let concern = concern_of(scene, protocol);
    let runs = scene
        .gate
        .protocol_visits(&scene.case, &protocol.code, concern, scene.today, scene.last)
        .map_err(|e| PlanError::Gate(e.code))?;
    let Some(usual) = usual(&runs) else { return Ok(None) };
    let mut verdicts = vec![Verdict::Allow; scene.horizon()];
    let mut blocked = vec![None; verdicts.len()];
    for run in &runs {
        let days = scene.place(run.from).unwrap_or(0)..scene.place(run.to).map_or(verdicts.len(), |p| p + 1);
        for verdict in verdicts.get_mut(days.clone()).into_iter().flatten() {
            *verdict = run.verdict;
        }
        if !agreed && counted(run) != counted(usual) && run.verdict <= Verdict::Review {
            for slot in blocked.get_mut(days).into_iter().flatten() {
                *slot = Some(Blocked::Parts);
            }
        }
    }
    let mut parts: Vec<&'k Treatment> = Vec::new();
    let mut who = Performer::Aesthetician;
    for (_, ask) in &usual.treatments {
        let Asked::Treatment(code) = &ask.what else { continue };
        if let Some(treatment) = scene.k.treatment(code) {
            who = who.max(performer(treatment, &ask.params));
            parts.push(treatment);
        }
    }
    let codes: Vec<&str> = counted(usual).into_iter().map(|(code, _)| code).collect();
    let gains = gains(scene, protocol, &codes);
    let schedule = schedule(protocol, &parts);
    let discomfort = match house::figure(&protocol.code)? {
        Some(figure) => figure.discomfort,
        None => hurts(&parts)?,
    };
    Ok(Some(Candidate {
        code: &protocol.code,
        protocol: Some((protocol, concern)),
        parts,
        zones: Vec::new(),
        steps: vec![(Params::default(), who)],
        verdicts,
        blocked,
        min_sessions: schedule.sessions[0],
        max_sessions: schedule.sessions[1],
        min_gap: schedule.min_gap_days,
        max_gap: schedule.typical_gap_days[1].max(schedule.min_gap_days),
        quiet: (schedule.downtime_days[0], schedule.downtime_days[1]),
        minutes: price.minutes.unwrap_or(protocol.minutes),
        price: price.minor_units.max(0),
        discomfort,
        schedule: Cow::Owned(schedule),
        serves: if agreed { of.gains.clone() } else { gains.clone() },
        known: gains,
        preferred: false,
        forced: false,
        capped: false,
        spared: Vec::new(),
        held: None,
    }))
}

/// The run whose treatments remain on the most days that may be planned; of equals the earliest.
fn usual<'r, 'k>(runs: &'r [VisitRun<'k>]) -> Option<&'r VisitRun<'k>> {
    let days = |of: &VisitRun<'_>| -> i32 {
        let alike = runs.iter().filter(|r| r.verdict <= Verdict::Review && counted(r) == counted(of));
        alike.map(|r| r.to.since(r.from) + 1).sum()
    };
    runs.iter().rev().max_by_key(|r| (days(r), r.verdict <= Verdict::Review))
}

/// The most that a part hurts.
fn hurts(parts: &[&Treatment]) -> Result<i64, PlanError> {
    let mut most = 0;
    for part in parts {
        most = most.max(house::figure(&part.code)?.map_or(0, |f| f.discomfort));
    }
    Ok(most)
}

/// The course of a protocol: its own distances and visits, the longest quiet of its parts.
fn schedule(protocol: &Protocol, parts: &[&Treatment]) -> Schedule {
    let quiet = |place: usize| {
        let of = parts.iter().filter_map(|t| t.schedule.as_ref()?.downtime_days.get(place).copied());
        of.max().unwrap_or(0)
    };
    Schedule {
        sessions: protocol.sessions.unwrap_or(VISITS),
        min_gap_days: protocol.gap_days[0],
        typical_gap_days: protocol.gap_days,
        downtime_days: [quiet(0), quiet(1)],
        maintenance_days: None,
        minutes: [protocol.minutes; 2],
        numbing_minutes: None,
        basis: protocol.purpose.clone(),
        sources: protocol.sources.clone(),
        strength: protocol.strength,
        recalled: protocol.recalled,
        looked_up: Vec::new(),
        note: String::new(),
    }
}

/// The gate's answers for one visit of a protocol.
pub(crate) fn answers<'k>(
    scene: &Scene<'_, 'k>,
    case: &Case,
    protocol: &Protocol,
    on: Day,
) -> Result<Vec<Answer<'k>>, PlanError> {
    let concern = concern_of(scene, protocol);
    let answer =
        scene.gate.protocol(case, &protocol.code, concern, on).map_err(|e| PlanError::Gate(e.code))?;
    Ok(answer.steps.into_iter().filter(|s| !s.left_out).flat_map(|s| s.answers).collect())
}

/// The steps of one visit as they are done on that day; none for a treatment.
pub(crate) fn steps(scene: &Scene<'_, '_>, case: &Case, code: &str, on: Day) -> Result<Vec<Step>, PlanError> {
    let Some(protocol) = scene.k.protocol(code) else { return Ok(Vec::new()) };
    let concern = concern_of(scene, protocol);
    let answer = scene.gate.protocol(case, code, concern, on).map_err(|e| PlanError::Gate(e.code))?;
    let one = |s: safety::StepAnswer<'_>| {
        let mut step = Step {
            phase: s.step.phase.code().to_owned(),
            does: s.does.to_owned(),
            minutes: s.step.minutes,
            treatment: None,
            params: Params::default(),
            products: Vec::new(),
            optional: s.step.optional,
            because: s.swapped.iter().map(|swap| swap.because.clone()).collect(),
        };
        for answer in s.answers {
            match answer.ask.what {
                Asked::Treatment(code) => (step.treatment, step.params) = (Some(code), answer.ask.params),
                Asked::Product(code) => step.products.push(code),
            }
        }
        step
    };
    Ok(answer.steps.into_iter().filter(|s| !s.left_out).map(one).collect())
}

/// The treatments of a code as it is written: itself, or the treatments of a protocol's steps.
pub(crate) fn written<'c>(k: &'c Knowledge, code: &'c str, counted: bool) -> Vec<&'c str> {
    let Some(protocol) = k.protocol(code) else { return vec![code] };
    let kept = protocol.step.iter().filter(|s| !(counted && s.optional));
    kept.filter_map(|s| s.treatment.as_deref()).collect()
}
