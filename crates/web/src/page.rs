//! What every page is: a value that can say its title, render itself and list its samples.
use crate::session::Visitor;
use crate::{House, features, ui::icon::Icon, ui::layout};
use axum::http::StatusCode;
use maud::Markup;

/// One page (or one state of one). The handler builds it, [`House::show`] answers with it.
pub trait Page: Sized {
    /// Named samples: ordinary, empty, worst. All are rendered by the tests and compared with snapshots.
    fn samples() -> Vec<(&'static str, Self)>;

    /// What the browser's tab says, without the name of the house.
    fn title(&self) -> String;

    /// What stands inside `<main>`. Begins with a [`crate::ui::Heading`].
    fn render(&self) -> Markup;

    /// The address of the [`Door`] this page lies behind; marks the entry in the navigation.
    fn door(&self) -> Option<&'static str> {
        None
    }

    /// The status of the answer; pages that report a mistake in a form say 422 here.
    fn status(&self) -> StatusCode {
        StatusCode::OK
    }

    /// Whether it is a guest's own page: without the doors of the house.
    fn is_for_guests(&self) -> bool {
        false
    }

    /// What stands in the search field of the top bar, so that a page of results keeps the question.
    fn sought(&self) -> Option<&str> {
        None
    }
}

/// An entry in the navigation and on the home page. A feature that has one says so in its `mod.rs`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Door {
    /// One word.
    pub name: &'static str,
    /// Where it leads.
    pub href: &'static str,
    /// Its picture on the home page.
    pub icon: Icon,
    /// One sentence: what a person finds behind it.
    pub line: &'static str,
    /// The place-holder of the search field, if this door answers searches at `href?q=`.
    pub search: Option<&'static str>,
}

/// A page that waits for its frame.
#[derive(Debug, Clone)]
pub(crate) struct Framed {
    title: String,
    here: Option<&'static str>,
    sought: Option<String>,
    guests: bool,
    main: Markup,
}

impl Framed {
    pub(crate) fn of(page: &impl Page) -> Self {
        Self {
            title: page.title(),
            here: page.door(),
            sought: page.sought().map(str::to_owned),
            guests: page.is_for_guests(),
            main: page.render(),
        }
    }

    /// The whole document, for this visitor.
    pub(crate) fn document(&self, house: &House, visitor: &Visitor) -> Markup {
        let nobody = Visitor::default();
        let doors = if self.guests { Vec::new() } else { features::open_doors(visitor) };
        let frame = layout::Frame {
            title: &self.title,
            here: self.here,
            sought: self.sought.as_deref(),
            doors: &doors,
            version: house.version(),
            demo: house.is_demo(),
            visitor: if self.guests { &nobody } else { visitor },
            guests: self.guests || visitor.guest.is_some(),
        };
        frame.around(&self.main)
    }
}
