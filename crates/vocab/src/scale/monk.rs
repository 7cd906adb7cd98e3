//! The Monk Skin Tone scale (2023): ten shades for fairness audits and illustrations.
//!
//! It is no input of any dose and no phototype.

/// A shade, 1 the lightest to 10 the darkest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shade(u8);

crate::words! {
    /// Groups of shades.
    Tone, "group of Monk shades" {
        /// 1 to 3.
        Light = "light",
        /// 4 to 6.
        Medium = "medium",
        /// 7 to 10.
        Dark = "dark",
    }
}

impl Shade {
    /// The colours, lightest first.
    pub const COLOURS: [&'static str; 10] = [
        "#f6ede4", "#f3e7db", "#f7ead0", "#eadaba", "#d7bd96", "#a07e56", "#825c43", "#604134", "#3a312a",
        "#292420",
    ];

    /// From 1 to 10; `None` outside.
    #[must_use]
    pub const fn new(number: u8) -> Option<Self> {
        if matches!(number, 1..=10) { Some(Self(number)) } else { None }
    }

    /// The number.
    #[must_use]
    pub const fn number(self) -> u8 {
        self.0
    }

    /// The colour as `#rrggbb`.
    #[must_use]
    pub fn colour(self) -> &'static str {
        Self::COLOURS.get(usize::from(self.0).saturating_sub(1)).copied().unwrap_or_default()
    }

    /// The group.
    #[must_use]
    pub const fn tone(self) -> Tone {
        match self.0 {
            ..=3 => Tone::Light,
            4..=6 => Tone::Medium,
            _ => Tone::Dark,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_shades_in_three_groups() {
        for (number, colour, tone) in [
            (1, "#f6ede4", Tone::Light),
            (3, "#f7ead0", Tone::Light),
            (4, "#eadaba", Tone::Medium),
            (6, "#a07e56", Tone::Medium),
            (7, "#825c43", Tone::Dark),
            (10, "#292420", Tone::Dark),
        ] {
            let shade = Shade::new(number).unwrap();
            assert_eq!((shade.colour(), shade.tone()), (colour, tone));
        }
        assert!(Shade::new(0).is_none() && Shade::new(11).is_none());
    }

    /// Brightness (CIE Y of the sRGB colour) falls from shade to shade, but for the third, which is
    /// yellower and a little brighter than the second.
    #[test]
    fn shades_grow_darker() {
        let brightness: Vec<f64> = Shade::COLOURS
            .iter()
            .map(|hex| {
                let part = |at: usize| f64::from(u8::from_str_radix(&hex[at..at + 2], 16).unwrap());
                0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
            })
            .collect();
        let rises: Vec<usize> = (1..10).filter(|i| brightness[*i] >= brightness[i - 1]).collect();
        assert_eq!(rises, [2], "{brightness:?}");
    }
}
