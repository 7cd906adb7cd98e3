//! The waiting list: who wishes which service when, and to whom a time that became free is offered.
//!
//! An offer *is* a visit that is held: its claims under the unique key are what makes two offers of one time impossible, on
//! either engine and in any number of processes. How the visit stands says how the offer ended; the rows here remember it.
pub(crate) mod freed;
mod keep;
mod rank;
mod read;

pub use freed::{Became, KEPT_MS, Looked, Waiting as FreedTime};
pub use rank::{Judged, Not, Place, green, place, rank};

use crate::{ChartError, SiteKey, Store};
use serde::{Deserialize, Serialize};
use vocab::Day;

/// The most wishes that wait at once.
pub const WAITING_MAX: usize = 500;
/// The longest note, in bytes.
pub const NOTE_BYTES_MAX: usize = 500;
/// The most hours of notice.
pub const NOTICE_HOURS_MAX: u16 = 14 * 24;

vocab::words! {
    /// How a wish stands.
    WaitStatus, "status of a wish" {
        /// Nothing is offered.
        Waiting = "waiting",
        /// A time is held for them.
        Offered = "offered",
        /// They took one.
        Booked = "booked",
        /// They wait no longer.
        Gone = "gone",
    }
}

vocab::words! {
    /// How an offer stands.
    OfferState, "state of an offer" {
        /// The time is held until it ends.
        Open = "open",
        /// Taken.
        Accepted = "accepted",
        /// Not wanted, or called off by the desk.
        Declined = "declined",
        /// Nobody answered in time.
        Expired = "expired",
        /// The time could not be held: somebody else had it a moment earlier, or the making was cut off. Nobody was told of it.
        Lost = "lost",
    }
}

impl OfferState {
    /// Whether the time is held for the guest, or theirs.
    #[must_use]
    pub const fn stands(self) -> bool {
        matches!(self, Self::Open | Self::Accepted)
    }

    /// In words for people.
    #[must_use]
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::Open => "held, waits for an answer",
            Self::Accepted => "taken",
            Self::Declined => "not wanted",
            Self::Expired => "no answer in time",
            Self::Lost => "never sent, the time could not be held",
        }
    }
}

/// What somebody waits for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wish {
    /// Key of the service.
    pub service: String,
    /// Id of the practitioner; `None` is anybody who may.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub practitioner: Option<String>,
    /// Which weekdays would do, Monday first.
    pub weekdays: [bool; 7],
    /// From and to, cells of the day: the visit lies within.
    pub hours: (u16, u16),
    /// The first day that would do.
    pub first: Day,
    /// The last.
    pub last: Day,
    /// Hours before which they must know, at most [`NOTICE_HOURS_MAX`].
    pub notice_hours: u16,
}

/// Somebody who is to wait.
#[derive(Debug, Clone)]
pub struct NewWait {
    /// Id, made by [`crate::book::new_id`]; the same request sent twice waits once.
    pub id: String,
    /// Id of the patient.
    pub patient: String,
    /// The name under which the list shows the guest.
    pub guest: String,
    /// What for.
    pub wish: Wish,
    /// A word for the desk, at most [`NOTE_BYTES_MAX`].
    pub note: String,
}

/// Somebody who waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Id of the wish.
    pub id: String,
    /// Id of the patient.
    pub patient: String,
    /// Name of the guest; `None` once the patient's key is destroyed.
    pub guest: Option<String>,
    /// How it stands.
    pub status: WaitStatus,
    /// Since when, milliseconds since 1970.
    pub since: i64,
    /// Changes so far, from 1.
    pub version: u32,
    /// What for.
    pub wish: Wish,
    /// A word for the desk.
    pub note: String,
}

/// A time that became free.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Freed {
    /// Of which visit and which of its changes: `visit/version`. One freed time is offered to nobody twice.
    pub id: String,
    /// The day.
    pub day: Day,
    /// First cell.
    pub from: u16,
    /// The cell after the last.
    pub to: u16,
}

/// A time that is or was offered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// Id of the visit that holds the time.
    pub id: String,
    /// Id of the wish.
    pub wait: String,
    /// How it stands.
    pub state: OfferState,
    /// When it was made, milliseconds since 1970.
    pub made_at: i64,
    /// Until when it is held.
    pub ends_at: i64,
    /// The time that became free.
    pub freed: Freed,
    /// Everybody who was considered, in their order; the first is who was chosen.
    pub considered: Vec<Judged>,
}

/// The waiting list of one site.
#[derive(Debug, Clone)]
pub struct Waits<'a> {
    store: &'a Store,
    key: &'a SiteKey,
    site: &'a str,
}

impl<'a> Waits<'a> {
    /// The waiting list of a site.
    #[must_use]
    pub const fn new(store: &'a Store, key: &'a SiteKey, site: &'a str) -> Self {
        Self { store, key, site }
    }
}

/// What is wrong with a wish by itself.
fn fault(new: &NewWait) -> Option<String> {
    let wish = &new.wish;
    if wish.last < wish.first {
        return Some("the last day is not before the first".to_owned());
    }
    if wish.hours.0 >= wish.hours.1 || wish.hours.1 > crate::booking::DAY_CELLS {
        return Some("the hours end after they begin".to_owned());
    }
    if !wish.weekdays.contains(&true) {
        return Some("at least one weekday would do".to_owned());
    }
    if wish.notice_hours > NOTICE_HOURS_MAX {
        return Some(format!("at most {NOTICE_HOURS_MAX} hours of notice"));
    }
    (new.note.len() > NOTE_BYTES_MAX).then(|| format!("a note has at most {NOTE_BYTES_MAX} bytes"))
}

fn bad(what: &str, why: &dyn std::fmt::Display) -> ChartError {
    ChartError::Form { what: what.to_owned(), why: why.to_string() }
}

fn parsed<T: serde::de::DeserializeOwned>(what: &str, text: &str) -> Result<T, ChartError> {
    serde_json::from_str(text).map_err(|e| bad(what, &e))
}
