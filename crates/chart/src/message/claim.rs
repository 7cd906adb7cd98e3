//! Taking messages that are due: each by one process at a time, for as long as its lease.
use super::read::{COLUMNS, Message, Row};
use super::{Attached, CLAIM_MAX, Inside, LEASE_MS, Letter, Outbox, Standing};
use crate::ChartError;
use crate::book::{new_id, retried};
use crate::seal::Chance;
use crate::store::Engine;
use sqlx::{AnyConnection, AssertSqlSafe};

/// A message that this process has to itself until its lease ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claimed {
    /// The message.
    pub message: Message,
    /// What the wish carried for the words.
    pub detail: String,
    /// Files that go with it.
    pub attached: Vec<Attached>,
    /// A letter that another process had in hand when it ended: nobody knows whether it went.
    pub unsure: Option<Letter>,
    /// What proves that it is ours.
    pub(crate) lease: String,
}

impl Outbox<'_> {
    /// Takes up to [`CLAIM_MAX`] messages that are due. Nobody else gets them before the lease ends.
    ///
    /// # Errors
    /// A row cannot be read, or the database refuses.
    pub async fn claim(&self, now: i64, chance: &mut dyn Chance) -> Result<Vec<Claimed>, ChartError> {
        let lease = &new_id(now, chance);
        let rows = retried(self.store, |mut held| async move {
            let rows = self.taken(&mut held, lease, now).await?;
            Ok((held, rows))
        })
        .await?;
        let mut claimed = Vec::with_capacity(rows.len());
        for row in rows {
            let key = self.key.unwrap(self.site, &row.patient, &row.wrapped)?;
            let inside = row.inside(key.as_ref())?;
            let message = Message::of(row, inside.as_ref())?;
            // Without a key there is nothing to write and nobody to write to; the erasure says why.
            let Some(Inside { detail, attached, letter }) = inside else { continue };
            let unsure = letter.filter(|_| message.standing == Standing::Sending);
            claimed.push(Claimed { message, detail, attached, unsure, lease: lease.clone() });
        }
        Ok(claimed)
    }

    async fn taken(&self, tx: &mut AnyConnection, lease: &str, now: i64) -> Result<Vec<Row>, ChartError> {
        // Where the engine locks rows, two processes pass each other by instead of waiting for one another.
        let skip = match self.store.engine() {
            Engine::Sqlite => "",
            Engine::Postgres => " FOR UPDATE OF m SKIP LOCKED",
        };
        let sql = format!(
            "{COLUMNS} WHERE m.site = $1 AND m.status IN ('queued', 'sending') AND m.not_before <= $2 \
             AND m.lease_until <= $2 ORDER BY m.not_before, m.message LIMIT $3{skip}"
        );
        let rows: Vec<Row> = sqlx::query_as(AssertSqlSafe(sql))
            .bind(self.site)
            .bind(now)
            .bind(CLAIM_MAX)
            .fetch_all(&mut *tx)
            .await?;
        let mut ours = Vec::with_capacity(rows.len());
        for row in rows {
            let done = sqlx::query(
                "UPDATE message SET lease = $3, lease_until = $4 WHERE site = $1 AND message = $2 AND lease_until <= $5 \
                 AND status IN ('queued', 'sending')",
            )
            .bind(self.site)
            .bind(&row.message)
            .bind(lease)
            .bind(now + LEASE_MS)
            .bind(now)
            .execute(&mut *tx)
            .await?;
            if done.rows_affected() == 1 {
                ours.push(row);
            }
        }
        Ok(ours)
    }
}
