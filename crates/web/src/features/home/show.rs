//! The start page as it is drawn.
use crate::ui::{self, Row, icon::Icon};
use crate::{Door, Example, Page};
use maud::{Markup, html};
use vocab::verdict::State;

/// The start page.
#[derive(Debug, Clone)]
pub struct Home {
    /// The ways in.
    pub doors: Vec<Door>,
    /// Cases to begin with.
    pub examples: Vec<Example>,
    /// Whether the people shown are invented.
    pub demo: bool,
}

/// The three states, each with the sentence that teaches it.
const STATES: [(State, &str, &str); 3] = [
    (State::Clear, "Clear", "May go ahead, with the steps that make it safe."),
    (State::Ask, "Ask", "One thing is not known yet. It says what, and whom to ask."),
    (State::Stop, "Stop", "Not now, or not at all. It says until when, or what instead."),
];

impl Page for Home {
    fn samples() -> Vec<(&'static str, Self)> {
        let door = |name, href, icon, line| Door { name, href, icon, line, search: None };
        let doors = vec![
            door("Library", "/library", Icon::Book, "Every treatment and rule, with its sources and the day it was last read."),
            door("Ask", "/ask", Icon::Question, "May this person have this treatment today? The answer, with its reasons."),
            door("Plan", "/plan", Icon::Route, "From goals to visits: what, in which order, and when."),
        ];
        let example = |title: &str, line: &str| Example { title: title.into(), line: line.into(), href: "/ask?case=x".into() };
        let examples = vec![
            example("A peel while cold sores come and go", "Sample: one question stays open"),
            example("Hair removal <after> the sun", "Sample: the first free day is named"),
        ];
        vec![
            ("ordinary", Self { doors: doors.clone(), examples, demo: true }),
            ("no-examples", Self { doors, examples: vec![], demo: false }),
            ("empty", Self { doors: vec![], examples: vec![], demo: false }),
        ]
    }

    fn title(&self) -> String {
        "What may be done, when, and why".into()
    }

    fn render(&self) -> Markup {
        html! {
            div.welcome {
                div {
                    h1 { "What may be done, when, and " em { "why" } "." }
                    p.lead { "Serein weighs a person’s skin, health and medicines against each treatment. It answers in one of three ways, and shows the rule and the source behind every answer." }
                }
                (states())
            }
            @if !self.doors.is_empty() {
                nav aria-label="Ways in" { div."tiles doors-in" { @for door in &self.doors { (ui::tile(door.href, door.icon, door.name, door.line)) } } }
            }
            @if !self.examples.is_empty() { (self.cases()) }
        }
    }
}

/// The legend of the whole house.
fn states() -> Markup {
    html! {
        ul class="legend" {
            @for (state, word, sentence) in STATES {
                li { (ui::shape(state)) div { b { (word) } p { (sentence) } } }
            }
        }
    }
}

impl Home {
    fn cases(&self) -> Markup {
        let list: Vec<_> = self
            .examples
            .iter()
            .map(|one| Row { href: one.href.clone(), title: one.title.clone(), line: one.line.clone() })
            .collect();
        let remark = if self.demo { "invented people" } else { "" };
        html! { div.cases { (ui::section("cases", "Begin with a case", remark, &ui::rows(&list))) } }
    }
}
