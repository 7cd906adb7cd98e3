//! Writing the waiting list. Each change names what it expects, so that of two at once exactly one happens.
use super::read::{Sealed, Told};
use super::{Freed, Judged, NewWait, OfferState, WAITING_MAX, WaitStatus, Waiting, Waits, bad, fault};
use crate::ChartError;
use crate::book::retried;
use crate::register::By;
use crate::seal::Chance;
use sqlx::AnyConnection;

fn text<T: serde::Serialize>(value: &T) -> Result<String, ChartError> {
    serde_json::to_string(value).map_err(|e| bad("a value", &e))
}

impl Waits<'_> {
    /// Puts somebody on the list.
    ///
    /// # Errors
    /// The wish makes no sense, the list is full, there is no such patient, or the database refuses.
    pub async fn add(&self, new: &NewWait, by: &By, chance: &mut dyn Chance) -> Result<(), ChartError> {
        if let Some(fault) = fault(new) {
            return Err(bad("the wish", &fault));
        }
        let waiting: i64 = sqlx::query_scalar(
            "SELECT COUNT(*) FROM wait WHERE site = $1 AND status IN ('waiting', 'offered')",
        )
        .bind(self.site)
        .fetch_one(&self.store.pool)
        .await?;
        if usize::try_from(waiting).unwrap_or(0) >= WAITING_MAX {
            let got = usize::try_from(waiting).unwrap_or(0) + 1;
            return Err(ChartError::Limit { what: "wishes on the waiting list", limit: WAITING_MAX, got });
        }
        let mut connection = self.store.pool.acquire().await?;
        let patients = &crate::patient::Patients::new(self.store, self.key, self.site);
        let key = patients.key_in(&mut connection, &new.patient).await?;
        drop(connection);
        let own = Sealed { guest: new.guest.clone(), note: new.note.clone() };
        let sealed = &key.seal(&text(&own)?, "wait", &new.id, chance);
        let body = &text(&new.wish)?;
        retried(self.store, |mut held| async move {
            let tx: &mut AnyConnection = &mut held;
            // An erasure that came in between wins.
            patients.must_have_key(tx, &new.patient).await?;
            sqlx::query(
                "INSERT INTO wait (site, wait, patient, status, since, version, sealed, body) \
                 VALUES ($1, $2, $3, 'waiting', $4, 1, $5, $6) ON CONFLICT DO NOTHING",
            )
            .bind(self.site)
            .bind(&new.id)
            .bind(&new.patient)
            .bind(by.at)
            .bind(sealed)
            .bind(body)
            .execute(&mut *tx)
            .await?;
            Ok((held, ()))
        })
        .await
    }

    /// Takes somebody off the list, or puts them back on it: from one status to another.
    ///
    /// # Errors
    /// The wish was changed since it was read, or the database refuses.
    pub async fn turn(&self, waiting: &Waiting, to: WaitStatus) -> Result<(), ChartError> {
        let done = sqlx::query(
            "UPDATE wait SET status = $4, version = version + 1 WHERE site = $1 AND wait = $2 AND version = $3",
        )
        .bind(self.site)
        .bind(&waiting.id)
        .bind(i64::from(waiting.version))
        .bind(to.code())
        .execute(&self.store.writer)
        .await?;
        if done.rows_affected() == 1 {
            return Ok(());
        }
        let now = self.one(&waiting.id).await?.version;
        Err(ChartError::Stale { read: u64::from(waiting.version), now: u64::from(now) })
    }

    /// Marks that a time is offered to somebody, before the visit `offer` takes hold of it. `false` when somebody else offered
    /// them a time in the meantime, or they wait no longer.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn offered(
        &self,
        waiting: &Waiting,
        offer: &str,
        (freed, considered): (&Freed, &[Judged]),
        (at, ends_at): (i64, i64),
    ) -> Result<bool, ChartError> {
        let body = &text(&Told { freed: freed.clone(), considered: considered.to_vec() })?;
        retried(self.store, |mut held| async move {
            let tx: &mut AnyConnection = &mut held;
            let taken = sqlx::query(
                "UPDATE wait SET status = 'offered', version = version + 1 \
                 WHERE site = $1 AND wait = $2 AND version = $3 AND status = 'waiting'",
            )
            .bind(self.site)
            .bind(&waiting.id)
            .bind(i64::from(waiting.version))
            .execute(&mut *tx)
            .await?;
            if taken.rows_affected() == 0 {
                return Ok((held, false));
            }
            sqlx::query(
                "INSERT INTO wait_offer (site, offer, wait, freed, state, made_at, ends_at, passed_on, body) \
                 VALUES ($1, $2, $3, $4, 'open', $5, $6, 0, $7)",
            )
            .bind(self.site)
            .bind(offer)
            .bind(&waiting.id)
            .bind(&freed.id)
            .bind(at)
            .bind(ends_at)
            .bind(body)
            .execute(&mut *tx)
            .await?;
            Ok((held, true))
        })
        .await
    }

    /// Ends an open offer; whoever had it waits again, or has a visit now. `false` when it had ended already.
    ///
    /// # Errors
    /// `to` is no end, or the database refuses.
    pub async fn settle(&self, offer: &str, to: OfferState) -> Result<bool, ChartError> {
        let becomes = match to {
            OfferState::Accepted => WaitStatus::Booked,
            OfferState::Declined | OfferState::Expired | OfferState::Lost => WaitStatus::Waiting,
            OfferState::Open => return Err(bad("an offer", &"`open` is no end of it")),
        };
        retried(self.store, |mut held| async move {
            let tx: &mut AnyConnection = &mut held;
            let done = sqlx::query(
                "UPDATE wait_offer SET state = $3 WHERE site = $1 AND offer = $2 AND state = 'open'",
            )
            .bind(self.site)
            .bind(offer)
            .bind(to.code())
            .execute(&mut *tx)
            .await?;
            if done.rows_affected() == 0 {
                return Ok((held, false));
            }
            // Whoever left the list while the offer stood stays off it.
            sqlx::query(
                "UPDATE wait SET status = $3, version = version + 1 WHERE site = $1 AND status = 'offered' \
                 AND wait = (SELECT wait FROM wait_offer WHERE site = $1 AND offer = $2)",
            )
            .bind(self.site)
            .bind(offer)
            .bind(becomes.code())
            .execute(&mut *tx)
            .await?;
            Ok((held, true))
        })
        .await
    }

    /// Remembers that the next guest was looked for after an offer ended.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn passed_on(&self, offer: &str) -> Result<(), ChartError> {
        sqlx::query("UPDATE wait_offer SET passed_on = 1 WHERE site = $1 AND offer = $2")
            .bind(self.site)
            .bind(offer)
            .execute(&self.store.writer)
            .await?;
        Ok(())
    }
}
