//! Sessions as the legs of a course: what is offered for them, the days that the gate lets through, and what it says of chosen
//! dates as a whole.
use super::desk::{self, Guest};
use crate::{House, Oops};
use calendar::Cells;
use calendar::course::{Apart, Course, Leg, Place, Window, starts};
use calendar::visit::Need;
use chart::booking::{Asked, Free, Kind, Service, Slot, Step, Visit};
use chart::fold::Chart;
use chart::people::Roll;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;
use std::sync::Arc;
use vocab::case::{Ask, Case, Fact, Subject};
use vocab::{Day, Performer};

/// One session: what is offered for it, and as what it was planned.
#[derive(Debug, Clone)]
pub(super) struct Session {
    pub(super) service: Service,
    pub(super) step: Step,
}

impl Session {
    /// Its questions to the gate, one for each zone.
    pub(super) fn asks(&self, on: Option<Day>, who: Option<Performer>) -> Vec<Ask> {
        desk::asks(&self.service, Some(&self.step), on, who)
    }

    /// Itself as a procedure of that day.
    pub(super) fn facts(&self, on: Day) -> Vec<Fact> {
        if self.service.treatment.is_empty() {
            return Vec::new();
        }
        planner::plan::procedure(&self.service.treatment, on, &self.step.zones)
    }

    /// What tells it from others when distances are asked.
    fn key(&self) -> String {
        format!("{}|{:?}|{:?}|{:?}", self.service.treatment, self.service.params(), self.step.zones, self.step.params)
    }
}

/// The sessions of one visit, back to back, and the day on which it was planned.
#[derive(Debug, Clone)]
pub(super) struct Together {
    pub(super) sessions: Vec<Session>,
    pub(super) wanted: Day,
}

impl Together {
    /// Its sessions in a few words: `Glycolic acid peel and Red light`.
    pub(super) fn title(&self) -> String {
        let titles: Vec<&str> = self.sessions.iter().map(|one| one.service.title.as_str()).collect();
        titles.join(" and ")
    }
}

/// A course with the people whom its places name by number.
pub(super) struct Built {
    pub(super) course: Course,
    pub(super) people: Vec<String>,
    pub(super) first: Day,
    roll: Arc<Roll>,
    place: Option<String>,
}

/// Day of the calendar of a day; days before the first are the first.
pub(super) fn number(first: Day, day: Day) -> usize {
    usize::try_from(day.since(first)).unwrap_or(0)
}

/// The day of a day of the calendar.
pub(super) fn day_of(first: Day, number: usize) -> Day {
    first.plus(i32::try_from(number).unwrap_or(0))
}

/// The case of a guest without visits that are about to be placed anew.
pub(super) fn without(guest: &Guest, visits: &[Visit]) -> Case {
    let mut case = guest.case.clone();
    for visit in visits.iter().filter(|v| v.status.is_open()) {
        for gone in desk::facts(visit) {
            if let Some(at) = case.facts.iter().rposition(|fact| *fact == gone) {
                case.facts.remove(at);
            }
        }
    }
    case
}

/// Whether a fact is a procedure of this treatment.
pub(super) fn is_of(fact: &Fact, treatment: &str) -> bool {
    matches!(&fact.subject, Subject::Procedure(code) if code == treatment)
}

/// The sessions that were begun on the day of a case, as the case tells them.
pub(super) fn begun_on(chart: &Chart, case: &Case, zone: &TimeZone) -> Vec<Fact> {
    let here = |fact: &&Fact| {
        let began = |at: i64| chart::case::day_of(at, zone) == case.today;
        fact.on == Some(case.today) && chart.sessions().any(|(_, one)| began(one.started_at) && is_of(fact, &one.treatment))
    };
    case.facts.iter().filter(here).cloned().collect()
}

/// The legs as a course over what is free. `case` is the guest without the visits that are placed.
pub(super) async fn build(house: &House, case: &Case, legs: &[Together], free: &Free) -> Result<Built, Oops> {
    let roll = house.kept()?.roll().await?;
    let place = crate::house::knowledge().and_then(|k| k.policy().jurisdiction);
    let mut people: Vec<String> =
        free.stored.iter().filter(|one| one.kind == Need::Practitioner).map(|one| one.name.clone()).collect();
    if people.is_empty() {
        people.push(String::new());
    }
    let tiers: Vec<Option<Performer>> =
        people.iter().map(|id| roll.get(id).and_then(|one| one.performer_on(free.first, place.as_deref()))).collect();
    let mut asked = Days { case, first: free.first, count: free.days, known: BTreeMap::new() };
    let mut all = Vec::with_capacity(legs.len());
    for leg in legs {
        let visits: Vec<calendar::visit::Visit> = leg.sessions.iter().map(|one| one.service.demand()).collect();
        let mut rows = starts(&visits, &free.stored, &people, free.first, free.days);
        let mut allowed = vec![false; free.days];
        for ((row, who), tier) in rows.iter_mut().zip(&people).zip(&tiers) {
            let mut open = vec![true; free.days];
            for session in leg.sessions.iter().filter(|one| !one.service.treatment.is_empty()) {
                let theirs = able(free, who, &session.service);
                let by = match (theirs, tier) {
                    (true, None) if session.service.needs.iter().any(|(kind, _)| *kind == Kind::Practitioner) => {
                        open.fill(false);
                        continue;
                    }
                    (true, tier) => *tier,
                    // Somebody else does this part; who it is shows when the whole is asked.
                    (false, _) => None,
                };
                for (open, ok) in open.iter_mut().zip(asked.of(session, by)?) {
                    *open &= *ok;
                }
            }
            for ((cells, open), allowed) in row.iter_mut().zip(&open).zip(&mut allowed) {
                *allowed |= *open;
                if !open {
                    *cells = Cells::NONE;
                }
            }
        }
        quarters(&mut rows);
        all.push(Leg { starts: rows, allowed, wanted: number(free.first, leg.wanted).min(free.days.saturating_sub(1)) });
    }
    let (windows, apart) = between(legs)?;
    Ok(Built { course: Course { days: free.days, legs: all, windows, apart }, people, first: free.first, roll, place })
}

/// Starts on the quarter of an hour.
fn quarters(rows: &mut [Vec<Cells>]) {
    let mut quarters = Cells::NONE;
    (0..usize::from(chart::booking::DAY_CELLS)).step_by(3).for_each(|cell| quarters.add(cell));
    rows.iter_mut().flatten().for_each(|cells| *cells = cells.and(quarters));
}

/// Whether somebody has the skills of a service on any day.
fn able(free: &Free, who: &str, service: &Service) -> bool {
    let Some(one) = free.resource(who) else { return false };
    let asked = service.needs.iter().filter(|(kind, skill)| *kind == Kind::Practitioner && !skill.is_empty());
    asked.into_iter().all(|(_, skill)| one.skills.iter().any(|(has, _)| has == skill))
}

/// The days that the gate lets through, asked once for each session and licence.
struct Days<'c> {
    case: &'c Case,
    first: Day,
    count: usize,
    known: BTreeMap<(String, Option<Performer>), Vec<bool>>,
}

impl Days<'_> {
    fn of(&mut self, session: &Session, who: Option<Performer>) -> Result<&[bool], Oops> {
        let key = (session.key(), who);
        if !self.known.contains_key(&key) {
            let lets = desk::days_of(self.case, &session.asks(None, who), self.first, self.count)?;
            self.known.insert(key.clone(), lets);
        }
        Ok(self.known.get(&key).map_or(&[], Vec::as_slice))
    }
}

/// Windows between sessions of one treatment, and distances between the others, as the gate has them.
fn between(legs: &[Together]) -> Result<(Vec<Window>, Vec<Apart>), Oops> {
    let gate = desk::gate()?;
    let mut known: BTreeMap<(String, String), usize> = BTreeMap::new();
    let mut distance = |a: &Session, b: &Session| -> Result<usize, Oops> {
        let key = (a.key(), b.key());
        if let Some(days) = known.get(&key) {
            return Ok(*days);
        }
        let (facts, asks) = (a.facts(Day::from_number(0)), b.asks(None, None));
        let days = if facts.is_empty() || b.service.treatment.is_empty() {
            0
        } else {
            planner::apart(gate, &facts, &asks).map_err(|e| Oops::BadRequest(e.to_string()))?
        };
        known.insert(key, days);
        Ok(days)
    };
    let (mut windows, mut apart) = (Vec::new(), Vec::new());
    for (later, then) in legs.iter().enumerate() {
        for session in &then.sessions {
            let same = |leg: &Together| leg.sessions.iter().position(|s| s.service.treatment == session.service.treatment);
            let before = legs.iter().take(later).enumerate().rev().find_map(|(n, leg)| Some((n, leg.sessions.get(same(leg)?)?)));
            let Some((earlier, first)) = before else { continue };
            let own = distance(first, session)?;
            let [least, ideal, most] = session.step.window.unwrap_or([1, 1, u16::MAX]).map(usize::from);
            let least = least.max(own).max(1);
            windows.push(Window { earlier, later, least, ideal: ideal.max(least), most: most.max(least) });
        }
        for (other, before) in legs.iter().take(later).enumerate() {
            let mut days = [0, 0];
            for a in &before.sessions {
                for b in then.sessions.iter().filter(|b| b.service.treatment != a.service.treatment) {
                    days = [days[0].max(distance(a, b)?), days[1].max(distance(b, a)?)];
                }
            }
            if days != [0, 0] {
                apart.push(Apart { legs: [other, later], days });
            }
        }
    }
    Ok((windows, apart))
}

impl Built {
    /// The licence of whoever treats in a slot.
    fn tier(&self, slot: &Slot) -> Option<Performer> {
        desk::who(slot)
            .and_then(|id| self.roll.get(id))
            .and_then(|person| person.performer_on(slot.day, self.place.as_deref()))
            .or_else(|| desk::who(slot).map(|_| Performer::Aesthetician))
    }

    /// The slots of a leg at a place: whoever is named does what they may, the same room where it is free.
    pub(super) fn slots(&self, free: &Free, leg: &Together, place: Place, kept: &[&str]) -> Option<Vec<Slot>> {
        let day = day_of(self.first, place.day);
        let who = self.people.get(place.who).map_or("", String::as_str);
        let mut cell = u16::try_from(place.cell).ok()?;
        let mut slots: Vec<Slot> = Vec::new();
        for session in &leg.sessions {
            let named: Vec<&str> = if able(free, who, &session.service) { vec![who] } else { Vec::new() };
            let rooms = slots.iter().flat_map(|slot| &slot.parts).map(|part| part.resource.as_str()).chain(kept.iter().copied());
            let things = rooms.filter(|id| free.resource(id).is_some_and(|one| one.kind != Kind::Practitioner));
            let all: Vec<&str> = named.iter().copied().chain(things).collect();
            let slot = free
                .slot(&session.service, day, cell, &all)
                .or_else(|| free.slot(&session.service, day, cell, &named))
                .or_else(|| (leg.sessions.len() > 1).then(|| free.slot(&session.service, day, cell, &[])).flatten())?;
            cell = cell.checked_add(session.service.length())?;
            slots.push(slot);
        }
        Some(slots)
    }

    /// What the gate says about every session of chosen slots, each with all the others as procedures; what is done later on the
    /// same day is none yet, and what the papers of whoever treats leave open is said with it. One list for each leg.
    pub(super) async fn asked(
        &self,
        house: &House,
        guest: &Guest,
        case: &Case,
        legs: &[Together],
        slots: &[Vec<Slot>],
    ) -> Result<Vec<Vec<Asked>>, Oops> {
        let mut all = Vec::with_capacity(legs.len());
        for (n, (leg, own)) in legs.iter().zip(slots).enumerate() {
            let mut of_leg = Vec::with_capacity(own.len());
            for (k, (session, slot)) in leg.sessions.iter().zip(own).enumerate() {
                let mut beside = case.clone();
                for (m, (other, theirs)) in legs.iter().zip(slots).enumerate() {
                    for (l, (one, at)) in other.sessions.iter().zip(theirs).enumerate() {
                        let own_day = at.day == slot.day;
                        if (m, l) != (n, k) && (!own_day || (m, l) < (n, k)) {
                            beside.facts.extend(one.facts(at.day));
                        }
                    }
                }
                let service = &session.service;
                let asked = guest.asked(&beside, service, Some(&session.step), slot.day, self.tier(slot))?;
                of_leg.push(desk::with_papers(house, asked, desk::who(slot), service, slot.day).await?);
            }
            all.push(of_leg);
        }
        Ok(all)
    }
}

/// The legs whose sessions the gate stops on the day that was chosen.
pub(super) fn stopped(asked: &[Vec<Asked>]) -> Vec<usize> {
    let stops = |one: &Asked| one.stops();
    asked.iter().enumerate().filter(|(_, all)| all.iter().any(stops)).map(|(n, _)| n).collect()
}
