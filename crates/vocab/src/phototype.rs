//! Fitzpatrick's sun-reactive type, and what a measured colour adds to it.

crate::words! {
    /// Fitzpatrick phototype, asked by burn and tan history (I burns always, VI never).
    Phototype, "phototype" {
        /// Burns always, never tans.
        I = "I",
        /// Burns easily, tans poorly.
        II = "II",
        /// Burns moderately, tans gradually.
        III = "III",
        /// Burns minimally, tans well.
        IV = "IV",
        /// Rarely burns, tans deeply.
        V = "V",
        /// Never burns, deeply pigmented.
        VI = "VI",
    }
}

crate::words! {
    /// Classes of the individual typology angle; boundaries are recalled and need sign-off.
    ItaClass, "ITA class" {
        /// Above 55 degrees.
        VeryLight = "very_light",
        /// Above 41 to 55.
        Light = "light",
        /// Above 28 to 41.
        Intermediate = "intermediate",
        /// Above 10 to 28.
        Tan = "tan",
        /// Above -30 to 10.
        Brown = "brown",
        /// -30 and below.
        Dark = "dark",
    }
}

/// Individual typology angle in degrees, -90 to +90; higher is lighter.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Ita(f64);

impl Ita {
    /// From degrees; `None` outside -90 to +90 or if not a number.
    #[must_use]
    pub fn from_degrees(degrees: f64) -> Option<Self> {
        (-90.0..=90.0).contains(&degrees).then_some(Self(degrees))
    }

    /// From CIE L* and b* (D65): `atan2(L* - 50, b*)`, clipped to the scale's range, so that a
    /// b* at or below zero does not flip the sign.
    #[must_use]
    pub fn from_lab(l: f64, b: f64) -> Option<Self> {
        if !(l.is_finite() && b.is_finite()) {
            return None;
        }
        let degrees = libm::atan2(l - 50.0, b) * 180.0 / std::f64::consts::PI;
        Some(Self(degrees.clamp(-90.0, 90.0)))
    }

    /// Degrees.
    #[must_use]
    pub const fn degrees(self) -> f64 {
        self.0
    }

    /// The class of this angle; a boundary belongs to the darker class.
    #[must_use]
    pub fn class(self) -> ItaClass {
        match self.0 {
            x if x > 55.0 => ItaClass::VeryLight,
            x if x > 41.0 => ItaClass::Light,
            x if x > 28.0 => ItaClass::Intermediate,
            x if x > 10.0 => ItaClass::Tan,
            x if x > -30.0 => ItaClass::Brown,
            _ => ItaClass::Dark,
        }
    }

    /// The lightest phototype that safety rules may assume at this angle (house default, needs
    /// sign-off); `None` where the angle sets no floor.
    #[must_use]
    pub fn floor(self) -> Option<Phototype> {
        match self.class() {
            ItaClass::VeryLight | ItaClass::Light | ItaClass::Intermediate => None,
            ItaClass::Tan => Some(Phototype::IV),
            ItaClass::Brown => Some(Phototype::V),
            ItaClass::Dark => Some(Phototype::VI),
        }
    }
}

/// What is known of a person's phototype for safety: the darker of declared and measured counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ForSafety {
    /// The lightest type that is possible.
    pub at_least: Phototype,
    /// Whether darker types are excluded (a type was declared).
    pub exact: bool,
}

impl ForSafety {
    /// Combines the declared type and the measured angle.
    #[must_use]
    pub fn from(declared: Option<Phototype>, ita: Option<Ita>) -> Self {
        let floor = ita.and_then(Ita::floor);
        let at_least = declared.max(floor).unwrap_or(Phototype::I);
        Self { at_least, exact: declared.is_some() || at_least == Phototype::VI }
    }

    /// The type to print, if one is known at all.
    #[must_use]
    pub fn known(self) -> Option<Phototype> {
        (self.exact || self.at_least > Phototype::I).then_some(self.at_least)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boundaries_belong_to_the_darker_class() {
        for (degrees, class, floor) in [
            (55.1, ItaClass::VeryLight, None),
            (55.0, ItaClass::Light, None),
            (41.0, ItaClass::Intermediate, None),
            (28.01, ItaClass::Intermediate, None),
            (28.0, ItaClass::Tan, Some(Phototype::IV)),
            (10.0, ItaClass::Brown, Some(Phototype::V)),
            (-12.5, ItaClass::Brown, Some(Phototype::V)),
            (-30.0, ItaClass::Dark, Some(Phototype::VI)),
        ] {
            let ita = Ita::from_degrees(degrees).unwrap();
            assert_eq!((ita.class(), ita.floor()), (class, floor), "{degrees}");
        }
        assert!(Ita::from_degrees(90.1).is_none());
        assert!(Ita::from_degrees(f64::NAN).is_none());
    }

    #[test]
    fn the_angle_keeps_its_sign_when_b_is_negative() {
        assert!((Ita::from_lab(70.0, 10.0).unwrap().degrees() - 63.434_948).abs() < 1e-5);
        assert!(Ita::from_lab(30.0, -1.0).unwrap().degrees() < 0.0);
        assert!(Ita::from_lab(f64::INFINITY, 1.0).is_none());
    }

    #[test]
    fn the_darker_of_declared_and_measured_counts() {
        let ita = Ita::from_degrees(-12.5);
        for (declared, angle, at_least, exact) in [
            (Some(Phototype::II), ita, Phototype::V, true),
            (Some(Phototype::VI), ita, Phototype::VI, true),
            (None, ita, Phototype::V, false),
            (None, None, Phototype::I, false),
            (Some(Phototype::I), None, Phototype::I, true),
        ] {
            let safe = ForSafety::from(declared, angle);
            assert_eq!((safe.at_least, safe.exact), (at_least, exact));
        }
    }
}
