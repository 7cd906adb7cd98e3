//! Counts and distances of each course, and who performs it: the numbers of the catalogue.
use super::{Desk, Fault};
use crate::plan::{Session, Style};
use knowledge::Knowledge;
use knowledge::protocol::Protocol;
use knowledge::treatment::{Schedule, Treatment};
use vocab::{Day, Group, Params};

/// Most sessions of something that is given one at a time and may be repeated.
const REPEATS_MAX: usize = 6;

pub(super) fn check(desk: &mut Desk<'_>) {
    let mut codes: Vec<&str> = desk.plan.sessions.iter().map(|s| s.treatment.as_str()).collect();
    codes.sort_unstable();
    codes.dedup();
    for code in codes {
        if let Some(protocol) = desk.k.protocol(code) {
            visits(desk, protocol);
            continue;
        }
        let Some(treatment) = desk.k.treatment(code) else { continue };
        let place = format!("sessions of {code}");
        if !treatment.planned || treatment.always.is_some() {
            desk.say(Fault::NeverPlanned, place, "this treatment is never planned");
            continue;
        }
        let Some(schedule) = &treatment.schedule else {
            desk.say(Fault::NeverPlanned, place, "the catalogue has no course for it");
            continue;
        };
        let mut own: Vec<&Session> = desk.plan.sessions.iter().filter(|s| s.treatment == code).collect();
        own.sort_by_key(|s| s.on);
        count(desk, &place, treatment, schedule, &own);
        gaps(desk, &place, treatment, schedule, &own);
        for session in own {
            licence(desk, treatment, session, &session.params);
        }
    }
}

/// The visits of a protocol: how many, how far apart, and by whom.
fn visits(desk: &mut Desk<'_>, protocol: &Protocol) {
    let place = format!("sessions of {}", protocol.code);
    let mut own: Vec<&Session> = desk.plan.sessions.iter().filter(|s| s.treatment == protocol.code).collect();
    own.sort_by_key(|s| s.on);
    let [least, most] = protocol.sessions.map_or([1, REPEATS_MAX], |n| n.map(usize::from));
    counted(desk, &place, &protocol.code, own.len(), [least, most]);
    let parts: Vec<&Treatment> = own.iter().flat_map(|s| desk.parts(s)).collect();
    let matrix = parts.iter().map(|t| own_distance(desk.k, t)).max().unwrap_or(0);
    let [least, usual] = protocol.gap_days;
    apart(desk, &place, &protocol.code, &own, [least, usual.max(matrix)]);
    for session in own {
        for step in &session.steps {
            let treatment = step.treatment.as_deref().and_then(|code| desk.k.treatment(code));
            if let Some(treatment) = treatment {
                licence(desk, treatment, session, &step.params);
            }
        }
    }
}

/// Given one at a time and repeated as one likes: facials, exfoliation, body work.
fn repeatable(treatment: &Treatment, schedule: &Schedule) -> bool {
    schedule.sessions == [1, 1] && matches!(treatment.group, Some(Group::Spa | Group::Mech | Group::Body))
}

fn count(desk: &mut Desk<'_>, place: &str, treatment: &Treatment, schedule: &Schedule, own: &[&Session]) {
    let [least, most] = schedule.sessions.map(usize::from);
    let most = if repeatable(treatment, schedule) { REPEATS_MAX } else { most.max(least).max(1) };
    counted(desk, place, &treatment.code, own.len(), [least, most]);
}

/// The number of sessions. What was agreed may end early: a repair says what it gives up.
fn counted(desk: &mut Desk<'_>, place: &str, code: &str, planned: usize, [least, most]: [usize; 2]) {
    let agreed = desk.request.existing.iter().flat_map(|p| &p.sessions);
    let done = agreed.filter(|s| s.done == Some(true) && s.treatment == code).count();
    let least = if desk.plan.name == Style::Agreed { 0 } else { least };
    if planned > most || planned + done < least {
        let before = if done > 0 { format!(" after {done} that were done") } else { String::new() };
        desk.say(
            Fault::Count,
            place,
            format!("{planned} sessions{before}; the catalogue states {least} to {most}"),
        );
    }
}

fn gaps(desk: &mut Desk<'_>, place: &str, treatment: &Treatment, schedule: &Schedule, own: &[&Session]) {
    let [typical, longest] = schedule.typical_gap_days;
    let matrix = own_distance(desk.k, treatment);
    // A repair moves as little as it must, so of a rhythm only the least distance holds.
    let rhythm = repeatable(treatment, schedule) && desk.plan.name != Style::Agreed;
    let least = if rhythm { typical.max(schedule.min_gap_days) } else { schedule.min_gap_days };
    let most = longest.max(least).max(matrix);
    apart(desk, place, &treatment.code, own, [least, most]);
}

/// The days between sessions. What was agreed further apart may stay so.
fn apart(desk: &mut Desk<'_>, place: &str, code: &str, own: &[&Session], [least, most]: [u16; 2]) {
    let agreed = desk.request.existing.iter().flat_map(|p| &p.sessions).filter(|s| s.treatment == code);
    let days: Vec<Day> = agreed.map(|s| s.on).collect();
    let span = days.iter().max().zip(days.iter().min()).map_or(0, |(last, first)| last.since(*first));
    let agreed = if desk.plan.name == Style::Agreed { span } else { 0 };
    for pair in own.windows(2) {
        let [a, b] = pair else { continue };
        let days = b.on.since(a.on);
        if days < i32::from(least) || days > i32::from(most).max(agreed) || days == 0 {
            desk.say(
                Fault::OwnGap,
                place,
                format!("{days} days from {} to {}; allowed are {least} to {most}", a.on, b.on),
            );
        }
    }
}

/// The longest distance that the spacing matrix states from a treatment to its own kind, days.
fn own_distance(k: &Knowledge, treatment: &Treatment) -> u16 {
    let Some(letter) = treatment.group.and_then(Group::letter) else { return 0 };
    let rows = k.spacing.iter().filter(|r| r.first == letter);
    let cells = rows.flat_map(|r| &r.cell).filter(|c| c.then == letter);
    cells.map(|c| c.except.iter().map(|e| e.days).fold(c.days, u16::max)).max().unwrap_or(0)
}

fn licence(desk: &mut Desk<'_>, treatment: &Treatment, session: &Session, params: &Params) {
    let allowed = treatment.performers.iter().any(|p| {
        let weak = p.percent_max.is_none_or(|most| params.percent.is_some_and(|is| is <= most));
        let mild = p.ph_min.is_none_or(|least| params.ph.is_some_and(|is| is >= least));
        p.tier <= session.performer && weak && mild
    });
    if !allowed {
        let place = format!("session {} {}", session.treatment, session.on);
        desk.say(Fault::Licence, place, format!("{} may not perform it so", session.performer.in_words()));
    }
}
