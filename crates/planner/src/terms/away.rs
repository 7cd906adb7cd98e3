//! Absences: no session while the person is away.
use crate::candidate::Candidate;
use crate::request::PlanError;
use crate::scene::Scene;
use crate::why::Blocked;
use vocab::Day;

/// Takes the days `from` to `to`, both included, as far as they lie in the plan.
pub(super) fn block(scene: &Scene<'_, '_>, candidate: &mut Candidate<'_>, from: Day, to: Day, why: Blocked) {
    let place = |day: Day| usize::try_from(day.since(scene.today).max(0)).unwrap_or(usize::MAX);
    if to >= scene.today {
        candidate.block(place(from)..place(to).saturating_add(1), why);
    }
}

/// First and last day of an absence are part of it.
#[expect(clippy::unnecessary_wraps, reason = "all limits have one shape")]
pub(super) fn limit(scene: &Scene<'_, '_>, candidate: &mut Candidate<'_>) -> Result<(), PlanError> {
    for (from, to) in &scene.request.goals.away {
        block(scene, candidate, *from, *to, Blocked::Away);
    }
    Ok(())
}
