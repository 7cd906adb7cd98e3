//! The contract's own examples fit the schemas, and what the readers refuse does not.
use super::*;

/// The words of JSON Schema that our documents use, and no others.
pub(super) fn faults(schema: &Value, value: &Value, at: &str) -> Vec<String> {
    let mut all = Vec::new();
    let of = schema.as_object().unwrap();
    for (word, want) in of {
        let holds = match word.as_str() {
            "$schema" | "title" | "format" => true,
            "type" => match want.as_str().unwrap() {
                "object" => value.is_object(),
                "array" => value.is_array(),
                "string" => value.is_string(),
                "number" => value.is_number(),
                "integer" => value.is_i64() || value.is_u64(),
                "boolean" => value.is_boolean(),
                "null" => value.is_null(),
                other => panic!("type {other}"),
            },
            "enum" => want.as_array().unwrap().contains(value),
            "required" => {
                want.as_array().unwrap().iter().all(|name| value.get(name.as_str().unwrap()).is_some())
            }
            "minimum" => value.as_f64().is_none_or(|x| x >= want.as_f64().unwrap()),
            "maximum" => value.as_f64().is_none_or(|x| x <= want.as_f64().unwrap()),
            "maxItems" => value.as_array().is_none_or(|list| list.len() as u64 <= want.as_u64().unwrap()),
            "minItems" => value.as_array().is_none_or(|list| list.len() as u64 >= want.as_u64().unwrap()),
            "minLength" => value.as_str().is_none_or(|text| !text.is_empty()),
            "pattern" => value.as_str().is_none_or(|text| shaped(want.as_str().unwrap(), text)),
            "anyOf" => want.as_array().unwrap().iter().any(|one| faults(one, value, at).is_empty()),
            "oneOf" => {
                want.as_array().unwrap().iter().filter(|one| faults(one, value, at).is_empty()).count() == 1
            }
            "additionalProperties" => value
                .as_object()
                .is_none_or(|fields| fields.keys().all(|name| of["properties"].get(name).is_some())),
            "properties" => {
                for (name, inner) in want.as_object().unwrap() {
                    if let Some(field) = value.get(name) {
                        all.extend(faults(inner, field, &format!("{at}.{name}")));
                    }
                }
                true
            }
            "items" => {
                for (i, item) in value.as_array().into_iter().flatten().enumerate() {
                    all.extend(faults(want, item, &format!("{at}[{i}]")));
                }
                true
            }
            other => panic!("the word {other} is not read here"),
        };
        if !holds {
            all.push(format!("{at}: {word}"));
        }
    }
    all
}

/// Days and minutes, the only patterns that the examples meet beside codes of places and currencies.
fn shaped(pattern: &str, text: &str) -> bool {
    let picture: String = text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    match pattern {
        "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" => picture == "0000-00-00",
        "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}$" => picture == "0000-00-00T00:00",
        _ => !text.is_empty(),
    }
}

pub(super) fn schema(name: &str) -> Value {
    let k = Knowledge::shipped().unwrap();
    documents(k).into_iter().find(|(file, _)| *file == name).unwrap().1
}

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
    { "product": "tretinoin", "status": "present" }
  ],
  "unstated": "absent",
  "ask": [
    { "treatment": "peel_salicylic", "on": "2026-02-09", "zone": "cheek_medial_l",
      "params": { "percent": 20, "ph": 3.0 }, "performer": "rn" }
  ]
}"#;

#[test]
fn the_example_of_the_contract_and_its_answer_fit() {
    let k = Knowledge::shipped().unwrap();
    assert_eq!(faults(&schema("case.schema.json"), &serde_json::from_str(CASE).unwrap(), "case"), [""; 0]);
    let file = casefile::read(k, CASE.as_bytes()).unwrap();
    let gate = safety::Gate::new(k);
    let mut everything = file.case.clone();
    everything.ask.clear();
    for case in [file.case, everything] {
        let answers = gate.answers(&case).unwrap();
        let shape = casefile::gate_shape(gate.derived(&case), &answers);
        let value = serde_json::to_value(&shape).unwrap();
        assert_eq!(faults(&schema("gate-answer.schema.json"), &value, "answer"), [""; 0]);
    }
}

/// A schema that lets through what the reader refuses would mislead whoever writes a case by it.
#[test]
fn what_the_reader_refuses_does_not_fit() {
    let k = Knowledge::shipped().unwrap();
    for (from, to) in [
        ("\"filler_ha\"", "\"filler_hb\""),
        ("\"hsv_history\"", "\"minor\""),
        ("\"lip_upper\"", "\"lip\""),
        ("\"V\"", "\"VII\""),
        ("-12.5", "-90.5"),
        ("\"label\"", "\"lable\""),
        ("\"rn\"", "\"nurse\""),
        ("\"percent\": 20", "\"percent\": 120"),
        ("\"percent\"", "\"per_cent\""),
        ("\"nose\": 1", "\"nose\": 5"),
        ("\"unstated\": \"absent\"", "\"unstated\": \"no\""),
        (
            "\"treatment\": \"peel_salicylic\",",
            "\"treatment\": \"peel_salicylic\", \"product\": \"retinol\",",
        ),
        ("\"condition\": \"dental_work\", \"on\": \"2026-02-19\"", "\"condition\": \"dental_work\""),
        ("\"today\": \"2026-02-09\",", ""),
    ] {
        assert!(CASE.contains(from), "{from}");
        let text = CASE.replacen(from, to, 1);
        assert!(casefile::read(k, text.as_bytes()).is_err(), "the reader takes {to}");
        let value = serde_json::from_str(&text).unwrap();
        assert_ne!(faults(&schema("case.schema.json"), &value, "case"), [""; 0], "the schema takes {to}");
    }
}

#[test]
fn the_question_and_answer_of_triage_fit() {
    let question = r#"{ "today": "2026-02-09", "patient": { "born": "1990-01-01" }, "facts": [],
      "after": { "procedure": "filler_ha", "at": "2026-02-09T15:30", "zone": "nose" }, "now": "2026-02-09T18:10",
      "symptoms": ["blanching", "pain_increasing"], "temperature_c": 37.2, "text": "free text, optional" }"#;
    let k = Knowledge::shipped().unwrap();
    assert!(casefile::read_triage(k, question.as_bytes()).is_ok());
    let value: Value = serde_json::from_str(question).unwrap();
    assert_eq!(faults(&schema("triage.schema.json"), &value, "triage"), [""; 0]);
    let answer = json!({ "level": "E1", "act_within_minutes": 15, "reply_within": null, "action": "a",
                         "because": [], "sources": ["CMAC-VO"] });
    assert_eq!(faults(&schema("triage-answer.schema.json"), &answer, "answer"), [""; 0]);
    let wrong = json!({ "level": "E5", "act_within_minutes": 15, "reply_within": null, "action": "a",
                        "because": [], "sources": [] });
    assert_ne!(faults(&schema("triage-answer.schema.json"), &wrong, "answer"), [""; 0]);
}
