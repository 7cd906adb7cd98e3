//! Times that became free: noted in the write that frees them, and offered once nobody can take the change back without being
//! told of it. A visit that is moved, called off or repaired away all come here, so that there is one way and none is forgotten.
use super::{Freed, Waits};
use crate::ChartError;
use crate::booking::{Slot, Visit, cell, day};
use crate::message::GRACE_MS;
use sqlx::AnyConnection;

/// The most times that one reading returns; the next goes on after them.
const FREED_MAX: i64 = 100;

/// A time that is free and waits to be offered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// The time.
    pub freed: Freed,
    /// From when on it is offered, milliseconds since 1970.
    pub due_at: i64,
    visit: String,
    version: i64,
}

type Row = (String, i64, i64, i64, i64, i64);

/// Notes that a visit leaves the time that it had. The hold of an offer leaves none: its offer knows the time already, and is
/// passed on as it ends.
pub(crate) async fn note(tx: &mut AnyConnection, site: &str, was: &Visit, at: i64) -> Result<(), ChartError> {
    sqlx::query(
        "INSERT INTO freed (site, visit, version, day, from_cell, to_cell, due_at) \
         SELECT $1, $2, CAST($3 AS BIGINT), CAST($4 AS BIGINT), CAST($5 AS BIGINT), CAST($6 AS BIGINT), CAST($7 AS BIGINT) \
         WHERE NOT EXISTS (SELECT 1 FROM wait_offer WHERE site = $1 AND offer = $2) ON CONFLICT DO NOTHING",
    )
    .bind(site)
    .bind(&was.id)
    .bind(i64::from(was.version))
    .bind(i64::from(was.slot.day.number()))
    .bind(i64::from(was.slot.cell))
    .bind(i64::from(was.slot.end()))
    .bind(at + GRACE_MS)
    .execute(tx)
    .await?;
    Ok(())
}

/// A visit is back at a time that it left a moment ago: the time is not offered. Whether it was so.
pub(crate) async fn is_back(
    tx: &mut AnyConnection,
    site: &str,
    visit: &str,
    slot: &Slot,
) -> Result<bool, ChartError> {
    let done = sqlx::query(
        "DELETE FROM freed WHERE site = $1 AND visit = $2 AND day = $3 AND from_cell = $4 AND to_cell = $5",
    )
    .bind(site)
    .bind(visit)
    .bind(i64::from(slot.day.number()))
    .bind(i64::from(slot.cell))
    .bind(i64::from(slot.end()))
    .execute(tx)
    .await?;
    Ok(done.rows_affected() > 0)
}

impl Waits<'_> {
    /// The times that became free and were not offered yet, the earliest to be offered first.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn freed(&self) -> Result<Vec<Waiting>, ChartError> {
        let rows: Vec<Row> = sqlx::query_as(
            "SELECT visit, version, day, from_cell, to_cell, due_at FROM freed WHERE site = $1 \
             ORDER BY due_at, day, from_cell, visit, version LIMIT $2",
        )
        .bind(self.site)
        .bind(FREED_MAX)
        .fetch_all(&self.store.pool)
        .await?;
        let waiting = |(visit, version, on, from, to, due_at): Row| Waiting {
            freed: Freed { id: format!("{visit}/{version}"), day: day(on), from: cell(from), to: cell(to) },
            due_at,
            visit,
            version,
        };
        Ok(rows.into_iter().map(waiting).collect())
    }

    /// Remembers that whoever fits a free time was looked for.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn looked_after(&self, one: &Waiting) -> Result<(), ChartError> {
        sqlx::query("DELETE FROM freed WHERE site = $1 AND visit = $2 AND version = $3")
            .bind(self.site)
            .bind(&one.visit)
            .bind(one.version)
            .execute(&self.store.writer)
            .await?;
        Ok(())
    }
}
