//! Before a session: which treatment, whether the door lets it begin, and the same as last time at one press.
use super::open::Open;
use crate::Page;
use crate::session::Carries;
use crate::ui::{self, Entry, Heading, Press};
use axum::http::StatusCode;
use maud::{Markup, html};
use vocab::Day;
use vocab::verdict::State;

/// A session of the chart.
#[derive(Debug, Clone)]
pub struct Past {
    /// Where it is read.
    pub href: String,
    /// Title of the treatment.
    pub title: String,
    /// When it began.
    pub when: String,
    /// Its settings in one line.
    pub settings: String,
    /// Whether it waits for its author.
    pub draft: bool,
}

/// The page on which a session begins.
#[derive(Debug, Clone)]
pub struct Begin {
    /// The token of the forms.
    pub csrf: String,
    /// Id of the patient.
    pub patient: String,
    /// Their name.
    pub name: String,
    /// Treatment code; empty = not chosen yet.
    pub treatment: String,
    /// Its title.
    pub title: String,
    /// The last signed session of it: when, and its settings in one line.
    pub last: Option<(String, String)>,
    /// Sessions of this treatment that are begun and not signed.
    pub open: Vec<Open>,
    /// The day of the agreed plan that it belongs to, and its planned day.
    pub planned: Option<(Day, Day)>,
    /// Why the door does not let it begin.
    pub closed: Option<String>,
    /// What could not be done.
    pub told: Option<String>,
    /// The sessions of the chart, newest first; told where the treatment is not chosen yet.
    pub past: Vec<Past>,
    /// Treatments that are done here: code and title.
    pub offered: Vec<(String, String)>,
}

impl Carries for Begin {
    fn csrf(&self) -> &str {
        &self.csrf
    }
}

impl Page for Begin {
    fn samples() -> Vec<(&'static str, Self)> {
        let base = Self {
            csrf: "t".into(),
            patient: "p".into(),
            name: "Amara <Okafor>".into(),
            treatment: "botulinum".into(),
            title: "Botulinum toxin".into(),
            last: Some(("Mon 4 May 2026, 10:20".into(), "toxin onabotulinumtoxinA, 5 points".into())),
            open: vec![],
            planned: None,
            closed: None,
            told: None,
            past: vec![],
            offered: vec![("ipl".into(), "Intense pulsed light".into())],
        };
        vec![
            (
                "choose",
                Self {
                    treatment: String::new(),
                    last: None,
                    past: vec![Past {
                        href: "/patients/p/sessions/s".into(),
                        title: "Botulinum toxin".into(),
                        when: "Mon 4 May 2026, 10:20".into(),
                        settings: "toxin onabotulinumtoxinA, 5 points".into(),
                        draft: true,
                    }],
                    ..base.clone()
                },
            ),
            (
                "first",
                Self { last: None, planned: Some((Day::from_number(20_470), Day::from_number(20_484))), ..base.clone() },
            ),
            (
                "open",
                Self {
                    open: vec![
                        Open { href: "/patients/p/sessions/s".into(), who: "Ines Vidal".into(), when: "Mon 4 May 2026, 17:40".into(), mine: true, today: false },
                        Open { href: "/patients/p/sessions/r".into(), who: "Dr. <Ada>".into(), when: "today, 10:20".into(), mine: false, today: true },
                    ],
                    ..base.clone()
                },
            ),
            (
                "refused",
                Self { told: Some("Since the door was passed, this changed. Sun: 28 days after a tan (the known date is 2026-11-26).".into()), ..base.clone() },
            ),
            ("closed", Self { closed: Some("the door was not asked yet".into()), last: None, ..base.clone() }),
            ("again", base),
        ]
    }

    fn title(&self) -> String {
        format!("{}: a new session", self.name)
    }

    fn status(&self) -> StatusCode {
        if self.told.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }
    }

    fn door(&self) -> Option<&'static str> {
        Some("/patients")
    }

    fn render(&self) -> Markup {
        let here = format!("/patients/{}", self.patient);
        let title = if self.treatment.is_empty() { "Which treatment?" } else { &self.title };
        html! {
            (ui::breadcrumbs(&[(&self.name, &here)], "New session"))
            (Heading::new(title).eyebrow(&self.name))
            (ui::patient_nav(&self.patient, "/sessions"))
            @for one in &self.open { (told_open(one)) }
            @if let Some(told) = &self.told { (ui::notice(State::Stop, "It has not begun", &html! { p { (ui::with_days(told)) } })) }
            @if self.treatment.is_empty() { (self.choose()) } @else { (self.start()) }
        }
    }
}

impl Begin {
    fn choose(&self) -> Markup {
        html! {
            form.form method="get" action={ "/patients/" (self.patient) "/sessions/new" } {
                (ui::Field::new("treatment", "Treatment", Entry::Select(self.offered.clone())))
                div.form-end { (ui::submit("Go on", Press::Primary)) }
            }
            (ui::section("past", "Sessions so far", "the newest first", &html! {
                @if self.past.is_empty() { p.muted { "None yet." } } @else { (ui::rows(&self.rows())) }
            }))
        }
    }

    fn rows(&self) -> Vec<ui::Row> {
        let row = |one: &Past| ui::Row {
            href: one.href.clone(),
            title: if one.draft { format!("{}, not signed yet", one.title) } else { one.title.clone() },
            line: format!("{} · {}", one.when, one.settings),
        };
        self.past.iter().map(row).collect()
    }

    fn start(&self) -> Markup {
        let door = format!("/patients/{}/door/{}", self.patient, self.treatment);
        if let Some(why) = &self.closed {
            return html! {
                (ui::notice(State::Ask, "It begins at the door", &html! { p { (ui::sentence(why)) } }))
                p { (ui::button_link(&door, "Ask at the door", Press::Primary)) }
            };
        }
        if self.told.is_some() {
            // What hinders it is put right at the door; pressed again, it would be told again.
            return html! { p { (ui::button_link(&door, "Look at the door again", Press::Primary)) } };
        }
        html! {
            @if let Some((when, settings)) = &self.last {
                (ui::card("Last time", &html! { p { strong { (when) } } p { (settings) } p.small.muted { "Settings, zones, points and device are carried over, with a lot that may be used today. What the skin shows is asked anew." } }))
            }
            @if let Some((agreed, on)) = self.planned {
                p { "Planned for " (on.in_words()) ", in the plan agreed on " (agreed.in_words()) ". " @if self.last.is_none() { "Strength, zones and settings are filled in from it." } @else { "What it says stands beside each field." } }
            }
            form.form-end action={ "/patients/" (self.patient) "/sessions" } method="post" {
                (ui::csrf(self))
                input type="hidden" name="treatment" value=(self.treatment);
                @if self.last.is_some() {
                    button.btn.primary type="submit" name="again" value="yes" { "Begin, same as last time" }
                    button.btn type="submit" name="again" value="no" { "Begin empty" }
                } @else {
                    button.btn.primary type="submit" name="again" value="no" { "Begin" }
                }
            }
        }
    }
}

/// A session that is open already.
fn told_open(one: &Open) -> Markup {
    let title = if one.mine { "You have a session of this treatment open".to_owned() } else { format!("{} has a session of this treatment open", one.who) };
    ui::notice(State::Ask, &title, &html! {
        p { "It was begun " (one.when) " and is not signed yet. "
            @if one.mine { a href=(one.href) { "Go on with it" } @if one.today { " instead of beginning another." } @else { ", and write when it really ended." } }
            @else { "Only " (one.who) " can write in it. " a href=(one.href) { "Look at it" } " before you begin another." } }
    })
}
