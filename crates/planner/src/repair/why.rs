//! What a repaired session is, and why it could not keep its day.
use super::Changed;
use crate::candidate::{Candidate, ask_gate, reasons};
use crate::plan::{Action, Reason, Session};
use crate::request::PlanError;
use crate::scene::{Scene, plannable};
use crate::why::{Blocked, Why};
use knowledge::condition::Attached;
use safety::Answer;
use vocab::case::Case;
use vocab::goals::{Concern, PlannedSession};
use vocab::{Day, Verdict};

/// The case with every other open session on its new day.
///
/// What is done later on the day `on` is no procedure yet when the session at `but` is asked.
fn beside(
    scene: &Scene<'_, '_>,
    candidates: &[Candidate<'_>],
    days: &[Option<Day>],
    (but, at): (usize, Day),
) -> Case {
    let rank = |c: &Candidate<'_>| (crate::sessions::order(scene.k, c.code()), c.code().to_owned());
    let own = candidates.get(but).map(rank);
    let mut case = scene.case.clone();
    for (place, (candidate, day)) in candidates.iter().zip(days).enumerate() {
        let later = *day == Some(at) && Some(rank(candidate)) > own;
        if let Some(on) = day.filter(|_| place != but && !later) {
            case.facts.extend(candidate.facts(on));
        }
    }
    case
}

fn answers<'k>(
    scene: &Scene<'_, 'k>,
    case: &Case,
    candidate: &Candidate<'k>,
    on: Day,
) -> Result<Vec<Answer<'k>>, PlanError> {
    ask_gate(scene, case, candidate.code(), &candidate.zones, on, candidate.step(0))
}

/// A session on its new or kept day.
pub(super) fn session(
    scene: &Scene<'_, '_>,
    agreed: &[&PlannedSession],
    candidates: &[Candidate<'_>],
    days: &[Option<Day>],
    (place, on): (usize, Day),
) -> Result<Session, PlanError> {
    let (Some(planned), Some(candidate)) = (agreed.get(place), candidates.get(place)) else {
        return Err(PlanError::Gate(String::new()));
    };
    let answers = answers(scene, &beside(scene, candidates, days, (place, on)), candidate, on)?;
    let findings = reasons(&answers);
    let verdict = answers.first().map_or(Verdict::Allow, |a| a.verdict);
    let action = |c: &safety::AttachedCondition<'_>| Action {
        code: c.code.code().to_owned(),
        text: c.text.to_owned(),
        from: c.from,
        until: c.until,
    };
    let listed = answers.iter().flat_map(|a| &a.conditions).filter(|c| c.code != Attached::Window);
    let mut conditions: Vec<Action> = listed.map(action).collect();
    conditions.sort();
    conditions.dedup();
    let (params, performer) = candidate.step(0);
    let serves: Vec<Concern> = candidate.serves.iter().map(|(c, _)| *c).collect();
    let wished = scene.wishes.first().map_or(Concern::Rest, |w| w.concern);
    let kept = planned.on == on && planned.done != Some(false);
    let mut sources: Vec<String> = findings.iter().flat_map(|f| f.sources.iter().cloned()).collect();
    sources.extend(candidate.schedule.sources.iter().cloned());
    sources.sort();
    sources.dedup();
    let case = beside(scene, candidates, days, (place, on));
    Ok(Session {
        treatment: candidate.code().to_owned(),
        steps: crate::medifacial::steps(scene, &case, candidate.code(), on)?,
        on,
        zones: candidate.zones.clone(),
        params: params.clone(),
        purpose: serves.first().copied().unwrap_or(wished),
        serves,
        verdict,
        provisional: verdict == Verdict::Review,
        conditions,
        because: vec![if kept { Why::Kept } else { Why::Moved { from: planned.on } }],
        findings,
        sources,
        quiet_days: candidate.quiet.0,
        quiet_days_max: candidate.quiet.1,
        minutes: candidate.minutes,
        price: candidate.price,
        performer,
    })
}

/// Why a session does not keep its day.
pub(super) fn changed(
    scene: &Scene<'_, '_>,
    candidates: &[Candidate<'_>],
    days: &[Option<Day>],
    place: usize,
    session: &PlannedSession,
    candidate: &Candidate<'_>,
) -> Result<Changed, PlanError> {
    let mut because = Vec::new();
    let mut findings: Vec<Reason> = Vec::new();
    if session.done == Some(false) || session.on < scene.today {
        because.push(format!("it did not take place on {}", session.on));
    } else if let Some(blocked) =
        scene.place(session.on).and_then(|p| candidate.blocked.get(p).copied()).flatten()
    {
        match blocked {
            Blocked::Away => because.push(format!("{} lies in an absence", session.on)),
            Blocked::Event => {
                because.push(format!("{} belongs to the quiet days before the event", session.on));
            }
            Blocked::Sun => {
                because.push(format!("on {} the sun is strong and the days are spent outdoors", session.on));
            }
            Blocked::Gate
            | Blocked::Preparation(_)
            | Blocked::Test(_)
            | Blocked::Order(_)
            | Blocked::Fades
            | Blocked::Late
            | Blocked::Past
            | Blocked::Parts
            | Blocked::Together => findings = reasons(&answers(scene, &scene.case, candidate, session.on)?),
        }
    } else if session.on > scene.last {
        because.push(format!("{} is after the last day of the plan, {}", session.on, scene.last));
    } else {
        // Alone it could stay: the other sessions of the plan stand in the way.
        findings = reasons(&answers(
            scene,
            &beside(scene, candidates, days, (place, session.on)),
            candidate,
            session.on,
        )?);
    }
    findings.retain(|f| !plannable(f.verdict));
    because.extend(findings.iter().map(|f| f.because.clone()));
    let to = days.get(place).copied().flatten();
    if because.is_empty() {
        because.push("the course holds together only if it moves with the session before it".to_owned());
    }
    if to.is_none() {
        because.push("no day is left for it: it is given up".to_owned());
    }
    let mut sources: Vec<String> = findings.iter().flat_map(|f| f.sources.iter().cloned()).collect();
    sources.sort();
    sources.dedup();
    Ok(Changed { treatment: session.treatment.clone(), from: session.on, to, because, sources })
}
