//! Days for given counts: the cheapest placement, or the proof that none is cheaper than a limit.
//!
//! The search appends visits in the order of time and decides only *what* a visit holds. For a fixed order every rule is a difference
//! between two days over sets of allowed days, and such a system has one solution that is earliest in every visit at once; it is
//! found by pushing days forward until nothing moves. So days are never branched on.
use super::ground::{Ground, NEVER};
use super::pace::Pace;
use super::packing::{Item, Packing, common_day, shared_visits};

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
    let packing = Packing::new(ground, items, &sets);
    let state = items.iter().zip(&packing.place).map(|(item, place)| item.sessions * place).sum();
    let mut search = Search {
        ground,
        items,
        fees,
        packing,
        sets,
        left: items.iter().map(|item| item.sessions).collect(),
        state,
        visits: Vec::new(),
        apart: Vec::new(),
        links: Vec::new(),
        last: vec![None; items.len()],
        limit,
        floor: i64::MIN,
        best: None,
        steps,
        pace,
    };
    let mut days = Vec::new();
    let mut complete = true;
    if let Some(floor) = search.settle(&mut days)
        && floor < limit
    {
        search.floor = floor;
        complete = search.descend(&days);
    }
    Placed { found: search.best.map(|best| (search.limit, best)), complete }
}

/// Work of trying one visit, per item.
const STEPS_PER_SESSION: u64 = 1;

struct Search<'a, 'p> {
    ground: &'a Ground,
    items: &'a [Item],
    fees: Fees,
    packing: Packing,
    /// Sets of items that may share a day.
    sets: Vec<u64>,
    /// Sessions of every item that have no visit yet, and the same as one number.
    left: Vec<usize>,
    state: usize,
    /// The visits so far, as sets of items.
    visits: Vec<u64>,
    /// `apart[j][i]`: least days from visit `i` to the later visit `j`.
    apart: Vec<Vec<i32>>,
    /// Consecutive sessions of one course: the two visits and the most days between them.
    links: Vec<(usize, usize, i32)>,
    /// The last visit of every item.
    last: Vec<Option<usize>>,
    /// Cost that is to be beaten; with a plan at hand, its cost.
    limit: i64,
    /// Cost that cannot be beaten.
    floor: i64,
    best: Option<Vec<Vec<i32>>>,
    /// Steps that this placement may still take.
    steps: u64,
    pace: &'a mut Pace<'p>,
}

struct Child {
    bound: i64,
    set: u64,
    days: Vec<i32>,
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
    fn descend(&mut self, days: &[i32]) -> bool {
        if self.state == 0 {
            self.keep(days);
            return true;
        }
        let open = members(u64::MAX >> (64 - self.items.len().max(1)))
            .filter(|&item| self.left[item] > 0)
            .fold(0_u64, |mask, item| mask | 1 << item);
        let mut children = Vec::new();
        let mut tried = 0;
        for place in 0..self.sets.len() {
            let set = self.sets[place];
            if set & !open != 0 {
                continue;
            }
            tried += 1;
            let (links, last) = self.push(set);
            let mut days = days.to_vec();
            days.push(0);
            if let Some(bound) = self.settle(&mut days)
                && bound < self.limit
            {
                children.push(Child { bound, set, days });
            }
            self.pop(set, links, last);
        }
        let spent = tried * STEPS_PER_SESSION * u64::try_from(self.items.len()).unwrap_or(1);
        self.steps = self.steps.saturating_sub(spent);
        if !self.pace.spend(spent) || self.steps == 0 {
            return false;
        }
        children.sort_by_key(|child| (child.bound, child.set));
        for child in children {
            if child.bound >= self.limit || self.limit <= self.floor {
                break;
            }
            let (links, last) = self.push(child.set);
            let complete = self.descend(&child.days);
            self.pop(child.set, links, last);
            if !complete {
                return false;
            }
        }
        true
    }

    /// Adds a visit. Returns what `pop` needs to take it back.
    fn push(&mut self, set: u64) -> (usize, Vec<Option<usize>>) {
        let visit = self.visits.len();
        let (links, last) = (self.links.len(), self.last.clone());
        let apart = self.visits.iter().map(|&earlier| self.least_gap(earlier, set)).collect();
        self.apart.push(apart);
        self.visits.push(set);
        self.state -= self.packing.step(set);
        for item in members(set) {
            self.left[item] -= 1;
            if let Some(before) = self.last[item] {
                let most = self.ground.courses[self.items[item].course].max_gap;
                self.links.push((before, visit, most));
            }
            self.last[item] = Some(visit);
        }
        (links, last)
    }

    fn pop(&mut self, set: u64, links: usize, last: Vec<Option<usize>>) {
        self.visits.pop();
        self.apart.pop();
        self.links.truncate(links);
        self.last = last;
        self.state += self.packing.step(set);
        for item in members(set) {
            self.left[item] += 1;
        }
    }

    /// Least days from a visit with set `from` to a later one with set `to`.
    fn least_gap(&self, from: u64, to: u64) -> i32 {
        let mut least = 1;
        for a in members(from) {
            for b in members(to) {
                least = least.max(self.ground.apart[self.items[a].course][self.items[b].course]);
            }
        }
        least
    }

    /// Pushes the days of the visits forward until every rule holds; then bounds the cost of all completions.
    fn settle(&self, days: &mut [i32]) -> Option<i64> {
        if self.visits.len() + self.packing.least_visits(&self.left, self.state) > self.ground.max_visits {
            return None;
        }
        loop {
            if !self.forward(days) {
                return None;
            }
            if self.hold_together(days) {
                continue;
            }
            match self.look_ahead(days) {
                Ahead::Impossible => return None,
                Ahead::Later => {}
                Ahead::Cost(cost) => return Some(cost),
            }
        }
    }

    /// Least gaps and allowed days.
    fn forward(&self, days: &mut [i32]) -> bool {
        for visit in 0..days.len() {
            let mut day = days[visit];
            for (earlier, gap) in self.apart[visit].iter().enumerate() {
                day = day.max(days[earlier] + gap);
            }
            day = common_day(self.ground, self.items, self.visits[visit], day);
            if day >= NEVER {
                return false;
            }
            days[visit] = day;
        }
        true
    }

    /// Greatest gaps: an earlier session waits for a later one. True when a day moved.
    fn hold_together(&self, days: &mut [i32]) -> bool {
        let mut moved = false;
        for &(before, after, most) in self.links.iter().rev() {
            if days[after] - days[before] > most {
                days[before] = days[after] - most;
                moved = true;
            }
        }
        moved
    }

    /// Looks at the sessions without a visit: their earliest days, and what they cost at least.
    fn look_ahead(&self, days: &mut [i32]) -> Ahead {
        let mut waits = 0;
        for (item, &left) in self.left.iter().enumerate() {
            if left == 0 {
                continue;
            }
            let course = &self.ground.courses[self.items[item].course];
            let mut day = days.last().map_or(0, |day| day + 1);
            for (&set, &at) in self.visits.iter().zip(days.iter()) {
                for other in members(set) {
                    day = day.max(at + self.ground.apart[self.items[other].course][self.items[item].course]);
                }
            }
            let Some(sum) = course.chain(day, left) else { return Ahead::Impossible };
            if let Some(last) = self.last[item] {
                let day = course.first_day(day);
                if day - days[last] > course.max_gap {
                    days[last] = day - course.max_gap;
                    return Ahead::Later;
                }
            }
            waits += sum;
        }
        for (&set, &day) in self.visits.iter().zip(days.iter()) {
            waits += i64::from(set.count_ones()) * i64::from(day);
        }
        let visits = self.visits.len() + self.packing.least_visits(&self.left, self.state);
        Ahead::Cost(self.fees.day * waits + self.fees.visit * i64::try_from(visits).unwrap_or(0))
    }

    fn keep(&mut self, days: &[i32]) {
        let mut waits = 0;
        let mut best = vec![Vec::new(); self.items.len()];
        for (&set, &day) in self.visits.iter().zip(days) {
            for item in members(set) {
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

enum Ahead {
    /// The sessions that are left have no days.
    Impossible,
    /// A visit had to move; the other rules are to be looked at again.
    Later,
    /// At least this cost.
    Cost(i64),
}
