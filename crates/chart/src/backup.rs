//! Copies of the record while it is used, and their way back.
use crate::ChartError;
use crate::store::{Engine, Store};
use std::path::Path;

impl Store {
    /// Copies an embedded record into a new file while others read and write; the copy is one moment's state.
    ///
    /// # Errors
    /// The engine has a way of its own (`PostgreSQL`: `pg_dump`), the file exists, or it cannot be written.
    pub async fn backup(&self, to: &Path) -> Result<(), ChartError> {
        let path = to.display().to_string();
        if self.engine() != Engine::Sqlite {
            let why = "this engine is copied with its own tool, pg_dump".to_owned();
            return Err(ChartError::Form { what: "the backup".to_owned(), why });
        }
        if to.exists() {
            return Err(ChartError::Form {
                what: path,
                why: "the file exists; a backup overwrites nothing".to_owned(),
            });
        }
        sqlx::query("VACUUM INTO $1").bind(path).execute(&self.pool).await?;
        Ok(())
    }
}

/// Brings a backup back into a new file, after the engine has found it whole.
///
/// # Errors
/// The target exists, the backup cannot be read, or the engine finds it damaged.
pub async fn restore(from: &Path, to: &Path) -> Result<(), ChartError> {
    let (source, target) = (from.display().to_string(), to.display().to_string());
    if to.exists() {
        let why = "the file exists; restoring overwrites nothing".to_owned();
        return Err(ChartError::Form { what: target, why });
    }
    std::fs::metadata(from).map_err(|error| ChartError::File { path: source.clone(), source: error })?;
    let copy = Store::open(&format!("sqlite:{source}?mode=rw")).await?;
    let found: String = sqlx::query_scalar("PRAGMA integrity_check").fetch_one(&copy.pool).await?;
    if found != "ok" {
        return Err(ChartError::Form { what: source, why: format!("the engine finds it damaged: {found}") });
    }
    let done = copy.backup(to).await;
    copy.close().await;
    done
}
