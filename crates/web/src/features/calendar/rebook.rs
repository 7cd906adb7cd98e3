//! Before a guest leaves: when a visit is done, the next step of its series or of the agreed plan is held, to be booked in one
//! press or let go.
use super::desk::{self, Guest};
use crate::session::Signed;
use crate::{House, Oops};
use chart::ChartError;
use chart::booking::{Bookings, Free, Kind, New, Service, Slot, Step, Visit};
use vocab::Day;
use vocab::case::Fact;

/// The proposal is held for so long, milliseconds: a quarter of an hour, the time that a guest stands at the desk.
const HOLD_MS: i64 = 15 * 60_000;
/// Days before the best day from which a time is looked for.
const BEFORE: i32 = 7;
/// Days that are looked through.
const FAR: usize = 35;
/// A step of the plan that lies so many days before today is not proposed: it was missed, and the plan is mended first.
const MISSED: i32 = 14;

/// What comes next, and when it would be best.
#[derive(Debug, PartialEq)]
struct Next {
    service: String,
    best: Day,
    step: Option<Step>,
}

/// Holds the next step for the guest of a visit that is done; the id of the visit that holds it. `None` where nothing comes
/// next, where it is booked already, or where no time is free.
pub(super) async fn propose(house: &House, signed: &Signed, done: &Visit) -> Result<Option<String>, Oops> {
    if done.guest.is_none() {
        return Ok(None);
    }
    let bookings = desk::bookings(house)?;
    let (today, _) = desk::now(house)?;
    let booked = bookings.of_person(&done.patient).await?;
    let services = bookings.services().await?;
    let by = house.by(signed);
    let guest = match Guest::read(house, &done.patient, &by).await {
        Ok(guest) => guest,
        Err(Oops::Erased | Oops::NotFound) => return Ok(None),
        Err(other) => return Err(other),
    };
    let planned = planned(house, &done.patient).await?;
    let Some(next) = next(done, &booked, &planned, &services, &guest.case.facts, today) else { return Ok(None) };
    let Some(service) = services.iter().find(|one| one.key == next.service) else { return Ok(None) };
    let first = next.best.plus(-BEFORE).max(today.plus(1));
    let free = bookings.free(first, FAR).await?;
    let Some(slot) = best_slot(house, &guest, service, done, &free, next.best).await? else { return Ok(None) };
    let tier = desk::or_lowest(desk::performer(house, desk::who(&slot), service, slot.day).await)?;
    let asked = guest.ask_in(house, service, &slot, tier, None).await?;
    if asked.stops() {
        return Ok(None);
    }
    let new = New { step: next.step, hold_until: Some(by.at + HOLD_MS), ..guest.visit(house, service, slot, asked) };
    held(house, &bookings, new, &by).await
}

async fn held(house: &House, bookings: &Bookings<'_>, new: New, by: &chart::register::By) -> Result<Option<String>, Oops> {
    match bookings.book(std::slice::from_ref(&new), by, &mut *house.chance()).await {
        Ok(_) => Ok(Some(new.id)),
        // Somebody was quicker: the page of the visit that is done leads to the free times.
        Err(ChartError::Taken { .. } | ChartError::Closed { .. }) => Ok(None),
        Err(other) => Err(other.into()),
    }
}

/// What books a visit that was called off once more: the fields of the form. `None` where its time is over or taken, where the
/// gate does not let it be any more, and for a step of a series or a plan, which is put right where the series is.
pub(super) async fn same(house: &House, gone: &Visit) -> Result<Option<Vec<(&'static str, String)>>, Oops> {
    let at = (gone.slot.day, gone.slot.cell);
    if gone.guest.is_none() || gone.body.step.is_some() || desk::now(house)? > at {
        return Ok(None);
    }
    let bookings = desk::bookings(house)?;
    let services = bookings.services().await?;
    let Some(service) = services.iter().find(|one| one.key == gone.body.service) else { return Ok(None) };
    let free = bookings.free(at.0, 1).await?;
    // Nobody is swapped behind anybody's back: whoever did it must still be here.
    if gone.slot.of(Kind::Practitioner).is_some_and(|who| free.resource(who).is_none()) {
        return Ok(None);
    }
    let named = [("who", Kind::Practitioner), ("room", Kind::Room), ("device", Kind::Device)];
    let of = |(name, kind): (&'static str, Kind)| Some((name, gone.slot.of(kind)?.to_owned()));
    let all: Vec<(&'static str, String)> = named.into_iter().filter_map(of).filter(|(_, id)| free.resource(id).is_some()).collect();
    // The same person is kept; another room is as good as the same.
    let person: Vec<_> = all.iter().filter(|(name, _)| *name == "who").cloned().collect();
    let slot = |fields: &[(&'static str, String)]| {
        let wished: Vec<&str> = fields.iter().map(|(_, id)| id.as_str()).collect();
        free.slot(service, at.0, at.1, &wished)
    };
    let Some((slot, fields)) = [all, person].into_iter().find_map(|fields| Some((slot(&fields)?, fields))) else { return Ok(None) };
    let guest = match Guest::unseen(house, &gone.patient).await {
        Ok(guest) => guest,
        Err(Oops::Erased | Oops::NotFound) => return Ok(None),
        Err(other) => return Err(other),
    };
    let tier = desk::or_lowest(desk::performer(house, desk::who(&slot), service, slot.day).await)?;
    let asked = guest.ask_in(house, service, &slot, tier, None).await?;
    if asked.stops() {
        return Ok(None);
    }
    let when = super::words::moment(at.0, at.1);
    let what = [("patient", gone.patient.clone()), ("service", service.key.clone()), ("at", when)];
    Ok(Some(what.into_iter().chain(fields).collect()))
}

/// Treatments and days of the plan that was agreed last.
async fn planned(house: &House, patient: &str) -> Result<Vec<(String, Day)>, Oops> {
    let asked = chart::patient::Asked { kinds: Vec::new(), skip: 0, most: 0 };
    let story = house.kept()?.patients().unseen(patient, &asked, &mut *house.chance()).await?;
    let plan = story.chart.plan().map(|(_, agreed)| agreed.plan.clone()).unwrap_or_default();
    let read = |session: &serde_json::Value| {
        let treatment = session.get("treatment")?.as_str()?.to_owned();
        Some((treatment, session.get("on")?.as_str()?.parse().ok()?))
    };
    Ok(plan.get("sessions").and_then(|all| all.as_array()).map(|all| all.iter().filter_map(read).collect()).unwrap_or_default())
}

/// What comes next after a visit: the next step of its series, else the next session of the plan that is not booked.
fn next(
    done: &Visit,
    booked: &[Visit],
    planned: &[(String, Day)],
    services: &[Service],
    facts: &[Fact],
    today: Day,
) -> Option<Next> {
    let open = |treatment: &str| {
        booked.iter().any(|v| v.id != done.id && v.status.is_open() && v.slot.day >= today && v.body.treatment == treatment)
    };
    if let Some(step) = done.body.step.as_ref().filter(|step| step.step < step.of) {
        let later = |v: &Visit| {
            v.status.claims() && v.body.step.as_ref().is_some_and(|other| other.series == step.series && other.step > step.step)
        };
        // The rest of the series is there already; nothing is to be proposed beside it.
        if booked.iter().any(later) {
            return None;
        }
        let gap = gap_of(step, done)?;
        let next = Step { step: step.step + 1, ..step.clone() };
        return Some(Next { service: done.body.service.clone(), best: done.slot.day.plus(gap), step: Some(next) });
    }
    let mut rest: Vec<&(String, Day)> = planned.iter().filter(|(_, day)| *day > today.plus(-MISSED)).collect();
    rest.sort_by_key(|(_, day)| *day);
    rest.into_iter().find_map(|(treatment, day)| {
        // The session that was just done is not proposed again, and nothing that is booked or was done since.
        let had = facts.iter().any(|fact| {
            fact.subject == vocab::case::Subject::Procedure(treatment.clone())
                && fact.on.is_some_and(|on| on <= today && day.since(on).abs() <= MISSED)
        });
        let own = *treatment == done.body.treatment && day.since(done.slot.day).abs() <= MISSED;
        if had || own || open(treatment) {
            return None;
        }
        let service = services.iter().find(|one| one.treatment == *treatment)?;
        Some(Next { service: service.key.clone(), best: (*day).max(today.plus(1)), step: None })
    })
}

/// Days until the next step: as the series was planned, else as is usual for the treatment.
fn gap_of(step: &Step, done: &Visit) -> Option<i32> {
    if let Some([_, best, _]) = step.window {
        return Some(i32::from(best));
    }
    let knowledge = crate::house::knowledge()?;
    let schedule = knowledge.treatment(&done.body.treatment)?.schedule.as_ref()?;
    Some(i32::from(schedule.typical_gap_days[0].max(schedule.min_gap_days)))
}

/// The free time nearest to the best day, with whom it was and at the hour it was as far as they are free.
async fn best_slot(
    house: &House,
    guest: &Guest,
    service: &Service,
    done: &Visit,
    free: &Free,
    best: Day,
) -> Result<Option<Slot>, Oops> {
    let who = desk::who(&done.slot).filter(|who| free.resource(who).is_some_and(|one| may(one, service)));
    let tier = desk::or_lowest(desk::performer(house, who, service, best).await)?;
    let allowed = guest.days(service, tier, free.first, free.days)?;
    for person in [who, None] {
        let mut found: Option<(i32, Day, u16)> = None;
        for (n, cells) in (0_i32..).zip(free.starts(service, person)) {
            let day = free.first.plus(n);
            if !usize::try_from(n).ok().and_then(|n| allowed.get(n)).copied().unwrap_or(false) {
                continue;
            }
            for cell in cells.iter().filter_map(|c| u16::try_from(c).ok()).filter(|c| c.is_multiple_of(3)) {
                let cost = cost((day, cell), best, done);
                if found.is_none_or(|(least, ..)| cost < least) {
                    found = Some((cost, day, cell));
                }
            }
        }
        if let Some((_, day, cell)) = found {
            let wished: Vec<&str> = person.into_iter().collect();
            return Ok(free.slot(service, day, cell, &wished));
        }
        if who.is_none() {
            return Ok(None);
        }
    }
    Ok(None)
}

/// How far a time is from the best: days first, a weekday that differs as much as a day and a half, an hour as a third of one.
fn cost((day, cell): (Day, u16), best: Day, done: &Visit) -> i32 {
    let weekday = calendar::roster::weekday(day) != calendar::roster::weekday(done.slot.day);
    day.since(best).abs() * 36 + i32::from(weekday) * 54 + i32::from(cell.abs_diff(done.slot.cell))
}

/// Whether somebody is noted for a service.
fn may(one: &chart::booking::Resource, service: &Service) -> bool {
    let mut skills = service.needs.iter().filter(|(kind, skill)| *kind == Kind::Practitioner && !skill.is_empty());
    skills.all(|(_, skill)| one.skills.iter().any(|(has, _)| has == skill))
}

#[cfg(test)]
mod tests {
    use super::*;
    use chart::booking::Status;
    use vocab::case::Subject;

    #[test]
    fn the_series_goes_on_and_what_is_booked_or_was_done_is_not_proposed_again() {
        let (mut done, service) = super::super::samples::held();
        let today = done.slot.day;
        let services = [service];
        done.body.step = Some(Step { series: "s".to_owned(), step: 2, of: 4, window: Some([21, 28, 42]), ..Step::default() });
        let series = next(&done, &[], &[], &services, &[], today);
        let step = Step { step: 3, ..done.body.step.clone().unwrap() };
        assert_eq!(series, Some(Next { service: "microneedling".to_owned(), best: today.plus(28), step: Some(step.clone()) }));
        let mut later = done.clone();
        (later.id, later.body.step, later.status) = ("later".to_owned(), Some(step), Status::Booked);
        assert_eq!(next(&done, &[later.clone()], &[], &services, &[], today), None, "the rest is booked");
        // The last of a series goes on with the plan.
        done.body.step = None;
        let plan = |days: i32| ("microneedling".to_owned(), today.plus(days));
        let proposed = |booked: &[Visit], planned: &[(String, Day)], facts: &[Fact]| next(&done, booked, planned, &services, facts, today).map(|next| next.best);
        assert_eq!(proposed(&[], &[plan(-3), plan(30), plan(60)], &[]), Some(today.plus(30)), "its own session is over");
        assert_eq!(proposed(&[later.clone()], &[plan(30)], &[]), None, "one is open");
        let had = Fact { on: Some(today.plus(-2)), ..Fact::new(Subject::Procedure("microneedling".to_owned()), None) };
        assert_eq!(proposed(&[], &[plan(0)], &[had]), None, "it was done");
        assert_eq!(proposed(&[], &[("unknown".to_owned(), today.plus(30))], &[]), None, "no service offers it");
        assert_eq!(proposed(&[], &[], &[]), None);
    }

    #[test]
    fn the_same_weekday_and_hour_win_among_days_that_are_near() {
        let (done, _) = super::super::samples::held();
        let best = done.slot.day.plus(28);
        let at = |days: i32, cell: u16| cost((best.plus(days), cell), best, &done);
        let usual = done.slot.cell;
        assert!(at(0, usual) < at(0, usual + 12), "the hour");
        assert!(at(0, usual + 50) < at(1, usual), "a day away weighs more than four hours and another weekday");
        assert!(at(7, usual) > at(1, usual) && at(-1, usual) == at(1, usual));
    }
}
