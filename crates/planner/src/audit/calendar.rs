//! Days on which nothing happens: before the plan, after it, away, before the event, in the sun.
use super::{Desk, Fault};
use knowledge::treatment::Treatment;
use vocab::{Day, Group};

/// Hours of sun a day from which the sunny season is kept free; a default of the house.
const OUTDOOR_HOURS: f64 = 4.0;
/// Countries whose summer is from November to February.
const SOUTHERN: [&str; 12] = ["AR", "AU", "BO", "BW", "CL", "MZ", "NA", "NZ", "PY", "UY", "ZA", "ZW"];

pub(super) fn check(desk: &mut Desk<'_>) {
    let (first, last) = desk.days;
    let goals = &desk.request.goals;
    for (place, session) in desk.sessions() {
        let on = session.on;
        if on < first || on > last {
            desk.say(Fault::Horizon, &place, format!("the plan runs from {first} to {last}"));
        }
        if let Some((from, to)) = goals.away.iter().find(|(from, to)| *from <= on && on <= *to) {
            desk.say(Fault::Away, &place, format!("the person is away from {from} to {to}"));
        }
        let longest = |t: &&Treatment| t.schedule.as_ref().map(|s| s.downtime_days[1]);
        let quiet = desk.parts(session).iter().filter_map(longest).max().unwrap_or(0);
        if let Some(event) = &goals.event {
            let clear = event.on.plus(-i32::from(event.clear_days.max(quiet)));
            if on >= clear && on <= event.on {
                desk.say(
                    Fault::Event,
                    &place,
                    format!("from {clear} to {} the skin is quiet for the event", event.on),
                );
            }
        }
        if sunny(desk, on) && session.treatments().iter().any(|code| burns(desk, code)) {
            desk.say(Fault::Sun, &place, "the season is sunny and the days are spent outdoors");
        }
    }
}

fn sunny(desk: &Desk<'_>, on: Day) -> bool {
    let outdoors = desk.request.goals.lifestyle.sun_hours_per_day.is_some_and(|h| h >= OUTDOOR_HOURS);
    let country = desk.case.policy.jurisdiction.as_deref().and_then(|j| j.get(..2)).unwrap_or("");
    let summer = if SOUTHERN.contains(&country) { [11, 12, 1, 2] } else { [5, 6, 7, 8] };
    outdoors && summer.contains(&on.date().month())
}

fn burns(desk: &Desk<'_>, code: &str) -> bool {
    match desk.k.treatment(code).and_then(|t| t.group) {
        Some(Group::Med | Group::Light | Group::Nafl | Group::Abl | Group::Pdt) => true,
        Some(Group::Sup) => desk.marks_easily(),
        _ => false,
    }
}
