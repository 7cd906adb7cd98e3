//! Four independent axes of the skin's type, each with where its value comes from and since when.
//!
//! Own words (recalled): the well-known questionnaire of sixteen types is proprietary. No axis is
//! ever derived from another, nor from phototype or colour.
use crate::Day;

crate::words! {
    /// An axis.
    Axis, "skin-type axis" {
        /// 0 dry to 4 oily.
        Sebum = "sebum",
        /// 0 resistant to 4 sensitive.
        Reactivity = "reactivity",
        /// 0 not pigmented to 4 pigmented.
        Pigment = "pigment",
        /// 0 tight to 4 prone to wrinkles.
        Ageing = "ageing",
    }
}

crate::words! {
    /// What makes reactive skin react.
    Reaction, "kind of reactivity" {
        /// Breaks out.
        AcneProne = "acne_prone",
        /// Flushes.
        Flushing = "flushing",
        /// Stings.
        Stinging = "stinging",
        /// Reacts by allergy.
        Allergic = "allergic",
    }
}

crate::words! {
    /// Who says so.
    SaidBy, "source of a value" {
        /// The person.
        SelfReport = "self_report",
        /// A clinician.
        Clinician = "clinician",
        /// A device.
        Measured = "measured",
    }
}

/// A value on an axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placed {
    level: u8,
    /// Who says so.
    pub by: SaidBy,
    /// Since when.
    pub on: Day,
}

impl Placed {
    /// The highest level.
    pub const MAX: u8 = 4;
    /// From this level of reactivity on, a patch or spot test is a must (house default).
    pub const SENSITIVE_FROM: u8 = 3;

    /// A level from 0 to 4; `None` above.
    #[must_use]
    pub const fn new(level: u8, by: SaidBy, on: Day) -> Option<Self> {
        if level <= Self::MAX { Some(Self { level, by, on }) } else { None }
    }

    /// The level, 0 to 4.
    #[must_use]
    pub const fn level(self) -> u8 {
        self.level
    }
}

/// What is known of a skin's type; an axis without a value is not known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SkinType {
    axes: std::collections::BTreeMap<Axis, Placed>,
    /// What makes it react; an empty set says nothing.
    pub reactions: std::collections::BTreeSet<Reaction>,
}

impl SkinType {
    /// Places the skin on an axis; of two values the later day counts, and on one day the one said last.
    pub fn place(&mut self, axis: Axis, placed: Placed) {
        let newer = self.axes.get(&axis).is_none_or(|known| known.on <= placed.on);
        if newer {
            self.axes.insert(axis, placed);
        }
    }

    /// The value on an axis.
    #[must_use]
    pub fn on(&self, axis: Axis) -> Option<Placed> {
        self.axes.get(&axis).copied()
    }

    /// Whether the skin counts as sensitive for tests; not known without a value.
    #[must_use]
    pub fn sensitive(&self) -> crate::Answer {
        self.on(Axis::Reactivity).map_or(crate::Answer::Unknown, |placed| {
            crate::Answer::from(placed.level() >= Placed::SENSITIVE_FROM)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Answer;

    #[test]
    fn levels_end_at_four_and_sensitivity_begins_at_three() {
        let on: Day = "2026-03-02".parse().unwrap();
        assert!(Placed::new(5, SaidBy::Clinician, on).is_none());
        let mut skin = SkinType::default();
        assert_eq!(skin.sensitive(), Answer::Unknown);
        for (level, want) in [(0, Answer::No), (2, Answer::No), (3, Answer::Yes), (4, Answer::Yes)] {
            skin.place(Axis::Reactivity, Placed::new(level, SaidBy::SelfReport, on).unwrap());
            assert_eq!(skin.sensitive(), want, "{level}");
        }
        assert_eq!(skin.on(Axis::Sebum), None, "no axis follows from another");
    }

    #[test]
    fn the_later_value_counts_whoever_says_it() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        let mut skin = SkinType::default();
        skin.place(Axis::Sebum, Placed::new(1, SaidBy::SelfReport, day("2026-03-02")).unwrap());
        skin.place(Axis::Sebum, Placed::new(4, SaidBy::Measured, day("2026-01-01")).unwrap());
        assert_eq!(skin.on(Axis::Sebum).map(Placed::level), Some(1));
        skin.place(Axis::Sebum, Placed::new(3, SaidBy::Clinician, day("2026-03-02")).unwrap());
        assert_eq!(skin.on(Axis::Sebum).map(Placed::level), Some(3));
    }
}
