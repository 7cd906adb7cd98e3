//! Patients: finding and registering them, their story, and what is done with a chart as a whole.
mod amend;
mod finding;
mod line;
mod looks;
mod next;
mod person;
mod plan;
mod samples;
mod scores;
mod strip;
mod timeline;
mod told;
mod touched;
mod whole;

pub use amend::Amends;
pub use finding::Finding;
pub use person::Registering;
pub use timeline::Timeline;
pub use touched::Touched;
pub use looks::Looks;
pub use whole::{Erasing, Joining};

use crate::access::{Needs, Routes};
use crate::{Door, Oops, Shared, ui::icon::Icon};
use axum::extract::{Query, State};
use axum::response::Response;
use crate::session::Signed;
use safety::Gate;
use std::sync::LazyLock;
use vocab::Permission;

/// Behind the word Patients.
pub(crate) const DOOR: Option<Door> = Some(Door {
    name: "Patients",
    href: "/patients",
    icon: Icon::People,
    line: "Find somebody by name, birth day or number; read their story; register somebody new.",
    search: Some("Find a patient"),
});

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/patients", Needs::May(Permission::PatientFind), find)
        .get("/knowledge-changes", Needs::May(Permission::PlansReview), touched::open)
        .get("/patients/new", Needs::May(Permission::PatientRegister), person::open)
        .post("/patients/new", Needs::May(Permission::PatientRegister), person::register)
        .get("/patients/{patient}", Needs::May(Permission::ChartRead), timeline::open)
        .post("/patients/{patient}/notes", Needs::May(Permission::ChartWrite), amend::note)
        .get("/patients/{patient}/identity", Needs::May(Permission::PatientRegister), person::edit)
        .post("/patients/{patient}/identity", Needs::May(Permission::PatientRegister), person::change)
        .get("/patients/{patient}/entries/{entry}", Needs::May(Permission::ChartWrite), amend::open)
        .post("/patients/{patient}/entries/{entry}", Needs::May(Permission::ChartWrite), amend::amend)
        .get("/patients/{patient}/looks", Needs::May(Permission::LooksRead), looks::open)
        .get("/patients/{patient}/join", Needs::May(Permission::PatientJoin), whole::joining)
        .post("/patients/{patient}/join", Needs::May(Permission::PatientJoin), whole::join)
        .post("/patients/{patient}/part", Needs::May(Permission::PatientJoin), whole::part)
        .get("/patients/{patient}/erase", Needs::May(Permission::PatientErase), whole::erasing)
        .post("/patients/{patient}/erase", Needs::May(Permission::PatientErase), whole::erase)
}

/// Name and value of each field of a form or an address.
type Pairs = Vec<(String, String)>;

/// The last pair of this name; empty where there is none.
fn said<'p>(pairs: &'p Pairs, name: &str) -> &'p str {
    pairs.iter().rev().find(|(given, _)| given == name).map_or("", |(_, text)| text.trim())
}

/// The gate over the clinic's knowledge, made ready once.
fn gate() -> Result<&'static Gate<'static>, Oops> {
    static GATE: LazyLock<Option<Gate<'static>>> = LazyLock::new(|| crate::house::knowledge().map(Gate::new));
    GATE.as_ref().ok_or(Oops::Broken)
}

/// The longest question that is searched for, in letters.
const QUESTION_MAX: usize = 200;
/// Patients that are offered before anybody asks.
const RECENT_MAX: usize = 12;

async fn find(State(house): State<Shared>, signed: Signed, Query(pairs): Query<Pairs>) -> Result<Response, Oops> {
    let patients = house.kept()?.patients();
    let asked = said(&pairs, "q");
    if asked.chars().count() > QUESTION_MAX {
        return Err(Oops::BadRequest(format!("A search has at most {QUESTION_MAX} letters.")));
    }
    let found = if asked.is_empty() {
        patients.recent(&signed.practitioner, RECENT_MAX).await?
    } else {
        patients.find(asked).await?
    };
    // Who may neither read nor write any of it is led to the chart, which says how it is opened in an emergency.
    let opens = signed.may(Permission::ChartRead) || !signed.may(Permission::PatientRegister);
    let page = Finding {
        asked: asked.to_owned(),
        found: found.iter().map(|one| finding::Person::of(one, opens, house.today())).collect(),
        may_register: signed.may(Permission::PatientRegister),
        may_review: signed.may(Permission::PlansReview),
    };
    Ok(house.show(&page))
}

#[cfg(test)]
mod tests;
