//! Points and zones: what went where. Left and right are the person's own.
use super::quantity::{DepthMm, Passes};
use crate::stock::Amount;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use vocab::Zone;

/// The most points of one session.
pub const POINTS_MAX: usize = 300;

vocab::words! {
    /// How deep a point lies.
    Depth, "depth" {
        /// In the skin.
        Intradermal = "intradermal",
        /// Below the skin.
        Subcutaneous = "subcutaneous",
        /// In the muscle.
        Intramuscular = "intramuscular",
        /// On the bone.
        Supraperiosteal = "supraperiosteal",
    }
}

/// A place on the drawing of the face, in thousandths of its width and height from the upper left as one looks at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "(u16, u16)", into = "(u16, u16)")]
pub struct Place {
    x: u16,
    y: u16,
}

impl Place {
    /// The middle of the drawing.
    pub const MIDDLE: Self = Self { x: 500, y: 500 };

    /// A place; `None` off the drawing.
    #[must_use]
    pub fn new(x: u16, y: u16) -> Option<Self> {
        (x <= 1000 && y <= 1000).then_some(Self { x, y })
    }

    /// From the left, thousandths.
    #[must_use]
    pub const fn x(self) -> u16 {
        self.x
    }

    /// From above, thousandths.
    #[must_use]
    pub const fn y(self) -> u16 {
        self.y
    }

    /// The same place on the other side of the midline.
    #[must_use]
    pub const fn mirrored(self) -> Self {
        Self { x: 1000 - self.x, y: self.y }
    }
}

impl TryFrom<(u16, u16)> for Place {
    type Error = &'static str;
    fn try_from((x, y): (u16, u16)) -> Result<Self, Self::Error> {
        Self::new(x, y).ok_or("a place lies within 0 to 1000")
    }
}

impl From<Place> for (u16, u16) {
    fn from(place: Place) -> Self {
        (place.x, place.y)
    }
}

/// One point of injection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Point {
    /// Where on the drawing.
    pub place: Place,
    /// In which zone.
    pub zone: Zone,
    /// Id of the lot.
    pub lot: String,
    /// How much, in the product's unit.
    pub amount: Amount,
    /// How deep.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub depth: Option<Depth>,
}

impl Point {
    /// The same point on the other side; one on the midline is its own mirror.
    #[must_use]
    pub fn mirrored(&self) -> Self {
        Self { place: self.place.mirrored(), zone: other_side(self.zone), ..self.clone() }
    }
}

/// What was set otherwise in one zone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ZoneSetting {
    /// Which zone.
    pub zone: Zone,
    /// Needle depth there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub depth_mm: Option<DepthMm>,
    /// Passes there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passes: Option<Passes>,
}

/// The zone on the other side; one that has no side is itself.
#[must_use]
pub fn other_side(zone: Zone) -> Zone {
    let code = zone.code();
    let other = match (code.strip_suffix("_l"), code.strip_suffix("_r")) {
        (Some(stem), _) => format!("{stem}_r"),
        (None, Some(stem)) => format!("{stem}_l"),
        (None, None) => return zone,
    };
    other.parse().unwrap_or(zone)
}

/// Where the drawing shows a zone of the face: the middle of its area, for whoever has no pointer.
#[must_use]
pub fn middle_of(zone: Zone) -> Option<Place> {
    let (x, y) = match zone {
        Zone::Forehead => (500, 170),
        Zone::Glabella => (500, 330),
        Zone::TempleL => (790, 300),
        Zone::TempleR => (210, 300),
        Zone::PeriorbitalL => (690, 385),
        Zone::PeriorbitalR => (310, 385),
        Zone::InfraorbitalL => (645, 455),
        Zone::InfraorbitalR => (355, 455),
        Zone::Nose => (500, 490),
        Zone::NasolabialL => (600, 600),
        Zone::NasolabialR => (400, 600),
        Zone::CheekMedialL => (650, 540),
        Zone::CheekMedialR => (350, 540),
        Zone::CheekLateralL => (755, 560),
        Zone::CheekLateralR => (245, 560),
        Zone::Perioral => (500, 625),
        Zone::LipUpper => (500, 665),
        Zone::LipLower => (500, 715),
        Zone::Chin => (500, 810),
        Zone::JawL => (690, 745),
        Zone::JawR => (310, 745),
        Zone::Neck => (500, 950),
        Zone::Decollete
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
        | Zone::Scalp => return None,
    };
    Place::new(x, y)
}

/// The zone whose middle is nearest to a place: what a tap most likely meant; the person who taps may say otherwise.
#[must_use]
pub fn zone_at(place: Place) -> Zone {
    let far = |middle: Place| {
        let (dx, dy) = (i32::from(middle.x) - i32::from(place.x), i32::from(middle.y) - i32::from(place.y));
        dx * dx + dy * dy
    };
    Zone::ALL
        .iter()
        .filter_map(|zone| middle_of(*zone).map(|middle| (far(middle), *zone)))
        .min()
        .map_or(Zone::Forehead, |(_, zone)| zone)
}

/// How much of each lot the points used; `None` where the sum leaves the range of amounts.
#[must_use]
pub fn by_lot(points: &[Point]) -> Option<BTreeMap<String, Amount>> {
    points.iter().try_fold(BTreeMap::new(), |mut sums: BTreeMap<String, Amount>, point| {
        let sum = sums.entry(point.lot.clone()).or_default();
        *sum = sum.plus(point.amount)?;
        Some(sums)
    })
}

/// How much went into each zone, of each lot.
#[must_use]
pub fn by_zone(points: &[Point]) -> Option<BTreeMap<(Zone, String), Amount>> {
    points.iter().try_fold(BTreeMap::new(), |mut sums: BTreeMap<_, Amount>, point| {
        let sum = sums.entry((point.zone, point.lot.clone())).or_default();
        *sum = sum.plus(point.amount)?;
        Some(sums)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mirror_of_a_mirror_is_the_point_itself() {
        for zone in Zone::ALL {
            assert_eq!(other_side(other_side(*zone)), *zone, "{zone}");
            if let (Some(place), Some(other)) = (middle_of(*zone), middle_of(other_side(*zone))) {
                assert_eq!(place.mirrored(), other, "{zone}");
                assert_eq!(zone_at(place), *zone, "the middle of {zone} lies in it");
            }
        }
    }

    #[test]
    fn totals_are_exact_and_off_the_drawing_is_refused() {
        let point = |zone: Zone, lot: &str, amount: &str| Point {
            place: middle_of(zone).unwrap(),
            zone,
            lot: lot.to_owned(),
            amount: amount.parse().unwrap(),
            depth: None,
        };
        let points = [
            point(Zone::Glabella, "a", "0.1"),
            point(Zone::Glabella, "a", "0.2"),
            point(Zone::Chin, "b", "4"),
        ];
        assert_eq!(by_lot(&points).unwrap()["a"].to_string(), "0.3");
        assert_eq!(by_zone(&points).unwrap()[&(Zone::Glabella, "a".to_owned())].to_string(), "0.3");
        assert_eq!(Place::new(1001, 0), None);
        assert!(serde_json::from_str::<Place>("[0,1001]").is_err());
        assert!(serde_json::from_str::<Place>("[-1,0]").is_err());
    }
}
