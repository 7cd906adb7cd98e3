//! What guests answered, told by the provider of text messages or by a mail server: signed, fresh, and heard once.
use crate::{Oops, Shared, post};
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use chart::message::Answer;
use courier::signature::{SIGNATURE, TIMESTAMP, holds};
use serde::Deserialize;

/// An answer as it is told.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Told {
    id: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    message: String,
    text: String,
}

/// Words for a program, without a frame.
fn plain(status: StatusCode, said: &'static str, words: &'static str) -> Response {
    (status, axum::Json(serde_json::json!({ said: words }))).into_response()
}

pub(super) async fn hear(State(house): State<Shared>, headers: HeaderMap, body: Bytes) -> Result<Response, Oops> {
    let secret = house.post().and_then(|post| post.reply_secret.as_ref());
    let Some(secret) = secret else {
        return Ok(plain(StatusCode::NOT_FOUND, "error", "no answers are taken here: SEREIN_REPLY_SECRET is not set"));
    };
    let said = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !holds(&secret.0, house.now_ms() / 1_000, said(TIMESTAMP), said(SIGNATURE), &body) {
        return Ok(plain(StatusCode::BAD_REQUEST, "error", "the signature does not hold, or is not of the last five minutes"));
    }
    let Ok(told) = serde_json::from_slice::<Told>(&body) else {
        let words = "an answer is an object with the texts id, text, from and message; the last two may be missing";
        return Ok(plain(StatusCode::UNPROCESSABLE_ENTITY, "error", words));
    };
    if told.id.trim().is_empty() {
        return Ok(plain(StatusCode::UNPROCESSABLE_ENTITY, "error", "an answer has an id of its own"));
    }
    let answer = Answer { id: told.id, from: told.from, message: told.message, text: told.text };
    let new = post::outbox(&house)?.hear(&answer, house.now_ms(), &mut *house.chance()).await?;
    Ok(plain(StatusCode::OK, "answer", if new { "heard" } else { "heard before" }))
}
