//! Local wall time: which cells of a day happen exactly once, and when.
use crate::Cells;
use crate::cells::CELLS_MAX;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use vocab::Day;

/// Minutes of a day on the wall.
const DAY_MINUTES: usize = 1_440;

/// The clock on the wall of a clinic, cut into cells that begin at midnight.
///
/// A series keeps its hour because a cell is a place on this clock, in winter as in summer.
#[derive(Debug, Clone)]
pub struct Wall {
    zone: TimeZone,
    grain: usize,
}

/// A wall that cannot be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAWall {
    /// The zone is not in the list of zones.
    #[error("`{0}` is no zone of the IANA list; allowed names like Europe/Berlin")]
    Zone(String),
    /// The grain does not cut a day.
    #[error("a grain of {0} minutes does not cut a day; allowed 5, 10, 15, 20 or 30")]
    Grain(usize),
}

impl Wall {
    /// The wall of a zone with cells of `grain` minutes: 5, 10, 15, 20 or 30.
    pub fn new(zone: &str, grain: usize) -> Result<Self, NotAWall> {
        if ![5, 10, 15, 20, 30].contains(&grain) {
            return Err(NotAWall::Grain(grain));
        }
        let zone = TimeZone::get(zone).map_err(|_| NotAWall::Zone(zone.to_owned()))?;
        Ok(Self { zone, grain })
    }

    /// The wall of a zone that is known already.
    pub fn of(zone: TimeZone, grain: usize) -> Result<Self, NotAWall> {
        if ![5, 10, 15, 20, 30].contains(&grain) {
            return Err(NotAWall::Grain(grain));
        }
        Ok(Self { zone, grain })
    }

    /// The zone of the wall.
    #[must_use]
    pub const fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// Cells of every day, at most [`CELLS_MAX`].
    #[must_use]
    pub const fn cells(&self) -> usize {
        let cells = DAY_MINUTES / self.grain;
        if cells > CELLS_MAX { CELLS_MAX } else { cells }
    }

    /// The cell at or after this wall time; hours to 24, minutes to 59.
    #[must_use]
    pub const fn cell_at(&self, hour: usize, minute: usize) -> usize {
        (hour * 60 + minute).div_ceil(self.grain)
    }

    /// The cells that happen exactly once on a day. The hour that is skipped in spring does not
    /// happen; the hour that is repeated in autumn happens twice, and nothing is booked into it,
    /// because "half past two" would not say which. So a booked run of cells always lasts as long
    /// as its cells say.
    #[must_use]
    pub fn real(&self, day: Day) -> Cells {
        let begins = self.at_minute(day, 0);
        let ends = self.at_minute(day.plus(1), 0);
        if let (Some(begins), Some(ends)) = (begins, ends)
            && ends.as_second() - begins.as_second() == 86_400
        {
            // A day of 24 hours that begins and ends once: no zone changes twice within one.
            return Cells::span(0, self.cells());
        }
        let mut cells = Cells::NONE;
        let whole = |cell: &usize| {
            let first = cell * self.grain;
            [first, first + self.grain - 1].iter().all(|minute| self.at_minute(day, *minute).is_some())
        };
        (0..self.cells()).filter(whole).for_each(|cell| cells.add(cell));
        cells
    }

    /// The instant at which a cell begins; `None` if that wall time is skipped, repeated or not of the day.
    #[must_use]
    pub fn instant(&self, day: Day, cell: usize) -> Option<Timestamp> {
        self.at_minute(day, cell.checked_mul(self.grain)?)
    }

    fn at_minute(&self, day: Day, minute: usize) -> Option<Timestamp> {
        let hour = i8::try_from(minute / 60).ok()?;
        let minute = i8::try_from(minute % 60).ok()?;
        let date = day.date();
        let time = DateTime::new(date.year(), date.month(), date.day(), hour, minute, 0, 0).ok()?;
        self.zone.to_ambiguous_timestamp(time).unambiguous().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    #[test]
    fn both_days_of_change_lose_exactly_the_doubtful_hour() {
        let wall = Wall::new("Europe/Berlin", 5).unwrap();
        for (day, from, to) in [(date(2027, 3, 28), 24, 36), (date(2027, 10, 31), 24, 36)] {
            let lost = Cells::span(0, 288).without(wall.real(Day::from_date(day)));
            assert_eq!(lost, Cells::span(from, to), "{day}");
        }
        assert_eq!(wall.real(Day::from_date(date(2027, 3, 29))), Cells::span(0, 288));
        assert!(Wall::new("Europe/Atlantis", 5).is_err() && Wall::new("UTC", 7).is_err());
    }

    proptest! {
        #[test]
        fn a_run_of_real_cells_lasts_as_long_as_it_says(
            zone in prop::sample::select(vec!["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Tehran"]),
            // Around the changes of either half-year as well as any day.
            day in 20_454_i32..22_000, cell in 0_usize..96, length in 1_usize..20
        ) {
            let wall = Wall::new(zone, 15).unwrap();
            let day = Day::from_number(day);
            if wall.real(day).starts(length).has(cell) && cell + length < wall.cells() {
                let start = wall.instant(day, cell).unwrap();
                if let Some(end) = wall.instant(day, cell + length) {
                    let seconds = i64::try_from(length * 15 * 60).unwrap();
                    prop_assert_eq!(end.as_second() - start.as_second(), seconds);
                }
            }
        }
    }
}
