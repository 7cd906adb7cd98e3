//! Who is asking: the session behind the cookie, the guest behind a link, and what both may do.
mod caller;
mod cookie;
mod hand_over;
pub(crate) mod passkey;
mod proof;

pub(crate) use caller::Caller;
pub(crate) use cookie::{choice, forget, forget_guest, keep, keep_choice};
pub(crate) use hand_over::received;
pub use hand_over::{guest_subject, hand_over};
pub use proof::{Unproved, reauthenticated};
pub(crate) use proof::{account_door, code_holds, hashed, password_holds};

use crate::{Oops, Shared};
use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use chart::patient::Why;
use chart::people::{Purpose, token_hash};
use std::collections::BTreeSet;
use std::sync::Arc;
use vocab::{Permission, Role};

/// Somebody who is signed in. A handler that names it in its arguments receives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// Id of the practitioner.
    pub practitioner: String,
    /// Full name.
    pub name: String,
    /// What they are in this house.
    pub roles: BTreeSet<Role>,
    /// The token that every form of this session carries; see [`crate::ui::csrf`].
    pub csrf: String,
    /// Hash of the session.
    pub session: String,
    /// When they last proved who they are, milliseconds since 1970.
    pub proved_at: i64,
    /// Whose chart is open past the rights, if one is.
    pub wide_patient: Option<String>,
}

impl Signed {
    /// Whether any of the roles may do it.
    #[must_use]
    pub fn may(&self, permission: Permission) -> bool {
        self.roles.iter().any(|role| role.may(permission))
    }

    /// Whether the chart of this patient was opened past the rights, and this is what that opens: reading.
    #[must_use]
    pub fn may_past_rights(&self, permission: Permission, patient: &str) -> bool {
        permission == Permission::ChartRead && self.wide_patient.as_deref() == Some(patient)
    }

    /// Why this person looks into the chart of this patient, as the list of looks will say.
    #[must_use]
    pub fn why(&self, patient: &str) -> Why {
        if self.may(Permission::ChartRead) || self.wide_patient.as_deref() != Some(patient) {
            Why::Care
        } else {
            Why::BreakGlass
        }
    }
}

/// A guest who holds a link, or a tablet that was handed over. A handler that names it in its arguments receives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guest {
    /// Whose forms these are.
    pub patient: String,
    /// Who made the link or handed the tablet over.
    pub made_by: String,
    /// Until when, milliseconds since 1970.
    pub ends_at: i64,
    /// Hash of the link.
    pub link: String,
    /// The address that a tablet was handed over for: it opens what lies below it and nothing else. A link in a letter
    /// opens every form of its guest.
    pub only: Option<String>,
    /// The token that every form carries; see [`crate::ui::csrf`].
    pub csrf: String,
}

impl Guest {
    /// Whether the link opens this address.
    #[must_use]
    pub fn may_open(&self, path: &str) -> bool {
        let below = |only: &String| {
            path.strip_prefix(only.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        self.only.as_ref().is_none_or(below)
    }
}

/// Whoever carries a token for forms.
pub trait Carries {
    /// The token.
    fn csrf(&self) -> &str;
}

impl Carries for Signed {
    fn csrf(&self) -> &str {
        &self.csrf
    }
}

impl Carries for Guest {
    fn csrf(&self) -> &str {
        &self.csrf
    }
}

/// Everything that is known of whoever asks; nothing by default.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Visitor {
    /// Whether this house keeps a record at all.
    pub record: bool,
    /// The person, if one is signed in.
    pub signed: Option<Arc<Signed>>,
    /// The guest, if there is one.
    pub guest: Option<Guest>,
    /// Whether this browser was told that a single letter or sign does nothing.
    pub letters_off: bool,
}

/// The name under which a browser remembers that single keys are off.
pub(crate) const LETTERS: &str = "letters";
/// What it remembers then.
pub(crate) const OFF: &str = "off";

impl<S: Send + Sync> axum::extract::FromRequestParts<S> for Visitor {
    type Rejection = Oops;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Oops> {
        Ok(parts.extensions.get::<Self>().cloned().unwrap_or_default())
    }
}

/// Looks at the cookies once for every request, and tells the frame who asked.
pub(crate) async fn recognise(State(house): State<Shared>, mut request: Request, next: Next) -> Response {
    // Files are the same for everybody.
    if request.uri().path().starts_with("/static/") {
        request.extensions_mut().insert(Visitor::default());
        return next.run(request).await;
    }
    let visitor = match visitor(&house, request.headers().clone()).await {
        Ok(visitor) => visitor,
        Err(oops) => return oops.into_response(),
    };
    request.extensions_mut().insert(visitor.clone());
    let mut response = next.run(request).await;
    response.extensions_mut().insert(visitor);
    response
}

async fn visitor(house: &Shared, headers: HeaderMap) -> Result<Visitor, Oops> {
    let Some(record) = house.record() else { return Ok(Visitor::default()) };
    let letters_off = choice(&headers, LETTERS, house.is_under_tls()).as_deref() == Some(OFF);
    let mut visitor = Visitor { record: true, letters_off, ..Visitor::default() };
    let now = house.now_ms();
    if let Some(token) = cookie::guest(&headers, house.is_under_tls()) {
        let link = record.people().link(&token, now).await?;
        let opens = |link: &chart::people::Link| matches!(link.purpose, Purpose::Guest | Purpose::Tablet);
        visitor.guest = link.filter(opens).map(|link| Guest {
            patient: hand_over::patient_of(&link.subject).to_owned(),
            only: (link.purpose == Purpose::Tablet).then(|| hand_over::path_of(&link.subject).to_owned()),
            link: link.hash,
            made_by: link.made_by,
            ends_at: link.ends_at,
            csrf: token_hash("csrf", &token),
        });
    }
    if let Some(token) = cookie::session(&headers, house.is_under_tls())
        && let Some((session, count)) = record.people().session(&token, now).await?
    {
        let roll = record.roll_at(count).await?;
        // Whoever left is signed out everywhere at once.
        visitor.signed = roll.get(&session.practitioner).filter(|person| person.active).map(|person| {
            Arc::new(Signed {
                practitioner: person.id.clone(),
                name: person.name.clone(),
                roles: person.roles.clone(),
                csrf: token_hash("csrf", &token),
                session: session.hash,
                proved_at: session.proved_at,
                wide_patient: Some(session.wide_patient)
                    .filter(|patient| !patient.is_empty() && session.wide_until > now),
            })
        });
    }
    Ok(visitor)
}

/// A text as a part of a query.
pub(crate) fn quoted(text: &str) -> String {
    use std::fmt::Write as _;
    text.bytes().fold(String::with_capacity(text.len()), |mut safe, byte| {
        if byte.is_ascii_alphanumeric() || b"-_./".contains(&byte) {
            safe.push(char::from(byte));
        } else {
            let _ = write!(safe, "%{byte:02X}");
        }
        safe
    })
}

/// Where somebody goes after signing in: an address of this house, never of another.
pub(crate) fn own_address(wanted: &str) -> &str {
    let own = wanted.starts_with('/') && !wanted.starts_with("//") && !wanted.starts_with("/\\");
    let plain = wanted.len() <= 2_000 && wanted.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if own && plain { wanted } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_only_ever_sent_to_this_house() {
        for (wanted, goes) in [
            ("/patients?q=a%20b", "/patients?q=a%20b"),
            ("", "/"),
            ("//evil.example", "/"),
            ("/\\evil.example", "/"),
            ("https://evil.example/", "/"),
            ("javascript:alert(1)", "/"),
            ("/a\r\nSet-Cookie: x", "/"),
        ] {
            assert_eq!(own_address(wanted), goes, "{wanted:?}");
        }
    }
}
