//! A tablet in a guest's hands, and a link in a guest's letter: one patient's forms and nothing else.
use super::{Signed, cookie, own_address};
use crate::{House, Oops};
use axum::response::{IntoResponse, Redirect, Response};
use chart::people::{Link, Purpose};

/// How long a tablet stays in a guest's hands: two hours.
const TABLET_MS: i64 = 2 * 60 * 60_000;
/// A tablet opens its forms as often as the guest turns a page.
const TABLET_USES: i64 = 100_000;

/// What a guest's link names: whose forms, and the first page of them.
#[must_use]
pub fn guest_subject(patient: &str, path: &str) -> String {
    format!("{patient} {path}")
}

pub(super) fn patient_of(subject: &str) -> &str {
    subject.split_once(' ').map_or(subject, |(patient, _)| patient)
}

pub(super) fn path_of(subject: &str) -> &str {
    subject.split_once(' ').map_or("/", |(_, path)| path)
}

/// Hands this tablet to the guest: `path` and what lies below it open for one patient, and nothing else; the session of
/// whoever handed it over ends here. Taking it back is signing in.
///
/// # Errors
/// The record does not answer.
pub async fn hand_over(house: &House, signed: &Signed, patient: &str, path: &str) -> Result<Response, Oops> {
    let people = house.kept()?.people();
    let by = house.by(signed);
    let lasts = (TABLET_MS, TABLET_USES);
    let subject = guest_subject(patient, path);
    let secret = people.make_link(Purpose::Tablet, &subject, lasts, &by, &mut *house.chance()).await?;
    people.end_session(&signed.session, by.at).await?;
    let mut response = Redirect::to(own_address(path)).into_response();
    cookie::forget(&mut response, house.is_under_tls());
    cookie::keep_guest(&mut response, &secret, house.is_under_tls());
    Ok(response)
}

/// A guest opens the link of a letter: the browser keeps it, and the forms begin.
pub(crate) fn received(house: &House, link: &Link, secret: &str) -> Response {
    let mut response = Redirect::to(own_address(path_of(&link.subject))).into_response();
    cookie::keep_guest(&mut response, secret, house.is_under_tls());
    response
}
