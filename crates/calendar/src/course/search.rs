//! The exact search: the cheapest place for every leg, with windows and distances kept.
//!
//! Every leg hangs on the leg before it of its kind, which makes a forest. Tables from the last leg back say what the rest of a
//! branch costs at least; they ignore the distances between branches, so they never promise too much. The search places one leg
//! after the other, the most promising place first, and goes back only where a distance between branches is in the way.
#![expect(
    clippy::indexing_slicing,
    reason = "INVARIANT: every table has one row for each leg and person and one value for each day, and every index comes from walking them"
)]
use super::{Course, Window};

/// What cannot be.
pub const NEVER: u64 = 1 << 60;
/// Most places that are looked at. The courses of the tests end far below it.
pub const NODES_MAX: u64 = 20_000;

/// What it costs to put a leg somewhere, and what a gap and a change of person cost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Costs {
    /// For each leg, person and day; [`NEVER`] = not possible.
    pub own: Vec<Vec<Vec<u64>>>,
    /// For each day by which a window misses its ideal.
    pub gap: u64,
    /// For a change of person along a window.
    pub change: u64,
}

/// The cheapest places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Solution {
    /// Day and person of each leg.
    pub places: Vec<(usize, usize)>,
    /// The sum of all costs.
    pub cost: u64,
    /// Nothing is cheaper; false when the search ended at its limit.
    pub proven: bool,
}

/// The window on which each leg hangs: the last one that names it as the later.
fn parents(course: &Course) -> Vec<Option<Window>> {
    let of = |leg: usize| {
        course.windows.iter().rev().find(|w| w.later == leg && w.earlier < leg && leg < course.legs.len())
    };
    (0..course.legs.len()).map(|leg| of(leg).copied()).collect()
}

/// Costs of a leg with all that hangs on it, for each person and day.
type Table = Vec<Vec<u64>>;

struct Search<'c> {
    course: &'c Course,
    costs: &'c Costs,
    parents: Vec<Option<Window>>,
    tables: Vec<Table>,
    /// For each leg that hangs on another: what it costs at least, for each person and day of that other.
    down: Vec<Table>,
    chosen: Vec<(usize, usize)>,
    best: Option<Solution>,
    nodes: u64,
    most: u64,
}

/// The cheapest places for all legs; `None` where there are none, or where the search ended at `most` before it found any.
#[must_use]
pub fn solve(course: &Course, costs: &Costs, most: u64) -> Option<Solution> {
    let parents = parents(course);
    let mut tables: Vec<Table> = costs.own.clone();
    let mut down: Vec<Table> = vec![Vec::new(); tables.len()];
    for leg in (0..tables.len()).rev() {
        let Some(window) = parents[leg] else { continue };
        let table = hanging(&tables[leg], &window, costs, course.days);
        for (row, add) in tables[window.earlier].iter_mut().zip(&table) {
            for (cost, add) in row.iter_mut().zip(add) {
                *cost = cost.saturating_add(*add).min(NEVER);
            }
        }
        down[leg] = table;
    }
    let mut bound = 0_u64;
    for (leg, table) in tables.iter().enumerate().filter(|(leg, _)| parents[*leg].is_none()) {
        let _ = leg;
        bound = bound.saturating_add(least(table));
    }
    if bound >= NEVER {
        return None;
    }
    let mut search =
        Search { course, costs, parents, tables, down, chosen: Vec::new(), best: None, nodes: 0, most };
    search.place(bound);
    let proven = search.nodes < search.most;
    search.best.map(|best| Solution { proven, ..best })
}

fn least(table: &Table) -> u64 {
    table.iter().flatten().copied().min().unwrap_or(NEVER)
}

/// What a leg costs at least, seen from each place of the leg on which it hangs.
fn hanging(table: &Table, window: &Window, costs: &Costs, days: usize) -> Table {
    let anyone: Vec<u64> =
        (0..days).map(|day| table.iter().map(|row| row[day]).min().unwrap_or(NEVER)).collect();
    table
        .iter()
        .map(|same| {
            let onward: Vec<u64> = same
                .iter()
                .zip(&anyone)
                .map(|(same, any)| (*same).min(any.saturating_add(costs.change)))
                .collect();
            let mut row = vec![NEVER; days];
            for gap in window.least..=window.most.min(days) {
                let off =
                    costs.gap.saturating_mul(u64::try_from(gap.abs_diff(window.ideal)).unwrap_or(NEVER));
                for (cost, rest) in row.iter_mut().zip(onward.iter().skip(gap)) {
                    *cost = (*cost).min(rest.saturating_add(off));
                }
            }
            row
        })
        .collect()
}

impl Search<'_> {
    /// Places the next leg; `bound` is what everything costs at least as it is placed so far.
    fn place(&mut self, bound: u64) {
        let leg = self.chosen.len();
        if leg == self.tables.len() {
            self.best = Some(Solution { places: self.chosen.clone(), cost: bound, proven: true });
            return;
        }
        let mut ways = self.ways(leg, bound);
        ways.sort_unstable();
        for (bound, day, _, who) in ways {
            if self.best.as_ref().is_some_and(|best| bound >= best.cost) || self.nodes >= self.most {
                return;
            }
            self.nodes += 1;
            let mut placed = self.chosen.iter().enumerate();
            if placed.all(|(other, (at, _))| self.course.between((leg, day), (other, *at)).is_none()) {
                self.chosen.push((day, who));
                self.place(bound);
                self.chosen.pop();
            }
        }
    }

    /// Where a leg can be: the bound with it there, the day, whether the person changes, the person.
    fn ways(&self, leg: usize, bound: u64) -> Vec<(u64, usize, bool, usize)> {
        let table = &self.tables[leg];
        let mut ways = Vec::new();
        let Some(window) = self.parents[leg] else {
            let rest = bound - least(table);
            for (who, row) in table.iter().enumerate() {
                let possible = row.iter().enumerate().filter(|(_, cost)| **cost < NEVER);
                ways.extend(possible.map(|(day, cost)| (rest + cost, day, false, who)));
            }
            return ways;
        };
        let (from, before) = self.chosen[window.earlier];
        let rest = bound - self.down[leg][before][from];
        for (who, row) in table.iter().enumerate() {
            let reach = row.iter().enumerate().skip(from + window.least).take(window.most + 1 - window.least);
            for (day, cost) in reach.filter(|(_, cost)| **cost < NEVER) {
                let off = u64::try_from((day - from).abs_diff(window.ideal)).unwrap_or(NEVER);
                let change = if who == before { 0 } else { self.costs.change };
                let cost = rest + cost + self.costs.gap.saturating_mul(off) + change;
                ways.push((cost, day, who != before, who));
            }
        }
        ways
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::course::{Apart, Leg};
    use proptest::prelude::*;

    /// Tries every place of every leg.
    fn by_trying(course: &Course, costs: &Costs) -> Option<u64> {
        fn rest(course: &Course, costs: &Costs, chosen: &mut Vec<(usize, usize)>) -> Option<u64> {
            let leg = chosen.len();
            if leg == course.legs.len() {
                return Some(0);
            }
            let mut least: Option<u64> = None;
            for (who, row) in costs.own[leg].iter().enumerate() {
                for (day, own) in row.iter().enumerate().filter(|(_, own)| **own < NEVER) {
                    let mut cost = *own;
                    let mut apart = true;
                    for (other, (at, by)) in chosen.iter().enumerate() {
                        for w in course.windows.iter().filter(|w| (w.earlier, w.later) == (other, leg)) {
                            apart &= day >= at + w.least && day <= at + w.most;
                            cost += costs.gap * u64::try_from(day.abs_diff(*at).abs_diff(w.ideal)).unwrap();
                            cost += if who == *by { 0 } else { costs.change };
                        }
                        apart &= day != *at;
                        for a in &course.apart {
                            let days = if a.legs == [other, leg] { a.days } else { continue };
                            apart &= if *at < day { day - at >= days[0] } else { at - day >= days[1] };
                        }
                    }
                    if apart {
                        chosen.push((day, who));
                        if let Some(more) = rest(course, costs, chosen) {
                            least = Some(least.unwrap_or(u64::MAX).min(cost + more));
                        }
                        chosen.pop();
                    }
                }
            }
            least
        }
        rest(course, costs, &mut Vec::new())
    }

    prop_compose! {
        /// Up to four legs of two kinds over ten days and two people.
        fn small()(
            kinds in prop::collection::vec(0..2_usize, 1..=4),
            own in prop::collection::vec(prop::collection::vec(prop::collection::vec(prop_oneof![2 => 0..9_u64, 1 => Just(NEVER)], 10), 2), 4),
            least in 1..4_usize, more in 0..4_usize, ideal in 0..4_usize,
            apart in [0..4_usize, 0..4_usize], gap in 0..3_u64, change in 0..5_u64,
        ) -> (Course, Costs) {
            let legs = kinds.iter().map(|_| Leg { starts: vec![], allowed: vec![true; 10], wanted: 0 }).collect();
            let (mut windows, mut between) = (Vec::new(), Vec::new());
            for (later, kind) in kinds.iter().enumerate() {
                if let Some(earlier) = (0..later).rev().find(|e| kinds[*e] == *kind) {
                    windows.push(Window { earlier, later, least, ideal: (least + ideal).min(least + more), most: least + more });
                }
                for other in (0..later).filter(|o| kinds[*o] != *kind) {
                    between.push(Apart { legs: [other, later], days: if *kind == 1 { apart } else { [apart[1], apart[0]] } });
                }
            }
            let own = own.into_iter().take(kinds.len()).collect();
            (Course { days: 10, legs, windows, apart: between }, Costs { own, gap, change })
        }
    }

    proptest! {
        #[test]
        fn the_search_finds_what_trying_everything_finds((course, costs) in small()) {
            let found = solve(&course, &costs, u64::MAX);
            prop_assert_eq!(found.as_ref().map(|f| f.cost), by_trying(&course, &costs));
            for (a, (x, _)) in found.iter().flat_map(|f| f.places.iter().enumerate()) {
                for (b, (y, _)) in found.iter().flat_map(|f| f.places.iter().enumerate()) {
                    prop_assert_eq!(course.between((a, *x), (b, *y)), None);
                }
            }
        }
    }

    #[test]
    fn at_its_limit_it_says_that_it_is_not_proven() {
        let legs = vec![Leg { starts: vec![], allowed: vec![true; 3], wanted: 0 }; 2];
        let apart = vec![Apart { legs: [0, 1], days: [2, 2] }];
        let course = Course { days: 3, legs, windows: vec![], apart };
        let costs = Costs { own: vec![vec![vec![0, 1, 2]]; 2], gap: 0, change: 0 };
        assert_eq!(solve(&course, &costs, u64::MAX).map(|f| (f.cost, f.proven)), Some((2, true)));
        assert_eq!(solve(&course, &costs, 4).map(|f| f.proven), Some(false));
    }
}
