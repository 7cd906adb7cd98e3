//! A visit as an event of iCalendar: for feeds, and to go with a message.
use super::asked::Standing;
use super::visit::{Status, Visit};
use super::{Bookings, GRAIN_MINUTES};
use crate::ChartError;
use calendar::ics::{self, Calendar, Event, Method, Party};
use jiff::civil::time;
use jiff::{SignedDuration, Timestamp};

/// How an event is described. What is not said here does not leave the house.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Shown {
    /// One line, such as `Appointment at Harbour House`.
    pub summary: String,
    /// Where; empty for nowhere.
    pub location: String,
    /// What there is to know; empty for nothing.
    pub description: String,
    /// It is a guest's: the time is theirs, without the clean-down of the house.
    pub to_guest: bool,
    /// The house and the guest, where one invites the other.
    pub parties: Option<(Party, Party)>,
}

impl Bookings<'_> {
    /// The visit as an event. Its id never changes, and its number grows with every version of the visit.
    ///
    /// # Errors
    /// Its day lies beyond what a calendar can say.
    pub fn as_event(&self, visit: &Visit, shown: Shown) -> Result<Event, ChartError> {
        let start = self.begins(visit)?;
        let cells = if shown.to_guest { visit.slot.stay() } else { visit.slot.length() };
        let minutes = i64::from(cells) * i64::from(GRAIN_MINUTES);
        let beyond =
            |e: jiff::Error| ChartError::Form { what: "the end of the visit".to_owned(), why: e.to_string() };
        let end = start.checked_add(SignedDuration::from_mins(minutes)).map_err(beyond)?;
        Ok(Event {
            uid: format!("{}@{}.serein", visit.id, self.site),
            sequence: visit.version,
            start,
            end,
            status: standing(visit),
            summary: shown.summary,
            location: shown.location,
            description: shown.description,
            parties: shown.parties,
        })
    }

    /// What goes with a message about a visit, and what it asks of a calendar: the visit as it stands, or its cancellation. Without the two
    /// parties it is a text to read, because a request to nobody is none.
    ///
    /// # Errors
    /// As [`Bookings::as_event`].
    pub fn attachment(&self, visit: &Visit, shown: Shown, now: i64) -> Result<(Method, String), ChartError> {
        let method = match (&shown.parties, visit.status.claims()) {
            (None, _) => Method::Publish,
            (Some(_), true) => Method::Request,
            (Some(_), false) => Method::Cancel,
        };
        let event = self.as_event(visit, shown)?;
        Ok((method, self.ics(method, "", std::slice::from_ref(&event), now)?))
    }

    /// A calendar of events under a name: a feed.
    ///
    /// # Errors
    /// `now` (milliseconds since 1970) is no moment.
    pub fn feed(&self, name: &str, events: &[Event], now: i64) -> Result<String, ChartError> {
        self.ics(Method::Publish, name, events, now)
    }

    fn ics(&self, method: Method, name: &str, events: &[Event], now: i64) -> Result<String, ChartError> {
        let at = Timestamp::from_millisecond(now)
            .map_err(|e| ChartError::Form { what: "the moment".to_owned(), why: e.to_string() })?;
        Ok(Calendar { method, name, zone: self.wall.zone(), at, events }.text())
    }

    /// The instant at which a visit begins. What lies, by an intended overlap, in an hour that the wall skips begins when
    /// the wall has gone on; in an hour that comes twice, the first time.
    fn begins(&self, visit: &Visit) -> Result<Timestamp, ChartError> {
        let minutes = visit.slot.cell.saturating_mul(GRAIN_MINUTES);
        let parts = (i8::try_from(minutes / 60).unwrap_or(0), i8::try_from(minutes % 60).unwrap_or(0));
        let wall = visit.slot.day.date().to_datetime(time(parts.0, parts.1, 0, 0));
        self.wall.zone().to_ambiguous_timestamp(wall).compatible().map_err(|e| ChartError::Form {
            what: "the beginning of the visit".to_owned(),
            why: e.to_string(),
        })
    }
}

fn standing(visit: &Visit) -> ics::Status {
    match visit.status {
        Status::Cancelled | Status::NoShow => ics::Status::Cancelled,
        Status::Held => ics::Status::Tentative,
        Status::Booked | Status::Confirmed | Status::Arrived | Status::InRoom | Status::Done => {
            if visit.body.asked.standing() == Standing::Books {
                ics::Status::Confirmed
            } else {
                ics::Status::Tentative
            }
        }
    }
}

/// The first letters of a name: `Amara Okafor` is `A. O.`; nothing for a name that is not known any more.
#[must_use]
pub fn initials(name: &str) -> String {
    let first =
        name.split_whitespace().filter_map(|word| word.chars().find(|letter| letter.is_alphanumeric()));
    first.map(|letter| format!("{}.", letter.to_uppercase())).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::initials;

    #[test]
    fn a_name_becomes_its_first_letters() {
        for (name, want) in [
            ("Amara Okafor", "A. O."),
            ("  ingrid  ", "I."),
            ("Ana-Maria d'Árgó", "A. D."),
            ("李 小龙", "李. 小."),
            ("", ""),
            ("- -", ""),
        ] {
            assert_eq!(initials(name), want, "{name}");
        }
    }
}
