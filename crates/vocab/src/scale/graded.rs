//! Scales that are a short list of grades: acne, scars, redness, ageing and global improvement.

/// A list of grades: a number, a code, and our own words for what is seen.
macro_rules! grades {
    ($(#[$meta:meta])* $name:ident, $what:literal, recalled: $recalled:literal {
        $($variant:ident = $score:literal, $code:literal, $says:literal;)+
    }) => {
        crate::words! {
            $(#[$meta])*
            $name, $what { $(#[doc = $says] $variant = $code),+ }
        }
        impl $name {
            /// Whether the words (not the numbers) are recalled and need a sign-off.
            pub const WORDS_RECALLED: bool = $recalled;
            /// The number of the grade.
            #[must_use]
            pub const fn score(self) -> i8 {
                match self { $(Self::$variant => $score),+ }
            }
            /// The grade with this number; `None` outside the scale.
            #[must_use]
            pub const fn from_score(score: i8) -> Option<Self> {
                match score { $($score => Some(Self::$variant),)+ _ => None }
            }
            /// What is seen, in our own words.
            #[must_use]
            pub const fn says(self) -> &'static str {
                match self { $(Self::$variant => $says),+ }
            }
        }
    };
}

grades! {
    /// Investigator's Global Assessment of acne.
    IgaAcne, "IGA grade of acne", recalled: false {
        Clear = 0, "clear", "No lesions; colour that is left over is allowed.";
        AlmostClear = 1, "almost_clear", "A few scattered comedones or papules.";
        Mild = 2, "mild", "Less than half of the face.";
        Moderate = 3, "moderate", "More than half of the face, many lesions, at most one nodule.";
        Severe = 4, "severe", "The whole face, a few nodules or cysts.";
    }
}

impl IgaAcne {
    /// Success as trials count it (recalled): clear or almost clear, and at least two grades better.
    #[must_use]
    pub const fn success(self, baseline: Self) -> bool {
        self.score() <= 1 && baseline.score() - self.score() >= 2
    }
}

grades! {
    /// Acne scars, Goodman and Baron's qualitative grading (2006). The quantitative form is not
    /// here: its whole table was not verified.
    GoodmanBaron, "grade of acne scars", recalled: true {
        Macular = 1, "macular", "Flat marks of colour only.";
        Mild = 2, "mild", "Not obvious from 50 cm, or easily covered.";
        Moderate = 3, "moderate", "Obvious from 50 cm, flattens when the skin is stretched.";
        Severe = 4, "severe", "Obvious from 50 cm, does not flatten when the skin is stretched.";
    }
}

grades! {
    /// Clinician's Erythema Assessment. Redness only: vessels and papules are scored apart.
    Cea, "CEA grade", recalled: true {
        Clear = 0, "clear", "No redness.";
        AlmostClear = 1, "almost_clear", "A trace of redness.";
        Mild = 2, "mild", "Slight redness.";
        Moderate = 3, "moderate", "Marked redness.";
        Severe = 4, "severe", "Fiery redness.";
    }
}

grades! {
    /// Investigator's Global Assessment of the papules and pustules of rosacea.
    IgaRosacea, "IGA grade of rosacea", recalled: true {
        Clear = 0, "clear", "No papules or pustules.";
        AlmostClear = 1, "almost_clear", "Very few small papules or pustules.";
        Mild = 2, "mild", "A few papules or pustules.";
        Moderate = 3, "moderate", "A good many papules or pustules.";
        Severe = 4, "severe", "Many papules or pustules.";
    }
}

grades! {
    /// Global Aesthetic Improvement Scale in its signed form.
    Gais, "GAIS grade", recalled: true {
        VeryMuchImproved = 3, "very_much_improved", "Very much improved.";
        MuchImproved = 2, "much_improved", "Much improved.";
        Improved = 1, "improved", "Improved.";
        NoChange = 0, "no_change", "No change.";
        Worse = -1, "worse", "Worse.";
    }
}

impl Gais {
    /// From the form that some papers print, 1 very much improved to 5 worse; `None` outside.
    #[must_use]
    pub const fn from_printed(number: i8) -> Option<Self> {
        match number {
            1..=5 => Self::from_score(4 - number),
            _ => None,
        }
    }
}

grades! {
    /// Glogau's types of photoageing.
    Glogau, "Glogau type", recalled: true {
        I = 1, "I", "No wrinkles, slight change of colour.";
        II = 2, "II", "Wrinkles in motion, first lentigines.";
        III = 3, "III", "Wrinkles at rest, uneven colour, fine vessels.";
        IV = 4, "IV", "Wrinkles everywhere, sallow skin, keratoses or a skin cancer in the past.";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_grade_has_one_number_and_comes_back_from_it() {
        macro_rules! check {
            ($($name:ident from $low:literal to $high:literal),+) => {$(
                let numbers: Vec<i8> = $name::ALL.iter().map(|g| g.score()).collect();
                for grade in $name::ALL {
                    assert_eq!($name::from_score(grade.score()), Some(*grade));
                    assert!(grade.says().ends_with('.'), "{grade}");
                }
                assert_eq!(numbers.iter().min(), Some(&$low), stringify!($name));
                assert_eq!(numbers.iter().max(), Some(&$high), stringify!($name));
                assert_eq!($name::from_score($low - 1), None, stringify!($name));
                assert_eq!($name::from_score($high + 1), None, stringify!($name));
            )+};
        }
        check!(IgaAcne from 0 to 4, Cea from 0 to 4, IgaRosacea from 0 to 4, GoodmanBaron from 1 to 4);
        check!(Glogau from 1 to 4, Gais from -1 to 3);
    }

    #[test]
    fn success_in_a_trial_needs_both_halves() {
        for (before, after, want) in [
            (3, 1, true),
            (2, 0, true),
            (2, 1, false),
            (4, 2, false),
            (3, 3, false),
            (1, 0, false),
            (4, 1, true),
        ] {
            let grade = |n| IgaAcne::from_score(n).unwrap();
            assert_eq!(grade(after).success(grade(before)), want, "{before} to {after}");
        }
    }

    #[test]
    fn the_printed_form_of_gais_is_turned_into_the_signed_one() {
        for (printed, signed) in
            [(1, Some(3)), (2, Some(2)), (3, Some(1)), (4, Some(0)), (5, Some(-1)), (0, None), (6, None)]
        {
            assert_eq!(Gais::from_printed(printed).map(Gais::score), signed, "{printed}");
        }
    }
}
