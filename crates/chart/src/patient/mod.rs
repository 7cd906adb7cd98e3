//! Patients: their charts, who looked at them, and how they are erased or joined.
mod across;
mod consulting;
mod find;
mod life;
mod look;
mod namesake;
mod once;
mod picture;
mod pieces;
mod snapshot;
mod some;
mod story;

pub use across::ACROSS_MAX;
pub use consulting::{DRAFT_BYTES_MAX, Kept};
pub use find::{FOUND_MAX, Found, WHO_MAX};
pub use look::{GLANCE_MS, Look, Why};
pub(crate) use look::{OTHERS, joined, opened};
pub use namesake::{Births, Names, Sameness};
pub use picture::{PHOTOS_MAX, Size, Taken};
pub use some::Single;
pub use story::{Asked, BESIDE_MAX, LINES_MAX, Story};

use crate::ChartError;
use crate::book::{self, Draft, Head};
use crate::entry::{Amending, Amendment, Body, Identity};
use crate::register::By;
use crate::seal::{Chance, PatientKey, SiteKey};
use crate::store::Store;
use sqlx::AnyConnection;

/// An entry to be recorded.
#[derive(Debug, Clone, PartialEq)]
pub struct NewEntry {
    /// Id; the same id sent twice is stored once. [`book::new_id`] makes one.
    pub id: String,
    /// When it happened, milliseconds since 1970.
    pub happened_at: i64,
    /// The body.
    pub body: Body,
    /// Id of the entry that this one amends.
    pub amends: Option<String>,
}

/// An entry as it is read.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The chart it stands in.
    pub patient: String,
    /// Place in the book, from 1.
    pub seq: u64,
    /// Id.
    pub id: String,
    /// When it happened, milliseconds since 1970.
    pub happened_at: i64,
    /// When it was recorded, milliseconds since 1970.
    pub recorded_at: i64,
    /// Who recorded it.
    pub author: String,
    /// Id of the entry that it amends.
    pub amends: Option<String>,
    /// The body.
    pub body: Body,
}

/// The chart of a patient.
#[must_use]
pub fn chart_of(patient: &str) -> String {
    format!("chart/{patient}")
}

/// A site of the record with its key: the way to its patients.
#[derive(Debug, Clone)]
pub struct Patients<'a> {
    pub(crate) store: &'a Store,
    pub(crate) key: &'a SiteKey,
    pub(crate) site: &'a str,
}

impl<'a> Patients<'a> {
    /// The patients of a site.
    #[must_use]
    pub const fn new(store: &'a Store, key: &'a SiteKey, site: &'a str) -> Self {
        Self { store, key, site }
    }

    /// Records entries at the end of a chart, all or none. With `expect`, only if the chart still has that many entries.
    ///
    /// # Errors
    /// The chart changed since it was read ([`ChartError::Stale`]), there is no such patient, the key is destroyed, an
    /// amendment names no entry, a body or the batch is too long, or the database refuses.
    pub async fn record(
        &self,
        patient: &str,
        expect: Option<u64>,
        entries: &[NewEntry],
        by: &By,
        chance: &mut dyn Chance,
    ) -> Result<Head, ChartError> {
        if entries.len() > book::BATCH_MAX {
            let got = entries.len();
            return Err(ChartError::Limit { what: "entries at once", limit: book::BATCH_MAX, got });
        }
        let key = &self.patient_key(patient).await?;
        let drafts: &Vec<Draft> =
            &entries.iter().map(|new| draft(key, patient, new, by, chance)).collect::<Result<_, _>>()?;
        let identity = entries.iter().rev().find_map(|new| identity_in(&new.body));
        book::retried(self.store, |mut held| async move {
            let tx: &mut AnyConnection = &mut held;
            self.must_have_key(tx, patient).await?;
            for new in entries {
                self.must_amend_something(tx, patient, new, entries).await?;
            }
            let head = book::append(tx, self.key, self.site, &chart_of(patient), expect, drafts).await?;
            for new in entries.iter().filter(|new| is_withdrawal(&new.body)) {
                let gone = new.amends.as_deref().unwrap_or_default();
                self.withdrawn(tx, (key, patient), (gone, &new.id), by).await?;
            }
            if let Some(identity) = identity {
                pieces::store(tx, self.key, self.site, patient, identity).await?;
            }
            Ok((held, head))
        })
        .await
    }

    /// Whether there is a patient with this id whose record can be read; nothing is read of it.
    ///
    /// # Errors
    /// There is none, it was erased, or the database does not answer.
    pub async fn known(&self, patient: &str) -> Result<(), ChartError> {
        self.patient_key(patient).await.map(|_| ())
    }

    pub(crate) async fn patient_key(&self, patient: &str) -> Result<PatientKey, ChartError> {
        let mut connection = self.store.pool.acquire().await?;
        self.key_in(&mut connection, patient).await
    }

    pub(crate) async fn key_in(
        &self,
        tx: &mut AnyConnection,
        patient: &str,
    ) -> Result<PatientKey, ChartError> {
        let wrapped: Option<String> =
            sqlx::query_scalar("SELECT wrapped FROM patient_key WHERE site = $1 AND patient = $2")
                .bind(self.site)
                .bind(patient)
                .fetch_optional(tx)
                .await?;
        let wrapped =
            wrapped.ok_or_else(|| ChartError::Missing { what: "patient", id: patient.to_owned() })?;
        self.key.unwrap(self.site, patient, &wrapped)?.ok_or_else(|| ChartError::Erased(patient.to_owned()))
    }

    /// Inside the write itself: an erasure that came in between must win.
    pub(crate) async fn must_have_key(
        &self,
        tx: &mut AnyConnection,
        patient: &str,
    ) -> Result<(), ChartError> {
        self.key_in(tx, patient).await.map(|_| ())
    }

    async fn must_amend_something(
        &self,
        tx: &mut AnyConnection,
        patient: &str,
        new: &NewEntry,
        beside: &[NewEntry],
    ) -> Result<(), ChartError> {
        let amending = matches!(new.body, Body::Amendment(_));
        let Some(amended) = &new.amends else {
            let why = "an amendment must name the entry that it amends".to_owned();
            return if amending {
                Err(ChartError::Form { what: "the entry".to_owned(), why })
            } else {
                Ok(())
            };
        };
        let needs_body = matches!(
            &new.body,
            Body::Amendment(Amendment { how: Amending::Correction | Amending::Addendum, to: None, .. })
        );
        if !amending || needs_body {
            let why = if amending {
                "a correction or an addendum needs a body"
            } else {
                "only an amendment amends"
            };
            return Err(ChartError::Form { what: "the entry".to_owned(), why: why.to_owned() });
        }
        if beside.iter().take_while(|other| other.id != new.id).any(|other| other.id == *amended) {
            return Ok(());
        }
        let known: Option<i64> =
            sqlx::query_scalar("SELECT seq FROM entry WHERE site = $1 AND book = $2 AND id = $3")
                .bind(self.site)
                .bind(chart_of(patient))
                .bind(amended)
                .fetch_optional(tx)
                .await?;
        known.map(|_| ()).ok_or_else(|| ChartError::Missing { what: "entry", id: amended.clone() })
    }
}

fn is_withdrawal(body: &Body) -> bool {
    matches!(body, Body::Amendment(Amendment { how: Amending::Withdrawal, .. }))
}

fn identity_in(body: &Body) -> Option<&Identity> {
    if let Body::Amendment(Amendment { how: Amending::Correction, to: Some(to), .. }) = body {
        return identity_in(to);
    }
    if let Body::Identity(identity) = body { Some(identity) } else { None }
}

pub(crate) fn draft(
    key: &PatientKey,
    patient: &str,
    new: &NewEntry,
    by: &By,
    chance: &mut dyn Chance,
) -> Result<Draft, ChartError> {
    new.body.check()?;
    let clear = new.body.to_text()?;
    Ok(Draft {
        id: new.id.clone(),
        kind: new.body.kind().to_owned(),
        version: Body::VERSION,
        happened_at: new.happened_at,
        recorded_at: by.at,
        author: by.author.clone(),
        amends: new.amends.clone().unwrap_or_default(),
        sealed: true,
        body: key.seal(&clear, &chart_of(patient), &new.id, chance),
    })
}
