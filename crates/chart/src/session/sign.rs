//! Signatures: who says what about exactly which text, and whether somebody else must look as well.
use super::Session;
use crate::entry::Body;
use crate::fold::{Chart, Line};
use crate::seal::hex;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

vocab::words! {
    /// What a signature means.
    Meaning, "meaning of a signature" {
        /// I did this, and it is recorded as it was done.
        Performed = "performed",
        /// I supervise; I read it and agree.
        Reviewed = "reviewed",
        /// I supervise; I read it, and it goes back with a remark.
        Returned = "returned",
    }
}

impl Meaning {
    /// The sentence that is signed.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Performed => "I performed this treatment, and it is recorded as it was done.",
            Self::Reviewed => "I supervise this work. I have read the record and agree with it.",
            Self::Returned => {
                "I supervise this work. I have read the record, and it goes back with my remark."
            }
        }
    }
}

/// A signature under an entry: bound to the hash of the text that was signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signature {
    /// Id of the entry that is signed.
    pub of: String,
    /// SHA-256 of its text as it counts now, hexadecimal.
    pub hash: String,
    /// What it means.
    pub meaning: Meaning,
    /// Name of the signer, as it is printed.
    pub name: String,
    /// The remark of a return; may be empty otherwise.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub remark: String,
    /// Whether a second signature is asked for.
    #[serde(default)]
    pub cosign: bool,
    /// Ids of those whose second signature is due; empty = anybody's who may give it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub due: Vec<String>,
    /// Ids of those in whose place this second signature stands; empty = one's own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub instead_of: Vec<String>,
}

/// The hash that a signature binds.
#[must_use]
pub fn hash_of(session: &Session) -> String {
    let text = Body::Session(session.clone()).to_text().unwrap_or_default();
    hex(&Sha256::digest(text.as_bytes()))
}

/// How a session stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Nobody signed what counts now.
    Draft,
    /// Signed, and somebody else is asked to read it.
    ToReview(Signature),
    /// Signed; nothing is open.
    Signed(Vec<Signature>),
    /// It came back with a remark.
    Returned(Signature),
    /// It was withdrawn.
    Withdrawn,
}

/// How the session in this line stands: only signatures of the text that counts now count.
#[must_use]
pub fn standing(chart: &Chart, line: &Line) -> Standing {
    let Some(Body::Session(session)) = &line.now else { return Standing::Withdrawn };
    let hash = hash_of(session);
    let signed: Vec<Signature> = chart
        .lines
        .iter()
        .filter_map(|other| match &other.now {
            Some(Body::Signature(s)) if s.of == line.entry.id && s.hash == hash => Some(s.clone()),
            _ => None,
        })
        .collect();
    match signed.last() {
        None => Standing::Draft,
        Some(last) => match last.meaning {
            Meaning::Returned => Standing::Returned(last.clone()),
            Meaning::Performed if last.cosign => Standing::ToReview(last.clone()),
            Meaning::Performed | Meaning::Reviewed => Standing::Signed(signed),
        },
    }
}
