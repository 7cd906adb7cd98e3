//! Good plans early: round what the relaxation says, then walk to better neighbours.
use super::ground::Ground;
use super::relaxation::{Relaxed, bits};
use super::tree::{Tree, largest_share, small};

/// Steps for the days of a guess.
const GUESS_STEPS: u64 = 3_000;
/// Guesses in one walk from a plan to its neighbours.
const GUESSES: usize = 300;

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
            let one = Near::new(&self.ground, &counts).one(self.objective);
            if self.try_nearest(one, &mut guesses) {
                continue;
            }
            let two = Near::new(&self.ground, &counts).two(self.objective);
            if !self.try_nearest(two, &mut guesses) {
                return;
            }
        }
    }

    /// Tries counts, the most promising first, until one is better.
    fn try_nearest(&mut self, mut near: Vec<(i64, Vec<u8>)>, guesses: &mut usize) -> bool {
        near.sort_unstable_by(|x, y| y.cmp(x));
        for (_, counts) in near {
            if *guesses == 0 || !self.pace.goes_on() {
                return false;
            }
            if self.guessed.contains(&counts) {
                continue;
            }
            *guesses -= 1;
            if self.try_counts(&counts) {
                return true;
            }
        }
        false
    }
}

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

    fn visit(&self, each: &mut dyn FnMut(&Near<'a>, usize, usize)) {
        for a in 0..self.counts.len() {
            let now = usize::from(self.counts[a]);
            for k in bits(self.ground.courses[a].counts).filter(|&k| k != now) {
                let mut changed = Near { raw: self.raw.clone(), ..*self };
                changed.change(a, now, k);
                each(&changed, a, k);
            }
        }
    }

    /// All neighbours in one course that promise more than `objective`.
    fn one(&self, objective: i64) -> Vec<(i64, Vec<u8>)> {
        let mut found = Vec::new();
        self.visit(&mut |changed, a, k| {
            if let Some(promise) = changed.promise().filter(|&promise| promise > objective) {
                let mut counts = self.counts.to_vec();
                counts[a] = small(k);
                found.push((promise, counts));
            }
        });
        found
    }

    /// All neighbours in two courses that promise more than `objective`.
    fn two(&self, objective: i64) -> Vec<(i64, Vec<u8>)> {
        let mut found = Vec::new();
        self.visit(&mut |first, a, j| {
            first.visit(&mut |second, b, k| {
                if b > a && second.promise().is_some_and(|promise| promise > objective) {
                    let mut counts = self.counts.to_vec();
                    counts[a] = small(j);
                    counts[b] = small(k);
                    found.push((second.promise().unwrap_or(0), counts));
                }
            });
        });
        found
    }
}
