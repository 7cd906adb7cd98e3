//! Pain: a number from 0 to 10, or millimetres on a line of 100 (bands recalled).

crate::words! {
    /// Bands of pain.
    Band, "band of pain" {
        /// 0.
        None = "none",
        /// 1 to 3.
        Mild = "mild",
        /// 4 to 6.
        Moderate = "moderate",
        /// 7 to 10.
        Severe = "severe",
    }
}

/// Numeric rating, 0 to 10.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Nrs(u8);

impl Nrs {
    /// The largest number.
    pub const MAX: u8 = 10;

    /// From 0 to 10; `None` above.
    #[must_use]
    pub const fn new(number: u8) -> Option<Self> {
        if number <= Self::MAX { Some(Self(number)) } else { None }
    }

    /// The number.
    #[must_use]
    pub const fn number(self) -> u8 {
        self.0
    }

    /// The band.
    #[must_use]
    pub const fn band(self) -> Band {
        match self.0 {
            0 => Band::None,
            1..=3 => Band::Mild,
            4..=6 => Band::Moderate,
            _ => Band::Severe,
        }
    }
}

/// Visual analogue scale, 0 to 100 mm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Vas(u8);

impl Vas {
    /// The length of the line, mm.
    pub const MAX_MM: u8 = 100;

    /// From millimetres, 0 to 100; `None` above.
    #[must_use]
    pub const fn from_mm(mm: u8) -> Option<Self> {
        if mm <= Self::MAX_MM { Some(Self(mm)) } else { None }
    }

    /// Millimetres.
    #[must_use]
    pub const fn mm(self) -> u8 {
        self.0
    }

    /// The band: ten millimetres are one point, and what lies between two bands belongs to the heavier.
    #[must_use]
    pub const fn band(self) -> Band {
        match self.0 {
            0 => Band::None,
            1..=30 => Band::Mild,
            31..=60 => Band::Moderate,
            _ => Band::Severe,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_of_both_forms() {
        for (number, band) in [
            (0, Band::None),
            (1, Band::Mild),
            (3, Band::Mild),
            (4, Band::Moderate),
            (6, Band::Moderate),
            (7, Band::Severe),
            (10, Band::Severe),
        ] {
            assert_eq!(Nrs::new(number).unwrap().band(), band, "{number}");
            assert_eq!(Vas::from_mm(number * 10).unwrap().band(), band, "{number} cm");
        }
        for (mm, band) in [(1, Band::Mild), (31, Band::Moderate), (61, Band::Severe)] {
            assert_eq!(Vas::from_mm(mm).unwrap().band(), band, "{mm} mm");
        }
        assert!(Nrs::new(11).is_none() && Vas::from_mm(101).is_none());
    }
}
