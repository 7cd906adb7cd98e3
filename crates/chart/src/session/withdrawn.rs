//! A session that is withdrawn waits for nobody, and what it took from the shelf is on the shelf again, in the same write.
use crate::ChartError;
use crate::book;
use crate::entry::{Amendment, Body};
use crate::patient::{Patients, chart_of, opened};
use crate::register::By;
use crate::seal::PatientKey;
use crate::stock::give_back;
use sqlx::AnyConnection;
use std::collections::BTreeSet;

/// An amendment of an amendment amends what the first one amended: so many steps back are gone.
const STEPS_MAX: usize = 16;

impl Patients<'_> {
    /// Follows a withdrawal that was just written: `gone` is what it names, `id` its own id. Every other entry than a session
    /// is on no list and took nothing.
    pub(crate) async fn withdrawn(
        &self,
        tx: &mut AnyConnection,
        (key, patient): (&PatientKey, &str),
        (gone, id): (&str, &str),
        by: &By,
    ) -> Result<(), ChartError> {
        let entry = self.first_of(tx, patient, gone).await?;
        sqlx::query("DELETE FROM session_open WHERE site = $1 AND entry = $2")
            .bind(self.site)
            .bind(&entry)
            .execute(&mut *tx)
            .await?;
        let lots = self.lots_of(tx, (key, patient), &entry).await?;
        give_back(tx, self.key, self.site, &entry, &lots, by, id).await
    }

    /// The entry that is amended in the end.
    async fn first_of(&self, tx: &mut AnyConnection, patient: &str, id: &str) -> Result<String, ChartError> {
        let mut id = id.to_owned();
        for _ in 0..STEPS_MAX {
            let amends: Option<String> =
                sqlx::query_scalar("SELECT amends FROM entry WHERE site = $1 AND book = $2 AND id = $3")
                    .bind(self.site)
                    .bind(chart_of(patient))
                    .bind(&id)
                    .fetch_optional(&mut *tx)
                    .await?;
            match amends.filter(|amends| !amends.is_empty()) {
                Some(before) => id = before,
                None => break,
            }
        }
        Ok(id)
    }

    /// Every lot that any text of a session names.
    async fn lots_of(
        &self,
        tx: &mut AnyConnection,
        (key, patient): (&PatientKey, &str),
        entry: &str,
    ) -> Result<BTreeSet<String>, ChartError> {
        let book = chart_of(patient);
        let kind: Option<String> =
            sqlx::query_scalar("SELECT kind FROM entry WHERE site = $1 AND book = $2 AND id = $3")
                .bind(self.site)
                .bind(&book)
                .bind(entry)
                .fetch_optional(&mut *tx)
                .await?;
        if kind.as_deref() != Some("session") {
            return Ok(BTreeSet::new());
        }
        let rows = book::with_changes(tx, (self.site, &book), entry).await?;
        let mut lots = BTreeSet::new();
        for row in rows {
            let body = opened(key, patient, &book, row)?.body;
            let said = if let Body::Amendment(Amendment { to: Some(to), .. }) = body { *to } else { body };
            if let Body::Session(session) = said {
                lots.extend(session.uses().unwrap_or_default().into_keys());
            }
        }
        Ok(lots)
    }
}
