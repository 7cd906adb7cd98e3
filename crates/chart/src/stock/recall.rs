//! A recall: the lot is shut for good, and whoever had some of it is known at once.
use super::{Amount, LOT_BOOK, LotEvent, LotRow, Stock, take, text};
use crate::ChartError;
use crate::book;
use crate::register::By;
use crate::seal::Chance;
use sqlx::AnyConnection;
use std::collections::BTreeMap;

/// Somebody who had some of a lot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Touched {
    /// Id of the patient.
    pub patient: String,
    /// Id of the session's entry; zones and settings stand there, sealed.
    pub session: String,
    /// When it was first recorded, milliseconds since 1970.
    pub at: i64,
    /// How much.
    pub amount: Amount,
}

impl Stock<'_> {
    /// Shuts a lot for good: from here on no session can use it.
    ///
    /// # Errors
    /// There is no such lot, the notice or the reason is missing or too long, or the database refuses.
    pub async fn recall(
        &self,
        lot: &str,
        reference: &str,
        reason: &str,
        by: &By,
        chance: &mut dyn Chance,
    ) -> Result<Vec<Touched>, ChartError> {
        let event = &LotEvent::Recalled {
            reference: text("the notice", reference)?,
            reason: text("the reason", reason)?,
        };
        let id = &book::new_id(by.at, chance);
        book::retried(self.store, |mut held| async move {
            let tx: &mut AnyConnection = &mut held;
            take::write(tx, self.key, self.site, lot, by, &[(id.clone(), event.clone())]).await?;
            Ok((held, ()))
        })
        .await?;
        self.touched(lot).await
    }

    /// Everybody who had some of a lot, oldest first; what was put back again does not count.
    ///
    /// # Errors
    /// There is no such lot, or the database does not answer.
    pub async fn touched(&self, lot: &str) -> Result<Vec<Touched>, ChartError> {
        Ok(self.reached(lot).await?.1)
    }

    /// The same, with the lot itself.
    ///
    /// # Errors
    /// As [`Stock::touched`].
    pub async fn reached(&self, lot: &str) -> Result<(LotRow, Vec<Touched>), ChartError> {
        let (row, told) = self.lot(lot).await?;
        let mut used: BTreeMap<&str, i64> = BTreeMap::new();
        for one in &told {
            if let LotEvent::Used { session, .. } = &one.event {
                used.entry(session).or_insert(one.at);
            }
        }
        let first = |session: &str| used.get(session).copied().unwrap_or_default();
        let mut touched: Vec<Touched> = row
            .lot
            .sessions
            .iter()
            .map(|(session, (patient, amount))| Touched {
                patient: patient.clone(),
                session: session.clone(),
                at: first(session),
                amount: *amount,
            })
            .collect();
        touched.sort_by(|a, b| (a.at, &a.session).cmp(&(b.at, &b.session)));
        Ok((row, touched))
    }

    /// The lots on record with a number, of whatever product: what a notice names.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn with_number(&self, number: &str) -> Result<Vec<String>, ChartError> {
        let rows = sqlx::query_scalar("SELECT lot FROM lot WHERE site = $1 AND number = $2 ORDER BY lot")
            .bind(self.site)
            .bind(number.trim())
            .fetch_all(&self.store.pool)
            .await?;
        Ok(rows)
    }

    /// The name of a lot's book.
    #[must_use]
    pub fn book_of(lot: &str) -> String {
        format!("{LOT_BOOK}{lot}")
    }
}
