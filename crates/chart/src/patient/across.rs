//! Entries of some kinds over all charts of a site: overrides for the director, what is still to be done, a recall.
use super::look::{as_one_story, joined};
use super::{Entry, Patients};
use crate::ChartError;
use crate::book;
use crate::entry::Body;
use crate::fold::Chart;
use crate::register::{Event, REGISTER};
use crate::seal::PatientKey;
use sqlx::AnyConnection;
use std::collections::{BTreeMap, BTreeSet};

/// The most entries that are opened at once.
pub const ACROSS_MAX: u32 = 20_000;
/// The most patients of whose consents a list asks at once: more than one house sees in a day.
const CONSENTS_MAX: usize = 500;
/// The entries that say who a patient is and what was consented to, with what was changed about them.
const CONSENTS_AND_WHOSE: &str = "(kind IN ('identity', 'consent') OR (kind = 'amendment' AND amends IN \
     (SELECT id FROM entry WHERE site = $1 AND book = $2 AND kind IN ('identity', 'consent')))) ORDER BY seq";

type Row = (String, i64, String, i64, i64, i64, String, String, String);

impl Patients<'_> {
    /// Entries of these kinds that were recorded from an instant on, in the order of their charts and within each in the order
    /// of recording; at most `most` (and [`ACROSS_MAX`]), the newest. Erased charts are passed over.
    ///
    /// This is for lists of the house. Whoever reads one person's chart uses [`Patients::read`], which remembers it.
    ///
    /// # Errors
    /// A key does not open what is stored, or the database refuses.
    pub async fn across(&self, kinds: &[&str], since: i64, most: u32) -> Result<Vec<Entry>, ChartError> {
        let mut tx = self.store.read().await?;
        let mut rows: Vec<Row> = Vec::new();
        for kind in kinds {
            let of_kind: Vec<Row> = sqlx::query_as(
                "SELECT book, seq, id, version, happened_at, recorded_at, author, amends, body FROM entry \
                 WHERE site = $1 AND kind = $2 AND recorded_at >= $3 ORDER BY recorded_at DESC LIMIT $4",
            )
            .bind(self.site)
            .bind(*kind)
            .bind(since)
            .bind(i64::from(most.min(ACROSS_MAX)))
            .fetch_all(&mut *tx)
            .await?;
            rows.extend(of_kind);
        }
        rows.sort_by(|a, b| (&a.0, a.1).cmp(&(&b.0, b.1)));
        let mut keys: BTreeMap<String, Option<PatientKey>> = BTreeMap::new();
        let mut entries = Vec::with_capacity(rows.len());
        for (book, seq, id, version, happened_at, recorded_at, author, amends, body) in rows {
            let Some(patient) = book.strip_prefix("chart/").map(str::to_owned) else { continue };
            if !keys.contains_key(&patient) {
                let key = match self.key_in(&mut tx, &patient).await {
                    Ok(key) => Some(key),
                    Err(ChartError::Erased(_)) => None,
                    Err(e) => return Err(e),
                };
                keys.insert(patient.clone(), key);
            }
            let Some(Some(key)) = keys.get(&patient) else { continue };
            let clear = key.open(&body, &book, &id)?;
            entries.push(Entry {
                patient,
                seq: book::unsigned(seq),
                body: Body::from_text(u32::try_from(version).unwrap_or(u32::MAX), &clear)?,
                id,
                happened_at,
                recorded_at,
                author,
                amends: Some(amends).filter(|amends| !amends.is_empty()),
            });
        }
        Ok(entries)
    }

    /// Patients of whom something was recorded from an instant on, in the order of their ids: one look into an index. What is
    /// written into one chart of a person is known under the others too, and so is that two charts were joined or parted.
    /// By the clock of whoever recorded it: who compares with a clock of his own leaves a margin.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn grown_since(&self, at: i64) -> Result<Vec<String>, ChartError> {
        let kinds: Vec<String> = Body::KINDS.iter().map(|kind| format!("'{kind}'")).collect();
        let sql = format!(
            "SELECT DISTINCT book FROM entry WHERE site = $1 AND kind IN ({}) AND recorded_at >= $2 \
             AND book LIKE 'chart/%' ORDER BY book",
            kinds.join(", ")
        );
        let books: Vec<String> = sqlx::query_scalar(sqlx::AssertSqlSafe(sql))
            .bind(self.site)
            .bind(at)
            .fetch_all(&self.store.pool)
            .await?;
        let mut grown: BTreeSet<String> =
            books.iter().filter_map(|book| book.strip_prefix("chart/")).map(str::to_owned).collect();
        grown.extend(self.joined_since(at).await?);
        let mut connection = self.store.pool.acquire().await?;
        let joined = joined(&mut connection, self.site).await?;
        let of_one = |(folded, kept): &&(String, String)| grown.contains(folded) || grown.contains(kept);
        let persons: BTreeSet<String> = joined.iter().filter(of_one).map(|(_, kept)| kept.clone()).collect();
        for (folded, kept) in joined.into_iter().filter(|(_, kept)| persons.contains(kept)) {
            grown.extend([folded, kept]);
        }
        Ok(grown.into_iter().collect())
    }

    /// Charts that were joined or parted from an instant on.
    async fn joined_since(&self, at: i64) -> Result<Vec<String>, ChartError> {
        let (mut charts, mut alone) = (Vec::new(), BTreeSet::new());
        for event in self.joinings(&["joined", "parted"], at).await? {
            match event {
                Event::Joined { folded, kept } => charts.extend([folded, kept]),
                Event::Parted { folded } => alone.extend([folded]),
                Event::Opened { .. }
                | Event::Registered { .. }
                | Event::Erased { .. }
                | Event::Closed { .. } => {}
            }
        }
        if alone.is_empty() {
            return Ok(charts);
        }
        // A parting names one chart; what it was a part of knows less now, and only the joining tells which that was.
        for event in self.joinings(&["joined"], 0).await? {
            if let Event::Joined { folded, kept } = event
                && alone.contains(&folded)
            {
                charts.push(kept);
            }
        }
        charts.extend(alone);
        Ok(charts)
    }

    /// What the register tells of these kinds from an instant on. What is damaged is passed over: `verify` names it.
    async fn joinings(&self, kinds: &[&str], at: i64) -> Result<Vec<Event>, ChartError> {
        let kinds: Vec<String> = kinds.iter().map(|kind| format!("'{kind}'")).collect();
        let sql = format!(
            "SELECT body FROM entry WHERE site = $1 AND kind IN ({}) AND recorded_at >= $2 AND book = $3 ORDER BY seq",
            kinds.join(", ")
        );
        let events: Vec<String> = sqlx::query_scalar(sqlx::AssertSqlSafe(sql))
            .bind(self.site)
            .bind(at)
            .bind(REGISTER)
            .fetch_all(&self.store.pool)
            .await?;
        Ok(events.iter().filter_map(|event| serde_json::from_str(event).ok()).collect())
    }

    /// What some charts say about consents, and who each patient is: enough for `consent::standing`, in the order of the patients.
    /// For the list of a day, which tells that a text is still to be signed and nothing else of the chart. Whoever was erased is
    /// left out.
    ///
    /// # Errors
    /// A key does not open what is stored, or the database refuses.
    pub async fn consents_of(
        &self,
        patients: &BTreeSet<&str>,
    ) -> Result<BTreeMap<String, Chart>, ChartError> {
        let mut tx = self.store.read().await?;
        let joined = joined(&mut tx, self.site).await?;
        let mut charts = BTreeMap::new();
        for patient in patients.iter().take(CONSENTS_MAX) {
            let Some(mut entries) = self.consents_in(&mut tx, patient).await? else { continue };
            let kept = joined
                .iter()
                .find(|(folded, _)| folded == patient)
                .map_or(*patient, |(_, kept)| kept.as_str());
            let person = joined.iter().filter(|(_, into)| into == kept).map(|(folded, _)| folded.as_str());
            let mut more = false;
            for other in person.chain([kept]).filter(|other| other != patient) {
                more = true;
                entries.extend(self.consents_in(&mut tx, other).await?.unwrap_or_default());
            }
            if more {
                as_one_story(&mut entries, kept);
            }
            charts.insert((*patient).to_owned(), Chart::of(&entries));
        }
        Ok(charts)
    }

    /// The same entries of one chart; `None` where it was erased.
    async fn consents_in(
        &self,
        tx: &mut AnyConnection,
        patient: &str,
    ) -> Result<Option<Vec<Entry>>, ChartError> {
        let key = match self.key_in(tx, patient).await {
            Ok(key) => key,
            Err(ChartError::Erased(_)) => return Ok(None),
            Err(other) => return Err(other),
        };
        let book = super::chart_of(patient);
        let rows = book::rows_where(tx, (self.site, &book), CONSENTS_AND_WHOSE, &[]).await?;
        rows.into_iter()
            .map(|row| super::opened(&key, patient, &book, row))
            .collect::<Result<_, _>>()
            .map(Some)
    }

    /// A chart, for the work of the house that no person sees, such as which reminders there should be. Nobody is remembered as
    /// having looked, because nobody looks: whoever shows anything of it uses [`Patients::read`].
    ///
    /// # Errors
    /// There is no such patient, the key is destroyed, or the database refuses.
    pub async fn for_the_house(&self, patient: &str) -> Result<Chart, ChartError> {
        Ok(Chart::of(&self.joined_entries(patient, 0).await?))
    }

    /// Patients with a session or an agreed plan, in the order of their ids, from after one of them on; at most `most`.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn treated_after(&self, patient: &str, most: u32) -> Result<Vec<String>, ChartError> {
        let books: Vec<String> = sqlx::query_scalar(
            "SELECT DISTINCT book FROM entry WHERE site = $1 AND kind IN ('session', 'plan_agreed') AND book > $2 \
             ORDER BY book LIMIT $3",
        )
        .bind(self.site)
        .bind(super::chart_of(patient))
        .bind(i64::from(most.min(ACROSS_MAX)))
        .fetch_all(&self.store.pool)
        .await?;
        Ok(books.iter().filter_map(|book| book.strip_prefix("chart/")).map(str::to_owned).collect())
    }
}
