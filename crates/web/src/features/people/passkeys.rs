//! Passkeys on one's own page, at the way in, and before a signature; and what happened to the ways in of somebody.
use super::enter::entered;
use super::sign_in::SignIn;
use super::{Pairs, error, said, token};
use crate::session::{self, Caller, Signed, Unproved, Visitor, own_address, passkey};
use crate::ui::{self, Entry, Field, Press, Table};
use crate::{House, Oops, Shared};
use axum::Json;
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chart::ChartError;
use chart::people::{AccessEvent, Kind, KeyChange, LABEL_MAX, OF_ADDRESS};
use maud::{Markup, html};
use serde_json::json;

/// How many of the last events are shown.
const EVENTS_SHOWN: usize = 20;

/// A question for the browser, or the sentence that says why there is none.
fn asked(question: Result<passkey::Question, Unproved>) -> Result<Response, Oops> {
    let why = match question {
        Ok(question) => return Ok(Json(question).into_response()),
        Err(unproved) => unproved.beside_the_field()?,
    };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Json(json!({ "error": why }))).into_response())
}

/// How many passkeys whoever is signed in has: the script offers a touch where there is one.
pub(super) async fn count(State(house): State<Shared>, signed: Signed) -> Result<Response, Oops> {
    let all = house.kept()?.people().credentials(&signed.practitioner).await?;
    let count = all.iter().filter(|one| one.kind == Kind::Passkey).count();
    Ok(Json(json!({ "passkeys": count })).into_response())
}

/// A question for whoever comes in.
pub(super) async fn begin_sign_in(State(house): State<Shared>) -> Result<Response, Oops> {
    house.kept()?;
    asked(passkey::asked_to_sign_in(&house).await)
}

/// Somebody comes in by a touch, without a name and a password.
pub(super) async fn sign_in(
    State(house): State<Shared>,
    visitor: Visitor,
    Caller(origin): Caller,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Oops> {
    let (people, now, to) = (house.kept()?.people(), house.now_ms(), own_address(said(&pairs, "to")));
    let address = format!("address/{}", origin.address);
    let came = match people.knock(&address, OF_ADDRESS, now).await? {
        Ok(()) => passkey::came_in(&house, said(&pairs, "answer")).await,
        Err(until) => Err(Unproved::Often(until - now)),
    };
    let who = match came {
        Ok(who) => who,
        Err(unproved) => {
            let error = Some(unproved.beside_the_field()?);
            return Ok(house.show(&SignIn { to: to.to_owned(), error, ..SignIn::of(&house) }));
        }
    };
    people.came_in(&address).await?;
    people.came_in(&session::account_door(&who)).await?;
    if let Some(before) = visitor.signed {
        people.end_session(&before.session, now).await?;
    }
    entered(&house, &who, "passkey", &origin, to).await
}

/// A question before a signature.
pub(super) async fn begin_proof(State(house): State<Shared>, signed: Signed) -> Result<Response, Oops> {
    asked(passkey::asked_to_prove(&house, &signed).await)
}

/// A question for a new passkey, after whoever asks has proved who they are.
pub(super) async fn begin(
    State(house): State<Shared>,
    signed: Signed,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Oops> {
    if let Some(why) = label_fault(said(&pairs, "label")) {
        return asked(Err(Unproved::Passkey(why)));
    }
    let question = match session::reauthenticated(&house, &signed, said(&pairs, "proof")).await {
        Ok(()) => passkey::asked_to_register(&house, &signed).await,
        Err(Unproved::Wrong) => Err(Unproved::Passkey("This is not your password, nor a code that holds now.".to_owned())),
        Err(unproved) => Err(unproved),
    };
    asked(question)
}

/// What is wrong with the name of a passkey; nothing if it may be used.
fn label_fault(label: &str) -> Option<String> {
    let letters = label.trim().chars().count();
    match letters {
        0 => Some("Give it a name, such as that of the telephone.".to_owned()),
        _ if letters > LABEL_MAX => Some(format!("At most {LABEL_MAX} letters.")),
        _ if label.chars().any(char::is_control) => Some("A name has one line.".to_owned()),
        _ => None,
    }
}

async fn again(house: &House, signed: &Signed, field: &'static str, why: String) -> Result<Response, Oops> {
    let mut page = super::me::page(house, signed).await?;
    page.errors.push((field, why));
    Ok(house.show(&page))
}

/// The answer of a new passkey, with its name.
pub(super) async fn add(
    State(house): State<Shared>,
    signed: Signed,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Oops> {
    let label = said(&pairs, "label").trim();
    if let Some(why) = label_fault(label) {
        return again(&house, &signed, "label", why).await;
    }
    match passkey::registered(&house, &signed, label, said(&pairs, "answer")).await {
        Ok(()) => Ok(Redirect::to("/me").into_response()),
        Err(unproved) => again(&house, &signed, "passkey", unproved.beside_the_field()?).await,
    }
}

/// Another name for a passkey.
pub(super) async fn rename(
    State(house): State<Shared>,
    signed: Signed,
    Path(id): Path<String>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Oops> {
    let label = said(&pairs, "name").trim();
    if let Some(why) = label_fault(label) {
        return again(&house, &signed, "passkey", why).await;
    }
    if !house.kept()?.people().rename_passkey(&signed.practitioner, &id, label).await? {
        return Err(Oops::NotFound);
    }
    passkey::remember(&house, &signed.practitioner, KeyChange::PasskeyRenamed, label).await?;
    Ok(Redirect::to("/me").into_response())
}

/// A passkey is removed, after whoever asks has proved who they are.
pub(super) async fn remove(
    State(house): State<Shared>,
    signed: Signed,
    Path(id): Path<String>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Oops> {
    let people = house.kept()?.people();
    let all = people.credentials(&signed.practitioner).await?;
    let known = all.iter().find(|one| one.kind == Kind::Passkey && one.id == id).ok_or(Oops::NotFound)?;
    if let Some(why) = super::me::unproved(&house, &signed, &pairs).await? {
        return again(&house, &signed, "passkey", why).await;
    }
    match people.remove_passkey(&signed.practitioner, &id).await {
        Ok(_) => passkey::remember(&house, &signed.practitioner, KeyChange::PasskeyRemoved, &known.label).await?,
        Err(fault @ ChartError::Form { .. }) => {
            return again(&house, &signed, "passkey", ui::sentence(&fault.to_string())).await;
        }
        Err(fault) => return Err(fault.into()),
    }
    Ok(Redirect::to("/me").into_response())
}

/// A passkey as its owner's page shows it.
#[derive(Debug, Clone, Default)]
pub(super) struct Key {
    pub(super) id: String,
    pub(super) label: String,
    pub(super) since: String,
    /// Empty until it is used.
    pub(super) used: String,
}

/// The passkeys of one person: the list, and the form that adds one.
pub(super) fn section(keys: &[Key], origin: &str, csrf: &str, errors: &[(&'static str, String)]) -> Markup {
    html! {
        p { "A passkey is your fingerprint, your face or a key in your pocket: it signs you in and signs for you with a touch, and cannot be guessed or given away." }
        @if let Some(wrong) = error(errors, "passkey") { p.error { (ui::shape(vocab::verdict::State::Stop)) (wrong) } }
        @if keys.is_empty() { p { "You have none yet." } }
        @else { ul.keys { @for key in keys { li { (one(key, csrf)) } } } }
        div data-passkey="add" data-origin=(origin) {
            noscript { p.muted { "Adding a passkey needs scripts, which are off in this browser. Your password works without." } }
            p data-said role="status" {}
            form.form.narrow method="post" action="/me/passkeys" hidden {
                (token(csrf))
                input type="hidden" name="answer";
                (Field::new("label", "Name of the new passkey", Entry::Text).hint("Such as “My telephone”.").error(error(errors, "label")))
                (Field::new("proof", "Your password, or a code of your app", Entry::Secret("current-password")).id("passkey-proof"))
                (ui::submit("Add a passkey", Press::Second))
            }
        }
    }
}

fn one(key: &Key, csrf: &str) -> Markup {
    let address = format!("/me/passkeys/{}", key.id);
    let short = key.id.get(..8).unwrap_or_default();
    html! {
        p { strong { (key.label) } " · since " (key.since) @if !key.used.is_empty() { " · last used " (key.used) } }
        details {
            summary { "Change or remove " (key.label) }
            form.form.narrow method="post" action={ (address) "/name" } {
                (token(csrf))
                (Field::new("name", &format!("Another name for {}", key.label), Entry::Text).id(&format!("name-{short}")).value(&key.label))
                (ui::submit("Keep the name", Press::Second))
            }
            form.form.narrow method="post" action={ (address) "/remove" } {
                (token(csrf))
                (Field::new("proof", &format!("Your password, or a code of your app, to remove {}", key.label), Entry::Secret("current-password")).id(&format!("proof-{short}")))
                (ui::submit("Remove this passkey", Press::Quiet))
            }
        }
    }
}

/// What happened at the doors of one person, the newest first: when, and what.
pub(super) async fn events(house: &House, practitioner: &str) -> Result<Vec<(String, String)>, Oops> {
    let told = house.kept()?.people().access_of(practitioner).await?;
    let zone = house.zone();
    let clock = |at: i64| crate::ui::moment(at, &zone);
    let words = |event: &AccessEvent| match event {
        AccessEvent::SignedIn { how, address, .. } if address.is_empty() => Some(format!("Signed in by {how}")),
        AccessEvent::SignedIn { how, address, .. } => Some(format!("Signed in by {how} from {address}")),
        AccessEvent::Key { change, label, .. } if label.is_empty() => Some(change.in_words().to_owned()),
        AccessEvent::Key { change, label, .. } => Some(format!("{}: {label}", change.in_words())),
        AccessEvent::Feed { what, subject, address, .. } => Some(feed_words(what, subject, address)),
        AccessEvent::BrokeGlass { .. } => Some("Opened a chart in an emergency".to_owned()),
    };
    Ok(told.iter().filter_map(|one| Some((clock(one.at), words(&one.event)?))).take(EVENTS_SHOWN).collect())
}

fn feed_words(what: &str, subject: &str, address: &str) -> String {
    let whose = if subject.starts_with("guest/") { "A guest’s calendar feed" } else { "The calendar feed" };
    match (what, address) {
        ("read", "") => format!("{whose} was read"),
        ("read", address) => format!("{whose} was read from {address}"),
        ("ended", _) => format!("{whose} was ended"),
        _ => format!("{whose} got a new address"),
    }
}

/// The list of events as it is drawn; nothing where nothing happened.
pub(super) fn events_table(events: &[(String, String)]) -> Markup {
    let table = events.iter().fold(Table::new("The newest first").column("When").column("What"), |table, (at, what)| {
        table.row(vec![html! { (at) }, html! { (what) }])
    });
    html! { @if events.is_empty() { p { "Nothing yet." } } @else { (table) } }
}
