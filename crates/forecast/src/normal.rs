//! The normal distribution, and a median with two unequal sides.

/// The 90 % quantile of the standard normal: half of an 80 % band in standard deviations.
pub const Z80: f64 = 1.281_551_565_544_600_4;
/// The 97.5 % quantile of the standard normal: half of a 95 % band.
pub const Z95: f64 = 1.959_963_984_540_054;
/// The 75 % quantile of the standard normal: half of a 50 % band.
pub const Z50: f64 = 0.674_489_750_196_081_7;

/// P(Z <= z) for a standard normal Z.
#[must_use]
pub fn below(z: f64) -> f64 {
    0.5 * libm::erfc(-z * std::f64::consts::FRAC_1_SQRT_2)
}

/// A median and the distance from it to the 10 % and the 90 % quantile; each side half a normal.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sides {
    /// The median.
    pub median: f64,
    /// Median minus 10 % quantile; not negative.
    pub low: f64,
    /// 90 % quantile minus median; not negative.
    pub high: f64,
}

impl Sides {
    /// P(X <= x).
    #[must_use]
    pub fn below(&self, x: f64) -> f64 {
        let side = if x < self.median { self.low } else { self.high };
        if side <= 0.0 {
            return if x < self.median { 0.0 } else { 1.0 };
        }
        below(Z80 * (x - self.median) / side)
    }

    /// The standard deviation of a normal with an 80 % band of the same width.
    #[must_use]
    pub fn sd(&self) -> f64 {
        (self.low + self.high) / (2.0 * Z80)
    }

    /// Continuous ranked probability score against `x`, the band read as a normal: lower is better.
    #[must_use]
    pub fn crps(&self, x: f64) -> f64 {
        let sd = self.sd();
        if sd <= 0.0 {
            return (x - self.median).abs();
        }
        let z = (x - self.median) / sd;
        let density = libm::exp(-0.5 * z * z) / (2.0 * std::f64::consts::PI).sqrt();
        sd * (z * (2.0 * below(z) - 1.0) + 2.0 * density - 1.0 / std::f64::consts::PI.sqrt())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quantiles_are_quantiles() {
        assert!((below(Z80) - 0.9).abs() < 1e-12);
        assert!((below(-Z50) - 0.25).abs() < 1e-12);
        let sides = Sides { median: 2.0, low: 1.0, high: 3.0 };
        for (x, want) in [(1.0, 0.1), (2.0, 0.5), (5.0, 0.9)] {
            assert!((sides.below(x) - want).abs() < 1e-12, "{x}");
        }
    }

    #[test]
    fn the_score_of_a_point_is_its_error_and_of_a_normal_the_known_value() {
        let point = Sides { median: 1.0, low: 0.0, high: 0.0 };
        assert!((point.crps(4.0) - 3.0).abs() < 1e-12);
        let unit = Sides { median: 0.0, low: Z80, high: Z80 };
        assert!((unit.crps(0.0) - 0.233_695).abs() < 1e-5);
    }
}
