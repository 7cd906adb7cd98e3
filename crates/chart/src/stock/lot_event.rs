//! What can happen to a lot, and why something about it cannot be.
use super::Amount;
use serde::{Deserialize, Serialize};
use vocab::Day;

vocab::words! {
    /// Why something was thrown away.
    Waste, "reason of waste" {
        /// Its last day has passed.
        Expired = "expired",
        /// It was open for longer than it keeps.
        OpenTooLong = "open_too_long",
        /// What was left of a pack for one person.
        Leftover = "leftover",
        /// Broken or spilled.
        Broken = "broken",
        /// Something else, said in the note.
        Other = "other",
    }
}

/// What happens to a lot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum LotEvent {
    /// It came in, first or again.
    Received {
        /// Product key.
        product: String,
        /// Number on the pack.
        number: String,
        /// Last day of use.
        expires: Day,
        /// How much came.
        amount: Amount,
        /// Contents of one pack.
        pack: Amount,
        /// Hours a pack is good once opened.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        open_hours: Option<u32>,
        /// From whom.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        from: String,
    },
    /// A pack was opened or made ready.
    Opened {
        /// Dilution or other words.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        note: String,
    },
    /// Used in a session.
    Used {
        /// Id of the session's entry.
        session: String,
        /// Id of the patient; never a name.
        patient: String,
        /// How much.
        amount: Amount,
    },
    /// A session was corrected: it used less; or it was withdrawn: it used nothing.
    PutBack {
        /// Id of the session's entry.
        session: String,
        /// How much less.
        amount: Amount,
        /// The session was withdrawn as a whole.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        withdrawn: bool,
    },
    /// Thrown away.
    Wasted {
        /// How much.
        amount: Amount,
        /// Why.
        why: Waste,
        /// More words.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        note: String,
    },
    /// Counted on the shelf; what counts from here on.
    Counted {
        /// What was there.
        amount: Amount,
        /// What explains a difference.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        note: String,
    },
    /// Held back until somebody releases it.
    Quarantined {
        /// Why.
        reason: String,
    },
    /// No longer held back.
    Released {
        /// Why.
        reason: String,
    },
    /// Called back by its maker or a regulator; never used again.
    Recalled {
        /// Number or address of the notice.
        reference: String,
        /// Why.
        reason: String,
    },
}

impl LotEvent {
    pub(crate) const fn kind(&self) -> &'static str {
        match self {
            Self::Received { .. } => "received",
            Self::Opened { .. } => "opened",
            Self::Used { .. } => "used",
            Self::PutBack { .. } => "put_back",
            Self::Wasted { .. } => "wasted",
            Self::Counted { .. } => "counted",
            Self::Quarantined { .. } => "quarantined",
            Self::Released { .. } => "released",
            Self::Recalled { .. } => "recalled",
        }
    }
}

/// Why a lot cannot be used, or an event about it cannot be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Not {
    /// Its last day has passed.
    #[error("lot {number} expired on {on}")]
    Expired {
        /// Number on the pack.
        number: String,
        /// The last day.
        on: Day,
    },
    /// It is held back.
    #[error("lot {number} is held back: {reason}")]
    HeldBack {
        /// Number on the pack.
        number: String,
        /// Why.
        reason: String,
    },
    /// It was called back.
    #[error("lot {number} is recalled ({reference}): {reason}")]
    Recalled {
        /// Number on the pack.
        number: String,
        /// The notice.
        reference: String,
        /// Why.
        reason: String,
    },
    /// There is not so much.
    #[error("lot {number} has {left} that can be used, {asked} were asked")]
    TooLittle {
        /// Number on the pack.
        number: String,
        /// What there is.
        left: Amount,
        /// What was asked.
        asked: Amount,
    },
    /// It does not fit what is known of the lot.
    #[error("lot {number}: {why}")]
    Unfit {
        /// Number on the pack.
        number: String,
        /// Why.
        why: &'static str,
    },
}
