//! The regression behind a patient's course: multipliers of the published effects, one step per measurement.
use crate::gain::Gain;
use crate::kernel::rise;
use crate::matrix::Symmetric;
use crate::normal::{Sides, Z80};
use crate::patient::{Goal, Measurement, Question};
use crate::population::Population;
use crate::scale::{Better, Scale};
use crate::together::Effect;

/// Spread of one patient's response around the published group.
const MULTIPLIER_SD: f64 = 0.6;
/// Spread of a clinic's results around the published group; shared by all its treatments.
const CLINIC_SD: f64 = 0.4;
/// Spread of a slow drift of the logarithm, per week.
const DRIFT_SD: f64 = 0.003;
/// Day-to-day spread of the logarithm beside the rating error.
const DAILY_SD: f64 = 0.03;
/// Rating error of the logarithm where a scale's own is not known.
const UNKNOWN_ERROR: f64 = 0.20;
/// The linear filter is too narrow by about this factor (simulation, outcome reference 3.4).
const WIDER: f64 = 1.15;

/// An expected change of the logarithm below this is not missed when it does not come.
const LEAST_EXPECTED: f64 = 0.10;

/// The patient's parameters as they are known now.
pub(crate) struct Filter<'a> {
    scale: &'a Scale,
    /// Shares of the end point: context, home care, procedures.
    shares: [f64; 3],
    context: (f64, f64),
    effects: Vec<Effect>,
    mean: Vec<f64>,
    covariance: Symmetric,
    prior: Symmetric,
    /// The day of the last measurement.
    pub(crate) last: u16,
    relapse_sd: f64,
}

/// Weeks of a day.
pub(crate) fn weeks(day: u16) -> f64 {
    f64::from(day) / 7.0
}

/// Places in the vector of the patient's parameters: start, drift, context; then one per treatment.
const FIXED: usize = 3;

impl<'a> Filter<'a> {
    /// What is believed before any measurement.
    pub(crate) fn new(
        of: &Population,
        concern: &str,
        scale: &'a Scale,
        start: f64,
        effects: Vec<Effect>,
    ) -> Self {
        let known = of.model.concern(concern).or_else(|| of.model.concern("other"));
        let mut context = (0.0, 1.0);
        let mut context_sd = 0.0;
        if let Some((_, places)) = known {
            let (plateau, sd) = of.parameter(places.context);
            context = (plateau, of.parameter(places.context_weeks).0);
            context_sd = sd;
        }
        let endpoint = scale.endpoint.as_ref().filter(|_| known.is_some_and(|(c, _)| c.endpoints));
        let shares = endpoint
            .and_then(|code| of.model.endpoints.iter().find(|(e, _)| e.code == *code))
            .map_or([1.0; 3], |(_, places)| places.map(|place| of.parameter(place).0));
        let n = FIXED + effects.len();
        let mut mean = vec![libm::log(start + scale.offset), 0.0];
        mean.resize(n, 1.0);
        let mut prior = Symmetric::zeros(n);
        prior.add(0, 0, 1.0);
        prior.add(1, 1, DRIFT_SD * DRIFT_SD);
        let sds = std::iter::once(context_sd).chain(effects.iter().map(Effect::log_sd));
        for (k, sd) in sds.enumerate() {
            prior.add(FIXED - 1 + k, FIXED - 1 + k, MULTIPLIER_SD * MULTIPLIER_SD + sd * sd);
            for j in 0..=k {
                prior.add(FIXED - 1 + k, FIXED - 1 + j, CLINIC_SD * CLINIC_SD);
            }
        }
        Self {
            scale,
            shares,
            context,
            effects,
            mean,
            covariance: prior.clone(),
            prior,
            last: 0,
            relapse_sd: of.model.noise.relapse_sd,
        }
    }

    /// The share of a treatment's effect that this scale sees.
    fn share(&self, gain: &Gain) -> f64 {
        let [_, home, procedures] = self.shares;
        if gain.procedure { procedures } else { home }
    }

    /// x on a day is this row times the parameters.
    fn row(&self, day: u16) -> Vec<f64> {
        let t = weeks(day);
        let sign = match self.scale.better {
            Better::Lower => -1.0,
            Better::Higher => 1.0,
        };
        let [share, ..] = self.shares;
        let mut row = vec![1.0, t, sign * share * self.context.0 * rise(t, self.context.1).0];
        row.extend(self.effects.iter().map(|e| sign * e.at(t, |gain| self.share(gain))));
        row
    }

    /// One measurement; answers how far it lay from what was forecast for it, in sds.
    pub(crate) fn step(&mut self, measured: &Measurement) -> f64 {
        self.last = self.last.max(measured.day);
        let from = measured.score + self.scale.offset;
        let relative =
            self.scale.error(measured.score, measured.raters).map_or(UNKNOWN_ERROR, |sem| sem / from);
        let row = self.row(measured.day);
        let spread = self.covariance.times(&row);
        let total = self.covariance.between(&row, &row) + relative * relative + DAILY_SD * DAILY_SD;
        let expected: f64 = row.iter().zip(&self.mean).map(|(r, m)| r * m).sum();
        let distance = libm::log(from) - expected;
        let surprise = distance / total;
        for (m, s) in self.mean.iter_mut().zip(&spread) {
            *m += s * surprise;
        }
        for (i, a) in spread.iter().enumerate() {
            for (j, b) in spread.iter().enumerate().take(i + 1) {
                self.covariance.add(i, j, -a * b / total);
            }
        }
        distance / (WIDER * total.sqrt())
    }

    /// The change of x that is expected from one day to another.
    pub(crate) fn expected(&self, from: u16, to: u16) -> f64 {
        let (a, b) = (self.row(from), self.row(to));
        b.iter().zip(&a).zip(&self.mean).map(|((b, a), m)| (b - a) * m).sum()
    }

    /// Whether less than a fifth of the expected change was seen, two onset constants after the last treatment began.
    pub(crate) fn too_little(&self, expected: f64, first: &Measurement, last: &Measurement) -> bool {
        let settled = self.effects.iter().all(|e| e.settled(weeks(last.day)));
        let x = |m: &Measurement| libm::log(m.score + self.scale.offset);
        let seen = x(last) - x(first);
        // A change that nobody could see is not missed.
        settled && !self.effects.is_empty() && expected.abs() > LEAST_EXPECTED && seen / expected < 0.2
    }

    /// Median and sides on the scale, before the band is kept from narrowing.
    fn raw(&self, day: u16) -> Sides {
        let row = self.row(day);
        // A treatment is never forecast to do harm because a patient was measured worse: at worst it does nothing.
        let kept = self.mean.iter().enumerate().map(|(i, m)| if i < FIXED { *m } else { m.max(0.0) });
        let x: f64 = row.iter().zip(kept).map(|(r, m)| r * m).sum();
        let spread = Z80 * WIDER * self.covariance.between(&row, &row).max(0.0).sqrt();
        let on_scale = |x: f64| (libm::exp(x) - self.scale.offset).clamp(0.0, self.scale.most);
        let median = on_scale(x);
        let (mut high, mut low) = (x + spread, x - spread);
        // Nor does the band reach further than it would if the treatments did nothing: a multiplier below zero
        // is an artefact of the straight line.
        let (alone, alone_spread) = self.untreated(&row);
        match self.scale.better {
            Better::Lower => high = high.min(alone + alone_spread).max(x),
            Better::Higher => low = low.max(alone - alone_spread).min(x),
        }
        Sides { median, low: median - on_scale(low), high: on_scale(high) - median }
    }

    /// The course and its half-width if no treatment did anything.
    fn untreated(&self, row: &[f64]) -> (f64, f64) {
        let fixed: Vec<f64> = row.iter().enumerate().map(|(i, r)| if i < FIXED { *r } else { 0.0 }).collect();
        let x = fixed.iter().zip(&self.mean).map(|(r, m)| r * m).sum();
        (x, Z80 * WIDER * self.covariance.between(&fixed, &fixed).max(0.0).sqrt())
    }

    /// How much of the gain may be lost again since the last measurement or the end of use, as a half-width.
    fn loosened(&self, day: u16) -> f64 {
        let start = libm::exp(self.mean.first().copied().unwrap_or(0.0)) - self.scale.offset;
        let mut sum = 0.0;
        for (effect, m) in self.effects.iter().zip(self.mean.iter().skip(FIXED)) {
            for part in &effect.parts {
                let Some(end) = part.timing.end() else { continue };
                let since = weeks(day) - end.max(weeks(self.last));
                if since <= 0.0 {
                    continue;
                }
                let rates = part.gain.rates;
                let full = part.gain.median * self.share(&part.gain) * effect.weight(part);
                let gain = full * m.max(0.0) * part.timing.at_stake(rates);
                let stake = start.max(0.0) * (1.0 - libm::exp(-gain));
                sum += stake * stake * rise(since, rates.off).0;
            }
        }
        Z80 * self.relapse_sd * sum.sqrt()
    }

    /// Every day until the last; after the last measurement the band never narrows.
    pub(crate) fn days(&self, until: u16) -> Vec<Sides> {
        let mut widest: f64 = 0.0;
        let mut all = Vec::with_capacity(usize::from(until) + 1);
        for day in 0..=until {
            let raw = self.raw(day);
            let width = raw.low + raw.high;
            if day < self.last || width <= 0.0 {
                all.push(raw);
                continue;
            }
            widest = widest.max(width);
            let loosened = 2.0 * self.loosened(day);
            let target = (widest * widest + loosened * loosened).sqrt();
            all.push(self.stretched(raw, target));
        }
        all
    }

    /// The same median with this width, inside the scale: what does not fit on one side goes to the other.
    fn stretched(&self, raw: Sides, width: f64) -> Sides {
        let width = width.min(self.scale.most);
        let low = raw.low * width / (raw.low + raw.high);
        let low = low.min(raw.median).max(width - (self.scale.most - raw.median));
        Sides { median: raw.median, low, high: width - low }
    }

    /// The probability that the goal is reached on some day up to its own.
    pub(crate) fn reached(&self, days: &[Sides], goal: Goal) -> f64 {
        let upto = days.iter().take(usize::from(goal.by) + 1).skip(usize::from(self.last));
        let on_day = |sides: &Sides| match self.scale.better {
            Better::Lower => sides.below(goal.score),
            Better::Higher => 1.0 - sides.below(goal.score),
        };
        upto.map(on_day).fold(0.0, f64::max)
    }

    /// How much narrower the own data made the response at the end of the course, percent.
    pub(crate) fn own_weight(&self, question: &Question) -> f64 {
        let mut row = self.row(question.until);
        for r in row.iter_mut().take(FIXED - 1) {
            *r = 0.0;
        }
        let (before, after) = (self.prior.between(&row, &row), self.covariance.between(&row, &row));
        if question.measured.len() < 2 || before <= 0.0 {
            return 0.0;
        }
        100.0 * (1.0 - after / before).clamp(0.0, 1.0)
    }
}
