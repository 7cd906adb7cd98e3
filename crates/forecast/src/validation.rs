//! How good the forecast is on trials it never saw: each trial is left out once with all its arms, or the trials
//! are split in halves many times and one half is forecast from the other.
//!
//! The simple forecasts are in [`crate::baselines`]; after an own observation also the last value carried forward and
//! the straight line through the start and the observed point.
use crate::arms::Arm;
use crate::baselines::Baselines;
use crate::fit::{fit, usable};
use crate::group::{Group, Seen, day_of_week};
use crate::model::{DataError, Model};
use crate::normal::Sides;
use crate::population::Population;
use crate::response::Rest;
use std::collections::{BTreeMap, BTreeSet};

/// The concerns that the published comparison scored.
pub const SCORED: [&str; 5] = ["acne", "melasma", "PIH", "scar", "lines"];

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
    /// What the simple forecasts say ([`crate::baselines::NAMES`]), percent.
    pub baselines: [f64; 5],
    /// Whether each treatment of the arm was seen in a fitted trial: else nothing but a prior spoke.
    pub seen_class: bool,
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
    /// Mean absolute error of each simple forecast.
    pub baselines: [f64; 5],
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
    let means = Baselines::from(others);
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

fn score_one(of: &Population, arm: &Arm, first: Option<&Arm>, means: &Baselines) -> Option<Scored> {
    let observed = arm.percent?;
    let seen = first.and_then(|f| Some(Seen { day: day_of_week(f.week), percent: f.percent? }));
    let group = Group::of_arm(of, arm)?;
    let change = group.on(day_of_week(arm.week), seen);
    let seen_class = group.response().rests.iter().all(|rest| match rest {
        Rest::Own { series, .. } => *series > 0,
        Rest::Context { .. } => true,
        Rest::Family { .. } | Rest::Group { .. } => false,
    });
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
        baselines: means.of(arm),
        seen_class,
        simple,
    })
}

/// Splits the trials in two halves of (nearly) the same size, fits one and forecasts the other: the points before any
/// own observation. The same `split` gives the same halves.
pub fn half(model: &Model, arms: &[Arm], split: u64) -> Result<LeftOut, DataError> {
    let trials: BTreeSet<&str> = arms.iter().filter(|a| usable(a)).map(|a| a.trial.as_str()).collect();
    let mut order: Vec<(u64, &str)> = Vec::with_capacity(trials.len());
    for (n, trial) in (0_u64..).zip(&trials) {
        order.push((mixed(split.wrapping_mul(0x1_0000).wrapping_add(n)), trial));
    }
    order.sort_unstable();
    let fitted: BTreeSet<&str> = order.iter().take(order.len() / 2).map(|(_, trial)| *trial).collect();
    let others: Vec<Arm> = arms.iter().filter(|a| fitted.contains(a.trial.as_str())).cloned().collect();
    let asked: Vec<&Arm> = arms.iter().filter(|a| !fitted.contains(a.trial.as_str())).collect();
    from_others(model, &others, &asked)
}

/// A number that looks like chance and is the same on every machine (the finaliser of `SplitMix64`).
const fn mixed(n: u64) -> u64 {
    let x = n.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
}

impl Score {
    fn of(p: &Scored) -> Self {
        let [median, low, high] = p.forecast;
        let sides = Sides { median, low: median - low, high: high - median };
        let [carried, straight] = p.simple.unwrap_or([p.observed; 2]);
        Self {
            points: 1.0,
            error: (median - p.observed).abs(),
            baselines: p.baselines.map(|b| (b - p.observed).abs()),
            crps: sides.crps(p.observed),
            covered: f64::from(u8::from((low..=high).contains(&p.observed))),
            carried: (carried - p.observed).abs(),
            straight: (straight - p.observed).abs(),
        }
    }

    /// The mean of scores, each counted once; `points` is how many there were.
    #[must_use]
    pub fn mean(all: &[Self]) -> Self {
        let n = all.iter().map(|_| 1.0).sum::<f64>();
        let mean = |of: &dyn Fn(&Self) -> f64| all.iter().map(of).sum::<f64>() / n.max(1.0);
        let mut baselines = [0.0; 5];
        for (i, b) in baselines.iter_mut().enumerate() {
            *b = mean(&|s| s.baselines.get(i).copied().unwrap_or(0.0));
        }
        Self {
            points: n,
            error: mean(&|s| s.error),
            baselines,
            crps: mean(&|s| s.crps),
            covered: mean(&|s| s.covered),
            carried: mean(&|s| s.carried),
            straight: mean(&|s| s.straight),
        }
    }
}

/// Means over these points, each point counted once.
#[must_use]
pub fn score<'a>(points: impl IntoIterator<Item = &'a Scored>) -> Score {
    Score::mean(&points.into_iter().map(Score::of).collect::<Vec<_>>())
}

/// Means over these points, each series counted once whatever the number of its points; `points` is how many series.
#[must_use]
pub fn by_series<'a>(points: impl IntoIterator<Item = &'a Scored>) -> Score {
    let mut series: BTreeMap<&str, Vec<Score>> = BTreeMap::new();
    for p in points {
        series.entry(&p.id).or_default().push(Score::of(p));
    }
    Score::mean(&series.values().map(|all| Score::mean(all)).collect::<Vec<_>>())
}
