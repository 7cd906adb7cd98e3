//! What-if as a property: the changed request is planned like any other, and the difference adds up.
#![expect(clippy::unwrap_used, reason = "a test that cannot read what ships may stop where it stands")]
use planner::audit::audit_report;
use planner::compose::plan;
use planner::house::example_prices;
use planner::report::Report;
use planner::request::Request;
use planner::what_if::{Change, changed, what_if};
use proptest::prelude::*;
use safety::Gate;
use vocab::case::{Case, Patient, Policy, Status, Unstated};
use vocab::goals::{Concern, ConcernGoal, Event, Goals, Lifestyle};
use vocab::{Day, Phototype};

fn today() -> Day {
    "2026-03-02".parse().unwrap()
}

fn request(concerns: &[Concern], unstated: Unstated) -> Request {
    let goal = |c: &Concern| ConcernGoal {
        concern: *c,
        scale: None,
        score: None,
        target: None,
        zone: None,
        weight: 2,
    };
    Request {
        case: Case {
            today: today(),
            policy: Policy::default(),
            patient: Patient {
                born: Some(today().plus(-365 * 40)),
                phototype: Some(Phototype::III),
                ..Patient::default()
            },
            facts: Vec::new(),
            unstated,
            ask: Vec::new(),
        },
        goals: Goals {
            concerns: concerns.iter().map(goal).collect(),
            until: Some(today().plus(160)),
            event: Some(Event { on: today().plus(150), clear_days: 10, name: None }),
            away: Vec::new(),
            budget: None,
            max_visits: None,
            max_quiet_days: None,
            avoid: Vec::new(),
            prefer: Vec::new(),
            lifestyle: Lifestyle::default(),
        },
        measured: Vec::new(),
        existing: None,
        prices: example_prices().unwrap(),
        insist: Vec::new(),
    }
}

fn changes() -> impl Strategy<Value = Change> {
    let code = prop::sample::select(vec!["peel_glycolic", "ipl", "botulinum", "hydrating", "microneedling"]);
    prop_oneof![
        code.clone().prop_map(|c| Change::Add(c.to_owned())),
        code.prop_map(|c| Change::Ban(c.to_owned())),
        (20_i32..200).prop_map(|d| Change::MoveEvent(today().plus(d))),
        (0_i64..400_000).prop_map(Change::Budget),
        prop::sample::select(vec!["pregnancy", "isotretinoin", "hsv_history", "keloid_history"]).prop_map(
            |c| { Change::Answer { condition: c.to_owned(), status: Status::Present, detail: None } }
        ),
    ]
}

fn sum(report: &Report, of: fn(&planner::plan::Total) -> i64) -> i64 {
    report.plans.iter().map(|p| of(&p.total)).sum()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn a_change_is_planned_like_any_request_and_its_difference_adds_up(
        pick in 0..3_usize,
        open in any::<bool>(),
        change in changes(),
    ) {
        let gate = Gate::new(knowledge::Knowledge::shipped().unwrap());
        let wishes: [&[Concern]; 3] = [
            &[Concern::Redness, Concern::DynamicLines],
            &[Concern::Dullness, Concern::Texture],
            &[Concern::Acne, Concern::Pih],
        ];
        let unstated = if open { Unstated::Unknown } else { Unstated::Absent };
        let request = request(wishes.get(pick).unwrap(), unstated);
        let before = plan(&gate, &request).unwrap();
        let other = changed(&gate, &request, &change).unwrap();
        let answer = what_if(&gate, &request, &before, &change).unwrap();
        prop_assert_eq!(&answer.report, &plan(&gate, &other).unwrap());
        prop_assert_eq!(audit_report(&gate, &other, &answer.report), vec![]);
        // Of every plan that is not told as different, the other report has the same one: so the sums differ by what is told.
        let price: i64 = answer.difference.iter().map(|d| d.price).sum();
        prop_assert_eq!(sum(&before, |t| t.price) + price, sum(&answer.report, |t| t.price));
        let visits: i64 = answer.difference.iter().map(|d| i64::from(d.visits)).sum();
        prop_assert_eq!(sum(&before, |t| i64::from(t.visits)) + visits, sum(&answer.report, |t| i64::from(t.visits)));
        match &change {
            Change::Ban(code) => {
                let there = answer.report.plans.iter().flat_map(|p| &p.sessions).any(|s| s.treatment == *code);
                prop_assert!(!there, "{} is banned and planned", code);
            }
            Change::Budget(most) => {
                prop_assert!(answer.report.plans.iter().all(|p| p.total.price <= *most));
            }
            Change::Add(_) | Change::MoveEvent(_) | Change::Answer { .. } => {}
        }
        for question in &answer.settled {
            prop_assert!(answer.report.questions.iter().all(|q| q.text != *question));
        }
    }
}
