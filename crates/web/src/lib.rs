//! The pages: features, components and the files they need. The only crate with HTML.
//!
//! Everything works without scripts; the one small script only makes it quicker. A page is a value that
//! implements [`Page`]; it can show itself with samples, and one test renders them all.
pub mod access;
pub mod assets;
mod edge;
#[cfg(test)]
mod every_route;
pub mod features;
#[cfg(test)]
mod hostile;
mod house;
mod key;
pub mod oops;
mod page;
pub mod post;
mod record;
pub mod session;
#[cfg(test)]
pub(crate) mod stage;
pub mod ui;
mod visible;

pub use house::{DemoPerson, Example, House, Shared};
pub use oops::Oops;
pub use page::{Door, Page};
pub use record::Record;

use std::sync::Arc;

/// All routes with their headers, limits and error pages.
pub fn router(house: House) -> axum::Router {
    shared_router(&Arc::new(house))
}

/// Every route with what it needs, in the order of the features.
#[must_use]
pub fn table() -> Vec<access::Route> {
    features::routes().merge(assets::routes()).apart().0
}

/// The same for a house that something else holds as well, such as its post.
pub fn shared_router(house: &Shared) -> axum::Router {
    let (_, routes) = features::routes().merge(assets::routes()).apart();
    let routes = routes
        .fallback(|| async { Oops::NotFound })
        .method_not_allowed_fallback(|| async { Oops::MethodNotAllowed })
        .with_state(house.clone());
    edge::around(routes, house)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::{Body, to_bytes};
    use axum::http::{Request, header};
    use tower::ServiceExt;

    async fn open(address: &str) -> axum::response::Response {
        let request = Request::get(address).body(Body::empty()).unwrap();
        let house = House::new("0").with_demo().with_clock(|| 20_781 * 86_400_000);
        router(house).oneshot(request).await.unwrap()
    }

    #[tokio::test]
    async fn every_door_and_every_file_a_page_names_answers() {
        let page = open("/gallery").await;
        assert_eq!(page.status().as_u16(), 200);
        let page = String::from_utf8(to_bytes(page.into_body(), 1 << 20).await.unwrap().to_vec()).unwrap();
        let named = page.split('"').filter(|text| text.starts_with("/static/"));
        let doors = features::open_doors(&session::Visitor::default()).into_iter().map(|door| door.href);
        let mut asked = 0;
        for address in named.chain(doors).chain(["/", "/favicon.ico", "/robots.txt"]) {
            let answer = open(address).await;
            assert_eq!(answer.status().as_u16(), 200, "{address}");
            if address.starts_with("/static/") {
                let keep = answer.headers().get(header::CACHE_CONTROL).unwrap().to_str().unwrap();
                assert!(keep.contains("immutable"), "{address}: {keep}");
            }
            asked += 1;
        }
        assert!(asked >= 8, "two fonts, a sheet, a script, an icon and the fixed ones; got {asked}");
    }

    #[tokio::test]
    async fn the_gallery_belongs_to_the_demonstration() {
        for address in ["/gallery", "/gallery/home.Home.empty"] {
            let request = Request::get(address).body(Body::empty()).unwrap();
            let status = router(House::new("0")).oneshot(request).await.unwrap().status().as_u16();
            assert_eq!((status, open(address).await.status().as_u16()), (404, 200), "{address}");
        }
    }

    #[tokio::test]
    async fn an_old_address_of_a_file_is_not_found() {
        assert_eq!(open("/static/app.0000000000000000.css").await.status().as_u16(), 404);
    }
}
