//! One of a kind: of two treatments of one group that serve the same goal a plan holds one, not a mixture of both.
//!
//! No trial alternates two peels or two lasers of a kind, and a person whose skin reacts could not tell to which.
use super::Problem;
use crate::candidate::Candidate;
use crate::instance::{Instance, MAX_HORIZON};
use crate::request::PlanError;
use vocab::Group;

/// Whether two treatments are of one kind for these goals.
pub(crate) fn of_a_kind(a: &Candidate<'_>, b: &Candidate<'_>) -> bool {
    let counts = |g: &Group| !matches!(g, Group::Spa | Group::Body);
    let shared = a.groups().filter(counts).any(|g| b.groups().any(|other| other == g));
    shared && a.serves.iter().any(|(c, _)| b.serves.iter().any(|(d, _)| c == d))
}

/// Sets such pairs further apart than any plan is long.
#[expect(clippy::unnecessary_wraps, reason = "all weights have one shape")]
pub(super) fn weigh(problem: &Problem<'_, '_, '_>, instance: &mut Instance) -> Result<(), PlanError> {
    for (a, (first, row)) in problem.candidates.iter().zip(&mut instance.sep).enumerate() {
        for (b, (then, days)) in problem.candidates.iter().zip(row).enumerate() {
            if a != b && of_a_kind(first, then) {
                *days = MAX_HORIZON;
            }
        }
    }
    Ok(())
}
