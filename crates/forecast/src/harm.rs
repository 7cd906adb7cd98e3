//! What published groups saw go wrong, with an honest width for small groups. Apart from the benefit, never netted against it.
use crate::model::DataError;
use serde::{Deserialize, Serialize};
use std::sync::OnceLock;

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    codes: Vec<String>,
    event: String,
    group: String,
    cases: u32,
    of: u32,
    basis: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct HarmsFile {
    #[serde(default)]
    harm: Vec<Entry>,
}

/// How often something went wrong in one published group.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Harm {
    /// What went wrong: `pih`, or words.
    pub event: String,
    /// In whom; it says little about others.
    pub group: String,
    /// So many people.
    pub cases: u32,
    /// Of so many.
    pub of: u32,
    /// Lower end of what such a group allows to believe (80 %), per cent.
    pub low80: f64,
    /// Upper end, per cent.
    pub high80: f64,
    /// Where the numbers come from.
    pub basis: String,
}

/// The text of the harms that ship with the product.
pub const HARMS: &str = include_str!("../data/harms.toml");

/// Proves that the harms can be read.
pub fn check() -> Result<(), DataError> {
    let file: HarmsFile = toml::from_str(HARMS)
        .map_err(|source| DataError::Shape { file: "harms.toml", source: Box::new(source) })?;
    match file.harm.iter().find(|h| h.cases > h.of || h.of == 0 || h.codes.is_empty()) {
        Some(h) => Err(DataError::Value {
            file: "harms.toml",
            what: format!("{:?}: {} of {}", h.codes, h.cases, h.of),
        }),
        None => Ok(()),
    }
}

/// What was published about a treatment or product; empty = nothing is known here, which is not the same as rare.
#[must_use]
pub fn harms(code: &str) -> Vec<Harm> {
    static SHIPPED: OnceLock<HarmsFile> = OnceLock::new();
    let file = SHIPPED.get_or_init(|| toml::from_str(HARMS).unwrap_or_default());
    let named = file.harm.iter().filter(|h| h.codes.iter().any(|c| c == code));
    named
        .map(|h| {
            let [low80, high80] = band(h.cases, h.of);
            Harm {
                event: h.event.clone(),
                group: h.group.clone(),
                cases: h.cases,
                of: h.of,
                low80,
                high80,
                basis: h.basis.clone(),
            }
        })
        .collect()
}

/// The 10 % and 90 % quantiles of Beta(cases + 1/2, others + 1/2), per cent, to a tenth.
fn band(cases: u32, of: u32) -> [f64; 2] {
    let (a, b) = (f64::from(cases) + 0.5, f64::from(of.saturating_sub(cases)) + 0.5);
    [0.1, 0.9].map(|p| libm::round(1000.0 * quantile(p, a, b)) / 10.0)
}

fn quantile(p: f64, a: f64, b: f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if below(middle, a, b) < p {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}

/// P(X <= x) of a beta distribution with `a`, `b` of at least 1/2: the continued fraction of the incomplete beta function.
fn below(x: f64, a: f64, b: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if x >= 1.0 {
        return 1.0;
    }
    if x > (a + 1.0) / (a + b + 2.0) {
        return 1.0 - below(1.0 - x, b, a);
    }
    let front = libm::exp(
        libm::lgamma(a + b) - libm::lgamma(a) - libm::lgamma(b) + a * libm::log(x) + b * libm::log(1.0 - x),
    ) / a;
    // Modified Lentz; 200 terms are far more than any group of people needs.
    let (mut up, mut down) = (1.0, 1.0 / (1.0 - (a + b) * x / (a + 1.0)));
    let mut fraction = down;
    for step in 1..200_u16 {
        let n = f64::from(step);
        let even = n * (b - n) * x / ((a + 2.0 * n - 1.0) * (a + 2.0 * n));
        let odd = -(a + n) * (a + b + n) * x / ((a + 2.0 * n) * (a + 2.0 * n + 1.0));
        for term in [even, odd] {
            down = 1.0 / (1.0 + term * down);
            up = 1.0 + term / up;
            fraction *= up * down;
        }
        if (up * down - 1.0).abs() < 1e-14 {
            break;
        }
    }
    front * fraction
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_harms_can_be_read_and_name_what_exists() {
        check().unwrap();
        let file: HarmsFile = toml::from_str(HARMS).unwrap();
        for code in file.harm.iter().flat_map(|h| &h.codes) {
            let known = crate::gain::EFFECTS.contains(&format!("\"{code}\""));
            assert!(known, "{code}");
            assert!(!harms(code).is_empty());
        }
        assert!(harms("massage").is_empty());
    }

    #[test]
    fn the_distribution_is_the_beta_distribution() {
        // Uniform, x squared, and the arcsine law.
        for (x, a, b, want) in
            [(0.3, 1.0, 1.0, 0.3), (0.6, 2.0, 1.0, 0.36), (0.25, 0.5, 0.5, 1.0 / 3.0), (0.9, 1.0, 3.0, 0.999)]
        {
            assert!((below(x, a, b) - want).abs() < 1e-10, "{x} {a} {b}: {}", below(x, a, b));
        }
    }

    #[test]
    fn small_groups_are_wide_and_none_seen_is_not_none() {
        let [low, high] = band(0, 22);
        assert!(low < 0.1 && (5.0..8.0).contains(&high), "{high}");
        let [a, b] = band(12, 13);
        assert!((75.0..82.0).contains(&a) && b < 99.0, "{a} {b}");
        let width = |cases, of| band(cases, of)[1] - band(cases, of)[0];
        assert!(width(5, 37) > width(50, 370));
    }
}
