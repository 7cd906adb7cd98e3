//! What happened to a visit, line by line: where it went, why, and over whom.
use super::shown::Shown;
use super::words;
use crate::ui;
use chart::booking::{Event, clock};
use jiff::tz::TimeZone;
use maud::{Markup, html};
use serde::Deserialize;
use vocab::Day;

/// What an event says beyond its kind; all of it may be missing.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Said {
    from: Option<serde_json::Value>,
    to: Option<Place>,
    overlap: Option<String>,
    reason: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Place {
    day: Day,
    cell: u16,
}

/// The lines below an event: from where to where, why, over another.
fn lines(event: &Event) -> Vec<String> {
    let said: Said = serde_json::from_str(&event.body).unwrap_or_default();
    let from = said.from.and_then(|from| serde_json::from_value::<Place>(from).ok());
    let at = |place: &Place| format!("{}, {}", words::day(place.day), clock(place.cell));
    let mut lines = Vec::new();
    match (from, said.to) {
        (Some(from), Some(to)) if at(&from) == at(&to) => lines.push(format!("At {} as before, with others.", at(&to))),
        (Some(from), Some(to)) => lines.push(format!("From {} to {}.", at(&from), at(&to))),
        (None | Some(_), _) => {}
    }
    lines.extend(said.reason.filter(|reason| !reason.is_empty()).map(|reason| ui::sentence(&reason)));
    lines.extend(said.overlap.map(|why| format!("Over another visit: {}", ui::sentence(&why))));
    lines
}

/// What an event is called.
fn called(kind: &str) -> String {
    match kind {
        "repaired" => "Moved with its series".to_owned(),
        "undone" => "Moved back".to_owned(),
        "restored" => "Stands again".to_owned(),
        "asked" => "The safety check was asked again".to_owned(),
        "no_show" => "Did not come".to_owned(),
        "in_room" => "In the room".to_owned(),
        other => ui::sentence(other).trim_end_matches('.').to_owned(),
    }
}

impl Shown {
    pub(super) fn told_history(&self) -> Markup {
        html! { ol.history {
            @for (author, event) in &self.history {
                li {
                    b { (called(&event.kind)) } " " span.muted { "by " (author) @if let Some(when) = moment(event.at, &self.zone) { ", " (when) } }
                    @for line in lines(event) { p.small { (line) } }
                }
            }
        } }
    }
}

/// An instant as people say it.
fn moment(at: i64, zone: &TimeZone) -> Option<String> {
    let at = zone.to_datetime(jiff::Timestamp::from_millisecond(at).ok()?);
    Some(format!("{}, {:02}:{:02}", words::dated(Day::from_date(at.date())), at.hour(), at.minute()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_tells_where_why_and_over_whom() {
        let event = |kind: &str, body: &str| Event { seq: 1, at: 0, author: "a".to_owned(), kind: kind.to_owned(), body: body.to_owned() };
        let moved = r#"{"from":{"day":"2026-12-02","cell":120,"parts":[]},"to":{"day":"2026-12-03","cell":126,"parts":[]},"overlap":"mother and daughter","reason":"she asked"}"#;
        assert_eq!(lines(&event("moved", moved)), [
            "From Wed 2 December, 10:00 to Thu 3 December, 10:30.",
            "She asked.",
            "Over another visit: Mother and daughter.",
        ]);
        // A status tells the one before in the same word; it is no place.
        assert_eq!(lines(&event("cancelled", r#"{"from":"booked","reason":"moved away"}"#)), ["Moved away."]);
        for nothing in ["{}", "", "[1]", r#"{"reason":""}"#] {
            assert_eq!(lines(&event("booked", nothing)), Vec::<String>::new(), "{nothing}");
        }
        assert_eq!((called("repaired").as_str(), called("booked").as_str()), ("Moved with its series", "Booked"));
    }
}
