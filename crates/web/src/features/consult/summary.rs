//! Everything on one page, what is still open, and the end: the answers become entries of the chart.
use super::concerns::score_chip;
use super::goals::concern;
use super::show::Consult;
use crate::session::quoted;
use crate::ui::{self, shape};
use chart::consult::{Section, score};
use maud::{Markup, html};
use vocab::verdict::State;

pub(super) fn view(page: &Consult) -> Markup {
    let own = &page.consultation;
    let open: Vec<Section> = page.sections().filter(|s| *s != Section::Summary && !own.is_done(*s)).collect();
    let unasked = page.strip.as_ref().map_or(0, |strip| strip.questions.len());
    html! {
        section.card {
            h2 { "What was wished" }
            div."stack boxed" {
                @if own.goals.is_empty() { p.muted { "Nothing was said about goals." } }
                @if !own.goals.words.is_empty() { p.serif { "“" (own.goals.words) "”" } }
                @if !own.goals.wanted.is_empty() { div.cluster { @for wanted in &own.goals.wanted { span.chip { (concern(wanted.concern)) } } } }
                @if let Some(event) = &own.goals.event { p { @if event.name.is_empty() { "An event" } @else { (event.name) } " on " (event.on.in_words()) ", quiet for " (event.clear_days) " days before." } }
            }
        }
        section.card {
            h2 { "What was seen" }
            div."stack boxed" {
                @if own.seen.is_empty() { p.muted { "No concern was looked at." } }
                @for (one, seen) in &own.seen {
                    div {
                        h3 { (concern(*one)) }
                        div.cluster {
                            @for each in score(*one, &seen.parts) { (score_chip(&each)) }
                            @if let Some(bother) = seen.bother { span.chip { "Bothers " b { (bother) } " of 10" } }
                        }
                        @if !seen.zones.is_empty() { p."small muted" { (seen.zones.iter().map(|zone| zone.in_words()).collect::<Vec<_>>().join(", ")) } }
                        @if score(*one, &seen.parts).iter().any(|each| !each.is_whole()) { p.small { (shape(State::Ask)) " A score that is not whole is not recorded." } }
                    }
                }
            }
        }
        section.card {
            h2 { "Before you sign off" }
            div."stack boxed" {
                @if open.is_empty() && unasked == 0 { p { (shape(State::Clear)) " Every section is done, and nothing is left to ask." } }
                @if !open.is_empty() {
                    p { (shape(State::Ask)) " Not said to be complete: " @for (n, section) in open.iter().enumerate() { @if n > 0 { ", " } a href=(page.address_of(*section)) { (section.title()) } } "." }
                }
                @if unasked > 0 { p { (shape(State::Ask)) " " (unasked) @if unasked == 1 { " question is" } @else { " questions are" } " still to be asked. What is not known stays not known, and what waits for it waits." } }
                p."small muted" { "Signing off puts the answers into the chart, with your name and the time. Nothing in the chart is changed afterwards; a correction stands beside it." }
                div.form-end {
                    button."btn primary" type="submit" formaction={ "/patients/" (quoted(&page.patient)) "/consult/sign-off" } { "Sign off" }
                    (ui::print_button("Print"))
                }
            }
        }
    }
}
