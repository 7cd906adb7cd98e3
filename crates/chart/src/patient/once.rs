//! Patients are registered: a key of their own, the first entries of the chart, the pieces for the search, in one write.
use super::{NewEntry, Patients, chart_of, draft, pieces};
use crate::ChartError;
use crate::book::{self, Draft};
use crate::entry::{Body, Identity};
use crate::register::{By, Event, tell};
use crate::seal::Chance;
use sqlx::AnyConnection;

impl Patients<'_> {
    /// Registers a patient: a key of their own, the first entry of the chart, the pieces for the search.
    ///
    /// # Errors
    /// A part of the identity is too long, or the database refuses.
    pub async fn register(
        &self,
        identity: &Identity,
        by: &By,
        chance: &mut dyn Chance,
    ) -> Result<String, ChartError> {
        let patient = book::new_id(by.at, chance);
        if self.registered(&patient, (identity, &[]), by, chance).await? {
            Ok(patient)
        } else {
            Err(ChartError::Form {
                what: "the patient".to_owned(),
                why: "the id is another patient's".to_owned(),
            })
        }
    }

    /// Registers a patient once for a claim, such as a form that a guest sends: whoever comes second with the same claim, also at
    /// the same moment, gets the patient that the first has registered, and nothing is written. `beside` stands in the chart with
    /// the identity.
    ///
    /// # Errors
    /// A part of the identity or of what stands beside it is too long, or the database refuses.
    pub async fn register_once(
        &self,
        claim: &str,
        (identity, beside): (&Identity, &[Body]),
        by: &By,
        chance: &mut dyn Chance,
    ) -> Result<String, ChartError> {
        let patient = self.claimed(claim);
        if self.registered(&patient, (identity, beside), by, chance).await? {
            return Ok(patient);
        }
        match self.known(&patient).await {
            Ok(()) => Ok(patient),
            // Whoever was erased and comes again is somebody new.
            Err(ChartError::Erased(_)) => {
                let anew = book::new_id(by.at, chance);
                self.registered(&anew, (identity, beside), by, chance).await?;
                Ok(anew)
            }
            Err(other) => Err(other),
        }
    }

    /// The id of the patient whom [`Patients::register_once`] registers for a claim; there may be none yet.
    #[must_use]
    pub fn claimed(&self, claim: &str) -> String {
        self.key.claimed(self.site, claim)
    }

    /// Writes a new patient; `false` where the id is a patient's already, and nothing was written.
    async fn registered(
        &self,
        patient: &str,
        (identity, beside): (&Identity, &[Body]),
        by: &By,
        chance: &mut dyn Chance,
    ) -> Result<bool, ChartError> {
        let (key, wrapped) = self.key.new_patient_key(self.site, patient, chance);
        let wrapped = &wrapped;
        let bodies = std::iter::once(Body::Identity(identity.clone())).chain(beside.iter().cloned());
        let mut drafts: Vec<Draft> = Vec::with_capacity(beside.len() + 1);
        for body in bodies {
            let new = NewEntry { id: book::new_id(by.at, chance), happened_at: by.at, body, amends: None };
            drafts.push(draft(&key, patient, &new, by, chance)?);
        }
        let (drafts, event_id) = (&drafts, &book::new_id(by.at, chance));
        book::retried(self.store, |mut held| async move {
            let tx: &mut AnyConnection = &mut held;
            // The row of the key is the claim: of two at once the second waits here, and then finds it taken.
            let done = sqlx::query(
                "INSERT INTO patient_key (site, patient, wrapped) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            )
            .bind(self.site)
            .bind(patient)
            .bind(wrapped)
            .execute(&mut *tx)
            .await?;
            if done.rows_affected() == 0 {
                return Ok((held, false));
            }
            let event = Event::Registered { patient: patient.to_owned() };
            tell(tx, self.key, self.site, by, event_id, &event).await?;
            book::append(tx, self.key, self.site, &chart_of(patient), Some(0), drafts).await?;
            pieces::store(tx, self.key, self.site, patient, identity).await?;
            Ok((held, true))
        })
        .await
    }
}
