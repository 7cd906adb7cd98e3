//! The way from any page about a patient to the others, so that no page is a dead end.
use maud::{Markup, html};

/// The pages about a patient in the order in which a treatment goes: the end of the address, and the name.
const PAGES: [(&str, &str); 7] = [
    ("", "Chart"),
    ("/consult", "Consultation"),
    ("/plan", "Plan"),
    ("/consents", "Consents"),
    ("/sessions", "Sessions"),
    ("/photos", "Photographs"),
    ("/after", "After"),
];

/// From what was just done to what comes next.
#[must_use]
pub fn onward(patient: &str) -> Markup {
    html! { p.onward { a."btn primary" href={ "/patients/" (crate::session::quoted(patient)) "#next-title" } { "What comes next" } } }
}

/// The pages about this patient; `here` is the end of the address of the page at hand, such as `/plan`, or nothing where it is
/// none of them.
#[must_use]
pub fn patient_nav(patient: &str, here: &str) -> Markup {
    html! {
        nav."patient-doors" aria-label="With this patient" { ul class="cluster" {
            @for (end, name) in PAGES {
                li { a.btn href={ "/patients/" (crate::session::quoted(patient)) (end) } aria-current=[(end == here && !here.is_empty()).then_some("page")] { (name) } }
            }
        } }
    }
}
