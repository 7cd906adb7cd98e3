//! The snapshot of a chart: its digest, sealed, kept until the chart grows.
use super::look::opened;
use super::{Patients, chart_of};
use crate::ChartError;
use crate::book::{self, Head};
use crate::digest::{Digest, VERSION};
use crate::fold::Chart;
use crate::seal::{Chance, PatientKey};
use sqlx::AnyConnection;

/// Charts with fewer entries are folded quicker than a snapshot is opened.
const ENTRIES_MIN: u64 = 64;

/// The name that a snapshot is sealed to: of this patient, at this end of the chart.
fn name_of(patient: &str) -> String {
    format!("snapshot/{patient}")
}

impl Patients<'_> {
    /// What the chart comes to, and whether that is newer than the snapshot.
    pub(super) async fn digest(
        &self,
        tx: &mut AnyConnection,
        patient: &str,
        key: &PatientKey,
        head: &Head,
    ) -> Result<(Digest, bool), ChartError> {
        let book = chart_of(patient);
        let row: Option<(i64, String, String)> =
            sqlx::query_as("SELECT count, hash, body FROM snapshot WHERE site = $1 AND patient = $2")
                .bind(self.site)
                .bind(patient)
                .fetch_optional(&mut *tx)
                .await?;
        let kept = row.and_then(|(count, hash, body)| {
            let clear = key.open(&body, &name_of(patient), &hash).ok()?;
            let digest: Digest = serde_json::from_str(&clear).ok()?;
            (digest.version == VERSION).then_some((book::unsigned(count), hash, digest))
        });
        if let Some((count, hash, mut digest)) = kept {
            if (count, &hash) == (head.count, &head.hash) {
                return Ok((digest, false));
            }
            // The entry that was the last then must still be the same; what came after is added.
            let after = book::signed(count.saturating_sub(1));
            let mut rows = book::rows(tx, self.site, &book, after, i64::MAX).await?.into_iter();
            if rows.next().is_some_and(|last| last.hash == hash) {
                let mut whole = true;
                for row in rows {
                    whole = whole && digest.add(&opened(key, patient, &book, row)?);
                }
                if whole {
                    return Ok((digest, true));
                }
            }
        }
        let rows = book::rows(tx, self.site, &book, 0, i64::MAX).await?;
        let mut chart = Chart::default();
        for row in rows {
            chart.add(&opened(key, patient, &book, row)?);
        }
        Ok((Digest::of(&chart), true))
    }

    /// Keeps a digest for the next reader. Whoever was quicker wins: both are right for their end of the chart.
    pub(super) async fn keep(
        &self,
        patient: &str,
        key: &PatientKey,
        head: &Head,
        digest: &Digest,
        chance: &mut dyn Chance,
    ) -> Result<(), ChartError> {
        if head.count < ENTRIES_MIN {
            return Ok(());
        }
        let clear = serde_json::to_string(digest)
            .map_err(|e| ChartError::Form { what: "a snapshot".to_owned(), why: e.to_string() })?;
        let body = &key.seal(&clear, &name_of(patient), &head.hash, chance);
        book::retried(self.store, |mut held| async move {
            let tx: &mut AnyConnection = &mut held;
            // An erasure that came in between wins.
            self.must_have_key(tx, patient).await?;
            sqlx::query(
                "INSERT INTO snapshot (site, patient, count, hash, body) VALUES ($1, $2, $3, $4, $5) \
                 ON CONFLICT (site, patient) DO UPDATE SET count = excluded.count, hash = excluded.hash, \
                 body = excluded.body",
            )
            .bind(self.site)
            .bind(patient)
            .bind(book::signed(head.count))
            .bind(&head.hash)
            .bind(body)
            .execute(&mut *tx)
            .await?;
            Ok((held, ()))
        })
        .await
    }
}

/// Removes the snapshot of a patient.
pub(super) async fn forget(tx: &mut AnyConnection, site: &str, patient: &str) -> Result<(), ChartError> {
    sqlx::query("DELETE FROM snapshot WHERE site = $1 AND patient = $2")
        .bind(site)
        .bind(patient)
        .execute(tx)
        .await?;
    Ok(())
}
