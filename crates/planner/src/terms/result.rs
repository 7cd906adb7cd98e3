//! The result: what the forecast expects of a course by the day that counts, with diminishing returns.
//!
//! The forecast's severity is exp(-U), and U adds up over treatments. The bare problem adds gains and bends them with
//! three slopes, so U is its gain (300 to a log-unit) and the slopes follow 1 - exp(-U): 0.84, 0.57 and 0.31 of a unit
//! between 0, 0.35, 0.8 and 1.6. Half of what home care may bring makes the rest smaller by exp(-U / 2).
use super::Problem;
use crate::candidate::Candidate;
use crate::instance::{Concern, Instance, MAX_GAIN};
use crate::request::PlanError;
use crate::scene::comfort;
use forecast::gain::Gain;
use forecast::kernel::{Course, Dose};
use forecast::regimen::Use;

/// Gain of one log-unit.
const UNIT: f64 = 300.0;
/// Where the slopes change, in gain.
const BREAKS: [i64; 3] = [105, 240, 480];
/// Slopes of the three segments.
const SLOPES: [i64; 3] = [8, 5, 3];
/// How much of what home care promises is counted on when sessions are weighed: correct daily use over 12 weeks was seen
/// in about a third of people by electronic caps and in three quarters by their own word.
const HOME: f64 = 0.5;
/// Sum of the weights of all goals.
const WEIGHTS: f64 = 90.0;

/// The day that counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Due {
    /// Days from the start of the plan.
    pub(crate) day: u16,
    /// It is an event: what has faded by then is lost.
    pub(crate) event: bool,
}

/// Log-units that sessions on these days (from the start of the plan) bring by `due`.
///
/// What fades within weeks (the glow of a facial, the rest after a massage) counts by its mean over the plan, unless one day counts.
pub(crate) fn units(gain: &Gain, days: &[u16], Due { day: due, event }: Due) -> f64 {
    let weeks = |d: u16| f64::from(d) / 7.0;
    let (Some(first), Some(last)) = (days.first(), days.last()) else { return 0.0 };
    let course = match gain.manner {
        Use::Sessions => Course::Sessions(days.iter().map(|d| weeks(*d)).collect()),
        Use::Continuous => {
            Course::Continuous(vec![Dose { from: weeks(*first), until: weeks(*last) + 0.5, level: 1.0 }])
        }
    };
    let at_due = course.fill(gain.rates, weeks(due)).value;
    if event {
        return gain.median * at_due;
    }
    let mut sum = 0.0;
    let mut count = 0.0;
    for day in (0..=due).step_by(7) {
        sum += course.fill(gain.rates, weeks(day)).value;
        count += 1.0;
    }
    gain.median * at_due.max(if count > 0.0 { sum / count } else { 0.0 })
}

/// Cumulative gain after 0, 1, … sessions at the usual distance from the first free day on.
fn table(candidate: &Candidate<'_>, gain: &Gain, due: Due, comfort: bool) -> Vec<i64> {
    let first = candidate.free().first().and_then(|d| u16::try_from(*d).ok()).unwrap_or(0);
    let gap = candidate.schedule.typical_gap_days[0].max(candidate.min_gap).max(1);
    let mut all = vec![0];
    let mut days = Vec::new();
    for nth in 0..candidate.max_sessions.max(candidate.min_sessions).max(1) {
        days.push(first.saturating_add(nth.saturating_mul(gap)));
        // Rest is worth its hour and not what is left of it months later.
        let units = if comfort { gain.median * f64::from(nth + 1) } else { units(gain, &days, due) };
        let gain = whole(units * UNIT).clamp(0, MAX_GAIN);
        let before = all.last().copied().unwrap_or(0);
        all.push(gain.max(before));
    }
    all
}

/// The nearest whole number of a figure that is known to be small.
#[expect(clippy::cast_possible_truncation, reason = "clamped to a million on both sides")]
pub(crate) fn whole(x: f64) -> i64 {
    libm::round(x.clamp(-1e6, 1e6)) as i64
}

/// Writes goals, slopes and gains.
#[expect(clippy::unnecessary_wraps, reason = "all weights have one shape")]
pub(super) fn weigh(problem: &Problem<'_, '_, '_>, instance: &mut Instance) -> Result<(), PlanError> {
    let scene = problem.scene;
    instance.slopes = SLOPES;
    for wish in &scene.wishes {
        let home: f64 = problem.home.iter().filter(|(c, _)| *c == wish.concern).map(|(_, u)| u).sum();
        let share = f64::from(wish.weight) / f64::from(scene.weights());
        let weight = whole(WEIGHTS * share * libm::exp(-HOME * home)).max(1);
        instance.concerns.push(Concern { name: wish.concern.code().to_owned(), weight, breaks: BREAKS });
    }
    for (candidate, treatment) in problem.candidates.iter().zip(&mut instance.treatments) {
        for (concern, gain) in &candidate.serves {
            let table = table(candidate, gain, scene.counts(), comfort(*concern));
            treatment.gain.insert(concern.code().to_owned(), table);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use forecast::gain::gain;

    #[test]
    fn the_slopes_follow_the_forecast() {
        let mut from = 0.0;
        for (to, slope) in [(0.35, 8.0), (0.8, 5.0), (1.6, 3.0)] {
            let want = (libm::exp(-from) - libm::exp(-to)) / (to - from);
            let got = slope / 8.0 * 0.844;
            assert!((want - got).abs() < 0.06, "{from}-{to}: {want} {got}");
            from = to;
        }
    }

    #[test]
    fn more_sessions_bring_more_and_what_fades_counts_by_its_mean() {
        let at = |event| Due { day: 112, event };
        let peel = gain("peel_salicylic", "acne").unwrap();
        assert!(units(&peel, &[0, 14, 28], at(true)) > units(&peel, &[0, 14], at(true)));
        assert!(units(&peel, &[], at(false)) == 0.0);
        let rest = gain("massage", "rest").unwrap();
        assert!(units(&rest, &[0, 14, 28, 42], at(false)) > units(&rest, &[0], at(false)));
    }
}
