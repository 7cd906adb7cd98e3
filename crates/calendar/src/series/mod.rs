//! The best dates for a series: the instance, the search, and why there is none.
pub mod blocked;
pub mod open;
pub mod read;
pub mod search;

use crate::Cells;
use serde::Serialize;

/// Days between consecutive sessions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    /// The fewest days, at least 1.
    pub min: usize,
    /// The days that cost nothing; each day away from it costs 1.
    pub ideal: usize,
    /// The most days.
    pub max: usize,
}

/// Someone or something that a session takes for its whole length.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resource {
    /// As the answer names it.
    pub name: String,
    /// Free cells, one set per day.
    pub free: Vec<Cells>,
}

/// A series to be booked over the days `0..days`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instance {
    /// Days of the calendar.
    pub days: usize,
    /// Cells of a day, 1 to [`crate::cells::CELLS_MAX`].
    pub day_cells: usize,
    /// Minutes of a cell.
    pub grain_minutes: usize,
    /// Consecutive cells of one day that a session takes, at least 1.
    pub session_cells: usize,
    /// Sessions of the series, at least 1.
    pub sessions: usize,
    /// Days between consecutive sessions.
    pub gap: Gap,
    /// The latest day of the first session.
    pub first_by: usize,
    /// Cost of each change of practitioner between consecutive sessions.
    pub change_penalty: u32,
    /// One of them treats.
    pub practitioners: Vec<Resource>,
    /// One of them is the place.
    pub rooms: Vec<Resource>,
    /// One of them is used.
    pub devices: Vec<Resource>,
}

/// One booked session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Session {
    /// Day of the calendar, from 0.
    pub day: usize,
    /// First cell of the day, from 0.
    pub cell: usize,
    /// Who treats.
    pub practitioner: String,
    /// Where.
    pub room: String,
    /// With what.
    pub device: String,
}

/// A series of least cost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Found {
    /// First day + sum of |gap - ideal| + penalties of changes.
    pub objective: u32,
    /// Always true: the search is exact and has looked at every series.
    pub proven: bool,
    /// The sessions in order.
    pub sessions: Vec<Session>,
}

/// What the search says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// A series of least cost.
    Found(Found),
    /// There is none, and why.
    Blocked(blocked::Blocked),
}

/// The best series, or what stands in its way.
#[must_use]
pub fn best(instance: &Instance) -> Answer {
    let open = open::Open::of(instance);
    search::search(instance, &open).map_or_else(|| Answer::Blocked(blocked::explain(instance)), Answer::Found)
}
