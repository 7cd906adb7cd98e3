//! The gallery: every component at once, to be looked at while a page is built. Not linked from the house.
mod show;

pub use show::Gallery;

use crate::{Door, Shared};
use axum::{Router, extract::State, response::Response, routing::get};

/// Reached by its address only.
pub(crate) const DOOR: Option<Door> = None;

pub(crate) fn router() -> Router<Shared> {
    Router::new().route("/gallery", get(gallery))
}

async fn gallery(State(house): State<Shared>) -> Response {
    house.show(&Gallery)
}
