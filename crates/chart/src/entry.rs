//! What a chart is made of: typed, versioned entries. The words are FHIR's where it has one.
//!
//! Each kind holds a struct of the module that owns it; here stands only the list.
pub use crate::after::{Adverse, CheckIn, Task};
pub use crate::agreed::PlanAgreed;
pub use crate::assessment::Assessment;
pub use crate::consent::Consent;
pub use crate::consult::{BodyImage, Closed, Goals, Living};
pub use crate::contact::Contact;
pub use crate::door::{Checked, Override};
pub use crate::history::{Denied, Fact, Skin};
pub use crate::identity::Identity;
pub use crate::people::Examination;
pub use crate::photo::Photo;
pub use crate::session::{Emergency, Session, Signature};

use crate::ChartError;
use crate::history::wrong;
use knowledge::Knowledge;
use serde::{Deserialize, Serialize};

/// The most bytes of one entry's body; photographs live beside the ledger, not in it.
pub const BODY_BYTES_MAX: usize = 262_144;

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
    /// How the patient may be reached, and for what.
    Contact(Contact),
    /// An answer of the history: a fact that rules read.
    Fact(Fact),
    /// Conditions that were asked and denied in one gesture.
    Denied(Denied),
    /// The type of the skin.
    Skin(Skin),
    /// That a consultation took place.
    Consultation(Closed),
    /// What the person wishes.
    Goals(Goals),
    /// How the person lives.
    Living(Living),
    /// What the person said of the image of their body.
    BodyImage(BodyImage),
    /// A score on a published scale.
    Assessment(Assessment),
    /// A consent to a service or a photograph's purpose.
    Consent(Consent),
    /// A plan that was agreed.
    PlanAgreed(PlanAgreed),
    /// A session: what was done.
    Session(Session),
    /// A signature under a session.
    Signature(Signature),
    /// A step of an emergency.
    Emergency(Emergency),
    /// What the patient said afterwards.
    CheckIn(CheckIn),
    /// Something went wrong.
    Adverse(Adverse),
    /// Somebody has to do something, or did it.
    Task(Task),
    /// A photograph that is stored beside the ledger.
    Photo(Photo),
    /// The check before a session.
    Door(Checked),
    /// A prescriber examined the patient before a medical act.
    Examination(Examination),
    /// Somebody passed a stop or an open question, with a reason.
    Override(Override),
    /// Free text.
    Note(Note),
    /// A change to an entry before it.
    Amendment(Amendment),
}

/// Free text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Note {
    /// The text.
    pub text: String,
}

/// A change to an entry before it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Amendment {
    /// How.
    pub how: Amending,
    /// Why.
    pub reason: String,
    /// The new body, for a correction or an addendum.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Box<Body>>,
}

impl Body {
    /// The version of the shapes above; a reader of a newer version says so instead of guessing.
    pub const VERSION: u32 = 1;

    /// Every kind as it is stored, for filters.
    pub const KINDS: &'static [&'static str] = &[
        "identity",
        "contact",
        "fact",
        "denied",
        "skin",
        "consultation",
        "goals",
        "living",
        "body_image",
        "assessment",
        "consent",
        "plan_agreed",
        "session",
        "signature",
        "emergency",
        "check_in",
        "adverse",
        "task",
        "photo",
        "door",
        "examination",
        "override",
        "note",
        "amendment",
    ];

    /// The kind as it is stored.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Identity(_) => "identity",
            Self::Contact(_) => "contact",
            Self::Fact(_) => "fact",
            Self::Denied(_) => "denied",
            Self::Skin(_) => "skin",
            Self::Consultation(_) => "consultation",
            Self::Goals(_) => "goals",
            Self::Living(_) => "living",
            Self::BodyImage(_) => "body_image",
            Self::Assessment(_) => "assessment",
            Self::Consent(_) => "consent",
            Self::PlanAgreed(_) => "plan_agreed",
            Self::Session(_) => "session",
            Self::Signature(_) => "signature",
            Self::Emergency(_) => "emergency",
            Self::CheckIn(_) => "check_in",
            Self::Adverse(_) => "adverse",
            Self::Task(_) => "task",
            Self::Photo(_) => "photo",
            Self::Door(_) => "door",
            Self::Examination(_) => "examination",
            Self::Override(_) => "override",
            Self::Note(_) => "note",
            Self::Amendment(_) => "amendment",
        }
    }

    /// Whether it belongs to the case that the gate is asked with, so that it must be at hand with every page.
    #[must_use]
    pub const fn counts(&self) -> bool {
        match self {
            Self::Identity(_)
            | Self::Fact(_)
            | Self::Denied(_)
            | Self::Skin(_)
            | Self::Assessment(_)
            | Self::Goals(_)
            | Self::Living(_)
            | Self::Session(_) => true,
            Self::Contact(_)
            | Self::Consultation(_)
            | Self::BodyImage(_)
            | Self::Consent(_)
            | Self::PlanAgreed(_)
            | Self::Signature(_)
            | Self::Emergency(_)
            | Self::CheckIn(_)
            | Self::Adverse(_)
            | Self::Task(_)
            | Self::Photo(_)
            | Self::Door(_)
            | Self::Examination(_)
            | Self::Override(_)
            | Self::Note(_)
            | Self::Amendment(_) => false,
        }
    }

    /// A note.
    #[must_use]
    pub fn note(text: &str) -> Self {
        Self::Note(Note { text: text.to_owned() })
    }

    /// Whether the body is whole in itself: asked of every entry before it is recorded. A kind with limits of its own has an
    /// arm here.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn check(&self) -> Result<(), ChartError> {
        match self {
            Self::Identity(identity) => identity.check(),
            Self::Contact(contact) => contact.check(),
            Self::Fact(fact) => fact.check(),
            Self::Assessment(assessment) => assessment.check(),
            Self::Door(checked) => checked.check(),
            Self::CheckIn(said) => said.check(),
            Self::Adverse(event) => event.check(),
            Self::Task(task) => task.check(),
            Self::Skin(skin) => skin.check(),
            Self::Goals(goals) => goals.check(),
            Self::Living(living) => living.check(),
            Self::Session(session) => session.check(),
            Self::Emergency(emergency) => emergency.check(),
            Self::Photo(photo) => photo.check(),
            Self::Examination(examination) => examination.check(),
            Self::Amendment(Amendment { to: Some(to), .. }) => {
                if matches!(**to, Self::Amendment(_)) {
                    return Err(wrong("an amendment carries no amendment"));
                }
                to.check()
            }
            Self::Denied(_)
            | Self::Consultation(_)
            | Self::BodyImage(_)
            | Self::Consent(_)
            | Self::PlanAgreed(_)
            | Self::Signature(_)
            | Self::Override(_)
            | Self::Note(_)
            | Self::Amendment(_) => Ok(()),
        }
    }

    /// Whether every code in it exists. Whoever records what a person typed asks this first: a rule reads past a code that it
    /// does not know, so a slip would be a silent permission.
    ///
    /// # Errors
    /// The first code that does not exist, with the nearest that does.
    pub fn check_codes(&self, knowledge: &Knowledge) -> Result<(), ChartError> {
        match self {
            Self::Fact(fact) => fact.check_codes(knowledge),
            Self::Denied(denied) => denied.check_codes(knowledge),
            Self::Session(session) => session.check_codes(knowledge),
            Self::Examination(examination) => examination.services.check(knowledge),
            Self::Amendment(Amendment { to: Some(to), .. }) => to.check_codes(knowledge),
            Self::Identity(_)
            | Self::Contact(_)
            | Self::Skin(_)
            | Self::Consultation(_)
            | Self::Goals(_)
            | Self::Living(_)
            | Self::BodyImage(_)
            | Self::Assessment(_)
            | Self::Consent(_)
            | Self::PlanAgreed(_)
            | Self::Signature(_)
            | Self::Emergency(_)
            | Self::CheckIn(_)
            | Self::Adverse(_)
            | Self::Task(_)
            | Self::Photo(_)
            | Self::Door(_)
            | Self::Override(_)
            | Self::Note(_)
            | Self::Amendment(_) => Ok(()),
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
