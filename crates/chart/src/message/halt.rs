//! The house stops every message to one guest, and takes that back; and what is too late to go says so.
use super::{Kind, Outbox, Purpose, Why};
use crate::ChartError;
use crate::book::retried;
use crate::contact::Halt;
use crate::register::By;
use crate::seal::Chance;
use sqlx::AssertSqlSafe;

/// The kinds whose news a guest has to hear by telephone if not by letter, as SQL.
const MOVED: &str = "'change', 'cancellation'";

impl Outbox<'_> {
    /// Stops every message to a patient at once, also those that wait: an entry says who, when and why. What the patient
    /// answered about messages stays as it is. A letter that a courier has in hand already cannot be called back.
    ///
    /// # Errors
    /// The reason is empty or longer than [`crate::contact::WHY_MAX`] characters, there is no such patient, the key was
    /// destroyed, or the database refuses.
    pub async fn halt(
        &self,
        patient: &str,
        why: &str,
        by: &By,
        chance: &mut dyn Chance,
    ) -> Result<(), ChartError> {
        self.decide(patient, true, why, by, chance).await?;
        self.take_back_for(patient, Purpose::ALL, Why::Stopped, by.at).await
    }

    /// Takes a stop back, with an entry of its own. What waited and is not too late waits again.
    ///
    /// # Errors
    /// As for [`Outbox::halt`].
    pub async fn resume(
        &self,
        patient: &str,
        why: &str,
        by: &By,
        chance: &mut dyn Chance,
    ) -> Result<(), ChartError> {
        self.decide(patient, false, why, by, chance).await?;
        self.give_back(patient, Purpose::ALL, Why::Stopped, by.at).await
    }

    /// What waited for these purposes when it was stopped, and is not too late, waits again.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn give_back(
        &self,
        patient: &str,
        purposes: &[Purpose],
        why: Why,
        now: i64,
    ) -> Result<(), ChartError> {
        let Some(kinds) = kinds_of(purposes) else { return Ok(()) };
        // An invitation waits for a person once more: it is seldom right by itself after a silence.
        let sql = &format!(
            "UPDATE message SET status = CASE WHEN kind = 'recall' THEN 'held' ELSE 'queued' END, why = '', todo = '', \
             changed_at = $3 WHERE site = $1 AND patient = $2 AND status IN ('cancelled', 'suppressed') \
             AND why = '{why}' AND todo <> 'called' AND expires > $3 AND kind IN ({kinds})"
        );
        self.of_one(patient, sql, now).await
    }

    async fn decide(
        &self,
        patient: &str,
        stopped: bool,
        why: &str,
        by: &By,
        chance: &mut dyn Chance,
    ) -> Result<(), ChartError> {
        let chart = self.patients().for_the_house(patient).await?;
        let mut contact = chart.contact().cloned().unwrap_or_default();
        contact.halt = Some(Halt { stopped, why: why.trim().to_owned() });
        contact.by_guest = false;
        self.keep_contact(patient, &contact, by, chance).await
    }

    /// Takes back every waiting message of these purposes. Whoever has to hear of a changed visit stands in the list of calls.
    pub(super) async fn take_back_for(
        &self,
        patient: &str,
        purposes: &[Purpose],
        why: Why,
        now: i64,
    ) -> Result<(), ChartError> {
        let Some(kinds) = kinds_of(purposes) else { return Ok(()) };
        let sql = &format!(
            "UPDATE message SET status = CASE WHEN kind IN ({MOVED}) THEN 'suppressed' ELSE 'cancelled' END, why = '{why}', \
             todo = CASE WHEN kind IN ({MOVED}) THEN 'call' ELSE '' END, changed_at = $3 WHERE site = $1 \
             AND patient = $2 AND status IN ('queued', 'held') AND kind IN ({kinds})"
        );
        self.of_one(patient, sql, now).await
    }

    async fn of_one(&self, patient: &str, sql: &str, now: i64) -> Result<(), ChartError> {
        retried(self.store, |mut held| async move {
            sqlx::query(AssertSqlSafe(sql.to_owned()))
                .bind(self.site)
                .bind(patient)
                .bind(now)
                .execute(&mut *held)
                .await?;
            Ok((held, ()))
        })
        .await
    }

    /// Says of what waits and is too late that it will not go, so that no list promises it; how many there were. What is in the
    /// hands of a process is left to it. An invitation or a question how it goes that came too late calls for nobody.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn expire(&self, now: i64) -> Result<u64, ChartError> {
        let sql = "UPDATE message SET status = 'suppressed', why = 'too_late', \
                   todo = CASE WHEN kind IN ('recall', 'aftercare', 'hold', 'offer') THEN '' ELSE 'call' END, changed_at = $2 \
                   WHERE site = $1 AND status IN ('queued', 'held') AND expires <= $2 AND lease_until <= $2";
        retried(self.store, |mut held| async move {
            let done = sqlx::query(sql).bind(self.site).bind(now).execute(&mut *held).await?;
            Ok((held, done.rows_affected()))
        })
        .await
    }
}

/// The kinds of message for these purposes, as SQL; `None` where there are none.
fn kinds_of(purposes: &[Purpose]) -> Option<String> {
    let kinds: Vec<String> = Kind::ALL
        .iter()
        .filter(|kind| purposes.contains(&kind.purpose()))
        .map(|kind| format!("'{kind}'"))
        .collect();
    (!kinds.is_empty()).then(|| kinds.join(", "))
}
