//! What a chart is made of: typed, versioned entries. The words are FHIR's where it has one.
use crate::ChartError;
use serde::{Deserialize, Serialize};

/// The most bytes of one entry's body; photographs live beside the ledger, not in it.
pub const BODY_BYTES_MAX: usize = 262_144;

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
    /// Treatment code of a procedure, here or elsewhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub procedure: Option<String>,
    /// Home-care code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product: Option<String>,
    /// `present`, `past`, `absent` or `unknown`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// First day of the state.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<vocab::Day>,
    /// Last day of the state.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<vocab::Day>,
    /// Day of the event.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on: Option<vocab::Day>,
    /// Zone code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
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

/// Who the patient is. The newest one counts.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Identity {
    /// Full name as the patient writes it.
    pub name: String,
    /// Day of birth.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub born: Option<vocab::Day>,
    /// `female`, `male` or `other`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sex: Option<String>,
    /// Telephone number as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// E-mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
}

/// How an entry is amended; the original stays visible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Amending {
    /// The new body takes the place of the old one.
    Correction,
    /// The new body stands beside the old one.
    Addendum,
    /// It was recorded by mistake (wrong patient, twice) and no longer counts.
    Withdrawal,
}

/// The body of an entry.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body", rename_all = "snake_case")]
pub enum Body {
    /// Who the patient is.
    Identity(Identity),
    /// An answer of the history: a fact that rules read.
    Fact(Fact),
    /// A score on a published scale by a clinician.
    Assessment {
        /// Concern code.
        concern: String,
        /// Scale code.
        scale: String,
        /// The score, in the unit of the scale.
        score: f64,
        /// How many raters it is the mean of.
        raters: u8,
        /// Zone code.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        zone: Option<String>,
    },
    /// A consent: which text, by its hash, and what was meant.
    Consent {
        /// Treatment code or purpose of a photograph.
        service: String,
        /// SHA-256 of the exact text, hexadecimal.
        text_hash: String,
        /// Language of the text.
        language: String,
        /// Name as signed.
        signed_by: String,
        /// Given or withdrawn.
        given: bool,
    },
    /// A plan that was agreed, as the planner wrote it.
    PlanAgreed {
        /// The plan, in the shape of the plan's contract.
        plan: serde_json::Value,
    },
    /// A session: what was done.
    Session {
        /// Treatment code.
        treatment: String,
        /// Zone codes.
        zones: Vec<String>,
        /// Settings as recorded, with units in the names.
        settings: serde_json::Value,
        /// Lots used.
        lots: Vec<String>,
        /// Minutes from start to end.
        minutes: u16,
    },
    /// What the patient said afterwards.
    CheckIn {
        /// Symptom codes.
        symptoms: Vec<String>,
        /// Free text.
        text: String,
        /// Level of the triage, if it was asked.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        level: Option<String>,
    },
    /// A photograph that is stored beside the ledger.
    Photo {
        /// SHA-256 of the sealed file, hexadecimal.
        file_hash: String,
        /// View, such as `front`, `left_45`.
        view: String,
    },
    /// Somebody passed a stop or an open question, with a reason.
    Override {
        /// Key of the rule.
        rule: String,
        /// Why, as typed.
        reason: String,
    },
    /// Free text.
    Note {
        /// The text.
        text: String,
    },
    /// A change to an entry before it.
    Amendment {
        /// How.
        how: Amending,
        /// Why.
        reason: String,
        /// The new body, for a correction or an addendum.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<Box<Body>>,
    },
}

impl Body {
    /// The version of the shapes above; a reader of a newer version says so instead of guessing.
    pub const VERSION: u32 = 1;

    /// The kind as it is stored.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Identity(_) => "identity",
            Self::Fact(_) => "fact",
            Self::Assessment { .. } => "assessment",
            Self::Consent { .. } => "consent",
            Self::PlanAgreed { .. } => "plan_agreed",
            Self::Session { .. } => "session",
            Self::CheckIn { .. } => "check_in",
            Self::Photo { .. } => "photo",
            Self::Override { .. } => "override",
            Self::Note { .. } => "note",
            Self::Amendment { .. } => "amendment",
        }
    }

    /// The body as stored text.
    ///
    /// # Errors
    /// It is longer than [`BODY_BYTES_MAX`].
    pub fn to_text(&self) -> Result<String, ChartError> {
        let text = serde_json::to_string(self).map_err(|e| unreadable(&e))?;
        if text.len() > BODY_BYTES_MAX {
            return Err(ChartError::Limit {
                what: "bytes of an entry",
                limit: BODY_BYTES_MAX,
                got: text.len(),
            });
        }
        Ok(text)
    }

    /// The body of stored text.
    ///
    /// # Errors
    /// The version is newer than ours, or the text is none of the shapes.
    pub fn from_text(version: u32, text: &str) -> Result<Self, ChartError> {
        if version > Self::VERSION {
            let why = format!("its version is {version}, this program knows {}", Self::VERSION);
            return Err(ChartError::Form { what: "an entry".to_owned(), why });
        }
        serde_json::from_str(text).map_err(|e| unreadable(&e))
    }
}

fn unreadable(error: &serde_json::Error) -> ChartError {
    // Only the place: the text itself may name a person.
    ChartError::Form {
        what: "the body of an entry".to_owned(),
        why: format!("line {}, column {}", error.line(), error.column()),
    }
}
