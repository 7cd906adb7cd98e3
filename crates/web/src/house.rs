//! What the pages may ask for: the state behind the routes.
use crate::page::{self, Page};
use axum::response::{Html, IntoResponse, Response};
use knowledge::Knowledge;
use std::sync::{Arc, OnceLock};
use vocab::Day;

/// The state as handlers receive it: `State(house): State<Shared>`.
pub type Shared = Arc<House>;

/// Everything a page needs that is not in the request. Built once by the binary.
#[derive(Debug, Default)]
pub struct House {
    version: &'static str,
    demo: bool,
    examples: Vec<Example>,
    clock: Option<fn() -> Day>,
}

static KNOWLEDGE: OnceLock<&'static Knowledge> = OnceLock::new();

/// The knowledge that the pages stand on: the clinic's, or the shipped one.
pub(crate) fn knowledge() -> Option<&'static Knowledge> {
    KNOWLEDGE.get().copied().or_else(|| Knowledge::shipped().ok())
}

/// An example case that the home page offers as a way in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// A sentence a person would say.
    pub title: String,
    /// What makes the case worth opening.
    pub line: String,
    /// Where it opens.
    pub href: String,
}

impl House {
    /// A house that serves this version of the program.
    #[must_use]
    pub fn new(version: &'static str) -> Self {
        Self { version, ..Self::default() }
    }

    /// With the invented people of the demonstration; every page then says so.
    #[must_use]
    pub fn with_demo(mut self) -> Self {
        self.demo = true;
        self
    }

    /// With the example cases that the home page offers.
    #[must_use]
    pub fn with_examples(mut self, examples: Vec<Example>) -> Self {
        self.examples = examples;
        self
    }

    /// With the clock of the binary: what day it is here, asked anew for every page.
    #[must_use]
    pub fn with_clock(mut self, clock: fn() -> Day) -> Self {
        self.clock = Some(clock);
        self
    }

    /// With the knowledge of this clinic instead of the shipped one. The gate of the pages is made
    /// ready once per process, so the first house that names its knowledge decides.
    #[must_use]
    pub fn with_knowledge(self, knowledge: &'static Knowledge) -> Self {
        // Another house was first: both serve the same clinic, one process being one clinic.
        let _ = KNOWLEDGE.set(knowledge);
        self
    }

    /// The day on which a page is asked; `None` in a house without a clock.
    #[must_use]
    pub fn today(&self) -> Option<Day> {
        self.clock.map(|clock| clock())
    }

    /// The version of the program, as the footer shows it.
    #[must_use]
    pub fn version(&self) -> &'static str {
        self.version
    }

    /// Whether the people shown are invented.
    #[must_use]
    pub fn is_demo(&self) -> bool {
        self.demo
    }

    /// The example cases for the home page.
    #[must_use]
    pub fn examples(&self) -> &[Example] {
        &self.examples
    }

    /// The page as a whole response: the last of a handler's four lines.
    pub fn show(&self, page: &impl Page) -> Response {
        (page.status(), Html(page::document(self, page).into_string())).into_response()
    }
}
