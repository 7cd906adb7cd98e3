//! The least change that puts a booked course right again: fewest visits, then the smallest shifts, then the wishes.
//!
//! A visit was missed, called off, moved by hand, or may not be on its day any more. What is over is a fact; what still stands
//! keeps its place where the windows let it; the rest moves as little as it must. Where even the usual most days between two
//! legs cannot be kept, they are stretched by as few days as possible, and the answer says by how many. The fewest days between
//! legs are never touched.
use super::offer::nearest;
use super::search::{Costs, NEVER, NODES_MAX, solve};
use super::why::{WIDER_MAX, wider};
use super::{Breaks, Course, Place};

/// How a leg stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stands {
    /// It is over, on this day of the calendar: a fact, which the others keep their distances to.
    Over(usize),
    /// It is booked here, and may stay if the windows let it.
    Booked(Place),
    /// It was to be here and cannot: missed, called off, forbidden, or somebody is not there.
    Gone(Place),
}

/// What a repair costs a person, the smaller the better, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Cost {
    /// Legs that do not keep their place.
    pub changed: usize,
    /// Days between old and new, over all legs.
    pub days: usize,
    /// Legs with another person than before.
    pub people: usize,
    /// Cells between the old hour and the new, over all legs.
    pub cells: usize,
}

/// A leg that does not keep its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// Its place in the course.
    pub leg: usize,
    /// Where it was.
    pub from: Place,
    /// Where it is now.
    pub to: Place,
    /// Why it cannot stay; `None` = it was gone before.
    pub because: Option<Breaks>,
}

/// A repair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repaired {
    /// What changes, in the order of the course; empty where everything may stay.
    pub changes: Vec<Change>,
    /// What it costs.
    pub cost: Cost,
    /// Days by which the most days between legs had to be stretched.
    pub stretched: usize,
    /// Nothing less would do.
    pub proven: bool,
}

/// A change outweighs every shift of days, a day every change of person, a person every hour.
const CHANGED: u64 = 1 << 40;
const SHIFT: u64 = 1 << 24;
const PERSON: u64 = 1 << 16;

/// The least change; `None` where no day is left for some leg. What is over is a fact, also where it broke a window.
#[must_use]
pub fn repair(course: &Course, stands: &[Stands]) -> Option<Repaired> {
    let over: Vec<(usize, usize)> = stands
        .iter()
        .enumerate()
        .filter_map(|(leg, stood)| if let Stands::Over(day) = stood { Some((leg, *day)) } else { None })
        .collect();
    let with = |by: usize| {
        let (left, kept) = wider(course, by).settled(&over);
        let costs = costs(&left, &kept, stands);
        solve(&left, &costs, NODES_MAX).map(|found| (found, kept))
    };
    let (stretched, (found, kept)) = if let Some(found) = with(0) {
        (0, found)
    } else {
        let (mut low, mut high) = (1, WIDER_MAX);
        with(high)?;
        while low < high {
            let middle = low.midpoint(high);
            if with(middle).is_some() { high = middle } else { low = middle + 1 }
        }
        (high, with(high)?)
    };
    let course = wider(course, stretched);
    let mut days: Vec<(usize, usize)> = over;
    days.extend(kept.iter().zip(&found.places).map(|(leg, (day, _))| (*leg, *day)));
    days.sort_unstable();
    let mut cost = Cost::default();
    let mut changes = Vec::new();
    for (leg, (day, who)) in kept.iter().zip(&found.places) {
        let (from, gone) = match stands.get(*leg)? {
            Stands::Over(_) => continue,
            Stands::Booked(place) => (*place, false),
            Stands::Gone(place) => (*place, true),
        };
        let starts = *course.legs.get(*leg)?.starts.get(*who)?.get(*day)?;
        let to = Place { day: *day, who: *who, cell: nearest(starts, from.cell)? };
        if to == from && !gone {
            continue;
        }
        cost.changed += 1;
        cost.days += to.day.abs_diff(from.day);
        cost.people += usize::from(to.who != from.who);
        cost.cells += to.cell.abs_diff(from.cell);
        let because = if gone { None } else { breaks(&course, *leg, from.day, &days) };
        changes.push(Change { leg: *leg, from, to, because });
    }
    Some(Repaired { changes, cost, stretched, proven: found.proven })
}

/// What a leg would break on a day beside the new days of the others.
fn breaks(course: &Course, leg: usize, day: usize, days: &[(usize, usize)]) -> Option<Breaks> {
    days.iter().find_map(|other| course.between((leg, day), *other))
}

/// The costs of the legs that are left; `kept` are their places in the whole course.
fn costs(course: &Course, kept: &[usize], stands: &[Stands]) -> Costs {
    let number = |n: usize| u64::try_from(n).unwrap_or(NEVER);
    let own = course.legs.iter().zip(kept).map(|(leg, place)| {
        let stood = stands.get(*place);
        let row = |who: usize, row: &Vec<crate::Cells>| -> Vec<u64> {
            let cost = |(day, starts): (usize, &crate::Cells)| match stood {
                Some(Stands::Booked(from) | Stands::Gone(from)) => {
                    nearest(*starts, from.cell).map_or(NEVER, |cell| {
                        let to = Place { day, who, cell };
                        if to == *from && matches!(stood, Some(Stands::Booked(_))) {
                            return 0;
                        }
                        CHANGED
                            + number(day.abs_diff(from.day)) * SHIFT
                            + if who == from.who { 0 } else { PERSON }
                            + number(cell.abs_diff(from.cell))
                    })
                }
                Some(Stands::Over(_)) | None => NEVER,
            };
            row.iter().enumerate().map(cost).collect()
        };
        leg.starts.iter().enumerate().map(|(who, cells)| row(who, cells)).collect()
    });
    Costs { own: own.collect(), gap: 0, change: 0 }
}
