//! Consent: what was told, in which exact words, who signed it, and whether it still holds.
//!
//! ```text
//! Text::of(knowledge, service, language)  -> Text      (composed; its bytes and SHA-256)
//! Shelf::keep(text)                       -> Version   (each version with its exact bytes)
//! Form::present(text, who, day) -> answer(..) -> Understood -> sign(..) -> Signed
//! standing(knowledge, chart, service, day) -> Standing (what the door and booking ask)
//! photo_allowed(chart, purpose, instant)   -> Allowed  (what whoever shows a photograph asks)
//! ```
//! A [`Signed`] can not be made in any other way, and reading one from the record asks for the same.
mod changed;
mod form;
mod photo;
mod shelf;
mod standing;
mod text;
mod translate;
mod whole;

pub use changed::{PartChange, changed};
pub use form::{
    DRAWN_BYTES_MAX, Deed, Form, Given, Meaning, Missing, NAME_BYTES_MAX, NotPresented, Pen, Signed, Signer,
    Understood, Wrong,
};
pub use photo::{Allowed, Purpose, photo_allowed};
pub(crate) use shelf::texts_in;
pub use shelf::{Shelf, Version};
pub use standing::{Standing, standing};
pub use text::{Item, LANGUAGE, NoText, Part, Text, sentences};

use serde::{Deserialize, Serialize};
use vocab::Day;

/// The body of an entry about consent: which service, and what happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Consent {
    /// Treatment code, or the code of a purpose of photographs.
    pub service: String,
    /// What happened.
    pub act: Act,
}

/// What happened with a consent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// The text was explained and handed over: the time to think begins.
    Presented(Presented),
    /// A question was answered in another way than the text says: somebody talks about it.
    Misunderstood(Misunderstood),
    /// It was signed.
    Signed(Box<Signed>),
    /// It was declined.
    Declined(Said),
    /// It was taken back, from this moment on.
    Withdrawn(Said),
}

/// A text that was handed over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Presented {
    /// SHA-256 of its bytes, hexadecimal.
    pub text_hash: String,
    /// Its language.
    pub language: String,
    /// The day at the site.
    pub on: Day,
    /// Id of the practitioner who explained it.
    pub explained_by: String,
}

/// A question that was answered wrongly.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Misunderstood {
    /// SHA-256 of the text, hexadecimal.
    pub text_hash: String,
    /// Keys of the questions.
    pub questions: Vec<String>,
}

/// Who said it, and why if they wanted to say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Said {
    /// Name of whoever said it.
    pub by: String,
    /// The day at the site.
    pub on: Day,
    /// In their words; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub why: String,
}
