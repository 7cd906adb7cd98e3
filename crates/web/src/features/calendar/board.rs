//! The day as columns: who, where or with what, hour by hour. The same board serves Today and Calendar.
use super::desk::{on_board, short};
use super::words;
use crate::ui::{self, Tone};
use chart::booking::{Free, Kind, SegmentKind, Status, Visit, clock};
use maud::{Markup, Render as _, html};
use std::collections::{BTreeMap, BTreeSet};
use vocab::Day;
use vocab::verdict::State;

/// Cells of a visit below which its card has room for two lines only.
const SHORT: u16 = 9;

/// What the columns are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    /// One column a person.
    Person,
    /// One column a room.
    Room,
    /// One column a device.
    Device,
}

impl Side {
    pub(super) const ALL: [Self; 3] = [Self::Person, Self::Room, Self::Device];

    pub(super) fn of(word: &str) -> Self {
        Self::ALL.into_iter().find(|side| side.word() == word).unwrap_or(Self::Room)
    }

    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Room => "room",
            Self::Device => "device",
        }
    }

    pub(super) const fn kind(self) -> Kind {
        match self {
            Self::Person => Kind::Practitioner,
            Self::Room => Kind::Room,
            Self::Device => Kind::Device,
        }
    }
}

/// A day as it is drawn.
#[derive(Debug, Clone)]
pub(crate) struct Board {
    pub(super) side: Side,
    pub(super) day: Day,
    /// First and last cell that are drawn, full hours.
    pub(super) hours: (u16, u16),
    /// The day and the cell it is now.
    pub(super) now: Option<(Day, u16)>,
    pub(super) columns: Vec<Column>,
    /// What a visit that is let go on the board is sent with; `None` where nobody may move one.
    pub(super) sends: Option<Sends>,
}

/// What goes with a visit that is let go on a board: the token, and where one comes back to.
#[derive(Debug, Clone)]
pub(super) struct Sends {
    pub(super) csrf: super::new_visit::Csrf,
    pub(super) back: &'static str,
    pub(super) view: &'static str,
}

#[derive(Debug, Clone)]
pub(crate) struct Column {
    pub(super) day: Day,
    pub(super) id: String,
    pub(super) name: String,
    pub(super) line: String,
    /// Stretches in which nobody is there.
    pub(super) off: Vec<(u16, u16)>,
    pub(super) cards: Vec<Card>,
}

#[derive(Debug, Clone)]
pub(crate) struct Card {
    pub(super) id: String,
    pub(super) from: u16,
    pub(super) length: u16,
    /// Cells of clean-down behind it.
    pub(super) clean: u16,
    pub(super) guest: String,
    pub(super) with: String,
    pub(super) what: String,
    pub(super) status: Status,
    pub(super) state: State,
    pub(super) lane: u8,
    /// Why it lies over another visit, for whoever may see more than initials.
    pub(super) over: Option<String>,
    pub(super) version: u32,
}

impl Board {
    /// The board of one day or a few, from their visits. Of several days only the columns stand in which somebody is there.
    pub(super) fn of(side: Side, free: &Free, visits: &[Visit], now: Option<(Day, u16)>, private: bool) -> Self {
        let (day, hours) = (free.first, (9 * 12, 18 * 12));
        let mut board = Self { side, day, hours, now, columns: Vec::new(), sends: None };
        for place in 0..free.days {
            let day = free.first.plus(i32::try_from(place).unwrap_or(0));
            let mut taking: BTreeMap<&str, Vec<&Visit>> = BTreeMap::new();
            for visit in visits.iter().filter(|v| v.slot.day == day && on_board(v.status)) {
                let resources: BTreeSet<&str> = visit.slot.parts.iter().map(|part| part.resource.as_str()).collect();
                for resource in resources {
                    taking.entry(resource).or_default().push(visit);
                }
            }
            for (one, present) in free.resources.iter().zip(&free.present).filter(|(one, _)| one.kind == side.kind()) {
                let present = present.get(place).copied().unwrap_or_default();
                let own = taking.get(one.id.as_str()).into_iter().flatten();
                let cards: Vec<Card> = own.filter_map(|v| Card::of(v, &one.id, side, free, private)).collect();
                if free.days > 1 && cards.is_empty() && present.is_empty() {
                    continue;
                }
                board.widen(present, &cards);
                let off = stretches(calendar::Cells::span(0, 288).without(present));
                let line = if free.days > 1 { words::day(day) } else { one.line.clone() };
                board.columns.push(Column { day, id: one.id.clone(), name: one.name.clone(), line, off, cards });
            }
        }
        board.hours = (board.hours.0 / 12 * 12, board.hours.1.div_ceil(12) * 12);
        board
    }

    /// Makes room for when somebody is there, and for cards outside of it.
    fn widen(&mut self, present: calendar::Cells, cards: &[Card]) {
        if let Some(first) = present.first().and_then(|c| u16::try_from(c).ok()) {
            let last = present.iter().last().and_then(|c| u16::try_from(c + 1).ok()).unwrap_or(first);
            self.hours = (self.hours.0.min(first), self.hours.1.max(last));
        }
        for card in cards {
            self.hours = (self.hours.0.min(card.from), self.hours.1.max(card.from + card.length + card.clean));
        }
    }

    /// The same board, on which visits are moved.
    pub(super) fn with(mut self, sends: Option<Sends>) -> Self {
        self.sends = sends;
        self
    }

    /// The class of a row.
    fn row(&self, cell: u16) -> u16 {
        cell.clamp(self.hours.0, self.hours.1) - self.hours.0
    }

    pub(super) fn render(&self) -> Markup {
        let hours = (self.hours.0 / 12)..(self.hours.1 / 12);
        let tall = self.hours.1 - self.hours.0;
        let now = self.now.filter(|(day, now)| {
            (self.hours.0..self.hours.1).contains(now) && self.columns.iter().any(|column| column.day == *day)
        });
        html! {
            div.board-frame id="board" tabindex="0" role="region" aria-label=(format!("{} by {}", words::dated(self.day), self.side.word())) {
                div.board data-day=(self.day) data-from=(self.hours.0) data-rows=(tall) {
                    div.gutter aria-hidden="true" {
                        div.col-head {}
                        div class=(format!("lines n{tall}")) {
                            @for hour in hours.clone() { span class=(format!("hour r{}", hour * 12 - self.hours.0)) { (hour) ":00" } }
                            @if let Some((_, now)) = now { span class=(format!("now-time r{}", self.row(now))) { (clock(now)) } }
                        }
                    }
                    @for column in &self.columns { (self.column(column, tall)) }
                }
            }
            @if let Some(sends) = &self.sends {
                p.board-said id="said" role="status" {}
                form id="let-go" method="post" hidden {
                    (ui::csrf(&sends.csrf))
                    @for (name, value) in [("back", sends.back), ("by", self.side.word()), ("view", sends.view), ("at", ""), ("with", ""), ("version", "")] {
                        input type="hidden" name=(name) value=(value);
                    }
                }
            }
            @for script in ["board.js", "keys.js", "touch.js"] { script type="module" src=(crate::assets::address(script)) {} }
        }
    }

    fn column(&self, column: &Column, tall: u16) -> Markup {
        html! {
            section.col data-with=(column.id) data-day=(column.day) {
                div.col-head { h2 { (column.name) } @if !column.line.is_empty() { span."small muted" { (column.line) } } }
                ul class=(format!("lines cards n{tall}")) {
                    @for (from, to) in &column.off {
                        @if *to > self.hours.0 && *from < self.hours.1 {
                            li aria-hidden="true" class=(format!("off r{} s{}", self.row(*from), self.row(*to) - self.row(*from))) {}
                        }
                    }
                    @for card in &column.cards { (self.card(card)) }
                    @if let Some((_, now)) = self.now.filter(|(day, now)| *day == column.day && (self.hours.0..self.hours.1).contains(now)) { li aria-hidden="true" class=(format!("now-line r{}", self.row(now))) {} }
                }
            }
        }
    }

    fn card(&self, card: &Card) -> Markup {
        let tone = match card.state {
            State::Clear => "state-clear",
            State::Ask => "state-ask",
            State::Stop => "state-stop",
        };
        let over = matches!(card.status, Status::Done);
        let under_way = matches!(card.status, Status::InRoom);
        let status = card.status.code();
        let lane = if card.lane > 0 { format!(" lane{}", card.lane.min(3)) } else { String::new() };
        // Where the third line has no room, how the visit stands is said in the first, unless it is as expected.
        let short = card.length < SHORT && !matches!(card.status, Status::Booked | Status::Confirmed);
        let moves = self.sends.is_some() && !over && !under_way;
        html! {
            li class=(format!("appt {tone} is-{status}{lane} r{} s{}", self.row(card.from), card.length)) {
                a href=(format!("/calendar/visits/{}", card.id)) data-version=[moves.then_some(card.version)] draggable=[(!moves).then_some("false")] {
                    span.who-comes {
                        @if card.state != State::Clear { (ui::shape(Tone::In(card.state))) }
                        b { (card.guest) } " " span."small muted" { (card.with) @if short { ", " (card.status.in_words()) } }
                    }
                    span.what { (card.what) }
                    span."small status" {
                        span.unseen { (clock(card.from)) @if !short { ", " } }
                        @if !short { (card.status.in_words()) }
                        @match card.state { State::Clear => {}, State::Ask => ", ask first", State::Stop => ", cannot go ahead" }
                        @if card.lane > 0 { ", " (over_another(card.over.as_deref())) }
                    }
                }
            }
            @if card.clean > 0 {
                li aria-hidden="true" class=(format!("turning r{} s{}", self.row(card.from + card.length), card.clean)) {}
            }
        }
    }
}

impl Card {
    /// The card of a visit in the column of a resource; `None` if it does not take it.
    fn of(visit: &Visit, resource: &str, side: Side, free: &Free, private: bool) -> Option<Self> {
        let own = || visit.slot.parts.iter().filter(|part| part.resource == resource);
        let first = own().map(|part| part.from).min()?;
        let last = own().map(|part| part.from + part.length).max()?;
        let clean = visit.slot.segments.iter().rev().take_while(|s| s.kind == SegmentKind::Clean).map(|s| s.length).sum::<u16>();
        let hands = visit.slot.length() - clean;
        let length = last.min(hands).saturating_sub(first);
        let others: Vec<&str> = visit
            .slot
            .parts
            .iter()
            .filter(|part| if side == Side::Person { part.kind == Kind::Room } else { part.kind == Kind::Practitioner })
            .map(|part| super::desk::name(free, &part.resource))
            .collect();
        let with = others.first().map_or("", |name| if side == Side::Person { name } else { called(name) });
        let step = visit.body.step.as_ref().map_or_else(String::new, |step| format!(", {} of {}", step.step, step.of));
        Some(Self {
            id: visit.id.clone(),
            from: visit.slot.cell + first,
            length: if length == 0 { last - first } else { length },
            clean: last.saturating_sub(hands),
            guest: short(visit.guest.as_deref(), private),
            with: with.to_owned(),
            what: format!("{}{step}", visit.body.title),
            status: visit.status,
            state: words::state(&visit.body.asked),
            lane: visit.body.lane,
            over: visit.body.overlap.clone().filter(|_| !private),
            version: visit.version,
        })
    }
}

/// That a visit lies over another one, and why.
fn over_another(why: Option<&str>) -> String {
    why.map_or_else(|| "over another visit".to_owned(), |why| format!("over another visit: {why}"))
}

/// The word by which a person is called: the first that is no title, because three of a house are `Dr.`.
fn called(name: &str) -> &str {
    name.split_whitespace().find(|word| !word.ends_with('.')).unwrap_or(name)
}

/// The runs of a set of cells.
fn stretches(cells: calendar::Cells) -> Vec<(u16, u16)> {
    let mut runs: Vec<(u16, u16)> = Vec::new();
    for cell in cells.iter().filter_map(|cell| u16::try_from(cell).ok()).filter(|cell| *cell < 288) {
        match runs.last_mut() {
            Some((_, to)) if *to == cell => *to += 1,
            _ => runs.push((cell, cell + 1)),
        }
    }
    runs
}

/// The visits as a table that anybody can read and print.
pub(super) fn table(caption: &str, visits: &[Visit], free: &Free, private: bool) -> Markup {
    let mut table = ui::Table::new(caption)
        .class("visits")
        .column("Time")
        .column("Guest")
        .column("What")
        .column("With")
        .column("Where")
        .column("Status");
    for visit in visits {
        let of = |kind: Kind| visit.slot.of(kind).map_or("", |id| super::desk::name(free, id)).to_owned();
        let clean = visit.slot.segments.iter().rev().take_while(|s| s.kind == SegmentKind::Clean).map(|s| s.length).sum::<u16>();
        let state = words::state(&visit.body.asked);
        let place = [of(Kind::Room), of(Kind::Device)].into_iter().filter(|s| !s.is_empty()).collect::<Vec<_>>().join(", ");
        table = table.row(vec![
            html! { (words::span(visit.slot.cell, visit.slot.end() - clean)) },
            html! { a href=(format!("/calendar/visits/{}", visit.id)) { (short(visit.guest.as_deref(), private)) } },
            html! { (visit.body.title) @if let Some(step) = &visit.body.step { ", " (step.step) " of " (step.of) } },
            html! { (of(Kind::Practitioner)) },
            html! { (place) },
            html! {
                (visit.status.in_words())
                @match state { State::Clear => {}, State::Ask => ", ask first", State::Stop => ", cannot go ahead" }
                @if visit.body.lane > 0 { ", " (over_another(visit.body.overlap.as_deref().filter(|_| !private))) }
            },
        ]);
    }
    table.render()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_not_what_somebody_is_called() {
        for (name, called_by) in [("Dr. Imogen Sarkany", "Imogen"), ("Tobias Renner, NP", "Tobias"), ("Dr.", "Dr."), ("", "")] {
            assert_eq!(called(name), called_by, "{name}");
        }
    }
}
