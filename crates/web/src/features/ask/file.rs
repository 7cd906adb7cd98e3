//! The sheet as a case file, and a case file as a sheet. The page reads its own case through the same door
//! as the command line, so that the two can not answer differently.
use super::sheet::{Line, Sheet};
use casefile::{CaseFile, Fault};
use knowledge::Knowledge;
use std::fmt::Write as _;
use vocab::Day;
use vocab::case::{Policy, Subject, Unstated};

/// The policy switches: field of the form, name in the file.
const POLICY: [(&str, &str); 5] = [
    ("isotretinoin", "isotretinoin"),
    ("law", "jurisdiction"),
    ("hba1c", "hba1c_limit"),
    ("vaccine", "vaccine_filler"),
    ("light", "photosensitiser_light"),
];
const PERSON: [(&str, &str); 4] = [("born", "born"), ("sex", "sex"), ("type", "phototype"), ("ita", "ita")];
const FACT: [(&str, &str); 8] = [
    ("is", "status"), ("since", "since"), ("until", "until"), ("on", "on"), ("zone", "zone"), ("detail", "detail"),
    ("value", "value"), ("unit", "unit"),
];
const NUMBERS: [&str; 3] = ["ita", "hba1c_limit", "value"];

/// A text as JSON; a number where one is expected and one was typed.
fn json(name: &str, text: &str) -> String {
    let plain = text.replace(',', ".");
    if NUMBERS.contains(&name) && let Some(number) = plain.parse::<f64>().ok().filter(|number| number.is_finite()) {
        return number.to_string();
    }
    serde_json::Value::from(text).to_string()
}

fn object<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let said = pairs.into_iter().filter(|(_, text)| !text.is_empty());
    let said: Vec<_> = said.map(|(name, text)| format!("\"{name}\": {}", json(name, text))).collect();
    if said.is_empty() { "{}".into() } else { format!("{{ {} }}", said.join(", ")) }
}

/// The case file of a sheet: one line to a fact and to a question. Not checked: reading it is the check.
pub(super) fn written(k: &Knowledge, sheet: &Sheet, today: Day) -> String {
    let day = today.to_string();
    let stated = sheet.get("today");
    let mut text = format!("{{\n  \"today\": {},\n", json("today", if stated.is_empty() { &day } else { stated }));
    let policy = object(POLICY.map(|(field, name)| (name, sheet.get(field))));
    if policy != "{}" {
        let _ = writeln!(text, "  \"policy\": {policy},");
    }
    let _ = writeln!(text, "  \"patient\": {},", object(PERSON.map(|(field, name)| (name, sheet.get(field)))));
    let facts: Vec<String> = sheet.facts.iter().map(fact).collect();
    let _ = writeln!(text, "  \"facts\": {},", list(&facts));
    let rest = if sheet.get("rest").is_empty() { Unstated::Unknown.code() } else { sheet.get("rest") };
    let _ = writeln!(text, "  \"unstated\": {},", json("unstated", rest));
    let asks: Vec<String> = k
        .treatments
        .iter()
        .map(|t| ("treatment", t.code.as_str()))
        .chain(k.ingredients.iter().map(|i| ("product", i.code.as_str())))
        .map(|what| object([what, ("on", sheet.get("day")), ("zone", sheet.get("zone")), ("performer", sheet.get("by"))]))
        .collect();
    let _ = writeln!(text, "  \"ask\": {}\n}}", list(&asks));
    text
}

fn fact(line: &Line) -> String {
    let subject = line.subject();
    object(std::iter::once(subject).chain(FACT.map(|(part, name)| (name, line.get(part)))))
}

fn list(items: &[String]) -> String {
    if items.is_empty() { "[]".into() } else { format!("[\n    {}\n  ]", items.join(",\n    ")) }
}

/// The field of the form that a fault of its case file is about.
pub(super) fn field_of(fault: &Fault) -> String {
    let path = fault.path.as_str();
    let by_name = |table: &[(&str, &str)], name: &str| {
        table.iter().find(|(_, known)| *known == name).map(|(field, _)| (*field).to_owned())
    };
    if let Some(rest) = path.strip_prefix("facts[") {
        let (place, name) = rest.split_once(']').unwrap_or((rest, ""));
        let part = by_name(&FACT, name.trim_start_matches('.')).unwrap_or_else(|| "is".into());
        return format!("f{}-{part}", place.parse::<usize>().map_or(1, |n| n + 1));
    }
    let (head, name) = path.split_once('.').unwrap_or((path, ""));
    match head {
        "patient" => by_name(&PERSON, name).unwrap_or_else(|| "born".into()),
        "policy" => by_name(&POLICY, name).unwrap_or_else(|| "law".into()),
        "unstated" => "rest".into(),
        "today" => "today".into(),
        _ => match name {
            "zone" => "zone".into(),
            "performer" => "by".into(),
            _ => "day".into(),
        },
    }
}

/// A case that was read, as a sheet. What the page has no field for is named in `left`.
pub(super) fn opened(file: &CaseFile) -> Sheet {
    let case = &file.case;
    let mut sheet = Sheet::default();
    sheet.set("today", &case.today.to_string());
    let mut put = |field: &str, text: Option<String>| sheet.set(field, &text.unwrap_or_default());
    put("born", case.patient.born.map(|day| day.to_string()));
    put("sex", case.patient.sex.map(|sex| sex.to_string()));
    put("type", case.patient.phototype.map(|kind| kind.to_string()));
    put("ita", case.patient.ita.map(|ita| ita.to_string()));
    put("rest", (case.unstated == Unstated::Absent).then(|| Unstated::Absent.to_string()));
    let (usual, policy) = (Policy::default(), &case.policy);
    put("isotretinoin", (policy.isotretinoin != usual.isotretinoin).then(|| policy.isotretinoin.to_string()));
    put("vaccine", (policy.vaccine_filler != usual.vaccine_filler).then(|| policy.vaccine_filler.to_string()));
    let light = policy.photosensitiser_light;
    put("light", (light != usual.photosensitiser_light).then(|| light.to_string()));
    put("hba1c", ((policy.hba1c_limit - usual.hba1c_limit).abs() > 1e-9).then(|| policy.hba1c_limit.to_string()));
    put("law", policy.jurisdiction.clone());
    if let Some(ask) = case.ask.first() {
        put("day", ask.on.map(|day| day.to_string()));
        put("zone", ask.zone.map(|zone| zone.to_string()));
        put("by", ask.performer.map(|performer| performer.to_string()));
    }
    sheet.set("left", &left(file).join(", "));
    sheet.facts = case.facts.iter().map(line).collect();
    sheet
}

fn line(fact: &vocab::case::Fact) -> Line {
    let what = match &fact.subject {
        Subject::Condition(code) => format!("condition:{code}"),
        Subject::Drug(name) => format!("drug:{name}"),
        Subject::Procedure(code) => format!("procedure:{code}"),
        Subject::Product(code) => format!("product:{code}"),
    };
    let mut line = Line::of(what);
    let mut put = |part: &str, text: Option<String>| line.set(part, &text.unwrap_or_default());
    put("is", fact.status.map(|status| status.to_string()));
    put("since", fact.since.map(|day| day.to_string()));
    put("until", fact.until.map(|day| day.to_string()));
    put("on", fact.on.map(|day| day.to_string()));
    put("zone", fact.zone.map(|zone| zone.to_string()));
    put("detail", fact.detail.clone());
    put("value", fact.value.map(|value| value.to_string()));
    put("unit", fact.unit.clone());
    line
}

/// What a page cannot show of a case file.
fn left(file: &CaseFile) -> Vec<&'static str> {
    let case = &file.case;
    let differ = |ask: &vocab::case::Ask| {
        case.ask.first().is_some_and(|first| (first.on, first.zone, first.performer) != (ask.on, ask.zone, ask.performer))
    };
    [
        (case.patient.gags.is_some() || case.patient.iga_acne.is_some(), "the acne scores"),
        (case.ask.iter().any(|ask| !ask.params.is_empty()), "strength, depth and other settings of the questions"),
        (case.ask.iter().any(differ), "the days, zones and performers of all questions but the first"),
        (file.goals.is_some(), "the goals"),
        (!file.measured.is_empty(), "the measurements"),
        (file.plan.is_some(), "the plan"),
    ]
    .into_iter()
    .filter(|(there, _)| *there)
    .map(|(_, what)| what)
    .collect()
}
