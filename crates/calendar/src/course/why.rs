//! Why a course has no dates, and the least change of each kind that would open it. Each is computed, none is guessed.
use super::search::{Costs, NEVER, NODES_MAX, solve};
use super::{Course, Window};
use crate::Cells;

/// The most further days between two legs that are tried.
pub const WIDER_MAX: usize = 366;

/// Why there are no dates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blocked {
    /// The first leg that cannot be placed, although all before it can.
    pub leg: usize,
    /// Days that the gate lets through for it.
    pub allowed: usize,
    /// Of these, days with a start that all who and what it needs have free.
    pub free: usize,
    /// What would open the course, the smallest change first.
    pub changes: Vec<Change>,
}

/// A change that opens a course.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Somebody, a room or a device on these days: leg and day. One fewer opens nothing.
    Open(Vec<(usize, usize)>),
    /// So many more days between legs than usual. One fewer opens nothing.
    Wider(usize),
    /// Only so many legs from the first on.
    Fewer(usize),
}

/// Costs that know only whether a leg can be on a day.
fn bare(course: &Course) -> Costs {
    let open = |cells: &Cells| if cells.is_empty() { NEVER } else { 0 };
    let own =
        course.legs.iter().map(|leg| leg.starts.iter().map(|row| row.iter().map(open).collect()).collect());
    Costs { own: own.collect(), gap: 0, change: 0 }
}

fn first_legs(course: &Course, count: usize) -> Course {
    Course {
        days: course.days,
        legs: course.legs.iter().take(count).cloned().collect(),
        windows: course.windows.iter().filter(|w| w.later < count).copied().collect(),
        apart: course.apart.iter().filter(|a| a.legs.iter().all(|leg| *leg < count)).copied().collect(),
    }
}

fn possible(course: &Course) -> bool {
    solve(course, &bare(course), NODES_MAX).is_some()
}

/// The course with windows that let more days pass; the fewest days of a window are never touched, they are clinical.
#[must_use]
pub fn wider(course: &Course, by: usize) -> Course {
    let wide = |w: &Window| Window { most: w.most.saturating_add(by), ..*w };
    Course { windows: course.windows.iter().map(wide).collect(), ..course.clone() }
}

/// Says why there are no dates. Asked about a course that has some, it names its last leg and no change.
#[must_use]
pub fn explain(course: &Course) -> Blocked {
    let count = course.legs.len();
    let reached =
        (0..count).find(|n| !possible(&first_legs(course, n + 1))).unwrap_or(count.saturating_sub(1));
    let leg = course.legs.get(reached);
    let allowed = |day: &usize| leg.is_some_and(|leg| leg.allowed.get(*day) == Some(&true));
    let free = |day: &usize| {
        leg.is_some_and(|leg| {
            leg.starts.iter().filter_map(|row| row.get(*day)).any(|cells| !cells.is_empty())
        })
    };
    let mut changes = Vec::new();
    if !possible(course) {
        changes.extend(opened(course));
        changes.extend(widened(course));
        if reached > 0 {
            changes.push(Change::Fewer(reached));
        }
    }
    changes.sort_by_key(|change| match change {
        Change::Open(days) => (0, days.len()),
        Change::Wider(days) => (1, *days),
        Change::Fewer(left) => (2, count - left),
    });
    Blocked {
        leg: reached,
        allowed: (0..course.days).filter(allowed).count(),
        free: (0..course.days).filter(free).count(),
        changes,
    }
}

/// The fewest days on which somebody or something would have to be there as well.
fn opened(course: &Course) -> Option<Change> {
    let costs = course.legs.iter().map(|leg| {
        let day = |day: usize| {
            let free = leg.starts.iter().filter_map(|row| row.get(day)).any(|cells| !cells.is_empty());
            match (leg.allowed.get(day) == Some(&true), free) {
                (_, true) => 0,
                (true, false) => 1,
                (false, false) => NEVER,
            }
        };
        vec![(0..course.days).map(day).collect::<Vec<u64>>()]
    });
    let costs = Costs { own: costs.collect(), gap: 0, change: 0 };
    let found = solve(course, &costs, NODES_MAX).filter(|found| found.proven && found.cost > 0)?;
    let closed = |(leg, (day, _)): (usize, &(usize, usize))| {
        let cost = costs.own.get(leg).and_then(|rows| rows.first()).and_then(|row| row.get(*day));
        (cost == Some(&1)).then_some((leg, *day))
    };
    Some(Change::Open(found.places.iter().enumerate().filter_map(closed).collect()))
}

/// The fewest further days between legs.
fn widened(course: &Course) -> Option<Change> {
    let (mut low, mut high) = (1, WIDER_MAX);
    if !possible(&wider(course, high)) {
        return None;
    }
    while low < high {
        let middle = low.midpoint(high);
        if possible(&wider(course, middle)) { high = middle } else { low = middle + 1 }
    }
    Some(Change::Wider(high))
}
