//! What people do here, one folder each. A page costs a folder with `mod.rs`, a view, and one line below.

/// The registry: modules, routes, doors, and the test that renders every sample of every page.
macro_rules! features {
    ($($name:ident: $($view:ident),+;)*) => {
        $(pub mod $name;)*

        /// The entries of the navigation, in the order of the registry.
        pub(crate) const DOORS: &[Option<crate::Door>] = &[$($name::DOOR),*];

        /// The routes of all features.
        pub(crate) fn routes() -> crate::access::Routes {
            crate::access::Routes::new()$(.merge($name::routes()))*
        }

        /// The names of all samples of all pages, for the gallery.
        pub(crate) fn sample_names() -> Vec<String> {
            use crate::Page;
            let mut names = Vec::new();
            $($(names.extend($name::$view::samples().into_iter().map(|(sample, _)| {
                format!("{}.{}.{sample}", stringify!($name), stringify!($view))
            }));)+)*
            names
        }

        /// The sample with this name, as a whole page.
        pub(crate) fn sample(house: &crate::House, wanted: &str) -> Option<axum::response::Response> {
            use crate::Page;
            $($(for (sample, page) in $name::$view::samples() {
                if wanted == format!("{}.{}.{sample}", stringify!($name), stringify!($view)) {
                    return Some(house.show(&page));
                }
            })+)*
            None
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

/// The doors with what they need, in the order of the registry.
fn doors() -> &'static [(crate::Door, crate::access::Needs)] {
    static ALL: std::sync::LazyLock<Vec<(crate::Door, crate::access::Needs)>> =
        std::sync::LazyLock::new(|| {
            let (table, _) = routes().apart();
            let needs = |door: &crate::Door| {
                table
                    .iter()
                    .find(|route| route.method == "GET" && route.path == door.href)
                    .map(|route| route.needs)
            };
            DOORS.iter().flatten().filter_map(|door| Some((*door, needs(door)?))).collect()
        });
    &ALL
}

/// The doors that open for this visitor.
pub(crate) fn open_doors(visitor: &crate::session::Visitor) -> Vec<crate::Door> {
    // A guest with a tablet has forms to fill in, and nowhere else to go.
    if visitor.guest.is_some() && visitor.signed.is_none() {
        return Vec::new();
    }
    doors().iter().filter(|(_, needs)| crate::access::opens(*needs, visitor)).map(|(door, _)| *door).collect()
}

features! {
    home: Home;
    today: Today;
    book: Book, OwnVisit;
    calendar: Diary, NewVisit, Shown, SeriesPage, HoursPage, WaitPage, NewWish, OfferPage, WithRest;
    feeds: FeedPage;
    ask: Asking, Opening;
    plan: Planned, Choosing, Letter, Standing;
    library: Shelf, Leaf, Matrix;
    patients: Finding, Registering, Timeline, Touched, Amends, Looks, Joining, Erasing;
    people: SignIn, Welcome, People, NewPerson, Person, Invited, Orders, Me, App, Glass, Opened, Examining;
    consent: List, Read, Shown;
    door: AtTheDoor, Overrides;
    messages: Outgoing, Reaching, Stopping, Templates;
    after: GuestAfter, GuestLooks, StaffAfter, Todo, Touched;
    consult: Consult, Begin, Handed;
    photos: Photos, Compare;
    treat: Begin, Treating, Card, Reviewing;
    shelf: OnHand, LotPage, Recalled, Catalogue, Devices;
    settings: Bookable, Index;
    gallery: Gallery;
}
