//! Prices, budget, visits, minutes, quiet days, and the sums over them.
use super::{Desk, Fault};
use crate::plan::{Session, Style};
use std::collections::BTreeMap;
use vocab::Day;

/// Longest visit, minutes, unless a single treatment takes longer.
const MINUTES_MAX: u32 = 180;
/// Most treatments in one visit.
const TOGETHER_MAX: usize = 2;

pub(super) fn check(desk: &mut Desk<'_>) {
    figures(desk);
    limits(desk);
    sums(desk);
    objective(desk);
}

/// Price, minutes and quiet days of each session.
fn figures(desk: &mut Desk<'_>) {
    for (place, session) in desk.sessions() {
        let agreed = desk.plan.name == Style::Agreed && session.price == 0;
        let Some(price) = desk.request.prices.of.get(&session.treatment) else {
            // What was agreed is kept although it left the list.
            if !agreed {
                desk.say(Fault::Price, place, "the house does not offer it");
            }
            continue;
        };
        if price.minor_units != session.price {
            desk.say(Fault::Price, &place, format!("{} instead of {}", session.price, price.minor_units));
        }
        let Some((usual, quiet)) = catalogued(desk, session) else { continue };
        let minutes = price.minutes.unwrap_or(usual);
        if session.minutes != minutes {
            desk.say(Fault::Minutes, &place, format!("{} minutes instead of {minutes}", session.minutes));
        }
        if [session.quiet_days, session.quiet_days_max] != quiet {
            let [a, b] = quiet;
            desk.say(Fault::Quiet, &place, format!("the catalogue states {a} to {b} quiet days"));
        }
    }
}

/// Minutes and quiet days of the catalogue: of a protocol its own minutes, and the longest quiet of its parts.
fn catalogued(desk: &Desk<'_>, session: &Session) -> Option<(u16, [u16; 2])> {
    if let Some(protocol) = desk.k.protocol(&session.treatment) {
        let parts = desk.parts(session);
        let quiet = |n: fn([u16; 2]) -> u16| {
            parts.iter().filter_map(|t| t.schedule.as_ref()).map(|s| n(s.downtime_days)).max().unwrap_or(0)
        };
        return Some((protocol.minutes, [quiet(|[usual, _]| usual), quiet(|[_, most]| most)]));
    }
    let s = desk.k.treatment(&session.treatment)?.schedule.as_ref()?;
    Some((s.minutes[1].saturating_add(s.numbing_minutes.map_or(0, |n| n[1])), s.downtime_days))
}

fn limits(desk: &mut Desk<'_>) {
    let goals = &desk.request.goals;
    let mut visits: BTreeMap<Day, (usize, u32, u32)> = BTreeMap::new();
    for session in &desk.plan.sessions {
        let (count, minutes, longest) = visits.entry(session.on).or_default();
        *count += 1;
        *minutes += u32::from(session.minutes);
        *longest = (*longest).max(u32::from(session.minutes));
    }
    let number = visits.len();
    for (day, (count, minutes, longest)) in visits {
        let place = format!("visit {day}");
        if count > TOGETHER_MAX {
            desk.say(
                Fault::Visits,
                &place,
                format!("{count} treatments; at most {TOGETHER_MAX} go together"),
            );
        }
        if minutes > MINUTES_MAX.max(longest) {
            desk.say(Fault::Minutes, place, format!("{minutes} minutes; at most {MINUTES_MAX}"));
        }
    }
    if let Some(most) = goals.max_visits.filter(|most| number > usize::from(*most)) {
        desk.say(Fault::Visits, "total.visits", format!("{number} visits; at most {most} were wished"));
    }
    let quiet: u32 = desk.plan.sessions.iter().map(|s| u32::from(s.quiet_days)).sum();
    if let Some(most) = goals.max_quiet_days.filter(|most| quiet > u32::from(*most)) {
        desk.say(Fault::Quiet, "total.quiet_days", format!("{quiet} quiet days; at most {most} were wished"));
    }
    let price: i64 = desk.plan.sessions.iter().map(|s| s.price).sum();
    if let Some(budget) = goals.budget.as_ref().filter(|b| price > b.minor_units) {
        desk.say(Fault::Budget, "total.price", format!("{price}; the budget is {}", budget.minor_units));
    }
}

fn sums(desk: &mut Desk<'_>) {
    let sessions = &desk.plan.sessions;
    let total = &desk.plan.total;
    let mut days: Vec<Day> = sessions.iter().map(|s| s.on).collect();
    days.sort_unstable();
    days.dedup();
    let price: i64 = sessions.iter().map(|s| s.price).sum();
    let quiet: u32 = sessions.iter().map(|s| u32::from(s.quiet_days)).sum();
    let minutes: u32 = sessions.iter().map(|s| u32::from(s.minutes)).sum();
    let visits = days.len();
    let last = days.last().copied();
    let checks = [
        ("total.price", total.price == price, price.to_string()),
        ("total.visits", usize::from(total.visits) == visits, visits.to_string()),
        ("total.quiet_days", u32::from(total.quiet_days) == quiet, quiet.to_string()),
        ("total.minutes", total.minutes == minutes, minutes.to_string()),
        ("total.last", total.last == last, last.map_or_else(|| "none".to_owned(), |d| d.to_string())),
        ("total.result_percent", total.result_percent <= 100, "at most 100".to_owned()),
    ];
    for (place, holds, want) in checks {
        if !holds {
            desk.say(Fault::Total, place, format!("the sessions give {want}"));
        }
    }
}

fn objective(desk: &mut Desk<'_>) {
    let (objective, bound, proven) = (desk.plan.objective, desk.plan.bound, desk.plan.proven);
    if objective > bound {
        desk.say(Fault::Objective, "bound", format!("the objective {objective} is above its bound {bound}"));
    }
    if proven && objective != bound {
        desk.say(Fault::Objective, "proven", format!("proven, but {objective} is not the bound {bound}"));
    }
}
