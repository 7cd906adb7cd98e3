//! Where a session could begin, day by day: shift and AND per resource, OR per kind, AND across kinds.
use super::{Instance, Resource};
use crate::Cells;

/// Starts of every resource and kind.
#[derive(Debug, Clone)]
pub struct Open {
    /// Starts that some room and some device allow, per day.
    pub place: Vec<Cells>,
    /// Starts of each practitioner with some room and some device, per practitioner and day.
    pub with: Vec<Vec<Cells>>,
}

impl Open {
    /// The starts of an instance.
    #[must_use]
    pub fn of(instance: &Instance) -> Self {
        let rooms = any(&instance.rooms, instance.days, instance.session_cells);
        let devices = any(&instance.devices, instance.days, instance.session_cells);
        let place: Vec<Cells> = rooms.iter().zip(&devices).map(|(r, d)| r.and(*d)).collect();
        let with = instance
            .practitioners
            .iter()
            .map(|one| {
                let own = one.free.iter().zip(&place);
                // A day without a place needs no look at the practitioner.
                own.map(|(free, place)| {
                    if place.is_empty() {
                        Cells::NONE
                    } else {
                        free.starts(instance.session_cells).and(*place)
                    }
                })
                .collect()
            })
            .collect();
        Self { place, with }
    }
}

/// The starts that at least one of a kind allows, per day.
#[must_use]
pub fn any(kind: &[Resource], days: usize, session_cells: usize) -> Vec<Cells> {
    let mut starts = vec![Cells::NONE; days];
    for one in kind {
        for (all, free) in starts.iter_mut().zip(&one.free) {
            *all = all.or(free.starts(session_cells));
        }
    }
    starts
}
