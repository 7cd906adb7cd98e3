//! The outbox: what is written to guests, from the wish to the end.
//!
//! ```text
//! a visit is booked, moved, called off ─▶ a wish in the same write, not before three minutes from now
//! the sweep, a page, a repair ──────────▶ a wish with a key of its own
//! claim ─▶ write (contact, consent, quiet hours, what the guest knows already) ─▶ hand to a courier ─▶ sent | later | failed
//! ```
//! A wish holds no words: they are written when it is due, from what is true then, and are kept sealed with what was sent.
//! So a change that was undone within the grace says nothing, and a second change makes no second message.
mod claim;
mod gesture;
mod halt;
mod put;
mod quiet;
mod read;
pub mod recall;
mod reply;
mod settle;
mod told;
mod wanted;

pub use claim::Claimed;
pub use gesture::Gesture;
pub use put::{Draft, Wish, put, withdraw};
pub(crate) use put::{forget, visits_changed};
pub use quiet::{Quiet, Settings};
pub use read::{LISTED_MAX, Message, Tray};
pub use reply::{Answer, REPLIES_MAX, Reply, is_stop};
pub use settle::Outcome;
pub use told::{News, Telling};
pub use wanted::{AHEAD_DAYS, About, Agreed, CONSENT_DAYS, KINDS, REMIND_DAYS, SOON_MS, wanted};

use crate::{SiteKey, Store};
use serde::{Deserialize, Serialize};

/// For so long a change may be taken back before anybody is told, milliseconds: three minutes.
pub const GRACE_MS: i64 = 3 * 60_000;
/// For so long one process has a message to itself, milliseconds: more than a courier is given.
pub const LEASE_MS: i64 = 2 * 60_000;
/// Messages that one process takes at a time, and so the most connections to a courier.
pub const CLAIM_MAX: i64 = 4;
/// Waiting before each further try, milliseconds: a minute, five, fifteen, an hour, four, twelve.
pub const WAITS_MS: [i64; 6] = [60_000, 5 * 60_000, 15 * 60_000, 3_600_000, 4 * 3_600_000, 12 * 3_600_000];
/// The longest words of a message, bytes.
pub const WORDS_BYTES_MAX: usize = 16_000;
/// Bytes of all attachments together.
pub const ATTACHED_BYTES_MAX: usize = 64_000;

vocab::words! {
    /// What a message is about.
    Kind, "kind of message" {
        /// Visits that the guest was not told about.
        Confirmation = "confirmation",
        /// Visits that are at another time than the guest was told.
        Change = "change",
        /// Visits that were called off.
        Cancellation = "cancellation",
        /// Two days before.
        Reminder = "reminder",
        /// Three hours before.
        Soon = "soon",
        /// A consent that must be read before the visit.
        Consent = "consent",
        /// How it goes after a treatment.
        Aftercare = "aftercare",
        /// A time that is held until the guest finishes the booking.
        Hold = "hold",
        /// A time that became free is offered.
        Offer = "offer",
        /// The plan has a next step, or an effect fades.
        Recall = "recall",
    }
}

impl Kind {
    /// What a guest allows or refuses.
    #[must_use]
    pub const fn purpose(self) -> Purpose {
        match self {
            Self::Confirmation
            | Self::Change
            | Self::Cancellation
            | Self::Reminder
            | Self::Soon
            | Self::Consent
            | Self::Hold
            | Self::Offer => Purpose::Appointments,
            Self::Aftercare => Purpose::Aftercare,
            Self::Recall => Purpose::Recall,
        }
    }

    /// For staff.
    #[must_use]
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::Confirmation => "Confirmation",
            Self::Change => "Change of a visit",
            Self::Cancellation => "Visit called off",
            Self::Reminder => "Reminder, two days before",
            Self::Soon => "Reminder, three hours before",
            Self::Consent => "Consent to read",
            Self::Aftercare => "How it goes afterwards",
            Self::Hold => "Link that finishes a booking",
            Self::Offer => "A time that became free",
            Self::Recall => "Invitation to come again",
        }
    }

    /// Whether it waits for the morning: a held time would be gone by then.
    #[must_use]
    pub const fn keeps_quiet_hours(self) -> bool {
        !matches!(self, Self::Hold | Self::Offer)
    }

    /// Whether it tells which visits there are, and is written from what the guest knows.
    #[must_use]
    pub const fn is_about_visits(self) -> bool {
        matches!(self, Self::Confirmation | Self::Change | Self::Cancellation)
    }
}

vocab::words! {
    /// What guests are written for; each is asked about by itself.
    Purpose, "purpose of a message" {
        /// Visits: confirmed, changed, reminded.
        Appointments = "appointments",
        /// How it goes after a treatment.
        Aftercare = "aftercare",
        /// Invitations to come again.
        Recall = "recall",
    }
}

impl Purpose {
    /// For people.
    #[must_use]
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::Appointments => "Visits: confirmations, changes, reminders",
            Self::Aftercare => "Care after a treatment",
            Self::Recall => "Invitations to come again",
        }
    }
}

vocab::words! {
    /// How a message stands.
    Standing, "standing of a message" {
        /// Waits for its time.
        Queued = "queued",
        /// Waits for a person who lets it go.
        Held = "held",
        /// Written, and in the hands of a courier.
        Sending = "sending",
        /// The courier took it.
        Sent = "sent",
        /// No courier took it; a person decides.
        Failed = "failed",
        /// Taken back before it was written.
        Cancelled = "cancelled",
        /// It may not or need not be sent.
        Suppressed = "suppressed",
    }
}

vocab::words! {
    /// Why a message stands as it does.
    Why, "reason of a message" {
        /// Nobody asked the guest yet.
        NotAsked = "not_asked",
        /// The guest said no.
        Refused = "refused",
        /// Somebody of the house stopped every message to this guest.
        Stopped = "stopped",
        /// There is no address.
        NoAddress = "no_address",
        /// No courier of this house goes there.
        NoCourier = "no_courier",
        /// The guest knows already.
        NothingNew = "nothing_new",
        /// It would come too late.
        TooLate = "too_late",
        /// The guest has a visit.
        Booked = "booked",
        /// What it was about is no longer so.
        Over = "over",
        /// Somebody took it back.
        Withdrawn = "withdrawn",
        /// The patient was erased.
        Erased = "erased",
        /// The courier did not answer, again and again.
        Unreachable = "unreachable",
        /// The courier refused it.
        Rejected = "rejected",
        /// It was handed over, and nobody knows whether it went.
        Unsure = "unsure",
    }
}

impl Why {
    /// For staff.
    #[must_use]
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::NotAsked => "nobody asked the guest yet whether we may write for this",
            Self::Refused => "the guest does not want to be written to for this",
            Self::Stopped => "every message to this guest was stopped here",
            Self::NoAddress => "there is no address to write to",
            Self::NoCourier => "this house sends nothing that way",
            Self::NothingNew => "the guest knows already",
            Self::TooLate => "it would have come too late",
            Self::Booked => "the guest has a visit",
            Self::Over => "what it was about is no longer so",
            Self::Withdrawn => "somebody took it back",
            Self::Erased => "the patient was erased",
            Self::Unreachable => "nobody took it, after several tries",
            Self::Rejected => "the address was refused",
            Self::Unsure => "it was handed over, but nobody knows whether it arrived",
        }
    }

    /// Whether somebody should call instead of a message of this kind: a guest who wants no letters, or gets none, still has to
    /// hear that a visit is at another time or called off.
    #[must_use]
    pub const fn calls_for(self, kind: Kind) -> bool {
        let moved = matches!(kind, Kind::Change | Kind::Cancellation);
        self.needs_a_call() || moved && matches!(self, Self::Refused | Self::Stopped)
    }

    /// Whether somebody should call instead, whatever the message is.
    #[must_use]
    pub const fn needs_a_call(self) -> bool {
        match self {
            Self::NotAsked
            | Self::NoAddress
            | Self::NoCourier
            | Self::TooLate
            | Self::Unreachable
            | Self::Rejected
            | Self::Unsure => true,
            Self::Refused
            | Self::Stopped
            | Self::NothingNew
            | Self::Booked
            | Self::Over
            | Self::Withdrawn
            | Self::Erased => false,
        }
    }
}

vocab::words! {
    /// The way to a guest.
    Way, "way to a guest" {
        /// E-mail.
        Email = "email",
        /// A text message to a telephone.
        Text = "text",
    }
}

impl Way {
    /// For people.
    #[must_use]
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::Email => "e-mail",
            Self::Text => "text message",
        }
    }
}

/// A file that goes with a message, such as a visit for a calendar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attached {
    /// Name of the file, such as `visit.ics`.
    pub name: String,
    /// Its media type, such as `text/calendar; method=REQUEST`.
    pub media: String,
    /// What is in it.
    pub text: String,
}

/// A written message: what is handed to a courier, and kept sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Letter {
    /// How it goes.
    pub way: Way,
    /// Where to.
    pub to: String,
    /// Language of the words, such as `en`.
    pub language: String,
    /// Subject; nothing of health stands in it. Empty for a text message.
    pub subject: String,
    /// The words.
    pub text: String,
    /// Files that go with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attached: Vec<Attached>,
    /// What the guest knows of the visits once it is sent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tells: Vec<Telling>,
}

/// What is sealed in a row: what the wish carried, and the letter once it is written.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Inside {
    /// What the writer needs beside what the record says, such as a link.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) detail: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) attached: Vec<Attached>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) letter: Option<Letter>,
}

/// The outbox of one site.
#[derive(Debug, Clone, Copy)]
pub struct Outbox<'a> {
    pub(crate) store: &'a Store,
    pub(crate) key: &'a SiteKey,
    pub(crate) site: &'a str,
}

impl<'a> Outbox<'a> {
    /// The outbox of a site.
    #[must_use]
    pub const fn new(store: &'a Store, key: &'a SiteKey, site: &'a str) -> Self {
        Self { store, key, site }
    }

    pub(crate) const fn patients(&self) -> crate::patient::Patients<'a> {
        crate::patient::Patients::new(self.store, self.key, self.site)
    }
}

/// How long to wait after this many tries that failed; `None` = no more tries.
#[must_use]
pub fn wait_after(attempts: u32) -> Option<i64> {
    let before = usize::try_from(attempts).unwrap_or(usize::MAX).checked_sub(1)?;
    WAITS_MS.get(before).copied()
}

/// The place to which the inside of a message is sealed.
pub(crate) const SEALED_AS: &str = "message";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tries_have_an_end_and_wait_longer_each_time() {
        let waits: Vec<Option<i64>> = (0..=8).map(wait_after).collect();
        assert_eq!(waits[0], None, "before the first try nothing failed");
        assert_eq!(waits[1..=6], WAITS_MS.map(Some));
        assert_eq!(waits[7], None);
        assert!(WAITS_MS.is_sorted());
    }

    #[test]
    fn a_lease_outlasts_a_courier_and_every_word_reads_back() {
        for kind in Kind::ALL {
            assert_eq!(kind.code().parse::<Kind>().ok(), Some(*kind));
            assert!(!kind.in_words().is_empty());
        }
        assert!(Why::NotAsked.needs_a_call() && !Why::Refused.needs_a_call());
    }
}
