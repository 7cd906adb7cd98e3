//! Sessions that have to keep apart from each other stand in a queue: a bound on how long they wait together.
use super::ground::Ground;
use super::packing::Item;

/// Items whose sessions, own and of each other, all keep at least `gap` days apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Queue {
    pub(super) items: u64,
    gap: i32,
}

/// Most queues that are looked at.
const MAX_QUEUES: usize = 12;

/// The queues of some items, the strongest first: greedy cliques among the pairs that keep some distance.
pub(super) fn queues(ground: &Ground, items: &[Item]) -> Vec<Queue> {
    let gap = |a: usize, b: usize| {
        let (from, to) = (items[a].course, items[b].course);
        ground.apart[from][to].min(ground.apart[to][from])
    };
    let own = |a: usize| if items[a].sessions > 1 { gap(a, a) } else { i32::MAX };
    let mut steps: Vec<i32> = Vec::new();
    for a in 0..items.len() {
        steps.extend((0..a).map(|b| gap(a, b)).filter(|&gap| gap > 0));
    }
    steps.sort_unstable();
    steps.dedup();
    let mut found = Vec::new();
    for &least in &steps {
        for first in (0..items.len()).filter(|&a| own(a) >= least) {
            let mut members = vec![first];
            for item in 0..items.len() {
                let apart = own(item) >= least && members.iter().all(|&other| gap(item, other) >= least);
                if apart && item != first {
                    members.push(item);
                }
            }
            if members.len() > 1 {
                let mask = members.iter().fold(0_u64, |mask, &item| mask | 1 << item);
                found.push(Queue { items: mask, gap: least });
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    let sessions = |queue: &Queue| -> usize {
        items.iter().enumerate().filter(|x| queue.items >> x.0 & 1 == 1).map(|x| x.1.sessions).sum()
    };
    // A queue of n sessions waits about gap * n * (n - 1) / 2 days more than they would alone.
    let strength = |queue: &Queue| {
        let n = i64::try_from(sessions(queue)).unwrap_or(0);
        i64::from(queue.gap) * n * (n - 1)
    };
    found.sort_by_key(|queue| (-strength(queue), *queue));
    found.truncate(MAX_QUEUES);
    found
}

impl Queue {
    /// Days that the sessions wait together beyond their earliest days. `sessions` holds item and earliest day, sorted by day.
    ///
    /// For sessions that all keep the same gap it is best to take them in the order of their earliest days; so whatever
    /// the order is in truth, the days add up to no less.
    pub(super) fn delay(&self, sessions: &[(i32, usize)]) -> i64 {
        let mut delay = 0;
        let mut free = i32::MIN;
        for &(day, item) in sessions {
            if self.items >> item & 1 == 1 {
                let start = day.max(free);
                delay += i64::from(start - day);
                free = start + self.gap;
            }
        }
        delay
    }
}

/// Days that sessions wait for each other at least: the strongest queue, and those that share no item with it.
pub(super) fn delay(queues: &[Queue], sessions: &mut [(i32, usize)]) -> i64 {
    sessions.sort_unstable();
    let mut total = 0;
    let mut used = 0_u64;
    loop {
        let mut best = (0, 0);
        for queue in queues.iter().filter(|queue| queue.items & used == 0) {
            best = best.max((queue.delay(sessions), queue.items));
        }
        if best.0 == 0 {
            return total;
        }
        total += best.0;
        used |= best.1;
    }
}
