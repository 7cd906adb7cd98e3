//! Behind a one-time link: the owner of a new house, or somebody who was invited, chooses how to sign in.
use super::{Pairs, said};
use crate::Page;
use crate::ui::{self, Entry, Field, Heading, Press};
use axum::http::StatusCode;
use chart::people::{NAME_MAX, password};
use maud::{Markup, html};

/// For whom the link is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Who {
    /// Whoever starts the house for the first time.
    #[default]
    Owner,
    /// Somebody who was invited.
    Invited {
        /// Full name.
        name: String,
        /// The name to sign in with.
        email: String,
    },
}

/// The page behind a one-time link.
#[derive(Debug, Clone, Default)]
pub struct Welcome {
    /// The secret of the link.
    pub secret: String,
    /// For whom it is.
    pub who: Who,
    /// Full name as typed.
    pub name: String,
    /// E-mail address as typed.
    pub email: String,
    /// What is wrong with a field: its name and a sentence.
    pub errors: Vec<(&'static str, String)>,
}

impl Welcome {
    /// The page as it was sent.
    pub(super) fn sent(secret: &str, who: Who, pairs: &Pairs) -> Self {
        let (name, email) = match &who {
            Who::Owner => (said(pairs, "name").trim().to_owned(), said(pairs, "email").trim().to_owned()),
            Who::Invited { name, email } => (name.clone(), email.clone()),
        };
        Self { secret: secret.to_owned(), who, name, email, errors: vec![] }
    }

    pub(super) fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }

    pub(super) fn check_names(&mut self) {
        if let Some(error) = wrong_name(&self.name) {
            self.errors.push(("name", error));
        }
        if let Some(error) = wrong_email(&self.email) {
            self.errors.push(("email", error));
        }
    }

    pub(super) fn check_password(&mut self, new: &str, again: &str) {
        if let Some(error) = password::weakness(new, &self.name, &self.email) {
            self.errors.push(("password", error));
        } else if new != again {
            self.errors.push(("again", "The two are not the same. Type it once more.".to_owned()));
        }
    }

    fn error(&self, field: &str) -> Option<&str> {
        self.errors.iter().find(|(name, _)| *name == field).map(|(_, error)| error.as_str())
    }
}

/// What is wrong with a name; nothing if it may be used.
pub(super) fn wrong_name(name: &str) -> Option<String> {
    let letters = name.trim().chars().count();
    match letters {
        0 => Some("Write the full name, as it stands on the licence.".to_owned()),
        _ if letters > NAME_MAX => Some(format!("At most {NAME_MAX} letters.")),
        _ if name.chars().any(char::is_control) => Some("A name has one line.".to_owned()),
        _ => None,
    }
}

/// What is wrong with an e-mail address; nothing if it may be used.
pub(super) fn wrong_email(email: &str) -> Option<String> {
    let plain = email.chars().all(|letter| !letter.is_whitespace() && !letter.is_control());
    let whole = email.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.len() > 2 && !host.contains('@'));
    if whole && plain && email.chars().count() <= NAME_MAX {
        None
    } else {
        Some("Write it like name@house.example.".to_owned())
    }
}

impl Page for Welcome {
    fn samples() -> Vec<(&'static str, Self)> {
        let invited = Who::Invited { name: "Imani <Clarke>".into(), email: "imani@harbour.example".into() };
        let wrong = vec![
            ("name", wrong_name("").unwrap_or_default()),
            ("email", wrong_email("imani").unwrap_or_default()),
            ("password", password::weakness("short", "", "").unwrap_or_default()),
        ];
        vec![
            ("owner", Self { secret: "x".into(), ..Self::default() }),
            ("invited", Self { secret: "x".into(), who: invited, ..Self::default() }),
            ("wrong", Self { secret: "x".into(), email: "imani".into(), errors: wrong, ..Self::default() }),
        ]
    }

    fn title(&self) -> String {
        match self.who {
            Who::Owner => "The first start".into(),
            Who::Invited { .. } => "Welcome".into(),
        }
    }

    fn status(&self) -> StatusCode {
        if self.has_errors() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }
    }

    fn render(&self) -> Markup {
        let heading = match &self.who {
            Who::Owner => Heading::new("You are the first one here").lead("Choose how you sign in. As the owner you then set the opening hours, say what can be booked, and invite everybody else. This link opens once."),
            Who::Invited { name, email } => Heading::new(&format!("Welcome, {name}"))
                .lead(&format!("From now on you sign in as {email}, with the password that you choose here. This link opens once.")),
        };
        let secret = |name, label: &str| Field::new(name, label, Entry::Secret("new-password")).error(self.error(name));
        html! {
            (heading)
            form.form.narrow method="post" action={ "/sign-in/" (self.secret) } {
                @if self.who == Who::Owner {
                    (Field::new("name", "Full name", Entry::Text).value(&self.name).error(self.error("name")).autofocus())
                    (Field::new("email", "E-mail address", Entry::Text).value(&self.email).hint("You sign in with it.").error(self.error("email")))
                }
                (secret("password", "Password").hint(&format!("At least {} letters; a few words in a row are best.", password::PASSWORD_MIN)))
                (secret("again", "The password once more"))
                (ui::submit("Begin", Press::Primary))
            }
        }
    }
}
