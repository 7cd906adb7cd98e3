//! Writing into the books of lots: every rule is checked under the lock of the lot's own book.
use super::lot::{Lot, LotEvent, Not};
use super::{Amount, LOT_BOOK, Product, Stock, Told, draft, events, lock, text, told};
use crate::ChartError;
use crate::book::{self, Draft, Row};
use crate::register::By;
use crate::seal::{Chance, SiteKey};
use sqlx::{AnyConnection, FromRow as _, Row as _};
use std::collections::{BTreeMap, BTreeSet};
use vocab::Day;

/// The most lots that are listed.
const LOTS_MAX: i64 = 5_000;

/// What came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Number on the pack.
    pub number: String,
    /// Last day of use.
    pub expires: Day,
    /// How much.
    pub amount: Amount,
    /// From whom; may be empty.
    pub from: String,
}

/// A lot with its id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LotRow {
    /// Id of the lot, the name of its book.
    pub id: String,
    /// Product key.
    pub product: String,
    /// The lot.
    pub lot: Lot,
}

impl Stock<'_> {
    /// A delivery: the lot's first, or one more of the same number.
    ///
    /// # Errors
    /// The number is no text, the lot is on record with another last day, it has expired by `day`, it is recalled, or the
    /// database refuses.
    pub async fn receive(
        &self,
        product: &Product,
        delivery: &Delivery,
        day: Day,
        by: &By,
        chance: &mut dyn Chance,
    ) -> Result<String, ChartError> {
        let number = &text("the lot's number", &delivery.number)?;
        if delivery.expires < day {
            return Err(Not::Expired { number: number.clone(), on: delivery.expires }.into());
        }
        let new = &book::new_id(by.at, chance);
        let event = &LotEvent::Received {
            product: product.key.clone(),
            number: number.clone(),
            expires: delivery.expires,
            amount: delivery.amount,
            pack: product.pack,
            open_hours: product.open_hours,
            from: delivery.from.trim().to_owned(),
        };
        let id = &book::new_id(by.at, chance);
        let key = &product.key;
        book::retried(self.store, |mut held| async move {
            let tx: &mut AnyConnection = &mut held;
            let known: Option<String> =
                sqlx::query_scalar("SELECT lot FROM lot WHERE site = $1 AND product = $2 AND number = $3")
                    .bind(self.site)
                    .bind(key)
                    .bind(number)
                    .fetch_optional(&mut *tx)
                    .await?;
            let lot = known.unwrap_or_else(|| new.clone());
            let before = fold(tx, self.site, &lot).await?;
            if let Some(super::Hold::Recalled(reference, reason)) = before.hold {
                let number = number.clone();
                return Err(Not::Recalled { number, reference, reason }.into());
            }
            write(tx, self.key, self.site, &lot, by, &[(id.clone(), event.clone())]).await?;
            Ok((held, lot))
        })
        .await
    }

    /// Tells an event about a lot that is on record: opened, wasted, counted, held back, released.
    ///
    /// # Errors
    /// There is no such lot, the event does not fit it, a text is too long, or the database refuses. Deliveries, uses and
    /// recalls have ways of their own and are refused here.
    pub async fn about(
        &self,
        lot: &str,
        event: &LotEvent,
        by: &By,
        chance: &mut dyn Chance,
    ) -> Result<Lot, ChartError> {
        match event {
            LotEvent::Received { .. }
            | LotEvent::Used { .. }
            | LotEvent::PutBack { .. }
            | LotEvent::Recalled { .. } => {
                let why = "deliveries, uses and recalls are not told by hand".to_owned();
                return Err(ChartError::Form { what: "the event".to_owned(), why });
            }
            LotEvent::Quarantined { reason } | LotEvent::Released { reason } => {
                text("the reason", reason)?;
            }
            LotEvent::Opened { note } | LotEvent::Wasted { note, .. } | LotEvent::Counted { note, .. } => {
                if !note.is_empty() {
                    text("the note", note)?;
                }
            }
        }
        let id = &book::new_id(by.at, chance);
        book::retried(self.store, |mut held| async move {
            let tx: &mut AnyConnection = &mut held;
            let lot = write(tx, self.key, self.site, lot, by, &[(id.clone(), event.clone())]).await?;
            Ok((held, lot))
        })
        .await
    }

    /// Uses lots for a patient outside of a session's record: what an emergency took from the shelf.
    ///
    /// `uses` says how much of each lot `what` has used by now; told again with less, the difference is put back.
    ///
    /// # Errors
    /// A lot may not be used on this day or has too little, there is no such lot, or the database refuses; then nothing was
    /// used.
    pub async fn take(
        &self,
        what: &str,
        patient: &str,
        uses: &BTreeMap<String, Amount>,
        day: Day,
        by: &By,
        chance: &mut dyn Chance,
    ) -> Result<(), ChartError> {
        let ids = &ids_for(uses, by, chance);
        book::retried(self.store, |mut held| async move {
            let tx: &mut AnyConnection = &mut held;
            let for_whom = (what, patient);
            settle(tx, self, for_whom, uses, day, by, ids).await?;
            Ok((held, ()))
        })
        .await
    }

    /// Every lot of which something is on hand (or all, with `product`, also what is used up), by expiry and number.
    ///
    /// # Errors
    /// A book of a lot does not fold, or the database does not answer.
    pub async fn lots(&self, product: Option<&str>) -> Result<Vec<LotRow>, ChartError> {
        let mut tx = self.store.read().await?;
        lots(&mut tx, self.site, product).await
    }

    /// One lot with everything that was told about it, oldest first.
    ///
    /// # Errors
    /// There is no such lot, or the database does not answer.
    pub async fn lot(&self, lot: &str) -> Result<(LotRow, Vec<Told<LotEvent>>), ChartError> {
        let book = format!("{LOT_BOOK}{lot}");
        let told = self.events::<LotEvent>(&book).await?;
        if told.is_empty() {
            return Err(ChartError::Missing { what: "lot", id: vocab::nearest::clip(lot) });
        }
        let folded = Lot::of(told.iter().map(|t| (t.at, &t.event)))?;
        Ok((LotRow { id: lot.to_owned(), product: folded.product.clone(), lot: folded }, told))
    }

    /// The lots of a product that may be used, the one that expires first at the front.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn usable(&self, product: &str, day: Day, at: i64) -> Result<Vec<LotRow>, ChartError> {
        let lots = self.lots(Some(product)).await?;
        Ok(lots.into_iter().filter(|row| row.lot.may_use(Amount::ZERO, day, at).is_ok()).collect())
    }

    /// Lots whose row is not the end of their book: none in a record that nobody touched behind its back.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn check(&self) -> Result<Vec<String>, ChartError> {
        let mut connection = self.store.pool.acquire().await?;
        broken_lots(&mut connection, self.site).await
    }
}

/// Lots whose row is not the end of their book, or whose row is gone.
pub(crate) async fn broken_lots(tx: &mut AnyConnection, site: &str) -> Result<Vec<String>, ChartError> {
    let rows: Vec<(String, String, String, String, i64, String)> = sqlx::query_as(
        "SELECT lot, product, number, expires, on_hand, standing FROM lot WHERE site = $1 ORDER BY lot",
    )
    .bind(site)
    .fetch_all(&mut *tx)
    .await?;
    let mut books: BTreeSet<String> = sqlx::query_scalar("SELECT book FROM head WHERE site = $1")
        .bind(site)
        .fetch_all(&mut *tx)
        .await?
        .into_iter()
        .filter_map(|book: String| book.strip_prefix(LOT_BOOK).map(str::to_owned))
        .collect();
    let mut wrong = Vec::new();
    for (id, product, number, expires, on_hand, standing) in rows {
        books.remove(&id);
        let told = super::events::<LotEvent>(tx, site, &format!("{LOT_BOOK}{id}")).await?;
        let is_end = Lot::of(told.iter().map(|t| (t.at, &t.event))).is_ok_and(|lot| {
            lot.product == product
                && lot.number == number
                && lot.expires.is_some_and(|day| day.to_string() == expires)
                && lot.on_hand.thousandths() == on_hand
                && lot.standing() == standing
        });
        if !is_end {
            wrong.push(id);
        }
    }
    wrong.extend(books);
    Ok(wrong)
}

pub(crate) async fn lots(
    tx: &mut AnyConnection,
    site: &str,
    product: Option<&str>,
) -> Result<Vec<LotRow>, ChartError> {
    let rows = sqlx::query(
        "SELECT l.lot AS lot, e.seq, e.id, e.kind, e.version, e.happened_at, e.recorded_at, e.author, e.amends, e.sealed, \
         e.body, e.previous, e.hash FROM lot l JOIN entry e ON e.site = l.site AND e.book = 'lot/' || l.lot \
         WHERE l.site = $1 AND (l.product = $2 OR ($2 = '' AND l.on_hand > 0)) \
         ORDER BY l.expires, l.number, l.lot, e.seq LIMIT $3",
    )
    .bind(site)
    .bind(product.unwrap_or_default())
    .bind(LOTS_MAX * 100)
    .fetch_all(tx)
    .await?;
    let mut lots: Vec<LotRow> = Vec::new();
    for row in &rows {
        let id: String = row.try_get("lot")?;
        let told = told::<LotEvent>(&format!("{LOT_BOOK}{id}"), &Row::from_row(row)?)?;
        if lots.last().is_none_or(|last| last.id != id) {
            lots.push(LotRow { id, product: String::new(), lot: Lot::default() });
        }
        if let Some(last) = lots.last_mut() {
            last.lot.take_in(told.at, &told.event)?;
            last.product.clone_from(&last.lot.product);
        }
    }
    Ok(lots)
}

async fn fold(tx: &mut AnyConnection, site: &str, lot: &str) -> Result<Lot, ChartError> {
    let book = format!("{LOT_BOOK}{lot}");
    lock(tx, site, &book).await?;
    let told = events::<LotEvent>(tx, site, &book).await?;
    Ok(Lot::of(told.iter().map(|t| (t.at, &t.event)))?)
}

/// Tells events about one lot: its book and its row, in this write.
pub(crate) async fn write(
    tx: &mut AnyConnection,
    key: &SiteKey,
    site: &str,
    lot: &str,
    by: &By,
    told: &[(String, LotEvent)],
) -> Result<Lot, ChartError> {
    let mut state = fold(tx, site, lot).await?;
    let is_first = matches!(told.first(), Some((_, LotEvent::Received { .. })));
    if state.expires.is_none() && !is_first {
        return Err(ChartError::Missing { what: "lot", id: vocab::nearest::clip(lot) });
    }
    let mut drafts: Vec<Draft> = Vec::with_capacity(told.len());
    for (id, event) in told {
        state.hear(by.at, event)?;
        drafts.push(draft(id.clone(), event.kind(), event, by)?);
    }
    book::append(tx, key, site, &format!("{LOT_BOOK}{lot}"), None, &drafts).await?;
    sqlx::query(
        "INSERT INTO lot (site, lot, product, number, expires, on_hand, standing) VALUES ($1, $2, $3, $4, $5, $6, $7) \
         ON CONFLICT (site, lot) DO UPDATE SET on_hand = excluded.on_hand, standing = excluded.standing",
    )
    .bind(site)
    .bind(lot)
    .bind(&state.product)
    .bind(&state.number)
    .bind(state.expires.map(|day| day.to_string()).unwrap_or_default())
    .bind(state.on_hand.thousandths())
    .bind(state.standing())
    .execute(tx)
    .await?;
    Ok(state)
}

/// A session's use of lots brought to what it says now: more is used, less is put back, all in the caller's write.
///
/// More is only taken from what may be used on this day; what was used before it expired may stay used. Lots are
/// visited in the order of their ids, so that two sessions never wait for each other. `ids` holds one for each lot.
pub(crate) async fn settle(
    tx: &mut AnyConnection,
    stock: &Stock<'_>,
    (session, patient): (&str, &str),
    uses: &BTreeMap<String, Amount>,
    day: Day,
    by: &By,
    ids: &BTreeMap<String, String>,
) -> Result<(), ChartError> {
    let Stock { key, site, .. } = *stock;
    for (lot, want) in uses {
        let state = fold(tx, site, lot).await?;
        if state.expires.is_none() {
            return Err(ChartError::Missing { what: "lot", id: vocab::nearest::clip(lot) });
        }
        let had = state.sessions.get(session).map(|(_, amount)| *amount).unwrap_or_default();
        let event = if let Some(more) = want.minus(had) {
            if more.is_zero() {
                continue;
            }
            state.may_use(more, day, by.at)?;
            LotEvent::Used { session: session.to_owned(), patient: patient.to_owned(), amount: more }
        } else {
            let amount = had.minus(*want).unwrap_or_default();
            LotEvent::PutBack { session: session.to_owned(), amount, withdrawn: false }
        };
        let id = ids.get(lot).ok_or_else(|| ChartError::Missing { what: "lot", id: lot.clone() })?;
        write(tx, key, site, lot, by, &[(id.clone(), event)]).await?;
    }
    Ok(())
}

/// Puts back whatever a session that was withdrawn has used of these lots, all in the caller's write. What was put back before
/// is not put back again: the book of the lot says how much the session still has. `id` is the event's in each book.
pub(crate) async fn give_back(
    tx: &mut AnyConnection,
    key: &SiteKey,
    site: &str,
    session: &str,
    lots: &BTreeSet<String>,
    by: &By,
    id: &str,
) -> Result<(), ChartError> {
    for lot in lots {
        let had = fold(tx, site, lot).await?.sessions.get(session).map(|(_, amount)| *amount);
        let Some(amount) = had.filter(|amount| !amount.is_zero()) else { continue };
        let event = LotEvent::PutBack { session: session.to_owned(), amount, withdrawn: true };
        write(tx, key, site, lot, by, &[(id.to_owned(), event)]).await?;
    }
    Ok(())
}

/// An id for the event of each lot, drawn before the write so that a repeated write is the same write.
pub(crate) fn ids_for(
    uses: &BTreeMap<String, Amount>,
    by: &By,
    chance: &mut dyn Chance,
) -> BTreeMap<String, String> {
    uses.keys().map(|lot| (lot.clone(), book::new_id(by.at, chance))).collect()
}
