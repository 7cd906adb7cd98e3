//! What waits for a second signature.
use crate::Page;
use crate::ui::{self, Heading, Press, Table};
use maud::{Markup, html};

/// A session that waits.
#[derive(Debug, Clone)]
pub struct Waits {
    /// Where it is read.
    pub href: String,
    /// Name of the patient.
    pub patient: String,
    /// Title of the treatment.
    pub treatment: String,
    /// Who performed it.
    pub performer: String,
    /// Since when.
    pub since: String,
    /// Whether whoever looks performed it: then somebody else signs.
    pub own: bool,
}

/// The page.
#[derive(Debug, Clone)]
pub struct Reviewing {
    /// The oldest first.
    pub rows: Vec<Waits>,
}

impl Page for Reviewing {
    fn samples() -> Vec<(&'static str, Self)> {
        let row = |patient: &str, own| Waits {
            href: "/patients/p/sessions/s".into(),
            patient: patient.into(),
            treatment: "Botulinum toxin".into(),
            performer: "Ines Vidal".into(),
            since: "today, 10:20".into(),
            own,
        };
        vec![("ordinary", Self { rows: vec![row("Amara <Okafor>", false), row("Li Wei", true)] }), ("empty", Self { rows: vec![] })]
    }

    fn title(&self) -> String {
        "Second signatures".into()
    }

    fn door(&self) -> Option<&'static str> {
        Some("/review")
    }

    fn render(&self) -> Markup {
        let title = match self.rows.len() {
            0 => "Nothing waits for a second signature".to_owned(),
            1 => "One session waits for a second signature".to_owned(),
            n => format!("{n} sessions wait for a second signature"),
        };
        let mut table = Table::new("The oldest first").column("Patient").column("Treatment").column("Performed by").column("Signed");
        for row in &self.rows {
            table = table.row(vec![
                html! { a href=(row.href) { (row.patient) } },
                html! { (row.treatment) },
                html! { (row.performer) @if row.own { " (you: somebody else signs)" } },
                html! { (row.since) },
            ]);
        }
        html! {
            (Heading::new(&title).eyebrow("Review"))
            @if self.rows.is_empty() { (ui::empty("All read", "Sessions come here when the treatment is delegated to whoever performed it.", &ui::button_link("/", "Go to the start page", Press::Second))) }
            @else { (table) }
        }
    }
}
