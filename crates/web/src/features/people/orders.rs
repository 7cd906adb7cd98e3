//! Standing orders: what a prescriber ordered for everybody who is licensed to carry it out.
use super::person::services;
use super::{Pairs, day, error, last_day, said, service_choices, token};
use crate::features::consent::title;
use crate::session::{self, Signed};
use crate::ui::{self, Entry, Field, Heading, Press};
use crate::{House, Oops, Page, Shared};
use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chart::people::{PeopleEvent, Services, Span, StandingOrder, TEXT_MAX};
use maud::{Markup, html};
use vocab::{Day, Permission};

/// The list of orders, and a new one.
#[derive(Debug, Clone, Default)]
pub struct Orders {
    /// What, for which treatments, by whom, from when to when.
    list: Vec<[String; 4]>,
    /// Orders that still hold or are to come: id and what they say.
    open: Vec<(String, String)>,
    may_order: bool,
    csrf: String,
    sent: Pairs,
    errors: Vec<(&'static str, String)>,
}

/// Treatments as a reader knows them.
pub(super) fn titles(services: &Services) -> String {
    let title = |code: &String| crate::house::knowledge().map_or_else(|| code.clone(), |k| title(k, code));
    let titles: Vec<String> = services.0.iter().map(title).collect();
    titles.join(", ")
}

async fn page(house: &House, signed: &Signed) -> Result<Orders, Oops> {
    let roll = house.kept()?.roll().await?;
    let row = |order: &StandingOrder| {
        let to = order.span.to.map_or_else(|| "no end".to_owned(), Day::in_words);
        let (who, when) = (roll.name(&order.prescriber).to_owned(), format!("{} to {to}", order.span.from.in_words()));
        [order.text.clone(), titles(&order.services), who, when]
    };
    let today = house.today().ok_or(Oops::NoRecord)?;
    let short = |order: &StandingOrder| {
        (order.id.clone(), format!("{}, by {}, from {}", titles(&order.services), roll.name(&order.prescriber), order.span.from.in_words()))
    };
    Ok(Orders {
        list: roll.orders().iter().rev().map(row).collect(),
        open: roll.orders().iter().filter(|order| order.span.to.is_none_or(|to| today <= to)).map(short).collect(),
        may_order: signed.may(Permission::Examine),
        csrf: signed.csrf.clone(),
        ..Orders::default()
    })
}

pub(super) async fn open(State(house): State<Shared>, signed: Signed) -> Result<Response, Oops> {
    Ok(house.show(&page(&house, &signed).await?))
}

fn read(pairs: &Pairs, id: String, prescriber: &str) -> Result<StandingOrder, (&'static str, String)> {
    let text = said(pairs, "text").trim().to_owned();
    if text.is_empty() || text.chars().count() > TEXT_MAX {
        return Err(("text", format!("Write what is ordered, in at most {TEXT_MAX} letters.")));
    }
    let services = services(pairs).map_err(|error| ("service", error))?;
    let from = day(pairs, "from").map_err(|error| ("from", error))?;
    let to = last_day(pairs, "to").map_err(|error| ("to", error))?;
    if to.is_some_and(|to| to < from) {
        return Err(("to", "The last day lies before the first.".to_owned()));
    }
    Ok(StandingOrder { id, prescriber: prescriber.to_owned(), services, text, span: Span { from, to } })
}

pub(super) async fn order(
    State(house): State<Shared>,
    signed: Signed,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Oops> {
    let by = house.by(&signed);
    let id = chart::book::new_id(by.at, &mut *house.chance());
    let mut page = page(&house, &signed).await?;
    let wrong = match read(&pairs, id, &signed.practitioner) {
        Err(wrong) => wrong,
        Ok(order) => if let Err(unproved) = session::reauthenticated(&house, &signed, said(&pairs, "proof")).await { ("proof", unproved.beside_the_field()?) } else {
            let people = house.kept()?.people();
            people.tell(None, &[PeopleEvent::Ordered { order }], &by, &mut *house.chance()).await?;
            return Ok(Redirect::to("/people/orders").into_response());
        },
    };
    page.errors.push(wrong);
    page.sent = pairs;
    Ok(house.show(&page))
}

/// Ends an order on a day: before it, it held, and that stays provable.
pub(super) async fn end(
    State(house): State<Shared>,
    signed: Signed,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Oops> {
    let mut page = page(&house, &signed).await?;
    let paper = said(&pairs, "paper").to_owned();
    let why = said(&pairs, "why").trim().to_owned();
    let on = day(&pairs, "on");
    let wrong = if !page.open.iter().any(|(id, _)| *id == paper) {
        ("paper", "Choose an order that still holds.".to_owned())
    } else if why.is_empty() || why.chars().count() > TEXT_MAX {
        ("why", format!("Write why it ends, in at most {TEXT_MAX} letters."))
    } else {
        match on {
            Err(error) => ("on", error),
            Ok(on) if house.today().is_some_and(|today| on < today) => {
                ("on", "It held until today: it ends today or later.".to_owned())
            }
            Ok(on) => {
                if let Err(unproved) = session::reauthenticated(&house, &signed, said(&pairs, "proof")).await {
                    ("end-proof", unproved.beside_the_field()?)
                } else {
                    let ended = PeopleEvent::Ended { paper, on, why };
                    let by = house.by(&signed);
                    house.kept()?.people().tell(None, &[ended], &by, &mut *house.chance()).await?;
                    return Ok(Redirect::to("/people/orders").into_response());
                }
            }
        }
    };
    page.errors.push(wrong);
    page.sent = pairs;
    Ok(house.show(&page))
}

impl Orders {
    fn ending(&self) -> Markup {
        html! {
            (ui::section("end", "End an order", "what it allowed before stays provable", &html! {
                form.form.narrow method="post" action="/people/orders/end" {
                    (token(&self.csrf))
                    (Field::new("paper", "Which order", Entry::Select(self.open.clone())).value(said(&self.sent, "paper")).error(error(&self.errors, "paper")))
                    (Field::new("on", "The first day on which it does not hold", Entry::Date).value(said(&self.sent, "on")).error(error(&self.errors, "on")))
                    (Field::new("why", "Why it ends", Entry::Text).value(said(&self.sent, "why")).error(error(&self.errors, "why")))
                    (Field::new("proof", "To end it: your password, or a code", Entry::Secret("current-password")).id("end-proof").error(error(&self.errors, "end-proof")))
                    (ui::submit("End the order", Press::Second))
                }
            }))
        }
    }
}

impl Page for Orders {
    fn samples() -> Vec<(&'static str, Self)> {
        let list = vec![[
            "Toxin after an examination <b>".to_owned(),
            "Botulinum toxin".to_owned(),
            "Dr. Imogen Sarkany".to_owned(),
            "Thu 1 Jan 2026 to Thu 31 Dec 2026".to_owned(),
        ]];
        let open = vec![("o1".to_owned(), "Botulinum toxin <b>, by Dr. Imogen Sarkany, from Thu 1 Jan 2026".to_owned())];
        let full = Self { list, open, may_order: true, csrf: "x".into(), ..Self::default() };
        let errors = vec![("text", "Write what is ordered, in at most 2000 letters.".to_owned())];
        vec![
            ("ordinary", full.clone()),
            ("wrong", Self { errors, sent: vec![("service".into(), "botulinum".into())], ..full.clone() }),
            ("empty", Self { list: vec![], open: vec![], may_order: false, ..full }),
        ]
    }

    fn title(&self) -> String {
        "Standing orders".into()
    }

    fn door(&self) -> Option<&'static str> {
        Some("/people")
    }

    fn status(&self) -> StatusCode {
        if self.errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }
    }

    fn render(&self) -> Markup {
        let table = self.list.iter().fold(
            ui::Table::new("Orders, the newest first").column("What").column("For").column("By").column("When"),
            |table, row| table.row(row.iter().map(|cell| html! { (cell) }).collect()),
        );
        let field = |name, label: &str, entry| {
            Field::new(name, label, entry).value(said(&self.sent, name)).error(error(&self.errors, name))
        };
        html! {
            (ui::breadcrumbs(&[("People", "/people")], "Standing orders"))
            (Heading::new("Standing orders").lead("What nurses carry out without an order for each patient. The examination of each patient stays."))
            @if self.list.is_empty() { (ui::empty("None is on record", "Until one is, nurses work under supervision only.", &html! {})) } @else { (table) }
            @if self.may_order && !self.open.is_empty() { (self.ending()) }
            @if self.may_order {
                (ui::section("new", "A new order", "you sign it", &html! {
                    form.form.narrow method="post" action="/people/orders" {
                        (token(&self.csrf))
                        (field("text", "What is ordered", Entry::Lines))
                        (service_choices(&self.sent, error(&self.errors, "service")))
                        (field("from", "From", Entry::Date)) (field("to", "To", Entry::Date).optional())
                        (ui::prove(error(&self.errors, "proof")))
                        (ui::submit("Sign the order", Press::Primary))
                    }
                }))
            }
        }
    }
}
