//! The page on which a visit is booked.
use super::book::DAYS;
use super::desk::Guest;
use super::words;
use crate::Page;
use crate::session::Signed;
use crate::ui::{self, Entry, Field, Heading, Press, Row, Tone};
use axum::http::StatusCode;
use chart::booking::{Asked, Service, clock, free::WhyNot};
use chart::patient::Found;
use maud::{Markup, html};
use vocab::Day;
use vocab::verdict::State;

/// For whom, what, when.
#[derive(Debug, Clone)]
pub struct NewVisit {
    pub(super) csrf: Csrf,
    pub(super) typed: String,
    pub(super) found: Vec<Found>,
    pub(super) guest: Option<Guest>,
    pub(super) services: Vec<Service>,
    pub(super) service: Option<Service>,
    pub(super) day: Day,
    pub(super) who: String,
    pub(super) people: Vec<(String, String)>,
    pub(super) asked: Option<Asked>,
    pub(super) times: Vec<(Day, Vec<u16>)>,
    pub(super) why_not: Vec<WhyNot>,
    pub(super) gate_days: usize,
    pub(super) fault: Option<(u16, String)>,
    /// What was typed for the day and cannot be read, with what is wrong with it.
    pub(super) wrong_day: Option<(String, String)>,
}

/// The token of a session, for pages that are values.
#[derive(Debug, Clone, Default)]
pub(crate) struct Csrf(String);

impl Csrf {
    /// Of whoever is signed in.
    pub(crate) fn of(signed: &Signed) -> Self {
        Self(signed.csrf.clone())
    }
}

impl crate::session::Carries for Csrf {
    fn csrf(&self) -> &str {
        &self.0
    }
}

impl NewVisit {
    pub(super) fn new(signed: &Signed, today: Day) -> Self {
        Self { csrf: Csrf::of(signed), ..Self::empty(today) }
    }

    fn empty(today: Day) -> Self {
        Self {
            csrf: Csrf::default(),
            typed: String::new(),
            found: Vec::new(),
            guest: None,
            services: Vec::new(),
            service: None,
            day: today,
            who: String::new(),
            people: Vec::new(),
            asked: None,
            times: Vec::new(),
            why_not: Vec::new(),
            gate_days: 0,
            fault: None,
            wrong_day: None,
        }
    }

    fn find(&self) -> Markup {
        let rows: Vec<Row> = self
            .found
            .iter()
            .map(|found| Row {
                href: format!("/calendar/new?patient={}&day={}", found.patient, self.day),
                title: found.identity.name.clone(),
                line: found.identity.born.map_or_else(String::new, |born| format!("born {}", words::dated(born))),
            })
            .collect();
        html! {
            form.form method="get" action="/calendar/new" data-live="found" {
                input type="hidden" name="day" value=(self.day);
                (Field::new("q", "Who comes?", Entry::Text).value(&self.typed)
                    .hint("A name, a birth day such as 1990-04-12, or a telephone number. Slips are forgiven.").autofocus())
                div.form-end { (ui::submit("Find", Press::Primary)) }
            }
            div id="found" aria-live="polite" {
                @if !rows.is_empty() { (ui::rows(&rows)) }
                @else if !self.typed.is_empty() {
                    (ui::empty("Nobody is called that here", "Look at the spelling, or register a new guest first.",
                        &ui::button_link("/patients/new", "Register a guest", Press::Second)))
                }
            }
        }
    }

    fn choose(&self, patient: &str) -> Markup {
        let mut options = vec![(String::new(), "Choose".to_owned())];
        options.extend(self.services.iter().map(|one| (one.key.clone(), format!("{}, {} minutes", one.title, one.minutes()))));
        let mut people = vec![(String::new(), "Anybody who may".to_owned())];
        people.extend(self.people.iter().cloned());
        let chosen = self.service.as_ref().map_or("", |one| one.key.as_str());
        html! {
            form.form method="get" action="/calendar/new" {
                input type="hidden" name="patient" value=(patient);
                div.form-row {
                    (Field::new("service", "What for?", Entry::Select(options)).value(chosen))
                    (self.first_day())
                    @if self.service.is_some() { (Field::new("who", "With whom?", Entry::Select(people)).value(&self.who)) }
                }
                div.form-end { (ui::submit("Show free times", if self.service.is_some() { Press::Second } else { Press::Primary })) }
            }
        }
    }

    fn first_day(&self) -> Field {
        let field = Field::new("day", "From which day?", Entry::Date);
        match &self.wrong_day {
            Some((typed, told)) => field.value(typed).error(Some(told)),
            None => field.value(&self.day.to_string()),
        }
    }

    fn starts(&self, guest: &Guest, service: &Service) -> Markup {
        html! {
            @if let Some(asked) = &self.asked { (gate(asked)) }
            @if self.times.is_empty() { (self.none(&guest.patient, service)) } @else {
                form method="post" action="/calendar/new" {
                    (ui::csrf(&self.csrf))
                    input type="hidden" name="patient" value=(guest.patient);
                    input type="hidden" name="service" value=(service.key);
                    input type="hidden" name="who" value=(self.who);
                    (Field::new("note", "A word for the desk", Entry::Text).optional())
                    @for (n, (day, cells)) in self.times.iter().enumerate() {
                        details.times open[n == 0] {
                            summary { (words::day(*day)) " " span.muted { (cells.len()) @if cells.len() == 1 { " time" } @else { " times" } } }
                            div.starts {
                                @for cell in cells {
                                    button.btn name="at" value=(words::moment(*day, *cell)) aria-label=(format!("{}, {}", words::day(*day), clock(*cell))) { (clock(*cell)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    fn none(&self, patient: &str, service: &Service) -> Markup {
        html! {
            div.empty {
                h2 { "No time is free for " (service.title) }
                @if self.gate_days == 0 { p { "It may be given on none of the next days; the reason stands above." } }
                ul.why-not { @for why in &self.why_not { li { (reason(why)) } } }
                p { "A later day, another practitioner, or leave and opening hours that change would open one." }
                (ui::button_link(&format!("/calendar/waitlist/new?patient={patient}&service={}", service.key), "Put on the waitlist", Press::Second))
            }
        }
    }
}

/// What one kind of resource has to offer, as a sentence.
fn reason(why: &WhyNot) -> String {
    let kind = words::plural(why.kind);
    match (&why.skill, why.able, why.days) {
        (Some(skill), 0, _) => format!("None of the {kind} is noted for “{skill}”. Add it under opening hours and people."),
        (_, able, 0) => format!("{able} {kind} could, but none has the time on any of the days."),
        (_, able, days) => format!("{able} {kind} could, on {days} of the days: not together with the others."),
    }
}

/// The answer of the gate, with its reasons.
pub(crate) fn gate(asked: &Asked) -> Markup {
    let state = words::state(asked);
    let title = match state {
        State::Clear => "Clear",
        State::Ask => "To be asked first",
        State::Stop => "Not now",
    };
    html! {
        div class={ "notice gate " (match state { State::Clear => "state-clear", State::Ask => "state-ask", State::Stop => "state-stop" }) } {
            (ui::shape(state))
            div {
                b { (title) }
                p { (words::standing(asked)) }
                @if !asked.findings.is_empty() {
                    ul { @for told in asked.findings.iter().take(4) { li { (ui::with_days(&told.because)) } } }
                }
            }
        }
    }
}

impl Page for NewVisit {
    fn samples() -> Vec<(&'static str, Self)> {
        let day = Day::from_number(20_781);
        let service = super::samples::service();
        let guest = super::samples::guest(day);
        let services = vec![service.clone()];
        let chosen = Self { guest: Some(guest), services, service: Some(service), ..Self::empty(day) };
        let asked = super::samples::asked(vocab::Verdict::Review, day);
        let times = vec![(day, vec![108, 111, 114]), (day.plus(1), vec![120])];
        let why = WhyNot { kind: chart::booking::Kind::Device, skill: None, able: 1, days: 0 };
        vec![
            ("empty", Self::empty(day)),
            ("nobody", Self { typed: "Xyzzy".to_owned(), ..Self::empty(day) }),
            ("wrong-day", Self { wrong_day: Some(("12.3.2027".to_owned(), "A day such as 2027-03-12; did you mean 2027-03-12?".to_owned())), ..chosen.clone() }),
            ("times", Self { asked: Some(asked.clone()), times: times.clone(), ..chosen.clone() }),
            ("none", Self { asked: Some(asked), why_not: vec![why], gate_days: 3, ..chosen.clone() }),
            ("taken", Self { times, fault: Some((409, "Tue 24 November at 09:00 was taken a moment ago.".to_owned())), ..chosen }),
        ]
    }

    fn title(&self) -> String {
        match (&self.guest, &self.service) {
            (None, _) => "Who comes?".to_owned(),
            (Some(guest), None) => format!("What does {} come for?", guest.identity.name),
            (Some(guest), Some(_)) if self.times.is_empty() && self.wrong_day.is_none() => format!("No time for {}", guest.identity.name),
            (Some(guest), Some(_)) => format!("When does {} come?", guest.identity.name),
        }
    }

    fn door(&self) -> Option<&'static str> {
        Some("/calendar")
    }

    fn status(&self) -> StatusCode {
        let wrong = self.wrong_day.as_ref().map(|_| 422);
        wrong.or(self.fault.as_ref().map(|(status, _)| *status)).and_then(|status| StatusCode::from_u16(status).ok()).unwrap_or(StatusCode::OK)
    }

    fn render(&self) -> Markup {
        let lead = match (&self.guest, &self.service) {
            (Some(_), Some(_)) => format!("The next {DAYS} days with a free time are shown. One press books."),
            _ => "Guest, service, time: three steps, each a link you can come back to.".to_owned(),
        };
        html! {
            (ui::breadcrumbs(&[("Calendar", "/calendar")], "New visit"))
            (Heading::new(&self.title()).eyebrow("New visit").lead(&lead))
            @if let Some((_, told)) = &self.fault { (ui::notice(State::Stop, "Not booked", &html! { (told) })) }
            div.stack {
                @match &self.guest {
                    None => (self.find()),
                    Some(guest) => {
                        p { (ui::chip(Tone::Plain, &guest.identity.name)) " " a href="/calendar/new" { "Somebody else" } }
                        (self.choose(&guest.patient))
                        @if let Some(service) = self.service.as_ref().filter(|_| self.wrong_day.is_none()) { (self.starts(guest, service)) }
                    }
                }
            }
        }
    }
}
