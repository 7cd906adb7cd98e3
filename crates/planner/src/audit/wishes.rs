//! What was wished away is not there, and what is there serves a goal.
use super::{Desk, Fault};
use vocab::Group;

pub(super) fn check(desk: &mut Desk<'_>) {
    let goals = &desk.request.goals;
    for (place, session) in desk.sessions() {
        if let Some(word) = goals.avoid.iter().find(|w| {
            **w == session.treatment || session.treatments().iter().any(|code| means(desk, w, code))
        }) {
            desk.say(Fault::Avoided, &place, format!("it was wished to avoid: {word}"));
        }
        if goals.concerns.iter().all(|c| c.concern != session.purpose) {
            desk.say(Fault::Purpose, &place, format!("{} is no goal of the request", session.purpose));
        }
    }
    for (i, h) in desk.plan.home_care.iter().enumerate() {
        let prescribed = desk.k.ingredient(&h.product).is_some_and(|k| {
            k.prescription
                .as_ref()
                .is_some_and(|p| p.from_percent.is_none_or(|from| h.percent.is_none_or(|is| is >= from)))
        });
        let new = !desk.in_use(&h.product);
        let avoided = |w: &&String| **w == h.product || (*w == "prescription" && prescribed && new);
        if let Some(word) = goals.avoid.iter().find(avoided) {
            let place = format!("home_care[{i}] {}", h.product);
            desk.say(Fault::Avoided, place, format!("it was wished to avoid: {word}"));
        }
    }
}

fn means(desk: &Desk<'_>, word: &str, code: &str) -> bool {
    if word == code {
        return true;
    }
    let Some(treatment) = desk.k.treatment(code) else { return false };
    let groups: &[Group] = match word {
        "needles" => &[Group::Mn, Group::Rfmn, Group::Bont, Group::Fil, Group::Prp],
        "injectables" => &[Group::Bont, Group::Fil, Group::Prp],
        "lasers" => &[Group::Light, Group::Nafl, Group::Abl],
        "peels" => &[Group::Sup, Group::Med],
        "heat" => &[Group::Light, Group::Nafl, Group::Abl, Group::Rfmn, Group::Pdt],
        _ => &[],
    };
    let downtime = word == "downtime" && treatment.schedule.as_ref().is_some_and(|s| s.downtime_days[1] > 1);
    treatment.group.is_some_and(|g| groups.contains(&g))
        || downtime
        || (word == "heat" && code == "body_wrap")
}
