//! The fourteen groups of treatments, and the letters of the spacing matrix.

crate::words! {
    /// A column of the contraindication matrix (clinical reference, section 3.1), in its order.
    Group, "treatment group" {
        /// Facials and LED.
        Spa = "SPA",
        /// Dermaplaning, microdermabrasion, hydradermabrasion.
        Mech = "MECH",
        /// Superficial peels.
        Sup = "SUP",
        /// Medium peels.
        Med = "MED",
        /// Microneedling.
        Mn = "MN",
        /// Radio-frequency microneedling.
        Rfmn = "RFMN",
        /// IPL, vascular and Q-switched or picosecond lasers.
        Light = "LIGHT",
        /// Non-ablative fractional laser.
        Nafl = "NAFL",
        /// Ablative lasers.
        Abl = "ABL",
        /// Botulinum toxin.
        Bont = "BONT",
        /// Hyaluronic acid filler.
        Fil = "FIL",
        /// Platelet-rich plasma.
        Prp = "PRP",
        /// Photodynamic therapy.
        Pdt = "PDT",
        /// Massage and body wraps.
        Body = "BODY",
    }
}

crate::words! {
    /// A row and a column of the spacing matrix (clinical reference, section 4), in its order.
    SpacingLetter, "spacing letter" {
        /// Facial or LED.
        F = "F",
        /// Mechanical exfoliation.
        M = "M",
        /// Superficial peel.
        S = "S",
        /// Medium peel.
        T = "T",
        /// Needling.
        N = "N",
        /// Radio-frequency microneedling.
        R = "R",
        /// Light and vascular or pigment laser.
        L = "L",
        /// Non-ablative fractional laser.
        X = "X",
        /// Ablative laser.
        A = "A",
        /// Toxin.
        B = "B",
        /// Filler.
        H = "H",
        /// Platelet-rich plasma.
        P = "P",
        /// Photodynamic therapy.
        D = "D",
    }
}

impl Group {
    /// The letter of this group in the spacing matrix; massage and wraps have none.
    #[must_use]
    pub const fn letter(self) -> Option<SpacingLetter> {
        Some(match self {
            Self::Spa => SpacingLetter::F,
            Self::Mech => SpacingLetter::M,
            Self::Sup => SpacingLetter::S,
            Self::Med => SpacingLetter::T,
            Self::Mn => SpacingLetter::N,
            Self::Rfmn => SpacingLetter::R,
            Self::Light => SpacingLetter::L,
            Self::Nafl => SpacingLetter::X,
            Self::Abl => SpacingLetter::A,
            Self::Bont => SpacingLetter::B,
            Self::Fil => SpacingLetter::H,
            Self::Prp => SpacingLetter::P,
            Self::Pdt => SpacingLetter::D,
            Self::Body => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thirteen_groups_have_a_letter_of_their_own() {
        let letters: std::collections::BTreeSet<_> = Group::ALL.iter().filter_map(|g| g.letter()).collect();
        assert_eq!(letters.len(), SpacingLetter::ALL.len());
        assert_eq!(Group::ALL.len(), 14);
    }
}
