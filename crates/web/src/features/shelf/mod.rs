//! The shelf: lots, products and services, devices and the emergency kit.
mod catalogue;
mod devices;
mod goods;
mod kit;
mod lot;
mod on_hand;
mod recalled;

pub use catalogue::Catalogue;
pub use devices::Devices;
pub use lot::LotPage;
pub use on_hand::OnHand;
pub use recalled::Recalled;

use crate::access::{Needs, Routes};
use crate::features::treat::{Pairs, said};
use crate::record::Record;
use crate::session::Signed;
use crate::{Door, Oops, Shared, ui::icon::Icon};
use axum::extract::{Form, Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use chart::ChartError;
use chart::patient::Why;
use chart::stock::{
    Amount, Delivery, KitEvent, KitItem, LotEvent, Product, Seen, Stock, Waste, gs1,
};
use knowledge::Knowledge;
use std::collections::BTreeMap;
use vocab::{Day, Permission};

/// Behind the word Shelf.
pub(crate) const DOOR: Option<Door> = Some(Door {
    name: "Stock",
    href: "/stock",
    icon: Icon::Book,
    line: "What is on hand, what expires soon, and whom a lot reached.",
    search: None,
});

pub(crate) fn routes() -> Routes {
    let (reads, writes) = (Needs::May(Permission::StockRead), Needs::May(Permission::StockWrite));
    Routes::new()
        .get("/stock", reads, on_hand)
        .post("/stock", writes, receive)
        .get("/stock/{lot}", reads, lot)
        .post("/stock/{lot}", writes, about)
        .get("/stock/{lot}/recall", Needs::May(Permission::Recall), reached)
        .post("/stock/{lot}/recall", Needs::May(Permission::Recall), recall)
        .get("/catalogue", reads, catalogue)
        .post("/catalogue", Needs::May(Permission::CatalogueWrite), set_product)
        .get("/devices", reads, devices)
        .post("/devices", writes, tell)
}

/// What was typed and why it does not hold, by field; `do` for the form as a whole.
pub(crate) type Wrongs = BTreeMap<String, String>;

struct Desk<'h> {
    house: &'h Shared,
    record: &'h Record,
    k: &'static Knowledge,
    today: Day,
}

impl<'h> Desk<'h> {
    fn at(house: &'h Shared) -> Result<Self, Oops> {
        Ok(Self {
            house,
            record: house.kept()?,
            k: crate::house::knowledge().ok_or(Oops::Broken)?,
            today: house.today().ok_or(Oops::Broken)?,
        })
    }

    fn stock(&self) -> Stock<'_> {
        Stock::new(&self.record.store, &self.record.key, &self.record.site)
    }

    fn when(&self, at: i64) -> String {
        crate::ui::moment(at, &self.house.zone())
    }
}

/// The sentence for whoever filled in a form; anything else is a fault of the record.
fn theirs(error: ChartError) -> Result<String, Oops> {
    let is_theirs = matches!(error, ChartError::Stock(_) | ChartError::Form { .. } | ChartError::Limit { .. });
    if is_theirs { Ok(crate::ui::sentence(&error.to_string())) } else { Err(error.into()) }
}

fn given<T: std::str::FromStr>(pairs: &Pairs, field: &str, wrongs: &mut Wrongs, allowed: &str) -> Option<T> {
    let value = said(pairs, field).trim().parse().ok();
    if value.is_none() {
        wrongs.insert(field.to_owned(), allowed.to_owned());
    }
    value
}

const AMOUNT: &str = "A number such as 1, 100 or 0.25.";
const DAY: &str = "A day, such as 2027-12-31.";

async fn on_hand(State(house): State<Shared>, signed: Signed) -> Result<Response, Oops> {
    let desk = Desk::at(&house)?;
    Ok(house.show_to(&signed, &desk.on_hand(&signed, &Pairs::new(), Wrongs::new()).await?))
}

async fn receive(State(house): State<Shared>, signed: Signed, Form(mut pairs): Form<Pairs>) -> Result<Response, Oops> {
    let desk = Desk::at(&house)?;
    let mut wrongs = Wrongs::new();
    let products = desk.stock().products().await?;
    let scanned = said(&pairs, "code").trim().to_owned();
    if !scanned.is_empty() {
        match gs1::read(&scanned) {
            Ok(code) => {
                // What the pack says goes before what was typed beside it.
                let product = code.gtin.as_ref().and_then(|gtin| {
                    products.values().find(|p| p.gtin.as_ref().is_some_and(|own| format!("{own:0>14}") == *gtin))
                });
                if let Some(product) = product {
                    pairs.push(("product".to_owned(), product.key.clone()));
                }
                pairs.extend(code.lot.map(|lot| ("number".to_owned(), lot)));
                pairs.extend(code.expires.map(|day| ("expires".to_owned(), day.to_string())));
            }
            Err(why) => {
                wrongs.insert("code".to_owned(), crate::ui::sentence(&why.to_string()));
            }
        }
    }
    let expires = given::<Day>(&pairs, "expires", &mut wrongs, DAY);
    let amount = given::<Amount>(&pairs, "amount", &mut wrongs, AMOUNT);
    let product = products.get(said(&pairs, "product"));
    if product.is_none() {
        wrongs.insert("product".to_owned(), "Choose a product of the catalogue.".to_owned());
    }
    if let (Some(expires), Some(amount), Some(product), true) = (expires, amount, product, wrongs.is_empty()) {
        let delivery = Delivery {
            number: said(&pairs, "number").to_owned(),
            expires,
            amount,
            from: said(&pairs, "from").chars().take(200).collect(),
        };
        let by = house.by(&signed);
        match desk.stock().receive(product, &delivery, desk.today, &by, &mut *house.chance()).await {
            Ok(lot) => return Ok(Redirect::to(&format!("/stock/{lot}")).into_response()),
            Err(error) => {
                wrongs.insert("do".to_owned(), theirs(error)?);
            }
        }
    }
    Ok(house.show_to(&signed, &desk.on_hand(&signed, &pairs, wrongs).await?))
}

async fn lot(State(house): State<Shared>, signed: Signed, Path(lot): Path<String>) -> Result<Response, Oops> {
    let desk = Desk::at(&house)?;
    Ok(house.show_to(&signed, &desk.lot(&signed, &lot, Wrongs::new()).await?))
}

async fn about(
    State(house): State<Shared>,
    signed: Signed,
    Path(lot): Path<String>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Oops> {
    let desk = Desk::at(&house)?;
    let mut wrongs = Wrongs::new();
    let words = |field: &str| said(&pairs, field).trim().to_owned();
    let event = match said(&pairs, "do") {
        "open" => Some(LotEvent::Opened { note: words("note") }),
        "count" => given::<Amount>(&pairs, "amount", &mut wrongs, AMOUNT)
            .map(|amount| LotEvent::Counted { amount, note: words("note") }),
        "waste" => {
            let why = said(&pairs, "why").parse::<Waste>().ok();
            if why.is_none() {
                wrongs.insert("why".to_owned(), "Choose why.".to_owned());
            }
            given::<Amount>(&pairs, "amount", &mut wrongs, AMOUNT)
                .zip(why)
                .map(|(amount, why)| LotEvent::Wasted { amount, why, note: words("note") })
        }
        "hold" => Some(LotEvent::Quarantined { reason: words("note") }),
        "release" => Some(LotEvent::Released { reason: words("note") }),
        _ => {
            wrongs.insert("do".to_owned(), "Choose what happened to it.".to_owned());
            None
        }
    };
    if let Some(event) = event {
        match desk.stock().about(&lot, &event, &house.by(&signed), &mut *house.chance()).await {
            Ok(_) => return Ok(Redirect::to(&format!("/stock/{lot}")).into_response()),
            Err(error) => {
                wrongs.insert("do".to_owned(), theirs(error)?);
            }
        }
    }
    Ok(house.show_to(&signed, &desk.lot(&signed, &lot, wrongs).await?))
}

async fn reached(State(house): State<Shared>, signed: Signed, Path(lot): Path<String>) -> Result<Response, Oops> {
    let desk = Desk::at(&house)?;
    let why = if signed.may(Permission::ChartRead) { Why::Care } else { Why::Audit };
    Ok(house.show_to(&signed, &desk.recalled(&signed, &lot, why, Wrongs::new()).await?))
}

async fn recall(
    State(house): State<Shared>,
    signed: Signed,
    Path(lot): Path<String>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Oops> {
    let desk = Desk::at(&house)?;
    let (reference, reason) = (said(&pairs, "reference"), said(&pairs, "reason"));
    let done = desk.stock().recall(&lot, reference, reason, &house.by(&signed), &mut *house.chance()).await;
    match done {
        Ok(_) => Ok(Redirect::to(&format!("/stock/{lot}/recall")).into_response()),
        Err(error) => {
            let wrongs = Wrongs::from([("do".to_owned(), theirs(error)?)]);
            Ok(house.show_to(&signed, &desk.recalled(&signed, &lot, Why::Care, wrongs).await?))
        }
    }
}

async fn catalogue(State(house): State<Shared>, signed: Signed, Query(asked): Query<Pairs>) -> Result<Response, Oops> {
    let desk = Desk::at(&house)?;
    let products = desk.stock().products().await?;
    let typed = products.get(said(&asked, "about")).map(goods::about).unwrap_or_default();
    Ok(house.show_to(&signed, &desk.catalogue(&signed, &typed, Wrongs::new()).await?))
}

async fn set_product(State(house): State<Shared>, signed: Signed, Form(pairs): Form<Pairs>) -> Result<Response, Oops> {
    let desk = Desk::at(&house)?;
    let mut wrongs = Wrongs::new();
    let key = goods::product_key(&pairs, &desk.stock().products().await?, &mut wrongs);
    let unit = given(&pairs, "unit", &mut wrongs, "Choose a unit.");
    let pack = given::<Amount>(&pairs, "pack", &mut wrongs, AMOUNT);
    let reorder_at = match said(&pairs, "reorder_at").trim() {
        "" => Some(Amount::ZERO),
        _ => given::<Amount>(&pairs, "reorder_at", &mut wrongs, AMOUNT),
    };
    let open_hours = match said(&pairs, "open_hours").trim() {
        "" => None,
        _ => given::<u32>(&pairs, "open_hours", &mut wrongs, "Whole hours, or nothing."),
    };
    if let (Some(unit), Some(pack), Some(reorder_at), true) = (unit, pack, reorder_at, wrongs.is_empty()) {
        let product = Product {
            key,
            name: said(&pairs, "name").trim().to_owned(),
            maker: said(&pairs, "maker").trim().to_owned(),
            unit,
            pack,
            open_hours,
            ingredients: goods::ingredients(said(&pairs, "ingredients"), desk.k),
            treatments: pairs.iter().filter(|(n, _)| n == "treatment").map(|(_, code)| code.clone()).collect(),
            reorder_at,
            gtin: Some(said(&pairs, "gtin").trim().to_owned()).filter(|g| !g.is_empty()),
            label: Some(said(&pairs, "label").trim().to_owned()).filter(|l| !l.is_empty()),
            retired: said(&pairs, "retired") == "yes",
        };
        for wrong in product.wrongs(desk.k) {
            wrongs.entry(wrong.field.to_owned()).or_insert_with(|| crate::ui::sentence(&wrong.why));
        }
        if wrongs.is_empty() {
            match desk.stock().set_product(desk.k, &product, &house.by(&signed), &mut *house.chance()).await {
                Ok(()) => return Ok(Redirect::to("/catalogue#products").into_response()),
                Err(error) => {
                    wrongs.insert("do".to_owned(), theirs(error)?);
                }
            }
        }
    }
    Ok(house.show_to(&signed, &desk.catalogue(&signed, &pairs, wrongs).await?))
}

async fn devices(State(house): State<Shared>, signed: Signed, Query(asked): Query<Pairs>) -> Result<Response, Oops> {
    let desk = Desk::at(&house)?;
    let devices = desk.stock().devices().await?;
    let typed = devices.get(said(&asked, "about")).map(devices::about).unwrap_or_default();
    Ok(house.show_to(&signed, &desk.devices(&signed, &typed, Wrongs::new()).await?))
}

async fn tell(State(house): State<Shared>, signed: Signed, Form(pairs): Form<Pairs>) -> Result<Response, Oops> {
    let desk = Desk::at(&house)?;
    let mut wrongs = Wrongs::new();
    let (by, chance) = (house.by(&signed), &mut *house.chance());
    let done = match said(&pairs, "do") {
        "kit" => match desk.seen(&pairs, &mut wrongs).await? {
            Some(seen) => desk.stock().tell_kit(desk.k, &seen, desk.today, &by, chance).await,
            None => Ok(()),
        },
        "item" | "out" => {
            let event = desk.agreed(&pairs, &mut wrongs).await?;
            match event {
                Some(event) => desk.stock().tell_kit(desk.k, &event, desk.today, &by, chance).await,
                None => Ok(()),
            }
        }
        _ => match goods::device_event(&pairs, &desk.stock().devices().await?, &mut wrongs) {
            Some(event) => desk.stock().tell_device(desk.k, &event, desk.today, &by, chance).await,
            None => Ok(()),
        },
    };
    match done {
        Ok(()) if wrongs.is_empty() => return Ok(Redirect::to("/devices").into_response()),
        Ok(()) => {}
        Err(ChartError::Missing { what, .. }) => {
            wrongs.insert("do".to_owned(), format!("There is no such {what} here."));
        }
        Err(error) => {
            wrongs.insert("do".to_owned(), theirs(error)?);
        }
    }
    Ok(house.show_to(&signed, &desk.devices(&signed, &pairs, wrongs).await?))
}

impl Desk<'_> {
    /// What somebody saw of the kit: one count and one day for each thing that belongs into it.
    async fn seen(&self, pairs: &Pairs, wrongs: &mut Wrongs) -> Result<Option<KitEvent>, Oops> {
        let kit = self.stock().kit().await?;
        let mut seen = Vec::new();
        for item in &kit.items {
            let (count, day) = (format!("count_{}", item.key), format!("expires_{}", item.key));
            let count = given::<u16>(pairs, &count, wrongs, "How many are there, 0 or more.");
            let expires = match said(pairs, &day).trim() {
                "" => None,
                _ => given::<Day>(pairs, &day, wrongs, DAY),
            };
            seen.extend(count.map(|count| Seen { key: item.key.clone(), count, expires }));
        }
        Ok(wrongs.is_empty().then_some(KitEvent::Checked { on: self.today, seen }))
    }

    /// What belongs into the kit with one thing more, told anew, or less. A new thing is given a key of its name.
    async fn agreed(&self, pairs: &Pairs, wrongs: &mut Wrongs) -> Result<Option<KitEvent>, Oops> {
        let mut items = self.stock().kit().await?.items;
        if said(pairs, "do") == "out" {
            let before = items.len();
            items.retain(|item| item.key != said(pairs, "item"));
            if items.len() == before {
                wrongs.insert("item".to_owned(), "Choose what is no longer needed.".to_owned());
                return Ok(None);
            }
            return Ok(Some(KitEvent::Agreed { items }));
        }
        let need = given::<u16>(pairs, "need", wrongs, "How many, 1 or more.");
        let name = said(pairs, "item_name").trim().to_owned();
        if name.is_empty() {
            wrongs.insert("item_name".to_owned(), "What it is, such as Adrenaline 1 mg/ml.".to_owned());
        }
        let (Some(need), false) = (need, name.is_empty()) else { return Ok(None) };
        let same = items.iter().find(|item| goods::same_name(&item.name, &name)).map(|item| item.key.clone());
        let key = same.unwrap_or_else(|| crate::key::key_of(&name, "thing", |key| items.iter().any(|item| item.key == key)));
        items.retain(|item| item.key != key);
        let treatments = pairs.iter().filter(|(n, _)| n == "for").map(|(_, code)| code.clone()).filter(|c| !c.is_empty());
        items.push(KitItem {
            key,
            name,
            need,
            treatments: treatments.collect(),
        });
        Ok(Some(KitEvent::Agreed { items }))
    }
}

#[cfg(test)]
mod tests;
