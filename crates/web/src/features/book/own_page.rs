//! The page of a guest's own visit.
use super::shown::{price, quiet};
use crate::Page;
use crate::features::calendar::words;
use crate::ui::{self, Heading};
use axum::http::StatusCode;
use chart::booking::{Service, Standing, Status, Visit, clock};
use maud::{Markup, html};
use vocab::Day;
use vocab::verdict::State;

/// One visit, as its guest sees it.
#[derive(Debug, Clone)]
pub struct OwnVisit {
    pub(super) visit: Visit,
    pub(super) service: Service,
    pub(super) with: String,
    /// Until when it can be changed here.
    pub(super) until: String,
    pub(super) may_change: bool,
    /// The telephone number of the house; may be empty.
    pub(super) line: String,
    /// The times to choose from, when it is to be moved.
    pub(super) times: Option<Vec<(Day, Vec<u16>)>>,
    /// Address of the file for a calendar; may be empty.
    pub(super) ics: String,
    pub(super) moved: bool,
    pub(super) fault: Option<String>,
}

impl OwnVisit {
    pub(super) fn of(visit: Visit, service: Service) -> Self {
        Self {
            visit,
            service,
            with: String::new(),
            until: String::new(),
            may_change: false,
            line: String::new(),
            times: None,
            ics: String::new(),
            moved: false,
            fault: None,
        }
    }

    fn gone(&self) -> bool {
        !self.visit.status.claims()
    }

    fn call(&self) -> Markup {
        html! { @if self.line.is_empty() { "call us" } @else { "call us on " a href=(format!("tel:{}", self.line.replace(' ', ""))) { (self.line) } } }
    }

    fn known(&self) -> Markup {
        let (slot, service) = (&self.visit.slot, &self.service);
        ui::facts(&[
            ("When", html! { (words::dated(slot.day)) ", " (clock(slot.cell)) }),
            ("What", html! { (service.title) ", " (service.minutes()) " minutes" }),
            ("With", html! { (self.with) }),
            ("Price", html! { (price(service)) }),
            ("Quiet days after", html! { (quiet(service)) }),
            ("Before you come", html! {
                @if service.prepare.is_empty() { "Nothing to prepare." }
                @else { ul.why-not { @for line in &service.prepare { li { (line) } } } }
            }),
        ])
    }

    fn change(&self) -> Markup {
        html! {
            p { "You can move or cancel it here until " b { (self.until) } ". After that, " (self.call()) "." }
            div.form-end { a.btn href="?move=1#move" { "Move it" } }
            // What cannot be taken back says so before it is pressed.
            details.times {
                summary { "Cancel it" }
                form method="post" {
                    p { "Your time is given to somebody else at once; this cannot be taken back." }
                    div.form-end { button.btn name="do" value="cancel" { "Cancel my visit" } }
                }
            }
        }
    }

    fn moving(times: &[(Day, Vec<u16>)]) -> Markup {
        html! {
            @if times.is_empty() { (ui::empty("No other time is free", "Your visit stays as it is.", &html! {})) }
            @else {
                form method="post" {
                    input type="hidden" name="do" value="move";
                    @for (n, (day, cells)) in times.iter().enumerate() {
                        details.times open[n == 0] {
                            summary { (words::day(*day)) " " span.muted { (cells.len()) @if cells.len() == 1 { " time" } @else { " times" } } }
                            div.starts { @for cell in cells {
                                button.btn name="at" value=(words::moment(*day, *cell)) aria-label=(format!("Move to {}, {}", words::day(*day), clock(*cell))) { (clock(*cell)) }
                            } }
                        }
                    }
                }
            }
        }
    }
}

impl Page for OwnVisit {
    fn samples() -> Vec<(&'static str, Self)> {
        let (mut visit, service) = crate::features::calendar::samples::held();
        visit.status = Status::Booked;
        visit.body.asked = crate::features::calendar::samples::asked(vocab::Verdict::Review, visit.slot.day);
        let open = Self {
            with: "Noor Haddad".to_owned(),
            until: "Mon 23 November, 15:00".to_owned(),
            may_change: true,
            ics: "/visit/AbC/visit.ics".to_owned(),
            line: "+44 20 7946 0018".to_owned(),
            ..Self::of(visit, service)
        };
        let day = open.visit.slot.day;
        let moving = Self { times: Some(vec![(day.plus(2), vec![108, 114]), (day.plus(3), vec![120])]), fault: Some("That time was taken a moment ago. These times are free.".to_owned()), ..open.clone() };
        let mut gone = open.clone();
        gone.visit.status = Status::Cancelled;
        let late = Self { may_change: false, line: String::new(), moved: true, ..open.clone() };
        vec![("booked", open), ("moving", moving), ("cancelled", gone), ("late", late)]
    }

    fn title(&self) -> String {
        let slot = &self.visit.slot;
        let time = format!("{}, {}", words::day(slot.day), clock(slot.cell));
        if self.gone() { format!("Your visit on {time} is cancelled") } else { format!("We expect you on {time}") }
    }

    fn is_for_guests(&self) -> bool {
        true
    }

    fn status(&self) -> StatusCode {
        if self.fault.is_some() { StatusCode::CONFLICT } else { StatusCode::OK }
    }

    fn render(&self) -> Markup {
        let provisional = self.visit.body.asked.standing() == Standing::Provisional;
        html! {
            (Heading::new(&self.title()).eyebrow("Your visit").lead(if self.gone() { "" } else { "Keep this page: its address is the key to your visit." }))
            @if let Some(told) = &self.fault { (ui::notice(State::Stop, "Not done", &html! { (told) })) }
            @if self.moved { (ui::notice(State::Clear, "Moved", &html! { "We expect you at the new time." })) }
            div.stack {
                @if self.gone() {
                    p { "The time is free again. " a href="/book" { "Book another visit" } }
                } @else {
                    @if provisional { (ui::notice(State::Ask, "Your time is kept", &html! { "Before your visit we ask you a few questions about your health; until then it is provisional." })) }
                    (ui::card("The visit", &self.known()))
                    @if !self.ics.is_empty() { div.form-end { a.btn href=(self.ics) { "Add to your calendar" } } }
                    @if let Some(times) = &self.times { (ui::section("move", "When would you rather come?", "", &Self::moving(times))) }
                    @else if self.may_change { (ui::card("If something comes up", &self.change())) }
                    @else { p { "It can no longer be changed here. If something comes up, " (self.call()) "." } }
                }
            }
        }
    }
}
