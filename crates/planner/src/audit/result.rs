//! The result that is promised and the day on which it is noticed, reckoned once more from sessions and products.
//!
//! A fall is 1 - exp(-U), U added up over sessions; of products the strongest kind counts in full and each other for the
//! forecast's share. What does not last counts by its mean over the plan unless an event is the day that counts; an
//! hour of comfort counts as an hour.
use super::{Desk, Fault};
use crate::plan::HomeCare;
use forecast::gain::{Gain, gain};
use forecast::kernel::{Course, Dose};
use forecast::regimen::Use;
use std::collections::BTreeMap;
use vocab::Day;
use vocab::goals::Concern;

/// A fall that people notice, per cent; a default of the house.
const NOTICED: f64 = 20.0;
/// An event is the day that counts when at most so many days of the plan follow it.
const AFTER_EVENT: i32 = 28;

pub(super) fn check(desk: &mut Desk<'_>) {
    let (today, last) = desk.days;
    let event = desk.request.goals.event.as_ref().map(|e| e.on);
    let near = event.filter(|on| *on <= last && last.since(*on) <= AFTER_EVENT);
    let counts = near.unwrap_or(last);
    let total = &desk.plan.total;
    let fall = fall(desk, counts, near.is_some());
    if (f64::from(total.result_percent) - fall).abs() > 1.0 {
        let says = format!("the courses give {fall:.0}");
        desk.say(Fault::Total, "total.result_percent", says);
    }
    let mut week = today;
    while week <= counts && self::fall(desk, week, true) < NOTICED {
        week = week.plus(7);
    }
    let first = (week <= counts).then_some(week);
    // A hair's breadth from the line the week before is as true.
    let close = |day: Option<Day>| day.is_some_and(|d| self::fall(desk, d, true) > NOTICED - 0.01);
    if total.noticed != first && !(close(total.noticed) && close(first)) {
        let says =
            first.map_or_else(|| "the courses give none".to_owned(), |d| format!("the courses give {d}"));
        desk.say(Fault::Total, "total.noticed", says);
    }
}

fn weeks(from: Day, on: Day) -> f64 {
    f64::from(on.since(from)) / 7.0
}

/// The weighted fall of all goals by a day, per cent.
fn fall(desk: &Desk<'_>, on: Day, event: bool) -> f64 {
    let (mut sum, mut weights) = (0.0, 0.0);
    let mut concerns: BTreeMap<Concern, f64> = BTreeMap::new();
    for goal in &desk.request.goals.concerns {
        *concerns.entry(goal.concern).or_default() += f64::from(goal.weight);
    }
    for (concern, weight) in concerns {
        weights += weight;
        let units = of_sessions(desk, concern, on, event) + of_products(desk, concern, on);
        sum += weight * (1.0 - libm::exp(-units));
    }
    100.0 * sum / weights.max(1.0)
}

fn of_sessions(desk: &Desk<'_>, concern: Concern, on: Day, event: bool) -> f64 {
    let (today, _) = desk.days;
    let mut days: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for session in &desk.plan.sessions {
        for code in session.counted() {
            days.entry(code).or_default().push(weeks(today, session.on));
        }
    }
    let mut units = 0.0;
    for (code, mut days) in days {
        let Some(gain) = gain(code, concern.code()) else { continue };
        days.sort_by(f64::total_cmp);
        if matches!(concern, Concern::BodyTension | Concern::Rest) {
            let hours = days.iter().fold(0.0, |n, _| n + 1.0);
            units += gain.median * hours;
            continue;
        }
        let (Some(first), Some(last)) = (days.first().copied(), days.last().copied()) else { continue };
        let course = match gain.manner {
            Use::Sessions => Course::Sessions(days),
            Use::Continuous => Course::Continuous(vec![Dose { from: first, until: last + 0.5, level: 1.0 }]),
        };
        units += gain.median * lasting(&course, &gain, weeks(today, on), event);
    }
    units
}

/// What a course has on a day, or its mean up to then where no event counts and the mean is more.
fn lasting(course: &Course, gain: &Gain, by: f64, event: bool) -> f64 {
    let then = course.fill(gain.rates, by).value;
    if event {
        return then;
    }
    let (mut sum, mut count, mut week) = (0.0, 0.0, 0.0);
    while week <= by {
        sum += course.fill(gain.rates, week).value;
        count += 1.0;
        week += 1.0;
    }
    if count > 0.0 { then.max(sum / count) } else { then }
}

fn of_products(desk: &Desk<'_>, concern: Concern, on: Day) -> f64 {
    let (today, _) = desk.days;
    let mut apart = 0.0;
    let mut kinds: BTreeMap<String, f64> = BTreeMap::new();
    for care in &desk.plan.home_care {
        let Some(gain) = gain(&care.product, concern.code()) else { continue };
        let doses = used(care, today);
        let units = gain.median * Course::Continuous(doses).fill(gain.rates, weeks(today, on)).value;
        if gain.apart || gain.procedure {
            apart += units;
            continue;
        }
        let kind = if gain.kind.is_empty() { format!("{} alone", care.product) } else { gain.kind.clone() };
        let most = kinds.entry(kind).or_insert(0.0);
        *most = most.max(units);
    }
    let strongest = kinds.values().copied().fold(0.0, f64::max);
    let others: f64 = kinds.values().sum::<f64>() - strongest;
    apart + strongest + forecast::together::SHARE * others
}

/// The days with a product, as stretches between its pauses.
fn used(care: &HomeCare, today: Day) -> Vec<Dose> {
    let mut doses = Vec::new();
    let mut from = care.from;
    for (first, last) in &care.pauses {
        if *first > from {
            doses.push(Dose { from: weeks(today, from), until: weeks(today, *first), level: 1.0 });
        }
        from = from.max(last.plus(1));
    }
    if from <= care.until {
        doses.push(Dose { from: weeks(today, from), until: weeks(today, care.until.plus(1)), level: 1.0 });
    }
    doses
}
