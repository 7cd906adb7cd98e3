//! The consultation that is under way: a sealed draft beside the ledger, one a patient.
use super::{NewEntry, Patients, chart_of, draft};
use crate::ChartError;
use crate::book::{self, Head};
use crate::consult::Consultation;
use crate::register::By;
use crate::seal::{Chance, PatientKey};
use sqlx::AnyConnection;

/// The most bytes of a draft.
pub const DRAFT_BYTES_MAX: usize = crate::entry::BODY_BYTES_MAX;

/// A draft as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept {
    /// Id of the consultation.
    pub id: String,
    /// How often it was kept.
    pub revision: u64,
    /// When it was kept last, milliseconds since 1970.
    pub changed_at: i64,
    /// What was answered so far.
    pub consultation: Consultation,
}

impl Patients<'_> {
    /// The consultation that is under way; `None` where none is.
    ///
    /// # Errors
    /// There is no such patient, the key is destroyed, a newer program wrote it, or the database does not answer.
    pub async fn consultation(&self, patient: &str) -> Result<Option<Kept>, ChartError> {
        let mut tx = self.store.read().await?;
        let key = self.key_in(&mut tx, patient).await?;
        let row: Option<(String, i64, i64, String)> = sqlx::query_as(
            "SELECT id, revision, changed_at, body FROM consult_draft WHERE site = $1 AND patient = $2",
        )
        .bind(self.site)
        .bind(patient)
        .fetch_optional(&mut *tx)
        .await?;
        let Some((id, revision, changed_at, body)) = row else { return Ok(None) };
        let consultation = opened(&key, patient, &id, &body)?;
        Ok(Some(Kept { id, revision: book::unsigned(revision), changed_at, consultation }))
    }

    /// Begins a consultation, unless one is under way: then that one is taken up.
    ///
    /// # Errors
    /// As [`Patients::consultation`], or the database refuses.
    pub async fn begin_consultation(
        &self,
        patient: &str,
        by: &By,
        chance: &mut dyn Chance,
    ) -> Result<Kept, ChartError> {
        if let Some(kept) = self.consultation(patient).await? {
            return Ok(kept);
        }
        let id = book::new_id(by.at, chance);
        let begun = Consultation::begin(by.at, &by.author);
        let (id, body) = (&id, &self.sealed(patient, &id, &begun, chance).await?);
        book::retried(self.store, |mut held| async move {
            let tx: &mut AnyConnection = &mut held;
            self.must_have_key(tx, patient).await?;
            sqlx::query(
                "INSERT INTO consult_draft (site, patient, id, revision, changed_at, body) \
                 VALUES ($1, $2, $3, 1, $4, $5) ON CONFLICT (site, patient) DO NOTHING",
            )
            .bind(self.site)
            .bind(patient)
            .bind(id)
            .bind(by.at)
            .bind(body)
            .execute(&mut *tx)
            .await?;
            Ok((held, ()))
        })
        .await?;
        // Whoever was quicker has begun it.
        let kept = self.consultation(patient).await?;
        kept.ok_or_else(|| ChartError::Missing { what: "consultation", id: id.clone() })
    }

    /// Keeps a consultation that was read as `kept`, with what changed.
    ///
    /// # Errors
    /// Somebody kept it since ([`ChartError::Stale`]), it was signed off since ([`ChartError::Missing`]), it is too long, an
    /// answer is outside its limit, or the database refuses.
    pub async fn keep_consultation(
        &self,
        patient: &str,
        kept: &Kept,
        changed: &Consultation,
        by: &By,
        chance: &mut dyn Chance,
    ) -> Result<(), ChartError> {
        changed.check()?;
        let body = &self.sealed(patient, &kept.id, changed, chance).await?;
        book::retried(self.store, |mut held| async move {
            let tx: &mut AnyConnection = &mut held;
            self.must_have_key(tx, patient).await?;
            let done = sqlx::query(
                "UPDATE consult_draft SET revision = revision + 1, changed_at = $5, body = $6 \
                 WHERE site = $1 AND patient = $2 AND id = $3 AND revision = $4",
            )
            .bind(self.site)
            .bind(patient)
            .bind(&kept.id)
            .bind(book::signed(kept.revision))
            .bind(by.at)
            .bind(body)
            .execute(&mut *tx)
            .await?;
            if done.rows_affected() == 0 {
                return Err(self.passed_by(tx, patient, kept).await?);
            }
            Ok((held, ()))
        })
        .await
    }

    /// Signs a consultation off: its entries go into the chart and the draft is gone, both or neither.
    ///
    /// # Errors
    /// As [`Patients::keep_consultation`] and [`Patients::record`].
    pub async fn close_consultation(
        &self,
        patient: &str,
        kept: &Kept,
        entries: &[NewEntry],
        by: &By,
        chance: &mut dyn Chance,
    ) -> Result<Head, ChartError> {
        if entries.len() > book::BATCH_MAX {
            let got = entries.len();
            return Err(ChartError::Limit { what: "entries at once", limit: book::BATCH_MAX, got });
        }
        entries.iter().try_for_each(|new| new.body.check())?;
        let key = self.patient_key(patient).await?;
        let drafts: Vec<book::Draft> =
            entries.iter().map(|new| draft(&key, patient, new, by, chance)).collect::<Result<_, _>>()?;
        let drafts = &drafts;
        book::retried(self.store, |mut held| async move {
            let tx: &mut AnyConnection = &mut held;
            self.must_have_key(tx, patient).await?;
            let gone = sqlx::query(
                "DELETE FROM consult_draft WHERE site = $1 AND patient = $2 AND id = $3 AND revision = $4",
            )
            .bind(self.site)
            .bind(patient)
            .bind(&kept.id)
            .bind(book::signed(kept.revision))
            .execute(&mut *tx)
            .await?;
            if gone.rows_affected() == 0 {
                return Err(self.passed_by(tx, patient, kept).await?);
            }
            let head = book::append(tx, self.key, self.site, &chart_of(patient), None, drafts).await?;
            Ok((held, head))
        })
        .await
    }

    /// Why a write found no draft to write to.
    async fn passed_by(
        &self,
        tx: &mut AnyConnection,
        patient: &str,
        kept: &Kept,
    ) -> Result<ChartError, ChartError> {
        let now: Option<i64> = sqlx::query_scalar(
            "SELECT revision FROM consult_draft WHERE site = $1 AND patient = $2 AND id = $3",
        )
        .bind(self.site)
        .bind(patient)
        .bind(&kept.id)
        .fetch_optional(tx)
        .await?;
        Ok(now.map_or_else(
            || ChartError::Missing { what: "consultation", id: kept.id.clone() },
            |now| ChartError::Stale { read: kept.revision, now: book::unsigned(now) },
        ))
    }

    async fn sealed(
        &self,
        patient: &str,
        id: &str,
        consultation: &Consultation,
        chance: &mut dyn Chance,
    ) -> Result<String, ChartError> {
        let text = serde_json::to_string(consultation)
            .map_err(|e| ChartError::Form { what: "the consultation".to_owned(), why: e.to_string() })?;
        if text.len() > DRAFT_BYTES_MAX {
            return Err(ChartError::Limit {
                what: "bytes of a consultation",
                limit: DRAFT_BYTES_MAX,
                got: text.len(),
            });
        }
        let key = self.patient_key(patient).await?;
        Ok(key.seal_bytes(text.as_bytes(), &["consultation", patient, id], chance))
    }
}

fn opened(key: &PatientKey, patient: &str, id: &str, body: &str) -> Result<Consultation, ChartError> {
    let clear =
        key.open_bytes(body, &["consultation", patient, id]).ok_or(ChartError::Key("a consultation"))?;
    serde_json::from_slice(&clear).map_err(|e| ChartError::Form {
        what: "the consultation".to_owned(),
        // Only the place: the text itself may name a person.
        why: format!("line {}, column {}", e.line(), e.column()),
    })
}
