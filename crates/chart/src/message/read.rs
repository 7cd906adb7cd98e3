//! Reading the outbox: what comes, what went, what did not, and whom to call instead.
use super::{Inside, Kind, Letter, Outbox, SEALED_AS, Standing, Why};
use crate::ChartError;
use crate::booking::{bad, parsed};
use crate::seal::PatientKey;
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, FromRow, Row as _};

/// The most messages that one list shows.
pub const LISTED_MAX: i64 = 200;

pub(super) const COLUMNS: &str = "SELECT m.message, m.patient, m.kind, m.about, m.status, m.why, m.todo, m.not_before, \
     m.expires, m.attempts, m.made_at, m.made_by, m.changed_at, m.sealed, COALESCE(k.wrapped, '') AS wrapped \
     FROM message m LEFT JOIN patient_key k ON k.site = m.site AND k.patient = m.patient";

/// A row as it is stored.
pub(super) struct Row {
    pub(super) message: String,
    pub(super) patient: String,
    kind: String,
    about: String,
    status: String,
    why: String,
    todo: String,
    not_before: i64,
    expires: i64,
    attempts: i64,
    made_at: i64,
    made_by: String,
    changed_at: i64,
    sealed: String,
    pub(super) wrapped: String,
}

impl<'r> FromRow<'r, AnyRow> for Row {
    fn from_row(row: &'r AnyRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            message: row.try_get(0)?,
            patient: row.try_get(1)?,
            kind: row.try_get(2)?,
            about: row.try_get(3)?,
            status: row.try_get(4)?,
            why: row.try_get(5)?,
            todo: row.try_get(6)?,
            not_before: row.try_get(7)?,
            expires: row.try_get(8)?,
            attempts: row.try_get(9)?,
            made_at: row.try_get(10)?,
            made_by: row.try_get(11)?,
            changed_at: row.try_get(12)?,
            sealed: row.try_get(13)?,
            wrapped: row.try_get(14)?,
        })
    }
}

impl Row {
    /// What is sealed in it; `None` once the key is destroyed.
    pub(super) fn inside(&self, key: Option<&PatientKey>) -> Result<Option<Inside>, ChartError> {
        let Some(key) = key else { return Ok(None) };
        if self.sealed.is_empty() {
            return Ok(Some(Inside::default()));
        }
        parsed("a message", &key.open(&self.sealed, SEALED_AS, &self.message)?).map(Some)
    }
}

/// A message as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Id, which is the key of idempotency.
    pub id: String,
    /// Id of the patient.
    pub patient: String,
    /// What about.
    pub kind: Kind,
    /// Id of the visit, the session or the step of the plan.
    pub about: String,
    /// How it stands.
    pub standing: Standing,
    /// Why it stands so; `None` where there is nothing to say.
    pub why: Option<Why>,
    /// Whether somebody should call instead, and nobody did yet.
    pub call: bool,
    /// Not before this instant, milliseconds since 1970.
    pub not_before: i64,
    /// Not from this instant on, milliseconds since 1970.
    pub expires: i64,
    /// Tries so far.
    pub attempts: u32,
    /// When it was wished for, milliseconds since 1970.
    pub made_at: i64,
    /// By whom.
    pub made_by: String,
    /// When it last changed, milliseconds since 1970.
    pub changed_at: i64,
    /// What was written, once it was; `None` before, and after the patient was erased.
    pub letter: Option<Letter>,
    /// What the wish carried for the words.
    pub detail: String,
}

impl Message {
    pub(super) fn of(row: Row, inside: Option<&Inside>) -> Result<Self, ChartError> {
        let why = match row.why.as_str() {
            "" => None,
            code => Some(code.parse().map_err(|e| bad("a message", &e))?),
        };
        Ok(Self {
            id: row.message,
            patient: row.patient,
            kind: row.kind.parse().map_err(|e| bad("a message", &e))?,
            about: row.about,
            standing: row.status.parse().map_err(|e| bad("a message", &e))?,
            why,
            call: row.todo == "call",
            not_before: row.not_before,
            expires: row.expires,
            attempts: u32::try_from(row.attempts).unwrap_or(0),
            made_at: row.made_at,
            made_by: row.made_by,
            changed_at: row.changed_at,
            letter: inside.and_then(|inside| inside.letter.clone()),
            detail: inside.map(|inside| inside.detail.clone()).unwrap_or_default(),
        })
    }
}

vocab::words! {
    /// Which messages a list shows.
    Tray, "list of messages" {
        /// What waits or is under way, the next first.
        Coming = "coming",
        /// What went, the newest first.
        Sent = "sent",
        /// What no courier took, the newest first.
        Failed = "failed",
        /// What may not or need not go, or was taken back, the newest first.
        Suppressed = "suppressed",
        /// Whom to call instead, the oldest first.
        Call = "call",
    }
}

impl Tray {
    const fn filter(self) -> &'static str {
        match self {
            Self::Coming => "m.status IN ('queued', 'held', 'sending') ORDER BY m.not_before, m.message",
            Self::Sent => "m.status = 'sent' ORDER BY m.changed_at DESC, m.message",
            Self::Failed => "m.status = 'failed' ORDER BY m.changed_at DESC, m.message",
            Self::Suppressed => {
                "m.status IN ('suppressed', 'cancelled') ORDER BY m.changed_at DESC, m.message"
            }
            Self::Call => "m.todo = 'call' ORDER BY m.changed_at, m.message",
        }
    }
}

impl Outbox<'_> {
    /// The messages of a list, at most [`LISTED_MAX`].
    ///
    /// # Errors
    /// A row cannot be read, or the database does not answer.
    pub async fn listed(&self, tray: Tray) -> Result<Vec<Message>, ChartError> {
        let sql = AssertSqlSafe(format!("{COLUMNS} WHERE m.site = $1 AND {} LIMIT $2", tray.filter()));
        let rows: Vec<Row> =
            sqlx::query_as(sql).bind(self.site).bind(LISTED_MAX).fetch_all(&self.store.pool).await?;
        self.opened(rows)
    }

    /// The messages of a patient, the newest first, at most [`LISTED_MAX`].
    ///
    /// # Errors
    /// As for [`Outbox::listed`].
    pub async fn of_patient(&self, patient: &str) -> Result<Vec<Message>, ChartError> {
        let sql = AssertSqlSafe(format!(
            "{COLUMNS} WHERE m.site = $1 AND m.patient = $2 ORDER BY m.changed_at DESC, m.message LIMIT $3"
        ));
        let rows: Vec<Row> = sqlx::query_as(sql)
            .bind(self.site)
            .bind(patient)
            .bind(LISTED_MAX)
            .fetch_all(&self.store.pool)
            .await?;
        self.opened(rows)
    }

    /// One message.
    ///
    /// # Errors
    /// There is none with this id, it cannot be read, or the database does not answer.
    pub async fn one(&self, id: &str) -> Result<Message, ChartError> {
        let sql = AssertSqlSafe(format!("{COLUMNS} WHERE m.site = $1 AND m.message = $2"));
        let row: Option<Row> =
            sqlx::query_as(sql).bind(self.site).bind(id).fetch_optional(&self.store.pool).await?;
        let row = row.ok_or_else(|| ChartError::Missing { what: "message", id: id.to_owned() })?;
        self.open(row)
    }

    fn open(&self, row: Row) -> Result<Message, ChartError> {
        let key = self.key.unwrap(self.site, &row.patient, &row.wrapped)?;
        let inside = row.inside(key.as_ref())?;
        Message::of(row, inside.as_ref())
    }

    fn opened(&self, rows: Vec<Row>) -> Result<Vec<Message>, ChartError> {
        rows.into_iter().map(|row| self.open(row)).collect()
    }

    /// How many messages each list has.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn counts(&self) -> Result<Vec<(Tray, i64)>, ChartError> {
        let rows: Vec<(String, String, i64)> = sqlx::query_as(
            "SELECT status, todo, COUNT(*) FROM message WHERE site = $1 GROUP BY status, todo",
        )
        .bind(self.site)
        .fetch_all(&self.store.pool)
        .await?;
        let sum = |of: &dyn Fn(&str, &str) -> bool| {
            rows.iter().filter(|(status, todo, _)| of(status, todo)).map(|(_, _, n)| n).sum()
        };
        Ok(Tray::ALL
            .iter()
            .map(|tray| {
                let n = match tray {
                    Tray::Coming => sum(&|status, _| matches!(status, "queued" | "held" | "sending")),
                    Tray::Sent => sum(&|status, _| status == "sent"),
                    Tray::Failed => sum(&|status, _| status == "failed"),
                    Tray::Suppressed => sum(&|status, _| matches!(status, "suppressed" | "cancelled")),
                    Tray::Call => sum(&|_, todo| todo == "call"),
                };
                (*tray, n)
            })
            .collect())
    }
}
