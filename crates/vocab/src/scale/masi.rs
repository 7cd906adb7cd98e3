//! Melasma Area and Severity Index (Kimbrough-Green 1994) and its modified form (Pandya 2011).
//!
//! Both are sums over four regions with weights 0.3, 0.3, 0.3 and 0.1, kept here in tenths. The
//! modified form leaves homogeneity out, was validated, and is the one to prefer. The published
//! cut-offs of severity could not be read, so neither form is banded.
use super::Tenths;

crate::words! {
    /// The four regions, in the order of the formula.
    Region, "MASI region" {
        /// Weight 0.3.
        Forehead = "forehead",
        /// Weight 0.3.
        MalarR = "malar_r",
        /// Weight 0.3.
        MalarL = "malar_l",
        /// Weight 0.1.
        Chin = "chin",
    }
}

impl Region {
    /// The weight in tenths.
    #[must_use]
    pub const fn weight_tenths(self) -> u16 {
        match self {
            Self::Forehead | Self::MalarR | Self::MalarL => 3,
            Self::Chin => 1,
        }
    }
}

/// The share of a region that is affected, in tenths of a per cent.
///
/// The band hides what happens inside it, so the raw share is kept beside the score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Share(u16);

impl Share {
    /// From tenths of a per cent, 0 to 1000; `None` above.
    #[must_use]
    pub const fn from_tenths_of_percent(tenths: u16) -> Option<Self> {
        if tenths <= 1000 { Some(Self(tenths)) } else { None }
    }

    /// Tenths of a per cent.
    #[must_use]
    pub const fn tenths_of_percent(self) -> u16 {
        self.0
    }

    /// The band A: 0 none, 1 below 10 %, 2 to 29, 3 to 49, 4 to 69, 5 to 89, 6 from 90 %.
    #[must_use]
    pub const fn band(self) -> u16 {
        match self.0 {
            0 => 0,
            1..100 => 1,
            100..300 => 2,
            300..500 => 3,
            500..700 => 4,
            700..900 => 5,
            _ => 6,
        }
    }
}

/// What was seen in one region.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Seen {
    share: Share,
    darkness: u8,
    homogeneity: u8,
}

impl Seen {
    /// The share with darkness and homogeneity, each 0 absent, 1 slight, 2 mild, 3 marked, 4 maximum;
    /// `None` if one is above 4.
    #[must_use]
    pub const fn new(share: Share, darkness: u8, homogeneity: u8) -> Option<Self> {
        if darkness <= 4 && homogeneity <= 4 { Some(Self { share, darkness, homogeneity }) } else { None }
    }

    /// The affected share.
    #[must_use]
    pub const fn share(self) -> Share {
        self.share
    }
}

/// The four regions of a face, in the order of [`Region::ALL`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Regions([Seen; 4]);

impl Regions {
    /// The largest MASI.
    pub const MASI_MAX: Tenths = Tenths::new(480);
    /// The largest mMASI.
    pub const MMASI_MAX: Tenths = Tenths::new(240);

    /// In the order of [`Region::ALL`].
    #[must_use]
    pub const fn new(seen: [Seen; 4]) -> Self {
        Self(seen)
    }

    /// What was seen, region by region.
    #[must_use]
    pub const fn seen(&self) -> &[Seen; 4] {
        &self.0
    }

    /// `Σ weight x area x (darkness + homogeneity)`, 0.0 to 48.0.
    #[must_use]
    pub fn masi(&self) -> Tenths {
        self.sum(|s| u16::from(s.darkness) + u16::from(s.homogeneity))
    }

    /// `Σ weight x area x darkness`, 0.0 to 24.0.
    #[must_use]
    pub fn mmasi(&self) -> Tenths {
        self.sum(|s| u16::from(s.darkness))
    }

    fn sum(&self, severity: impl Fn(&Seen) -> u16) -> Tenths {
        let parts = Region::ALL.iter().zip(&self.0);
        Tenths::new(parts.map(|(region, s)| region.weight_tenths() * s.share.band() * severity(s)).sum())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(percent: u16, d: u8, h: u8) -> Seen {
        Seen::new(Share::from_tenths_of_percent(percent * 10).unwrap(), d, h).unwrap()
    }

    #[test]
    fn a_share_falls_into_its_band_at_each_border() {
        for (tenths, band) in [
            (0, 0),
            (1, 1),
            (99, 1),
            (100, 2),
            (299, 2),
            (300, 3),
            (499, 3),
            (500, 4),
            (699, 4),
            (700, 5),
            (899, 5),
            (900, 6),
            (1000, 6),
        ] {
            assert_eq!(Share::from_tenths_of_percent(tenths).unwrap().band(), band, "{tenths}");
        }
        assert!(Share::from_tenths_of_percent(1001).is_none());
    }

    #[test]
    fn both_indices_in_tenths() {
        for (regions, masi, mmasi) in [
            ([seen(0, 0, 0); 4], 0, 0),
            ([seen(100, 4, 4); 4], 480, 240),
            // 0.3x2x(2+1) + 0.3x4x(3+2) + 0.3x3x(3+2) + 0.1x1x(1+1) = 1.8 + 6.0 + 4.5 + 0.2
            ([seen(15, 2, 1), seen(55, 3, 2), seen(30, 3, 2), seen(5, 1, 1)], 125, 76),
            // Only the chin, the smallest step there is: 0.1 x 1 x 1.
            ([seen(0, 0, 0), seen(0, 0, 0), seen(0, 0, 0), seen(1, 1, 0)], 1, 1),
            // Homogeneity alone is nothing to the modified form.
            ([seen(95, 0, 4), seen(0, 0, 0), seen(0, 0, 0), seen(0, 0, 0)], 72, 0),
        ] {
            let face = Regions::new(regions);
            assert_eq!((face.masi().count(), face.mmasi().count()), (masi, mmasi), "{regions:?}");
        }
        assert!(Seen::new(Share::default(), 5, 0).is_none());
        assert!(Seen::new(Share::default(), 0, 5).is_none());
    }

    #[test]
    fn a_change_inside_a_band_shows_in_the_raw_share_only() {
        let before = Regions::new([seen(29, 2, 0), seen(0, 0, 0), seen(0, 0, 0), seen(0, 0, 0)]);
        let after = Regions::new([seen(11, 2, 0), seen(0, 0, 0), seen(0, 0, 0), seen(0, 0, 0)]);
        assert_eq!(before.mmasi(), after.mmasi());
        assert_ne!(before.seen(), after.seen());
    }
}
