//! Measuring days: a plan that works on something that can be scored says when it is scored, so that it can be seen
//! whether it works: at the start, at least every six weeks, and at the end; each scored goal on its own scale.
use super::{Desk, Fault};
use std::collections::BTreeSet;
use vocab::Day;
use vocab::goals::{Concern, Scale};

/// No course runs longer than this without anybody looking, days.
const LONGEST: i32 = 42;
/// What is measured without a scale.
const PHOTO: &str = "photo";

pub(super) fn check(desk: &mut Desk<'_>) {
    let (today, last) = desk.days;
    let plan = desk.plan;
    for (i, m) in plan.measure.iter().enumerate() {
        let place = format!("measure[{i}] {}", m.on);
        if m.on < today || m.on > last {
            desk.say(Fault::Measure, &place, "outside the days of the plan");
        }
        if m.what.is_empty() || m.because.is_empty() {
            desk.say(Fault::Measure, &place, "nothing is measured, or no reason is given");
        }
        for what in m.what.iter().filter(|w| *w != PHOTO && w.parse::<Scale>().is_err()) {
            desk.say(Fault::Measure, &place, format!("`{what}` is no scale"));
        }
    }
    let rising = plan.measure.windows(2).all(|two| matches!(two, [a, b] if a.on < b.on));
    if !rising {
        desk.say(Fault::Measure, "measure", "its days do not rise");
    }
    let scored: BTreeSet<Scale> = desk
        .request
        .goals
        .concerns
        .iter()
        .filter(|g| !matches!(g.concern, Concern::BodyTension | Concern::Rest))
        .filter(|g| plan.expected.iter().any(|e| e.concern == g.concern))
        .filter_map(|g| g.scale)
        .collect();
    for scale in scored {
        let code = scale.code();
        let days: Vec<Day> =
            plan.measure.iter().filter(|m| m.what.iter().any(|w| w == code)).map(|m| m.on).collect();
        let ends = [days.first().copied(), days.last().copied()];
        let [Some(first), Some(end)] = ends else {
            desk.say(Fault::Measure, code, "a goal is scored on it, and nobody measures it");
            continue;
        };
        if plan.sessions.iter().any(|s| s.on < first) {
            desk.say(Fault::Measure, code, "not measured before the first session");
        }
        if plan.sessions.iter().any(|s| s.on > end) {
            desk.say(Fault::Measure, code, "not measured after the last session");
        }
        if days.windows(2).any(|two| matches!(two, [a, b] if b.since(*a) > LONGEST)) {
            desk.say(Fault::Measure, code, format!("more than {LONGEST} days without a measurement"));
        }
    }
}
