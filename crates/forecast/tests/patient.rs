//! The patient's course: what measurements teach, and what may never happen.
#![expect(clippy::unwrap_used, reason = "a test stops where the data cannot be read")]
use forecast::patient::{
    CourseError, Given, Goal, Measurement, PatientCourse, Question, SoFar, Stretch, When, course,
};
use forecast::population::Population;
use proptest::prelude::*;

fn home(code: &str, from: u16, until: u16, adherence: f64) -> Given {
    Given { code: code.to_owned(), when: When::Home(vec![Stretch { from, until, adherence }]) }
}

fn sessions(code: &str, days: &[u16]) -> Given {
    Given { code: code.to_owned(), when: When::Sessions(days.to_vec()) }
}

fn at(day: u16, score: f64) -> Measurement {
    Measurement { day, score, raters: 1 }
}

fn question(given: Vec<Given>, measured: Vec<Measurement>) -> Question {
    Question {
        concern: "melasma".to_owned(),
        scale: "mmasi".to_owned(),
        given,
        measured,
        goal: None,
        until: 168,
    }
}

fn answer(question: &Question) -> PatientCourse {
    course(Population::shipped().unwrap(), question).unwrap()
}

#[test]
fn published_groups_only_until_a_second_measurement() {
    let given = vec![home("azelaic", 0, 168, 1.0), home("sunscreen", 0, 168, 1.0)];
    let first = answer(&question(given.clone(), vec![at(0, 8.4)]));
    assert!(first.own_weight == 0.0 && first.so_far.is_none());
    assert!(first.basis.iter().any(|b| b == "published groups only"));
    assert!(first.points.last().unwrap().median < 0.75 * first.points[0].median);
    let second = answer(&question(given, vec![at(0, 8.4), at(56, 3.0)]));
    assert!(second.own_weight > 10.0 && second.so_far == Some(SoFar::Improved));
    assert!(second.points.last().unwrap().median < first.points.last().unwrap().median);
    assert!((second.smallest_detectable_change.unwrap() - 3.8).abs() < 0.05);
}

#[test]
fn a_change_is_called_by_its_size() {
    for (last, want) in [(4.0, SoFar::Improved), (6.0, SoFar::NoDetectableChange), (12.5, SoFar::Worse)] {
        let got = answer(&question(vec![], vec![at(0, 8.4), at(70, last)])).so_far;
        assert_eq!(got, Some(want), "{last}");
    }
    let mut scars = question(vec![sessions("laser_afl", &[0, 90])], vec![at(0, 60.0), at(170, 30.0)]);
    scars.concern = "atrophic_scars".to_owned();
    scars.scale = "ecca".to_owned();
    assert_eq!(answer(&scars).so_far, None, "no measurement error is known for this scale");
}

#[test]
fn what_is_unknown_is_named_and_adds_nothing() {
    let with = answer(&question(vec![sessions("massage", &[0, 14])], vec![at(0, 8.4)]));
    assert_eq!(with.unknown, ["massage"]);
    assert_eq!(with.points, answer(&question(vec![], vec![at(0, 8.4)])).points);
    let mut gais = question(vec![], vec![at(0, 1.0)]);
    gais.scale = "gais".to_owned();
    assert_eq!(course(Population::shipped().unwrap(), &gais), Err(CourseError::Scale("gais".to_owned())));
    assert_eq!(course(Population::shipped().unwrap(), &question(vec![], vec![])), Err(CourseError::NoStart));
    assert!(course(Population::shipped().unwrap(), &question(vec![], vec![at(0, 25.0)])).is_err());
}

#[test]
fn courses_of_each_kind_have_their_shape() {
    let shape = |concern: &str, scale: &str, code: &str, start: f64, until: u16| {
        let given = match code {
            "ceramides" | "azelaic" => home(code, 0, 28, 1.0),
            _ => sessions(code, &[0]),
        };
        let mut q = question(vec![given], vec![at(0, start)]);
        (q.concern, q.scale, q.until) = (concern.to_owned(), scale.to_owned(), until);
        answer(&q)
    };
    let median = |c: &PatientCourse, week: usize| c.points[week].median;
    let toxin = shape("dynamic_lines", "bother_0_10", "botulinum", 6.0, 364);
    assert!(median(&toxin, 2) < 3.5 && median(&toxin, 4) < 3.5 && median(&toxin, 30) > 4.5);
    let filler = shape("folds", "bother_0_10", "filler_ha", 6.0, 364);
    assert!(
        median(&filler, 4) < 4.0 && median(&filler, 50) > median(&filler, 4) && median(&filler, 50) < 5.5
    );
    let cream = shape("dehydration", "corneometer", "ceramides", 40.0, 70);
    assert!(median(&cream, 4) > 48.0 && median(&cream, 8) < 42.0, "more is better, and it is lost in days");
    let barrier = shape("barrier", "tewl", "ceramides", 20.0, 70);
    assert!(median(&barrier, 4) < 16.0);
    let redness = shape("redness", "cea", "ipl", 3.0, 84);
    assert!(median(&redness, 8) < 2.8);
}

#[test]
fn the_probability_of_a_goal_grows_with_time_and_ease() {
    let chance = |score: f64, by: u16| {
        let mut q = question(vec![home("triple_cream", 0, 168, 1.0)], vec![at(0, 8.4)]);
        q.goal = Some(Goal { score, by });
        answer(&q).goal.unwrap()
    };
    assert!(chance(5.0, 56) <= chance(5.0, 112) && chance(4.0, 112) < chance(6.0, 112));
    assert!((0.0..=1.0).contains(&chance(0.0, 168)) && chance(8.4, 168) > 0.5);
}

#[test]
fn two_products_of_one_kind_count_once() {
    let q = |codes: &[&str]| {
        let mut q = question(codes.iter().map(|c| home(c, 0, 84, 1.0)).collect(), vec![at(0, 30.0)]);
        (q.concern, q.scale) = ("acne".to_owned(), "lesions_inflammatory".to_owned());
        answer(&q).points.last().unwrap().median
    };
    assert!((q(&["adapalene", "tretinoin"]) - q(&["adapalene"])).abs() < 1e-12);
    assert!(q(&["adapalene", "benzoyl_peroxide"]) < q(&["adapalene"]));
}

/// The end of a course of acne with these products, each from one day to another: median and width of the 80 % band.
fn end_of_acne(products: &[(&str, u16, u16)]) -> (f64, f64) {
    let given = products.iter().map(|(code, from, until)| home(code, *from, *until, 1.0)).collect();
    let mut q = question(given, vec![at(0, 30.0)]);
    (q.concern, q.scale) = ("acne".to_owned(), "lesions_inflammatory".to_owned());
    let last = *answer(&q).points.last().unwrap();
    (last.median, last.band80[1] - last.band80[0])
}

#[test]
fn a_second_cream_adds_a_share_of_itself_and_the_answer_says_so() {
    let (none, _) = end_of_acne(&[]);
    let (one, one_width) = end_of_acne(&[("adapalene", 0, 168)]);
    let (two, two_width) = end_of_acne(&[("adapalene", 0, 168), ("benzoyl_peroxide", 0, 168)]);
    let log_units = |from: f64, to: f64| ((from + 1.0) / (to + 1.0)).ln();
    let added = log_units(one, two) / log_units(none, one);
    assert!((0.4..0.6).contains(&added), "half of what it does alone: {added}");
    assert!(two_width / (two + 1.0) > one_width / (one + 1.0), "and the relative width grows");
    let mut q = question(
        vec![home("azelaic", 0, 168, 1.0), home("cysteamine", 0, 168, 1.0), home("sunscreen", 0, 168, 1.0)],
        vec![at(0, 8.0)],
    );
    assert!(answer(&q).basis.iter().any(|b| b == forecast::together::SENTENCE));
    q.given.remove(1);
    assert!(!answer(&q).basis.iter().any(|b| b == forecast::together::SENTENCE), "sunscreen stands apart");
}

#[test]
fn a_product_that_follows_another_of_its_kind_takes_its_place() {
    let (stopped, _) = end_of_acne(&[("adapalene", 0, 40)]);
    let (changed, _) = end_of_acne(&[("adapalene", 0, 40), ("tretinoin", 40, 168)]);
    let (kept, _) = end_of_acne(&[("adapalene", 0, 168)]);
    assert!(changed < stopped && changed >= kept - 1e-9, "{stopped} {changed} {kept}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn more_of_any_cream_never_worsens_what_is_to_come(
        first in 0.0..1.0f64, second in 0.0..1.0f64, more in 0.0..1.0f64, from in 0u16..60, score in 1.0..20.0f64
    ) {
        // Up to the last measurement both patients did the same: what follows is a decision, not evidence.
        let q = |adherence: f64| {
            let later = When::Home(vec![
                Stretch { from: 0, until: 60, adherence: second },
                Stretch { from: 60, until: 168, adherence },
            ]);
            let given = vec![
                home("azelaic", from, 168, first),
                Given { code: "hydroquinone".to_owned(), when: later },
                home("sunscreen", 0, 168, 1.0),
                sessions("peel_glycolic", &[10, 30]),
            ];
            answer(&question(given, vec![at(0, 10.0), at(60, score)]))
        };
        for (less, more) in q(second).points.iter().zip(&q(second + more * (1.0 - second)).points) {
            prop_assert!(more.median <= less.median + 1e-9, "{less:?} {more:?}");
        }
    }

    #[test]
    fn more_adherence_never_worsens_the_median(low in 0.0..1.0f64, more in 0.0..1.0f64, until in 0u16..168, start in 1.0..20.0f64) {
        let q = |a: f64| answer(&question(vec![home("azelaic", 0, until, a), sessions("peel_glycolic", &[10, 30])], vec![at(0, start)]));
        for (less, more) in q(low).points.iter().zip(&q(low + more * (1.0 - low)).points) {
            prop_assert!(more.median <= less.median + 1e-9);
        }
    }

    #[test]
    fn a_stop_never_improves_and_then_the_band_widens(stop in 14u16..100, start in 2.0..20.0f64, later in proptest::option::of(0.2..1.3f64)) {
        let mut measured = vec![at(0, start)];
        measured.extend(later.map(|share| at(7, (start * share).min(24.0))));
        let q = |until: u16| answer(&question(vec![home("hydroquinone", 0, until, 1.0)], measured.clone()));
        let (stopped, kept) = (q(stop), q(168));
        for (a, b) in stopped.points.iter().zip(&kept.points) {
            prop_assert!(a.median >= b.median - 1e-9);
        }
        let width = |p: &forecast::patient::CoursePoint| p.band80[1] - p.band80[0];
        let after: Vec<f64> = stopped.points.iter().filter(|p| p.day >= 7).map(width).collect();
        for pair in after.windows(2) {
            prop_assert!(pair[1] >= pair[0] - 1e-9, "{:?}", pair);
        }
        let end: Vec<f64> = stopped.points.iter().filter(|p| p.day >= stop).map(width).collect();
        prop_assert!(end[end.len() - 1] > end[0] || end[0] >= 24.0 - 1e-9);
        for p in &stopped.points {
            prop_assert!(p.band80[0] >= -1e-9 && p.band80[1] <= 24.0 + 1e-9 && p.band50[0] <= p.median && p.median <= p.band50[1]);
        }
    }

    #[test]
    fn a_measurement_never_widens_the_response(day in 7u16..150, score in 0.0..24.0f64, raters in 1u8..4) {
        let given = vec![home("azelaic", 0, 168, 1.0)];
        let one = answer(&question(given.clone(), vec![at(0, 8.0), Measurement { day, score, raters }]));
        prop_assert!((0.0..=100.0).contains(&one.own_weight));
        prop_assert!(one.points.iter().all(|p| p.median.is_finite() && p.band80[1].is_finite()));
    }
}
