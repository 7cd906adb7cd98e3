//! From a text on the table to a signature: the only road to a [`Signed`].
use super::text::{Part, Text};
use super::whole::{is_drawing, name_fault, shares_a_part, whole};
use crate::entry::Identity;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use vocab::Day;

/// The longest name that is signed, bytes.
pub const NAME_BYTES_MAX: usize = 200;
/// The longest drawn signature, bytes.
pub const DRAWN_BYTES_MAX: usize = 20_000;
pub(super) const OF_AGE_YEARS: i16 = 18;
pub(super) const DAY_MS: i64 = 86_400_000;

vocab::words! {
    /// What a signature means, in words that stand above it.
    Meaning, "meaning of a signature" {
        /// I have read it and agree to be treated.
        Agrees = "agrees",
        /// I have read it and agree for the minor in my care.
        AgreesForMinor = "agrees_for_minor",
        /// I allow this use of photographs.
        AllowsPhotographs = "allows_photographs",
    }
}

impl Meaning {
    /// The sentence above the signature.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Agrees => {
                "I have read and understood this text, my questions were answered, and I agree to this treatment."
            }
            Self::AgreesForMinor => {
                "I am the legal guardian. I have read and understood this text, our questions were answered, and I agree to this treatment of the minor in my care."
            }
            Self::AllowsPhotographs => {
                "I have read and understood this text and allow this use of photographs."
            }
        }
    }
}

/// Who signs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Signer {
    /// The patient.
    Patient,
    /// A guardian, and what they are to the patient (`mother`, `legal guardian`).
    Guardian {
        /// In words.
        relation: String,
    },
}

/// An answer that was right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Given {
    /// Key of the question.
    pub question: String,
    /// The answer, in its words.
    pub answer: String,
}

/// Everything that a signature is bound to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deed {
    /// Treatment code, or the code of a purpose of photographs.
    pub service: String,
    /// Language of the text.
    pub language: String,
    /// SHA-256 of the exact text, hexadecimal.
    pub text_hash: String,
    /// The hash of each part, for comparing with a later text.
    pub parts: BTreeMap<Part, String>,
    /// What the signature means.
    pub meaning: Meaning,
    /// Who signed.
    pub signer: Signer,
    /// The name as it was typed.
    pub name: String,
    /// When, milliseconds since 1970.
    pub at: i64,
    /// The day at the site.
    pub on: Day,
    /// The first day on which it does not hold any more.
    pub until: Day,
    /// The same as an instant, milliseconds since 1970.
    pub ends_at: i64,
    /// Id of the practitioner who explained it.
    pub explained_by: String,
    /// Who interpreted, if somebody did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interpreter: Option<String>,
    /// The language that the signer speaks, if it is not that of the text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speaks: Option<String>,
    /// Answers to the questions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<Given>,
    /// The drawn signature as path data (`M x y L x y`), if one was drawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drawn: Option<String>,
}

/// A signed consent. Made by [`Understood::sign`] only; what is read from the record passes the same door.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Deed", into = "Deed")]
pub struct Signed(Deed);

impl Signed {
    /// What it is bound to.
    #[must_use]
    pub const fn deed(&self) -> &Deed {
        &self.0
    }
}

impl From<Signed> for Deed {
    fn from(signed: Signed) -> Self {
        signed.0
    }
}

impl TryFrom<Deed> for Signed {
    type Error = Missing;

    fn try_from(deed: Deed) -> Result<Self, Missing> {
        whole(&deed)?;
        Ok(Self(deed))
    }
}

/// What is missing from a signature, or wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Missing {
    /// The text changed while it was read, or its hash was lost.
    #[error("the text is not the one that was read: read it again")]
    Text,
    /// No name.
    #[error("type the name of whoever signs")]
    Name,
    /// The name is too long.
    #[error("the name is longer than {NAME_BYTES_MAX} bytes")]
    NameLong,
    /// The name shares no part with that of the patient.
    #[error("this is the chart of {0}: the name typed has no part of that name")]
    OtherName(String),
    /// The signer speaks another language, and nobody interpreted.
    #[error("somebody who speaks both languages interprets this text: type their name")]
    Interpreter,
    /// The box above the signature was not ticked, or means something else.
    #[error("tick the sentence above the signature")]
    Meaning,
    /// A minor needs a guardian who says what they are.
    #[error("a guardian signs for a minor, and says whether as mother, father or legal guardian")]
    Guardian,
    /// Nobody explained it.
    #[error("somebody of the house explains the text and is named")]
    Explained,
    /// The drawing is none.
    #[error("the drawn signature cannot be read: clear it and draw again, or leave it and type the name")]
    Drawn,
    /// The day of its end is not after the signing, or later than allowed.
    #[error("choose a day after today and no later than {0}")]
    Until(Day),
}

/// Why a text cannot be put before somebody.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotPresented {
    /// Whether a guardian must sign is not known.
    #[error("the day of birth is not known: it decides who signs")]
    BirthUnknown,
    /// A day of birth that has not come yet.
    #[error("the day of birth {0} lies after today")]
    BirthAhead(Day),
}

/// A question that was not answered as the text says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// Key of the question.
    pub question: String,
    /// Whether it was left out.
    pub left_out: bool,
    /// Why the right answer is right.
    pub because: String,
}

/// A text before a person.
#[derive(Debug, Clone)]
pub struct Form<'t> {
    text: &'t Text,
    patient: String,
    minor: bool,
}

/// A text that was understood: its questions are answered.
#[derive(Debug, Clone)]
pub struct Understood<'t> {
    form: Form<'t>,
    answers: Vec<Given>,
}

/// What comes with a signature.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pen {
    /// The hash of the text on the page that was read.
    pub text_hash: String,
    /// The name as typed.
    pub name: String,
    /// The sentence that was ticked.
    pub meaning: Option<Meaning>,
    /// What a guardian is to the patient.
    pub relation: Option<String>,
    /// When, milliseconds since 1970.
    pub at: i64,
    /// The day at the site; absent = not known, and then nothing is signed.
    pub on: Option<Day>,
    /// The first day on which it shall not hold any more; absent = as long as allowed.
    pub until: Option<Day>,
    /// Id of the practitioner who explained it.
    pub explained_by: String,
    /// Who interpreted.
    pub interpreter: Option<String>,
    /// The language that the signer speaks, if it is not that of the text; somebody interprets then.
    pub speaks: Option<String>,
    /// The drawn signature.
    pub drawn: Option<String>,
}

impl<'t> Form<'t> {
    /// Puts a text before a patient.
    ///
    /// # Errors
    /// The day of birth is not known or lies ahead: it decides whether a guardian signs.
    pub fn present(text: &'t Text, patient: &Identity, on: Day) -> Result<Self, NotPresented> {
        let born = patient.born.ok_or(NotPresented::BirthUnknown)?;
        if born > on {
            return Err(NotPresented::BirthAhead(born));
        }
        Ok(Self { text, patient: patient.name.clone(), minor: is_minor(born, on) })
    }

    /// Whether a guardian signs.
    #[must_use]
    pub const fn needs_guardian(&self) -> bool {
        self.minor
    }

    /// What the signature will mean.
    #[must_use]
    pub fn meaning(&self) -> Meaning {
        if super::Purpose::of_service(&self.text.service).is_some() {
            Meaning::AllowsPhotographs
        } else if self.minor {
            Meaning::AgreesForMinor
        } else {
            Meaning::Agrees
        }
    }

    /// Takes the answers to the questions, by key: the place of the chosen one.
    ///
    /// # Errors
    /// One is missing or another than the text says; the form comes back with what to talk about.
    pub fn answer(self, chosen: &BTreeMap<String, usize>) -> Result<Understood<'t>, (Self, Vec<Wrong>)> {
        let (mut answers, mut wrong) = (Vec::new(), Vec::new());
        for question in &self.text.questions {
            let choice = chosen.get(&question.key).copied();
            match choice.filter(|c| *c == question.right).and_then(|c| question.answers.get(c)) {
                Some(answer) => {
                    answers.push(Given { question: question.key.clone(), answer: answer.clone() });
                }
                None => wrong.push(Wrong {
                    question: question.key.clone(),
                    left_out: choice.is_none(),
                    because: question.because.clone(),
                }),
            }
        }
        if wrong.is_empty() { Ok(Understood { form: self, answers }) } else { Err((self, wrong)) }
    }
}

impl Understood<'_> {
    /// Signs.
    ///
    /// # Errors
    /// Everything that is missing, in the order of the page.
    pub fn sign(&self, pen: &Pen) -> Result<Signed, Vec<Missing>> {
        let text = self.form.text;
        let mut missing = Vec::new();
        if pen.text_hash != text.hash() {
            missing.push(Missing::Text);
        }
        if pen.meaning != Some(self.form.meaning()) {
            missing.push(Missing::Meaning);
        }
        let name = pen.name.split_whitespace().collect::<Vec<_>>().join(" ");
        missing.extend(name_fault(&name));
        let relation = pen.relation.as_deref().map(str::trim).filter(|r| !r.is_empty());
        let signer = match (self.form.minor, relation) {
            (false, _) => {
                if name_fault(&name).is_none() && !shares_a_part(&name, &self.form.patient) {
                    missing.push(Missing::OtherName(self.form.patient.clone()));
                }
                Some(Signer::Patient)
            }
            (true, Some(relation)) => Some(Signer::Guardian { relation: relation.to_owned() }),
            (true, None) => None,
        };
        if signer.is_none() {
            missing.push(Missing::Guardian);
        }
        let drawn = pen.drawn.as_deref().map(str::trim).filter(|d| !d.is_empty()).map(str::to_owned);
        if drawn.as_deref().is_some_and(|d| !is_drawing(d)) {
            missing.push(Missing::Drawn);
        }
        let on = pen.on.unwrap_or(Day::FIRST);
        let latest = on.plus(i32::from(text.valid_days));
        let until = pen.until.unwrap_or(latest);
        if pen.on.is_none() || until <= on || until > latest {
            missing.push(Missing::Until(latest));
        }
        if pen.explained_by.trim().is_empty() {
            missing.push(Missing::Explained);
        }
        let some = |text: &Option<String>| {
            text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
        };
        let (interpreter, speaks) = (some(&pen.interpreter), some(&pen.speaks));
        if speaks.is_some() && interpreter.is_none() {
            missing.push(Missing::Interpreter);
        }
        if [&interpreter, &speaks].into_iter().flatten().any(|text| text.len() > NAME_BYTES_MAX) {
            missing.push(Missing::NameLong);
        }
        let (Some(signer), true) = (signer, missing.is_empty()) else { return Err(missing) };
        Signed::try_from(Deed {
            service: text.service.clone(),
            language: text.language.clone(),
            text_hash: text.hash(),
            parts: text.part_hashes(),
            meaning: self.form.meaning(),
            signer,
            name,
            at: pen.at,
            on,
            until,
            ends_at: pen.at.saturating_add(i64::from(until.since(on)).saturating_mul(DAY_MS)),
            explained_by: pen.explained_by.trim().to_owned(),
            interpreter,
            speaks,
            answers: self.answers.clone(),
            drawn,
        })
        .map_err(|fault| vec![fault])
    }
}

/// Whether somebody is under age on a day.
pub(super) fn is_minor(born: Day, on: Day) -> bool {
    on < born.plus_years(OF_AGE_YEARS)
}
