//! The expected courses, recomputed through the forecast from the sessions and products that stand in the plan.
use super::{Desk, Fault};
use crate::plan::{Expected, HomeCare};
use forecast::patient::{Given, Goal, Measurement, Question, Stretch, When, course};
use forecast::population::Population;
use vocab::Day;
use vocab::goals::{Concern, ConcernGoal};

/// Where no score is known: 10 of 10 stands for today, and a point is ten per cent of it.
const RELATIVE: (&str, f64, f64) = ("bother_0_10", 10.0, 10.0);
/// Numbers are written with two decimals.
const NEAR: f64 = 0.011;

pub(super) fn check(desk: &mut Desk<'_>) {
    let Some(of) = Population::shipped() else { return };
    let given = given(desk);
    for (i, expected) in desk.plan.expected.iter().enumerate() {
        let place = format!("expected[{i}] {}", expected.concern);
        let code = expected.concern.code();
        let mine: Vec<Given> =
            given.iter().filter(|g| forecast::gain::gain(&g.code, code).is_some()).cloned().collect();
        if let Err(says) = same(desk, of, expected, mine) {
            desk.say(Fault::Expected, place, says);
        }
    }
    // A course that the forecast knows is told; comfort has none.
    let mut concerns: Vec<_> = desk.request.goals.concerns.iter().map(|c| c.concern).collect();
    concerns.sort_unstable();
    concerns.dedup();
    for concern in concerns.into_iter().filter(|c| !matches!(c, Concern::BodyTension | Concern::Rest)) {
        let known = given.iter().any(|g| forecast::gain::gain(&g.code, concern.code()).is_some());
        if known && desk.plan.expected.iter().all(|e| e.concern != concern) {
            desk.say(
                Fault::Expected,
                concern.code(),
                "something of the plan works on it, and no course is told",
            );
        }
    }
}

/// What is given, in days from today.
fn given(desk: &Desk<'_>) -> Vec<Given> {
    let (today, _) = desk.days;
    let day = |d: Day| u16::try_from(d.since(today).max(0)).unwrap_or(u16::MAX);
    let mut all: Vec<Given> = Vec::new();
    for s in &desk.plan.sessions {
        let known = all.iter_mut().find(|g| g.code == s.treatment);
        if let Some(Given { when: When::Sessions(days), .. }) = known {
            days.push(day(s.on));
        } else {
            all.push(Given { code: s.treatment.clone(), when: When::Sessions(vec![day(s.on)]) });
        }
    }
    for h in &desk.plan.home_care {
        let stretches =
            used(h).into_iter().map(|(a, b)| Stretch { from: day(a), until: day(b), adherence: 1.0 });
        all.push(Given { code: h.product.clone(), when: When::Home(stretches.collect()) });
    }
    all
}

/// Runs of days with the product: the first day of each, and the first day without.
fn used(h: &HomeCare) -> Vec<(Day, Day)> {
    let mut runs: Vec<(Day, Day)> = Vec::new();
    let mut day = h.from;
    while day <= h.until {
        let paused = h.pauses.iter().any(|(a, b)| *a <= day && day <= *b);
        let next = day.plus(1);
        if !paused {
            match runs.last_mut() {
                Some(run) if run.1 == day => run.1 = next,
                Some(_) | None => runs.push((day, next)),
            }
        }
        day = next;
    }
    runs
}

fn same(desk: &Desk<'_>, of: &Population, expected: &Expected, given: Vec<Given>) -> Result<(), String> {
    let (today, last) = desk.days;
    let goals = &desk.request.goals;
    let own: Vec<&ConcernGoal> = goals.concerns.iter().filter(|c| c.concern == expected.concern).collect();
    let (scale, start, factor) = match &expected.scale {
        Some(code) => {
            let scored = |c: &&&ConcernGoal| c.scale.is_some_and(|s| s.code() == code);
            let start = own.iter().find(scored).and_then(|_| own.iter().find_map(|c| c.score));
            (code.as_str(), start.ok_or_else(|| format!("no goal has a score on {code}"))?, 1.0)
        }
        None => RELATIVE,
    };
    // An event counts when it is nearly the end of the plan.
    let nearly = goals.event.as_ref().map(|e| e.on).filter(|e| *e <= last && last.since(*e) <= 28);
    let due = nearly.unwrap_or(last);
    let number = |d: Day| u16::try_from(d.since(today).max(0)).unwrap_or(u16::MAX);
    let target = own.iter().find_map(|c| c.target).filter(|_| expected.scale.is_some());
    let question = Question {
        concern: expected.concern.code().to_owned(),
        scale: scale.to_owned(),
        given,
        measured: vec![Measurement { day: 0, score: start, raters: 1 }],
        goal: target.map(|score| Goal { score, by: number(due) }),
        until: number(last),
    };
    let answer = course(of, &question).map_err(|e| format!("the forecast has no course: {e}"))?;
    for point in &expected.course {
        let found = answer.points.iter().find(|p| today.plus(i32::from(p.day)) == point.on);
        let Some(p) = found else { return Err(format!("{} is no day of the forecast", point.on)) };
        let [low, high] = p.band80;
        for (is, want) in [(point.median, p.median), (point.low80, low), (point.high80, high)] {
            if (is - want * factor).abs() > NEAR {
                return Err(format!("{is} on {}; the forecast gives {:.2}", point.on, want * factor));
            }
        }
    }
    match (expected.chance, answer.goal) {
        (Some(is), Some(want)) if (is - want).abs() > NEAR => {
            return Err(format!("a chance of {is}; the forecast gives {want:.3}"));
        }
        (Some(is), None) => return Err(format!("a chance of {is} without a target")),
        _ => {}
    }
    if expected.course.is_empty() { Err("the course is empty".to_owned()) } else { Ok(()) }
}
