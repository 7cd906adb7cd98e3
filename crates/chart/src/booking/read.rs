//! Reading visits: a day, a patient's, a series, and what happened to one.
use super::Bookings;
use super::near::NAMED;
use super::visit::{Event, Sealed, Stored, Visit};
use crate::ChartError;
use crate::book::unsigned;
use crate::patient::chart_of;
use crate::seal::PatientKey;
use crate::store::{padded, places};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::{AnyConnection, AssertSqlSafe};
use std::collections::{BTreeMap, BTreeSet};
use vocab::Day;

/// The most visits that one reading returns.
pub(crate) const VISITS_MAX: i64 = 20_000;

/// What stands between the columns of a visit, and between visits: no column holds either, because ids, codes and base64 have
/// none, JSON escapes them, and an import refuses them.
pub(crate) const UNIT: char = '\u{1f}';
/// Between visits.
pub(crate) const RECORD: char = '\u{1e}';

/// All visits of some days.
const OF_DAYS: &str = "WHERE b.site = $1 AND b.day BETWEEN $2 AND $3 LIMIT $4";

/// The question for visits, all of them in one row: the driver carries every row and column over by itself, and for a day of 600
/// visits that cost two fifths of the page. `tail` begins with `WHERE`; visits are `b`.
pub(crate) fn asked_for(tail: &str) -> AssertSqlSafe<String> {
    lines("b.reasons", tail)
}

fn lines(reasons: &str, tail: &str) -> AssertSqlSafe<String> {
    AssertSqlSafe(format!(
        "SELECT STRING_AGG(v.line, '{RECORD}') FROM (SELECT CONCAT_WS('{UNIT}', b.booking, b.day, b.patient, b.status, \
         b.hold_until, b.version, COALESCE(k.wrapped, ''), b.sealed, b.body, {reasons}) AS line FROM booking b \
         LEFT JOIN patient_key k ON k.site = b.site AND k.patient = b.patient {tail}) v"
    ))
}

/// The answer to it; `None` where there is no visit.
pub(crate) type Lines = Option<String>;

/// A visit as it is stored, with the wrapped key of its patient.
struct Row<'l> {
    booking: &'l str,
    day: i64,
    patient: &'l str,
    status: &'l str,
    hold_until: i64,
    version: i64,
    wrapped: &'l str,
    sealed: &'l str,
    body: &'l str,
    reasons: &'l str,
}

impl<'l> Row<'l> {
    fn of(line: &'l str) -> Option<Self> {
        let mut columns = line.split(UNIT);
        let row = Self {
            booking: columns.next()?,
            day: columns.next()?.parse().ok()?,
            patient: columns.next()?,
            status: columns.next()?,
            hold_until: columns.next()?.parse().ok()?,
            version: columns.next()?.parse().ok()?,
            wrapped: columns.next()?,
            sealed: columns.next()?,
            body: columns.next()?,
            reasons: columns.next()?,
        };
        columns.next().is_none().then_some(row)
    }

    /// What is sealed of it.
    fn opened(&self, key: &PatientKey) -> Result<Sealed, ChartError> {
        let mut sealed: Sealed = parsed("a visit", &key.open(self.sealed, "visit", self.booking)?)?;
        if !self.reasons.is_empty() {
            sealed.findings = parsed("a visit", &key.open(self.reasons, "reasons", self.booking)?)?;
        }
        Ok(sealed)
    }
}

/// A JSON text as a value.
pub(crate) fn parsed<T: DeserializeOwned>(what: &str, text: &str) -> Result<T, ChartError> {
    serde_json::from_str(text).map_err(|e| bad(what, &e))
}

/// A value as JSON.
pub(crate) fn text<T: Serialize>(value: &T) -> Result<String, ChartError> {
    serde_json::to_string(value).map_err(|e| bad("a value", &e))
}

/// What cannot be read.
pub(crate) fn bad(what: &str, why: &dyn std::fmt::Display) -> ChartError {
    ChartError::Form { what: what.to_owned(), why: why.to_string() }
}

/// A stored day.
pub(crate) fn day(number: i64) -> Day {
    Day::from_number(i32::try_from(number).unwrap_or(0))
}

/// A stored cell.
pub(crate) fn cell(number: i64) -> u16 {
    u16::try_from(number).unwrap_or(0)
}

/// A stored small number.
pub(crate) fn small(number: i64) -> u8 {
    u8::try_from(number).unwrap_or(u8::MAX)
}

/// Puts visits in the order of time.
pub(super) fn in_time(visits: &mut [Visit]) {
    visits.sort_by(|a, b| (a.slot.day, a.slot.cell, &a.id).cmp(&(b.slot.day, b.slot.cell, &b.id)));
}

impl Bookings<'_> {
    /// The visit of a line, its sealed part opened.
    fn visit(&self, line: &str) -> Result<Visit, ChartError> {
        let row = Row::of(line).ok_or_else(|| bad("a visit", &"its row has other columns"))?;
        let stored: Stored = parsed("a visit", row.body)?;
        let sealed = match self.key.unwrap(self.site, row.patient, row.wrapped)? {
            Some(key) => Some(row.opened(&key)?),
            None => None,
        };
        let (slot, body, guest) = stored.on(day(row.day), sealed);
        Ok(Visit {
            id: row.booking.to_owned(),
            patient: row.patient.to_owned(),
            guest,
            status: row.status.parse().map_err(|e| bad("a visit", &e))?,
            hold_until: (row.hold_until > 0).then_some(row.hold_until),
            version: u32::try_from(row.version).unwrap_or(0),
            slot,
            body,
        })
    }

    /// The visits of an answer, in the order of time.
    pub(super) fn visits(&self, lines: &Lines) -> Result<Vec<Visit>, ChartError> {
        let lines = lines.iter().flat_map(|lines| lines.split(RECORD));
        let mut visits: Vec<Visit> = lines.map(|line| self.visit(line)).collect::<Result<_, _>>()?;
        in_time(&mut visits);
        Ok(visits)
    }

    /// The visits from one day to another, in the order of time; with those that were called off.
    ///
    /// # Errors
    /// A row cannot be read, or the database does not answer.
    pub async fn between(&self, first: Day, last: Day) -> Result<Vec<Visit>, ChartError> {
        self.of_days(asked_for(OF_DAYS), (first, last)).await
    }

    /// The same without what the gate said about them, for whoever shows who comes and how it stands but no reasons: none of them
    /// may be written again as it was read here.
    ///
    /// # Errors
    /// A row cannot be read, or the database does not answer.
    pub async fn at_a_glance(&self, first: Day, last: Day) -> Result<Vec<Visit>, ChartError> {
        self.of_days(lines("''", OF_DAYS), (first, last)).await
    }

    /// The visits that a question finds on some days, in the order of time: its `$2` and `$3` are the days, `$4` how many at most.
    pub(super) async fn of_days(
        &self,
        sql: AssertSqlSafe<String>,
        (first, last): (Day, Day),
    ) -> Result<Vec<Visit>, ChartError> {
        let lines: Lines = sqlx::query_scalar(sql)
            .bind(self.site)
            .bind(i64::from(first.number()))
            .bind(i64::from(last.number()))
            .bind(VISITS_MAX)
            .fetch_one(&self.store.pool)
            .await?;
        self.visits(&lines)
    }

    /// The visits of a patient, in the order of time.
    ///
    /// # Errors
    /// A row cannot be read, or the database does not answer.
    pub async fn of_patient(&self, patient: &str) -> Result<Vec<Visit>, ChartError> {
        let sql = asked_for("WHERE b.site = $1 AND b.patient = $2 LIMIT $3");
        let lines: Lines = sqlx::query_scalar(sql)
            .bind(self.site)
            .bind(patient)
            .bind(VISITS_MAX)
            .fetch_one(&self.store.pool)
            .await?;
        self.visits(&lines)
    }

    /// Patients with a visit from one day to another, in the order of their ids, from after one of them on; at most `most`.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn patients_between(
        &self,
        (first, last): (Day, Day),
        after: &str,
        most: u32,
    ) -> Result<Vec<String>, ChartError> {
        let patients = sqlx::query_scalar(
            "SELECT DISTINCT patient FROM booking WHERE site = $1 AND day BETWEEN $2 AND $3 AND patient > $4 \
             ORDER BY patient LIMIT $5",
        )
        .bind(self.site)
        .bind(i64::from(first.number()))
        .bind(i64::from(last.number()))
        .bind(after)
        .bind(i64::from(most))
        .fetch_all(&self.store.pool)
        .await?;
        Ok(patients)
    }

    /// The visits of a series, in the order of time.
    ///
    /// # Errors
    /// A row cannot be read, or the database does not answer.
    pub async fn of_series(&self, patient: &str, series: &str) -> Result<Vec<Visit>, ChartError> {
        let mut all = self.of_patient(patient).await?;
        all.retain(|visit| visit.body.step.as_ref().is_some_and(|step| step.series == series));
        Ok(all)
    }

    /// Visits of series on some days that are gone: missed, called off, or before `today` without a word of what happened.
    ///
    /// # Errors
    /// A row cannot be read, or the database does not answer.
    pub async fn gone_of_series(&self, first: Day, last: Day, today: Day) -> Result<Vec<Visit>, ChartError> {
        let sql = asked_for(
            "WHERE b.site = $1 AND b.day BETWEEN $2 AND $3 AND b.series <> '' AND (b.status IN ('no_show', 'cancelled') \
             OR (b.day < $4 AND b.status IN ('held', 'booked', 'confirmed'))) ORDER BY b.day, b.booking LIMIT $5",
        );
        let lines: Lines = sqlx::query_scalar(sql)
            .bind(self.site)
            .bind(i64::from(first.number()))
            .bind(i64::from(last.number()))
            .bind(i64::from(today.number()))
            .bind(VISITS_MAX)
            .fetch_one(&self.store.pool)
            .await?;
        self.visits(&lines)
    }

    /// One visit.
    ///
    /// # Errors
    /// There is none with this id, it cannot be read, or the database does not answer.
    pub async fn one(&self, id: &str) -> Result<Visit, ChartError> {
        let mut connection = self.store.pool.acquire().await?;
        self.one_in(&mut connection, id).await
    }

    pub(crate) async fn one_in(&self, tx: &mut AnyConnection, id: &str) -> Result<Visit, ChartError> {
        let sql = asked_for("WHERE b.site = $1 AND b.booking = $2");
        let line: Lines = sqlx::query_scalar(sql).bind(self.site).bind(id).fetch_one(tx).await?;
        self.visit(&line.ok_or_else(|| ChartError::Missing { what: "visit", id: id.to_owned() })?)
    }

    /// What happened to a visit, oldest first.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn history(&self, id: &str) -> Result<Vec<Event>, ChartError> {
        let rows: Vec<(i64, i64, String, String, String)> = sqlx::query_as(
            "SELECT seq, at, author, kind, body FROM booking_event WHERE site = $1 AND booking = $2 ORDER BY seq LIMIT $3",
        )
        .bind(self.site)
        .bind(id)
        .bind(VISITS_MAX)
        .fetch_all(&self.store.pool)
        .await?;
        let event = |(seq, at, author, kind, body)| Event {
            seq: u32::try_from(seq).unwrap_or(0),
            at,
            author,
            kind,
            body,
        };
        Ok(rows.into_iter().map(event).collect())
    }

    /// The open ones of some visits whose chart has grown since the gate was asked about them.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn outdated_of(&self, visits: &[Visit]) -> Result<Vec<Visit>, ChartError> {
        let patients: BTreeSet<&str> = visits.iter().map(|visit| visit.patient.as_str()).collect();
        let counts = self.known_of(&patients.into_iter().collect::<Vec<_>>()).await?;
        let outdated = |visit: &&Visit| {
            let grown = counts.get(&visit.patient).is_some_and(|count| *count != visit.body.asked.known);
            visit.status.is_open() && !visit.body.treatment.is_empty() && visit.guest.is_some() && grown
        };
        Ok(visits.iter().filter(outdated).cloned().collect())
    }

    /// How many entries the charts of some patients have, those of the other charts of the same person included.
    async fn known_of(&self, patients: &[&str]) -> Result<BTreeMap<String, u64>, ChartError> {
        let mut known = BTreeMap::new();
        for some in patients.chunks(NAMED) {
            let some = padded(some);
            let sql = format!(
                "SELECT h.book, CAST(h.count + {} + {} + {} AS BIGINT) FROM head h WHERE h.site = $1 AND h.book IN ({})",
                counted("joined j", "j.folded", "j.kept = SUBSTR(h.book, 7)"),
                counted("joined j", "j.kept", "j.folded = SUBSTR(h.book, 7)"),
                counted(
                    "joined own JOIN joined j ON j.site = own.site AND j.kept = own.kept",
                    "j.folded",
                    "own.folded = SUBSTR(h.book, 7) AND j.folded <> own.folded",
                ),
                places(2, some.len())
            );
            let mut query = sqlx::query_as::<_, (String, i64)>(AssertSqlSafe(sql)).bind(self.site);
            for patient in some {
                query = query.bind(chart_of(patient));
            }
            let counts = query.fetch_all(&self.store.pool).await?;
            let of = |(book, count): (String, i64)| {
                Some((book.strip_prefix("chart/")?.to_owned(), unsigned(count)))
            };
            known.extend(counts.into_iter().filter_map(of));
        }
        Ok(known)
    }
}

/// The entries of other charts that are told by a condition on who was joined with whom.
fn counted(from: &str, chart: &str, on: &str) -> String {
    format!(
        "COALESCE((SELECT SUM(p.count) FROM {from} JOIN head p ON p.site = j.site AND p.book = 'chart/' || {chart} \
         WHERE j.site = h.site AND {on}), 0)"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seal::{Chance, SiteKey};

    struct Sevens;

    impl Chance for Sevens {
        fn fill(&mut self, bytes: &mut [u8]) {
            bytes.fill(7);
        }
    }

    #[test]
    fn what_was_sealed_together_with_the_name_is_still_read() -> Result<(), ChartError> {
        let (key, _) = SiteKey::draw(&mut Sevens).new_patient_key("site", "p", &mut Sevens);
        let told = r#"{"rule":"age","verdict":"review","because":"Why."}"#;
        let old = key.seal(&format!(r#"{{"guest":"Amara","findings":[{told}]}}"#), "visit", "v", &mut Sevens);
        let line = ["v", "20000", "p", "booked", "0", "1", "", &old, "{}", ""].join("\u{1f}");
        let row = Row::of(&line).ok_or(ChartError::Key("a line"))?;
        let sealed = row.opened(&key)?;
        assert_eq!((sealed.guest.as_str(), sealed.findings.len()), ("Amara", 1));
        let apart = key.seal(&format!("[{told},{told}]"), "reasons", "v", &mut Sevens);
        let row = Row { reasons: &apart, ..row };
        assert_eq!(row.opened(&key)?.findings.len(), 2, "the newer ones count");
        let misplaced = Row { reasons: &old, ..row };
        assert!(misplaced.opened(&key).is_err(), "a seal opens at its own place only");
        for wrong in [format!("{line}\u{1f}"), line.replace("20000", "x"), String::new()] {
            assert!(Row::of(&wrong).is_none(), "{wrong}");
        }
        Ok(())
    }
}
