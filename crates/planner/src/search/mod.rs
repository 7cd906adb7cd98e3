//! The exact search: counts outside, days inside, and at every moment a plan and a bound that no plan exceeds.
#![expect(
    clippy::indexing_slicing,
    reason = "INVARIANT: every table is made with one entry per course, goal, item, visit or count of the checked instance, and \
              every index is the place of such a thing; the search spends its time in these look-ups"
)]
mod beam;
mod frame;
mod ground;
mod guess;
mod heaviest;
mod pace;
mod packing;
mod placement;
mod queue;
mod relaxation;
mod simplex;
mod tree;

use crate::instance::Instance;

/// How far a search may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Most steps. The same steps give the same plan on every machine; a step is roughly a microsecond of work.
    pub steps: u64,
}

impl Limits {
    /// No limit: the search ends with the proof, or when the caller stops it.
    pub const NONE: Self = Self { steps: u64::MAX };
}

/// How far a search is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Steps so far.
    pub steps: u64,
    /// Objective of the best plan so far, in points.
    pub objective: i64,
    /// No plan is worth more points than this.
    pub bound: i64,
}

/// Whether the search goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// Go on.
    Going,
    /// Stop and answer with the best plan so far.
    Stop,
}

/// The best plan found and what is proven about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Points of the plan.
    pub objective: i64,
    /// No plan is worth more points than this.
    pub bound: i64,
    /// The plan is the best there is: `objective == bound`.
    pub proven: bool,
    /// Days of the sessions of every treatment of the instance, rising; empty where a treatment is not taken.
    pub days: Vec<Vec<usize>>,
    /// Steps that were used.
    pub steps: u64,
}

/// Solves a checked instance within the limits. `watch` is asked from time to time whether to go on.
///
/// The plan is always valid (the empty plan is), the bound always holds, and the same instance and number of steps always give the same
/// answer. An instance that did not pass [`Instance::check`] may make the search panic.
pub fn solve(instance: &Instance, limits: Limits, watch: &mut dyn FnMut(&Progress) -> Keep) -> Answer {
    tree::Tree::new(instance, limits, watch).solve()
}
