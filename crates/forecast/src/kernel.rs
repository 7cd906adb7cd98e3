//! How a treatment fills up and fades: the shape of its effect in time, between 0 and about 1 per session.
//!
//! Weeks throughout. Every function also gives its slope by the logarithm of a time constant, because
//! the fit and the band need it.

/// A stretch of continuous use.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dose {
    /// First week of use, from the start of the course.
    pub from: f64,
    /// Week in which use ends; never before `from`.
    pub until: f64,
    /// Adherence, 0 to 1; 1 is use as in the published trials.
    pub level: f64,
}

/// When a treatment is given.
#[derive(Debug, Clone, PartialEq)]
pub enum Course {
    /// Used at home or taken, in stretches that follow one another without overlap.
    Continuous(Vec<Dose>),
    /// Given in sessions at these weeks, in order.
    Sessions(Vec<f64>),
}

/// The time constants of one treatment, in weeks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rates {
    /// How fast it comes.
    pub on: f64,
    /// How fast it goes.
    pub off: f64,
    /// It holds first and then falls (botulinum), instead of falling from the first day.
    pub held: bool,
}

/// How full the effect is, with its slopes.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Fill {
    /// The effect in units of the gain.
    pub value: f64,
    /// Slope of `value` by ln(on).
    pub by_on: f64,
    /// Slope of `value` by ln(off).
    pub by_off: f64,
}

/// 1 - exp(-t/tau) and its slope by ln(tau); zero before the start.
#[must_use]
pub fn rise(t: f64, tau: f64) -> (f64, f64) {
    if t <= 0.0 || tau <= 0.0 {
        return (0.0, 0.0);
    }
    let x = t / tau;
    let left = libm::exp(-x);
    (1.0 - left, -x * left)
}

/// What is left after `t`, and its slope by ln(tau): exponential, or a plateau that then falls
/// (the survival of three exponential stages with mean `tau` together).
#[must_use]
pub fn remains(t: f64, tau: f64, held: bool) -> (f64, f64) {
    if t <= 0.0 || tau <= 0.0 {
        return (1.0, 0.0);
    }
    if held {
        let x = 3.0 * t / tau;
        let left = libm::exp(-x);
        return (left * (1.0 + x + 0.5 * x * x), 0.5 * left * x * x * x);
    }
    let x = t / tau;
    let left = libm::exp(-x);
    (left, x * left)
}

impl Course {
    /// The effect at week `t`.
    #[must_use]
    pub fn fill(&self, rates: Rates, t: f64) -> Fill {
        match self {
            Self::Continuous(doses) => continuous(doses, rates, t),
            Self::Sessions(weeks) => sessions(weeks, rates, t),
        }
    }

    /// The week of the first use, if there is any.
    #[must_use]
    pub fn begin(&self) -> Option<f64> {
        match self {
            Self::Continuous(doses) => doses.iter().find(|d| d.level > 0.0).map(|d| d.from),
            Self::Sessions(weeks) => weeks.first().copied(),
        }
    }

    /// The week of the last use, if there is any.
    #[must_use]
    pub fn end(&self) -> Option<f64> {
        match self {
            Self::Continuous(doses) => doses.iter().rfind(|d| d.level > 0.0).map(|d| d.until),
            Self::Sessions(weeks) => weeks.last().copied(),
        }
    }

    /// What there is to lose at the end: the effect with the last session counted in full.
    #[must_use]
    pub fn at_stake(&self, rates: Rates) -> f64 {
        let Some(end) = self.end() else { return 0.0 };
        match self {
            Self::Continuous(doses) => continuous(doses, rates, end).value,
            Self::Sessions(weeks) => weeks.iter().map(|w| remains(end - w, rates.off, rates.held).0).sum(),
        }
    }
}

fn sessions(weeks: &[f64], rates: Rates, t: f64) -> Fill {
    let mut fill = Fill::default();
    for week in weeks.iter().take_while(|w| **w < t) {
        let (up, up_slope) = rise(t - week, rates.on);
        let (left, left_slope) = remains(t - week, rates.off, rates.held);
        fill.value += up * left;
        fill.by_on += up_slope * left;
        fill.by_off += up * left_slope;
    }
    fill
}

/// dF/dt = (a - F)/tau, tau = on while the dose a exceeds F, off while it does not. Within a stretch of
/// constant dose F approaches a without crossing it, so each stretch is one exponential.
fn continuous(doses: &[Dose], rates: Rates, t: f64) -> Fill {
    let mut fill = Fill::default();
    let mut now = 0.0;
    for dose in doses {
        if dose.from >= t {
            break;
        }
        approach(&mut fill, 0.0, dose.from - now, rates);
        approach(&mut fill, dose.level, dose.until.min(t) - dose.from, rates);
        now = dose.until.min(t);
    }
    approach(&mut fill, 0.0, t - now, rates);
    fill
}

fn approach(fill: &mut Fill, level: f64, weeks: f64, rates: Rates) {
    if weeks <= 0.0 {
        return;
    }
    let rising = level > fill.value;
    let x = weeks / if rising { rates.on } else { rates.off };
    let left = libm::exp(-x);
    let slope = (fill.value - level) * left * x;
    fill.value = level + (fill.value - level) * left;
    fill.by_on *= left;
    fill.by_off *= left;
    if rising {
        fill.by_on += slope;
    } else {
        fill.by_off += slope;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn doses(levels: &[f64]) -> Course {
        let mut from = 0.0;
        let mut all = Vec::new();
        for level in levels {
            all.push(Dose { from, until: from + 3.0, level: *level });
            from += 3.5;
        }
        Course::Continuous(all)
    }

    #[test]
    fn known_points_of_the_curves() {
        let rates = Rates { on: 4.0, off: 10.0, held: false };
        let use12 = Course::Continuous(vec![Dose { from: 0.0, until: 12.0, level: 1.0 }]);
        let full = 1.0 - libm::exp(-3.0);
        for (t, want) in [(0.0, 0.0), (12.0, full), (22.0, full * libm::exp(-1.0))] {
            assert!((use12.fill(rates, t).value - want).abs() < 1e-12, "{t}");
        }
        let two = Course::Sessions(vec![0.0, 2.0]);
        let one = |t: f64| (1.0 - libm::exp(-t / 4.0)) * libm::exp(-t / 10.0);
        assert!((two.fill(rates, 5.0).value - one(5.0) - one(3.0)).abs() < 1e-12);
        // Half of what botulinum gives is gone a little before its mean of 19 weeks, and little in the first month.
        assert!(remains(4.0, 19.0, true).0 > 0.95 && (remains(17.0, 19.0, true).0 - 0.5).abs() < 0.02);
    }

    proptest! {
        #[test]
        fn more_adherence_never_empties(levels in prop::collection::vec(0.0..1.0f64, 1..6), more in 0.0..1.0f64, which in 0usize..6, t in 0.0..40.0f64) {
            let rates = Rates { on: 5.0, off: 9.0, held: false };
            let mut higher = levels.clone();
            let i = which % higher.len();
            higher[i] += more * (1.0 - higher[i]);
            prop_assert!(doses(&higher).fill(rates, t).value >= doses(&levels).fill(rates, t).value - 1e-12);
        }

        #[test]
        fn slopes_are_slopes(levels in prop::collection::vec(0.1..1.0f64, 1..4), held: bool, t in 1.0..40.0f64) {
            for course in [doses(&levels), Course::Sessions(vec![0.0, 1.5, 4.0])] {
                let at = |on: f64, off: f64| course.fill(Rates { on, off, held }, t);
                let (on, off, h) = (5.0, 9.0, 1e-5);
                let fill = at(on, off);
                let by_on = (at(on * (1.0 + h), off).value - at(on * (1.0 - h), off).value) / (2.0 * h);
                let by_off = (at(on, off * (1.0 + h)).value - at(on, off * (1.0 - h)).value) / (2.0 * h);
                prop_assert!((fill.by_on - by_on).abs() < 1e-6 && (fill.by_off - by_off).abs() < 1e-6);
            }
        }
    }
}
