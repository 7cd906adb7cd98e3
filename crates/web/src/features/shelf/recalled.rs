//! Whom a lot reached: guests, zones, dates. Shutting the lot is one press; the list is there before it as well.
use super::{Desk, Wrongs};
use crate::session::{Carries, Signed};
use crate::ui::{self, Entry, Heading, Press, Table};
use crate::{Oops, Page};
use axum::http::StatusCode;
use chart::entry::Body;
use chart::patient::Why;
use chart::stock::Hold;
use maud::{Markup, html};
use std::collections::BTreeSet;
use vocab::verdict::State;

/// Somebody whom the lot reached.
#[derive(Debug, Clone)]
pub struct Reached {
    /// Where the session is read.
    pub href: String,
    /// Name; words where the record was erased.
    pub name: String,
    /// Telephone number and address.
    pub contact: String,
    /// When.
    pub when: String,
    /// Treatment and zones.
    pub what: String,
    /// How much.
    pub amount: String,
}

/// The page.
#[derive(Debug, Clone)]
pub struct Recalled {
    /// The token of the form.
    pub csrf: String,
    /// Id of the lot.
    pub id: String,
    /// Product and number.
    pub title: String,
    /// The notice and why, if it is recalled.
    pub shut: Option<(String, String)>,
    /// What is still in the house.
    pub on_hand: String,
    /// Whom it reached, oldest first.
    pub reached: Vec<Reached>,
    /// What does not hold.
    pub wrongs: Wrongs,
}

impl Carries for Recalled {
    fn csrf(&self) -> &str {
        &self.csrf
    }
}

impl Desk<'_> {
    pub(super) async fn recalled(&self, signed: &Signed, id: &str, why: Why, wrongs: Wrongs) -> Result<Recalled, Oops> {
        let (row, touched) = self.stock().reached(id).await?;
        let product = self.stock().products().await?.remove(&row.product);
        let unit = product.as_ref().map_or("", |p| p.unit.short());
        // Of each chart only the session is opened, and whose it is; that is remembered as a look, once for each guest.
        let wanted: Vec<(&str, &str)> = touched.iter().map(|one| (one.patient.as_str(), one.session.as_str())).collect();
        let patients = self.record.patients();
        let singles = patients.singles(&wanted).await?;
        let seen: BTreeSet<&str> = wanted.iter().map(|(patient, _)| *patient).collect();
        patients.all_shown(&seen, why, &self.house.by(signed), &mut *self.house.chance()).await?;
        let mut reached = Vec::new();
        for (one, single) in touched.iter().zip(&singles) {
            let (identity, line) = (single.identity.as_ref(), single.line.as_ref());
            let what = match line.and_then(|line| line.now.as_ref()) {
                Some(Body::Session(session)) => {
                    let title = self.k.treatment(&session.treatment).map_or("", |t| t.title.as_str());
                    let mut zones: Vec<String> = session
                        .points
                        .iter()
                        .filter(|p| p.lot == id)
                        .map(|p| ui::zone(p.zone))
                        .collect();
                    if zones.is_empty() {
                        zones = session.zones.iter().map(|z| ui::zone(*z)).collect();
                    }
                    zones.dedup();
                    format!("{title}: {}", zones.join(", "))
                }
                _ => "not a session".to_owned(),
            };
            let contact = identity.map(|i| [i.phone.clone(), i.email.clone()].into_iter().flatten().collect::<Vec<_>>().join(", "));
            reached.push(Reached {
                href: format!("/patients/{}/sessions/{}", one.patient, one.session),
                name: identity.map_or_else(|| "a record that was erased".to_owned(), |i| i.name.clone()),
                contact: contact.unwrap_or_default(),
                when: self.when(one.at),
                what,
                amount: format!("{} {unit}", one.amount),
            });
        }
        let name = product.map_or_else(|| row.product.clone(), |p| p.name);
        Ok(Recalled {
            csrf: signed.csrf.clone(),
            id: id.to_owned(),
            title: format!("{name}, lot {}", row.lot.number),
            shut: match &row.lot.hold {
                Some(Hold::Recalled(reference, reason)) => Some((reference.clone(), reason.clone())),
                Some(Hold::Quarantined(_)) | None => None,
            },
            on_hand: format!("{} {unit}", row.lot.on_hand),
            reached,
            wrongs,
        })
    }
}

impl Page for Recalled {
    fn samples() -> Vec<(&'static str, Self)> {
        let one = Reached {
            href: "/patients/p/sessions/s".into(),
            name: "Amara <Okafor>".into(),
            contact: "+44 20 7946 0018".into(),
            when: "Mon 4 May 2026, 10:20".into(),
            what: "Botulinum toxin: glabella, forehead".into(),
            amount: "20 U".into(),
        };
        let page = Self {
            csrf: "t".into(),
            id: "l".into(),
            title: "Toxin, lot C1".into(),
            shut: Some(("FSN-1".into(), "particles".into())),
            on_hand: "80 U".into(),
            reached: vec![one],
            wrongs: Wrongs::new(),
        };
        let before = Self { shut: None, ..page.clone() };
        let nobody = Self {
            reached: vec![],
            shut: None,
            wrongs: Wrongs::from([("do".into(), "The notice: nothing was written.".into())]),
            ..page.clone()
        };
        vec![("shut", page), ("before", before), ("nobody", nobody)]
    }

    fn title(&self) -> String {
        format!("Recall: {}", self.title)
    }

    fn status(&self) -> StatusCode {
        if self.wrongs.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }
    }

    fn render(&self) -> Markup {
        let sentence = match self.reached.len() {
            0 => "It reached nobody".to_owned(),
            1 => "It reached one session".to_owned(),
            n => format!("It reached {n} sessions"),
        };
        let mut table = Table::new("Oldest first").column("Guest").column("Reached at").column("When").column("What").numbers("How much");
        for one in &self.reached {
            table = table.row(vec![
                html! { a href=(one.href) { (one.name) } },
                html! { (one.contact) },
                html! { (one.when) },
                html! { (one.what) },
                html! { (one.amount) },
            ]);
        }
        html! {
            (ui::breadcrumbs(&[("Stock", "/stock"), (&self.title, &format!("/stock/{}", self.id))], "Recall"))
            (Heading::new(&sentence).eyebrow(&self.title).lead(&format!("{} are still in the house.", self.on_hand)).actions(ui::print_button("Print the list")))
            @if let Some((reference, reason)) = &self.shut {
                (ui::notice(State::Stop, &format!("Recalled ({reference})"), &html! { p { (reason) } p { "No session can use it any more." } }))
            } @else {
                (ui::section("recall", "Shut it for good", "this cannot be taken back", &html! {
                    @if let Some(why) = self.wrongs.get("do") { (ui::notice(State::Stop, "Not recalled", &html! { p { (why) } })) }
                    form.form method="post" action={ "/stock/" (self.id) "/recall" } {
                        (ui::csrf(self))
                        div.form-row {
                            (ui::Field::new("reference", "Notice", Entry::Text).hint("Its number or address."))
                            (ui::Field::new("reason", "Why", Entry::Text))
                        }
                        div.form-end { (ui::submit("Recall this lot", Press::Primary)) }
                    }
                }))
            }
            @if !self.reached.is_empty() { (table) }
        }
    }
}
