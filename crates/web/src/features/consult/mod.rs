//! The consultation: what is asked, section by section; it resumes where it was left, on a tablet in the guest's hands too.
mod begin;
mod body_image;
mod carried;
mod concerns;
mod deeds;
mod desk;
mod goals;
mod hand;
mod history;
mod living;
mod medicines;
mod photographs;
mod said;
mod samples;
mod show;
mod skin;
mod so_far;
mod still;
mod summary;

pub use begin::Begin;
pub use hand::Handed;
pub use show::Consult;

use crate::access::{Needs, Routes};
use crate::session::{self, Guest, Signed, Visitor, quoted};
use crate::{Door, Oops, Shared};
use axum::extract::{Form, Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use chart::consult::Section;
use chart::entry::Body;
use desk::Desk;
use said::Said;
use vocab::Permission;

/// Reached from a patient.
pub(crate) const DOOR: Option<Door> = None;

const READ: Needs = Needs::May(Permission::ChartRead);
const WRITE: Needs = Needs::May(Permission::ChartWrite);

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/patients/{patient}/consult", READ, open)
        .post("/patients/{patient}/consult", WRITE, begin)
        .get("/patients/{patient}/consult/{section}", READ, section)
        .post("/patients/{patient}/consult/{section}", WRITE, save)
        .post("/patients/{patient}/consult/sign-off", WRITE, sign_off)
        .post("/patients/{patient}/consult/hand-over", WRITE, hand_over)
        .get("/tablet", Needs::Link, tablet)
        .get("/tablet/{section}", Needs::Link, tablet_section)
        .post("/tablet/{section}", Needs::Link, tablet_save)
        .post("/tablet/back", Needs::Link, give_back)
        .get("/thank-you", Needs::Anyone, thanks)
}

type Pairs = Vec<(String, String)>;

fn known(section: &str) -> Result<Section, Oops> {
    section.parse().map_err(|_| Oops::NotFound)
}

async fn open(State(house): State<Shared>, signed: Signed, Path(patient): Path<String>, Query(pairs): Query<Pairs>) -> Result<Response, Oops> {
    let desk = Desk::of_staff(&house, &signed, &patient)?;
    if let Some(kept) = desk.kept().await? {
        let address = format!("/patients/{}/consult/{}", quoted(&patient), kept.consultation.resume());
        return Ok(Redirect::to(&address).into_response());
    }
    let chart = desk.chart().await?;
    let last = chart.lines.iter().rev().find(|line| matches!(line.now, Some(Body::Consultation(_))));
    let page = Begin {
        name: desk::name(&chart),
        last: last.map(|line| chart::case::day_of(line.entry.recorded_at, &house.zone()).in_words()).unwrap_or_default(),
        old: desk.old(&chart)?,
        signed_off: Said(pairs).has("signed-off", "yes"),
        may_begin: signed.may(Permission::ChartWrite),
        plans: crate::table().iter().any(|route| route.path == "/patients/{patient}/plan"),
        csrf: signed.csrf.clone(),
        patient,
    };
    Ok(house.show_to(&signed, &page))
}

async fn begin(State(house): State<Shared>, signed: Signed, Path(patient): Path<String>) -> Result<Response, Oops> {
    let record = house.kept()?;
    record.patients().begin_consultation(&patient, &house.by(&signed), &mut *house.chance()).await?;
    Ok(Redirect::to(&format!("/patients/{}/consult", quoted(&patient))).into_response())
}

async fn section(State(house): State<Shared>, signed: Signed, Path((patient, section)): Path<(String, String)>, Query(pairs): Query<Pairs>) -> Result<Response, Oops> {
    let section = known(&section)?;
    let page = Desk::of_staff(&house, &signed, &patient)?.page(section, &Said(pairs)).await?;
    Ok(page.map_or_else(|| Redirect::to(&format!("/patients/{}/consult", quoted(&patient))).into_response(), |page| house.show_to(&signed, &page)))
}

async fn save(State(house): State<Shared>, signed: Signed, Path((patient, section)): Path<(String, String)>, Form(pairs): Form<Pairs>) -> Result<Response, Oops> {
    let section = known(&section)?;
    Ok(match Desk::of_staff(&house, &signed, &patient)?.save(section, &Said(pairs)).await? {
        desk::Saved::Go(address) => Redirect::to(&address).into_response(),
        desk::Saved::Look(page) => house.show_to(&signed, &*page),
    })
}

async fn sign_off(State(house): State<Shared>, signed: Signed, Path(patient): Path<String>) -> Result<Response, Oops> {
    Desk::of_staff(&house, &signed, &patient)?.sign_off().await?;
    Ok(Redirect::to(&format!("/patients/{}/consult?signed-off=yes", quoted(&patient))).into_response())
}

/// Locks this browser: whoever was signed in is signed out, and a link takes their place that opens these questions only.
async fn hand_over(State(house): State<Shared>, signed: Signed, Path(patient): Path<String>) -> Result<Response, Oops> {
    let by = house.by(&signed);
    house.kept()?.patients().begin_consultation(&patient, &by, &mut *house.chance()).await?;
    session::hand_over(&house, &signed, &patient, "/tablet").await
}

async fn tablet(State(house): State<Shared>, guest: Guest) -> Result<Response, Oops> {
    let kept = Desk::of_guest(&house, &guest)?.kept().await?.ok_or(Oops::LinkOver)?;
    let own = kept.consultation.resume();
    let section = if own.for_guest() { own } else { Section::Goals };
    Ok(Redirect::to(&format!("/tablet/{section}")).into_response())
}

async fn tablet_section(State(house): State<Shared>, guest: Guest, Path(section): Path<String>, Query(pairs): Query<Pairs>) -> Result<Response, Oops> {
    let section = for_guest(&section)?;
    let page = Desk::of_guest(&house, &guest)?.page(section, &Said(pairs)).await?.ok_or(Oops::LinkOver)?;
    Ok(house.show(&page))
}

async fn tablet_save(State(house): State<Shared>, guest: Guest, Path(section): Path<String>, Form(pairs): Form<Pairs>) -> Result<Response, Oops> {
    let section = for_guest(&section)?;
    Ok(match Desk::of_guest(&house, &guest)?.save(section, &Said(pairs)).await? {
        desk::Saved::Go(address) if address == desk::FINISHED => over(&house, &guest).await?,
        desk::Saved::Go(address) => Redirect::to(&address).into_response(),
        desk::Saved::Look(page) => house.show(&*page),
    })
}

fn for_guest(section: &str) -> Result<Section, Oops> {
    known(section).and_then(|section| if section.for_guest() { Ok(section) } else { Err(Oops::NotFound) })
}

async fn give_back(State(house): State<Shared>, guest: Guest) -> Result<Response, Oops> {
    over(&house, &guest).await
}

/// Ends the link of the tablet, for good.
async fn over(house: &Shared, guest: &Guest) -> Result<Response, Oops> {
    house.kept()?.people().end_link(&guest.link).await?;
    let mut response = Redirect::to("/thank-you").into_response();
    session::forget_guest(&mut response, house.is_under_tls());
    Ok(response)
}

async fn thanks(State(house): State<Shared>, _: Visitor) -> Response {
    house.show(&Handed)
}

#[cfg(test)]
mod tests;
