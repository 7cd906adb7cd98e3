//! Scales of severity with their exact arithmetic (clinical reference, section 1).
//!
//! Whole numbers or tenths throughout, so that a score read twice is the same score. Anchor words
//! are our own: printed wording and photographs of the scales belong to their authors. What is
//! marked *recalled* was not looked up and needs a clinician's sign-off.
pub mod axes;
pub mod burn_tan;
pub mod gags;
pub mod graded;
pub mod griffiths;
pub mod masi;
pub mod monk;
pub mod pain;

/// A score counted in tenths: `Tenths::new(243)` is 24.3.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tenths(u16);

impl Tenths {
    /// From a number of tenths.
    #[must_use]
    pub const fn new(tenths: u16) -> Self {
        Self(tenths)
    }

    /// The number of tenths.
    #[must_use]
    pub const fn count(self) -> u16 {
        self.0
    }

    /// The nearest floating-point number, for scores of mixed scales.
    #[must_use]
    pub fn value(self) -> f64 {
        f64::from(self.0) / 10.0
    }
}

impl std::fmt::Display for Tenths {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(&format!("{}.{}", self.0 / 10, self.0 % 10))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::goals::Scale;

    #[test]
    fn tenths_are_written_with_one_decimal() {
        for (count, text) in [(0, "0.0"), (7, "0.7"), (10, "1.0"), (243, "24.3"), (480, "48.0")] {
            assert_eq!(Tenths::new(count).to_string(), text);
        }
    }

    /// The range a case file is checked against is the range of the arithmetic.
    #[test]
    fn the_ranges_of_goals_are_those_of_the_scales() {
        let ends =
            |list: &[i8]| (f64::from(*list.iter().min().unwrap()), f64::from(*list.iter().max().unwrap()));
        let scores = |list: Vec<i8>| ends(&list);
        for (scale, want) in [
            (Scale::Gags, (0.0, f64::from(gags::Grades::from_areas([4; 6]).unwrap().total()))),
            (Scale::Masi, (0.0, masi::Regions::MASI_MAX.value())),
            (Scale::Mmasi, (0.0, masi::Regions::MMASI_MAX.value())),
            (Scale::IgaAcne, scores(graded::IgaAcne::ALL.iter().map(|g| g.score()).collect())),
            (Scale::Cea, scores(graded::Cea::ALL.iter().map(|g| g.score()).collect())),
            (Scale::IgaRosacea, scores(graded::IgaRosacea::ALL.iter().map(|g| g.score()).collect())),
            (Scale::Glogau, scores(graded::Glogau::ALL.iter().map(|g| g.score()).collect())),
            (Scale::GoodmanBaron, scores(graded::GoodmanBaron::ALL.iter().map(|g| g.score()).collect())),
            (Scale::Gais, scores(graded::Gais::ALL.iter().map(|g| g.score()).collect())),
            // The code stands for the original scale and for its modified form, which ends at 9.
            (Scale::Griffiths, (0.0, f64::from(griffiths::Modified::MAX_HALVES) / 2.0)),
            (Scale::Bother, (0.0, f64::from(pain::Nrs::MAX))),
            (Scale::Ita, (-90.0, 90.0)),
        ] {
            assert_eq!(scale.range(), want, "{scale}");
        }
    }
}
