//! The site's own book: who was registered, joined, erased, and which days were closed under a signed root.
use crate::ChartError;
use crate::book::{self, Draft, Head};
use crate::seal::{Chance, SiteKey, hex};
use crate::store::Store;
use ed25519_dalek::Signer as _;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use sqlx::AnyConnection;

/// Name of the site's own book.
pub const REGISTER: &str = "register";

/// What the register tells. It holds ids and hashes, never a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Event {
    /// The site was opened; the key that signs its days.
    Opened {
        /// Name of the site.
        name: String,
        /// Ed25519 public key, hexadecimal.
        public_key: String,
    },
    /// A patient has a chart from here on.
    Registered {
        /// Id of the patient.
        patient: String,
    },
    /// Two charts are one person's.
    Joined {
        /// The chart that is read with the other.
        folded: String,
        /// The chart that stays.
        kept: String,
    },
    /// They were not.
    Parted {
        /// The chart that stands alone again.
        folded: String,
    },
    /// A patient's key was destroyed.
    Erased {
        /// Id of the patient.
        patient: String,
        /// Why: a word of the house, not a sentence about a person.
        reason: String,
    },
    /// A day was closed.
    Closed {
        /// The day.
        day: vocab::Day,
        /// Every book that grew since the last closing: its name, its entries, the hash of its last.
        books: Vec<(String, u64, String)>,
        /// SHA-256 over the lines above.
        root: String,
        /// Ed25519 signature of the root.
        signature: String,
    },
}

impl Event {
    const fn kind(&self) -> &'static str {
        match self {
            Self::Opened { .. } => "opened",
            Self::Registered { .. } => "registered",
            Self::Joined { .. } => "joined",
            Self::Parted { .. } => "parted",
            Self::Erased { .. } => "erased",
            Self::Closed { .. } => "closed",
        }
    }
}

/// Who does something, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct By {
    /// Id of the person or of the house.
    pub author: String,
    /// Milliseconds since 1970.
    pub at: i64,
}

/// Writes an event into the register.
pub(crate) async fn tell(
    tx: &mut AnyConnection,
    key: &SiteKey,
    site: &str,
    by: &By,
    id: &str,
    event: &Event,
) -> Result<Head, ChartError> {
    let body = serde_json::to_string(event)
        .map_err(|e| ChartError::Form { what: "an event".to_owned(), why: e.to_string() })?;
    let draft = Draft {
        id: id.to_owned(),
        kind: event.kind().to_owned(),
        version: 1,
        happened_at: by.at,
        recorded_at: by.at,
        author: by.author.clone(),
        amends: String::new(),
        sealed: false,
        body,
    };
    book::append(tx, key, site, REGISTER, None, &[draft]).await
}

/// The root of a day: SHA-256 over `DAY`, then one line a book, `BOOK COUNT HASH`.
#[must_use]
pub fn root_of(day: vocab::Day, books: &[(String, u64, String)]) -> String {
    let mut hash = Sha256::new();
    hash.update(format!("serein.day.1\n{day}\n"));
    for (book, count, last) in books {
        hash.update(format!("{book} {count} {last}\n"));
    }
    hex(&hash.finalize())
}

impl Store {
    /// Opens a site in the record: its name and the key that will sign its days. Doing it again changes nothing.
    ///
    /// # Errors
    /// The site is open already under another key, or the database refuses.
    pub async fn open_site(
        &self,
        key: &SiteKey,
        site: &str,
        name: &str,
        by: &By,
        chance: &mut dyn Chance,
    ) -> Result<(), ChartError> {
        let public_key = &hex(key.signing(site).verifying_key().as_bytes());
        let id = &book::new_id(by.at, chance);
        book::retried(self, |mut held| async move {
            let tx: &mut AnyConnection = &mut held;
            let known: Option<String> = sqlx::query_scalar("SELECT public_key FROM site WHERE site = $1")
                .bind(site)
                .fetch_optional(&mut *tx)
                .await?;
            if let Some(known) = known {
                return if known == *public_key { Ok((held, ())) } else { Err(ChartError::Key("this site")) };
            }
            sqlx::query("INSERT INTO site (site, name, public_key, opened_at) VALUES ($1, $2, $3, $4)")
                .bind(site)
                .bind(name)
                .bind(public_key)
                .bind(by.at)
                .execute(&mut *tx)
                .await?;
            tell(
                tx,
                key,
                site,
                by,
                id,
                &Event::Opened { name: name.to_owned(), public_key: public_key.clone() },
            )
            .await?;
            Ok((held, ()))
        })
        .await
    }

    /// Closes a day: a signed root over every book that grew since the last closing. Printed or sent elsewhere, it proves
    /// later that nothing before it was changed, not even by someone who held the key.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn close_day(
        &self,
        key: &SiteKey,
        site: &str,
        day: vocab::Day,
        by: &By,
        chance: &mut dyn Chance,
    ) -> Result<Event, ChartError> {
        let id = &book::new_id(by.at, chance);
        book::retried(self, |mut held| async move {
            let tx: &mut AnyConnection = &mut held;
            let grown: Vec<(String, i64, String)> = sqlx::query_as(
                "SELECT book, count, hash FROM head WHERE site = $1 AND count > closed ORDER BY book",
            )
            .bind(site)
            .fetch_all(&mut *tx)
            .await?;
            let books: Vec<(String, u64, String)> =
                grown.into_iter().map(|(book, count, hash)| (book, book::unsigned(count), hash)).collect();
            for (book, count, hash) in &books {
                let head = Head { count: *count, hash: hash.clone(), closed: *count };
                book::set_head(tx, key, site, book, &head).await?;
            }
            let root = root_of(day, &books);
            let signature = hex(&key.signing(site).sign(root.as_bytes()).to_bytes());
            let event = Event::Closed { day, books, root, signature };
            tell(tx, key, site, by, id, &event).await?;
            Ok((held, event))
        })
        .await
    }
}
