//! Visits as the calendars of telephones and offices read them: iCalendar, RFC 5545 and 5546.
//!
//! Instants are written in UTC, so that no reader needs our table of zones: a visit at ten stays at ten on the wall of the
//! house in winter as in summer, because each visit of a series has an instant of its own. The moment of writing is an
//! argument, like everything here.
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// The longest line in octets, without its end.
pub const LINE_OCTETS: usize = 75;

/// What whoever receives the text is to do with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Read it: a feed, or an attachment to nobody in particular.
    Publish,
    /// Keep the visit, or what it became.
    Request,
    /// Take the visit away.
    Cancel,
}

/// How an event stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Agreed.
    Confirmed,
    /// Held, or waiting for a signature.
    Tentative,
    /// Called off.
    Cancelled,
}

/// Somebody with an address: the house that writes, or the guest who comes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    /// As people say it.
    pub name: String,
    /// E-mail address.
    pub mail: String,
}

/// One visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The same for as long as the visit lives, whatever happens to it.
    pub uid: String,
    /// Grows with every change; the highest one is true.
    pub sequence: u32,
    /// When it begins.
    pub start: Timestamp,
    /// When it ends.
    pub end: Timestamp,
    /// How it stands.
    pub status: Status,
    /// One line.
    pub summary: String,
    /// Where; empty for nowhere.
    pub location: String,
    /// What there is to know; empty for nothing.
    pub description: String,
    /// Who invites whom. A request and a cancellation need both.
    pub parties: Option<(Party, Party)>,
}

/// A calendar of events.
#[derive(Debug, Clone)]
pub struct Calendar<'a> {
    /// What is to be done with it.
    pub method: Method,
    /// What the reader calls it; empty for an attachment.
    pub name: &'a str,
    /// The zone of the house, for readers that ask.
    pub zone: &'a TimeZone,
    /// When it is written.
    pub at: Timestamp,
    /// In any order.
    pub events: &'a [Event],
}

impl Calendar<'_> {
    /// The whole text, its lines ended by CR LF.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::new();
        line(&mut text, "BEGIN", "VCALENDAR");
        line(&mut text, "VERSION", "2.0");
        line(&mut text, "PRODID", "-//Serein//Serein//EN");
        line(&mut text, "CALSCALE", "GREGORIAN");
        line(&mut text, "METHOD", self.method.word());
        if !self.name.is_empty() {
            line(&mut text, "NAME", &escaped(self.name));
            // Older readers know the name and the zone by these words only.
            line(&mut text, "X-WR-CALNAME", &escaped(self.name));
            line(&mut text, "REFRESH-INTERVAL;VALUE=DURATION", "PT30M");
            line(&mut text, "X-PUBLISHED-TTL", "PT30M");
        }
        if let Some(zone) = self.zone.iana_name() {
            line(&mut text, "X-WR-TIMEZONE", &escaped(zone));
        }
        self.events.iter().for_each(|event| event.write(&mut text, self.at));
        line(&mut text, "END", "VCALENDAR");
        text
    }
}

impl Method {
    /// As calendars and media types write it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Publish => "PUBLISH",
            Self::Request => "REQUEST",
            Self::Cancel => "CANCEL",
        }
    }
}

impl Event {
    fn write(&self, text: &mut String, at: Timestamp) {
        line(text, "BEGIN", "VEVENT");
        line(text, "UID", &escaped(&self.uid));
        line(text, "SEQUENCE", &self.sequence.to_string());
        line(text, "DTSTAMP", &instant(at));
        line(text, "DTSTART", &instant(self.start));
        line(text, "DTEND", &instant(self.end));
        let status = match self.status {
            Status::Confirmed => "CONFIRMED",
            Status::Tentative => "TENTATIVE",
            Status::Cancelled => "CANCELLED",
        };
        line(text, "STATUS", status);
        for (name, said) in
            [("SUMMARY", &self.summary), ("LOCATION", &self.location), ("DESCRIPTION", &self.description)]
        {
            if !said.is_empty() {
                line(text, name, &escaped(said));
            }
        }
        if let Some((house, guest)) = &self.parties {
            line(text, &format!("ORGANIZER;CN={}", quoted(&house.name)), &mailto(&house.mail));
            let comes = format!(
                "ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=FALSE;CN={}",
                quoted(&guest.name)
            );
            line(text, &comes, &mailto(&guest.mail));
        }
        line(text, "TRANSP", "OPAQUE");
        line(text, "CLASS", "PRIVATE");
        line(text, "END", "VEVENT");
    }
}

/// An instant in UTC.
fn instant(at: Timestamp) -> String {
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// A text as a value: commas, semicolons, backslashes and line ends are marked; other control letters are left out.
fn escaped(said: &str) -> String {
    let mut safe = String::with_capacity(said.len());
    // Both ways to end a line are one line end.
    for letter in said.replace("\r\n", "\n").chars() {
        match letter {
            '\\' | ';' | ',' => {
                safe.push('\\');
                safe.push(letter);
            }
            '\n' | '\r' => safe.push_str("\\n"),
            '\t' => safe.push(letter),
            other if other.is_control() => {}
            other => safe.push(other),
        }
    }
    safe
}

/// A text as the value of a parameter, which knows no escapes: what cannot stand there is replaced.
fn quoted(said: &str) -> String {
    let plain: String = said.chars().filter(|letter| !letter.is_control()).collect();
    format!("\"{}\"", plain.replace('"', "'"))
}

/// An address; letters that would end the line are left out.
fn mailto(mail: &str) -> String {
    let plain: String =
        mail.chars().filter(|letter| !letter.is_control() && !letter.is_whitespace()).collect();
    format!("mailto:{plain}")
}

/// One line, folded: no more than 75 octets, never within a letter.
fn line(text: &mut String, name: &str, value: &str) {
    let mut octets = 0;
    for letter in name.chars().chain([':']).chain(value.chars()) {
        if octets + letter.len_utf8() > LINE_OCTETS {
            text.push_str("\r\n ");
            octets = 1;
        }
        text.push(letter);
        octets += letter.len_utf8();
    }
    text.push_str("\r\n");
}

#[cfg(test)]
#[path = "ics_tests.rs"]
mod tests;
