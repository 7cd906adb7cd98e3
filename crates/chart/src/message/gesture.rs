//! What a person does with a message: let it go, take it back, try it again, say that the guest was called.
use super::{Outbox, Standing, Why};
use crate::ChartError;
use crate::register::By;

vocab::words! {
    /// What a person does with a message.
    Gesture, "gesture with a message" {
        /// Let a held message go, or one that waits go at once.
        Send = "send",
        /// Take it back before it is written.
        Cancel = "cancel",
        /// Try a failed one again, from new words.
        Retry = "retry",
        /// The guest was called instead.
        Called = "called",
    }
}

impl Gesture {
    /// From which standings it is possible.
    #[must_use]
    pub const fn from(self) -> &'static [Standing] {
        match self {
            Self::Send | Self::Cancel => &[Standing::Held, Standing::Queued],
            Self::Retry => &[Standing::Failed, Standing::Cancelled],
            Self::Called => &[Standing::Failed, Standing::Suppressed],
        }
    }
}

impl Outbox<'_> {
    /// Does it; `false` when the message stands so that it is not possible any more.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn gesture(&self, id: &str, gesture: Gesture, by: &By) -> Result<bool, ChartError> {
        let sql = match gesture {
            Gesture::Send => {
                "UPDATE message SET status = 'queued', why = '', not_before = CASE WHEN not_before < $3 THEN not_before \
                 ELSE $3 END, changed_at = $3 WHERE site = $1 AND message = $2 AND status IN ('held', 'queued')"
            }
            Gesture::Cancel => return self.withdraw(id, Why::Withdrawn, by).await,
            Gesture::Retry => {
                "UPDATE message SET status = 'queued', why = '', todo = '', attempts = 0, not_before = $3, changed_at = $3, \
                 lease = '', lease_until = 0 WHERE site = $1 AND message = $2 \
                 AND (status = 'failed' OR (status = 'cancelled' AND why = 'withdrawn')) AND expires > $3"
            }
            Gesture::Called => {
                "UPDATE message SET todo = 'called', changed_at = $3 WHERE site = $1 AND message = $2 AND todo = 'call'"
            }
        };
        let done = sqlx::query(sql).bind(self.site).bind(id).bind(by.at).execute(&self.store.writer).await?;
        Ok(done.rows_affected() == 1)
    }
}
