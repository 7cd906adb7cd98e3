//! The least change that puts a series right again when a visit was missed, moved, called off or may not be any more: proposed
//! with a reason for each shift.
use super::desk::{self, Guest};
use super::legs::{self, Built, Session, Together, number};
use super::repair_words::{no_shift_helps, none_left, shifts, whole};
use super::wish::Wish;
use super::words;
use crate::{House, Oops};
use calendar::course::repair::{Change, Stands, repair};
use calendar::course::Place;
use chart::booking::{Asked, Free, Slot, Status, Visit};
use std::collections::BTreeMap;
use vocab::Day;

/// Days that a repair may reach over, from the first visit of the series that still counts.
const FAR: usize = 400;
/// Visits that are longer over than this are left to the gate, which knows them from the chart.
const BACK_DAYS: i32 = 120;
/// How often a place that the gate objects to, asked as a whole, is struck and everything is searched again.
const ROUNDS_MAX: usize = 16;

/// A repair as the pages show it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Card {
    /// The visit whose address takes it.
    pub(crate) visit: String,
    pub(crate) patient: String,
    /// What changes and why, a sentence each.
    pub(crate) shifts: Vec<String>,
    /// Days between visits that are more than usual now.
    pub(crate) stretched: usize,
    /// No day is left: the plan itself must change, and why.
    pub(crate) must: Option<String>,
    /// What tells this proposal from any other.
    pub(crate) digest: String,
}

/// A leg of the series as it stands.
pub(super) struct Of {
    pub(super) visits: Vec<Visit>,
    pub(super) together: Together,
    /// Why it cannot stay where it is; none where it may.
    pub(super) gone: Option<String>,
    pub(super) over: bool,
}

impl Of {
    pub(super) fn day(&self) -> Day {
        self.together.wanted
    }

    pub(super) fn name(&self) -> String {
        let step = self.together.sessions.first().map_or(0, |one| one.step.step);
        let of = self.together.sessions.first().map_or(0, |one| one.step.of);
        if of > 1 { format!("{} {step}", self.together.title()) } else { self.together.title() }
    }
}

/// One leg that changes: its visits with where each goes and what the gate says there.
pub(super) struct Shift {
    pub(super) leg: usize,
    pub(super) to: Vec<(Slot, Asked)>,
    pub(super) sentence: String,
}

/// A repair that was found.
pub(crate) struct Proposed {
    pub(super) of: Vec<Of>,
    pub(super) shifts: Vec<Shift>,
    /// Visits that are no part of the plan any more, and are called off.
    pub(super) dropped: Vec<Visit>,
    pub(crate) card: Card,
}

impl Proposed {
    /// Nothing can be proposed, and why.
    pub(super) fn none(of: Vec<Of>, must: String, card: Card) -> Self {
        Self { of, shifts: Vec::new(), dropped: Vec::new(), card: Card { must: Some(must), ..card } }
    }
}

/// The visits of the series of a visit; of one without a series itself.
pub(super) fn of_series(visit: &Visit, all: &[Visit]) -> Vec<Visit> {
    let series = |v: &Visit| v.body.step.as_ref().map(|step| step.series.clone()).filter(|series| !series.is_empty());
    match series(visit) {
        Some(own) => all.iter().filter(|v| series(v).as_ref() == Some(&own)).cloned().collect(),
        None => vec![visit.clone()],
    }
}

/// Groups the visits of a series into legs: for each step the visit that counts, and what lies on one day is one leg.
fn grouped(visits: &[Visit], services: &[chart::booking::Service]) -> Vec<Vec<(Visit, Session)>> {
    let mut steps: BTreeMap<(u16, String), Visit> = BTreeMap::new();
    for visit in visits {
        let step = visit.body.step.as_ref().map_or(1, |step| step.step);
        let key = (step, visit.body.treatment.clone());
        // A visit that still stands counts before one that is gone; of equals the later one.
        let better = steps.get(&key).is_none_or(|known| {
            (visit.status.claims(), visit.slot.day, &visit.id) > (known.status.claims(), known.slot.day, &known.id)
        });
        if better {
            steps.insert(key, visit.clone());
        }
    }
    let mut legs: Vec<Vec<(Visit, Session)>> = Vec::new();
    let mut ordered: Vec<((u16, String), Visit)> = steps.into_iter().collect();
    ordered.sort_by(|((a, _), v), ((b, _), w)| (a, v.slot.day, v.slot.cell).cmp(&(b, w.slot.day, w.slot.cell)));
    for (_, visit) in ordered {
        let Some(service) = services.iter().find(|one| one.key == visit.body.service) else { continue };
        let step = visit.body.step.clone().unwrap_or_else(|| chart::booking::Step { step: 1, of: 1, ..Default::default() });
        let session = Session { service: super::desk::as_booked(service.clone(), &visit), step };
        let joins = |leg: &Vec<(Visit, Session)>| {
            leg.last().is_some_and(|(last, _)| last.slot.day == visit.slot.day && last.status.claims() == visit.status.claims())
        };
        match legs.last_mut().filter(|leg| joins(leg)) {
            Some(leg) => leg.push((visit, session)),
            None => legs.push(vec![(visit, session)]),
        }
    }
    legs
}

/// How each leg stands today.
fn standing(legs: Vec<Vec<(Visit, Session)>>, today: Day) -> Vec<Of> {
    let last_open = legs.iter().rposition(|leg| leg.iter().any(|(v, _)| v.status.is_open() && v.slot.day >= today));
    let mut all = Vec::with_capacity(legs.len());
    for (n, leg) in legs.into_iter().enumerate() {
        let Some((first, _)) = leg.first() else { continue };
        let (status, day) = (first.status, first.slot.day);
        let on = words::dated(day);
        let over = is_over(status);
        let gone = match status {
            Status::NoShow => Some(format!("it was missed on {on}")),
            // What was called off at the end of a series was meant to end it.
            Status::Cancelled if last_open.is_some_and(|last| n < last) => Some(format!("it was called off on {on}")),
            Status::Cancelled => continue,
            Status::Booked | Status::Confirmed | Status::Held if day < today => Some(format!("nothing was recorded on {on}")),
            Status::Booked | Status::Confirmed | Status::Held | Status::Arrived | Status::InRoom | Status::Done => None,
        };
        let (visits, sessions) = leg.into_iter().unzip();
        all.push(Of { visits, together: Together { sessions, wanted: day }, gone, over });
    }
    // What is over comes first: a step that was missed is made up for after a later one that was done.
    all.sort_by_key(|leg| !leg.over);
    all
}

/// Why a series does not stand, as far as its visits alone tell; the gate is not asked. `None` where they tell nothing.
pub(super) fn broken(series: &[Visit], services: &[chart::booking::Service], today: Day) -> Option<String> {
    let of = standing(grouped(series, services), today);
    of.iter().find_map(|leg| Some(format!("{}: {}.", leg.name(), leg.gone.as_ref()?)))
}

/// Finds the least repair of the series of a visit; `None` where everything may stay. `all` are the visits of the patient.
pub(crate) async fn proposed(house: &House, guest: &Guest, visit: &Visit, all: &[Visit]) -> Result<Option<Proposed>, Oops> {
    found(house, guest, visit, all, None).await
}

/// The least change of the rest of a series when this visit of it goes to a slot that is free for it; `None` where the visit
/// cannot begin there with what lies beside it on its day.
pub(super) async fn with_rest(house: &House, guest: &Guest, visit: &Visit, all: &[Visit], to: &Slot) -> Result<Option<Proposed>, Oops> {
    found(house, guest, visit, all, Some(to)).await
}

async fn found(house: &House, guest: &Guest, visit: &Visit, all: &[Visit], to: Option<&Slot>) -> Result<Option<Proposed>, Oops> {
    let bookings = desk::bookings(house)?;
    let (today, _) = desk::now(house)?;
    let lacks = |one: &Visit| guest.outline.as_ref().is_some_and(|outline| outline.lacks(one));
    let (mut dropped, series): (Vec<Visit>, Vec<Visit>) = of_series(visit, all).into_iter().partition(|one| lacks(one) && !is_over(one.status));
    dropped.retain(|one| one.status.is_open() && one.slot.day >= today && to.is_none());
    let mut of = standing(grouped(&series, &bookings.services().await?), today);
    of.retain(|leg| !leg.over || today.since(leg.day()) <= BACK_DAYS);
    with_outline(&mut of, guest);
    let card = Card { visit: visit.id.clone(), patient: guest.patient.clone(), ..Card::default() };
    if of.iter().all(|leg| leg.over) {
        return Ok((!dropped.is_empty()).then(|| whole(of, (Vec::new(), dropped), 0, card)));
    }
    let first = of.iter().filter(|leg| leg.over).map(Of::day).min().unwrap_or(today).min(today);
    let mut free = bookings.free(first, FAR).await?;
    let mut movable: Vec<Visit> = of.iter().filter(|leg| !leg.over).flat_map(|leg| leg.visits.clone()).collect();
    movable.extend(dropped.iter().cloned());
    let open: Vec<&Visit> = movable.iter().filter(|v| v.status.is_open()).collect();
    bookings.give_back(&mut free, &open).await?;
    let case = legs::without(guest, &movable);
    let wish = match to.map(|to| Wish::of(&mut of, visit, to)) {
        Some(None) => return Ok(None),
        Some(wish) => wish,
        None => None,
    };
    if let Some(why) = match &wish { Some(wish) => wish.stopped(house, guest, &case, &of).await?, None => None } {
        return Ok(Some(Proposed::none(of, why, card)));
    }
    forbidden(house, guest, &case, &mut of, &free).await?;
    let together: Vec<Together> = of.iter().map(|leg| leg.together.clone()).collect();
    let mut built = legs::build(house, &case, &together, &free).await?;
    let stands = prepare(&mut built, &of, today);
    if wish.as_ref().is_some_and(|wish| !wish.pin(&mut built, &of, &free)) {
        return Ok(None);
    }
    for round in 0..ROUNDS_MAX {
        let (course, now) = (built.course.clone(), stands.clone());
        // The search is bounded; it runs beside the threads that answer.
        let found = tokio::task::spawn_blocking(move || repair(&course, &now)).await.map_err(|_| Oops::Broken)?;
        let Some(found) = found else { return Ok(Some(none_left(of, card, wish.as_ref()))) };
        if found.changes.is_empty() {
            return Ok((!dropped.is_empty()).then(|| whole(of, (Vec::new(), dropped), 0, card)));
        }
        let slots = slots(&built, &of, &free, &found.changes, wish.as_ref())?;
        let together: Vec<Together> = of.iter().map(|leg| leg.together.clone()).collect();
        let asked = built.asked(house, guest, &case, &together, &slots).await?;
        let objected: Vec<usize> = legs::stopped(&asked).into_iter().filter(|n| of.get(*n).is_some_and(|leg| !leg.over)).collect();
        if objected.is_empty() || round + 1 == ROUNDS_MAX {
            let shifts = shifts(&of, &found.changes, &slots, &asked, found.stretched);
            return Ok(Some(whole(of, (shifts, dropped), found.stretched, card)));
        }
        if let Some(why) = wish.as_ref().filter(|wish| objected.contains(&wish.leg)).and_then(|wish| why(&asked, wish.leg)) {
            let must = no_shift_helps(to.map_or(today, |to| to.day), &why);
            return Ok(Some(Proposed::none(of, must, card)));
        }
        for n in objected {
            strike(&mut built, &stands, &found.changes, n);
        }
    }
    Ok(None)
}

/// What happened, or is happening: it never moves.
const fn is_over(status: Status) -> bool {
    matches!(status, Status::Done | Status::InRoom | Status::Arrived)
}

/// Steps keep the distances of the plan as it was agreed last.
fn with_outline(of: &mut [Of], guest: &Guest) {
    let Some(outline) = &guest.outline else { return };
    for session in of.iter_mut().flat_map(|leg| &mut leg.together.sessions) {
        outline.renew(&mut session.step, &session.service.treatment);
    }
}

/// Marks what may not stay: the gate stops it on its day, or somebody it needs is not there.
async fn forbidden(house: &House, guest: &Guest, case: &vocab::case::Case, of: &mut [Of], free: &Free) -> Result<(), Oops> {
    for leg in of.iter_mut().filter(|leg| !leg.over && leg.gone.is_none()) {
        for (visit, session) in leg.visits.iter().zip(&leg.together.sessions) {
            let tier = desk::performer(house, desk::who(&visit.slot), &session.service, visit.slot.day).await;
            let tier = desk::or_lowest(tier)?;
            let asked = guest.asked(case, &session.service, Some(&session.step), visit.slot.day, tier)?;
            let passed = visit.body.asked.passed_by.is_some();
            if !passed && asked.stops() {
                let why = words::because(&asked);
                leg.gone = Some(format!("on {} the safety check says: {}", words::dated(visit.slot.day), why.trim_end_matches('.')));
            } else if let Some(absent) = absent(free, &visit.slot).filter(|_| visit.body.overlap.is_none()) {
                leg.gone = Some(format!("{absent} is not there on {}", words::dated(visit.slot.day)));
            }
        }
    }
    Ok(())
}

/// Who or what a slot needs and is not there at its time.
pub(super) fn absent(free: &Free, slot: &Slot) -> Option<String> {
    let day = number(free.first, slot.day);
    let away = slot.parts.iter().find(|part| {
        let place = free.resources.iter().position(|one| one.id == part.resource);
        let from = usize::from(slot.cell + part.from);
        let wanted = calendar::Cells::span(from, from + usize::from(part.length));
        let present = place.and_then(|place| free.present.get(place)).and_then(|days| days.get(day));
        present.is_none_or(|present| !wanted.without(*present).is_empty())
    })?;
    Some(desk::name(free, &away.resource).to_owned())
}

/// Takes away what is over, adds where each leg is now, and says how each stands.
fn prepare(built: &mut Built, of: &[Of], today: Day) -> Vec<Stands> {
    let mut stands = Vec::with_capacity(of.len());
    let tomorrow = number(built.first, today.plus(1));
    for (leg, course) in of.iter().zip(&mut built.course.legs) {
        let slot = leg.visits.first().map(|visit| &visit.slot);
        let who = slot.and_then(desk::who).and_then(|id| built.people.iter().position(|one| one == id)).unwrap_or(0);
        let day = number(built.first, leg.day());
        let place = Place { day, who, cell: slot.map_or(0, |slot| usize::from(slot.cell)) };
        if leg.over {
            stands.push(Stands::Over(day));
            continue;
        }
        course.starts.iter_mut().for_each(|row| row.iter_mut().take(tomorrow).for_each(|cells| *cells = calendar::Cells::NONE));
        let own = course.starts.get_mut(who).and_then(|row| row.get_mut(day));
        if leg.gone.is_some() {
            stands.push(Stands::Gone(place));
        } else {
            if let Some(cells) = own {
                cells.add(place.cell);
            }
            stands.push(Stands::Booked(place));
        }
    }
    stands
}

/// Every leg where it will be.
fn slots(built: &Built, of: &[Of], free: &Free, changes: &[Change], wish: Option<&Wish>) -> Result<Vec<Vec<Slot>>, Oops> {
    let to = |(n, leg): (usize, &Of)| {
        let Some(change) = changes.iter().find(|change| change.leg == n) else {
            return Ok(leg.visits.iter().map(|visit| visit.slot.clone()).collect());
        };
        let wished = wish.filter(|wish| wish.leg == n).map(|wish| wish.kept());
        let kept = wished.unwrap_or_else(|| leg.visits.iter().flat_map(|v| &v.slot.parts).map(|part| part.resource.as_str()).collect());
        built.slots(free, &leg.together, change.to, &kept).ok_or(Oops::Broken)
    };
    of.iter().enumerate().map(to).collect()
}

/// Why the gate stops a leg.
fn why(asked: &[Vec<Asked>], leg: usize) -> Option<String> {
    let stops = |one: &&Asked| one.stops();
    asked.get(leg)?.iter().find(stops).filter(|one| one.why().is_some()).map(words::because)
}

fn strike(built: &mut Built, stands: &[Stands], changes: &[Change], leg: usize) {
    let moved = changes.iter().find(|change| change.leg == leg).map(|change| change.to);
    let place = moved.or(match stands.get(leg) {
        Some(Stands::Booked(place)) => Some(*place),
        Some(Stands::Gone(_) | Stands::Over(_)) | None => None,
    });
    if let (Some(place), Some(leg)) = (place, built.course.legs.get_mut(leg))
        && let Some(cells) = leg.starts.get_mut(place.who).and_then(|row| row.get_mut(place.day))
    {
        *cells = calendar::Cells::NONE;
    }
}
