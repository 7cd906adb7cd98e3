//! The question of `triage`: symptoms after a procedure.
use crate::facts::Codes;
use crate::read::case;
use crate::tree::{Fault, Node, Text, checked, parse};
use knowledge::Knowledge;
use vocab::case::Case;
use vocab::{Day, Zone};

/// Minutes since 1970-01-01T00:00, local time without a zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LocalMinute(pub i64);

/// A triage question as it was read.
#[derive(Debug, Clone, PartialEq)]
pub struct TriageFile {
    /// Person and facts.
    pub case: Case,
    /// Treatment code of the procedure.
    pub procedure: String,
    /// When it was.
    pub at: LocalMinute,
    /// Where it was.
    pub zone: Option<Zone>,
    /// Now.
    pub now: LocalMinute,
    /// Symptom words, known or not.
    pub symptoms: Vec<String>,
    /// Body temperature, degrees Celsius.
    pub temperature_c: Option<f64>,
    /// Free text.
    pub text: Option<String>,
}

const FIELDS: [&str; 10] =
    ["today", "policy", "patient", "facts", "unstated", "after", "now", "symptoms", "temperature_c", "text"];
/// At most so many symptom words.
const SYMPTOMS_MAX: usize = 200;

impl TriageFile {
    /// The question of the kernel.
    #[must_use]
    pub fn report(&self) -> safety::triage::Report<'_> {
        safety::triage::Report {
            procedure: &self.procedure,
            at: self.at.0,
            now: self.now.0,
            facts: &self.case.facts,
            symptoms: &self.symptoms,
            temperature_c: self.temperature_c,
            text: self.text.as_deref(),
        }
    }
}

/// Reads a triage question.
///
/// # Errors
/// The first fault, with line, column and path.
pub fn read_triage(knowledge: &Knowledge, bytes: &[u8]) -> Result<TriageFile, Fault> {
    let text = checked(bytes)?;
    let value = parse(text)?;
    let root = Node { text: Text(text), value: &value, path: String::new() };
    let fields = root.fields(&FIELDS)?;
    let codes = Codes::of(knowledge);
    let after = fields.need("after")?.fields(&["procedure", "at", "zone"])?;
    let at = minute(&after.need("at")?)?;
    let now_node = fields.need("now")?;
    let now = minute(&now_node)?;
    if now < at {
        return Err(now_node.wrong("`now` is before the procedure; allowed is its minute or later"));
    }
    Ok(TriageFile {
        case: case(&fields, knowledge, &codes)?,
        procedure: codes.treatment(&after.need("procedure")?)?,
        at,
        zone: after.map("zone", Node::word)?,
        now,
        symptoms: fields
            .map("symptoms", |n| {
                n.list(SYMPTOMS_MAX)?.iter().map(|s| s.string().map(str::to_owned)).collect()
            })?
            .unwrap_or_default(),
        temperature_c: fields.map("temperature_c", |n| n.number(25.0, 45.0))?,
        text: fields.map("text", |n| n.string().map(str::to_owned))?,
    })
}

/// `2026-02-09T15:30`, local, without zone.
fn minute(node: &Node<'_, '_>) -> Result<LocalMinute, Fault> {
    let text = node.string()?;
    let wrong = || {
        node.wrong(format!("`{}` is not a local time; write YYYY-MM-DDTHH:MM", vocab::nearest::clip(text)))
    };
    let (day, clock) = text.split_once('T').ok_or_else(wrong)?;
    let day: Day = day.parse().map_err(|_| wrong())?;
    let bytes = clock.as_bytes();
    let shaped = bytes.len() == 5
        && bytes.iter().enumerate().all(|(i, b)| if i == 2 { *b == b':' } else { b.is_ascii_digit() });
    let part = |range: std::ops::Range<usize>| clock.get(range).and_then(|t| t.parse::<i64>().ok());
    match (shaped, part(0..2), part(3..5)) {
        (true, Some(hour @ 0..=23), Some(minute @ 0..=59)) => {
            Ok(LocalMinute(i64::from(day.number()) * 1440 + hour * 60 + minute))
        }
        _ => Err(wrong()),
    }
}
