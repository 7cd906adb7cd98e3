//! From opening hours, shifts, breaks, leave and bookings to stored day bitmaps.
use crate::{Cells, wall::Wall};
use vocab::Day;

/// When the clinic is open: one set of cells per weekday, Monday first, and closed days.
#[derive(Debug, Clone, Default)]
pub struct Opening {
    /// Open cells of each weekday.
    pub weekly: [Cells; 7],
    /// Holidays and other closed days.
    pub closed: Vec<Day>,
}

/// When one practitioner, room, device or kit is there.
#[derive(Debug, Clone, Default)]
pub struct Roster {
    /// Shifts of each weekday, Monday first; a room is there whenever the clinic is open.
    pub weekly: [Cells; 7],
    /// Breaks of each weekday.
    pub breaks: [Cells; 7],
    /// Leave, or service of a device: first and last whole day.
    pub away: Vec<(Day, Day)>,
    /// Service windows and other single spans of a day.
    pub blocked: Vec<(Day, Cells)>,
}

/// The weekday, Monday 0.
#[must_use]
pub fn weekday(day: Day) -> usize {
    // 1970-01-01 was a Thursday.
    usize::try_from((day.number() + 3).rem_euclid(7)).unwrap_or(0)
}

/// The free cells of each of `days` days from `first`: the bitmaps to be stored.
#[must_use]
pub fn bitmaps(wall: &Wall, opening: &Opening, roster: &Roster, first: Day, days: usize) -> Vec<Cells> {
    let of_week = |week: &[Cells; 7], day: Day| week.get(weekday(day)).copied().unwrap_or_default();
    let mut maps = Vec::with_capacity(days);
    let mut day = first;
    for _ in 0..days {
        let away = roster.away.iter().any(|(from, to)| (*from..=*to).contains(&day));
        let mut free = Cells::NONE;
        if !away && !opening.closed.contains(&day) {
            free = of_week(&opening.weekly, day).and(of_week(&roster.weekly, day)).and(wall.real(day));
            free = free.without(of_week(&roster.breaks, day));
            for (_, cells) in roster.blocked.iter().filter(|(one, _)| *one == day) {
                free = free.without(*cells);
            }
        }
        maps.push(free);
        day = day.plus(1);
    }
    maps
}

/// Takes `length` cells from `cell` out of a stored day; `false`, and nothing taken, if they were not all free.
#[must_use]
pub fn take(free: &mut Cells, cell: usize, length: usize) -> bool {
    let wanted = Cells::span(cell, cell.saturating_add(length));
    let fits = length > 0 && wanted.without(*free).is_empty() && wanted.has(cell + length - 1);
    if fits {
        *free = free.without(wanted);
    }
    fits
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn what_is_taken_away_is_not_free() {
        let wall = Wall::new("Europe/Berlin", 15).unwrap();
        let monday = Day::from_date(date(2027, 3, 22));
        assert_eq!(weekday(monday), 0);
        let opening = Opening { weekly: [Cells::span(32, 72); 7], closed: vec![monday.plus(1)] };
        let roster = Roster {
            weekly: [Cells::span(36, 80); 7],
            breaks: [Cells::span(48, 50); 7],
            away: vec![(monday.plus(2), monday.plus(3))],
            blocked: vec![(monday, Cells::span(60, 64))],
        };
        let mut maps = bitmaps(&wall, &opening, &roster, monday, 5);
        let shift = Cells::span(36, 72).without(Cells::span(48, 50));
        let none = Cells::NONE;
        assert_eq!(maps, [shift.without(Cells::span(60, 64)), none, none, none, shift]);
        assert!(take(&mut maps[4], 36, 4));
        assert!(!take(&mut maps[4], 39, 2) && !take(&mut maps[4], 47, 2));
        assert_eq!(maps[4].first(), Some(40));
    }
}
