//! Books: chains of entries, written at the end and never anywhere else.
use crate::ChartError;
use crate::seal::{Chance, SiteKey, hex};
use crate::store::{Store, TRIES_MAX, is_conflict, places};
use sha2::{Digest, Sha256};
use sqlx::any::AnyRow;
use sqlx::{Any, AnyConnection, AssertSqlSafe, FromRow, Row as _, Transaction};

/// The hash before the first entry.
pub const NOTHING: &str = "";
/// The most entries written in one transaction.
pub const BATCH_MAX: usize = 5_000;
/// How every question for entries of one book begins: a [`Row`] has these columns, and which entries follows.
const ENTRIES: &str = "SELECT seq, id, kind, version, happened_at, recorded_at, author, amends, sealed, body, previous, hash \
     FROM entry WHERE site = $1 AND book = $2 AND";

/// An entry as it is stored; the body is sealed or, in the register and among the looks, clear.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// Place in the book, from 1.
    pub seq: i64,
    /// Id of the entry.
    pub id: String,
    /// Kind of the body.
    pub kind: String,
    /// Version of the body's shape.
    pub version: i64,
    /// When it happened, milliseconds since 1970.
    pub happened_at: i64,
    /// When it was recorded, milliseconds since 1970.
    pub recorded_at: i64,
    /// Who recorded it: id of a practitioner, a patient or the house.
    pub author: String,
    /// Id of the entry that this one amends; empty where it amends none.
    pub amends: String,
    /// 1 where the body is sealed.
    pub sealed: i64,
    /// The body.
    pub body: String,
    /// Hash of the entry before.
    pub previous: String,
    /// Hash of this one.
    pub hash: String,
}

impl<'r> FromRow<'r, AnyRow> for Row {
    fn from_row(row: &'r AnyRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            seq: row.try_get("seq")?,
            id: row.try_get("id")?,
            kind: row.try_get("kind")?,
            version: row.try_get("version")?,
            happened_at: row.try_get("happened_at")?,
            recorded_at: row.try_get("recorded_at")?,
            author: row.try_get("author")?,
            amends: row.try_get("amends")?,
            sealed: row.try_get("sealed")?,
            body: row.try_get("body")?,
            previous: row.try_get("previous")?,
            hash: row.try_get("hash")?,
        })
    }
}

/// What is to be written; the book gives it its place and its hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Draft {
    pub(crate) id: String,
    pub(crate) kind: String,
    pub(crate) version: u32,
    pub(crate) happened_at: i64,
    pub(crate) recorded_at: i64,
    pub(crate) author: String,
    pub(crate) amends: String,
    pub(crate) sealed: bool,
    pub(crate) body: String,
}

/// The end of a book.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Head {
    /// Entries in the book.
    pub count: u64,
    /// Hash of the last.
    pub hash: String,
    /// Entries that a day root covers already.
    pub closed: u64,
}

/// The hash of an entry: SHA-256 over every column, each with its length before it.
///
/// `docs/guide/record.md` says how to compute it with common tools.
#[must_use]
pub fn hash_of(site: &str, book: &str, row: &Row) -> String {
    let numbers = [row.seq, row.version, row.happened_at, row.recorded_at, row.sealed].map(|n| n.to_string());
    let [seq, version, happened, recorded, sealed] = &numbers;
    let mut hash = Sha256::new();
    for part in [
        "serein.entry.1",
        &row.previous,
        site,
        book,
        seq,
        &row.id,
        &row.kind,
        version,
        happened,
        recorded,
        &row.author,
        &row.amends,
        sealed,
        &row.body,
    ] {
        hash.update(format!("{}:", part.len()));
        hash.update(part);
    }
    hex(&hash.finalize())
}

/// A new id that sorts by time: the instant and chance.
#[must_use]
pub fn new_id(at: i64, chance: &mut dyn Chance) -> String {
    let mut bytes = [0; 10];
    chance.fill(&mut bytes);
    uuid::Builder::from_unix_timestamp_millis(u64::try_from(at).unwrap_or(0), &bytes)
        .into_uuid()
        .simple()
        .to_string()
}

/// Appends the drafts to the end of a book, inside a write that others may disturb.
///
/// An id that the book has already is left alone: the same request sent twice is stored once.
pub(crate) async fn append(
    tx: &mut AnyConnection,
    key: &SiteKey,
    site: &str,
    book: &str,
    expect: Option<u64>,
    drafts: &[Draft],
) -> Result<Head, ChartError> {
    // Takes the lock of the book's end where the engine locks rows, so that writers queue instead of failing.
    sqlx::query("UPDATE head SET count = count WHERE site = $1 AND book = $2")
        .bind(site)
        .bind(book)
        .execute(&mut *tx)
        .await?;
    let before = head(tx, site, book).await?;
    if let Some(read) = expect
        && read != before.count
    {
        return Err(ChartError::Stale { read, now: before.count });
    }
    let mut end = before.clone();
    let mut rows = Vec::with_capacity(drafts.len());
    for draft in drafts {
        let known: Option<i64> =
            sqlx::query_scalar("SELECT seq FROM entry WHERE site = $1 AND book = $2 AND id = $3")
                .bind(site)
                .bind(book)
                .bind(&draft.id)
                .fetch_optional(&mut *tx)
                .await?;
        if known.is_some() {
            continue;
        }
        let mut row = Row {
            seq: signed(end.count + 1),
            id: draft.id.clone(),
            kind: draft.kind.clone(),
            version: i64::from(draft.version),
            happened_at: draft.happened_at,
            recorded_at: draft.recorded_at,
            author: draft.author.clone(),
            amends: draft.amends.clone(),
            sealed: i64::from(draft.sealed),
            body: draft.body.clone(),
            previous: end.hash.clone(),
            hash: String::new(),
        };
        row.hash = hash_of(site, book, &row);
        end = Head { count: end.count + 1, hash: row.hash.clone(), closed: end.closed };
        rows.push(row);
    }
    for row in &rows {
        insert(tx, site, book, row).await?;
    }
    if end != before {
        set_head(tx, key, site, book, &end).await?;
    }
    Ok(end)
}

/// A write under way; handed to the work and back, so that it can be kept across awaits by any caller.
pub(crate) type Write = Transaction<'static, Any>;

/// Runs a write again as long as other writers are quicker.
pub(crate) async fn retried<T, F>(store: &Store, mut work: impl FnMut(Write) -> F) -> Result<T, ChartError>
where
    F: Future<Output = Result<(Write, T), ChartError>>,
{
    let mut tries = 0;
    loop {
        tries += 1;
        let done = match store.write().await {
            Ok(tx) => match work(tx).await {
                Ok((tx, value)) => tx.commit().await.map(|()| value).map_err(ChartError::from),
                Err(e) => Err(e),
            },
            Err(e) => Err(e.into()),
        };
        match done {
            Err(ChartError::Store(e)) if is_conflict(&e) && tries < TRIES_MAX => {
                // A turn for the one who was quicker; longer after each defeat, the same on every machine.
                tokio::time::sleep(std::time::Duration::from_millis(u64::from(tries.min(20)))).await;
            }
            other => return other,
        }
    }
}

/// The end of a book; nothing for a book that has not begun.
pub(crate) async fn head(tx: &mut AnyConnection, site: &str, book: &str) -> Result<Head, ChartError> {
    let row: Option<(i64, String, i64)> =
        sqlx::query_as("SELECT count, hash, closed FROM head WHERE site = $1 AND book = $2")
            .bind(site)
            .bind(book)
            .fetch_optional(tx)
            .await?;
    Ok(row.map_or_else(Head::default, |(count, hash, closed)| Head {
        count: unsigned(count),
        hash,
        closed: unsigned(closed),
    }))
}

pub(crate) async fn set_head(
    tx: &mut AnyConnection,
    key: &SiteKey,
    site: &str,
    book: &str,
    head: &Head,
) -> Result<(), ChartError> {
    sqlx::query(
        "INSERT INTO head (site, book, count, hash, closed, seal) VALUES ($1, $2, $3, $4, $5, $6) \
         ON CONFLICT (site, book) DO UPDATE SET count = excluded.count, hash = excluded.hash, closed = excluded.closed, \
         seal = excluded.seal",
    )
    .bind(site)
    .bind(book)
    .bind(signed(head.count))
    .bind(&head.hash)
    .bind(signed(head.closed))
    .bind(key.seal_head(site, book, head.count, &head.hash, head.closed))
    .execute(tx)
    .await?;
    Ok(())
}

pub(crate) async fn insert(
    tx: &mut AnyConnection,
    site: &str,
    book: &str,
    row: &Row,
) -> Result<(), ChartError> {
    sqlx::query(
        "INSERT INTO entry (site, book, seq, id, kind, version, happened_at, recorded_at, author, amends, sealed, body, \
         previous, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
    )
    .bind(site)
    .bind(book)
    .bind(row.seq)
    .bind(&row.id)
    .bind(&row.kind)
    .bind(row.version)
    .bind(row.happened_at)
    .bind(row.recorded_at)
    .bind(&row.author)
    .bind(&row.amends)
    .bind(row.sealed)
    .bind(&row.body)
    .bind(&row.previous)
    .bind(&row.hash)
    .execute(tx)
    .await?;
    Ok(())
}

/// Entries of a book after `after`, in order, at most `most`.
pub(crate) async fn rows(
    tx: &mut AnyConnection,
    site: &str,
    book: &str,
    after: i64,
    most: i64,
) -> Result<Vec<Row>, ChartError> {
    let text = format!("{ENTRIES} seq > $3 ORDER BY seq LIMIT $4");
    let query = sqlx::query_as(AssertSqlSafe(text)).bind(site).bind(book).bind(after).bind(most);
    Ok(query.fetch_all(tx).await?)
}

/// The entries of a book that these words of SQL choose and order: what stands in `told` is their `$3` and onwards.
pub(crate) async fn rows_where(
    tx: &mut AnyConnection,
    (site, book): (&str, &str),
    which: &'static str,
    told: &[&str],
) -> Result<Vec<Row>, ChartError> {
    let mut query = sqlx::query_as(AssertSqlSafe(format!("{ENTRIES} {which}"))).bind(site).bind(book);
    for word in told {
        query = query.bind(*word);
    }
    Ok(query.fetch_all(tx).await?)
}

/// An entry of a book and the amendments that name it, in order.
pub(crate) async fn with_changes(
    tx: &mut AnyConnection,
    book: (&str, &str),
    entry: &str,
) -> Result<Vec<Row>, ChartError> {
    rows_where(tx, book, "(id = $3 OR amends = $3) ORDER BY seq", &[entry]).await
}

/// The entries at these places of a book, in order.
pub(crate) async fn rows_at(
    tx: &mut AnyConnection,
    site: &str,
    book: &str,
    seqs: &[i64],
) -> Result<Vec<Row>, ChartError> {
    // Texts of few lengths, so that the engine keeps what it prepared; the last place is repeated.
    const STEP: usize = 64;
    let Some(&last) = seqs.last() else { return Ok(Vec::new()) };
    let count = seqs.len().next_multiple_of(STEP);
    let text = format!("{ENTRIES} seq IN ({}) ORDER BY seq", places(3, count));
    let mut query = sqlx::query_as(AssertSqlSafe(text)).bind(site).bind(book);
    for seq in seqs.iter().copied().chain(std::iter::repeat(last)).take(count) {
        query = query.bind(seq);
    }
    Ok(query.fetch_all(tx).await?)
}

/// A count as the engines store it.
pub(crate) fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// A stored count; a negative one, which only a hand behind our back could write, is none.
pub(crate) fn unsigned(count: i64) -> u64 {
    u64::try_from(count).unwrap_or(0)
}
