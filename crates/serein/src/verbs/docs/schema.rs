//! JSON Schemas of the case, the triage question, and the answers of the gate, of triage and of the forecast. Every
//! closed list of codes is the list that the readers use.
mod forecast;

use knowledge::Knowledge;
use knowledge::condition::Attached;
use knowledge::red_flag::Level;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use vocab::case::{IsotretinoinPolicy, PhotosensitiserPolicy, Sex, Status, Unstated, VaccineFillerPolicy};
use vocab::goals::{Concern, Scale};
use vocab::params::{Current, Device, Mode, Pressure, Toxin};
use vocab::scale::gags;
use vocab::{Performer, Phototype, Strength, Verdict, Zone};

const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// Every schema with the name of its file.
pub(super) fn documents(k: &Knowledge) -> Vec<(&'static str, Value)> {
    vec![
        ("case.schema.json", whole("A case: what is known of a person on a day, and what is asked", case(k))),
        ("gate-answer.schema.json", whole("The answer to `serein gate --json`", gate_answer(k))),
        ("triage.schema.json", whole("A triage question: symptoms after a procedure", triage(k))),
        ("triage-answer.schema.json", whole("The answer to `serein triage --json`", triage_answer())),
        (
            "forecast-answer.schema.json",
            whole("The answer to `serein forecast CASE --json`", forecast::answer(k)),
        ),
        (
            "forecast-arms-answer.schema.json",
            whole("The answer to `serein forecast --arms FILE --json`", forecast::rows()),
        ),
    ]
}

fn whole(title: &str, mut schema: Value) -> Value {
    if let Some(fields) = schema.as_object_mut() {
        fields.insert("$schema".to_owned(), DIALECT.into());
        fields.insert("title".to_owned(), title.into());
    }
    schema
}

/// An object with these fields and no others.
fn object(required: &[&str], fields: Vec<(&str, Value)>) -> Value {
    let properties: Map<String, Value> = fields.into_iter().map(|(name, of)| (name.to_owned(), of)).collect();
    json!({ "type": "object", "additionalProperties": false, "required": required, "properties": properties })
}

/// A closed list of words.
fn one_of<'a>(words: impl IntoIterator<Item = &'a str>) -> Value {
    json!({ "enum": words.into_iter().collect::<Vec<_>>() })
}

macro_rules! words {
    ($kind:ty) => {
        one_of(<$kind>::ALL.iter().map(|word| word.code()))
    };
}

fn day() -> Value {
    json!({ "type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" })
}

/// A local minute without a zone.
fn minute() -> Value {
    json!({ "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}$" })
}

fn text() -> Value {
    json!({ "type": "string" })
}

fn number(low: f64, high: f64) -> Value {
    json!({ "type": "number", "minimum": low, "maximum": high })
}

fn integer(low: i64, high: i64) -> Value {
    json!({ "type": "integer", "minimum": low, "maximum": high })
}

fn list(of: &Value) -> Value {
    json!({ "type": "array", "items": of })
}

fn or_null(of: &Value) -> Value {
    json!({ "anyOf": [of, { "type": "null" }] })
}

fn treatments(k: &Knowledge) -> Value {
    let codes: BTreeSet<&str> = k.treatments.iter().map(|t| t.code.as_str()).collect();
    one_of(codes)
}

fn products(k: &Knowledge) -> Value {
    one_of(k.ingredients.iter().map(|i| i.code.as_str()))
}

/// The fields that a case and a triage question share.
fn person(k: &Knowledge) -> Vec<(&'static str, Value)> {
    vec![
        ("today", day()),
        ("policy", policy()),
        ("patient", patient()),
        ("facts", json!({ "type": "array", "maxItems": casefile::FACTS_MAX, "items": fact(k) })),
        ("unstated", words!(Unstated)),
    ]
}

fn case(k: &Knowledge) -> Value {
    let mut fields = person(k);
    let ask = object(
        &[],
        vec![
            ("treatment", treatments(k)),
            ("product", products(k)),
            ("on", day()),
            ("zone", words!(Zone)),
            ("params", params()),
            ("performer", words!(Performer)),
        ],
    );
    fields.push(("ask", list(&exactly_one(ask, &["treatment", "product"]))));
    fields.push(("goals", goals()));
    fields.push(("measured", list(&measured())));
    // A plan is what `serein plan --json` wrote; the gate reads past it.
    fields.push(("plan", json!({ "type": "object" })));
    object(&["today", "patient"], fields)
}

/// An object that names exactly one of these fields.
fn exactly_one(mut of: Value, names: &[&str]) -> Value {
    let each: Vec<Value> = names.iter().map(|name| json!({ "required": [name] })).collect();
    if let Some(fields) = of.as_object_mut() {
        fields.insert("oneOf".to_owned(), each.into());
    }
    of
}

fn policy() -> Value {
    object(
        &[],
        vec![
            ("isotretinoin", words!(IsotretinoinPolicy)),
            ("jurisdiction", json!({ "type": "string", "pattern": "^[A-Z]{2}(-[A-Z0-9]{1,3})?$" })),
            ("hba1c_limit", number(4.0, 15.0)),
            ("vaccine_filler", words!(VaccineFillerPolicy)),
            ("photosensitiser_light", words!(PhotosensitiserPolicy)),
        ],
    )
}

fn patient() -> Value {
    let areas: Vec<(&str, Value)> =
        gags::Grades::AREAS.iter().map(|(name, _)| (*name, integer(0, 4))).collect();
    let names: Vec<&str> = gags::Grades::AREAS.iter().map(|(name, _)| *name).collect();
    let scores = Scale::ALL.iter().map(|scale| {
        let (low, high) = scale.range();
        let grades = scale == &Scale::Gags;
        let of = if grades { object(&names, areas.clone()) } else { number(low, high) };
        (scale.code(), of)
    });
    object(
        &[],
        vec![
            ("born", day()),
            ("sex", words!(Sex)),
            ("phototype", words!(Phototype)),
            ("ita", number(-90.0, 90.0)),
            ("scores", object(&[], scores.collect())),
        ],
    )
}

fn fact(k: &Knowledge) -> Value {
    let conditions = k.conditions.iter().filter(|c| c.holds != knowledge::condition::Holds::Derived);
    let details: BTreeSet<&str> = k.conditions.iter().flat_map(|c| &c.details).map(String::as_str).collect();
    let of = object(
        &[],
        vec![
            ("condition", one_of(conditions.map(|c| c.code.as_str()))),
            ("drug", text()),
            ("procedure", treatments(k)),
            ("product", products(k)),
            ("status", words!(Status)),
            ("since", day()),
            ("until", day()),
            ("on", day()),
            ("zone", words!(Zone)),
            ("note", text()),
            ("detail", one_of(details)),
            ("value", json!({ "type": "number" })),
            ("unit", text()),
        ],
    );
    let mut of = exactly_one(of, &["condition", "drug", "procedure", "product"]);
    if let Some(fields) = of.as_object_mut() {
        fields.insert("anyOf".to_owned(), json!([{ "required": ["status"] }, { "required": ["on"] }]));
    }
    of
}

fn params() -> Value {
    object(
        &[],
        vec![
            ("percent", number(0.0, 100.0)),
            ("ph", number(0.0, 14.0)),
            ("depth_mm", number(0.0, 10.0)),
            ("wavelength_nm", number(200.0, 20_000.0)),
            ("mode", words!(Mode)),
            ("device", words!(Device)),
            ("toxin", words!(Toxin)),
            ("lidocaine", json!({ "type": "boolean" })),
            ("current", words!(Current)),
            ("pressure", words!(Pressure)),
            ("heat", json!({ "type": "boolean" })),
            ("seaweed", json!({ "type": "boolean" })),
            ("aromatherapy", json!({ "type": "boolean" })),
            ("touch_up", json!({ "type": "boolean" })),
        ],
    )
}

fn goals() -> Value {
    let concern = object(
        &["concern"],
        vec![
            ("concern", words!(Concern)),
            ("scale", words!(Scale)),
            ("score", number(-1000.0, 1000.0)),
            ("target", number(-1000.0, 1000.0)),
            ("zone", words!(Zone)),
            ("weight", integer(1, 10)),
        ],
    );
    let event = object(&["on"], vec![("on", day()), ("clear_days", integer(0, 365)), ("name", text())]);
    let budget = object(
        &["minor_units", "currency"],
        vec![
            ("minor_units", integer(0, 1_000_000_000)),
            ("currency", json!({ "type": "string", "pattern": "^[A-Z]{3}$" })),
        ],
    );
    let lifestyle = object(
        &[],
        vec![
            ("smokes", json!({ "type": "boolean" })),
            ("sun_hours_per_day", number(0.0, 24.0)),
            ("sleep_hours", number(0.0, 24.0)),
        ],
    );
    object(
        &[],
        vec![
            ("concerns", list(&concern)),
            ("until", day()),
            ("event", event),
            ("away", json!({ "type": "array" })),
            ("budget", budget),
            ("max_visits", integer(0, 500)),
            ("max_quiet_days", integer(0, 2000)),
            ("avoid", list(&text())),
            ("prefer", list(&text())),
            ("lifestyle", lifestyle),
        ],
    )
}

fn measured() -> Value {
    object(
        &["on", "concern", "scale", "score"],
        vec![
            ("on", day()),
            ("concern", words!(Concern)),
            ("scale", words!(Scale)),
            ("score", number(-1000.0, 1000.0)),
            ("raters", integer(1, 20)),
        ],
    )
}

fn gate_answer(k: &Knowledge) -> Value {
    let condition = object(
        &["code", "text", "from", "until"],
        vec![
            ("code", words!(Attached)),
            ("text", text()),
            ("from", or_null(&day())),
            ("until", or_null(&day())),
        ],
    );
    let question = object(&["condition", "text"], vec![("condition", text()), ("text", text())]);
    let finding = object(
        &["rule", "verdict", "until", "because", "sources", "strength"],
        vec![
            ("rule", text()),
            ("verdict", words!(Verdict)),
            ("until", or_null(&day())),
            ("because", json!({ "type": "string", "minLength": 1 })),
            ("sources", json!({ "type": "array", "minItems": 1, "items": { "type": "string" } })),
            ("strength", words!(Strength)),
            ("needs_sign_off", json!({ "type": "boolean" })),
        ],
    );
    let answer = object(
        &["on", "verdict", "earliest", "until", "conditions", "questions", "findings"],
        vec![
            ("treatment", treatments(k)),
            ("product", products(k)),
            ("on", day()),
            ("zone", words!(Zone)),
            ("params", params()),
            ("performer", words!(Performer)),
            ("verdict", words!(Verdict)),
            ("earliest", or_null(&day())),
            ("until", or_null(&text())),
            ("conditions", list(&condition)),
            ("questions", list(&question)),
            ("findings", list(&finding)),
        ],
    );
    let derived = object(
        &["phototype_for_safety"],
        vec![
            ("phototype_for_safety", or_null(&words!(Phototype))),
            (
                "gags",
                object(
                    &["total", "band"],
                    vec![("total", integer(0, 44)), ("face", integer(0, 32)), ("band", words!(gags::Band))],
                ),
            ),
        ],
    );
    let answers = list(&exactly_one(answer, &["treatment", "product"]));
    object(&["derived", "answers"], vec![("derived", derived), ("answers", answers)])
}

fn triage(k: &Knowledge) -> Value {
    let mut fields = person(k);
    let after = object(
        &["procedure", "at"],
        vec![("procedure", treatments(k)), ("at", minute()), ("zone", words!(Zone))],
    );
    fields.extend([
        ("after", after),
        ("now", minute()),
        ("symptoms", list(&text())),
        ("temperature_c", number(25.0, 45.0)),
        ("text", text()),
    ]);
    object(&["today", "patient", "after", "now"], fields)
}

fn triage_answer() -> Value {
    object(
        &["level", "act_within_minutes", "reply_within", "action", "because", "sources"],
        vec![
            ("level", words!(Level)),
            ("act_within_minutes", or_null(&integer(0, 1440))),
            ("reply_within", or_null(&text())),
            ("action", text()),
            ("because", list(&json!({}))),
            ("sources", list(&text())),
        ],
    )
}

#[cfg(test)]
#[path = "schema_tests.rs"]
mod tests;
