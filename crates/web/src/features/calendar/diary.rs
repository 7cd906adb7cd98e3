//! The calendar: a day as columns, several days as lists, a month as load, and the sheet for paper.
use super::board::{Board, Sends, Side, table};
use super::desk::{self, Pairs, said, short};
use super::names::{self, Initials};
use super::new_visit::Csrf;
use super::loads::{self, Load};
use super::{moving, typed, words};
use crate::session::Signed;
use crate::ui::icon::Icon;
use crate::ui::{self, Heading, Press};
use crate::{House, Oops, Page, Shared};
use axum::extract::{Query, State as Held};
use axum::http::StatusCode;
use axum::response::Response;
use chart::booking::{Free, Visit, clock};
use maud::{Markup, html};
use vocab::Day;
use vocab::verdict::State;

/// How much of the calendar is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum View {
    Day,
    Three,
    Week,
    Month,
    List,
    Table,
}

impl View {
    const ALL: [Self; 6] = [Self::Day, Self::Three, Self::Week, Self::Month, Self::List, Self::Table];

    const fn word(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Three => "three",
            Self::Week => "week",
            Self::Month => "month",
            Self::List => "list",
            Self::Table => "table",
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Day => "Day",
            Self::Three => "3 days",
            Self::Week => "Week",
            Self::Month => "Month",
            Self::List => "List",
            Self::Table => "Table",
        }
    }

    /// The first day and how many.
    fn days(self, day: Day) -> (Day, i32) {
        let monday = day.plus(-i32::try_from(calendar::roster::weekday(day)).unwrap_or(0));
        match self {
            Self::Day | Self::Table => (day, 1),
            Self::Three => (day, 3),
            Self::Week | Self::List => (monday, 7),
            Self::Month => {
                let first = Day::from_date(day.date().first_of_month());
                let monday = first.plus(-i32::try_from(calendar::roster::weekday(first)).unwrap_or(0));
                let last = Day::from_date(day.date().last_of_month());
                (monday, (last.since(monday) / 7 + 1) * 7)
            }
        }
    }
}

/// The calendar on some days.
#[derive(Debug, Clone)]
pub struct Diary {
    pub(super) view: View,
    pub(super) day: Day,
    pub(super) today: Day,
    pub(super) first: Day,
    pub(super) board: Option<Board>,
    /// The table of each day that has visits, where tables are shown.
    pub(super) tables: Vec<(Day, Markup)>,
    pub(super) days: Vec<Load>,
    /// The next day on which somebody is there, where nobody is on the day that is shown.
    pub(super) next_open: Option<Day>,
    pub(super) csrf: Csrf,
    pub(super) private: bool,
    pub(super) may_book: bool,
    pub(super) sheet: bool,
    /// What was just done on the board, if something was.
    pub(super) done: Option<Done>,
    /// Why another day is shown than the one that was asked for.
    pub(super) fault: Option<String>,
}

/// A move that was just made, or taken back.
#[derive(Debug, Clone)]
pub(super) struct Done {
    pub(super) id: String,
    pub(super) told: String,
    pub(super) may_undo: bool,
    /// Where one comes back to when it is taken back.
    pub(super) fields: [(&'static str, &'static str); 3],
}

pub(super) async fn open(Held(house): Held<Shared>, signed: Signed, names: Initials, Query(pairs): Query<Pairs>) -> Result<Response, Oops> {
    let page = page(&house, &signed, names, &pairs, false).await?;
    Ok(house.show_to(&signed, &page))
}

pub(super) async fn sheet(Held(house): Held<Shared>, signed: Signed, names: Initials, Query(pairs): Query<Pairs>) -> Result<Response, Oops> {
    let page = page(&house, &signed, names, &pairs, true).await?;
    Ok(house.show_to(&signed, &page))
}

async fn page(house: &House, signed: &Signed, Initials(private): Initials, pairs: &Pairs, sheet: bool) -> Result<Diary, Oops> {
    let bookings = desk::bookings(house)?;
    let (today, now) = desk::now(house)?;
    let mut fault = None;
    let day = match said(pairs, "day") {
        "" => today,
        text => typed::day(text, today).unwrap_or_else(|told| {
            fault = Some(format!("“{}” is no day. {told} This is today.", vocab::nearest::clip(text)));
            today
        }),
    };
    let view = View::ALL.into_iter().find(|view| view.word() == said(pairs, "view")).unwrap_or(View::Day);
    let (first, count) = if sheet { (day, 1) } else { view.days(day) };
    let days = usize::try_from(count).unwrap_or(1);
    bookings.sweep(house.now_ms()).await?;
    let free = bookings.free(first, days).await?;
    let mut visits = bookings.at_a_glance(first, first.plus(count - 1)).await?;
    visits.retain(|visit| desk::on_board(visit.status));
    let side = Side::of(said(pairs, "by"));
    let may_book = signed.may(vocab::Permission::BookingWrite);
    let csrf = Csrf::of(signed);
    let sends = may_book.then(|| Sends { csrf: csrf.clone(), back: "board", view: view.word() });
    let board = (matches!(view, View::Day | View::Three) && !sheet)
        .then(|| Board::of(side, &free, &visits, Some((today, now)), private).with(sends));
    let closed = count == 1 && visits.is_empty() && !free.present.iter().zip(&free.resources).any(|(days, one)| loads::is_there(one, days.first()));
    let as_table = sheet || matches!(view, View::List | View::Table);
    Ok(Diary {
        view,
        day,
        today,
        first,
        board,
        tables: if as_table { tables(&visits, &free, private) } else { Vec::new() },
        days: loads::of(&free, &visits, &house.zone(), private),
        next_open: if closed { loads::next_open(&bookings, day).await? } else { None },
        csrf,
        private,
        may_book,
        sheet,
        fault,
        done: done(house, pairs, [("back", "board"), ("by", side.word()), ("view", view.word())], private).await?,
    })
}

/// What was just done on a board, told once after it.
pub(super) async fn done(
    house: &House,
    pairs: &Pairs,
    fields: [(&'static str, &'static str); 3],
    private: bool,
) -> Result<Option<Done>, Oops> {
    let (word, id) = match (said(pairs, "moved"), said(pairs, "undone")) {
        ("", "") => return Ok(None),
        ("", id) => ("is back at", id),
        (id, _) => ("moved to", id),
    };
    let bookings = desk::bookings(house)?;
    let visit = match bookings.one(id).await {
        Ok(visit) => visit,
        Err(chart::ChartError::Missing { .. }) => return Ok(None),
        Err(other) => return Err(other.into()),
    };
    let guest = short(visit.guest.as_deref(), private);
    let told = format!("{guest} {word} {}, {}.", words::day(visit.slot.day), clock(visit.slot.cell));
    let may_undo = moving::way_back(&visit, &bookings.history(id).await?, house.now_ms()).is_some();
    Ok(Some(Done { id: visit.id, told, may_undo, fields }))
}

/// The line that tells it, with the way back.
pub(super) fn told(done: Option<&Done>, csrf: &Csrf) -> Markup {
    html! {
        @if let Some(done) = done {
            div.moved role="status" {
                p { (ui::shape(State::Clear)) (done.told) }
                @if done.may_undo {
                    form method="post" action=(format!("/calendar/visits/{}/undo", done.id)) {
                        (ui::csrf(csrf))
                        @for (name, value) in done.fields { input type="hidden" name=(name) value=(value); }
                        button.btn data-key="z" { "Take it back" }
                    }
                }
            }
        }
    }
}

/// One table for each day that has visits.
fn tables(visits: &[Visit], free: &Free, private: bool) -> Vec<(Day, Markup)> {
    let of_day = |visits: &[Visit]| visits.first().map(|one| (one.slot.day, table(&words::dated(one.slot.day), visits, free, private)));
    visits.chunk_by(|one, other| one.slot.day == other.slot.day).filter_map(of_day).collect()
}

impl Diary {
    pub(super) fn href(view: View, day: Day, by: Side) -> String {
        format!("/calendar?day={day}&view={}&by={}", view.word(), by.word())
    }

    fn side(&self) -> Side {
        self.board.as_ref().map_or(Side::Person, |board| board.side)
    }

    /// Whether the one day that is shown is one on which nobody is there and nothing is booked.
    fn is_closed(&self) -> bool {
        matches!(self.days.as_slice(), [one] if !one.open && one.visits.is_empty())
    }

    /// What is to be known of the days before they are read: closed, empty, or longer or shorter than others.
    fn said_of_the_day(&self) -> Markup {
        html! {
            @for load in self.days.iter().filter(|load| load.clocks.is_some()) {
                p.clocks { @if self.days.len() > 1 { b { (words::day(load.day)) ". " } } (load.clocks.as_deref().unwrap_or_default()) }
            }
            @if let [one] = self.days.as_slice() {
                @if self.is_closed() {
                    (ui::empty(&format!("Closed on {}", words::day(one.day)), "Nobody is at work on this day: no hours are set, or everybody is away.", &html! {
                        @if let Some(next) = self.next_open { (ui::button_link(&Self::href(self.view, next, self.side()), &format!("Next open day: {}", words::day(next)), Press::Second)) " " }
                        a.btn href="/calendar/hours" { "Opening hours and leave" }
                    }))
                } @else if one.visits.is_empty() && self.board.is_some() {
                    p.muted { "Nothing is booked. " (one.hours_in_words()) }
                }
            }
        }
    }

    /// Days to the left, then what the columns are, then the views: on a telephone the views are a line of their own.
    fn bar(&self) -> Markup {
        let (_, count) = self.view.days(self.day);
        let step = if self.view == View::Month { 30 } else { count };
        let to = |day: Day| Self::href(self.view, day, self.side());
        html! {
            nav.diary-bar aria-label="Days and views" {
                div.joined {
                    a.btn href=(to(self.day.plus(-step))) data-key="ArrowLeft" { (Icon::ChevronRight.with("back")) span.word { "Before" } }
                    a.btn href=(to(self.today)) data-key="0" { "Today" }
                    a.btn href=(to(self.day.plus(step))) data-key="ArrowRight" { (Icon::ChevronRight) span.word { "After" } }
                }
                @if self.board.is_some() {
                    div."joined sides" {
                        @for side in Side::ALL {
                            a.btn href=(Self::href(self.view, self.day, side)) aria-current=[(side == self.side()).then_some("true")] { span.word { "By " } (side.word()) }
                        }
                    }
                }
                div."joined views" {
                    @for view in View::ALL {
                        a.btn href=(Self::href(view, self.day, self.side())) aria-current=[(view == self.view).then_some("true")] data-key=[(view == View::Table).then_some("t")] { (view.name()) }
                    }
                }
            }
        }
    }

    /// The tables that are shown: those of a list folded day by day.
    fn listed(&self) -> Markup {
        html! {
            @if self.tables.is_empty() { (ui::empty("Nothing is booked", if self.sheet { "No guest is expected on this day." } else { "Other days and views stand above." }, &html! {})) }
            @else if self.view == View::List && !self.sheet { (loads::list(&self.days, &self.tables, self.today)) }
            @else { div.boxed { @for (_, table) in &self.tables { (table) } } }
        }
    }
}

impl Page for Diary {
    fn samples() -> Vec<(&'static str, Self)> {
        super::samples::diary()
    }

    fn title(&self) -> String {
        let visits: usize = self.days.iter().map(|load| load.visits.len()).sum();
        let many = match visits {
            0 if self.days.iter().all(|load| !load.open) => "closed".to_owned(),
            0 => "nothing booked".to_owned(),
            1 => "one visit".to_owned(),
            more => format!("{more} visits"),
        };
        match self.view {
            View::Day | View::Table => format!("{}: {many}", words::dated(self.day)),
            View::Three | View::Week | View::List => format!("From {}: {many}", words::dated(self.first)),
            View::Month => {
                let named = words::dated(self.day);
                let month = named.splitn(3, ' ').nth(2).unwrap_or(&named).to_owned();
                format!("{month}: how full the days are")
            }
        }
    }

    fn door(&self) -> Option<&'static str> {
        Some("/calendar")
    }

    fn status(&self) -> StatusCode {
        if self.fault.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }
    }

    fn render(&self) -> Markup {
        let back = if self.sheet { format!("/calendar/sheet?day={}", self.day) } else { Self::href(self.view, self.day, self.side()) };
        let actions = html! {
            @if self.sheet { (ui::print_button("Print")) }
            @else if self.may_book { (ui::button_link(&format!("/calendar/new?day={}", self.day), "New visit", Press::Primary)) }
        };
        html! {
            (Heading::new(&self.title()).eyebrow(if self.sheet { "Day sheet" } else { "Calendar" }).actions(actions))
            @if let Some(told) = &self.fault { (ui::notice(State::Stop, "Not that day", &html! { (told) })) }
            @if !self.sheet { (self.bar()) }
            (told(self.done.as_ref(), &self.csrf))
            (self.said_of_the_day())
            @match (&self.board, self.view) {
                _ if self.is_closed() => {},
                (Some(board), _) => (board.render()),
                (None, View::Month) if !self.sheet => (loads::month(&self.days, self.day, self.today)),
                (None, View::Week) if !self.sheet => (loads::week(&self.days, self.today)),
                _ => (self.listed()),
            }
            div."board-foot small" {
                (names::button(&self.csrf, self.private, &back))
                a href=(format!("/calendar/sheet?day={}", self.day)) { "Day sheet for printing" } " "
                a href="/calendar/waitlist" { "Waitlist" } " "
                a href="/calendar/hours" { "Opening hours and leave" }
            }
            @if self.board.is_some() && !self.is_closed() { (names::help()) }
        }
    }
}
