//! Photographs in the consultation: which views are there, which are missing, and whether they are allowed.
use super::show::Consult;
use crate::session::quoted;
use crate::ui::{self, Press, shape};
use chart::consent::{Allowed, Purpose, photo_allowed};
use chart::entry::Body;
use chart::fold::Chart;
use chart::photo::View;
use maud::{Markup, html};
use vocab::Day;
use vocab::verdict::State;

/// What is known of the photographs of a patient.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Set {
    /// How many are kept.
    pub kept: usize,
    /// The newest day of each view of the set; absent where there is none.
    pub views: Vec<(View, Option<Day>)>,
    /// Whether they are allowed for the record now.
    pub allowed: bool,
}

impl Set {
    /// What a chart says at an instant (milliseconds since 1970).
    pub(super) fn of(chart: &Chart, now: i64) -> Self {
        let photos: Vec<_> = chart.lines.iter().filter_map(|line| match &line.now {
            Some(Body::Photo(photo)) => Some(photo),
            _ => None,
        }).collect();
        let newest = |view: View| photos.iter().filter(|photo| photo.view == view).map(|photo| photo.on).max();
        Self {
            kept: photos.len(),
            views: View::SET.iter().map(|view| (*view, newest(*view))).collect(),
            allowed: matches!(photo_allowed(chart, Purpose::Record, now), Allowed::Until(_)),
        }
    }
}

pub(super) fn view(page: &Consult) -> Markup {
    let set = &page.photos;
    let missing = set.views.iter().filter(|(_, on)| on.is_none()).count();
    html! {
        section.card {
            h2 { "The set of five views" }
            div."stack boxed" {
                @if !set.allowed { (ui::notice(State::Ask, "Not allowed yet", &html! { "Photographs for the record need the guest's consent, which can be taken back at any time. Ask for it first." })) }
                p { @match missing { 0 => "All five views are there.", 5 => "There are no photographs yet. They are the baseline that every result is compared with.", _ => "Some views are missing." } }
                ul class="rows" { @for (view, on) in &set.views { li.consult-view {
                    (shape(if on.is_some() { State::Clear } else { State::Ask }))
                    span { (view.title()) }
                    span."small muted" { @if let Some(on) = on { (on.in_words()) } @else { "missing" } }
                } } }
                (ui::button_link(&format!("/patients/{}/photos", quoted(&page.patient)), "Photographs", Press::Second))
            }
        }
    }
}
