//! People: how one comes in and goes out.
mod sign_in;

pub use sign_in::SignIn;

use crate::access::{Needs, Routes};
use crate::session::{self, Signed, Visitor, own_address};
use crate::{Door, House, Oops, Shared};
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::http::header::USER_AGENT;
use axum::response::{IntoResponse, Redirect, Response};
use chart::people::{AccessEvent, Origin, Purpose};
use chart::register::By;

/// Reached through the corner of the top bar.
pub(crate) const DOOR: Option<Door> = None;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/sign-in", Needs::Anyone, sign_in)
        .get("/sign-in/{secret}", Needs::Anyone, by_link)
        .post("/sign-out", Needs::Signed, sign_out)
}

type Pairs = Vec<(String, String)>;

fn said<'p>(pairs: &'p Pairs, name: &str) -> &'p str {
    pairs.iter().rev().find(|(given, _)| given == name).map_or("", |(_, text)| text.as_str())
}

async fn sign_in(State(house): State<Shared>, visitor: Visitor, Query(pairs): Query<Pairs>) -> Result<Response, Oops> {
    house.kept()?;
    let to = own_address(said(&pairs, "to")).to_owned();
    let name = visitor.signed.map(|signed| signed.name.clone());
    Ok(house.show(&SignIn { to, name, demo: house.people().to_vec() }))
}

/// A link of the demonstration signs in at once.
async fn by_link(
    State(house): State<Shared>,
    Path(secret): Path<String>,
    Query(pairs): Query<Pairs>,
    headers: HeaderMap,
) -> Result<Response, Oops> {
    let record = house.kept()?;
    let link = record.people().link(&secret, house.now_ms()).await?.ok_or(Oops::LinkOver)?;
    if link.purpose != Purpose::Demo || !house.is_demo() {
        return Err(Oops::LinkOver);
    }
    let to = own_address(said(&pairs, "to"));
    entered(&house, &link.subject, "link", &origin(&headers), to).await
}

/// Opens a session, remembers it, and goes on to where somebody wanted to be.
async fn entered(house: &House, practitioner: &str, how: &str, origin: &Origin, to: &str) -> Result<Response, Oops> {
    let record = house.kept()?;
    let (people, now) = (record.people(), house.now_ms());
    let secret = people.open_session(practitioner, origin, now, &mut *house.chance()).await?;
    let event = AccessEvent::SignedIn {
        practitioner: practitioner.to_owned(),
        how: how.to_owned(),
        address: origin.address.clone(),
    };
    let by = By { author: practitioner.to_owned(), at: now };
    people.remember(&event, &by, &mut *house.chance()).await?;
    let mut response = Redirect::to(to).into_response();
    session::keep(&mut response, &secret, house.is_under_tls());
    Ok(response)
}

fn origin(headers: &HeaderMap) -> Origin {
    let agent = headers.get(USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
    Origin { address: String::new(), agent: agent.to_owned() }
}

async fn sign_out(State(house): State<Shared>, signed: Signed) -> Result<Response, Oops> {
    house.kept()?.people().end_session(&signed.session, house.now_ms()).await?;
    let mut response = Redirect::to("/sign-in").into_response();
    session::forget(&mut response, house.is_under_tls());
    Ok(response)
}

#[cfg(test)]
mod tests;
