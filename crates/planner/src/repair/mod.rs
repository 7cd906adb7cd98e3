//! Repair: a plan was agreed, part of it has happened, something was late or missed, or a new fact is known. The plan from
//! today that changes the least: fewest sessions given up, then fewest visits moved, then fewest days.
//!
//! What happened is a fact; what lies ahead keeps its day where the gate, the distances, absences and the event still
//! let it. Every change says why the old day is not possible any more.
mod days;
mod why;

pub use days::{Cost, NODES_MAX};

use crate::audit::audit;
use crate::candidate::{Candidate, Offer, Relevant, candidate, performer};
use crate::medifacial::written;
use crate::plan::{Plan, Session};
use crate::request::{PlanError, Request};
use crate::scene::Scene;
use crate::terms::spacing::{distance, ordered};
use crate::terms::visits::{MINUTES_MAX, TREATMENTS_MAX};
use days::{Open, Room, Solution, solve};
use forecast::gain::gain;
use safety::Gate;
use serde::Serialize;
use std::collections::BTreeSet;
use vocab::goals::PlannedSession;
use vocab::{Day, Verdict};

/// A repaired plan.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Repair {
    /// The plan from today on; what has happened is not part of it. Where the auditor does not sign it, it holds nothing but
    /// what the auditor found.
    pub plan: Plan,
    /// What changed, by the old day.
    pub changes: Vec<Changed>,
    /// Sessions that keep their day.
    pub kept: u16,
    /// What the changes cost a person.
    pub cost: Cost,
    /// No repair changes less; false when the search ended at its limit.
    pub proven: bool,
}

/// One session that does not keep its day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Changed {
    /// Treatment code.
    pub treatment: String,
    /// The agreed day.
    pub from: Day,
    /// The new day; absent = given up.
    pub to: Option<Day>,
    /// Why the agreed day is not possible.
    pub because: Vec<String>,
    /// Tags of the bibliography behind the reasons.
    pub sources: Vec<String>,
}

/// The least change of the agreed plan of a request.
///
/// # Errors
/// The request cannot be read as a problem, or names a treatment that the catalogue does not have.
pub fn repair(gate: &Gate<'_>, request: &Request) -> Result<Repair, PlanError> {
    let scene = Scene::new(gate, request)?;
    let agreed: Vec<&PlannedSession> =
        request.existing.iter().flat_map(|p| &p.sessions).filter(|s| s.done != Some(true)).collect();
    let mut candidates = Vec::with_capacity(agreed.len());
    for session in &agreed {
        candidates.push(of_session(&scene, session)?);
    }
    let open = open(&scene, &agreed, &candidates)?;
    let solution = solve(&open, room(&scene, &agreed), NODES_MAX);
    finish(&scene, &agreed, &candidates, &open, &solution)
}

/// A session as a candidate: as it was agreed, on the days that are left to it now.
fn of_session<'k>(scene: &Scene<'_, 'k>, session: &PlannedSession) -> Result<Candidate<'k>, PlanError> {
    let missing = || PlanError::Gate(session.treatment.clone());
    let (offer, step) = if let Some(protocol) = scene.k.protocol(&session.treatment) {
        (Offer::Protocol(protocol), (session.params.clone(), vocab::Performer::Aesthetician))
    } else {
        let treatment = scene.k.treatment(&session.treatment).ok_or_else(missing)?;
        let schedule = treatment.schedule.as_ref().ok_or_else(missing)?;
        let who = performer(treatment, &session.params);
        (Offer::Treatment(treatment, schedule), (session.params.clone(), who))
    };
    let parts = written(scene.k, &session.treatment, true);
    let best = |concern: &str| parts.iter().find_map(|code| gain(code, concern));
    let gains = scene.wishes.iter().filter_map(|w| Some((w.concern, best(w.concern.code())?))).collect();
    let of = Relevant { offer, gains, named: Vec::new() };
    let mut made = candidate(scene, &of, Some((session.zones.clone(), step)))?.ok_or_else(missing)?;
    crate::terms::days_left(scene, &mut made)?;
    Ok(made)
}

fn open(
    scene: &Scene<'_, '_>,
    agreed: &[&PlannedSession],
    candidates: &[Candidate<'_>],
) -> Result<Vec<Open>, PlanError> {
    let mut all: Vec<Open> = Vec::with_capacity(agreed.len());
    for (place, (session, candidate)) in agreed.iter().zip(candidates).enumerate() {
        let mut least = Vec::with_capacity(agreed.len());
        for (other, (o, to)) in agreed.iter().zip(candidates).enumerate() {
            let days = distance(scene.gate, candidate, to)?;
            // Sessions of one treatment never share a day.
            let own = usize::from(other != place && o.treatment == session.treatment);
            least.push(if other == place { 0 } else { days.max(own) });
        }
        let missed = session.done == Some(false) || session.on < scene.today;
        all.push(Open {
            treatment: session.treatment.clone(),
            on: session.on.since(scene.today),
            missed,
            free: candidate.free(),
            most: i32::from(candidate.max_gap),
            least,
            shares: Vec::new(),
            minutes: u32::from(candidate.minutes),
        });
    }
    let days = |a: usize, b: usize| all.get(a).and_then(|o| o.least.get(b)).copied().unwrap_or(0);
    let shares = |a: usize, b: usize| {
        let code = |p: usize| candidates.get(p).map_or("", Candidate::code);
        let (there, back) = (days(a, b), days(b, a));
        let one_way = |x, y, there, back| ordered(scene.k, (code(x), code(y)), there, back);
        (there == 0 && back == 0) || one_way(a, b, there, back) || one_way(b, a, back, there)
    };
    let rows: Vec<Vec<bool>> =
        (0..all.len()).map(|a| (0..all.len()).map(|b| shares(a, b)).collect()).collect();
    for (one, row) in all.iter_mut().zip(rows) {
        one.shares = row;
    }
    Ok(all)
}

/// What visits hold: the limits of every plan, and never fewer visits than were agreed.
fn room(scene: &Scene<'_, '_>, agreed: &[&PlannedSession]) -> Room {
    let days: BTreeSet<Day> = agreed.iter().map(|s| s.on).collect();
    let most = scene.request.goals.max_visits.map_or(usize::MAX, usize::from);
    Room {
        together: TREATMENTS_MAX,
        minutes: u32::try_from(MINUTES_MAX).unwrap_or(u32::MAX),
        visits: most.max(days.len()),
    }
}

fn finish(
    scene: &Scene<'_, '_>,
    agreed: &[&PlannedSession],
    candidates: &[Candidate<'_>],
    open: &[Open],
    solution: &Solution,
) -> Result<Repair, PlanError> {
    let mut sessions: Vec<Session> = Vec::new();
    let mut changes = Vec::new();
    let days: Vec<Option<Day>> = solution.days.iter().map(|d| d.map(|d| scene.day(d))).collect();
    for (place, (session, candidate)) in agreed.iter().zip(candidates).enumerate() {
        let day = days.get(place).copied().flatten();
        if let Some(on) = day {
            sessions.push(why::session(scene, agreed, candidates, &days, (place, on))?);
        }
        let kept = day == Some(session.on) && open.get(place).is_some_and(|o| !o.missed);
        if !kept {
            changes.push(why::changed(scene, candidates, &days, place, session, candidate)?);
        }
    }
    sessions.sort_by(|a, b| {
        let rank = |s: &Session| crate::sessions::order(scene.k, &s.treatment);
        a.on.cmp(&b.on).then_with(|| rank(a).cmp(&rank(b))).then_with(|| a.treatment.cmp(&b.treatment))
    });
    changes.sort_by(|a, b| a.from.cmp(&b.from).then_with(|| a.treatment.cmp(&b.treatment)));
    let kept = u16::try_from(agreed.len() - changes.len()).unwrap_or(u16::MAX);
    let mut plan = crate::compose::dressed(scene, sessions)?;
    debug_assert!(plan.sessions.iter().all(|s| s.verdict <= Verdict::Review));
    let found = audit(scene.gate, scene.request, &plan);
    if !found.is_empty() {
        plan = crate::compose::dressed(scene, Vec::new())?;
        plan.audit = found.iter().map(ToString::to_string).collect();
    }
    Ok(Repair { plan, changes, kept, cost: solution.cost, proven: solution.proven })
}
