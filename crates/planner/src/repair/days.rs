//! The days of a repair: an exact search over the open sessions, nearest days first, cut by what the rest costs at least.
#![expect(
    clippy::indexing_slicing,
    reason = "INVARIANT: every table has one entry for each open session, and every index is the place of one"
)]
use serde::Serialize;
use std::collections::BTreeMap;

/// Most steps of the search. Plans of the worked cases end far below it.
pub const NODES_MAX: u64 = 20_000;

/// What a repair costs a person, the smaller the better, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize)]
pub struct Cost {
    /// Sessions that are given up.
    pub given_up: u32,
    /// Agreed visits (days) that do not keep their day as a whole.
    pub visits_moved: u32,
    /// Days between old and new, over all moved sessions.
    pub days_moved: u32,
}

/// An open session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Open {
    pub(crate) treatment: String,
    /// Agreed day, counted from today; below 0 = past.
    pub(crate) on: i32,
    /// It did not take place.
    pub(crate) missed: bool,
    /// The days that are left, rising.
    pub(crate) free: Vec<usize>,
    /// Most days to the next session of the same treatment.
    pub(crate) most: i32,
    /// Least days from this to each other open session when that one comes later; 0 = no rule.
    pub(crate) least: Vec<usize>,
    /// Whether it may share a day with each other open session, in one order at least.
    pub(crate) shares: Vec<bool>,
    /// Minutes in the room.
    pub(crate) minutes: u32,
}

/// What a visit and a plan may hold. Sessions that were agreed for one day may always keep it together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Room {
    /// Most sessions of one day.
    pub(crate) together: usize,
    /// Most minutes of one day with more than one session.
    pub(crate) minutes: u32,
    /// Most days with a session.
    pub(crate) visits: usize,
}

impl Open {
    fn keeps(&self, day: usize) -> bool {
        !self.missed && i64::from(self.on) == i64::try_from(day).unwrap_or(-1)
    }

    fn moved(&self, day: usize) -> u32 {
        if self.keeps(day) {
            0
        } else {
            u32::try_from(day).unwrap_or(u32::MAX).abs_diff(self.on.max(0).unsigned_abs())
        }
    }
}

/// The best days found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Solution {
    /// One for each session; `None` = given up.
    pub(crate) days: Vec<Option<usize>>,
    pub(crate) cost: Cost,
    pub(crate) proven: bool,
}

/// Whether two placed sessions go together, seen from the gate in both orders.
fn go_together(open: &[Open], (a, x): (usize, usize), (b, y): (usize, usize)) -> bool {
    if open[a].treatment == open[b].treatment
        && (open[a].on < open[b].on && x >= y || open[a].on > open[b].on && x <= y)
    {
        return false;
    }
    let (first, then, gap) = if x <= y { (a, b, y - x) } else { (b, a, x - y) };
    if gap == 0 {
        return open[a].shares[b] && open[b].shares[a];
    }
    gap >= open[first].least[then]
}

/// Whether consecutive sessions of one treatment are not too far apart; what was agreed further apart may stay so.
fn close_enough(open: &[Open], days: &[Option<usize>], place: usize, day: usize) -> bool {
    let before = (0..place)
        .rev()
        .find(|other| open[*other].treatment == open[place].treatment)
        .and_then(|other| days[other].map(|d| (other, d)));
    before.is_none_or(|(other, d)| {
        let gap = i32::try_from(day.abs_diff(d)).unwrap_or(i32::MAX);
        gap <= open[place].most.max(open[place].on - open[other].on)
    })
}

/// Whether the visits hold what is put on their days.
fn room_left(open: &[Open], days: &[Option<usize>], room: Room) -> bool {
    let mut visits: BTreeMap<usize, (usize, u32, bool)> = BTreeMap::new();
    for (session, day) in open.iter().zip(days) {
        if let Some(day) = day {
            let (count, minutes, kept) = visits.entry(*day).or_insert((0, 0, true));
            *count += 1;
            *minutes += session.minutes;
            *kept &= session.keeps(*day);
        }
    }
    let holds = |(count, minutes, kept): &(usize, u32, bool)| {
        *kept || *count == 1 || (*count <= room.together && *minutes <= room.minutes)
    };
    visits.len() <= room.visits && visits.values().all(holds)
}

/// The cost of chosen days; visits are the agreed days.
pub(crate) fn cost(open: &[Open], days: &[Option<usize>]) -> Cost {
    let mut cost = Cost::default();
    let mut visits: Vec<i32> = Vec::new();
    for (session, day) in open.iter().zip(days) {
        match day {
            None => cost.given_up += 1,
            Some(day) => cost.days_moved += session.moved(*day),
        }
        if day.is_none_or(|d| !session.keeps(d)) && !visits.contains(&session.on) {
            visits.push(session.on);
            cost.visits_moved += 1;
        }
    }
    cost
}

struct Search<'o> {
    open: &'o [Open],
    order: Vec<usize>,
    /// The free days of each session, the nearest to the agreed one first.
    near: Vec<Vec<usize>>,
    days: Vec<Option<usize>>,
    best: Option<(Cost, Vec<Option<usize>>)>,
    room: Room,
    nodes: u64,
    most: u64,
}

/// Finds the days with the least cost.
pub(crate) fn solve(open: &[Open], room: Room, most: u64) -> Solution {
    // By agreed day: then the sessions before are placed when the gap to them is asked.
    let mut order: Vec<usize> = (0..open.len()).collect();
    order.sort_by_key(|place| (open[*place].on, *place));
    let sorted: Vec<Open> = order
        .iter()
        .map(|p| Open {
            least: order.iter().map(|q| open[*p].least[*q]).collect(),
            shares: order.iter().map(|q| open[*p].shares[*q]).collect(),
            ..open[*p].clone()
        })
        .collect();
    let near = |session: &Open| {
        let mut days = session.free.clone();
        days.sort_by_key(|d| (session.moved(*d), *d));
        days
    };
    let near = sorted.iter().map(near).collect();
    let mut search =
        Search { near, open: &sorted, order, days: vec![None; open.len()], best: None, room, nodes: 0, most };
    search.place(0);
    let proven = search.nodes < search.most;
    let (cost, found) =
        search.best.unwrap_or_else(|| (cost(&sorted, &vec![None; open.len()]), vec![None; open.len()]));
    let mut days = vec![None; open.len()];
    for (place, day) in search.order.iter().zip(found) {
        days[*place] = day;
    }
    Solution { days, cost, proven }
}

impl Search<'_> {
    /// The first of `days` on which a session goes with everything that is placed before `from`.
    fn first<'d>(&self, place: usize, from: usize, earliest: usize, days: &'d [usize]) -> Option<&'d usize> {
        days.iter().find(|day| {
            **day >= earliest
                && (0..from).all(|other| {
                    self.days[other].is_none_or(|y| go_together(self.open, (place, **day), (other, y)))
                })
        })
    }

    /// What the sessions from `from` on cost at least, given what is placed before them and if none is given up that
    /// has a day.
    fn rest(&self, from: usize) -> Cost {
        let mut rest = Cost::default();
        let mut visits: Vec<i32> = Vec::new();
        let mut soonest: Vec<usize> = vec![0; self.open.len()];
        for place in from..self.open.len() {
            let session = &self.open[place];
            // A session comes after the one before it of the same treatment, even where that one is not placed yet.
            let earliest = (from..place)
                .filter(|o| self.open[*o].treatment == session.treatment && self.open[*o].on < session.on)
                .map(|o| soonest[o] + self.open[o].least[place].max(1))
                .max()
                .unwrap_or(0);
            let near = self.first(place, from, earliest, &self.near[place]).copied();
            match near {
                None => rest.given_up += 1,
                Some(day) => rest.days_moved += session.moved(day),
            }
            soonest[place] = match near {
                // Without a day it pushes nothing.
                None => 0,
                Some(day) => self.first(place, from, earliest, &session.free).copied().unwrap_or(day),
            };
            let keeps = near.is_some_and(|d| session.keeps(d));
            let counted = visits.contains(&session.on) || (0..from).any(|p| self.open[p].on == session.on);
            if !keeps && !counted {
                visits.push(session.on);
                rest.visits_moved += 1;
            }
        }
        rest
    }

    fn place(&mut self, at: usize) {
        self.nodes += 1;
        if self.nodes >= self.most {
            return;
        }
        let so_far = cost(&self.open[..at], &self.days[..at]);
        let rest = self.rest(at);
        let least = Cost {
            given_up: so_far.given_up + rest.given_up,
            visits_moved: so_far.visits_moved + rest.visits_moved,
            days_moved: so_far.days_moved + rest.days_moved,
        };
        // Pushing by what comes before holds only while nothing more is given up: else one more is.
        let giving = Cost { given_up: so_far.given_up + 1, ..so_far };
        if self.best.as_ref().is_some_and(|(best, _)| least >= *best && giving >= *best) {
            return;
        }
        if at == self.open.len() {
            self.best = Some((so_far, self.days.clone()));
            return;
        }
        for day in self.near[at].clone() {
            let together = (0..at)
                .all(|other| self.days[other].is_none_or(|y| go_together(self.open, (at, day), (other, y))));
            if together && close_enough(self.open, &self.days, at, day) {
                self.days[at] = Some(day);
                if room_left(&self.open[..=at], &self.days[..=at], self.room) {
                    self.place(at + 1);
                }
                self.days[at] = None;
                if self.nodes >= self.most {
                    return;
                }
            }
        }
        self.place(at + 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn open(count: usize) -> impl Strategy<Value = Vec<Open>> {
        let one = (
            0_i32..8,
            any::<bool>(),
            prop::collection::vec(any::<bool>(), 9),
            0..2_usize,
            prop::collection::vec(0..4_usize, count),
            2_i32..9,
            (prop::collection::vec(any::<bool>(), count), 1_u32..5),
        )
            .prop_map(|(on, missed, free, kind, least, most, (shares, minutes))| Open {
                shares,
                minutes,
                treatment: ["a", "b"][kind].to_owned(),
                on: if missed { on - 3 } else { on },
                missed,
                free: (0..9).filter(|d| free[*d]).collect(),
                most,
                least,
            });
        prop::collection::vec(one, count)
    }

    /// Whether days are a repair at all: free, in order, apart, and not too far apart.
    fn valid(open: &[Open], days: &[Option<usize>], room: Room) -> bool {
        let on = |day: usize| (0..open.len()).filter(move |p| days[*p] == Some(day));
        let full = (0..9).any(|day| {
            let minutes: u32 = on(day).map(|p| open[p].minutes).sum();
            let many = on(day).count() > room.together || minutes > room.minutes;
            on(day).count() > 1 && many && !on(day).all(|p| open[p].keeps(day))
        });
        let visits = (0..9).filter(|day| on(*day).count() > 0).count();
        !full
            && visits <= room.visits
            && (0..open.len()).all(|a| {
                let Some(x) = days[a] else { return true };
                open[a].free.contains(&x)
                    && close_enough(open, days, a, x)
                    && (0..a).all(|b| days[b].is_none_or(|y| go_together(open, (a, x), (b, y))))
            })
    }

    /// Every choice of days.
    fn by_trying(open: &[Open], room: Room) -> Cost {
        fn go(open: &[Open], room: Room, days: &mut Vec<Option<usize>>, best: &mut Option<Cost>) {
            if days.len() == open.len() {
                let cost = cost(open, days);
                if valid(open, days, room) && best.is_none_or(|b| cost < b) {
                    *best = Some(cost);
                }
                return;
            }
            let free = open[days.len()].free.clone();
            for day in free.into_iter().map(Some).chain([None]) {
                days.push(day);
                go(open, room, days, best);
                days.pop();
            }
        }
        let mut best = None;
        go(open, room, &mut Vec::new(), &mut best);
        best.unwrap()
    }

    proptest! {
        #[test]
        fn a_repair_changes_as_little_as_any(
            mut sessions in open(4),
            (together, minutes, visits) in (1..4_usize, 2_u32..9, 1..5_usize),
        ) {
            let room = Room { together, minutes, visits };
            sessions.sort_by_key(|s| s.on);
            let found = solve(&sessions, room, u64::MAX);
            prop_assert!(valid(&sessions, &found.days, room), "{found:?}");
            prop_assert_eq!(found.cost, cost(&sessions, &found.days));
            prop_assert_eq!(found.cost, by_trying(&sessions, room));
            prop_assert!(found.proven);
        }
    }

    #[test]
    fn at_its_limit_it_answers_with_what_it_has() {
        let session = Open {
            treatment: "a".into(),
            on: 2,
            missed: false,
            free: vec![5, 6],
            most: 9,
            least: vec![0],
            shares: vec![true],
            minutes: 30,
        };
        let found = solve(&[session], Room { together: 2, minutes: 180, visits: 9 }, 1);
        assert!(!found.proven && found.cost.given_up == 1);
    }
}
