//! One thing the gate found: said in a line; the reason, the rule and its sources one step further.
use super::icon::Icon;
use super::state::{Tone, shape, sign_off};
use super::words::with_days;
use maud::{Markup, Render, html};
use vocab::{Strength, Verdict};

/// A source as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Authors, title, year: as it is cited.
    pub text: String,
    /// Where it can be read, or nothing.
    pub href: Option<String>,
    /// How strong it is.
    pub strength: Option<Strength>,
}

/// Numbered sources; the numbers are those of [`citation`].
#[must_use]
pub fn sources(list: &[Source]) -> Markup {
    html! {
        ol class="sources" {
            @for source in list {
                li { span {
                    @if let Some(href) = &source.href { a href=(href) rel="noreferrer" { (source.text) } } @else { (source.text) }
                    @if let Some(strength) = source.strength { " " span.strength { "· " (strength.in_words()) } }
                } }
            }
        }
    }
}

/// The small number behind a statement, leading to its source in a list with this id.
#[must_use]
pub fn citation(number: usize, list_id: &str) -> Markup {
    html! { sup.cite { a href={ "#" (list_id) } aria-label={ "Source " (number) } { (number) } } }
}

/// A finding as a row that opens.
#[derive(Debug, Clone)]
pub struct Finding {
    id: String,
    verdict: Verdict,
    said: String,
    then: Option<String>,
    because: String,
    rule: Option<(String, String)>,
    sources: Vec<Source>,
    unsigned: bool,
    open: bool,
}

impl Finding {
    /// What was found (`said`) and why it matters (`because`). The id is unique on the page.
    #[must_use]
    pub fn new(id: &str, verdict: Verdict, said: &str, because: &str) -> Self {
        Self {
            id: id.to_owned(),
            verdict,
            said: with_days(said),
            then: None,
            because: with_days(because),
            rule: None,
            sources: Vec::new(),
            unsigned: false,
            open: false,
        }
    }

    /// What would make it a yes, and when: never a dead end.
    #[must_use]
    pub fn then(mut self, then: &str) -> Self {
        self.then = Some(with_days(then));
        self
    }

    /// The rule behind it: its sentence and the page where it stands.
    #[must_use]
    pub fn rule(mut self, sentence: &str, href: &str) -> Self {
        self.rule = Some((sentence.to_owned(), href.to_owned()));
        self
    }

    /// The sources of the rule.
    #[must_use]
    pub fn sources(mut self, sources: Vec<Source>) -> Self {
        self.sources = sources;
        self
    }

    /// Whether the rule still waits for a clinician's signature.
    #[must_use]
    pub fn unsigned(mut self, unsigned: bool) -> Self {
        self.unsigned = unsigned;
        self
    }

    /// Shown open from the start; for the heaviest one.
    #[must_use]
    pub fn open(mut self) -> Self {
        self.open = true;
        self
    }
}

impl Render for Finding {
    fn render(&self) -> Markup {
        html! {
            details id=(self.id) class={ "finding " (Tone::from(self.verdict).class()) } open[self.open] {
                summary {
                    (shape(self.verdict))
                    span {
                        span.unseen { (self.verdict.state().to_string()) ": " }
                        span.said { (self.said) }
                        @if let Some(then) = &self.then { span.then { (then) } }
                        @if self.unsigned { span.tags { (sign_off()) } }
                    }
                    (Icon::ChevronRight.with("turn"))
                }
                div.why { dl {
                    div { dt { "Why" } dd { (self.because) } }
                    @if let Some((sentence, href)) = &self.rule { div { dt { "The rule" } dd { a href=(href) { (sentence) } } } }
                    @if !self.sources.is_empty() { div { dt { "Sources" } dd { (sources(&self.sources)) } } }
                } }
            }
        }
    }
}

/// A list of findings, heaviest first as they are given.
#[must_use]
pub fn findings(list: &[Finding]) -> Markup {
    html! { div.findings { @for finding in list { (finding) } } }
}
