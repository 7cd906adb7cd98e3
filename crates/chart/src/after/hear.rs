//! What a patient tells is put to the triage once for every session whose course is not over: the heaviest answer counts.
use super::{CheckIn, Feels, Since};
use jiff::tz::TimeZone;
use knowledge::Knowledge;
use knowledge::red_flag::Level;
use safety::triage::{self, Triage};
use vocab::case::Case;

/// What was told.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Report {
    /// How it feels, in one word.
    pub feels: Option<Feels>,
    /// Symptom words.
    pub symptoms: Vec<String>,
    /// Body temperature, degrees Celsius.
    pub temperature_c: Option<f64>,
    /// Free text.
    pub text: String,
}

/// The answer, and what is recorded.
#[derive(Debug, Clone, PartialEq)]
pub struct Heard<'k> {
    /// The heaviest answer; absent = no session has a course, and a person reads it.
    pub triage: Option<Triage<'k>>,
    /// The treatment that it is about.
    pub treatment: String,
    /// The entry.
    pub check_in: CheckIn,
}

/// Local minutes since 1970-01-01T00:00, as the triage counts.
fn local_minutes(at: i64, zone: &TimeZone) -> i64 {
    let local = jiff::Timestamp::from_millisecond(at).map(|t| zone.to_datetime(t));
    local.map_or(0, |t| {
        let day = i64::from(vocab::Day::from_date(t.date()).number());
        day * 1440 + i64::from(t.hour()) * 60 + i64::from(t.minute())
    })
}

/// What was said in one word, as symptoms that the triage knows. *Something is wrong* is no symptom: the words stand in the
/// text, and without any a person reads it.
fn words(report: &Report) -> (Vec<String>, String) {
    let mut symptoms = report.symptoms.clone();
    let mut text = report.text.trim().to_owned();
    match report.feels {
        Some(Feels::Tender) => symptoms.push("tightness".to_owned()),
        Some(Feels::Sore) => symptoms.push("pain_mild".to_owned()),
        Some(Feels::Wrong) if text.is_empty() => "Something is wrong".clone_into(&mut text),
        None | Some(Feels::Fine | Feels::Wrong) => {}
    }
    symptoms.sort();
    symptoms.dedup();
    (symptoms, text)
}

/// Puts a report to the triage. `case` is the chart's case of today: other procedures count as well.
#[must_use]
pub fn heard<'k>(
    knowledge: &'k Knowledge,
    case: &Case,
    sessions: &[Since],
    report: &Report,
    now: i64,
    zone: &TimeZone,
) -> Heard<'k> {
    let (symptoms, text) = words(report);
    let minute = local_minutes(now, zone);
    let mut heaviest: Option<(Triage<'k>, &str)> = None;
    for s in sessions {
        let answer = triage::triage(
            knowledge,
            &triage::Report {
                procedure: &s.treatment,
                at: local_minutes(s.at, zone).min(minute),
                now: minute,
                facts: &case.facts,
                symptoms: &symptoms,
                temperature_c: report.temperature_c,
                text: Some(text.as_str()).filter(|t| !t.is_empty()),
            },
        );
        // What one course expects is no comfort where another does not: the heavier level counts.
        if heaviest.as_ref().is_none_or(|(other, _)| answer.level < other.level) {
            heaviest = Some((answer, &s.treatment));
        }
    }
    let level = heaviest.as_ref().map(|(answer, _)| answer.level);
    // Whoever says that something is wrong is never told that all is as expected.
    let level = level.map(|l| if report.feels == Some(Feels::Wrong) { l.min(Level::E3) } else { l });
    let (triage, treatment) = match heaviest {
        Some((mut answer, treatment)) => {
            answer.level = level.unwrap_or(answer.level);
            (Some(answer), treatment.to_owned())
        }
        None => (None, String::new()),
    };
    let check_in = CheckIn {
        symptoms: report.symptoms.clone(),
        text: report.text.trim().to_owned(),
        level: Some(level.unwrap_or(Level::E3)),
        feels: report.feels,
        temperature_c: report.temperature_c,
        flags: triage.iter().flat_map(|t| &t.flags).map(|f| (*f).to_owned()).collect(),
        by_guest: false,
    };
    Heard { triage, treatment, check_in }
}
