//! A proposed repair as it is shown, on the page of a visit and on that of the plan.
use super::repair::Card;
use crate::session::Carries;
use crate::ui;
use maud::{Markup, html};
use vocab::verdict::State;

/// What is said of the time in which nobody was told.
pub(crate) const GRACE: &str = "The guest is told three minutes later; until then one press undoes it.";

/// What changes and why, and by how much the usual most days are exceeded.
pub(crate) fn shifts(card: &Card) -> Markup {
    html! {
        ul.shifts { @for shift in &card.shifts { li { (shift) } } }
        @if card.stretched > 0 {
            p { "The most days that are usual between visits cannot be kept: they are " (card.stretched) @if card.stretched == 1 { " day" } @else { " days" } " longer, and not more." }
        }
    }
}

/// What whoever looks at a repair may do, and where they go on after it: `plan`, or the visit.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct May {
    pub(crate) book: bool,
    pub(crate) plan: bool,
    pub(crate) back: &'static str,
}

/// The repair with its one gesture. Who may not book sees it without the gesture; where the plan itself must change, the planner is
/// one press away for whoever plans.
pub(crate) fn card(card: &Card, csrf: &impl Carries, may: May) -> Markup {
    let title = if card.must.is_some() { "The plan itself must change" } else { "What puts it right" };
    ui::section(
        "repair",
        title,
        "",
        &html! {
            @if let Some(must) = &card.must {
                (ui::notice(State::Stop, "No day is left", &html! { (must) }))
                @if may.plan {
                    p { "The plan can say what is still possible: which sessions keep their days, which move, which are given up, and why each. Nothing is changed by asking." }
                    form method="post" action=(format!("/patients/{}/plan", card.patient)) {
                        (ui::csrf(csrf))
                        div.form-end { button."btn primary" name="do" value="mend" { "See what the plan can do" } }
                    }
                } @else {
                    p { "Whoever treats opens the plan with the guest and asks what is still possible. The visits can be moved or called off here all the same." }
                }
            } @else {
                p { "The least change: fewest visits, then the smallest shifts. Nothing else moves." }
                (shifts(card))
                @if may.book {
                    form method="post" action=(format!("/calendar/visits/{}/repair", card.visit)) {
                        (ui::csrf(csrf))
                        input type="hidden" name="back" value=(may.back);
                        input type="hidden" name="repair" value=(card.digest);
                        div.form-end { button."btn primary" { (gesture(card)) } }
                        p."small muted" { (GRACE) }
                    }
                }
            }
        },
    )
}

/// The same in few lines, as one thing among others to look at first.
pub(crate) fn first(card: &Card, csrf: &impl Carries, may_write: bool) -> Markup {
    let visit = format!("/calendar/visits/{}#repair", card.visit);
    html! {
        @if let Some(must) = &card.must {
            p."small muted" { (must) }
            a.small href=(visit) { "See what the plan can do" }
        } @else {
            div.small { (shifts(card)) }
            @if may_write {
                form method="post" action=(format!("/calendar/visits/{}/repair", card.visit)) {
                    (ui::csrf(csrf))
                    input type="hidden" name="repair" value=(card.digest);
                    div.form-end {
                        button.btn { (gesture(card)) }
                        a.small href=(visit) { "Open the visit" }
                    }
                }
            }
        }
    }
}

/// What the one gesture is called.
fn gesture(card: &Card) -> String {
    match card.shifts.len() {
        1 => "Do this".to_owned(),
        many => format!("Do all {many}"),
    }
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
