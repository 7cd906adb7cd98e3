//! Tables, rows that lead somewhere, and pairs of a name and what is known.
use super::icon::Icon;
use maud::{Markup, Render, html};

/// A table that becomes a list of cards where it would not fit.
#[derive(Debug, Clone)]
pub struct Table {
    caption: String,
    class: &'static str,
    head: Vec<(String, Column)>,
    rows: Vec<Vec<Markup>>,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Words,
    Numbers,
    Deeds,
}

impl Column {
    const fn class(self) -> Option<&'static str> {
        match self {
            Self::Words => None,
            Self::Numbers => Some("number"),
            Self::Deeds => Some("deed"),
        }
    }
}

impl Table {
    /// A table with this caption; the caption says the unit if all numbers share one.
    #[must_use]
    pub fn new(caption: &str) -> Self {
        Self { caption: caption.to_owned(), class: "", head: Vec::new(), rows: Vec::new() }
    }

    /// A further class, for a table that one style sheet sets in a way of its own where it is narrow.
    #[must_use]
    pub const fn class(mut self, class: &'static str) -> Self {
        self.class = class;
        self
    }

    /// A further column of words.
    #[must_use]
    pub fn column(mut self, title: &str) -> Self {
        self.head.push((title.to_owned(), Column::Words));
        self
    }

    /// A further column of what can be done with a row: the links and buttons say it themselves, so that its title is only heard.
    #[must_use]
    pub fn deeds(mut self, title: &str) -> Self {
        self.head.push((title.to_owned(), Column::Deeds));
        self
    }

    /// A further column of numbers, set to the right.
    #[must_use]
    pub fn numbers(mut self, title: &str) -> Self {
        self.head.push((title.to_owned(), Column::Numbers));
        self
    }

    /// A row; its first cell names it.
    #[must_use]
    pub fn row(mut self, cells: Vec<Markup>) -> Self {
        self.rows.push(cells);
        self
    }
}

impl Render for Table {
    fn render(&self) -> Markup {
        html! {
            table class=(format!("table {}", self.class).trim_end()) {
                caption { (self.caption) }
                thead { tr { @for (title, column) in &self.head {
                    th scope="col" class=[column.class()] { @if *column == Column::Deeds { span.unseen { (title) } } @else { (title) } }
                } } }
                tbody {
                    @for row in &self.rows {
                        tr { @for (place, (cell, (title, column))) in row.iter().zip(&self.head).enumerate() {
                            @if place == 0 { th scope="row" class=[column.class()] { (cell) } }
                            @else { td class=[column.class()] data-label=(title) { span { (cell) } } }
                        } }
                    }
                }
            }
        }
    }
}

/// A row of a list that leads somewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Where it leads.
    pub href: String,
    /// What it is called.
    pub title: String,
    /// What distinguishes it.
    pub line: String,
}

/// A list of links with a line below each.
#[must_use]
pub fn rows(list: &[Row]) -> Markup {
    html! {
        ul class="rows" {
            @for row in list {
                li { a.row href=(row.href) { b { (row.title) } @if !row.line.is_empty() { span.small { (row.line) } } (Icon::ChevronRight) } }
            }
        }
    }
}

/// What is known, name by name. Lies in a card or a section.
#[must_use]
pub fn facts(list: &[(&str, Markup)]) -> Markup {
    html! { dl class="facts" { @for (name, what) in list { dt { (name) } dd { (what) } } } }
}
