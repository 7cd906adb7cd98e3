//! The sheet as a case file, and a case file as a sheet. The page reads its own case through the same door
//! as the command line, so that the two can not answer differently.
use super::sheet::{Line, Sheet};
use casefile::{CaseFile, Fault};
use knowledge::Knowledge;
use std::fmt::Write as _;
use vocab::case::{Asked, Case, Policy, Subject, Unstated};
use vocab::scale::gags::Grades;
use vocab::{Day, Params};

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
/// Settings of the one treatment that they are meant for.
const SETTINGS: [(&str, &str); 2] = [("percent", "percent"), ("depth", "depth_mm")];
const NUMBERS: [&str; 5] = ["ita", "hba1c_limit", "value", "percent", "depth_mm"];

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
    let _ = writeln!(text, "  \"patient\": {},", person(sheet));
    let facts: Vec<String> = sheet.facts.iter().map(fact).collect();
    let _ = writeln!(text, "  \"facts\": {},", list(&facts));
    let rest = if sheet.get("rest").is_empty() { Unstated::Unknown.code() } else { sheet.get("rest") };
    let _ = writeln!(text, "  \"unstated\": {},", json("unstated", rest));
    let treatments = k.treatments.iter().map(|t| ("treatment", t.code.as_str()));
    let products = k.ingredients.iter().map(|i| ("product", i.code.as_str()));
    let mut asks: Vec<String> = treatments.chain(products).map(|what| ask(what, sheet)).collect();
    let meant = sheet.get("of");
    if SETTINGS.iter().any(|(field, _)| !sheet.get(field).is_empty()) && k.treatment(meant).is_none() {
        // A strength of nothing in particular: the reader says that the treatment is missing.
        asks.insert(0, format!("{{ \"treatment\": {} }}", json("treatment", meant)));
    }
    let _ = writeln!(text, "  \"ask\": {}\n}}", list(&asks));
    text
}

/// The person with the grades of acne. Of the six areas none or all are read; the reader names the first that is missing.
fn person(sheet: &Sheet) -> String {
    let about = object(PERSON.map(|(field, name)| (name, sheet.get(field))));
    let number = |text: &str| text.parse::<u8>().map_or_else(|_| json("grade", text), |grade| grade.to_string());
    let graded = |name: &str| (!sheet.get(name).is_empty()).then(|| format!("\"{name}\": {}", number(sheet.get(name))));
    let areas: Vec<String> = Grades::AREAS.iter().filter_map(|(name, _)| graded(name)).collect();
    let mut scores = Vec::new();
    if !areas.is_empty() {
        scores.push(format!("\"gags\": {{ {} }}", areas.join(", ")));
    }
    if !sheet.get("iga").is_empty() {
        scores.push(format!("\"iga_acne\": {}", number(sheet.get("iga"))));
    }
    if scores.is_empty() {
        return about;
    }
    let scores = format!("\"scores\": {{ {} }}", scores.join(", "));
    match about.strip_suffix(" }") {
        Some(begun) => format!("{begun}, {scores} }}"),
        None => format!("{{ {scores} }}"),
    }
}

/// One question; strength and depth go to the treatment that they are meant for.
fn ask(what: (&str, &str), sheet: &Sheet) -> String {
    let asked = object([what, ("on", sheet.get("day")), ("zone", sheet.get("zone")), ("performer", sheet.get("by"))]);
    let settings = object(SETTINGS.map(|(field, name)| (name, sheet.get(field))));
    match asked.strip_suffix(" }") {
        Some(begun) if what == ("treatment", sheet.get("of")) && settings != "{}" => {
            format!("{begun}, \"params\": {settings} }}")
        }
        _ => asked,
    }
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
        "patient" => match name.strip_prefix("scores") {
            Some(".iga_acne") => "iga".into(),
            Some(rest) => {
                let area = rest.trim_start_matches(".gags").trim_start_matches('.');
                Grades::AREAS.iter().find(|(known, _)| *known == area).map_or("forehead", |(known, _)| *known).into()
            }
            None => by_name(&PERSON, name).unwrap_or_else(|| "born".into()),
        },
        "policy" => by_name(&POLICY, name).unwrap_or_else(|| "law".into()),
        "unstated" => "rest".into(),
        "today" => "today".into(),
        _ => match name {
            "zone" => "zone".into(),
            "performer" => "by".into(),
            "treatment" => "of".into(),
            "params.percent" => "percent".into(),
            "params.depth_mm" => "depth".into(),
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
    put("iga", case.patient.iga_acne.map(|grade| grade.to_string()));
    if let Some(grades) = case.patient.gags {
        for ((area, _), grade) in Grades::AREAS.iter().zip(grades.grades()) {
            put(area, Some(grade.to_string()));
        }
    }
    if let Some((code, params)) = set(case) {
        put("of", Some(code.to_owned()));
        put("percent", params.percent.map(|value| value.to_string()));
        put("depth", params.depth_mm.map(|value| value.to_string()));
    }
    if let Some(ask) = case.ask.first() {
        put("day", ask.on.map(|day| day.to_string()));
        put("zone", ask.zone.map(|zone| zone.to_string()));
        put("by", ask.performer.map(|performer| performer.to_string()));
    }
    sheet.set("left", &left(file).join(", "));
    sheet.facts = case.facts.iter().map(line).collect();
    sheet
}

/// The one treatment whose strength or depth is set, where nothing else is set anywhere.
fn set(case: &Case) -> Option<(&str, &Params)> {
    let mut all = case.ask.iter().filter(|ask| !ask.params.is_empty());
    let (Some(one), None) = (all.next(), all.next()) else { return None };
    let shown = Params { percent: one.params.percent, depth_mm: one.params.depth_mm, ..Params::default() };
    match &one.what {
        Asked::Treatment(code) if shown == one.params => Some((code, &one.params)),
        Asked::Treatment(_) | Asked::Product(_) => None,
    }
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
        (set(case).is_none() && case.ask.iter().any(|ask| !ask.params.is_empty()), "strength, depth and other settings of the questions"),
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
