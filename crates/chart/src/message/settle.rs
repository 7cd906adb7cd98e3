//! What becomes of a message that was taken: written and handed over, sent, tried again, or not sent with a reason.
use super::claim::Claimed;
use super::told::{remember, told_in};
use super::{Inside, Kind, Letter, Outbox, SEALED_AS, Standing, Telling, WORDS_BYTES_MAX, Why, wait_after};
use crate::ChartError;
use crate::book::retried;
use crate::booking::text;
use crate::patient::OTHERS;
use crate::seal::Chance;
use sqlx::{AnyConnection, AssertSqlSafe};

/// What a courier said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It took the message.
    Sent,
    /// It surely did not take it, and may later.
    Again,
    /// It will not take it, now or later.
    Rejected,
    /// Nobody knows whether it took it.
    Unsure,
}

/// A row as it ends or goes on.
struct Next<'a> {
    standing: Standing,
    why: Option<Why>,
    call: bool,
    not_before: i64,
    /// The new inside; `None` leaves it.
    sealed: Option<&'a str>,
}

impl Outbox<'_> {
    /// Keeps the written letter and says that it is handed over now: from here on it may have gone. `false` when the message is
    /// no longer ours or the guest was told something in between; then it must not be handed over.
    ///
    /// # Errors
    /// The words are too long, the patient was erased, or the database refuses.
    pub async fn written(
        &self,
        claimed: &Claimed,
        kind: Kind,
        letter: &Letter,
        knew: &[Telling],
        now: i64,
        chance: &mut dyn Chance,
    ) -> Result<bool, ChartError> {
        if letter.text.len() > WORDS_BYTES_MAX {
            let (what, limit) = ("bytes of the words of a message", WORDS_BYTES_MAX);
            return Err(ChartError::Limit { what, limit, got: letter.text.len() });
        }
        let message = &claimed.message;
        let key = self.patients().patient_key(&message.patient).await?;
        let inside = Inside {
            detail: claimed.detail.clone(),
            attached: claimed.attached.clone(),
            letter: Some(letter.clone()),
        };
        let sealed = &key.seal(&text(&inside)?, SEALED_AS, &message.id, chance);
        retried(self.store, |mut held| async move {
            let tx: &mut AnyConnection = &mut held;
            // One letter of a person at a time: the row of the key is the lock, and an erasure takes it as well. Of joined
            // charts it is first the row of the kept one.
            for whose in [
                "(SELECT j.kept FROM joined j WHERE j.site = $1 AND j.folded = $2)",
                "$2",
            ] {
                let sql = format!("UPDATE patient_key SET wrapped = wrapped WHERE site = $1 AND patient = {whose}");
                sqlx::query(AssertSqlSafe(sql))
                    .bind(self.site)
                    .bind(&message.patient)
                    .execute(&mut *tx)
                    .await?;
            }
            self.patients().must_have_key(tx, &message.patient).await?;
            if kind.is_about_visits() && !self.is_news(tx, &message.patient, &message.id, knew).await? {
                return Ok((held, false));
            }
            let done = sqlx::query(
                "UPDATE message SET status = 'sending', kind = $4, why = '', attempts = attempts + 1, sealed = $5, \
                 changed_at = $6 WHERE site = $1 AND message = $2 AND lease = $3 AND status = 'queued' AND lease_until > $6",
            )
            .bind(self.site)
            .bind(&message.id)
            .bind(&claimed.lease)
            .bind(kind.code())
            .bind(sealed)
            .bind(now)
            .execute(&mut *tx)
            .await?;
            Ok((held, done.rows_affected() == 1))
        })
        .await
    }

    /// Whether the guest still knows only this, and no other letter about visits is under way.
    async fn is_news(
        &self,
        tx: &mut AnyConnection,
        patient: &str,
        id: &str,
        knew: &[Telling],
    ) -> Result<bool, ChartError> {
        let sql = format!(
            "SELECT COUNT(*) FROM message WHERE site = $1 AND (patient = $2 OR patient IN ({OTHERS})) AND message <> $3 \
             AND status = 'sending' AND kind IN ('confirmation', 'change', 'cancellation')"
        );
        let under_way: i64 = sqlx::query_scalar(AssertSqlSafe(sql))
            .bind(self.site)
            .bind(patient)
            .bind(id)
            .fetch_one(&mut *tx)
            .await?;
        Ok(under_way == 0 && told_in(tx, self.site, patient).await? == knew)
    }

    /// What the courier said about a letter that was handed over; how the message stands then.
    ///
    /// # Errors
    /// The database refuses. The message then stays as handed over, and is unsure when its lease ends.
    pub async fn handed_over(
        &self,
        claimed: &Claimed,
        letter: &Letter,
        outcome: Outcome,
        now: i64,
    ) -> Result<Standing, ChartError> {
        // The count in the row was raised when the letter was written; a resumed one was counted before.
        let tries = claimed.message.attempts + u32::from(claimed.unsure.is_none());
        let next = match (outcome, wait_after(tries)) {
            (Outcome::Sent, _) => Next::end(Standing::Sent, None, now),
            (Outcome::Again, Some(wait)) if now + wait < claimed.message.expires => Next {
                standing: Standing::Queued,
                why: Some(Why::Unreachable),
                call: false,
                not_before: now + wait,
                sealed: None,
            },
            (Outcome::Again, _) => Next::end(Standing::Failed, Some(Why::Unreachable), now),
            (Outcome::Rejected, _) => Next::end(Standing::Failed, Some(Why::Rejected), now),
            (Outcome::Unsure, _) => Next::end(Standing::Failed, Some(Why::Unsure), now),
        };
        let (next, tells) = (&next, &letter.tells);
        retried(self.store, |mut held| async move {
            let ours = self.settle(&mut held, claimed, next, now).await?;
            if ours && next.standing == Standing::Sent {
                remember(&mut held, self.site, &claimed.message.patient, &claimed.message.id, tells).await?;
            }
            Ok((held, ()))
        })
        .await?;
        Ok(next.standing)
    }

    /// Puts a message off: it is not its time yet.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn later(&self, claimed: &Claimed, at: i64, now: i64) -> Result<(), ChartError> {
        let next = Next {
            standing: Standing::Queued,
            why: claimed.message.why,
            call: false,
            not_before: at,
            sealed: None,
        };
        self.ends(claimed, &next, now).await
    }

    /// Says that a message will not be sent, and why; where somebody should call instead, it stands in that list.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn suppress(&self, claimed: &Claimed, why: Why, now: i64) -> Result<(), ChartError> {
        let call = why.calls_for(claimed.message.kind);
        self.ends(claimed, &Next { call, ..Next::end(Standing::Suppressed, Some(why), now) }, now).await
    }

    async fn ends(&self, claimed: &Claimed, next: &Next<'_>, now: i64) -> Result<(), ChartError> {
        retried(self.store, |mut held| async move {
            self.settle(&mut held, claimed, next, now).await?;
            Ok((held, ()))
        })
        .await
    }

    async fn settle(
        &self,
        tx: &mut AnyConnection,
        claimed: &Claimed,
        next: &Next<'_>,
        now: i64,
    ) -> Result<bool, ChartError> {
        let done = sqlx::query(
            "UPDATE message SET status = $4, why = $5, todo = $6, not_before = $7, changed_at = $8, lease = '', \
             lease_until = 0, sealed = CASE WHEN $9 = '' THEN sealed ELSE $9 END \
             WHERE site = $1 AND message = $2 AND lease = $3 AND status IN ('queued', 'sending')",
        )
        .bind(self.site)
        .bind(&claimed.message.id)
        .bind(&claimed.lease)
        .bind(next.standing.code())
        .bind(next.why.map_or("", Why::code))
        .bind(if next.call { "call" } else { "" })
        .bind(next.not_before)
        .bind(now)
        .bind(next.sealed.unwrap_or(""))
        .execute(tx)
        .await?;
        Ok(done.rows_affected() == 1)
    }
}

impl Next<'_> {
    fn end(standing: Standing, why: Option<Why>, now: i64) -> Self {
        Self { standing, why, call: why.is_some_and(Why::needs_a_call), not_before: now, sealed: None }
    }
}
