//! What a page begins with, and the boxes its parts lie in.
use super::icon::Icon;
use maud::{Markup, Render, html};

/// The heading of a page: one sentence a person would say, with what belongs to it.
#[derive(Debug, Clone, Default)]
pub struct Heading {
    title: String,
    eyebrow: Option<String>,
    lead: Option<String>,
    chips: Option<Markup>,
    actions: Option<Markup>,
}

impl Heading {
    /// A heading with this sentence.
    #[must_use]
    pub fn new(title: &str) -> Self {
        Self { title: title.to_owned(), ..Self::default() }
    }

    /// The small line above: where one is, or of what kind the thing is.
    #[must_use]
    pub fn eyebrow(mut self, eyebrow: &str) -> Self {
        self.eyebrow = Some(eyebrow.to_owned());
        self
    }

    /// One or two sentences below.
    #[must_use]
    pub fn lead(mut self, lead: &str) -> Self {
        self.lead = Some(lead.to_owned());
        self
    }

    /// Chips below the title.
    #[must_use]
    pub fn chips(mut self, chips: Markup) -> Self {
        self.chips = Some(chips);
        self
    }

    /// Buttons beside the title; at most one is primary.
    #[must_use]
    pub fn actions(mut self, actions: Markup) -> Self {
        self.actions = Some(actions);
        self
    }
}

impl Render for Heading {
    fn render(&self) -> Markup {
        html! {
            header.heading {
                div {
                    @if let Some(eyebrow) = &self.eyebrow { span.eyebrow { (eyebrow) } }
                    h1 { (self.title) }
                    @if let Some(lead) = &self.lead { p.lead { (lead) } }
                    @if let Some(chips) = &self.chips { div.cluster { (chips) } }
                }
                @if let Some(actions) = &self.actions { div.actions { (actions) } }
            }
        }
    }
}

/// The way here: links from the outside inwards, then the name of this page.
#[must_use]
pub fn breadcrumbs(way: &[(&str, &str)], here: &str) -> Markup {
    html! {
        nav.crumbs aria-label="Breadcrumbs" { ol class="crumb-list" {
            @for (name, href) in way { li { a href=(href) { (name) } (Icon::ChevronRight) } }
            li aria-current="page" { (here) }
        } }
    }
}

/// A surface that lies on the page, with its title.
#[must_use]
pub fn card(title: &str, body: &Markup) -> Markup {
    html! { section.card { h2 { (title) } div.boxed { (body) } } }
}

/// A part of a page without a surface: title, a remark at the right, body. The id makes it a target.
#[must_use]
pub fn section(id: &str, title: &str, remark: &str, body: &Markup) -> Markup {
    let label = format!("{id}-title");
    html! {
        section id=(id) aria-labelledby=(label) {
            div.section-head { h2 id=(label) { (title) } @if !remark.is_empty() { span."muted small" { (remark) } } }
            div.boxed { (body) }
        }
    }
}

/// The main column and what stands beside it; on a narrow page the second follows the first.
#[must_use]
pub fn columns(main: &Markup, aside: &Markup) -> Markup {
    html! { div.columns { div.stack { (main) } aside.stack { (aside) } } }
}

/// A large link: picture, title, one sentence.
#[must_use]
pub fn tile(href: &str, icon: Icon, title: &str, line: &str) -> Markup {
    html! { a."card tile" href=(href) { (icon) h2 { (title) } (Icon::ArrowRight.with("go")) p { (line) } } }
}
