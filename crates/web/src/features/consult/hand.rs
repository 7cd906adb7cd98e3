//! Handing the tablet over, and back.
use super::show::Consult;
use crate::Page;
use crate::session::quoted;
use crate::ui::{self, Heading, Press};
use maud::{Markup, html};

/// Beside the steps: the button that locks the tablet.
pub(super) fn button(page: &Consult) -> Markup {
    html! {
        form."consult-hand" method="post" action={ "/patients/" (quoted(&page.patient)) "/consult/hand-over" } {
            input type="hidden" name="csrf" value=(page.csrf);
            (ui::submit("Hand the tablet over", Press::Second))
            p."small muted" { "Signs you out here and opens nothing but these questions, for two hours at most." }
        }
    }
}

/// For the guest: the button that gives it back.
pub(super) fn back(page: &Consult) -> Markup {
    html! {
        form."consult-hand" method="post" action="/tablet/back" {
            input type="hidden" name="csrf" value=(page.csrf);
            (ui::submit("I am done, take the tablet back", Press::Second))
        }
    }
}

/// After the tablet was given back, or before anybody began.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handed;

impl Page for Handed {
    fn samples() -> Vec<(&'static str, Self)> {
        vec![("ordinary", Self)]
    }

    fn title(&self) -> String {
        "Thank you".into()
    }

    fn render(&self) -> Markup {
        html! {
            (Heading::new("Thank you").lead("Your answers are kept. Please give the tablet back; we are with you in a moment."))
            (ui::button_link("/sign-in", "Sign in (for the house)", Press::Quiet))
        }
    }
}
