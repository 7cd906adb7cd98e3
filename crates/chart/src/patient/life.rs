//! What happens to a chart as a whole: it is erased, joined with another, parted again.
use super::{Patients, picture, pieces, snapshot};
use crate::ChartError;
use crate::book;
use crate::register::{By, Event, tell};
use crate::seal::Chance;
use sqlx::AnyConnection;

impl Patients<'_> {
    /// Erases a patient: destroys the key and the pieces for the search. The chain stays whole and unreadable.
    ///
    /// # Errors
    /// There is no such patient, it is erased already, or the database refuses.
    pub async fn erase(
        &self,
        patient: &str,
        reason: &str,
        by: &By,
        chance: &mut dyn Chance,
    ) -> Result<(), ChartError> {
        let id = &book::new_id(by.at, chance);
        book::retried(self.store, |mut held| async move {
            let tx: &mut AnyConnection = &mut held;
            self.must_have_key(tx, patient).await?;
            sqlx::query("UPDATE patient_key SET wrapped = '' WHERE site = $1 AND patient = $2")
                .bind(self.site)
                .bind(patient)
                .execute(&mut *tx)
                .await?;
            pieces::forget(tx, self.site, patient).await?;
            snapshot::forget(tx, self.site, patient).await?;
            crate::session::forget(tx, self.site, patient).await?;
            picture::forget(tx, self.site, patient).await?;
            crate::message::forget(tx, self.site, patient, by).await?;
            let event = Event::Erased { patient: patient.to_owned(), reason: reason.to_owned() };
            tell(tx, self.key, self.site, by, id, &event).await?;
            Ok((held, ()))
        })
        .await
    }

    /// Reads `folded` as a part of `kept` from now on: two charts of one person.
    ///
    /// # Errors
    /// They are the same, one is missing or joined already, or the database refuses.
    pub async fn join(
        &self,
        kept: &str,
        folded: &str,
        by: &By,
        chance: &mut dyn Chance,
    ) -> Result<(), ChartError> {
        if kept == folded {
            return Err(ChartError::Form {
                what: "the joining".to_owned(),
                why: "both are the same chart".to_owned(),
            });
        }
        let id = &book::new_id(by.at, chance);
        book::retried(self.store, |mut held| async move {
            let tx: &mut AnyConnection = &mut held;
            self.must_have_key(tx, kept).await?;
            self.must_have_key(tx, folded).await?;
            let taken: i64 = sqlx::query_scalar(
                "SELECT COUNT(*) FROM joined WHERE site = $1 AND (folded = $2 OR folded = $3 OR kept = $2)",
            )
            .bind(self.site)
            .bind(folded)
            .bind(kept)
            .fetch_one(&mut *tx)
            .await?;
            if taken > 0 {
                let why = "one of the charts is joined already".to_owned();
                return Err(ChartError::Form { what: "the joining".to_owned(), why });
            }
            sqlx::query("INSERT INTO joined (site, folded, kept) VALUES ($1, $2, $3)")
                .bind(self.site)
                .bind(folded)
                .bind(kept)
                .execute(&mut *tx)
                .await?;
            let event = Event::Joined { folded: folded.to_owned(), kept: kept.to_owned() };
            tell(tx, self.key, self.site, by, id, &event).await?;
            Ok((held, ()))
        })
        .await
    }

    /// Takes a joining back: both charts stand alone again, with everything that was recorded in each.
    ///
    /// # Errors
    /// The chart is not joined, or the database refuses.
    pub async fn part(&self, folded: &str, by: &By, chance: &mut dyn Chance) -> Result<(), ChartError> {
        let id = &book::new_id(by.at, chance);
        book::retried(self.store, |mut held| async move {
            let tx: &mut AnyConnection = &mut held;
            let gone = sqlx::query("DELETE FROM joined WHERE site = $1 AND folded = $2")
                .bind(self.site)
                .bind(folded)
                .execute(&mut *tx)
                .await?;
            if gone.rows_affected() == 0 {
                return Err(ChartError::Missing { what: "joined chart", id: folded.to_owned() });
            }
            let event = Event::Parted { folded: folded.to_owned() };
            tell(tx, self.key, self.site, by, id, &event).await?;
            Ok((held, ()))
        })
        .await
    }
}
