//! Visits: not more than wished, not longer than a sitting, not too much in one.
use super::Problem;
use crate::instance::{Instance, MAX_VISITS};
use crate::request::PlanError;

/// Most minutes of one visit, a default of the house.
pub(crate) const MINUTES_MAX: i64 = 180;
/// Most treatments of one visit, a default of the house.
pub(crate) const TREATMENTS_MAX: usize = 2;

/// Writes the limits of visits.
#[expect(clippy::unnecessary_wraps, reason = "all weights have one shape")]
pub(super) fn weigh(problem: &Problem<'_, '_, '_>, instance: &mut Instance) -> Result<(), PlanError> {
    for (candidate, treatment) in problem.candidates.iter().zip(&mut instance.treatments) {
        treatment.minutes = i64::from(candidate.minutes);
    }
    let longest = problem.candidates.iter().map(|c| i64::from(c.minutes)).max().unwrap_or(0);
    instance.max_visits =
        problem.scene.request.goals.max_visits.map_or(MAX_VISITS, usize::from).min(MAX_VISITS);
    // A single treatment may be longer than a usual sitting (photodynamic therapy is).
    instance.max_minutes_per_visit = MINUTES_MAX.max(longest);
    instance.max_treatments_per_visit = TREATMENTS_MAX;
    instance.cost_per_visit = problem.mix.visit;
    Ok(())
}
