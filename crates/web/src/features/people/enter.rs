//! Coming in and going out: by password, by link, and back to nobody.
use super::sign_in::SignIn;
use super::welcome::{Welcome, Who};
use super::{Pairs, said};
use crate::session::{self, Caller, Signed, Unproved, Visitor, own_address, passkey};
use crate::{House, Oops, Record, Shared};
use axum::extract::{Form, Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use chart::people::{
    AccessEvent, Kind, KeyChange, Link, OF_ACCOUNT, OF_ADDRESS, Origin, PeopleEvent, Purpose, token_hash,
};
use chart::register::By;
use std::collections::BTreeSet;
use vocab::Role;

/// The page on which one signs in.
pub(super) async fn page(
    State(house): State<Shared>,
    visitor: Visitor,
    Query(pairs): Query<Pairs>,
) -> Result<Response, Oops> {
    house.kept()?;
    let to = own_address(said(&pairs, "to")).to_owned();
    let name = visitor.signed.map(|signed| signed.name.clone());
    Ok(house.show(&SignIn { to, name, ..SignIn::of(&house) }))
}

/// Name, password and, where somebody uses one, the code of the app.
pub(super) async fn by_password(
    State(house): State<Shared>,
    visitor: Visitor,
    Caller(origin): Caller,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Oops> {
    let (login, to) = (said(&pairs, "login").trim(), own_address(said(&pairs, "to")));
    let again = |error: String| {
        let (login, to) = (login.to_owned(), to.to_owned());
        Ok(house.show(&SignIn { to, login, error: Some(error), ..SignIn::of(&house) }))
    };
    let (known, given) = (known(house.kept()?, login).await?, (said(&pairs, "password"), said(&pairs, "code")));
    match proved(&house, known.as_deref(), login, given, &origin).await {
        Ok(who) => {
            // Whoever was signed in on this browser is not any more.
            if let Some(before) = visitor.signed {
                house.kept()?.people().end_session(&before.session, house.now_ms()).await?;
            }
            entered(&house, &who, "password", &origin, to).await
        }
        Err(Unproved::Wrong) => again("The name, the password or the code is not right.".to_owned()),
        Err(other) => again(other.beside_the_field()?),
    }
}

/// Who signs in with this name, if somebody does.
async fn known(record: &Record, login: &str) -> Result<Option<String>, Oops> {
    let roll = record.roll().await?;
    let same = |email: &str| !email.is_empty() && email.to_lowercase() == login.to_lowercase();
    Ok(roll.active().find(|person| same(&person.email)).map(|person| person.id.clone()))
}

/// Counts the try at the account and at the address, then looks at password and code. What was wrong stays unsaid.
async fn proved(
    house: &House,
    known: Option<&str>,
    login: &str,
    (given, code): (&str, &str),
    origin: &Origin,
) -> Result<String, Unproved> {
    let people = house.kept().map_err(Unproved::Fault)?.people();
    let now = house.now_ms();
    let nobody = || format!("nobody/{}", token_hash("login", &login.to_lowercase()));
    let account = known.map_or_else(nobody, session::account_door);
    let address = format!("address/{}", origin.address);
    for (door, patience) in [(&address, OF_ADDRESS), (&account, OF_ACCOUNT)] {
        people.knock(door, patience, now).await?.map_err(|until| Unproved::Often(until - now))?;
    }
    if !session::password_holds(house, known, given).await? {
        return Err(Unproved::Wrong);
    }
    let who = known.ok_or(Unproved::Wrong)?;
    let has_app = people.secret(who, Kind::Code, "").await?.is_some();
    if has_app && !second_holds(house, who, code).await? {
        return Err(Unproved::Wrong);
    }
    people.came_in(&account).await?;
    people.came_in(&address).await?;
    Ok(who.to_owned())
}

/// Whether the second proof holds: a code of the app, a recovery code, or a touch of a passkey of the same person.
async fn second_holds(house: &House, who: &str, code: &str) -> Result<bool, Unproved> {
    if passkey::is_answer(code) {
        return Ok(passkey::came_in(house, code).await? == who);
    }
    let people = house.kept()?.people();
    Ok(session::code_holds(house, who, code).await? || people.take_recovery(who, code).await?)
}

/// A link: of the demonstration, of a guest, of an invitation, or of the first start.
pub(super) async fn by_link(
    State(house): State<Shared>,
    Path(secret): Path<String>,
    Query(pairs): Query<Pairs>,
    Caller(origin): Caller,
) -> Result<Response, Oops> {
    let record = house.kept()?;
    let link = record.people().link(&secret, house.now_ms()).await?.ok_or(Oops::LinkOver)?;
    match link.purpose {
        Purpose::Demo if house.is_demo() => {
            entered(&house, &link.subject, "link", &origin, own_address(said(&pairs, "to"))).await
        }
        Purpose::Demo | Purpose::Tablet | Purpose::Visit | Purpose::Offer => Err(Oops::LinkOver),
        Purpose::Guest => Ok(session::received(&house, &link, &secret)),
        Purpose::FirstStart | Purpose::Invitation => {
            let who = invited(record, &link).await?;
            Ok(house.show(&Welcome { secret, who, ..Welcome::default() }))
        }
    }
}

/// For whom the link is; whoever left in the meantime is not.
async fn invited(record: &Record, link: &Link) -> Result<Who, Oops> {
    if link.purpose == Purpose::FirstStart {
        return Ok(Who::Owner);
    }
    let roll = record.roll().await?;
    let person = roll.get(&link.subject).filter(|person| person.active).ok_or(Oops::LinkOver)?;
    Ok(Who::Invited { name: person.name.clone(), email: person.email.clone() })
}

/// Somebody chose a password behind a link, which is used up by it.
pub(super) async fn welcomed(
    State(house): State<Shared>,
    Path(secret): Path<String>,
    Caller(origin): Caller,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Oops> {
    let record = house.kept()?;
    let (people, now) = (record.people(), house.now_ms());
    let link = people.link(&secret, now).await?.ok_or(Oops::LinkOver)?;
    if !matches!(link.purpose, Purpose::FirstStart | Purpose::Invitation) {
        return Err(Oops::LinkOver);
    }
    let mut page = Welcome::sent(&secret, invited(record, &link).await?, &pairs);
    let new = said(&pairs, "password");
    if page.who == Who::Owner {
        page.check_names();
    }
    page.check_password(new, said(&pairs, "again"));
    if page.has_errors() {
        return Ok(house.show(&page));
    }
    let hash = session::hashed(&house, new).await?;
    if !people.use_link(&link, now).await? {
        return Err(Oops::LinkOver);
    }
    let who = if link.purpose == Purpose::FirstStart { owner(&house, &page).await? } else { link.subject.clone() };
    people.keep_credential(&who, (Kind::Password, ""), "", &hash, now).await?;
    passkey::remember(&house, &who, KeyChange::Password, "").await?;
    // Whoever had the old password is out.
    people.end_others(&who, "", now).await?;
    // A new house is set up next; whoever was invited looks at the ways to sign in.
    let next = if link.purpose == Purpose::FirstStart { "/settings" } else { "/me" };
    entered(&house, &who, "link", &origin, next).await
}

/// Makes the owner, in a house where nobody works yet.
async fn owner(house: &House, page: &Welcome) -> Result<String, Oops> {
    let people = house.kept()?.people();
    let by = By { author: "operator".to_owned(), at: house.now_ms() };
    let practitioner = chart::book::new_id(by.at, &mut *house.chance());
    let event = PeopleEvent::Joined {
        practitioner: practitioner.clone(),
        name: page.name.trim().to_owned(),
        email: page.email.trim().to_owned(),
        roles: BTreeSet::from([Role::Owner]),
    };
    people.tell(Some(0), &[event], &by, &mut *house.chance()).await?;
    Ok(practitioner)
}

/// Opens a session, remembers it, and goes on to where somebody wanted to be.
pub(super) async fn entered(house: &House, practitioner: &str, how: &str, origin: &Origin, to: &str) -> Result<Response, Oops> {
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
    // A tablet that was handed over is taken back.
    session::forget_guest(&mut response, house.is_under_tls());
    Ok(response)
}

/// Ends the session.
pub(super) async fn sign_out(State(house): State<Shared>, signed: Signed) -> Result<Response, Oops> {
    house.kept()?.people().end_session(&signed.session, house.now_ms()).await?;
    let mut response = Redirect::to("/sign-in").into_response();
    session::forget(&mut response, house.is_under_tls());
    Ok(response)
}
