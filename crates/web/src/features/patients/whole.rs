//! What is done with a chart as a whole: two charts of one person, erasure.
use super::finding::Person;
use super::{Pairs, QUESTION_MAX, said};
use crate::session::Signed;
use crate::ui::{self, Entry, Field, Heading, Press};
use crate::{Oops, Page, Shared};
use axum::extract::{Form, Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chart::patient::{Asked, Births, Found, Names, Patients, Sameness};
use maud::{Markup, html};
use vocab::Day;

/// Likely namesakes that are offered before anybody asks.
const LIKELY_SHOWN: usize = 5;

pub(super) async fn who(patients: &Patients<'_>, patient: &str) -> Result<Found, Oops> {
    // Says whether the chart is missing or erased.
    patients.count(patient).await?;
    patients.who(&[patient.to_owned()]).await?.pop().ok_or(Oops::NotFound)
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
    /// Charts that may be meant, the likeliest first: id, person, and why it is likely; the last is empty where only the words
    /// that were typed say so.
    pub(super) found: Vec<(String, Person, String)>,
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
    let mut alike = patients.find(if asked.is_empty() { &found.identity.name } else { asked }).await?;
    if asked.is_empty() {
        let identity = &found.identity;
        for other in [identity.phone.clone(), identity.born.map(|born| born.to_string())].into_iter().flatten() {
            alike.extend(patients.find(&other).await?);
        }
    }
    let none = Asked { kinds: Vec::new(), skip: 0, most: 0 };
    let story = patients.story(&patient, &none, signed.why(&patient), &house.by(&signed), chance).await?;
    let parts = patients.who(&story.parts).await?;
    let page = Joining {
        name: found.identity.name.clone(),
        csrf: signed.csrf.clone(),
        asked: asked.to_owned(),
        found: namesakes(&found, alike, asked.is_empty(), house.today()),
        parts: parts.into_iter().map(|one| (one.patient, one.identity.name)).collect(),
        part_of: story.part_of,
        patient,
    };
    Ok(house.show(&page))
}

/// Whoever may be the same person, the likeliest first. Where nobody asked, only who is likely.
fn namesakes(own: &Found, alike: Vec<Found>, unasked: bool, today: Option<Day>) -> Vec<(String, Person, String)> {
    let mut others: Vec<(Sameness, Found)> = alike
        .into_iter()
        .filter(|one| one.patient != own.patient && one.part_of.is_none())
        .map(|one| (Sameness::of(&own.identity, &one.identity), one))
        .filter(|(same, _)| !unasked || same.is_likely())
        .collect();
    others.sort_by(|(a, one), (b, other)| b.weight().cmp(&a.weight()).then_with(|| one.patient.cmp(&other.patient)));
    others.dedup_by(|(_, one), (_, other)| one.patient == other.patient);
    if unasked {
        others.truncate(LIKELY_SHOWN);
    }
    others.into_iter().map(|(same, one)| (one.patient.clone(), Person::of(&one, true, today), because(same))).collect()
}

/// Why two charts may be of one person, in words; empty where nothing says so.
fn because(same: Sameness) -> String {
    let name = match same.names {
        Names::Same => "the same name",
        Names::Alike => "a name that is alike",
        Names::Shared => "a part of the name",
        Names::Other => "",
    };
    let born = match same.births {
        Births::Same => "the same birth day",
        Births::Slip => "a birth day one slip apart",
        Births::Other => "but another birth day",
        Births::Unknown => "",
    };
    let phone = if same.phone { "the same telephone number" } else { "" };
    let email = if same.email { "the same e-mail address" } else { "" };
    // What speaks against it stands last, and only beside what speaks for it.
    let against = same.births == Births::Other;
    let mut words: Vec<&str> = [name, if against { "" } else { born }, phone, email].into_iter().filter(|word| !word.is_empty()).collect();
    if against && !words.is_empty() {
        words.push(born);
    }
    ui::capital(&words.join(", "))
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
            @if self.found.is_empty() && self.asked.is_empty() { (ui::empty("No other chart is likely to be theirs", "None has the same name, telephone number or e-mail address. If you know of one, look for it above.", &html! {})) }
            @else if self.found.is_empty() { (ui::empty("No other chart is like that", "Try another name or the telephone number.", &html! {})) }
            @else {
                (ui::section("alike", if self.asked.is_empty() { "Charts that are likely theirs" } else { "Charts that may be meant" }, "the likeliest first", &html! { ul.rows { @for (id, person, why) in &self.found {
                    li { form."join-row" method="post" action={ (home) "/join" } {
                        input type="hidden" name="csrf" value=(self.csrf);
                        span {
                            a."tall-link" href=(person.href) { (person.name) } " " span."small muted" { (person.line) }
                            @if !why.is_empty() { span."small join-why" { (why) "." } }
                        }
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
    /// Other charts of the same person, which go with it: id and name.
    pub(super) others: Vec<(String, String)>,
}

impl Erasing {
    async fn of(patients: &Patients<'_>, patient: String, csrf: &str) -> Result<Self, Oops> {
        let found = who(patients, &patient).await?;
        let others = patients.who(&patients.others_of(&patient).await?).await?;
        let others = others.into_iter().map(|one| (one.patient, one.identity.name)).collect();
        Ok(Self { patient, name: found.identity.name, csrf: csrf.to_owned(), others, ..Self::default() })
    }
}

/// The page that asks.
pub(super) async fn erasing(
    State(house): State<Shared>,
    signed: Signed,
    Path(patient): Path<String>,
) -> Result<Response, Oops> {
    Ok(house.show(&Erasing::of(&house.kept()?.patients(), patient, &signed.csrf).await?))
}

/// Destroys the key, if the name was typed as it stands.
pub(super) async fn erase(
    State(house): State<Shared>,
    signed: Signed,
    Path(patient): Path<String>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Oops> {
    let patients = house.kept()?.patients();
    let mut page = Erasing::of(&patients, patient, &signed.csrf).await?;
    if said(&pairs, "name") != page.name.trim() {
        page.error = Some(format!("Write the name exactly as it stands here: {}", page.name));
        return Ok(house.show(&page));
    }
    let reason = if said(&pairs, "reason") == "own_request" { "own_request" } else { "retention_over" };
    // The chart that was asked for goes last: where one of the others could not go, the page can be sent again.
    for chart in page.others.iter().map(|(id, _)| id).chain([&page.patient]) {
        patients.erase(chart, reason, &house.by(&signed), &mut *house.chance()).await?;
    }
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
                    @if !self.others.is_empty() { " " b { "What is read with it goes with it: " } (self.others.iter().map(|(_, name)| format!("the chart of {name}")).collect::<Vec<_>>().join(", ")) "." }
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
