//! The steps of a search, and the caller's word on whether it goes on.
use super::{Keep, Limits, Progress};

/// Steps between two questions to the caller.
const EVERY: u64 = 2_000;

/// Counts the steps of one search and knows when it has to end.
pub(super) struct Pace<'a> {
    limits: Limits,
    watch: &'a mut dyn FnMut(&Progress) -> Keep,
    progress: Progress,
    asked: Option<u64>,
    stopped: bool,
}

impl<'a> Pace<'a> {
    pub(super) fn new(limits: Limits, watch: &'a mut dyn FnMut(&Progress) -> Keep) -> Self {
        let progress = Progress { steps: 0, objective: 0, bound: i64::MAX };
        Self { limits, watch, progress, asked: None, stopped: false }
    }

    /// Notes what is known; asks the caller soon when it is new.
    pub(super) fn note(&mut self, objective: i64, bound: i64) {
        if (objective, bound) != (self.progress.objective, self.progress.bound) {
            self.progress = Progress { objective, bound, ..self.progress };
            self.asked = None;
        }
    }

    /// Spends steps. False when the search has to end.
    pub(super) fn spend(&mut self, steps: u64) -> bool {
        self.progress.steps += steps;
        if self.asked.is_none_or(|asked| self.progress.steps - asked >= EVERY) {
            self.asked = Some(self.progress.steps);
            self.stopped |= (self.watch)(&self.progress) == Keep::Stop;
        }
        self.goes_on()
    }

    pub(super) fn goes_on(&self) -> bool {
        !self.stopped && self.progress.steps < self.limits.steps
    }

    pub(super) fn steps(&self) -> u64 {
        self.progress.steps
    }
}
