//! Good plans early: round what the relaxation says, then walk to better neighbours.
use super::ground::Ground;
use super::pace::Pace;
use super::relaxation::{Relaxed, bits};
use super::tree::{Tree, largest_share, small};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Steps for the days of a guess.
const GUESS_STEPS: u64 = 3_000;
/// Guesses in one walk from a plan to its neighbours.
const GUESSES: usize = 300;
/// Neighbours that are weighed in about one step.
const NEIGHBOURS_PER_STEP: u64 = 16;

impl Tree<'_> {
    /// Rounds the relaxation to whole counts and walks from there to better neighbours.
    pub(super) fn guess(&mut self, relaxed: &Relaxed) {
        let mut counts: Vec<u8> = (0..self.ground.courses.len())
            .map(|a| small(largest_share(relaxed, a, self.ground.courses[a].counts).0))
            .collect();
        while self.ground.price(&counts) > self.ground.budget {
            let taken = (0..counts.len()).filter(|&a| counts[a] > 0);
            let Some(dearest) = taken.max_by_key(|&a| self.ground.courses[a].price * i64::from(counts[a]))
            else {
                return;
            };
            counts[dearest] = 0;
        }
        let before = self.objective;
        self.try_counts(&counts);
        if self.objective > before {
            self.walk();
        }
    }

    /// Places counts that were not tried before, if they could be better. True when they are.
    fn try_counts(&mut self, counts: &[u8]) -> bool {
        let before = self.objective;
        if self.promise(counts) > before && self.guessed.insert(counts.to_vec()) {
            self.place(counts, GUESS_STEPS);
        }
        self.objective > before
    }

    /// What counts could be worth at most, by a glance.
    fn promise(&self, counts: &[u8]) -> i64 {
        if self.ground.price(counts) > self.ground.budget {
            return i64::MIN;
        }
        let most = counts.iter().copied().max().unwrap_or(0);
        self.ground.worth(counts) - self.ground.visit_cost * i64::from(most)
    }

    /// From the best plan to neighbours that differ in one course, else in two, as long as that helps.
    pub(super) fn walk(&mut self) {
        let mut guesses = GUESSES;
        loop {
            let mut counts = vec![0_u8; self.ground.courses.len()];
            for (course, days) in &self.best {
                counts[*course] = small(days.len());
            }
            let one = Near::new(&self.ground, &counts).one(self.objective, &mut self.pace);
            if self.try_nearest(one, &mut guesses) {
                continue;
            }
            let two = Near::new(&self.ground, &counts).two(self.objective, &mut self.pace);
            if !self.try_nearest(two, &mut guesses) {
                return;
            }
        }
    }

    /// Tries counts, the most promising first, until one is better.
    fn try_nearest(&mut self, near: Best, guesses: &mut usize) -> bool {
        let mut closer: Vec<(i64, Vec<u8>)> = Vec::new();
        for Reverse((_, counts)) in near.into_sorted_vec() {
            if !self.guessed.contains(&counts) {
                let floor = self.floor(&counts);
                closer.push((self.ground.worth(&counts) + self.waits(&counts) - floor, counts));
            }
        }
        closer.retain(|near| near.0 > self.objective);
        closer.sort_unstable_by(|x, y| y.cmp(x));
        for (_, counts) in closer {
            if *guesses == 0 || !self.pace.goes_on() {
                return false;
            }
            *guesses -= 1;
            if self.try_counts(&counts) {
                return true;
            }
        }
        false
    }
}

/// The most promising counts, the least of them on top.
type Best = BinaryHeap<Reverse<(i64, Vec<u8>)>>;

/// Counts and what they add up to, so that a neighbour costs only its difference.
struct Near<'a> {
    ground: &'a Ground,
    counts: &'a [u8],
    raw: Vec<i64>,
    toll: i64,
    price: i64,
}

impl<'a> Near<'a> {
    fn new(ground: &'a Ground, counts: &'a [u8]) -> Self {
        let mut near = Self { ground, counts, raw: vec![0; ground.goals.len()], toll: 0, price: 0 };
        for (a, &k) in counts.iter().enumerate() {
            near.change(a, 0, usize::from(k));
        }
        near
    }

    fn change(&mut self, a: usize, from: usize, to: usize) {
        let course = &self.ground.courses[a];
        for (raw, (before, after)) in self.raw.iter_mut().zip(course.gain[from].iter().zip(&course.gain[to]))
        {
            *raw += after - before;
        }
        self.toll += course.toll[to] - course.toll[from];
        self.price += course.price * (i64::from(small(to)) - i64::from(small(from)));
    }

    /// What the counts could be worth at most, by a glance.
    fn promise(&self) -> Option<i64> {
        let points: i64 = self.ground.goals.iter().zip(&self.raw).map(|(goal, &raw)| goal.benefit(raw)).sum();
        (self.price <= self.ground.budget).then_some(points - self.toll - self.ground.visit_cost)
    }

    /// Calls `each` with every neighbour in one course from `from` on, and with that course and its new count.
    fn visit(&self, from: usize, each: &mut dyn FnMut(&Near<'a>, usize, usize)) {
        for a in from..self.counts.len() {
            let now = usize::from(self.counts[a]);
            for k in bits(self.ground.courses[a].counts).filter(|&k| k != now) {
                let mut changed = Near { raw: self.raw.clone(), ..*self };
                changed.change(a, now, k);
                each(&changed, a, k);
            }
        }
    }

    /// The neighbours in one course that promise most and more than `objective`.
    fn one(&self, objective: i64, pace: &mut Pace<'_>) -> Best {
        let (mut best, mut seen) = (Best::new(), 0);
        self.visit(0, &mut |changed, a, k| {
            seen += 1;
            self.keep(&mut best, objective, changed, &[(a, k)]);
        });
        pace.spend(seen / NEIGHBOURS_PER_STEP);
        best
    }

    /// The neighbours in two courses that promise most and more than `objective`.
    fn two(&self, objective: i64, pace: &mut Pace<'_>) -> Best {
        let mut best = Best::new();
        self.visit(0, &mut |first, a, j| {
            let mut seen = 0;
            if pace.goes_on() {
                first.visit(a + 1, &mut |second, b, k| {
                    seen += 1;
                    self.keep(&mut best, objective, second, &[(a, j), (b, k)]);
                });
            }
            pace.spend(seen / NEIGHBOURS_PER_STEP);
        });
        best
    }

    /// Keeps a neighbour when it promises enough.
    fn keep(&self, best: &mut Best, objective: i64, near: &Near<'a>, changes: &[(usize, usize)]) {
        let Some(promise) = near.promise().filter(|&promise| promise > objective) else { return };
        if best.len() == GUESSES {
            if best.peek().is_some_and(|least| promise <= least.0.0) {
                return;
            }
            best.pop();
        }
        let mut counts = self.counts.to_vec();
        for &(a, k) in changes {
            counts[a] = small(k);
        }
        best.push(Reverse((promise, counts)));
    }
}
