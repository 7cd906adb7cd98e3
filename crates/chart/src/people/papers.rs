//! What somebody can show: licences, training, supervision and standing orders, each with the days on which it holds.
//! Nothing here is taken back: a paper that ended still held before.
use super::event::within;
use crate::ChartError;
use knowledge::treatment::Treatment;
use serde::{Deserialize, Serialize};
use vocab::{Day, Performer};

/// The longest number, name or place on a paper, in letters.
pub const PAPER_MAX: usize = 120;
/// The most services that one paper names.
pub const SERVICES_MAX: usize = 60;

vocab::words! {
    /// A kind of licence.
    LicenceKind, "kind of licence" {
        /// Physician.
        Physician = "physician",
        /// Nurse practitioner.
        NursePractitioner = "nurse-practitioner",
        /// Physician assistant.
        PhysicianAssistant = "physician-assistant",
        /// Registered nurse.
        RegisteredNurse = "registered-nurse",
        /// Practical or vocational nurse; no tier of the knowledge speaks of one.
        PracticalNurse = "practical-nurse",
        /// Aesthetician.
        Aesthetician = "aesthetician",
        /// Massage therapist.
        Massage = "massage",
    }
}

impl LicenceKind {
    /// Its name for people.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Physician => "Physician",
            Self::NursePractitioner => "Nurse practitioner",
            Self::PhysicianAssistant => "Physician assistant",
            Self::RegisteredNurse => "Registered nurse",
            Self::PracticalNurse => "Practical or vocational nurse",
            Self::Aesthetician => "Aesthetician",
            Self::Massage => "Massage therapist",
        }
    }

    /// The tier of the knowledge that it stands for; none where no rule speaks of it, and then it permits nothing.
    #[must_use]
    pub const fn performer(self) -> Option<Performer> {
        match self {
            Self::Physician => Some(Performer::Md),
            Self::NursePractitioner | Self::PhysicianAssistant => Some(Performer::NpPa),
            Self::RegisteredNurse => Some(Performer::Rn),
            Self::Aesthetician => Some(Performer::Aesthetician),
            Self::PracticalNurse | Self::Massage => None,
        }
    }
}

/// The days on which a paper holds, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Span {
    /// First day.
    pub from: Day,
    /// Last day; absent where it has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Day>,
}

impl Span {
    /// Whether a day lies in it.
    #[must_use]
    pub fn holds_on(self, day: Day) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }

    /// The same, ended before `on`: on that day it no longer holds.
    #[must_use]
    pub fn ended(self, on: Day) -> Self {
        let last = on.plus(-1);
        Self { from: self.from, to: Some(self.to.map_or(last, |to| to.min(last))) }
    }

    fn check(self) -> Result<(), ChartError> {
        match self.to {
            Some(to) if to < self.from => Err(ChartError::Form {
                what: "the last day".to_owned(),
                why: format!("{to} lies before the first, {}", self.from),
            }),
            _ => Ok(()),
        }
    }
}

/// Treatments by code or group; none named is none meant.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Services(pub Vec<String>);

impl Services {
    /// Whether a treatment is among them.
    #[must_use]
    pub fn cover(&self, treatment: &Treatment) -> bool {
        let group = treatment.group.map(vocab::Group::code);
        self.0.iter().any(|named| *named == treatment.code || Some(named.as_str()) == group)
    }

    /// Within the limits, and every code exists.
    ///
    /// # Errors
    /// None is named, too many are, or a code does not exist; the nearest that does is told.
    pub fn check(&self, knowledge: &knowledge::Knowledge) -> Result<(), ChartError> {
        let form = |why: String| ChartError::Form { what: "the list of treatments".to_owned(), why };
        if self.0.is_empty() {
            return Err(form("none is named".to_owned()));
        }
        if self.0.len() > SERVICES_MAX {
            let got = self.0.len();
            return Err(ChartError::Limit { what: "treatments of one paper", limit: SERVICES_MAX, got });
        }
        for code in &self.0 {
            if knowledge.treatment(code).is_none() && code.parse::<vocab::Group>().is_err() {
                let all = knowledge.treatments.iter().map(|t| t.code.as_str());
                let near = vocab::nearest::nearest(code, all);
                let near = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
                return Err(form(format!("`{}` is no treatment{near}", vocab::nearest::clip(code))));
            }
        }
        Ok(())
    }
}

/// A licence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Licence {
    /// Id of the paper.
    pub id: String,
    /// Of which kind.
    pub kind: LicenceKind,
    /// Its number as printed.
    pub number: String,
    /// Where it holds, ISO 3166-2 (`US-CA`) or a country alone.
    pub jurisdiction: String,
    /// When it holds.
    pub span: Span,
}

impl Licence {
    pub(super) fn check(&self) -> Result<(), ChartError> {
        named("the number of the licence", &self.number)?;
        if !knowledge::scope::is_place(&self.jurisdiction) {
            let why = format!(
                "`{}` is no place; allowed are codes like US-CA or GB-ENG",
                vocab::nearest::clip(&self.jurisdiction)
            );
            return Err(ChartError::Form { what: "the jurisdiction".to_owned(), why });
        }
        self.span.check()
    }

    /// Whether it holds in a place: there, or in the whole country that the place belongs to.
    #[must_use]
    pub fn holds_in(&self, place: &str) -> bool {
        let inside = |whole: &str| place.strip_prefix(whole).is_some_and(|rest| rest.starts_with('-'));
        self.jurisdiction == place || inside(&self.jurisdiction)
    }
}

/// Training for a device or a treatment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trained {
    /// Id of the paper.
    pub id: String,
    /// Key of the device, or code of the treatment.
    pub what: String,
    /// Who trained.
    pub by: String,
    /// When it counts.
    pub span: Span,
}

impl Trained {
    pub(super) fn check(&self) -> Result<(), ChartError> {
        named("what the training is for", &self.what)?;
        named("who trained", &self.by)?;
        self.span.check()
    }
}

/// Somebody works under the supervision of somebody else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Supervised {
    /// Id of the paper.
    pub id: String,
    /// Id of whoever supervises.
    pub supervisor: String,
    /// For which treatments.
    pub services: Services,
    /// When.
    pub span: Span,
}

/// A prescriber's order for everybody who is licensed to carry it out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StandingOrder {
    /// Id of the paper.
    pub id: String,
    /// Id of whoever ordered.
    pub prescriber: String,
    /// For which treatments.
    pub services: Services,
    /// What is ordered, as written.
    pub text: String,
    /// When.
    pub span: Span,
}

impl StandingOrder {
    pub(super) fn check(&self) -> Result<(), ChartError> {
        within("letters of an order", super::TEXT_MAX, &self.text)?;
        self.span.check()
    }
}

impl Supervised {
    pub(super) fn check(&self) -> Result<(), ChartError> {
        self.span.check()
    }
}

fn named(what: &'static str, text: &str) -> Result<(), ChartError> {
    if text.trim().is_empty() {
        return Err(ChartError::Form { what: what.to_owned(), why: "it is empty".to_owned() });
    }
    within("letters on a paper", PAPER_MAX, text)
}
