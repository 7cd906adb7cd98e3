//! The forecast for a group of patients: median and band of the relative change, in closed form.
//!
//! ln U is normal (the Gaussian around the fit); the change is a monotone function of it, so its
//! quantiles are exact, and the noise of a group's mean is added to each side in squares.
use crate::arms::Arm;
use crate::kernel::Course;
use crate::normal::{Sides, Z80};
use crate::population::Population;
use crate::regimen::{Component, Use};
use crate::response::{Effect, Response};

/// A group that is forecast: what it gets, how many they are.
#[derive(Debug, Clone)]
pub struct Group<'a> {
    of: &'a Population,
    response: Response,
    noise: f64,
}

/// A change of a group that was seen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Seen {
    /// When, days since the start.
    pub day: u16,
    /// The relative change in percent.
    pub percent: f64,
}

/// A forecast of a group's relative change, in percent; negative = the number fell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Change {
    /// Median.
    pub median: f64,
    /// 10 % quantile.
    pub low80: f64,
    /// 90 % quantile; never below `low80`.
    pub high80: f64,
    /// Standard deviation of a normal with the same band.
    pub sd: f64,
}

/// ln U with its mean and variance.
#[derive(Debug, Clone, Copy)]
struct LogEffect {
    mean: f64,
    variance: f64,
}

/// Whole days of a week with a fraction: forecasts stand on days.
#[must_use]
pub fn day_of_week(week: f64) -> u16 {
    let days = libm::round(week * 7.0);
    // The longest course is 3,640 days, so the search by halves ends at the exact day.
    let (mut low, mut high) = (0_u16, u16::MAX);
    while low < high {
        let middle = low + (high - low) / 2;
        if f64::from(middle) < days {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}

impl<'a> Group<'a> {
    /// Binds an arm of a table to the population. `None` only if the model is empty.
    #[must_use]
    pub fn of_arm(of: &'a Population, arm: &Arm) -> Option<Self> {
        let concern = of.model.concern(&arm.concern).map_or("other", |(c, _)| c.code.as_str());
        let (components, hidden) = arm.components(given_in_sessions(of, concern, &arm.class));
        let mut response = Response::bind(of, &arm.concern, &arm.scale, &arm.class, &components)?;
        response.hidden_schedule = hidden;
        let n = arm.n.unwrap_or(of.model.noise.unstated_n);
        Some(Self::new(of, response, n))
    }

    /// A group of `n` patients with this response.
    #[must_use]
    pub fn new(of: &'a Population, response: Response, n: f64) -> Self {
        let noise = &of.model.noise;
        let variance = noise.trial_sd * noise.trial_sd + noise.patient_sd * noise.patient_sd / n.max(1.0);
        Self { of, response, noise: variance.sqrt() }
    }

    /// What the forecast rests on.
    #[must_use]
    pub const fn response(&self) -> &Response {
        &self.response
    }

    fn effect(&self, day: u16) -> Effect {
        self.response.at(&self.of.means, f64::from(day) / 7.0)
    }

    fn covariance(&self, a: &Effect, b: &Effect) -> f64 {
        let noise = &self.of.model.noise;
        let unseen: f64 = a.unseen.iter().zip(&b.unseen).map(|(x, y)| x * y).sum();
        let hidden = if self.response.hidden_schedule { noise.hidden_schedule_sd } else { 0.0 };
        self.of.covariance(&a.slopes, &b.slopes)
            + noise.trial_effect * noise.trial_effect
            + unseen * noise.class_sd * noise.class_sd
            + hidden * hidden
    }

    /// The ratio to the start when ln U is `l`.
    fn ratio(&self, l: f64) -> f64 {
        self.response.ratio(l).0
    }

    fn sides(&self, effect: LogEffect) -> Sides {
        let spread = Z80 * effect.variance.max(0.0).sqrt();
        let middle = self.ratio(effect.mean);
        let (a, b) = (self.ratio(effect.mean - spread), self.ratio(effect.mean + spread));
        let noise = Z80 * self.noise;
        let side = |x: f64| ((x - middle) * (x - middle) + noise * noise).sqrt();
        Sides { median: middle, low: side(a.min(b)), high: side(a.max(b)) }
    }

    /// ln U at `day` after the change `seen`, if it was seen before.
    fn updated(&self, effect: &Effect, seen: Option<&Update>) -> LogEffect {
        let prior = LogEffect { mean: effect.log_u, variance: self.covariance(effect, effect) };
        let Some(seen) = seen else { return prior };
        let gain = self.covariance(effect, &seen.effect) / seen.prior.variance;
        LogEffect {
            mean: prior.mean + gain * (seen.posterior.mean - seen.prior.mean),
            variance: prior.variance - gain * gain * (seen.prior.variance - seen.posterior.variance),
        }
    }

    /// The forecast for `day`, after what was seen on an earlier day, if anything was.
    #[must_use]
    pub fn on(&self, day: u16, seen: Option<Seen>) -> Change {
        let update = seen.map(|s| self.update(s));
        let first = seen.map_or(0, |s| s.day.min(day));
        let mut widest: f64 = 0.0;
        let mut sides = Sides { median: 1.0, low: 0.0, high: 0.0 };
        // Without data a band never narrows: every earlier day's width is the least of this one.
        for d in first..=day {
            sides = self.sides(self.updated(&self.effect(d), update.as_ref()));
            widest = widest.max(sides.low + sides.high);
        }
        let loosened = Z80
            * 2.0
            * self.of.model.noise.relapse_sd
            * self.response.loosened(&self.of.means, f64::from(day) / 7.0);
        let width = (widest * widest + loosened * loosened).sqrt();
        Self::change(sides, width)
    }

    fn change(sides: Sides, width: f64) -> Change {
        let scale = width / (sides.low + sides.high);
        let mut low = sides.median - sides.low * scale;
        let mut high = sides.median + sides.high * scale;
        if low < 0.0 {
            // Nothing can fall below zero; what is cut off there is added on the other side.
            high -= low;
            low = 0.0;
        }
        Change {
            median: 100.0 * (sides.median - 1.0),
            low80: 100.0 * (low - 1.0),
            high80: 100.0 * (high - 1.0),
            sd: 100.0 * width / (2.0 * Z80),
        }
    }

    /// The most likely ln U on the day of an observation, and its spread: one Newton search in one dimension.
    fn update(&self, seen: Seen) -> Update {
        let effect = self.effect(seen.day);
        let prior = LogEffect { mean: effect.log_u, variance: self.covariance(&effect, &effect) };
        let y = 1.0 + seen.percent / 100.0;
        let weight = 1.0 / (self.noise * self.noise);
        let slope = |l: f64| {
            let (ratio, by_l) = self.response.ratio(l);
            (l - prior.mean) / prior.variance - (y - ratio) * weight * by_l
        };
        // The posterior has its top between the prior and what was seen: 60 halvings find it.
        let spread = 6.0 * prior.variance.sqrt();
        let (mut low, mut high) = (prior.mean - spread, (prior.mean + spread).min(3.0));
        for _ in 0..60 {
            let middle = f64::midpoint(low, high);
            if slope(middle) < 0.0 {
                low = middle;
            } else {
                high = middle;
            }
        }
        let top = f64::midpoint(low, high);
        let bend = self.response.ratio(top).1;
        let variance = 1.0 / (1.0 / prior.variance + weight * bend * bend);
        Update { effect, prior, posterior: LogEffect { mean: top, variance } }
    }
}

struct Update {
    effect: Effect,
    prior: LogEffect,
    posterior: LogEffect,
}

/// Whether a class is given in sessions: as the model knows it, or as its name says.
#[must_use]
pub fn given_in_sessions(of: &Population, concern: &str, class: &str) -> bool {
    if of.model.class(concern, Use::Sessions, class).is_some() {
        return true;
    }
    if of.model.class(concern, Use::Continuous, class).is_some() {
        return false;
    }
    // The manner in which the concern knows something like it; else any concern.
    let like = |code: &str, manner: Use| !of.model.like(code, manner, class).is_empty();
    let anywhere = |manner: Use| of.model.concerns.iter().any(|(c, _)| like(&c.code, manner));
    match (like(concern, Use::Sessions), like(concern, Use::Continuous)) {
        (true, false) => true,
        (_, true) => false,
        (false, false) => anywhere(Use::Sessions) && !anywhere(Use::Continuous),
    }
}

/// A regimen of one treatment, for callers that have no table.
#[must_use]
pub fn alone(class: &str, course: Course) -> Vec<Component> {
    vec![Component { class: class.to_owned(), course, interval_days: 0.0 }]
}
