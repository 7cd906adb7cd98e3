//! The course: how many sessions, and how far apart (section 2A of the reference).
use super::Problem;
use crate::candidate::Candidate;
use crate::instance::Instance;
use crate::request::PlanError;
use crate::scene::Scene;
use vocab::Group;

/// Most sessions of a treatment whose course is one session that is simply repeated.
const REPEATS_MAX: u16 = 6;

/// Keeps the gate's own distance, and repeats a series of one that leaves no trace (a facial, a massage) at its usual
/// distance for as long as the plan lasts.
pub(super) fn limit(scene: &Scene<'_, '_>, candidate: &mut Candidate<'_>) -> Result<(), PlanError> {
    let own = u16::try_from(super::spacing::own(scene.gate, candidate)?).unwrap_or(u16::MAX);
    let s = candidate.schedule.clone();
    let plain = candidate.groups().all(|g| matches!(g, Group::Spa | Group::Mech | Group::Body));
    let simple = candidate.protocol.is_none() && plain;
    if simple && s.sessions == [1, 1] {
        let days = u16::try_from(scene.horizon()).unwrap_or(u16::MAX);
        candidate.max_sessions = (1 + days / s.typical_gap_days[0].max(1)).min(REPEATS_MAX);
        candidate.min_gap = s.typical_gap_days[0].max(s.min_gap_days);
    }
    candidate.min_gap = candidate.min_gap.max(own);
    candidate.max_gap = candidate.max_gap.max(candidate.min_gap);
    Ok(())
}

/// Writes course and distances.
#[expect(clippy::unnecessary_wraps, reason = "all weights have one shape")]
pub(super) fn weigh(problem: &Problem<'_, '_, '_>, instance: &mut Instance) -> Result<(), PlanError> {
    for (candidate, treatment) in problem.candidates.iter().zip(&mut instance.treatments) {
        treatment.min_sessions = usize::from(candidate.min_sessions.max(1));
        treatment.max_sessions = usize::from(candidate.max_sessions.max(candidate.min_sessions).max(1));
        treatment.min_gap = usize::from(candidate.min_gap);
        treatment.max_gap = usize::from(candidate.max_gap.max(candidate.min_gap));
    }
    Ok(())
}
