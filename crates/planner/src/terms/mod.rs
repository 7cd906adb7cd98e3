//! The objectives and constraints of a plan, one file each.
//!
//! A *limit* takes days away from a treatment, or says how its course may be; a *weight* writes numbers into the bare
//! problem. A new one is a file here and a line in one of the two lists; see `docs/guide/add-a-term.md`.
mod away;
mod comfort;
mod course;
mod event;
mod fading;
mod gate;
mod guideline;
pub(crate) mod money;
mod one_of_a_kind;
pub(crate) mod preparation;
mod quiet;
pub(crate) mod result;
pub(crate) mod spacing;
mod speed;
mod sun;
pub(crate) mod visits;
pub(crate) mod wishes;

pub(crate) use event::clear_days;
pub(crate) use one_of_a_kind::of_a_kind;

use crate::candidate::Candidate;
use crate::instance::Instance;
use crate::mix::Mix;
use crate::request::PlanError;
use crate::scene::Scene;
use vocab::goals::Concern;

/// Takes days from a candidate, or bounds its course.
type Limit = fn(&Scene<'_, '_>, &mut Candidate<'_>) -> Result<(), PlanError>;
/// Writes numbers into the bare problem.
type Weight = fn(&Problem<'_, '_, '_>, &mut Instance) -> Result<(), PlanError>;

/// In this order: of several that take the same day, the first one is told.
const LIMITS: &[Limit] = &[
    gate::limit,
    guideline::limit,
    wishes::limit,
    event::limit,
    away::limit,
    sun::limit,
    preparation::limit,
    course::limit,
    fading::limit,
];

const WEIGHTS: &[Weight] = &[
    course::weigh,
    result::weigh,
    wishes::weigh,
    spacing::weigh,
    one_of_a_kind::weigh,
    money::weigh,
    visits::weigh,
    quiet::weigh,
    comfort::weigh,
    speed::weigh,
];

/// What the weights read.
pub(crate) struct Problem<'s, 'g, 'k> {
    pub(crate) scene: &'s Scene<'g, 'k>,
    pub(crate) mix: Mix,
    /// The candidates of this problem; a treatment of the instance stands at the place of its candidate.
    pub(crate) candidates: Vec<Candidate<'k>>,
    /// What home care alone brings by the day that counts, in log-units.
    pub(crate) home: Vec<(Concern, f64)>,
    /// Points of a quiet day; rises until the limit of quiet days holds.
    pub(crate) quiet_day: i64,
    /// Least distances between the candidates, days.
    pub(crate) sep: Vec<Vec<usize>>,
}

/// Lets every limit speak.
pub(crate) fn limit(scene: &Scene<'_, '_>, candidate: &mut Candidate<'_>) -> Result<(), PlanError> {
    LIMITS.iter().try_for_each(|term| term(scene, candidate))
}

/// Lets only those speak that hold for a session that was agreed: gate, event, absences, sun, and its own distance.
pub(crate) fn days_left(scene: &Scene<'_, '_>, candidate: &mut Candidate<'_>) -> Result<(), PlanError> {
    let still: [Limit; 5] = [gate::limit, event::limit, away::limit, sun::limit, course::limit];
    still.iter().try_for_each(|term| term(scene, candidate))
}

/// The bare problem.
pub(crate) fn instance(problem: &Problem<'_, '_, '_>) -> Result<Instance, PlanError> {
    let bare = |c: &Candidate<'_>| crate::instance::Treatment {
        name: c.code().to_owned(),
        group: c.groups().map(vocab::Group::code).collect::<Vec<_>>().join(" "),
        min_sessions: 1,
        max_sessions: 1,
        min_gap: 0,
        max_gap: 0,
        downtime: 0,
        price: 0,
        discomfort: 0,
        minutes: 0,
        gain: std::collections::BTreeMap::new(),
        allowed_days: c.free(),
    };
    let mut instance = Instance {
        id: problem.mix.style.code().to_owned(),
        horizon: problem.scene.horizon(),
        treatments: problem.candidates.iter().map(bare).collect(),
        concerns: Vec::new(),
        sep: Vec::new(),
        same_day: Vec::new(),
        budget: 0,
        max_visits: 0,
        max_minutes_per_visit: 0,
        max_treatments_per_visit: 0,
        slopes: [0; 3],
        cost_per_price: 0,
        cost_per_discomfort: 0,
        cost_per_downtime_day: 0,
        cost_per_visit: 0,
        cost_per_day: 0,
    };
    for term in WEIGHTS {
        term(problem, &mut instance)?;
    }
    instance.check()?;
    Ok(instance)
}
