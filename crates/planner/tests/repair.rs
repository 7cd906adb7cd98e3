//! Properties of repairs: what happened stays, the gate agrees, nothing moves without a reason; and of what-if.
#![expect(clippy::unwrap_used, reason = "a test that cannot read what ships may stop where it stands")]
use planner::compose::plan;
use planner::house::example_prices;
use planner::plan::{Plan, Session};
use planner::repair::repair;
use planner::request::Request;
use planner::what_if::{Change, ChangeError, what_if};
use proptest::prelude::*;
use safety::Gate;
use vocab::case::{Ask, Asked, Case, Fact, Patient, Policy, Sex, Status, Subject, Unstated};
use vocab::goals::{Concern, ConcernGoal, Event, ExistingPlan, Goals, Lifestyle, PlannedSession};
use vocab::{Day, Phototype, Verdict};

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn request(concerns: &[Concern]) -> Request {
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
            today: day("2026-01-12"),
            policy: Policy::default(),
            patient: Patient {
                born: Some(day("1988-05-05")),
                sex: Some(Sex::Female),
                phototype: Some(Phototype::II),
                ..Patient::default()
            },
            facts: Vec::new(),
            unstated: Unstated::Absent,
            ask: Vec::new(),
        },
        goals: Goals {
            concerns: concerns.iter().map(goal).collect(),
            until: Some(day("2026-09-30")),
            event: None,
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

fn agreed(sessions: &[Session]) -> ExistingPlan {
    let one = |s: &Session| PlannedSession {
        treatment: s.treatment.clone(),
        on: s.on,
        zones: s.zones.clone(),
        params: s.params.clone(),
        done: None,
    };
    ExistingPlan { sessions: sessions.iter().map(one).collect(), home_care: Vec::new() }
}

fn verdict(gate: &Gate<'_>, request: &Request, plan: &Plan, place: usize) -> Verdict {
    let mut case = request.case.clone();
    let existing = request.existing.as_ref().unwrap();
    for s in existing.sessions.iter().filter(|s| s.done == Some(true)) {
        case.facts.extend(planner::plan::procedure(&s.treatment, s.on, &s.zones));
    }
    let session = plan.sessions.get(place).unwrap();
    case.facts.extend(plan.beside(place));
    if let Some(protocol) = gate.knowledge().protocol(&session.treatment) {
        let meant = request.goals.concerns.iter().map(|g| g.concern).find(|c| protocol.concerns.contains(c));
        return gate.protocol(&case, &protocol.code, meant, session.on).unwrap().verdict;
    }
    let zones: Vec<_> =
        if session.zones.is_empty() { vec![None] } else { session.zones.iter().map(|z| Some(*z)).collect() };
    let ask = |zone| Ask {
        what: Asked::Treatment(session.treatment.clone()),
        on: Some(session.on),
        zone,
        params: session.params.clone(),
        performer: Some(session.performer),
    };
    zones.into_iter().map(|z| gate.answer(&case, &ask(z)).unwrap().verdict).max().unwrap()
}

#[test]
fn nothing_new_changes_nothing() {
    let gate = Gate::new(knowledge::Knowledge::shipped().unwrap());
    let mut request = request(&[Concern::Redness, Concern::Texture]);
    let first = plan(&gate, &request).unwrap().plans.into_iter().next().unwrap();
    assert!(first.sessions.len() >= 3);
    request.existing = Some(agreed(&first.sessions));
    let repaired = repair(&gate, &request).unwrap();
    assert_eq!(repaired.changes, vec![]);
    assert_eq!(usize::from(repaired.kept), first.sessions.len());
    assert!(repaired.proven);
}

#[test]
fn a_new_medicine_moves_or_ends_what_it_must_and_says_so() {
    let gate = Gate::new(knowledge::Knowledge::shipped().unwrap());
    let mut request = request(&[Concern::AtrophicScars]);
    let first = plan(&gate, &request).unwrap().plans.into_iter().next().unwrap();
    request.existing = Some(agreed(&first.sessions));
    request.case.facts.push(Fact {
        until: Some(day("2026-02-01")),
        ..Fact::new(Subject::Drug("Claravis".to_owned()), Some(Status::Past))
    });
    let repaired = repair(&gate, &request).unwrap();
    assert!(!repaired.changes.is_empty());
    for c in &repaired.changes {
        assert!(
            !c.because.is_empty() && (c.to.is_some() || c.because.iter().any(|b| b.contains("given up"))),
            "{c:?}"
        );
    }
    let said =
        repaired.changes.iter().any(|c| c.because.iter().any(|b| b.to_lowercase().contains("isotretinoin")));
    assert!(said, "{:?}", repaired.changes);
}

#[test]
fn one_thing_changed_shows_its_difference() {
    let gate = Gate::new(knowledge::Knowledge::shipped().unwrap());
    let request = request(&[Concern::Redness]);
    let before = plan(&gate, &request).unwrap();
    let used = before.plans.first().unwrap().sessions.first().unwrap().treatment.clone();
    let ban = what_if(&gate, &request, &before, &Change::Ban(used.clone())).unwrap();
    assert!(ban.report.plans.iter().all(|p| p.sessions.iter().all(|s| s.treatment != used)));
    assert!(ban.difference.iter().any(|d| d.gone || d.went.iter().any(|x| x.treatment == used)));
    let poor = what_if(&gate, &request, &before, &Change::Budget(0)).unwrap();
    assert!(poor.report.plans.iter().all(|p| p.total.price == 0));
    let add = what_if(&gate, &request, &before, &Change::Add("laser_vascular".to_owned())).unwrap();
    let has = |p: &planner::plan::Plan| p.sessions.iter().any(|s| s.treatment == "laser_vascular");
    assert!(add.report.plans.iter().filter(|p| !p.sessions.is_empty()).all(has));
    let pregnant = Change::Answer { condition: "pregnancy".into(), status: Status::Present, detail: None };
    let answered = what_if(&gate, &request, &before, &pregnant).unwrap();
    assert!(answered.ruled_out.contains(&"ipl".to_owned()), "{:?}", answered.ruled_out);
    assert!(answered.report.plans.iter().all(|p| p.sessions.iter().all(|s| s.treatment != "ipl")));
    assert_eq!(
        what_if(&gate, &request, &before, &Change::MoveEvent(day("2026-05-01"))),
        Err(ChangeError::NoEvent)
    );
    let wrong = what_if(&gate, &request, &before, &Change::Ban("ipll".to_owned())).unwrap_err();
    assert!(wrong.to_string().contains("did you mean `ipl`"), "{wrong}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// Part has happened, one session was missed, an absence or an event came up.
    #[test]
    fn a_repair_keeps_its_word(
        pick in 0..4_usize,
        happened in 0..4_usize,
        missed in any::<bool>(),
        late in 0..20_i32,
        away in prop::option::of((10_i32..60, 0_i32..14)),
        event in prop::option::of(60_i32..150),
    ) {
        let gate = Gate::new(knowledge::Knowledge::shipped().unwrap());
        let wishes: [&[Concern]; 4] = [
            &[Concern::Redness, Concern::Texture],
            &[Concern::AtrophicScars, Concern::Pih],
            &[Concern::Acne],
            &[Concern::DynamicLines, Concern::Dullness],
        ];
        let mut request = request(wishes.get(pick).unwrap());
        let first = plan(&gate, &request).unwrap().plans.into_iter().next().unwrap();
        let mut existing = agreed(&first.sessions);
        let happened = happened.min(existing.sessions.len());
        for s in existing.sessions.iter_mut().take(happened) {
            s.done = Some(true);
        }
        let last = existing.sessions.iter().take(happened).map(|s| s.on).max().unwrap_or(request.case.today);
        let next = existing.sessions.get(happened).map(|s| s.on);
        let today = match next.filter(|_| missed) {
            Some(on) => on.plus(1 + late),
            None => last.plus(late.min(5)),
        };
        request.case.today = today.min(day("2026-09-01"));
        request.goals.away = away.map(|(a, n)| (today.plus(a), today.plus(a + n))).into_iter().collect();
        request.goals.event = event.map(|d| Event { on: today.plus(d).min(day("2026-09-30")), clear_days: 7, name: None });
        let open = existing.sessions.iter().filter(|s| s.done != Some(true)).count();
        request.existing = Some(existing);
        let repaired = repair(&gate, &request).unwrap();
        let given_up = repaired.changes.iter().filter(|c| c.to.is_none()).count();
        // The repaired plan is audited like any other.
        prop_assert_eq!(&repaired.plan.audit, &Vec::<String>::new());
        prop_assert_eq!(repaired.plan.sessions.len() + given_up, open);
        prop_assert_eq!(usize::from(repaired.kept) + repaired.changes.len(), open);
        for (place, s) in repaired.plan.sessions.iter().enumerate() {
            prop_assert!(s.on >= request.case.today);
            prop_assert!(request.goals.away.iter().all(|(a, b)| s.on < *a || s.on > *b));
            let said = verdict(&gate, &request, &repaired.plan, place);
            prop_assert!(said <= Verdict::Review, "{} on {}: {said}", s.treatment, s.on);
        }
        for c in &repaired.changes {
            prop_assert!(!c.because.is_empty(), "{c:?}");
        }
        prop_assert_eq!(repaired, repair(&gate, &request).unwrap());
    }
}
