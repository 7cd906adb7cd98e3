//! Consent: the list of a patient, the text with its signature, and what was signed.
mod list;
mod own;
mod read;
mod shown;

pub use list::List;
pub use own::OwnConsents;
pub(crate) use own::in_letter;
pub use read::Read;
pub use shown::Shown;

use crate::access::{Needs, Routes};
use crate::session::Signed as Person;
use crate::{Door, House, Oops, Shared};
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use chart::book::new_id;
use chart::consent::{
    Act, Consent, Form as Paper, LANGUAGE, Meaning, Misunderstood, NoText, Pen, Presented, Purpose, Said, Shelf, Standing,
    Text, changed, standing,
};
use chart::entry::{Body, Identity};
use chart::fold::Chart;
use chart::patient::{NewEntry, Patients, Why};
use chart::register::By;
use knowledge::Knowledge;
use std::collections::BTreeMap;
use vocab::{Day, Permission};

/// Reached from the patient.
pub(crate) const DOOR: Option<Door> = None;

pub(crate) fn routes() -> Routes {
    let (reads, gathers) = (Needs::May(Permission::ChartRead), Needs::May(Permission::ConsentGather));
    Routes::new()
        .get("/patients/{patient}/consents", reads, list)
        .get("/patients/{patient}/consents/{service}", gathers, read)
        .post("/patients/{patient}/consents/{service}", gathers, sign)
        .post("/patients/{patient}/consents/{service}/present", gathers, present)
        .post("/patients/{patient}/consents/{service}/no", gathers, no)
        .get("/patients/{patient}/consents/{service}/signed/{entry}", reads, shown)
        .post("/patients/{patient}/consents/link", gathers, own::link)
        .post("/patients/{patient}/consents/tablet", gathers, own::tablet)
        .get("/own/consents", Needs::Link, own::list)
        .get("/own/consents/{service}", Needs::Link, own::read)
        .post("/own/consents/{service}", Needs::Link, own::sign)
        .post("/own/consents/back", Needs::Link, own::back)
}

/// Name and value of each field.
type Pairs = Vec<(String, String)>;

/// The last pair of this name, trimmed; empty where there is none.
fn said<'p>(pairs: &'p Pairs, name: &str) -> &'p str {
    pairs.iter().rev().find(|(given, _)| given == name).map_or("", |(_, text)| text.trim())
}

/// The chart of a patient; who looked is remembered.
pub(crate) async fn opened(house: &House, person: &Person, patient: &str) -> Result<Chart, Oops> {
    let (by, patients) = (house.by(person), house.kept()?.patients());
    let entries = patients.read(patient, 0, person.why(patient), &by, &mut *house.chance()).await?;
    Ok(Chart::of(&entries))
}

/// One entry at the end of a chart.
pub(crate) async fn record(house: &House, person: &Person, patient: &str, body: Body) -> Result<String, Oops> {
    record_by(house, &house.by(person), patient, body).await
}

async fn record_by(house: &House, by: &By, patient: &str, body: Body) -> Result<String, Oops> {
    let mut chance = house.chance();
    body.check()?;
    let entry = NewEntry { id: new_id(by.at, &mut *chance), happened_at: by.at, body, amends: None };
    let patients = house.kept()?.patients();
    patients.record(patient, None, std::slice::from_ref(&entry), by, &mut *chance).await?;
    Ok(entry.id)
}

/// Remembers that a list of the house named these patients to somebody, with something of their charts.
pub(crate) async fn listed<'p>(
    house: &House,
    person: &Person,
    why: Why,
    patients: impl Iterator<Item = &'p str>,
) -> Result<(), Oops> {
    let named = patients.collect();
    Ok(house.kept()?.patients().all_shown(&named, why, &house.by(person), &mut *house.chance()).await?)
}

/// Who somebody is, for lists of the house; `None` = nobody, or erased.
pub(crate) async fn who(patients: &Patients<'_>, patient: &str) -> Result<Option<Identity>, Oops> {
    let found = patients.who(&[patient.to_owned()]).await?;
    Ok(found.into_iter().next().map(|one| one.identity))
}

/// What a page about one patient begins with.
pub(crate) fn name_of(chart: &Chart) -> String {
    chart.identity().map_or_else(|| "Name not known".to_owned(), |identity| identity.name)
}

pub(crate) fn known() -> Result<&'static Knowledge, Oops> {
    crate::house::knowledge().ok_or(Oops::Broken)
}

pub(crate) fn today(house: &House) -> Result<Day, Oops> {
    house.today().ok_or(Oops::NoRecord)
}

fn text(service: &str) -> Result<Text, Oops> {
    text_in(service, LANGUAGE)
}

/// The text in a language; empty = the one that texts are composed in. Why there is none in another is told.
fn text_in(service: &str, language: &str) -> Result<Text, Oops> {
    let language = if language.is_empty() { LANGUAGE } else { language };
    Text::of(known()?, service, language).map_err(|none| match none {
        NoText::Unknown(_) | NoText::Unwritten(_) => Oops::NotFound,
        NoText::Language(_) | NoText::NotSignedOff(_) | NoText::Untranslated { .. } => {
            Oops::BadRequest(crate::ui::sentence(&none.to_string()))
        }
    })
}

async fn list(
    State(house): State<Shared>,
    person: Person,
    Path(patient): Path<String>,
    Query(pairs): Query<Pairs>,
) -> Result<Response, Oops> {
    let chosen = said(&pairs, "service");
    if !chosen.is_empty() {
        text(chosen)?;
        return Ok(Redirect::to(&format!("/patients/{patient}/consents/{chosen}")).into_response());
    }
    let chart = opened(&house, &person, &patient).await?;
    let roll = house.kept()?.roll().await?;
    let mut page =
        List::of(known()?, &chart, &patient, today(&house)?, house.now_ms(), &|id| roll.name(id).to_owned());
    page.csrf.clone_from(&person.csrf);
    let link = said(&pairs, "link");
    page.link = link.starts_with("/sign-in/").then(|| format!("{}{link}", house.public().unwrap_or_default()));
    Ok(house.show(&page))
}

async fn read(
    State(house): State<Shared>,
    person: Person,
    Path((patient, service)): Path<(String, String)>,
    Query(pairs): Query<Pairs>,
) -> Result<Response, Oops> {
    let chart = opened(&house, &person, &patient).await?;
    let text = text_in(&service, said(&pairs, "language"))?;
    let mut page = page(&house, &chart, &patient, text, (&person.csrf, &person.name)).await?;
    page.whole = page.changes.is_empty() || !said(&pairs, "whole").is_empty();
    Ok(house.show(&page))
}

/// The page of a text as it stands for this patient today.
async fn page(
    house: &House,
    chart: &Chart,
    patient: &str,
    text: Text,
    (csrf, explained_by): (&str, &str),
) -> Result<Read, Oops> {
    let on = today(house)?;
    let stands = standing(known()?, chart, &text.service, on);
    let record = house.kept()?;
    let changes = if let Standing::Changed { text_hash, .. } = &stands {
        let old = Shelf::new(&record.store, &record.site).find(text_hash).await?;
        old.map(|old| changed(&old.bytes, &text)).unwrap_or_default()
    } else {
        Vec::new()
    };
    let identity = chart.identity().unwrap_or_default();
    let (paper, fault) = match Paper::present(&text, &identity, on) {
        Ok(paper) => (Some((paper.meaning(), paper.needs_guardian())), None),
        Err(e) => (None, Some(crate::ui::sentence(&e.to_string()))),
    };
    Ok(Read {
        patient: patient.to_owned(),
        name: name_of(chart),
        hash: text.hash(),
        text,
        stands,
        changes,
        whole: true,
        paper,
        fault,
        csrf: csrf.to_owned(),
        explained_by: explained_by.to_owned(),
        own: false,
        today: on,
        filled: BTreeMap::new(),
        wrong: Vec::new(),
        missing: Vec::new(),
    })
}

async fn present(
    State(house): State<Shared>,
    person: Person,
    Path((patient, service)): Path<(String, String)>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Oops> {
    let text = text_in(&service, said(&pairs, "language"))?;
    hand_over(&house, &person, &patient, &text).await?;
    Ok(Redirect::to(&format!("/patients/{patient}/consents/{service}")).into_response())
}

/// Keeps the text with its bytes and writes down that it was handed over.
async fn hand_over(house: &House, person: &Person, patient: &str, text: &Text) -> Result<(), Oops> {
    let record = house.kept()?;
    Shelf::new(&record.store, &record.site).keep(text, &house.by(person)).await?;
    let presented = Presented {
        text_hash: text.hash(),
        language: text.language.clone(),
        on: today(house)?,
        explained_by: person.practitioner.clone(),
    };
    let act = Act::Presented(presented);
    self::record(house, person, patient, Body::Consent(Consent { service: text.service.clone(), act })).await?;
    Ok(())
}

async fn sign(
    State(house): State<Shared>,
    person: Person,
    Path((patient, service)): Path<(String, String)>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Oops> {
    let chart = opened(&house, &person, &patient).await?;
    let text = text_in(&service, said(&pairs, "language"))?;
    let page = page(&house, &chart, &patient, text, (&person.csrf, &person.name)).await?;
    let pen = pen(&house, &person.practitioner, &pairs)?;
    Ok(match given(&house, &house.by(&person), &chart, page, &pairs, &pen).await? {
        Given::Signed(entry) => {
            Redirect::to(&format!("/patients/{patient}/consents/{service}/signed/{entry}")).into_response()
        }
        Given::Not(page) => house.show(&*page),
    })
}

/// What came of a page that was sent.
enum Given {
    /// It is signed, in this entry.
    Signed(String),
    /// It is not, and the page says why.
    Not(Box<Read>),
}

/// The one road to a signature, for staff, a guest's own telephone and a tablet alike.
async fn given(
    house: &House,
    by: &By,
    chart: &Chart,
    mut page: Read,
    pairs: &Pairs,
    pen: &Pen,
) -> Result<Given, Oops> {
    page.whole = said(pairs, "whole") != "no";
    page.filled = pairs.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
    let (patient, service) = (page.patient.clone(), page.text.service.clone());
    let consent = |act| Body::Consent(Consent { service: service.clone(), act });
    let identity = chart.identity().unwrap_or_default();
    let text = page.text.clone();
    let Ok(paper) = Paper::present(&text, &identity, page.today) else { return Ok(Given::Not(Box::new(page))) };
    let chosen: BTreeMap<String, usize> = text
        .questions
        .iter()
        .filter_map(|q| Some((q.key.clone(), said(pairs, &format!("q-{}", q.key)).parse().ok()?)))
        .collect();
    let understood = match paper.answer(&chosen) {
        Ok(understood) => understood,
        Err((_, wrong)) => {
            // What was misunderstood is written down, so that somebody talks about it; what was left out is not.
            let questions: Vec<String> =
                wrong.iter().filter(|w| !w.left_out).map(|w| w.question.clone()).collect();
            if !questions.is_empty() {
                let act = Act::Misunderstood(Misunderstood { text_hash: page.hash.clone(), questions });
                record_by(house, by, &patient, consent(act)).await?;
            }
            page.wrong = wrong;
            return Ok(Given::Not(Box::new(page)));
        }
    };
    match understood.sign(pen) {
        Err(missing) => {
            page.missing = missing;
            Ok(Given::Not(Box::new(page)))
        }
        Ok(signed) => {
            let record = house.kept()?;
            Shelf::new(&record.store, &record.site).keep(&text, by).await?;
            let entry = record_by(house, by, &patient, consent(Act::Signed(Box::new(signed)))).await?;
            Ok(Given::Signed(entry))
        }
    }
}

/// What came with the signature.
fn pen(house: &House, explained_by: &str, pairs: &Pairs) -> Result<Pen, Oops> {
    let some = |name: &str| Some(said(pairs, name)).filter(|text| !text.is_empty()).map(str::to_owned);
    let until = some("until").map(|text| text.parse().unwrap_or(Day::FIRST));
    Ok(Pen {
        text_hash: said(pairs, "text").to_owned(),
        name: said(pairs, "name").to_owned(),
        meaning: said(pairs, "meaning").parse::<Meaning>().ok(),
        relation: some("relation"),
        at: house.now_ms(),
        on: Some(today(house)?),
        until,
        explained_by: explained_by.to_owned(),
        interpreter: some("interpreter"),
        speaks: some("speaks"),
        drawn: some("drawn"),
    })
}

async fn no(
    State(house): State<Shared>,
    person: Person,
    Path((patient, service)): Path<(String, String)>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Oops> {
    text(&service)?;
    let chart = opened(&house, &person, &patient).await?;
    let words = Said { by: name_of(&chart), on: today(&house)?, why: said(&pairs, "why").chars().take(500).collect() };
    let given = chart.lines.iter().any(|line| match &line.now {
        Some(Body::Consent(consent)) => consent.service == service && matches!(consent.act, Act::Signed(_)),
        _ => false,
    });
    let act = if given { Act::Withdrawn(words) } else { Act::Declined(words) };
    record(&house, &person, &patient, Body::Consent(Consent { service, act })).await?;
    Ok(Redirect::to(&format!("/patients/{patient}/consents")).into_response())
}

async fn shown(
    State(house): State<Shared>,
    person: Person,
    Path((patient, service, entry)): Path<(String, String, String)>,
) -> Result<Response, Oops> {
    let chart = opened(&house, &person, &patient).await?;
    let line = chart.lines.iter().find(|line| line.entry.id == entry).ok_or(Oops::NotFound)?;
    let Body::Consent(Consent { service: about, act: Act::Signed(signed) }) = &line.entry.body else {
        return Err(Oops::NotFound);
    };
    if *about != service {
        return Err(Oops::NotFound);
    }
    let record = house.kept()?;
    let version = Shelf::new(&record.store, &record.site).find(&signed.deed().text_hash).await?;
    let roll = record.roll().await?;
    Ok(house.show(&Shown {
        patient,
        name: name_of(&chart),
        title: title(known()?, &service),
        explained_by: roll.name(&signed.deed().explained_by).to_owned(),
        deed: signed.deed().clone(),
        counts: line.now.is_some(),
        zone: house.zone(),
        version,
    }))
}

/// What a service is called.
pub(crate) fn title(knowledge: &Knowledge, service: &str) -> String {
    match Purpose::of_service(service) {
        Some(purpose) => purpose.title().to_owned(),
        None => knowledge.treatment(service).map_or_else(|| service.to_owned(), |t| t.title.clone()),
    }
}

#[cfg(test)]
mod tests;
