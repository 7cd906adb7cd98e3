//! The auditor signs plans that keep every limit, and finds each kind of fault by its own code.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test stops where its plan cannot be made"
)]
mod good;
mod seeds;

use good::{care, day, gate, plan, request, settle};
use planner::audit::{Fault, audit, audit_report};
use planner::plan::{Plan, Ramp, Style, When};
use planner::report::Report;
use planner::request::{Price, Request};
use seeds::SEEDS;
use vocab::Params;
use vocab::goals::{ExistingPlan, PlannedSession};

/// Six peels, a facial between: everything keeps its distance.
const GOOD: [(&str, i32); 7] = [
    ("peel_glycolic", 14),
    ("peel_glycolic", 28),
    ("peel_glycolic", 42),
    ("peel_glycolic", 63),
    ("peel_glycolic", 84),
    ("peel_glycolic", 105),
    ("facial_hydrating", 126),
];

fn good() -> (Request, Plan) {
    let request = request();
    let plan = plan(&request, &GOOD);
    (request, plan)
}

#[test]
fn a_plan_that_keeps_every_limit_is_signed() {
    let (request, plan) = good();
    assert_eq!(audit(&gate(), &request, &plan), vec![]);
}

#[test]
fn every_seeded_fault_is_found_by_its_own_code() {
    for (fault, name, seed) in SEEDS {
        let (mut request, mut plan) = good();
        seed(&mut request, &mut plan);
        let known = plan.home_care.iter().all(|h| h.product != "moonlight");
        if known && plan.sessions.is_sorted_by_key(|s| s.on) {
            settle(&request, &mut plan);
        }
        let found = audit(&gate(), &request, &plan);
        assert!(found.iter().any(|c| c.fault == *fault), "{name}: {fault} not among {found:#?}");
    }
    let mut kinds: Vec<Fault> = SEEDS.iter().map(|(f, ..)| *f).collect();
    kinds.sort_unstable();
    kinds.dedup();
    assert!(kinds.len() >= 25, "{}", kinds.len());
}

#[test]
fn sums_and_courses_are_not_taken_on_trust() {
    for (fault, seed) in [
        (Fault::Total, (|p: &mut Plan| p.total.price -= 1) as fn(&mut Plan)),
        (Fault::Total, |p| p.total.visits -= 1),
        (Fault::Total, |p| p.total.last = None),
        (Fault::Total, |p| p.total.result_percent += 2),
        (Fault::Total, |p| p.total.noticed = Some(day(1))),
        (Fault::Living, |p| p.living.clear()),
        (Fault::Living, |p| p.living[0].say.push_str(" and it heals")),
        (Fault::Living, |p| p.living[0].support = "supported twice".to_owned()),
        (Fault::Living, |p| p.living.push(p.living[0].clone())),
        (Fault::Expected, |p| p.expected[0].course[5].median -= 1.0),
        (Fault::Expected, |p| p.expected[0].course[5].high80 -= 5.0),
        (Fault::Expected, |p| drop(p.expected.remove(0))),
        (Fault::Expected, |p| p.expected[0].chance = Some(0.9)),
        (Fault::Expected, |p| p.expected[0].course[3].low50 -= 2.0),
        (Fault::Expected, |p| p.expected[0].own_percent = 40.0),
        (Fault::Expected, |p| p.expected[0].so_far = Some("improved".to_owned())),
        (Fault::Expected, |p| p.expected[0].needs_sign_off = !p.expected[0].needs_sign_off),
        (Fault::Expected, |p| p.expected[0].course.swap(1, 2)),
        (Fault::Expected, |p| p.expected.push(p.expected[0].clone())),
        (Fault::Measure, |p| p.measure = vec![look(0, &["photo", "moonlight"])]),
        (Fault::Measure, |p| p.measure = vec![look(-3, &["photo"])]),
        (Fault::Measure, |p| p.measure = vec![look(20, &["photo"]), look(10, &["photo"])]),
    ] {
        let (request, mut plan) = good();
        seed(&mut plan);
        let found = audit(&gate(), &request, &plan);
        assert!(!found.is_empty() && found.iter().all(|c| c.fault == fault), "{found:#?}");
    }
}

fn look(on: i32, what: &[&str]) -> planner::plan::Measure {
    let what = what.iter().map(|w| (*w).to_owned()).collect();
    planner::plan::Measure { on: day(on), what, because: "to see".to_owned() }
}

/// A goal that is scored is scored before, while and after something works on it.
#[test]
fn a_scored_goal_is_measured_from_the_start_to_the_end() {
    let (mut request, mut plan) = good();
    let concern = plan.expected[0].concern;
    for goal in request.goals.concerns.iter_mut().filter(|g| g.concern == concern) {
        goal.scale = Some(vocab::goals::Scale::Bother);
    }
    let places = |plan: &Plan| -> Vec<String> {
        let found = audit(&gate(), &request, plan);
        found.into_iter().filter(|c| c.fault == Fault::Measure).map(|c| c.says).collect()
    };
    let scale = "bother_0_10";
    assert_eq!(places(&plan), ["a goal is scored on it, and nobody measures it"]);
    plan.measure = (0..=5).map(|n| look(28 * n, &["photo", scale])).collect();
    assert_eq!(places(&plan), [""; 0]);
    plan.measure.remove(0);
    assert_eq!(places(&plan), ["not measured before the first session"]);
    plan.measure.insert(0, look(0, &[scale]));
    plan.measure.remove(2);
    assert_eq!(places(&plan), ["more than 42 days without a measurement"]);
    plan.measure.truncate(2);
    assert_eq!(places(&plan), ["not measured after the last session"]);
}

#[test]
fn alone_or_beside_the_fault_nothing_else_is_blamed() {
    // What can be seeded without consequences gives exactly one kind of complaint.
    for name in
        ["over budget", "too many visits", "no patch test", "begun at once", "while away", "no source"]
    {
        let (fault, _, seed) = SEEDS.iter().find(|(_, n, _)| *n == name).unwrap();
        let (mut request, mut plan) = good();
        seed(&mut request, &mut plan);
        settle(&request, &mut plan);
        let found = audit(&gate(), &request, &plan);
        assert!(found.iter().all(|c| c.fault == *fault), "{name}: {found:#?}");
    }
}

#[test]
fn the_order_of_one_day_is_that_of_the_reference() {
    let mut request = request();
    for code in ["botulinum", "filler_ha"] {
        request.prices.of.insert(code.to_owned(), Price { minor_units: 100, minutes: Some(30) });
    }
    request.goals.budget = None;
    let mut plan = plan(&request, &[("filler_ha", 20), ("botulinum", 20)]);
    let orders =
        |plan: &Plan| audit(&gate(), &request, plan).iter().filter(|c| c.fault == Fault::SameDay).count();
    assert_eq!(orders(&plan), 0);
    plan.sessions.swap(0, 1);
    assert_eq!(orders(&plan), 1);
}

#[test]
fn a_course_that_has_begun_needs_only_its_rest() {
    let (mut request, mut plan) = good();
    plan.sessions.drain(0..2);
    plan.prepare.retain(|p| p.before.as_ref().is_some_and(|(_, on)| *on > day(28)));
    settle(&request, &mut plan);
    let counts =
        |request: &Request| audit(&gate(), request, &plan).iter().filter(|c| c.fault == Fault::Count).count();
    assert_eq!(counts(&request), 1);
    let done = |on| PlannedSession {
        treatment: "peel_glycolic".to_owned(),
        on: day(on),
        zones: vec![],
        params: Params::default(),
        done: Some(true),
    };
    request.existing = Some(ExistingPlan { sessions: vec![done(-28), done(-14)], home_care: vec![] });
    assert_eq!(counts(&request), 0);
}

#[test]
fn nights_are_shared_by_two_that_take_turns() {
    let (request, mut plan) = good();
    let sessions = plan.sessions.clone();
    plan.home_care.truncate(1);
    plan.home_care.push(care("retinol", When::Evening, 0, &sessions));
    plan.home_care.push(care("aha_glycolic", When::Evening, 14, &sessions));
    let conflicts =
        |plan: &Plan| audit(&gate(), &request, plan).iter().filter(|c| c.fault == Fault::Conflict).count();
    assert_eq!(conflicts(&plan), 1);
    plan.home_care[2].ramp =
        vec![Ramp { from: day(14), per_week: 3, text: "on alternate nights".to_owned() }];
    assert_eq!(conflicts(&plan), 0);
    plan.home_care[2].ramp.push(Ramp { from: day(42), per_week: 7, text: "nightly".to_owned() });
    assert_eq!(conflicts(&plan), 1);
}

fn report(plans: Vec<Plan>) -> Report {
    Report {
        plans,
        ruled_out: vec![],
        not_chosen: vec![],
        questions: vec![],
        unmet: vec![],
        notes: vec![],
        currency: "USD".to_owned(),
    }
}

#[test]
fn a_report_leaves_nothing_out_and_shows_no_plan_that_is_worse_in_everything() {
    let (mut request, plan) = good();
    let kinds = |request: &Request, report: &Report| -> Vec<(Fault, String)> {
        audit_report(&gate(), request, report).into_iter().map(|c| (c.fault, c.place)).collect()
    };
    // The light of the price list would serve a goal and is not told.
    assert_eq!(kinds(&request, &report(vec![plan.clone()])), [(Fault::Unaccounted, "ipl".to_owned())]);
    request.prices.of.remove("ipl");
    assert_eq!(kinds(&request, &report(vec![plan.clone()])), []);
    let mut other = plan.clone();
    other.name = Style::Gentle;
    other.total.result_percent += 5;
    let mut places = kinds(&request, &report(vec![plan.clone(), other.clone()]));
    // The sum that was raised to make it better is found out as well.
    places.retain(|(fault, _)| *fault != Fault::Total);
    assert_eq!(places, [(Fault::Dominated, "plans[0] balanced".to_owned())]);
    // One complaint of a plan carries the plan's place.
    other.bound = 0;
    let text = audit_report(&gate(), &request, &report(vec![other]))[0].to_string();
    assert!(text.starts_with("objective at plans[0] gentle: bound: "), "{text}");
}

#[test]
fn the_auditor_names_nothing_of_the_search() {
    for file in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/src/audit")).unwrap() {
        let path = file.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        for word in text.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':')) {
            let Some(own) = word.strip_prefix("crate::") else { continue };
            let module = own.split(':').next().unwrap();
            assert!(["plan", "request", "report"].contains(&module), "{}: {word}", path.display());
        }
    }
}
