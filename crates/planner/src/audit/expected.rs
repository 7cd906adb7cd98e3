//! The expected courses, recomputed through the forecast from what has happened, what stands in the plan, and the person's
//! own measurements.
use super::{Desk, Fault};
use crate::plan::Expected;
use forecast::course::{Asked, ConcernCourse, of_plan};
use forecast::population::Population;
use vocab::goals::{Concern, ConcernGoal, ExistingPlan, Goals, PlannedHomeCare, PlannedSession, Scale};

/// Numbers are written with two decimals.
const NEAR: f64 = 0.011;
/// Days after an event that are still its plan.
const AFTER_EVENT: i32 = 28;

pub(super) fn check(desk: &mut Desk<'_>) {
    let Some(of) = Population::shipped() else { return };
    let (goals, plan) = (goals(desk), given(desk));
    let asked = Asked { today: desk.days.0, goals: &goals, plan: &plan, measured: &desk.request.measured };
    let answers = of_plan(of, &asked).concerns;
    for (i, expected) in desk.plan.expected.iter().enumerate() {
        let place = format!("expected[{i}] {}", expected.concern);
        match answers.iter().find(|a| a.concern == expected.concern.code()) {
            None => desk.say(Fault::Expected, place, "it is no goal of the request"),
            Some(answer) => {
                if let Err(says) = same(expected, answer) {
                    desk.say(Fault::Expected, place, says);
                }
            }
        }
    }
    // A course that the forecast knows is told; comfort has none.
    let codes: Vec<&str> = desk
        .plan
        .sessions
        .iter()
        .map(|s| s.treatment.as_str())
        .chain(desk.plan.home_care.iter().map(|h| h.product.as_str()))
        .collect();
    for goal in &goals.concerns {
        let concern = goal.concern.code();
        let known = codes.iter().any(|code| forecast::gain::gain(code, concern).is_some());
        if known && desk.plan.expected.iter().all(|e| e.concern != goal.concern) {
            desk.say(Fault::Expected, concern, "something of the plan works on it, and no course is told");
        }
    }
}

/// What has happened of an agreed plan, and what this one holds.
fn given(desk: &Desk<'_>) -> ExistingPlan {
    let (today, _) = desk.days;
    let mut all = ExistingPlan::default();
    if let Some(before) = &desk.request.existing {
        all.sessions = before.sessions.iter().filter(|s| s.done == Some(true)).cloned().collect();
        for h in before.home_care.iter().filter(|h| h.from < today) {
            let mut past = h.clone();
            past.until = Some(h.until.unwrap_or(today).min(today.plus(-1)));
            all.home_care.push(past);
        }
    }
    for s in &desk.plan.sessions {
        all.sessions.push(PlannedSession {
            treatment: s.treatment.clone(),
            on: s.on,
            zones: s.zones.clone(),
            params: s.params.clone(),
            done: None,
        });
    }
    for h in &desk.plan.home_care {
        all.home_care.push(PlannedHomeCare {
            product: h.product.clone(),
            percent: h.percent,
            from: h.from,
            until: Some(h.until),
            adherence: None,
            pauses: h.pauses.clone(),
        });
    }
    all
}

/// One goal for each concern that has a course: the first scale, score and target that are stated for it.
fn goals(desk: &Desk<'_>) -> Goals {
    let (_, last) = desk.days;
    let own = &desk.request.goals;
    let mut concerns: Vec<ConcernGoal> = Vec::new();
    for goal in &own.concerns {
        if matches!(goal.concern, Concern::BodyTension | Concern::Rest) {
            continue;
        }
        if let Some(one) = concerns.iter_mut().find(|c| c.concern == goal.concern) {
            one.scale = one.scale.or(goal.scale);
            one.score = one.score.or(goal.score);
            one.target = one.target.or(goal.target);
            if one.zone != goal.zone {
                one.zone = None;
            }
        } else {
            concerns.push(ConcernGoal { weight: 1, ..goal.clone() });
        }
    }
    let patient = &desk.request.case.patient;
    for acne in concerns.iter_mut().filter(|c| c.concern == Concern::Acne) {
        if acne.scale.is_none() && acne.score.is_none() {
            if let Some(gags) = patient.gags {
                (acne.scale, acne.score) = (Some(Scale::Gags), Some(f64::from(gags.total())));
            } else if let Some(iga) = patient.iga_acne {
                (acne.scale, acne.score) = (Some(Scale::IgaAcne), Some(f64::from(iga)));
            }
        }
    }
    // An event counts when it is nearly the end of the plan.
    let nearly = |e: &vocab::goals::Event| e.on <= last && last.since(e.on) <= AFTER_EVENT;
    Goals { concerns, until: Some(last), event: own.event.clone().filter(nearly), ..own.clone() }
}

fn same(expected: &Expected, answer: &ConcernCourse) -> Result<(), String> {
    if expected.scale.as_deref().unwrap_or("percent") != answer.scale {
        return Err(format!("not on the scale of the forecast, {}", answer.scale));
    }
    for point in &expected.course {
        let found = answer.course.iter().find(|p| p.on == point.on);
        let Some(p) = found else { return Err(format!("{} is no day of the forecast", point.on)) };
        let told = [point.median, point.low50, point.high50, point.low80, point.high80];
        for (is, want) in told.into_iter().zip([p.median, p.low50, p.high50, p.low80, p.high80]) {
            if (is - want).abs() > NEAR {
                return Err(format!("{is} on {}; the forecast gives {want:.2}", point.on));
            }
        }
    }
    match (expected.chance, answer.goal.map(|g| g.probability)) {
        (Some(is), Some(want)) if (is - want).abs() > NEAR => {
            return Err(format!("a chance of {is}; the forecast gives {want:.3}"));
        }
        (Some(is), None) => return Err(format!("a chance of {is} without a target")),
        _ => {}
    }
    if expected.course.is_empty() { Err("the course is empty".to_owned()) } else { Ok(()) }
}
