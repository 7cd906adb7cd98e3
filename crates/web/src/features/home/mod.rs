//! The start page: what this is, and the ways in.
mod show;

pub use show::Home;

use crate::access::{Needs, Routes};
use crate::session::Visitor;
use crate::{Door, Shared, features};
use axum::{extract::State, response::Response};

/// The mark in the top bar leads here; no entry of its own.
pub(crate) const DOOR: Option<Door> = None;

pub(crate) fn routes() -> Routes {
    Routes::new().get("/", Needs::Anyone, home)
}

async fn home(State(house): State<Shared>, visitor: Visitor) -> Response {
    let doors = features::open_doors(&visitor);
    let examples = house.examples().iter().cloned().chain(features::plan::examples()).collect();
    house.show(&Home { doors, examples, demo: house.is_demo() })
}
