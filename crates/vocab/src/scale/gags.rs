//! Global Acne Grading System (Doshi 1997): area factor times worst-lesion grade, summed.

/// The worst lesion of each area, 0 none, 1 comedo, 2 papule, 3 pustule, 4 nodule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Grades {
    forehead: u8,
    cheek_r: u8,
    cheek_l: u8,
    nose: u8,
    chin: u8,
    chest_back: u8,
}

crate::words! {
    /// Severity bands of the total.
    Band, "GAGS band" {
        /// 0.
        None = "none",
        /// 1 to 18.
        Mild = "mild",
        /// 19 to 30.
        Moderate = "moderate",
        /// 31 to 38.
        Severe = "severe",
        /// 39 to 44.
        VerySevere = "very_severe",
    }
}

impl Grades {
    /// The areas in the order of [`Grades::from_areas`], with their factors.
    pub const AREAS: [(&'static str, u8); 6] =
        [("forehead", 2), ("cheek_r", 2), ("cheek_l", 2), ("nose", 1), ("chin", 1), ("chest_back", 3)];

    /// From grades in the order of [`Grades::AREAS`]; `None` if one is above 4.
    #[must_use]
    pub fn from_areas(grades: [u8; 6]) -> Option<Self> {
        let [forehead, cheek_r, cheek_l, nose, chin, chest_back] = grades;
        grades.iter().all(|g| *g <= 4).then_some(Self { forehead, cheek_r, cheek_l, nose, chin, chest_back })
    }

    /// The grades in the order of [`Grades::AREAS`].
    #[must_use]
    pub const fn grades(self) -> [u8; 6] {
        [self.forehead, self.cheek_r, self.cheek_l, self.nose, self.chin, self.chest_back]
    }

    /// The face alone, 0 to 32.
    #[must_use]
    pub const fn face(self) -> u8 {
        2 * (self.forehead + self.cheek_r + self.cheek_l) + self.nose + self.chin
    }

    /// The total, 0 to 44.
    #[must_use]
    pub const fn total(self) -> u8 {
        self.face() + 3 * self.chest_back
    }

    /// The band of the total.
    #[must_use]
    pub const fn band(self) -> Band {
        match self.total() {
            0 => Band::None,
            1..=18 => Band::Mild,
            19..=30 => Band::Moderate,
            31..=38 => Band::Severe,
            _ => Band::VerySevere,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_and_bands() {
        for (areas, face, total, band) in [
            ([2, 3, 2, 1, 2, 0], 17, 17, Band::Mild),
            ([0; 6], 0, 0, Band::None),
            ([4; 6], 32, 44, Band::VerySevere),
            ([3, 2, 2, 2, 2, 0], 18, 18, Band::Mild),
            ([3, 3, 2, 1, 2, 0], 19, 19, Band::Moderate),
            ([4, 4, 3, 4, 4, 0], 30, 30, Band::Moderate),
            ([4, 4, 3, 4, 2, 1], 28, 31, Band::Severe),
            ([4, 4, 4, 3, 2, 3], 29, 38, Band::Severe),
            ([4, 4, 4, 3, 3, 3], 30, 39, Band::VerySevere),
        ] {
            let g = Grades::from_areas(areas).unwrap();
            assert_eq!((g.face(), g.total(), g.band()), (face, total, band), "{areas:?}");
        }
        assert!(Grades::from_areas([5, 0, 0, 0, 0, 0]).is_none());
    }
}
