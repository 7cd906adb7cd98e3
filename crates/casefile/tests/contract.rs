//! The worked example of the contract: which fields an answer has, in which order, and what they say.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
use casefile::{gate_shape, read, to_json};
use knowledge::Knowledge;
use safety::Gate;

const CASE: &str = r#"{
  "today": "2026-02-09",
  "policy": { "isotretinoin": "label" },
  "patient": { "born": "1995-04-12", "sex": "female", "phototype": "V", "ita": -12.5,
    "scores": { "gags": { "forehead": 2, "cheek_r": 3, "cheek_l": 2, "nose": 1, "chin": 2, "chest_back": 0 } } },
  "facts": [
    { "drug": "Claravis", "status": "past", "until": "2026-01-05" },
    { "condition": "hsv_history", "status": "unknown" },
    { "procedure": "filler_ha", "on": "2026-01-20", "zone": "lip_upper" },
    { "condition": "dental_work", "on": "2026-02-19" },
    { "condition": "diabetes", "status": "present", "value": 7.1, "unit": "%", "on": "2025-12-01" },
    { "condition": "keloid_history", "status": "present", "zone": "chest" },
    { "product": "tretinoin", "status": "present" } ],
  "unstated": "absent",
  "ask": [ { "treatment": "peel_salicylic", "on": "2026-02-09", "zone": "cheek_medial_l",
             "params": { "percent": 20, "ph": 3.0 } } ] }"#;

fn answered(case: &str) -> String {
    let knowledge = Knowledge::shipped().unwrap();
    let file = read(knowledge, case.as_bytes()).unwrap();
    let gate = Gate::new(knowledge);
    to_json(&gate_shape(gate.derived(&file.case), &gate.answers(&file.case).unwrap())).unwrap()
}

/// The fields of an object at a depth of indentation, in the order in which they stand.
fn fields(text: &str, indent: usize) -> Vec<&str> {
    let at = format!("\n{}\"", " ".repeat(indent));
    text.split(at.as_str()).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn the_example_has_the_fields_of_the_contract_in_its_order() {
    let text = answered(CASE);
    assert_eq!(fields(&text, 2), ["derived", "answers"]);
    assert_eq!(
        fields(&text, 6),
        [
            "total",
            "band",
            "treatment",
            "on",
            "zone",
            "params",
            "verdict",
            "earliest",
            "until",
            "conditions",
            "questions",
            "findings"
        ]
    );
    let mut inner = fields(&text, 10);
    inner.sort_unstable();
    inner.dedup();
    assert_eq!(
        inner,
        ["because", "code", "condition", "from", "rule", "sources", "strength", "text", "until", "verdict"]
    );
}

#[test]
fn the_example_says_what_the_contract_says() {
    let text = answered(CASE);
    let squeezed: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for said in [
        r#""derived": { "phototype_for_safety": "V", "gags": { "total": 17, "band": "mild" } }"#,
        r#""verdict": "defer", "earliest": "2026-07-07", "until": null, "conditions": [ { "code": "patch_test""#,
        r#""questions": [ { "condition": "hsv_history", "text": "Have you ever had a cold sore?" } ]"#,
        r#""findings": [ { "rule": "isotretinoin-superficial-peel", "verdict": "defer", "until": "2026-07-07""#,
        r#""sources": [ "WALD", "SPRING" ], "strength": "G" }"#,
    ] {
        assert!(squeezed.contains(said), "{said} is not in {squeezed}");
    }
    assert_eq!(text, answered(CASE), "the same question, the same bytes");
}

#[test]
fn what_must_happen_names_the_limit_of_the_policy() {
    let case = |policy: &str| {
        format!(
            r#"{{"today":"2026-02-09","policy":{{{policy}}},"patient":{{"born":"1995-04-12","phototype":"II"}},"unstated":"absent",
            "facts":[{{"condition":"diabetes","status":"present"}}],"ask":[{{"treatment":"microneedling"}}]}}"#
        )
    };
    assert!(answered(&case("")).contains(r#""until": "HbA1c < 8.0 % on file""#));
    assert!(answered(&case(r#""hba1c_limit":7.0"#)).contains(r#""until": "HbA1c < 7.0 % on file""#));
}
