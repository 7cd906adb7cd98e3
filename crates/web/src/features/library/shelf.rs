//! The library as one enters it: its shelves, or what was found.
use super::find::{Shown, find};
use super::{address, folder, named};
use crate::Page;
use crate::ui::{self, Heading, Row, Tone};
use knowledge::Knowledge;
use knowledge::catalogue::ItemKind;
use maud::{Markup, html};

/// Rows shown at most; the rest is counted, and a narrower question finds it.
const SHOWN: usize = 200;

/// The shelves, one shelf, or what was found.
#[derive(Debug, Clone)]
pub struct Shelf {
    question: String,
    kind: Option<ItemKind>,
    /// How many items each kind has among what was found.
    counts: Vec<(ItemKind, usize)>,
    rows: Vec<(ItemKind, Row)>,
    more: usize,
    changed_by_clinic: Vec<String>,
}

impl Shelf {
    /// What the library answers to a question on one shelf, or on all.
    pub(super) fn of(k: &Knowledge, all: &[Shown], question: &str, kind: Option<ItemKind>) -> Self {
        let everywhere = find(all, question, None);
        let counts = ItemKind::ALL
            .iter()
            .map(|kind| (*kind, everywhere.iter().filter(|one| one.kind == *kind).count()))
            .collect();
        let found: Vec<_> = if question.is_empty() && kind.is_none() { Vec::new() } else { find(all, question, kind) };
        let row = |one: &&Shown| {
            let unsigned = if one.unsigned { " · needs sign-off" } else { "" };
            let line = format!("{}{unsigned}", one.code);
            (one.kind, Row { href: address(one.kind, &one.code), title: one.title.clone(), line })
        };
        let changed = k.overrides().iter().map(|o| {
            let before = o.before.as_deref().unwrap_or("nothing");
            format!("{}, {}: {} (was {before})", o.file, o.place, o.now)
        });
        Self {
            question: question.to_owned(),
            kind,
            counts,
            rows: found.iter().take(SHOWN).map(row).collect(),
            more: found.len().saturating_sub(SHOWN),
            changed_by_clinic: changed.collect(),
        }
    }

    fn is_entrance(&self) -> bool {
        self.question.is_empty() && self.kind.is_none()
    }

    fn sentence(&self) -> String {
        let count = self.rows.len() + self.more;
        let things = if count == 1 { "1 entry".to_owned() } else { format!("{count} entries") };
        match (self.kind, self.question.as_str()) {
            (None, "") => "Everything Serein knows, and on whose word".to_owned(),
            (Some(kind), "") => format!("{}: {things}", named(kind).0),
            (_, _) if count == 0 => format!("Nothing is called “{}” here", self.question),
            (_, question) => format!("{things} for “{question}”"),
        }
    }

    fn entrance(&self) -> Markup {
        html! {
            ul."tiles shelves" {
                @for (kind, count) in &self.counts {
                    li { a."card shelf" href={ "/library?kind=" (folder(*kind)) } {
                        b { (named(*kind).0) } span."small muted" { (count) } p { (named(*kind).1) }
                    } }
                }
                li { a."card shelf" href="/library/spacing" {
                    b { "Spacing" } span."small muted" { "13 × 13" } p { "How many days from one treatment to the next, in both directions." }
                } }
            }
            @if !self.changed_by_clinic.is_empty() {
                (ui::section("clinic", "What this house does differently", &format!("{} entries", self.changed_by_clinic.len()), &html! {
                    ul.plain { @for line in self.changed_by_clinic.iter().take(SHOWN) { li.small { (line) } } }
                }))
            }
        }
    }

    fn filters(&self) -> Markup {
        html! {
            nav."cluster kinds" aria-label="Shelves" {
                (ui::chip_link(Tone::Plain, "All shelves", &self.with_kind("")))
                @for (kind, count) in self.counts.iter().filter(|(kind, count)| *count > 0 && Some(*kind) != self.kind) {
                    (ui::chip_link(Tone::Plain, &format!("{} {count}", named(*kind).0), &self.with_kind(folder(*kind))))
                }
            }
        }
    }

    /// The same question on another shelf.
    fn with_kind(&self, kind: &str) -> String {
        let question: String = super::quoted(&self.question);
        match (question.as_str(), kind) {
            ("", "") => "/library".to_owned(),
            ("", kind) => format!("/library?kind={kind}"),
            (question, "") => format!("/library?q={question}"),
            (question, kind) => format!("/library?q={question}&kind={kind}"),
        }
    }
}

impl Page for Shelf {
    fn samples() -> Vec<(&'static str, Self)> {
        let row = |title: &str| {
            let href = address(ItemKind::Treatment, "peel_salicylic");
            (ItemKind::Treatment, Row { href, title: title.to_owned(), line: "peel_salicylic".to_owned() })
        };
        let counts: Vec<_> = ItemKind::ALL.iter().map(|kind| (*kind, 3)).collect();
        let none: Vec<_> = ItemKind::ALL.iter().map(|kind| (*kind, 0)).collect();
        let entrance = Self {
            question: String::new(),
            kind: None,
            counts: counts.clone(),
            rows: vec![],
            more: 0,
            changed_by_clinic: vec!["treatments/ipl.toml, minutes: 40 (was 30)".to_owned()],
        };
        let found = |question: &str, rows: Vec<(ItemKind, Row)>| Self {
            question: question.to_owned(),
            counts: if rows.is_empty() { none.clone() } else { counts.clone() },
            more: if rows.is_empty() { 0 } else { 12 },
            rows,
            ..entrance.clone()
        };
        vec![
            ("entrance", entrance.clone()),
            ("found", found("peel", vec![row("Salicylic acid peel"), row("<b>Peel</b>")])),
            ("nothing", found("<script>", vec![])),
        ]
    }

    fn title(&self) -> String {
        match (self.kind, self.question.as_str()) {
            (Some(kind), "") => named(kind).0.to_owned(),
            (None, "") => "Library".to_owned(),
            (_, question) => format!("{question} in the library"),
        }
    }

    fn door(&self) -> Option<&'static str> {
        Some("/library")
    }

    fn sought(&self) -> Option<&str> {
        (!self.question.is_empty()).then_some(self.question.as_str())
    }

    fn render(&self) -> Markup {
        let lead = match self.kind {
            Some(kind) if self.question.is_empty() => named(kind).1,
            _ if self.is_entrance() => "Every rule has a reason, a source, its strength and a day on which it is read again. What nobody has signed yet says so.",
            _ => "",
        };
        let mut heading = Heading::new(&self.sentence()).eyebrow("Library");
        if !lead.is_empty() {
            heading = heading.lead(lead);
        }
        let list: Vec<Row> = self.rows.iter().map(|(_, row)| row.clone()).collect();
        html! {
            (heading)
            form."card library-find" action="/library" method="get" {
                label for="library-q" { "Find by name, code, brand or tag; small slips of spelling are forgiven" }
                div.cluster {
                    input id="library-q" type="search" name="q" value=(self.question) autocomplete="off" maxlength="100";
                    @if let Some(kind) = self.kind { input type="hidden" name="kind" value=(folder(kind)); }
                    button."btn primary" type="submit" { "Find" }
                }
            }
            @if self.is_entrance() { (self.entrance()) } @else {
                (self.filters())
                @if list.is_empty() {
                    (ui::empty("Nothing here", "Try fewer letters, another spelling, or a shelf.", &html! { a.btn href="/library" { "All shelves" } }))
                } @else { (ui::rows(&list)) }
                @if self.more > 0 { p."small muted" { (self.more) " more; a narrower question finds them." } }
            }
        }
    }
}
