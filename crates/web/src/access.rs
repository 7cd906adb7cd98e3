//! Who may ask for what: every route says what it needs, the need is checked before the handler runs, and the table of
//! all routes is kept for the tests and for the document about permissions.
use crate::edge::BODY_LIMIT;
use crate::session::{self, Guest, Signed, Visitor};
use crate::{Oops, Shared};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{DefaultBodyLimit, FromRequestParts as _, RawPathParams, Request};
use axum::handler::Handler;
use axum::http::{Method, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{self, MethodRouter};
use std::convert::Infallible;
use tower_http::limit::RequestBodyLimitLayer;
use vocab::Permission;

/// What must be true of whoever asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// Nothing: the page says nothing about a person.
    Anyone,
    /// Somebody is signed in.
    Signed,
    /// Somebody is signed in whose roles allow it. Where the address names a `{patient}`, a chart that was opened past
    /// the rights opens for reading as well.
    May(Permission),
    /// A guest with a link that holds, or a tablet that was handed over.
    Link,
}

/// One line of the table of routes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// The address, with its parameters in braces.
    pub path: &'static str,
    /// What it needs.
    pub needs: Needs,
}

/// The routes of a feature, each with its need.
#[derive(Debug, Default)]
pub struct Routes {
    router: Router<Shared>,
    table: Vec<Route>,
}

impl Routes {
    /// No routes yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A page that is read.
    #[must_use]
    pub fn get<H: Handler<T, Shared>, T: 'static>(
        self,
        path: &'static str,
        needs: Needs,
        handler: H,
    ) -> Self {
        self.with("GET", path, needs, routing::get(handler), BODY_LIMIT)
    }

    /// A form that is sent, at most 256 KB.
    #[must_use]
    pub fn post<H: Handler<T, Shared>, T: 'static>(
        self,
        path: &'static str,
        needs: Needs,
        handler: H,
    ) -> Self {
        self.with("POST", path, needs, routing::post(handler), BODY_LIMIT)
    }

    /// A file that is sent, at most `limit` bytes. Its form carries the token in the address: `?csrf=`.
    #[must_use]
    pub fn upload<H: Handler<T, Shared>, T: 'static>(
        self,
        path: &'static str,
        needs: Needs,
        limit: usize,
        handler: H,
    ) -> Self {
        self.with("POST", path, needs, routing::post(handler), limit)
    }

    /// These and those.
    #[must_use]
    pub fn merge(mut self, other: Self) -> Self {
        self.router = self.router.merge(other.router);
        self.table.extend(other.table);
        self
    }

    fn with(
        mut self,
        method: &'static str,
        path: &'static str,
        needs: Needs,
        answer: MethodRouter<Shared>,
        limit: usize,
    ) -> Self {
        let guarded = answer
            .layer::<_, Infallible>(middleware::from_fn(move |request: Request, next: Next| {
                guard(needs, request, next)
            }))
            .layer::<_, Infallible>(DefaultBodyLimit::disable())
            .layer(RequestBodyLimitLayer::new(limit));
        self.router = self.router.route(path, guarded);
        self.table.push(Route { method, path, needs });
        self
    }

    /// The table, and the routes for the edge to stand around.
    pub(crate) fn apart(self) -> (Vec<Route>, Router<Shared>) {
        (self.table, self.router)
    }
}

/// Whether a visitor may open this; the same question for the guard, the navigation and the tests.
pub(crate) fn opens(needs: Needs, visitor: &Visitor) -> bool {
    match needs {
        Needs::Anyone => true,
        Needs::Signed => visitor.signed.is_some(),
        Needs::May(permission) => visitor.signed.as_ref().is_some_and(|signed| signed.may(permission)),
        Needs::Link => visitor.guest.is_some(),
    }
}

/// Lets a request through, or says why not.
async fn guard(needs: Needs, request: Request, next: Next) -> Response {
    match judged(needs, request).await {
        Ok(request) => next.run(request).await,
        Err(refused) => refused,
    }
}

async fn judged(needs: Needs, request: Request) -> Result<Request, Response> {
    // Without a visitor nobody looked at the cookie: the routes stand outside the edge, and nothing is open.
    let Some(visitor) = request.extensions().get::<Visitor>().cloned() else {
        return Err(Oops::Broken.into_response());
    };
    if needs == Needs::Anyone {
        return Ok(request);
    }
    if !visitor.record {
        return Err(Oops::NoRecord.into_response());
    }
    if needs == Needs::Link {
        let Some(guest) = visitor.guest else { return Err(Oops::LinkOver.into_response()) };
        // A tablet in a guest's hands is locked to what it was handed over for.
        if !guest.may_open(request.uri().path()) {
            return Err(Oops::LinkOver.into_response());
        }
        let (request, patient) = with_patient(request).await;
        if patient.is_some_and(|patient| patient != guest.patient) {
            return Err(Oops::LinkOver.into_response());
        }
        return with_token(request, &guest.csrf).await.map(|request| with(request, guest));
    }
    let Some(signed) = visitor.signed else { return Err(sign_in_first(&request)) };
    let (request, allowed) = match needs {
        Needs::May(permission) if !signed.may(permission) => {
            let (request, patient) = with_patient(request).await;
            let reads = request.method() == Method::GET;
            let open = patient.as_deref().is_some_and(|patient| signed.may_past_rights(permission, patient));
            if let (Permission::ChartRead, true, false, Some(patient)) = (permission, reads, open, patient)
                && signed.may(Permission::BreakGlass)
            {
                return Err(Oops::BehindGlass(session::quoted(&patient)).into_response());
            }
            (request, reads && open)
        }
        Needs::May(_) | Needs::Signed | Needs::Anyone | Needs::Link => (request, true),
    };
    if let (false, Needs::May(permission)) = (allowed, needs) {
        return Err(Oops::NotYours(permission).into_response());
    }
    with_token(request, &signed.csrf).await.map(|request| with(request, (*signed).clone()))
}

/// The patient that the address names, if it names one.
async fn with_patient(request: Request) -> (Request, Option<String>) {
    let (mut parts, body) = request.into_parts();
    let named = RawPathParams::from_request_parts(&mut parts, &())
        .await
        .ok()
        .and_then(|all| all.iter().find(|(name, _)| *name == "patient").map(|(_, value)| value.to_owned()));
    (Request::from_parts(parts, body), named)
}

fn with<E: Clone + Send + Sync + 'static>(mut request: Request, extension: E) -> Request {
    request.extensions_mut().insert(extension);
    request
}

fn sign_in_first(request: &Request) -> Response {
    if request.method() == Method::GET {
        let wanted = request.uri().path_and_query().map_or("/", |path| path.as_str());
        return Redirect::to(&format!("/sign-in?to={}", session::quoted(wanted))).into_response();
    }
    Oops::SignedOut.into_response()
}

/// A form that decides something carries the token of the session that it was made for.
async fn with_token(request: Request, token: &str) -> Result<Request, Response> {
    if matches!(*request.method(), Method::GET | Method::HEAD) {
        return Ok(request);
    }
    let in_address = request.uri().query().is_some_and(|query| says(query.as_bytes(), token));
    if in_address {
        return Ok(request);
    }
    let kind = request.headers().get("content-type").and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if !kind.starts_with("application/x-www-form-urlencoded") {
        return Err(Oops::Forged.into_response());
    }
    let (parts, body) = request.into_parts();
    let Ok(bytes) = to_bytes(body, BODY_LIMIT).await else {
        return Err(StatusCode::PAYLOAD_TOO_LARGE.into_response());
    };
    if says(&bytes, token) {
        Ok(Request::from_parts(parts, Body::from(bytes)))
    } else {
        Err(Oops::Forged.into_response())
    }
}

/// Whether the pairs hold this token. Compared in full, so that the time tells nothing about the first wrong letter.
fn says(pairs: &[u8], token: &str) -> bool {
    let said = pairs.split(|byte| *byte == b'&').find_map(|pair| pair.strip_prefix(b"csrf="));
    said.is_some_and(|said| {
        said.len() == token.len()
            && said.iter().zip(token.bytes()).fold(0, |differs, (a, b)| differs | (a ^ b)) == 0
    })
}

/// What a handler behind [`Needs::Signed`] or [`Needs::May`] receives; the guard has put it there.
impl<S: Send + Sync> axum::extract::FromRequestParts<S> for Signed {
    type Rejection = Oops;
    async fn from_request_parts(parts: &mut axum::http::request::Parts, _: &S) -> Result<Self, Oops> {
        parts.extensions.get::<Self>().cloned().ok_or(Oops::SignedOut)
    }
}

/// What a handler behind [`Needs::Link`] receives; the guard has put it there.
impl<S: Send + Sync> axum::extract::FromRequestParts<S> for Guest {
    type Rejection = Oops;
    async fn from_request_parts(parts: &mut axum::http::request::Parts, _: &S) -> Result<Self, Oops> {
        parts.extensions.get::<Self>().cloned().ok_or(Oops::LinkOver)
    }
}

#[cfg(test)]
mod tests {
    use super::says;

    #[test]
    fn only_the_whole_token_is_the_token() {
        for (pairs, want) in [
            ("csrf=abc", true),
            ("a=1&csrf=abc&b=2", true),
            ("csrf=ab", false),
            ("csrf=abcd", false),
            ("csrf=", false),
            ("xcsrf=abc", false),
            ("csrf=abd&csrf=abc", false),
            ("", false),
        ] {
            assert_eq!(says(pairs.as_bytes(), "abc"), want, "{pairs}");
        }
    }
}
