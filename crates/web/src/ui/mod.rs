//! The components: plain functions and small values that render themselves. `/gallery` shows them all.
//!
//! Text given to a component is escaped by maud. Where a component takes [`maud::Markup`], build it with `html!`.
mod choices;
pub mod face;
mod field;
mod finding;
mod heading;
pub mod icon;
pub(crate) mod layout;
mod listing;
mod patient;
mod state;
mod words;

pub use choices::{Choice, Choices, Width};
pub use field::{Entry, Field, Press, button_link, button_link_of, csrf, print_button, prove, submit};
pub use finding::{Finding, Source, citation, findings, sources};
pub use heading::{Heading, breadcrumbs, card, columns, section, tile};
pub use listing::{Row, Table, facts, rows};
pub use patient::{onward, patient_nav, patient_nav_of_chart};
pub(crate) use words::{capital, moment, sentence, with_days, zone};

pub use state::{Tone, badge, chip, chip_link, empty, notice, shape, sign_off, verdict};

/// Compares a page with its snapshot: its title, its status and what stands in `<main>`, one tag to a line.
#[cfg(test)]
pub(crate) fn assert_page(name: &str, page: &impl crate::Page) {
    let body = page.render().into_string().replace("><", ">\n<");
    assert_eq!(body.matches("<h1").count(), 1, "{name}: a page answers one question in one heading");
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        insta::assert_snapshot!(name, format!("{}\n{}\n{body}", page.status().as_u16(), page.title()));
    });
}
