//! Everything of a site in an open format, out and in again: the same bytes each time, on either engine.
//!
//! One JSON object a line: a heading, every row of every table of `tables.rs` in the order of its key, and a last line with
//! the SHA-256 of the lines before. `docs/guide/record.md` describes it. Bodies leave sealed, with the patients' wrapped keys;
//! the key of the site does not leave.
mod import;

pub use import::Trust;

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
use std::io::Write;

const FORMAT: &str = "serein-export";
const VERSION: u32 = 1;

/// One line of an export.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case", deny_unknown_fields)]
enum Line {
    Heading { format: String, version: u32, site: String },
    Row { table: String, row: Columns },
    End { lines: u64, sha256: String },
}

/// The columns of a row by name, each once.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(transparent)]
struct Columns(BTreeMap<String, Value>);

/// What came in or went out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Moved {
    /// Code of the site.
    pub site: String,
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
        let mut out =
            Out { to, hash: Sha256::new(), moved: Moved { site: site.to_owned(), ..Moved::default() } };
        out.line(&Line::Heading { format: FORMAT.to_owned(), version: VERSION, site: site.to_owned() })?;
        for table in TABLES {
            rows(&mut tx, self.engine(), site, table, &mut out).await?;
        }
        let end = Line::End { lines: out.moved.lines, sha256: hex(&out.hash.clone().finalize()) };
        let moved = out.moved.clone();
        out.line(&end)?;
        out.to.flush().map_err(written)?;
        Ok(moved)
    }
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
        out.line(&Line::Row { table: table.name.to_owned(), row: Columns(row) })?;
    }
    Ok(())
}

fn value(row: &AnyRow, name: &str, holds: Holds) -> Result<Value, sqlx::Error> {
    Ok(match holds {
        Holds::Text | Holds::Added => Value::from(row.try_get::<String, _>(name)?),
        Holds::Number => Value::from(row.try_get::<i64, _>(name)?),
    })
}

/// The order of texts is that of their bytes, not that of an engine's language settings.
fn select(table: &Table, engine: Engine) -> String {
    let columns: Vec<&str> = table.columns.iter().map(|(name, _)| *name).collect();
    let mut text = format!("SELECT {} FROM {} WHERE site = $1", columns.join(", "), table.name);
    for (place, name) in table.key.iter().enumerate() {
        let is_text = table.columns.iter().any(|(column, holds)| column == name && *holds != Holds::Number);
        let collate = if is_text && engine == Engine::Postgres { " COLLATE \"C\"" } else { "" };
        let _ = write!(text, "{} {name}{collate}", if place == 0 { " ORDER BY" } else { "," });
    }
    text
}
