//! What is done with a chart as a whole: who looked, two charts of one person, erasure.
use super::finding::Person;
use super::{Pairs, QUESTION_MAX, gate, said};
use super::line::Telling;
use crate::session::Signed;
use crate::ui::{self, Entry, Field, Heading, Press, Table};
use crate::{Oops, Page, Shared};
use axum::extract::{Form, Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chart::patient::{Asked, Found, Patients};
use maud::{Markup, html};

/// Looks that are shown.
const LOOKS_SHOWN: u32 = 500;

async fn who(patients: &Patients<'_>, patient: &str) -> Result<Found, Oops> {
    // Says whether the chart is missing or erased.
    patients.count(patient).await?;
    patients.who(&[patient.to_owned()]).await?.pop().ok_or(Oops::NotFound)
}

/// Who looked into a chart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Looks {
    /// Id of the patient.
    pub(super) patient: String,
    /// Full name of the patient.
    pub(super) name: String,
    /// Who, when, why; the newest first.
    pub(super) seen: Vec<(String, String, String)>,
}

/// Shows who looked. Looking at this list is no look into the chart.
pub(super) async fn looks(
    State(house): State<Shared>,
    Path(patient): Path<String>,
) -> Result<Response, Oops> {
    let record = house.kept()?;
    let patients = record.patients();
    let found = who(&patients, &patient).await?;
    let (roll, zone) = (record.roll().await?, house.zone());
    let telling = Telling { k: gate()?.knowledge(), roll: &roll, zone: &zone, patient: "" };
    let why = |word: &str| match word {
        "care" => "to care for the patient".to_owned(),
        "own_request" => "the patient asked for it".to_owned(),
        "break_glass" => "in an emergency, past the rights".to_owned(),
        "audit" => "to check the record".to_owned(),
        other => other.to_owned(),
    };
    let looks = patients.looks(&patient, LOOKS_SHOWN).await?;
    let looks = looks.iter().map(|look| {
        let (on, time) = telling.clock(look.at);
        (roll.name(&look.who).to_owned(), format!("{on}, {time}"), why(&look.why))
    });
    Ok(house.show(&Looks { name: found.identity.name, seen: looks.collect(), patient }))
}

impl Page for Looks {
    fn samples() -> Vec<(&'static str, Self)> {
        super::samples::looks()
    }

    fn title(&self) -> String {
        format!("Who looked into the chart of {}", self.name)
    }

    fn door(&self) -> Option<&'static str> {
        Some("/patients")
    }

    fn render(&self) -> Markup {
        let table = self.seen.iter().fold(
            Table::new("Looks, the newest first").column("When").column("Who").column("Why"),
            |table, (who, at, why)| table.row(vec![html! { (at) }, html! { (who) }, html! { (why) }]),
        );
        html! {
            (ui::breadcrumbs(&[("Patients", "/patients"), (&self.name, &format!("/patients/{}", self.patient))], "Who looked"))
            (Heading::new(&self.title()).lead("Every look is remembered and cannot be taken back. The guest may see this list at any time.").actions(ui::print_button("Print")))
            @if self.seen.is_empty() { (ui::empty("Nobody looked yet", "The first look will stand here.", &html! {})) } @else { (table) }
        }
    }
}

/// Two charts of one person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Joining {
    /// Id of the patient whose chart is kept.
    pub(super) patient: String,
    /// Full name.
    pub(super) name: String,
    /// The token of the session.
    pub(super) csrf: String,
    /// What was typed to find the other chart.
    pub(super) asked: String,
    /// Charts that may be meant: id and person.
    pub(super) found: Vec<(String, Person)>,
    /// Charts that are read with this one: id and name.
    pub(super) parts: Vec<(String, String)>,
    /// The chart that this one is a part of.
    pub(super) part_of: Option<String>,
}

/// The page on which two charts are joined and parted.
pub(super) async fn joining(
    State(house): State<Shared>,
    signed: Signed,
    Path(patient): Path<String>,
    Query(pairs): Query<Pairs>,
) -> Result<Response, Oops> {
    let (record, chance) = (house.kept()?, &mut *house.chance());
    let patients = record.patients();
    let found = who(&patients, &patient).await?;
    let asked = said(&pairs, "q");
    if asked.chars().count() > QUESTION_MAX {
        return Err(Oops::BadRequest(format!("A search has at most {QUESTION_MAX} letters.")));
    }
    let wanted = if asked.is_empty() { found.identity.name.as_str() } else { asked };
    let alike = patients.find(wanted).await?;
    let none = Asked { kinds: Vec::new(), skip: 0, most: 0 };
    let story = patients.story(&patient, &none, signed.why(&patient), &house.by(&signed), chance).await?;
    let parts = patients.who(&story.parts).await?;
    let page = Joining {
        name: found.identity.name.clone(),
        csrf: signed.csrf.clone(),
        asked: asked.to_owned(),
        found: alike
            .iter()
            .filter(|one| one.patient != patient && one.part_of.is_none())
            .map(|one| (one.patient.clone(), Person::of(one, true, house.today())))
            .collect(),
        parts: parts.into_iter().map(|one| (one.patient, one.identity.name)).collect(),
        part_of: story.part_of,
        patient,
    };
    Ok(house.show(&page))
}

/// Reads another chart as a part of this one.
pub(super) async fn join(
    State(house): State<Shared>,
    signed: Signed,
    Path(patient): Path<String>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Oops> {
    let other = said(&pairs, "other");
    if other.is_empty() {
        return Err(Oops::BadRequest("Choose the chart that is to be read with this one.".into()));
    }
    let (by, chance) = (house.by(&signed), &mut *house.chance());
    house.kept()?.patients().join(&patient, other, &by, chance).await?;
    Ok(Redirect::to(&format!("/patients/{patient}")).into_response())
}

/// Takes a joining back.
pub(super) async fn part(
    State(house): State<Shared>,
    signed: Signed,
    Path(patient): Path<String>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Oops> {
    let other = said(&pairs, "other");
    let patients = house.kept()?.patients();
    who(&patients, &patient).await?;
    patients.part(other, &house.by(&signed), &mut *house.chance()).await?;
    Ok(Redirect::to(&format!("/patients/{patient}/join")).into_response())
}

impl Page for Joining {
    fn samples() -> Vec<(&'static str, Self)> {
        super::samples::joining()
    }

    fn title(&self) -> String {
        format!("Two charts of {}", self.name)
    }

    fn door(&self) -> Option<&'static str> {
        Some("/patients")
    }

    fn render(&self) -> Markup {
        let home = format!("/patients/{}", self.patient);
        html! {
            (ui::breadcrumbs(&[("Patients", "/patients"), (&self.name, &home)], "Two charts"))
            (Heading::new("Is there a second chart of the same person?").lead("The other chart is read with this one from then on. Nothing is copied, both stay whole, and it can be taken back at any time."))
            @if let Some(kept) = &self.part_of {
                (ui::notice(vocab::verdict::State::Ask, "This chart is a part of another", &html! { a href={ "/patients/" (kept) "/join" } { "Open the one that was kept" } " to take that back." }))
            }
            @if !self.parts.is_empty() {
                (ui::section("parts", "Read with this one", "", &html! { ul.rows { @for (id, name) in &self.parts {
                    li { form."join-row" method="post" action={ (home) "/part" } {
                        input type="hidden" name="csrf" value=(self.csrf);
                        span { b { (name) } }
                        button.btn type="submit" name="other" value=(id) aria-label={ "Take back the chart of " (name) } { "Take back" }
                    } }
                } } }))
            }
            form."patient-find card" role="search" aria-label="The other chart" action={ (home) "/join" } method="get" {
                label for="other-q" { "Name, birth day or telephone number of the other chart" }
                div.cluster {
                    input id="other-q" type="search" name="q" value=[(!self.asked.is_empty()).then_some(&self.asked)] autocomplete="off" maxlength="200";
                    (ui::submit("Find", Press::Second))
                }
            }
            @if self.found.is_empty() { (ui::empty("No other chart is like that", "Try another name or the telephone number.", &html! {})) }
            @else {
                (ui::section("alike", "Charts that may be meant", "the likest first", &html! { ul.rows { @for (id, person) in &self.found {
                    li { form."join-row" method="post" action={ (home) "/join" } {
                        input type="hidden" name="csrf" value=(self.csrf);
                        span { a."tall-link" href=(person.href) { (person.name) } " " span."small muted" { (person.line) } }
                        button.btn type="submit" name="other" value=(id) aria-label={ "Read with this one: " (person.name) } { "Read with this one" }
                    } }
                } } }))
            }
        }
    }
}

/// Erasure: the second question before a key is destroyed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Erasing {
    /// Id of the patient; empty once it is done.
    pub(super) patient: String,
    /// Full name.
    pub(super) name: String,
    /// The token of the session.
    pub(super) csrf: String,
    /// What is wrong with the typed name.
    pub(super) error: Option<String>,
    /// Whether it was done.
    pub(super) done: bool,
}

/// The page that asks.
pub(super) async fn erasing(
    State(house): State<Shared>,
    signed: Signed,
    Path(patient): Path<String>,
) -> Result<Response, Oops> {
    let found = who(&house.kept()?.patients(), &patient).await?;
    let page = Erasing { patient, name: found.identity.name, csrf: signed.csrf.clone(), ..Erasing::default() };
    Ok(house.show(&page))
}

/// Destroys the key, if the name was typed as it stands.
pub(super) async fn erase(
    State(house): State<Shared>,
    signed: Signed,
    Path(patient): Path<String>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Oops> {
    let patients = house.kept()?.patients();
    let found = who(&patients, &patient).await?;
    let mut page = Erasing { patient, name: found.identity.name, csrf: signed.csrf.clone(), ..Erasing::default() };
    if said(&pairs, "name") != page.name.trim() {
        page.error = Some(format!("Write the name exactly as it stands here: {}", page.name));
        return Ok(house.show(&page));
    }
    let reason = if said(&pairs, "reason") == "own_request" { "own_request" } else { "retention_over" };
    patients.erase(&page.patient, reason, &house.by(&signed), &mut *house.chance()).await?;
    Ok(house.show(&Erasing { done: true, ..Erasing::default() }))
}

impl Page for Erasing {
    fn samples() -> Vec<(&'static str, Self)> {
        super::samples::erasing()
    }

    fn title(&self) -> String {
        if self.done { "The record is erased".into() } else { format!("Erase the record of {}", self.name) }
    }

    fn door(&self) -> Option<&'static str> {
        Some("/patients")
    }

    fn status(&self) -> StatusCode {
        if self.error.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }
    }

    fn render(&self) -> Markup {
        let reasons = vec![
            ("own_request".to_owned(), "The guest asked for it".to_owned()),
            ("retention_over".to_owned(), "The time for which it must be kept is over".to_owned()),
        ];
        let home = format!("/patients/{}", self.patient);
        html! {
            @if self.done {
                (Heading::new(&self.title()).lead("Its key is destroyed. Nobody can read it any more, and the search does not find it."))
                (ui::button_link("/patients", "To the patients", Press::Primary))
            } @else {
                (ui::breadcrumbs(&[("Patients", "/patients"), (&self.name, &home)], "Erase"))
                (Heading::new(&self.title()).lead("This cannot be taken back."))
                (ui::notice(vocab::verdict::State::Stop, "What goes and what stays", &html! {
                    "The key of this patient is destroyed, and with it every entry, photograph and name, here and in every copy. "
                    "That there was a chart, and that you erased it now, stays in the register. A law may ask that records are kept for years: the medical director answers for this."
                }))
                form.card method="post" action={ (home) "/erase" } {
                    input type="hidden" name="csrf" value=(self.csrf);
                    (Field::new("reason", "Why", Entry::Select(reasons)))
                    (Field::new("name", "Write the full name to confirm", Entry::Text).hint(&format!("It stands in the chart as “{}”.", self.name)).error(self.error.as_deref()))
                    div.actions { button."btn danger" type="submit" { "Erase for ever" } (ui::button_link(&home, "Keep it", Press::Quiet)) }
                }
            }
        }
    }
}
