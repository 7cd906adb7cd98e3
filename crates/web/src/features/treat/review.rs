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
    /// Whether it is due to whoever looks.
    pub mine: bool,
    /// Names of those to whom it is due; empty = anybody who may.
    pub due: Vec<String>,
}

/// Whose second signature a session needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// Whether anybody must sign as well.
    pub needed: bool,
    /// Names of those to whom it is due; empty = anybody who may.
    pub names: Vec<String>,
    /// Whether whoever looks is one of them, or it is due to nobody by name.
    pub mine: bool,
}

impl Due {
    /// What is told to whoever signs first.
    pub(super) fn after_signing(&self) -> Markup {
        let who = if self.names.is_empty() { "A prescriber".to_owned() } else { self.names.join(" or ") };
        html! { @if self.needed { (who) " is asked to read it as well." } }
    }

    /// What is told to whoever reads it.
    pub(super) fn to_reader(&self) -> Markup {
        html! {
            @if !self.mine {
                p { "It is due to " (self.names.join(" or ")) ". Say in the remark why you sign instead." }
            }
        }
    }
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
            mine: !own,
            due: if own { vec![] } else { vec!["Dr. <Ada>".into()] },
        };
        let others = Waits { mine: false, ..row("Noor Haddad", false) };
        vec![("ordinary", Self { rows: vec![row("Amara <Okafor>", false), row("Li Wei", true), others] }), ("empty", Self { rows: vec![] })]
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
        html! {
            (Heading::new(&title).eyebrow("Review"))
            @if self.rows.is_empty() { (ui::empty("All read", "Sessions come here when the treatment is delegated to whoever performed it.", &ui::button_link("/", "Go to the start page", Press::Second))) }
            @else {
                (self.part("mine", "Due to you", "Nothing is due to you.", |row| row.mine))
                (self.part("anybody", "Due to anybody who may", "Nothing.", |row| !row.mine && row.due.is_empty()))
                (self.part("others", "Due to somebody else", "Nothing.", |row| !row.mine && !row.due.is_empty()))
            }
        }
    }
}

impl Reviewing {
    /// One part of the queue: the oldest first.
    fn part(&self, id: &str, title: &str, none: &str, of: impl Fn(&&Waits) -> bool) -> Markup {
        let rows: Vec<&Waits> = self.rows.iter().filter(of).collect();
        let caption = format!("{title}, the oldest first");
        let mut table = Table::new(&caption)
            .column("Patient")
            .column("Treatment")
            .column("Performed by")
            .column("Signed")
            .column("Due to");
        for row in &rows {
            table = table.row(vec![
                html! { a href=(row.href) { (row.patient) } },
                html! { (row.treatment) },
                html! { (row.performer) @if row.own { " (you: somebody else signs)" } },
                html! { (row.since) },
                html! { @if row.due.is_empty() { "anybody who supervises" } @else { (row.due.join(" or ")) } },
            ]);
        }
        html! {
            (ui::section(id, title, "", &html! {
                @if rows.is_empty() { p.muted { (none) } } @else { (table) }
            }))
        }
    }
}
