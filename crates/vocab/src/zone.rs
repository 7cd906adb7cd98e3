//! Zones of face and body, and when two of them meet.

crate::words! {
    /// A zone of the skin; `_l` and `_r` are the person's own left and right.
    Zone, "zone" {
        /// Forehead.
        Forehead = "forehead",
        /// Between the brows.
        Glabella = "glabella",
        /// Left temple.
        TempleL = "temple_l",
        /// Right temple.
        TempleR = "temple_r",
        /// Around the left eye.
        PeriorbitalL = "periorbital_l",
        /// Around the right eye.
        PeriorbitalR = "periorbital_r",
        /// Below the left eye.
        InfraorbitalL = "infraorbital_l",
        /// Below the right eye.
        InfraorbitalR = "infraorbital_r",
        /// Nose.
        Nose = "nose",
        /// Left nasolabial fold.
        NasolabialL = "nasolabial_l",
        /// Right nasolabial fold.
        NasolabialR = "nasolabial_r",
        /// Left inner cheek.
        CheekMedialL = "cheek_medial_l",
        /// Right inner cheek.
        CheekMedialR = "cheek_medial_r",
        /// Left outer cheek.
        CheekLateralL = "cheek_lateral_l",
        /// Right outer cheek.
        CheekLateralR = "cheek_lateral_r",
        /// Around the mouth.
        Perioral = "perioral",
        /// Upper lip.
        LipUpper = "lip_upper",
        /// Lower lip.
        LipLower = "lip_lower",
        /// Chin.
        Chin = "chin",
        /// Left jaw.
        JawL = "jaw_l",
        /// Right jaw.
        JawR = "jaw_r",
        /// Neck.
        Neck = "neck",
        /// Décolleté.
        Decollete = "decollete",
        /// Chest.
        Chest = "chest",
        /// Abdomen.
        Abdomen = "abdomen",
        /// Back.
        Back = "back",
        /// Left shoulder.
        ShoulderL = "shoulder_l",
        /// Right shoulder.
        ShoulderR = "shoulder_r",
        /// Left arm.
        ArmL = "arm_l",
        /// Right arm.
        ArmR = "arm_r",
        /// Left hand.
        HandL = "hand_l",
        /// Right hand.
        HandR = "hand_r",
        /// Left buttock.
        ButtockL = "buttock_l",
        /// Right buttock.
        ButtockR = "buttock_r",
        /// Left leg.
        LegL = "leg_l",
        /// Right leg.
        LegR = "leg_r",
        /// Left foot.
        FootL = "foot_l",
        /// Right foot.
        FootR = "foot_r",
        /// Scalp.
        Scalp = "scalp",
    }
}

/// A set of zones, one bit each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ZoneSet(u64);

impl ZoneSet {
    /// Every zone: what a zone that is not stated means.
    pub const EVERYWHERE: Self = Self((1 << Zone::ALL.len()) - 1);
    /// The face without the neck: forehead to jaw.
    pub const FACE: Self = Self((1 << (Zone::JawR as u32 + 1)) - 1);
    /// The reference's list of facial zones, which ends with neck and décolleté.
    pub const FACIAL: Self = Self((1 << (Zone::Decollete as u32 + 1)) - 1);
    /// Lips and the skin around the mouth.
    pub const LIPS: Self =
        Self(1 << Zone::Perioral as u32 | 1 << Zone::LipUpper as u32 | 1 << Zone::LipLower as u32);
    /// Hands.
    pub const HANDS: Self = Self(1 << Zone::HandL as u32 | 1 << Zone::HandR as u32);

    /// The zones that this one overlaps with, itself included.
    #[must_use]
    pub const fn of(zone: Zone) -> Self {
        let own = 1 << zone as u32;
        let more = match zone {
            Zone::NasolabialL => 1 << Zone::CheekMedialL as u32 | 1 << Zone::Perioral as u32,
            Zone::NasolabialR => 1 << Zone::CheekMedialR as u32 | 1 << Zone::Perioral as u32,
            Zone::CheekMedialL => 1 << Zone::NasolabialL as u32,
            Zone::CheekMedialR => 1 << Zone::NasolabialR as u32,
            Zone::LipUpper | Zone::LipLower => 1 << Zone::Perioral as u32,
            Zone::Perioral => {
                1 << Zone::NasolabialL as u32
                    | 1 << Zone::NasolabialR as u32
                    | 1 << Zone::LipUpper as u32
                    | 1 << Zone::LipLower as u32
            }
            Zone::Forehead
            | Zone::Glabella
            | Zone::TempleL
            | Zone::TempleR
            | Zone::PeriorbitalL
            | Zone::PeriorbitalR
            | Zone::InfraorbitalL
            | Zone::InfraorbitalR
            | Zone::Nose
            | Zone::CheekLateralL
            | Zone::CheekLateralR
            | Zone::Chin
            | Zone::JawL
            | Zone::JawR
            | Zone::Neck
            | Zone::Decollete
            | Zone::Chest
            | Zone::Abdomen
            | Zone::Back
            | Zone::ShoulderL
            | Zone::ShoulderR
            | Zone::ArmL
            | Zone::ArmR
            | Zone::HandL
            | Zone::HandR
            | Zone::ButtockL
            | Zone::ButtockR
            | Zone::LegL
            | Zone::LegR
            | Zone::FootL
            | Zone::FootR
            | Zone::Scalp => 0,
        };
        Self(own | more)
    }

    /// Only this zone, without its neighbours.
    #[must_use]
    pub const fn only(zone: Zone) -> Self {
        Self(1 << zone as u32)
    }

    /// Whether the two sets share a zone.
    #[must_use]
    pub const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// Whether two stated or unstated zones overlap; a zone that is not stated is everywhere.
#[must_use]
pub fn overlap(a: Option<Zone>, b: Option<Zone>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => ZoneSet::of(a).meets(ZoneSet::only(b)),
        (None, _) | (_, None) => true,
    }
}

impl Zone {
    /// In words: `left inner cheek`.
    #[must_use]
    pub fn in_words(self) -> String {
        let (side, rest) = match (self.code().strip_suffix("_l"), self.code().strip_suffix("_r")) {
            (Some(rest), _) => ("left ", rest),
            (_, Some(rest)) => ("right ", rest),
            (None, None) => ("", self.code()),
        };
        format!(
            "{side}{}",
            rest.replace("cheek_medial", "inner cheek")
                .replace("cheek_lateral", "outer cheek")
                .replace("lip_upper", "upper lip")
                .replace("lip_lower", "lower lip")
                .replace("decollete", "décolleté")
                .replace('_', " ")
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_named_neighbours_overlap_and_both_ways() {
        for &a in Zone::ALL {
            for &b in Zone::ALL {
                assert_eq!(overlap(Some(a), Some(b)), overlap(Some(b), Some(a)), "{a} {b}");
            }
            assert!(overlap(Some(a), None) && overlap(None, Some(a)) && overlap(Some(a), Some(a)));
        }
        for (a, b, want) in [
            (Zone::NasolabialL, Zone::CheekMedialL, true),
            (Zone::NasolabialL, Zone::CheekMedialR, false),
            (Zone::NasolabialR, Zone::Perioral, true),
            (Zone::LipUpper, Zone::Perioral, true),
            (Zone::LipUpper, Zone::LipLower, false),
            (Zone::LipUpper, Zone::NasolabialL, false),
            (Zone::Forehead, Zone::Glabella, false),
        ] {
            assert_eq!(overlap(Some(a), Some(b)), want, "{a} {b}");
        }
        assert_eq!(Zone::CheekMedialL.in_words(), "left inner cheek");
    }
}
