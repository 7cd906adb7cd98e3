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
    let address = |end: &str| format!("/patients/{}{end}", crate::session::quoted(patient));
    let pages = PAGES.map(|(end, name)| (name, address(end), end == here && !here.is_empty()));
    tabs(pages.iter().map(|(name, href, on)| (*name, href.as_str(), *on)))
}

/// The same row on the chart itself, where it holds only what opens for whoever looks.
#[must_use]
pub fn patient_nav_of_chart(patient: &str, others: &[(String, String)]) -> Markup {
    let chart = format!("/patients/{}", crate::session::quoted(patient));
    let others = others.iter().map(|(name, href)| (name.as_str(), href.as_str(), false));
    tabs(std::iter::once(("Chart", chart.as_str(), true)).chain(others))
}

fn tabs<'a>(pages: impl Iterator<Item = (&'a str, &'a str, bool)>) -> Markup {
    html! {
        nav."patient-doors" aria-label="With this patient" { ul class="tabs" {
            @for (name, href, on) in pages { li { a href=(href) aria-current=[on.then_some("page")] { (name) } } }
        } }
    }
}
