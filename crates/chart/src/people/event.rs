//! What the books of the house tell about people.
use super::papers::{Licence, StandingOrder, Supervised, Trained};
use super::{NAME_MAX, TEXT_MAX};
use crate::ChartError;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use vocab::Role;

/// What changed about somebody who works here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum PeopleEvent {
    /// Somebody works here from now on.
    Joined {
        /// Id of the person.
        practitioner: String,
        /// Full name.
        name: String,
        /// Where they are written to, and the name they sign in with; may be empty.
        email: String,
        /// What they are in this house.
        roles: BTreeSet<Role>,
    },
    /// Somebody is called or reached differently.
    Renamed {
        /// Id of the person.
        practitioner: String,
        /// Full name.
        name: String,
        /// Where they are written to, and the name they sign in with; may be empty.
        email: String,
    },
    /// Somebody has other roles.
    Roles {
        /// Id of the person.
        practitioner: String,
        /// All roles from now on.
        roles: BTreeSet<Role>,
    },
    /// Somebody no longer works here: nothing opens for them any more.
    Left {
        /// Id of the person.
        practitioner: String,
    },
    /// Somebody works here again.
    Returned {
        /// Id of the person.
        practitioner: String,
    },
    /// Somebody showed a licence.
    Licensed {
        /// Id of the person.
        practitioner: String,
        /// The licence.
        licence: Licence,
    },
    /// Somebody was trained.
    Trained {
        /// Id of the person.
        practitioner: String,
        /// The training.
        training: Trained,
    },
    /// Somebody works under supervision.
    Supervised {
        /// Id of the person.
        practitioner: String,
        /// The supervision.
        supervision: Supervised,
    },
    /// A prescriber ordered something for everybody who is licensed for it.
    Ordered {
        /// The order.
        order: StandingOrder,
    },
    /// A paper no longer holds from a day on; before it, it held.
    Ended {
        /// Id of the paper.
        paper: String,
        /// The first day on which it does not hold.
        on: vocab::Day,
        /// Why.
        why: String,
    },
}

impl PeopleEvent {
    /// The kind as it is stored.
    pub(crate) const fn kind(&self) -> &'static str {
        match self {
            Self::Joined { .. } => "joined",
            Self::Renamed { .. } => "renamed",
            Self::Roles { .. } => "roles",
            Self::Left { .. } => "left",
            Self::Returned { .. } => "returned",
            Self::Licensed { .. } => "licensed",
            Self::Trained { .. } => "trained",
            Self::Supervised { .. } => "supervised",
            Self::Ordered { .. } => "ordered",
            Self::Ended { .. } => "ended",
        }
    }

    /// Texts within their limits.
    pub(crate) fn check(&self) -> Result<(), ChartError> {
        match self {
            Self::Joined { name, email, .. } | Self::Renamed { name, email, .. } => {
                if name.is_empty() {
                    let why = "it is empty".to_owned();
                    return Err(ChartError::Form { what: "the name".to_owned(), why });
                }
                within("letters of a name", NAME_MAX, name)?;
                within("letters of an address", NAME_MAX, email)
            }
            Self::Licensed { licence, .. } => licence.check(),
            Self::Trained { training, .. } => training.check(),
            Self::Supervised { supervision, .. } => supervision.check(),
            Self::Ordered { order } => order.check(),
            Self::Ended { why, .. } => within("letters of a reason", TEXT_MAX, why),
            Self::Roles { .. } | Self::Left { .. } | Self::Returned { .. } => Ok(()),
        }
    }
}

/// A text within its limit.
pub(crate) fn within(what: &'static str, limit: usize, text: &str) -> Result<(), ChartError> {
    let got = text.chars().count();
    if got > limit { Err(ChartError::Limit { what, limit, got }) } else { Ok(()) }
}

vocab::words! {
    /// What changed about the ways in of somebody.
    KeyChange, "change of a way in" {
        /// The password is another.
        Password = "password",
        /// An app for codes was set up.
        App = "app",
        /// The app was taken away.
        AppGone = "app-gone",
        /// A passkey was added.
        PasskeyAdded = "passkey-added",
        /// A passkey has another name.
        PasskeyRenamed = "passkey-renamed",
        /// A passkey was removed.
        PasskeyRemoved = "passkey-removed",
        /// A passkey answered with a count that was there before: there may be a copy of it.
        PasskeyCopied = "passkey-copied",
    }
}

impl KeyChange {
    /// In words for people.
    #[must_use]
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::Password => "Another password",
            Self::App => "The app with codes was set up",
            Self::AppGone => "The app with codes was taken away",
            Self::PasskeyAdded => "A passkey was added",
            Self::PasskeyRenamed => "A passkey got another name",
            Self::PasskeyRemoved => "A passkey was removed",
            Self::PasskeyCopied => "A passkey was refused: there may be a copy of it",
        }
    }
}

/// What was opened, and by whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum AccessEvent {
    /// Somebody signed in.
    SignedIn {
        /// Id of the person.
        practitioner: String,
        /// How: `password`, `passkey`, `link`.
        how: String,
        /// From which network address.
        address: String,
    },
    /// Somebody opened a chart past their rights, with a reason.
    BrokeGlass {
        /// Id of the person.
        practitioner: String,
        /// Whose chart.
        patient: String,
        /// Why, as typed.
        reason: String,
        /// Until when, milliseconds since 1970.
        until: i64,
    },
    /// The ways in of somebody changed.
    Key {
        /// Id of the person.
        practitioner: String,
        /// What changed.
        change: KeyChange,
        /// Which one, as its owner calls it; empty where there is only one.
        label: String,
    },
    /// The address of a calendar was made, made anew, or ended.
    Feed {
        /// Who did it; for a look, whose feed it is.
        practitioner: String,
        /// Whose calendar: `practitioner/ID` or `guest/ID`.
        subject: String,
        /// What: `made`, `ended`, or `read` (once a day).
        what: String,
        /// From which network address; empty where nobody looked.
        address: String,
    },
}

impl AccessEvent {
    /// Whom it is about.
    #[must_use]
    pub fn practitioner(&self) -> &str {
        match self {
            Self::SignedIn { practitioner, .. }
            | Self::BrokeGlass { practitioner, .. }
            | Self::Key { practitioner, .. }
            | Self::Feed { practitioner, .. } => practitioner,
        }
    }

    /// The kind as it is stored.
    pub(crate) const fn kind(&self) -> &'static str {
        match self {
            Self::SignedIn { .. } => "signed_in",
            Self::BrokeGlass { .. } => "broke_glass",
            Self::Key { .. } => "key",
            Self::Feed { .. } => "feed",
        }
    }

    /// Texts within their limits.
    pub(crate) fn check(&self) -> Result<(), ChartError> {
        match self {
            Self::SignedIn { .. } | Self::Feed { .. } => Ok(()),
            Self::Key { label, .. } => within("letters of a name", NAME_MAX, label),
            Self::BrokeGlass { reason, .. } => within("letters of a reason", TEXT_MAX, reason),
        }
    }
}
