//! What people do here, one folder each. A page costs a folder with `mod.rs`, a view, and one line below.

/// The registry: modules, routes, doors, and the test that renders every sample of every page.
macro_rules! features {
    ($($name:ident: $($view:ident),+;)*) => {
        $(pub mod $name;)*

        /// The entries of the navigation, in the order of the registry.
        pub(crate) const DOORS: &[Option<crate::Door>] = &[$($name::DOOR),*];

        /// The routes of all features.
        pub(crate) fn router() -> axum::Router<crate::Shared> {
            axum::Router::new()$(.merge($name::router()))*
        }

        #[cfg(test)]
        #[test]
        fn every_sample_of_every_page_renders() {
            use crate::Page;
            $($({
                let samples = $name::$view::samples();
                assert!(!samples.is_empty(), "a page shows itself with samples");
                for (sample, page) in samples {
                    let name = format!("{}.{}.{sample}", stringify!($name), stringify!($view));
                    crate::ui::assert_page(&name, &page);
                }
            })+)*
        }
    };
}

features! {
    home: Home;
    gallery: Gallery;
}
