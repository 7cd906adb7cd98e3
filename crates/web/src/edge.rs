//! What stands around every route: headers, limits, and the error pages.
use crate::oops::Told;
use crate::page::Framed;
use crate::session::{self, Visitor};
use crate::{Oops, Page as _, Shared};
use axum::extract::{Request, State};
use axum::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use axum::http::{Method, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{Html, IntoResponse, Response};
use std::any::Any;
use std::time::Duration;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::timeout::TimeoutLayer;

/// The most a form may send, in bytes; see [`crate::access::Routes::upload`] for files.
pub(crate) const BODY_LIMIT: usize = 256 * 1024;

/// The longest a page may take to be made.
const ANSWER_LIMIT: Duration = Duration::from_secs(10);

const CONTENT_SECURITY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; connect-src 'self'";

const HEADERS: [(HeaderName, &str); 6] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    ),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// Puts everything around the routes; what is added last stands outermost.
pub(crate) fn around(routes: axum::Router<Shared>, house: &Shared) -> axum::Router {
    let told = house.clone();
    let worth_packing = DefaultPredicate::new().and(NotForContentType::const_new("font/"));
    let mut routes = routes
        .with_state(house.clone())
        .layer(middleware::from_fn_with_state(house.clone(), session::recognise))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, ANSWER_LIMIT))
        .layer(middleware::from_fn(crate::visible::only))
        .layer(middleware::from_fn_with_state(house.clone(), own_forms_only))
        .layer(CatchPanicLayer::custom(broken))
        .layer(middleware::map_response(move |response: Response| {
            let told = told.clone();
            async move { explained(&told, response) }
        }))
        .layer(CompressionLayer::new().gzip(true).compress_when(worth_packing))
        // What a page says about a person is not kept by the browser.
        .layer(SetResponseHeaderLayer::if_not_present(
            header::CACHE_CONTROL,
            HeaderValue::from_static("no-store"),
        ));
    for (name, value) in HEADERS {
        routes = routes.layer(SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value)));
    }
    routes
}

/// A form on another site cannot make this browser decide anything here. Browsers say where a form stands in two ways;
/// what either says counts.
async fn own_forms_only(State(house): State<Shared>, request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if reads || stands_here(request.headers(), house.public()) {
        next.run(request).await
    } else {
        Oops::Foreign.into_response()
    }
}

fn stands_here(headers: &HeaderMap, public: Option<&str>) -> bool {
    let said = |name: HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or("unreadable"));
    let fetched = said(HeaderName::from_static("sec-fetch-site"));
    if fetched.is_some_and(|site| !matches!(site, "same-origin" | "none")) {
        return false;
    }
    let Some(origin) = said(header::ORIGIN) else { return true };
    if let Some(public) = public {
        return origin.eq_ignore_ascii_case(public);
    }
    let host = origin.split_once("://").map(|(_, host)| host);
    host.is_some() && host == said(header::HOST)
}

/// The message of a panic stays in the log of the process (its hook prints it); the page only says that it happened.
fn broken(_: Box<dyn Any + Send + 'static>) -> Response {
    Oops::Broken.into_response()
}

/// Puts the frame around a page, and turns an error without a page into one with a page.
fn explained(house: &Shared, mut response: Response) -> Response {
    let visitor = response.extensions_mut().remove::<Visitor>();
    let visitor =
        visitor.unwrap_or_else(|| Visitor { record: house.record().is_some(), ..Visitor::default() });
    if let Some(page) = response.extensions_mut().remove::<Framed>() {
        return framed(house, &visitor, &page, response);
    }
    let told = response.extensions_mut().remove::<Told>();
    let status = response.status();
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let bare = kind.is_none_or(|kind| kind.starts_with("text/plain"));
    let Some(oops) = told.map(|Told(oops)| oops).or_else(|| {
        // Answers in HTML or JSON already speak for themselves.
        if bare { Oops::from_status(status) } else { None }
    }) else {
        return response;
    };
    let page = Framed::of(&oops);
    *response.status_mut() = oops.status();
    framed(house, &visitor, &page, response)
}

/// The whole document, under the status and with the headers that the handler gave.
fn framed(house: &Shared, visitor: &Visitor, page: &Framed, waiting: Response) -> Response {
    let (mut head, _) = waiting.into_parts();
    head.headers.remove(header::CONTENT_TYPE);
    head.headers.remove(header::CONTENT_LENGTH);
    let mut whole = Html(page.document(house, visitor).into_string()).into_response();
    *whole.status_mut() = head.status;
    for (name, value) in &head.headers {
        whole.headers_mut().append(name, value.clone());
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::{Needs::Anyone, Routes};
    use axum::body::Body;
    use axum::http::Request;
    use tower::ServiceExt;

    async fn breaks() -> &'static str {
        panic!("on purpose")
    }

    async fn after(wait: Duration) -> &'static str {
        tokio::time::sleep(wait).await;
        "done"
    }

    /// A house with a page that answers, one that reads, one that breaks and one that refuses in the library's words.
    fn house() -> axum::Router {
        let house: Shared = std::sync::Arc::new(crate::House::new("0").with_demo());
        let (_, routes) = Routes::new()
            .get("/", Anyone, async || axum::response::Html("x".repeat(2_000)))
            .post("/read", Anyone, async |body: String| body.len().to_string())
            .get("/breaks", Anyone, breaks)
            .get("/number", Anyone, async |_: axum::extract::Query<Vec<(u8, u8)>>| "fine")
            .get("/in-time", Anyone, || after(ANSWER_LIMIT.mul_f32(0.99)))
            .get("/late", Anyone, || after(ANSWER_LIMIT.mul_f32(1.01)))
            .get("/json", Anyone, async || (StatusCode::NOT_FOUND, axum::Json(1)))
            .apart();
        let routes = routes
            .fallback(|| async { Oops::NotFound })
            .method_not_allowed_fallback(|| async { Oops::MethodNotAllowed });
        around(routes, &house)
    }

    async fn ask(request: Request<Body>) -> (StatusCode, axum::http::HeaderMap, String) {
        let (head, body) = house().oneshot(request).await.unwrap().into_parts();
        let body = axum::body::to_bytes(body, 1 << 20).await.unwrap();
        (head.status, head.headers, String::from_utf8_lossy(&body).into_owned())
    }

    fn request(method: &str, address: &str, body: usize) -> Request<Body> {
        Request::builder().method(method).uri(address).body(Body::from("x".repeat(body))).unwrap()
    }

    #[tokio::test]
    async fn every_error_has_a_page_and_every_answer_its_headers() {
        for (method, address, body, status, says) in [
            ("GET", "/", 0, 200, "x"),
            ("GET", "/nowhere", 0, 404, "Nothing is at this address"),
            ("DELETE", "/", 0, 405, "This address does not take that"),
            ("GET", "/number?a=b", 0, 400, "That could not be read"),
            ("GET", "/breaks", 0, 500, "Something broke on our side"),
            ("POST", "/read", BODY_LIMIT, 200, "262144"),
            ("POST", "/read", BODY_LIMIT + 1, 413, "That is more than fits"),
            ("GET", "/json", 0, 404, "1"),
        ] {
            let (got, headers, text) = ask(request(method, address, body)).await;
            assert_eq!(got.as_u16(), status, "{method} {address}");
            assert!(text.contains(says), "{method} {address}: {text}");
            for (name, value) in HEADERS {
                assert_eq!(headers.get(&name).unwrap(), value, "{address}: {name}");
            }
            assert_eq!(headers.get(header::CACHE_CONTROL).unwrap(), "no-store", "{address}");
            if status == 405 {
                assert!(headers.get(header::ALLOW).unwrap().to_str().unwrap().contains("GET"));
            }
            assert!(!text.contains("on purpose"), "what broke is not told to the world");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_that_does_not_come_is_given_up_at_the_limit() {
        for (address, status, says) in [("/in-time", 200, "done"), ("/late", 503, "That took too long")] {
            let (got, _, text) = ask(request("GET", address, 0)).await;
            assert_eq!(got.as_u16(), status, "{address}");
            assert!(text.contains(says), "{address}: {text}");
        }
    }

    #[tokio::test]
    async fn a_form_on_another_site_is_refused_and_a_link_is_not() {
        for (method, from, origin, status) in [
            ("POST", Some("cross-site"), None, 403),
            ("POST", Some("same-site"), None, 403),
            ("POST", Some("same-origin"), None, 200),
            ("POST", Some("none"), None, 200),
            ("POST", None, None, 200),
            ("POST", None, Some("http://house.example"), 200),
            ("POST", None, Some("http://elsewhere.example"), 403),
            ("POST", None, Some("http://house.example:81"), 403),
            ("POST", None, Some("null"), 403),
            ("POST", None, Some(""), 403),
            ("POST", Some("same-origin"), Some("http://elsewhere.example"), 403),
            ("POST", Some("cross-site"), Some("http://house.example"), 403),
            ("GET", Some("cross-site"), Some("http://elsewhere.example"), 200),
        ] {
            let address = if method == "POST" { "/read" } else { "/" };
            let mut request = request(method, address, 1);
            request.headers_mut().insert("host", HeaderValue::from_static("house.example"));
            for (name, value) in [("sec-fetch-site", from), ("origin", origin)] {
                if let Some(value) = value {
                    request.headers_mut().insert(name, HeaderValue::from_static(value));
                }
            }
            assert_eq!(ask(request).await.0.as_u16(), status, "{method} {from:?} {origin:?}");
        }
    }

    #[test]
    fn a_house_with_a_public_address_takes_forms_from_there_only() {
        for (origin, want) in [
            ("https://harbour.example", true),
            ("https://HARBOUR.example", true),
            ("http://harbour.example", false),
            ("https://harbour.example.evil.example", false),
            ("http://127.0.0.1:8462", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, HeaderValue::from_static("127.0.0.1:8462"));
            headers.insert(header::ORIGIN, HeaderValue::from_static(origin));
            assert_eq!(stands_here(&headers, Some("https://harbour.example")), want, "{origin}");
        }
    }

    #[tokio::test]
    async fn pages_are_packed_for_who_can_unpack() {
        let mut request = request("GET", "/", 0);
        request.headers_mut().insert(header::ACCEPT_ENCODING, HeaderValue::from_static("gzip"));
        assert_eq!(ask(request).await.1.get(header::CONTENT_ENCODING).unwrap(), "gzip");
    }
}
