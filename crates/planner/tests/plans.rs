//! Properties of plans over drawn requests: the gate agrees, limits hold, nothing is dominated, bytes are equal.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot read what ships may stop where it stands"
)]
use planner::audit::{audit, audit_report};
use planner::compose::{STEPS, plan, problem};
use planner::house::example_prices;
use planner::plan::{Plan, Session};
use planner::report::Report;
use planner::request::Request;
use planner::search::{Keep, Limits, solve};
use proptest::prelude::*;
use safety::Gate;
use std::collections::{BTreeMap, BTreeSet};
use vocab::case::{Ask, Asked, Case, Fact, Patient, Policy, Sex, Status, Subject, Unstated};
use vocab::goals::{
    Budget, Concern, ConcernGoal, Event, ExistingPlan, Goals, Lifestyle, Measured, PlannedHomeCare,
    PlannedSession, Scale,
};
use vocab::{Day, Phototype, Verdict, Zone};

fn today() -> Day {
    "2026-03-02".parse().unwrap()
}

const CONDITIONS: [&str; 14] = [
    "pregnancy",
    "hsv_history",
    "keloid_history",
    "isotretinoin",
    "rosacea",
    "anticoagulant_rx",
    "diabetes",
    "melasma",
    "acne_active",
    "allergy_salicylate",
    "epilepsy_other",
    "lupus",
    "varicose_vein_zone",
    "retinoid_topical",
];
const EVENTS: [&str; 4] = ["sun_tan_recent", "vaccination", "dental_work", "hair_removal_recent"];
const DONE: [&str; 5] = ["filler_ha", "botulinum", "microneedling", "peel_glycolic", "laser_nafl"];

fn facts() -> impl Strategy<Value = Vec<Fact>> {
    let condition = prop::sample::select(&CONDITIONS[..])
        .prop_map(|c| Fact::new(Subject::Condition(c.to_owned()), Some(Status::Present)));
    let dated = |list: &'static [&'static str], make: fn(String) -> Subject| {
        (prop::sample::select(list), -60_i32..120).prop_map(move |(c, days)| Fact {
            on: Some(today().plus(days)),
            ..Fact::new(make(c.to_owned()), None)
        })
    };
    let one = prop_oneof![
        3 => condition,
        1 => dated(&EVENTS, Subject::Condition),
        2 => dated(&DONE, Subject::Procedure),
    ];
    prop::collection::vec(one, 0..4)
}

fn goals() -> impl Strategy<Value = Goals> {
    let zone = prop::option::weighted(
        0.3,
        prop::sample::select(vec![Zone::CheekMedialL, Zone::Forehead, Zone::Chin]),
    );
    let concern =
        (prop::sample::select(Concern::ALL), 1_u8..4, zone).prop_map(|(concern, weight, zone)| ConcernGoal {
            concern,
            scale: (concern == Concern::Melasma).then_some(Scale::Mmasi),
            score: (concern == Concern::Melasma).then_some(8.0),
            target: None,
            zone,
            weight,
        });
    let wish = |words: &'static [&'static str]| {
        prop::collection::vec(prop::sample::select(words).prop_map(str::to_owned), 0..2)
    };
    (
        prop::collection::vec(concern, 1..4),
        30_i32..200,
        prop::option::of((20_i32..150, 0_u16..20)),
        prop::option::of((5_i32..60, 0_i32..14)),
        prop::option::of(20_000_i64..500_000),
        prop::option::of(0_u16..10),
        prop::option::of(0_u16..15),
        (
            wish(&["needles", "peels", "lasers", "prescription", "ipl"]),
            wish(&["peel_glycolic", "massage", "botulinum", "hydrating", "clearing", "renewing", "calming"]),
        ),
        prop::option::of(0.0..8.0_f64),
    )
        .prop_map(
            |(concerns, until, event, away, budget, max_visits, max_quiet_days, (avoid, prefer), sun)| {
                Goals {
                    concerns,
                    until: Some(today().plus(until)),
                    event: event.map(|(on, clear_days)| Event {
                        on: today().plus(on),
                        clear_days,
                        name: None,
                    }),
                    away: away
                        .map(|(from, days)| (today().plus(from), today().plus(from + days)))
                        .into_iter()
                        .collect(),
                    budget: budget.map(|minor_units| Budget { minor_units, currency: "USD".to_owned() }),
                    max_visits,
                    max_quiet_days,
                    avoid,
                    prefer,
                    lifestyle: Lifestyle { smokes: None, sun_hours_per_day: sun, sleep_hours: Some(6.0) },
                }
            },
        )
}

fn requests() -> impl Strategy<Value = Request> {
    let unstated = prop::sample::select(vec![Unstated::Absent, Unstated::Absent, Unstated::Unknown]);
    let skin = prop::option::weighted(0.9, prop::sample::select(Phototype::ALL));
    (facts(), goals(), unstated, skin, 15_i32..75, past()).prop_map(
        |(facts, goals, unstated, phototype, years, (measured, existing))| Request {
            case: Case {
                today: today(),
                policy: Policy::default(),
                patient: Patient {
                    born: Some(today().plus(-365 * years)),
                    sex: Some(Sex::Female),
                    phototype,
                    ..Patient::default()
                },
                facts,
                unstated,
                ask: Vec::new(),
            },
            goals,
            measured,
            existing,
            prices: example_prices().unwrap(),
            insist: Vec::new(),
        },
    )
}

/// What was measured so far, and what has happened of an agreed plan.
fn past() -> impl Strategy<Value = (Vec<Measured>, Option<ExistingPlan>)> {
    let scales = vec![
        (Concern::Melasma, Scale::Mmasi),
        (Concern::Acne, Scale::Gags),
        (Concern::FineLines, Scale::Griffiths),
    ];
    let one =
        (prop::sample::select(scales), 0_i32..90, 1.0..9.0_f64).prop_map(|((concern, scale), ago, score)| {
            Measured { on: today().plus(-ago), concern, scale, score, raters: 1 }
        });
    let done = (prop::sample::select(&DONE[..]), 1_i32..90).prop_map(|(code, ago)| PlannedSession {
        treatment: code.to_owned(),
        on: today().plus(-ago),
        zones: Vec::new(),
        params: vocab::Params::default(),
        done: Some(true),
    });
    let used = (prop::sample::select(vec!["azelaic", "retinol"]), 10_i32..80, prop::option::of(0_i32..60))
        .prop_map(|(code, ago, until)| PlannedHomeCare {
            product: code.to_owned(),
            percent: None,
            from: today().plus(-ago),
            until: until.map(|days| today().plus(days)),
            adherence: Some(0.7),
            pauses: Vec::new(),
        });
    let existing = (prop::collection::vec(done, 0..2), prop::collection::vec(used, 0..2))
        .prop_map(|(sessions, home_care)| ExistingPlan { sessions, home_care });
    (prop::collection::vec(one, 0..3), prop::option::of(existing))
}

fn ask(session: &Session, zone: Option<Zone>) -> Ask {
    Ask {
        what: Asked::Treatment(session.treatment.clone()),
        on: Some(session.on),
        zone,
        params: session.params.clone(),
        performer: Some(session.performer),
    }
}

/// Every session is put to the gate with every other one as a fact, earlier and later days and what comes first on its own.
fn the_gate_agrees(gate: &Gate<'_>, request: &Request, plan: &Plan) {
    let k = gate.knowledge();
    for (place, session) in plan.sessions.iter().enumerate() {
        let mut case = request.case.clone();
        for done in request.existing.iter().flat_map(|p| &p.sessions) {
            case.facts.extend(planner::plan::procedure(&done.treatment, done.on, &done.zones));
        }
        for (other, s) in plan.sessions.iter().enumerate() {
            // What is done later on the same day is no procedure yet; the order of the day is the order of the plan.
            if other < place || (other > place && s.on != session.on) {
                case.facts.extend(s.facts());
            }
        }
        if k.protocol(&session.treatment).is_some() {
            // The goal among those it is for that weighs most chooses its strengths.
            let meant = k.protocol(&session.treatment).unwrap();
            let mut weights: Vec<(u32, Concern)> = Vec::new();
            for goal in request.goals.concerns.iter().filter(|g| meant.concerns.contains(&g.concern)) {
                match weights.iter_mut().find(|(_, c)| *c == goal.concern) {
                    Some((sum, _)) => *sum += u32::from(goal.weight),
                    None => weights.push((u32::from(goal.weight), goal.concern)),
                }
            }
            let concern = weights.iter().rev().max_by_key(|(w, _)| *w).map(|(_, c)| *c);
            let verdict = gate.protocol(&case, &session.treatment, concern, session.on).unwrap().verdict;
            assert!(
                verdict <= session.verdict && !session.steps.is_empty(),
                "{} on {}",
                session.treatment,
                session.on
            );
            continue;
        }
        let zones: Vec<Option<Zone>> = if session.zones.is_empty() {
            vec![None]
        } else {
            session.zones.iter().map(|z| Some(*z)).collect()
        };
        for zone in zones {
            let verdict = gate.answer(&case, &ask(session, zone)).unwrap().verdict;
            assert!(verdict <= Verdict::Review, "{} on {}: {verdict}", session.treatment, session.on);
            assert!(
                verdict <= session.verdict,
                "{} on {}: {verdict} told as {}",
                session.treatment,
                session.on,
                session.verdict
            );
        }
        assert_eq!(session.provisional, session.verdict == Verdict::Review);
        assert!(!session.because.is_empty() && !session.sources.is_empty());
    }
}

fn limits_hold(request: &Request, plan: &Plan) {
    let goals = &request.goals;
    let days: BTreeSet<Day> = plan.sessions.iter().map(|s| s.on).collect();
    assert_eq!(usize::from(plan.total.visits), days.len());
    assert_eq!(plan.total.price, plan.sessions.iter().map(|s| s.price).sum::<i64>());
    assert!(goals.max_visits.is_none_or(|most| plan.total.visits <= most));
    assert!(goals.budget.as_ref().is_none_or(|b| plan.total.price <= b.minor_units));
    assert!(goals.max_quiet_days.is_none_or(|most| plan.total.quiet_days <= most));
    for s in &plan.sessions {
        assert!(s.on >= request.case.today && goals.until.is_none_or(|last| s.on <= last));
        assert!(goals.away.iter().all(|(from, to)| s.on < *from || s.on > *to), "{} is away", s.on);
        if let Some(event) = &goals.event {
            let clear = event.clear_days.max(s.quiet_days_max);
            assert!(
                s.on > event.on || event.on.since(s.on) > i32::from(clear),
                "{} before {}",
                s.on,
                event.on
            );
        }
    }
}

fn courses_are_those_of_the_reference(plan: &Plan) {
    let k = knowledge::Knowledge::shipped().unwrap();
    let mut by_code: BTreeMap<&str, Vec<Day>> = BTreeMap::new();
    for s in &plan.sessions {
        by_code.entry(&s.treatment).or_default().push(s.on);
    }
    for (code, days) in by_code {
        let Some(t) = k.treatment(code) else {
            let protocol = k.protocol(code).unwrap();
            let [least, most] = protocol.sessions.unwrap();
            assert!((usize::from(least)..=usize::from(most)).contains(&days.len()), "{code}: {}", days.len());
            for pair in days.windows(2) {
                assert!(pair[1].since(pair[0]) >= i32::from(protocol.gap_days[0]), "{code}: {pair:?}");
            }
            continue;
        };
        let schedule = t.schedule.as_ref().unwrap();
        assert!(t.planned && t.always.is_none(), "{code} is never planned");
        assert!(days.len() >= usize::from(schedule.sessions[0]), "{code}: {} sessions", days.len());
        if schedule.sessions != [1, 1] {
            assert!(days.len() <= usize::from(schedule.sessions[1]), "{code}: {} sessions", days.len());
        }
        for pair in days.windows(2) {
            assert!(pair[1].since(pair[0]) >= i32::from(schedule.min_gap_days), "{code}: {pair:?}");
        }
    }
}

fn nothing_is_dominated(report: &Report) {
    let measures = |p: &Plan| {
        let t = &p.total;
        let noticed = t.noticed.map_or(i64::MAX, |d| i64::from(d.number()));
        [-i64::from(t.result_percent), t.price, i64::from(t.visits), i64::from(t.quiet_days), noticed]
    };
    for (a, one) in report.plans.iter().enumerate() {
        for (b, other) in report.plans.iter().enumerate() {
            let better = measures(one).iter().zip(&measures(other)).all(|(x, y)| x <= y);
            assert!(a == b || !better, "{} dominates {}", one.name, other.name);
        }
    }
}

/// Products are let by the gate, start two weeks apart, and rest around sessions.
fn home_care_holds(gate: &Gate<'_>, request: &Request, plan: &Plan) {
    let k = gate.knowledge();
    let supports =
        |code: &str| matches!(k.ingredient(code).unwrap().family.as_str(), "sunscreen" | "barrier");
    let actives: Vec<_> = plan.home_care.iter().filter(|h| !supports(&h.product)).collect();
    assert!(actives.len() <= 3);
    for (place, h) in actives.iter().enumerate() {
        for other in actives.iter().take(place) {
            assert!(
                (h.from.since(other.from)).abs() >= 14,
                "{} and {} begin together",
                h.product,
                other.product
            );
        }
        let asked = Ask {
            what: Asked::Product(h.product.clone()),
            on: Some(request.case.today),
            zone: None,
            params: vocab::Params { percent: h.percent, ..vocab::Params::default() },
            performer: None,
        };
        assert!(gate.answer(&request.case, &asked).unwrap().verdict <= Verdict::Review, "{}", h.product);
        for s in &plan.sessions {
            for pause in &k.ingredient(&h.product).unwrap().pause {
                let on = s.on;
                let part = s.treatments().iter().any(|code| k.applies_to(&pause.around, code));
                let meant = part && pause.after_days > 0;
                let resting =
                    h.pauses.iter().any(|(a, b)| *a <= on && on <= *b) || on < h.from || on > h.until;
                assert!(!meant || resting, "{} is used on the day of {}", h.product, s.treatment);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn every_plan_keeps_its_word(request in requests()) {
        let gate = Gate::new(knowledge::Knowledge::shipped().unwrap());
        let report = plan(&gate, &request).unwrap();
        prop_assert!(report.plans.len() <= 4);
        for plan in &report.plans {
            the_gate_agrees(&gate, &request, plan);
            limits_hold(&request, plan);
            courses_are_those_of_the_reference(plan);
            home_care_holds(&gate, &request, plan);
        }
        nothing_is_dominated(&report);
        // The auditor, who shares no code with the search, has signed every plan, and nothing had to be held back.
        prop_assert_eq!(audit_report(&gate, &request, &report), vec![]);
        for shown in &report.plans {
            prop_assert_eq!(audit(&gate, &request, shown), vec![]);
        }
        let held: Vec<&str> = report.notes.iter().map(|n| n.text.as_str()).filter(|t| t.contains("held back")).collect();
        prop_assert!(held.is_empty(), "{:?}", held);
        // Nobody with a goal is left without a word about it.
        for goal in &request.goals.concerns {
            let served = report.plans.iter().any(|p| {
                p.sessions.iter().any(|s| s.serves.contains(&goal.concern))
                    || p.home_care.iter().any(|h| h.serves.contains(&goal.concern))
            });
            prop_assert!(served || report.unmet.iter().any(|u| u.concern == goal.concern), "{}", goal.concern);
        }
        let again = plan_text(&plan(&gate, &request).unwrap());
        prop_assert_eq!(plan_text(&report), again);
    }

    #[test]
    fn the_bare_problem_has_the_points_of_the_plan(request in requests()) {
        let gate = Gate::new(knowledge::Knowledge::shipped().unwrap());
        let report = plan(&gate, &request).unwrap();
        for shown in report.plans.iter().filter(|p| !p.sessions.is_empty()) {
            let bare = problem(&gate, &request, shown.name).unwrap().unwrap();
            let answer = solve(&bare, Limits { steps: STEPS }, &mut |_| Keep::Going);
            prop_assert_eq!(answer.objective, shown.objective);
            prop_assert!(shown.bound >= shown.objective && (!shown.proven || shown.bound == shown.objective));
        }
    }
}

fn plan_text(report: &Report) -> String {
    serde_json::to_string(report).unwrap()
}
