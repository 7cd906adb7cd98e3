//! What nobody can see is refused before anything reads it: control marks, marks that turn the direction of writing around, with
//! which a text says something else than it shows, and bytes that are no text at all. Line ends, tabs and the marks of
//! right-to-left scripts are text.
use crate::Oops;
use crate::edge::BODY_LIMIT;
use axum::extract::Request;
use axum::http::{Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// Why a text is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hidden {
    /// A mark that cannot be seen.
    Mark(u32),
    /// Bytes that are not UTF-8.
    NoText,
}

impl Hidden {
    /// In words for whoever typed or pasted it.
    pub(crate) fn words(self) -> String {
        match self {
            Self::Mark(mark) => format!(
                "There is a mark in it that cannot be seen (U+{mark:04X}). Type the text anew instead of pasting it."
            ),
            Self::NoText => "Something in it is not text: UTF-8 is read here.".to_owned(),
        }
    }
}

/// Asks a request before its handler does: its address, and its form. Forms with files are asked where they are taken apart.
pub(crate) async fn only(request: Request, next: Next) -> Response {
    if let Some(hidden) = request.uri().query().and_then(|query| hidden(&decoded(query.as_bytes()))) {
        return Oops::BadRequest(hidden.words()).into_response();
    }
    if hidden(&decoded(request.uri().path().as_bytes())).is_some() {
        return Oops::NotFound.into_response();
    }
    let kind =
        request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if request.method() != Method::POST || !kind.starts_with("application/x-www-form-urlencoded") {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let Ok(bytes) = axum::body::to_bytes(body, BODY_LIMIT).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    match hidden(&decoded(&bytes)) {
        Some(hidden) => Oops::BadRequest(hidden.words()).into_response(),
        None => next.run(Request::from_parts(parts, axum::body::Body::from(bytes))).await,
    }
}

/// Percent-encoded letters as bytes; what is not encoded stays as it is.
fn decoded(encoded: &[u8]) -> Vec<u8> {
    let mut letters = Vec::with_capacity(encoded.len());
    let mut rest = encoded;
    while let Some((first, others)) = rest.split_first() {
        let hex = |byte: Option<&u8>| byte.and_then(|byte| char::from(*byte).to_digit(16));
        match (*first, hex(others.first()), hex(others.get(1))) {
            (b'%', Some(high), Some(low)) => {
                letters.push(u8::try_from(high * 16 + low).unwrap_or_default());
                rest = others.get(2..).unwrap_or_default();
            }
            (byte, ..) => {
                letters.push(byte);
                rest = others;
            }
        }
    }
    letters
}

/// Whether a letter is never taken.
pub(crate) fn is_hidden(letter: char) -> bool {
    let turns = matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    turns || letter.is_control() && !matches!(letter, '\t' | '\n' | '\r')
}

/// The first thing in a text that is not taken; `None` = all of it can be read.
pub(crate) fn hidden(bytes: &[u8]) -> Option<Hidden> {
    let Ok(text) = std::str::from_utf8(bytes) else { return Some(Hidden::NoText) };
    text.chars().find(|letter| is_hidden(*letter)).map(|letter| Hidden::Mark(u32::from(letter)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_read_is_taken_and_what_only_pretends_is_not() {
        for (encoded, want) in [
            ("name=Zo%C3%AB+Okafor&note=a%0D%0Ab%09c", None),
            ("name=%D7%A9%D7%9C%D7%95%D7%9D%E2%80%8F", None),
            ("share=100%&x=%zz", None),
            ("a=%00", Some(Hidden::Mark(0))),
            ("a=%1b[2J", Some(Hidden::Mark(0x1b))),
            ("a=%7F", Some(Hidden::Mark(0x7f))),
            ("a=%C2%85", Some(Hidden::Mark(0x85))),
            ("a=gpj%E2%80%AEexe", Some(Hidden::Mark(0x202e))),
            ("a=%E2%81%A6x", Some(Hidden::Mark(0x2066))),
            ("a=%FF", Some(Hidden::NoText)),
            ("a=%C3%28", Some(Hidden::NoText)),
            ("a=%ED%A0%80", Some(Hidden::NoText)),
        ] {
            assert_eq!(hidden(&decoded(encoded.as_bytes())), want, "{encoded}");
        }
    }
}
