//! Single entries of several charts, such as the sessions that a lot reached, and nothing else of those charts.
use super::look::{GLANCE_MS, Why, looks_of, opened};
use super::{Entry, Patients, chart_of};
use crate::ChartError;
use crate::book::{self, Draft};
use crate::entry::Identity;
use crate::fold::{Chart, Line};
use crate::register::By;
use crate::seal::{Chance, PatientKey};
use sqlx::AnyConnection;
use std::collections::{BTreeMap, BTreeSet};

/// Looks that are remembered in one write.
const LOOKS_MAX: usize = 200;

/// One entry of a chart, and whose chart it is.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Single {
    /// Who the patient is; `None` where the key was destroyed.
    pub identity: Option<Identity>,
    /// The entry with everything that was changed about it; `None` where there is none or the key was destroyed.
    pub line: Option<Line>,
}

/// What is opened of a chart whoever's entries are asked for.
type Open = (PatientKey, Vec<Entry>);

impl Patients<'_> {
    /// The entries with these ids in the charts of these patients, in the order in which they are asked for: patient and id.
    /// Nobody is remembered as having looked; whoever shows them remembers that with [`Patients::all_shown`].
    ///
    /// # Errors
    /// A key does not open what is stored, or the database refuses.
    pub async fn singles(&self, wanted: &[(&str, &str)]) -> Result<Vec<Single>, ChartError> {
        let mut tx = self.store.read().await?;
        let mut charts: BTreeMap<&str, Option<Open>> = BTreeMap::new();
        let mut singles = Vec::with_capacity(wanted.len());
        for (patient, id) in wanted {
            if !charts.contains_key(patient) {
                charts.insert(patient, self.who_and_changes(&mut tx, patient).await?);
            }
            let Some(Some((key, beside))) = charts.get(patient) else {
                singles.push(Single::default());
                continue;
            };
            let book = chart_of(patient);
            let rows = book::rows_where(&mut tx, (self.site, &book), "id = $3", &[*id]).await?;
            let mut entries = beside.clone();
            for row in rows.into_iter().filter(|row| beside.iter().all(|entry| entry.id != row.id)) {
                entries.push(opened(key, patient, &book, row)?);
            }
            entries.sort_by_key(|entry| entry.seq);
            let chart = Chart::of(&entries);
            let identity = chart.identity();
            let line = chart.lines.into_iter().find(|line| line.entry.id == *id);
            singles.push(Single { identity, line });
        }
        Ok(singles)
    }

    /// The entries that say who a patient is, and all amendments; `None` where the key was destroyed.
    async fn who_and_changes(
        &self,
        tx: &mut AnyConnection,
        patient: &str,
    ) -> Result<Option<Open>, ChartError> {
        let key = match self.key_in(&mut *tx, patient).await {
            Ok(key) => key,
            Err(ChartError::Erased(_)) => return Ok(None),
            Err(other) => return Err(other),
        };
        let book = chart_of(patient);
        let which = "kind IN ('identity', 'amendment') ORDER BY seq";
        let rows = book::rows_where(tx, (self.site, &book), which, &[]).await?;
        let opened = rows.into_iter().map(|row| opened(&key, patient, &book, row));
        let entries = opened.collect::<Result<Vec<Entry>, _>>()?;
        Ok(Some((key, entries)))
    }

    /// Remembers that somebody was shown something of several charts, each once, unless the same person looked for the same
    /// reason in the last [`GLANCE_MS`]. Whoever was erased is passed over.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn all_shown(
        &self,
        patients: &BTreeSet<&str>,
        why: Why,
        by: &By,
        chance: &mut dyn Chance,
    ) -> Result<(), ChartError> {
        let since = by.at.saturating_sub(GLANCE_MS);
        let mut new: Vec<(&str, Draft)> = Vec::new();
        for patient in patients {
            let latest = self.looks(patient, 20).await?;
            if !latest.iter().any(|look| look.is_of(&by.author, why) && look.at > since) {
                new.push((patient, Self::look_of(why, by, chance)));
            }
        }
        for some in new.chunks(LOOKS_MAX) {
            book::retried(self.store, |mut held| async move {
                let tx: &mut AnyConnection = &mut held;
                for (patient, look) in some {
                    match self.must_have_key(tx, patient).await {
                        Err(ChartError::Erased(_)) => continue,
                        other => other?,
                    }
                    let look = std::slice::from_ref(look);
                    book::append(tx, self.key, self.site, &looks_of(patient), None, look).await?;
                }
                Ok((held, ()))
            })
            .await?;
        }
        Ok(())
    }
}
