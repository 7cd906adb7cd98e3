//! What must hold for every case: properties that no table can reach.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
use knowledge::Knowledge;
use knowledge::condition::Holds;
use proptest::prelude::*;
use safety::Gate;
use std::sync::OnceLock;
use vocab::case::{
    Ask, Case, Fact, IsotretinoinPolicy, Patient, PhotosensitiserPolicy, Policy, Status, Subject, Unstated,
    VaccineFillerPolicy,
};
use vocab::{Day, Params, Performer, Phototype, Verdict, Zone};

fn gate() -> &'static Gate<'static> {
    static GATE: OnceLock<Gate<'static>> = OnceLock::new();
    GATE.get_or_init(|| Gate::new(Knowledge::shipped().unwrap()))
}

const TODAY: i32 = 20_515; // 2026-03-03

fn day() -> impl Strategy<Value = Day> {
    (TODAY - 500..TODAY + 300).prop_map(Day::from_number)
}

fn subject() -> impl Strategy<Value = Subject> {
    let k = gate().knowledge();
    let conditions: Vec<Subject> = k
        .conditions
        .iter()
        .filter(|c| c.holds != Holds::Derived)
        .map(|c| Subject::Condition(c.code.clone()))
        .collect();
    let drugs: Vec<Subject> =
        k.drugs.iter().flat_map(|c| &c.drug).map(|d| Subject::Drug(d.name.clone())).collect();
    let procedures: Vec<Subject> = k.treatments.iter().map(|t| Subject::Procedure(t.code.clone())).collect();
    let products: Vec<Subject> = k.ingredients.iter().map(|i| Subject::Product(i.code.clone())).collect();
    prop_oneof![
        6 => prop::sample::select(conditions),
        3 => prop::sample::select(drugs),
        3 => prop::sample::select(procedures),
        1 => prop::sample::select(products),
        1 => "[a-z]{4,9}".prop_map(Subject::Drug),
    ]
}

prop_compose! {
    fn fact()(
        subject in subject(),
        status in prop::option::weighted(0.8, prop::sample::select(Status::ALL.to_vec())),
        since in prop::option::weighted(0.2, day()),
        until in prop::option::weighted(0.4, day()),
        on in prop::option::weighted(0.6, day()),
        zone in prop::option::weighted(0.4, prop::sample::select(Zone::ALL.to_vec())),
        word in 0_usize..8,
    ) -> Fact {
        let status = status.or(if on.is_none() { Some(Status::Present) } else { None });
        let (since, until) = match (since, until) {
            (Some(a), Some(b)) if a > b => (Some(b), Some(a)),
            other => other,
        };
        let details: &[String] = match &subject {
            Subject::Condition(code) => &gate().knowledge().condition(code).unwrap().details,
            Subject::Drug(_) | Subject::Procedure(_) | Subject::Product(_) => &[],
        };
        let detail = details.get(word).cloned();
        let measured = subject == Subject::Condition("diabetes".to_owned()) && word % 2 == 0;
        Fact {
            status, since, until, on, zone, detail,
            value: measured.then_some(6.0 + f64::from(u32::try_from(word).unwrap()) / 2.0),
            unit: measured.then(|| "%".to_owned()),
            subject,
        }
    }
}

prop_compose! {
    fn case()(
        facts in prop::collection::vec(fact(), 0..8),
        born in prop::option::weighted(0.9, TODAY - 30_000..TODAY - 3_000),
        phototype in prop::option::weighted(0.9, prop::sample::select(Phototype::ALL.to_vec())),
        ita in prop::option::weighted(0.3, -90.0..90.0_f64),
        consensus in any::<bool>(),
        unknown in prop::bool::weighted(0.2),
    ) -> Case {
        Case {
            today: Day::from_number(TODAY),
            policy: Policy {
                isotretinoin: if consensus { IsotretinoinPolicy::Consensus2017 } else { IsotretinoinPolicy::Label },
                ..Policy::default()
            },
            patient: Patient { born: born.map(Day::from_number), phototype, ita, ..Patient::default() },
            facts,
            unstated: if unknown { Unstated::Unknown } else { Unstated::Absent },
            ask: Vec::new(),
        }
    }
}

prop_compose! {
    fn ask()(
        treatment in prop::sample::select(gate().knowledge().treatments.iter().map(|t| t.code.clone()).collect::<Vec<_>>()),
        zone in prop::option::weighted(0.4, prop::sample::select(Zone::ALL.to_vec())),
        heat in prop::option::weighted(0.2, any::<bool>()),
        lidocaine in prop::option::weighted(0.2, any::<bool>()),
    ) -> Ask {
        Ask { zone, params: Params { heat, lidocaine, ..Params::default() }, ..Ask::treatment(&treatment) }
    }
}

fn on(case: &Case, ask: &Ask, day: Day) -> safety::Answer<'static> {
    gate().answer(case, &Ask { on: Some(day), ..ask.clone() }).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// The set of allowed days is what the gate says day by day: over 400 days the runs touch each
    /// other without a gap, and the gate, asked anew, agrees on both ends and inside of every run.
    #[test]
    fn the_days_are_what_the_gate_says(case in case(), ask in ask(), inside in 0..400) {
        let (from, to) = (Day::from_number(TODAY), Day::from_number(TODAY + 399));
        let runs = gate().days(&case, &ask, from, to).unwrap();
        let mut next = from;
        for run in &runs {
            prop_assert_eq!(run.from, next);
            let within = run.from.plus(inside % (run.to.since(run.from) + 1));
            for day in [run.from, within, run.to] {
                prop_assert_eq!(on(&case, &ask, day).verdict, run.verdict, "{}", day);
            }
            next = run.to.plus(1);
        }
        prop_assert_eq!(next, to.plus(1));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    /// The same, each of the 400 days asked anew.
    #[test]
    fn the_days_are_what_the_gate_says_on_each_of_them(case in case(), ask in ask()) {
        let runs = gate().days(&case, &ask, Day::from_number(TODAY), Day::from_number(TODAY + 399)).unwrap();
        for run in &runs {
            for number in run.from.number()..=run.to.number() {
                prop_assert_eq!(on(&case, &ask, Day::from_number(number)).verdict, run.verdict, "{}", number);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// The day before the first free day still waits; the day itself does not.
    #[test]
    fn the_first_free_day_is_exact(case in case(), ask in ask()) {
        let answer = on(&case, &ask, case.today);
        if let Some(earliest) = answer.earliest {
            prop_assert!(on(&case, &ask, earliest).verdict < Verdict::Defer);
            for number in case.today.number().max(earliest.number() - 5)..earliest.number() {
                prop_assert!(on(&case, &ask, Day::from_number(number)).verdict >= Verdict::Defer);
            }
        } else {
            prop_assert!(answer.verdict >= Verdict::Defer);
            prop_assert!(answer.until.is_some(), "a no says what must happen");
            for ahead in [1, 30, 400, 4_000] {
                prop_assert!(on(&case, &ask, case.today.plus(ahead)).verdict >= Verdict::Defer);
            }
        }
    }

    /// A stricter switch never gives a lighter answer, and nobody named as place is the strictest place.
    #[test]
    fn a_stricter_policy_is_never_lighter(case in case(), ask in ask(), ahead in 0..200, performer in prop::sample::select(Performer::ALL.to_vec())) {
        let day = case.today.plus(ahead);
        let ask = Ask { performer: Some(performer), ..ask };
        let with = |policy: Policy| on(&Case { policy, ..case.clone() }, &ask, day).verdict;
        let strict = Policy { isotretinoin: IsotretinoinPolicy::Label, ..Policy::default() };
        let of_strict = with(strict.clone());
        for lighter in [
            Policy { isotretinoin: IsotretinoinPolicy::Consensus2017, ..strict.clone() },
            Policy { vaccine_filler: VaccineFillerPolicy::Asaps2021, ..strict.clone() },
            Policy { hba1c_limit: 9.0, ..strict.clone() },
        ] {
            prop_assert!(with(lighter.clone()) <= of_strict, "{lighter:?}");
        }
        for stricter in [
            Policy { photosensitiser_light: PhotosensitiserPolicy::RefuseAll, ..strict.clone() },
            Policy { hba1c_limit: 7.0, ..strict },
        ] {
            prop_assert!(with(stricter.clone()) >= of_strict, "{stricter:?}");
        }
    }

    /// A named place is never stricter than no place, where the strictest counts; it may only name
    /// who supervises, which is a caution.
    #[test]
    fn no_place_is_the_strictest_place(case in case(), ask in ask(), performer in prop::option::of(prop::sample::select(Performer::ALL.to_vec())), percent in prop::option::of(5.0_f64..60.0), ph in prop::option::of(1.0_f64..5.0)) {
        let params = Params { percent, ph, ..ask.params.clone() };
        let ask = Ask { performer, params, ..ask };
        let at = |place: Option<String>| {
            let policy = Policy { jurisdiction: place, ..case.policy.clone() };
            on(&Case { policy, ..case.clone() }, &ask, case.today).verdict
        };
        let nowhere = at(None);
        for place in &gate().knowledge().scope {
            prop_assert!(at(Some(place.code.clone())) <= nowhere.max(Verdict::Caution), "{}", place.code);
        }
    }

    /// Whoever says "I do not know" about something that matters here is asked about it.
    #[test]
    fn what_is_said_to_be_unknown_is_asked(which in any::<prop::sample::Index>(), ask in ask()) {
        let codes: Vec<_> = gate().knowledge().conditions.iter().filter(|c| c.holds != Holds::Derived).map(|c| &c.code).collect();
        let code = codes.get(which.index(codes.len())).unwrap();
        let case = |status| Case {
            today: Day::from_number(TODAY), policy: Policy::default(),
            patient: Patient { born: Some(Day::from_number(0)), phototype: Some(Phototype::III), ..Patient::default() },
            facts: vec![Fact::new(Subject::Condition((*code).clone()), Some(status))], unstated: Unstated::Absent, ask: vec![],
        };
        let today = Day::from_number(TODAY);
        let open = on(&case(Status::Unknown), &ask, today);
        let told = on(&case(Status::Present), &ask, today);
        let fired = told.findings.iter().any(|f| gate().knowledge().condition(code).unwrap().rule.iter().any(|r| r.key == f.rule.to_string()));
        let fired = fired && ask.zone.is_none();
        prop_assert!(!fired || open.questions.iter().any(|q| q.condition == code.as_str()), "{code}: {:?}", open.questions);
        if fired && told.verdict >= Verdict::Defer {
            prop_assert!(open.verdict >= Verdict::Review);
        }
    }

    /// The order of facts never changes an answer.
    #[test]
    fn the_order_of_facts_does_not_matter(case in case(), ask in ask(), ahead in 0..200) {
        let mut turned = case.clone();
        turned.facts.reverse();
        let day = case.today.plus(ahead);
        let shape = |c: &Case| {
            let a = on(c, &ask, day);
            let findings: Vec<_> = a.findings.iter().map(|f| (f.rule.to_string(), f.verdict, f.until)).collect();
            (a.verdict, a.earliest, a.questions.clone(), findings)
        };
        prop_assert_eq!(shape(&case), shape(&turned));
    }

    /// A fact turned to unknown never makes a stop lighter than review.
    #[test]
    fn not_knowing_is_never_permission(case in case(), ask in ask(), which in any::<prop::sample::Index>(), ahead in 0..200) {
        prop_assume!(!case.facts.is_empty());
        let day = case.today.plus(ahead);
        let before = on(&case, &ask, day).verdict;
        let mut open = case.clone();
        let place = which.index(open.facts.len());
        let fact = open.facts.get_mut(place).unwrap();
        *fact = Fact { status: Some(Status::Unknown), since: None, until: None, on: None, ..fact.clone() };
        if before >= Verdict::Defer {
            prop_assert!(on(&open, &ask, day).verdict >= Verdict::Review);
        }
    }

    /// An unknown phototype or birth date never makes a stop lighter than review.
    #[test]
    fn an_unknown_person_is_never_freer(case in case(), ask in ask()) {
        let before = on(&case, &ask, case.today).verdict;
        let mut open = case.clone();
        open.patient = Patient::default();
        if before >= Verdict::Defer {
            prop_assert!(on(&open, &ask, case.today).verdict >= Verdict::Review);
        }
    }

    /// Any name of a drug gives the same answer, in any case, with spaces and hyphens.
    #[test]
    fn names_of_a_drug_are_one(which in any::<prop::sample::Index>(), ask in ask(), until in prop::option::of(day())) {
        let drugs: Vec<_> = gate().knowledge().drugs.iter().flat_map(|c| &c.drug).collect();
        let drug = drugs.get(which.index(drugs.len())).unwrap();
        let asked = |name: &str| {
            let subject = Subject::Drug(name.to_owned());
            let fact = Fact { until, ..Fact::new(subject, Some(if until.is_some() { Status::Past } else { Status::Present })) };
            let case = Case {
                today: Day::from_number(TODAY), policy: Policy::default(),
                patient: Patient { born: Some(Day::from_number(0)), phototype: Some(Phototype::III), ..Patient::default() },
                facts: vec![fact], unstated: Unstated::Absent, ask: vec![],
            };
            let a = on(&case, &ask, case.today);
            (a.verdict, a.earliest, a.findings.iter().map(|f| f.rule.to_string()).collect::<Vec<_>>())
        };
        let want = asked(&drug.name);
        for name in &drug.also {
            prop_assert_eq!(&asked(name), &want, "{}", name);
            prop_assert_eq!(&asked(&format!(" {} ", name.to_uppercase().replace(' ', "-"))), &want, "{}", name);
        }
    }

    /// A percentage and the same value in mmol/mol are one value.
    #[test]
    fn units_do_not_matter(percent in 4.0..14.0_f64, age in 0..400, ask in ask()) {
        let asked = |value: f64, unit: &str| {
            let fact = Fact {
                on: Some(Day::from_number(TODAY - age)), value: Some(value), unit: Some(unit.to_owned()),
                ..Fact::new(Subject::Condition("diabetes".to_owned()), Some(Status::Present))
            };
            let case = Case {
                today: Day::from_number(TODAY), policy: Policy::default(),
                patient: Patient { born: Some(Day::from_number(0)), phototype: Some(Phototype::III), ..Patient::default() },
                facts: vec![fact], unstated: Unstated::Absent, ask: vec![],
            };
            on(&case, &ask, case.today).verdict
        };
        prop_assume!((percent - 8.0).abs() > 1e-9);
        prop_assert_eq!(asked(percent, "%"), asked((percent - 2.15) / 0.0915, "mmol/mol"));
    }

    /// Every finding has a reason, a source and a place in the order; the worst is the verdict.
    #[test]
    fn an_answer_has_its_reasons(case in case(), ask in ask()) {
        let a = on(&case, &ask, case.today);
        prop_assert_eq!(a.findings.first().map_or(Verdict::Allow, |f| f.verdict), a.verdict);
        for pair in a.findings.windows(2) {
            if let [x, y] = pair {
                prop_assert!((std::cmp::Reverse(x.verdict), x.rule.to_string()) <= (std::cmp::Reverse(y.verdict), y.rule.to_string()));
            }
        }
        for f in &a.findings {
            prop_assert!(f.verdict > Verdict::Allow);
            prop_assert!(!f.because.to_string().trim().is_empty());
            prop_assert!(f.sources.tags().count() > 0);
        }
        if a.verdict == Verdict::Review && a.findings.iter().any(|f| matches!(f.because, safety::Because::Unasked { .. })) {
            prop_assert!(!a.questions.is_empty());
        }
    }
}
