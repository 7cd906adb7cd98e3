//! What is written is read again by a reader that shares no code with it.
use super::*;
use icalendar::parser::{Component, read_calendar, unfold};
use proptest::prelude::*;

fn event(summary: &str) -> Event {
    Event {
        uid: "0198f2c1@harbour.serein".to_owned(),
        sequence: 3,
        start: "2027-03-01T09:00:00Z".parse().unwrap(),
        end: "2027-03-01T10:00:00Z".parse().unwrap(),
        status: Status::Confirmed,
        summary: summary.to_owned(),
        location: "Harbour House, Quay 1".to_owned(),
        description: String::new(),
        parties: None,
    }
}

fn written(method: Method, events: &[Event]) -> String {
    let at = "2027-02-01T12:00:00Z".parse().unwrap();
    Calendar { method, name: "", zone: &TimeZone::UTC, at, events }.text()
}

/// The value of a property as the other reader tells it, which takes its marks away.
fn told(event: &Component<'_>, name: &str) -> String {
    event.properties.iter().find(|one| one.name.as_str() == name).unwrap().val.as_str().to_owned()
}

#[test]
fn a_confirmation_is_this_text() {
    let house = Party { name: "Harbour \"House\"".to_owned(), mail: "desk@harbour.example".to_owned() };
    let guest = Party { name: "Amara Okafor".to_owned(), mail: "amara@mail.example".to_owned() };
    let one = Event {
        parties: Some((house, guest)),
        description: "Come without make-up;\nno sun, please".to_owned(),
        ..event("Appointment at Harbour House")
    };
    let want = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Serein//Serein//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:REQUEST",
        "X-WR-TIMEZONE:UTC",
        "BEGIN:VEVENT",
        "UID:0198f2c1@harbour.serein",
        "SEQUENCE:3",
        "DTSTAMP:20270201T120000Z",
        "DTSTART:20270301T090000Z",
        "DTEND:20270301T100000Z",
        "STATUS:CONFIRMED",
        "SUMMARY:Appointment at Harbour House",
        "LOCATION:Harbour House\\, Quay 1",
        "DESCRIPTION:Come without make-up\\;\\nno sun\\, please",
        "ORGANIZER;CN=\"Harbour 'House'\":mailto:desk@harbour.example",
        "ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=FALSE;CN=\"Amara Okafor",
        " \":mailto:amara@mail.example",
        "TRANSP:OPAQUE",
        "CLASS:PRIVATE",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ];
    assert_eq!(written(Method::Request, &[one]), want.join("\r\n"));
}

#[test]
fn a_line_is_folded_at_its_limit_and_not_before() {
    for (letters, lines) in [(67, 1), (68, 2), (68 + 73, 2), (68 + 75, 3)] {
        let text = written(Method::Publish, &[event(&"a".repeat(letters))]);
        let rest = text.split("SUMMARY:").nth(1).unwrap().split("LOCATION").next().unwrap();
        assert_eq!(rest.matches("\r\n").count(), lines, "{letters}");
    }
}

proptest! {
    /// Any name, of any length, in any script: lines keep their limit, and the other reader reads what was written.
    #[test]
    fn whatever_is_written_is_read_again(
        summary in "\\PC{0,120}|[\\\\;,:\"\\n\\r\\t a-zA-Zäß漢👩‍👩‍👧]{0,200}", place in "\\PC{1,90}", uid in "[a-z0-9-]{1,80}",
        name in "\\PC{0,60}",
    ) {
        let party = |mail: &str| Party { name: name.clone(), mail: mail.to_owned() };
        let one = Event {
            uid, location: place, parties: Some((party("a@b.example"), party("c@d.example"))), ..event(&format!("x{summary}"))
        };
        let text = written(Method::Request, std::slice::from_ref(&one));
        prop_assert!(text.ends_with("END:VCALENDAR\r\n") && !text.replace("\r\n", "").contains(['\r', '\n']));
        for line in text.split("\r\n") {
            prop_assert!(line.len() <= LINE_OCTETS, "{} octets: {line}", line.len());
        }
        let unfolded = unfold(&text);
        let read = read_calendar(&unfolded).map_err(TestCaseError::fail)?;
        prop_assert_eq!(read.components.len(), 1);
        let read = &read.components[0];
        let clear = |said: &str| -> String {
            said.replace("\r\n", "\n").replace('\r', "\n").chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect()
        };
        for (name, said) in [("SUMMARY", &one.summary), ("LOCATION", &one.location), ("UID", &one.uid)] {
            prop_assert_eq!(told(read, name), clear(said), "{}", name);
        }
        for (name, said) in [("DTSTART", "20270301T090000Z"), ("SEQUENCE", "3"), ("ATTENDEE", "mailto:c@d.example")] {
            prop_assert_eq!(told(read, name), said, "{}", name);
        }
    }
}
