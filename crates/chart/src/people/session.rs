//! Sessions: who is signed in on which browser.
use super::People;
use crate::ChartError;
use crate::book;
use crate::seal::{Chance, hex};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use sha2::{Digest, Sha256};
use sqlx::AnyConnection;

/// A session ends when nothing was asked for this long: one hour.
pub const IDLE_MS: i64 = 60 * 60 * 1_000;
/// A session ends at the latest after this long: twelve hours, a long working day.
pub const LASTS_MS: i64 = 12 * 60 * 60 * 1_000;
/// How often the last moment of use is written down: every minute.
const SEEN_EVERY_MS: i64 = 60_000;
/// Longest description of a browser that is kept.
const AGENT_MAX: usize = 200;

/// Where a request came from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Origin {
    /// Network address.
    pub address: String,
    /// What the browser says it is.
    pub agent: String,
}

/// A session that holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Hash of the id that the browser has.
    pub hash: String,
    /// Who is signed in.
    pub practitioner: String,
    /// Since when, milliseconds since 1970.
    pub made_at: i64,
    /// Last seen, milliseconds since 1970; to the minute.
    pub seen_at: i64,
    /// When the person last proved who they are, milliseconds since 1970; 0 for never.
    pub proved_at: i64,
    /// Whose chart was opened past the rights; empty for nobody's.
    pub wide_patient: String,
    /// Until when, milliseconds since 1970.
    pub wide_until: i64,
    /// From where.
    pub origin: Origin,
}

/// A new secret for a link or a cookie: 256 bits as text.
pub(super) fn draw(chance: &mut dyn Chance) -> String {
    let mut bytes = [0; 32];
    chance.fill(&mut bytes);
    BASE64.encode(bytes)
}

/// What is stored of a secret that a browser or a letter carries.
#[must_use]
pub fn token_hash(purpose: &str, token: &str) -> String {
    let mut hash = Sha256::new();
    for part in ["serein.token.1", purpose, token] {
        hash.update(format!("{}:", part.len()));
        hash.update(part);
    }
    hex(&hash.finalize())
}

type Columns = (String, String, i64, i64, i64, String, i64, String, String);

fn session(row: Columns) -> Session {
    let (hash, practitioner, made_at, seen_at, proved_at, wide_patient, wide_until, address, agent) = row;
    let origin = Origin { address, agent };
    Session { hash, practitioner, made_at, seen_at, proved_at, wide_patient, wide_until, origin }
}

impl People<'_> {
    /// Opens a session and gives the id for the browser; it is not stored and cannot be asked for again.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn open_session(
        &self,
        practitioner: &str,
        origin: &Origin,
        now: i64,
        chance: &mut dyn Chance,
    ) -> Result<String, ChartError> {
        let token = draw(chance);
        let agent: String = origin.agent.chars().take(AGENT_MAX).collect();
        sqlx::query(
            "INSERT INTO session (site, hash, practitioner, made_at, seen_at, proved_at, ended_at, wide_patient, \
             wide_until, address, agent) VALUES ($1, $2, $3, $4, $4, $4, 0, '', 0, $5, $6)",
        )
        .bind(self.own.site)
        .bind(token_hash("session", &token))
        .bind(practitioner)
        .bind(now)
        .bind(&origin.address)
        .bind(agent)
        .execute(&self.own.store.writer)
        .await?;
        Ok(token)
    }

    /// The session of this id, and how many entries the book of people has; `None` when it is unknown, idle, over or ended.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn session(&self, token: &str, now: i64) -> Result<Option<(Session, u64)>, ChartError> {
        let hash = token_hash("session", token);
        let mut connection = self.own.store.pool.acquire().await?;
        let tx: &mut AnyConnection = &mut connection;
        let row: Option<Columns> = sqlx::query_as(
            "SELECT hash, practitioner, made_at, seen_at, proved_at, wide_patient, wide_until, address, agent FROM session \
             WHERE site = $1 AND hash = $2 AND ended_at = 0 AND seen_at > $3 AND made_at > $4",
        )
        .bind(self.own.site)
        .bind(&hash)
        .bind(now.saturating_sub(IDLE_MS))
        .bind(now.saturating_sub(LASTS_MS))
        .fetch_optional(&mut *tx)
        .await?;
        let Some(session) = row.map(session) else { return Ok(None) };
        let count = book::head(&mut *tx, self.own.site, super::PEOPLE).await?.count;
        if now.saturating_sub(session.seen_at) >= SEEN_EVERY_MS {
            sqlx::query("UPDATE session SET seen_at = $3 WHERE site = $1 AND hash = $2 AND seen_at < $3")
                .bind(self.own.site)
                .bind(&hash)
                .bind(now)
                .execute(&mut *tx)
                .await?;
        }
        Ok(Some((session, count)))
    }

    /// Ends one session; the same id opens nothing any more.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn end_session(&self, hash: &str, now: i64) -> Result<(), ChartError> {
        sqlx::query("UPDATE session SET ended_at = $3 WHERE site = $1 AND hash = $2 AND ended_at = 0")
            .bind(self.own.site)
            .bind(hash)
            .bind(now)
            .execute(&self.own.store.writer)
            .await?;
        Ok(())
    }

    /// The sessions of somebody that still hold, the newest first.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn sessions(&self, practitioner: &str, now: i64) -> Result<Vec<Session>, ChartError> {
        let rows: Vec<Columns> = sqlx::query_as(
            "SELECT hash, practitioner, made_at, seen_at, proved_at, wide_patient, wide_until, address, agent FROM session \
             WHERE site = $1 AND practitioner = $2 AND ended_at = 0 AND seen_at > $3 AND made_at > $4 \
             ORDER BY seen_at DESC, hash",
        )
        .bind(self.own.site)
        .bind(practitioner)
        .bind(now.saturating_sub(IDLE_MS))
        .bind(now.saturating_sub(LASTS_MS))
        .fetch_all(&self.own.store.pool)
        .await?;
        Ok(rows.into_iter().map(session).collect())
    }

    /// Ends every session of somebody, but the one named; all where none is.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn end_others(&self, practitioner: &str, but: &str, now: i64) -> Result<u64, ChartError> {
        let done = sqlx::query(
            "UPDATE session SET ended_at = $4 WHERE site = $1 AND practitioner = $2 AND hash <> $3 AND ended_at = 0",
        )
        .bind(self.own.site)
        .bind(practitioner)
        .bind(but)
        .bind(now)
        .execute(&self.own.store.writer)
        .await?;
        Ok(done.rows_affected())
    }

    /// Writes down that the person behind a session proved just now who they are.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn proved(&self, hash: &str, now: i64) -> Result<(), ChartError> {
        sqlx::query("UPDATE session SET proved_at = $3 WHERE site = $1 AND hash = $2 AND ended_at = 0")
            .bind(self.own.site)
            .bind(hash)
            .bind(now)
            .execute(&self.own.store.writer)
            .await?;
        Ok(())
    }

    /// Opens one patient's chart for a session past its rights, until then.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn widen(&self, hash: &str, patient: &str, until: i64) -> Result<(), ChartError> {
        sqlx::query(
            "UPDATE session SET wide_patient = $3, wide_until = $4 WHERE site = $1 AND hash = $2 AND ended_at = 0",
        )
        .bind(self.own.site)
        .bind(hash)
        .bind(patient)
        .bind(until)
        .execute(&self.own.store.writer)
        .await?;
        Ok(())
    }
}
