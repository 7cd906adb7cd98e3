//! Protocols in an answer: an additional key, only where it was asked for.
use crate::write::AnswerShape;
use knowledge::protocol::Phase;
use safety::{ProtocolAnswer, StepAnswer};
use serde::Serialize;
use vocab::{Day, Verdict};

/// What the gate says to one protocol.
#[derive(Debug, Serialize)]
pub struct ProtocolShape {
    protocol: String,
    on: Day,
    verdict: Verdict,
    earliest: Option<Day>,
    minutes: u16,
    needs_sign_off: bool,
    steps: Vec<StepShape>,
}

#[derive(Debug, Serialize)]
struct StepShape {
    phase: Phase,
    does: String,
    verdict: Verdict,
    minutes: u16,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    left_out: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    swapped: Vec<SwapShape>,
    answers: Vec<AnswerShape>,
}

#[derive(Debug, Serialize)]
struct SwapShape {
    key: String,
    because: String,
}

impl ProtocolShape {
    /// From the gate's own answer.
    #[must_use]
    pub fn of(answer: &ProtocolAnswer<'_>) -> Self {
        Self {
            protocol: answer.protocol.code.clone(),
            on: answer.on,
            verdict: answer.verdict,
            earliest: answer.earliest,
            minutes: answer.minutes,
            needs_sign_off: answer.protocol.recalled,
            steps: answer.steps.iter().map(StepShape::of).collect(),
        }
    }
}

impl StepShape {
    fn of(step: &StepAnswer<'_>) -> Self {
        Self {
            phase: step.step.phase,
            does: step.does.to_owned(),
            verdict: step.verdict,
            minutes: step.step.minutes,
            left_out: step.left_out,
            swapped: step
                .swapped
                .iter()
                .map(|s| SwapShape { key: s.key.clone(), because: s.because.clone() })
                .collect(),
            answers: step.answers.iter().map(AnswerShape::of).collect(),
        }
    }
}
