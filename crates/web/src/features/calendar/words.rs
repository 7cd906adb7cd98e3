//! Days and times as the calendar says them.
use chart::booking::{Asked, Kind, Service, Standing, Status, Visit, clock};
use vocab::Day;
use vocab::verdict::State;

/// The heaviest reason of the gate, with its days as people say them; empty where there is none.
pub(crate) fn because(asked: &Asked) -> String {
    asked.why().map_or_else(String::new, |why| crate::ui::with_days(&why.because))
}

/// The weekdays, Monday first.
pub(crate) const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// `Fri 12 March`.
pub(crate) fn day(day: Day) -> String {
    let weekday = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ];
    let date = day.date();
    let name = weekday.get(calendar::roster::weekday(day)).copied().unwrap_or("");
    let month = usize::try_from(date.month() - 1).ok().and_then(|n| months.get(n)).copied().unwrap_or("");
    format!("{name} {} {month}", date.day())
}

/// `Fri 12 March 2027`.
pub(crate) fn dated(at: Day) -> String {
    format!("{} {}", day(at), at.date().year())
}

/// `10:00 to 10:45`.
pub(crate) fn span(from: u16, to: u16) -> String {
    format!("{} to {}", clock(from), clock(to))
}

/// What can be booked, as people call it.
pub(crate) const fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Practitioner => "person",
        Kind::Room => "room",
        Kind::Device => "device",
        Kind::Kit => "kit",
    }
}

/// A day and a time in one word of a form: `2027-03-12T10:00`.
pub(crate) fn moment(day: Day, cell: u16) -> String {
    format!("{day}T{}", clock(cell))
}

/// The day and cell of such a word.
pub(crate) fn in_moment(text: &str) -> Option<(Day, u16)> {
    let (day, time) = text.split_once('T')?;
    Some((day.parse().ok()?, chart::booking::cell_of(time)?))
}

/// The state in which the gate's answer to a visit is shown.
pub(crate) fn state(asked: &Asked) -> State {
    match asked.standing() {
        Standing::Books => State::Clear,
        Standing::Provisional => State::Ask,
        Standing::NotBefore(_) | Standing::Not => State::Stop,
    }
}

/// What the gate says against a day, and why.
pub(crate) fn refusal(asked: &Asked) -> String {
    format!("{} {}", standing(asked), because(asked))
}

/// What the answer of the gate means for a booking, as a sentence.
pub(crate) fn standing(asked: &Asked) -> String {
    match asked.standing() {
        Standing::Books => "May be booked.".to_owned(),
        Standing::Provisional => "May be booked provisionally: a prescriber signs, or the open question is answered first.".to_owned(),
        Standing::NotBefore(Some(first)) => format!("Not on this day. The first day that is free is {}.", dated(first)),
        Standing::NotBefore(None) => "Not on this day, and no later day can be told yet.".to_owned(),
        Standing::Not => "Not bookable. A prescriber can look at it with the guest.".to_owned(),
    }
}

/// A treatment as people say it.
pub(crate) fn treatment(code: &str) -> String {
    let title = crate::house::knowledge().and_then(|k| k.treatment(code)).map(|t| t.title.clone());
    title.unwrap_or_else(|| code.to_owned())
}

/// Several of a kind.
pub(crate) const fn plural(kind: Kind) -> &'static str {
    match kind {
        Kind::Practitioner => "people",
        Kind::Room => "rooms",
        Kind::Device => "devices",
        Kind::Kit => "kits",
    }
}

/// What one does to bring a visit to this status.
pub(crate) const fn action(status: Status) -> &'static str {
    match status {
        Status::Held => "Hold",
        Status::Booked => "Book",
        Status::Confirmed => "Confirmed",
        Status::Arrived => "Has arrived",
        Status::InRoom => "In the room",
        Status::Done => "Done",
        Status::Cancelled => "Cancel the visit",
        Status::NoShow => "Did not come",
    }
}

/// What a person presses to take a visit from one status to another; a step back says what it takes back.
pub(crate) const fn step(from: Status, to: Status) -> &'static str {
    match (from, to) {
        (Status::Confirmed, Status::Booked) => "Not confirmed after all",
        (Status::Arrived, Status::Confirmed) => "Not here yet",
        (Status::InRoom, Status::Arrived) => "Not in the room yet",
        (Status::Done, Status::InRoom) => "Not done yet",
        _ => action(to),
    }
}

/// The settings with which a visit was booked, as the end of the address of its door: what the price list says need not be typed
/// again by whoever stands there.
pub(crate) fn settings(visit: &Visit, services: &[Service]) -> String {
    let planned = visit.body.step.as_ref().and_then(|step| step.params.clone());
    let listed = || services.iter().find(|one| one.key == visit.body.service && one.treatment == visit.body.treatment).map(Service::params);
    let params = planned.or_else(listed).unwrap_or_default();
    let said = [("percent", params.percent), ("ph", params.ph)];
    let said: Vec<String> = said.iter().filter_map(|(name, value)| Some(format!("{name}={}", (*value)?))).collect();
    if said.is_empty() { String::new() } else { format!("?{}", said.join("&")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_read_as_it_was_written() {
        let day: Day = "2027-12-31".parse().unwrap();
        assert_eq!(in_moment(&moment(day, 119)), Some((day, 119)));
        assert_eq!((super::day(day), dated(day)), ("Fri 31 December".to_owned(), "Fri 31 December 2027".to_owned()));
        for wrong in ["", "2027-12-31", "2027-02-30T10:00", "2027-12-31T10:03", "T"] {
            assert_eq!(in_moment(wrong), None, "{wrong}");
        }
    }
}
