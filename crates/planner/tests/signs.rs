//! The auditor signs what the planner makes, for drawn people, goals and means; and what it signs can be spoilt and is then found.
#![expect(clippy::unwrap_used, reason = "a test that cannot read what ships may stop where it stands")]
use planner::audit::audit_report;
use planner::compose::plan;
use planner::house::example_prices;
use planner::request::Request;
use proptest::prelude::*;
use safety::Gate;
use vocab::case::{Case, Fact, Patient, Policy, Status, Subject, Unstated};
use vocab::goals::{Budget, Concern, ConcernGoal, Event, Goals, Lifestyle, Scale};
use vocab::{Day, Phototype, Zone};

fn today() -> Day {
    "2026-03-02".parse().unwrap()
}

fn fact() -> impl Strategy<Value = Fact> {
    let codes = vec![
        "pregnancy",
        "lactation",
        "hsv_history",
        "keloid_history",
        "isotretinoin",
        "anticoagulant_rx",
        "diabetes",
        "melasma",
        "rosacea",
        "psoriasis",
        "allergy_salicylate",
        "epilepsy_photosensitive",
        "immunosuppression",
        "smoker",
    ];
    let state = (prop::sample::select(codes), prop::sample::select(vec![Status::Present, Status::Unknown]))
        .prop_map(|(c, status)| Fact::new(Subject::Condition(c.to_owned()), Some(status)));
    let past = prop::sample::select(vec![
        "filler_ha",
        "botulinum",
        "microneedling",
        "peel_tca_10_20",
        "ipl",
        "laser_afl",
    ]);
    let done = (past, -90_i32..90).prop_map(|(c, on)| Fact {
        on: Some(today().plus(on)),
        ..Fact::new(Subject::Procedure(c.to_owned()), None)
    });
    let product =
        prop::sample::select(vec!["tretinoin", "retinol", "aha_glycolic", "hydroquinone", "vitamin_c"])
            .prop_map(|c| Fact::new(Subject::Product(c.to_owned()), Some(Status::Present)));
    prop_oneof![3 => state, 2 => done, 2 => product]
}

fn goal() -> impl Strategy<Value = ConcernGoal> {
    let zone = prop::option::weighted(
        0.2,
        prop::sample::select(vec![Zone::CheekMedialL, Zone::Forehead, Zone::Neck]),
    );
    (prop::sample::select(Concern::ALL), 1_u8..5, zone, prop::bool::ANY).prop_map(
        |(concern, weight, zone, scored)| {
            // What is scored today, and what is to be reached.
            let known = [
                (Concern::Melasma, Scale::Mmasi, 8.0, Some(4.0)),
                (Concern::Acne, Scale::Gags, 22.0, None),
                (Concern::FineLines, Scale::Griffiths, 4.0, Some(2.5)),
            ];
            let found = known.into_iter().find(|(c, ..)| scored && *c == concern);
            let (scale, score, target) = found
                .map_or((None, None, None), |(_, scale, score, target)| (Some(scale), Some(score), target));
            ConcernGoal { concern, scale, score, target, zone, weight }
        },
    )
}

fn wishes() -> impl Strategy<Value = (Vec<String>, Vec<String>)> {
    let avoid = vec![
        "needles",
        "injectables",
        "lasers",
        "peels",
        "heat",
        "downtime",
        "prescription",
        "azelaic",
        "ipl",
    ];
    let prefer = vec!["peel_glycolic", "massage", "botulinum", "laser_nafl", "azelaic"];
    let words = |all: Vec<&'static str>| {
        prop::collection::vec(prop::sample::select(all).prop_map(str::to_owned), 0..3)
    };
    (words(avoid), words(prefer))
}

fn goals() -> impl Strategy<Value = Goals> {
    let span = (prop::option::weighted(0.8, 20_i32..260), prop::option::of((10_i32..200, 0_u16..30)));
    let means = (
        prop::option::of(10_000_i64..600_000),
        prop::option::of(0_u16..12),
        prop::option::of(0_u16..20),
        prop::option::of(0.0..9.0_f64),
    );
    let away = prop::collection::vec((0_i32..120, 0_i32..21), 0..3);
    (prop::collection::vec(goal(), 1..5), span, away, means, wishes()).prop_map(
        |(concerns, (until, event), away, (budget, max_visits, max_quiet_days, sun), (avoid, prefer))| {
            Goals {
                concerns,
                until: until.map(|n| today().plus(n)),
                event: event.map(|(on, clear_days)| Event { on: today().plus(on), clear_days, name: None }),
                away: away.into_iter().map(|(a, n)| (today().plus(a), today().plus(a + n))).collect(),
                budget: budget.map(|minor_units| Budget { minor_units, currency: "USD".to_owned() }),
                max_visits,
                max_quiet_days,
                avoid,
                prefer,
                lifestyle: Lifestyle { smokes: None, sun_hours_per_day: sun, sleep_hours: None },
            }
        },
    )
}

fn request() -> impl Strategy<Value = Request> {
    let skin = prop::option::weighted(0.9, prop::sample::select(Phototype::ALL));
    let unstated =
        prop::sample::select(vec![Unstated::Absent, Unstated::Absent, Unstated::Absent, Unstated::Unknown]);
    let place = prop::option::weighted(0.3, prop::sample::select(vec!["US-CA", "AU-NSW", "DE-BE", "GB-ENG"]));
    let person = (skin, 14_i32..80, unstated, place);
    (prop::collection::vec(fact(), 0..5), goals(), person).prop_map(
        |(facts, goals, (phototype, years, unstated, place))| Request {
            case: Case {
                today: today(),
                policy: Policy { jurisdiction: place.map(str::to_owned), ..Policy::default() },
                patient: Patient { born: Some(today().plus(-366 * years)), phototype, ..Patient::default() },
                facts,
                unstated,
                ask: vec![],
            },
            goals,
            measured: vec![],
            existing: None,
            prices: example_prices().unwrap(),
            insist: vec![],
        },
    )
}

/// How many requests are drawn; more with `PROPTEST_CASES`.
const CASES: u32 = 48;

proptest! {
    #![proptest_config(ProptestConfig { cases: std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(CASES), ..ProptestConfig::default() })]
    #[test]
    fn the_auditor_signs(request in request()) {
        let gate = Gate::new(knowledge::Knowledge::shipped().unwrap());
        let report = plan(&gate, &request).unwrap();
        let found = audit_report(&gate, &request, &report);
        let said: Vec<String> = found.iter().map(ToString::to_string).collect();
        prop_assert!(said.is_empty(), "{said:#?}");
    }
}
