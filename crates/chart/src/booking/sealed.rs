//! Visits and what happened to them, proved: every event is sealed with the key of the site together with the visit as it was
//! right after it. Whoever changes a row through SQL cannot make the seal.
use crate::ChartError;
use crate::register::By;
use crate::seal::SiteKey;
use sha2::{Digest, Sha256};
use sqlx::AnyConnection;
use std::collections::BTreeMap;

/// Rows read at a time.
const PAGE: i64 = 500;

/// A visit's row: day, patient, series, status, end of a hold, version, sealed text, clear text, sealed reasons.
pub(super) type State = (i64, String, String, String, i64, i64, String, String, String);
/// An event's row: visit, place, when, by whom, what, its text, its seal.
type Row = (String, i64, i64, String, String, String, String);

/// Something about a visit that is not as it was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Broken {
    /// The visit.
    pub(crate) booking: String,
    /// Place of the first bad event, from 1; 0 where it is the visit as a whole.
    pub(crate) seq: u64,
    /// What is wrong.
    pub(crate) what: &'static str,
}

/// The digest of the row as it stands. Reasons have a part where there are any, so that what was proved before they had a column
/// of their own is still proved.
fn digest((day, patient, series, status, hold, version, sealed, body, reasons): &State) -> String {
    let mut hash = Sha256::new();
    for part in [
        day.to_string().as_str(),
        patient,
        series,
        status,
        hold.to_string().as_str(),
        version.to_string().as_str(),
        sealed,
        body,
        reasons,
    ]
    .into_iter()
    .take(if reasons.is_empty() { 8 } else { 9 })
    {
        hash.update(part.len().to_string().as_bytes());
        hash.update(b":");
        hash.update(part.as_bytes());
    }
    crate::seal::hex(&hash.finalize())
}

async fn state(tx: &mut AnyConnection, site: &str, booking: &str) -> Result<Option<State>, ChartError> {
    let row = sqlx::query_as(
        "SELECT day, patient, series, status, hold_until, version, sealed, body, reasons FROM booking WHERE site = $1 AND booking = $2",
    )
    .bind(site)
    .bind(booking)
    .fetch_optional(tx)
    .await?;
    Ok(row)
}

/// The seal of an event: the digest of the visit after it, and a keyed hash over both.
fn seal_of(
    key: &SiteKey,
    site: &str,
    (booking, seq, at, author, kind, body, _): &Row,
    state: &str,
) -> String {
    let (seq, at) = (seq.to_string(), at.to_string());
    format!("{state}.{}", key.seal_event(site, &[booking, &seq, &at, author, kind, body, state]))
}

/// Writes an event after its visit was written, with its seal.
pub(super) async fn tell(
    tx: &mut AnyConnection,
    key: &SiteKey,
    site: &str,
    event: (&str, u32, &str, String),
    by: &By,
) -> Result<(), ChartError> {
    let now = state(tx, site, event.0).await?;
    let now = now.ok_or_else(|| ChartError::Missing { what: "visit", id: event.0.to_owned() })?;
    tell_of(tx, key, site, event, by, &now).await
}

/// The same where the writer knows the row that it has just written.
pub(super) async fn tell_of(
    tx: &mut AnyConnection,
    key: &SiteKey,
    site: &str,
    (booking, seq, kind, body): (&str, u32, &str, String),
    by: &By,
    now: &State,
) -> Result<(), ChartError> {
    let author = by.author.clone();
    let mut row: Row = (booking.to_owned(), seq.into(), by.at, author, kind.to_owned(), body, String::new());
    row.6 = seal_of(key, site, &row, &digest(now));
    sqlx::query(
        "INSERT INTO booking_event (site, booking, seq, at, author, kind, body, seal) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(site)
    .bind(&row.0)
    .bind(row.1)
    .bind(row.2)
    .bind(&row.3)
    .bind(&row.4)
    .bind(&row.5)
    .bind(&row.6)
    .execute(tx)
    .await?;
    Ok(())
}

/// Every visit whose events are not all there, not in their order, not sealed by this key, or whose row is not what its last
/// event says; at most `most`, in the order of the visits.
///
/// # Errors
/// The database does not answer.
pub(crate) async fn broken(
    tx: &mut AnyConnection,
    key: &SiteKey,
    site: &str,
    most: usize,
) -> Result<Vec<Broken>, ChartError> {
    let mut found = Vec::new();
    // Of each visit: how many events it has, and the digest that its last one proves.
    let mut ends: BTreeMap<String, (i64, String)> = BTreeMap::new();
    let mut after = (String::new(), i64::MIN);
    loop {
        let rows: Vec<Row> = sqlx::query_as(
            "SELECT booking, seq, at, author, kind, body, seal FROM booking_event \
             WHERE site = $1 AND (booking > $2 OR (booking = $2 AND seq > $3)) ORDER BY booking, seq LIMIT $4",
        )
        .bind(site)
        .bind(&after.0)
        .bind(after.1)
        .bind(PAGE)
        .fetch_all(&mut *tx)
        .await?;
        let Some(last) = rows.last() else { break };
        after = (last.0.clone(), last.1);
        for row in &rows {
            let (count, said) = ends.entry(row.0.clone()).or_default();
            *count += 1;
            let state = row.6.split('.').next().unwrap_or_default();
            state.clone_into(said);
            let what = if row.1 != *count {
                "an event is missing before this one"
            } else if row.6 != seal_of(key, site, row, state) {
                "the event is not what was sealed"
            } else {
                continue;
            };
            let seq = crate::book::unsigned(*count);
            if found.len() < most && !found.iter().any(|one: &Broken| one.booking == row.0) {
                found.push(Broken { booking: row.0.clone(), seq, what });
            }
        }
    }
    let visits: Vec<String> =
        sqlx::query_scalar("SELECT booking FROM booking WHERE site = $1 ORDER BY booking")
            .bind(site)
            .fetch_all(&mut *tx)
            .await?;
    for visit in visits {
        let Some(now) = state(tx, site, &visit).await? else { continue };
        let whole = ends.remove(&visit).is_some_and(|(count, said)| count == now.5 && said == digest(&now));
        if !whole && found.len() < most && !found.iter().any(|one| one.booking == visit) {
            found.push(Broken { booking: visit, seq: 0, what: "the visit is not what its last event says" });
        }
    }
    found.extend(ends.into_keys().take(most).map(|booking| Broken {
        booking,
        seq: 0,
        what: "the visit is gone",
    }));
    Ok(found)
}
