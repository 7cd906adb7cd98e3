//! The page on which a series is booked.
use super::desk::Guest;
use super::new_visit::Csrf;
use super::series::SESSIONS_MAX;
use super::words;
use crate::Page;
use crate::session::Signed;
use crate::ui::{self, Entry, Field, Heading, Press};
use axum::http::StatusCode;
use calendar::series::Gap;
use calendar::series::blocked::Blocked;
use chart::booking::{Service, clock};
use maud::{Markup, html};
use vocab::Day;
use vocab::verdict::State;

/// A series: what is asked, and the best dates for it.
#[derive(Debug, Clone)]
pub struct SeriesPage {
    pub(super) csrf: Csrf,
    pub(super) guest: Guest,
    pub(super) services: Vec<Service>,
    pub(super) service: Option<Service>,
    pub(super) day: Day,
    pub(super) who: String,
    pub(super) hours: String,
    pub(super) people: Vec<(String, String)>,
    pub(super) sessions: usize,
    pub(super) gap: Gap,
    pub(super) proposal: Vec<Proposal>,
    pub(super) blocked: Vec<String>,
    pub(super) fault: Option<(u16, String)>,
}

/// One visit of the proposal.
#[derive(Debug, Clone)]
pub(super) struct Proposal {
    pub(super) day: Day,
    pub(super) cell: u16,
    pub(super) ids: Vec<String>,
    pub(super) with: Vec<String>,
}

/// Why there is no series, and the least changes that would open one.
pub(super) fn told(blocked: &Blocked, from: Day) -> Vec<String> {
    let mut lines = Vec::new();
    for one in &blocked.blocked_by {
        lines.push(format!(
            "Visit {} has no day: of {} days in reach, {} have nobody who may, {} no room, {} no device, and on {} they are never free together.",
            one.session, one.days_in_reach, one.days_without_practitioner, one.days_without_room, one.days_without_device,
            one.days_never_together
        ));
        lines.extend(one.least_changes.iter().map(|change| ui::sentence(&change.words)));
    }
    lines.push(format!("Days are counted from {}.", words::dated(from)));
    lines
}

impl SeriesPage {
    pub(super) fn new(signed: &Signed, guest: Guest, services: Vec<Service>, today: Day) -> Self {
        Self { csrf: Csrf::of(signed), ..Self::bare(guest, services, today) }
    }

    pub(super) fn bare(guest: Guest, services: Vec<Service>, today: Day) -> Self {
        Self {
            csrf: Csrf::default(),
            guest,
            services,
            service: None,
            day: today.plus(1),
            who: String::new(),
            hours: String::new(),
            people: Vec::new(),
            sessions: 3,
            gap: Gap { min: 28, ideal: 28, max: 42 },
            proposal: Vec::new(),
            blocked: Vec::new(),
            fault: None,
        }
    }

    fn wishes(&self) -> Markup {
        let mut services = vec![(String::new(), "Choose".to_owned())];
        services.extend(self.services.iter().filter(|s| !s.treatment.is_empty()).map(|s| (s.key.clone(), s.title.clone())));
        let mut people = vec![(String::new(), "Anybody who may".to_owned())];
        people.extend(self.people.iter().cloned());
        let hours = [("", "Any hour"), ("morning", "Mornings"), ("afternoon", "Afternoons, to 17:00"), ("evening", "From 17:00")];
        let hours = hours.iter().map(|(value, name)| ((*value).to_owned(), (*name).to_owned())).collect();
        let days = |high: usize| Entry::Number { low: "1".into(), high: high.to_string(), step: "1".into(), unit: "days".into() };
        let sessions = Entry::Number { low: "1".into(), high: SESSIONS_MAX.to_string(), step: "1".into(), unit: "visits".into() };
        html! {
            form.form method="get" action="/calendar/series" {
                input type="hidden" name="patient" value=(self.guest.patient);
                div.form-row {
                    (Field::new("service", "What for?", Entry::Select(services)).value(self.service.as_ref().map_or("", |s| &s.key)))
                    @if self.service.is_some() {
                        (Field::new("day", "Not before", Entry::Date).value(&self.day.to_string()))
                        (Field::new("sessions", "How many?", sessions).value(&self.sessions.to_string()))
                        (Field::new("min", "Days apart, at least", days(180)).value(&self.gap.min.to_string()))
                        (Field::new("ideal", "Best", days(200)).value(&self.gap.ideal.to_string()))
                        (Field::new("max", "At most", days(240)).value(&self.gap.max.to_string()))
                        (Field::new("who", "With whom?", Entry::Select(people)).value(&self.who))
                        (Field::new("hours", "What suits?", Entry::Select(hours)).value(&self.hours))
                    }
                }
                div.form-end { (ui::submit("Find the best dates", if self.proposal.is_empty() { Press::Primary } else { Press::Second })) }
            }
        }
    }

    fn dates(&self, service: &Service) -> Markup {
        html! {
            form method="post" action="/calendar/series" {
                (ui::csrf(&self.csrf))
                input type="hidden" name="patient" value=(self.guest.patient);
                input type="hidden" name="service" value=(service.key);
                ol.proposal {
                    @for (n, one) in self.proposal.iter().enumerate() {
                        li {
                            b { (words::dated(one.day)) ", " (clock(one.cell)) } " "
                            span.muted { (one.with.join(", ")) @if let Some(before) = n.checked_sub(1).and_then(|n| self.proposal.get(n)) { ", " (one.day.since(before.day)) " days after the one before" } }
                            input type="hidden" name="slot" value=(format!("{} {}", words::moment(one.day, one.cell), one.ids.join(" ")));
                        }
                    }
                }
                div.form-end { button."btn primary" { "Book all " (self.proposal.len()) } }
            }
            p."small muted" { "Every possible series was looked at; this one begins soonest, keeps the best distance and changes the practitioner least. Booked together or not at all." }
        }
    }
}

impl Page for SeriesPage {
    fn samples() -> Vec<(&'static str, Self)> {
        super::samples::series()
    }

    fn title(&self) -> String {
        let guest = &self.guest.identity.name;
        match (&self.service, self.proposal.len()) {
            (None, _) => format!("A series for {guest}"),
            (Some(_), 0) => format!("No series fits for {guest}"),
            (Some(_), many) => format!("{many} dates for {guest}"),
        }
    }

    fn door(&self) -> Option<&'static str> {
        Some("/calendar")
    }

    fn status(&self) -> StatusCode {
        self.fault.as_ref().and_then(|(status, _)| StatusCode::from_u16(*status).ok()).unwrap_or(StatusCode::OK)
    }

    fn render(&self) -> Markup {
        html! {
            (ui::breadcrumbs(&[("Calendar", "/calendar")], "Series"))
            (Heading::new(&self.title()).eyebrow("Series").lead("Practitioner, room and device are looked at together, on the days that the gate lets through."))
            @if let Some((_, told)) = &self.fault { (ui::notice(State::Stop, "Not booked", &html! { (told) })) }
            div.stack {
                (self.wishes())
                @if let Some(service) = &self.service {
                    @if self.proposal.is_empty() {
                        (ui::card("What would make it possible", &html! { ul.why-not { @for line in &self.blocked { li { (line) } } } }))
                    } @else { (self.dates(service)) }
                }
            }
        }
    }
}
