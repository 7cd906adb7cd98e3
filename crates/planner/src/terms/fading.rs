//! Fading: what is given once for an event is given late enough to be there, and nothing is given after it.
use crate::candidate::Candidate;
use crate::request::PlanError;
use crate::scene::Scene;
use crate::why::Blocked;
use forecast::gain::Gain;
use forecast::kernel::{remains, rise};

/// The share of its best effect that a single session still has to have on the day of the event.
const STILL: f64 = 0.8;

/// The share of its gain that a session has after so many days.
fn share(gain: &Gain, days: usize) -> f64 {
    let weeks = f64::from(u16::try_from(days).unwrap_or(u16::MAX)) / 7.0;
    rise(weeks, gain.rates.on).0 * remains(weeks, gain.rates.off, gain.rates.held).0
}

/// The earliest of the free days on which every effect of it still stands on the day `due`.
fn earliest(free: &[usize], gains: &[&Gain], due: usize) -> Option<usize> {
    let stands = |day: usize, gain: &Gain| {
        let best = free.iter().filter(|d| **d <= due).map(|d| share(gain, due - d)).fold(0.0, f64::max);
        share(gain, due - day) >= STILL * best
    };
    free.iter().copied().filter(|d| *d <= due).find(|d| gains.iter().all(|g| stands(*d, g)))
}

/// Takes the days that are too early for a single session, and those after the event.
#[expect(clippy::unnecessary_wraps, reason = "all limits have one shape")]
pub(super) fn limit(scene: &Scene<'_, '_>, candidate: &mut Candidate<'_>) -> Result<(), PlanError> {
    if !scene.for_event() {
        return Ok(());
    }
    let due = usize::from(scene.due_days());
    if candidate.max_sessions == 1 {
        let gains: Vec<&Gain> = candidate.serves.iter().map(|(_, g)| g).collect();
        let first = earliest(&candidate.free(), &gains, due);
        if let Some(first) = first.filter(|_| !gains.is_empty()) {
            candidate.block(0..first, Blocked::Fades);
        }
    }
    candidate.block(due..scene.horizon(), Blocked::Late);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use forecast::gain::gain;

    #[test]
    fn toxin_comes_late_and_resurfacing_early() {
        let free: Vec<usize> = (0..98).collect();
        let toxin = gain("botulinum", "dynamic_lines").unwrap();
        let first = earliest(&free, &[&toxin], 112).unwrap();
        assert!((30..98).contains(&first), "{first}");
        let laser = gain("laser_afl", "fine_lines").unwrap();
        assert!(earliest(&free, &[&laser], 112).unwrap() < 40);
    }
}
