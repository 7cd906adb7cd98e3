//! Speed: a session that waits counts a little for every day, so that nothing is put off without a reason.
use super::Problem;
use crate::instance::Instance;
use crate::request::PlanError;

/// Writes the cost of a day.
#[expect(clippy::unnecessary_wraps, reason = "all weights have one shape")]
pub(super) fn weigh(problem: &Problem<'_, '_, '_>, instance: &mut Instance) -> Result<(), PlanError> {
    instance.cost_per_day = problem.mix.day;
    Ok(())
}
