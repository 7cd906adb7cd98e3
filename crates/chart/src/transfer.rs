//! Everything of a site in an open format, out and in again: the same bytes each time.
//!
//! One JSON object a line: a heading, every row of every table in the order of its key, and a last line with the SHA-256 of
//! the lines before. `docs/guide/record.md` describes it. Bodies leave sealed, with the patients' wrapped keys; the key of
//! the site does not leave.
use crate::ChartError;
use crate::book::{self, Row};
use crate::seal::hex;
use crate::store::Store;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use sqlx::AnyConnection;
use std::io::{BufRead, Write};

const FORMAT: &str = "serein-export";
const VERSION: u32 = 1;
/// The longest line that is read; an entry's body is far shorter.
const LINE_BYTES_MAX: usize = 1 << 20;
const PAGE: i64 = 500;

/// One line of an export.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case", deny_unknown_fields)]
enum Line {
    Heading { format: String, version: u32, site: String },
    Site { name: String, public_key: String, opened_at: i64 },
    PatientKey { patient: String, wrapped: String },
    Piece { patient: String, piece: i64 },
    Joined { folded: String, kept: String },
    Head { book: String, count: i64, hash: String, closed: i64, seal: String },
    Entry { book: String, row: Row },
    End { lines: u64, sha256: String },
}

/// What came in or went out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Moved {
    /// Lines between heading and end.
    pub lines: u64,
    /// Entries among them.
    pub entries: u64,
}

struct Out<'w> {
    to: &'w mut (dyn Write + Send),
    hash: Sha256,
    moved: Moved,
}

impl Out<'_> {
    fn line(&mut self, line: &Line) -> Result<(), ChartError> {
        let mut text = serde_json::to_string(line).map_err(|e| form("a line", e.to_string()))?;
        text.push('\n');
        self.to.write_all(text.as_bytes()).map_err(written)?;
        self.hash.update(text.as_bytes());
        self.moved.lines += 1;
        Ok(())
    }
}

fn form(what: &str, why: String) -> ChartError {
    ChartError::Form { what: what.to_owned(), why }
}

fn written(source: std::io::Error) -> ChartError {
    ChartError::File { path: "the export".to_owned(), source }
}

impl Store {
    /// Writes everything of a site.
    ///
    /// # Errors
    /// There is no such site, it cannot be written, or the database does not answer.
    pub async fn export(&self, site: &str, to: &mut (dyn Write + Send)) -> Result<Moved, ChartError> {
        let mut tx = self.read().await?;
        let mut out = Out { to, hash: Sha256::new(), moved: Moved::default() };
        let row: Option<(String, String, i64)> =
            sqlx::query_as("SELECT name, public_key, opened_at FROM site WHERE site = $1")
                .bind(site)
                .fetch_optional(&mut *tx)
                .await?;
        let (name, public_key, opened_at) =
            row.ok_or_else(|| ChartError::Missing { what: "site", id: site.to_owned() })?;
        out.line(&Line::Heading { format: FORMAT.to_owned(), version: VERSION, site: site.to_owned() })?;
        out.line(&Line::Site { name, public_key, opened_at })?;
        tables(&mut tx, site, &mut out).await?;
        for book in heads(&mut tx, site, &mut out).await? {
            entries(&mut tx, site, &book, &mut out).await?;
        }
        let end = Line::End { lines: out.moved.lines, sha256: hex(&out.hash.clone().finalize()) };
        let moved = out.moved;
        out.line(&end)?;
        out.to.flush().map_err(written)?;
        Ok(moved)
    }

    /// Reads an export into a record that does not have this site yet, all or nothing.
    ///
    /// # Errors
    /// A line cannot be read (its number is named), the end is missing or its hash is another, the site is there already, or
    /// the database refuses.
    pub async fn import(&self, from: &mut (dyn BufRead + Send)) -> Result<Moved, ChartError> {
        let mut tx = self.write().await?;
        let (mut site, mut moved, mut hash) = (None, Moved::default(), Sha256::new());
        loop {
            let mut text = String::new();
            let number = moved.lines + 1;
            let bytes = std::io::Read::take(&mut *from, LINE_BYTES_MAX as u64)
                .read_line(&mut text)
                .map_err(|source| ChartError::File { path: format!("line {number}"), source })?;
            if bytes == 0 {
                return Err(form(
                    "the export",
                    format!("it ends after line {} without its last line", moved.lines),
                ));
            }
            let line: Line = serde_json::from_str(&text)
                .map_err(|e| form(&format!("line {number}"), format!("column {}", e.column())))?;
            match (line, &site) {
                (Line::End { lines, sha256 }, Some(_)) => {
                    if lines != moved.lines || sha256 != hex(&hash.finalize()) {
                        return Err(form(
                            "the export",
                            "its lines are not those that its last line was made of".to_owned(),
                        ));
                    }
                    if !from.fill_buf().map_err(written)?.is_empty() {
                        return Err(form("the export", "more lines follow its last line".to_owned()));
                    }
                    tx.commit().await?;
                    return Ok(moved);
                }
                (Line::Heading { format, version, site: named }, None) => {
                    if format != FORMAT || version > VERSION {
                        return Err(form(
                            "line 1",
                            format!("`{format}` version {version}; known is {FORMAT} {VERSION}"),
                        ));
                    }
                    site = Some(named);
                }
                (line, Some(site)) => {
                    moved.entries += u64::from(matches!(line, Line::Entry { .. }));
                    store(&mut tx, site, line).await?;
                }
                (_, None) => return Err(form("line 1", "the heading is missing".to_owned())),
            }
            hash.update(text.as_bytes());
            moved.lines += 1;
        }
    }
}

async fn tables(tx: &mut AnyConnection, site: &str, out: &mut Out<'_>) -> Result<(), ChartError> {
    let keys: Vec<(String, String)> =
        sqlx::query_as("SELECT patient, wrapped FROM patient_key WHERE site = $1 ORDER BY patient")
            .bind(site)
            .fetch_all(&mut *tx)
            .await?;
    for (patient, wrapped) in keys {
        let pieces: Vec<i64> =
            sqlx::query_scalar("SELECT piece FROM piece WHERE site = $1 AND patient = $2 ORDER BY piece")
                .bind(site)
                .bind(&patient)
                .fetch_all(&mut *tx)
                .await?;
        out.line(&Line::PatientKey { patient: patient.clone(), wrapped })?;
        for piece in pieces {
            out.line(&Line::Piece { patient: patient.clone(), piece })?;
        }
    }
    let joined: Vec<(String, String)> =
        sqlx::query_as("SELECT folded, kept FROM joined WHERE site = $1 ORDER BY folded")
            .bind(site)
            .fetch_all(&mut *tx)
            .await?;
    for (folded, kept) in joined {
        out.line(&Line::Joined { folded, kept })?;
    }
    Ok(())
}

async fn heads(tx: &mut AnyConnection, site: &str, out: &mut Out<'_>) -> Result<Vec<String>, ChartError> {
    let mut rows: Vec<(String, i64, String, i64, String)> =
        sqlx::query_as("SELECT book, count, hash, closed, seal FROM head WHERE site = $1")
            .bind(site)
            .fetch_all(tx)
            .await?;
    // The order of names is ours, not that of an engine's language settings.
    rows.sort();
    let mut books = Vec::with_capacity(rows.len());
    for (book, count, hash, closed, seal) in rows {
        books.push(book.clone());
        out.line(&Line::Head { book, count, hash, closed, seal })?;
    }
    Ok(books)
}

async fn entries(
    tx: &mut AnyConnection,
    site: &str,
    book: &str,
    out: &mut Out<'_>,
) -> Result<(), ChartError> {
    let mut after = i64::MIN;
    loop {
        let rows = book::rows(tx, site, book, after, PAGE).await?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = last.seq;
        for row in rows {
            out.moved.entries += 1;
            out.line(&Line::Entry { book: book.to_owned(), row })?;
        }
    }
}

async fn store(tx: &mut AnyConnection, site: &str, line: Line) -> Result<(), ChartError> {
    let query = match line {
        Line::Entry { book, row } => return book::insert(tx, site, &book, &row).await,
        Line::Site { name, public_key, opened_at } => {
            sqlx::query("INSERT INTO site (site, name, public_key, opened_at) VALUES ($1, $2, $3, $4)")
                .bind(site)
                .bind(name)
                .bind(public_key)
                .bind(opened_at)
        }
        Line::PatientKey { patient, wrapped } => {
            sqlx::query("INSERT INTO patient_key (site, patient, wrapped) VALUES ($1, $2, $3)")
                .bind(site)
                .bind(patient)
                .bind(wrapped)
        }
        Line::Piece { patient, piece } => {
            sqlx::query("INSERT INTO piece (site, piece, patient) VALUES ($1, $2, $3)")
                .bind(site)
                .bind(piece)
                .bind(patient)
        }
        Line::Joined { folded, kept } => {
            sqlx::query("INSERT INTO joined (site, folded, kept) VALUES ($1, $2, $3)")
                .bind(site)
                .bind(folded)
                .bind(kept)
        }
        Line::Head { book, count, hash, closed, seal } => sqlx::query(
            "INSERT INTO head (site, book, count, hash, closed, seal) VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(site)
        .bind(book)
        .bind(count)
        .bind(hash)
        .bind(closed)
        .bind(seal),
        Line::Heading { .. } | Line::End { .. } => {
            return Err(form("the export", "a heading or an end stands in the middle".to_owned()));
        }
    };
    query.execute(tx).await?;
    Ok(())
}
