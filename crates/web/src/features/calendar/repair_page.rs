//! A proposed repair as it is shown, on the page of a visit and on that of the plan.
use super::repair::Card;
use crate::session::Carries;
use crate::ui;
use maud::{Markup, html};
use vocab::verdict::State;

/// The repair with its one gesture. Who may not book sees it without the gesture.
pub(crate) fn card(card: &Card, csrf: &impl Carries, may_write: bool) -> Markup {
    let title = if card.must.is_some() { "The plan itself must change" } else { "What puts it right" };
    ui::section(
        "repair",
        title,
        "",
        &html! {
            @if let Some(must) = &card.must {
                (ui::notice(State::Stop, "No day is left", &html! { (must) }))
                div.form-end { a.btn href=(format!("/patients/{}/plan#mend", card.patient)) { "To the plan" } }
            } @else {
                p { "The least change: fewest visits, then the smallest shifts. Nothing else moves." }
                ul.why-not { @for shift in &card.shifts { li { (shift) } } }
                @if card.stretched > 0 {
                    p { "The most days that are usual between visits cannot be kept: they are " (card.stretched) @if card.stretched == 1 { " day" } @else { " days" } " longer, and not more." }
                }
                @if may_write {
                    form method="post" action=(format!("/calendar/visits/{}/repair", card.visit)) {
                        (ui::csrf(csrf))
                        input type="hidden" name="repair" value=(card.digest);
                        div.form-end { button."btn primary" { @if card.shifts.len() == 1 { "Do this" } @else { "Do all " (card.shifts.len()) } } }
                        p."small muted" { "The guest is told three minutes later; until then one press undoes it." }
                    }
                }
            }
        },
    )
}

/// The way back, for as long as nobody was told.
pub(crate) fn undo(visit: &str, repair: &str, until: &str, csrf: &impl Carries) -> Markup {
    ui::card(
        "Repaired",
        &html! {
            p { "Nobody was told yet. Until " (until) " it can be undone, and nothing is sent." }
            form method="post" action=(format!("/calendar/visits/{visit}/repair/undo")) {
                (ui::csrf(csrf))
                input type="hidden" name="repair" value=(repair);
                div.form-end { button.btn { "Undo the repair" } }
            }
        },
    )
}
