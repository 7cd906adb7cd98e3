//! Days for given counts: the cheapest placement, or the proof that none is cheaper than a limit.
//!
//! The search appends visits in the order of time and decides only *what* a visit holds. For a fixed order every rule is a difference
//! between two days over sets of allowed days, and such a system has one solution that is earliest in every visit at once; it is
//! found by pushing days forward until nothing moves. So days are never branched on.
use super::frame::Frame;
use super::ground::{Ground, NEVER};
use super::pace::Pace;
use super::packing::{Item, Packing, shared_visits};
use super::queue::{Queue, delay, queues};

/// What a placement pays for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fees {
    pub(super) visit: i64,
    pub(super) day: i64,
}

/// What a placement is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Aim {
    /// Its days: when the exact search does not come to an end, the most promising beginnings are followed as well.
    Plan,
    /// A bound on its cost.
    Bound,
}

/// Most steps for following the most promising beginnings.
const BEAM_STEPS: u64 = 3_000;

/// What the search for days found.
#[derive(Debug, Clone)]
pub(super) struct Placed {
    /// Cost and days per item of the cheapest placement below the limit, if there was one.
    pub(super) found: Option<(i64, Vec<Vec<i32>>)>,
    /// No placement costs less than this: the cost of what was found, or the limit, once the search is complete.
    pub(super) least: i64,
    /// No cheaper placement exists (or none below the limit, when nothing was found).
    pub(super) complete: bool,
}

/// Finds the cheapest placement that costs less than `limit`, within `steps` steps.
pub(super) fn place(
    ground: &Ground,
    items: &[Item],
    fees: Fees,
    limit: i64,
    (aim, steps): (Aim, u64),
    pace: &mut Pace<'_>,
) -> Placed {
    let queues = if fees.day > 0 { queues(ground, items) } else { Vec::new() };
    let glance = glance(ground, items, fees, &queues);
    if glance >= limit {
        return Placed { found: None, least: limit, complete: true };
    }
    let (sets, all_sets) = shared_visits(ground, items, NEVER, steps);
    let packing = Packing::new(ground, items, &sets, steps);
    let state = items.iter().zip(&packing.place).map(|(item, place)| item.sessions * place).sum();
    let after =
        sets.iter().map(|&set| items.iter().map(|item| gap_after(ground, items, set, item)).collect());
    let mut search = Search {
        ground,
        queues,
        items,
        fees,
        after: after.collect(),
        takes: sets.iter().map(|&set| packing.step(set)).collect(),
        packing,
        sets,
        left: items.iter().map(|item| item.sessions).collect(),
        state,
        visits: Vec::new(),
        rows: Vec::new(),
        waiting: Vec::new(),
        spare: Vec::new(),
        limit,
        floor: i64::MIN,
        unseen: i64::MAX,
        best: None,
        steps,
        pace,
    };
    let start = Frame {
        ready: vec![0; items.len()],
        last: vec![None; items.len()],
        lead: vec![0; items.len()],
        ..Frame::default()
    };
    if let Some(floor) = search.cost(&start)
        && floor < limit
    {
        search.floor = floor;
        search.descend(&start);
        if aim == Aim::Plan && search.best.is_none() && search.unseen < search.limit {
            search.steps = steps.max(BEAM_STEPS);
            search.beam(&start);
        }
        if !all_sets {
            search.unseen = search.unseen.min(floor);
        }
    }
    let least = search.unseen.min(search.limit);
    Placed { complete: least == search.limit, found: search.best.map(|best| (search.limit, best)), least }
}

/// What these sessions cost at least, by a glance.
pub(super) fn floor(ground: &Ground, items: &[Item], fees: Fees) -> i64 {
    let queues = if fees.day > 0 { queues(ground, items) } else { Vec::new() };
    glance(ground, items, fees, &queues)
}

fn glance(ground: &Ground, items: &[Item], fees: Fees, queues: &[Queue]) -> i64 {
    let mut sessions = Vec::new();
    for (item, Item { course, sessions: count }) in items.iter().enumerate() {
        let course = &ground.courses[*course];
        let mut day = 0;
        for _ in 0..*count {
            day = course.first_day(day);
            sessions.push((day, item));
            day += course.min_gap;
        }
    }
    let waits: i64 = sessions.iter().map(|session| i64::from(session.0)).sum();
    let visits = items.iter().map(|item| item.sessions).max().unwrap_or(0);
    fees.day * (waits + delay(queues, &mut sessions)) + fees.visit * i64::try_from(visits).unwrap_or(0)
}

/// Least days from a visit with this set to a later session of the item.
fn gap_after(ground: &Ground, items: &[Item], set: u64, to: &Item) -> i32 {
    members(set).map(|from| ground.apart[items[from].course][to.course]).max().unwrap_or(0).max(1)
}

/// The search for days in the middle of its work.
pub(super) struct Search<'a, 'p> {
    pub(super) ground: &'a Ground,
    pub(super) items: &'a [Item],
    pub(super) fees: Fees,
    pub(super) packing: Packing,
    /// What a visit with each set takes off the number of the state.
    pub(super) takes: Vec<usize>,
    /// Items that keep apart, for a bound on the days.
    pub(super) queues: Vec<Queue>,
    /// Sets of items that may share a day.
    pub(super) sets: Vec<u64>,
    /// `after[set][item]`: least days from a visit with this set to a later session of the item.
    pub(super) after: Vec<Vec<i32>>,
    /// Sessions of every item that have no visit yet, and the same as one number.
    pub(super) left: Vec<usize>,
    pub(super) state: usize,
    /// The visits so far, as places in `sets`.
    pub(super) visits: Vec<usize>,
    /// `rows[j][i]`: least days from visit `i` to visit `j`, whatever the calendar.
    pub(super) rows: Vec<Vec<i32>>,
    /// Room for the open sessions and their earliest days while a bound is computed.
    pub(super) waiting: Vec<(i32, usize)>,
    /// Frames that were used and can be used again.
    pub(super) spare: Vec<Frame>,
    /// Cost that is to be beaten; with a plan at hand, its cost.
    pub(super) limit: i64,
    /// Cost that cannot be beaten.
    pub(super) floor: i64,
    /// Least bound of what was left when the steps ran out.
    pub(super) unseen: i64,
    pub(super) best: Option<Vec<Vec<i32>>>,
    /// Steps that this placement may still take.
    pub(super) steps: u64,
    pub(super) pace: &'a mut Pace<'p>,
}

/// A next visit.
pub(super) struct Child {
    pub(super) bound: i64,
    pub(super) place: usize,
    pub(super) frame: Frame,
}

pub(super) fn members(mut set: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        if set == 0 {
            return None;
        }
        let item = set.trailing_zeros();
        set &= set - 1;
        usize::try_from(item).ok()
    })
}

impl Search<'_, '_> {
    /// Tries every next visit. False when the steps ran out.
    fn descend(&mut self, frame: &Frame) -> bool {
        if self.state == 0 {
            self.keep(&frame.days);
            return true;
        }
        let (mut children, goes_on) = self.children(frame);
        let complete = goes_on && self.descend_into(&mut children);
        if !complete {
            // What was begun is counted where it was left; the first of the rest bounds all of them.
            let rest = children.iter().map(|child| child.bound).min();
            self.unseen = self.unseen.min(rest.unwrap_or(i64::MAX));
        }
        self.spare.extend(children.into_iter().map(|child| child.frame));
        complete
    }

    /// Among equals a full visit first, then an early one.
    pub(super) fn order(&self, child: &Child) -> (u32, Option<i32>, usize) {
        let empty = 64 - self.sets[child.place].count_ones();
        (empty, child.frame.days.last().copied(), child.place)
    }

    /// All next visits that could still lead below the limit, the most promising first, and whether steps are left.
    pub(super) fn children(&mut self, frame: &Frame) -> (Vec<Child>, bool) {
        let open = (0..self.items.len())
            .filter(|&item| self.left[item] > 0)
            .fold(0_u64, |mask, item| mask | 1 << item);
        let mut children = Vec::new();
        let mut tried = 0;
        for place in 0..self.sets.len() {
            if self.sets[place] & !open != 0 {
                continue;
            }
            tried += 1;
            self.push(place);
            let mut after = self.spare.pop().unwrap_or_default();
            match self.follow(frame, place, &mut after) {
                Some(bound) if bound < self.limit => children.push(Child { bound, place, frame: after }),
                Some(_) | None => self.spare.push(after),
            }
            self.pop(place);
        }
        self.steps = self.steps.saturating_sub(tried);
        let goes_on = self.pace.spend(tried) && self.steps > 0;
        children.sort_by_key(|child| (child.bound, self.order(child)));
        (children, goes_on)
    }

    /// Descends into children, the most promising first, and takes them off the list. False when the steps ran out.
    fn descend_into(&mut self, children: &mut Vec<Child>) -> bool {
        children.reverse();
        while let Some(child) = children.pop() {
            let complete = child.bound >= self.limit || self.limit <= self.floor || {
                self.push(child.place);
                self.rows.push(child.frame.row.clone());
                let complete = self.descend(&child.frame);
                self.rows.pop();
                self.pop(child.place);
                complete
            };
            self.spare.push(child.frame);
            if !complete {
                return false;
            }
        }
        true
    }

    pub(super) fn push(&mut self, place: usize) {
        self.visits.push(place);
        self.state -= self.takes[place];
        for item in members(self.sets[place]) {
            self.left[item] -= 1;
        }
    }

    fn pop(&mut self, place: usize) {
        self.visits.pop();
        self.state += self.takes[place];
        for item in members(self.sets[place]) {
            self.left[item] += 1;
        }
    }

    pub(super) fn keep(&mut self, days: &[i32]) {
        let mut waits = 0;
        let mut best = vec![Vec::new(); self.items.len()];
        for (&place, &day) in self.visits.iter().zip(days) {
            for item in members(self.sets[place]) {
                best[item].push(day);
                waits += i64::from(day);
            }
        }
        let cost = self.fees.day * waits + self.fees.visit * i64::try_from(days.len()).unwrap_or(0);
        if cost < self.limit {
            self.limit = cost;
            self.best = Some(best);
        }
    }
}
