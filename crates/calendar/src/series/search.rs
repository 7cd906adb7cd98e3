//! The exact search: a dynamic programme from the last session back to the first.
//!
//! State: session, practitioner, day. Value: the least cost of all later gaps and changes. The
//! forward walk takes, among all series of least cost, always the same one: the earliest day of each
//! session in turn, then the same practitioner as before (else the first in the list), the lowest
//! cell, the same room and the same device as before (else the first in the list that is free).
#![expect(
    clippy::indexing_slicing,
    reason = "every row has one value per day and every table one row per practitioner; days stay below instance.days by the loop bounds"
)]
use super::{Found, Instance, Resource, Session, open::Open};

/// The cost of what cannot be; twice it still fits, and no series within the limits costs as much.
const NEVER: u32 = 1 << 30;

/// The least costs to go: one row of days per practitioner.
type Table = Vec<Vec<u32>>;

/// The best series, or `None` where there is none.
#[must_use]
pub fn search(instance: &Instance, open: &Open) -> Option<Found> {
    let tables = costs_to_go(instance, open);
    let first = tables.first()?;
    let mut best: Option<(u32, usize, usize)> = None;
    for day in 0..instance.days.min(instance.first_by.saturating_add(1)) {
        for (who, row) in first.iter().enumerate() {
            let cost = row[day].saturating_add(u32::try_from(day).unwrap_or(NEVER));
            if row[day] < NEVER && best.is_none_or(|(least, ..)| cost < least) {
                best = Some((cost, day, who));
            }
        }
    }
    let (objective, mut day, mut who) = best?;
    let mut sessions = vec![book(instance, open, day, who, None)?];
    for table in tables.iter().skip(1) {
        (day, who) = next(instance, table, day, who)?;
        let booked = book(instance, open, day, who, sessions.last())?;
        sessions.push(booked);
    }
    Some(Found { objective, proven: true, sessions })
}

/// One table per session, in order of the sessions.
fn costs_to_go(instance: &Instance, open: &Open) -> Vec<Table> {
    let (days, gap) = (instance.days, instance.gap);
    let last: Table = open
        .with
        .iter()
        .map(|row| row.iter().map(|starts| if starts.is_empty() { NEVER } else { 0 }).collect())
        .collect();
    let mut tables = vec![last];
    for session in (0..instance.sessions.saturating_sub(1)).rev() {
        // Earlier than that many shortest gaps, or later than that many longest ones, it cannot be.
        let low = session.saturating_mul(gap.min).min(days);
        let high =
            instance.first_by.saturating_add(session.saturating_mul(gap.max)).saturating_add(1).min(days);
        let after = &tables[tables.len() - 1];
        let anyone: Vec<u32> =
            (0..days).map(|day| after.iter().map(|row| row[day]).min().unwrap_or(NEVER)).collect();
        let mut table = Vec::with_capacity(after.len());
        for (row, starts) in after.iter().zip(&open.with) {
            let onward: Vec<u32> = row
                .iter()
                .zip(&anyone)
                .map(|(same, any)| (*same).min(any.saturating_add(instance.change_penalty)))
                .collect();
            let mut costs = vec![NEVER; days];
            for days_between in gap.min..=gap.max.min(days) {
                let off = u32::try_from(days_between.abs_diff(gap.ideal)).unwrap_or(NEVER);
                let until = high.min(days - days_between);
                if low < until {
                    let later = &onward[low + days_between..until + days_between];
                    for (cost, rest) in costs[low..until].iter_mut().zip(later) {
                        *cost = (*cost).min(rest + off);
                    }
                }
            }
            for (cost, starts) in costs.iter_mut().zip(starts) {
                if starts.is_empty() {
                    *cost = NEVER;
                }
            }
            table.push(costs);
        }
        tables.push(table);
    }
    tables.reverse();
    tables
}

/// The day and the practitioner that follow in the series of least cost.
fn next(instance: &Instance, table: &Table, day: usize, who: usize) -> Option<(usize, usize)> {
    let mut best: Option<(u32, usize, usize)> = None;
    for days_between in instance.gap.min..=instance.gap.max {
        let then = day + days_between;
        if then >= instance.days {
            break;
        }
        let off = u32::try_from(days_between.abs_diff(instance.gap.ideal)).ok()?;
        // The same practitioner is asked first, so that a tie keeps them.
        for other in std::iter::once(who).chain((0..table.len()).filter(|other| *other != who)) {
            let change = if other == who { 0 } else { instance.change_penalty };
            let cost = table[other][then].saturating_add(off).saturating_add(change);
            if cost < NEVER && best.is_none_or(|(least, ..)| cost < least) {
                best = Some((cost, then, other));
            }
        }
    }
    best.map(|(_, day, who)| (day, who))
}

/// The cell, room and device of one session.
fn book(
    instance: &Instance,
    open: &Open,
    day: usize,
    who: usize,
    before: Option<&Session>,
) -> Option<Session> {
    let cell = open.with[who][day].first()?;
    let free = |one: &Resource| one.free[day].starts(instance.session_cells).has(cell);
    let choose = |kind: &[Resource], last: Option<&String>| {
        let same = kind.iter().find(|one| Some(&one.name) == last && free(one));
        same.or_else(|| kind.iter().find(|one| free(one))).map(|one| one.name.clone())
    };
    Some(Session {
        day,
        cell,
        practitioner: instance.practitioners[who].name.clone(),
        room: choose(&instance.rooms, before.map(|one| &one.room))?,
        device: choose(&instance.devices, before.map(|one| &one.device))?,
    })
}
