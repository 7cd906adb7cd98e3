//! What is free: the stored bits as the search reads them, and why nothing is.
use super::resource::{Kind, Resource};
use super::service::Service;
use super::week::{WEEK_DAYS, Week, first_day, week_in, week_of};
use super::{Bookings, Slot, Visit, place_of, quantum};
use crate::ChartError;
use calendar::Cells;
use calendar::visit as search;
use std::collections::BTreeMap;
use vocab::Day;

/// The most days that are looked through at once.
pub const DAYS_MAX: usize = 400;

/// Everybody and everything with its free cells over some days.
#[derive(Debug, Clone)]
pub struct Free {
    /// The first day.
    pub first: Day,
    /// How many days.
    pub days: usize,
    /// Who and what, in the order of the calendar; the retired are not among them.
    pub resources: Vec<Resource>,
    /// The same as the search reads them, named by id.
    pub stored: Vec<search::Stored>,
    /// When each is there at all, claimed or not.
    pub present: Vec<Vec<Cells>>,
}

impl Bookings<'_> {
    /// What is free from a day on, from the stored bits; weeks that are not stored are computed.
    ///
    /// # Errors
    /// More than [`DAYS_MAX`] days are asked for, a row cannot be read, or the database does not answer.
    pub async fn free(&self, first: Day, days: usize) -> Result<Free, ChartError> {
        if days > DAYS_MAX {
            return Err(ChartError::Limit { what: "days at once", limit: DAYS_MAX, got: days });
        }
        let mut resources = self.resources().await?;
        resources.retain(|one| !one.retired);
        let (from, skip) = week_of(first);
        let (to, _) = week_of(first.plus(i32::try_from(days).unwrap_or(0)));
        let mut connection = self.store.pool.acquire().await?;
        let rows: Vec<(String, i64, String, String)> = sqlx::query_as(
            "SELECT resource, week, present, claimed FROM week_cells WHERE site = $1 AND week BETWEEN $2 AND $3",
        )
        .bind(self.site)
        .bind(from)
        .bind(to)
        .fetch_all(&mut *connection)
        .await?;
        let mut weeks: BTreeMap<(String, i64), (Option<Week>, Week)> = BTreeMap::new();
        for (resource, week, present, claimed) in rows {
            let present = if present.is_empty() { None } else { Some(week_in(&present)?) };
            weeks.insert((resource, week), (present, week_in(&claimed)?));
        }
        let mut free = Free { first, days, stored: Vec::new(), present: Vec::new(), resources };
        let mut rosters = None;
        for one in &free.resources {
            let (mut there, mut left) = (Vec::new(), Vec::new());
            for week in from..=to {
                let (present, claimed) = weeks.remove(&(one.id.clone(), week)).unwrap_or_default();
                let present = if let Some(present) = present {
                    present.to_vec()
                } else {
                    if rosters.is_none() {
                        rosters = Some(self.rosters(&mut connection, first).await?);
                    }
                    let all = rosters.as_ref();
                    all.map(|all| all.present(&self.wall, &one.id, first_day(week), WEEK_DAYS))
                        .unwrap_or_default()
                };
                left.extend(present.iter().zip(claimed).map(|(present, claimed)| present.without(claimed)));
                there.extend(present);
            }
            let cut = |cells: Vec<Cells>| cells.into_iter().skip(skip).take(days).collect::<Vec<_>>();
            free.stored.push(search::Stored {
                name: one.id.clone(),
                kind: one.kind.need(),
                skills: one.skills.clone(),
                free: cut(left),
            });
            free.present.push(cut(there));
        }
        Ok(free)
    }
}

impl Free {
    /// A resource by its id.
    #[must_use]
    pub fn resource(&self, id: &str) -> Option<&Resource> {
        self.resources.iter().find(|one| one.id == id)
    }

    /// The free starts of a service on each day; with `only`, by this practitioner.
    #[must_use]
    pub fn starts(&self, service: &Service, only: Option<&str>) -> Vec<Cells> {
        let demand = service.demand();
        match only {
            None => demand.free_starts(&self.stored, self.first, self.days),
            Some(id) => {
                let own = |one: &&search::Stored| one.kind != search::Need::Practitioner || one.name == id;
                let stored: Vec<search::Stored> = self.stored.iter().filter(own).cloned().collect();
                demand.free_starts(&stored, self.first, self.days)
            }
        }
    }

    /// The slot of a service that begins there: the first of each kind that is free, the wished ones first.
    #[must_use]
    pub fn slot(&self, service: &Service, day: Day, cell: u16, wished: &[&str]) -> Option<Slot> {
        let place = self.place(day)?;
        let demand = service.demand();
        let mut chosen: Vec<(Kind, String)> = Vec::new();
        for kind in [Kind::Practitioner, Kind::Room, Kind::Device, Kind::Kit] {
            if !service.needs.iter().any(|(need, _)| *need == kind) {
                continue;
            }
            let of_kind = || self.stored.iter().filter(|one| one.kind == kind.need());
            let able = |one: &&search::Stored| {
                let starts = demand.starts(one, self.first);
                starts.get(place).is_some_and(|starts| starts.has(usize::from(cell)))
            };
            let asked = of_kind().find(|one| wished.contains(&one.name.as_str()));
            let one = match asked {
                // A wish of this kind is kept or nothing is found: nobody is swapped behind anybody's back.
                Some(asked) => Some(asked).filter(able),
                None => of_kind().find(able),
            }?;
            chosen.push((kind, one.name.clone()));
        }
        let parts = service.parts(&chosen);
        Some(Slot { day, cell, segments: service.segments.clone(), parts })
    }

    /// Why a service has no start at all on these days: for each kind that it needs, how many can serve it and on how many
    /// days one of them alone would have the time.
    #[must_use]
    pub fn why_not(&self, service: &Service) -> Vec<WhyNot> {
        let demand = service.demand();
        let kinds = [Kind::Practitioner, Kind::Room, Kind::Device, Kind::Kit];
        let wanted = kinds.into_iter().filter(|kind| service.needs.iter().any(|(need, _)| need == kind));
        let of_kind = |kind: Kind| {
            let all: Vec<&search::Stored> =
                self.stored.iter().filter(|one| one.kind == kind.need()).collect();
            let skills: Vec<&str> = service
                .needs
                .iter()
                .filter(|(k, s)| *k == kind && !s.is_empty())
                .map(|(_, s)| s.as_str())
                .collect();
            let has = |one: &&&search::Stored| {
                skills.iter().all(|skill| one.skills.iter().any(|(has, _)| has == skill))
            };
            let able = all.iter().filter(has).count();
            let mut open = vec![false; self.days];
            for one in &all {
                for (open, starts) in open.iter_mut().zip(demand.starts(one, self.first)) {
                    *open |= !starts.is_empty();
                }
            }
            let days = open.iter().filter(|open| **open).count();
            WhyNot { kind, skill: skills.first().map(|s| (*s).to_owned()), able, days }
        };
        wanted.map(of_kind).collect()
    }
}

/// What one kind of resource has to offer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WhyNot {
    /// The kind.
    pub kind: Kind,
    /// The skill that is asked for.
    pub skill: Option<String>,
    /// How many have it.
    pub able: usize,
    /// On how many of the days one of them has the time.
    pub days: usize,
}

impl Bookings<'_> {
    /// Gives back what visits take themselves, so that they can be placed anew; what another visit takes as well stays taken.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn give_back(&self, free: &mut Free, visits: &[&Visit]) -> Result<(), ChartError> {
        let mut connection = self.store.pool.acquire().await?;
        for visit in visits {
            let Some(place) = free.place(visit.slot.day) else { continue };
            for part in &visit.slot.parts {
                let from = visit.slot.cell + part.from;
                let first = quantum(visit.slot.day, from);
                let shared: Vec<i64> = sqlx::query_scalar(
                    "SELECT quantum FROM claim WHERE site = $1 AND resource = $2 AND quantum BETWEEN $3 AND $4 AND booking <> $5",
                )
                .bind(self.site)
                .bind(&part.resource)
                .bind(first)
                .bind(first + i64::from(part.length) - 1)
                .bind(&visit.id)
                .fetch_all(&mut *connection)
                .await?;
                let mut own = Cells::span(usize::from(from), usize::from(from + part.length));
                for at in shared {
                    let cell = usize::from(place_of(at).1);
                    own = own.without(Cells::span(cell, cell + 1));
                }
                free.open(&part.resource, place, own);
            }
        }
        Ok(())
    }
}

impl Free {
    /// The place of a day among the days; `None` where it lies outside.
    fn place(&self, day: Day) -> Option<usize> {
        usize::try_from(day.since(self.first)).ok().filter(|place| *place < self.days)
    }

    /// Makes cells of a day free for a resource, as far as it is there.
    fn open(&mut self, resource: &str, place: usize, cells: Cells) {
        let known = self.resources.iter().position(|one| one.id == resource);
        let present = known.and_then(|n| self.present.get(n)).and_then(|days| days.get(place)).copied();
        let stored = self.stored.iter_mut().find(|one| one.name == resource);
        if let Some(free) = stored.and_then(|one| one.free.get_mut(place)) {
            *free = free.or(cells.and(present.unwrap_or_default()));
        }
    }
}
