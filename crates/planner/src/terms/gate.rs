//! The gate: no session on a day that it defers or refuses.
use crate::candidate::Candidate;
use crate::request::PlanError;
use crate::scene::{Scene, plannable};
use crate::why::Blocked;

/// Review stays: such a session is provisional until a prescriber has signed.
#[expect(clippy::unnecessary_wraps, reason = "all limits have one shape")]
pub(super) fn limit(_: &Scene<'_, '_>, candidate: &mut Candidate<'_>) -> Result<(), PlanError> {
    let stopped: Vec<usize> =
        (0..).zip(&candidate.verdicts).filter(|(_, v)| !plannable(**v)).map(|(day, _)| day).collect();
    for day in stopped {
        candidate.block(day..day + 1, Blocked::Gate);
    }
    Ok(())
}
