//! The population: the model's parameters with what the published arms said about them.
use crate::matrix::Symmetric;
use crate::model::{DataError, Model};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// A parameter after the fit, as it stands in `posterior.toml`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fitted {
    /// Its name in the model.
    pub name: String,
    /// Posterior mean of the logarithm.
    pub mean: f64,
    /// Posterior median on the natural scale, for readers.
    pub median: f64,
    /// Lower and upper end of its 80 % interval, for readers.
    pub interval80: [f64; 2],
    /// Posterior sd over prior sd: near 1 the arms did not move it.
    pub sd_ratio: f64,
    /// The row of the covariance of the logarithms, up to the diagonal.
    pub covariance: Vec<f64>,
}

/// What `posterior.toml` holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Posterior {
    /// What made it and from what.
    pub basis: String,
    /// Trials and points that were fitted.
    pub trials: u32,
    /// Points that were fitted.
    pub points: u32,
    /// How many series each class and each concern rests on.
    pub series: BTreeMap<String, u32>,
    /// The parameters that the arms touch.
    #[serde(default)]
    pub parameter: Vec<Fitted>,
}

/// The model with its posterior.
#[derive(Debug, Clone, PartialEq)]
pub struct Population {
    /// The model.
    pub model: Model,
    /// Mean of the logarithm of every parameter.
    pub means: Vec<f64>,
    slots: Vec<Option<usize>>,
    covariance: Symmetric,
    series: BTreeMap<String, u32>,
}

/// A slope of the logarithm of the effect by the logarithm of a parameter: (its number, slope).
pub type Slope = (usize, f64);

impl Population {
    /// The population before any arm was seen.
    #[must_use]
    pub fn prior(model: Model) -> Self {
        let means = model.parameters.iter().map(|p| p.mean).collect();
        let slots = vec![None; model.parameters.len()];
        Self { model, means, slots, covariance: Symmetric::zeros(0), series: BTreeMap::new() }
    }

    /// The model with the posterior of a fit; fails if the two do not belong together.
    pub fn with(model: Model, posterior: Posterior) -> Result<Self, DataError> {
        let wrong = |what: String| DataError::Value { file: "posterior.toml", what };
        let mut all = Self::prior(model);
        all.covariance = Symmetric::zeros(posterior.parameter.len());
        for (i, fitted) in posterior.parameter.iter().enumerate() {
            let place = all.model.parameters.iter().position(|p| p.name == fitted.name);
            let Some(place) = place else {
                return Err(wrong(format!("`{}` is no parameter of the model", fitted.name)));
            };
            if fitted.covariance.len() != i + 1 {
                return Err(wrong(format!("`{}` needs {} covariances", fitted.name, i + 1)));
            }
            if let (Some(mean), Some(slot)) = (all.means.get_mut(place), all.slots.get_mut(place)) {
                *mean = fitted.mean;
                *slot = Some(i);
            }
            for (j, value) in fitted.covariance.iter().enumerate() {
                all.covariance.add(i, j, *value);
            }
        }
        all.series = posterior.series;
        Ok(all)
    }

    /// The population that ships with the product; read once.
    ///
    /// A test proves that the data can be read; if they could not, nothing would be known and every answer would be wide.
    #[must_use]
    pub fn shipped() -> Option<&'static Self> {
        static SHIPPED: OnceLock<Option<Population>> = OnceLock::new();
        SHIPPED.get_or_init(|| Self::read(MODEL, POSTERIOR).ok()).as_ref()
    }

    /// Reads the two data files.
    pub fn read(model: &str, posterior: &str) -> Result<Self, DataError> {
        let posterior = toml::from_str(posterior)
            .map_err(|source| DataError::Shape { file: "posterior.toml", source: Box::new(source) })?;
        Self::with(Model::read(model)?, posterior)
    }

    /// How many published series a class (`acne.sessions.peel_bha`) or a concern (`acne`) rests on.
    #[must_use]
    pub fn series(&self, key: &str) -> u32 {
        self.series.get(key).copied().unwrap_or(0)
    }

    /// The covariance of two linear forms in the logarithms of the parameters.
    #[must_use]
    pub fn covariance(&self, a: &[Slope], b: &[Slope]) -> f64 {
        let mut apart = 0.0;
        for (i, x) in a {
            if self.slots.get(*i).is_some_and(Option::is_none) {
                let sd = self.model.parameters.get(*i).map_or(0.0, |p| p.sd);
                apart += b.iter().filter(|(j, _)| j == i).map(|(_, y)| x * y * sd * sd).sum::<f64>();
            }
        }
        for (i, x) in a {
            let Some(Some(i)) = self.slots.get(*i) else { continue };
            for (j, y) in b {
                if let Some(Some(j)) = self.slots.get(*j) {
                    apart += x * y * self.covariance.at(*i, *j);
                }
            }
        }
        apart
    }

    /// Median and sd of the logarithm of a parameter.
    #[must_use]
    pub fn parameter(&self, place: usize) -> (f64, f64) {
        let mean = self.means.get(place).copied().unwrap_or(0.0);
        (libm::exp(mean), self.covariance(&[(place, 1.0)], &[(place, 1.0)]).max(0.0).sqrt())
    }
}

/// The text of the model that ships with the product.
pub const MODEL: &str = include_str!("../data/model.toml");
/// The text of the fit that ships with the product.
pub const POSTERIOR: &str = include_str!("../data/posterior.toml");
/// The table of published arms that the fit was made from.
pub const ARMS: &str = include_str!("../data/trial-arms.csv");
