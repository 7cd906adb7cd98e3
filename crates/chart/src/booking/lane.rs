//! The lanes of claims: the ordinary one, where nobody lies over anybody, and those of intended overlaps.
use super::claims::{Claims, LANES_MAX, holder, taken};
use super::week::Weeks;
use super::{Bookings, Slot};
use crate::ChartError;
use sqlx::AnyConnection;
use std::collections::BTreeSet;

/// What the visits of one write take: the ordinary ones, and those that may lie over others.
#[derive(Debug, Default)]
pub(super) struct Wanted<'v> {
    ordinary: Claims<'v>,
    intended: Claims<'v>,
}

impl<'v> Wanted<'v> {
    /// Of visits: id, slot, and whether each may overlap.
    ///
    /// # Errors
    /// Two of them want the same cell, or there are too many.
    pub(super) fn of(visits: impl Iterator<Item = (&'v str, &'v Slot, bool)>) -> Result<Self, ChartError> {
        let mut wanted = Self::default();
        for (id, slot, overlap) in visits {
            if overlap { wanted.intended.add(id, slot)? } else { wanted.ordinary.add(id, slot)? }
        }
        Ok(wanted)
    }
}

/// The lanes in which one write claims.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lanes {
    ordinary: u8,
    intended: u8,
}

impl Lanes {
    /// The lane of a visit that may overlap, or may not.
    pub(super) const fn of(self, overlap: bool) -> u8 {
        if overlap { self.intended } else { self.ordinary }
    }
}

impl Bookings<'_> {
    /// Claims what visits take, in the lanes where they can stand.
    pub(super) async fn claim_all<'v>(
        &self,
        tx: &mut AnyConnection,
        visits: impl Iterator<Item = (&'v str, &'v Slot, bool)>,
        weeks: &mut Weeks,
    ) -> Result<Lanes, ChartError> {
        let wanted = Wanted::of(visits)?;
        let lanes = self.lanes(tx, &wanted, weeks).await?;
        self.hold(tx, &wanted, weeks, lanes).await?;
        Ok(lanes)
    }

    /// The lanes in which visits can stand, by the bits; only reads. What is intended to overlap keeps a lane of its own also
    /// beside the ordinary visits of the same write, so that no ordinary visit ever lies over another unseen.
    pub(super) async fn lanes(
        &self,
        tx: &mut AnyConnection,
        wanted: &Wanted<'_>,
        weeks: &Weeks,
    ) -> Result<Lanes, ChartError> {
        let Wanted { ordinary, intended } = wanted;
        let meets = intended.first_shared(ordinary);
        if let Some((resource, at)) =
            ordinary.first_taken(weeks).or_else(|| intended.first_alone_taken(weeks))
        {
            let by = holder(tx, self.site, resource, at).await?;
            return Err(taken(resource, at, &by));
        }
        if let Some((resource, at, by)) = meets.filter(|(resource, ..)| intended.alone(resource)) {
            return Err(taken(resource, at, by));
        }
        if meets.is_none() && intended.first_taken(weeks).is_none() {
            return Ok(Lanes { ordinary: 0, intended: 0 });
        }
        let mut used: BTreeSet<u8> =
            intended.still_claimed(tx, self.site).await?.into_values().flatten().collect();
        used.extend(meets.map(|_| 0));
        let intended = (0..=LANES_MAX).find(|lane| !used.contains(lane)).ok_or(ChartError::Limit {
            what: "visits over one another",
            limit: usize::from(LANES_MAX) + 1,
            got: usize::from(LANES_MAX) + 2,
        })?;
        Ok(Lanes { ordinary: 0, intended })
    }

    /// Writes the claims and marks the bits. The bits told first; the unique key has the last word.
    pub(super) async fn hold(
        &self,
        tx: &mut AnyConnection,
        wanted: &Wanted<'_>,
        weeks: &mut Weeks,
        lanes: Lanes,
    ) -> Result<(), ChartError> {
        for (claims, lane) in [(&wanted.ordinary, lanes.ordinary), (&wanted.intended, lanes.intended)] {
            if !claims.insert(tx, self.site, lane).await? {
                // Only a hand behind our back can have left the bits behind the claims; the key still holds.
                let (resource, at) = claims.rows().next().unwrap_or(("", 0));
                let by = holder(tx, self.site, resource, at).await?;
                return Err(taken(resource, at, &by));
            }
            for (resource, at) in claims.rows() {
                weeks.mark(resource, at, true);
            }
        }
        Ok(())
    }
}
