//! The page of one visit.
use super::desk::short;
use super::new_visit::{Csrf, gate};
use super::repair::Card;
use super::repair_page;
use super::typed::Wrong;
use super::words;
use crate::Page;
use crate::session::Signed;
use crate::ui::{self, Entry, Field, Heading, Press};
use axum::http::StatusCode;
use chart::booking::free::WhyNot;
use chart::booking::{Asked, Event, Kind, Status, Visit, clock};
use jiff::tz::TimeZone;
use maud::{Markup, html};
use vocab::Day;
use vocab::verdict::State;

/// One visit with everything one can do with it.
#[derive(Debug, Clone)]
pub struct Shown {
    pub(super) csrf: Csrf,
    pub(super) visit: Visit,
    pub(super) from: Day,
    pub(super) names: Vec<(String, Kind, String)>,
    pub(super) history: Vec<(String, Event)>,
    pub(super) series: Vec<Visit>,
    pub(super) times: Vec<(Day, Vec<u16>)>,
    pub(super) why_not: Vec<WhyNot>,
    pub(super) who: Option<String>,
    pub(super) wished: Option<(Kind, String)>,
    pub(super) proposed: Option<(Day, u16, Asked)>,
    /// A place that was wished and is refused, and what could be done about it.
    pub(super) refused: Option<(Day, u16, super::moving::Refused)>,
    /// The reason that was typed for lying over another visit.
    pub(super) over_reason: String,
    pub(super) may_write: bool,
    pub(super) may_plan: bool,
    pub(super) may_undo: bool,
    /// Whether the visit is today, for whoever may open charts; nothing for everybody else.
    pub(super) charts_today: Option<bool>,
    pub(super) zone: TimeZone,
    pub(super) told: String,
    pub(super) fault: Option<(u16, String)>,
    /// Days and times that were typed and cannot be read.
    pub(super) wrong: Wrong,
    /// What puts its series right.
    pub(super) repair: Option<Card>,
    /// What books the same once more after it was called off: the fields of the form.
    pub(super) same: Option<Vec<(&'static str, String)>>,
    /// The repair that can still be undone, and until when.
    pub(super) undo_repair: Option<(String, String)>,
}

impl Shown {
    pub(super) fn new(signed: &Signed, visit: Visit, from: Day) -> Self {
        Self { csrf: Csrf::of(signed), ..Self::bare(visit, from) }
    }

    pub(super) fn bare(visit: Visit, from: Day) -> Self {
        Self {
            csrf: Csrf::default(),
            visit,
            from,
            names: Vec::new(),
            history: Vec::new(),
            series: Vec::new(),
            times: Vec::new(),
            why_not: Vec::new(),
            who: None,
            wished: None,
            proposed: None,
            refused: None,
            over_reason: String::new(),
            may_write: false,
            may_plan: false,
            may_undo: false,
            charts_today: None,
            zone: TimeZone::UTC,
            told: String::new(),
            fault: None,
            wrong: Wrong::default(),
            repair: None,
            same: None,
            undo_repair: None,
        }
    }

    pub(super) fn name<'s>(&'s self, id: &'s str) -> &'s str {
        self.names.iter().find(|(known, _, _)| known == id).map_or(id, |(_, _, name)| name)
    }

    pub(super) fn hidden(&self) -> Markup {
        html! { (ui::csrf(&self.csrf)) input type="hidden" name="version" value=(self.visit.version); }
    }

    /// What was just done, and what is likely next.
    fn answered(&self) -> Markup {
        if self.visit.status == Status::Held
            && let Some(until) = self.visit.hold_until
        {
            let title = if self.told == "proposed" { "The next visit is held" } else { "This time is held" };
            let until = super::desk::moment(until, &self.zone);
            return ui::notice(State::Ask, title, &html! { "Until " (until) ". Book it while the guest is here, or let it go; after that it is free again by itself." });
        }
        let guest = self.visit.guest.as_deref().unwrap_or("the guest");
        let again = format!("/calendar/new?patient={}&service={}", self.visit.patient, self.visit.body.service);
        if self.visit.status == Status::Cancelled && matches!(self.told.as_str(), "cancelled" | "") {
            return self.called_off(guest, &again);
        }
        let title = match self.told.as_str() {
            "booked" => "Booked.",
            "moved" => "Moved.",
            "undone" => "Moved back.",
            "repaired" => "Moved together.",
            "restored" => "Undone. Every visit is where it was.",
            "done" => "Done.",
            // Its session was signed, nobody pressed anything here: the desk is reminded all the same.
            "" if self.visit.status == Status::Done && self.visit.treated().is_some() && self.may_write => {
                return ui::notice(State::Clear, "Done.", &html! {
                    p { "The session is signed. " a href=(again) { "Book the next visit for " (guest) } ", or hold what comes next in the plan while they stand here." }
                    form method="post" action=(format!("/calendar/visits/{}/status", self.visit.id)) {
                        (self.hidden())
                        button.btn name="to" value="done" { "Hold the next visit" }
                    }
                });
            }
            _ => return html! {},
        };
        ui::notice(
            State::Clear,
            title,
            &html! {
                @if self.told == "done" { a href=(again) { "Book the next visit for " (guest) } " before they leave." }
                @else { "The board and the lists show it now." }
            },
        )
    }

    /// What is called off stays so; the nearest thing to a way back is the same visit once more, while its time is free.
    fn called_off(&self, guest: &str, again: &str) -> Markup {
        if !self.may_write || self.visit.guest.is_none() {
            return html! {};
        }
        let said = html! {
            @if let Some(fields) = &self.same {
                p { "A visit that is called off stays so. Its time is still free: the same can be booked as a new visit." }
                form method="post" action="/calendar/new" {
                    (ui::csrf(&self.csrf))
                    @for (name, value) in fields { input type="hidden" name=(name) value=(value); }
                    button.btn { "Book the same again, " (words::day(self.visit.slot.day)) ", " (clock(self.visit.slot.cell)) }
                }
            }
            p { a href=(again) { "Book the next visit for " (guest) } ". " a href="/calendar/waitlist#freed" { "Whom its time is offered to" } "." }
        };
        if self.told == "cancelled" { ui::notice(State::Clear, "Cancelled. The time is free again.", &said) } else { ui::card("This visit is called off", &said) }
    }

    /// Whether it may be moved by whoever looks at it.
    pub(super) fn can_move(&self) -> bool {
        self.can_call_off() && self.visit.guest.is_some()
    }

    /// Whether it may be called off: also where the guest was erased, whose time would be held for nobody else.
    fn can_call_off(&self) -> bool {
        self.may_write && self.visit.status.is_open() && self.visit.status != Status::InRoom
    }

    /// The way back of a move, for a while.
    fn undo(&self) -> Markup {
        html! {
            @if self.may_undo && self.may_write {
                form method="post" action=(format!("/calendar/visits/{}/undo", self.visit.id)) {
                    (self.hidden())
                    (ui::submit("Take the move back", Press::Second))
                }
            }
        }
    }

    fn steps(&self) -> Markup {
        let next: Vec<Status> = self.visit.status.next().iter().copied().filter(|to| *to != Status::Cancelled).collect();
        html! {
            @if !next.is_empty() {
                form.form-end method="post" action=(format!("/calendar/visits/{}/status", self.visit.id)) {
                    (self.hidden())
                    @for (n, to) in next.iter().enumerate() {
                        button class=(if n == 0 { "btn primary" } else { "btn" }) name="to" value=(to.code()) { (words::step(self.visit.status, *to)) }
                    }
                    @if self.visit.status == Status::Held { button.btn name="to" value="cancelled" { "Let it go" } }
                }
            }
        }
    }

    /// The pages on which this visit is got ready, held and followed.
    fn guest_pages(&self) -> Markup {
        let patient = &self.visit.patient;
        let treatment = &self.visit.body.treatment;
        html! { ul.plain {
            li { a."tall-link" href=(format!("/patients/{patient}")) { "The chart, and what comes next" } }
            @if treatment.is_empty() {
                li { a."tall-link" href=(format!("/patients/{patient}/consult")) { "The consultation" } }
            } @else {
                li { a."tall-link" href=(format!("/patients/{patient}/consents/{treatment}")) { "The consent" } }
                @if self.charts_today == Some(true) && self.visit.status.is_open() {
                    li { a."tall-link" href=(format!("/patients/{patient}/door/{treatment}")) { "To the door" } }
                }
                @if let (Some(_), Some(treated)) = (self.charts_today, self.visit.treated()) {
                    li { a."tall-link" href=(format!("/patients/{patient}/sessions/{}", treated.session)) { "The session" } }
                }
                li { a."tall-link" href=(format!("/patients/{patient}/after")) { "The days after" } }
            }
        } }
    }

    fn cancelling(&self) -> Markup {
        let rest = self.series.iter().filter(|v| v.status.is_open() && v.slot.day >= self.visit.slot.day).count();
        html! {
            form.form method="post" action=(format!("/calendar/visits/{}/status", self.visit.id)) {
                (self.hidden())
                input type="hidden" name="to" value="cancelled";
                (Field::new("why", "Why it is called off", Entry::Text).optional())
                div.form-end {
                    (ui::submit("Cancel the visit", Press::Second))
                    @if rest > 1 { button.btn name="rest" value="series" { "Cancel this and the " (rest - 1) " after it" } }
                }
            }
        }
    }

    fn known(&self) -> Markup {
        let visit = &self.visit;
        let mut rows = vec![
            ("When", html! { (words::dated(visit.slot.day)) ", " (words::span(visit.slot.cell, visit.slot.end())) " with the clean-down" }),
            ("What", html! { (visit.body.title) }),
        ];
        for (label, kind) in [("With", Kind::Practitioner), ("Where", Kind::Room), ("Device", Kind::Device)] {
            if let Some(id) = visit.slot.of(kind) {
                rows.push((label, html! { (self.name(id)) }));
            }
        }
        if let Some(overlap) = &visit.body.overlap {
            rows.push(("Over another", html! { (overlap) }));
        }
        if !visit.body.note.is_empty() {
            rows.push(("Note", html! { (visit.body.note) }));
        }
        if let Some(treated) = visit.treated() {
            let at = |at: i64| super::desk::moment(at, &self.zone);
            rows.push(("Treated", html! { "From " (at(treated.began_at)) @if let Some(end) = treated.ended_at { " to " (at(end)) } @else { "; not signed yet" } "." }));
        }
        rows.push(("Checked", html! { "The safety check was asked on " (words::dated(visit.body.asked.asked_on)) "." }));
        ui::facts(&rows)
    }

    fn told_series(&self) -> Markup {
        html! { ol.history {
            @for one in &self.series {
                li {
                    @if one.id == self.visit.id { b { "This one" } } @else { a href=(format!("/calendar/visits/{}", one.id)) { "Step " (one.body.step.as_ref().map_or(0, |s| s.step)) } }
                    " " (words::dated(one.slot.day)) ", " (clock(one.slot.cell)) ", " (one.status.in_words())
                }
            }
        } }
    }
}

impl Page for Shown {
    fn samples() -> Vec<(&'static str, Self)> {
        super::samples::shown()
    }

    fn title(&self) -> String {
        let guest = short(self.visit.guest.as_deref(), false);
        format!("{guest}, {}, {}", words::day(self.visit.slot.day), clock(self.visit.slot.cell))
    }

    fn door(&self) -> Option<&'static str> {
        Some("/calendar")
    }

    fn status(&self) -> StatusCode {
        let wrong = (!self.wrong.is_empty()).then_some(422);
        wrong.or(self.fault.as_ref().map(|(status, _)| *status)).and_then(|status| StatusCode::from_u16(status).ok()).unwrap_or(StatusCode::OK)
    }

    fn render(&self) -> Markup {
        let visit = &self.visit;
        let day = format!("/calendar?day={}", visit.slot.day);
        let can_move = self.can_move();
        // What does not take place any more is neither clear nor stopped.
        let takes_place = visit.status.claims();
        let tone = if takes_place { words::state(&visit.body.asked).into() } else { ui::Tone::Plain };
        let chips = html! { (ui::chip(tone, visit.status.in_words())) };
        html! {
            (ui::breadcrumbs(&[("Calendar", "/calendar"), (&words::day(visit.slot.day), &day)], "Visit"))
            (Heading::new(&self.title()).eyebrow(&visit.body.title).chips(chips))
            @if let Some((_, told)) = &self.fault { (ui::notice(State::Stop, "Not done", &html! { (told) })) }
            @if let Some(told) = self.wrong.told("at") { (ui::notice(State::Stop, "Not done", &html! { (told) })) }
            (self.answered())
            (self.undo())
            (self.refused())
            (ui::columns(
                &html! {
                    @if let (Some((repair, until)), true) = (&self.undo_repair, self.may_write) { (repair_page::undo(&visit.id, repair, until, &self.csrf)) }
                    @if let Some(card) = &self.repair { (repair_page::card(card, &self.csrf, repair_page::May { book: self.may_write, plan: self.may_plan, back: "" })) }
                    @if self.may_write && visit.guest.is_some() { (self.steps()) }
                    @if takes_place && !visit.body.treatment.is_empty() { (gate(&visit.body.asked)) }
                    (ui::card("The visit", &self.known()))
                    @if can_move { (ui::section("move", "Move it", "", &self.moving())) }
                    @if self.can_call_off() { (ui::section("cancel", "Cancel it", "", &self.cancelling())) }
                },
                &html! {
                    @if self.charts_today.is_some() && visit.guest.is_some() { (ui::card("The guest", &self.guest_pages())) }
                    @if self.series.len() > 1 { (ui::card("The series", &self.told_series())) }
                    (ui::card("What happened", &self.told_history()))
                    @if self.may_write && visit.guest.is_some() { p { a href=(format!("/calendar/new?patient={}&service={}", visit.patient, visit.body.service)) { "Book another visit for this guest" } } }
                    @if self.may_write && visit.guest.is_some() { p { a href=(format!("/calendar/series?patient={}&service={}", visit.patient, visit.body.service)) { "Book a series" } } }
                },
            ))
        }
    }
}
