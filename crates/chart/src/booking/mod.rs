//! The calendar of a site: who and what can be booked, visits, and the claims that keep two visits apart.
//!
//! Time is the clock on the wall of the site, in cells of five minutes. Every visit claims one row for each resource and cell
//! under a unique key, in the transaction that writes the visit, so that no engine can book a slot twice. What is free is
//! kept beside the claims as bits, seven days to a row, and changes in the same transaction.
pub mod asked;
pub mod check;
pub(crate) mod claims;
pub mod free;
pub mod hours;
pub mod ics;
mod lane;
mod mend;
mod near;
mod read;
mod relocate;
pub mod resource;
mod restore;
mod row;
pub(crate) mod sealed;
pub mod service;
mod treated;
mod turn;
pub mod visit;
mod week;
mod write;

pub use asked::{Asked, Standing, Told};
pub use check::{Checked, Fault};
pub use free::Free;
pub use hours::{Away, AwayKind, Hours, HoursKind};
pub use mend::{Cancel, Mend, Mended, UNDO_MS};
pub(crate) use read::{RECORD, UNIT, bad, cell, day, parsed, text};
pub use relocate::Move;
pub use resource::{Kind, Resource};
pub use restore::Restore;
pub use service::{Segment, SegmentKind, Service};
pub(crate) use treated::Came;
pub use visit::{Event, New, Part, Slot, Status, Step, Treated, Visit};
pub use write::SERIES_MAX;

use crate::{ChartError, SiteKey, Store};
use calendar::wall::Wall;
use jiff::tz::TimeZone;
use vocab::Day;

/// Minutes of a cell.
pub const GRAIN_MINUTES: u16 = 5;
/// Cells of a day.
pub const DAY_CELLS: u16 = 1_440 / GRAIN_MINUTES;

/// The calendar of one site.
#[derive(Debug, Clone)]
pub struct Bookings<'a> {
    pub(crate) store: &'a Store,
    pub(crate) key: &'a SiteKey,
    pub(crate) site: &'a str,
    pub(crate) wall: Wall,
}

impl<'a> Bookings<'a> {
    /// The calendar of a site whose clock shows the time of `zone` (a name of the IANA list).
    ///
    /// # Errors
    /// There is no such zone.
    pub fn new(store: &'a Store, key: &'a SiteKey, site: &'a str, zone: &str) -> Result<Self, ChartError> {
        let wall = Wall::new(zone, usize::from(GRAIN_MINUTES))
            .map_err(|e| ChartError::Form { what: "the time zone".to_owned(), why: e.to_string() })?;
        Ok(Self { store, key, site, wall })
    }

    /// The calendar of a site in a zone that is known already.
    ///
    /// # Errors
    /// Never for the grain of this house; the wall has the last word.
    pub fn in_zone(
        store: &'a Store,
        key: &'a SiteKey,
        site: &'a str,
        zone: &TimeZone,
    ) -> Result<Self, ChartError> {
        let wall = Wall::of(zone.clone(), usize::from(GRAIN_MINUTES))
            .map_err(|e| ChartError::Form { what: "the time zone".to_owned(), why: e.to_string() })?;
        Ok(Self { store, key, site, wall })
    }

    /// The clock on the wall.
    #[must_use]
    pub const fn wall(&self) -> &Wall {
        &self.wall
    }
}

/// A cell as people say it: `14:05`.
#[must_use]
pub fn clock(cell: u16) -> String {
    let minutes = u32::from(cell) * u32::from(GRAIN_MINUTES);
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// The cell of a time such as `14:05`; `None` where it is no time of day or lies between two cells.
#[must_use]
pub fn cell_of(text: &str) -> Option<u16> {
    let (hour, minute) = text.trim().split_once(':')?;
    let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
    (hour < 24 && minute < 60 && minute.is_multiple_of(GRAIN_MINUTES))
        .then(|| (hour * 60 + minute) / GRAIN_MINUTES)
}

/// The number of a cell of a day among all cells since 1970 on the wall.
pub(crate) fn quantum(day: Day, cell: u16) -> i64 {
    i64::from(day.number()) * i64::from(DAY_CELLS) + i64::from(cell)
}

/// The day and the cell of a quantum.
pub(crate) fn place_of(quantum: i64) -> (Day, u16) {
    let cells = i64::from(DAY_CELLS);
    let day = i32::try_from(quantum.div_euclid(cells)).unwrap_or(0);
    (Day::from_number(day), u16::try_from(quantum.rem_euclid(cells)).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_cells_are_each_others_inverse() {
        for cell in 0..DAY_CELLS {
            assert_eq!(cell_of(&clock(cell)), Some(cell));
        }
        for wrong in ["24:00", "9", "9:61", "09:07", "", "aa:bb", "-1:00"] {
            assert_eq!(cell_of(wrong), None, "{wrong}");
        }
        let day = Day::from_number(20_000);
        assert_eq!(place_of(quantum(day, 287)), (day, 287));
        assert_eq!(quantum(day, 287) + 1, quantum(day.plus(1), 0));
    }
}
