//! Today: who comes, what to look at first, and how the house stands.
use super::board::{Board, Sends, Side, table};
use super::desk::{self, Pairs, said, short};
use super::diary::{self, Done};
use super::names::{self, Initials};
use super::new_visit::Csrf;
use super::series_first::{self, First};
use super::{again, repair_page, words};
use crate::session::Signed;
use crate::ui::{self, Heading, Press};
use crate::{House, Oops, Page, Shared};
use axum::extract::{Query, State as Held};
use axum::response::Response;
use chart::booking::{Free, Kind, Status, Visit, clock};
use chart::patient::Why;
use knowledge::red_flag::Level;
use maud::{Markup, html};
use vocab::Day;
use vocab::verdict::State;

/// Minutes after which a guest who has not arrived is looked for, in cells.
const LATE: u16 = 2;

/// How many of the things to look at stand on the page.
const TASKS_SHOWN: usize = 12;

/// Days ahead in which something to look at is told today.
const SOON: i32 = 14;

/// The day of the house.
#[derive(Debug, Clone)]
pub struct Today {
    pub(super) day: Day,
    pub(super) board: Board,
    pub(super) table: Markup,
    pub(super) as_table: bool,
    pub(super) guests: usize,
    /// The next day with visits, and how many, where today has none.
    pub(super) next: Option<(Day, usize)>,
    pub(super) tasks: Vec<Task>,
    /// Series that do not stand any more, with what puts each right.
    pub(super) series: Vec<First>,
    pub(super) house: Vec<Standing>,
    pub(super) csrf: Csrf,
    pub(super) private: bool,
    pub(super) may_book: bool,
    pub(super) done: Option<Done>,
}

/// Something to look at first.
#[derive(Debug, Clone)]
pub(super) struct Task {
    /// The visit that it is about.
    pub(super) visit: String,
    pub(super) state: State,
    pub(super) title: String,
    pub(super) line: String,
    pub(super) href: String,
    pub(super) action: &'static str,
}

/// How a room or a device stands now.
#[derive(Debug, Clone)]
pub(super) struct Standing {
    pub(super) name: String,
    pub(super) line: String,
    pub(super) word: &'static str,
    pub(super) state: Option<State>,
}

pub(crate) async fn open(Held(house): Held<Shared>, signed: Signed, names: Initials, Query(pairs): Query<Pairs>) -> Result<Response, Oops> {
    let page = page(&house, &signed, names, &pairs).await?;
    Ok(house.show_to(&signed, &page))
}

async fn page(house: &House, signed: &Signed, Initials(private): Initials, pairs: &Pairs) -> Result<Today, Oops> {
    let bookings = desk::bookings(house)?;
    let (day, now) = desk::now(house)?;
    super::passing::advance(house).await?;
    // What is written is asked about before it is shown. Of the days to come only that is read which has to be looked at: the
    // charts that have grown since the house asked again by itself, what is not settled, what lacks somebody.
    let mut visits = bookings.between(day, day).await?;
    if again::ask_again_of(house, &visits).await? + again::ask_again_lately(house, (day.plus(1), day.plus(SOON))).await? > 0 {
        visits = bookings.between(day, day).await?;
    }
    let free = bookings.free(day, 1).await?;
    let stranded = bookings.stranded(day, day.plus(SOON)).await?;
    let soon = bookings.unsettled(day.plus(1), day.plus(SOON)).await?;
    let side = Side::of(said(pairs, "by"));
    let shown: Vec<Visit> = visits.iter().filter(|v| desk::on_board(v.status)).cloned().collect();
    let all: Vec<Visit> = today_and_soon(&shown, &soon).cloned().collect();
    let series = series_first::broken(house, signed, &all, &stranded, (day, day.plus(SOON)), private).await?;
    let mut tasks = tasks(&shown, &soon, &stranded, &free, now, private);
    tasks.retain(|task| task.state != State::Stop || !series.covered.contains(&task.visit));
    tasks.splice(0..0, series.more);
    // Only the reasons that stand on the page were seen by anybody.
    for task in tasks.iter().take(TASKS_SHOWN) {
        if let Some(visit) = today_and_soon(&shown, &soon).find(|visit| visit.id == task.visit) {
            desk::reasons_shown(house, signed, visit).await?;
        }
    }
    // Where today has nobody, the page opens the next day that has.
    let next = if shown.is_empty() { next_day(&bookings.at_a_glance(day.plus(1), day.plus(SOON)).await?) } else { None };
    tasks.extend(super::unsigned::tasks(house, signed, &shown, private).await?);
    if signed.may(vocab::Permission::ChartRead) {
        tasks.splice(0..0, told(house, signed, private).await?);
    }
    let may_book = signed.may(vocab::Permission::BookingWrite);
    let csrf = Csrf::of(signed);
    let sends = may_book.then(|| Sends { csrf: csrf.clone(), back: "today", view: "day" });
    Ok(Today {
        day,
        board: Board::of(side, &free, &shown, Some((day, now)), private).with(sends),
        table: table(&format!("Visits of {}", words::dated(day)), &visits, &free, private),
        as_table: said(pairs, "view") == "table",
        guests: shown.iter().map(|v| v.patient.as_str()).collect::<std::collections::BTreeSet<_>>().len(),
        next,
        tasks,
        series: series.shown,
        house: standing(&shown, &free, now),
        csrf,
        private,
        may_book,
        done: diary::done(house, pairs, [("back", "today"), ("by", side.word()), ("view", "day")], private).await?,
    })
}

/// The first of the days to come on which somebody is expected, and how many visits it has.
fn next_day(soon: &[Visit]) -> Option<(Day, usize)> {
    let comes = || soon.iter().filter(|visit| desk::on_board(visit.status)).map(|visit| visit.slot.day);
    let first = comes().min()?;
    Some((first, comes().filter(|day| *day == first).count()))
}

fn today_and_soon<'v>(today: &'v [Visit], soon: &'v [Visit]) -> impl Iterator<Item = &'v Visit> {
    today.iter().chain(soon)
}

/// The first day that would be free, as a sentence; nothing where none can be told.
fn free_from(visit: &Visit) -> String {
    visit.body.asked.earliest.map_or_else(String::new, |day| format!(" Free from {}.", words::day(day)))
}

/// What to look at first: what cannot go ahead, who is away, what is open, who is late; today before the days to come.
fn tasks(today: &[Visit], soon: &[Visit], stranded: &[(Visit, String)], free: &Free, now: u16, private: bool) -> Vec<Task> {
    let mut tasks = Vec::new();
    let href = |visit: &Visit| format!("/calendar/visits/{}", visit.id);
    let when = |visit: &Visit| {
        let time = clock(visit.slot.cell);
        if visit.slot.day == free.first { time } else { format!("{}, {time}", words::day(visit.slot.day)) }
    };
    for visit in today_and_soon(today, soon).filter(|visit| visit.status.is_open()) {
        let guest = short(visit.guest.as_deref(), private);
        let because = words::because(&visit.body.asked);
        match words::state(&visit.body.asked) {
            State::Stop => tasks.push(Task {
                visit: visit.id.clone(),
                state: State::Stop,
                title: format!("{guest}: {} cannot go ahead.", visit.body.title),
                line: format!("{}. {because}{}", when(visit), free_from(visit)),
                href: format!("{}#move", href(visit)),
                action: "See dates",
            }),
            State::Ask => tasks.push(Task {
                visit: visit.id.clone(),
                state: State::Ask,
                title: format!("{guest}: something is open."),
                line: format!("{}, {}. {because}", visit.body.title, when(visit)),
                href: href(visit),
                action: "Open the visit",
            }),
            State::Clear => {}
        }
    }
    for (visit, who) in stranded {
        tasks.push(Task {
            visit: visit.id.clone(),
            state: State::Stop,
            title: format!("{} is not there for {}.", desk::name(free, who), short(visit.guest.as_deref(), private)),
            line: format!("{}, {}.", visit.body.title, when(visit)),
            href: format!("{}#move", href(visit)),
            action: "See dates",
        });
    }
    let waiting = |v: &&Visit| matches!(v.status, Status::Booked | Status::Confirmed) && v.slot.cell + LATE <= now;
    for visit in today.iter().filter(waiting) {
        tasks.push(Task {
            visit: visit.id.clone(),
            state: State::Ask,
            title: format!("{} has not arrived.", short(visit.guest.as_deref(), private)),
            line: format!("{} at {}.", visit.body.title, clock(visit.slot.cell)),
            href: href(visit),
            action: "Open the visit",
        });
    }
    tasks.sort_by_key(|task| match task.state {
        State::Stop => 0,
        State::Ask => 1,
        State::Clear => 2,
    });
    tasks
}

/// What guests told after a treatment and somebody must answer today. What they told stands on their own page only.
async fn told(house: &House, signed: &Signed, private: bool) -> Result<Vec<Task>, Oops> {
    let told = crate::features::after::told_lately(house).await?;
    crate::features::consent::listed(house, signed, Why::Care, told.iter().map(|(patient, ..)| patient.as_str())).await?;
    let task = |(patient, name, level): &(String, String, Level)| Task {
        visit: String::new(),
        state: State::Stop,
        title: format!("{} told something after a treatment.", short(Some(name), private)),
        line: match level {
            Level::E0 => "Call back at once.",
            Level::E1 => "Call back within 15 minutes.",
            Level::E2 | Level::E3 | Level::E4 => "To be seen today.",
        }
        .to_owned(),
        href: format!("/patients/{patient}/after#open"),
        action: "Open the days after",
    };
    Ok(told.iter().map(task).collect())
}

/// Rooms and devices as they are this minute.
fn standing(today: &[Visit], free: &Free, now: u16) -> Vec<Standing> {
    let mut all = Vec::new();
    let is_there = |present: &Vec<calendar::Cells>| present.first().is_some_and(|cells| cells.has(usize::from(now)));
    let open = free.resources.iter().zip(&free.present).any(|(one, present)| one.kind == Kind::Room && is_there(present));
    for (one, present) in free.resources.iter().zip(&free.present) {
        if !matches!(one.kind, Kind::Room | Kind::Device) {
            continue;
        }
        let there = is_there(present);
        let at_it = today.iter().find(|visit| {
            let covers = |part: &chart::booking::Part| {
                let from = visit.slot.cell + part.from;
                part.resource == one.id && from <= now && now < from + part.length
            };
            visit.slot.parts.iter().any(covers)
        });
        let next = today
            .iter()
            .filter(|v| v.slot.cell > now && v.slot.parts.iter().any(|part| part.resource == one.id))
            .min_by_key(|v| v.slot.cell);
        let until = next.map_or_else(|| "nothing more today".to_owned(), |next| format!("next at {}", clock(next.slot.cell)));
        let (word, state, line) = match at_it {
            Some(visit) if visit.status == Status::Done => ("turning", Some(State::Ask), until),
            Some(visit) => ("in use", None, format!("until {}", clock(visit.slot.end()))),
            // Outside the hours of the house nothing is away: it is closed.
            None if !open => ("closed", None, until),
            None if !there => ("away", Some(State::Stop), until),
            None => ("ready", Some(State::Clear), until),
        };
        all.push(Standing { name: one.name.clone(), line, word, state });
    }
    all
}

/// A small number as a word.
fn number(count: usize) -> String {
    let words = ["No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve"];
    words.get(count).map_or_else(|| count.to_string(), |word| (*word).to_owned())
}

/// The address of the page in a view.
fn href(by: Side, table: bool) -> String {
    let view = if table { "&view=table" } else { "" };
    format!("/today?by={}{view}", by.word())
}

impl Today {
    fn actions(&self) -> Markup {
        html! {
            div."joined sides" {
                @for side in Side::ALL {
                    a.btn href=(href(side, false)) aria-current=[(side == self.board.side && !self.as_table).then_some("true")] { span.word { "By " } (side.word()) }
                }
                a.btn href=(href(self.board.side, true)) aria-current=[self.as_table.then_some("true")] data-key="t" { span.word { "As a " } "table" }
            }
            @if self.may_book { (ui::button_link("/calendar/new", "New visit", Press::Primary)) }
        }
    }

    fn look_first(&self) -> Markup {
        ui::card("Look here first", &html! {
            @if self.tasks.is_empty() && self.series.is_empty() { p.muted { "Nothing waits, and no visit of the next two weeks has to be looked at." } }
            ul.tasks {
                @for one in &self.series {
                    li {
                        (ui::shape(State::Stop))
                        div { b { (one.guest) ": the series does not stand." } (repair_page::first(&one.card, &self.csrf, self.may_book)) }
                    }
                }
                @for task in self.tasks.iter().take(TASKS_SHOWN) {
                    li {
                        (ui::shape(task.state))
                        div { b { (task.title) } p."small muted" { (task.line) } a.small href=(task.href) { (task.action) } }
                    }
                }
            }
            @if self.tasks.len() > TASKS_SHOWN { p.small { (self.tasks.len() - TASKS_SHOWN) " more stand in the calendar." } }
        })
    }

    fn house(&self) -> Markup {
        if self.house.is_empty() {
            return html! {};
        }
        ui::card("The house", &html! {
            dl.house {
                @for one in &self.house {
                    dt { (one.name) " " span."small muted" { (one.line) } }
                    dd { @match one.state { Some(state) => (ui::chip(state, one.word)), None => (ui::chip(ui::Tone::Plain, one.word)) } }
                }
            }
        })
    }

    fn day(&self) -> Markup {
        html! {
            (diary::told(self.done.as_ref(), &self.csrf))
            @if let Some((day, visits)) = self.next {
                @let many = if visits == 1 { "one visit".to_owned() } else { format!("{visits} visits") };
                (ui::notice(ui::Tone::Plain, "Nobody comes today", &html! { "The next day with guests: " a href=(format!("/calendar?day={day}")) { (words::day(day)) ", " (many) } "." }))
            }
            @if self.as_table { div.boxed { (self.table) } }
            @else if self.board.columns.is_empty() {
                (ui::empty("Nothing can be booked yet", "First the house says who works here, which rooms and services it has, and when it is open.",
                    &ui::button_link("/settings", "To the settings", Press::Primary)))
            } @else { (self.board.render()) }
            div."board-foot small" {
                (names::button(&self.csrf, self.private, &href(self.board.side, self.as_table)))
                a href="/calendar" { "Other days" } " "
                a href="/calendar/waitlist" { "Waitlist" } " "
                a href=(format!("/calendar/sheet?day={}", self.day)) { "Day sheet for printing" }
            }
            @if !self.as_table && !self.board.columns.is_empty() { (names::help()) }
        }
    }
}

impl Page for Today {
    fn samples() -> Vec<(&'static str, Self)> {
        super::samples::today()
    }

    fn title(&self) -> String {
        let guests = if self.guests == 1 { "guest" } else { "guests" };
        match self.tasks.len() + self.series.len() {
            _ if self.guests == 0 => "Nobody is booked today".to_owned(),
            0 => format!("{} {guests}, nothing to look at", number(self.guests)),
            tasks => format!("{} {guests}, {} to look at", number(self.guests), number(tasks).to_lowercase()),
        }
    }

    fn door(&self) -> Option<&'static str> {
        Some("/today")
    }

    fn render(&self) -> Markup {
        html! {
            (Heading::new(&self.title()).eyebrow(&words::dated(self.day)).actions(self.actions()))
            div.today-page {
                div.today-look id="look-first" { (self.look_first()) }
                div."today-board stack" { (self.day()) }
                div.today-house id="house-now" { (self.house()) }
            }
        }
    }
}
