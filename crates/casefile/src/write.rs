//! Answers in the contract's shapes.
use crate::protocol::ProtocolShape;
use safety::{Answer, Derived, ProtocolAnswer};
use serde::Serialize;
use vocab::case::Asked;
use vocab::{Day, Params, Performer, Phototype, Strength, Verdict, Zone};

/// The answer to `gate`.
#[derive(Debug, Serialize)]
pub struct GateShape {
    derived: DerivedShape,
    answers: Vec<AnswerShape>,
    /// Only where protocols were asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    protocols: Vec<ProtocolShape>,
}

impl GateShape {
    /// With what the gate says to these protocols.
    #[must_use]
    pub fn with_protocols(mut self, answers: &[ProtocolAnswer<'_>]) -> Self {
        self.protocols = answers.iter().map(ProtocolShape::of).collect();
        self
    }
}

#[derive(Debug, Serialize)]
struct DerivedShape {
    phototype_for_safety: Option<Phototype>,
    #[serde(skip_serializing_if = "Option::is_none")]
    gags: Option<GagsShape>,
}

#[derive(Debug, Serialize)]
struct GagsShape {
    total: u8,
    band: vocab::scale::gags::Band,
}

/// The answer to `triage`.
#[derive(Debug, Serialize)]
pub struct TriageShape<'a> {
    level: knowledge::red_flag::Level,
    act_within_minutes: Option<u16>,
    reply_within: Option<&'static str>,
    action: &'a str,
    because: &'a [String],
    sources: &'a [&'a str],
}

/// The contract's shape of a triage.
#[must_use]
pub fn triage_shape<'a>(triage: &'a safety::triage::Triage<'a>) -> TriageShape<'a> {
    TriageShape {
        level: triage.level,
        act_within_minutes: triage.act_within_minutes,
        reply_within: triage.level.reply_within(),
        action: triage.action,
        because: &triage.because,
        sources: &triage.sources,
    }
}

/// One answer of the gate.
#[derive(Debug, Serialize)]
pub struct AnswerShape {
    #[serde(skip_serializing_if = "Option::is_none")]
    treatment: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    product: Option<String>,
    on: Day,
    #[serde(skip_serializing_if = "Option::is_none")]
    zone: Option<Zone>,
    #[serde(skip_serializing_if = "Params::is_empty")]
    params: Params,
    #[serde(skip_serializing_if = "Option::is_none")]
    performer: Option<Performer>,
    verdict: Verdict,
    earliest: Option<Day>,
    until: Option<String>,
    conditions: Vec<ConditionShape>,
    questions: Vec<QuestionShape>,
    findings: Vec<FindingShape>,
}

#[derive(Debug, Serialize)]
struct ConditionShape {
    code: &'static str,
    text: String,
    from: Option<Day>,
    until: Option<Day>,
}

#[derive(Debug, Serialize)]
struct QuestionShape {
    condition: String,
    text: String,
}

#[derive(Debug, Serialize)]
struct FindingShape {
    rule: String,
    verdict: Verdict,
    until: Option<Day>,
    because: String,
    sources: Vec<String>,
    strength: Strength,
}

impl AnswerShape {
    /// From the gate's own answer.
    #[must_use]
    pub fn of(answer: &Answer<'_>) -> Self {
        let (treatment, product) = match &answer.ask.what {
            Asked::Treatment(code) => (Some(code.clone()), None),
            Asked::Product(code) => (None, Some(code.clone())),
        };
        Self {
            treatment,
            product,
            on: answer.on,
            zone: answer.ask.zone,
            params: answer.ask.params.clone(),
            performer: answer.ask.performer,
            verdict: answer.verdict,
            earliest: answer.earliest,
            until: answer.until.clone(),
            conditions: answer
                .conditions
                .iter()
                .map(|c| ConditionShape {
                    code: c.code.code(),
                    text: c.text.to_owned(),
                    from: c.from,
                    until: c.until,
                })
                .collect(),
            questions: answer
                .questions
                .iter()
                .map(|q| QuestionShape { condition: q.condition.to_owned(), text: q.text.to_string() })
                .collect(),
            findings: answer
                .findings
                .iter()
                .map(|f| FindingShape {
                    rule: f.rule.to_string(),
                    verdict: f.verdict,
                    until: f.until,
                    because: if f.action.is_empty() {
                        f.because.to_string()
                    } else {
                        format!("{} {}", f.because, f.action)
                    },
                    sources: f.sources.tags().map(str::to_owned).collect(),
                    strength: f.strength,
                })
                .collect(),
        }
    }
}

/// All answers of a case.
#[must_use]
pub fn gate_shape(derived: Derived, answers: &[Answer<'_>]) -> GateShape {
    GateShape {
        derived: DerivedShape {
            phototype_for_safety: derived.phototype_for_safety,
            gags: derived.gags.map(|g| GagsShape { total: g.total(), band: g.band() }),
        },
        answers: answers.iter().map(AnswerShape::of).collect(),
        protocols: Vec::new(),
    }
}

/// Any shape as JSON text with a final newline.
///
/// # Errors
/// A number that JSON cannot hold.
pub fn to_json(shape: &impl Serialize) -> Result<String, serde_json::Error> {
    serde_json::to_string_pretty(shape).map(|mut text| {
        text.push('\n');
        text
    })
}
