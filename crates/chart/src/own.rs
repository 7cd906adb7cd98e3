//! Books of the house itself: chains like a patient's chart, sealed with a key of the site.
//!
//! What a house must be able to prove about a past day (a licence, a standing order, who opened what) is told here and
//! folded, never updated.
use crate::ChartError;
use crate::book::{self, Draft, Head};
use crate::register::By;
use crate::seal::{Chance, SiteKey};
use crate::store::Store;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::AnyConnection;

/// Entries read at a time.
const PAGE: i64 = 500;
/// The books that belong to no patient; `verify` knows no others, but for those of the stock.
pub(crate) const BOOKS: &[&str] = &[crate::people::PEOPLE, crate::people::ACCESS];

/// Whether a book belongs to the house and to no patient.
pub(crate) fn is_own(book: &str) -> bool {
    BOOKS.contains(&book) || crate::stock::is_ours(book)
}

/// A site of the record with its key, as the books of the house need it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Own<'a> {
    pub(crate) store: &'a Store,
    pub(crate) key: &'a SiteKey,
    pub(crate) site: &'a str,
}

/// What is told, and when.
#[derive(Debug, Clone, PartialEq)]
pub struct Told<E> {
    /// Place in the book, from 1.
    pub seq: u64,
    /// When it was recorded, milliseconds since 1970.
    pub at: i64,
    /// Who told it.
    pub author: String,
    /// The event.
    pub event: E,
}

impl Own<'_> {
    /// Seals events for the end of a book, ready to be appended in a write.
    pub(crate) fn drafts<E: Serialize>(
        &self,
        book: &str,
        kind: impl Fn(&E) -> &'static str,
        events: &[E],
        by: &By,
        chance: &mut dyn Chance,
    ) -> Result<Vec<Draft>, ChartError> {
        events
            .iter()
            .map(|event| {
                let id = book::new_id(by.at, chance);
                let clear = serde_json::to_string(event)
                    .map_err(|e| ChartError::Form { what: "an event".to_owned(), why: e.to_string() })?;
                Ok(Draft {
                    body: self.key.seal_own(&clear, self.site, book, &id, chance),
                    id,
                    kind: kind(event).to_owned(),
                    version: 1,
                    happened_at: by.at,
                    recorded_at: by.at,
                    author: by.author.clone(),
                    amends: String::new(),
                    sealed: true,
                })
            })
            .collect()
    }

    /// Tells events at the end of a book, all or none. With `expect`, only if the book still has that many entries.
    pub(crate) async fn tell(
        &self,
        book: &str,
        expect: Option<u64>,
        drafts: &[Draft],
    ) -> Result<Head, ChartError> {
        book::retried(self.store, |mut held| async move {
            let tx: &mut AnyConnection = &mut held;
            let head = book::append(tx, self.key, self.site, book, expect, drafts).await?;
            Ok((held, head))
        })
        .await
    }

    /// Everything that a book tells after the entry `after`, in order.
    pub(crate) async fn read<E: DeserializeOwned>(
        &self,
        book: &str,
        after: u64,
    ) -> Result<Vec<Told<E>>, ChartError> {
        let mut tx = self.store.read().await?;
        let mut told = Vec::new();
        let mut last = book::signed(after);
        loop {
            let rows = book::rows(&mut tx, self.site, book, last, PAGE).await?;
            let Some(end) = rows.last() else { return Ok(told) };
            last = end.seq;
            for row in &rows {
                let clear = self.key.open_own(&row.body, self.site, book, &row.id)?;
                let event = serde_json::from_str(&clear).map_err(|e| ChartError::Form {
                    what: format!("entry {} of the book `{book}`", row.seq),
                    why: format!("column {}", e.column()),
                })?;
                told.push(Told {
                    seq: book::unsigned(row.seq),
                    at: row.recorded_at,
                    author: row.author.clone(),
                    event,
                });
            }
        }
    }
}
