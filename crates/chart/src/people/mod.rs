//! People: who works in the house, what they may do, and how they come in.
//!
//! What must be provable later (roles, licences, training, supervision) is told in the book [`PEOPLE`] and folded to a
//! [`Roll`]; who opened which door is told in [`ACCESS`]. Sessions, links and credentials are rows: they come and go.
mod attempt;
mod credential;
mod event;
mod examination;
mod feed;
mod fitness;
mod link;
mod papers;
mod passkey;
pub mod password;
mod roll;
mod session;

pub use attempt::{OF_ACCOUNT, OF_ADDRESS, Patience};
pub use credential::{Credential, Kind};
pub use event::{AccessEvent, KeyChange, PeopleEvent};
pub use examination::{EXAMINATION_DAYS, Examination, Mode, examination_for};
pub use feed::{Feed, Names, Whose};
pub use fitness::{Obstacle, Papers, Question, may, papers, waits_for_order};
pub use link::{Link, Purpose};
pub use papers::{
    Licence, LicenceKind, PAPER_MAX, SERVICES_MAX, Services, Span, StandingOrder, Supervised, Trained,
};
pub use passkey::{CEREMONIES_MAX, CEREMONY_MS, Ceremony, LABEL_MAX, PASSKEYS_MAX, passkey_id};
pub use roll::{Practitioner, Roll};
pub use session::{IDLE_MS, LASTS_MS, Origin, Session, token_hash};

use crate::ChartError;
use crate::own::{Own, Told};
use crate::register::By;
use crate::seal::{Chance, SiteKey};
use crate::store::Store;
use std::collections::BTreeSet;
use vocab::Role;

/// The book of who works here.
pub const PEOPLE: &str = "people";
/// The book of who came in, and what was opened past the rights.
pub const ACCESS: &str = "access";
/// How far back a list of what happened at the doors looks, in entries.
pub const ACCESS_SHOWN: u64 = 1_000;
/// The longest name of a person, in letters.
pub const NAME_MAX: usize = 120;
/// The longest reason or remark, in letters.
pub const TEXT_MAX: usize = 2_000;

/// A site of the record with its key: the way to its people.
#[derive(Debug, Clone, Copy)]
pub struct People<'a> {
    pub(crate) own: Own<'a>,
}

impl<'a> People<'a> {
    /// The people of a site.
    #[must_use]
    pub const fn new(store: &'a Store, key: &'a SiteKey, site: &'a str) -> Self {
        Self { own: Own { store, key, site } }
    }

    /// Everybody who works or worked here, as the book tells it.
    ///
    /// # Errors
    /// The book cannot be read with this key, or the database does not answer.
    pub async fn roll(&self) -> Result<Roll, ChartError> {
        let mut roll = Roll::default();
        for told in self.own.read::<PeopleEvent>(PEOPLE, 0).await? {
            roll.hear(&told);
        }
        Ok(roll)
    }

    /// The same, taking over what was read before: only what is new is read; `None` where nothing is.
    ///
    /// # Errors
    /// As [`People::roll`].
    pub async fn roll_after(&self, before: &Roll) -> Result<Option<Roll>, ChartError> {
        let new = self.own.read::<PeopleEvent>(PEOPLE, before.count).await?;
        if new.is_empty() {
            return Ok(None);
        }
        let mut roll = before.clone();
        for told in new {
            roll.hear(&told);
        }
        Ok(Some(roll))
    }

    /// What the book of people tells after the entry `after`, with who told it and when.
    ///
    /// # Errors
    /// As [`People::roll`].
    pub async fn told(&self, after: u64) -> Result<Vec<Told<PeopleEvent>>, ChartError> {
        self.own.read(PEOPLE, after).await
    }

    /// Tells what changed about people, all or none. With `expect`, only if nobody told anything since.
    ///
    /// # Errors
    /// The book changed since it was read ([`ChartError::Stale`]), a text is too long, or the database refuses.
    pub async fn tell(
        &self,
        expect: Option<u64>,
        events: &[PeopleEvent],
        by: &By,
        chance: &mut dyn Chance,
    ) -> Result<u64, ChartError> {
        for event in events {
            event.check()?;
        }
        let drafts = self.own.drafts(PEOPLE, PeopleEvent::kind, events, by, chance)?;
        self.own.tell(PEOPLE, expect, &drafts).await.map(|head| head.count)
    }

    /// Adds a person with roles, and gives the id.
    ///
    /// # Errors
    /// The name is empty or too long, or the database refuses.
    pub async fn join(
        &self,
        name: &str,
        roles: &BTreeSet<Role>,
        by: &By,
        chance: &mut dyn Chance,
    ) -> Result<String, ChartError> {
        let practitioner = crate::book::new_id(by.at, chance);
        let event = PeopleEvent::Joined {
            practitioner: practitioner.clone(),
            name: name.trim().to_owned(),
            email: String::new(),
            roles: roles.clone(),
        };
        self.tell(None, &[event], by, chance).await?;
        Ok(practitioner)
    }

    /// Remembers who came in or what was opened.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn remember(
        &self,
        event: &AccessEvent,
        by: &By,
        chance: &mut dyn Chance,
    ) -> Result<(), ChartError> {
        event.check()?;
        let drafts = self.own.drafts(ACCESS, AccessEvent::kind, std::slice::from_ref(event), by, chance)?;
        self.own.tell(ACCESS, None, &drafts).await.map(|_| ())
    }

    /// What the book of doors tells after the entry `after`, in order.
    ///
    /// # Errors
    /// The book cannot be read with this key, or the database does not answer.
    pub async fn access(&self, after: u64) -> Result<Vec<Told<AccessEvent>>, ChartError> {
        self.own.read(ACCESS, after).await
    }

    /// What the last [`ACCESS_SHOWN`] entries of the book of doors tell about one person, the newest first.
    ///
    /// # Errors
    /// As [`People::access`].
    pub async fn access_of(&self, practitioner: &str) -> Result<Vec<Told<AccessEvent>>, ChartError> {
        let mut held = self.own.store.pool.acquire().await?;
        let count = crate::book::head(&mut held, self.own.site, ACCESS).await?.count;
        drop(held);
        let mut told = self.access(count.saturating_sub(ACCESS_SHOWN)).await?;
        told.retain(|told| told.event.practitioner() == practitioner);
        told.reverse();
        Ok(told)
    }
}
