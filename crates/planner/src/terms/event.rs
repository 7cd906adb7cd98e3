//! The event: the skin is quiet on its day and on the days that were asked for before it.
use crate::candidate::Candidate;
use crate::request::PlanError;
use crate::scene::Scene;
use crate::why::Blocked;
use vocab::Day;

/// The days kept free before an event: those asked for, and at least as many as the treatment may need to settle.
pub(crate) fn clear_days(asked: u16, quiet_most: u16) -> u16 {
    asked.max(quiet_most)
}

/// The first and the last day that an event takes from a treatment, both included.
pub(crate) fn taken(event: Day, asked: u16, quiet_most: u16) -> (Day, Day) {
    (event.plus(-i32::from(clear_days(asked, quiet_most))), event)
}

/// Takes them.
#[expect(clippy::unnecessary_wraps, reason = "all limits have one shape")]
pub(super) fn limit(scene: &Scene<'_, '_>, candidate: &mut Candidate<'_>) -> Result<(), PlanError> {
    if let Some(event) = &scene.request.goals.event {
        let (from, to) = taken(event.on, event.clear_days, candidate.quiet.1);
        super::away::block(scene, candidate, from, to, Blocked::Event);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longer_of_wish_and_healing_counts() {
        let event: Day = "2026-06-12".parse().unwrap();
        for (asked, quiet, first) in [(14, 4, "2026-05-29"), (0, 0, "2026-06-12"), (3, 21, "2026-05-22")] {
            assert_eq!(taken(event, asked, quiet), (first.parse().unwrap(), event), "{asked} {quiet}");
        }
    }
}
