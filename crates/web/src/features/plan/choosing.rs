//! Before there is a plan: choose an example, paste a case, or say what is wished.
use super::carried::{Carried, Whose};
use crate::Page;
use crate::ui::{self, Choice, Choices, Entry, Field, Heading, Press, Row, Width};
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
    /// Whose chart it is, where a plan is made from one.
    pub whose: Option<Whose>,
    /// What matters, as far as it is known.
    pub known: Vec<Concern>,
    /// What stands in the other fields already, by their names.
    pub filled: Vec<(&'static str, String)>,
}

impl Page for Choosing {
    fn samples() -> Vec<(&'static str, Self)> {
        let wrong = "case.json:1:40: goals.concerns[0].concern: unknown concern `melasme`; did you mean `melasma`?";
        vec![
            ("empty", Self::default()),
            ("unread", Self { text: "{ \"today\": </textarea><script>alert(1)</script> }".into(), error: Some(wrong.into()), ..Self::default() }),
            ("wishing", Self { wishing: Some("{ \"today\": \"2026-11-24\" }".into()), ..Self::default() }),
            ("charted", Self { wishing: Some("{}".into()), whose: Some(Whose { patient: "p".into(), name: "Amara <Invented>".into(), csrf: "t".into() }), known: vec![Concern::Melasma], filled: vec![("until", "2027-05-01".into()), ("visits", "6".into())], ..Self::default() }),
        ]
    }

    fn title(&self) -> String {
        if self.wishing.is_some() { "What is wished?".into() } else { "Plan".into() }
    }

    fn door(&self) -> Option<&'static str> {
        Some(if self.whose.is_some() { "/patients" } else { "/plan" })
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
                .lead("What, in which order, when, and what to expect of it. Every visit is checked for safety, and the whole plan by an independent auditor, before it is shown."))
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
        let choice = |one: &Concern| Choice {
            value: one.code().into(),
            label: super::words::capital(&super::words::concern(*one)),
            chosen: self.known.contains(one),
            ..Choice::default()
        };
        let was = |name: &str| self.filled.iter().find(|(field, _)| *field == name).map_or("", |(_, value)| value.as_str());
        let field = |name: &str, label: &str, entry: Entry| Field::new(name, label, entry).value(was(name)).optional();
        let most = |high: &str, unit: &str| Entry::Number { low: "0".into(), high: high.into(), step: "1".into(), unit: unit.into() };
        let carried = Carried { case: case.to_owned(), whose: self.whose.clone(), ..Carried::default() };
        let (anew, another) = carried.anew();
        let lead = match &self.whose {
            Some(_) => "Skin, medicines and what was done come from the chart, and so does what was wished the last time. Change what changed.",
            None => "The case says what is known, and nothing yet of what matters. Choose up to six; the rest follows.",
        };
        let eyebrow = self.whose.as_ref().map_or_else(|| "Plan".to_owned(), |whose| format!("Plan · {}", whose.name));
        html! {
            (Heading::new("What is wished?").eyebrow(&eyebrow).lead(lead))
            @if let Some(whose) = &self.whose { (ui::patient_nav(&whose.patient, "/plan")) }
            form."form card" method="post" action=(carried.at("")) {
                (carried.fields(None))
                (Choices::many("concern", "What matters", Concern::ALL.iter().map(choice).collect()).width(Width::Brief).error(self.error.as_deref()))
                div.plan-fields {
                    (field("until", "Until", Entry::Date).hint("Half a year where no day is named."))
                    (field("event", "A day that counts", Entry::Date).hint("The skin is kept quiet for two weeks before it."))
                    (field("budget", "Budget, at most", most("10000000", "")).hint("In the money of the price list, without the cents."))
                    (field("visits", "Visits, at most", most("500", "")))
                    (field("quiet", "Quiet days, at most", most("500", "")))
                    (field("away-from", "Away from", Entry::Date))
                    (field("away-to", "Back after", Entry::Date).hint("The last day away."))
                }
                div.form-end {
                    button."btn primary" type="submit" name="do" value="wish" { "Plan it" }
                    @if self.whose.is_none() { (ui::button_link(&anew, another, Press::Quiet)) }
                }
            }
        }
    }
}
