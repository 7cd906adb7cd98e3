//! Schemas of the two answers of `serein forecast --json`: to a case, and to a table of groups.
use super::{day, integer, list, number, object, one_of, or_null, text, treatments};
use ::forecast::patient::{DAYS_MAX, GROUPS_ONLY, OffTrack, SoFar};
use knowledge::Knowledge;
use serde_json::{Value, json};
use vocab::goals::{Concern, Scale};

fn any_number() -> Value {
    json!({ "type": "number" })
}

fn sentence() -> Value {
    json!({ "type": "string", "minLength": 1 })
}

fn at_least_zero() -> Value {
    json!({ "type": "number", "minimum": 0 })
}

/// The answer to a table: one forecast for each of its rows.
pub(super) fn rows() -> Value {
    let fields = ["id", "week", "median", "low80", "high80", "sd", "basis"];
    let of = object(
        &fields,
        vec![
            ("id", text()),
            ("week", number(0.0, ::forecast::regimen::WEEKS_MAX)),
            ("median", any_number()),
            ("low80", any_number()),
            ("high80", any_number()),
            ("sd", at_least_zero()),
            ("basis", sentence()),
        ],
    );
    list(&of)
}

fn point() -> Value {
    let names = ["on", "week", "median", "low50", "high50", "low80", "high80"];
    let fields = names.map(|name| match name {
        "on" => (name, day()),
        "week" => (name, number(0.0, f64::from(DAYS_MAX) / 7.0)),
        _ => (name, any_number()),
    });
    object(&names, fields.to_vec())
}

fn concern() -> Value {
    let chance = object(
        &["score", "by", "probability"],
        vec![("score", any_number()), ("by", day()), ("probability", number(0.0, 1.0))],
    );
    let scales = Scale::ALL.iter().map(|s| s.code()).chain([::forecast::scale::PERCENT]);
    let so_far = [SoFar::Improved, SoFar::NoDetectableChange, SoFar::Worse].map(SoFar::words);
    let off_track = [OffTrack::OutsideBand, OffTrack::TooLittle].map(OffTrack::words);
    let fields = vec![
        ("concern", one_of(Concern::ALL.iter().map(|c| c.code()))),
        ("scale", one_of(scales)),
        ("from", day()),
        ("course", list(&point())),
        ("goal", or_null(&chance)),
        ("smallest_detectable_change", or_null(&at_least_zero())),
        ("so_far", or_null(&one_of(so_far))),
        ("off_track", or_null(&one_of(off_track))),
        ("own_weight_percent", number(0.0, 100.0)),
        ("label", or_null(&one_of([GROUPS_ONLY]))),
        ("basis", list(&sentence())),
        ("unknown", list(&text())),
        ("needs_sign_off", json!({ "type": "boolean" })),
        ("unanswered", or_null(&sentence())),
    ];
    let names: Vec<&str> = fields.iter().map(|(name, _)| *name).collect();
    object(&names, fields)
}

/// The answer to a case: a course for each concern, and what each session to come disturbs.
pub(super) fn answer(k: &Knowledge) -> Value {
    let harms = vec![
        ("event", text()),
        ("group", text()),
        ("cases", integer(0, 1_000_000)),
        ("of", integer(1, 1_000_000)),
        ("low80", number(0.0, 100.0)),
        ("high80", number(0.0, 100.0)),
        ("basis", sentence()),
    ];
    let names: Vec<&str> = harms.iter().map(|(name, _)| *name).collect();
    let harm = object(&names, harms);
    let recovery = vec![
        ("treatment", treatments(k)),
        ("on", day()),
        ("redness_days", at_least_zero()),
        ("barrier_days", at_least_zero()),
        ("basis", sentence()),
        ("needs_sign_off", json!({ "type": "boolean" })),
        ("harms", list(&harm)),
    ];
    let names: Vec<&str> = recovery.iter().map(|(name, _)| *name).collect();
    let recovery = object(&names, recovery);
    object(&["concerns", "recovery"], vec![("concerns", list(&concern())), ("recovery", list(&recovery))])
}

#[cfg(test)]
mod tests {
    use super::super::tests::{faults, schema};
    use super::*;
    use ::forecast::answer::{FirstRow, of_table};
    use ::forecast::course::{Asked, of_plan};
    use ::forecast::population::{ARMS, Population};

    const CASE: &str = r#"{ "today": "2026-02-09", "patient": { "born": "1990-01-01" }, "unstated": "absent",
      "goals": { "until": "2026-08-01", "concerns": [
        { "concern": "melasma", "scale": "mmasi", "score": 9.0, "target": 4.0 },
        { "concern": "dullness", "scale": "gais", "score": 0.0, "target": 1.0 } ] },
      "plan": { "sessions": [ { "treatment": "laser_afl", "on": "2026-03-09" }, { "treatment": "massage", "on": "2026-03-20" } ],
                "home_care": [ { "product": "azelaic", "from": "2025-08-01", "adherence": 0.8 } ] },
      "measured": [ { "on": "2025-08-01", "concern": "melasma", "scale": "mmasi", "score": 12.0, "raters": 2 },
                    { "on": "2026-02-09", "concern": "melasma", "scale": "mmasi", "score": 11.9, "raters": 2 } ] }"#;

    #[test]
    fn the_answers_fit_and_a_false_one_does_not() {
        let k = Knowledge::shipped().unwrap();
        let of = Population::shipped().unwrap();
        let file = casefile::read(k, CASE.as_bytes()).unwrap();
        let (goals, plan) = (file.goals.unwrap(), file.plan.unwrap());
        let asked = Asked { today: file.case.today, goals: &goals, plan: &plan, measured: &file.measured };
        let told = of_plan(of, &asked);
        assert!(told.concerns[0].off_track.is_some() && !told.recovery[0].harms.is_empty());
        let mut value = serde_json::to_value(&told).unwrap();
        let shape = schema("forecast-answer.schema.json");
        assert_eq!(faults(&shape, &value, "answer"), [""; 0]);
        value["concerns"][0]["goal"]["probability"] = json!(1.2);
        assert_eq!(faults(&shape, &value, "answer").len(), 1);
        for first in [FirstRow::Forecast, FirstRow::Observed] {
            let rows = serde_json::to_value(of_table(of, ARMS, first).unwrap()).unwrap();
            assert_eq!(faults(&schema("forecast-arms-answer.schema.json"), &rows, "rows"), [""; 0]);
        }
    }
}
