//! What a patient answered: facts that rules read, and what was asked and denied in one gesture.
use crate::ChartError;
use knowledge::Knowledge;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use vocab::case::{self, Status, Subject};
use vocab::phototype::Ita;
use vocab::scale::axes::{Axis, Placed, Reaction};
use vocab::scale::burn_tan::{BurnTan, Burns, Tans};
use vocab::{Day, Phototype, Zone};

/// A fact of the case file: one condition, medicine, procedure or product with what is known of it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Fact {
    /// Condition code, if the fact is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
    /// Name of the medicine as it was said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub drug: Option<String>,
    /// Treatment code of a procedure elsewhere, or planned; what is done here is a session.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub procedure: Option<String>,
    /// Home-care code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product: Option<String>,
    /// How it stands; an event with a day needs none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
    /// First day of the state.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<Day>,
    /// Last day of the state.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<Day>,
    /// Day of the event; for a value, the day it was measured.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on: Option<Day>,
    /// Where; absent = everywhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zone: Option<Zone>,
    /// Sub-case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// Measured value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<f64>,
    /// Its unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Free text for people; read by no rule.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Fact {
    /// A condition and how it stands.
    #[must_use]
    pub fn condition(code: &str, status: Status) -> Self {
        Self { condition: Some(code.to_owned()), status: Some(status), ..Self::default() }
    }

    /// What it is about; `None` where it names nothing or several things.
    #[must_use]
    pub fn subject(&self) -> Option<Subject> {
        match (&self.condition, &self.drug, &self.procedure, &self.product) {
            (Some(code), None, None, None) => Some(Subject::Condition(code.clone())),
            (None, Some(name), None, None) => Some(Subject::Drug(name.clone())),
            (None, None, Some(code), None) => Some(Subject::Procedure(code.clone())),
            (None, None, None, Some(code)) => Some(Subject::Product(code.clone())),
            _ => None,
        }
    }

    /// The fact as a rule reads it.
    pub(crate) fn asked(&self) -> Option<case::Fact> {
        Some(case::Fact {
            since: self.since,
            until: self.until,
            on: self.on,
            zone: self.zone,
            detail: self.detail.clone(),
            value: self.value,
            unit: self.unit.clone(),
            ..case::Fact::new(self.subject()?, self.status)
        })
    }

    /// Whether it names one thing and how that stands.
    pub(crate) fn check(&self) -> Result<(), ChartError> {
        if self.subject().is_none() {
            return Err(wrong("a fact names exactly one of condition, drug, procedure, product"));
        }
        if self.status.is_none() && self.on.is_none() {
            return Err(wrong(
                "a fact needs a status (present, past, absent, unknown) or the day of an event",
            ));
        }
        if let (Some(since), Some(until)) = (self.since, self.until)
            && since > until
        {
            return Err(wrong(&format!("until {until} is before since {since}")));
        }
        if self.value.is_some_and(|value| !value.is_finite()) {
            return Err(wrong("the value is not a number"));
        }
        Ok(())
    }

    /// Whether its codes exist. A rule reads past a code that it does not know, so a slip here would be a silent permission.
    pub(crate) fn check_codes(&self, knowledge: &Knowledge) -> Result<(), ChartError> {
        match self.subject() {
            Some(Subject::Condition(code)) => {
                let condition =
                    knowledge.condition(&code).ok_or_else(|| unknown_condition(knowledge, &code))?;
                if let Some(detail) = &self.detail
                    && !condition.details.contains(detail)
                {
                    return Err(wrong(&format!(
                        "`{code}` has no detail `{}`; allowed {}",
                        vocab::nearest::clip(detail),
                        condition.details.join(", ")
                    )));
                }
                Ok(())
            }
            Some(Subject::Procedure(code)) => check_treatment(&code, knowledge),
            Some(Subject::Product(code)) if knowledge.ingredient(&code).is_none() => {
                let known: Vec<&str> = knowledge.ingredients.iter().map(|i| i.code.as_str()).collect();
                Err(unknown("product", &code, &known))
            }
            // A medicine that no list knows is told as it was said; the gate asks about it.
            Some(Subject::Product(_) | Subject::Drug(_)) | None => Ok(()),
        }
    }
}

/// Asked and denied in one gesture: these conditions, and no others, are absent everywhere.
///
/// The codes are listed because a condition that the knowledge learns later was never asked.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Denied {
    /// Condition codes.
    pub conditions: Vec<String>,
}

impl Denied {
    pub(crate) fn check_codes(&self, knowledge: &Knowledge) -> Result<(), ChartError> {
        let stranger = self.conditions.iter().find(|code| knowledge.condition(code).is_none());
        stranger.map_or(Ok(()), |code| Err(unknown_condition(knowledge, code)))
    }
}

/// The type of a skin: what was answered about the sun, and where it stands on the four axes. The newest one counts.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Skin {
    /// Declared phototype.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phototype: Option<Phototype>,
    /// How it burns.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub burns: Option<Burns>,
    /// How it tans.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tans: Option<Tans>,
    /// Levels 0 to 4 on the axes; an axis without a level is not known.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub axes: BTreeMap<Axis, u8>,
    /// What makes it react.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub reactions: BTreeSet<Reaction>,
    /// Measured typology angle, degrees; kept as an assessment on the scale `ita` as well.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ita: Option<f64>,
}

impl Skin {
    /// Whether nothing was said.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Both answers about the sun, where both were given.
    #[must_use]
    pub fn sun(&self) -> Option<BurnTan> {
        Some(BurnTan { burns: self.burns?, tans: self.tans? })
    }

    pub(crate) fn check(&self) -> Result<(), ChartError> {
        if let Some((axis, level)) = self.axes.iter().find(|(_, level)| **level > Placed::MAX) {
            return Err(wrong(&format!("the level {level} of {axis} is outside 0 to {}", Placed::MAX)));
        }
        if let Some(ita) = self.ita.filter(|ita| Ita::from_degrees(*ita).is_none()) {
            return Err(wrong(&format!("the typology angle {ita} is outside -90 to 90 degrees")));
        }
        Ok(())
    }
}

pub(crate) fn wrong(why: &str) -> ChartError {
    ChartError::Form { what: "the entry".to_owned(), why: why.to_owned() }
}

/// Whether a treatment code exists.
pub(crate) fn check_treatment(code: &str, knowledge: &Knowledge) -> Result<(), ChartError> {
    if knowledge.treatment_place(code).is_some() {
        return Ok(());
    }
    let known: Vec<&str> = knowledge.treatments.iter().map(|t| t.code.as_str()).collect();
    Err(unknown("treatment", code, &known))
}

fn unknown(what: &str, code: &str, known: &[&str]) -> ChartError {
    let nearest = vocab::nearest::nearest(code, known.iter().copied())
        .map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
    wrong(&format!("unknown {what} `{}`{nearest}", vocab::nearest::clip(code)))
}

fn unknown_condition(knowledge: &Knowledge, code: &str) -> ChartError {
    let known: Vec<&str> = knowledge.conditions.iter().map(|c| c.code.as_str()).collect();
    unknown("condition", code, &known)
}
