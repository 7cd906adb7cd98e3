//! Everything of a site in an open format, out and in again: the same bytes each time, on either engine.
//!
//! One JSON object a line: a heading, every row of every table of `tables.rs` in the order of its key, and a last line with
//! the SHA-256 of the lines before. `docs/guide/record.md` describes it. Bodies leave sealed, with the patients' wrapped keys;
//! the key of the site does not leave.
use crate::ChartError;
use crate::seal::hex;
use crate::store::{Engine, Store};
use crate::tables::{Holds, TABLES, Table};
use futures_util::TryStreamExt as _;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AssertSqlSafe, Row as _};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{BufRead, Write};

const FORMAT: &str = "serein-export";
const VERSION: u32 = 1;
/// The longest line that is read: a photograph is the largest thing of which there is one to a line.
const LINE_BYTES_MAX: u64 = 1 << 25;

/// One line of an export.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case", deny_unknown_fields)]
enum Line {
    Heading { format: String, version: u32, site: String },
    Row { table: String, row: BTreeMap<String, Value> },
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
    /// Writes everything of a site, from one moment's state of the database.
    ///
    /// # Errors
    /// There is no such site, it cannot be written, or the database does not answer.
    pub async fn export(&self, site: &str, to: &mut (dyn Write + Send)) -> Result<Moved, ChartError> {
        let mut tx = self.read().await?;
        let known: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM site WHERE site = $1")
            .bind(site)
            .fetch_one(&mut *tx)
            .await?;
        if known == 0 {
            return Err(ChartError::Missing { what: "site", id: site.to_owned() });
        }
        let mut out = Out { to, hash: Sha256::new(), moved: Moved::default() };
        out.line(&Line::Heading { format: FORMAT.to_owned(), version: VERSION, site: site.to_owned() })?;
        for table in TABLES {
            rows(&mut tx, self.engine(), site, table, &mut out).await?;
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
            let number = moved.lines + 1;
            let text = next_line(from, number)?;
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
                (Line::Row { table, row }, Some(site)) => {
                    moved.entries += u64::from(table == "entry");
                    store(&mut tx, site, &table, &row, number).await?;
                }
                (Line::Heading { .. }, Some(_)) => {
                    return Err(form(&format!("line {number}"), "a second heading".to_owned()));
                }
                (Line::Row { .. } | Line::End { .. }, None) => {
                    return Err(form("line 1", "the heading is missing".to_owned()));
                }
            }
            hash.update(text.as_bytes());
            moved.lines += 1;
        }
    }
}

fn next_line(from: &mut (dyn BufRead + Send), number: u64) -> Result<String, ChartError> {
    let mut text = String::new();
    let bytes = std::io::Read::take(&mut *from, LINE_BYTES_MAX)
        .read_line(&mut text)
        .map_err(|source| ChartError::File { path: format!("line {number}"), source })?;
    if bytes == 0 {
        return Err(form("the export", format!("it ends after line {} without its last line", number - 1)));
    }
    Ok(text)
}

/// Every row of a table, one after the other, so that the memory it takes does not grow with the table.
async fn rows(
    tx: &mut AnyConnection,
    engine: Engine,
    site: &str,
    table: &Table,
    out: &mut Out<'_>,
) -> Result<(), ChartError> {
    let query = select(table, engine);
    let mut rows = sqlx::query(AssertSqlSafe(query)).bind(site).fetch(tx);
    while let Some(row) = rows.try_next().await? {
        let row = table
            .columns
            .iter()
            .map(|(name, holds)| value(&row, name, *holds).map(|value| ((*name).to_owned(), value)))
            .collect::<Result<BTreeMap<_, _>, _>>()?;
        out.moved.entries += u64::from(table.name == "entry");
        out.line(&Line::Row { table: table.name.to_owned(), row })?;
    }
    Ok(())
}

fn value(row: &AnyRow, name: &str, holds: Holds) -> Result<Value, sqlx::Error> {
    Ok(match holds {
        Holds::Text => Value::from(row.try_get::<String, _>(name)?),
        Holds::Number => Value::from(row.try_get::<i64, _>(name)?),
    })
}

/// The order of texts is that of their bytes, not that of an engine's language settings.
fn select(table: &Table, engine: Engine) -> String {
    let columns: Vec<&str> = table.columns.iter().map(|(name, _)| *name).collect();
    let mut text = format!("SELECT {} FROM {} WHERE site = $1", columns.join(", "), table.name);
    for (place, name) in table.key.iter().enumerate() {
        let is_text = table.columns.iter().any(|(column, holds)| column == name && *holds == Holds::Text);
        let collate = if is_text && engine == Engine::Postgres { " COLLATE \"C\"" } else { "" };
        let _ = write!(text, "{} {name}{collate}", if place == 0 { " ORDER BY" } else { "," });
    }
    text
}

async fn store(
    tx: &mut AnyConnection,
    site: &str,
    table: &str,
    row: &BTreeMap<String, Value>,
    number: u64,
) -> Result<(), ChartError> {
    let wrong = |why: String| form(&format!("line {number}"), why);
    let known = TABLES
        .iter()
        .find(|known| known.name == table)
        .ok_or_else(|| wrong(format!("there is no table `{}`", vocab::nearest::clip(table))))?;
    if let Some(stranger) = row.keys().find(|name| known.columns.iter().all(|(known, _)| known != name)) {
        return Err(wrong(format!("`{table}` has no column `{}`", vocab::nearest::clip(stranger))));
    }
    let names: Vec<&str> = known.columns.iter().map(|(name, _)| *name).collect();
    let places = crate::store::places(2, names.len());
    let text = format!("INSERT INTO {table} (site, {}) VALUES ($1, {places})", names.join(", "));
    let mut query = sqlx::query(AssertSqlSafe(text)).bind(site);
    for (name, holds) in known.columns {
        let value = row.get(*name).ok_or_else(|| wrong(format!("the column `{name}` is missing")))?;
        query = match (holds, value.as_str(), value.as_i64()) {
            (Holds::Text, Some(text), _) => query.bind(text),
            (Holds::Number, _, Some(whole)) => query.bind(whole),
            (Holds::Text, None, _) => return Err(wrong(format!("`{name}` must be a text"))),
            (Holds::Number, _, None) => return Err(wrong(format!("`{name}` must be a whole number"))),
        };
    }
    query.execute(tx).await?;
    Ok(())
}
