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
