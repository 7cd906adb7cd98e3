//! The way in.
use crate::house::DemoPerson;
use crate::session::quoted;
use crate::ui::{self, Heading, Press};
use crate::{Page, ui::Row};
use maud::{Markup, html};

/// The page on which one signs in.
#[derive(Debug, Clone, Default)]
pub struct SignIn {
    /// Where one goes afterwards.
    pub to: String,
    /// Who is signed in already.
    pub name: Option<String>,
    /// The people of the demonstration, whom one may be at a press.
    pub demo: Vec<DemoPerson>,
}

impl Page for SignIn {
    fn samples() -> Vec<(&'static str, Self)> {
        let person = |role: &str, name: &str| DemoPerson { role: role.into(), name: name.into(), secret: "x".into() };
        let demo = vec![person("Nurse", "Imani <Clarke>"), person("Front desk", "Jo Lind")];
        vec![
            ("ordinary", Self { to: "/".into(), ..Self::default() }),
            ("demonstration", Self { to: "/patients?q=a b".into(), name: None, demo: demo.clone() }),
            ("already", Self { to: "/".into(), name: Some("Imani Clarke".into()), demo }),
        ]
    }

    fn title(&self) -> String {
        "Sign in".into()
    }

    fn render(&self) -> Markup {
        let lead = self.name.as_ref().map(|name| format!("You are signed in as {name}."));
        let heading = Heading::new("Sign in");
        let list: Vec<Row> = self
            .demo
            .iter()
            .map(|one| Row {
                href: format!("/sign-in/{}?to={}", one.secret, quoted(&self.to)),
                title: one.role.clone(),
                line: one.name.clone(),
            })
            .collect();
        html! {
            (match &lead { Some(lead) => heading.lead(lead), None => heading })
            @if !list.is_empty() { (ui::section("roles", "Be somebody of the demonstration", "invented people", &ui::rows(&list))) }
            @else { (ui::empty("Open the link you were given", "Whoever runs this house can make one for you.", &ui::button_link("/", "Go to the start page", Press::Second))) }
        }
    }
}
