//! Photographs of a patient: sent, seen by date and view, compared, and shown only for what is allowed.
mod compare;
mod gallery;
mod receive;

pub use compare::Compare;
pub use gallery::Photos;

use crate::access::{Needs, Routes};
use crate::session::{Signed, quoted};
use crate::{Door, Oops, Shared};
use axum::extract::{Form, Multipart, Path, Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Redirect, Response};
use chart::book::new_id;
use chart::consent::{Act, Consent, Purpose, Said};
use chart::entry::{Body, Photo};
use chart::fold::Chart;
use chart::patient::{NewEntry, Size};
use vocab::Permission;

/// Reached from a patient.
pub(crate) const DOOR: Option<Door> = None;

/// The most bytes that one form of photographs may send.
const UPLOAD_LIMIT: usize = 64 * 1024 * 1024;

pub(crate) fn routes() -> Routes {
    let read = Needs::May(Permission::ChartRead);
    let write = Needs::May(Permission::ChartWrite);
    Routes::new()
        .get("/patients/{patient}/photos", read, gallery)
        .upload("/patients/{patient}/photos", write, UPLOAD_LIMIT, receive)
        .get("/patients/{patient}/photos/compare", read, compare)
        .post("/patients/{patient}/photos/withdraw", write, withdraw)
        .get("/patients/{patient}/photos/{photo}", read, picture)
}

type Pairs = Vec<(String, String)>;

fn said<'p>(pairs: &'p Pairs, name: &str) -> &'p str {
    pairs.iter().rev().find(|(given, _)| given == name).map_or("", |(_, text)| text.trim())
}

/// The purpose that an address names; the record where it names none.
fn purpose(pairs: &Pairs) -> Result<Purpose, Oops> {
    match said(pairs, "for") {
        "" => Ok(Purpose::Record),
        word => word.parse().map_err(|_| Oops::NotFound),
    }
}

async fn chart(house: &Shared, signed: &Signed, patient: &str) -> Result<Chart, Oops> {
    let patients = house.kept()?.patients();
    let by = house.by(signed);
    Ok(Chart::of(&patients.glance(patient, signed.why(patient), &by, &mut *house.chance()).await?))
}

/// The photographs of a chart that still count, with the id of each.
fn photos(chart: &Chart) -> Vec<(String, Photo)> {
    let kept = chart.lines.iter().filter_map(|line| match &line.now {
        Some(Body::Photo(photo)) => Some((line.entry.id.clone(), photo.clone())),
        _ => None,
    });
    kept.collect()
}

async fn gallery(
    State(house): State<Shared>,
    signed: Signed,
    Path(patient): Path<String>,
    Query(pairs): Query<Pairs>,
) -> Result<Response, Oops> {
    let purpose = purpose(&pairs)?;
    let chart = chart(&house, &signed, &patient).await?;
    Ok(house.show_to(&signed, &Photos::of(&house, &signed, &patient, &chart, purpose)?))
}

async fn receive(
    State(house): State<Shared>,
    signed: Signed,
    Path(patient): Path<String>,
    form: Multipart,
) -> Result<Response, Oops> {
    // Whoever is not there is told so before anything is read.
    let before = chart(&house, &signed, &patient).await?;
    let sent = receive::read(form).await?;
    let refused = receive::keep(&house, &signed, &patient, &before, sent).await?;
    if refused.is_empty() {
        return Ok(Redirect::to(&format!("/patients/{}/photos", quoted(&patient))).into_response());
    }
    let chart = chart(&house, &signed, &patient).await?;
    let page = Photos { refused, ..Photos::of(&house, &signed, &patient, &chart, Purpose::Record)? };
    Ok(house.show_to(&signed, &page))
}

async fn picture(
    State(house): State<Shared>,
    signed: Signed,
    Path((patient, photo)): Path<(String, String)>,
    Query(pairs): Query<Pairs>,
) -> Result<Response, Oops> {
    let size = if said(&pairs, "size") == Size::Small.code() { Size::Small } else { Size::Full };
    let asked = (purpose(&pairs)?, signed.why(&patient));
    let by = house.by(&signed);
    let bytes = house.kept()?.patients().photo(&patient, (&photo, size), asked, &by, &mut *house.chance()).await?;
    Ok(([(CONTENT_TYPE, "image/jpeg"), (CONTENT_DISPOSITION, "inline; filename=\"photograph.jpg\"")], bytes).into_response())
}

async fn compare(
    State(house): State<Shared>,
    signed: Signed,
    Path(patient): Path<String>,
    Query(pairs): Query<Pairs>,
) -> Result<Response, Oops> {
    let purpose = purpose(&pairs)?;
    let chart = chart(&house, &signed, &patient).await?;
    let page = Compare::of(&patient, &chart, purpose, (said(&pairs, "before"), said(&pairs, "after")), house.now_ms());
    Ok(house.show_to(&signed, &page.ok_or(Oops::NotFound)?))
}

/// Takes a consent back for the guest who says so, from this moment on.
async fn withdraw(
    State(house): State<Shared>,
    signed: Signed,
    Path(patient): Path<String>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Oops> {
    let chart = chart(&house, &signed, &patient).await?;
    let purpose: Purpose = said(&pairs, "purpose").parse().map_err(|_| Oops::BadRequest("Choose the purpose that is taken back.".into()))?;
    let by = house.by(&signed);
    let name = chart.identity().map(|identity| identity.name).unwrap_or_default();
    let act = Act::Withdrawn(Said { by: name, on: house.today().ok_or(Oops::Broken)?, why: String::new() });
    let body = Body::Consent(Consent { service: purpose.service().to_owned(), act });
    let chance = &mut *house.chance();
    let entry = NewEntry { id: new_id(by.at, chance), happened_at: by.at, body, amends: None };
    house.kept()?.patients().record(&patient, None, &[entry], &by, chance).await?;
    Ok(Redirect::to(&format!("/patients/{}/photos", quoted(&patient))).into_response())
}

#[cfg(test)]
mod tests;
