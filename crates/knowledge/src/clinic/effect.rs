//! Whether a change makes the shipped knowledge stricter: whoever loosens must sign.
//!
//! The list names what is surely stricter or only wording. Everything else counts as loosening,
//! because a change whose direction nobody stated is not known to be safe.
use super::merge::Change;
use serde_json::Value;
use vocab::{Performer, Verdict};

vocab::words! {
    /// What a change does to the answers.
    Effect, "effect of a change" {
        /// Words for people; no answer changes its verdict.
        Wording = "wording",
        /// Answers can only become heavier.
        Stricter = "stricter",
        /// Answers may become lighter: somebody signs.
        Looser = "looser",
    }
}

/// Fields that only people read.
const WORDING: [&str; 16] = [
    "action",
    "basis",
    "because",
    "cells",
    "layering",
    "mechanism",
    "minutes",
    "note",
    "notes",
    "question",
    "room",
    "silent",
    "sources",
    "strength_note",
    "text",
    "title",
];
/// Numbers of which the larger is the stricter.
const LARGER: [&str; 9] = [
    "before_days",
    "cooling_off_days",
    "days",
    "min",
    "min_gap_days",
    "other_zone_days",
    "ph_min",
    "stop_days",
    "to_years",
];
/// Numbers of which the smaller is the stricter.
const SMALLER: [&str; 7] =
    ["valid_days", "from_years", "max", "max_mm", "percent_max", "scar_max_mm", "cycle_weeks_max"];
/// Lists of items that can only add findings.
const ADDING: [&str; 7] = ["rule", "gap", "age", "contraindication", "risk", "off_label", "question"];

/// What one change of a file in `folder` does.
pub(crate) fn effect(folder: &str, change: &Change) -> Effect {
    let field = change.field();
    if folder == "bibliography.toml" && change.before.is_none() {
        return Effect::Wording;
    }
    if change.is_new_item() {
        return if ADDING.contains(&field) { Effect::Stricter } else { Effect::Looser };
    }
    if WORDING.contains(&field) || change.fields().any(|f| f == "sign_off" || f == "cells") {
        return Effect::Wording;
    }
    match (&change.before, field) {
        (Some(before), "verdict") => ordered(words::<Verdict>(before), words::<Verdict>(&change.now)),
        (Some(before), "lowest") => ordered(words::<Performer>(before), words::<Performer>(&change.now)),
        (Some(before), field) if LARGER.contains(&field) => ordered(before.as_f64(), change.now.as_f64()),
        (Some(before), field) if SMALLER.contains(&field) => ordered(change.now.as_f64(), before.as_f64()),
        (Some(before), "sessions") if change.fields().any(|f| f == "cap") => {
            ordered(change.now.as_f64(), before.as_f64())
        }
        (Some(before), "for") => all_of(before, &change.now),
        (Some(before), "except") => all_of(&change.now, before),
        (Some(Value::Bool(true)), "planned") | (Some(Value::Bool(false)), "by_law" | "light") => {
            Effect::Stricter
        }
        (Some(_) | None, _) => Effect::Looser,
    }
}

fn words<W: std::str::FromStr>(value: &Value) -> Option<W> {
    value.as_str()?.parse().ok()
}

/// Stricter where `low` is below `high` and both are known.
fn ordered<T: PartialOrd>(low: Option<T>, high: Option<T>) -> Effect {
    match (low, high) {
        (Some(low), Some(high)) if low <= high => Effect::Stricter,
        (Some(_) | None, Some(_) | None) => Effect::Looser,
    }
}

/// Stricter where every word of `part` stands in `whole` too.
fn all_of(part: &Value, whole: &Value) -> Effect {
    match (part.as_array(), whole.as_array()) {
        (Some(part), Some(whole)) if part.iter().all(|p| whole.contains(p)) => Effect::Stricter,
        (Some(_) | None, Some(_) | None) => Effect::Looser,
    }
}

#[cfg(test)]
mod tests {
    use super::super::merge::{Step, merge};
    use super::*;
    use serde_json::json;

    fn of(base: Value, over: Value) -> Vec<Effect> {
        let mut base = base;
        merge(&mut base, over).iter().map(|c| effect("conditions", c)).collect()
    }

    #[test]
    fn the_direction_of_a_change() {
        let rule = |fields: Value| json!({ "rule": [fields] });
        for (before, now, want) in [
            (
                json!({"key": "a", "verdict": "caution"}),
                json!({"key": "a", "verdict": "review"}),
                Effect::Stricter,
            ),
            (
                json!({"key": "a", "verdict": "review"}),
                json!({"key": "a", "verdict": "caution"}),
                Effect::Looser,
            ),
            (json!({"key": "a", "days": 14}), json!({"key": "a", "days": 21}), Effect::Stricter),
            (json!({"key": "a", "days": 14}), json!({"key": "a", "days": 7}), Effect::Looser),
            (json!({"key": "a"}), json!({"key": "a", "days": 7}), Effect::Looser),
            (
                json!({"key": "a", "percent_max": 30.0}),
                json!({"key": "a", "percent_max": 20}),
                Effect::Stricter,
            ),
            (
                json!({"key": "a", "for": ["MN"]}),
                json!({"key": "a", "for": ["MN", "RFMN"]}),
                Effect::Stricter,
            ),
            (json!({"key": "a", "for": ["MN", "RFMN"]}), json!({"key": "a", "for": ["MN"]}), Effect::Looser),
            (json!({"key": "a", "except": []}), json!({"key": "a", "except": ["ipl"]}), Effect::Looser),
            (json!({"key": "a", "because": "x"}), json!({"key": "a", "because": "y"}), Effect::Wording),
            (json!({"key": "a", "recalled": true}), json!({"key": "a", "recalled": false}), Effect::Looser),
            (json!({"key": "a", "after_days": 5}), json!({"key": "a", "after_days": 9}), Effect::Looser),
        ] {
            assert_eq!(of(rule(before.clone()), rule(now.clone())), vec![want], "{before} -> {now}");
        }
    }

    #[test]
    fn a_new_rule_only_adds_but_a_new_exception_of_spacing_opens_a_door() {
        let change = |field: &str| Change {
            path: vec![
                Step::Field(field.to_owned()),
                Step::Item { by: "key", name: "x".to_owned(), index: 0 },
            ],
            before: None,
            now: json!({}),
        };
        assert_eq!(effect("conditions", &change("rule")), Effect::Stricter);
        assert_eq!(effect("treatments", &change("phototype")), Effect::Looser);
        let except = Change {
            path: vec![
                Step::Field("cell".into()),
                Step::Item { by: "then", name: "S".into(), index: 0 },
                Step::Field("except".into()),
            ],
            before: Some(json!([])),
            now: json!([{ "first": [], "then": ["peel_glycolic"], "days": 0 }]),
        };
        assert_eq!(effect("spacing", &except), Effect::Looser);
    }
}
