//! Protocols: their worked cases, and what must hold for every person on every day.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
use knowledge::protocol::Protocol;
use knowledge::{FILES, Knowledge};
use proptest::prelude::*;
use safety::{Gate, ProtocolAnswer};
use std::collections::BTreeSet;
use std::sync::OnceLock;
use vocab::case::{Case, Fact, Patient, Policy, Sex, Status, Subject, Unstated};
use vocab::goals::Concern;
use vocab::{Day, Phototype, Verdict};

fn gate() -> &'static Gate<'static> {
    static GATE: OnceLock<Gate<'static>> = OnceLock::new();
    GATE.get_or_init(|| Gate::new(Knowledge::shipped().unwrap()))
}

fn person() -> Case {
    Case {
        today: "2026-03-02".parse().unwrap(),
        policy: Policy::default(),
        patient: Patient {
            born: Some("1990-01-01".parse().unwrap()),
            sex: Some(Sex::Female),
            phototype: Some(Phototype::II),
            ..Patient::default()
        },
        facts: vec![],
        unstated: Unstated::Absent,
        ask: vec![],
    }
}

#[test]
fn every_worked_case_of_every_protocol_holds() {
    let mut faults = Vec::new();
    let mut walked = 0;
    for (path, text) in FILES.iter().filter(|(path, _)| path.starts_with("protocols/")) {
        let file: Protocol = toml::from_str(text).unwrap();
        let mut verdicts = BTreeSet::new();
        for w in &file.case {
            walked += 1;
            let mut case = person();
            case.patient.phototype = Some(w.phototype.unwrap_or(Phototype::II));
            case.patient.born = w.born.or(case.patient.born);
            case.today = w.today.unwrap_or(case.today);
            case.unstated = w.unstated.unwrap_or(Unstated::Absent);
            case.facts = w.facts.iter().cloned().map(|f| Fact::try_from(f).unwrap()).collect();
            let a = gate().protocol(&case, &w.ask, None, w.on.unwrap_or(case.today)).unwrap();
            let swaps: Vec<&str> = a.swapped().map(|s| s.key.as_str()).collect();
            let as_said = w.fires.as_ref().map_or(swaps.is_empty(), |key| swaps.contains(&key.as_str()));
            verdicts.insert(w.verdict);
            if !as_said || a.verdict != w.verdict || (w.earliest.is_some() && a.earliest != w.earliest) {
                faults.push(format!("{path}: {}: {}", w.name, told(&a)));
            }
        }
        if verdicts.len() < 2 {
            faults.push(format!("{path}: needs a case that is free and one that is not"));
        }
    }
    assert!(faults.is_empty(), "{} faults in {walked} cases\n{}", faults.len(), faults.join("\n"));
    assert!(walked >= 25, "only {walked} cases were found");
}

fn told(a: &ProtocolAnswer<'_>) -> String {
    let steps: Vec<String> = a
        .steps
        .iter()
        .map(|s| {
            let rules: Vec<String> =
                s.answers.iter().flat_map(|a| &a.findings).map(|f| f.rule.to_string()).collect();
            format!("{} {} {}{rules:?}", s.step.phase, s.verdict, if s.left_out { "left out " } else { "" })
        })
        .collect();
    let swaps: Vec<&str> = a.swapped().map(|s| s.key.as_str()).collect();
    format!("got {} {:?}, swaps {swaps:?}, steps {steps:#?}", a.verdict, a.earliest.map(|d| d.to_string()))
}

#[test]
fn no_shipped_protocol_puts_two_treatments_on_one_day_against_the_matrix() {
    for p in &gate().knowledge().protocols {
        let a = gate().protocol(&person(), &p.code, None, person().today).unwrap();
        assert!(a.verdict < Verdict::Defer, "{}: {}", p.code, told(&a));
        assert_eq!(a.minutes, p.minutes, "{}", p.code);
        assert!(a.verdict == Verdict::Allow || !p.approved.is_empty(), "{}: {}", p.code, told(&a));
    }
    assert_eq!(gate().knowledge().protocols.len(), 6);
}

#[test]
fn the_blade_before_the_peel_needs_the_prescriber_and_a_known_lighter_skin() {
    let mut case = person();
    let ask = |case: &Case| gate().protocol(case, "brightening", None, case.today).unwrap();
    let a = ask(&case);
    let peel = a.steps.iter().flat_map(|s| &s.answers).find(|a| a.verdict == Verdict::Review).unwrap();
    assert!(peel.findings.iter().any(|f| f.rule == *"spacing-m-s"), "{}", told(&a));
    assert!(peel.conditions.iter().any(|c| c.code.code() == "prescriber_order"), "{}", told(&a));
    for skin in [Some(Phototype::V), Some(Phototype::VI), None] {
        case.patient.phototype = skin;
        let a = ask(&case);
        assert!(!a.treatments().any(|t| t == "dermaplaning"), "{skin:?}: {}", told(&a));
    }
    case.patient.phototype = Some(Phototype::IV);
    assert!(ask(&case).treatments().any(|t| t == "dermaplaning"));
}

#[test]
fn a_concern_chooses_the_strength() {
    let case = person();
    let depth = |concern| {
        let a = gate().protocol(&case, "renewing", concern, case.today).unwrap();
        a.steps.iter().flat_map(|s| &s.answers).find_map(|a| a.ask.params.depth_mm)
    };
    assert_eq!(depth(None), Some(0.5));
    assert_eq!(depth(Some(Concern::AtrophicScars)), Some(1.5));
    assert!(gate().protocol(&case, "renewin", None, case.today).is_err());
}

fn any_case() -> impl Strategy<Value = Case> {
    let codes: Vec<String> = gate()
        .knowledge()
        .conditions
        .iter()
        .filter(|c| c.holds != knowledge::condition::Holds::Derived)
        .map(|c| c.code.clone())
        .collect();
    let treatments: Vec<String> = gate().knowledge().treatments.iter().map(|t| t.code.clone()).collect();
    let fact = (
        prop::sample::select(codes),
        prop::sample::select(Status::ALL.to_vec()),
        prop::option::of(-200_i32..60),
    );
    let done = (prop::sample::select(treatments), -120_i32..60);
    (
        prop::collection::vec(fact, 0..4),
        prop::collection::vec(done, 0..3),
        prop::option::of(prop::sample::select(Phototype::ALL.to_vec())),
        any::<bool>(),
    )
        .prop_map(|(facts, done, phototype, denied)| {
            let mut case = person();
            case.patient.phototype = phototype;
            case.unstated = if denied { Unstated::Absent } else { Unstated::Unknown };
            for (code, status, on) in facts {
                let mut fact = Fact::new(Subject::Condition(code), Some(status));
                fact.on = on.map(|d| case.today.plus(d));
                case.facts.push(fact);
            }
            for (code, on) in done {
                let mut fact = Fact::new(Subject::Procedure(code), None);
                fact.on = Some(case.today.plus(on));
                case.facts.push(fact);
            }
            case
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_protocol_is_as_free_as_its_strictest_remaining_step(case in any_case(), which in 0_usize..6, day in 0_i32..120) {
        let p = &gate().knowledge().protocols[which];
        let on = case.today.plus(day);
        let a = gate().protocol(&case, &p.code, None, on).unwrap();
        let worst = a.steps.iter().map(|s| s.verdict).max().unwrap();
        prop_assert_eq!(a.verdict, worst);
        for s in &a.steps {
            let own = s.answers.iter().map(|a| a.verdict).max().unwrap_or(Verdict::Allow);
            prop_assert_eq!(s.verdict, if s.left_out { Verdict::Allow } else { own }, "{}", told(&a));
            // What is not left out is gated as if it were asked alone, never lighter.
            for answer in s.answers.iter().filter(|_| !s.left_out) {
                let mut ask = answer.ask.clone();
                ask.on = Some(on);
                let alone = gate().answer(&case, &ask).unwrap();
                prop_assert!(answer.verdict >= alone.verdict, "{}", told(&a));
            }
        }
        prop_assert_eq!(a.minutes, a.steps.iter().filter(|s| !s.left_out).map(|s| s.step.minutes).sum::<u16>());
        if let Some(first) = a.earliest {
            prop_assert!(first >= on);
            prop_assert!(gate().protocol(&case, &p.code, None, first).unwrap().verdict < Verdict::Defer);
        }
    }

    #[test]
    fn the_days_of_a_protocol_are_what_the_gate_says_day_by_day(case in any_case(), which in 0_usize..6) {
        let code = &gate().knowledge().protocols[which].code;
        let (from, to) = (case.today, case.today.plus(250));
        let runs = gate().protocol_days(&case, code, None, from, to).unwrap();
        prop_assert_eq!(runs.first().unwrap().from, from);
        prop_assert_eq!(runs.last().unwrap().to, to);
        let mut free: Option<Day> = None;
        for run in &runs {
            for day in [run.from, run.from.plus(run.to.since(run.from) / 2), run.to] {
                prop_assert_eq!(gate().protocol(&case, code, None, day).unwrap().verdict, run.verdict, "{}", day);
            }
            if run.verdict < Verdict::Defer {
                free = free.or(Some(run.from));
            }
        }
        let earliest = gate().protocol(&case, code, None, from).unwrap().earliest.filter(|d| *d <= to);
        prop_assert_eq!(earliest, free);
    }

    #[test]
    fn the_visits_of_a_protocol_are_its_answers_day_by_day(case in any_case(), which in 0_usize..6) {
        let code = &gate().knowledge().protocols[which].code;
        let (from, to) = (case.today, case.today.plus(200));
        let runs = gate().protocol_visits(&case, code, None, from, to).unwrap();
        let mut next = from;
        for run in &runs {
            prop_assert_eq!(run.from, next, "the runs follow one another");
            next = run.to.plus(1);
            for day in [run.from, run.to] {
                let answer = gate().protocol(&case, code, None, day).unwrap();
                let there: Vec<String> = answer.treatments().map(str::to_owned).collect();
                let told: Vec<String> = run
                    .treatments
                    .iter()
                    .map(|(_, ask)| match &ask.what {
                        vocab::case::Asked::Treatment(code) | vocab::case::Asked::Product(code) => code.clone(),
                    })
                    .collect();
                prop_assert_eq!(&there, &told, "{}", day);
                prop_assert_eq!(answer.verdict, run.verdict, "{}", day);
            }
        }
        prop_assert_eq!(next, to.plus(1));
    }
}
