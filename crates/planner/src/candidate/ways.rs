//! The ways of giving a course: settings, strengths and zones, and which of them the gate leaves the most days.
use super::{asks, performer};
use crate::house::Figure;
use crate::request::PlanError;
use crate::scene::{Scene, plannable};
use knowledge::treatment::Treatment;
use vocab::{Params, Performer, Verdict, Zone};

/// How each session of a course is given, and by whom.
pub(super) type Steps = Vec<(Params, Performer)>;

/// A way of giving a course, with its days.
pub(super) struct Way {
    /// Days that may be planned.
    pub(super) free: usize,
    /// Days that wait for nobody.
    pub(super) clear: usize,
    pub(super) steps: Steps,
    pub(super) verdicts: Vec<Verdict>,
    pub(super) capped: bool,
}

/// The way that leaves the most days, then the most that wait for nobody; of equals the one that is usual.
pub(super) fn chosen(
    scene: &Scene<'_, '_>,
    code: &str,
    zones: &[Zone],
    choices: Vec<Steps>,
) -> Result<Option<Way>, PlanError> {
    let strongest = |steps: &Steps| steps.iter().filter_map(|(p, _)| p.percent).fold(0.0, f64::max);
    let usual = choices.first().map_or(0.0, strongest);
    let mut best: Option<Way> = None;
    for steps in choices {
        let verdicts = verdicts(scene, code, zones, &steps)?;
        let free = verdicts.iter().filter(|v| plannable(**v)).count();
        let clear = verdicts.iter().filter(|v| **v <= Verdict::Caution).count();
        if best.as_ref().is_none_or(|way| (free, clear) > (way.free, way.clear)) {
            let capped = strongest(&steps) < usual;
            best = Some(Way { free, clear, steps, verdicts, capped });
        }
    }
    Ok(best)
}

/// Every way of giving a course: rising as usual, then held at each weaker strength of the same path.
pub(super) fn choices(
    scene: &Scene<'_, '_>,
    treatment: &Treatment,
    figure: &Figure,
    zones: &[Zone],
) -> Vec<Steps> {
    let usual: Vec<Steps> = ways(figure).iter().map(|w| steps(scene, treatment, figure, w, zones)).collect();
    let mut all = usual.clone();
    for path in &usual {
        let mut strengths: Vec<f64> = path.iter().filter_map(|(p, _)| p.percent).collect();
        strengths.sort_by(|a, b| b.total_cmp(a));
        strengths.dedup();
        for most in strengths.into_iter().skip(1) {
            let held = |(params, _): &(Params, Performer)| {
                let params = Params { percent: params.percent.map(|p| p.min(most)), ..params.clone() };
                let who = performer(treatment, &params);
                (params, who)
            };
            all.push(path.iter().map(held).collect());
        }
    }
    all
}

fn ways(figure: &Figure) -> Vec<Params> {
    if figure.ways.is_empty() { vec![Params::default()] } else { figure.ways.clone() }
}

fn steps(
    scene: &Scene<'_, '_>,
    treatment: &Treatment,
    figure: &Figure,
    way: &Params,
    zones: &[Zone],
) -> Vec<(Params, Performer)> {
    let depth = if figure.depth { depth(treatment, zones) } else { None };
    figure
        .percents(scene.skin)
        .into_iter()
        .map(|percent| {
            let params =
                Params { percent: percent.or(way.percent), depth_mm: depth.or(way.depth_mm), ..way.clone() };
            let who = performer(treatment, &params);
            (params, who)
        })
        .collect()
}

/// The deepest that every zone allows; `None` for the whole face, where each zone keeps its own ceiling.
fn depth(treatment: &Treatment, zones: &[Zone]) -> Option<f64> {
    let ceiling = |zone: &Zone| treatment.depth.iter().find(|d| d.zones.contains(zone)).map(|d| d.max_mm);
    zones.iter().filter_map(ceiling).min_by(f64::total_cmp)
}

/// The heaviest verdict of each day over all zones and steps.
fn verdicts(
    scene: &Scene<'_, '_>,
    code: &str,
    zones: &[Zone],
    steps: &[(Params, Performer)],
) -> Result<Vec<Verdict>, PlanError> {
    let mut all = vec![Verdict::Allow; scene.horizon()];
    let mut asked: Vec<&(Params, Performer)> = Vec::new();
    for step in steps {
        if asked.contains(&step) {
            continue;
        }
        asked.push(step);
        for ask in asks(code, zones, None, (&step.0, step.1)) {
            let runs = scene
                .gate
                .days(&scene.case, &ask, scene.today, scene.last)
                .map_err(|e| PlanError::Gate(e.code))?;
            for run in runs {
                let from = scene.place(run.from).unwrap_or(0);
                let to = scene.place(run.to).map_or(all.len(), |p| p + 1);
                for verdict in all.get_mut(from..to).into_iter().flatten() {
                    *verdict = (*verdict).max(run.verdict);
                }
            }
        }
    }
    Ok(all)
}
