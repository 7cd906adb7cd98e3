//! The page of settings.
use crate::Page;
use crate::ui::{self, Heading, Row};
use maud::{Markup, html};
use vocab::verdict::State;

/// Everything that can be set.
#[derive(Debug, Clone)]
pub struct Index {
    pub(super) groups: Vec<Group>,
}

/// What belongs together.
#[derive(Debug, Clone)]
pub(super) struct Group {
    pub(super) title: String,
    pub(super) entries: Vec<Entry>,
}

/// One thing to set, and how it stands.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) href: String,
    pub(super) title: String,
    pub(super) line: String,
    /// Whether somebody should look at it.
    pub(super) look: bool,
}

impl Index {
    fn to_look_at(&self) -> Vec<&Entry> {
        self.groups.iter().flat_map(|group| &group.entries).filter(|entry| entry.look).collect()
    }
}

impl Page for Index {
    fn samples() -> Vec<(&'static str, Self)> {
        let entry = |href: &str, title: &str, line: &str, look| Entry {
            href: href.to_owned(),
            title: title.to_owned(),
            line: line.to_owned(),
            look,
        };
        let group = |look| Group {
            title: "Who may do what".to_owned(),
            entries: vec![entry("/people", "People & licences", "A licence of Noor <Haddad> ends within 60 days.", look)],
        };
        vec![("quiet", Self { groups: vec![group(false)] }), ("look", Self { groups: vec![group(true)] }), ("empty", Self { groups: vec![] })]
    }

    fn title(&self) -> String {
        match self.to_look_at().len() {
            0 => "How the house is set".to_owned(),
            1 => "How the house is set: one to look at".to_owned(),
            many => format!("How the house is set: {many} to look at"),
        }
    }

    fn door(&self) -> Option<&'static str> {
        Some("/settings")
    }

    fn render(&self) -> Markup {
        html! {
            (Heading::new(&self.title()).eyebrow("Settings").lead("What is changed here counts from now on; what was booked before stays, and Today says what no longer fits."))
            div.stack {
                @for entry in self.to_look_at() {
                    (ui::notice(State::Ask, &entry.title, &html! { (entry.line) " " a href=(entry.href) { "Look at it" } }))
                }
                @if self.groups.is_empty() { (ui::empty("Nothing is yours to set", "Ask the owner of the house for the right to.", &html! {})) }
                div.settings {
                    @for group in &self.groups {
                        section.card {
                            h2 { (group.title) }
                            (ui::rows(&group.entries.iter().map(|entry| Row { href: entry.href.clone(), title: entry.title.clone(), line: entry.line.clone() }).collect::<Vec<_>>()))
                        }
                    }
                }
            }
        }
    }
}
