//! A visit that is to be somewhere else: its leg has one place left, and the rest of the series follows.
use super::desk::{self, Guest};
use super::legs::{Built, number};
use super::repair::Of;
use super::repair_words::no_shift_helps;
use super::words;
use crate::{House, Oops};
use calendar::course::Place;
use chart::booking::{Free, Slot, Visit};
use vocab::case::Case;

/// A leg that is to be somewhere else because somebody wishes it.
pub(super) struct Wish {
    pub(super) leg: usize,
    /// Its first cell; what lies before the wished visit on its day comes before it there as well.
    cell: u16,
    slot: Slot,
}

impl Wish {
    /// Finds the leg of a visit and marks it; `None` where the visit does not count for its series any more.
    pub(super) fn of(of: &mut [Of], visit: &Visit, to: &Slot) -> Option<Self> {
        let leg = of.iter().position(|leg| !leg.over && leg.visits.iter().any(|one| one.id == visit.id))?;
        let one = of.get_mut(leg)?;
        let before: u16 = one.visits.iter().take_while(|other| other.id != visit.id).map(|other| other.slot.length()).sum();
        one.gone = Some("this is the time that was wished".to_owned());
        Some(Self { leg, cell: to.cell.checked_sub(before)?, slot: to.clone() })
    }

    /// Leaves its leg no other place than the wished one; whether all of the leg can be there.
    pub(super) fn pin(&self, built: &mut Built, of: &[Of], free: &Free) -> bool {
        let who = desk::who(&self.slot).and_then(|id| built.people.iter().position(|one| one == id)).unwrap_or(0);
        let place = Place { day: number(built.first, self.slot.day), who, cell: usize::from(self.cell) };
        let fits = of.get(self.leg).is_some_and(|leg| built.slots(free, &leg.together, place, &self.kept()).is_some());
        let Some(leg) = built.course.legs.get_mut(self.leg).filter(|_| fits) else { return false };
        leg.starts.iter_mut().flatten().for_each(|cells| *cells = calendar::Cells::NONE);
        let own = leg.starts.get_mut(who).and_then(|row| row.get_mut(place.day));
        own.map(|cells| cells.add(place.cell)).is_some()
    }

    /// Why the gate stops its day, whatever the others of the series do; `None` where it does not.
    pub(super) async fn stopped(&self, house: &House, guest: &Guest, case: &Case, of: &[Of]) -> Result<Option<String>, Oops> {
        for session in of.get(self.leg).iter().flat_map(|leg| &leg.together.sessions) {
            let tier = desk::or_lowest(desk::performer(house, desk::who(&self.slot), &session.service, self.slot.day).await)?;
            let asked = guest.asked(case, &session.service, Some(&session.step), self.slot.day, tier)?;
            if asked.stops() {
                return Ok(Some(no_shift_helps(self.slot.day, &words::because(&asked))));
            }
        }
        Ok(None)
    }

    pub(super) fn kept(&self) -> Vec<&str> {
        self.slot.parts.iter().map(|part| part.resource.as_str()).collect()
    }
}
