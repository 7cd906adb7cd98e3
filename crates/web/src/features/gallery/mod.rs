//! The gallery: every component and every sample of every page, to be looked at while a page is built.
//! It is part of the demonstration only, and not linked from the house.
mod show;

pub use show::Gallery;

use crate::access::{Needs, Routes};
use crate::{Door, Oops, Shared, features};
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};

/// Reached by its address only.
pub(crate) const DOOR: Option<Door> = None;

pub(crate) fn routes() -> Routes {
    Routes::new().get("/gallery", Needs::Anyone, gallery).get("/gallery/{sample}", Needs::Anyone, sample)
}

async fn gallery(State(house): State<Shared>, Query(sent): Query<Vec<(String, String)>>) -> Response {
    if !house.is_demo() {
        return Oops::NotFound.into_response();
    }
    let asked = sent.into_iter().find(|(name, _)| name == "treatment").map(|(_, asked)| asked);
    house.show(&Gallery { samples: features::sample_names(), asked: asked.unwrap_or_default() })
}

async fn sample(State(house): State<Shared>, Path(wanted): Path<String>) -> Response {
    let found = if house.is_demo() { features::sample(&house, &wanted) } else { None };
    found.unwrap_or_else(|| Oops::NotFound.into_response())
}
