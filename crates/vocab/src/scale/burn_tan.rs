//! Fitzpatrick's type by questions: how skin burns, and how it tans. Never by looking.
use crate::Phototype;

crate::words! {
    /// "Without protection, what does the first hour of summer sun do?"
    Burns, "answer about burning" {
        /// Type I.
        Always = "always",
        /// Type II.
        Easily = "easily",
        /// Type III.
        Moderately = "moderately",
        /// Type IV.
        Minimally = "minimally",
        /// Type V.
        Rarely = "rarely",
        /// Type VI.
        Never = "never",
    }
}

crate::words! {
    /// "And after a week of it, how brown are you?"
    Tans, "answer about tanning" {
        /// Type I.
        Never = "never",
        /// Type II.
        Poorly = "poorly",
        /// Type III.
        Gradually = "gradually",
        /// Type IV.
        Well = "well",
        /// Type V.
        Deeply = "deeply",
        /// Type VI: deeply pigmented the whole year.
        AlwaysDeep = "always_deep",
    }
}

impl Burns {
    /// The type that this answer speaks for.
    #[must_use]
    pub const fn speaks_for(self) -> Phototype {
        match self {
            Self::Always => Phototype::I,
            Self::Easily => Phototype::II,
            Self::Moderately => Phototype::III,
            Self::Minimally => Phototype::IV,
            Self::Rarely => Phototype::V,
            Self::Never => Phototype::VI,
        }
    }
}

impl Tans {
    /// The type that this answer speaks for.
    #[must_use]
    pub const fn speaks_for(self) -> Phototype {
        match self {
            Self::Never => Phototype::I,
            Self::Poorly => Phototype::II,
            Self::Gradually => Phototype::III,
            Self::Well => Phototype::IV,
            Self::Deeply => Phototype::V,
            Self::AlwaysDeep => Phototype::VI,
        }
    }
}

/// Both answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BurnTan {
    /// How it burns.
    pub burns: Burns,
    /// How it tans.
    pub tans: Tans,
}

impl BurnTan {
    /// The type on which both answers agree; `None` asks the questions again.
    #[must_use]
    pub fn agreed(self) -> Option<Phototype> {
        let burns = self.burns.speaks_for();
        (burns == self.tans.speaks_for()).then_some(burns)
    }

    /// The darker of the two, which safety rules take (house default, needs sign-off).
    #[must_use]
    pub fn for_safety(self) -> Phototype {
        self.burns.speaks_for().max(self.tans.speaks_for())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_pairs_agree_and_where_they_do_not_the_darker_counts() {
        for (i, burns) in Burns::ALL.iter().enumerate() {
            for (j, tans) in Tans::ALL.iter().enumerate() {
                let asked = BurnTan { burns: *burns, tans: *tans };
                assert_eq!(asked.agreed(), (i == j).then(|| Phototype::ALL[i]), "{burns} {tans}");
                assert_eq!(asked.for_safety(), Phototype::ALL[i.max(j)], "{burns} {tans}");
            }
        }
    }
}
