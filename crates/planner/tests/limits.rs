//! The largest instances that are accepted, and one more than each limit.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on fails here")]
mod checker;

use checker::{run, sign};
use planner::instance::{
    Concern, Instance, MAX_BUDGET, MAX_CONCERNS, MAX_GAIN, MAX_HORIZON, MAX_POINTS, MAX_PRICE, MAX_SESSIONS,
    MAX_TREATMENTS, MAX_VISITS, Treatment,
};
use std::collections::BTreeMap;

/// As large as an instance may be: every treatment fits with every other on every day, or keeps apart from some.
fn largest(apart: usize, together: usize) -> Instance {
    let concerns: Vec<Concern> = (0..MAX_CONCERNS)
        .map(|c| Concern { name: format!("c{c}"), weight: 9, breaks: [30_000, 60_000, 90_000] })
        .collect();
    let treatment = |a: usize| {
        let step = 900 + 10 * i64::try_from(a).unwrap();
        let table: Vec<i64> = (0..=MAX_SESSIONS).map(|k| step * i64::try_from(k).unwrap()).collect();
        Treatment {
            name: format!("t{a}"),
            group: String::new(),
            min_sessions: 1,
            max_sessions: MAX_SESSIONS,
            min_gap: 1,
            max_gap: MAX_HORIZON,
            downtime: 1,
            price: 1,
            discomfort: 1,
            minutes: 1,
            gain: BTreeMap::from([(format!("c{}", a % MAX_CONCERNS), table)]),
            allowed_days: (0..MAX_HORIZON).collect(),
        }
    };
    Instance {
        id: "largest".to_owned(),
        horizon: MAX_HORIZON,
        treatments: (0..MAX_TREATMENTS).map(treatment).collect(),
        concerns,
        same_day: Vec::new(),
        sep: (0..MAX_TREATMENTS)
            .map(|a| (0..MAX_TREATMENTS).map(|b| if a == b || (a + b) % 3 > 0 { 0 } else { apart }).collect())
            .collect(),
        budget: MAX_BUDGET,
        max_visits: MAX_VISITS,
        max_minutes_per_visit: 1_000,
        max_treatments_per_visit: together,
        slopes: [10, 5, 2],
        cost_per_price: 1,
        cost_per_discomfort: 1,
        cost_per_downtime_day: 1,
        cost_per_visit: 10,
        cost_per_day: 1,
    }
}

#[test]
fn the_largest_instances_keep_to_their_steps() {
    for (apart, together) in [(0, MAX_TREATMENTS), (30, 3)] {
        let instance = largest(apart, together);
        let answer = run(&instance, 20_000);
        sign(&instance, &answer);
        assert!(answer.objective > 0);
        // Between two looks at the limit lies at most one list of visits, as long as a placement may have steps.
        assert!(answer.steps < 20_000 + 25_000, "{}", answer.steps);
    }
}

#[test]
fn one_more_than_a_limit_is_a_flaw_with_its_name() {
    let largest = largest(30, 3);
    assert_eq!(largest.check(), Ok(()));
    let beyond = |change: &dyn Fn(&mut Instance)| {
        let mut instance = largest.clone();
        change(&mut instance);
        instance.check().unwrap_err().to_string()
    };
    for (start, message) in [
        ("horizon: `731` is", beyond(&|i| i.horizon += 1)),
        ("treatments: the length `65` is", beyond(&|i| i.treatments.push(i.treatments[0].clone()))),
        ("concerns: the length `33` is", beyond(&|i| i.concerns.push(i.concerns[0].clone()))),
        ("max_visits: `731` is", beyond(&|i| i.max_visits += 1)),
        ("budget: `1000000001` is", beyond(&|i| i.budget += 1)),
        ("cost_per_day: `10001` is", beyond(&|i| i.cost_per_day = MAX_POINTS + 1)),
        ("slopes[0]: `10001` is", beyond(&|i| i.slopes[0] = MAX_POINTS + 1)),
        ("slopes[1]: `11` is", beyond(&|i| i.slopes[1] = i.slopes[0] + 1)),
        ("treatments[7].max_sessions: `65` is", beyond(&|i| i.treatments[7].max_sessions += 1)),
        ("treatments[7].min_sessions: `65` is", beyond(&|i| i.treatments[7].min_sessions = 65)),
        ("treatments[7].max_gap: `731` is", beyond(&|i| i.treatments[7].max_gap += 1)),
        (
            "treatments[7].max_gap: `1` is",
            beyond(&|i| {
                (i.treatments[7].min_gap, i.treatments[7].max_gap) = (2, 1);
            }),
        ),
        ("treatments[7].price: `10000001` is", beyond(&|i| i.treatments[7].price = MAX_PRICE + 1)),
        ("concerns[3].breaks[2]: `100001` is", beyond(&|i| i.concerns[3].breaks[2] = MAX_GAIN + 1)),
        (
            "treatments[7].gain.c7[64]: `100001` is",
            beyond(&|i| {
                i.treatments[7].gain.get_mut("c7").unwrap()[64] = MAX_GAIN + 1;
            }),
        ),
    ] {
        assert!(message.starts_with(start), "{message}");
    }
}
