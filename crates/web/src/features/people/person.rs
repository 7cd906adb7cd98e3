//! Somebody who works here: what they can show, and what is changed about it.
use super::list::{in_words, role_choices, roles, warning};
use super::{Pairs, day, error, last_day, said, token};
use crate::session::Signed;
use crate::ui::{self, Entry, Field, Heading, Press, Table, Tone};
use crate::{House, Oops, Page, Shared};
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chart::ChartError;
use chart::people::{
    Licence, LicenceKind, PeopleEvent, Practitioner, Roll, Services, Span, Supervised, Trained,
};
use maud::{Markup, html};
use vocab::{Day, Permission};

/// The page about one person.
#[derive(Debug, Clone, Default)]
pub struct Person {
    practitioner: Practitioner,
    /// Names of supervisors by id, and of everybody who could be one.
    others: Vec<(String, String)>,
    today: Option<Day>,
    may_write: bool,
    /// What happened to the ways in: when, and what. For those who invite people only.
    events: Vec<(String, String)>,
    csrf: String,
    sent: Pairs,
    errors: Vec<(&'static str, String)>,
}

async fn page(house: &House, signed: &Signed, practitioner: &str) -> Result<(Person, std::sync::Arc<Roll>), Oops> {
    let roll = house.kept()?.roll().await?;
    let person = roll.get(practitioner).ok_or(Oops::NotFound)?.clone();
    let others = roll.active().filter(|one| one.id != person.id);
    let may_write = signed.may(Permission::PeopleWrite);
    let page = Person {
        events: if may_write { super::passkeys::events(house, practitioner).await? } else { vec![] },
        others: others.map(|one| (one.id.clone(), one.name.clone())).collect(),
        practitioner: person,
        today: house.today(),
        may_write,
        csrf: signed.csrf.clone(),
        ..Person::default()
    };
    Ok((page, roll))
}

pub(super) async fn open(
    State(house): State<Shared>,
    signed: Signed,
    Path(practitioner): Path<String>,
) -> Result<Response, Oops> {
    Ok(house.show(&page(&house, &signed, &practitioner).await?.0))
}

/// One change of a person, by the word at the end of the address.
pub(super) async fn change(
    State(house): State<Shared>,
    signed: Signed,
    Path((practitioner, what)): Path<(String, String)>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Oops> {
    let (mut page, roll) = page(&house, &signed, &practitioner).await?;
    let by = house.by(&signed);
    let id = chart::book::new_id(by.at, &mut *house.chance());
    let event = match what.as_str() {
        "licence" => licence(&practitioner, id, &pairs),
        "training" => training(&practitioner, id, &pairs),
        "supervision" => supervision(&roll, &practitioner, id, &pairs),
        "ended" => ended(&page.practitioner, &pairs),
        "roles" => roles(&pairs)
            .map(|roles| PeopleEvent::Roles { practitioner: practitioner.clone(), roles })
            .map_err(|error| ("role", error)),
        "left" if practitioner == signed.practitioner => {
            Err(("left", "Somebody else has to do this for you, so that the house is never without anybody.".to_owned()))
        }
        "left" => Ok(PeopleEvent::Left { practitioner: practitioner.clone() }),
        "returned" => Ok(PeopleEvent::Returned { practitioner: practitioner.clone() }),
        _ => return Err(Oops::NotFound),
    };
    let told = match event {
        Ok(event) => house.kept()?.people().tell(Some(roll.count), &[event], &by, &mut *house.chance()).await,
        Err(error) => return Ok(house.show(&page.wrong(error, pairs))),
    };
    match told {
        Ok(_) => {}
        Err(fault @ (ChartError::Form { .. } | ChartError::Limit { .. })) => {
            page.errors.push(("form", ui::sentence(&fault.to_string())));
            page.sent = pairs;
            return Ok(house.show(&page));
        }
        Err(fault) => return Err(fault.into()),
    }
    if what == "left" {
        // Nothing opens for whoever left, on no browser.
        house.kept()?.people().end_others(&practitioner, "", by.at).await?;
    }
    Ok(Redirect::to(&format!("/people/{practitioner}")).into_response())
}

type Wrong = (&'static str, String);

fn span(pairs: &Pairs, from: &'static str, to: &'static str) -> Result<Span, Wrong> {
    let from_day = day(pairs, from).map_err(|error| (from, error))?;
    let to_day = last_day(pairs, to).map_err(|error| (to, error))?;
    if to_day.is_some_and(|last| last < from_day) {
        return Err((to, "The last day lies before the first.".to_owned()));
    }
    Ok(Span { from: from_day, to: to_day })
}

fn licence(practitioner: &str, id: String, pairs: &Pairs) -> Result<PeopleEvent, Wrong> {
    let kind: LicenceKind =
        said(pairs, "kind").parse().map_err(|_| ("kind", "Choose a kind of licence.".to_owned()))?;
    let number = said(pairs, "number").trim().to_owned();
    if number.is_empty() {
        return Err(("number", "Write the number as it is printed.".to_owned()));
    }
    let jurisdiction = said(pairs, "jurisdiction").trim().to_uppercase();
    if !knowledge::scope::is_place(&jurisdiction) {
        return Err(("jurisdiction", "Write the place as a code, such as US-CA or GB-ENG.".to_owned()));
    }
    let licence = Licence { id, kind, number, jurisdiction, span: span(pairs, "from", "to")? };
    Ok(PeopleEvent::Licensed { practitioner: practitioner.to_owned(), licence })
}

fn training(practitioner: &str, id: String, pairs: &Pairs) -> Result<PeopleEvent, Wrong> {
    let (what, by) = (said(pairs, "what").trim().to_owned(), said(pairs, "trained-by").trim().to_owned());
    if what.is_empty() {
        return Err(("what", "Name the device or the treatment.".to_owned()));
    }
    if by.is_empty() {
        return Err(("trained-by", "Say who trained.".to_owned()));
    }
    let training = Trained { id, what, by, span: span(pairs, "trained-from", "trained-to")? };
    Ok(PeopleEvent::Trained { practitioner: practitioner.to_owned(), training })
}

fn supervision(roll: &Roll, practitioner: &str, id: String, pairs: &Pairs) -> Result<PeopleEvent, Wrong> {
    let supervisor = said(pairs, "supervisor").to_owned();
    if supervisor == practitioner || roll.get(&supervisor).is_none_or(|person| !person.active) {
        return Err(("supervisor", "Choose somebody else who works here.".to_owned()));
    }
    let services = services(pairs).map_err(|error| ("service", error))?;
    let supervision = Supervised { id, supervisor, services, span: span(pairs, "under-from", "under-to")? };
    Ok(PeopleEvent::Supervised { practitioner: practitioner.to_owned(), supervision })
}

/// The treatments that a form names.
pub(super) fn services(pairs: &Pairs) -> Result<Services, String> {
    let named = pairs.iter().filter(|(name, _)| name == "service").map(|(_, code)| code.clone()).collect();
    let services = Services(named);
    let knowledge = crate::house::knowledge().ok_or("The knowledge could not be read.")?;
    match services.check(knowledge) {
        Ok(()) => Ok(services),
        Err(_) if services.0.is_empty() => Err("Choose at least one treatment.".to_owned()),
        Err(fault) => Err(ui::sentence(&fault.to_string())),
    }
}

fn ended(person: &Practitioner, pairs: &Pairs) -> Result<PeopleEvent, Wrong> {
    let paper = said(pairs, "paper").to_owned();
    let known = person.licences.iter().map(|one| &one.id);
    let known = known.chain(person.training.iter().map(|one| &one.id));
    if !known.chain(person.supervision.iter().map(|one| &one.id)).any(|id| *id == paper) {
        return Err(("paper", "Choose one of the papers of this person.".to_owned()));
    }
    let why = said(pairs, "why").trim().to_owned();
    if why.is_empty() {
        return Err(("why", "Say why, for whoever reads it in years.".to_owned()));
    }
    let on = day(pairs, "on").map_err(|error| ("on", error))?;
    Ok(PeopleEvent::Ended { paper, on, why })
}

impl Person {
    fn wrong(mut self, error: Wrong, sent: Pairs) -> Self {
        self.errors.push(error);
        self.sent = sent;
        self
    }

    fn field(&self, name: &'static str, label: &str, entry: Entry) -> Field {
        Field::new(name, label, entry).value(said(&self.sent, name)).error(error(&self.errors, name))
    }

    fn form(&self, what: &str, title: &str, inside: &Markup, button: &str) -> Markup {
        let wrong = self.errors.iter().any(|(_, text)| inside.0.contains(text.as_str()));
        html! {
            details.disclose open[wrong] {
                summary { (title) (ui::icon::Icon::ChevronRight.with("turn")) }
                div.inside { form.form method="post" action={ "/people/" (self.practitioner.id) "/" (what) } {
                    (token(&self.csrf)) (inside) div.form-end { (ui::submit(button, Press::Second)) }
                } }
            }
        }
    }
}

#[path = "person_page.rs"]
mod drawn;
