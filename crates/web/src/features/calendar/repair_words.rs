//! A repair in words: a sentence for each leg that changes, and what is said where none is possible.
use super::repair::{Card, Of, Proposed, Shift};
use super::wish::Wish;
use super::words;
use calendar::course::Breaks;
use calendar::course::repair::Change;
use chart::booking::{Asked, Slot, Visit, clock};
use vocab::Day;

/// Why a visit is called off that the plan does not have any more.
pub(super) const NO_PART: &str = "it is no part of the plan any more";

/// What is said where the gate stops the wished day whatever the others do.
pub(super) fn no_shift_helps(day: Day, why: &str) -> String {
    format!("On {} the safety check says: {}. No shift of the others changes that.", words::dated(day), why.trim_end_matches('.'))
}

/// Nothing is left for some leg.
pub(super) fn none_left(of: Vec<Of>, card: Card, wish: Option<&Wish>) -> Proposed {
    let gone: Vec<String> = of
        .iter()
        .enumerate()
        .filter(|(n, _)| wish.is_none_or(|wish| wish.leg != *n))
        .filter_map(|(_, leg)| Some(format!("{}: {}", leg.name(), leg.gone.as_ref()?)))
        .collect();
    if wish.is_some() {
        let others = if gone.is_empty() { String::new() } else { format!(" {}.", gone.join("; ")) };
        let must = format!("With this visit there, no day is left for the others of its series that the safety check, the distances and the calendar all let through.{others}");
        return Proposed::none(of, must, card);
    }
    let why = if gone.is_empty() { "The visits cannot keep their distances.".to_owned() } else { format!("{}.", gone.join("; ")) };
    let must = format!("{why} No day is left that the safety check, the distances and the calendar all let through, so the plan itself must change.");
    Proposed::none(of, must, card)
}

/// The legs that change, each with its sentence.
pub(super) fn shifts(of: &[Of], changes: &[Change], slots: &[Vec<Slot>], asked: &[Vec<Asked>], stretched: usize) -> Vec<Shift> {
    let day = |leg: usize| slots.get(leg).and_then(|all| all.first()).map(|slot| slot.day);
    let name = |leg: usize| of.get(leg).map_or_else(String::new, Of::name);
    let on = |leg: usize| day(leg).map_or_else(String::new, words::day);
    let shift = |change: &Change| {
        let (leg, to, asked) = (of.get(change.leg)?, slots.get(change.leg)?, asked.get(change.leg)?);
        let slot = to.first()?;
        let because = match (&leg.gone, change.because) {
            (Some(why), _) => why.clone(),
            (None, Some(Breaks::SameDay { other })) => format!("{} is on that day now", name(other)),
            (None, Some(Breaks::Least { other, days })) => {
                let order = if day(change.leg) > day(other) { "after" } else { "before" };
                format!("it comes at least {days} days {order} {} on {}", name(other), on(other))
            }
            (None, Some(Breaks::Most { other, days })) => {
                format!("it comes at most {} days from {} on {}", days + stretched, name(other), on(other))
            }
            (None, None) => "its time is not free beside the others".to_owned(),
        };
        let was = leg.visits.first().map(|visit| visit.slot.clone());
        let from = was.as_ref().map_or_else(String::new, |was| words::day(was.day));
        let same_day = was.as_ref().is_some_and(|was| was.day == slot.day);
        let verb = if leg.visits.iter().all(|v| v.status.is_open()) { "moves" } else { "is booked again, moved" };
        let sentence = if same_day {
            format!("{} {verb} to {} on {from}, because {because}.", leg.name(), clock(slot.cell))
        } else {
            format!("{} {verb} from {from} to {}, {}, because {because}.", leg.name(), words::dated(slot.day), clock(slot.cell))
        };
        Some(Shift { leg: change.leg, to: to.iter().cloned().zip(asked.iter().cloned()).collect(), sentence })
    };
    changes.iter().filter_map(shift).collect()
}

/// The repair with its card, and what tells it from any other: what moves, and what is called off.
pub(super) fn whole(of: Vec<Of>, (shifts, dropped): (Vec<Shift>, Vec<Visit>), stretched: usize, card: Card) -> Proposed {
    let mut digest = Vec::new();
    for shift in &shifts {
        let visits = of.get(shift.leg).map_or(&[][..], |leg| &leg.visits);
        for (visit, (slot, _)) in visits.iter().zip(&shift.to) {
            let ids: Vec<&str> = slot.parts.iter().map(|part| part.resource.as_str()).collect();
            digest.push(format!("{} {} {} {}", visit.id, visit.version, words::moment(slot.day, slot.cell), ids.join(" ")));
        }
    }
    digest.extend(dropped.iter().map(|visit| format!("{} {} off", visit.id, visit.version)));
    let off = dropped.iter().map(|visit| {
        format!("{} on {} is called off, because {NO_PART}.", visit.body.title, words::dated(visit.slot.day))
    });
    let card = Card {
        shifts: off.chain(shifts.iter().map(|shift| shift.sentence.clone())).collect(),
        stretched,
        digest: digest.join("; "),
        ..card
    };
    Proposed { of, shifts, dropped, card }
}
