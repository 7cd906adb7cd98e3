//! The record as the pages hold it: the store, the key of the site, and who works here.
use crate::Oops;
use chart::patient::Patients;
use chart::people::{People, Roll};
use chart::{ChartError, SiteKey, Store};
use std::sync::{Arc, PoisonError, RwLock};

/// The open record of one site.
#[derive(Debug)]
pub struct Record {
    /// The database.
    pub store: Store,
    /// The key of the site.
    pub key: SiteKey,
    /// Code of the site.
    pub site: String,
    /// Who works here, as far as it was read.
    roll: RwLock<Arc<Roll>>,
}

impl Record {
    /// The record of this site.
    #[must_use]
    pub fn new(store: Store, key: SiteKey, site: &str) -> Self {
        Self { store, key, site: site.to_owned(), roll: RwLock::default() }
    }

    /// The way to the patients.
    #[must_use]
    pub fn patients(&self) -> Patients<'_> {
        Patients::new(&self.store, &self.key, &self.site)
    }

    /// The way to the people.
    #[must_use]
    pub fn people(&self) -> People<'_> {
        People::new(&self.store, &self.key, &self.site)
    }

    /// Everybody who works or worked here, read anew where something was told since.
    ///
    /// # Errors
    /// The book cannot be read, or the database does not answer.
    pub async fn roll(&self) -> Result<Arc<Roll>, ChartError> {
        let known = self.known();
        Ok(match self.people().roll_after(&known).await? {
            Some(fresh) => self.keep(fresh),
            None => known,
        })
    }

    /// The roll as it stands on `count` entries of the book.
    pub(crate) async fn roll_at(&self, count: u64) -> Result<Arc<Roll>, ChartError> {
        let known = self.known();
        if known.count >= count { Ok(known) } else { self.roll().await }
    }

    fn known(&self) -> Arc<Roll> {
        self.roll.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn keep(&self, fresh: Roll) -> Arc<Roll> {
        let mut kept = self.roll.write().unwrap_or_else(PoisonError::into_inner);
        if fresh.count > kept.count {
            *kept = Arc::new(fresh);
        }
        kept.clone()
    }
}

impl From<ChartError> for Oops {
    /// What the world sees of a fault of the record.
    fn from(error: ChartError) -> Self {
        match error {
            ChartError::Missing { .. } => Self::NotFound,
            ChartError::Stale { .. } => Self::Stale,
            ChartError::Erased(_) => Self::Erased,
            ChartError::NotAllowed { .. } => Self::NotAllowed(crate::ui::sentence(&error.to_string())),
            ChartError::Limit { .. }
            | ChartError::Form { .. }
            | ChartError::Stock(_)
            | ChartError::Taken { .. }
            | ChartError::Closed { .. }
            | ChartError::NotBookable(_)
            | ChartError::NotNext { .. } => Self::BadRequest(crate::ui::sentence(&error.to_string())),
            ChartError::Store(_) => Self::RecordSilent,
            ChartError::Key(_)
            | ChartError::Address(_)
            | ChartError::NotWhole(_)
            | ChartError::File { .. } => {
                eprintln!("error: {error}");
                Self::Broken
            }
        }
    }
}
