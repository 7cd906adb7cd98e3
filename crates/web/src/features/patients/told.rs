//! An entry in the words of people.
use crate::ui::capital;
use chart::door::{Light, Outcome};
use chart::entry::{Assessment, Body, Checked, Denied, Fact, Identity};
use knowledge::Knowledge;
use serde_json::Value;
use vocab::Day;
use vocab::case::Status;

/// The most letters of one line that nobody wrote words for.
const LETTERS_MAX: usize = 160;
/// The most lines below a title.
const LINES_MAX: usize = 12;

/// What an entry says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Words {
    /// The one line that matters.
    pub(super) title: String,
    /// More of it.
    pub(super) lines: Vec<String>,
}

/// A kind of entries, as the filters and the lines name it.
pub(super) fn kind(code: &str) -> String {
    match code {
        "identity" => "Who it is".into(),
        "fact" => "Answer".into(),
        "denied" => "Asked and denied".into(),
        "skin" => "Skin type".into(),
        "assessment" => "Score".into(),
        "consent" => "Consent".into(),
        "plan_agreed" => "Plan".into(),
        "session" => "Session".into(),
        "check_in" => "Check-in".into(),
        "photo" => "Photograph".into(),
        "override" => "Passed a stop".into(),
        "note" => "Note".into(),
        other => capital(&other.replace('_', " ")),
    }
}

/// What a body says. A kind that has no words of its own here shows its fields by their names.
pub(super) fn words(body: &Body, k: &Knowledge) -> Words {
    if let Body::Identity(identity) = body {
        return who(identity);
    }
    if let Body::Fact(fact) = body {
        return answer(fact, k);
    }
    if let Body::Denied(denied) = body {
        return denials(denied, k);
    }
    if let Body::Assessment(assessment) = body {
        return score(assessment);
    }
    if let Body::Note(note) = body {
        return Words { title: note.text.clone(), lines: Vec::new() };
    }
    if let Body::Door(checked) = body {
        return at_the_door(checked, k);
    }
    if let Some((title, lines)) = crate::features::treat::told::words(body, k) {
        return Words { title, lines };
    }
    named(body, k)
}

/// How it ended, and the lines that were not green; who performed is the author of the session that follows.
fn at_the_door(checked: &Checked, k: &Knowledge) -> Words {
    let treatment = k.treatment(&checked.service).map_or_else(|| plain(&checked.service), |t| t.title.clone());
    let end = match checked.outcome {
        Outcome::Started => "started",
        Outcome::TurnedBack => "not today",
    };
    let (open, other): (Vec<_>, Vec<_>) = checked.lines.iter().partition(|line| line.light == Light::Green);
    let mut lines: Vec<String> = other
        .iter()
        .map(|line| {
            let passed = if line.passed.is_empty() { "" } else { ", passed with a reason" };
            let ticked = if line.ticked { ", ticked" } else { "" };
            format!("{}: {}{ticked}{passed}", line.what.title(), line.light.code())
        })
        .collect();
    lines.push(match (open.len(), other.len()) {
        (all, 0) => format!("All {all} lines were green."),
        (green, _) => format!("The other {green} lines were green."),
    });
    Words { title: format!("{treatment}: {end}"), lines }
}

fn who(identity: &Identity) -> Words {
    let lines = [
        identity.born.map(|day| format!("born {}", super::finding::day(day))),
        identity.sex.map(|sex| sex.code().to_owned()),
        identity.phone.clone(),
        identity.email.clone(),
    ];
    let lines: Vec<String> = lines.into_iter().flatten().collect();
    Words { title: identity.name.clone(), lines: if lines.is_empty() { lines } else { vec![lines.join(" · ")] } }
}

fn answer(fact: &Fact, k: &Knowledge) -> Words {
    let title = match (&fact.condition, &fact.drug, &fact.procedure, &fact.product) {
        (Some(code), ..) => k.condition(code).map_or_else(|| plain(code), |c| c.title.clone()),
        (_, Some(name), ..) => capital(name),
        (_, _, Some(code), _) => k.treatment(code).map_or_else(|| plain(code), |t| t.title.clone()),
        (.., Some(code)) => k.ingredient(code).map_or_else(|| plain(code), |i| i.title.clone()),
        _ => "An answer".into(),
    };
    let status = match fact.status {
        Some(Status::Present) => Some("yes"),
        Some(Status::Past) => Some("in the past"),
        Some(Status::Absent) => Some("no"),
        Some(Status::Unknown) => Some("asked, not known"),
        None => None,
    };
    let said = [
        status.map(str::to_owned),
        fact.detail.as_ref().map(|word| plain(word).to_lowercase()),
        fact.since.map(|day| format!("since {}", super::finding::day(day))),
        fact.until.map(|day| format!("until {}", super::finding::day(day))),
        fact.on.map(|day| format!("on {}", super::finding::day(day))),
        fact.zone.map(|zone| plain(zone.code()).to_lowercase()),
        fact.value.map(|value| format!("{value} {}", fact.unit.as_deref().unwrap_or_default()).trim().to_owned()),
    ];
    let said: Vec<String> = said.into_iter().flatten().collect();
    let title = if said.is_empty() { title } else { format!("{title}: {}", said.join(", ")) };
    Words { title, lines: fact.note.iter().cloned().collect() }
}

fn denials(denied: &Denied, k: &Knowledge) -> Words {
    let titles: Vec<String> = denied
        .conditions
        .iter()
        .map(|code| k.condition(code).map_or_else(|| plain(code), |c| c.title.clone()))
        .collect();
    let title = match titles.as_slice() {
        [one] => format!("{one}: no"),
        many => format!("{} things asked and denied", many.len()),
    };
    let lines = if titles.len() > 1 { vec![titles.join(" · ")] } else { Vec::new() };
    Words { title, lines }
}

fn score(assessment: &Assessment) -> Words {
    let about = assessment.concern.map_or_else(|| "Skin".to_owned(), |concern| plain(concern.code()));
    let (_, most) = assessment.scale.range();
    let title = format!("{about}: {} of {most}, {}", number(assessment.score), scale(assessment.scale.code()));
    let raters = (assessment.raters > 1).then(|| format!("mean of {} raters", assessment.raters));
    let zone = assessment.zone.map(|zone| plain(zone.code()).to_lowercase());
    let said: Vec<String> = [zone, raters].into_iter().flatten().collect();
    Words { title, lines: if said.is_empty() { said } else { vec![said.join(", ")] } }
}

/// A scale as people call it.
pub(super) fn scale(code: &str) -> String {
    match code {
        "bother_0_10" => "how much it bothers".into(),
        "gags" => "acne grading (GAGS)".into(),
        "iga_acne" | "iga_rosacea" => "global assessment (IGA)".into(),
        "mmasi" => "melasma index (mMASI)".into(),
        "masi" => "melasma index (MASI)".into(),
        "cea" => "erythema (CEA)".into(),
        "ita" => "typology angle (ITA), degrees".into(),
        "lesions_inflammatory" => "inflamed spots".into(),
        "lesions_noninflammatory" => "comedones".into(),
        other => plain(other),
    }
}

/// A number without zeros that say nothing.
pub(super) fn number(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A code as words.
pub(super) fn plain(code: &str) -> String {
    capital(&code.replace('_', " "))
}

/// The fields of a body by their names: a title from what names it, and the rest line by line.
fn named(body: &Body, k: &Knowledge) -> Words {
    let Ok(Value::Object(all)) = serde_json::to_value(body) else { return Words::default() };
    let Some(Value::Object(fields)) = all.get("body") else { return Words::default() };
    let title = |code: &str| {
        k.treatment(code)
            .map(|t| t.title.clone())
            .or_else(|| k.ingredient(code).map(|i| i.title.clone()))
            .unwrap_or_else(|| plain(code))
    };
    let mut words = Words { title: kind(body.kind()), lines: Vec::new() };
    for (name, value) in fields {
        let Some(text) = brief(value) else { continue };
        match name.as_str() {
            "treatment" | "service" | "product" => words.title = title(&text),
            "phototype" => words.title = format!("Phototype {text}"),
            name if name.ends_with("hash") || name.ends_with("_id") || name == "id" => {}
            name if words.lines.len() < LINES_MAX => words.lines.push(format!("{}: {text}", plain(name))),
            _ => {}
        }
    }
    words
}

/// A value in a line; nothing for what is empty or too deep to read.
fn brief(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.parse::<Day>().map_or_else(|_| text.clone(), super::finding::day),
        Value::Number(number) => number.to_string(),
        Value::Bool(true) => "yes".into(),
        Value::Bool(false) => "no".into(),
        Value::Array(list) => list.iter().filter_map(brief).collect::<Vec<_>>().join(", "),
        Value::Object(map) => {
            let pairs = map.iter().filter_map(|(name, value)| Some(format!("{} {}", plain(name), brief(value)?)));
            pairs.collect::<Vec<_>>().join(", ")
        }
        Value::Null => String::new(),
    };
    if text.is_empty() {
        return None;
    }
    let short: String = text.chars().take(LETTERS_MAX).collect();
    Some(if short.len() < text.len() { format!("{short} …") } else { short })
}
