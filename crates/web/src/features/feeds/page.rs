//! The page about one feed: whether there is one, its address once, and its end.
use crate::Page;
use crate::ui::{self, Choice, Choices, Heading, Press, Tone};
use axum::http::StatusCode;
use chart::people::Names;
use maud::{Markup, html};
use vocab::verdict::State;

/// A feed that holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Made {
    pub(super) names: Names,
    pub(super) by: String,
    pub(super) at: String,
    /// Empty for never.
    pub(super) seen: String,
    pub(super) looks: i64,
}

/// The page about one's own feed, or a guest's.
#[derive(Debug, Clone, Default)]
pub struct FeedPage {
    /// The guest; one's own where there is none.
    pub(super) patient: Option<String>,
    pub(super) made: Option<Made>,
    /// The address, shown once; empty afterwards.
    pub(super) address: String,
    pub(super) csrf: String,
    pub(super) error: Option<String>,
}

const fn in_words(names: Names) -> &'static str {
    match names {
        Names::None => "only that there is a visit",
        Names::Initials => "first letters and the treatment",
        Names::Full => "full names and the treatment",
    }
}

impl Page for FeedPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let none = Self { csrf: "x".into(), ..Self::default() };
        let seen = Made { names: Names::Initials, by: "Imani <Clarke>".into(), at: "2026-11-25 09:00".into(), seen: "2026-11-26 08:10".into(), looks: 31 };
        let made = Self { made: Some(seen.clone()), ..none.clone() };
        let guest = Self { patient: Some("x".into()), made: Some(Made { seen: String::new(), looks: 0, ..seen }), ..none.clone() };
        vec![
            ("none", none.clone()),
            ("wrong", Self { error: Some("Say how guests are named.".into()), ..none.clone() }),
            ("made", made.clone()),
            ("address", Self { address: "https://harbour.example/feeds/AbC.ics".into(), ..made }),
            ("guest-none", Self { patient: Some("x".into()), ..none }),
            ("guest-made", guest.clone()),
            ("guest-address", Self { address: "https://harbour.example/feeds/AbC.ics".into(), ..guest }),
        ]
    }

    fn title(&self) -> String {
        if self.patient.is_some() { "The guest’s calendar".into() } else { "Your calendar elsewhere".into() }
    }

    fn door(&self) -> Option<&'static str> {
        Some(if self.patient.is_some() { "/patients" } else { "/calendar" })
    }

    fn status(&self) -> StatusCode {
        if self.error.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }
    }

    fn render(&self) -> Markup {
        let lead = if self.patient.is_some() {
            "An address that the guest’s own calendar reads. It says when and where, never what is done."
        } else {
            "An address that the calendar of your telephone or office reads: your visits, kept up to date."
        };
        let place = match &self.patient {
            Some(patient) => ui::breadcrumbs(&[("Patients", "/patients"), ("Chart", &format!("/patients/{patient}"))], "Calendar"),
            None => ui::breadcrumbs(&[("Calendar", "/calendar")], "Elsewhere"),
        };
        html! {
            (place)
            (Heading::new(&self.title()).lead(lead))
            @if !self.address.is_empty() { (self.once()) }
            @if let Some(made) = &self.made { (self.holds(made)) }
            (ui::section("make", if self.made.is_some() { "A new address" } else { "No address yet" }, "", &self.making()))
        }
    }
}

impl FeedPage {
    fn action(&self) -> String {
        match &self.patient {
            Some(patient) => format!("/patients/{patient}/feed"),
            None => "/calendar/feed".to_owned(),
        }
    }

    fn once(&self) -> Markup {
        html! {
            (ui::notice(Tone::from(State::Clear), "The address is made", &html! {
                p { "Copy it now: it is shown only this once. Whoever has it can read the visits, so hand it to nobody else." }
                p.secret { code { (self.address) } }
                p.small { "In a calendar program look for “add by URL” or “subscribe”." }
            }))
        }
    }

    fn holds(&self, made: &Made) -> Markup {
        let looks = if made.looks == 1 { "once".to_owned() } else { format!("{} times", made.looks) };
        html! {
            (ui::section("holds", "The address that holds", "", &html! {
                (ui::facts(&[
                    ("Made", html! { (made.at) " by " (made.by) }),
                    ("It says", html! { (in_words(made.names)) }),
                    ("Read", html! { @if made.seen.is_empty() { "not yet" } @else { (looks) ", last " (made.seen) } }),
                ]))
                form method="post" action={ (self.action()) "/end" } {
                    input type="hidden" name="csrf" value=(self.csrf);
                    (ui::submit("End this address", Press::Second))
                }
            }))
        }
    }

    fn making(&self) -> Markup {
        let chosen = self.made.as_ref().map_or(Names::Initials, |made| made.names);
        let choice = |names: &Names| Choice {
            value: names.code().to_owned(),
            label: ui::sentence(in_words(*names)),
            note: String::new(),
            chosen: *names == chosen,
        };
        html! {
            form.form.narrow method="post" action=(self.action()) {
                input type="hidden" name="csrf" value=(self.csrf);
                @if self.patient.is_none() {
                    (Choices::one("names", "What it says about guests", Names::ALL.iter().map(choice).collect()).error(self.error.as_deref()))
                    p.small.muted { "Names leave the house with the feed. First letters are enough for most." }
                }
                @if self.made.is_some() { p { "The address before opens nothing any more." } }
                (ui::submit(if self.made.is_some() { "Make the address anew" } else { "Make an address" }, Press::Primary))
            }
        }
    }
}
