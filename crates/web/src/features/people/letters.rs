//! Single keys: a letter that does something is in the way of whoever speaks to the computer or whose hand trembles, so it
//! can be switched off (WCAG 2.1.4). Each browser remembers it, as it does whether names are shown.
use super::{Pairs, said, token};
use crate::session::{self, LETTERS, OFF, Signed};
use crate::ui::{self, Press};
use crate::{Oops, Shared};
use axum::extract::{Form, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};

/// Remembers the choice.
pub(super) async fn choose(
    State(house): State<Shared>,
    _signed: Signed,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Oops> {
    let word = match said(&pairs, "letters") {
        "on" => "on",
        OFF => OFF,
        _ => return Err(Oops::BadRequest("Single keys are `on` or `off`.".to_owned())),
    };
    let mut response = Redirect::to("/me#keys").into_response();
    session::keep_choice(&mut response, LETTERS, word, house.is_under_tls());
    Ok(response)
}

/// What stands of it on one's own page.
pub(super) fn section(csrf: &str, off: bool) -> Markup {
    html! {
        @if off {
            p { "Switched off in this browser: no letter or sign does anything by itself. Arrows, Space, Enter and Escape work as everywhere." }
        } @else {
            p { "Switched on: / goes to the search field; on the board M lifts a visit, N is a new one, T the day as a table, Z takes a move back, 0 goes to today, ? shows the keys." }
            p.muted { "Switch them off if you speak to your computer, or if keys are pressed by mistake. This browser remembers it, for whoever uses it." }
        }
        form method="post" action="/me/keys" {
            (token(csrf))
            input type="hidden" name="letters" value=(if off { "on" } else { OFF });
            (ui::submit(if off { "Switch single keys on" } else { "Switch single keys off" }, Press::Second))
        }
    }
}
