//! When somebody or something is there: opening hours, shifts, breaks, leave, service of devices.
use super::week::{self, WEEK_DAYS, Week, first_day, text_of, week_of};
use super::{Bookings, DAY_CELLS, read};
use crate::ChartError;
use crate::book::retried;
use calendar::Cells;
use calendar::roster::{Opening, Roster, bitmaps};
use sqlx::AnyConnection;
use std::collections::BTreeMap;
use vocab::{Day, nearest};

/// Weeks whose hours are stored ahead: half a year and a little.
pub const WEEKS_AHEAD: i64 = 30;
/// The most rows of leave that a resource may have.
pub const AWAY_MAX: usize = 2_000;

vocab::words! {
    /// What a row of hours says.
    HoursKind, "kind of hours" {
        /// There, or open.
        Shift = "shift",
        /// A break within it.
        Break = "break",
    }
}

vocab::words! {
    /// Why somebody or something is not there.
    AwayKind, "kind of absence" {
        /// A practitioner's leave.
        Leave = "leave",
        /// A device is serviced, a room is painted.
        Service = "service",
        /// The house is closed.
        Closed = "closed",
        /// Some hours of one day.
        Block = "block",
    }
}

/// A row of the weekly hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hours {
    /// There, or a break.
    pub kind: HoursKind,
    /// Monday 0.
    pub weekday: u8,
    /// First cell.
    pub from: u16,
    /// The cell after the last.
    pub to: u16,
}

/// A time in which somebody or something is not there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Away {
    /// Id of the row.
    pub id: String,
    /// Id of the resource; empty for the house.
    pub resource: String,
    /// Why, as a word.
    pub kind: AwayKind,
    /// First day.
    pub first: Day,
    /// Last day.
    pub last: Day,
    /// Cells of the day; all of them for whole days.
    pub cells: (u16, u16),
    /// Why, as a sentence.
    pub reason: String,
}

/// Id, resource, kind, first and last day, cells, reason.
type AwayRow = (String, String, String, i64, i64, i64, i64, String);

/// The hours of everybody, read once.
#[derive(Debug, Default)]
pub(crate) struct Rosters {
    opening: Opening,
    of: BTreeMap<String, Roster>,
    always: Roster,
}

impl Rosters {
    /// The cells at which a resource is there on each of `days` days; rooms and devices without hours of their own are there
    /// whenever the house is open.
    pub(crate) fn present(
        &self,
        wall: &calendar::wall::Wall,
        resource: &str,
        first: Day,
        days: usize,
    ) -> Vec<Cells> {
        bitmaps(wall, &self.opening, self.of.get(resource).unwrap_or(&self.always), first, days)
    }
}

impl Bookings<'_> {
    /// The weekly hours of a resource; of the house with an empty id.
    ///
    /// # Errors
    /// A row cannot be read, or the database does not answer.
    pub async fn hours(&self, resource: &str) -> Result<Vec<Hours>, ChartError> {
        let rows: Vec<(String, i64, i64, i64)> = sqlx::query_as(
            "SELECT kind, weekday, from_cell, to_cell FROM hours WHERE site = $1 AND resource = $2 \
             ORDER BY weekday, kind, from_cell",
        )
        .bind(self.site)
        .bind(resource)
        .fetch_all(&self.store.pool)
        .await?;
        rows.into_iter()
            .map(|(kind, weekday, from, to)| {
                let kind = kind.parse().map_err(|e| read::bad("hours", &e))?;
                Ok(Hours { kind, weekday: read::small(weekday), from: read::cell(from), to: read::cell(to) })
            })
            .collect()
    }

    /// Replaces the weekly hours of a resource, or of the house with an empty id, and stores what follows from them.
    ///
    /// # Errors
    /// A row ends before it begins, nobody and nothing that can be booked has this id, or the database refuses.
    pub async fn set_hours(&self, resource: &str, hours: &[Hours], today: Day) -> Result<(), ChartError> {
        let wrong = |one: &&Hours| one.from >= one.to || one.to > DAY_CELLS || one.weekday > 6;
        if let Some(wrong) = hours.iter().find(wrong) {
            let why = format!(
                "{} to {}: the end must come after the beginning",
                super::clock(wrong.from),
                super::clock(wrong.to)
            );
            return Err(ChartError::Form { what: "the hours".to_owned(), why });
        }
        retried(self.store, |mut held| async move {
            let tx: &mut AnyConnection = &mut held;
            self.must_be_here(tx, "the hours", resource).await?;
            sqlx::query("DELETE FROM hours WHERE site = $1 AND resource = $2")
                .bind(self.site)
                .bind(resource)
                .execute(&mut *tx)
                .await?;
            for one in hours {
                sqlx::query(
                    "INSERT INTO hours (site, resource, kind, weekday, from_cell, to_cell) VALUES ($1, $2, $3, $4, $5, $6) \
                     ON CONFLICT (site, resource, kind, weekday, from_cell) DO UPDATE SET to_cell = excluded.to_cell",
                )
                .bind(self.site)
                .bind(resource)
                .bind(one.kind.code())
                .bind(i64::from(one.weekday))
                .bind(i64::from(one.from))
                .bind(i64::from(one.to))
                .execute(&mut *tx)
                .await?;
            }
            self.store_present(tx, resource, today).await?;
            Ok((held, ()))
        })
        .await
    }

    /// The absences that end on this day or later: of a resource, of the house with an empty id, of all with `None`.
    ///
    /// # Errors
    /// A row cannot be read, or the database does not answer.
    pub async fn away(&self, resource: Option<&str>, from: Day) -> Result<Vec<Away>, ChartError> {
        let mut connection = self.store.pool.acquire().await?;
        let mut all = self.away_in(&mut connection, from).await?;
        all.retain(|one| resource.is_none_or(|resource| one.resource == resource));
        Ok(all)
    }

    async fn away_in(&self, tx: &mut AnyConnection, from: Day) -> Result<Vec<Away>, ChartError> {
        let rows: Vec<AwayRow> = sqlx::query_as(
            "SELECT away, resource, kind, first_day, last_day, from_cell, to_cell, reason FROM away \
             WHERE site = $1 AND last_day >= $2 ORDER BY first_day, resource, away",
        )
        .bind(self.site)
        .bind(i64::from(from.number()))
        .fetch_all(tx)
        .await?;
        rows.into_iter()
            .map(|(id, resource, kind, first, last, from, to, reason)| {
                let kind = kind.parse().map_err(|e| read::bad("an absence", &e))?;
                let cells = (read::cell(from), read::cell(to));
                Ok(Away { id, resource, kind, first: read::day(first), last: read::day(last), cells, reason })
            })
            .collect()
    }

    /// Notes an absence and stores what follows from it; the same id is replaced. Visits that it touches stay and are told by
    /// [`Bookings::stranded`].
    ///
    /// # Errors
    /// It ends before it begins, nobody and nothing that can be booked has this id, or the database refuses.
    pub async fn set_away(&self, one: &Away, today: Day) -> Result<(), ChartError> {
        if one.last < one.first || one.cells.0 >= one.cells.1 || one.cells.1 > DAY_CELLS {
            let why = "the end must come after the beginning".to_owned();
            return Err(ChartError::Form { what: "the absence".to_owned(), why });
        }
        retried(self.store, |mut held| async move {
            let tx: &mut AnyConnection = &mut held;
            self.must_be_here(tx, "the absence", &one.resource).await?;
            sqlx::query(
                "INSERT INTO away (site, resource, away, kind, first_day, last_day, from_cell, to_cell, reason) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (site, resource, away) DO UPDATE SET \
                 kind = excluded.kind, first_day = excluded.first_day, last_day = excluded.last_day, \
                 from_cell = excluded.from_cell, to_cell = excluded.to_cell, reason = excluded.reason",
            )
            .bind(self.site)
            .bind(&one.resource)
            .bind(&one.id)
            .bind(one.kind.code())
            .bind(i64::from(one.first.number()))
            .bind(i64::from(one.last.number()))
            .bind(i64::from(one.cells.0))
            .bind(i64::from(one.cells.1))
            .bind(&one.reason)
            .execute(&mut *tx)
            .await?;
            self.store_present(tx, &one.resource, today).await?;
            Ok((held, ()))
        })
        .await
    }

    /// Takes an absence away and stores what follows.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn end_away(&self, resource: &str, id: &str, today: Day) -> Result<(), ChartError> {
        retried(self.store, |mut held| async move {
            let tx: &mut AnyConnection = &mut held;
            sqlx::query("DELETE FROM away WHERE site = $1 AND resource = $2 AND away = $3")
                .bind(self.site)
                .bind(resource)
                .bind(id)
                .execute(&mut *tx)
                .await?;
            self.store_present(tx, resource, today).await?;
            Ok((held, ()))
        })
        .await
    }

    /// Stores the hours of everybody from the week of `today` on, so that free times are read and not computed.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn store_weeks(&self, today: Day) -> Result<(), ChartError> {
        retried(self.store, |mut held| async move {
            self.store_present(&mut held, "", today).await?;
            Ok((held, ()))
        })
        .await
    }

    /// Everything that says when somebody is there.
    pub(crate) async fn rosters(&self, tx: &mut AnyConnection, from: Day) -> Result<Rosters, ChartError> {
        let mut rosters = Rosters::default();
        let whole = [Cells::span(0, usize::from(DAY_CELLS)); 7];
        rosters.always.weekly = whole;
        let rows: Vec<(String, String, i64, i64, i64)> =
            sqlx::query_as("SELECT resource, kind, weekday, from_cell, to_cell FROM hours WHERE site = $1")
                .bind(self.site)
                .fetch_all(&mut *tx)
                .await?;
        for (resource, kind, weekday, from_cell, to_cell) in rows {
            let cells = Cells::span(usize::from(read::cell(from_cell)), usize::from(read::cell(to_cell)));
            let shift = kind == HoursKind::Shift.code();
            let week = if resource.is_empty() {
                if shift { &mut rosters.opening.weekly } else { continue }
            } else {
                let own = rosters.of.entry(resource).or_default();
                if shift { &mut own.weekly } else { &mut own.breaks }
            };
            if let Some(day) = week.get_mut(usize::from(read::small(weekday))) {
                *day = day.or(cells);
            }
        }
        for own in rosters.of.values_mut() {
            if own.weekly.iter().all(Cells::is_empty) {
                own.weekly = whole;
            }
        }
        for one in self.away_in(tx, from).await? {
            if one.resource.is_empty() {
                let days = (0..=one.last.since(one.first)).map(|n| one.first.plus(n));
                rosters.opening.closed.extend(days);
                continue;
            }
            let own = rosters
                .of
                .entry(one.resource)
                .or_insert_with(|| Roster { weekly: whole, ..Roster::default() });
            if one.cells == (0, DAY_CELLS) {
                own.away.push((one.first, one.last));
            } else {
                let cells = Cells::span(usize::from(one.cells.0), usize::from(one.cells.1));
                own.blocked.extend((0..=one.last.since(one.first)).map(|n| (one.first.plus(n), cells)));
            }
        }
        Ok(rosters)
    }

    /// Refuses what is said of somebody or something that the house does not have; the empty id is the house itself. Hours that
    /// nobody has would be read by no page and hold no visit back.
    async fn must_be_here(
        &self,
        tx: &mut AnyConnection,
        what: &str,
        resource: &str,
    ) -> Result<(), ChartError> {
        if resource.is_empty() {
            return Ok(());
        }
        let ids = self.resource_ids(tx).await?;
        if ids.iter().any(|id| id == resource) {
            return Ok(());
        }
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        let why = format!(
            "no practitioner, room, device or kit of this house has that id; {}{}",
            nearest::allowed(&ids),
            nearest::hint(resource, ids.iter().copied())
        );
        Err(ChartError::Form { what: format!("{what} of `{}`", nearest::clip(resource)), why })
    }

    /// The ids of everybody and everything that can be booked, in order.
    async fn resource_ids(&self, tx: &mut AnyConnection) -> Result<Vec<String>, ChartError> {
        let mut ids: Vec<String> = sqlx::query_scalar("SELECT resource FROM resource WHERE site = $1")
            .bind(self.site)
            .fetch_all(tx)
            .await?;
        ids.sort();
        Ok(ids)
    }

    /// Stores the hours of one resource, or of all with an empty id, in the same write as what changed them.
    async fn store_present(
        &self,
        tx: &mut AnyConnection,
        resource: &str,
        today: Day,
    ) -> Result<(), ChartError> {
        let (first, _) = week_of(today);
        let rosters = self.rosters(tx, first_day(first)).await?;
        let mut ids = self.resource_ids(&mut *tx).await?;
        ids.retain(|id| resource.is_empty() || id == resource);
        let days = usize::try_from(WEEKS_AHEAD).unwrap_or(0) * WEEK_DAYS;
        let mut rows = Vec::new();
        for id in &ids {
            let cells = rosters.present(&self.wall, id, first_day(first), days);
            let weeks = (first..).zip(cells.chunks(WEEK_DAYS));
            rows.extend(weeks.filter_map(|(week, seven)| {
                Some((id.as_str(), week, text_of(&<Week>::try_from(seven).ok()?)))
            }));
        }
        week::store_present(tx, self.site, &rows).await?;
        // Weeks beyond the horizon are computed when they are asked for: what was stored there once may not stay.
        sqlx::query("UPDATE week_cells SET present = '' WHERE site = $1 AND week >= $2 AND (resource = $3 OR $3 = '')")
            .bind(self.site)
            .bind(first + WEEKS_AHEAD)
            .bind(resource)
            .execute(tx)
            .await?;
        Ok(())
    }
}
