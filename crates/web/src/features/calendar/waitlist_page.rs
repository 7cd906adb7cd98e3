//! The pages of the waiting list.
use super::freed_times::FreedTimes;
use super::new_visit::Csrf;
use super::words;
use crate::Page;
use crate::session::Signed;
use crate::ui::{self, Choice, Choices, Entry, Field, Heading, Press, Row, Tone, Width};
use axum::http::StatusCode;
use chart::booking::{DAY_CELLS, clock};
use chart::patient::Found;
use chart::wait::{Offer, OfferState, WaitStatus, Waiting};
use jiff::tz::TimeZone;
use maud::{Markup, html};
use std::collections::BTreeMap;
use vocab::Day;
use vocab::verdict::State;

const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// Who waits, and what is offered.
#[derive(Debug, Clone)]
pub struct WaitPage {
    pub(super) csrf: Csrf,
    pub(super) waiting: Vec<Line>,
    pub(super) offers: Vec<Offered>,
    /// Times that became free, and what became of them.
    pub(super) freed: FreedTimes,
    /// Who was just taken off the list: id and name.
    pub(super) gone: Option<(String, String)>,
    /// A link that was just made.
    pub(super) link: Option<String>,
    pub(super) may_write: bool,
    /// Whether names lead to charts; else they lead to how the guest is reached.
    pub(super) may_read: bool,
}

/// One who waits.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) id: String,
    pub(super) patient: String,
    pub(super) service: String,
    pub(super) guest: String,
    pub(super) what: String,
    pub(super) when: String,
    pub(super) note: String,
    pub(super) offered: bool,
}

/// One offer.
#[derive(Debug, Clone)]
pub(super) struct Offered {
    pub(super) id: String,
    pub(super) guest: String,
    pub(super) time: String,
    pub(super) state: OfferState,
    pub(super) until: String,
    /// Everybody who was considered, and what was found.
    pub(super) considered: Vec<(String, String)>,
}

impl Line {
    pub(super) fn of(one: &Waiting, guest: String, services: &BTreeMap<String, String>, people: &BTreeMap<String, String>) -> Self {
        let wish = &one.wish;
        let service = services.get(&wish.service).cloned().unwrap_or_else(|| wish.service.clone());
        let whom = wish.practitioner.as_ref().map_or_else(String::new, |id| {
            format!(" with {}", people.get(id).map_or("somebody who left", String::as_str))
        });
        let days = if wish.weekdays == [true; 7] {
            "Any day".to_owned()
        } else {
            let named = WEEKDAYS.iter().zip(wish.weekdays).filter(|(_, chosen)| *chosen).map(|(name, _)| *name);
            named.collect::<Vec<_>>().join(" or ")
        };
        let hours = match wish.hours {
            (0, DAY_CELLS) => String::new(),
            (from, DAY_CELLS) => format!(", from {}", clock(from)),
            (0, to) => format!(", until {}", clock(to)),
            (from, to) => format!(", {}", words::span(from, to)),
        };
        let notice = match wish.notice_hours {
            0 => String::new(),
            1 => " Needs an hour’s notice.".to_owned(),
            hours => format!(" Needs {hours} hours’ notice."),
        };
        Self {
            id: one.id.clone(),
            patient: one.patient.clone(),
            service: wish.service.clone(),
            guest,
            what: format!("{service}{whom}"),
            when: format!("{days}{hours}, between {} and {}.{notice}", words::day(wish.first), words::day(wish.last)),
            note: one.note.clone(),
            offered: one.status == WaitStatus::Offered,
        }
    }
}

impl Offered {
    pub(super) fn of(offer: &Offer, guest: String, considered: Vec<(String, String)>, zone: &TimeZone) -> Self {
        let chosen = offer.considered.iter().find(|one| one.wait == offer.wait);
        let cell = chosen.and_then(|one| one.fit.as_ref().ok()).map_or(offer.freed.from, |place| place.cell);
        Self {
            id: offer.id.clone(),
            guest,
            time: format!("{}, {}", words::day(offer.freed.day), clock(cell)),
            state: offer.state,
            until: super::desk::moment(offer.ends_at, zone),
            considered,
        }
    }
}

impl WaitPage {
    pub(super) fn new(signed: &Signed) -> Self {
        Self { csrf: Csrf::of(signed), ..Self::bare() }
    }

    pub(super) fn bare() -> Self {
        Self { csrf: Csrf::default(), waiting: Vec::new(), offers: Vec::new(), freed: FreedTimes::default(), gone: None, link: None, may_write: true, may_read: true }
    }

    fn lines(&self) -> Markup {
        html! {
            @if self.waiting.is_empty() {
                (ui::empty("Nobody waits", "Put a guest here who would come earlier, or at another time, if a time became free.", &html! {}))
            }
            ul.waitlist {
                @for one in &self.waiting {
                    li.card {
                        div {
                            h2 { a href=(format!("/patients/{}{}", one.patient, if self.may_read { "" } else { "/identity" })) { (one.guest) } }
                            @if one.offered { (ui::chip(State::Ask, "a time is held")) } @else { (ui::chip(Tone::Plain, "waits")) }
                            p { (one.what) }
                            p."small muted" { (one.when) }
                            @if !one.note.is_empty() { p.small { (one.note) } }
                        }
                        @if self.may_write {
                            div.form-end {
                                a.btn href=(format!("/calendar/new?patient={}&service={}", one.patient, one.service)) aria-label=(format!("Free times for {}", one.guest)) { "Free times" }
                                @if !one.offered {
                                    form method="post" action=(format!("/calendar/waitlist/{}", one.id)) {
                                        (ui::csrf(&self.csrf))
                                        button."btn quiet" name="to" value="gone" aria-label=(format!("Take {} off the list", one.guest)) { "Off the list" }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    fn offered(&self) -> Markup {
        html! {
            @if self.offers.is_empty() { p.muted { "A visit that moves or is called off leaves a time. It is offered to the guest whom it suits best and who may have the treatment that day without anything to be asked or signed first; it stands here then." } }
            ul.waitlist {
                @for offer in &self.offers {
                    li.offered {
                        h3 { (offer.time) " " span.muted { "for " (offer.guest) } }
                        @let tone = match offer.state { OfferState::Open => Tone::In(State::Ask), OfferState::Accepted => Tone::In(State::Clear), OfferState::Declined | OfferState::Expired | OfferState::Lost => Tone::Plain };
                        p { (ui::chip(tone, offer.state.in_words())) @if offer.state == OfferState::Open { " until " (offer.until) } }
                        details.times {
                            summary aria-label=(format!("Why {}, {}", offer.guest, offer.time)) { "Why " (offer.guest) }
                            ol.history { @for (n, (who, told)) in offer.considered.iter().enumerate() { li { @if n == 0 { b { (who) } } @else { (who) } ": " (told) } } }
                        }
                        @if offer.state == OfferState::Open && self.may_write {
                            div.form-end {
                                @for (way, name) in [("link", "Link to hand on"), ("let-go", "Let the time go")] {
                                    form method="post" action=(format!("/calendar/waitlist/offers/{}/{way}", offer.id)) {
                                        (ui::csrf(&self.csrf))
                                        button.btn aria-label=(format!("{name}, {}", offer.guest)) { (name) }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

impl Page for WaitPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let line = |id: &str, guest: &str, offered| Line {
            id: id.to_owned(),
            patient: "p".to_owned(),
            service: "ipl".to_owned(),
            guest: guest.to_owned(),
            what: "Intense pulsed light with Noor Haddad".to_owned(),
            when: "Mon, Thu, from 14:00, Tue 24 November to Fri 18 December, 24 hours before at the latest".to_owned(),
            note: if offered { String::new() } else { "Would come from <work>.".to_owned() },
            offered,
        };
        let offer = |state, guest: &str| Offered {
            id: format!("o-{guest}"),
            guest: guest.to_owned(),
            time: "Thu 26 November, 15:00".to_owned(),
            state,
            until: "Tue 24 November, 11:00".to_owned(),
            considered: vec![
                (guest.to_owned(), "fits at 15:00, uses 45 minutes of it".to_owned()),
                ("Joel T.".to_owned(), "something is to be asked or signed first".to_owned()),
            ],
        };
        let full = Self {
            waiting: vec![line("w1", "Amara O.", true), line("w2", "Joel T.", false)],
            offers: vec![offer(OfferState::Open, "Amara O."), offer(OfferState::Expired, "Lea F.")],
            freed: FreedTimes::sample(),
            link: Some("https://harbour.example/offer/AbC".to_owned()),
            gone: Some(("w3".to_owned(), "Mo S.".to_owned())),
            ..Self::bare()
        };
        vec![("waiting", full.clone()), ("empty", Self::bare()), ("read-only", Self { may_write: false, may_read: false, link: None, gone: None, ..full })]
    }

    fn title(&self) -> String {
        let held = self.waiting.iter().filter(|one| one.offered).count();
        let wait = match self.waiting.len() {
            0 => return "Nobody waits for a time".to_owned(),
            1 => "One guest waits".to_owned(),
            many => format!("{many} guests wait"),
        };
        match held {
            0 => wait,
            1 => format!("{wait}, a time is held for one"),
            held => format!("{wait}, times are held for {held}"),
        }
    }

    fn door(&self) -> Option<&'static str> {
        Some("/calendar")
    }

    fn render(&self) -> Markup {
        let actions = html! { @if self.may_write { (ui::button_link("/calendar/waitlist/new", "Somebody waits", Press::Primary)) } };
        html! {
            (ui::breadcrumbs(&[("Calendar", "/calendar")], "Waitlist"))
            (Heading::new(&self.title()).eyebrow("Waitlist").lead("A time that becomes free is held for two hours for the guest whom it suits best and who may come for it as things stand, then for the next. The guest hears of it at once, also in quiet hours; at night it is held until ten in the morning.").actions(actions))
            @if let Some((id, name)) = &self.gone {
                div.moved role="status" {
                    p { (ui::shape(State::Clear)) (name) " is off the list." }
                    @if self.may_write {
                        form method="post" action=(format!("/calendar/waitlist/{id}")) {
                            (ui::csrf(&self.csrf))
                            button.btn name="to" value="waiting" { "Put back" }
                        }
                    }
                }
            }
            (ui::columns(
                &self.lines(),
                &html! { section id="offers" { (ui::card("Offered", &html! {
                    @if let Some(link) = &self.link { p.secret { "Hand this on: " code { (link) } " It opens until the time is let go." } }
                    (self.offered())
                })) }
                section id="freed" { (ui::card("Times that became free", &self.freed.render())) } },
            ))
        }
    }
}

/// Somebody is put on the list.
#[derive(Debug, Clone)]
pub struct NewWish {
    pub(super) csrf: Csrf,
    pub(super) today: Day,
    pub(super) typed: String,
    pub(super) found: Vec<Found>,
    pub(super) guest: Option<(String, String)>,
    pub(super) services: Vec<(String, String)>,
    pub(super) people: Vec<(String, String)>,
    pub(super) pairs: Vec<(String, String)>,
    pub(super) errors: Vec<(&'static str, String)>,
}

impl NewWish {
    pub(super) fn new(signed: &Signed, today: Day) -> Self {
        Self { csrf: Csrf::of(signed), ..Self::bare(today) }
    }

    fn bare(today: Day) -> Self {
        Self {
            csrf: Csrf::default(),
            today,
            typed: String::new(),
            found: Vec::new(),
            guest: None,
            services: Vec::new(),
            people: Vec::new(),
            pairs: Vec::new(),
            errors: Vec::new(),
        }
    }

    fn find(&self) -> Markup {
        let line = |found: &Found| found.identity.born.map_or_else(String::new, |born| format!("born {}", words::dated(born)));
        let rows: Vec<Row> = self
            .found
            .iter()
            .map(|found| Row { href: format!("/calendar/waitlist/new?patient={}", found.patient), title: found.identity.name.clone(), line: line(found) })
            .collect();
        html! {
            form.form method="get" action="/calendar/waitlist/new" {
                (Field::new("q", "Who waits?", Entry::Text).value(&self.typed).hint("A name, a birth day such as 1990-04-12, or a telephone number.").autofocus())
                div.form-end { (ui::submit("Find", Press::Primary)) }
            }
            @if !rows.is_empty() { (ui::rows(&rows)) }
            @else if !self.typed.is_empty() { (ui::empty("Nobody is called that here", "Look at the spelling, or register a new guest first.", &ui::button_link("/patients", "To the guests", Press::Second))) }
        }
    }

    fn wish(&self, patient: &str) -> Markup {
        let error = |name: &str| self.errors.iter().find(|(field, _)| *field == name).map(|(_, told)| told.as_str());
        let value = |name: &str| self.pairs.iter().rev().find(|(given, _)| given == name).map_or("", |(_, text)| text.as_str());
        let or = |name: &str, usual: String| if value(name).is_empty() { usual } else { value(name).to_owned() };
        let asked = self.pairs.iter().any(|(name, _)| name == "first");
        let days = WEEKDAYS.iter().enumerate().map(|(n, name)| Choice {
            value: n.to_string(),
            label: (*name).to_owned(),
            note: String::new(),
            chosen: !asked || self.pairs.iter().any(|(given, text)| given == "weekday" && *text == n.to_string()),
        });
        let mut services = vec![(String::new(), "Choose".to_owned())];
        services.extend(self.services.iter().cloned());
        let mut people = vec![(String::new(), "Anybody who may".to_owned())];
        people.extend(self.people.iter().cloned());
        let hours = Entry::Number { low: "0".into(), high: chart::wait::NOTICE_HOURS_MAX.to_string(), step: "1".into(), unit: "hours".into() };
        html! {
            form.form method="post" action="/calendar/waitlist" {
                (ui::csrf(&self.csrf))
                input type="hidden" name="patient" value=(patient);
                div.form-row {
                    (Field::new("service", "What for?", Entry::Select(services)).value(value("service")).error(error("service")))
                    (Field::new("who", "With whom?", Entry::Select(people)).value(value("who")))
                }
                (Choices::many("weekday", "On which days?", days.collect()).width(Width::Brief).error(error("weekday")))
                div.form-row {
                    (Field::new("from", "Not before", Entry::Text).value(value("from")).error(error("from")).hint("A time such as 14:00.").optional())
                    (Field::new("to", "Over by", Entry::Text).value(value("to")).error(error("to")).hint("A time such as 18:00.").optional())
                }
                div.form-row {
                    (Field::new("first", "First day", Entry::Date).value(&or("first", self.today.to_string())).error(error("first")))
                    (Field::new("last", "Last day", Entry::Date).value(&or("last", self.today.plus(28).to_string())).error(error("last")))
                    (Field::new("notice", "How long before must they know?", hours).value(&or("notice", "4".to_owned())).error(error("notice")))
                }
                (Field::new("note", "A word for the desk", Entry::Text).value(value("note")).error(error("note")).optional())
                div.form-end { (ui::submit("Put on the list", Press::Primary)) }
            }
        }
    }
}

impl Page for NewWish {
    fn samples() -> Vec<(&'static str, Self)> {
        let day = Day::from_number(20_781);
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let chosen = Self {
            guest: Some(("p".to_owned(), "Amara Okafor".to_owned())),
            services: vec![pair("ipl", "Intense pulsed light")],
            people: vec![pair("noor", "Noor Haddad")],
            ..Self::bare(day)
        };
        let wrong = Self {
            pairs: vec![pair("first", "2026-11-24"), pair("last", "2026-11-01"), pair("from", "noon")],
            errors: vec![
                ("last", "The last day is not before the first.".to_owned()),
                ("from", "A time such as 09:00, on a step of five minutes.".to_owned()),
                ("weekday", "Choose at least one day of the week.".to_owned()),
                ("service", "Choose what the guest waits for.".to_owned()),
            ],
            ..chosen.clone()
        };
        vec![("who", Self::bare(day)), ("nobody", Self { typed: "Xyzzy".to_owned(), ..Self::bare(day) }), ("wish", chosen), ("wrong", wrong)]
    }

    fn title(&self) -> String {
        self.guest.as_ref().map_or_else(|| "Who waits?".to_owned(), |(_, name)| format!("When would {name} come?"))
    }

    fn door(&self) -> Option<&'static str> {
        Some("/calendar")
    }

    fn status(&self) -> StatusCode {
        if self.errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }
    }

    fn render(&self) -> Markup {
        html! {
            (ui::breadcrumbs(&[("Calendar", "/calendar"), ("Waitlist", "/calendar/waitlist")], "Somebody waits"))
            (Heading::new(&self.title()).eyebrow("Waitlist").lead("The wider the wish, the sooner a time fits."))
            div.stack { @match &self.guest { None => (self.find()), Some((patient, _)) => (self.wish(patient)) } }
        }
    }
}
