//! People: how one comes in and goes out, who works here, and what each may do.
mod enter;
mod sign_in;
mod welcome;

pub use sign_in::SignIn;
pub use welcome::Welcome;

use crate::Door;
use crate::access::{Needs, Routes};

/// Reached through the corner of the top bar.
pub(crate) const DOOR: Option<Door> = None;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/sign-in", Needs::Anyone, enter::page)
        .post("/sign-in", Needs::Anyone, enter::by_password)
        .get("/sign-in/{secret}", Needs::Anyone, enter::by_link)
        .post("/sign-in/{secret}", Needs::Anyone, enter::welcomed)
        .post("/sign-out", Needs::Signed, enter::sign_out)
}

type Pairs = Vec<(String, String)>;

/// The last pair of this name; empty where there is none.
fn said<'p>(pairs: &'p Pairs, name: &str) -> &'p str {
    pairs.iter().rev().find(|(given, _)| given == name).map_or("", |(_, text)| text.as_str())
}

#[cfg(test)]
mod tests;
