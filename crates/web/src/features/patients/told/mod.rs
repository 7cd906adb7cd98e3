//! An entry in the words of people.
use crate::ui::capital;
use chart::door::{Light, Outcome};
use chart::entry::{Assessment, Body, Checked, Denied, Fact, Identity};
use knowledge::Knowledge;
use vocab::case::Status;

mod care;
mod consulted;

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
        "contact" => "How to reach them".into(),
        "fact" => "Answer".into(),
        "denied" => "Asked and denied".into(),
        "skin" => "Skin type".into(),
        "assessment" => "Score".into(),
        "consent" => "Consent".into(),
        "plan_agreed" => "Plan".into(),
        "session" => "Session".into(),
        "check_in" => "Check-in".into(),
        "photo" => "Photograph".into(),
        "adverse" => "Something went wrong".into(),
        "body_image" => "Own image".into(),
        "door" => "At the door".into(),
        "override" => "Passed a stop".into(),
        "note" => "Note".into(),
        other => capital(&other.replace('_', " ")),
    }
}

/// What a body says: the compiler asks for words of every kind that is added.
pub(super) fn words(body: &Body, k: &Knowledge) -> Words {
    match body {
        Body::Identity(identity) => who(identity),
        Body::Contact(contact) => reached(contact),
        Body::Fact(fact) => answer(fact, k),
        Body::Denied(denied) => denials(denied, k),
        Body::Skin(skin) => consulted::skin(skin),
        Body::Consultation(closed) => consulted::closed(closed),
        Body::Goals(goals) => consulted::goals(goals),
        Body::Living(living) => consulted::living(living),
        Body::BodyImage(said) => consulted::body_image(*said),
        Body::Assessment(assessment) => score(assessment),
        Body::Consent(consent) => care::consent(consent, k),
        Body::PlanAgreed(agreed) => care::plan(agreed, k),
        Body::Session(_) | Body::Signature(_) | Body::Emergency(_) => treated(body, k),
        Body::CheckIn(said) => care::check_in(said),
        Body::Adverse(event) => care::adverse(event, k),
        Body::Task(task) => care::task(task),
        Body::Photo(photo) => care::photo(photo),
        Body::Door(checked) => at_the_door(checked, k),
        Body::Examination(seen) => care::examination(seen, k),
        Body::Override(passed) => care::passed(passed, k),
        Body::Note(note) => Words { title: note.text.clone(), lines: Vec::new() },
        Body::Amendment(change) => Words { title: "A change to an entry".into(), lines: vec![change.reason.clone()] },
    }
}

fn treated(body: &Body, k: &Knowledge) -> Words {
    let (title, lines) = crate::features::treat::told::words(body, k).unwrap_or_default();
    Words { title, lines }
}

/// The title of a treatment, or its code as words.
fn treatment(code: &str, k: &Knowledge) -> String {
    k.treatment(code).map_or_else(|| plain(code), |treatment| treatment.title.clone())
}

/// How it ended, and the lines that were not green; who performed is the author of the session that follows.
fn at_the_door(checked: &Checked, k: &Knowledge) -> Words {
    let treatment = treatment(&checked.service, k);
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

fn reached(contact: &chart::contact::Contact) -> Words {
    let ways: Vec<&str> = contact.ways.iter().map(|way| way.in_words()).collect();
    let title = if ways.is_empty() { "By telephone only".to_owned() } else { format!("By {}", ways.join(", then ")) };
    let answer = |purpose: &chart::message::Purpose| match contact.allows.get(purpose) {
        Some(true) => "yes",
        Some(false) => "no",
        None => "not asked",
    };
    let mut lines: Vec<String> = chart::message::Purpose::ALL
        .iter()
        .map(|purpose| format!("{}: {}", purpose.in_words(), answer(purpose)))
        .collect();
    if let Some(halt) = &contact.halt {
        let what = if halt.stopped { "Every message stopped by the house" } else { "Written to again, after a stop" };
        lines.insert(0, format!("{what}: {}", halt.why));
    }
    if contact.by_guest {
        lines.push("Said by the guest.".to_owned());
    }
    Words { title, lines }
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
