//! Comfort: discomfort of a session counts, by figures of the house (`data/house.toml`).
use super::Problem;
use crate::instance::Instance;
use crate::request::PlanError;

/// Writes discomfort.
#[expect(clippy::unnecessary_wraps, reason = "all weights have one shape")]
pub(super) fn weigh(problem: &Problem<'_, '_, '_>, instance: &mut Instance) -> Result<(), PlanError> {
    for (candidate, treatment) in problem.candidates.iter().zip(&mut instance.treatments) {
        treatment.discomfort = candidate.discomfort;
    }
    instance.cost_per_discomfort = problem.mix.discomfort;
    Ok(())
}
