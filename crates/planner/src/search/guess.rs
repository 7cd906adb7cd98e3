//! Good plans early: round what the relaxation says, then walk to better neighbours.
use super::relaxation::{Relaxed, bits};
use super::tree::{Tree, largest_share, small};

/// Steps for the days of a guess.
const GUESS_STEPS: u64 = 1_000;
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

    /// From the best plan to neighbours that differ in one or two courses, as long as that helps.
    fn walk(&mut self) {
        let mut guesses = 0;
        loop {
            let mut counts = vec![0_u8; self.ground.courses.len()];
            for (course, days) in &self.best {
                counts[*course] = small(days.len());
            }
            let mut near = self.neighbours(&counts);
            near.sort();
            near.dedup();
            near.reverse();
            let mut better = false;
            for (promise, counts) in near {
                if promise <= self.objective || guesses >= GUESSES {
                    break;
                }
                guesses += 1;
                if self.try_counts(&counts) {
                    better = true;
                    break;
                }
            }
            if !better {
                return;
            }
        }
    }

    fn neighbours(&self, counts: &[u8]) -> Vec<(i64, Vec<u8>)> {
        let mut near = Vec::new();
        for a in 0..counts.len() {
            for j in bits(self.ground.courses[a].counts) {
                let mut one = counts.to_vec();
                one[a] = small(j);
                near.push((self.promise(&one), one.clone()));
                for b in a + 1..counts.len() {
                    let now = usize::from(counts[b]);
                    for k in bits(self.ground.courses[b].counts).filter(|&k| k != now) {
                        let mut two = one.clone();
                        two[b] = small(k);
                        let promise = self.promise(&two);
                        if promise > self.objective {
                            near.push((promise, two));
                        }
                    }
                }
            }
        }
        near.retain(|x| x.0 > self.objective);
        near
    }
}
