//! Quiet days: each of them counts. The limit on their sum is kept by raising what a day counts until it holds; the
//! problem that is written out carries the raised figure.
use super::Problem;
use crate::instance::{Instance, MAX_POINTS};
use crate::request::PlanError;

/// Writes the usual quiet days and their points.
#[expect(clippy::unnecessary_wraps, reason = "all weights have one shape")]
pub(super) fn weigh(problem: &Problem<'_, '_, '_>, instance: &mut Instance) -> Result<(), PlanError> {
    for (candidate, treatment) in problem.candidates.iter().zip(&mut instance.treatments) {
        treatment.downtime = i64::from(candidate.quiet.0);
    }
    instance.cost_per_downtime_day = problem.quiet_day.min(MAX_POINTS);
    Ok(())
}
