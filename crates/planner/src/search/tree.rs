//! Best first over the counts: the most promising node is always the next one, so its bound is the bound of the whole search.
use super::ground::Ground;
use super::pace::Pace;
use super::packing::Item;
use super::placement::{Aim, Fees, floor, place};
use super::relaxation::{Multipliers, Relaxed, bits, relax};
use super::{Answer, Keep, Limits, Progress};
use crate::instance::Instance;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};
use std::rc::Rc;

/// Steps for the days of a part of a plan, which only sharpen a bound.
const PART_STEPS: u64 = 3_000;
/// Steps for the days of whole counts at the first attempt; doubled at every further one.
const WHOLE_STEPS: u64 = 20_000;

/// How much is known about a node.
#[derive(Debug, Clone)]
enum Stage {
    /// The bound is inherited.
    Fresh,
    /// The bound is its own relaxation's.
    Relaxed(Rc<Relaxed>),
    /// So it is, and the days of the sessions that are certain have been looked at.
    Placed(Rc<Relaxed>),
    /// The counts are decided; the days are to be found within these steps.
    Whole(u64),
}

#[derive(Debug, Clone)]
struct Node {
    bound: i64,
    /// Younger nodes first among equals.
    age: u64,
    /// Possible counts of every course, as bits.
    domains: Vec<u128>,
    /// Points that the certain sessions wait beyond what each course waits alone; already off the bound.
    excess: i64,
    /// The certain sessions were not yet looked at in this combination.
    stale: bool,
    stage: Stage,
}

impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        (self.bound, self.age) == (other.bound, other.age)
    }
}
impl Eq for Node {}
impl PartialOrd for Node {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Node {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.bound, self.age).cmp(&(other.bound, other.age))
    }
}

/// The search in the middle of its work.
pub(super) struct Tree<'a> {
    pub(super) ground: Ground,
    treatments: usize,
    pub(super) pace: Pace<'a>,
    open: BinaryHeap<Node>,
    /// Whole counts whose days were not settled within their steps.
    hard: BinaryHeap<Node>,
    /// Steps that went into hard ones.
    hard_steps: u64,
    /// Excess waiting of parts of plans, in points; `None` when they have no days at all or too late ones.
    parts: BTreeMap<Vec<u8>, i64>,
    pub(super) guessed: BTreeSet<Vec<u8>>,
    pub(super) objective: i64,
    pub(super) best: Vec<(usize, Vec<i32>)>,
    age: u64,
}

impl<'a> Tree<'a> {
    pub(super) fn new(
        instance: &Instance,
        limits: Limits,
        watch: &'a mut dyn FnMut(&Progress) -> Keep,
    ) -> Self {
        Self {
            ground: Ground::new(instance),
            treatments: instance.treatments.len(),
            pace: Pace::new(limits, watch),
            open: BinaryHeap::new(),
            hard: BinaryHeap::new(),
            hard_steps: 0,
            parts: BTreeMap::new(),
            guessed: BTreeSet::new(),
            objective: 0,
            best: Vec::new(),
            age: 0,
        }
    }

    /// Searches until the proof, the limit or the caller's word.
    pub(super) fn solve(mut self) -> Answer {
        let domains: Vec<u128> = self.ground.courses.iter().map(|course| course.counts).collect();
        let most = self.ground.goals.iter().map(|goal| goal.corners[3].1).sum();
        self.push(Node { bound: most, age: 0, domains, excess: 0, stale: false, stage: Stage::Fresh });
        self.walk();
        loop {
            self.pace.note(self.objective, self.bound());
            if self.bound() <= self.objective || !self.pace.spend(0) {
                break;
            }
            let next = if self.hard_is_next() { self.hard.pop() } else { self.open.pop() };
            if let Some(node) = next {
                self.advance(node);
            }
        }
        let bound = self.bound();
        let mut days = vec![Vec::new(); self.treatments];
        for (course, placed) in &self.best {
            let place = self.ground.courses[*course].place;
            days[place] = placed.iter().filter_map(|&day| usize::try_from(day).ok()).collect();
        }
        Answer {
            objective: self.objective,
            bound,
            proven: bound == self.objective,
            days,
            steps: self.pace.steps(),
        }
    }

    /// The bound of the whole search.
    fn bound(&self) -> i64 {
        let open = self.open.peek().map_or(self.objective, |node| node.bound);
        let hard = self.hard.peek().map_or(self.objective, |node| node.bound);
        open.max(hard).max(self.objective)
    }

    /// Whether a hard one gets its next, longer attempt: when nothing else is open, or when it alone holds the bound up and not more
    /// than half of all steps went into hard ones.
    fn hard_is_next(&self) -> bool {
        let Some(hard) = self.hard.peek() else { return false };
        let open = self.open.peek().map_or(self.objective, |node| node.bound);
        open <= self.objective || hard.bound > open && self.hard_steps < self.pace.steps() / 2
    }

    fn push(&mut self, mut node: Node) {
        if node.bound > self.objective {
            self.age += 1;
            node.age = self.age;
            self.open.push(node);
        }
    }

    /// Puts a node back when another one is more promising now. Gives it back when it is still the first.
    fn yield_to_better(&mut self, node: Node) -> Option<Node> {
        if node.bound <= self.objective {
            return None;
        }
        if self.open.peek().is_some_and(|other| other.bound > node.bound) {
            self.push(node);
            return None;
        }
        Some(node)
    }

    fn advance(&mut self, mut node: Node) {
        if matches!(node.stage, Stage::Fresh) {
            let Some(relaxed) = self.relax(node) else { return };
            node = relaxed;
        }
        if let Stage::Relaxed(relaxed) = &node.stage {
            let relaxed = Rc::clone(relaxed);
            let Some(placed) = self.part(node, relaxed) else { return };
            node = placed;
        }
        match node.stage.clone() {
            Stage::Placed(relaxed) => self.branch(&node, &relaxed),
            Stage::Whole(steps) => self.whole(node, steps),
            Stage::Fresh | Stage::Relaxed(_) => {}
        }
    }

    /// Solves the node's own relaxation and takes away the counts that cannot beat the best plan any more.
    fn relax(&mut self, mut node: Node) -> Option<Node> {
        self.pace.spend(20);
        let relaxed = relax(&self.ground, &node.domains, &mut self.pace);
        node.bound = node.bound.min(relaxed.multipliers.bound(&node.domains) - node.excess);
        self.tighten(&mut node, &relaxed.multipliers)?;
        self.guess(&relaxed);
        node.stage = Stage::Relaxed(Rc::new(relaxed));
        self.settle_whole(&mut node);
        self.yield_to_better(node)
    }

    fn tighten(&self, node: &mut Node, multipliers: &Multipliers) -> Option<()> {
        if node.bound <= self.objective {
            return None;
        }
        // INVARIANT: a loss counts from the bound of the same multipliers; the node's own may come from elsewhere and be lower.
        let bound = multipliers.bound(&node.domains) - node.excess;
        for a in 0..node.domains.len() {
            let domain = node.domains[a];
            let stays = bits(domain).filter(|&k| bound - multipliers.loss(a, k, domain) > self.objective);
            let rest = stays.fold(0_u128, |mask, k| mask | 1 << k);
            if rest == 0 {
                return None;
            }
            node.stale |= rest.trailing_zeros() != domain.trailing_zeros();
            node.domains[a] = rest;
        }
        Some(())
    }

    /// A node with one count per course is a whole plan but for its days.
    fn settle_whole(&self, node: &mut Node) {
        if node.domains.iter().all(|domain| domain.is_power_of_two()) {
            let counts = least_counts(&node.domains);
            node.stage = Stage::Whole(WHOLE_STEPS);
            node.bound = if self.ground.price(&counts) > self.ground.budget {
                i64::MIN
            } else {
                let most = counts.iter().copied().max().unwrap_or(0);
                node.bound.min(self.ground.worth(&counts) - self.ground.visit_cost * i64::from(most))
            };
        }
    }

    /// Looks for days of the certain sessions alone: they may have none, or wait for each other.
    fn part(&mut self, mut node: Node, relaxed: Rc<Relaxed>) -> Option<Node> {
        if node.stale {
            let counts = least_counts(&node.domains);
            if self.ground.price(&counts) > self.ground.budget {
                return None;
            }
            let room = node.bound + node.excess - self.objective;
            let excess = self.excess(&counts, room).max(node.excess);
            node.bound -= excess - node.excess;
            node.excess = excess;
            node.stale = false;
            self.tighten(&mut node, &relaxed.multipliers)?;
        }
        node.stage = Stage::Placed(relaxed);
        self.settle_whole(&mut node);
        self.yield_to_better(node)
    }

    /// Points that these sessions wait for each other; `room` or more when that is all one needs to know.
    fn excess(&mut self, counts: &[u8], room: i64) -> i64 {
        if let Some(&known) = self.parts.get(counts) {
            return known;
        }
        let items = items(counts);
        let alone = self.waits(counts);
        let fees = Fees { visit: 0, day: self.ground.day_cost };
        let placed =
            place(&self.ground, &items, fees, alone + room.max(1), (Aim::Bound, PART_STEPS), &mut self.pace);
        let excess = match (&placed.found, placed.complete) {
            (Some((cost, _)), true) => cost - alone,
            (None, true) => room,
            (_, false) => (placed.least - alone).max(0),
        };
        self.parts.insert(counts.to_vec(), excess);
        excess
    }

    /// Splits a node so that the relaxation's own solution is cut off or decided.
    fn branch(&mut self, node: &Node, relaxed: &Relaxed) {
        let mut split = None;
        for (a, &domain) in node.domains.iter().enumerate() {
            if domain.is_power_of_two() {
                continue;
            }
            let (_, share) = largest_share(relaxed, a, domain);
            if split.is_none_or(|(_, least)| share < least) {
                split = Some((a, share));
            }
        }
        let Some((fractional, share)) = split else { return };
        if share < 0.9999 {
            for k in bits(node.domains[fractional]) {
                self.child(node, relaxed, &node.domains, fractional, 1 << k);
            }
            return;
        }
        // The relaxation chose whole counts: one child takes them all, the others differ first at one course.
        let mut domains = node.domains.clone();
        for a in 0..domains.len() {
            if domains[a].is_power_of_two() {
                continue;
            }
            let (k, _) = largest_share(relaxed, a, domains[a]);
            self.child(node, relaxed, &domains, a, domains[a] & !(1 << k));
            domains[a] = 1 << k;
        }
        let last = domains.len() - 1;
        let own = domains[last];
        self.child(node, relaxed, &domains, last, own);
    }

    fn child(&mut self, node: &Node, relaxed: &Relaxed, domains: &[u128], a: usize, rest: u128) {
        let mut domains = domains.to_vec();
        domains[a] = rest;
        let bound = node.bound.min(relaxed.multipliers.bound(&domains) - node.excess);
        let mut child = Node {
            bound,
            age: 0,
            stale: domains.iter().zip(&node.domains).any(|(x, y)| x.trailing_zeros() != y.trailing_zeros()),
            domains,
            excess: node.excess,
            stage: Stage::Fresh,
        };
        if self.tighten(&mut child, &relaxed.multipliers).is_some() {
            self.settle_whole(&mut child);
            self.push(child);
        }
    }

    /// Finds the days of whole counts.
    fn whole(&mut self, mut node: Node, steps: u64) {
        let before = self.pace.steps();
        let counts = least_counts(&node.domains);
        node.bound = node.bound.min(self.place(&counts, steps));
        self.hard_steps += self.pace.steps() - before;
        if node.bound > self.objective {
            node.stage = Stage::Whole(steps.saturating_mul(2));
            self.hard.push(node);
        }
    }

    /// Looks for a plan with these counts that beats the best. Returns the most that a plan with these counts could still be worth.
    pub(super) fn place(&mut self, counts: &[u8], steps: u64) -> i64 {
        let items = items(counts);
        let base = self.ground.worth(counts) + self.waits(counts);
        let placed = place(
            &self.ground,
            &items,
            self.fees(),
            base - self.objective,
            (Aim::Plan, steps),
            &mut self.pace,
        );
        self.pace.spend(5);
        if let Some((cost, days)) = placed.found {
            self.objective = base - cost;
            self.best = items.iter().map(|item| item.course).zip(days).collect();
        }
        base - placed.least
    }

    /// What visits and days of these counts cost at least, by a glance.
    pub(super) fn floor(&self, counts: &[u8]) -> i64 {
        floor(&self.ground, &items(counts), self.fees())
    }

    fn fees(&self) -> Fees {
        Fees { visit: self.ground.visit_cost, day: self.ground.day_cost }
    }

    /// Points that these counts wait when every course is alone.
    pub(super) fn waits(&self, counts: &[u8]) -> i64 {
        let days: i64 =
            self.ground.courses.iter().zip(counts).map(|(course, &k)| course.waits[usize::from(k)]).sum();
        self.ground.day_cost * days
    }
}

fn items(counts: &[u8]) -> Vec<Item> {
    let taken = counts.iter().enumerate().filter(|x| *x.1 > 0);
    taken.map(|(course, &k)| Item { course, sessions: usize::from(k) }).collect()
}

pub(super) fn small(count: usize) -> u8 {
    u8::try_from(count).unwrap_or(u8::MAX)
}

fn least_counts(domains: &[u128]) -> Vec<u8> {
    domains.iter().map(|domain| u8::try_from(domain.trailing_zeros()).unwrap_or(0)).collect()
}

/// The count that the relaxation takes most of, and how much of it.
pub(super) fn largest_share(relaxed: &Relaxed, a: usize, domain: u128) -> (usize, f64) {
    let taken: f64 = relaxed.share[a].iter().sum();
    let mut best = if domain & 1 == 1 { (0, 1.0 - taken) } else { (0, -1.0) };
    for k in bits(domain).filter(|&k| k > 0) {
        if relaxed.share[a][k] > best.1 {
            best = (k, relaxed.share[a][k]);
        }
    }
    best
}
