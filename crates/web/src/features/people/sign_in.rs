//! The way in.
use crate::Page;
use crate::house::DemoPerson;
use crate::session::quoted;
use crate::ui::{self, Entry, Field, Heading, Press, Row, Tone};
use axum::http::StatusCode;
use maud::{Markup, html};
use vocab::verdict::State;

/// The page on which one signs in.
#[derive(Debug, Clone, Default)]
pub struct SignIn {
    /// Where one goes afterwards.
    pub to: String,
    /// The name that was typed.
    pub login: String,
    /// What was wrong, without saying which part of it.
    pub error: Option<String>,
    /// Who is signed in already.
    pub name: Option<String>,
    /// The people of the demonstration, whom one may be at a press.
    pub demo: Vec<DemoPerson>,
}

impl Page for SignIn {
    fn samples() -> Vec<(&'static str, Self)> {
        let person = |role: &str, name: &str| DemoPerson { role: role.into(), name: name.into(), secret: "x".into() };
        let demo = vec![person("Nurse", "Imani <Clarke>"), person("Front desk", "Jo Lind")];
        let wrong = Self {
            to: "/".into(),
            login: "\"imani".into(),
            error: Some("The name, the password or the code is not right.".into()),
            ..Self::default()
        };
        vec![
            ("ordinary", Self { to: "/".into(), ..Self::default() }),
            ("wrong", wrong),
            ("demonstration", Self { to: "/patients?q=a b".into(), demo: demo.clone(), ..Self::default() }),
            ("already", Self { to: "/".into(), name: Some("Imani Clarke".into()), ..Self::default() }),
        ]
    }

    fn title(&self) -> String {
        "Sign in".into()
    }

    fn status(&self) -> StatusCode {
        if self.error.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }
    }

    fn render(&self) -> Markup {
        let lead = self.name.as_ref().map(|name| format!("You are signed in as {name}. Whoever signs in here takes over."));
        let heading = Heading::new("Sign in");
        html! {
            (match &lead { Some(lead) => heading.lead(lead), None => heading })
            @if let Some(error) = &self.error {
                (ui::notice(Tone::from(State::Stop), "That did not open", &html! { (error) }))
            }
            div.entrance {
                form.form.narrow method="post" action="/sign-in" {
                    input type="hidden" name="to" value=(self.to);
                    (Field::new("login", "E-mail address", Entry::Text).value(&self.login).autofocus())
                    (Field::new("password", "Password", Entry::Secret("current-password")))
                    (Field::new("code", "Code of your app", Entry::Text).optional().hint("Six digits, or one of your recovery codes. Only if you set it up."))
                    (ui::submit("Sign in", Press::Primary))
                }
                @if !self.demo.is_empty() { (self.roles()) }
            }
        }
    }
}

impl SignIn {
    /// The people of the demonstration.
    fn roles(&self) -> Markup {
        let list: Vec<Row> = self
            .demo
            .iter()
            .map(|one| Row {
                href: format!("/sign-in/{}?to={}", one.secret, quoted(&self.to)),
                title: one.role.clone(),
                line: one.name.clone(),
            })
            .collect();
        ui::section("roles", "Or be somebody of the demonstration", "invented people", &ui::rows(&list))
    }
}
