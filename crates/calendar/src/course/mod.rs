//! A course: several visits that differ, with windows between them, such as the sessions of a plan that was agreed.
//!
//! A series repeats one visit at one gap, and [`crate::series`] solves it as a chain. A course has visits of several kinds with
//! windows of their own: it is booked as a whole ([`offer`]), said no to with the least change that would open it ([`why`]),
//! and repaired with the least change when life happens ([`repair`]). All three stand on one exact search ([`search`]).
pub mod offer;
pub mod repair;
pub mod search;
pub mod why;

use crate::Cells;
use crate::visit::{Need, Stored, Visit};
use vocab::Day;

/// The most legs of one course.
pub const LEGS_MAX: usize = 60;

/// When and with whom one leg is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Day of the calendar, from 0.
    pub day: usize,
    /// Place in the list of people.
    pub who: usize,
    /// First cell of the day.
    pub cell: usize,
}

/// One visit of a course.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leg {
    /// Where it can begin: for each of the people and each day, on the days that are allowed.
    pub starts: Vec<Vec<Cells>>,
    /// The days that the gate lets through.
    pub allowed: Vec<bool>,
    /// The day on which it was planned; the nearer, the better.
    pub wanted: usize,
}

/// Days between two legs of a kind, of which the second always comes later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// Place of the earlier leg.
    pub earlier: usize,
    /// Place of the later leg, greater than `earlier`.
    pub later: usize,
    /// The fewest days, at least 1.
    pub least: usize,
    /// The days that cost nothing.
    pub ideal: usize,
    /// The most days.
    pub most: usize,
}

/// The fewest days between two legs of different kinds, in either order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Apart {
    /// Places of both.
    pub legs: [usize; 2],
    /// The fewest days when the first, and when the second of them comes first.
    pub days: [usize; 2],
}

/// Several visits with what holds between them. No two legs share a day: what shares one is one leg.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Course {
    /// Days of the calendar.
    pub days: usize,
    /// The legs in the order in which they were planned.
    pub legs: Vec<Leg>,
    /// Windows; each has its later leg after its earlier one in `legs`.
    pub windows: Vec<Window>,
    /// Distances.
    pub apart: Vec<Apart>,
}

impl Course {
    /// What two legs on these days break; `None` if they go together.
    #[must_use]
    pub fn between(&self, (a, x): (usize, usize), (b, y): (usize, usize)) -> Option<Breaks> {
        if a == b {
            return None;
        }
        if x == y {
            return Some(Breaks::SameDay { other: b });
        }
        let broken = |w: &&Window| {
            let (from, to) = match (w.earlier, w.later) {
                pair if pair == (a, b) => (x, y),
                pair if pair == (b, a) => (y, x),
                _ => return false,
            };
            from + w.least > to || from + w.most < to
        };
        if let Some(w) = self.windows.iter().find(broken) {
            let (from, to) = if w.earlier == a { (x, y) } else { (y, x) };
            return Some(if from + w.least > to {
                Breaks::Least { other: b, days: w.least }
            } else {
                Breaks::Most { other: b, days: w.most }
            });
        }
        let ((first, from), (then, to)) = if x < y { ((a, x), (b, y)) } else { ((b, y), (a, x)) };
        let least = |one: &Apart| match one.legs {
            legs if legs == [first, then] => Some(one.days[0]),
            legs if legs == [then, first] => Some(one.days[1]),
            _ => None,
        };
        let days = self.apart.iter().filter_map(least).max().unwrap_or(0);
        (from + days > to).then_some(Breaks::Least { other: b, days })
    }
}

impl Course {
    /// The course without legs that are settled on a day already: the others keep away from them, and keep their windows. Also the
    /// places that the legs had before.
    #[must_use]
    pub fn settled(&self, fixed: &[(usize, usize)]) -> (Self, Vec<usize>) {
        let is_open = |leg: &usize| fixed.iter().all(|(one, _)| one != leg);
        let kept: Vec<usize> = (0..self.legs.len()).filter(is_open).collect();
        let place = |leg: usize| kept.iter().position(|one| *one == leg);
        let mut legs: Vec<Leg> = kept.iter().filter_map(|leg| self.legs.get(*leg)).cloned().collect();
        for (leg, was) in legs.iter_mut().zip(&kept) {
            for day in 0..self.days {
                if fixed.iter().any(|other| self.between((*was, day), *other).is_some()) {
                    leg.starts
                        .iter_mut()
                        .filter_map(|row| row.get_mut(day))
                        .for_each(|cells| *cells = Cells::NONE);
                    leg.allowed.iter_mut().skip(day).take(1).for_each(|allowed| *allowed = false);
                }
            }
        }
        let window = |w: &Window| Some(Window { earlier: place(w.earlier)?, later: place(w.later)?, ..*w });
        let apart = |a: &Apart| Some(Apart { legs: [place(a.legs[0])?, place(a.legs[1])?], ..*a });
        let course = Self {
            days: self.days,
            legs,
            windows: self.windows.iter().filter_map(window).collect(),
            apart: self.apart.iter().filter_map(apart).collect(),
        };
        (course, kept)
    }
}

/// What a leg breaks on a day, seen from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Breaks {
    /// Another leg has the day.
    SameDay {
        /// Its place.
        other: usize,
    },
    /// It is nearer to another leg than it may be.
    Least {
        /// The place of the other.
        other: usize,
        /// The fewest days between them.
        days: usize,
    },
    /// It is farther from another leg than it may be.
    Most {
        /// The place of the other.
        other: usize,
        /// The most days between them.
        days: usize,
    },
}

/// Where a leg of one or more visits back to back can begin, for each of the people (named as in `stored`) and each day.
///
/// One of the people does what they have the skills for; what they may not do is done by anybody who may. Rooms, devices and
/// kits are looked at for each visit by itself. A leg that needs nobody can begin with each of the people alike.
#[must_use]
pub fn starts(
    visits: &[Visit],
    stored: &[Stored],
    people: &[String],
    first: Day,
    days: usize,
) -> Vec<Vec<Cells>> {
    let whole = Cells::span(0, crate::cells::CELLS_MAX);
    let mut all = vec![vec![whole; days]; people.len()];
    let mut offset = 0;
    for visit in visits {
        let places = visit.places(stored, first, days);
        let of_people: Vec<&Stored> = stored.iter().filter(|one| one.kind == Need::Practitioner).collect();
        let own: Vec<(&str, Vec<Cells>)> =
            of_people.iter().map(|one| (one.name.as_str(), visit.starts(one, first))).collect();
        for (who, rows) in people.iter().zip(&mut all) {
            let mine = own.iter().find(|(name, _)| name == who).map(|(_, starts)| starts);
            let stored_one = of_people.iter().find(|one| one.name == *who);
            for (n, row) in rows.iter_mut().enumerate() {
                let day = first.plus(i32::try_from(n).unwrap_or(i32::MAX));
                let at = |starts: &Vec<Cells>| starts.get(n).copied().unwrap_or_default();
                let with = if !visit.wants(Need::Practitioner) {
                    whole
                } else if stored_one.is_some_and(|one| visit.served_by(one, day)) {
                    mine.map(at).unwrap_or_default()
                } else if visits.len() > 1 {
                    own.iter().fold(Cells::NONE, |all, (_, starts)| all.or(at(starts)))
                } else {
                    Cells::NONE
                };
                let place = places.get(n).copied().unwrap_or_default();
                *row = row.and(with.and(place).earlier(offset));
            }
        }
        offset += visit.length();
    }
    all
}
