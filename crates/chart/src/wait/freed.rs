//! Times that became free: noted in the write that frees them, and offered once nobody can take the change back without being
//! told of it. A visit that is moved, called off or repaired away all come here, so that there is one way and none is forgotten.
use super::{Freed, Judged, Waits, bad, parsed};
use crate::ChartError;
use crate::booking::{Slot, Visit, cell, day};
use crate::message::GRACE_MS;
use serde::{Deserialize, Serialize};
use sqlx::AnyConnection;

/// The most times that one reading returns; the next goes on after them.
const FREED_MAX: i64 = 100;
/// For so long it is told what became of a time, milliseconds since it was to be offered: two days.
pub const KEPT_MS: i64 = 2 * 24 * 3_600_000;

vocab::words! {
    /// What became of a freed time when whoever fits was looked for.
    Became, "what became of a freed time" {
        /// It was offered to somebody, or is theirs.
        Offered = "offered",
        /// Some wait, and none of them could have it.
        Nobody = "nobody",
        /// Nobody waited, or nobody else.
        Empty = "empty",
        /// It began too soon to be offered by a link.
        Late = "late",
        /// It was not free any more, for whatever reason.
        Gone = "gone",
    }
}

/// A time that is free and waits to be offered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// The time.
    pub freed: Freed,
    /// From when on it is offered, milliseconds since 1970.
    pub due_at: i64,
}

/// A time for which whoever fits was looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Looked {
    /// The time.
    pub freed: Freed,
    /// Id of the visit that left it.
    pub visit: String,
    /// What became of it at the last look.
    pub became: Became,
    /// When that was, milliseconds since 1970.
    pub at: i64,
    /// Everybody who was considered then, in their order.
    pub considered: Vec<Judged>,
}

/// What of a look is not filtered by.
#[derive(Debug, Serialize, Deserialize)]
struct Seen {
    at: i64,
    considered: Vec<Judged>,
}

type Row = (String, i64, i64, i64, i64, i64);
type LookedRow = (String, i64, i64, i64, i64, String, String);

fn freed(visit: &str, version: i64, (on, from, to): (i64, i64, i64)) -> Freed {
    Freed { id: format!("{visit}/{version}"), day: day(on), from: cell(from), to: cell(to) }
}

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
        "DELETE FROM freed WHERE site = $1 AND visit = $2 AND day = $3 AND from_cell = $4 AND to_cell = $5 \
         AND became = ''",
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
            "SELECT visit, version, day, from_cell, to_cell, due_at FROM freed WHERE site = $1 AND became = '' \
             ORDER BY due_at, day, from_cell, visit, version LIMIT $2",
        )
        .bind(self.site)
        .bind(FREED_MAX)
        .fetch_all(&self.store.pool)
        .await?;
        let waiting = |(visit, version, on, from, to, due_at): Row| Waiting {
            freed: freed(&visit, version, (on, from, to)),
            due_at,
        };
        Ok(rows.into_iter().map(waiting).collect())
    }

    /// Remembers that whoever fits a free time was looked for, and what became of it; what is older than [`KEPT_MS`] is
    /// never told, and forgotten at the next look for any time. A time that nobody noted stays unknown.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn looked_after(
        &self,
        freed: &Freed,
        became: Became,
        considered: &[Judged],
        at: i64,
    ) -> Result<(), ChartError> {
        let Some((visit, version)) = freed.id.rsplit_once('/') else { return Ok(()) };
        let Ok(version) = version.parse::<i64>() else { return Ok(()) };
        let seen = Seen { at, considered: considered.to_vec() };
        let told = serde_json::to_string(&seen).map_err(|e| bad("what became of a time", &e))?;
        sqlx::query(
            "UPDATE freed SET became = $4, told = $5 WHERE site = $1 AND visit = $2 AND version = $3",
        )
        .bind(self.site)
        .bind(visit)
        .bind(version)
        .bind(became.code())
        .bind(told)
        .execute(&self.store.writer)
        .await?;
        sqlx::query("DELETE FROM freed WHERE site = $1 AND became <> '' AND due_at < $2")
            .bind(self.site)
            .bind(at - KEPT_MS)
            .execute(&self.store.writer)
            .await?;
        Ok(())
    }

    /// The times for which whoever fits was looked for in the last two days ([`KEPT_MS`]), the newest first.
    ///
    /// # Errors
    /// A row cannot be read, or the database does not answer.
    pub async fn looked(&self, now: i64) -> Result<Vec<Looked>, ChartError> {
        let rows: Vec<LookedRow> = sqlx::query_as(
            "SELECT visit, version, day, from_cell, to_cell, became, told FROM freed \
             WHERE site = $1 AND became <> '' AND due_at >= $2 ORDER BY due_at DESC, day, from_cell, visit, version LIMIT $3",
        )
        .bind(self.site)
        .bind(now - KEPT_MS)
        .bind(FREED_MAX)
        .fetch_all(&self.store.pool)
        .await?;
        let looked = |(visit, version, on, from, to, became, told): LookedRow| {
            let Seen { at, considered } = parsed("what became of a time", &told)?;
            let became = became.parse().map_err(|e| bad("what became of a time", &e))?;
            Ok(Looked { freed: freed(&visit, version, (on, from, to)), visit, became, at, considered })
        };
        rows.into_iter().map(looked).collect()
    }
}
