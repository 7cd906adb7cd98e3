//! The start page: what this is, and the ways in.
mod show;

pub use show::Home;

use crate::{Door, Shared, features};
use axum::{Router, extract::State, response::Response, routing::get};

/// The mark in the top bar leads here; no entry of its own.
pub(crate) const DOOR: Option<Door> = None;

pub(crate) fn router() -> Router<Shared> {
    Router::new().route("/", get(home))
}

async fn home(State(house): State<Shared>) -> Response {
    let doors = features::DOORS.iter().flatten().copied().collect();
    let examples = house.examples().iter().cloned().chain(features::plan::examples()).collect();
    house.show(&Home { doors, examples, demo: house.is_demo() })
}
