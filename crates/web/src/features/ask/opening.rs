//! Opening a case file: paste it, and the page holds what it says.
use crate::Page;
use crate::ui::{self, Entry, Field, Heading, Press};
use axum::http::StatusCode;
use maud::{Markup, html};

/// The page that takes a case file.
#[derive(Debug, Clone, Default)]
pub struct Opening {
    /// What was pasted.
    pub text: String,
    /// Why it could not be read: line, column, place, nearest word.
    pub error: Option<String>,
}

impl Page for Opening {
    fn samples() -> Vec<(&'static str, Self)> {
        let wrong = "case.json:1:40: facts[0].condition: unknown condition `melasme`; did you mean `melasma`?";
        vec![
            ("empty", Self::default()),
            ("unread", Self { text: "{ \"today\": \"2026-11-24\", </textarea> }".into(), error: Some(wrong.into()) }),
        ]
    }

    fn title(&self) -> String {
        "Open a case file".into()
    }

    fn door(&self) -> Option<&'static str> {
        Some("/ask")
    }

    fn status(&self) -> StatusCode {
        if self.error.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }
    }

    fn render(&self) -> Markup {
        let field = Field::new("case", "The case, as JSON", Entry::Lines)
            .value(&self.text)
            .hint("The same file that the command line reads. Nothing of it is stored.")
            .error(self.error.as_deref());
        html! {
            (ui::breadcrumbs(&[("Ask", "/ask")], "Open a case file"))
            (Heading::new("Paste a case, and go on from there").eyebrow("Ask · case file")
                .lead("What the page has no field for is named, so that nothing is dropped in silence."))
            form."form ask-open" method="post" action="/ask/open" {
                (field)
                div.form-end { (ui::submit("Open it", Press::Primary)) (ui::button_link("/ask", "Back", Press::Quiet)) }
            }
        }
    }
}
