//! What is to be looked at among the visits of some days, found without reading the others.
use super::read::{Lines, VISITS_MAX, asked_for, in_time};
use super::visit::Status;
use super::week::{WEEK_DAYS, first_day, week_in, week_of};
use super::{Bookings, Visit, quantum};
use crate::ChartError;
use crate::patient::OTHERS;
use crate::store::{padded, places};
use calendar::Cells;
use sqlx::AnyConnection;
use std::collections::{BTreeMap, BTreeSet};
use vocab::Day;

/// Visits that one statement names.
pub(crate) const NAMED: usize = 64;

/// The condition of the index `booking_unsettled`, word for word: every visit but those that the gate lets go ahead.
const UNSETTLED: &str = r#"body NOT LIKE '%"verdict":"allow"%' AND body NOT LIKE '%"verdict":"caution"%'"#;

impl Bookings<'_> {
    /// Open visits in the order of their days and ids, from after one of them until a day; at most `most`.
    ///
    /// # Errors
    /// A row cannot be read, or the database does not answer.
    pub async fn open_after(
        &self,
        (day, id): (Day, &str),
        last: Day,
        most: usize,
    ) -> Result<Vec<Visit>, ChartError> {
        let sql = format!(
            "WHERE b.site = $1 AND b.day BETWEEN $2 AND $3 AND (b.day > $2 OR b.booking > $4) \
             AND b.status IN ({}) ORDER BY b.day, b.booking LIMIT $5",
            open()
        );
        let lines: Lines = sqlx::query_scalar(asked_for(&sql))
            .bind(self.site)
            .bind(i64::from(day.number()))
            .bind(i64::from(last.number()))
            .bind(id)
            .bind(i64::try_from(most).unwrap_or(VISITS_MAX).min(VISITS_MAX))
            .fetch_one(&self.store.pool)
            .await?;
        let mut visits = self.visits(&lines)?;
        visits.sort_by(|a, b| (a.slot.day, &a.id).cmp(&(b.slot.day, &b.id)));
        Ok(visits)
    }

    /// The visits of a person, in the order of time: those of the other charts that are read as one with this included.
    ///
    /// # Errors
    /// A row cannot be read, or the database does not answer.
    pub async fn of_person(&self, patient: &str) -> Result<Vec<Visit>, ChartError> {
        let others: Vec<String> =
            sqlx::query_scalar(OTHERS).bind(self.site).bind(patient).fetch_all(&self.store.pool).await?;
        let mut visits = self.of_patient(patient).await?;
        for other in &others {
            visits.extend(self.of_patient(other).await?);
        }
        in_time(&mut visits);
        Ok(visits)
    }

    /// The visits of some patients from one day to another, in no order.
    ///
    /// # Errors
    /// A row cannot be read, or the database does not answer.
    pub async fn of_patients(
        &self,
        patients: &[String],
        (first, last): (Day, Day),
    ) -> Result<Vec<Visit>, ChartError> {
        let mut visits = Vec::new();
        for some in patients.chunks(NAMED) {
            let some = padded(some);
            let sql = format!(
                "WHERE b.site = $1 AND b.day BETWEEN $2 AND $3 AND b.patient IN ({})",
                places(4, some.len())
            );
            let mut query = sqlx::query_scalar(asked_for(&sql))
                .bind(self.site)
                .bind(i64::from(first.number()))
                .bind(i64::from(last.number()));
            for patient in some {
                query = query.bind(patient);
            }
            let lines: Lines = query.fetch_one(&self.store.pool).await?;
            visits.extend(self.visits(&lines)?);
        }
        Ok(visits)
    }

    /// The open visits of some days that the gate does not simply let go ahead, in the order of time: provisional ones, those
    /// that cannot be, and those that a prescriber passed.
    ///
    /// # Errors
    /// A row cannot be read, or the database does not answer.
    pub async fn unsettled(&self, first: Day, last: Day) -> Result<Vec<Visit>, ChartError> {
        let sql = format!(
            "WHERE b.site = $1 AND b.day BETWEEN $2 AND $3 AND b.status IN ({}) AND {UNSETTLED} LIMIT $4",
            open()
        );
        self.of_days(asked_for(&sql), (first, last)).await
    }

    /// The open visits of some days that claim time although somebody or something they need is not there any more, in the
    /// order of time, each with the first that is not there. The bits of the weeks are looked through; only the visits that
    /// they point to are read. Intended overlaps are not among them.
    ///
    /// # Errors
    /// A row cannot be read, or the database does not answer.
    pub async fn stranded(&self, first: Day, last: Day) -> Result<Vec<(Visit, String)>, ChartError> {
        let mut connection = self.store.pool.acquire().await?;
        let outside = self.outside(&mut connection, first, last).await?;
        let mut ids: BTreeSet<String> = BTreeSet::new();
        for (resource, day) in outside.keys() {
            let claimed: Vec<String> = sqlx::query_scalar(
                "SELECT DISTINCT booking FROM claim WHERE site = $1 AND resource = $2 AND quantum BETWEEN $3 AND $4",
            )
            .bind(self.site)
            .bind(resource)
            .bind(quantum(*day, 0))
            .bind(quantum(day.plus(1), 0) - 1)
            .fetch_all(&mut *connection)
            .await?;
            ids.extend(claimed);
        }
        let visits = self.named(&mut connection, &ids).await?;
        let meant = |visit: &Visit| visit.status.is_open() && visit.body.overlap.is_none();
        let stranded = visits.into_iter().filter(meant).filter_map(|visit| {
            let lacks = |part: &&super::Part| {
                let from = usize::from(visit.slot.cell + part.from);
                let wanted = Cells::span(from, from + usize::from(part.length));
                let outside = outside.get(&(part.resource.clone(), visit.slot.day));
                outside.is_some_and(|outside| !outside.and(wanted).is_empty())
            };
            let who = visit.slot.parts.iter().find(lacks)?.resource.clone();
            Some((visit, who))
        });
        Ok(stranded.collect())
    }

    /// The claimed cells at which their resource is not there, by resource and day; days without any are left out.
    async fn outside(
        &self,
        tx: &mut AnyConnection,
        first: Day,
        last: Day,
    ) -> Result<BTreeMap<(String, Day), Cells>, ChartError> {
        let rosters = self.rosters(tx, first).await?;
        let rows: Vec<(String, i64, String)> = sqlx::query_as(
            "SELECT resource, week, claimed FROM week_cells WHERE site = $1 AND week BETWEEN $2 AND $3 AND claimed <> ''",
        )
        .bind(self.site)
        .bind(week_of(first).0)
        .bind(week_of(last).0)
        .fetch_all(tx)
        .await?;
        let mut outside = BTreeMap::new();
        for (resource, week, claimed) in rows {
            let there = rosters.present(&self.wall, &resource, first_day(week), WEEK_DAYS);
            for ((n, claimed), there) in (0..).zip(week_in(&claimed)?).zip(there) {
                let (day, cells) = (first_day(week).plus(n), claimed.without(there));
                if (first..=last).contains(&day) && !cells.is_empty() {
                    outside.insert((resource.clone(), day), cells);
                }
            }
        }
        Ok(outside)
    }

    /// The visits with these ids, in the order of time; an id that is no visit's is passed over.
    ///
    /// # Errors
    /// A row cannot be read, or the database does not answer.
    pub async fn these(&self, ids: &BTreeSet<String>) -> Result<Vec<Visit>, ChartError> {
        let mut connection = self.store.pool.acquire().await?;
        self.named(&mut connection, ids).await
    }

    async fn named(&self, tx: &mut AnyConnection, ids: &BTreeSet<String>) -> Result<Vec<Visit>, ChartError> {
        let mut visits = Vec::new();
        let ids: Vec<&String> = ids.iter().collect();
        for some in ids.chunks(NAMED) {
            let some = padded(some);
            let sql = format!("WHERE b.site = $1 AND b.booking IN ({})", places(2, some.len()));
            let mut query = sqlx::query_scalar(asked_for(&sql)).bind(self.site);
            for id in some {
                query = query.bind(id.as_str());
            }
            let lines: Lines = query.fetch_one(&mut *tx).await?;
            visits.extend(self.visits(&lines)?);
        }
        in_time(&mut visits);
        Ok(visits)
    }
}

/// The codes of the visits that are still to come or under way, as SQL lists them.
fn open() -> String {
    let open = Status::ALL.iter().filter(|status| status.is_open());
    open.map(|status| format!("'{}'", status.code())).collect::<Vec<_>>().join(", ")
}
