//! The spacing of section 4: how many days from one treatment to the next.
use super::address;
use crate::Page;
use crate::ui::Heading;
use knowledge::Knowledge;
use knowledge::catalogue::{ItemKind, letter, rules};
use knowledge::catalogue::Home;
use maud::{Markup, html};
use std::collections::BTreeMap;
use vocab::group::SpacingLetter;

/// One cell: days as the reference writes them, and the rule behind.
type Cell = (String, Option<String>);

/// The table of spacing.
#[derive(Debug, Clone)]
pub struct Matrix {
    letters: Vec<(String, &'static str)>,
    rows: Vec<Vec<Cell>>,
    order: Vec<String>,
}

impl Matrix {
    /// The table of this knowledge.
    pub(super) fn of(k: &Knowledge) -> Self {
        let mut keys: BTreeMap<(SpacingLetter, SpacingLetter), String> = BTreeMap::new();
        for rule in rules(k) {
            if let Home::Cell(first, then) = rule.home {
                keys.entry((first, then)).or_insert(rule.key);
            }
        }
        let all = SpacingLetter::ALL;
        let cell = |first: SpacingLetter, then: SpacingLetter| {
            let row = k.spacing.iter().find(|row| row.first == first);
            let cell = row.and_then(|row| row.cell.iter().find(|cell| cell.then == then));
            let text = cell.map_or("–", |cell| if cell.cell.is_empty() { "–" } else { cell.cell.as_str() });
            (text.replace("**", ""), keys.get(&(first, then)).map(|key| address(ItemKind::Rule, key)))
        };
        Self {
            letters: all.iter().map(|one| (one.code().to_owned(), letter(*one))).collect(),
            rows: all.iter().map(|first| all.iter().map(|then| cell(*first, *then)).collect()).collect(),
            order: k.gaps.iter().flat_map(|gaps| gaps.order.iter().cloned()).collect(),
        }
    }
}

impl Page for Matrix {
    fn samples() -> Vec<(&'static str, Self)> {
        let letters = vec![("F".to_owned(), "facial or LED"), ("S".to_owned(), "superficial peel")];
        let rows = vec![
            vec![("7 (LED 2)".to_owned(), None), ("2".to_owned(), Some(address(ItemKind::Rule, "spacing-f-s")))],
            vec![("<b>0</b>".to_owned(), None), ("14".to_owned(), None)],
        ];
        let order = vec!["dermaplaning".to_owned()];
        vec![
            ("ordinary", Self { letters, rows, order }),
            ("empty", Self { letters: vec![], rows: vec![], order: vec![] }),
        ]
    }

    fn title(&self) -> String {
        "Spacing".into()
    }

    fn door(&self) -> Option<&'static str> {
        Some("/library")
    }

    fn render(&self) -> Markup {
        html! {
            (Heading::new("How many days from one treatment to the next").eyebrow("Library")
                .lead("Rows are what was done first, columns what comes next, in the same zone. 0 is the same day, in this order. Each number leads to its reason."))
            div.scroller role="region" aria-label="Days from one treatment to the next" tabindex="0" {
                table.matrix {
                    caption { "Days; rows first, then columns" }
                    thead { tr {
                        td {}
                        @for (code, name) in &self.letters { th scope="col" { abbr title=(name) { (code) } } }
                    } }
                    tbody { @for ((code, name), row) in self.letters.iter().zip(&self.rows) {
                        tr { th scope="row" { b { (code) } " " span { (name) } }
                            @for (text, href) in row { td { @if let Some(href) = href { a href=(href) { (text) } } @else { (text) } } }
                        }
                    } }
                }
            }
            @if !self.order.is_empty() {
                h2 { "In the order of one day" }
                p { (self.order.iter().map(|code| code.replace('_', " ")).collect::<Vec<_>>().join(" → ")) }
            }
        }
    }
}
