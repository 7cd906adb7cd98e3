//! The fit: from the table of published arms to `posterior.toml`.
//!
//! Gauss-Newton steps with damping to the most likely parameters (every prior is one more residual),
//! then the Gaussian around them. Each trial has one multiplier on its whole effect. No chance, no
//! clock: the same table gives the same bytes.
use crate::arms::Arm;
use crate::group::given_in_sessions;
use crate::matrix::Symmetric;
use crate::model::Model;
use crate::population::{Fitted, Population, Posterior};
use crate::regimen::Regimen;
use crate::response::{Response, Rest};
use std::collections::{BTreeMap, BTreeSet};

const STEPS_MAX: usize = 200;
const SMALL_STEP: f64 = 1e-9;

/// One observed point, bound to the model.
struct Point {
    response: Response,
    week: f64,
    ratio: f64,
    sd: f64,
    trial: usize,
}

struct Problem {
    points: Vec<Point>,
    /// Parameters that some point touches, in the order of the model.
    free: Vec<usize>,
    trials: usize,
    means: Vec<f64>,
    sds: Vec<f64>,
    trial_effect: f64,
}

/// Whether an arm tells something about severity that the fit can use.
#[must_use]
pub fn usable(arm: &Arm) -> bool {
    !arm.responders && arm.percent.is_some() && arm.regimen != Regimen::Hidden
}

/// Fits the model to these arms.
#[must_use]
pub fn fit(model: &Model, arms: &[Arm]) -> Posterior {
    let prior = Population::prior(model.clone());
    let used: Vec<&Arm> = arms.iter().filter(|a| usable(a)).collect();
    let problem = Problem::new(&prior, &used);
    let (theta, hessian) = problem.solve();
    let covariance =
        hessian.factor().map_or_else(|| Symmetric::zeros(theta.len()), |factor| factor.inverse());
    let mut parameter = Vec::new();
    for (i, place) in problem.free.iter().enumerate() {
        let (Some(prior), Some(mean)) = (model.parameters.get(*place), theta.get(i)) else { continue };
        let sd = covariance.at(i, i).max(0.0).sqrt();
        let spread = crate::normal::Z80 * sd;
        parameter.push(Fitted {
            name: prior.name.clone(),
            mean: rounded(*mean, 6),
            median: rounded(libm::exp(*mean), 4),
            interval80: [rounded(libm::exp(mean - spread), 4), rounded(libm::exp(mean + spread), 4)],
            sd_ratio: rounded(sd / prior.sd, 3),
            covariance: (0..=i).map(|j| rounded(covariance.at(i, j), 7)).collect(),
        });
    }
    Posterior {
        basis: "made from trial-arms.csv and model.toml by the example `fit`; not edited by hand".to_owned(),
        trials: count(problem.trials),
        points: count(problem.points.len()),
        series: series(&prior, &used),
        parameter,
    }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// A number with so many decimals, so that the file is the same whatever the last bit says.
fn rounded(x: f64, decimals: i32) -> f64 {
    let scale = libm::exp10(f64::from(decimals));
    let y = libm::round(x * scale) / scale;
    if y == 0.0 { 0.0 } else { y }
}

fn bind(prior: &Population, arm: &Arm) -> Option<Response> {
    let concern = prior.model.concern(&arm.concern).map_or("other", |(c, _)| c.code.as_str());
    let (parts, _) = arm.components(given_in_sessions(prior, concern, &arm.class));
    Response::bind(prior, &arm.concern, &arm.scale, &arm.class, &parts)
}

fn series(prior: &Population, arms: &[&Arm]) -> BTreeMap<String, u32> {
    let mut seen: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for arm in arms {
        let Some(response) = bind(prior, arm) else { continue };
        seen.entry(response.concern.clone()).or_default().insert(&arm.id);
        let (parts, _) = arm.components(false);
        for (rest, part) in response.rests.iter().zip(&parts) {
            if let Rest::Own { class, .. } = rest {
                let key = format!("{}.{}.{class}", response.concern, part.manner().code());
                seen.entry(key).or_default().insert(&arm.id);
            }
        }
    }
    seen.into_iter().map(|(key, ids)| (key, count(ids.len()))).collect()
}

impl Problem {
    fn new(prior: &Population, arms: &[&Arm]) -> Self {
        let noise = &prior.model.noise;
        let mut names: Vec<&str> = arms.iter().map(|a| a.trial.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        let mut touched = BTreeSet::new();
        let mut points = Vec::new();
        for arm in arms {
            let (Some(response), Some(percent)) = (bind(prior, arm), arm.percent) else { continue };
            let n = arm.n.unwrap_or(noise.unstated_n);
            let sd = (noise.trial_sd * noise.trial_sd + noise.patient_sd * noise.patient_sd / n).sqrt();
            let sd = if arm.looked_up { sd } else { sd * noise.recalled_factor };
            touched.extend(response.at(&prior.means, arm.week).slopes.iter().map(|(p, _)| *p));
            let trial = names.binary_search(&arm.trial.as_str()).unwrap_or(0);
            points.push(Point { response, week: arm.week, ratio: 1.0 + percent / 100.0, sd, trial });
        }
        let sd_of = |p: &usize| prior.model.parameters.get(*p).map_or(0.0, |p| p.sd);
        let free: Vec<usize> = touched.into_iter().filter(|p| sd_of(p) > 0.0).collect();
        let sds = free.iter().map(sd_of).collect();
        Self {
            points,
            free,
            trials: names.len(),
            means: prior.means.clone(),
            sds,
            trial_effect: noise.trial_effect,
        }
    }

    /// All parameters of the model with the free ones replaced.
    fn full(&self, theta: &[f64]) -> Vec<f64> {
        let mut all = self.means.clone();
        for (place, value) in self.free.iter().zip(theta) {
            if let Some(cell) = all.get_mut(*place) {
                *cell = *value;
            }
        }
        all
    }

    /// Residual and its slopes by the free parameters and the trial's multiplier, for each point.
    fn residual(&self, point: &Point, all: &[f64], theta: &[f64]) -> (f64, Vec<(usize, f64)>) {
        let effect = point.response.at(all, point.week);
        let trial = self.free.len() + point.trial;
        let eta = theta.get(trial).copied().unwrap_or(0.0);
        let (ratio, by_log) = point.response.ratio(effect.log_u + eta);
        let by_log = by_log / point.sd;
        let mut slopes: Vec<(usize, f64)> = effect
            .slopes
            .iter()
            .filter_map(|(p, s)| self.free.binary_search(p).ok().map(|i| (i, s * by_log)))
            .collect();
        slopes.push((trial, by_log));
        ((ratio - point.ratio) / point.sd, slopes)
    }

    /// The prior as residuals: (distance in sds, 1/sd) for each free parameter and each trial.
    fn priors(&self, theta: &[f64]) -> Vec<(f64, f64)> {
        let centres = self.free.iter().map(|p| self.means.get(*p).copied().unwrap_or(0.0));
        let of_model = centres.zip(&self.sds).map(|(m, sd)| (m, *sd));
        let of_trials = std::iter::repeat_n((0.0, self.trial_effect), self.trials);
        theta.iter().zip(of_model.chain(of_trials)).map(|(x, (m, sd))| ((x - m) / sd, 1.0 / sd)).collect()
    }

    fn cost(&self, theta: &[f64]) -> f64 {
        let all = self.full(theta);
        let data: f64 = self.points.iter().map(|p| self.residual(p, &all, theta).0).map(|r| r * r).sum();
        let prior: f64 = self.priors(theta).iter().map(|(r, _)| r * r).sum();
        data + prior
    }

    fn normal_equations(&self, theta: &[f64]) -> (Symmetric, Vec<f64>) {
        let n = theta.len();
        let all = self.full(theta);
        let mut hessian = Symmetric::zeros(n);
        let mut gradient = vec![0.0; n];
        for point in &self.points {
            let (r, slopes) = self.residual(point, &all, theta);
            let mut row: BTreeMap<usize, f64> = BTreeMap::new();
            for (i, s) in slopes {
                *row.entry(i).or_default() += s;
            }
            for (i, s) in &row {
                if let Some(cell) = gradient.get_mut(*i) {
                    *cell += s * r;
                }
                for (j, q) in row.range(..=*i) {
                    hessian.add(*i, *j, s * q);
                }
            }
        }
        for (i, (r, weight)) in self.priors(theta).into_iter().enumerate() {
            hessian.add(i, i, weight * weight);
            if let Some(cell) = gradient.get_mut(i) {
                *cell += r * weight;
            }
        }
        (hessian, gradient)
    }

    /// The most likely parameters and the curvature there.
    fn solve(&self) -> (Vec<f64>, Symmetric) {
        let mut theta: Vec<f64> =
            self.free.iter().map(|p| self.means.get(*p).copied().unwrap_or(0.0)).collect();
        theta.extend(std::iter::repeat_n(0.0, self.trials));
        let mut damping = 1e-3;
        let mut cost = self.cost(&theta);
        for _ in 0..STEPS_MAX {
            let (mut hessian, gradient) = self.normal_equations(&theta);
            for i in 0..theta.len() {
                let diagonal = hessian.at(i, i);
                hessian.add(i, i, damping * diagonal);
            }
            let Some(factor) = hessian.factor() else { break };
            let step = factor.solve(&gradient);
            let next: Vec<f64> = theta.iter().zip(&step).map(|(x, s)| x - s).collect();
            let next_cost = self.cost(&next);
            let length = step.iter().map(|s| s.abs()).fold(0.0, f64::max);
            if next_cost <= cost {
                theta = next;
                cost = next_cost;
                damping = (damping * 0.2).max(1e-12);
            } else {
                damping *= 10.0;
            }
            if length < SMALL_STEP {
                break;
            }
        }
        let (hessian, _) = self.normal_equations(&theta);
        (theta, hessian)
    }
}

/// The text of `posterior.toml`.
///
/// # Errors
/// Fails only if the writer of TOML does.
pub fn write(posterior: &Posterior) -> Result<String, toml::ser::Error> {
    toml::to_string(posterior)
}
