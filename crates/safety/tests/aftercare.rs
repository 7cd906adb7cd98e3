//! Before and after: every row of section 6.2 by its resume days, and merging, where the strictest wins.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
use knowledge::Knowledge;
use knowledge::care::Activity::{
    self, Acids, Alcohol, BrightLight, Dental, Heat, LyingDown, MakeUp, Nsaid, Pool, Pressure, Repeat,
    Retinoid, Sport, Sun, Sunscreen,
};
use safety::aftercare::{Done, after, preparation, resume_day};
use vocab::Day;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// What is left, and the day from which it is resumed; `None` = nothing is said of it.
type Resume = (Activity, Option<u16>);

#[test]
fn the_days_on_which_things_are_resumed() {
    let k = Knowledge::shipped().unwrap();
    let rows: [(&str, &[Resume]); 17] = [
        ("facial_hydrating", &[(Acids, Some(3)), (Retinoid, Some(3)), (Heat, None)]),
        ("hydradermabrasion", &[(Acids, Some(3)), (Retinoid, Some(3)), (Heat, Some(3)), (Pool, Some(3))]),
        ("peel_glycolic", &[(Retinoid, Some(7)), (Sport, Some(2)), (Heat, Some(3)), (Pool, Some(3))]),
        ("peel_tca_25_35", &[(Retinoid, Some(28)), (Sun, Some(60)), (Heat, Some(14)), (Pool, Some(14))]),
        (
            "microneedling",
            &[(MakeUp, Some(1)), (Sunscreen, Some(1)), (Sport, Some(3)), (Acids, Some(7)), (Heat, Some(3))],
        ),
        ("rf_microneedling", &[(Sport, Some(3)), (Retinoid, Some(7)), (Heat, Some(7))]),
        ("ipl", &[(Sun, Some(28)), (Heat, Some(7))]),
        ("laser_qs_pico", &[(Sun, Some(28)), (Heat, Some(7))]),
        ("laser_vascular", &[(Heat, Some(7)), (Sun, Some(28))]),
        ("laser_nafl", &[(MakeUp, Some(2)), (Sun, Some(60)), (Heat, Some(7))]),
        ("laser_afl", &[(Retinoid, Some(28)), (Sun, Some(60)), (Pool, Some(14)), (Heat, Some(14))]),
        ("laser_full_ablative", &[(Retinoid, Some(28)), (Sun, Some(60))]),
        (
            "botulinum",
            &[(LyingDown, Some(1)), (Heat, Some(1)), (Pressure, Some(1)), (Repeat, Some(90)), (Sun, None)],
        ),
        (
            "filler_ha",
            &[
                (Sport, Some(1)),
                (Alcohol, Some(1)),
                (Heat, Some(14)),
                (Pressure, Some(14)),
                (Dental, Some(14)),
                (Repeat, Some(28)),
            ],
        ),
        ("prp", &[(Nsaid, Some(7)), (Heat, None)]),
        ("pdt", &[(Sun, Some(2)), (BrightLight, Some(2))]),
        ("waxing", &[(Retinoid, Some(2)), (Sport, None)]),
    ];
    for (treatment, wants) in rows {
        for (what, want) in wants {
            assert_eq!(resume_day(k, treatment, *what), *want, "{what} after {treatment}");
        }
    }
}

#[test]
fn the_strictest_of_two_treatments_wins_and_is_named() {
    let k = Knowledge::shipped().unwrap();
    let on = day("2026-03-02");
    let both = [Done { treatment: "botulinum", on }, Done { treatment: "filler_ha", on }];
    let merged = after(k, &both);
    assert_eq!(merged.free_from(Heat), Some(day("2026-03-16")));
    let heat = merged.leave.iter().find(|l| l.what == Heat).unwrap();
    assert_eq!(heat.decided_by, Some("filler_ha"));
    assert!(heat.shorter.contains("botulinum"));
    assert!(merged.photo_evenings.contains(&on));
    assert!(merged.photo_days.contains(&day("2026-03-05")));
    // A stricter treatment of an earlier day may end sooner than a laxer one of a later day.
    let days = [Done { treatment: "laser_nafl", on }, Done { treatment: "microneedling", on: on.plus(6) }];
    let merged = after(k, &days);
    let heat = merged.leave.iter().find(|l| l.what == Heat).unwrap();
    assert_eq!((heat.free_from, heat.decided_by), (on.plus(9), Some("microneedling")));
    assert!(merged.on(on).count() > 0);
}

#[test]
fn the_order_of_treatments_does_not_matter() {
    let k = Knowledge::shipped().unwrap();
    let on = day("2026-03-02");
    let codes: Vec<&str> = k.treatments.iter().map(|t| t.code.as_str()).collect();
    for a in &codes {
        for b in &codes {
            let one = [Done { treatment: a, on }, Done { treatment: b, on }];
            let other = [Done { treatment: b, on }, Done { treatment: a, on }];
            assert_eq!(format!("{:?}", after(k, &one)), format!("{:?}", after(k, &other)), "{a} and {b}");
        }
    }
}

#[test]
fn every_planned_treatment_has_a_course_and_tasks() {
    let k = Knowledge::shipped().unwrap();
    for t in k.treatments.iter().filter(|t| t.planned) {
        let found =
            k.care.aftercare.iter().filter(|a| !a.applies.is_empty() && k.applies_to(&a.applies, &t.code));
        assert_eq!(found.count(), 1, "{} has one course", t.code);
        assert!(preparation(k, &t.code).len() >= 5, "{} has its tasks", t.code);
    }
}

#[test]
fn tasks_come_by_their_day() {
    let k = Knowledge::shipped().unwrap();
    let days: Vec<u16> = preparation(k, "filler_ha").iter().map(|t| t.days_before).collect();
    assert!(days.is_sorted_by(|a, b| a >= b));
    for wanted in [21, 14, 10, 2, 1, 0] {
        assert!(days.contains(&wanted), "a task {wanted} days before filler");
    }
    assert!(!days.contains(&28) && !days.contains(&7));
    assert!(preparation(k, "laser_afl").iter().any(|t| t.days_before == 28 && t.text.contains("tanning")));
    assert!(preparation(k, "laser_afl").iter().any(|t| t.days_before == 7 && t.text.contains("retinoids")));
    assert!(
        preparation(k, "microneedling").iter().any(|t| t.days_before == 3 && t.text.contains("retinoids"))
    );
}

#[test]
fn what_stands_in_the_reference_is_counted() {
    let k = Knowledge::shipped().unwrap();
    assert_eq!(k.care.open_points.iter().map(|p| p.number).collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
    assert_eq!(k.care.spa.len(), 4);
    // Ten rows of the table, sleep and stress apart, and one house reading for the two advices without a row.
    assert_eq!(k.care.living.len(), 12);
    let advice: Vec<&str> = k.care.living.iter().flat_map(|l| &l.advice).map(String::as_str).collect();
    for code in [
        "daily_sunscreen",
        "shade_and_hat",
        "stop_smoking",
        "low_glycaemic_diet",
        "dairy_trial",
        "sleep",
        "stress",
        "hydration",
        "gentle_cleansing",
        "moisturiser",
    ] {
        assert_eq!(advice.iter().filter(|a| **a == code).count(), 1, "{code} has its support");
    }
    for signed in
        k.care.aftercare.iter().map(|a| &a.sign_off).chain(k.care.living.iter().map(|l| &l.sign_off))
    {
        assert!(signed.reviewed < signed.again && signed.again.since(signed.reviewed) <= 183);
    }
}
