//! Copies of the record while it is used, and their way back.
//!
//! Each is written beside the file that was named and takes its name when it is whole: what bears the name is never half.
use crate::ChartError;
use crate::store::{Engine, NEWEST, Store};
use crate::transfer::Moved;
use sqlx::{AnyConnection, Connection as _};
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// How a database of the embedded engine begins.
const BEGINS: &[u8] = b"SQLite format 3\0";
/// How an export begins.
const EXPORT_BEGINS: &[u8] = b"{\"is\":";

impl Store {
    /// Copies an embedded record into a new file while others read and write; the copy is one moment's state.
    ///
    /// # Errors
    /// The engine has a way of its own (`PostgreSQL`: `pg_dump`), the file exists, or it cannot be written.
    pub async fn backup(&self, to: &Path) -> Result<(), ChartError> {
        if self.engine() != Engine::Sqlite {
            let why = "this engine is copied with its own tool, pg_dump".to_owned();
            return Err(ChartError::Form { what: "the backup".to_owned(), why });
        }
        let part = Part::beside(to, "a backup overwrites nothing")?;
        sqlx::query("VACUUM INTO $1").bind(part.name()?).execute(&self.pool).await?;
        part.done(to)
    }

    /// Writes an export into a new file.
    ///
    /// # Errors
    /// As [`Store::export`]; the file exists.
    pub async fn export_to(&self, site: &str, to: &Path) -> Result<Moved, ChartError> {
        let part = Part::beside(to, "an export overwrites nothing")?;
        let file = std::fs::File::create(&part.path)
            .map_err(|source| ChartError::File { path: to.display().to_string(), source })?;
        let moved = self.export(site, &mut std::io::BufWriter::new(file)).await?;
        part.done(to)?;
        Ok(moved)
    }
}

/// Brings a backup back into a new file, after the engine has found it whole. The backup itself is only read.
///
/// # Errors
/// The target exists, the backup cannot be read or is none, the engine finds it damaged, or a newer program wrote it.
pub async fn restore(from: &Path, to: &Path) -> Result<(), ChartError> {
    let part = Part::beside(to, "restoring overwrites nothing")?;
    looks_like_one(from)?;
    let damaged =
        |why: String| form(from, format!("the engine finds it damaged: {}", vocab::nearest::clip(&why)));
    let said = |error: sqlx::Error| match error.as_database_error().map(|said| said.message().to_owned()) {
        Some(said) => damaged(said),
        None => error.into(),
    };
    sqlx::any::install_default_drivers();
    let mut copy = AnyConnection::connect(&format!("{}?mode=ro", address(from)?)).await.map_err(said)?;
    let tables: i64 =
        sqlx::query_scalar("SELECT COUNT(*) FROM sqlite_master WHERE name IN ('migration', 'site', 'entry')")
            .fetch_one(&mut copy)
            .await
            .map_err(said)?;
    if tables < 3 {
        let why = "it is a database, but no record of Serein".to_owned();
        return Err(form(from, why));
    }
    let newest: i64 = sqlx::query_scalar("SELECT COALESCE(MAX(number), 0) FROM migration")
        .fetch_one(&mut copy)
        .await
        .map_err(said)?;
    if newest > NEWEST {
        let why = format!("a newer program wrote it (schema {newest}, this one knows {NEWEST})");
        return Err(form(from, why));
    }
    let found: String =
        sqlx::query_scalar("PRAGMA integrity_check").fetch_one(&mut copy).await.map_err(said)?;
    if found != "ok" {
        return Err(damaged(found));
    }
    sqlx::query("VACUUM INTO $1").bind(part.name()?).execute(&mut copy).await?;
    copy.close().await?;
    // What an older program wrote is brought up to date in the copy: if that fails, it is told here and not at the next start.
    let store = Store::open(&address(&part.path)?).await?;
    store.close().await;
    part.done(to)
}

fn form(file: &Path, why: String) -> ChartError {
    ChartError::Form { what: file.display().to_string(), why }
}

/// A file that begins as a database does; what else it might be is named.
fn looks_like_one(from: &Path) -> Result<(), ChartError> {
    let unread = |source| ChartError::File { path: from.display().to_string(), source };
    if !std::fs::metadata(from).map_err(unread)?.is_file() {
        return Err(form(from, "it is no file".to_owned()));
    }
    let mut start = Vec::new();
    let file = std::fs::File::open(from).map_err(unread)?;
    file.take(u64::try_from(BEGINS.len()).unwrap_or(u64::MAX)).read_to_end(&mut start).map_err(unread)?;
    let why = if start == BEGINS {
        return Ok(());
    } else if start.is_empty() {
        "it is empty"
    } else if start.starts_with(EXPORT_BEGINS) {
        "it is an export and no backup; `serein import` reads it"
    } else {
        "it is no backup: a backup is a database of SQLite"
    };
    Err(form(from, why.to_owned()))
}

/// The address of a file; marks that mean something in an address are written otherwise.
fn address(path: &Path) -> Result<String, ChartError> {
    let name = path.to_str().ok_or_else(|| form(path, "its name is not UTF-8".to_owned()))?;
    Ok(format!("sqlite:{}", name.replace('%', "%25").replace('?', "%3F").replace('#', "%23")))
}

/// A file in the making; it is gone again if it does not become whole.
struct Part {
    path: PathBuf,
}

impl Part {
    fn beside(to: &Path, rule: &str) -> Result<Self, ChartError> {
        if to.symlink_metadata().is_ok() {
            return Err(form(to, format!("the file exists; {rule}")));
        }
        let mut name = to.file_name().ok_or_else(|| form(to, "it names no file".to_owned()))?.to_owned();
        name.push(".part");
        let path = to.with_file_name(name);
        // Made here, so that a folder that is not there or not ours is told as such, and not by the engine.
        std::fs::File::create_new(&path).map_err(|source| {
            if source.kind() == std::io::ErrorKind::AlreadyExists {
                let why = "the file exists: somebody writes it, or was interrupted; remove it if nobody does";
                return form(&path, why.to_owned());
            }
            ChartError::File { path: to.display().to_string(), source }
        })?;
        Ok(Self { path })
    }

    fn name(&self) -> Result<&str, ChartError> {
        self.path.to_str().ok_or_else(|| form(&self.path, "its name is not UTF-8".to_owned()))
    }

    /// On the disk, and then under its name.
    fn done(self, to: &Path) -> Result<(), ChartError> {
        let placed = std::fs::File::open(&self.path).and_then(|file| file.sync_all()).and_then(|()| {
            // Under a name that somebody else took meanwhile nothing is put.
            std::fs::hard_link(&self.path, to).or_else(|error| {
                let taken = error.kind() == std::io::ErrorKind::AlreadyExists;
                if taken { Err(error) } else { std::fs::rename(&self.path, to) }
            })
        });
        placed.map_err(|source| ChartError::File { path: to.display().to_string(), source })
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        for end in ["", "-wal", "-shm", "-journal"] {
            let mut name = self.path.clone().into_os_string();
            name.push(end);
            let _ = std::fs::remove_file(name);
        }
    }
}
