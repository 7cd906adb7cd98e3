//! The way in.
use crate::{House, Page};
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
    /// The address to which passkeys are bound; empty where none is known.
    pub origin: String,
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
            ("passkeys", Self { to: "/".into(), origin: "http://localhost:8462".into(), error: wrong.error.clone(), ..Self::default() }),
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
                    (Field::new("login", "E-mail address", Entry::Text).value(&self.login).fills("username webauthn").autofocus())
                    (Field::new("password", "Password", Entry::Secret("current-password")))
                    (Field::new("code", "Code of your app", Entry::Text).optional().hint("Six digits, or one of your recovery codes. Only if you set it up."))
                    @if self.error.is_some() { button.btn.quiet type="button" data-passkey-code hidden { "Touch a passkey instead of the code" } }
                    (ui::submit("Sign in", Press::Primary))
                }
                div.stack {
                    @if !self.origin.is_empty() { (self.passkey()) }
                    @if !self.demo.is_empty() { (self.roles()) }
                }
            }
        }
    }
}

impl SignIn {
    /// The page of this house, before anything was typed.
    pub(super) fn of(house: &House) -> Self {
        let origin = house.origin().unwrap_or_default().to_owned();
        Self { demo: house.people().to_vec(), origin, ..Self::default() }
    }

    /// The way in by a touch; the script shows it where the browser knows passkeys.
    fn passkey(&self) -> Markup {
        html! {
            div data-passkey="sign-in" data-origin=(self.origin) {
                form method="post" action="/sign-in/passkey" hidden {
                    input type="hidden" name="to" value=(self.to);
                    input type="hidden" name="answer";
                    (ui::submit("Sign in with a passkey", Press::Second))
                }
                p data-said role="status" {}
            }
            script type="module" src=(crate::assets::address("passkey.js")) {}
        }
    }

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
