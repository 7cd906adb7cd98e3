//! The end of a session that is open: what is missing before it can be signed, each a step away, and the signature.
use super::show::Treating;
use crate::ui::{self, Entry};
use chart::session::Missing;
use maud::{Markup, html};
use vocab::verdict::State;

/// What a page is told where a signature was asked for and something is missing: all of it stands on the page by itself.
pub(super) const UNSIGNED: &str = "gaps";

/// Where on the page something that is missing is put right.
fn place(field: &str) -> &str {
    match field {
        "zones" => "where-title",
        "points" => "map",
        "products" => "shelf-title",
        "ended_at" => "ended",
        other => other,
    }
}

impl Treating {
    /// What is missing, but for the end: signing fills it in.
    fn missing(&self) -> Vec<&Missing> {
        self.gaps.iter().filter(|gap| gap.field != "ended_at").collect()
    }

    /// What is missing: one line for each, and one for all settings, each leading to its field.
    fn missing_list(&self) -> Markup {
        let (settings, others): (Vec<&Missing>, Vec<&Missing>) =
            self.missing().into_iter().partition(|gap| gap.setting.is_some());
        let link = |gap: &Missing, words: &str| html! { a href={ "#" (place(gap.field)) } { (words) } };
        let last = settings.len().saturating_sub(1);
        html! {
            ul {
                @for gap in others { li { p { (link(gap, &gap.what)) "." } } }
                @if !settings.is_empty() {
                    li { p { "Fill in " @for (n, gap) in settings.iter().enumerate() {
                        @if n > 0 { (if n == last { " and " } else { ", " }) }
                        (link(gap, gap.setting.as_deref().unwrap_or_default()))
                    } "." } }
                }
            }
        }
    }

    /// What could not be done, above everything else.
    pub(super) fn undone(&self) -> Markup {
        html! {
            @match self.told.as_ref().map(|(field, sentence)| (field.as_str(), sentence)) {
                Some((UNSIGNED, kept)) => (ui::notice(State::Ask, "Not signed yet, something is missing", &html! { p { (kept) } (self.missing_list()) })),
                Some(("do", sentence)) => (ui::notice(State::Stop, "Not done yet", &html! { p { (sentence) } })),
                _ => {}
            }
        }
    }

    pub(super) fn signing(&self) -> Markup {
        let proof = self.told.as_ref().filter(|(field, _)| field == "proof").map(|(_, why)| why.as_str());
        html! {
            section.treat-part id="sign" aria-labelledby="sign-title" {
                h2 #sign-title { @if self.amending { "Amend and sign" } @else { "Sign" } }
                @if !self.missing().is_empty() {
                    (ui::notice(State::Ask, "Missing before it can be signed", &self.missing_list()))
                }
                p { (chart::session::Meaning::Performed.sentence()) " " (self.second.after_signing()) }
                p.small.muted { "A signature cannot be taken back. What is signed can only be amended, and the first text stays visible." }
                @if self.amending {
                    (ui::Field::new("reason", "Why it is amended", Entry::Text).value(&self.reason))
                }
                (ui::prove(proof))
                div.form-end {
                    @if self.amending { button.btn.primary type="submit" name="do" value="amend" { "Amend and sign" } }
                    @else { button.btn.primary type="submit" name="do" value="sign" { "Sign" } }
                }
            }
        }
    }
}
