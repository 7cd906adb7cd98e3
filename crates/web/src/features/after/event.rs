//! One adverse event: how it went so far, what it is tied to, and what is known now. What was said before stays.
use super::{Pairs, said};
use crate::features::consent::{known, name_of, opened, record, title};
use crate::session::Signed;
use crate::ui::{self, Entry, Field, Heading, Press};
use crate::{Oops, Page, Shared};
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use chart::after::{Adverse, Grade, Outcome};
use chart::entry::Body;
use chart::fold::Chart;
use maud::{Markup, html};
use vocab::verdict::State as Light;

/// What was said about it once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Was {
    /// When and by whom.
    pub when: String,
    /// Grade and outcome.
    pub stood: String,
    /// What was said.
    pub said: String,
}

/// The page.
#[derive(Debug, Clone)]
pub struct AdverseEvent {
    /// Id of the patient.
    pub patient: String,
    /// Name.
    pub name: String,
    /// Id of the first entry.
    pub first: String,
    /// What the treatment is called.
    pub treatment: String,
    /// As it counts now, or as it was typed.
    pub event: Adverse,
    /// Lots with their numbers.
    pub lots: Vec<String>,
    /// Settings: label and value.
    pub settings: Vec<(String, String)>,
    /// Everything that was said, the newest first.
    pub was: Vec<Was>,
    /// Whether whoever looks may write.
    pub may_write: bool,
    /// What is wrong with the form.
    pub fault: Option<String>,
    /// Token of the form.
    pub csrf: String,
}

/// The settings of a session as it stored them.
fn settings(stored: &serde_json::Value) -> Vec<(String, String)> {
    serde_json::from_value(stored.clone()).map(|done| crate::features::treat::told::each(&done)).unwrap_or_default()
}

impl AdverseEvent {
    async fn of(house: &Shared, signed: &Signed, chart: &Chart, patient: &str, entry: &str) -> Result<Self, Oops> {
        let events = chart.adverse();
        let (first, _, event) = events.iter().find(|(first, ..)| *first == entry).ok_or(Oops::NotFound)?;
        let record = house.kept()?;
        let roll = record.roll().await?;
        let stock = super::touched::stock(house)?;
        let (mut lots, products) = (Vec::new(), stock.products().await?);
        for lot in &event.lots {
            // A lot of another time is told by its id.
            let named = |key: &str| products.get(key).map_or_else(|| key.to_owned(), |product| product.name.clone());
            let told = stock.lot(lot).await.map(|(row, _)| format!("{}, lot {}", named(&row.product), row.lot.number));
            lots.push(told.unwrap_or_else(|_| lot.clone()));
        }
        let was = chart.lines.iter().rev().filter_map(|line| match &line.now {
            Some(Body::Adverse(said)) if said.of.as_deref().unwrap_or(&line.entry.id) == *first => {
                let on = chart::case::day_of(line.entry.happened_at, &house.zone());
                let cause = if said.cause.is_empty() { String::new() } else { format!(" Cause: {}", said.cause) };
                let told = if said.reported.is_empty() { String::new() } else { format!(" Reported: {}", said.reported) };
                Some(Was {
                    when: format!("{}, {}", on.in_words(), roll.name(&line.entry.author)),
                    stood: format!("{}, {}", said.grade.in_words(), said.outcome),
                    said: format!("{}{cause}{told}", said.what),
                })
            }
            _ => None,
        });
        Ok(Self {
            patient: patient.to_owned(),
            name: name_of(chart),
            first: (*first).to_owned(),
            treatment: title(known()?, &event.treatment),
            lots,
            settings: settings(&event.settings),
            was: was.collect(),
            may_write: signed.may(vocab::Permission::ChartWrite),
            fault: None,
            csrf: signed.csrf.clone(),
            event: (*event).clone(),
        })
    }

    fn tied(&self) -> Markup {
        let patient = &self.patient;
        let event = &self.event;
        html! {
            (ui::section("tied", "What it is tied to", "as it was when it happened", &html! {
                dl class="facts" {
                    dt { "Session" }
                    dd { @if let Some(id) = &event.session { a href=(format!("/patients/{patient}/sessions/{id}")) { (self.treatment) } } @else { "none here" } }
                    dt { "Lots" }
                    dd { @if self.lots.is_empty() { "none" } @else { (self.lots.join("; ")) } }
                    dt { "Photographs" }
                    dd { @if event.photos.is_empty() { "none" } @else { a href=(format!("/patients/{patient}/photos")) { (event.photos.len()) " since the session" } } }
                    dt { "Consent" }
                    dd { @if let Some(id) = &event.consent { a href=(format!("/patients/{patient}/consents/{}/signed/{id}", event.treatment)) { "What was signed" } } @else { "none was in force" } }
                    @for (label, value) in &self.settings { dt { (label) } dd { (value) } }
                }
            }))
        }
    }

    fn form(&self) -> Markup {
        let grades = Grade::ALL.iter().map(|g| (g.code().to_owned(), ui::capital(g.in_words()))).collect();
        let outcomes = Outcome::ALL.iter().map(|o| (o.code().to_owned(), ui::capital(match o {
            Outcome::Open => "it goes on",
            Outcome::Resolved => "it is over without a trace",
            Outcome::Remains => "something stays",
        }))).collect();
        html! {
            (ui::section("now", "How it stands now", "what was said before stays", &html! {
                form.form method="post" action=(format!("/patients/{}/adverse/{}", self.patient, self.first)) {
                    input type="hidden" name="csrf" value=(self.csrf);
                    @if let Some(fault) = &self.fault { (ui::notice(Light::Ask, "Not written down yet", &html! { (fault) })) }
                    (Field::new("grade", "How heavy", Entry::Select(grades)).value(self.event.grade.code()))
                    (Field::new("outcome", "How it stands", Entry::Select(outcomes)).value(self.event.outcome.code()))
                    (Field::new("what", "What is the case now", Entry::Lines).value(&self.event.what))
                    (Field::new("cause", "Cause, once somebody knows", Entry::Text).value(&self.event.cause).optional())
                    (Field::new("reported", "Reported to whom, under which number", Entry::Text).value(&self.event.reported).optional())
                    div.form-end { (ui::submit("Write it down", Press::Primary)) }
                }
            }))
        }
    }
}

pub(super) async fn open(
    State(house): State<Shared>,
    signed: Signed,
    Path((patient, entry)): Path<(String, String)>,
) -> Result<Response, Oops> {
    let chart = opened(&house, &signed, &patient).await?;
    Ok(house.show(&AdverseEvent::of(&house, &signed, &chart, &patient, &entry).await?))
}

/// Writes what is known now as a further entry about the same event; what it is tied to stays tied.
pub(super) async fn change(
    State(house): State<Shared>,
    signed: Signed,
    Path((patient, entry)): Path<(String, String)>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Oops> {
    let chart = opened(&house, &signed, &patient).await?;
    let mut page = AdverseEvent::of(&house, &signed, &chart, &patient, &entry).await?;
    let before = page.event.clone();
    let (grade, outcome) = (said(&pairs, "grade").parse::<Grade>(), said(&pairs, "outcome").parse::<Outcome>());
    page.event.of = Some(page.first.clone());
    for (field, name) in [
        (&mut page.event.what, "what"),
        (&mut page.event.cause, "cause"),
        (&mut page.event.reported, "reported"),
    ] {
        said(&pairs, name).clone_into(field);
    }
    let (Ok(grade), Ok(outcome)) = (grade, outcome) else {
        page.fault = Some("Choose how heavy it is and how it stands.".to_owned());
        return Ok(house.show(&page));
    };
    (page.event.grade, page.event.outcome) = (grade, outcome);
    if (Adverse { of: before.of.clone(), ..page.event.clone() }) == before {
        page.fault = Some("Nothing is different from what stands there already.".to_owned());
        return Ok(house.show(&page));
    }
    match record(&house, &signed, &patient, Body::Adverse(page.event.clone())).await {
        Ok(_) => Ok(Redirect::to(&format!("/patients/{patient}/adverse/{entry}")).into_response()),
        Err(Oops::BadRequest(told)) => {
            page.fault = Some(told);
            Ok(house.show(&page))
        }
        Err(other) => Err(other),
    }
}

impl Page for AdverseEvent {
    fn samples() -> Vec<(&'static str, Self)> {
        let event = Adverse {
            of: None,
            treatment: "filler_ha".into(),
            session: Some("s1".into()),
            noticed: vocab::Day::from_number(20_780),
            grade: Grade::Moderate,
            what: "A <lump> in the lip.".into(),
            cause: String::new(),
            lots: vec!["l1".into()],
            settings: serde_json::Value::Null,
            photos: vec!["f1".into()],
            consent: Some("c1".into()),
            outcome: Outcome::Open,
            reported: String::new(),
        };
        let was = |said: &str| Was { when: "Mon 23 Nov 2026, Imani Clarke".into(), stood: "mild, open".into(), said: said.into() };
        let ordinary = Self {
            patient: "p1".into(),
            name: "Amara <Okafor>".into(),
            first: "a1".into(),
            treatment: "Hyaluronic acid filler".into(),
            event,
            lots: vec!["filler-x, lot F<1>".into()],
            settings: vec![("Tool".into(), "cannula".into())],
            was: vec![was("A lump."), was("Swollen.")],
            may_write: true,
            fault: None,
            csrf: "token".into(),
        };
        let mut bare = Self { may_write: false, lots: vec![], settings: vec![], ..ordinary.clone() };
        (bare.event.session, bare.event.consent, bare.event.grade) = (None, None, Grade::Severe);
        bare.event.photos.clear();
        let wrong = Self { fault: Some("Nothing is <different>.".into()), ..ordinary.clone() };
        vec![("bare", bare), ("ordinary", ordinary), ("wrong", wrong)]
    }

    fn title(&self) -> String {
        format!("Adverse event of {}", self.name)
    }

    fn status(&self) -> StatusCode {
        if self.fault.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }
    }

    fn door(&self) -> Option<&'static str> {
        Some("/patients")
    }

    fn render(&self) -> Markup {
        let way = format!("/patients/{}", self.patient);
        let stands = format!("{}, {}", self.event.grade.in_words(), self.event.outcome);
        html! {
            (ui::breadcrumbs(&[(&self.name, &way), ("The days after", &format!("{way}/after"))], "Adverse event"))
            (Heading::new(&format!("After {}", self.treatment)).eyebrow(&format!("Adverse event of {}", self.name))
                .lead(&ui::sentence(&format!("Noticed on {}: {stands}", self.event.noticed.in_words())))
                .actions(html! { (ui::print_button("Print")) }))
            div.stack {
                @if self.event.grade.is_serious() && self.event.reported.is_empty() {
                    (ui::notice(Light::Stop, "Serious harm is reported", &html! {
                        p { "Offer a report to the maker and to the authority of the place (in the United States MedWatch), with lot and device, and write down its number." }
                    }))
                }
                (self.tied())
                @if self.may_write { (self.form()) }
                (ui::section("was", "What was written down", "the newest first", &html! {
                    ul class="lines" { @for was in &self.was { li class="line-item" { div.grow {
                        p { b { (was.when) } ": " (was.stood) } p { (was.said) }
                    } } } }
                }))
            }
        }
    }
}
