//! How good the forecast is on trials it never saw: each trial is left out once, with all its arms.
//!
//! The baselines are those of the published comparison: the mean change at week 12 of the concern,
//! the last value carried forward, and the straight line through the start and the observed point.
use crate::arms::Arm;
use crate::fit::{fit, usable};
use crate::group::{Group, Seen, day_of_week};
use crate::model::{DataError, Model};
use crate::normal::Sides;
use crate::population::Population;
use std::collections::{BTreeMap, BTreeSet};

/// One point of an arm that was not used in fitting, with what was forecast for it.
#[derive(Debug, Clone, PartialEq)]
pub struct Scored {
    /// The arm.
    pub id: String,
    /// The concern, as the table calls it.
    pub concern: String,
    /// The week.
    pub week: f64,
    /// The observed change, percent.
    pub observed: f64,
    /// The forecast: median, 10 % and 90 % quantiles, percent.
    pub forecast: [f64; 3],
    /// The forecast of the baseline: mean at week 12 of the concern, percent.
    pub week12: f64,
    /// For points after an own observation: carried forward, and straight line, percent.
    pub simple: Option<[f64; 2]>,
}

/// Means over points.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Score {
    /// How many points.
    pub points: f64,
    /// Mean absolute error of the median.
    pub error: f64,
    /// Mean absolute error of the mean at week 12.
    pub week12: f64,
    /// Mean continuous ranked probability score.
    pub crps: f64,
    /// Share of points inside the 80 % band.
    pub covered: f64,
    /// Mean absolute error of the value carried forward; only after an own observation.
    pub carried: f64,
    /// Mean absolute error of the straight line; only after an own observation.
    pub straight: f64,
}

/// The points of all left-out trials, forecast in two ways.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct LeftOut {
    /// Every point, from the other trials alone.
    pub before: Vec<Scored>,
    /// The later points of arms with a course in time, after the earliest one was given.
    pub after: Vec<Scored>,
}

/// Forecasts every looked-up trial from all the others.
pub fn leave_trials_out(model: &Model, arms: &[Arm]) -> Result<LeftOut, DataError> {
    let looked_up: Vec<&Arm> = arms.iter().filter(|a| usable(a) && a.looked_up).collect();
    let trials: BTreeSet<&str> = looked_up.iter().map(|a| a.trial.as_str()).collect();
    let mut all = LeftOut::default();
    for trial in trials {
        let of_trial: Vec<&Arm> = looked_up.iter().copied().filter(|a| a.trial == trial).collect();
        let others: Vec<Arm> = arms.iter().filter(|a| a.trial != trial).cloned().collect();
        let scored = from_others(model, &others, &of_trial)?;
        all.before.extend(scored.before);
        all.after.extend(scored.after);
    }
    Ok(all)
}

/// Forecasts the looked-up ones among `asked` from a fit to `others`, which holds none of their trials.
pub fn from_others(model: &Model, others: &[Arm], asked: &[&Arm]) -> Result<LeftOut, DataError> {
    let of = Population::with(model.clone(), fit(model, others))?;
    let means = week12(others);
    let mut all = LeftOut::default();
    for arm in asked.iter().filter(|a| usable(a) && a.looked_up) {
        all.before.extend(score_one(&of, arm, None, &means));
        let first = asked.iter().filter(|a| a.id == arm.id).min_by(|a, b| a.week.total_cmp(&b.week));
        if let Some(first) = first.filter(|f| f.week < arm.week) {
            all.after.extend(score_one(&of, arm, Some(first), &means));
        }
    }
    Ok(all)
}

fn score_one(
    of: &Population,
    arm: &Arm,
    first: Option<&Arm>,
    means: &BTreeMap<String, f64>,
) -> Option<Scored> {
    let observed = arm.percent?;
    let seen = first.and_then(|f| Some(Seen { day: day_of_week(f.week), percent: f.percent? }));
    let change = Group::of_arm(of, arm)?.on(day_of_week(arm.week), seen);
    let simple = first.and_then(|f| {
        let start = f.percent?;
        Some([start, (start * arm.week / f.week).max(-100.0)])
    });
    Some(Scored {
        id: arm.id.clone(),
        concern: arm.concern.clone(),
        week: arm.week,
        observed,
        forecast: [change.median, change.low80, change.high80],
        week12: means.get(&arm.concern).or_else(|| means.get("")).copied().unwrap_or(0.0),
        simple,
    })
}

/// The mean change at the point nearest to week 12, by concern, and under "" over all.
#[must_use]
pub fn week12(arms: &[Arm]) -> BTreeMap<String, f64> {
    let mut nearest: BTreeMap<&str, &Arm> = BTreeMap::new();
    for arm in arms.iter().filter(|a| usable(a)) {
        let best = nearest.entry(&arm.id).or_insert(arm);
        if (arm.week - 12.0).abs() < (best.week - 12.0).abs() {
            *best = arm;
        }
    }
    let mut sums: BTreeMap<String, (f64, f64)> = BTreeMap::new();
    for arm in nearest.values() {
        for key in [arm.concern.clone(), String::new()] {
            let sum = sums.entry(key).or_default();
            *sum = (sum.0 + arm.percent.unwrap_or(0.0), sum.1 + 1.0);
        }
    }
    sums.into_iter().map(|(key, (sum, n))| (key, sum / n)).collect()
}

/// Means over these points.
#[must_use]
pub fn score<'a>(points: impl IntoIterator<Item = &'a Scored>) -> Score {
    let mut score = Score::default();
    for p in points {
        let [median, low, high] = p.forecast;
        let sides = Sides { median, low: median - low, high: high - median };
        score.points += 1.0;
        score.error += (median - p.observed).abs();
        score.week12 += (p.week12 - p.observed).abs();
        score.crps += sides.crps(p.observed);
        score.covered += f64::from(u8::from((low..=high).contains(&p.observed)));
        if let Some([carried, straight]) = p.simple {
            score.carried += (carried - p.observed).abs();
            score.straight += (straight - p.observed).abs();
        }
    }
    let n = score.points.max(1.0);
    Score {
        points: score.points,
        error: score.error / n,
        week12: score.week12 / n,
        crps: score.crps / n,
        covered: score.covered / n,
        carried: score.carried / n,
        straight: score.straight / n,
    }
}
