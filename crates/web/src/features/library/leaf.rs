//! One thing of the library as it is drawn: what it is, what is known, its rules, who cites it.
use crate::Page;
use crate::ui::{self, Heading, Tone};
use maud::{Markup, html};

/// A part of the page: id, title, remark, body.
pub(super) type Part = (&'static str, &'static str, String, Markup);

/// One thing of the library.
#[derive(Debug, Clone)]
pub struct Leaf {
    /// The shelf: its name and address.
    pub(super) shelf: (String, String),
    pub(super) title: String,
    pub(super) lead: String,
    pub(super) chips: Vec<String>,
    /// Something in it waits for a signature.
    pub(super) unsigned: bool,
    pub(super) facts: Vec<(&'static str, Markup)>,
    pub(super) parts: Vec<Part>,
}

impl Leaf {
    pub(super) fn new(shelf: (String, String), title: &str) -> Self {
        Self {
            shelf,
            title: title.to_owned(),
            lead: String::new(),
            chips: Vec::new(),
            unsigned: false,
            facts: Vec::new(),
            parts: Vec::new(),
        }
    }

    pub(super) fn lead(mut self, lead: &str) -> Self {
        lead.clone_into(&mut self.lead);
        self
    }

    pub(super) fn chip(mut self, chip: impl Into<String>) -> Self {
        self.chips.push(chip.into());
        self
    }

    pub(super) fn unsigned(mut self, unsigned: bool) -> Self {
        self.unsigned |= unsigned;
        self
    }

    /// Something known; an empty text is left out.
    pub(super) fn fact(mut self, name: &'static str, what: Markup) -> Self {
        if !what.0.is_empty() {
            self.facts.push((name, what));
        }
        self
    }

    /// A part with its pieces below one another; without pieces it is left out.
    pub(super) fn part(mut self, id: &'static str, title: &'static str, remark: String, pieces: &[Markup]) -> Self {
        if !pieces.is_empty() {
            self.parts.push((id, title, remark, html! { div.stack { @for piece in pieces { (piece) } } }));
        }
        self
    }
}

impl Page for Leaf {
    fn samples() -> Vec<(&'static str, Self)> {
        let shelf = || ("Treatments".to_owned(), "/library?kind=treatments".to_owned());
        let ordinary = Self::new(shelf(), "Salicylic acid peel")
            .lead("Keratolysis in and around the follicle.")
            .chip("peel_salicylic")
            .unsigned(true)
            .fact("Sessions", html! { "6" })
            .part("rules", "Rules that touch it", "1 rule".to_owned(), &[html! { article.card { h3 { "Pregnancy" } } }]);
        let worst = Self::new(shelf(), "<script>alert(1)</script>").lead("<b>bold</b>").chip("<i>");
        vec![("ordinary", ordinary), ("empty", Self::new(shelf(), "Waxing")), ("worst", worst)]
    }

    fn title(&self) -> String {
        self.title.clone()
    }

    fn door(&self) -> Option<&'static str> {
        Some("/library")
    }

    fn render(&self) -> Markup {
        let chips = html! {
            @for chip in &self.chips { (ui::chip(Tone::Plain, chip)) }
            @if self.unsigned { (ui::sign_off()) }
        };
        let mut heading = Heading::new(&self.title).eyebrow(&self.shelf.0).chips(chips);
        if !self.lead.is_empty() {
            heading = heading.lead(&self.lead);
        }
        html! {
            (ui::breadcrumbs(&[("Library", "/library"), (&self.shelf.0, &self.shelf.1)], &self.title))
            (heading)
            @if !self.facts.is_empty() { (ui::card("What is known", &ui::facts(&self.facts))) }
            @for (id, title, remark, body) in &self.parts { (ui::section(id, title, remark, body)) }
        }
    }
}
