//! Claims: what keeps two visits apart. The only way to write the table.
use super::week::Weeks;
use super::{Kind, Slot, place_of, quantum};
use crate::ChartError;
use sqlx::{AnyConnection, AssertSqlSafe};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// The most claims of one write: a series of 60 visits of three resources and four hours each.
pub(crate) const CLAIMS_MAX: usize = 9_000;
/// Lanes of intended overlaps beside the ordinary one.
pub(crate) const LANES_MAX: u8 = 3;

/// The claims of one write, sorted by resource and time and each there once.
///
/// INVARIANT: every writer inserts in this one order, in one statement. Two writers that want the same cells meet at the same
/// first cell, so one waits and then sees that it lost; in different orders they would wait for each other.
#[derive(Debug, Default)]
pub(crate) struct Claims<'v> {
    rows: BTreeMap<(&'v str, i64), &'v str>,
    /// What serves one guest at a time whatever the reason: devices and kits.
    alone: BTreeSet<&'v str>,
}

impl<'v> Claims<'v> {
    /// Adds what a visit takes.
    ///
    /// # Errors
    /// Another visit of the same write takes it already, or there are too many.
    pub(crate) fn add(&mut self, visit: &'v str, slot: &'v Slot) -> Result<(), ChartError> {
        for part in &slot.parts {
            if matches!(part.kind, Kind::Device | Kind::Kit) {
                self.alone.insert(&part.resource);
            }
            let first = quantum(slot.day, slot.cell + part.from);
            for at in first..first + i64::from(part.length) {
                if let Some(other) = self.rows.insert((&part.resource, at), visit)
                    && other != visit
                {
                    return Err(taken(&part.resource, at, other));
                }
            }
        }
        if self.rows.len() > CLAIMS_MAX {
            return Err(ChartError::Limit {
                what: "cells of one booking",
                limit: CLAIMS_MAX,
                got: self.rows.len(),
            });
        }
        Ok(())
    }

    /// The rows in the order in which they are written.
    pub(crate) fn rows(&self) -> impl Iterator<Item = (&'v str, i64)> + '_ {
        self.rows.keys().copied()
    }

    /// The first of them that is claimed already.
    pub(crate) fn first_taken(&self, weeks: &Weeks) -> Option<(&'v str, i64)> {
        self.rows().find(|(resource, at)| weeks.claimed(resource, *at))
    }

    /// The first device or kit of them that is claimed already: no reason makes it serve two.
    pub(crate) fn first_alone_taken(&self, weeks: &Weeks) -> Option<(&'v str, i64)> {
        let alone = |(resource, _): &(&'v str, i64)| self.alone.contains(resource);
        self.rows().filter(alone).find(|(resource, at)| weeks.claimed(resource, *at))
    }

    /// Whether this serves one guest at a time whatever the reason.
    pub(crate) fn alone(&self, resource: &str) -> bool {
        self.alone.contains(resource)
    }

    /// The first of them that others of the same write want as well, and whose it is there.
    pub(crate) fn first_shared(&self, others: &Self) -> Option<(&'v str, i64, &'v str)> {
        self.rows().find_map(|(resource, at)| others.rows.get(&(resource, at)).map(|by| (resource, at, *by)))
    }

    /// Inserts them all in one statement; `false` if somebody else has one of them.
    pub(crate) async fn insert(
        &self,
        tx: &mut AnyConnection,
        site: &str,
        lane: u8,
    ) -> Result<bool, ChartError> {
        if self.rows.is_empty() {
            return Ok(true);
        }
        // Equal values share one parameter, so that the statement stays short and is prepared once for each shape.
        let texts: BTreeSet<&str> =
            self.rows.iter().flat_map(|((resource, _), visit)| [*resource, *visit]).collect();
        let times: BTreeSet<i64> = self.rows.keys().map(|(_, at)| *at).collect();
        let texts: BTreeMap<&str, usize> = texts.into_iter().zip(3..).collect();
        let times: BTreeMap<i64, usize> = times.into_iter().zip(3 + texts.len()..).collect();
        let mut sql = String::from("INSERT INTO claim (site, resource, quantum, lane, booking) VALUES ");
        let mut comma = "";
        for ((resource, at), visit) in &self.rows {
            let number = |of: &str| texts.get(of).copied().unwrap_or_default();
            let time = times.get(at).copied().unwrap_or_default();
            let _ = write!(sql, "{comma}($1,${},${time},$2,${})", number(resource), number(visit));
            comma = ",";
        }
        sql.push_str(" ON CONFLICT DO NOTHING");
        let mut query = sqlx::query(AssertSqlSafe(sql)).bind(site).bind(i64::from(lane));
        for text in texts.keys() {
            query = query.bind(*text);
        }
        for time in times.keys() {
            query = query.bind(*time);
        }
        let done = query.execute(tx).await?;
        Ok(usize::try_from(done.rows_affected()) == Ok(self.rows.len()))
    }

    /// Takes away the claims of some visits on these resources and cells.
    pub(crate) async fn delete(&self, tx: &mut AnyConnection, site: &str) -> Result<(), ChartError> {
        let visits: BTreeSet<&str> = self.rows.values().copied().collect();
        for visit in visits {
            let own = || self.rows.iter().filter(|(_, of)| **of == visit).map(|(key, _)| key);
            let resources: BTreeSet<&str> = own().map(|(resource, _)| *resource).collect();
            let (first, last) =
                (own().map(|k| k.1).min().unwrap_or(0), own().map(|k| k.1).max().unwrap_or(0));
            let sql = format!(
                "DELETE FROM claim WHERE site = $1 AND booking = $2 AND quantum BETWEEN $3 AND $4 AND resource IN ({})",
                crate::store::places(5, resources.len())
            );
            let mut query = sqlx::query(AssertSqlSafe(sql)).bind(site).bind(visit).bind(first).bind(last);
            for resource in resources {
                query = query.bind(resource);
            }
            query.execute(&mut *tx).await?;
        }
        Ok(())
    }

    /// Which of these cells other visits claim as well: after an intended overlap they stay claimed.
    pub(crate) async fn still_claimed(
        &self,
        tx: &mut AnyConnection,
        site: &str,
    ) -> Result<BTreeMap<(String, i64), BTreeSet<u8>>, ChartError> {
        let resources: BTreeSet<&str> = self.rows.keys().map(|(resource, _)| *resource).collect();
        let mut still: BTreeMap<(String, i64), BTreeSet<u8>> = BTreeMap::new();
        for resource in resources {
            let own = || self.rows.keys().filter(|(of, _)| *of == resource).map(|(_, at)| *at);
            let found: Vec<(i64, i64)> = sqlx::query_as(
                "SELECT quantum, lane FROM claim WHERE site = $1 AND resource = $2 AND quantum BETWEEN $3 AND $4",
            )
            .bind(site)
            .bind(resource)
            .bind(own().min().unwrap_or(0))
            .bind(own().max().unwrap_or(0))
            .fetch_all(&mut *tx)
            .await?;
            for (at, lane) in found.into_iter().filter(|(at, _)| self.rows.contains_key(&(resource, *at))) {
                still
                    .entry((resource.to_owned(), at))
                    .or_default()
                    .insert(u8::try_from(lane).unwrap_or(u8::MAX));
            }
        }
        Ok(still)
    }
}

/// The error that names what is taken.
pub(crate) fn taken(resource: &str, at: i64, by: &str) -> ChartError {
    let (day, cell) = place_of(at);
    ChartError::Taken { resource: resource.to_owned(), day, cell, by: by.to_owned() }
}

/// Who claims a cell.
pub(crate) async fn holder(
    tx: &mut AnyConnection,
    site: &str,
    resource: &str,
    at: i64,
) -> Result<String, ChartError> {
    let holder: Option<String> = sqlx::query_scalar(
        "SELECT booking FROM claim WHERE site = $1 AND resource = $2 AND quantum = $3 ORDER BY lane LIMIT 1",
    )
    .bind(site)
    .bind(resource)
    .bind(at)
    .fetch_optional(tx)
    .await?;
    Ok(holder.unwrap_or_default())
}
