//! A lot is recalled: whom it reached, where, when, and a letter for each, ready to print.
use crate::features::consent::{known, title};
use crate::ui::{self, Entry, Field, Heading, Press, Table};
use crate::{House, Oops, Page};
use chart::case::day_of;
use chart::entry::Body;
use chart::patient::Single;
use chart::stock::{Hold, Product, Stock};
use maud::{Markup, html};
use vocab::Day;

/// The most recalls and drills that are listed.
const DRILLS_SHOWN: usize = 20;

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
    /// Recalls and drills so far, the newest first.
    pub drills: Vec<Timed>,
    /// Token of the forms.
    pub csrf: String,
}

/// A recall or a drill with its clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timed {
    /// Where it began in its book.
    pub began: u64,
    /// The number of the lot.
    pub number: String,
    /// A recall of the maker; else it is a drill.
    pub real: bool,
    /// Who began it.
    pub by: String,
    /// When, in words.
    pub when: String,
    /// From the lot to the list, in words, and how many patients; absent = it still runs.
    pub took: Option<(String, u32)>,
}

/// The stock of the house.
pub(super) fn stock(house: &House) -> Result<Stock<'_>, Oops> {
    let record = house.kept()?;
    Ok(Stock::new(&record.store, &record.key, &record.site))
}

/// Recalls and drills as they are told.
pub(super) async fn drills(house: &House, stock: &Stock<'_>) -> Result<Vec<Timed>, Oops> {
    let roll = house.kept()?.roll().await?;
    let when = |at: i64| crate::ui::moment(at, &house.zone());
    let timed = |one: chart::stock::Drill| Timed {
        began: one.began,
        by: roll.name(&one.by).to_owned(),
        when: when(one.began_at),
        took: one.finished.map(|(at, reached)| (lasted(at - one.began_at), reached)),
        number: one.number,
        real: one.real,
    };
    Ok(stock.drills().await?.into_iter().take(DRILLS_SHOWN).map(timed).collect())
}

/// A span in minutes and seconds.
fn lasted(ms: i64) -> String {
    let seconds = ms.max(0) / 1_000;
    match (seconds / 60, seconds % 60) {
        (0, s) => format!("{s} s"),
        (m, s) => format!("{m} min {s} s"),
    }
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
    let products = stock.products().await?;
    for lot in stock.with_number(number).await? {
        let (row, touched) = stock.reached(&lot).await?;
        let product = products.get(&row.product);
        let stands = match row.lot.hold {
            None => "in use",
            Some(Hold::Quarantined(_)) => "held back",
            Some(Hold::Recalled(..)) => "recalled",
        };
        page.lots.push(format!("{}: {stands}", product.map_or(row.product.as_str(), |product| product.name.as_str())));
        // Zones and treatments stand in the sessions, sealed with the patients' keys; nothing else of a chart is opened.
        let wanted: Vec<(&str, &str)> = touched.iter().map(|one| (one.patient.as_str(), one.session.as_str())).collect();
        let singles = patients.singles(&wanted).await?;
        for (touched, single) in touched.iter().zip(singles) {
            page.reached.push(reached(touched, single, product, &zone));
        }
    }
    page.took_ms = house.now_ms() - begun;
    Ok(page)
}

/// Somebody whom a lot reached, in the words of the list.
fn reached(touched: &chart::stock::Touched, single: Single, product: Option<&Product>, zone: &jiff::tz::TimeZone) -> Reached {
    let identity = single.identity.unwrap_or_default();
    let line = single.line.as_ref();
    let session = line.and_then(|line| match &line.now {
        Some(Body::Session(session)) => Some((day_of(line.entry.happened_at, zone), session)),
        _ => None,
    });
    let zones = session.map_or_else(String::new, |(_, s)| s.zones.iter().map(|z| ui::zone(*z)).collect::<Vec<_>>().join(", "));
    let contact = [&identity.phone, &identity.email].into_iter().flatten().cloned().collect::<Vec<_>>().join(", ");
    let treatment = |code: &str| known().map_or_else(|_| code.to_owned(), |k| title(k, code));
    Reached {
        patient: touched.patient.clone(),
        name: identity.name,
        contact,
        title: session.map_or_else(|| "not on record".to_owned(), |(_, s)| treatment(&s.treatment)),
        zones,
        on: session.map_or_else(|| day_of(touched.at, zone), |(on, _)| on),
        amount: product.map_or_else(|| touched.amount.to_string(), |product| product.unit.counted(touched.amount)),
    }
}

impl Touched {
    /// The clock: from the lot that was named to the list at hand.
    fn timed(&self) -> Markup {
        let token = html! {
            input type="hidden" name="csrf" value=(self.csrf);
            input type="hidden" name="lot" value=(self.number);
        };
        let open = self.drills.iter().find(|one| one.number == self.number && one.took.is_none());
        let mut table = Table::new("Recalls and drills, the newest first")
            .column("Lot").column("What").column("Began").column("By").column("From the lot to the list").numbers("Guests");
        for one in &self.drills {
            table = table.row(vec![
                html! { a."tall-link" href=(format!("/recall?lot={}", crate::session::quoted(&one.number))) { (one.number) } },
                html! { @if one.real { "recall" } @else { "drill" } },
                html! { (one.when) },
                html! { (one.by) },
                html! { @match &one.took { Some((took, _)) => { (took) } None => "runs" } },
                html! { @if let Some((_, reached)) = &one.took { (reached) } },
            ]);
        }
        html! {
            @if !self.number.is_empty() {
                @if let Some(open) = open {
                    form.card method="post" action="/recall" {
                        (token)
                        input type="hidden" name="drill" value=(open.began);
                        p { "The clock runs since " (open.when) ". It stops when the list is complete and the letters are printed." }
                        div.actions { button.btn.primary type="submit" name="do" value="finish" { "The list is at hand" } }
                    }
                } @else {
                    form.card method="post" action="/recall" {
                        (token)
                        label.option.tick { input type="checkbox" name="real" value="yes"; span { "A recall of the maker, not a drill" } }
                        div.actions { button.btn type="submit" name="do" value="begin" { "Start the clock" } }
                    }
                }
            }
            @if !self.drills.is_empty() { (ui::section("drills", "How fast it went", "", &html! { (table) })) }
        }
    }

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
            amount: "1 ml".into(),
        };
        let asked = Self { number: "A1<b>".into(), ..Self::default() };
        let found = Self { lots: vec!["Filler <X>: recalled".into()], reached: vec![reached], took_ms: 12, line: "+1 555 0100".into(), ..asked.clone() };
        let timed = |began, number: &str, took: Option<(&str, u32)>| Timed {
            began,
            number: number.into(),
            real: began == 1,
            by: "Dr. <Ada>".into(),
            when: "Tue 24 Nov 2026, 09:00".into(),
            took: took.map(|(took, reached)| (took.into(), reached)),
        };
        let drills = vec![timed(3, "A1<b>", None), timed(1, "B7", Some(("2 min 5 s", 14)))];
        let found = Self { drills, csrf: "token".into(), ..found };
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
                (self.timed())
                @if !self.number.is_empty() && self.lots.is_empty() { (ui::empty("No lot of this number", "It never came into this house, or it is written differently on the pack.", &html! {})) }
                @if !self.lots.is_empty() {
                    ul { @for lot in &self.lots { li { (lot) } } }
                    @if self.reached.is_empty() { (ui::empty("It reached nobody", "No session used it.", &html! {})) } @else {
                        p { @if self.reached.len() == 1 { "One treatment" } @else { (self.reached.len()) " treatments" } ", found in " (self.took_ms) " ms." }
                        (table)
                        div.letters { @for one in self.reached.iter().filter(|r| !r.name.is_empty()) { (self.letter(one)) } }
                    }
                }
            }
        }
    }
}
