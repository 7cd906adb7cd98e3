//! The calendar: a day as columns, several days as lists, a month as load, and the sheet for paper.
use super::board::{Board, Side, table};
use super::desk::{self, Pairs, said, short};
use super::words;
use crate::session::Signed;
use crate::ui::{self, Heading, Press};
use crate::{House, Oops, Page, Shared};
use axum::extract::{Query, State as Held};
use axum::response::Response;
use chart::booking::{Free, Kind, Visit, clock};
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
}

impl View {
    const ALL: [Self; 5] = [Self::Day, Self::Three, Self::Week, Self::Month, Self::List];

    const fn word(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Three => "three",
            Self::Week => "week",
            Self::Month => "month",
            Self::List => "list",
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Day => "Day",
            Self::Three => "Three days",
            Self::Week => "Week",
            Self::Month => "Month",
            Self::List => "List",
        }
    }

    /// The first day and how many.
    fn days(self, day: Day) -> (Day, i32) {
        let monday = day.plus(-i32::try_from(calendar::roster::weekday(day)).unwrap_or(0));
        match self {
            Self::Day => (day, 1),
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
    pub(super) table: Markup,
    pub(super) days: Vec<Load>,
    pub(super) private: bool,
    pub(super) may_book: bool,
    pub(super) sheet: bool,
}

/// A day in a list or a month.
#[derive(Debug, Clone)]
pub(super) struct Load {
    pub(super) day: Day,
    pub(super) visits: Vec<Line>,
    /// Of a hundred booked minutes of the people who are there.
    pub(super) per_cent: u32,
    pub(super) open: bool,
}

#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) id: String,
    pub(super) cell: u16,
    pub(super) guest: String,
    pub(super) what: String,
    pub(super) state: State,
}

pub(super) async fn open(Held(house): Held<Shared>, signed: Signed, Query(pairs): Query<Pairs>) -> Result<Response, Oops> {
    let page = page(&house, &signed, &pairs, false).await?;
    Ok(house.show_to(&signed, &page))
}

pub(super) async fn sheet(Held(house): Held<Shared>, signed: Signed, Query(pairs): Query<Pairs>) -> Result<Response, Oops> {
    let page = page(&house, &signed, &pairs, true).await?;
    Ok(house.show_to(&signed, &page))
}

async fn page(house: &House, signed: &Signed, pairs: &Pairs, sheet: bool) -> Result<Diary, Oops> {
    let bookings = desk::bookings(house)?;
    let (today, now) = desk::now(house)?;
    let day = match said(pairs, "day") {
        "" => today,
        text => text.parse().map_err(|_| {
            Oops::BadRequest(format!("`{}` is no day; write it as 2027-03-12.", vocab::nearest::clip(text)))
        })?,
    };
    let view = View::ALL.into_iter().find(|view| view.word() == said(pairs, "view")).unwrap_or(View::Day);
    let (first, count) = view.days(day);
    let days = usize::try_from(count).unwrap_or(1);
    bookings.sweep(house.now_ms()).await?;
    let free = bookings.free(first, days).await?;
    let mut visits = bookings.between(first, first.plus(count - 1)).await?;
    visits.retain(|visit| desk::on_board(visit.status));
    let private = said(pairs, "names") == "initials";
    let side = Side::of(said(pairs, "by"));
    let board = (view == View::Day && !sheet).then(|| Board::of(side, &free, &visits, (day == today).then_some(now), private));
    let caption = if count == 1 { format!("Visits of {}", words::dated(day)) } else { format!("Visits from {}", words::dated(first)) };
    Ok(Diary {
        view,
        day,
        today,
        first,
        board,
        table: if sheet || view == View::List { tables(&caption, &visits, &free, private) } else { html! {} },
        days: loads(&free, &visits, private),
        private,
        may_book: signed.may(vocab::Permission::BookingWrite),
        sheet,
    })
}

/// One table for each day that has visits.
fn tables(caption: &str, visits: &[Visit], free: &Free, private: bool) -> Markup {
    let mut days: Vec<Day> = visits.iter().map(|visit| visit.slot.day).collect();
    days.dedup();
    if days.is_empty() {
        return ui::empty("Nothing is booked", caption, &html! {});
    }
    html! {
        @for day in days {
            @let of_day: Vec<Visit> = visits.iter().filter(|v| v.slot.day == day).cloned().collect();
            (table(&words::dated(day), &of_day, free, private))
        }
    }
}

fn loads(free: &Free, visits: &[Visit], private: bool) -> Vec<Load> {
    (0..free.days)
        .map(|n| {
            let day = free.first.plus(i32::try_from(n).unwrap_or(0));
            let people = || free.resources.iter().zip(&free.present).zip(&free.stored).filter(|((r, _), _)| r.kind == Kind::Practitioner);
            let there: u32 = people().filter_map(|((_, present), _)| present.get(n)).map(calendar::Cells::count).sum();
            let left: u32 = people().filter_map(|(_, stored)| stored.free.get(n)).map(calendar::Cells::count).sum();
            let lines = visits.iter().filter(|v| v.slot.day == day).map(|v| Line {
                id: v.id.clone(),
                cell: v.slot.cell,
                guest: short(v.guest.as_deref(), private),
                what: v.body.title.clone(),
                state: words::state(&v.body.asked),
            });
            let per_cent = (there.saturating_sub(left) * 100).checked_div(there).unwrap_or(0);
            Load { day, visits: lines.collect(), per_cent, open: there > 0 }
        })
        .collect()
}

impl Diary {
    fn href(&self, view: View, day: Day, by: Side) -> String {
        let names = if self.private { "&names=initials" } else { "" };
        format!("/calendar?day={day}&view={}&by={}{names}", view.word(), by.word())
    }

    fn side(&self) -> Side {
        self.board.as_ref().map_or(Side::Person, |board| board.side)
    }

    fn bar(&self) -> Markup {
        let (_, count) = self.view.days(self.day);
        let step = if self.view == View::Month { 30 } else { count };
        let to = |day: Day| self.href(self.view, day, self.side());
        html! {
            nav.diary-bar aria-label="Days and views" {
                div.group {
                    a.btn href=(to(self.day.plus(-step))) data-key="ArrowLeft" { "Before" }
                    a.btn href=(to(self.today)) data-key="0" { "Today" }
                    a.btn href=(to(self.day.plus(step))) data-key="ArrowRight" { "After" }
                }
                div.group {
                    @for view in View::ALL {
                        a.btn href=(self.href(view, self.day, self.side())) aria-current=[(view == self.view).then_some("true")] accesskey=[(view == View::List).then_some("t")] { (view.name()) }
                    }
                }
                @if self.board.is_some() {
                    div.group {
                        @for side in Side::ALL {
                            a.btn href=(self.href(self.view, self.day, side)) aria-current=[(side == self.side()).then_some("true")] { "By " (side.word()) }
                        }
                    }
                }
            }
        }
    }

    fn lists(&self) -> Markup {
        html! {
            ol.days {
                @for load in &self.days {
                    li.card {
                        h2 { a href=(self.href(View::Day, load.day, Side::Room)) { (words::day(load.day)) } }
                        @if !load.open { p."small muted" { "Closed" } }
                        @else if load.visits.is_empty() { p."small muted" { "Nothing is booked." } }
                        ul { @for line in &load.visits { li {
                            a href=(format!("/calendar/visits/{}", line.id)) { (clock(line.cell)) " " b { (line.guest) } }
                            " " span."small muted" { (line.what) }
                            @match line.state { State::Clear => {}, State::Ask => { " " (ui::chip(State::Ask, "ask first")) }, State::Stop => { " " (ui::chip(State::Stop, "cannot go ahead")) } }
                        } } }
                    }
                }
            }
        }
    }

    fn month(&self) -> Markup {
        html! {
            div.boxed { table.month {
                caption.unseen { "Booked share of the people’s time" }
                thead { tr { @for name in ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] { th scope="col" { (name) } } } }
                tbody { @for week in self.days.chunks(7) { tr { @for load in week {
                    td class=(format!("load{}", load.per_cent.min(99) / 20)) {
                        a href=(self.href(View::Day, load.day, Side::Room)) {
                            b { (load.day.date().day()) }
                            span.small {
                                @if load.open { (load.visits.len()) span.unseen { " visits" } ", " (load.per_cent) " %" span.unseen { " booked" } }
                                @else { "closed" }
                            }
                        }
                    }
                } } } }
            } }
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
            0 => "nothing booked".to_owned(),
            1 => "one visit".to_owned(),
            more => format!("{more} visits"),
        };
        match self.view {
            View::Day => format!("{}: {many}", words::dated(self.day)),
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

    fn render(&self) -> Markup {
        let actions = html! {
            @if self.sheet { (ui::print_button("Print")) }
            @else if self.may_book { (ui::button_link(&format!("/calendar/new?day={}", self.day), "New visit", Press::Primary)) }
        };
        let names = if self.private { "" } else { "&names=initials" };
        html! {
            (Heading::new(&self.title()).eyebrow(if self.sheet { "Day sheet" } else { "Calendar" }).actions(actions))
            @if !self.sheet { (self.bar()) }
            @match (&self.board, self.view) {
                (Some(board), _) => (board.render()),
                (None, View::Month) if !self.sheet => (self.month()),
                (None, View::Three | View::Week) if !self.sheet => (self.lists()),
                _ => div.boxed { (self.table) },
            }
            p."board-foot small" {
                a href=(format!("/calendar?day={}&view={}&by={}{names}", self.day, self.view.word(), self.side().word())) { @if self.private { "Show names" } @else { "Show initials only" } } " "
                a href=(format!("/calendar/sheet?day={}", self.day)) { "Day sheet for printing" } " "
                a href="/calendar/hours" { "Opening hours and leave" }
            }
        }
    }
}
