//! Seven days of a resource as stored bits: when it is there, and what is claimed.
use super::place_of;
use crate::ChartError;
use calendar::Cells;
use sqlx::{AnyConnection, AssertSqlSafe};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use vocab::Day;

/// Days of a row.
pub(crate) const WEEK_DAYS: usize = 7;
/// Characters of a day: four cells to a hexadecimal digit.
const DAY_CHARS: usize = super::DAY_CELLS as usize / 4;
/// Rows of one statement.
const ROWS_MAX: usize = 500;

/// The cells of seven days.
pub(crate) type Week = [Cells; WEEK_DAYS];

/// The week in which a day lies, and its place there.
pub(crate) fn week_of(day: Day) -> (i64, usize) {
    let number = i64::from(day.number());
    (number.div_euclid(7), usize::try_from(number.rem_euclid(7)).unwrap_or(0))
}

/// The first day of a week.
pub(crate) fn first_day(week: i64) -> Day {
    Day::from_number(i32::try_from(week.saturating_mul(7)).unwrap_or(0))
}

/// The bits as text: a digit for four cells, the earliest cell the lowest bit of the first digit.
pub(crate) fn text_of(week: &Week) -> String {
    let mut text = String::with_capacity(WEEK_DAYS * DAY_CHARS);
    for day in week {
        for digit in 0..DAY_CHARS {
            let bits = (0..4).fold(0_u32, |sum, bit| sum | u32::from(day.has(digit * 4 + bit)) << bit);
            text.push(char::from_digit(bits, 16).unwrap_or('0'));
        }
    }
    text
}

/// The bits of a text; an empty text is no cell.
pub(crate) fn week_in(text: &str) -> Result<Week, ChartError> {
    let mut week = [Cells::NONE; WEEK_DAYS];
    if text.is_empty() {
        return Ok(week);
    }
    let bad = || ChartError::Form {
        what: "the bits of a week".to_owned(),
        why: format!("{} characters", text.len()),
    };
    if text.len() != WEEK_DAYS * DAY_CHARS {
        return Err(bad());
    }
    for (day, digits) in week.iter_mut().zip(text.as_bytes().chunks(DAY_CHARS)) {
        let mut words = [0_u64; 5];
        for (at, digit) in digits.iter().enumerate() {
            let bits = char::from(*digit).to_digit(16).ok_or_else(bad)?;
            if let Some(word) = words.get_mut(at / 16) {
                *word |= u64::from(bits) << (at % 16 * 4);
            }
        }
        *day = Cells::from_words(words);
    }
    Ok(week)
}

/// The rows that a write has locked.
#[derive(Debug, Default)]
pub(crate) struct Weeks {
    rows: BTreeMap<(String, i64), Locked>,
}

#[derive(Debug)]
struct Locked {
    present: String,
    claimed: Week,
    changed: bool,
}

impl Weeks {
    /// Locks and reads the rows, in their order; those that are missing begin empty. Every write of claims begins here, so that
    /// writers of one resource and week queue instead of meeting half-way.
    pub(crate) async fn lock(
        tx: &mut AnyConnection,
        site: &str,
        keys: &BTreeSet<(String, i64)>,
    ) -> Result<Self, ChartError> {
        let mut rows = BTreeMap::new();
        let keys: Vec<_> = keys.iter().collect();
        for some in keys.chunks(ROWS_MAX) {
            let mut sql =
                String::from("INSERT INTO week_cells (site, resource, week, present, claimed) VALUES ");
            for n in 0..some.len() {
                let comma = if n == 0 { "" } else { "," };
                let _ = write!(sql, "{comma}($1,${},${},'','')", n * 2 + 2, n * 2 + 3);
            }
            sql.push_str(
                " ON CONFLICT (site, resource, week) DO UPDATE SET claimed = week_cells.claimed \
                 RETURNING resource, week, present, claimed",
            );
            let mut query = sqlx::query_as(AssertSqlSafe(sql)).bind(site);
            for (resource, week) in some {
                query = query.bind(resource).bind(*week);
            }
            let found: Vec<(String, i64, String, String)> = query.fetch_all(&mut *tx).await?;
            for (resource, week, present, claimed) in found {
                let claimed = week_in(&claimed)?;
                rows.insert((resource, week), Locked { present, claimed, changed: false });
            }
        }
        Ok(Self { rows })
    }

    /// Whether a cell is claimed.
    pub(crate) fn claimed(&self, resource: &str, at: i64) -> bool {
        let (day, cell) = place_of(at);
        let (week, place) = week_of(day);
        let row = self.rows.get(&(resource.to_owned(), week));
        row.and_then(|row| row.claimed.get(place)).is_some_and(|day| day.has(usize::from(cell)))
    }

    /// Marks a cell as claimed or free.
    pub(crate) fn mark(&mut self, resource: &str, at: i64, claimed: bool) {
        let (day, cell) = place_of(at);
        let (week, place) = week_of(day);
        let Some(row) = self.rows.get_mut(&(resource.to_owned(), week)) else { return };
        let Some(cells) = row.claimed.get_mut(place) else { return };
        if claimed {
            cells.add(usize::from(cell));
        } else {
            *cells = cells.without(Cells::span(usize::from(cell), usize::from(cell) + 1));
        }
        row.changed = true;
    }

    /// The stored hours of a resource on a day; `None` where they were not stored.
    pub(crate) fn present(&self, resource: &str, day: Day) -> Result<Option<Cells>, ChartError> {
        let (week, place) = week_of(day);
        match self.rows.get(&(resource.to_owned(), week)) {
            Some(row) if !row.present.is_empty() => Ok(week_in(&row.present)?.get(place).copied()),
            _ => Ok(None),
        }
    }

    /// Writes back what changed.
    pub(crate) async fn store(&self, tx: &mut AnyConnection, site: &str) -> Result<(), ChartError> {
        let changed: Vec<_> = self.rows.iter().filter(|(_, row)| row.changed).collect();
        for some in changed.chunks(ROWS_MAX) {
            let mut sql =
                String::from("INSERT INTO week_cells (site, resource, week, present, claimed) VALUES ");
            for n in 0..some.len() {
                let comma = if n == 0 { "" } else { "," };
                let _ = write!(sql, "{comma}($1,${},${},'',${})", n * 3 + 2, n * 3 + 3, n * 3 + 4);
            }
            sql.push_str(" ON CONFLICT (site, resource, week) DO UPDATE SET claimed = excluded.claimed");
            let mut query = sqlx::query(AssertSqlSafe(sql)).bind(site);
            for ((resource, week), row) in some {
                query = query.bind(resource).bind(*week).bind(text_of(&row.claimed));
            }
            query.execute(&mut *tx).await?;
        }
        Ok(())
    }
}

/// Stores when resources are there: resource, week and bits, in the order in which writers lock them.
pub(crate) async fn store_present(
    tx: &mut AnyConnection,
    site: &str,
    rows: &[(&str, i64, String)],
) -> Result<(), ChartError> {
    for some in rows.chunks(ROWS_MAX) {
        let mut sql = String::from("INSERT INTO week_cells (site, resource, week, present, claimed) VALUES ");
        for n in 0..some.len() {
            let comma = if n == 0 { "" } else { "," };
            let _ = write!(sql, "{comma}($1,${},${},${},'')", n * 3 + 2, n * 3 + 3, n * 3 + 4);
        }
        sql.push_str(" ON CONFLICT (site, resource, week) DO UPDATE SET present = excluded.present");
        let mut query = sqlx::query(AssertSqlSafe(sql)).bind(site);
        for (resource, week, present) in some {
            query = query.bind(*resource).bind(*week).bind(present);
        }
        query.execute(&mut *tx).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn bits_come_back_as_they_went(cells in prop::collection::vec((0_usize..7, 0_usize..288), 0..60)) {
            let mut week = [Cells::NONE; WEEK_DAYS];
            for (day, cell) in cells {
                week[day].add(cell);
            }
            prop_assert_eq!(week_in(&text_of(&week)).unwrap(), week);
        }

        #[test]
        fn every_day_has_one_place(day in -40_000_i32..80_000) {
            let (week, place) = week_of(Day::from_number(day));
            prop_assert_eq!(first_day(week).plus(i32::try_from(place).unwrap()), Day::from_number(day));
        }
    }

    #[test]
    fn a_text_of_the_wrong_length_is_told() {
        assert!(week_in("abc").is_err() && week_in(&"g".repeat(504)).is_err());
        assert_eq!(week_in("").unwrap(), [Cells::NONE; 7]);
    }
}
