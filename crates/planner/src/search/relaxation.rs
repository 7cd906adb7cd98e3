//! The linear relaxation of a node: what is the most that these counts could still be worth?
//!
//! Variables: a convex mix of the counts of every course, the segments of every concern, and how often each set of courses
//! that may share a day makes up a visit. The days themselves are left out. The duals of the program are rounded to integers and
//! repaired, and the bound is recomputed from them in integers, so that no rounding of the simplex can make it wrong.
use super::ground::Ground;
use super::heaviest::heaviest_visit;
use super::pace::Pace;
use super::simplex::Simplex;
use crate::instance::MAX_GAIN;

/// Multipliers are integers in units of one `SCALE`-th of a point.
const SCALE: i64 = 1 << 10;
/// Profit that makes the simplex keep the counts a node has decided on. It does not enter the bound.
const KEPT: f64 = 1e5;
/// Most sets of courses that are given to the simplex.
const MAX_SETS: usize = 3000;

/// Prices for gain, money and visits, and what every count of every course is worth under them.
#[derive(Debug, Clone)]
pub(super) struct Multipliers {
    /// Points that do not depend on the counts, scaled.
    constant: i64,
    /// `worth[a][k]`: worth of `k` sessions of `a` under the prices, scaled.
    worth: Vec<Vec<i64>>,
}

/// What the relaxation says about a node.
#[derive(Debug, Clone)]
pub(super) struct Relaxed {
    pub(super) multipliers: Multipliers,
    /// `share[a][k]`: part of the mix that takes `k` sessions of `a`.
    pub(super) share: Vec<Vec<f64>>,
}

/// The bits of a domain, smallest first.
pub(super) fn bits(mut mask: u128) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        if mask == 0 {
            return None;
        }
        let bit = mask.trailing_zeros();
        mask &= mask - 1;
        usize::try_from(bit).ok()
    })
}

impl Multipliers {
    /// The worth of the best count in a domain, scaled.
    fn best(&self, a: usize, domain: u128) -> i64 {
        bits(domain).map(|k| self.worth[a][k]).max().unwrap_or(i64::MIN / 4)
    }

    /// Upper bound in points on every plan whose counts lie in the domains.
    pub(super) fn bound(&self, domains: &[u128]) -> i64 {
        let sum: i64 = domains.iter().enumerate().map(|(a, &domain)| self.best(a, domain)).sum();
        (self.constant + sum).div_euclid(SCALE)
    }

    /// Points by which the bound falls when course `a` takes `k` sessions; rounded down, so that a bound stays a bound.
    pub(super) fn loss(&self, a: usize, k: usize, domain: u128) -> i64 {
        (self.best(a, domain) - self.worth[a][k]).div_euclid(SCALE)
    }
}

/// Solves the relaxation for the given domains, at its own pace.
pub(super) fn relax(ground: &Ground, domains: &[u128], pace: &mut Pace<'_>) -> Relaxed {
    let active: Vec<usize> = (0..domains.len()).filter(|&a| domains[a] != 1).collect();
    let sets = visits(ground, &active);
    let mixes: Vec<(usize, usize, usize)> = active
        .iter()
        .enumerate()
        .flat_map(|(at, &a)| bits(domains[a]).filter(|&k| k > 0).map(move |k| (at, a, k)))
        .collect();
    let layout = Layout { goals: ground.goals.len(), active: active.len(), mixes: mixes.len() };
    let mut program = Simplex::new(layout.rows(), layout.columns(sets.len()));
    fill(&mut program, ground, domains, &layout, &mixes, &sets);
    program.solve(pace);
    let multipliers = integers(ground, domains, &layout, &program, &active);
    let mut share: Vec<Vec<f64>> = ground.courses.iter().map(|course| vec![0.0; course.toll.len()]).collect();
    for (&(_, a, k), value) in mixes.iter().zip(program.values()) {
        share[a][k] = value;
    }
    Relaxed { multipliers, share }
}

/// Where the rows and columns of the program lie.
struct Layout {
    goals: usize,
    active: usize,
    mixes: usize,
}

impl Layout {
    fn budget(&self) -> usize {
        self.goals
    }
    fn visits(&self) -> usize {
        self.goals + 1
    }
    fn once(&self, at: usize) -> usize {
        self.goals + 2 + at
    }
    fn cover(&self, at: usize) -> usize {
        self.goals + 2 + self.active + at
    }
    fn segment_limit(&self, goal: usize, segment: usize) -> usize {
        self.goals + 2 + 2 * self.active + 3 * goal + segment
    }
    fn rows(&self) -> usize {
        self.goals + 2 + 2 * self.active + 3 * self.goals
    }
    fn segment(&self, goal: usize, segment: usize) -> usize {
        self.mixes + 3 * goal + segment
    }
    fn set(&self, set: usize) -> usize {
        self.mixes + 3 * self.goals + set
    }
    fn columns(&self, sets: usize) -> usize {
        self.set(sets)
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "suggestions for the simplex; the bound is recomputed in integers"
)]
fn float(value: i64) -> f64 {
    value as f64
}

fn fill(
    program: &mut Simplex,
    ground: &Ground,
    domains: &[u128],
    layout: &Layout,
    mixes: &[(usize, usize, usize)],
    sets: &[u64],
) {
    for (column, &(at, a, k)) in mixes.iter().enumerate() {
        let course = &ground.courses[a];
        let sessions = i64::try_from(k).unwrap_or(0);
        let kept = if domains[a] & 1 == 0 { KEPT } else { 0.0 };
        program.profit(column, kept - float(course.toll[k]));
        for (c, &gain) in course.gain[k].iter().enumerate() {
            program.set(c, column, -float(gain));
        }
        program.set(layout.budget(), column, float(sessions * course.price));
        program.set(layout.once(at), column, 1.0);
        program.set(layout.cover(at), column, float(sessions));
        program.limit(layout.once(at), 1.0);
        program.limit(layout.cover(at), 0.0);
    }
    for (c, goal) in ground.goals.iter().enumerate() {
        program.limit(c, 0.0);
        for segment in 0..3 {
            let column = layout.segment(c, segment);
            program.profit(column, float(goal.slopes[segment]));
            program.set(c, column, 1.0);
            program.set(layout.segment_limit(c, segment), column, 1.0);
            let width = goal.corners[segment + 1].0 - goal.corners[segment].0;
            program.limit(layout.segment_limit(c, segment), float(width));
        }
    }
    for (place, &set) in sets.iter().enumerate() {
        let column = layout.set(place);
        program.profit(column, -float(ground.visit_cost));
        program.set(layout.visits(), column, 1.0);
        for at in bits(u128::from(set)) {
            program.set(layout.cover(at), column, -1.0);
        }
    }
    program.limit(layout.budget(), float(ground.budget));
    program.limit(layout.visits(), float(i64::try_from(ground.max_visits).unwrap_or(i64::MAX)));
}

/// The sets of active courses (bits are places in `active`) that may share a day and to which none can be added, as far as their
/// number allows. A smaller visit costs as much and holds less, so that the program never needs it.
fn visits(ground: &Ground, active: &[usize]) -> Vec<u64> {
    let mut sets = Vec::new();
    let mut stack: Vec<(u64, usize, i64)> = vec![(0, 0, 0)];
    while let Some((set, from, minutes)) = stack.pop() {
        let fits = |at: usize| {
            let clash = bits(u128::from(set)).any(|other| ground.clash[active[at]] >> active[other] & 1 == 1);
            !clash && minutes + ground.courses[active[at]].minutes <= ground.max_minutes
        };
        let full = set.count_ones() as usize == ground.max_together;
        let many = sets.len() + stack.len() > MAX_SETS;
        // A course clashes with itself, so that only others fit.
        if set != 0 && (full || many || !(0..active.len()).any(fits)) {
            sets.push(set);
        }
        if full || many {
            continue;
        }
        for at in (from..active.len()).filter(|&at| fits(at)) {
            stack.push((set | 1 << at, at + 1, minutes + ground.courses[active[at]].minutes));
        }
    }
    sets
}

/// Largest product of a multiplier and the quantity it prices; sums of a few hundred of them stay inside 64 bits.
const MOST: i64 = 1_000_000_000_000_000;

/// A dual as an integer multiplier for a quantity of at most `quantity`. Any integer gives a valid bound.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a cast from float to integer saturates, and the result is capped"
)]
fn rounded(dual: f64, quantity: i64) -> i64 {
    ((dual * 1024.0 + 0.5) as i64).clamp(0, MOST / quantity.max(1))
}

fn integers(
    ground: &Ground,
    domains: &[u128],
    layout: &Layout,
    program: &Simplex,
    active: &[usize],
) -> Multipliers {
    let gain: Vec<i64> = (0..layout.goals).map(|c| rounded(program.dual(c), MAX_GAIN)).collect();
    let money = rounded(program.dual(layout.budget()), ground.budget);
    let visit: Vec<i64> = (0..active.len()).map(|at| rounded(program.dual(layout.cover(at)), 4096)).collect();
    // No visit may weigh more than it costs: what is missing becomes the price of the limit on visits.
    let crowd = (heaviest_visit(ground, active, &visit) - SCALE * ground.visit_cost).max(0);
    let mut constant = money * ground.budget + crowd * i64::try_from(ground.max_visits).unwrap_or(0);
    for (goal, price) in ground.goals.iter().zip(&gain) {
        constant += goal.corners.iter().map(|(raw, points)| SCALE * points - price * raw).max().unwrap_or(0);
    }
    let mut worth: Vec<Vec<i64>> = ground.courses.iter().map(|course| vec![0; course.toll.len()]).collect();
    for (at, &a) in active.iter().enumerate() {
        let course = &ground.courses[a];
        for k in bits(domains[a]) {
            let sessions = i64::try_from(k).unwrap_or(0);
            let gained: i64 = course.gain[k].iter().zip(&gain).map(|(gain, price)| gain * price).sum();
            worth[a][k] = gained - SCALE * course.toll[k] - sessions * (money * course.price + visit[at]);
        }
    }
    Multipliers { constant, worth }
}
