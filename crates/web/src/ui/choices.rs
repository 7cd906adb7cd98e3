//! Groups of radio buttons and check boxes, each option as large as a fingertip.
use super::state::shape;
use maud::{Markup, Render, html};
use vocab::verdict::State;

/// One option of a group.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: String,
    /// A gloss below it, or empty.
    pub note: String,
    /// Whether it is chosen.
    pub chosen: bool,
}

/// How much room an option takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Width {
    /// A phrase.
    Usual,
    /// A word or a number: yes, no, not known.
    Brief,
}

/// A question with its options.
#[derive(Debug, Clone)]
pub struct Choices {
    legend: String,
    name: String,
    kind: &'static str,
    options: Vec<Choice>,
    hint: Option<String>,
    error: Option<String>,
    width: Width,
}

impl Choices {
    /// Exactly one can be chosen.
    #[must_use]
    pub fn one(name: &str, legend: &str, options: Vec<Choice>) -> Self {
        Self::new(name, legend, options, "radio")
    }

    /// Any number can be chosen.
    #[must_use]
    pub fn many(name: &str, legend: &str, options: Vec<Choice>) -> Self {
        Self::new(name, legend, options, "checkbox")
    }

    /// Yes, no, or not known: the third answer stands beside the others and is chosen when nothing was said.
    /// Sends `yes`, `no` or an empty value.
    #[must_use]
    pub fn yes_no(name: &str, legend: &str, answer: Option<bool>) -> Self {
        let choice = |value: &str, label: &str, chosen| Choice {
            value: value.into(),
            label: label.into(),
            note: String::new(),
            chosen,
        };
        let options = vec![
            choice("yes", "Yes", answer == Some(true)),
            choice("no", "No", answer == Some(false)),
            choice("", "Not known", answer.is_none()),
        ];
        Self::one(name, legend, options).width(Width::Brief)
    }

    fn new(name: &str, legend: &str, options: Vec<Choice>, kind: &'static str) -> Self {
        Self {
            legend: legend.to_owned(),
            name: name.to_owned(),
            kind,
            options,
            hint: None,
            error: None,
            width: Width::Usual,
        }
    }

    /// A sentence that helps to choose.
    #[must_use]
    pub fn hint(mut self, hint: &str) -> Self {
        self.hint = Some(hint.to_owned());
        self
    }

    /// What is wrong and how to put it right.
    #[must_use]
    pub fn error(mut self, error: Option<&str>) -> Self {
        self.error = error.map(str::to_owned);
        self
    }

    /// How much room an option takes.
    #[must_use]
    pub fn width(mut self, width: Width) -> Self {
        self.width = width;
        self
    }
}

impl Render for Choices {
    fn render(&self) -> Markup {
        let options = match self.width {
            Width::Usual => "options",
            Width::Brief => "options brief",
        };
        html! {
            fieldset.choices {
                legend { (self.legend) }
                @if let Some(hint) = &self.hint { p.hint { (hint) } }
                div class=(options) {
                    @for choice in &self.options {
                        label.option {
                            input type=(self.kind) name=(self.name) value=(choice.value) checked[choice.chosen];
                            span { (choice.label) }
                            @if !choice.note.is_empty() { span.small { (choice.note) } }
                        }
                    }
                }
                @if let Some(error) = &self.error { p.error { (shape(State::Stop)) (error) } }
            }
        }
    }
}
