//! The page on which a series is booked: for whom, what is wished, and the dates that are offered.
use super::desk::Guest;
use super::new_visit::Csrf;
use super::offers::{Found, Offered, Wished};
use super::repair::Card;
use super::repair_page;
use super::series::SESSIONS_MAX;
use super::words;
use crate::Page;
use crate::session::Signed;
use crate::ui::{self, Choice, Choices, Entry, Field, Heading, Press, Row, Width};
use axum::http::StatusCode;
use calendar::series::Gap;
use chart::booking::{Service, clock};
use chart::patient::Found as Person;
use maud::{Markup, html};
use vocab::Day;
use vocab::verdict::State;

/// A series: what is asked, and the dates for it.
#[derive(Debug, Clone)]
pub struct SeriesPage {
    pub(super) csrf: Csrf,
    pub(super) typed: String,
    pub(super) people_found: Vec<Person>,
    pub(super) guest: Option<Guest>,
    pub(super) source: Source,
    pub(super) day: Day,
    pub(super) people: Vec<(String, String)>,
    pub(super) wished: Wished,
    pub(super) found: Found,
    pub(super) fault: Option<(u16, String)>,
    /// What was just done: `mended` or `repaired`.
    pub(super) told: String,
    /// What puts the visits of the plan right that are booked.
    pub(super) repair: Option<Card>,
    /// The repair that can be taken back: the visit, its id, until when.
    pub(super) undo: Option<(String, String, String)>,
    pub(super) may_plan: bool,
}

/// Where the visits of a series come from.
#[derive(Debug, Clone)]
pub(super) enum Source {
    /// One service, again and again.
    Service { services: Vec<Service>, service: Option<Box<Service>>, sessions: usize, gap: Gap },
    /// An agreed plan: the day it was agreed, what is booked already (what and address), what cannot be booked and why, and how
    /// many visits are left.
    Plan { agreed: Day, booked: Vec<(String, String)>, left_out: Vec<String>, rest: usize },
}

impl SeriesPage {
    pub(super) fn new(signed: &Signed, today: Day) -> Self {
        Self { csrf: Csrf::of(signed), ..Self::bare(today) }
    }

    pub(super) fn bare(today: Day) -> Self {
        let gap = Gap { min: 28, ideal: 28, max: 42 };
        Self {
            csrf: Csrf::default(),
            typed: String::new(),
            people_found: Vec::new(),
            guest: None,
            source: Source::Service { services: Vec::new(), service: None, sessions: 3, gap },
            day: today.plus(1),
            people: Vec::new(),
            wished: Wished::default(),
            found: Found::default(),
            fault: None,
            told: String::new(),
            repair: None,
            undo: None,
            may_plan: false,
        }
    }

    /// What was just done, what puts the booked visits right, and the way back from it.
    fn put_right(&self) -> Markup {
        html! {
            @match self.told.as_str() {
                "mended" => (ui::notice(State::Clear, "Agreed.", &html! { "The plan is changed. Now its visits follow." })),
                "repaired" => (ui::notice(State::Clear, "Done.", &html! { "The visits that were booked stand as the plan has them." })),
                _ => {}
            }
            @if let Some((visit, repair, until)) = &self.undo { (repair_page::undo(visit, repair, until, &self.csrf)) }
            @if let Some(card) = &self.repair {
                (repair_page::card(card, &self.csrf, repair_page::May { book: true, plan: self.may_plan, back: "plan" }))
            }
        }
    }

    /// Where the forms go.
    fn action(&self, guest: &Guest) -> String {
        match self.source {
            Source::Service { .. } => "/calendar/series".to_owned(),
            Source::Plan { .. } => format!("/patients/{}/plan/book", guest.patient),
        }
    }

    /// Whether there is something to look for.
    fn is_asked(&self) -> bool {
        match &self.source {
            Source::Service { service, .. } => service.is_some(),
            Source::Plan { rest, .. } => *rest > 0 && self.repair.is_none(),
        }
    }

    fn find(&self) -> Markup {
        let rows: Vec<Row> = self
            .people_found
            .iter()
            .map(|found| Row {
                href: format!("/calendar/series?patient={}", found.patient),
                title: found.identity.name.clone(),
                line: found.identity.born.map_or_else(String::new, |born| format!("born {}", words::dated(born))),
            })
            .collect();
        html! {
            form.form method="get" action="/calendar/series" {
                (Field::new("q", "For whom?", Entry::Text).value(&self.typed)
                    .hint("A name, a birth day such as 1990-04-12, or a telephone number. Slips are forgiven.").autofocus())
                div.form-end { (ui::submit("Find", Press::Primary)) }
            }
            @if !rows.is_empty() { (ui::rows(&rows)) }
            @else if !self.typed.is_empty() {
                (ui::empty("Nobody is called that here", "Look at the spelling, or register a new guest first.",
                    &ui::button_link("/patients", "To the guests", Press::Second)))
            } @else { p.muted { "A guest with an agreed plan has a button for it on their page: Book this series." } }
        }
    }

    /// What a series of one service asks beside the wishes.
    fn of_service(&self) -> Markup {
        let Source::Service { services, service, sessions, gap } = &self.source else { return html! {} };
        let wrong = &self.wished.wrong;
        let mut options = vec![(String::new(), "Choose".to_owned())];
        options.extend(services.iter().filter(|s| !s.treatment.is_empty()).map(|s| (s.key.clone(), s.title.clone())));
        let number = |high: usize, unit: &str| Entry::Number { low: "1".into(), high: high.to_string(), step: "1".into(), unit: unit.into() };
        html! {
            (Field::new("service", "What for?", Entry::Select(options)).value(service.as_ref().map_or("", |s| &s.key)))
            @if service.is_some() {
                (wrong.field(Field::new("sessions", "How many?", number(SESSIONS_MAX, "visits")), "sessions", &sessions.to_string()))
                (wrong.field(Field::new("min", "Days apart, at least", number(180, "days")), "min", &gap.min.to_string()))
                (wrong.field(Field::new("ideal", "Best", number(200, "days")), "ideal", &gap.ideal.to_string()))
                (wrong.field(Field::new("max", "At most", number(240, "days")), "max", &gap.max.to_string()))
            }
        }
    }

    fn wishes(&self, guest: &Guest) -> Markup {
        let (wished, wrong) = (&self.wished, &self.wished.wrong);
        let mut people = vec![(String::new(), "Anybody who may".to_owned())];
        people.extend(self.people.iter().cloned());
        let hours = [("", "Any hour"), ("morning", "Mornings"), ("afternoon", "Afternoons, to 17:00"), ("evening", "From 17:00")];
        let hours = hours.iter().map(|(value, name)| ((*value).to_owned(), (*name).to_owned())).collect();
        let weekday = |(n, name): (usize, &&str)| Choice {
            value: n.to_string(),
            label: (*name).to_owned(),
            note: String::new(),
            chosen: wished.weekdays.contains(&n),
        };
        let weekdays = words::WEEKDAYS.iter().enumerate().map(weekday).collect();
        html! {
            form.form method="get" action=(self.action(guest)) {
                @if matches!(self.source, Source::Service { .. }) { input type="hidden" name="patient" value=(guest.patient); }
                div.form-row {
                    (self.of_service())
                    @if self.is_asked() {
                        (wrong.field(Field::new("day", "Not before", Entry::Date), "day", &self.day.to_string()))
                        (Field::new("who", "With whom?", Entry::Select(people)).value(&wished.who))
                        (Field::new("hours", "What suits?", Entry::Select(hours)).value(&wished.hours))
                        (Field::new("away-from", "Away from", Entry::Date).value(&wished.away.0).error(wrong.told("away-from")).optional())
                        (Field::new("away-to", "Away to", Entry::Date).value(&wished.away.1).error(wrong.told("away-to")).optional())
                    }
                }
                @if self.is_asked() { (Choices::many("weekday", "Which weekdays suit? None chosen means all.", weekdays).width(Width::Brief)) }
                div.form-end { (ui::submit("Find the best dates", if self.found.offers.is_empty() { Press::Primary } else { Press::Second })) }
            }
        }
    }

    fn offer(&self, guest: &Guest, n: usize, one: &Offered) -> Markup {
        let id = format!("offer-{n}");
        let many = one.visits.len();
        let all = if many == 1 { "Book this visit".to_owned() } else { format!("Book all {many}") };
        html! {
            section.card aria-labelledby=(id) {
                h2 id=(id) { (one.title) }
                div.boxed {
                    p { (one.line) }
                    form method="post" action=(self.action(guest)) {
                        (ui::csrf(&self.csrf))
                        input type="hidden" name="patient" value=(guest.patient);
                        @if let Source::Service { service: Some(service), gap, .. } = &self.source {
                            input type="hidden" name="service" value=(service.key);
                            input type="hidden" name="min" value=(gap.min);
                            input type="hidden" name="ideal" value=(gap.ideal);
                            input type="hidden" name="max" value=(gap.max);
                        }
                        ol.proposal {
                            @for (n, visit) in one.visits.iter().enumerate() {
                                li {
                                    b { (words::dated(visit.day)) ", " (clock(visit.cell)) } " "
                                    @if matches!(self.source, Source::Plan { .. }) { (visit.what) " " }
                                    span.muted { (visit.with.join(", "))
                                        @if let Some(before) = n.checked_sub(1).and_then(|n| one.visits.get(n)) { ", " (visit.day.since(before.day)) " days after the one before" } }
                                    @if visit.state == State::Ask { " " (ui::chip(State::Ask, "provisional: a prescriber signs first")) }
                                    @for slot in &visit.slots { input type="hidden" name="slot" value=(slot); }
                                }
                            }
                        }
                        div.form-end { button class=(if n == 0 { "btn primary" } else { "btn" }) aria-label=(format!("{all}: {}", one.title)) { (all) } }
                    }
                }
            }
        }
    }

    /// What of a plan is booked already, and what cannot be booked here.
    fn of_plan(&self) -> Markup {
        let Source::Plan { booked, left_out, rest, .. } = &self.source else { return html! {} };
        html! {
            @if !booked.is_empty() {
                (ui::card("Booked already", &html! { ul.why-not { @for (what, href) in booked { li { a."tall-link" href=(href) { (what) } } } } }))
            }
            @if !left_out.is_empty() {
                (ui::notice(State::Ask, "Not everything can be booked here", &html! { @for line in left_out { (line) " " } }))
            }
            @if *rest == 0 && left_out.is_empty() && self.repair.is_none() {
                (ui::empty("Every visit of the plan is booked", "Nothing is left to be booked.", &html! {}))
            }
        }
    }

    fn dates(&self, guest: &Guest) -> Markup {
        html! {
            @if self.found.offers.is_empty() {
                @if !self.found.blocked.is_empty() {
                    (ui::card("What would make it possible", &html! { ul.why-not { @for line in &self.found.blocked { li { (line) } } } }))
                }
            } @else {
                @for (n, one) in self.found.offers.iter().enumerate() { (self.offer(guest, n, one)) }
            }
        }
    }
}

impl Page for SeriesPage {
    fn samples() -> Vec<(&'static str, Self)> {
        super::series_samples::series()
    }

    fn title(&self) -> String {
        let Some(guest) = &self.guest else { return "A series: for whom?".to_owned() };
        let name = &guest.identity.name;
        match (&self.source, self.found.offers.first()) {
            (_, Some(first)) if first.visits.len() == 1 => format!("A date for {name}"),
            (_, Some(first)) => format!("{} dates for {name}", first.visits.len()),
            (Source::Plan { .. }, None) if self.repair.is_some() => format!("The visits of {name} follow the plan"),
            (Source::Plan { rest: 0, .. }, None) => format!("The plan of {name} is booked"),
            (_, None) if !self.wished.wrong.is_empty() => format!("What suits {name}?"),
            (Source::Plan { .. }, None) => format!("No dates fit the plan of {name}"),
            (Source::Service { service: Some(_), .. }, None) => format!("No series fits for {name}"),
            (Source::Service { service: None, .. }, None) => format!("A series for {name}"),
        }
    }

    fn door(&self) -> Option<&'static str> {
        Some("/calendar")
    }

    fn status(&self) -> StatusCode {
        let wrong = (!self.wished.wrong.is_empty()).then_some(422);
        let status = self.fault.as_ref().map(|(status, _)| *status).or(wrong);
        status.and_then(|status| StatusCode::from_u16(status).ok()).unwrap_or(StatusCode::OK)
    }

    fn render(&self) -> Markup {
        let eyebrow = match &self.source {
            Source::Service { .. } => "Series".to_owned(),
            Source::Plan { agreed, .. } => format!("Plan · agreed {}", words::dated(*agreed)),
        };
        html! {
            @match (&self.source, &self.guest) {
                (Source::Plan { .. }, Some(guest)) => {
                    (ui::breadcrumbs(&[("Patients", "/patients"), (&guest.identity.name, &format!("/patients/{}", guest.patient)), ("Plan", &format!("/patients/{}/plan", guest.patient))], "Book"))
                }
                _ => { (ui::breadcrumbs(&[("Calendar", "/calendar")], "Series")) }
            }
            (Heading::new(&self.title()).eyebrow(&eyebrow).lead("Practitioner, room and device are looked at together, on the days on which the treatment may be given."))
            @if let Some((_, told)) = &self.fault { (ui::notice(State::Stop, "Not booked", &html! { (told) })) }
            div.stack {
                @match &self.guest {
                    None => { (self.find()) }
                    Some(guest) => {
                        (self.put_right())
                        (self.of_plan())
                        @if self.is_asked() || matches!(self.source, Source::Service { .. }) { (self.wishes(guest)) }
                        @if self.wished.wrong.is_empty() { (self.dates(guest)) }
                    }
                }
            }
        }
    }
}
