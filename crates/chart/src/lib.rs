//! The record: a ledger that only grows. The only crate with SQL.
//!
//! A *book* is a chain of entries, each carrying the hash of the one before. Every patient has two: the chart and the list
//! of who looked. A site has one, the register: who was registered, joined, erased, and which days were closed. What
//! identifies a person is sealed with the patient's own key; the hash covers the sealed bytes, so that destroying the key
//! erases the person and leaves the chain whole.
//!
//! Clock and chance come in by the front door: instants are milliseconds since 1970 UTC, chance is a [`Chance`].
pub mod after;
pub mod agreed;
pub mod assessment;
pub mod backup;
pub mod book;
pub mod booking;
pub mod case;
pub mod consent;
pub mod consult;
pub mod contact;
mod digest;
pub mod door;
pub mod entry;
pub mod fold;
pub mod history;
pub mod identity;
pub mod message;
pub mod own;
pub mod patient;
pub mod people;
pub mod photo;
pub mod register;
pub mod seal;
pub mod session;
pub mod stock;
mod store;
mod tables;
pub mod transfer;
pub mod verify;
pub mod wait;

pub use seal::{Chance, SiteKey};
pub use store::{Engine, Store};

/// What can go wrong with the record, in its own words.
#[derive(Debug, thiserror::Error)]
pub enum ChartError {
    /// Nothing has this id.
    #[error("no {what} with the id `{id}`")]
    Missing {
        /// What was looked for.
        what: &'static str,
        /// Its id.
        id: String,
    },
    /// Somebody else wrote since this was read.
    #[error("the record changed since it was read: it has {now} entries, {read} were known")]
    Stale {
        /// Entries that were known.
        read: u64,
        /// Entries that are there.
        now: u64,
    },
    /// A purpose that the patient does not allow at this instant.
    #[error("{what}: not allowed, {why}")]
    NotAllowed {
        /// What for.
        what: &'static str,
        /// Why not.
        why: &'static str,
    },
    /// The key that seals this patient was destroyed.
    #[error("the record of `{0}` was erased: its key is destroyed")]
    Erased(String),
    /// The key does not open what is stored.
    #[error("the key does not open {0}: is it the key of this site?")]
    Key(&'static str),
    /// Somebody else has the time.
    #[error("`{resource}` is taken on {day} at {}", booking::clock(*cell))]
    Taken {
        /// Id of the resource.
        resource: String,
        /// The day.
        day: vocab::Day,
        /// The first cell that is taken.
        cell: u16,
        /// Id of the visit that has it; empty where it is gone again.
        by: String,
    },
    /// Outside the hours of somebody or something.
    #[error("`{resource}` is not there on {day} at {}", booking::clock(*cell))]
    Closed {
        /// Id of the resource.
        resource: String,
        /// The day.
        day: vocab::Day,
        /// The first cell outside the hours.
        cell: u16,
    },
    /// The gate does not let this be booked on that day.
    #[error("not bookable on {}: {}", .0.on, .0.why().map_or("the gate refuses", |why| why.because.as_str()))]
    NotBookable(Box<booking::Asked>),
    /// A visit cannot become this from what it is.
    #[error("a visit that is {} cannot become {}", from.in_words(), to.in_words())]
    NotNext {
        /// What it is.
        from: booking::Status,
        /// What it should become.
        to: booking::Status,
    },
    /// A value outside its limit.
    #[error("{what}: {got} is more than {limit}")]
    Limit {
        /// What is limited.
        what: &'static str,
        /// The most.
        limit: usize,
        /// What came.
        got: usize,
    },
    /// Text that does not have the form it must have.
    #[error("{what} cannot be read: {why}")]
    Form {
        /// What was read.
        what: String,
        /// What is wrong with it.
        why: String,
    },
    /// What should come in is not what was recorded.
    #[error("what should come in is not whole: {0}")]
    NotWhole(String),
    /// The address of the database names no engine we know.
    #[error("`{0}` is not the address of a database: allowed sqlite:FILE, postgres://USER@HOST/NAME")]
    Address(String),
    /// The database does not answer, or refuses. What the engine said is the source: for whoever operates it, never for a page,
    /// because it may repeat values.
    #[error("the database does not answer")]
    Store(#[from] sqlx::Error),
    /// A lot cannot be used so.
    #[error(transparent)]
    Stock(#[from] stock::Not),
    /// A file cannot be read or written.
    #[error("{path}: {source}")]
    File {
        /// Which file.
        path: String,
        /// Why.
        source: std::io::Error,
    },
}

impl ChartError {
    /// The same fault with the file before the place in it; a fault that has no place in a file as it is.
    #[must_use]
    pub fn within(mut self, file: &str) -> Self {
        if let Self::Form { what: place, .. } | Self::File { path: place, .. } | Self::NotWhole(place) =
            &mut self
        {
            place.insert_str(0, &format!("{file}: "));
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_engine_said_is_not_in_the_words_for_pages() {
        let error = ChartError::from(sqlx::Error::Protocol("Key (phone)=(555) exists".to_owned()));
        assert_eq!(error.to_string(), "the database does not answer");
        assert!(std::error::Error::source(&error).is_some_and(|said| said.to_string().contains("555")));
    }
}
