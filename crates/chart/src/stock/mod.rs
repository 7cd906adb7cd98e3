//! What is in the house: products, lots, devices and the emergency kit, each in a book of its own that only grows.
//!
//! A lot's book (`lot/ID`) tells every delivery, opening, use, waste and count; what is on hand is the fold of it. A rule
//! about a lot (nothing expired, held back or recalled is used; nothing goes below nothing) is checked inside the write
//! that would break it, under the lock of the lot's book: two people who reach for the last syringe cannot both have it.
mod amount;
mod catalogue;
mod device;
mod drill;
pub mod gs1;
mod kit;
mod lot;
mod lot_event;
mod product;
mod ready;
mod recall;
mod service;
mod take;

pub use amount::{Amount, NotAnAmount};
pub use catalogue::{CATALOGUE, PRODUCTS_MAX};
pub use device::{DEVICES, DEVICES_MAX, Device, DeviceEvent, needs_device};
pub use drill::{DRILLS, Drill, DrillEvent};
pub use kit::{KIT, KIT_CHECK_DAYS, KIT_ITEMS_MAX, Kit, KitEvent, KitItem, Seen, needs_kit};
pub use lot::{Hold, Lot, LotEvent, Not, Open, Waste};
pub use product::{INGREDIENTS_MAX, Product, ProductIngredient, Unit, Wrong};
pub use ready::{Because, Readiness, ReadyLine, State};
pub use recall::Touched;
pub use service::{Service, services};
pub(crate) use take::broken_lots;
pub use take::{Delivery, LotRow};
pub(crate) use take::{give_back, ids_for, settle};

pub use crate::own::Told;

use crate::ChartError;
use crate::book::{self, Draft, Head, Row};
use crate::register::By;
use crate::seal::{Chance, SiteKey};
use crate::store::Store;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::AnyConnection;

/// The most events that are read of one book of the house.
pub const EVENTS_MAX: i64 = 100_000;
/// The most letters of a name, a number or a reason.
pub const TEXT_MAX: usize = 300;
/// A name of a book of a lot begins so.
pub(crate) const LOT_BOOK: &str = "lot/";

/// Whether a book belongs to the house's things and to no patient.
#[must_use]
pub fn is_ours(book: &str) -> bool {
    [CATALOGUE, DEVICES, KIT, DRILLS].contains(&book) || book.starts_with(LOT_BOOK)
}

/// The stock of a site.
#[derive(Debug, Clone)]
pub struct Stock<'a> {
    pub(crate) store: &'a Store,
    pub(crate) key: &'a SiteKey,
    pub(crate) site: &'a str,
}

/// What must be true of a book before something is told at its end.
pub(crate) type Check<'c, E> = dyn Fn(&[Told<E>]) -> Result<(), ChartError> + Sync + 'c;

impl<'a> Stock<'a> {
    /// The stock of a site.
    #[must_use]
    pub const fn new(store: &'a Store, key: &'a SiteKey, site: &'a str) -> Self {
        Self { store, key, site }
    }

    /// Writes one event at the end of a book, after `check` has agreed to what the book says until then.
    pub(crate) async fn tell<E: Serialize + DeserializeOwned + Send + Sync>(
        &self,
        book: &str,
        kind: &'static str,
        event: &E,
        by: &By,
        chance: &mut dyn Chance,
        check: &Check<'_, E>,
    ) -> Result<Head, ChartError> {
        let draft = &draft(book::new_id(by.at, chance), kind, event, by)?;
        book::retried(self.store, |mut held| async move {
            let tx: &mut AnyConnection = &mut held;
            lock(tx, self.site, book).await?;
            check(&events::<E>(tx, self.site, book).await?)?;
            let head = book::append(tx, self.key, self.site, book, None, std::slice::from_ref(draft)).await?;
            Ok((held, head))
        })
        .await
    }

    /// Every event of a book of the house, oldest first.
    pub(crate) async fn events<E: DeserializeOwned>(&self, book: &str) -> Result<Vec<Told<E>>, ChartError> {
        let mut connection = self.store.pool.acquire().await?;
        events(&mut connection, self.site, book).await
    }
}

/// Takes the lock of a book's end, so that whoever reads it next in this write reads what stays true.
pub(crate) async fn lock(tx: &mut AnyConnection, site: &str, book: &str) -> Result<(), ChartError> {
    sqlx::query("UPDATE head SET count = count WHERE site = $1 AND book = $2")
        .bind(site)
        .bind(book)
        .execute(tx)
        .await?;
    Ok(())
}

pub(crate) async fn events<E: DeserializeOwned>(
    tx: &mut AnyConnection,
    site: &str,
    book: &str,
) -> Result<Vec<Told<E>>, ChartError> {
    let rows = book::rows(tx, site, book, 0, EVENTS_MAX).await?;
    rows.iter().map(|row| told(book, row)).collect()
}

pub(crate) fn told<E: DeserializeOwned>(book: &str, row: &Row) -> Result<Told<E>, ChartError> {
    let event = serde_json::from_str(&row.body).map_err(|e| ChartError::Form {
        what: format!("{book}, entry {}", row.seq),
        why: format!("column {}", e.column()),
    })?;
    Ok(Told { seq: book::unsigned(row.seq), at: row.recorded_at, author: row.author.clone(), event })
}

pub(crate) fn draft<E: Serialize>(
    id: String,
    kind: &'static str,
    event: &E,
    by: &By,
) -> Result<Draft, ChartError> {
    let body = serde_json::to_string(event)
        .map_err(|e| ChartError::Form { what: "an event".to_owned(), why: e.to_string() })?;
    Ok(Draft {
        id,
        kind: kind.to_owned(),
        version: 1,
        happened_at: by.at,
        recorded_at: by.at,
        author: by.author.clone(),
        amends: String::new(),
        sealed: false,
        body,
    })
}

/// A text of a form: trimmed, not empty, not too long, without control letters.
pub(crate) fn text(what: &'static str, given: &str) -> Result<String, ChartError> {
    let text = given.trim();
    let count = text.chars().count();
    if text.is_empty() {
        return Err(ChartError::Form { what: what.to_owned(), why: "nothing was written".to_owned() });
    }
    if count > TEXT_MAX {
        return Err(ChartError::Limit { what, limit: TEXT_MAX, got: count });
    }
    if text.chars().any(char::is_control) {
        return Err(ChartError::Form { what: what.to_owned(), why: "it holds a control letter".to_owned() });
    }
    Ok(text.to_owned())
}

/// A key of a thing: small letters, digits and hyphens, at most 40.
pub(crate) fn slug(what: &'static str, given: &str) -> Result<String, ChartError> {
    let fits = (1..=40).contains(&given.len())
        && given.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    if fits {
        return Ok(given.to_owned());
    }
    let why = format!("`{}`: 1 to 40 small letters, digits and hyphens", vocab::nearest::clip(given));
    Err(ChartError::Form { what: what.to_owned(), why })
}
