//! What the answers already mean for safety: the one gate, asked with the chart as it would be with this draft in it.
use super::history;
use chart::consult::{Consultation, Section, Standing};
use chart::entry::Body;
use chart::fold::Chart;
use chart::patient::Entry;
use jiff::tz::TimeZone;
use safety::Gate;
use safety::answer::Because;
use std::collections::BTreeMap;
use vocab::case::{Asked, Policy, Status, Subject};
use vocab::verdict::State;
use vocab::{Day, Verdict};

/// What is told beside the questions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Strip {
    /// Treatments that are stopped, by reason, the reason that stops most first.
    pub stops: Vec<Stopped>,
    /// How many treatments are stopped.
    pub stopped: usize,
    /// How many wait for an answer or a prescriber.
    pub asking: usize,
    /// How many are clear.
    pub clear: usize,
    /// What is still to be asked, the answer that most wait for first.
    pub questions: Vec<Open>,
    /// What was heard that matters: present or not known.
    pub heard: Vec<(State, String)>,
}

/// A reason that stops treatments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stopped {
    /// Why, in a sentence.
    pub because: String,
    /// The names of the treatments.
    pub treatments: Vec<String>,
    /// The first day on which the earliest of them is free; empty where none can be computed.
    pub free: String,
}

/// A question that is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    /// The question.
    pub text: String,
    /// So many treatments wait for it.
    pub waiting: usize,
    /// The section that asks it.
    pub section: Section,
    /// The place in that section.
    pub at: String,
}

/// The chart as it would be with the draft in it.
pub(super) fn with_draft(chart: &Chart, consultation: &Consultation, standing: &[Standing], now: i64) -> Chart {
    let mut with = chart.clone();
    for (n, body) in consultation.bodies(standing).into_iter().enumerate() {
        with.add(&Entry {
            patient: String::new(),
            seq: 0,
            id: format!("draft-{n}"),
            happened_at: now,
            recorded_at: now,
            author: String::new(),
            amends: None,
            body,
        });
    }
    with
}

/// Asks the gate for every treatment, today.
///
/// # Errors
/// The knowledge has no catalogue to ask about.
pub(super) fn strip(gate: &Gate<'_>, chart: &Chart, today: Day, policy: &Policy, zone: &TimeZone) -> Result<Strip, safety::UnknownAsk> {
    let case = chart.case(today, policy, zone);
    let answers = gate.answers(&case)?;
    let k = gate.knowledge();
    let mut strip = Strip { heard: heard(chart), ..Strip::default() };
    let mut reasons: BTreeMap<String, (Vec<String>, Option<Day>)> = BTreeMap::new();
    let mut questions: BTreeMap<(&str, String), usize> = BTreeMap::new();
    for answer in &answers {
        match answer.verdict.state() {
            State::Stop => strip.stopped += 1,
            State::Ask => strip.asking += 1,
            State::Clear => strip.clear += 1,
        }
        for question in &answer.questions {
            // Both questions about deep skin are one.
            let code = if question.condition == "phototype_VI" { "phototype_V" } else { question.condition };
            *questions.entry((code, question.text.to_string())).or_default() += 1;
        }
        let heavy = answer.findings.iter().find(|f| {
            matches!(f.verdict, Verdict::Refuse | Verdict::Defer) && !matches!(f.because, Because::Unasked { .. })
        });
        if let (State::Stop, Some(finding), Asked::Treatment(code)) = (answer.verdict.state(), heavy, &answer.ask.what) {
            let title = k.treatment(code).map_or(code.as_str(), |t| t.title.as_str());
            let entry = reasons.entry(finding.because.to_string()).or_default();
            entry.0.push(title.to_owned());
            entry.1 = match (entry.1, answer.earliest) {
                (Some(a), Some(b)) => Some(a.min(b)),
                (a, b) => a.or(b),
            };
        }
    }
    strip.stops = reasons
        .into_iter()
        .map(|(because, (treatments, free))| Stopped { because, treatments, free: free.map(Day::in_words).unwrap_or_default() })
        .collect();
    strip.stops.sort_by_key(|one| std::cmp::Reverse(one.treatments.len()));
    strip.questions = questions.into_iter().map(|((code, text), waiting)| open(k, code, text, waiting)).collect();
    strip.questions.sort_by(|a, b| b.waiting.cmp(&a.waiting).then_with(|| a.text.cmp(&b.text)));
    Ok(strip)
}

fn open(k: &knowledge::Knowledge, code: &str, text: String, waiting: usize) -> Open {
    let (section, at) = match code {
        "phototype_V" => (Section::Skin, "sun".to_owned()),
        "medicines" => (Section::Medicines, "find".to_owned()),
        "smoker" => (Section::Living, "smoking".to_owned()),
        chart::consult::BodyImage::CODE => (Section::BodyImage, "score".to_owned()),
        _ => {
            let asks = |section: Section| history::asked(k, section).any(|(_, all)| all.iter().any(|c| c.code == code));
            let section = if asks(Section::Medicines) { Section::Medicines } else { Section::History };
            (section, format!("c-{code}"))
        }
    };
    Open { text, waiting, section, at }
}

/// What was heard that matters, in a few words each; what is denied is not repeated.
fn heard(chart: &Chart) -> Vec<(State, String)> {
    let mut all = Vec::new();
    for fact in chart.facts() {
        let what = match fact.subject() {
            Some(Subject::Condition(code)) => format!("condition:{code}"),
            Some(Subject::Drug(name)) => format!("drug:{name}"),
            Some(Subject::Product(code)) => format!("product:{code}"),
            Some(Subject::Procedure(code)) => format!("procedure:{code}"),
            None => continue,
        };
        let (title, _) = crate::features::ask::find::called(&what);
        match fact.status {
            Some(Status::Absent) => {}
            Some(Status::Unknown) => all.push((State::Ask, format!("{title}: not sure"))),
            Some(Status::Past) => all.push((State::Clear, format!("{title}, past"))),
            Some(Status::Present) | None => all.push((State::Clear, title)),
        }
    }
    let skin = chart.lines.iter().rev().find_map(|line| match &line.now {
        Some(Body::Skin(skin)) => skin.phototype,
        _ => None,
    });
    all.extend(skin.map(|phototype| (State::Clear, format!("Phototype {phototype}"))));
    all.dedup();
    all
}
