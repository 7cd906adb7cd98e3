//! The two cookies: of a signed-in person, and of a tablet that was handed over. Both hold a secret and nothing else.
use axum::http::header::{COOKIE, HeaderMap, HeaderValue, SET_COOKIE};
use axum::response::Response;

const SESSION: &str = "serein";
const GUEST: &str = "serein-guest";
/// Longest secret that is looked at.
const SECRET_MAX: usize = 64;

/// The name under TLS is bound to this very host by the browser itself.
fn name(plain: &str, tls: bool) -> String {
    if tls { format!("__Host-{plain}") } else { plain.to_owned() }
}

/// The secret of the session.
pub(super) fn session(headers: &HeaderMap, tls: bool) -> Option<String> {
    read(headers, &name(SESSION, tls))
}

/// The secret of the handed-over tablet.
pub(super) fn guest(headers: &HeaderMap, tls: bool) -> Option<String> {
    read(headers, &name(GUEST, tls))
}

fn read(headers: &HeaderMap, name: &str) -> Option<String> {
    let all = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = all.flat_map(|text| text.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let secret = pairs.find(|(key, _)| *key == name).map(|(_, secret)| secret)?;
    let plain = secret.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    (plain && !secret.is_empty() && secret.len() <= SECRET_MAX).then(|| secret.to_owned())
}

fn set(response: &mut Response, name: &str, secret: &str, tls: bool) {
    let over = if secret.is_empty() { "; Max-Age=0" } else { "" };
    let secure = if tls { "; Secure" } else { "" };
    let text = format!("{name}={secret}; Path=/; HttpOnly; SameSite=Strict{secure}{over}");
    if let Ok(value) = HeaderValue::from_str(&text) {
        response.headers_mut().append(SET_COOKIE, value);
    }
}

/// What was chosen on this browser under a name of our own: a short plain word, no secret.
pub(crate) fn choice(headers: &HeaderMap, what: &str, tls: bool) -> Option<String> {
    read(headers, &name(&format!("{SESSION}-{what}"), tls))
}

/// Lets the browser remember a choice for a year.
pub(crate) fn keep_choice(response: &mut Response, what: &str, word: &str, tls: bool) {
    let secure = if tls { "; Secure" } else { "" };
    let name = name(&format!("{SESSION}-{what}"), tls);
    let text = format!("{name}={word}; Path=/; HttpOnly; SameSite=Strict; Max-Age=31536000{secure}");
    if let Ok(value) = HeaderValue::from_str(&text) {
        response.headers_mut().append(SET_COOKIE, value);
    }
}

/// Hands the browser the secret of a new session; an older one on the same browser is gone with it.
pub(crate) fn keep(response: &mut Response, secret: &str, tls: bool) {
    set(response, &name(SESSION, tls), secret, tls);
}

/// Takes the secret of the session away.
pub(crate) fn forget(response: &mut Response, tls: bool) {
    set(response, &name(SESSION, tls), "", tls);
}

/// Hands the browser the secret of a guest's link.
pub(crate) fn keep_guest(response: &mut Response, secret: &str, tls: bool) {
    set(response, &name(GUEST, tls), secret, tls);
}

/// Takes the secret of a guest's link away.
pub(crate) fn forget_guest(response: &mut Response, tls: bool) {
    set(response, &name(GUEST, tls), "", tls);
}
