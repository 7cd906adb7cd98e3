//! A session as it is read: what was done, the second signature, and what became of it.
use super::face;
use super::show::{Treating, with_unit};
use crate::ui::{self, Entry};
use chart::session::Standing;
use maud::{Markup, html};

impl Treating {
    /// The session as it is read.
    pub(super) fn closed(&self) -> Markup {
        let facts: Vec<(&str, Markup)> = self
            .fields
            .iter()
            .filter(|shown| !shown.value.is_empty())
            .map(|shown| (shown.field.label, html! { (with_unit(&shown.value, shown.field.kind)) }))
            .collect();
        let zones: Vec<String> = self.session.zones.iter().map(|z| ui::zone(*z)).collect();
        html! {
            (ui::section("settings", "What was done", "", &html! {
                (ui::facts(&facts))
                @if !zones.is_empty() { p { "Where: " (zones.join(", ")) "." } }
                @if !self.session.note.is_empty() { p { (self.session.note) } }
                @for used in &self.session.products { p { "From the shelf: " (self.lots.iter().find(|l| l.id == used.lot).map_or(used.lot.as_str(), |l| l.label.as_str())) ", " (used.amount) } }
            }))
            @if !self.session.points.is_empty() {
                (ui::section("map", "Where it was injected", "", &html! { div.map-row { (face::map(self, false)) div { (face::totals(self)) } } }))
            }
            @if self.may_review && matches!(self.standing, Standing::ToReview(_)) { (self.reading()) }
            @if self.mine && matches!(self.standing, Standing::Signed(_) | Standing::ToReview(_)) {
                p { a.btn href={ "/patients/" (self.patient) "/sessions/" (self.entry) "?amend=yes" } { "Amend" } }
            }
        }
    }

    fn reading(&self) -> Markup {
        let about = |field: &str| self.told.as_ref().filter(|(f, _)| f == field).map(|(_, why)| why.as_str());
        html! {
            (ui::section("second", "Second signature", "", &html! {
                form.form action={ "/patients/" (self.patient) "/sessions/" (self.entry) "/review" } method="post" {
                    (ui::csrf(self))
                    p { (chart::session::Meaning::Reviewed.sentence()) }
                    (self.second.to_reader())
                    (ui::Field::new("remark", "Remark", Entry::Text).optional().hint("Needed when it goes back, or when you sign for somebody else.").error(about("remark")))
                    (ui::prove(about("proof")))
                    div.form-end {
                        button.btn.primary type="submit" name="do" value="agree" { "Sign as reviewed" }
                        button.btn type="submit" name="do" value="return" { "Send back" }
                    }
                }
            }))
        }
    }

    pub(super) fn history(&self) -> Markup {
        let signed = match &self.standing {
            Standing::Signed(all) => all.clone(),
            Standing::ToReview(one) | Standing::Returned(one) => vec![one.clone()],
            Standing::Draft | Standing::Withdrawn => Vec::new(),
        };
        html! {
            @if !signed.is_empty() || !self.changes.is_empty() {
                (ui::section("history", "Signatures and amendments", "", &html! {
                    ul {
                        @for one in &signed { li { strong { (one.name) } ": " (one.meaning.sentence()) " " span.small.muted { "Text " code { (one.hash.get(..12).unwrap_or_default()) } } } }
                        @for (when, who, why) in &self.changes { li { "Amended " (when) " by " (who) ": " (why) } }
                    }
                }))
            }
        }
    }
}
