//! An independent checker of plans: recomputes every rule and every point from the instance.
use planner::instance::Instance;
use planner::search::{Answer, Keep, Limits, solve};
use std::collections::BTreeMap;

/// What is wrong with a plan, and what it is worth: shares nothing with the search.
pub(crate) fn check(instance: &Instance, days: &[Vec<usize>]) -> (Vec<String>, i64) {
    let mut wrong = Vec::new();
    let mut visits: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let (mut price, mut points) = (0, 0);
    for (a, (treatment, own)) in instance.treatments.iter().zip(days).enumerate() {
        let sessions = i64::try_from(own.len()).unwrap();
        if !own.is_empty() && !(treatment.min_sessions..=treatment.max_sessions).contains(&own.len()) {
            wrong.push(format!("count of {a}"));
        }
        if own.iter().any(|day| !treatment.allowed_days.contains(day)) {
            wrong.push(format!("day of {a}"));
        }
        for pair in own.windows(2) {
            if pair[1] <= pair[0] || !(treatment.min_gap..=treatment.max_gap).contains(&(pair[1] - pair[0])) {
                wrong.push(format!("gap of {a}"));
            }
        }
        for (b, other) in days.iter().enumerate() {
            for (&d, &e) in own.iter().flat_map(|d| other.iter().map(move |e| (d, e))) {
                // On one day the order counts: where b may come before a, a rule from a to b does not bind there.
                let before = e == d && instance.same_day.contains(&[b, a]);
                if a != b && e >= d && e - d < instance.sep[a][b] && !before {
                    wrong.push(format!("{a} on {d} and {b} on {e}"));
                }
            }
        }
        for &day in own {
            visits.entry(day).or_default().push(a);
            points -= instance.cost_per_day * i64::try_from(day).unwrap();
        }
        price += sessions * treatment.price;
        points -= sessions
            * (instance.cost_per_price * treatment.price
                + instance.cost_per_discomfort * treatment.discomfort
                + instance.cost_per_downtime_day * treatment.downtime);
    }
    if visits.len() > instance.max_visits {
        wrong.push("visits".to_owned());
    }
    for together in visits.values() {
        let minutes: i64 = together.iter().map(|&a| instance.treatments[a].minutes).sum();
        if together.len() > instance.max_treatments_per_visit || minutes > instance.max_minutes_per_visit {
            wrong.push("visit size".to_owned());
        }
    }
    if price > instance.budget {
        wrong.push("budget".to_owned());
    }
    points -= instance.cost_per_visit * i64::try_from(visits.len()).unwrap();
    for concern in &instance.concerns {
        let raw: i64 = instance
            .treatments
            .iter()
            .zip(days)
            .map(|(treatment, own)| treatment.gain.get(&concern.name).map_or(0, |table| table[own.len()]))
            .sum();
        let [b1, b2, b3] = concern.breaks;
        let [s1, s2, s3] = instance.slopes;
        let second = (raw.min(b2) - b1).max(0);
        let third = (raw.min(b3) - b2).max(0);
        points += concern.weight * (s1 * raw.min(b1) + s2 * second + s3 * third);
    }
    (wrong, points)
}

/// The checker signs the plan, its worth and its bound.
pub(crate) fn sign(instance: &Instance, answer: &Answer) {
    let (wrong, points) = check(instance, &answer.days);
    assert_eq!(wrong, Vec::<String>::new(), "{}", instance.id);
    assert_eq!(answer.objective, points, "{}", instance.id);
    assert!(answer.bound >= answer.objective, "{}", instance.id);
    assert_eq!(answer.proven, answer.bound == answer.objective, "{}", instance.id);
}

pub(crate) fn run(instance: &Instance, steps: u64) -> Answer {
    instance.check().unwrap();
    solve(instance, Limits { steps }, &mut |_| Keep::Going)
}
