//! What stands around every route: headers, limits, and the error pages.
use crate::oops::Told;
use crate::{Oops, Shared};
use axum::extract::Request;
use axum::http::header::{self, HeaderName, HeaderValue};
use axum::http::{Method, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use std::any::Any;
use std::time::Duration;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::timeout::TimeoutLayer;

/// The most a form may send, in bytes. Photographs will have a door of their own.
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
pub(crate) fn around(routes: axum::Router, house: &Shared) -> axum::Router {
    let told = house.clone();
    let worth_packing = DefaultPredicate::new().and(NotForContentType::const_new("font/"));
    let mut routes = routes
        .layer(RequestBodyLimitLayer::new(BODY_LIMIT))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, ANSWER_LIMIT))
        .layer(middleware::from_fn(own_forms_only))
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

/// A form on another site cannot make this browser decide anything here.
async fn own_forms_only(request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let from = request.headers().get("sec-fetch-site").and_then(|site| site.to_str().ok());
    match from {
        Some("same-origin" | "none") | None => next.run(request).await,
        Some(_) if reads => next.run(request).await,
        Some(_) => Oops::Foreign.into_response(),
    }
}

/// The message of a panic stays in the log of the process (its hook prints it); the page only says that it happened.
fn broken(_: Box<dyn Any + Send + 'static>) -> Response {
    Oops::Broken.into_response()
}

/// Turns an error without a page into one with a page.
fn explained(house: &Shared, mut response: Response) -> Response {
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
    let allowed = response.headers_mut().remove(header::ALLOW);
    let mut page = house.show(&oops);
    if let Some(allowed) = allowed {
        page.headers_mut().insert(header::ALLOW, allowed);
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;
    use axum::http::Request;
    use axum::routing::{get, post};
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
        let routes = axum::Router::new()
            .route("/", get(|| async { axum::response::Html("x".repeat(2_000)) }))
            .route("/read", post(|body: String| async move { body.len().to_string() }))
            .route("/breaks", get(breaks))
            .route("/number", get(|_: axum::extract::Query<Vec<(u8, u8)>>| async { "fine" }))
            .route("/in-time", get(|| after(ANSWER_LIMIT.mul_f32(0.99))))
            .route("/late", get(|| after(ANSWER_LIMIT.mul_f32(1.01))))
            .route("/json", get(|| async { (StatusCode::NOT_FOUND, axum::Json(1)) }))
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
        for (method, from, status) in [
            ("POST", Some("cross-site"), 403),
            ("POST", Some("same-site"), 403),
            ("POST", Some("same-origin"), 200),
            ("POST", None, 200),
            ("GET", Some("cross-site"), 200),
        ] {
            let address = if method == "POST" { "/read" } else { "/" };
            let mut request = request(method, address, 1);
            if let Some(from) = from {
                request.headers_mut().insert("sec-fetch-site", HeaderValue::from_static(from));
            }
            assert_eq!(ask(request).await.0.as_u16(), status, "{method} {from:?}");
        }
    }

    #[tokio::test]
    async fn pages_are_packed_for_who_can_unpack() {
        let mut request = request("GET", "/", 0);
        request.headers_mut().insert(header::ACCEPT_ENCODING, HeaderValue::from_static("gzip"));
        assert_eq!(ask(request).await.1.get(header::CONTENT_ENCODING).unwrap(), "gzip");
    }
}
