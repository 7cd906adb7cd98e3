//! The page of opening hours, shifts, leave and service.
use super::new_visit::Csrf;
use super::words;
use crate::Page;
use crate::session::Signed;
use crate::ui::{self, Entry, Field, Heading, Press};
use axum::http::StatusCode;
use chart::booking::{Away, Resource};
use maud::{Markup, html};
use vocab::Day;
use vocab::verdict::State;

const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// The hours of the house, or of somebody or something.
#[derive(Debug, Clone)]
pub struct HoursPage {
    pub(super) csrf: Csrf,
    pub(super) today: Day,
    pub(super) of: String,
    pub(super) resources: Vec<Resource>,
    pub(super) week: Week,
    pub(super) away: Vec<Away>,
    pub(super) stranded: usize,
    pub(super) errors: Vec<(String, String)>,
    /// What was typed, where something of it is wrong.
    pub(super) typed: Vec<(String, String)>,
    pub(super) done: Option<Done>,
    pub(super) may_change: bool,
}

/// What was just done, with what takes it back.
#[derive(Debug, Clone)]
pub(super) enum Done {
    /// Hours were kept; how they were before.
    Hours(String),
    /// Somebody is noted away; the id of it.
    Away(String),
    /// An absence was taken back: its first and last day and its reason.
    Ended([String; 3]),
    /// The last change was taken back.
    Undone,
}

/// From and to of the shift and of the break of each weekday, as typed.
#[derive(Debug, Clone, Default)]
pub(super) struct Week {
    pub(super) days: [((String, String), (String, String)); 7],
}

impl Week {
    /// Puts what a form says over what is kept.
    pub(super) fn typed(&mut self, pairs: &[(String, String)]) {
        let say = |name: String, into: &mut String| {
            if let Some((_, text)) = pairs.iter().rev().find(|(given, _)| *given == name) {
                into.clone_from(text);
            }
        };
        for (n, (shift, pause)) in self.days.iter_mut().enumerate() {
            say(format!("shift-from-{n}"), &mut shift.0);
            say(format!("shift-to-{n}"), &mut shift.1);
            say(format!("break-from-{n}"), &mut pause.0);
            say(format!("break-to-{n}"), &mut pause.1);
        }
    }
}

impl HoursPage {
    pub(super) fn new(signed: &Signed, today: Day) -> Self {
        Self { csrf: Csrf::of(signed), ..Self::bare(today) }
    }

    pub(super) fn bare(today: Day) -> Self {
        Self {
            csrf: Csrf::default(),
            today,
            of: String::new(),
            resources: Vec::new(),
            week: Week::default(),
            away: Vec::new(),
            stranded: 0,
            errors: Vec::new(),
            typed: Vec::new(),
            done: None,
            may_change: false,
        }
    }

    fn named(&self, id: &str) -> String {
        if id.is_empty() {
            return "The house".to_owned();
        }
        self.resources.iter().find(|one| one.id == id).map_or_else(|| id.to_owned(), |one| one.name.clone())
    }

    fn chooser(&self) -> Markup {
        let mut all = vec![(String::new(), "The house".to_owned())];
        all.extend(self.resources.iter().map(|one| (one.id.clone(), format!("{} ({})", one.name, words::kind(one.kind)))));
        html! {
            form.form method="get" action="/calendar/hours" {
                div.form-row { (Field::new("of", "Whose hours?", Entry::Select(all)).value(&self.of)) }
                div.form-end { (ui::submit("Show", Press::Second)) }
            }
        }
    }

    fn time(&self, name: &str, label: &str, value: &str) -> Markup {
        let error = self.errors.iter().find(|(field, _)| field == name).map(|(_, told)| told.as_str());
        html! { (Field::new(name, label, Entry::Text).value(value).error(error)) }
    }

    /// The hours for whoever may only read them.
    fn told_weekly(&self) -> Markup {
        let span = |(from, to): &(String, String)| if from.is_empty() { "closed".to_owned() } else { format!("{from} to {to}") };
        let rows: Vec<(&str, Markup)> = WEEKDAYS
            .iter()
            .zip(&self.week.days)
            .map(|(name, (shift, pause))| (*name, html! { (span(shift)) @if !pause.0.is_empty() { ", break " (span(pause)) } }))
            .collect();
        ui::facts(&rows)
    }

    fn weekly(&self) -> Markup {
        if !self.may_change {
            return self.told_weekly();
        }
        html! {
            form.form method="post" action="/calendar/hours" {
                (ui::csrf(&self.csrf))
                input type="hidden" name="of" value=(self.of);
                @for (n, (name, (shift, pause))) in WEEKDAYS.iter().zip(&self.week.days).enumerate() {
                    fieldset."choices hours-day" {
                        legend { (name) }
                        div.form-row {
                            (self.time(&format!("shift-from-{n}"), "From", &shift.0))
                            (self.time(&format!("shift-to-{n}"), "To", &shift.1))
                            @if !self.of.is_empty() {
                                (self.time(&format!("break-from-{n}"), "Break from", &pause.0))
                                (self.time(&format!("break-to-{n}"), "Break to", &pause.1))
                            }
                        }
                    }
                }
                p."small muted" { "An empty day is a day off. Rooms and devices without hours of their own are there whenever the house is open." }
                div.form-end { (ui::submit("Keep these hours", Press::Primary)) }
            }
        }
    }

    /// What was just done, and the way back.
    fn told(&self) -> Markup {
        let Some(done) = &self.done else { return html! {} };
        let (told, way) = match done {
            Done::Hours(was) => ("The hours are kept.", Some(("/calendar/hours/undo", vec![("was", was.as_str())], "Put them back"))),
            Done::Away(id) => ("Noted.", Some(("/calendar/away/end", vec![("away", id.as_str())], "Take it back"))),
            Done::Ended([first, last, reason]) => {
                ("Taken back.", Some(("/calendar/away", vec![("first", first.as_str()), ("last", last.as_str()), ("reason", reason.as_str())], "Note it again")))
            }
            Done::Undone => ("As it was before.", None),
        };
        html! {
            div.moved role="status" {
                p { (ui::shape(State::Clear)) (told) }
                @if let (Some((action, fields, word)), true) = (way, self.may_change) {
                    form method="post" action=(action) {
                        (ui::csrf(&self.csrf))
                        input type="hidden" name="of" value=(self.of);
                        @for (name, value) in fields { input type="hidden" name=(name) value=(value); }
                        button.btn { (word) }
                    }
                }
            }
        }
    }

    fn absences(&self) -> Markup {
        html! {
            @if self.away.is_empty() { p.muted { "Nobody is away, and nothing is serviced." } }
            ul.history { @for one in &self.away { li {
                b { (self.named(&one.resource)) } ", " (one.kind.code()) ": "
                (words::dated(one.first)) @if one.last != one.first { " to " (words::dated(one.last)) }
                @if !one.reason.is_empty() { ". " (one.reason) }
                @if self.may_change {
                    form method="post" action="/calendar/away/end" {
                        (ui::csrf(&self.csrf))
                        input type="hidden" name="of" value=(one.resource);
                        input type="hidden" name="away" value=(one.id);
                        button."btn quiet" aria-label=(format!("Take back: {}, {}", self.named(&one.resource), words::dated(one.first))) { "Take back" }
                    }
                }
            } } }
            @if self.may_change {
                form.form method="post" action="/calendar/away" {
                    (ui::csrf(&self.csrf))
                    input type="hidden" name="of" value=(self.of);
                    @let error = |name: &str| self.errors.iter().find(|(field, _)| field == name).map(|(_, told)| told.as_str());
                    @let typed = |name: &str| self.typed.iter().rev().find(|(given, _)| given == name).map(|(_, text)| text.as_str());
                    div.form-row {
                        (Field::new("first", "First day", Entry::Date).value(typed("first").unwrap_or(&self.today.to_string())).error(error("first")))
                        (Field::new("last", "Last day", Entry::Date).value(typed("last").unwrap_or_default()).optional().error(error("last")))
                        (Field::new("reason", "Reason", Entry::Text).value(typed("reason").unwrap_or_default()).optional())
                    }
                    div.form-end { (ui::submit(&if self.of.is_empty() { "The house is closed".to_owned() } else { format!("{} is away", self.named(&self.of)) }, Press::Second)) }
                }
            }
        }
    }
}

impl Page for HoursPage {
    fn samples() -> Vec<(&'static str, Self)> {
        super::samples::hours()
    }

    fn title(&self) -> String {
        if self.of.is_empty() { "When the house is open".to_owned() } else { format!("When {} is here", self.named(&self.of)) }
    }

    fn door(&self) -> Option<&'static str> {
        Some("/settings")
    }

    fn status(&self) -> StatusCode {
        if self.errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }
    }

    fn render(&self) -> Markup {
        html! {
            (ui::breadcrumbs(&[("Settings", "/settings")], "Opening hours and leave"))
            (Heading::new(&self.title()).eyebrow("Opening hours and leave").lead("What stands here decides which times are free. Visits that it touches stay, and are shown under Today until they are moved."))
            (self.told())
            @if self.stranded > 0 {
                (ui::notice(State::Stop, "Visits to move", &html! { (self.stranded) " booked visits lie outside these hours. " a href="/today" { "See them under Today" } }))
            }
            (ui::columns(
                &html! { (self.chooser()) (ui::section("weekly", "Every week", "", &self.weekly())) },
                &html! { (ui::card("Away", &self.absences())) },
            ))
        }
    }
}
