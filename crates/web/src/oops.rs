//! What can go wrong between a request and its page, and the calm page that says what to do.
use crate::Page;
use crate::ui::{self, Heading, Press};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use vocab::Permission;

/// An answer that is not the page that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Oops {
    /// The request could not be read; says what was expected, in words for the person who sent it.
    BadRequest(String),
    /// The request came from a form on another site.
    Foreign,
    /// Nothing is at this address.
    NotFound,
    /// The address exists, but not for this method.
    MethodNotAllowed,
    /// More was sent than is accepted.
    TooLarge,
    /// The answer took longer than [`crate::Oops`] pages are given.
    Slow,
    /// Nobody is signed in, and a form was sent that needs it.
    SignedOut,
    /// Whoever is signed in may not do this.
    NotYours(Permission),
    /// Whoever is signed in may not read this patient's chart; in an emergency they may.
    BehindGlass(String),
    /// A form came without the token of its session.
    Forged,
    /// A guest's link is used up, over, or of another house.
    LinkOver,
    /// This house keeps no record.
    NoRecord,
    /// Somebody else wrote since the page was made.
    Stale,
    /// The patient does not allow this use, or does not any more; says which.
    NotAllowed(String),
    /// The record was erased.
    Erased,
    /// The database does not answer.
    RecordSilent,
    /// Too many tries; says when the next one counts.
    Often(String),
    /// A fault of ours.
    Broken,
}

/// Carries the error to the edge, where the frame is put around it.
#[derive(Debug, Clone)]
pub(crate) struct Told(pub(crate) Oops);

impl IntoResponse for Oops {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(Told(self));
        response
    }
}

impl Oops {
    /// The error that a bare status stands for, when the library answered in its own words.
    pub(crate) fn from_status(status: StatusCode) -> Option<Self> {
        Some(match status.as_u16() {
            400 | 415 | 422 => Self::BadRequest(String::new()),
            403 => Self::Foreign,
            404 => Self::NotFound,
            405 => Self::MethodNotAllowed,
            413 => Self::TooLarge,
            408 | 503 | 504 => Self::Slow,
            500 => Self::Broken,
            _ => return None,
        })
    }

    /// What happened; what to do.
    fn words(&self) -> (&'static str, String) {
        match self {
            Self::BadRequest(expected) if expected.is_empty() => (
                "That could not be read",
                "Something in the address or the form was not as expected. Go back, look at the fields, and send it once more.".into(),
            ),
            Self::BadRequest(expected) => ("That could not be read", expected.clone()),
            Self::Foreign => (
                "That form came from elsewhere",
                "For safety only forms from these pages are accepted. Open the page here and send it from there.".into(),
            ),
            Self::NotFound => (
                "Nothing is at this address",
                "It may have moved, or a letter is missing. The start page leads everywhere.".into(),
            ),
            Self::MethodNotAllowed => (
                "This address does not take that",
                "The page exists but cannot be used in this way. Open it from the start page instead.".into(),
            ),
            Self::TooLarge => (
                "That is more than fits",
                format!("At most {} KB can be sent at once. Nothing was stored. Shorten it and send it again.", crate::edge::BODY_LIMIT / 1024),
            ),
            Self::Slow => (
                "That took too long",
                "The answer did not come in time and was stopped. Nothing was changed. Wait a moment and try again.".into(),
            ),
            Self::SignedOut => (
                "You are signed out",
                "The session ended. Nothing was stored. Sign in, open the page anew, and send it once more.".into(),
            ),
            Self::NotYours(permission) => (
                "This is not yours to open",
                format!("It needs the right: {} The owner gives it with a role, also to themselves, under People.", permission.line()),
            ),
            Self::BehindGlass(_) => (
                "This chart is not yours to open",
                format!("It needs the right: {} In an emergency you may open it all the same, with a reason that the medical director reads.", Permission::ChartRead.line()),
            ),
            Self::Forged => (
                "That form is not of this session",
                "It was made before you signed in, or elsewhere. Nothing was stored. Open the page anew and send it once more.".into(),
            ),
            Self::LinkOver => (
                "This link no longer opens anything",
                "It was used, it is over, or a letter is missing. Ask the house for a new one.".into(),
            ),
            Self::NoRecord => (
                "This house keeps no record",
                "It was opened without one, so only the pages that need none are here. Whoever looks after it starts `serein serve` with `--db`.".into(),
            ),
            Self::Stale => (
                "Somebody else wrote in the meantime",
                "Nothing of yours was stored, so that nothing of theirs is lost. Open the page anew, look at what changed, and send yours once more.".into(),
            ),
            Self::NotAllowed(why) => ("This is not allowed by the guest", why.clone()),
            Self::Erased => (
                "This record was erased",
                "Its key is destroyed, so nobody can read it any more.".into(),
            ),
            Self::RecordSilent => (
                "The record does not answer",
                "The database could not be reached. Nothing was stored. Wait a moment and try again.".into(),
            ),
            Self::Often(when) => ("That was tried too often", when.clone()),
            Self::Broken => (
                "Something broke on our side",
                "It was not you. Nothing was decided and nothing was stored. Try again; if it happens twice, tell whoever looks after this house what you were doing.".into(),
            ),
        }
    }
}

impl Page for Oops {
    fn samples() -> Vec<(&'static str, Self)> {
        vec![
            ("unread", Self::BadRequest(String::new())),
            (
                "unread-because",
                Self::BadRequest("The date `31 February` does not exist. Write it as 2026-02-28.".into()),
            ),
            ("foreign", Self::Foreign),
            ("not-found", Self::NotFound),
            ("method", Self::MethodNotAllowed),
            ("too-large", Self::TooLarge),
            ("slow", Self::Slow),
            ("signed-out", Self::SignedOut),
            ("not-yours", Self::NotYours(Permission::ChartRead)),
            ("behind-glass", Self::BehindGlass("x".into())),
            ("forged", Self::Forged),
            ("link-over", Self::LinkOver),
            ("no-record", Self::NoRecord),
            ("stale", Self::Stale),
            (
                "not-allowed",
                Self::NotAllowed("Photographs for your record: the consent was taken back.".into()),
            ),
            ("erased", Self::Erased),
            ("record-silent", Self::RecordSilent),
            ("often", Self::Often("The next try counts in 5 minutes.".into())),
            ("broken", Self::Broken),
        ]
    }

    fn title(&self) -> String {
        self.words().0.into()
    }

    fn status(&self) -> StatusCode {
        match self {
            Self::BadRequest(_) => StatusCode::BAD_REQUEST,
            Self::Foreign | Self::NotYours(_) | Self::BehindGlass(_) | Self::Forged => StatusCode::FORBIDDEN,
            Self::SignedOut => StatusCode::UNAUTHORIZED,
            Self::NotFound | Self::NoRecord => StatusCode::NOT_FOUND,
            Self::LinkOver | Self::Erased => StatusCode::GONE,
            Self::Stale | Self::NotAllowed(_) => StatusCode::CONFLICT,
            Self::Often(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Slow | Self::RecordSilent => StatusCode::SERVICE_UNAVAILABLE,
            Self::Broken => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn render(&self) -> Markup {
        let (what, then) = self.words();
        html! {
            (Heading::new(what).eyebrow(&format!("Error {}", self.status().as_u16())).lead(&then))
            div.actions {
                @if *self == Self::SignedOut { (ui::button_link("/sign-in", "Sign in", Press::Primary)) }
                @else { (ui::button_link("/", "Go to the start page", Press::Primary)) }
                @if let Self::NotYours(_) = self { (ui::button_link("/people", "Who works here", Press::Second)) }
                @if let Self::BehindGlass(patient) = self { (ui::button_link(&format!("/patients/{patient}/emergency"), "Open it in an emergency", Press::Second)) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sample_renders() {
        for (sample, page) in Oops::samples() {
            crate::ui::assert_page(&format!("oops.{sample}"), &page);
        }
    }
}
