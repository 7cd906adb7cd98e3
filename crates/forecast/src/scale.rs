//! How a scale is read: its direction, its end, the error of one rating.
use serde::Deserialize;
use std::sync::OnceLock;

/// Which direction is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Better {
    /// A smaller number.
    Lower,
    /// A larger number.
    Higher,
}

/// A scale of severity (or of hydration).
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scale {
    /// Its code.
    pub code: String,
    /// Which direction is better.
    pub better: Better,
    /// Added before the logarithm is taken: about a tenth of a typical start.
    pub offset: f64,
    /// The largest value.
    pub most: f64,
    /// Standard error of one rating, in points.
    sem: Option<f64>,
    /// The same as a share of the score.
    sem_share: Option<f64>,
    /// Which end point of acne it counts.
    pub endpoint: Option<String>,
    /// Where the error comes from.
    pub basis: String,
    /// `needs sign-off` if it was assumed.
    #[serde(default)]
    pub status: String,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct ScalesFile {
    #[serde(default)]
    scale: Vec<Scale>,
}

impl Scale {
    /// The standard error of a score that is the mean of `raters` ratings; `None` if it is not known.
    #[must_use]
    pub fn error(&self, score: f64, raters: u8) -> Option<f64> {
        let one = self.sem.or_else(|| self.sem_share.map(|share| share * score.max(self.offset)))?;
        Some(one / f64::from(raters.max(1)).sqrt())
    }

    /// The smallest change between two scores that is more than noise (95 %): 2.77 standard errors with one rating each.
    #[must_use]
    pub fn smallest_change(&self, first: (f64, u8), last: (f64, u8)) -> Option<f64> {
        let (a, b) = (self.error(first.0, first.1)?, self.error(last.0, last.1)?);
        Some(1.96 * (a * a + b * b).sqrt())
    }
}

/// The scale of a concern without a score: per cent of the severity on the first day.
pub const PERCENT: &str = "percent";

/// The scale with this code; `None` if its course cannot be forecast (classes, signed changes).
#[must_use]
pub fn scale(code: &str) -> Option<&'static Scale> {
    static SHIPPED: OnceLock<ScalesFile> = OnceLock::new();
    let file =
        SHIPPED.get_or_init(|| toml::from_str(include_str!("../data/scales.toml")).unwrap_or_default());
    file.scale.iter().find(|s| s.code == code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_detectable_changes_come_out() {
        let mmasi = scale("mmasi").unwrap();
        for (raters, want) in [(1, 3.8), (2, 2.7)] {
            let got = mmasi.smallest_change((8.0, raters), (6.0, raters)).unwrap();
            assert!((got - want).abs() < 0.05, "{raters}: {got}");
        }
        assert_eq!(scale("ecca").unwrap().smallest_change((100.0, 1), (80.0, 1)), None);
        assert!(scale("gais").is_none() && scale("glogau").is_none());
    }
}
