//! Reading a chart, and remembering who read it.
use super::{Entry, Patients, chart_of};
use crate::ChartError;
use crate::book::{self, Draft, Row};
use crate::entry::Body;
use crate::register::By;
use crate::seal::{Chance, PatientKey};
use sqlx::AnyConnection;

/// For so long further glances of the same person belong to the same look: ten minutes.
pub const GLANCE_MS: i64 = 10 * 60 * 1_000;

/// Why somebody looks into a chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// To care for the patient.
    Care,
    /// To answer the patient's own request.
    OwnRequest,
    /// In an emergency, past the permissions: it is looked at afterwards.
    BreakGlass,
    /// To check the record.
    Audit,
}

impl Why {
    const fn word(self) -> &'static str {
        match self {
            Self::Care => "care",
            Self::OwnRequest => "own_request",
            Self::BreakGlass => "break_glass",
            Self::Audit => "audit",
        }
    }
}

/// One look into a chart, as the patient may see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// Who looked.
    pub who: String,
    /// When, milliseconds since 1970.
    pub at: i64,
    /// Why: `care`, `own_request`, `break_glass` or `audit`.
    pub why: String,
}

impl Look {
    /// Whether it was this person's, for this reason.
    pub(super) fn is_of(&self, who: &str, why: Why) -> bool {
        self.who == who && self.why == why.word()
    }
}

pub(super) fn looks_of(patient: &str) -> String {
    format!("looks/{patient}")
}

/// The other charts of one person: those that were folded into it, the one that it was folded into, and what else was.
pub(crate) const OTHERS: &str = "SELECT folded FROM joined WHERE site = $1 AND kept = $2 \
     UNION SELECT kept FROM joined WHERE site = $1 AND folded = $2 \
     UNION SELECT other.folded FROM joined own JOIN joined other ON other.site = own.site AND other.kept = own.kept \
     WHERE own.site = $1 AND own.folded = $2 AND other.folded <> $2 ORDER BY 1";

/// Which chart is read as a part of which: the folded one and the one that was kept.
pub(crate) async fn joined(tx: &mut AnyConnection, site: &str) -> Result<Vec<(String, String)>, ChartError> {
    let sql = "SELECT folded, kept FROM joined WHERE site = $1";
    Ok(sqlx::query_as(sql).bind(site).fetch_all(tx).await?)
}

impl Patients<'_> {
    /// Reads a chart from the first entry after `after`, and remembers who looked. Charts that were joined are read as one,
    /// in the order of their recording.
    ///
    /// # Errors
    /// There is no such patient, the key is destroyed, or the database refuses.
    pub async fn read(
        &self,
        patient: &str,
        after: u64,
        why: Why,
        by: &By,
        chance: &mut dyn Chance,
    ) -> Result<Vec<Entry>, ChartError> {
        self.look(patient, why, by, chance).await?;
        self.joined_entries(patient, after).await
    }

    /// Reads a whole chart, and remembers who looked and why unless the same person did for the same reason in the last
    /// [`GLANCE_MS`]: a page with twenty photographs is one look.
    ///
    /// # Errors
    /// There is no such patient, the key is destroyed, or the database refuses.
    pub async fn glance(
        &self,
        patient: &str,
        why: Why,
        by: &By,
        chance: &mut dyn Chance,
    ) -> Result<Vec<Entry>, ChartError> {
        self.shown(patient, why, by, chance).await?;
        self.joined_entries(patient, 0).await
    }

    /// Remembers that somebody was shown something of a chart (a reason of the gate, say), unless the same person looked for
    /// the same reason in the last [`GLANCE_MS`].
    ///
    /// # Errors
    /// There is no such patient, the key is destroyed, or the database refuses.
    pub async fn shown(
        &self,
        patient: &str,
        why: Why,
        by: &By,
        chance: &mut dyn Chance,
    ) -> Result<(), ChartError> {
        let latest = self.own_looks(patient, 20).await?;
        let since = by.at.saturating_sub(GLANCE_MS);
        if latest.iter().any(|look| look.is_of(&by.author, why) && look.at > since) {
            return Ok(());
        }
        self.look(patient, why, by, chance).await
    }

    pub(super) async fn joined_entries(&self, patient: &str, after: u64) -> Result<Vec<Entry>, ChartError> {
        let mut tx = self.store.read().await?;
        let others = self.read_with(&mut tx, patient).await?;
        if others.is_empty() {
            return self.entries(&mut tx, patient, after).await;
        }
        // Places count within one chart only; of two that are read as one everything is read.
        self.with_parts(&mut tx, patient, &others).await
    }

    /// The other charts of the same person, whichever of them is asked for: a visit that was booked under the chart that was
    /// folded is asked about with all that is known of whoever comes.
    pub(super) async fn read_with(
        &self,
        tx: &mut AnyConnection,
        patient: &str,
    ) -> Result<Vec<String>, ChartError> {
        Ok(sqlx::query_scalar(OTHERS).bind(self.site).bind(patient).fetch_all(tx).await?)
    }

    /// The other charts of the same person, in the order of their ids.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn others_of(&self, patient: &str) -> Result<Vec<String>, ChartError> {
        let mut tx = self.store.read().await?;
        self.read_with(&mut tx, patient).await
    }

    /// The chart into which this one was joined: messages to the person go out under that one. `None` where it stands alone, is
    /// the kept one itself, or the kept one was erased.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn part_of(&self, patient: &str) -> Result<Option<String>, ChartError> {
        Ok(sqlx::query_scalar(
            "SELECT j.kept FROM joined j JOIN patient_key k ON k.site = j.site AND k.patient = j.kept \
             WHERE j.site = $1 AND j.folded = $2 AND k.wrapped <> ''",
        )
        .bind(self.site)
        .bind(patient)
        .fetch_optional(&self.store.pool)
        .await?)
    }

    /// A chart and its parts in the order of their recording.
    pub(super) async fn with_parts(
        &self,
        tx: &mut AnyConnection,
        patient: &str,
        parts: &[String],
    ) -> Result<Vec<Entry>, ChartError> {
        let kept: Option<String> =
            sqlx::query_scalar("SELECT kept FROM joined WHERE site = $1 AND folded = $2")
                .bind(self.site)
                .bind(patient)
                .fetch_optional(&mut *tx)
                .await?;
        let mut entries = self.entries(tx, patient, 0).await?;
        for other in parts {
            match self.entries(tx, other, 0).await {
                Ok(more) => entries.extend(more),
                Err(ChartError::Erased(_)) => {}
                Err(e) => return Err(e),
            }
        }
        as_one_story(&mut entries, kept.as_deref().unwrap_or(patient));
        Ok(entries)
    }

    pub(super) fn look_of(why: Why, by: &By, chance: &mut dyn Chance) -> Draft {
        Draft {
            id: book::new_id(by.at, chance),
            kind: "look".to_owned(),
            version: 1,
            happened_at: by.at,
            recorded_at: by.at,
            author: by.author.clone(),
            amends: String::new(),
            sealed: false,
            body: why.word().to_owned(),
        }
    }

    pub(super) async fn look(
        &self,
        patient: &str,
        why: Why,
        by: &By,
        chance: &mut dyn Chance,
    ) -> Result<(), ChartError> {
        let look = &Self::look_of(why, by, chance);
        book::retried(self.store, |mut held| async move {
            let tx: &mut AnyConnection = &mut held;
            self.must_have_key(tx, patient).await?;
            let looks = looks_of(patient);
            book::append(tx, self.key, self.site, &looks, None, std::slice::from_ref(look)).await?;
            Ok((held, ()))
        })
        .await
    }

    /// Who looked into a chart, and into those that are read as a part of it, newest first, at most `most`.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn looks(&self, patient: &str, most: u32) -> Result<Vec<Look>, ChartError> {
        let parts: Vec<String> =
            sqlx::query_scalar("SELECT folded FROM joined WHERE site = $1 AND kept = $2 ORDER BY folded")
                .bind(self.site)
                .bind(patient)
                .fetch_all(&self.store.pool)
                .await?;
        let mut all = self.own_looks(patient, most).await?;
        for part in &parts {
            all.extend(self.own_looks(part, most).await?);
        }
        all.sort_by_key(|look| std::cmp::Reverse(look.at));
        all.truncate(usize::try_from(most).unwrap_or(usize::MAX));
        Ok(all)
    }

    /// Who looked into this chart itself.
    async fn own_looks(&self, patient: &str, most: u32) -> Result<Vec<Look>, ChartError> {
        let rows: Vec<(String, i64, String)> = sqlx::query_as(
            "SELECT author, recorded_at, body FROM entry WHERE site = $1 AND book = $2 ORDER BY seq DESC LIMIT $3",
        )
        .bind(self.site)
        .bind(looks_of(patient))
        .bind(i64::from(most))
        .fetch_all(&self.store.pool)
        .await?;
        Ok(rows.into_iter().map(|(who, at, why)| Look { who, at, why }).collect())
    }

    pub(super) async fn entries(
        &self,
        tx: &mut AnyConnection,
        patient: &str,
        after: u64,
    ) -> Result<Vec<Entry>, ChartError> {
        let key = self.key_in(tx, patient).await?;
        let book = chart_of(patient);
        let rows = book::rows(tx, self.site, &book, book::signed(after), i64::MAX).await?;
        rows.into_iter().map(|row| opened(&key, patient, &book, row)).collect()
    }
}

/// Entries of several charts as one story, in the order of recording. Who the patient is, the chart that was kept says: what a
/// folded one says of it stands before everything, so that it is never the newest word, whenever it was written.
pub(super) fn as_one_story(entries: &mut [Entry], kept: &str) {
    entries.sort_by(|a, b| {
        let of = |entry: &Entry| entry.patient == kept || !matches!(entry.body, Body::Identity(_));
        (of(a), a.recorded_at, &a.patient, a.seq).cmp(&(of(b), b.recorded_at, &b.patient, b.seq))
    });
}

pub(crate) fn opened(key: &PatientKey, patient: &str, book: &str, row: Row) -> Result<Entry, ChartError> {
    let clear = key.open(&row.body, book, &row.id)?;
    Ok(Entry {
        patient: patient.to_owned(),
        seq: book::unsigned(row.seq),
        body: Body::from_text(u32::try_from(row.version).unwrap_or(u32::MAX), &clear)?,
        id: row.id,
        happened_at: row.happened_at,
        recorded_at: row.recorded_at,
        author: row.author,
        amends: Some(row.amends).filter(|amends| !amends.is_empty()),
    })
}
