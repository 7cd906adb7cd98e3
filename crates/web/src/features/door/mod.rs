//! The door before a session, passing one of its lines, and the director's list of what was passed.
mod choose;
mod overrides;
mod samples;
mod shelf;
mod show;
mod stand;
mod started;

pub use choose::Setting;
pub use overrides::Overrides;
pub use show::AtTheDoor;
pub use started::started;

use crate::access::{Needs, Routes};
use crate::features::consent::{record, who};
use crate::session::Signed;
use crate::{Door as Way, Oops, Shared, ui::icon::Icon};
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use chart::door::{Outcome, What, rates};
use chart::entry::Body;
use chart::patient::Why;
use safety::Gate;
use std::collections::BTreeMap;
use std::sync::LazyLock;
use vocab::Permission;

/// The director's list.
pub(crate) const DOOR: Option<Way> = Some(Way {
    name: "Overrides",
    href: "/overrides",
    icon: Icon::Pen,
    line: "What was passed at the door, by whom and why, and how often each rule is passed.",
    search: None,
});

pub(crate) fn routes() -> Routes {
    let at_door = Needs::May(Permission::Door);
    Routes::new()
        .get("/patients/{patient}/door/{treatment}", at_door, look)
        .post("/patients/{patient}/door/{treatment}", at_door, act)
        .post("/patients/{patient}/door/{treatment}/pass", at_door, pass)
        .get("/overrides", Needs::May(Permission::OverridesRead), overrides)
}

/// Days that the list of overrides looks back.
const BACK_DAYS: i64 = 90;

/// Name and value of each field.
type Pairs = Vec<(String, String)>;

/// The last pair of this name, trimmed; empty where there is none.
fn said<'p>(pairs: &'p Pairs, name: &str) -> &'p str {
    pairs.iter().rev().find(|(given, _)| given == name).map_or("", |(_, text)| text.trim())
}

/// The gate over the clinic's knowledge, made ready once.
fn gate() -> Result<&'static Gate<'static>, Oops> {
    static GATE: LazyLock<Option<Gate<'static>>> = LazyLock::new(|| crate::house::knowledge().map(Gate::new));
    GATE.as_ref().ok_or(Oops::Broken)
}

async fn look(
    State(house): State<Shared>,
    signed: Signed,
    Path((patient, treatment)): Path<(String, String)>,
    Query(pairs): Query<Pairs>,
) -> Result<Response, Oops> {
    let stand = stand::at(&house, &signed, &patient, &treatment, &pairs).await?;
    Ok(house.show(&AtTheDoor::of(&stand, &signed, &pairs)))
}

async fn act(
    State(house): State<Shared>,
    signed: Signed,
    Path((patient, treatment)): Path<(String, String)>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Oops> {
    let stand = stand::at(&house, &signed, &patient, &treatment, &pairs).await?;
    let outcome = match said(&pairs, "do") {
        "start" => Outcome::Started,
        "back" => Outcome::TurnedBack,
        _ => return Ok(house.show(&AtTheDoor::of(&stand, &signed, &pairs))),
    };
    match stand.checked(outcome) {
        Err(_) => Ok(house.show(&AtTheDoor { refused: true, ..AtTheDoor::of(&stand, &signed, &pairs) })),
        Ok(checked) => {
            let entry = record(&house, &signed, &patient, Body::Door(checked)).await?;
            let to = match outcome {
                Outcome::Started => format!("/patients/{patient}/door/{treatment}?started={entry}"),
                Outcome::TurnedBack => format!("/patients/{patient}"),
            };
            Ok(Redirect::to(&to).into_response())
        }
    }
}

async fn pass(
    State(house): State<Shared>,
    signed: Signed,
    Path((patient, treatment)): Path<(String, String)>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Oops> {
    let stand = stand::at(&house, &signed, &patient, &treatment, &pairs).await?;
    let what: What = said(&pairs, "what").parse().map_err(|_| Oops::NotFound)?;
    let line = stand.door.line(what).ok_or(Oops::NotFound)?;
    // The first signature of the line, if there is one: this one is the second then.
    let first = line.passed.first().map(|entry| (stand.author(entry), entry.as_str()));
    let place = crate::features::consent::known()?.policy().jurisdiction;
    let roll = house.kept()?.roll().await?;
    let prescribes = roll.get(&signed.practitioner).and_then(|p| p.performer_on(stand.door.on, place.as_deref()))
        >= Some(vocab::Performer::NpPa);
    let may = |needed| signed.may(needed) && (needed == Permission::Door || prescribes);
    let over = line.pass_with(&stand.door, said(&pairs, "reason"), &signed.practitioner, may, first);
    match over {
        Err(fault) => {
            let mut page = AtTheDoor::of(&stand, &signed, &pairs);
            page.fault = Some((what, crate::ui::sentence(&fault.to_string())));
            Ok(house.show(&page))
        }
        Ok(over) => {
            record(&house, &signed, &patient, Body::Override(over)).await?;
            let to = format!("/patients/{patient}/door/{treatment}?{}", stand::query(&pairs));
            Ok(Redirect::to(&to).into_response())
        }
    }
}

async fn overrides(State(house): State<Shared>, signed: Signed) -> Result<Response, Oops> {
    let record = house.kept()?;
    let since = house.now_ms() - BACK_DAYS * 86_400_000;
    let patients = record.patients();
    let entries = patients.across(&["door", "override"], since, chart::patient::ACROSS_MAX).await?;
    let roll = record.roll().await?;
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    for entry in entries.iter().filter(|e| matches!(e.body, Body::Override(_))) {
        if !names.contains_key(&entry.patient) {
            let identity = who(&patients, &entry.patient).await?;
            let name = identity.map_or_else(|| "erased".to_owned(), |identity| identity.name);
            names.insert(entry.patient.clone(), name);
        }
    }
    crate::features::consent::listed(&house, &signed, Why::Audit, names.keys().map(String::as_str)).await?;
    let knowledge = crate::features::consent::known()?;
    Ok(house.show(&Overrides::of(&entries, rates(&entries), &names, &|id| roll.name(id).to_owned(), knowledge)))
}

/// What speaks against a start that a check of today allowed, when it is looked at again; `None` = nothing.
pub(crate) async fn since(
    house: &crate::House,
    signed: &Signed,
    patient: &str,
    checked: &chart::door::Checked,
) -> Result<Option<String>, Oops> {
    let stand = stand::at(house, signed, patient, &checked.service, &stand::of_checked(checked)).await?;
    let stops = stand.door.standing().filter(|line| line.light == chart::door::Light::Red);
    let stops: Vec<String> = stops.map(|line| format!("{}: {}", line.what.title(), line.said)).collect();
    Ok((!stops.is_empty()).then(|| format!("since the door was passed, this changed. {}", stops.join(" "))))
}

#[cfg(test)]
mod tests;
