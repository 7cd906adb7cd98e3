//! The way in: every line is looked at before it is stored, the whole once more before it stays, and a fault leaves nothing behind.
use super::{Columns, FORMAT, Line, Moved, VERSION, form, written};
use crate::ChartError;
use crate::booking::{RECORD, UNIT};
use crate::seal::{SiteKey, hex};
use crate::store::Store;
use crate::tables::{Holds, TABLES, Table};
use serde::de::{Error as _, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use sha2::{Digest, Sha256};
use sqlx::error::ErrorKind;
use sqlx::{AnyConnection, AssertSqlSafe};
use std::collections::BTreeMap;
use std::io::{BufRead, Read as _};
use vocab::nearest::{allowed, clip, hint, hinted};

/// The longest line that is read: a photograph is the largest thing of which there is one to a line.
const LINE_BYTES_MAX: usize = 1 << 25;
/// The longest code of a site.
const SITE_CHARS_MAX: usize = 100;
/// How much of what a parser says is repeated.
const SAID_CHARS_MAX: usize = 200;

/// What an import is asked for before it stays.
#[derive(Debug, Clone, Copy)]
pub enum Trust<'k> {
    /// `verify` finds no fault: in the chains and closed days, and with a key in everything that it seals.
    Whole(Option<&'k SiteKey>),
    /// Nothing: a damaged record comes in as it is, and `verify` goes on naming its faults.
    AsItIs,
}

impl Store {
    /// Reads an export of a whole record into one that does not have this site yet, all or nothing.
    ///
    /// # Errors
    /// As [`Store::import_as`].
    pub async fn import(&self, from: &mut (dyn BufRead + Send)) -> Result<Moved, ChartError> {
        self.import_as(from, Trust::Whole(None)).await
    }

    /// The same, with a key that is asked as well, or without being asked for anything.
    ///
    /// # Errors
    /// A line cannot be read (its number is named), the end is missing or its hash is another, the site is there already, what
    /// came in is not whole, or the database refuses.
    pub async fn import_as(
        &self,
        from: &mut (dyn BufRead + Send),
        trust: Trust<'_>,
    ) -> Result<Moved, ChartError> {
        let mut tx = self.write().await?;
        let (mut moved, mut hash) = (Moved::default(), Sha256::new());
        loop {
            let number = moved.lines + 1;
            let text = next_line(from, number)?;
            match (parsed(&text, number)?, number) {
                (Line::Heading { format, version, site }, 1) => {
                    heading(&mut tx, &format, version, &site).await?;
                    moved.site = site;
                }
                (Line::Row { .. } | Line::End { .. }, 1) => {
                    return Err(form("line 1", "the heading is missing".to_owned()));
                }
                (Line::Heading { .. }, _) => return Err(form(&line(number), "a second heading".to_owned())),
                (Line::Row { table, row }, _) => {
                    moved.entries += u64::from(table == "entry");
                    store(&mut tx, &moved.site, &table, &row, number).await?;
                }
                (Line::End { lines, sha256 }, _) => {
                    if lines != moved.lines || sha256 != hex(&hash.finalize()) {
                        let why = "its lines are not those that its last line was made of";
                        return Err(form("the export", why.to_owned()));
                    }
                    if !from.fill_buf().map_err(written)?.is_empty() {
                        return Err(form("the export", "more lines follow its last line".to_owned()));
                    }
                    self.is_whole(&mut tx, &moved.site, trust).await?;
                    tx.commit().await?;
                    return Ok(moved);
                }
            }
            hash.update(text.as_bytes());
            moved.lines += 1;
        }
    }

    /// Looks at what came in as `verify` does, before it stays.
    async fn is_whole(&self, tx: &mut AnyConnection, site: &str, trust: Trust<'_>) -> Result<(), ChartError> {
        let Trust::Whole(key) = trust else { return Ok(()) };
        let verified = match self.verify_in(tx, key, site).await {
            Err(ChartError::Missing { .. }) => {
                return Err(form("the export", "the row of the site itself is missing".to_owned()));
            }
            other => other?,
        };
        let Some(first) = verified.faults.first() else { return Ok(()) };
        let place = match (first.book.as_str(), first.seq) {
            ("", _) => "beside the books".to_owned(),
            (book, 0) => clip(book),
            (book, seq) => format!("{}, entry {seq}", clip(book)),
        };
        let more = match verified.faults.len() {
            1 => String::new(),
            all => format!(" (and {} more)", all - 1),
        };
        Err(ChartError::NotWhole(format!("{place}: {}{more}", first.what)))
    }
}

fn line(number: u64) -> String {
    format!("line {number}")
}

/// The next line with its end, never more of it than may be.
fn next_line(from: &mut (dyn BufRead + Send), number: u64) -> Result<String, ChartError> {
    let mut bytes = Vec::new();
    let most = u64::try_from(LINE_BYTES_MAX).unwrap_or(u64::MAX).saturating_add(1);
    from.take(most)
        .read_until(b'\n', &mut bytes)
        .map_err(|source| ChartError::File { path: line(number), source })?;
    if bytes.is_empty() {
        let why = match number {
            1 => "it is empty".to_owned(),
            _ => format!("it ends after line {} without its last line", number - 1),
        };
        return Err(form("the export", why));
    }
    if bytes.len() > LINE_BYTES_MAX {
        return Err(form(&line(number), format!("it is longer than {LINE_BYTES_MAX} bytes")));
    }
    String::from_utf8(bytes).map_err(|e| {
        let why = format!("byte {} is not UTF-8", e.utf8_error().valid_up_to() + 1);
        form(&line(number), why)
    })
}

fn parsed(text: &str, number: u64) -> Result<Line, ChartError> {
    serde_json::from_str(text).map_err(|error| {
        // A line is one line: only its column says anything.
        let said = error.to_string();
        let said = said.split(" at line ").next().unwrap_or_default();
        let said = hinted(&said.chars().filter(|c| !c.is_control()).collect::<String>());
        let said: String = said.chars().take(SAID_CHARS_MAX).collect();
        let place = match error.column() {
            0 => String::new(),
            column => format!("column {column}: "),
        };
        form(&line(number), format!("{place}{said}"))
    })
}

/// What the first line says: of our making, of a version that is known, and of a site that is not here.
async fn heading(tx: &mut AnyConnection, format: &str, version: u32, site: &str) -> Result<(), ChartError> {
    if format != FORMAT || version != VERSION {
        let why = format!("`{}` version {version}; allowed is {FORMAT} version {VERSION}", clip(format));
        return Err(form("line 1", why));
    }
    if site.trim().is_empty() || site.chars().count() > SITE_CHARS_MAX || site.chars().any(char::is_control) {
        let why =
            format!("`{}` is no code of a site; allowed are 1 to {SITE_CHARS_MAX} characters", clip(site));
        return Err(form("line 1", why));
    }
    let known: i64 =
        sqlx::query_scalar("SELECT COUNT(*) FROM site WHERE site = $1").bind(site).fetch_one(tx).await?;
    if known > 0 {
        let why = format!(
            "the site `{site}` is in this record already; an import goes into a record that does not have it"
        );
        return Err(form("line 1", why));
    }
    Ok(())
}

async fn store(
    tx: &mut AnyConnection,
    site: &str,
    table: &str,
    row: &Columns,
    number: u64,
) -> Result<(), ChartError> {
    let wrong = |why: String| form(&line(number), why);
    let known = TABLES.iter().find(|known| known.name == table).ok_or_else(|| {
        let all: Vec<&str> = TABLES.iter().map(|known| known.name).collect();
        wrong(format!(
            "there is no table `{}`; {}{}",
            clip(table),
            allowed(&all),
            hint(table, all.iter().copied())
        ))
    })?;
    let names: Vec<&str> = known.columns.iter().map(|(name, _)| *name).collect();
    if let Some(stranger) = row.0.keys().find(|name| !names.contains(&name.as_str())) {
        let clipped = clip(stranger);
        let near = hint(stranger, names.iter().copied());
        return Err(wrong(format!("`{table}` has no column `{clipped}`; {}{near}", allowed(&names))));
    }
    let places = crate::store::places(2, names.len());
    let text = format!("INSERT INTO {table} (site, {}) VALUES ($1, {places})", names.join(", "));
    let mut query = sqlx::query(AssertSqlSafe(text)).bind(site);
    for (name, holds) in known.columns {
        let value = match (row.0.get(*name), holds) {
            (Some(value), _) => value,
            (None, Holds::Added) => &Value::String(String::new()),
            (None, _) => return Err(wrong(format!("the column `{name}` is missing"))),
        };
        query = match (holds, value.as_str(), value.as_i64()) {
            // One engine would keep this mark and the other refuse it.
            (Holds::Text | Holds::Added, Some(text), _) if text.contains('\0') => {
                return Err(wrong(format!("`{name}` holds a NUL")));
            }
            // Visits are read with these marks between them: a column that held one would hide all visits of its day.
            (Holds::Text | Holds::Added, Some(text), _)
                if matches!(table, "booking" | "patient_key") && text.contains([UNIT, RECORD]) =>
            {
                return Err(wrong(format!("`{name}` holds a separator (U+001E or U+001F)")));
            }
            (Holds::Text | Holds::Added, Some(text), _) => query.bind(text),
            (Holds::Number, _, Some(whole)) => query.bind(whole),
            (Holds::Text | Holds::Added, None, _) => return Err(wrong(format!("`{name}` must be a text"))),
            (Holds::Number, _, None) => return Err(wrong(format!("`{name}` must be a whole number"))),
        };
    }
    query.execute(tx).await.map_err(|error| refused(error, known, row, number))?;
    Ok(())
}

/// What the database refuses in a row is a fault of the row; anything else is one of the database.
fn refused(error: sqlx::Error, table: &Table, row: &Columns, number: u64) -> ChartError {
    let Some(kind) = error.as_database_error().map(sqlx::error::DatabaseError::kind) else {
        return error.into();
    };
    if !matches!(
        kind,
        ErrorKind::UniqueViolation
            | ErrorKind::ForeignKeyViolation
            | ErrorKind::NotNullViolation
            | ErrorKind::CheckViolation
    ) {
        return error.into();
    }
    if !matches!(kind, ErrorKind::UniqueViolation) {
        return form(&line(number), format!("`{}` does not allow this row", table.name));
    }
    let key: Vec<String> = table
        .key
        .iter()
        .filter_map(|name| row.0.get(*name).map(|value| format!("{name} {}", clip(&value.to_string()))))
        .collect();
    let why = format!("`{}` has this row already: {}", table.name, key.join(", "));
    form(&line(number), why)
}

impl<'de> Deserialize<'de> for Columns {
    /// A column that is given twice is refused: the second would silently replace the first.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Each;
        impl<'de> Visitor<'de> for Each {
            type Value = Columns;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("the columns of a row by name")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Columns, A::Error> {
                let mut columns = BTreeMap::new();
                while let Some((name, value)) = map.next_entry::<String, Value>()? {
                    if columns.contains_key(&name) {
                        return Err(A::Error::custom(format!("the column `{}` is given twice", clip(&name))));
                    }
                    columns.insert(name, value);
                }
                Ok(Columns(columns))
            }
        }
        deserializer.deserialize_map(Each)
    }
}
