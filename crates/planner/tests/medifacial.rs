//! A medifacial in a plan: it is told step by step, signed by the auditor, and each fault in it is found.
#![expect(clippy::unwrap_used, reason = "a test that cannot read what ships may stop where it stands")]
use planner::audit::{Fault, audit};
use planner::compose::plan;
use planner::house::example_prices;
use planner::plan::Plan;
use planner::request::Request;
use safety::Gate;
use vocab::case::{Case, Fact, Patient, Policy, Status, Subject, Unstated};
use vocab::goals::{Concern, ConcernGoal, Goals, Lifestyle};
use vocab::{Phototype, Strength};

/// A fault: its code, and what it does to the session at a place.
type Seed = (Fault, fn(&mut Plan, usize));

fn gate() -> Gate<'static> {
    Gate::new(knowledge::Knowledge::shipped().unwrap())
}

fn request(concern: Concern, wish: &str) -> Request {
    let goal = ConcernGoal { concern, scale: None, score: None, target: None, zone: None, weight: 2 };
    Request {
        case: Case {
            today: "2026-01-12".parse().unwrap(),
            policy: Policy::default(),
            patient: Patient {
                born: Some("1988-05-05".parse().unwrap()),
                phototype: Some(Phototype::II),
                ..Patient::default()
            },
            facts: Vec::new(),
            unstated: Unstated::Absent,
            ask: Vec::new(),
        },
        goals: Goals {
            concerns: vec![goal],
            until: Some("2026-09-30".parse().unwrap()),
            event: None,
            away: Vec::new(),
            budget: None,
            max_visits: None,
            max_quiet_days: None,
            avoid: Vec::new(),
            prefer: vec![wish.to_owned()],
            lifestyle: Lifestyle::default(),
        },
        measured: Vec::new(),
        existing: None,
        prices: example_prices().unwrap(),
        insist: vec![wish.to_owned()],
    }
}

fn first(request: &Request, wish: &str) -> Plan {
    let report = plan(&gate(), request).unwrap();
    let held: Vec<_> = report.notes.iter().filter(|n| n.text.contains("held back")).collect();
    assert!(held.is_empty(), "{held:?}");
    let has = |p: &&Plan| p.sessions.iter().any(|s| s.treatment == wish);
    report.plans.iter().find(has).cloned().unwrap()
}

#[test]
fn it_is_planned_where_it_is_wished_for_and_told_step_by_step() {
    for (concern, wish, least) in [
        (Concern::Dullness, "hydrating", 1),
        (Concern::Acne, "clearing", 6),
        (Concern::AtrophicScars, "renewing", 3),
    ] {
        let request = request(concern, wish);
        let plan = first(&request, wish);
        let own: Vec<_> = plan.sessions.iter().filter(|s| s.treatment == wish).collect();
        assert!(own.len() >= least, "{wish}: {}", own.len());
        let k = knowledge::Knowledge::shipped().unwrap();
        let protocol = k.protocol(wish).unwrap();
        for s in &own {
            assert_eq!(s.price, request.prices.of[wish].minor_units);
            assert_eq!(s.minutes, protocol.minutes);
            assert_eq!(s.steps.len(), protocol.step.len());
            assert!(s.serves.contains(&concern), "{:?}", s.serves);
        }
        assert_eq!(audit(&gate(), &request, &plan), vec![]);
    }
}

#[test]
fn what_the_gate_swaps_is_swapped_in_the_plan_and_said() {
    let mut request = request(Concern::Acne, "clearing");
    let allergy = Subject::Condition("allergy_salicylate".to_owned());
    request.case.facts.push(Fact::new(allergy, Some(Status::Present)));
    let plan = first(&request, "clearing");
    let session = plan.sessions.iter().find(|s| s.treatment == "clearing").unwrap();
    let peel = session.steps.iter().find(|s| s.phase == "exfoliate").unwrap();
    assert_eq!(peel.treatment.as_deref(), Some("peel_mandelic"));
    assert!(peel.because[0].contains("salicylate"), "{:?}", peel.because);
    assert!(session.facts().iter().any(|f| f.subject == Subject::Procedure("peel_mandelic".to_owned())));
    assert_eq!(audit(&gate(), &request, &plan), vec![]);
}

#[test]
fn a_fault_in_a_medifacial_is_found_by_its_own_code() {
    let request = request(Concern::AtrophicScars, "renewing");
    let good = first(&request, "renewing");
    let at = good.sessions.iter().position(|s| s.treatment == "renewing").unwrap();
    let seeds: [Seed; 9] = [
        (Fault::Steps, |p, at| drop(p.sessions[at].steps.remove(1))),
        (Fault::Steps, |p, at| p.sessions[at].steps[1].params.depth_mm = Some(2.5)),
        (Fault::Steps, |p, at| p.sessions[at].steps[1].optional = true),
        (Fault::Steps, |p, at| p.sessions[at].steps[3].does = "Something else.".to_owned()),
        (Fault::Minutes, |p, at| p.sessions[at].minutes -= 20),
        (Fault::Quiet, |p, at| p.sessions[at].quiet_days_max = 0),
        (Fault::Price, |p, at| p.sessions[at].price -= 1),
        (Fault::Licence, |p, at| p.sessions[at].performer = vocab::Performer::Aesthetician),
        (Fault::Count, |p, _| p.sessions.truncate(1)),
    ];
    for (fault, seed) in seeds {
        let mut plan = good.clone();
        seed(&mut plan, at);
        let found = audit(&gate(), &request, &plan);
        assert!(found.iter().any(|c| c.fault == fault), "{fault} not among {found:#?}");
    }
    let mut near = good.clone();
    let own: Vec<usize> =
        (0..near.sessions.len()).filter(|p| near.sessions[*p].treatment == "renewing").collect();
    near.sessions[own[1]].on = near.sessions[own[0]].on.plus(20);
    let found = audit(&gate(), &request, &near);
    assert!(found.iter().any(|c| matches!(c.fault, Fault::OwnGap | Fault::Spacing)), "{found:#?}");
    let strengths = good.sessions[at].findings.iter().map(|f| f.strength);
    assert!(strengths.into_iter().all(|s| Strength::ALL.contains(&s)));
}
