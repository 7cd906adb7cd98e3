//! A visit of segments, who and what can serve it, and where it could begin.
use crate::Cells;
use crate::series::{Gap, Instance, Resource};
use std::collections::BTreeSet;
use vocab::Day;

/// What a segment needs for its whole length; the visit keeps the same one throughout.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Need {
    /// Someone with the skills.
    Practitioner,
    /// A place.
    Room,
    /// A device.
    Device,
    /// A kit of consumables or instruments.
    Kit,
}

/// A part of a visit: prepare, hands-on, processing, clean-up.
#[derive(Debug, Clone)]
pub struct Segment {
    /// Cells, at least 1.
    pub length: usize,
    /// What it needs; processing does without the practitioner.
    pub needs: Vec<Need>,
}

/// What a visit asks for.
#[derive(Debug, Clone)]
pub struct Visit {
    /// In order, without pauses.
    pub segments: Vec<Segment>,
    /// Skills and licences that each kind must have.
    pub skills: Vec<(Need, String)>,
}

/// Someone or something with its stored bitmaps.
#[derive(Debug, Clone)]
pub struct Stored {
    /// As the answer names it.
    pub name: String,
    /// What it can serve as.
    pub kind: Need,
    /// Skills and licences with the last day of each; `None` does not end.
    pub skills: Vec<(String, Option<Day>)>,
    /// Free cells from the first day of the calendar on.
    pub free: Vec<Cells>,
}

impl Visit {
    /// Cells from the beginning to the end.
    #[must_use]
    pub fn length(&self) -> usize {
        self.segments.iter().map(|one| one.length).sum()
    }

    /// Where each stretch lies that needs this kind: offset and length, neighbours joined.
    fn stretches(&self, need: Need) -> Vec<(usize, usize)> {
        let mut all: Vec<(usize, usize)> = Vec::new();
        let mut at = 0;
        for one in &self.segments {
            if one.needs.contains(&need) {
                match all.last_mut() {
                    Some((from, length)) if *from + *length == at => *length += one.length,
                    _ => all.push((at, one.length)),
                }
            }
            at += one.length;
        }
        all
    }

    /// Whether a resource has the skills on a day.
    pub(crate) fn served_by(&self, one: &Stored, day: Day) -> bool {
        let asked = self.skills.iter().filter(|(need, _)| *need == one.kind);
        asked.into_iter().all(|(_, skill)| {
            let holds =
                |(has, until): &(String, Option<Day>)| has == skill && until.is_none_or(|until| day <= until);
            one.skills.iter().any(holds)
        })
    }

    /// The starts at which one resource can serve, on each of its days.
    #[must_use]
    pub fn starts(&self, one: &Stored, first: Day) -> Vec<Cells> {
        let stretches = self.stretches(one.kind);
        let mut day = first;
        let mut starts = Vec::with_capacity(one.free.len());
        for free in &one.free {
            let each = |(from, length): &(usize, usize)| free.starts(*length).earlier(*from);
            let possible = match stretches.split_first() {
                Some((head, rest)) if !free.is_empty() && self.served_by(one, day) => {
                    rest.iter().fold(each(head), |all, stretch| all.and(each(stretch)))
                }
                _ => Cells::NONE,
            };
            starts.push(possible);
            day = day.plus(1);
        }
        starts
    }

    /// Whether any segment needs this kind.
    pub(crate) fn wants(&self, need: Need) -> bool {
        self.segments.iter().any(|one| one.needs.contains(&need))
    }

    /// The starts that rooms, devices and kits allow on each of `days` days, whoever treats.
    pub(crate) fn places(&self, stored: &[Stored], first: Day, days: usize) -> Vec<Cells> {
        self.starts_of(&[Need::Room, Need::Device, Need::Kit], stored, first, days)
    }

    /// The free starts of each of `days` days: OR over those of a kind, AND across the kinds it needs.
    #[must_use]
    pub fn free_starts(&self, stored: &[Stored], first: Day, days: usize) -> Vec<Cells> {
        self.starts_of(&[Need::Practitioner, Need::Room, Need::Device, Need::Kit], stored, first, days)
    }

    fn starts_of(&self, kinds: &[Need], stored: &[Stored], first: Day, days: usize) -> Vec<Cells> {
        let mut all = vec![Cells::span(0, crate::cells::CELLS_MAX); days];
        for need in kinds {
            if self.stretches(*need).is_empty() {
                continue;
            }
            let mut any = vec![Cells::NONE; days];
            for one in stored.iter().filter(|one| one.kind == *need) {
                for (any, starts) in any.iter_mut().zip(self.starts(one, first)) {
                    *any = any.or(starts);
                }
            }
            for (all, any) in all.iter_mut().zip(any) {
                *all = all.and(any);
            }
        }
        all
    }

    /// The series of this visit as an instance of the exact search: the free cells of each resource are
    /// its starts, so that a session takes one cell. A kind that the visit does not need is one nameless
    /// resource that is always free; kits are folded into the devices. `allowed` are the days that the
    /// gate lets through; sessions fall on no other.
    #[must_use]
    pub fn series(
        &self,
        stored: &[Stored],
        allowed: &BTreeSet<Day>,
        first: Day,
        days: usize,
        wish: &Wish,
    ) -> Instance {
        let kits = self.kind(stored, Need::Kit, first, days);
        let mut devices = self.kind(stored, Need::Device, first, days);
        for device in &mut devices {
            for (day, free) in device.free.iter_mut().enumerate() {
                let kit = kits.iter().filter_map(|kit| kit.free.get(day));
                *free = free.and(kit.fold(Cells::NONE, |all, one| all.or(*one)));
            }
        }
        let mut practitioners = self.kind(stored, Need::Practitioner, first, days);
        for practitioner in &mut practitioners {
            let mut day = first;
            for free in &mut practitioner.free {
                *free = if allowed.contains(&day) { free.and(wish.cells) } else { Cells::NONE };
                day = day.plus(1);
            }
        }
        Instance {
            days,
            day_cells: crate::cells::CELLS_MAX,
            grain_minutes: wish.grain_minutes,
            session_cells: 1,
            sessions: wish.sessions,
            gap: wish.gap,
            first_by: wish.first_by,
            change_penalty: wish.change_penalty,
            practitioners,
            rooms: self.kind(stored, Need::Room, first, days),
            devices,
        }
    }

    fn kind(&self, stored: &[Stored], need: Need, first: Day, days: usize) -> Vec<Resource> {
        if self.stretches(need).is_empty() {
            let free = vec![Cells::span(0, crate::cells::CELLS_MAX); days];
            return vec![Resource { name: String::new(), free }];
        }
        let of_kind = stored.iter().filter(|one| one.kind == need);
        let resource = |one: &Stored| {
            let mut free = self.starts(one, first);
            free.resize(days, Cells::NONE);
            Resource { name: one.name.clone(), free }
        };
        of_kind.map(resource).collect()
    }
}

/// What a series asks for beyond its visit.
#[derive(Debug, Clone)]
pub struct Wish {
    /// Starts that suit: the hour of the day, kept by the whole series.
    pub cells: Cells,
    /// Sessions, at least 1.
    pub sessions: usize,
    /// Days between them.
    pub gap: Gap,
    /// The latest first day, counted from the first day of the calendar.
    pub first_by: usize,
    /// Cost of a change of practitioner in days of gap.
    pub change_penalty: u32,
    /// Minutes of a cell.
    pub grain_minutes: usize,
}
