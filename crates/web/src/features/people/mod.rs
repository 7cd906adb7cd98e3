//! People: how one comes in and goes out, who works here, what they can show, and what each may do.
mod access;
mod enter;
mod examine;
mod glass;
mod invitation;
mod letters;
mod list;
mod me;
mod passkeys;
mod person;
mod sign_in;
mod welcome;
mod orders;

pub use access::Access;
pub use examine::Examining;
pub(crate) use examine::prescribes;
pub use glass::{Glass, Opened};
pub use invitation::Invited;
pub use list::{NewPerson, People};
pub use me::{App, Me};
pub use orders::Orders;
pub use person::Person;
pub use sign_in::SignIn;
pub use welcome::Welcome;

use crate::Door;
use crate::access::{Needs, Routes};
use crate::ui::{Choice, Choices, icon::Icon};
use maud::{Markup, html};
use vocab::{Day, Permission};

/// Behind the word People.
pub(crate) const DOOR: Option<Door> = Some(Door {
    name: "People",
    href: "/people",
    icon: Icon::Pen,
    line: "Who works here, with licences, training and supervision, and what ends soon.",
    search: None,
});

pub(crate) fn routes() -> Routes {
    let (reads, writes) = (Needs::May(Permission::PeopleRead), Needs::May(Permission::PeopleWrite));
    let examines = Needs::May(Permission::Examine);
    let breaks = Needs::May(Permission::BreakGlass);
    Routes::new()
        .get("/sign-in", Needs::Anyone, enter::page)
        .post("/sign-in", Needs::Anyone, enter::by_password)
        .post("/sign-in/passkey", Needs::Anyone, passkeys::sign_in)
        .post("/sign-in/passkey/begin", Needs::Anyone, passkeys::begin_sign_in)
        .get("/sign-in/{secret}", Needs::Anyone, enter::by_link)
        .post("/sign-in/{secret}", Needs::Anyone, enter::welcomed)
        .post("/sign-out", Needs::Signed, enter::sign_out)
        .get("/me", Needs::Signed, me::open)
        .post("/me/password", Needs::Signed, me::new_password)
        .post("/me/keys", Needs::Signed, letters::choose)
        .post("/me/others", Needs::Signed, me::sign_out_others)
        .get("/me/app", Needs::Signed, me::app)
        .post("/me/app", Needs::Signed, me::keep_app)
        .post("/me/app/off", Needs::Signed, me::drop_app)
        .get("/me/passkeys/count", Needs::Signed, passkeys::count)
        .post("/me/passkeys/begin", Needs::Signed, passkeys::begin)
        .post("/me/passkeys", Needs::Signed, passkeys::add)
        .post("/me/passkeys/{passkey}/name", Needs::Signed, passkeys::rename)
        .post("/me/passkeys/{passkey}/remove", Needs::Signed, passkeys::remove)
        .post("/passkey/prove", Needs::Signed, passkeys::begin_proof)
        .get("/people", reads, list::open)
        .get("/people/new", writes, list::adding)
        .post("/people/new", writes, list::add)
        .get("/people/orders", reads, orders::open)
        .post("/people/orders", examines, orders::order)
        .post("/people/orders/end", examines, orders::end)
        .get("/people/access", writes, access::list)
        .get("/people/opened", Needs::May(Permission::OverridesRead), glass::list)
        .get("/people/{practitioner}", reads, person::open)
        .post("/people/{practitioner}/invitation", writes, invitation::make)
        .post("/people/{practitioner}/{change}", writes, person::change)
        .get("/patients/{patient}/emergency", breaks, glass::open)
        .post("/patients/{patient}/emergency", breaks, glass::broken)
        .get("/patients/{patient}/examination", examines, examine::open)
        .post("/patients/{patient}/examination", examines, examine::sign)
}

type Pairs = Vec<(String, String)>;

/// The last pair of this name; empty where there is none.
fn said<'p>(pairs: &'p Pairs, name: &str) -> &'p str {
    pairs.iter().rev().find(|(given, _)| given == name).map_or("", |(_, text)| text.as_str())
}

/// What is wrong with a field.
fn error<'e>(errors: &'e [(&'static str, String)], field: &str) -> Option<&'e str> {
    errors.iter().find(|(name, _)| *name == field).map(|(_, error)| error.as_str())
}

/// The token of the session, for a page that keeps it as text.
fn token(csrf: &str) -> Markup {
    html! { input type="hidden" name="csrf" value=(csrf); }
}

/// A day that must be there.
fn day(pairs: &Pairs, name: &str) -> Result<Day, String> {
    let text = said(pairs, name).trim();
    text.parse().map_err(|_| "Write the day as 2026-11-25.".to_owned())
}

/// A last day, which may be missing.
fn last_day(pairs: &Pairs, name: &str) -> Result<Option<Day>, String> {
    if said(pairs, name).trim().is_empty() { Ok(None) } else { day(pairs, name).map(Some) }
}

/// The choice of treatments, those named before being chosen.
fn service_choices(sent: &Pairs, error: Option<&str>) -> Choices {
    let treatments = crate::house::knowledge().map(|k| k.treatments.as_slice()).unwrap_or_default();
    let options = treatments.iter().map(|treatment| Choice {
        value: treatment.code.clone(),
        label: treatment.title.clone(),
        note: String::new(),
        chosen: sent.iter().any(|(name, code)| name == "service" && *code == treatment.code),
    });
    Choices::many("service", "Treatments", options.collect()).error(error)
}

#[cfg(test)]
mod orders_tests;
#[cfg(test)]
mod tests;
