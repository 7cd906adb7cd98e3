//! How full days are: as lists of a week, as the load of a month, and what is said of a day that is closed, empty, or on which
//! the clocks change.
use super::board::Side;
use super::desk::short;
use super::diary::{Diary, View};
use super::words;
use crate::{Oops, ui};
use chart::booking::{Bookings, Free, Kind, Resource, Visit, clock};
use jiff::tz::TimeZone;
use maud::{Markup, html};
use vocab::Day;
use vocab::verdict::State;

/// Days ahead in which the next open one is looked for.
const AHEAD: usize = 60;

/// A day in a list or a month.
#[derive(Debug, Clone)]
pub(super) struct Load {
    pub(super) day: Day,
    pub(super) visits: Vec<Line>,
    /// Of a hundred booked minutes of the people who are there.
    pub(super) per_cent: u32,
    pub(super) open: bool,
    /// From when to when somebody is there, as cells.
    pub(super) hours: Option<(u16, u16)>,
    /// What happens to the clocks on this day; `None` = nothing.
    pub(super) clocks: Option<String>,
}

#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) id: String,
    pub(super) cell: u16,
    /// The cell in which it is over, with the clean-down.
    pub(super) end: u16,
    pub(super) guest: String,
    pub(super) what: String,
    pub(super) state: State,
}

/// The load of each day of a stretch.
pub(super) fn of(free: &Free, visits: &[Visit], zone: &TimeZone, private: bool) -> Vec<Load> {
    (0..free.days)
        .map(|n| {
            let day = free.first.plus(i32::try_from(n).unwrap_or(0));
            let people = || free.resources.iter().zip(&free.present).zip(&free.stored).filter(|((r, _), _)| r.kind == Kind::Practitioner);
            let present = || people().filter_map(|((_, present), _)| present.get(n));
            let there: u32 = present().map(calendar::Cells::count).sum();
            let left: u32 = people().filter_map(|(_, stored)| stored.free.get(n)).map(calendar::Cells::count).sum();
            let cell = |cell: usize| u16::try_from(cell).ok();
            let first = present().filter_map(|cells| cells.first().and_then(cell)).min();
            let last = present().filter_map(|cells| cells.iter().last().and_then(cell)).max();
            let lines = visits.iter().filter(|v| v.slot.day == day).map(|v| Line {
                id: v.id.clone(),
                cell: v.slot.cell,
                end: v.slot.end(),
                guest: short(v.guest.as_deref(), private),
                what: v.body.title.clone(),
                state: words::state(&v.body.asked),
            });
            let per_cent = (there.saturating_sub(left) * 100).checked_div(there).unwrap_or(0);
            let hours = first.zip(last).map(|(first, last)| (first, last + 1));
            Load { day, visits: lines.collect(), per_cent, open: there > 0, hours, clocks: clocks(zone, day) }
        })
        .collect()
}

/// Whether a person is there at all on a day; rooms and devices alone open nothing.
pub(super) fn is_there(one: &Resource, day: Option<&calendar::Cells>) -> bool {
    one.kind == Kind::Practitioner && day.is_some_and(|cells| !cells.is_empty())
}

/// The next day after one on which somebody is there.
pub(super) async fn next_open(bookings: &Bookings<'_>, day: Day) -> Result<Option<Day>, Oops> {
    let free = bookings.free(day.plus(1), AHEAD).await?;
    let open = |n: &usize| free.resources.iter().zip(&free.present).any(|(one, days)| is_there(one, days.get(*n)));
    Ok((0..free.days).find(open).and_then(|n| i32::try_from(n).ok()).map(|n| free.first.plus(n)))
}

/// What happens to the clocks of a place on a day, in a sentence; `None` on all other days.
pub(super) fn clocks(zone: &TimeZone, day: Day) -> Option<String> {
    let begins = |day: Day| zone.to_ambiguous_timestamp(day.date().at(0, 0, 0, 0)).compatible().ok();
    let (begin, end) = (begins(day)?, begins(day.plus(1))?);
    let minutes = end.duration_since(begin).as_mins();
    if minutes == 24 * 60 {
        return None;
    }
    // Where midnight itself is left out, the day begins with the change.
    let second = jiff::SignedDuration::from_secs(1);
    let change = zone.following(begin - second).next().map(|one| one.timestamp()).filter(|at| *at < end)?;
    let before = zone.to_offset(change - second).to_datetime(change);
    let after = zone.to_datetime(change);
    let way = if minutes < 24 * 60 { "forward" } else { "back" };
    let long = match (minutes / 60, minutes % 60) {
        (hours, 0) => format!("{hours} hours"),
        (hours, rest) => format!("{hours} hours and {rest} minutes"),
    };
    Some(format!(
        "The clocks go {way} at {}: it is {} then, and the day has {long}. Visits keep their hour on the wall.",
        before.strftime("%H:%M"),
        after.strftime("%H:%M")
    ))
}

impl Load {
    /// From when to when somebody is there, as a sentence.
    pub(super) fn hours_in_words(&self) -> String {
        self.hours.map_or_else(String::new, |(from, to)| format!("Somebody is there from {} to {}.", clock(from), clock(to)))
    }
}

impl Load {
    /// A day in a line: how many visits, from when to when, and how many of them want somebody first.
    pub(super) fn in_words(&self) -> String {
        let many = match self.visits.len() {
            0 if !self.open => return "Closed".to_owned(),
            0 => return format!("Nothing is booked. {}", self.hours_in_words()).trim_end().to_owned(),
            1 => "One visit".to_owned(),
            many => format!("{many} visits"),
        };
        let first = self.visits.iter().map(|line| line.cell).min().unwrap_or_default();
        let last = self.visits.iter().map(|line| line.end).max().unwrap_or_default();
        let mut words = format!("{many}, {}", words::span(first, last));
        for (state, what) in [(State::Ask, "to ask first"), (State::Stop, "cannot go ahead")] {
            let such = self.visits.iter().filter(|line| line.state == state).count();
            if such > 0 {
                words = format!("{words}; {such} {what}");
            }
        }
        words
    }
}

/// Days with visits, each folded under its head: today is open, or the first of a week without it.
pub(super) fn list(days: &[Load], tables: &[(Day, Markup)], today: Day) -> Markup {
    let open = tables.iter().map(|(day, _)| *day).find(|day| *day == today).or_else(|| tables.first().map(|(day, _)| *day));
    let free: Vec<String> = days.iter().filter(|load| load.open && load.visits.is_empty()).map(|load| words::day(load.day)).collect();
    html! {
        div."stack tight" {
            @for (day, table) in tables {
                details."disclose fold" open[open == Some(*day)] {
                    summary {
                        h2 { (words::day(*day)) @if *day == today { " " (ui::chip(ui::Tone::Plain, "today")) } }
                        @if let Some(load) = days.iter().find(|load| load.day == *day) { span."small muted" { (load.in_words()) } }
                    }
                    div."inside boxed" { (table) }
                }
            }
            @if !free.is_empty() { p.muted { "Open, and nothing is booked: " (free.join(", ")) "." } }
        }
    }
}

/// The days of a week, each with its visits. On a telephone only those of today are drawn; the heads of the others say how many
/// there are and lead to them.
pub(super) fn week(days: &[Load], today: Day) -> Markup {
    html! {
        ol.diary-days {
            @for load in days {
                li class=(if load.day == today { "card is-today" } else { "card" }) {
                    h2 { a href=(Diary::href(View::Day, load.day, Side::Room)) { (words::day(load.day)) } @if load.day == today { " " (ui::chip(ui::Tone::Plain, "today")) } }
                    p."small muted" { (load.in_words()) }
                    ul { @for line in &load.visits { li {
                        a href=(format!("/calendar/visits/{}", line.id)) { (clock(line.cell)) " " b { (line.guest) } }
                        span."small muted" { (line.what) }
                        @match line.state { State::Clear => {}, State::Ask => (ui::chip(State::Ask, "ask first")), State::Stop => (ui::chip(State::Stop, "cannot go ahead")) }
                    } } }
                }
            }
        }
    }
}

/// The days of a month by their load.
pub(super) fn month(days: &[Load], shown: Day, today: Day) -> Markup {
    html! {
        div.boxed { table.month {
            caption.unseen { "Visits, and the booked share of the people’s time" }
            thead { tr { @for name in ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] { th scope="col" { (name) } } } }
            tbody { @for week in days.chunks(7) { tr { @for load in week { (cell(load, shown, today)) } } } }
        } }
    }
}

fn cell(load: &Load, shown: Day, today: Day) -> Markup {
    let (one, month) = (load.day.date(), shown.date());
    let other = (one.year(), one.month()) != (month.year(), month.month());
    let visits = load.visits.len();
    let class = format!("load{}{}", load.per_cent.min(99) / 20, if other { " is-other" } else { "" });
    html! {
        td class=(class) {
            a href=(Diary::href(View::Day, load.day, Side::Room)) aria-current=[(load.day == today).then_some("date")] {
                b { (one.day()) }
                span.small {
                    @if !load.open && visits == 0 { "closed" }
                    @else if visits == 0 { span aria-hidden="true" { "–" } span.unseen { "nothing booked" } }
                    @else { (visits) span.more { @if visits == 1 { " visit, " } @else { " visits, " } (load.per_cent) " %" } }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_told_in_a_line() {
        let line = |cell, end, state| Line { id: String::new(), cell, end, guest: String::new(), what: String::new(), state };
        let load = |visits, open| Load { day: Day::FIRST, visits, per_cent: 0, open, hours: open.then_some((108, 216)), clocks: None };
        let full = vec![line(120, 132, State::Clear), line(108, 150, State::Stop), line(126, 141, State::Ask), line(140, 144, State::Ask)];
        for (load, words) in [
            (load(full, true), "4 visits, 09:00 to 12:30; 2 to ask first; 1 cannot go ahead"),
            (load(vec![line(120, 132, State::Clear)], false), "One visit, 10:00 to 11:00"),
            (load(Vec::new(), true), "Nothing is booked. Somebody is there from 09:00 to 18:00."),
            (load(Vec::new(), false), "Closed"),
        ] {
            assert_eq!(load.in_words(), words);
        }
    }

    #[test]
    fn today_is_the_day_of_a_list_that_is_open_or_else_the_first() {
        let day = |n: i32| Day::FIRST.plus(n);
        let tables = [(day(1), html! { "one" }), (day(3), html! { "three" })];
        for (today, open) in [(day(3), "three"), (day(2), "one"), (day(9), "one")] {
            let page = list(&[], &tables, today).into_string();
            let opened: Vec<&str> = page.split("<details").filter(|part| part.contains(" open>")).collect();
            assert!(opened.len() == 1 && opened.iter().all(|part| part.contains(open)), "{today}: {page}");
        }
    }

    #[test]
    fn the_days_on_which_the_clocks_change_are_told() {
        for (zone, day, want) in [
            ("Europe/Berlin", "2027-03-28", Some("forward at 02:00: it is 03:00 then, and the day has 23 hours.")),
            ("Europe/Berlin", "2027-10-31", Some("back at 03:00: it is 02:00 then, and the day has 25 hours.")),
            ("America/New_York", "2027-03-14", Some("forward at 02:00: it is 03:00 then")),
            ("Australia/Lord_Howe", "2027-10-03", Some("forward at 02:00: it is 02:30 then, and the day has 23 hours and 30 minutes.")),
            // Midnight itself is left out here: the day begins at one.
            ("America/Havana", "2027-03-14", Some("forward at 00:00: it is 01:00 then, and the day has 23 hours.")),
            ("Europe/Berlin", "2027-03-27", None),
            ("Europe/Berlin", "2027-03-29", None),
            ("UTC", "2027-03-28", None),
        ] {
            let told = clocks(&TimeZone::get(zone).unwrap(), day.parse().unwrap());
            match (want, &told) {
                (None, None) => {}
                (Some(want), Some(told)) if told.contains(want) => {}
                _ => panic!("{zone} {day}: {told:?}"),
            }
        }
    }
}
