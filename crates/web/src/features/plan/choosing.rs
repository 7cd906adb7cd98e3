//! Before there is a plan: choose an example, paste a case, or say what is wished.
use crate::Page;
use crate::ui::{self, Choice, Choices, Entry, Field, Heading, Press, Row};
use axum::http::StatusCode;
use maud::{Markup, html};
use vocab::goals::Concern;

/// The page without a plan.
#[derive(Debug, Clone, Default)]
pub struct Choosing {
    /// What was pasted.
    pub text: String,
    /// A case that says everything but what is wished.
    pub wishing: Option<String>,
    /// What cannot be read: place, allowed words, nearest match.
    pub error: Option<String>,
}

impl Page for Choosing {
    fn samples() -> Vec<(&'static str, Self)> {
        let wrong = "case.json:1:40: goals.concerns[0].concern: unknown concern `melasme`; did you mean `melasma`?";
        vec![
            ("empty", Self::default()),
            ("unread", Self { text: "{ \"today\": </textarea><script>alert(1)</script> }".into(), error: Some(wrong.into()), wishing: None }),
            ("wishing", Self { wishing: Some("{ \"today\": \"2026-11-24\" }".into()), ..Self::default() }),
        ]
    }

    fn title(&self) -> String {
        if self.wishing.is_some() { "What is wished?".into() } else { "Plan".into() }
    }

    fn door(&self) -> Option<&'static str> {
        Some("/plan")
    }

    fn status(&self) -> StatusCode {
        if self.error.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }
    }

    fn render(&self) -> Markup {
        match &self.wishing {
            Some(case) => self.wishes(case),
            None => self.ways_in(),
        }
    }
}

impl Choosing {
    fn ways_in(&self) -> Markup {
        let field = Field::new("case", "The case with its goals, as JSON", Entry::Lines)
            .value(&self.text)
            .hint("The same file that the command line reads, up to 64 KB. Nothing of it is stored.")
            .error(self.error.as_deref());
        let rows: Vec<Row> =
            super::examples().into_iter().map(|one| Row { href: one.href, title: one.title, line: one.line }).collect();
        html! {
            (Heading::new("From goals to visits").eyebrow("Plan")
                .lead("What, in which order, when, and what to expect of it. Every visit is put to the gate, and the whole plan to an auditor, before it is shown."))
            div."columns even" {
                div.plan-examples { (ui::section("examples", "Open an example", "invented people", &ui::rows(&rows))) }
                section.card id="paste" {
                    h2 { "Or bring a case" }
                    form.form method="post" action="/plan" {
                        (field)
                        div.form-end { (ui::submit("Plan it", Press::Primary)) (ui::button_link("/ask", "Put one together", Press::Quiet)) }
                    }
                }
            }
        }
    }

    fn wishes(&self, case: &str) -> Markup {
        let choice = |one: &Concern| Choice { value: one.code().into(), label: super::words::capital(&super::words::concern(*one)), ..Choice::default() };
        let most = Entry::Number { low: "0".into(), high: "500".into(), step: "1".into(), unit: String::new() };
        html! {
            (Heading::new("What is wished?").eyebrow("Plan")
                .lead("The case says what is known, and nothing yet of what matters. Choose up to six; the rest follows."))
            form."form card" method="post" action="/plan" {
                input type="hidden" name="case" value=(case);
                (Choices::many("concern", "What matters", Concern::ALL.iter().map(choice).collect()).error(self.error.as_deref()))
                div.plan-fields {
                    (Field::new("event", "A day that counts", Entry::Date).hint("The skin is kept quiet for two weeks before it.").optional())
                    (Field::new("visits", "Visits, at most", most).optional())
                }
                div.form-end { button."btn primary" type="submit" name="do" value="wish" { "Plan it" } (ui::button_link("/plan", "Another case", Press::Quiet)) }
            }
        }
    }
}
