//! The database behind the record: which engine, how it is opened, how a write is retried.
use crate::ChartError;
use sqlx::any::{AnyPoolOptions, install_default_drivers};
use sqlx::{AnyPool, Connection as _, Transaction};
use std::time::Duration;

/// The scripts of the schema, oldest first: number, name, text. A script that has run is never changed.
const MIGRATIONS: &[(i64, &str, &str)] = &[
    (1, "ledger", include_str!("../migrations/0001_ledger.sql")),
    (2, "people", include_str!("../migrations/0002_people.sql")),
    (3, "photo", include_str!("../migrations/0003_photo.sql")),
    (4, "consent", include_str!("../migrations/0004_consent.sql")),
    (5, "stock", include_str!("../migrations/0005_stock.sql")),
    (6, "booking", include_str!("../migrations/0006_booking.sql")),
    (7, "snapshot", include_str!("../migrations/0007_snapshot.sql")),
    (8, "message", include_str!("../migrations/0008_message.sql")),
    (9, "wait", include_str!("../migrations/0009_wait.sql")),
    (10, "key_and_feed", include_str!("../migrations/0010_key_and_feed.sql")),
    (11, "sealed visits", include_str!("../migrations/0011_sealed_visits.sql")),
    (12, "unsettled", include_str!("../migrations/0012_unsettled.sql")),
    (13, "joined_kept", include_str!("../migrations/0013_joined_kept.sql")),
    (14, "freed", include_str!("../migrations/0014_freed.sql")),
    (15, "reasons", include_str!("../migrations/0015_reasons.sql")),
    (16, "freed_told", include_str!("../migrations/0016_freed_told.sql")),
];
/// The newest script: a database that knows of later ones was written by a newer program.
pub(crate) const NEWEST: i64 = match MIGRATIONS {
    [.., (number, ..)] => *number,
    [] => 0,
};
/// How often a write is tried when others write at the same time.
pub(crate) const TRIES_MAX: u32 = 40;
/// Connections to a database server.
const CONNECTIONS_MAX: u32 = 16;
/// Connections to a database in a file: each is a thread with memory of its own, and one machine reads no faster with more.
const FILE_CONNECTIONS_MAX: u32 = 8;

/// A connection that nobody used for longer is asked first whether it still stands.
const IDLE_MAX: Duration = Duration::from_secs(2);

/// Which engine stands behind the address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// `SQLite` in the same process: the default.
    Sqlite,
    /// `PostgreSQL` or one of its distributed kin.
    Postgres,
}

/// The open record.
#[derive(Debug, Clone)]
pub struct Store {
    pub(crate) pool: AnyPool,
    /// Where writes begin. A file has one connection for them, because only one can write at a time anyway, and a connection finds
    /// every page that it holds out of date as soon as another one has written. A server has the same connections for both.
    pub(crate) writer: AnyPool,
    engine: Engine,
}

impl Store {
    /// Opens the database at `address` and brings its schema up to date.
    ///
    /// `sqlite:FILE` makes the file if it is missing; `sqlite::memory:` lives as long as the store.
    ///
    /// # Errors
    /// The address names no engine, the database does not answer, or it was written by a newer program.
    pub async fn open(address: &str) -> Result<Self, ChartError> {
        install_default_drivers();
        let engine = match address {
            a if a.starts_with("sqlite:") => Engine::Sqlite,
            a if a.starts_with("postgres://") || a.starts_with("postgresql://") => Engine::Postgres,
            other => return Err(ChartError::Address(other.to_owned())),
        };
        let memory = address.contains(":memory:");
        let url = match engine {
            Engine::Sqlite if !memory && !address.contains('?') => format!("{address}?mode=rwc"),
            Engine::Sqlite | Engine::Postgres => address.to_owned(),
        };
        let connections = match engine {
            _ if memory => 1,
            Engine::Sqlite => FILE_CONNECTIONS_MAX - 1,
            Engine::Postgres => CONNECTIONS_MAX,
        };
        let mut options = AnyPoolOptions::new()
            .max_connections(connections)
            .acquire_timeout(Duration::from_secs(30))
            // Whether a connection still stands is asked after a pause only: before every question it would cost as much as one.
            .test_before_acquire(false)
            .before_acquire(|connection, about| {
                Box::pin(async move {
                    if about.idle_for > IDLE_MAX {
                        connection.ping().await?;
                    }
                    Ok(true)
                })
            });
        if memory {
            // The database in memory is gone with its connection.
            options = options.idle_timeout(None).max_lifetime(None).min_connections(1);
        }
        if engine == Engine::Sqlite {
            options = options.after_connect(|connection, _| {
                Box::pin(async move {
                    for pragma in SQLITE_PRAGMAS {
                        sqlx::query(*pragma).execute(&mut *connection).await?;
                    }
                    Ok(())
                })
            });
        }
        if !memory {
            // The pool would try a file that is no database until its time is up; one connection tells at once.
            let mut first = sqlx::AnyConnection::connect(&url).await?;
            if engine == Engine::Sqlite {
                sqlx::query("SELECT COUNT(*) FROM sqlite_master").execute(&mut first).await?;
            }
            first.close().await?;
        }
        let pool = options.clone().connect(&url).await?;
        let writer = match engine {
            Engine::Sqlite if !memory => options.max_connections(1).connect(&url).await?,
            Engine::Sqlite | Engine::Postgres => pool.clone(),
        };
        let store = Self { pool, writer, engine };
        store.migrate().await?;
        Ok(store)
    }

    /// Which engine this is.
    #[must_use]
    pub const fn engine(&self) -> Engine {
        self.engine
    }

    /// Closes every connection; what was acknowledged is on disk.
    pub async fn close(&self) {
        self.pool.close().await;
        self.writer.close().await;
    }

    /// Begins a write. `SQLite` takes the write lock at once: a transaction that reads first and writes later could not be
    /// continued when somebody wrote in between.
    pub(crate) async fn write(&self) -> Result<Transaction<'static, sqlx::Any>, sqlx::Error> {
        match self.engine {
            Engine::Sqlite => self.writer.begin_with("BEGIN IMMEDIATE").await,
            Engine::Postgres => self.writer.begin().await,
        }
    }

    /// Begins a read that sees one state of the database throughout.
    pub(crate) async fn read(&self) -> Result<Transaction<'static, sqlx::Any>, sqlx::Error> {
        match self.engine {
            Engine::Sqlite => self.pool.begin_with("BEGIN").await,
            Engine::Postgres => self.pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await,
        }
    }

    async fn migrate(&self) -> Result<(), ChartError> {
        // Two processes that start at once: the first makes the table, the other waits for the lock of the row.
        sqlx::query("CREATE TABLE IF NOT EXISTS migration (number BIGINT PRIMARY KEY, name TEXT NOT NULL)")
            .execute(&self.pool)
            .await
            .or_else(|e| if is_conflict(&e) { Ok(sqlx::any::AnyQueryResult::default()) } else { Err(e) })?;
        let newest: i64 = sqlx::query_scalar("SELECT COALESCE(MAX(number), 0) FROM migration")
            .fetch_one(&self.pool)
            .await?;
        if newest > NEWEST {
            return Err(ChartError::Form {
                what: "the database".to_owned(),
                why: format!("a newer program wrote it (schema {newest}, this one knows {NEWEST})"),
            });
        }
        let done: Vec<i64> =
            sqlx::query_scalar("SELECT number FROM migration ORDER BY number").fetch_all(&self.pool).await?;
        for (number, name, text) in MIGRATIONS.iter().filter(|m| !done.contains(&m.0)) {
            self.run(*number, name, text).await?;
        }
        Ok(())
    }

    /// One script in one transaction; a second process that comes too late finds it done.
    async fn run(&self, number: i64, name: &str, text: &'static str) -> Result<(), ChartError> {
        for _ in 0..TRIES_MAX {
            let mut tx = self.write().await?;
            let claimed =
                sqlx::query("INSERT INTO migration (number, name) VALUES ($1, $2) ON CONFLICT DO NOTHING")
                    .bind(number)
                    .bind(name)
                    .execute(&mut *tx)
                    .await;
            match claimed {
                Ok(done) if done.rows_affected() == 0 => return Ok(()),
                Ok(_) => {}
                Err(e) if is_conflict(&e) => continue,
                Err(e) => return Err(e.into()),
            }
            for statement in statements(text) {
                sqlx::query(sqlx::AssertSqlSafe(statement)).execute(&mut *tx).await?;
            }
            match tx.commit().await {
                Ok(()) => return Ok(()),
                Err(e) if is_conflict(&e) => {}
                Err(e) => return Err(e.into()),
            }
        }
        Err(ChartError::Store(sqlx::Error::PoolTimedOut))
    }
}

/// Durable by default: an acknowledged entry survives a loss of power. Four megabytes of pages for each connection; what else was
/// read lately is with the operating system. The log is written back every sixteen megabytes, so that pages which every write
/// touches are written back once for many.
const SQLITE_PRAGMAS: &[&str] = &[
    "PRAGMA busy_timeout = 10000",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA cache_size = -4000",
    "PRAGMA wal_autocheckpoint = 4000",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA trusted_schema = OFF",
];

/// The statements of a script, without its comments.
fn statements(text: &'static str) -> Vec<String> {
    let bare: String =
        text.lines().filter(|line| !line.trim_start().starts_with("--")).collect::<Vec<_>>().join("\n");
    bare.split(';').map(str::trim).filter(|s| !s.is_empty()).map(str::to_owned).collect()
}

/// The places of `count` values in a statement, from `first` on: `$2, $3, $4`.
pub(crate) fn places(first: usize, count: usize) -> String {
    let all: Vec<String> = (first..first + count).map(|place| format!("${place}")).collect();
    all.join(", ")
}

/// Some values and the last one again, up to a power of two: statements of few lengths, so that the engine keeps what it prepared.
pub(crate) fn padded<T>(some: &[T]) -> Vec<&T> {
    let Some(last) = some.last() else { return Vec::new() };
    some.iter().chain(std::iter::repeat(last)).take(some.len().next_power_of_two()).collect()
}

/// Whether the engine asks to try again: another writer was quicker.
pub(crate) fn is_conflict(error: &sqlx::Error) -> bool {
    let sqlx::Error::Database(error) = error else { return false };
    let busy = matches!(
        error.code().as_deref(),
        Some("40001" | "40P01" | "55P03" | "5" | "261" | "517" | "6" | "262")
    );
    busy || error.is_unique_violation()
}
