//! One lot: what it is, what can happen to it, and everything that did.
use super::{Desk, Wrongs};
use crate::session::{Carries, Signed};
use crate::ui::{self, Entry, Heading, Press};
use crate::{Oops, Page};
use axum::http::StatusCode;
use chart::stock::{Hold, Lot, LotEvent, Waste};
use maud::{Markup, html};
use vocab::Permission;
use vocab::verdict::State;

/// The page of a lot.
#[derive(Debug, Clone)]
pub struct LotPage {
    /// The token of the forms.
    pub csrf: String,
    /// Id of the lot.
    pub id: String,
    /// Name of the product.
    pub product: String,
    /// Its unit.
    pub unit: String,
    /// The lot.
    pub lot: Lot,
    /// What can be used now, in words.
    pub usable: String,
    /// Why it may not be used today; absent = it may.
    pub not: Option<String>,
    /// Opened packs: since when, until when, what is left, words.
    pub open: Vec<(String, String, String, String)>,
    /// What happened: when, who, what. Newest first.
    pub told: Vec<(String, String, String)>,
    /// Whether whoever looks may write.
    pub writes: bool,
    /// Whether whoever looks may recall.
    pub recalls: bool,
    /// What does not hold.
    pub wrongs: Wrongs,
}

impl Carries for LotPage {
    fn csrf(&self) -> &str {
        &self.csrf
    }
}

impl Desk<'_> {
    pub(super) async fn lot(&self, signed: &Signed, id: &str, wrongs: Wrongs) -> Result<LotPage, Oops> {
        let (row, told) = self.stock().lot(id).await?;
        let product = self.stock().products().await?.remove(&row.product);
        let unit = product.as_ref().map_or("", |p| p.unit.short());
        let (roll, now) = (self.record.roll().await?, self.house.now_ms());
        let open = row.lot.open.iter().map(|o| {
            let until = o.until.map_or_else(|| "until it expires".to_owned(), |at| format!("good until {}", self.when(at)));
            (self.when(o.at), until, format!("{} {unit}", o.left), o.note.clone())
        });
        let mut story: Vec<(String, String, String)> = told
            .iter()
            .map(|t| {
                let who = roll.get(&t.author).map_or_else(|| "the house".to_owned(), |p| p.name.clone());
                (self.when(t.at), who, in_words(&t.event, unit))
            })
            .collect();
        story.reverse();
        Ok(LotPage {
            csrf: signed.csrf.clone(),
            id: id.to_owned(),
            product: product.as_ref().map_or_else(|| row.product.clone(), |p| p.name.clone()),
            unit: unit.to_owned(),
            usable: format!("{} {unit}", row.lot.usable(now)),
            not: row.lot.may_use(chart::stock::Amount::ZERO, self.today, now).err().map(|not| ui::sentence(&not.to_string())),
            open: open.collect(),
            told: story,
            writes: signed.may(Permission::StockWrite),
            recalls: signed.may(Permission::Recall),
            lot: row.lot,
            wrongs,
        })
    }
}

fn in_words(event: &LotEvent, unit: &str) -> String {
    let with = |words: String, note: &str| if note.is_empty() { words } else { format!("{words}: {note}") };
    match event {
        LotEvent::Received { amount, from, .. } => with(format!("Received {amount} {unit}"), from),
        LotEvent::Opened { note } => with("A pack was opened".to_owned(), note),
        LotEvent::Used { amount, .. } => format!("{amount} {unit} used in a session"),
        LotEvent::PutBack { amount, withdrawn: true, .. } => format!("{amount} {unit} put back: their session was withdrawn"),
        LotEvent::PutBack { amount, .. } => format!("{amount} {unit} put back: a session was corrected"),
        LotEvent::Wasted { amount, why, note } => {
            with(format!("{amount} {unit} thrown away ({})", why.code().replace('_', " ")), note)
        }
        LotEvent::Counted { amount, note } => with(format!("Counted: {amount} {unit} are there"), note),
        LotEvent::Quarantined { reason } => format!("Held back: {reason}"),
        LotEvent::Released { reason } => format!("Released: {reason}"),
        LotEvent::Recalled { reference, reason } => format!("Recalled ({reference}): {reason}"),
    }
}

impl Page for LotPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let receive = LotEvent::Received {
            product: "x".into(),
            number: "C1".into(),
            expires: vocab::Day::from_number(20_900),
            amount: chart::stock::Amount::whole(100),
            pack: chart::stock::Amount::whole(100),
            open_hours: Some(24),
            from: "Wholesaler".into(),
        };
        let lot = Lot::of([(0, &receive)]).unwrap_or_default();
        let page = Self {
            csrf: "t".into(),
            id: "l".into(),
            product: "Toxin <100 U>".into(),
            unit: "U".into(),
            usable: "100 U".into(),
            not: None,
            open: vec![("Mon 4 May 2026, 9:00".into(), "good until Tue 5 May 2026, 9:00".into(), "64 U".into(), "2.5 ml <saline>".into())],
            told: vec![("Mon 4 May 2026, 8:00".into(), "Ines Vidal".into(), "Received 100 U".into())],
            writes: true,
            recalls: true,
            lot,
            wrongs: Wrongs::new(),
        };
        let mut shut = page.clone();
        shut.lot.hold = Some(Hold::Recalled("FSN-1".into(), "particles".into()));
        shut.not = Some("Lot C1 is recalled (FSN-1): particles.".into());
        shut.wrongs = Wrongs::from([("do".into(), "Lot C1: what is recalled is never released.".into())]);
        vec![("ordinary", page), ("recalled", shut)]
    }

    fn title(&self) -> String {
        format!("{}, lot {}", self.product, self.lot.number)
    }

    fn door(&self) -> Option<&'static str> {
        Some("/stock")
    }

    fn status(&self) -> StatusCode {
        if self.wrongs.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }
    }

    fn render(&self) -> Markup {
        let amount = |a: chart::stock::Amount| html! { (a) " " (self.unit) };
        let expires = self.lot.expires.map(vocab::Day::in_words).unwrap_or_default();
        html! {
            (ui::breadcrumbs(&[("Stock", "/stock")], &self.lot.number))
            (Heading::new(&self.title()).eyebrow("Lot").lead(&format!("{} can be used, until {expires}.", self.usable)))
            @if let Some(not) = &self.not { (ui::notice(State::Stop, "It may not be used today", &html! { p { (not) } })) }
            (ui::section("sum", "What came in is what went out and what is here", "", &ui::facts(&[
                ("Received", amount(self.lot.received)),
                ("Used", amount(self.lot.used)),
                ("Thrown away", amount(self.lot.wasted)),
                ("Missing when counted", amount(self.lot.missed)),
                ("Found when counted", amount(self.lot.found)),
                ("On hand", amount(self.lot.on_hand)),
            ])))
            @if !self.open.is_empty() {
                (ui::section("open", "Opened packs", "", &html! { ul { @for (since, until, left, note) in &self.open { li { (left) " left, opened " (since) ", " (until) @if !note.is_empty() { ": " (note) } } } } }))
            }
            @if self.writes { (self.acts()) }
            @if self.recalls { p { (ui::button_link(&format!("/stock/{}/recall", self.id), "Recall, and whom it reached", Press::Second)) } }
            (ui::section("told", "Everything that happened to it", "the newest first", &html! { ol.log { @for (when, who, what) in &self.told { li { (what) " " span.small.muted { (when) ", " (who) } } } } }))
        }
    }
}

impl LotPage {
    fn acts(&self) -> Markup {
        let wrong = |field: &str| self.wrongs.get(field).map(String::as_str);
        let mut reasons = vec![(String::new(), "Only when thrown away".to_owned())];
        reasons.extend(Waste::ALL.iter().map(|w| (w.code().to_owned(), ui::capital(&w.code().replace('_', " ")))));
        ui::section("acts", "Something happened to it", "", &html! {
            @if let Some(why) = wrong("do") { (ui::notice(State::Stop, "Not written down", &html! { p { (why) } })) }
            form.form method="post" action={ "/stock/" (self.id) } {
                (ui::csrf(self))
                div.form-row {
                    (ui::Field::new("amount", "Amount", Entry::Text).error(wrong("amount")).optional().hint("For a count: all that is there. For waste: what was thrown away."))
                    (ui::Field::new("why", "Why", Entry::Select(reasons)).error(wrong("why")).optional())
                    (ui::Field::new("note", "Words", Entry::Text).error(wrong("note")).optional().hint("Dilution, what explains a difference, why it is held back."))
                }
                div.form-end {
                    button.btn type="submit" name="do" value="open" { "Pack opened" }
                    button.btn type="submit" name="do" value="count" { "Counted" }
                    button.btn type="submit" name="do" value="waste" { "Thrown away" }
                    @if matches!(self.lot.hold, Some(Hold::Quarantined(_))) { button.btn type="submit" name="do" value="release" { "Release" } }
                    @else if self.lot.hold.is_none() { button.btn type="submit" name="do" value="hold" { "Hold back" } }
                }
            }
        })
    }
}
