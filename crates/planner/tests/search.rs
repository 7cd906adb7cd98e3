//! The search against an independent checker and against all plans of small instances.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on fails here")]
mod checker;

use checker::{check, run, sign};
use planner::instance::{Concern, Instance, Treatment};
use planner::search::{Keep, Limits, solve};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

fn recorded() -> Vec<Instance> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/instances");
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|end| end == "json"));
    files.sort();
    files.iter().map(|file| serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()).collect()
}

/// Best objective, bound and proof of the other solver for every recorded instance.
fn other_solver() -> BTreeMap<String, (i64, i64, bool)> {
    let text = include_str!("../data/instances/results_cpsat.csv");
    let mut results = BTreeMap::new();
    for line in text.lines().skip(1) {
        let field: Vec<&str> = line.split(',').collect();
        let row = (field[7].parse().unwrap(), field[8].parse().unwrap(), field[5] == "OPTIMAL");
        results.insert(field[0].to_owned(), row);
    }
    results
}

#[test]
fn the_checker_signs_every_recorded_instance_at_any_limit() {
    let others = other_solver();
    let all = recorded();
    assert_eq!(all.len(), others.len());
    for instance in &all {
        let (objective, bound, proven) = others[&instance.id];
        for steps in [0, 1, 300, 3_000] {
            let answer = run(instance, steps);
            sign(instance, &answer);
            assert!(answer.bound >= objective, "{}: the bound is below a known plan", instance.id);
            assert!(answer.objective <= bound, "{}: worth more than the other solver's bound", instance.id);
            assert!(!(proven && answer.proven) || answer.objective == objective, "{}", instance.id);
        }
    }
}

#[test]
fn the_same_steps_give_the_same_answer() {
    for instance in recorded().iter().take(6) {
        for steps in [500, 4_000] {
            assert_eq!(run(instance, steps), run(instance, steps), "{}", instance.id);
        }
    }
}

#[test]
fn the_caller_can_stop_at_once() {
    let instance = &recorded()[0];
    let answer = solve(instance, Limits::NONE, &mut |_| Keep::Stop);
    sign(instance, &answer);
    assert_eq!(answer.objective, 0);
    assert!(answer.bound >= 5480);
}

#[test]
fn the_edges_of_an_instance_give_the_empty_plan() {
    let whole = recorded().remove(1);
    let none = Instance { treatments: Vec::new(), sep: Vec::new(), ..whole.clone() };
    let poor = Instance { budget: 0, ..whole.clone() };
    let nowhere = Instance { max_visits: 0, ..whole.clone() };
    let short = Instance { max_minutes_per_visit: 0, ..whole.clone() };
    let crowded = Instance { max_treatments_per_visit: 0, ..whole.clone() };
    let careless = Instance { concerns: Vec::new(), ..whole.clone() };
    let mut closed = whole.clone();
    for treatment in &mut closed.treatments {
        treatment.allowed_days.clear();
    }
    let mut over = closed.clone();
    over.horizon = 0;
    for (name, instance) in [
        ("no treatments", none),
        ("no money", poor),
        ("no visits", nowhere),
        ("no minutes", short),
        ("no sessions on a visit", crowded),
        ("no concerns", careless),
        ("no allowed day", closed),
        ("no horizon", over),
    ] {
        let answer = run(&instance, u64::MAX);
        sign(&instance, &answer);
        assert!(answer.proven, "{name}");
        assert_eq!(answer.objective, 0, "{name}");
        assert!(answer.days.iter().all(Vec::is_empty), "{name}");
    }
}

/// All valid day lists of one treatment, the empty one included.
fn courses(treatment: &Treatment, from: usize, own: &mut Vec<usize>, all: &mut Vec<Vec<usize>>) {
    if own.is_empty() || (treatment.min_sessions..=treatment.max_sessions).contains(&own.len()) {
        all.push(own.clone());
    }
    if own.len() == treatment.max_sessions {
        return;
    }
    for (place, &day) in treatment.allowed_days.iter().enumerate().skip(from) {
        let fits =
            own.last().is_none_or(|last| (treatment.min_gap..=treatment.max_gap).contains(&(day - last)));
        if fits {
            own.push(day);
            courses(treatment, place + 1, own, all);
            own.pop();
        }
    }
}

/// The best objective of all plans there are.
fn best_of_all(instance: &Instance) -> i64 {
    let choices: Vec<Vec<Vec<usize>>> = instance
        .treatments
        .iter()
        .map(|treatment| {
            let mut all = Vec::new();
            courses(treatment, 0, &mut Vec::new(), &mut all);
            all
        })
        .collect();
    let mut best = 0;
    let mut plan = vec![Vec::new(); choices.len()];
    try_all(instance, &choices, 0, &mut plan, &mut best);
    best
}

fn try_all(
    instance: &Instance,
    choices: &[Vec<Vec<usize>>],
    a: usize,
    plan: &mut [Vec<usize>],
    best: &mut i64,
) {
    if a == choices.len() {
        let (wrong, points) = check(instance, plan);
        if wrong.is_empty() {
            *best = (*best).max(points);
        }
        return;
    }
    for own in &choices[a] {
        let apart = (0..a).all(|b| {
            own.iter().all(|&d| {
                plan[b].iter().all(|&e| {
                    let shared = |x, y| d == e && instance.same_day.contains(&[x, y]);
                    (e < d || e - d >= instance.sep[a][b] || shared(b, a))
                        && (d < e || d - e >= instance.sep[b][a] || shared(a, b))
                })
            })
        });
        if apart {
            plan[a].clone_from(own);
            try_all(instance, choices, a + 1, plan, best);
        }
    }
    plan[a].clear();
}

/// Rising gains from increments.
fn table(mut steps: Vec<i64>, sessions: usize) -> Vec<i64> {
    steps.truncate(sessions);
    steps.sort_unstable_by(|x, y| y.cmp(x));
    std::iter::once(0)
        .chain(steps.into_iter().scan(0, |sum, step| {
            *sum += step;
            Some(*sum)
        }))
        .collect()
}

fn any_treatment(horizon: usize, sessions: usize) -> impl Strategy<Value = Treatment> {
    let course = (1..=sessions, 0..=sessions, 0_usize..4, 0_usize..6);
    let tolls = (0_i64..3, 0_i64..9, 0_i64..4, 1_i64..7);
    let gains = prop::collection::vec(prop::collection::vec(0_i64..9, sessions..=sessions), 2);
    let days = prop::collection::btree_set(0..horizon, 0..=horizon);
    (course, tolls, gains, days).prop_map(|((max_sessions, less, min_gap, more), tolls, gains, days)| {
        Treatment {
            name: String::new(),
            group: String::new(),
            min_sessions: max_sessions.saturating_sub(less).max(1),
            max_sessions,
            min_gap,
            max_gap: min_gap + more,
            downtime: tolls.0,
            price: tolls.1,
            discomfort: tolls.2,
            minutes: tolls.3,
            gain: gains
                .into_iter()
                .enumerate()
                .map(|(c, steps)| (format!("c{c}"), table(steps, max_sessions)))
                .collect(),
            allowed_days: days.into_iter().collect(),
        }
    })
}

fn any_instance(treatments: usize, horizon: usize, sessions: usize) -> impl Strategy<Value = Instance> {
    let concern = (1_i64..4, prop::collection::vec(1_i64..8, 3)).prop_map(|(weight, widths)| {
        let breaks = [widths[0], widths[0] + widths[1], widths[0] + widths[1] + widths[2]];
        Concern { name: String::new(), weight, breaks }
    });
    let sep =
        prop::collection::vec(prop_oneof![3 => Just(0_usize), 2 => 1_usize..5], treatments * treatments);
    let order = prop::collection::vec(any::<bool>(), treatments * treatments);
    let limits = (0_i64..40, 0_usize..6, 3_i64..14, 1_usize..4);
    let costs = (0_i64..2, 0_i64..3, 0_i64..3, 0_i64..9, 0_i64..3);
    (
        prop::collection::vec(any_treatment(horizon, sessions), treatments),
        prop::collection::vec(concern, 2),
        (sep, order),
        limits,
        costs,
    )
        .prop_map(move |(mut courses, mut concerns, (sep, order), limits, costs)| {
            for (place, treatment) in courses.iter_mut().enumerate() {
                treatment.name = format!("t{place}");
            }
            for (place, concern) in concerns.iter_mut().enumerate() {
                concern.name = format!("c{place}");
            }
            let mut sep: Vec<Vec<usize>> = sep.chunks(treatments).map(<[usize]>::to_vec).collect();
            for (place, row) in sep.iter_mut().enumerate() {
                row[place] = 0;
            }
            let pairs = (0..treatments).flat_map(|a| (0..treatments).map(move |b| [a, b]));
            let same_day =
                pairs.filter(|[a, b]| a != b && sep[*a][*b] == 0 && order[a * treatments + b]).collect();
            Instance {
                same_day,
                id: "small".to_owned(),
                horizon,
                treatments: courses,
                concerns,
                sep,
                budget: limits.0,
                max_visits: limits.1,
                max_minutes_per_visit: limits.2,
                max_treatments_per_visit: limits.3,
                slopes: [5, 3, 1],
                cost_per_price: costs.0,
                cost_per_discomfort: costs.1,
                cost_per_downtime_day: costs.2,
                cost_per_visit: costs.3,
                cost_per_day: costs.4,
            }
        })
}

fn the_best_there_is(instance: &Instance) {
    let answer = run(instance, u64::MAX);
    sign(instance, &answer);
    assert!(answer.proven);
    assert_eq!(answer.objective, best_of_all(instance));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn three_treatments_are_planned_as_well_as_by_trying_everything(instance in any_instance(3, 7, 3)) {
        the_best_there_is(&instance);
    }

    #[test]
    fn two_long_courses_are_planned_as_well_as_by_trying_everything(instance in any_instance(2, 12, 5)) {
        the_best_there_is(&instance);
    }

    #[test]
    fn four_short_courses_are_planned_as_well_as_by_trying_everything(instance in any_instance(4, 5, 2)) {
        the_best_there_is(&instance);
    }

    #[test]
    fn every_limit_gives_a_valid_plan_and_bound(instance in any_instance(4, 9, 3), steps in 0_u64..400) {
        let answer = run(&instance, steps);
        sign(&instance, &answer);
        let whole = run(&instance, u64::MAX);
        prop_assert!(
            answer.objective <= whole.objective && whole.objective <= answer.bound,
            "{steps} steps: {answer:?}, whole {whole:?}"
        );
    }
}

#[test]
fn flaws_are_named_with_their_path() {
    let whole = recorded().remove(0);
    let broken = |change: &dyn Fn(&mut Instance)| {
        let mut instance = whole.clone();
        change(&mut instance);
        instance.check().unwrap_err().to_string()
    };
    let rows: [(&str, String); 11] = [
        ("sep: has 11 rows", broken(&|i| i.sep.truncate(11))),
        ("sep[2]: has 13 columns", broken(&|i| i.sep[2].push(0))),
        ("sep[1][1]: `3` is not", broken(&|i| i.sep[1][1] = 3)),
        ("same_day[0]: `[1, 1]` does not name", broken(&|i| i.same_day.push([1, 1]))),
        ("same_day[0]: `[1, 12]` does not name", broken(&|i| i.same_day.push([1, 12]))),
        (
            "same_day[0]: sep[0][1] is above 0",
            broken(&|i| {
                i.sep[0][1] = 7;
                i.same_day.push([0, 1]);
            }),
        ),
        (
            "treatments[3].gain.redness: has 8 entries",
            broken(&|i| {
                i.treatments[3].gain.get_mut("redness").unwrap().truncate(8);
            }),
        ),
        (
            "treatments[0].allowed_days[0]: day `180` is",
            broken(&|i| i.treatments[0].allowed_days = vec![180]),
        ),
        ("treatments[0].allowed_days[1]: day `4` is", broken(&|i| i.treatments[0].allowed_days = vec![4, 4])),
        (
            "treatments[1].name: `mandelic_peel` is named twice",
            broken(&|i| {
                i.treatments[1].name = "mandelic_peel".to_owned();
            }),
        ),
        ("concerns[0].breaks[1]: `31` is not", broken(&|i| i.concerns[0].breaks = [31, 31, 40])),
    ];
    let mut seen = BTreeSet::new();
    for (start, message) in rows {
        assert!(message.starts_with(start), "{message}");
        assert!(seen.insert(message));
    }
}
