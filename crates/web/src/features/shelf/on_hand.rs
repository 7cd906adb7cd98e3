//! What is on hand, the first to expire at the front; and the form for what comes in.
use super::{Desk, Pairs, Wrongs, said};
use crate::session::{Carries, Signed};
use crate::ui::{self, Entry, Heading, Press, Table};
use crate::{Oops, Page};
use axum::http::StatusCode;
use chart::stock::{Amount, Hold};
use maud::{Markup, html};
use std::collections::BTreeMap;
use vocab::Permission;
use vocab::verdict::State;

/// Days before the last one in which a lot is said to expire soon.
pub(super) const SOON_DAYS: i32 = 60;

/// A lot of the list.
#[derive(Debug, Clone)]
pub struct Row {
    /// Id of the lot.
    pub id: String,
    /// Name of the product.
    pub product: String,
    /// Number on the pack.
    pub number: String,
    /// Last day, in words.
    pub expires: String,
    /// What can be used, with its unit.
    pub left: String,
    /// How it stands.
    pub state: State,
    /// In words.
    pub word: String,
}

/// The page.
#[derive(Debug, Clone)]
pub struct OnHand {
    /// The token of the forms.
    pub csrf: String,
    /// Lots, the first to expire at the front.
    pub rows: Vec<Row>,
    /// Products to be ordered: name and what is left.
    pub low: Vec<(String, String)>,
    /// Products of the catalogue: key and name.
    pub products: Vec<(String, String)>,
    /// Whether whoever looks may write.
    pub writes: bool,
    /// What was typed.
    pub typed: Pairs,
    /// What does not hold.
    pub wrongs: Wrongs,
}

impl Carries for OnHand {
    fn csrf(&self) -> &str {
        &self.csrf
    }
}

impl Desk<'_> {
    pub(super) async fn on_hand(&self, signed: &Signed, typed: &Pairs, wrongs: Wrongs) -> Result<OnHand, Oops> {
        let (products, lots) = (self.stock().products().await?, self.stock().lots(None).await?);
        let now = self.house.now_ms();
        let mut left: BTreeMap<&str, Amount> = BTreeMap::new();
        let rows = lots.iter().map(|row| {
            let product = products.get(&row.product);
            let lot = &row.lot;
            let usable = lot.usable(now);
            let expires = lot.expires.unwrap_or(self.today);
            let days = expires.since(self.today);
            let (state, word) = match &lot.hold {
                Some(Hold::Recalled(..)) => (State::Stop, "Recalled".to_owned()),
                Some(Hold::Quarantined(_)) => (State::Ask, "Held back".to_owned()),
                None if days < 0 => (State::Stop, "Expired".to_owned()),
                None if usable.is_zero() => (State::Ask, "Open too long".to_owned()),
                None if days <= SOON_DAYS => (State::Ask, format!("Expires in {days} days")),
                None => (State::Clear, "In use".to_owned()),
            };
            if state != State::Stop && lot.hold.is_none() {
                let sum = left.entry(&row.product).or_default();
                *sum = sum.plus(usable).unwrap_or(Amount::MOST);
            }
            Row {
                id: row.id.clone(),
                product: product.map_or_else(|| row.product.clone(), |p| p.name.clone()),
                number: lot.number.clone(),
                expires: expires.in_words(),
                left: product.map_or_else(|| usable.to_string(), |p| p.unit.counted(usable)),
                state,
                word,
            }
        });
        let rows: Vec<Row> = rows.collect();
        let low = products.values().filter(|p| !p.retired && !p.reorder_at.is_zero()).filter_map(|p| {
            let left = left.get(p.key.as_str()).copied().unwrap_or_default();
            (left <= p.reorder_at).then(|| (p.name.clone(), format!("{} left", p.unit.counted(left))))
        });
        Ok(OnHand {
            csrf: signed.csrf.clone(),
            low: low.collect(),
            rows,
            products: products.values().filter(|p| !p.retired).map(|p| (p.key.clone(), p.name.clone())).collect(),
            writes: signed.may(Permission::StockWrite),
            typed: typed.clone(),
            wrongs,
        })
    }
}

impl Page for OnHand {
    fn samples() -> Vec<(&'static str, Self)> {
        let row = |product: &str, state, word: &str| Row {
            id: "l".into(),
            product: product.into(),
            number: "C1".into(),
            expires: "Thu 31 Dec 2026".into(),
            left: "80 U".into(),
            state,
            word: word.into(),
        };
        let page = Self {
            csrf: "t".into(),
            rows: vec![
                row("Toxin <100 U>", State::Clear, "In use"),
                row("Filler", State::Ask, "Expires in 12 days"),
                row("Peel", State::Stop, "Recalled"),
            ],
            low: vec![("Filler".into(), "1 ml left".into())],
            products: vec![("x".into(), "Toxin <100 U>".into())],
            writes: true,
            typed: vec![],
            wrongs: Wrongs::new(),
        };
        let mut wrong = page.clone();
        wrong.typed = vec![("expires".into(), "soon".into())];
        wrong.wrongs = Wrongs::from([("expires".into(), "A day, such as 2027-12-31.".into()), ("do".into(), "Lot C1 is recalled.".into())]);
        let empty = Self { rows: vec![], low: vec![], products: vec![], writes: false, ..page.clone() };
        vec![("ordinary", page), ("wrong", wrong), ("empty", empty)]
    }

    fn title(&self) -> String {
        "Stock".into()
    }

    fn door(&self) -> Option<&'static str> {
        Some("/stock")
    }

    fn status(&self) -> StatusCode {
        if self.wrongs.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }
    }

    fn render(&self) -> Markup {
        let look = self.rows.iter().filter(|row| row.state != State::Clear).count();
        let title = match (self.rows.len(), look) {
            (0, _) => "Nothing is on hand".to_owned(),
            (n, 0) => format!("{n} lots on hand, all in date"),
            (n, 1) => format!("{n} lots on hand, one to look at"),
            (n, look) => format!("{n} lots on hand, {look} to look at"),
        };
        let mut table = Table::new("The first to expire is at the front").column("Product").column("Lot").column("Until").numbers("Can be used").column("State");
        for row in &self.rows {
            table = table.row(vec![
                html! { a href={ "/stock/" (row.id) } { (row.product) } },
                html! { (row.number) },
                html! { (row.expires) },
                html! { (row.left) },
                ui::chip(row.state, &row.word),
            ]);
        }
        html! {
            (Heading::new(&title).eyebrow("Stock").actions(html! {
                (ui::button_link("/catalogue", "Services and products", Press::Second))
                (ui::button_link("/devices", "Devices and kit", Press::Second))
            }))
            @if !self.low.is_empty() {
                (ui::notice(State::Ask, "To be ordered", &html! { ul { @for (name, left) in &self.low { li { (name) ": " (left) } } } }))
            }
            @if self.rows.is_empty() { (ui::empty("The shelf is empty", self.empty_line(), &html! { @if self.products.is_empty() { (ui::button_link("/catalogue", "Name the products first", ui::Press::Second)) } })) }
            @else { (table) }
            @if self.writes { (self.receive()) }
        }
    }
}

impl OnHand {
    const fn empty_line(&self) -> &'static str {
        if self.products.is_empty() {
            "What comes in is written down here, with its lot and its last day, once the house has said which products it keeps."
        } else {
            "What comes in is written down here, with its lot and its last day."
        }
    }

    fn receive(&self) -> Markup {
        let wrong = |field: &str| self.wrongs.get(field).map(String::as_str);
        let text = |name: &str, label: &str| {
            ui::Field::new(name, label, Entry::Text).value(said(&self.typed, name)).error(wrong(name))
        };
        let mut products = vec![(String::new(), "Choose".to_owned())];
        products.extend(self.products.iter().cloned());
        ui::section("receive", "Something came in", "", &html! {
            @if let Some(why) = wrong("do") { (ui::notice(State::Stop, "Not received", &html! { p { (why) } })) }
            form.form method="post" action="/stock" {
                (ui::csrf(self))
                (text("code", "Scan the pack").optional().hint("The square or bar code fills in product, lot and last day."))
                div.form-row {
                    (ui::Field::new("product", "Product", Entry::Select(products)).value(said(&self.typed, "product")).error(wrong("product")))
                    (text("number", "Lot number"))
                    (ui::Field::new("expires", "Last day of use", Entry::Date).value(said(&self.typed, "expires")).error(wrong("expires")))
                    (text("amount", "How much").hint("In the unit of the product, not in packs."))
                    (text("from", "From whom").optional())
                }
                div.form-end { (ui::submit("Receive", Press::Primary)) }
            }
        })
    }
}
