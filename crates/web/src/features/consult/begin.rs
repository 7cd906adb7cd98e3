//! Before a consultation and after it: how to begin one, and what can be done with the last.
use crate::Page;
use crate::session::quoted;
use crate::ui::{self, Heading, Press, Row};
use maud::{Markup, html};

/// The page of a patient without a consultation under way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Begin {
    /// Whose chart it is.
    pub patient: String,
    /// Their name.
    pub name: String,
    /// The day of the last consultation, in words; empty where there was none.
    pub last: String,
    /// How many facts of the chart are to be confirmed.
    pub old: usize,
    /// Whether a consultation was signed off just now.
    pub signed_off: bool,
    /// Whether whoever looks may write.
    pub may_begin: bool,
    /// Whether this house computes plans from a chart.
    pub plans: bool,
    /// The token of the session.
    pub csrf: String,
}

impl Page for Begin {
    fn samples() -> Vec<(&'static str, Self)> {
        let one = Self {
            patient: "p1".into(),
            name: "Amara <Okafor>".into(),
            last: String::new(),
            old: 0,
            signed_off: false,
            may_begin: true,
            plans: true,
            csrf: "token".into(),
        };
        vec![
            ("first", one.clone()),
            ("returning", Self { last: "Mon 2 Mar 2026".into(), old: 7, ..one.clone() }),
            ("signed-off", Self { last: "Tue 24 Nov 2026".into(), signed_off: true, ..one.clone() }),
            ("reading-only", Self { may_begin: false, plans: false, ..one }),
        ]
    }

    fn title(&self) -> String {
        format!("{}: consultation", self.name)
    }

    fn door(&self) -> Option<&'static str> {
        Some("/patients")
    }

    fn render(&self) -> Markup {
        let lead = match (self.signed_off, self.last.is_empty(), self.old) {
            (true, ..) => "Signed off. The answers stand in the chart.".to_owned(),
            (false, true, _) => "No consultation yet.".to_owned(),
            (false, false, 0) => format!("The last one was on {}.", self.last),
            (false, false, 1) => format!("The last one was on {}. One answer is to be confirmed.", self.last),
            (false, false, old) => format!("The last one was on {}. {old} answers are to be confirmed.", self.last),
        };
        let patient = quoted(&self.patient);
        html! {
            (Heading::new(&self.name).eyebrow("Consultation").lead(&lead))
            (ui::patient_nav(&self.patient, "/consult"))
            @if self.may_begin {
                form.form-end method="post" action={ "/patients/" (patient) "/consult" } {
                    input type="hidden" name="csrf" value=(self.csrf);
                    (ui::submit(if self.last.is_empty() { "Begin the consultation" } else { "Begin a new one" }, if self.signed_off { Press::Second } else { Press::Primary }))
                }
            }
            @if self.may_begin && self.last.is_empty() {
                p.muted.consult-ways { "Short parts, one after the other: goals, history, medicines, skin, concerns by zone, living, photographs, and what it already means. Each answer is kept at once, it goes on where it was left, and the tablet can be handed over." }
            }
            @if self.signed_off && self.plans {
                div.consult-ways { (ui::rows(&[Row { href: format!("/patients/{patient}/plan"), title: "The plan".into(), line: "From these answers to visits, with what to expect".into() }])) }
            }
        }
    }
}
