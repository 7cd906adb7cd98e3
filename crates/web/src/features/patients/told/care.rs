//! Consents, plans, photographs, and what came after a session, in the words of people.
use super::super::finding::day;
use super::{Words, number, plain, treatment};
use crate::ui::capital;
use chart::after::{Adverse, CheckIn, Task};
use chart::agreed::PlanAgreed;
use chart::consent::{Act, Consent, Purpose, Signer};
use chart::door::Override;
use chart::people::{Examination, Mode, Services};
use chart::photo::Photo;
use knowledge::Knowledge;
use serde_json::Value;

/// What happened with a consent; its whole text stands on its own page.
pub(super) fn consent(consent: &Consent, k: &Knowledge) -> Words {
    let about = Purpose::of_service(&consent.service)
        .map_or_else(|| treatment(&consent.service, k), |purpose| format!("Photographs, {}", purpose.title().to_lowercase()));
    let said = |by: &str, why: &str| {
        let why = if why.is_empty() { String::new() } else { format!(": “{why}”") };
        vec![format!("by {by}{why}")]
    };
    let (what, lines) = match &consent.act {
        Act::Presented(_) => ("explained, the time to think begins", Vec::new()),
        Act::Misunderstood(told) => {
            let many = told.questions.len();
            let again = if many == 1 { "a question is talked over again".to_owned() } else { format!("{many} questions are talked over again") };
            ("not understood yet", vec![again])
        }
        Act::Signed(signed) => {
            let deed = signed.deed();
            let relation = match &deed.signer {
                Signer::Patient => String::new(),
                Signer::Guardian { relation } => format!(", {relation}"),
            };
            ("signed", vec![format!("{}{relation}", deed.name), format!("holds until {}", day(deed.until))])
        }
        Act::Declined(who) => ("declined", said(&who.by, &who.why)),
        Act::Withdrawn(who) => ("taken back", said(&who.by, &who.why)),
    };
    Words { title: format!("{about}: {what}"), lines }
}

/// The sessions of a plan that was agreed.
pub(super) fn plan(agreed: &PlanAgreed, k: &Knowledge) -> Words {
    let sessions = agreed.plan.get("sessions").and_then(Value::as_array);
    let told = sessions.into_iter().flatten().filter_map(|session| {
        let code = session.get("treatment").and_then(Value::as_str)?;
        let on = session.get("on").and_then(Value::as_str).and_then(|on| on.parse().ok()).map(day);
        Some(format!("{} {}", treatment(code, k), on.unwrap_or_default()).trim_end().to_owned())
    });
    let lines: Vec<String> = told.collect();
    let title = match lines.len() {
        0 => "A plan of home care and habits was agreed".to_owned(),
        1 => "A plan of one session was agreed".to_owned(),
        many => format!("A plan of {many} sessions was agreed"),
    };
    Words { title, lines }
}

/// What the patient said afterwards.
pub(super) fn check_in(said: &CheckIn) -> Words {
    let feels = said.feels.map_or("Said afterwards", |feels| feels.in_words());
    let mut lines: Vec<String> = said.symptoms.iter().map(|symptom| symptom.replace('_', " ")).collect();
    if !said.text.is_empty() {
        lines.push(format!("“{}”", said.text));
    }
    lines.extend(said.temperature_c.map(|degrees| format!("{} °C", number(degrees))));
    let title = said.level.map_or_else(|| feels.to_owned(), |level| format!("{feels}: {level}"));
    Words { title, lines }
}

/// An adverse event as it stands in this entry.
pub(super) fn adverse(event: &Adverse, k: &Knowledge) -> Words {
    let title = format!("{}: {}", treatment(&event.treatment, k), event.what);
    let mut lines = vec![event.grade.in_words().to_owned(), format!("noticed {}", day(event.noticed)), event.outcome.code().to_owned()];
    if !event.cause.is_empty() {
        lines.push(format!("perhaps because of {}", event.cause));
    }
    lines.extend(event.lots.iter().map(|lot| format!("lot {lot}")));
    Words { title, lines }
}

/// Something to do, or done.
pub(super) fn task(task: &Task) -> Words {
    match task {
        Task::Opened { what, due } => Words { title: what.clone(), lines: vec![format!("due {}", day(*due))] },
        Task::Done { note, .. } => {
            let title = if note.is_empty() { "Done".to_owned() } else { format!("Done: {note}") };
            Words { title, lines: Vec::new() }
        }
    }
}

/// A photograph by its view.
pub(super) fn photo(photo: &Photo) -> Words {
    let view = photo.zone.map_or_else(|| photo.view.title().to_owned(), |zone| format!("{}: {}", photo.view.title(), zone.in_words()));
    let drawn = photo.drawn.then(|| "a drawing".to_owned());
    let note = Some(photo.note.clone()).filter(|note| !note.is_empty());
    Words { title: view, lines: drawn.into_iter().chain(note).collect() }
}

/// A prescriber's examination.
pub(super) fn examination(seen: &Examination, k: &Knowledge) -> Words {
    let Services(services) = &seen.services;
    let services: Vec<String> = services.iter().map(|code| treatment(code, k)).collect();
    let title = if seen.cleared { "Examined: may be treated" } else { "Examined: may not be treated" };
    let how = match seen.mode {
        Mode::InPerson => "in person",
        Mode::Video => "by video",
    };
    let mut lines = vec![services.join(", "), format!("{how}, holds until {}", day(seen.until))];
    lines.extend(Some(seen.remark.clone()).filter(|remark| !remark.is_empty()));
    Words { title: title.into(), lines }
}

/// A stop or an open question that somebody passed with a reason.
pub(super) fn passed(passed: &Override, k: &Knowledge) -> Words {
    let title = format!("{}: {} passed", treatment(&passed.service, k), passed.what.title().to_lowercase());
    let rules: Vec<String> = passed.rules.iter().map(|ruled| plain(&ruled.rule)).collect();
    let second = passed.second_of.as_ref().map(|_| "as the second prescriber".to_owned());
    let lines = std::iter::once(capital(&passed.reason)).chain(second).chain(Some(rules.join(", ")).filter(|rules| !rules.is_empty()));
    Words { title, lines: lines.collect() }
}
