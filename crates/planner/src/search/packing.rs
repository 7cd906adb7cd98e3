//! How many visits do some sessions need, if days did not matter? A lower bound on visits, exact for that relaxation.
use super::ground::Ground;
use std::collections::VecDeque;

/// Counts of a few courses, as one number: the states of the packing and of the placement.
#[derive(Debug, Clone)]
pub(super) struct Packing {
    /// Weight of one session of every item in the number of a state.
    pub(super) place: Vec<usize>,
    /// Least visits for every state, by rising number; empty when there are too many states.
    visits: Vec<u8>,
    /// Fallback when there are too many states: sets of items of which no two share a day, and the sizes of a visit.
    cliques: Vec<u64>,
    minutes: Vec<i64>,
    max_minutes: i64,
    max_together: usize,
}

/// One course that is to be placed, and how often.
#[derive(Debug, Clone, Copy)]
pub(super) struct Item {
    /// Place of the course in the ground.
    pub(super) course: usize,
    pub(super) sessions: usize,
}

/// Most pairs of a state and a set for which the exact table is made, whatever the search may spend.
const MAX_TABLE: usize = 4_000_000;
/// Entries of the table for every step that the search may take.
const ENTRIES_PER_STEP: usize = 5;

impl Packing {
    /// Prepares the states up to `items`. `sets` are the sets of items that may share a day, as bit masks.
    /// The exact table is made when it is worth it beside a search of `steps` steps.
    pub(super) fn new(ground: &Ground, items: &[Item], sets: &[u64], steps: u64) -> Self {
        let mut place = Vec::with_capacity(items.len());
        let mut states = 1_usize;
        for item in items {
            place.push(states);
            states = states.saturating_mul(item.sessions + 1);
        }
        let mut packing = Self {
            place,
            visits: Vec::new(),
            cliques: cliques(ground, items),
            minutes: items.iter().map(|item| ground.courses[item.course].minutes).collect(),
            max_minutes: ground.max_minutes,
            max_together: ground.max_together,
        };
        let worth = usize::try_from(steps).unwrap_or(usize::MAX).saturating_mul(ENTRIES_PER_STEP);
        if states.saturating_mul(sets.len()) <= worth.min(MAX_TABLE) {
            packing.fill(items, sets, states);
        }
        packing
    }

    /// Dynamic programme over the states: the visit that holds a session of the first open item, in all its forms.
    fn fill(&mut self, items: &[Item], sets: &[u64], states: usize) {
        let steps: Vec<usize> = sets.iter().map(|&set| self.step(set)).collect();
        self.visits = vec![0; states];
        let mut left = vec![0_usize; items.len()];
        for state in 1..states {
            for (item, count) in left.iter_mut().enumerate() {
                *count = state / self.place[item] % (items[item].sessions + 1);
            }
            let open =
                left.iter().enumerate().filter(|x| *x.1 > 0).fold(0_u64, |mask, (item, _)| mask | 1 << item);
            let first = open & open.wrapping_neg();
            let mut best = u8::MAX;
            for (&set, &step) in sets.iter().zip(&steps) {
                if set & first != 0 && set & !open == 0 {
                    best = best.min(self.visits[state - step].saturating_add(1));
                }
            }
            self.visits[state] = best;
        }
    }

    /// What a visit with this set takes off the number of a state.
    pub(super) fn step(&self, set: u64) -> usize {
        self.place.iter().enumerate().filter(|(item, _)| set >> item & 1 == 1).map(|(_, place)| place).sum()
    }

    /// Least visits for the sessions that are left.
    pub(super) fn least_visits(&self, left: &[usize], state: usize) -> usize {
        if let Some(&visits) = self.visits.get(state) {
            return usize::from(visits);
        }
        let sessions: usize = left.iter().sum();
        let minutes: i64 =
            left.iter().zip(&self.minutes).map(|(&n, m)| i64::try_from(n).unwrap_or(0) * m).sum();
        let by_time =
            usize::try_from((minutes + self.max_minutes - 1) / self.max_minutes.max(1)).unwrap_or(0);
        let weigh =
            |clique: u64| left.iter().enumerate().filter(|x| clique >> x.0 & 1 == 1).map(|x| *x.1).sum();
        let most = self.cliques.iter().map(|&clique| weigh(clique)).max().unwrap_or(0);
        sessions.div_ceil(self.max_together.max(1)).max(by_time).max(most)
    }
}

/// For every item, the items that clash with it and with each other, taken greedily by the number of their sessions.
fn cliques(ground: &Ground, items: &[Item]) -> Vec<u64> {
    let mut order: Vec<usize> = (0..items.len()).collect();
    order.sort_by_key(|&item| (usize::MAX - items[item].sessions, item));
    let grow = |first: usize| {
        let clashes = |a: usize, b: usize| ground.clash[items[a].course] >> items[b].course & 1 == 1;
        let mut clique = 1_u64 << first;
        for &item in &order {
            if (0..items.len()).all(|other| clique >> other & 1 == 0 || clashes(item, other)) {
                clique |= 1 << item;
            }
        }
        clique
    };
    let mut all: Vec<u64> = (0..items.len()).map(grow).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// The sets of items that may share a day: no spacing rule, the minutes, the number and a common allowed day.
///
/// Small sets first, at most about `most` of them; false when there are more.
pub(super) fn shared_visits(ground: &Ground, items: &[Item], horizon: i32, most: u64) -> (Vec<u64>, bool) {
    let most = usize::try_from(most).unwrap_or(usize::MAX).max(items.len());
    let mut sets = Vec::new();
    let mut all = true;
    let mut queue: VecDeque<(u64, usize, i64)> = VecDeque::from([(0, 0, 0)]);
    while let Some((set, from, minutes)) = queue.pop_front() {
        if set != 0 {
            if common_day(ground, items, set, 0) >= horizon {
                continue;
            }
            sets.push(set);
        }
        if set.count_ones() as usize == ground.max_together {
            continue;
        }
        for at in from..items.len() {
            let course = items[at].course;
            let minutes = minutes + ground.courses[course].minutes;
            let clash = (0..at)
                .any(|other| set >> other & 1 == 1 && ground.clash[course] >> items[other].course & 1 == 1);
            if clash || minutes > ground.max_minutes {
                continue;
            }
            if sets.len() + queue.len() >= most {
                all = false;
                break;
            }
            queue.push_back((set | 1 << at, at + 1, minutes));
        }
    }
    sets.sort_unstable();
    (sets, all)
}

/// The first day from `day` on that all items of a set allow, or a day that never comes.
pub(super) fn common_day(ground: &Ground, items: &[Item], set: u64, mut day: i32) -> i32 {
    loop {
        let mut later = day;
        let mut rest = set;
        while rest != 0 {
            let item = items[rest.trailing_zeros() as usize];
            later = later.max(ground.courses[item.course].first_day(later));
            rest &= rest - 1;
        }
        if later == day {
            return day;
        }
        day = later;
    }
}
