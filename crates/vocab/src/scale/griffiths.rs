//! Griffiths' scale of photodamage (1992): nine points, and a modified form with half points.
//!
//! Its photographs belong to their authors and are not shipped.

/// The original scale, 0 none to 8 severe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Griffiths(u8);

impl Griffiths {
    /// The largest number.
    pub const MAX: u8 = 8;

    /// From 0 to 8; `None` above.
    #[must_use]
    pub const fn new(points: u8) -> Option<Self> {
        if points <= Self::MAX { Some(Self(points)) } else { None }
    }

    /// The points.
    #[must_use]
    pub const fn points(self) -> u8 {
        self.0
    }
}

crate::words! {
    /// What the modified form scores, each by itself.
    Feature, "feature of photodamage" {
        /// Fine lines.
        FineLines = "fine_lines",
        /// Roughness.
        Roughness = "roughness",
        /// Mottled pigment.
        MottledPigment = "mottled_pigment",
        /// Redness.
        Redness = "redness",
    }
}

crate::words! {
    /// Bands of the modified form.
    Band, "band of photodamage" {
        /// 0.
        None = "none",
        /// Above 0 to 3.
        Mild = "mild",
        /// Above 3 to 6.
        Moderate = "moderate",
        /// Above 6 to 9.
        Severe = "severe",
    }
}

/// The modified form, 0 to 9 in half points, for one feature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Modified(u8);

impl Modified {
    /// The largest number of half points.
    pub const MAX_HALVES: u8 = 18;

    /// From half points, 0 to 18; `None` above.
    #[must_use]
    pub const fn from_halves(halves: u8) -> Option<Self> {
        if halves <= Self::MAX_HALVES { Some(Self(halves)) } else { None }
    }

    /// Half points.
    #[must_use]
    pub const fn halves(self) -> u8 {
        self.0
    }

    /// The band. The source bands whole points only (1-3, 4-6, 7-9); a half point between two bands
    /// belongs to the heavier one.
    #[must_use]
    pub const fn band(self) -> Band {
        match self.0 {
            0 => Band::None,
            1..=6 => Band::Mild,
            7..=12 => Band::Moderate,
            _ => Band::Severe,
        }
    }
}

impl std::fmt::Display for Modified {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(&format!("{}.{}", self.0 / 2, if self.0.is_multiple_of(2) { 0 } else { 5 }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nine_points() {
        assert_eq!(Griffiths::new(8).map(Griffiths::points), Some(8));
        assert!(Griffiths::new(9).is_none());
    }

    #[test]
    fn half_points_and_their_bands() {
        for (halves, text, band) in [
            (0, "0.0", Band::None),
            (1, "0.5", Band::Mild),
            (6, "3.0", Band::Mild),
            (7, "3.5", Band::Moderate),
            (12, "6.0", Band::Moderate),
            (13, "6.5", Band::Severe),
            (18, "9.0", Band::Severe),
        ] {
            let score = Modified::from_halves(halves).unwrap();
            assert_eq!((score.to_string().as_str(), score.band()), (text, band));
        }
        assert!(Modified::from_halves(19).is_none());
    }
}
