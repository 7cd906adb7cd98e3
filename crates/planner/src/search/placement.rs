//! Days for given counts: the cheapest placement, or the proof that none is cheaper than a limit.
//!
//! The search appends visits in the order of time and decides only *what* a visit holds. For a fixed order every rule is a difference
//! between two days over sets of allowed days, and such a system has one solution that is earliest in every visit at once; it is
//! found by pushing days forward until nothing moves. So days are never branched on.
use super::ground::{Ground, NEVER};
use super::pace::Pace;
use super::packing::{Item, Packing, common_day, shared_visits};
use super::queue::{Queue, delay, queues};

/// What a placement pays for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fees {
    pub(super) visit: i64,
    pub(super) day: i64,
}

/// What the search for days found.
#[derive(Debug, Clone)]
pub(super) struct Placed {
    /// Cost and days per item of the cheapest placement below the limit, if there was one.
    pub(super) found: Option<(i64, Vec<Vec<i32>>)>,
    /// No cheaper placement exists (or none below the limit, when nothing was found).
    pub(super) complete: bool,
}

/// Finds the cheapest placement that costs less than `limit`, within `steps` steps.
pub(super) fn place(
    ground: &Ground,
    items: &[Item],
    fees: Fees,
    limit: i64,
    steps: u64,
    pace: &mut Pace<'_>,
) -> Placed {
    let sets = shared_visits(ground, items, NEVER);
    let packing = Packing::new(ground, items, &sets, steps);
    let state = items.iter().zip(&packing.place).map(|(item, place)| item.sessions * place).sum();
    let after =
        sets.iter().map(|&set| items.iter().map(|item| gap_after(ground, items, set, item)).collect());
    let queues = if fees.day > 0 { queues(ground, items) } else { Vec::new() };
    let mut search = Search {
        ground,
        queues,
        items,
        fees,
        after: after.collect(),
        packing,
        sets,
        left: items.iter().map(|item| item.sessions).collect(),
        state,
        visits: Vec::new(),
        limit,
        floor: i64::MIN,
        best: None,
        steps,
        pace,
    };
    let start = Frame {
        days: Vec::new(),
        ready: vec![0; items.len()],
        last: vec![None; items.len()],
        lead: vec![0; items.len()],
        distance: Vec::new(),
        links: Vec::new(),
    };
    let mut complete = true;
    if let Some(floor) = search.cost(&start)
        && floor < limit
    {
        search.floor = floor;
        complete = search.descend(&start);
    }
    Placed { found: search.best.map(|best| (search.limit, best)), complete }
}

/// Least days from a visit with this set to a later session of the item.
fn gap_after(ground: &Ground, items: &[Item], set: u64, to: &Item) -> i32 {
    members(set).map(|from| ground.apart[items[from].course][to.course]).max().unwrap_or(0).max(1)
}

struct Search<'a, 'p> {
    ground: &'a Ground,
    items: &'a [Item],
    fees: Fees,
    packing: Packing,
    /// Items that keep apart, for a bound on the days.
    queues: Vec<Queue>,
    /// Sets of items that may share a day.
    sets: Vec<u64>,
    /// `after[set][item]`: least days from a visit with this set to a later session of the item.
    after: Vec<Vec<i32>>,
    /// Sessions of every item that have no visit yet, and the same as one number.
    left: Vec<usize>,
    state: usize,
    /// The visits so far, as places in `sets`.
    visits: Vec<usize>,
    /// Cost that is to be beaten; with a plan at hand, its cost.
    limit: i64,
    /// Cost that cannot be beaten.
    floor: i64,
    best: Option<Vec<Vec<i32>>>,
    /// Steps that this placement may still take.
    steps: u64,
    pace: &'a mut Pace<'p>,
}

/// What follows from the visits so far.
#[derive(Clone)]
struct Frame {
    /// Earliest day of every visit.
    days: Vec<i32>,
    /// For every item the first day that the visits leave to its next session.
    ready: Vec<i32>,
    /// The last visit of every item.
    last: Vec<Option<usize>>,
    /// For every item the least days from its last session to its next one, whatever the calendar.
    lead: Vec<i32>,
    /// `distance[j][i]`: least days from visit `i` to visit `j`, whatever the calendar.
    distance: Vec<Vec<i32>>,
    /// Consecutive sessions of one course: the two visits and the most days between them.
    links: Vec<(usize, usize, i32)>,
}

struct Child {
    bound: i64,
    place: usize,
    frame: Frame,
}

fn members(mut set: u64) -> impl Iterator<Item = usize> {
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
            if let Some((bound, frame)) = self.follow(frame, place)
                && bound < self.limit
            {
                children.push(Child { bound, place, frame });
            }
            self.pop(place);
        }
        self.steps = self.steps.saturating_sub(tried);
        if !self.pace.spend(tried) || self.steps == 0 {
            return false;
        }
        // Among equals a full visit first, then an early one.
        children.sort_by_key(|child| {
            let empty = 64 - self.sets[child.place].count_ones();
            (child.bound, empty, child.frame.days.last().copied(), child.place)
        });
        for child in children {
            if child.bound >= self.limit || self.limit <= self.floor {
                break;
            }
            self.push(child.place);
            let complete = self.descend(&child.frame);
            self.pop(child.place);
            if !complete {
                return false;
            }
        }
        true
    }

    fn push(&mut self, place: usize) {
        self.visits.push(place);
        self.state -= self.packing.step(self.sets[place]);
        for item in members(self.sets[place]) {
            self.left[item] -= 1;
        }
    }

    fn pop(&mut self, place: usize) {
        self.visits.pop();
        self.state += self.packing.step(self.sets[place]);
        for item in members(self.sets[place]) {
            self.left[item] += 1;
        }
    }

    /// What follows when the visit that was just pushed comes next: its bound and its frame, unless it is impossible.
    fn follow(&self, before: &Frame, place: usize) -> Option<(i64, Frame)> {
        if self.visits.len() + self.packing.least_visits(&self.left, self.state) > self.ground.max_visits {
            return None;
        }
        let set = self.sets[place];
        let visit = before.days.len();
        let distance = self.distances(before, set);
        let mut frame = before.clone();
        let mut day = before.days.last().map_or(0, |day| day + 1);
        for item in members(set) {
            let course = &self.ground.courses[self.items[item].course];
            day = day.max(before.ready[item]);
            if let Some(last) = before.last[item] {
                if distance[last] > course.max_gap {
                    return None;
                }
                frame.links.push((last, visit, course.max_gap));
            }
            frame.last[item] = Some(visit);
            frame.lead[item] = 0;
        }
        let day = common_day(self.ground, self.items, set, day);
        if day >= NEVER {
            return None;
        }
        frame.days.push(day);
        for (item, &left) in self.left.iter().enumerate().filter(|x| *x.1 > 0) {
            let gap = self.after[place][item];
            frame.ready[item] = frame.ready[item].max(day + gap);
            if let Some(last) = frame.last[item] {
                let reach = distance.get(last).copied().unwrap_or(0);
                frame.lead[item] = frame.lead[item].max(reach + gap);
                if left > 0 && frame.lead[item] > self.ground.courses[self.items[item].course].max_gap {
                    return None;
                }
            }
        }
        frame.distance.push(distance);
        while self.hold_together(&mut frame) {
            if !self.forward(&mut frame) {
                return None;
            }
        }
        Some((self.cost(&frame)?, frame))
    }

    /// Least days from every visit so far to the next one, which holds this set.
    fn distances(&self, frame: &Frame, set: u64) -> Vec<i32> {
        let count = frame.days.len();
        let mut distance = vec![0; count];
        for via in 0..count {
            let gaps = &self.after[self.visits[via]];
            let gap = members(set).map(|item| gaps[item]).max().unwrap_or(1);
            distance[via] = distance[via].max(gap);
            for (from, reach) in frame.distance[via].iter().enumerate() {
                distance[from] = distance[from].max(reach + gap);
            }
        }
        distance
    }

    /// Least gaps and allowed days, after a day moved.
    fn forward(&self, frame: &mut Frame) -> bool {
        frame.ready.fill(0);
        for (visit, &place) in self.visits.iter().enumerate() {
            let set = self.sets[place];
            let before = if visit == 0 { 0 } else { frame.days[visit - 1] + 1 };
            let ready = members(set).map(|item| frame.ready[item]).max().unwrap_or(0);
            let day = common_day(self.ground, self.items, set, frame.days[visit].max(before).max(ready));
            if day >= NEVER {
                return false;
            }
            frame.days[visit] = day;
            for (ready, gap) in frame.ready.iter_mut().zip(&self.after[place]) {
                *ready = (*ready).max(day + gap);
            }
        }
        true
    }

    /// Greatest gaps: an earlier session waits for a later one, placed or not. True when a day moved.
    fn hold_together(&self, frame: &mut Frame) -> bool {
        let mut moved = false;
        for &(before, after, most) in frame.links.iter().rev() {
            if frame.days[after] - frame.days[before] > most {
                frame.days[before] = frame.days[after] - most;
                moved = true;
            }
        }
        if moved {
            return true;
        }
        for (item, &left) in self.left.iter().enumerate() {
            if let (Some(last), true) = (frame.last[item], left > 0) {
                let course = &self.ground.courses[self.items[item].course];
                let next = course.first_day(frame.ready[item]);
                if next - frame.days[last] > course.max_gap {
                    frame.days[last] = next - course.max_gap;
                    moved = true;
                }
            }
        }
        moved
    }

    /// Least cost of all completions; none when some session has no day left.
    fn cost(&self, frame: &Frame) -> Option<i64> {
        let mut waits = 0;
        for (item, &left) in self.left.iter().enumerate().filter(|x| *x.1 > 0) {
            waits += self.ground.courses[self.items[item].course].chain(frame.ready[item], left)?;
        }
        for (&place, &day) in self.visits.iter().zip(&frame.days) {
            waits += i64::from(self.sets[place].count_ones()) * i64::from(day);
        }
        let visits = self.visits.len() + self.packing.least_visits(&self.left, self.state);
        if visits > self.ground.max_visits {
            return None;
        }
        let cost = self.fees.day * waits + self.fees.visit * i64::try_from(visits).unwrap_or(0);
        if cost >= self.limit || self.queues.is_empty() {
            return Some(cost);
        }
        let mut sessions = Vec::with_capacity(16);
        for (item, &left) in self.left.iter().enumerate() {
            let course = &self.ground.courses[self.items[item].course];
            let mut day = frame.ready[item];
            for _ in 0..left {
                day = course.first_day(day);
                sessions.push((day, item));
                day += course.min_gap;
            }
        }
        Some(cost + self.fees.day * delay(&self.queues, &mut sessions))
    }

    fn keep(&mut self, days: &[i32]) {
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
