//! A lot is recalled: whom it reached, where, when, and a letter for each, ready to print.
use crate::features::consent::{known, title, who};
use crate::ui::{self, Entry, Field, Heading, Press, Table};
use crate::{House, Oops, Page};
use chart::case::day_of;
use chart::entry::Body;
use chart::stock::Stock;
use maud::{Markup, html};
use std::collections::BTreeMap;
use vocab::Day;

/// Somebody whom a lot reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reached {
    /// Id of the patient.
    pub patient: String,
    /// Name; empty = erased.
    pub name: String,
    /// Telephone and e-mail, as far as known.
    pub contact: String,
    /// What was done.
    pub title: String,
    /// Where, in words.
    pub zones: String,
    /// The day.
    pub on: Day,
    /// How much.
    pub amount: String,
}

/// The page.
#[derive(Debug, Clone, Default)]
pub struct Touched {
    /// The number that was asked for.
    pub number: String,
    /// What the lots of this number are: product and how each stands.
    pub lots: Vec<String>,
    /// Whom they reached, oldest first.
    pub reached: Vec<Reached>,
    /// How long the search took, milliseconds.
    pub took_ms: i64,
    /// The telephone number of the house; may be empty.
    pub line: String,
}

/// Finds whom the lots with this number reached.
pub(super) async fn found(house: &House, number: &str) -> Result<Touched, Oops> {
    let begun = house.now_ms();
    let line = house.line().unwrap_or_default().to_owned();
    let mut page = Touched { number: number.to_owned(), line, ..Touched::default() };
    if number.is_empty() {
        return Ok(page);
    }
    let record = house.kept()?;
    let (stock, patients, zone) = (Stock::new(&record.store, &record.key, &record.site), record.patients(), house.zone());
    // Zones and treatments stand in the sessions, sealed with the patients' keys.
    let sessions = patients.across(&["session"], 0, chart::patient::ACROSS_MAX).await?;
    let by_id: BTreeMap<&str, &chart::patient::Entry> = sessions.iter().map(|e| (e.id.as_str(), e)).collect();
    for lot in stock.with_number(number).await? {
        let (row, _) = stock.lot(&lot).await?;
        page.lots.push(format!("{}: {}", row.product, row.lot.standing()));
        for touched in stock.touched(&lot).await? {
            let identity = who(&patients, &touched.patient).await?.unwrap_or_default();
            let session = by_id.get(touched.session.as_str()).and_then(|e| {
                let Body::Session(session) = &e.body else { return None };
                Some((day_of(e.happened_at, &zone), session))
            });
            let zones = session.map_or_else(String::new, |(_, s)| {
                s.zones.iter().map(|z| ui::zone(*z)).collect::<Vec<_>>().join(", ")
            });
            let contact = [&identity.phone, &identity.email].into_iter().flatten().cloned().collect::<Vec<_>>().join(", ");
            page.reached.push(Reached {
                patient: touched.patient,
                name: identity.name,
                contact,
                title: session.map_or_else(|| "not on record".to_owned(), |(_, s)| known().map_or_else(|_| s.treatment.clone(), |k| title(k, &s.treatment))),
                zones,
                on: session.map_or_else(|| day_of(touched.at, &zone), |(on, _)| on),
                amount: touched.amount.to_string(),
            });
        }
    }
    page.took_ms = house.now_ms() - begun;
    Ok(page)
}

impl Touched {
    fn letter(&self, one: &Reached) -> Markup {
        html! {
            article class="card letter" {
                p { (one.name) } p.small.muted { (one.contact) }
                h2 { "About your treatment of " (one.on.in_words()) }
                p { "Dear " (one.name) "," }
                p { "on " (one.on.in_words()) " we used a product of lot " b { (self.number) } " for your treatment (" (one.title) @if !one.zones.is_empty() { ", " (one.zones) } "). Its maker has recalled this lot." }
                p { "This does not mean that something is wrong with you. Please call us" @if !self.line.is_empty() { " on " b { (self.line) } } ", so that we can look at the treated area and tell you what the maker says." }
                p { "If you notice pain, a change of colour, a lump, fever or anything that worries you, call at once, day or night." }
            }
        }
    }
}

impl Page for Touched {
    fn samples() -> Vec<(&'static str, Self)> {
        let reached = Reached {
            patient: "p1".into(),
            name: "Amara <Okafor>".into(),
            contact: "+1 555 0101".into(),
            title: "Hyaluronic acid filler".into(),
            zones: "lip upper, lip lower".into(),
            on: Day::from_number(20_741),
            amount: "1".into(),
        };
        let asked = Self { number: "A1<b>".into(), ..Self::default() };
        let found = Self { lots: vec!["filler-x: recalled".into()], reached: vec![reached], took_ms: 12, line: "+1 555 0100".into(), ..asked.clone() };
        vec![("empty", Self::default()), ("nobody", asked), ("ordinary", found)]
    }

    fn title(&self) -> String {
        if self.number.is_empty() { "Recall".into() } else { format!("Recall of lot {}", self.number) }
    }

    fn render(&self) -> Markup {
        let heading = Heading::new(&self.title()).lead("From a lot to everybody whom it reached, with a letter for each.");
        let heading = if self.reached.is_empty() { heading } else { heading.actions(html! { (ui::print_button("Print list and letters")) }) };
        let form = html! {
            form.card method="get" action="/recall" {
                (Field::new("lot", "Number of the lot, as on the notice", Entry::Text).value(&self.number))
                div.actions { (ui::submit("Find whom it reached", Press::Primary)) }
            }
        };
        let mut table = Table::new("Whom it reached, oldest first").column("Guest").column("Contact").column("Treatment").column("Zones").column("Day").numbers("Amount");
        for one in &self.reached {
            table = table.row(vec![
                html! { @if one.name.is_empty() { "erased" } @else { a class="name" href=(format!("/patients/{}", one.patient)) { (one.name) } } },
                html! { (one.contact) },
                html! { (one.title) },
                html! { (one.zones) },
                html! { (one.on.in_words()) },
                html! { (one.amount) },
            ]);
        }
        html! {
            (heading)
            div.stack {
                (form)
                @if !self.number.is_empty() && self.lots.is_empty() { (ui::empty("No lot of this number", "It never came into this house, or it is written differently on the pack.", &html! {})) }
                @if !self.lots.is_empty() {
                    ul { @for lot in &self.lots { li { (lot) } } }
                    @if self.reached.is_empty() { (ui::empty("It reached nobody", "No session used it.", &html! {})) } @else {
                        p { (self.reached.len()) " treatments, found in " (self.took_ms) " ms." }
                        (table)
                        div.letters { @for one in self.reached.iter().filter(|r| !r.name.is_empty()) { (self.letter(one)) } }
                    }
                }
            }
        }
    }
}
