//! Names or initials: a screen that others can see shows initials, and each browser remembers what was chosen on it.
use super::desk::{Pairs, said};
use crate::session::{self, Signed};
use crate::{Oops, Shared};
use axum::extract::{Form, FromRequestParts, State};
use axum::http::request::Parts;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};
use std::convert::Infallible;

/// The name of the choice.
const CHOICE: &str = "names";
/// What stands for initials.
const INITIALS: &str = "initials";

/// Whether this browser shows initials only. A handler that names it in its arguments receives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Initials(pub(crate) bool);

impl FromRequestParts<Shared> for Initials {
    type Rejection = Infallible;
    async fn from_request_parts(parts: &mut Parts, house: &Shared) -> Result<Self, Infallible> {
        let chosen = session::choice(&parts.headers, CHOICE, house.is_under_tls());
        Ok(Self(chosen.as_deref() == Some(INITIALS)))
    }
}

/// Remembers the choice and goes back to where it was made.
pub(super) async fn choose(
    State(house): State<Shared>,
    _signed: Signed,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Oops> {
    let word = match said(&pairs, "names") {
        INITIALS => INITIALS,
        "full" => "full",
        _ => return Err(Oops::BadRequest("Names are shown as `full` or as `initials`.".to_owned())),
    };
    let mut response = Redirect::to(session::own_address(said(&pairs, "back"))).into_response();
    session::keep_choice(&mut response, CHOICE, word, house.is_under_tls());
    Ok(response)
}

/// How a visit is moved, and which keys there are, behind a button. What needs a script says so.
pub(super) fn help() -> Markup {
    let keys: [(&str, &str, bool); 9] = [
        ("Arrows", "from visit to visit; a lifted one goes a quarter of an hour or a column", false),
        ("M or Space", "lifts the visit that has the focus", false),
        ("Enter", "lets it go there; else opens the visit", false),
        ("Escape", "leaves it where it was", false),
        ("N", "a new visit", true),
        ("T", "the day as a table", true),
        ("Z", "takes the last move back", true),
        ("0", "goes to today", true),
        ("?", "shows these keys", true),
    ];
    html! {
        details."disclose key-help" {
            summary data-key="?" { "Moving visits, and keys" }
            div.inside {
                p { "Every visit can be opened, and its page moves it. Where scripts run, it moves on the board as well: with a mouse, drag it; with a finger, press it for a moment, then carry it. A second finger or Escape leaves it where it was. While it is held, the board says what the house and the gate say of the place." }
                dl.keys {
                    @for (key, does, letter) in keys { div.letter[letter] { dt { kbd { (key) } } dd { (does) } } }
                }
                p.letters-off { "Single letters and signs are switched off in this browser." }
                p { a href="/me#keys" { "Switch single keys on or off" } }
            }
        }
    }
}

/// The button that changes it.
pub(super) fn button(csrf: &impl session::Carries, private: bool, back: &str) -> Markup {
    html! {
        form method="post" action="/calendar/names" {
            (crate::ui::csrf(csrf))
            input type="hidden" name="back" value=(back);
            button."btn quiet" name="names" value=(if private { "full" } else { INITIALS }) {
                @if private { "Show names" } @else { "Show initials only" }
            }
        }
    }
}
