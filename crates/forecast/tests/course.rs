//! The course of a whole plan: what is told for each concern, and what may never happen.
#![expect(clippy::unwrap_used, reason = "a test stops where the data cannot be read")]
use forecast::course::{Asked, ConcernCourse, PlanCourse, of_plan};
use forecast::population::Population;
use proptest::prelude::*;
use vocab::goals::{
    Concern, ConcernGoal, ExistingPlan, Goals, Lifestyle, Measured, PlannedHomeCare, PlannedSession, Scale,
};
use vocab::{Day, Params, Zone};

const TODAY: Day = Day::from_number(20_000);

fn day(n: i32) -> Day {
    TODAY.plus(n)
}

fn goal(concern: Concern, scale: Option<Scale>, score: Option<f64>) -> ConcernGoal {
    ConcernGoal { concern, scale, score, target: None, zone: None, weight: 1 }
}

fn goals(concerns: Vec<ConcernGoal>) -> Goals {
    Goals {
        concerns,
        until: Some(day(168)),
        event: None,
        away: vec![],
        budget: None,
        max_visits: None,
        max_quiet_days: None,
        avoid: vec![],
        prefer: vec![],
        lifestyle: Lifestyle::default(),
    }
}

fn session(treatment: &str, on: i32) -> PlannedSession {
    PlannedSession {
        treatment: treatment.to_owned(),
        on: day(on),
        zones: vec![],
        params: Params::default(),
        done: None,
    }
}

fn product(code: &str, from: i32, until: Option<i32>, adherence: f64) -> PlannedHomeCare {
    PlannedHomeCare {
        product: code.to_owned(),
        percent: None,
        from: day(from),
        until: until.map(day),
        adherence: Some(adherence),
        pauses: vec![],
    }
}

fn melasma() -> Goals {
    goals(vec![goal(Concern::Melasma, Some(Scale::Mmasi), Some(8.4))])
}

fn ask(goals: &Goals, plan: &ExistingPlan, measured: &[Measured]) -> PlanCourse {
    of_plan(Population::shipped().unwrap(), &Asked { today: TODAY, goals, plan, measured })
}

fn first(goals: &Goals, plan: &ExistingPlan, measured: &[Measured]) -> ConcernCourse {
    ask(goals, plan, measured).concerns.remove(0)
}

fn measured(on: i32, score: f64) -> Measured {
    Measured { on: day(on), concern: Concern::Melasma, scale: Scale::Mmasi, score, raters: 1 }
}

fn end(course: &ConcernCourse) -> f64 {
    course.course.last().unwrap().median
}

#[test]
fn sessions_that_did_not_happen_or_lie_elsewhere_do_nothing() {
    let mut goals = melasma();
    goals.concerns[0].zone = Some(Zone::CheekMedialL);
    let plan = |change: fn(&mut PlannedSession)| {
        let mut s = session("peel_glycolic", -7);
        change(&mut s);
        ExistingPlan { sessions: vec![s], home_care: vec![] }
    };
    let none = end(&first(&goals, &ExistingPlan::default(), &[measured(-7, 8.4)]));
    let done = end(&first(&goals, &plan(|_| {}), &[measured(-7, 8.4)]));
    assert!(done < none);
    for undone in [plan(|s| s.done = Some(false)), plan(|s| s.zones = vec![Zone::Chin])] {
        let course = first(&goals, &undone, &[measured(-7, 8.4)]);
        assert!(
            (end(&course) - none).abs() < 1e-9 && course.basis.iter().any(|b| b.contains("left out")),
            "{course:?}"
        );
    }
}

#[test]
fn pauses_and_stops_are_days_without_use() {
    let mut paused = product("azelaic", 0, Some(100), 1.0);
    paused.pauses = vec![(day(20), day(40)), (day(60), day(99))];
    let plan = |home_care| ExistingPlan { sessions: vec![], home_care: vec![home_care] };
    let with = |h| end(&first(&melasma(), &plan(h), &[]));
    let (kept, paused) = (with(product("azelaic", 0, Some(100), 1.0)), with(paused));
    assert!(kept < paused && paused < end(&first(&melasma(), &ExistingPlan::default(), &[])));
}

#[test]
fn the_chance_of_a_target_and_the_change_so_far_are_told() {
    let mut goals = melasma();
    goals.concerns[0].target = Some(4.0);
    let plan = ExistingPlan { sessions: vec![], home_care: vec![product("hydroquinone", -60, None, 1.0)] };
    let own = [measured(-60, 12.0), measured(0, 5.0)];
    let course = first(&goals, &plan, &own);
    let chance = course.goal.unwrap();
    assert!(chance.by == day(168) && chance.probability > 0.3 && chance.probability <= 1.0);
    assert_eq!((course.so_far, course.label), (Some("improved"), None));
    assert!(course.own_weight_percent > 10.0 && course.from == day(-60));
    // The score of the goals has no day: beside measurements it is not read, and that is said.
    assert!(course.basis.iter().any(|b| b.contains("is not read beside measurements")));
    assert_eq!(first(&goals, &plan, &own[..1]).label, Some("published groups only"));
}

#[test]
fn a_concern_without_a_score_or_with_a_class_is_told_in_per_cent() {
    let goals = goals(vec![
        goal(Concern::DynamicLines, None, None),
        goal(Concern::Dullness, Some(Scale::Gais), Some(0.0)),
        goal(Concern::Laxity, Some(Scale::Bother), Some(5.0)),
    ]);
    let plan = ExistingPlan { sessions: vec![session("botulinum", 0)], home_care: vec![] };
    let answer = ask(&goals, &plan, &[]);
    let [toxin, dull, lax] = answer.concerns.as_slice() else { panic!("three concerns") };
    assert_eq!((toxin.scale.as_str(), dull.scale.as_str()), ("percent", "percent"));
    assert!(
        toxin.course[0].median > 99.0
            && toxin.course[4].median < 60.0
            && toxin.smallest_detectable_change.is_none()
    );
    assert!(
        toxin.course.iter().take(9).all(|p| p.high80 < 110.0),
        "no band reaches far beyond no effect: {toxin:?}"
    );
    assert!(dull.basis[0].contains("`gais`") && dull.unknown == ["botulinum"]);
    assert_eq!(lax.scale, "bother_0_10");
}

#[test]
fn far_from_what_was_expected_asks_for_a_look() {
    let plan = ExistingPlan { sessions: vec![], home_care: vec![product("azelaic", -140, None, 1.0)] };
    let off = |last: f64| first(&melasma(), &plan, &[measured(-140, 8.4), measured(0, last)]).off_track;
    assert!(off(23.0).unwrap().contains("outside the 95 % band"));
    assert!(off(8.3).unwrap().contains("less than a fifth"));
    assert_eq!(off(4.0), None);
}

#[test]
fn sessions_to_come_say_what_they_disturb() {
    let plan = ExistingPlan {
        sessions: vec![session("laser_afl", -30), session("laser_afl", 30), session("massage", 10)],
        home_care: vec![],
    };
    let recovery = ask(&melasma(), &plan, &[]).recovery;
    assert_eq!(recovery.len(), 1);
    assert!(recovery[0].on == day(30) && recovery[0].redness_days > 5.0);
    assert!(recovery[0].harms.iter().any(|h| h.event == "pih" && h.cases == 12 && h.low80 > 75.0));
}

#[test]
fn the_same_question_gives_the_same_bytes() {
    let plan = ExistingPlan {
        sessions: vec![session("peel_glycolic", 3), session("ipl", 20)],
        home_care: vec![product("azelaic", 0, None, 0.7), product("azelaic", 10, None, 0.9)],
    };
    let text = || serde_json::to_string(&ask(&melasma(), &plan, &[measured(-9, 9.0)])).unwrap();
    assert_eq!(text(), text());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn adherence_helps_a_stop_does_not_and_the_band_never_narrows(
        low in 0.0..1.0f64, more in 0.0..1.0f64, stop in 10i32..150, peel in 0i32..150, start in 1.0..20.0f64
    ) {
        let goals = goals(vec![goal(Concern::Melasma, Some(Scale::Mmasi), Some(start))]);
        let plan = |adherence: f64, until: Option<i32>| ExistingPlan {
            sessions: vec![session("peel_glycolic", peel)],
            home_care: vec![product("azelaic", 0, until, adherence), product("sunscreen", 0, None, 1.0)],
        };
        let course = |a: f64, until: Option<i32>| first(&goals, &plan(a, until), &[]).course;
        let (less, full, stopped) = (course(low, None), course(low + more * (1.0 - low), None), course(low, Some(stop)));
        for ((less, full), stopped) in less.iter().zip(&full).zip(&stopped) {
            prop_assert!(full.median <= less.median + 1e-9, "more adherence");
            prop_assert!(stopped.median >= less.median - 1e-9, "a stop");
        }
        for course in [&less, &full, &stopped] {
            for pair in course.windows(2) {
                let width = |p: &forecast::course::Point| p.high80 - p.low80;
                prop_assert!(width(&pair[1]) >= width(&pair[0]) - 0.011, "{pair:?}");
            }
        }
    }
}
