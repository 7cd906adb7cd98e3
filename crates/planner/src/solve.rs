//! From candidates to days: one bare problem is solved, put to the gate as a whole, and cut where the gate objects.
use crate::candidate::{Candidate, ask_gate};
use crate::home;
use crate::instance::{Instance, MAX_POINTS};
use crate::mix::Mix;
use crate::request::PlanError;
use crate::scene::{Scene, plannable};
use crate::search::{Answer, Keep, Limits, Progress, solve};
use crate::sessions::order;
use crate::terms::{self, Problem, of_a_kind};
use crate::why::Blocked;
use vocab::case::Fact;

/// Most times that a problem is cut and solved again.
const ROUNDS_MAX: usize = 8;

/// A solved problem.
pub(crate) struct Solved<'k> {
    pub(crate) instance: Instance,
    pub(crate) answer: Answer,
    pub(crate) candidates: Vec<Candidate<'k>>,
    pub(crate) sep: Vec<Vec<usize>>,
}

impl Solved<'_> {
    /// The sessions as places of candidates with their days of the plan, by day.
    pub(crate) fn sessions(&self) -> Vec<(usize, usize)> {
        let mut all: Vec<(usize, usize)> = (0..)
            .zip(&self.answer.days)
            .flat_map(|(place, days)| days.iter().map(move |day| (*day, place)))
            .collect();
        all.sort_unstable();
        all
    }
}

/// Candidates that a style leaves in, as places.
fn of_style(candidates: &[Candidate<'_>], mix: Mix) -> Vec<usize> {
    let fits = |c: &Candidate<'_>| {
        c.preferred || (c.quiet.0 <= mix.quiet_most && c.discomfort <= mix.discomfort_most)
    };
    let serves = |c: &Candidate<'_>| !c.serves.is_empty() && c.blocked.iter().any(Option::is_none);
    // Where one of a kind is wished for, the others of its kind are not put beside it.
    let wished: Vec<&Candidate<'_>> = candidates.iter().filter(|c| c.preferred && serves(c)).collect();
    let second = |c: &Candidate<'_>| !c.preferred && wished.iter().any(|w| of_a_kind(w, c));
    let chosen = |c: &Candidate<'_>| fits(c) && serves(c) && !second(c);
    (0..).zip(candidates).filter(|(_, c)| chosen(c)).map(|(place, _)| place).collect()
}

/// Solves the problem of one style. It ends: every round takes a day or a treatment away, or raises a bounded figure.
pub(crate) fn solved<'k>(
    scene: &Scene<'_, 'k>,
    mix: Mix,
    candidates: &[Candidate<'k>],
    sep: &[Vec<usize>],
    home: &[home::Chosen<'k>],
    steps: u64,
    watch: &mut dyn FnMut(&Progress) -> Keep,
) -> Result<Solved<'k>, PlanError> {
    let places = of_style(candidates, mix);
    let row = |a: &usize| -> Vec<usize> {
        let row = sep.get(*a);
        places.iter().map(|b| row.and_then(|r| r.get(*b)).copied().unwrap_or(0)).collect()
    };
    let mut problem = Problem {
        scene,
        mix,
        candidates: places.iter().filter_map(|p| candidates.get(*p)).cloned().collect(),
        home: home::units(home, scene.today, scene.due, scene.last),
        quiet_day: mix.quiet_day,
        sep: places.iter().map(row).collect(),
    };
    let mut round = 0;
    loop {
        let instance = terms::instance(&problem)?;
        let answer = solve(&instance, Limits { steps }, watch);
        let solved =
            Solved { instance, answer, candidates: problem.candidates.clone(), sep: problem.sep.clone() };
        let Some(fault) = fault(scene, &solved)? else { return Ok(solved) };
        mend(&mut problem, &fault, round);
        round += 1;
    }
}

/// What is wrong with a solution beyond the bare problem.
enum Fault {
    /// More quiet days than wished.
    Quiet,
    /// With the rest of the plan the gate stops this candidate on this day.
    Day(usize, usize),
}

fn fault(scene: &Scene<'_, '_>, solved: &Solved<'_>) -> Result<Option<Fault>, PlanError> {
    let sessions = solved.sessions();
    if let Some(most) = scene.request.goals.max_quiet_days {
        let quiet =
            |(_, place): &(usize, usize)| solved.candidates.get(*place).map_or(0, |c| u32::from(c.quiet.0));
        if sessions.iter().map(quiet).sum::<u32>() > u32::from(most) {
            return Ok(Some(Fault::Quiet));
        }
    }
    for (day, place) in &sessions {
        let nth = sessions.iter().filter(|(d, p)| p == place && d < day).count();
        let Some(candidate) = solved.candidates.get(*place) else { continue };
        let mut case = scene.case.clone();
        case.facts.extend(others(scene, solved, &sessions, (*day, *place)));
        let answers =
            ask_gate(scene, &case, candidate.code(), &candidate.zones, scene.day(*day), candidate.step(nth))?;
        if answers.iter().any(|a| !plannable(a.verdict)) {
            return Ok(Some(Fault::Day(*place, *day)));
        }
    }
    Ok(None)
}

/// Every other session of the plan as facts, but for what is done later on the same day.
pub(crate) fn others(
    scene: &Scene<'_, '_>,
    solved: &Solved<'_>,
    sessions: &[(usize, usize)],
    but: (usize, usize),
) -> Vec<Fact> {
    let fact = |(day, place): &(usize, usize)| -> Vec<Fact> {
        let Some(c) = solved.candidates.get(*place) else { return Vec::new() };
        c.facts(scene.day(*day))
    };
    let rank = |place: usize| solved.candidates.get(place).map(|c| (order(scene.k, c.code()), c.code()));
    let later = |(day, place): &(usize, usize)| *day == but.0 && rank(*place) > rank(but.1);
    sessions.iter().filter(|s| **s != but && !later(s)).flat_map(fact).collect()
}

/// Makes the problem stricter; after the last round nothing that offends is left in it.
fn mend(problem: &mut Problem<'_, '_, '_>, fault: &Fault, round: usize) {
    match *fault {
        Fault::Quiet if round < ROUNDS_MAX && problem.quiet_day < MAX_POINTS => {
            problem.quiet_day = (problem.quiet_day.max(100) * 3).min(MAX_POINTS);
        }
        Fault::Quiet => {
            // No figure is high enough: the treatment with most quiet days goes.
            let most = problem.candidates.iter().map(|c| c.quiet.0).max().unwrap_or(0);
            drop_candidates(problem, |c| c.quiet.0 < most);
        }
        Fault::Day(place, day) => {
            if round >= ROUNDS_MAX {
                let code = problem.candidates.get(place).map(Candidate::code);
                drop_candidates(problem, |c| Some(c.code()) != code);
            } else if let Some(candidate) = problem.candidates.get_mut(place) {
                candidate.block(day..day + 1, Blocked::Together);
            }
        }
    }
}

fn drop_candidates(problem: &mut Problem<'_, '_, '_>, keep: impl Fn(&Candidate<'_>) -> bool) {
    let keep: Vec<bool> = problem.candidates.iter().map(keep).collect();
    let kept = |place: usize| keep.get(place).copied().unwrap_or(false);
    let filter = |row: &Vec<usize>| -> Vec<usize> {
        (0..).zip(row).filter(|(place, _)| kept(*place)).map(|(_, days)| *days).collect()
    };
    problem.sep =
        (0..).zip(&problem.sep).filter(|(place, _)| kept(*place)).map(|(_, row)| filter(row)).collect();
    let mut place = 0;
    problem.candidates.retain(|_| {
        place += 1;
        kept(place - 1)
    });
}
