//! A course as it is offered: the best dates under the wishes, and up to three others that really differ.
//!
//! The first keeps every wish. Each other differs in one thing that a person can feel - somebody else, another weekday, another
//! part of the day, an earlier end - and keeps the remaining wishes as far as that allows. Where no course keeps all wishes, those
//! stand here that give up one of them. An offer that another one beats in every figure says so; it is never shown silently.
use super::search::{Costs, NEVER, NODES_MAX, solve};
use super::{Course, Place};
use crate::Cells;
use crate::roster::weekday;
use std::collections::BTreeMap;
use vocab::Day;

/// The most offers beside the first.
pub const OTHERS_MAX: usize = 3;
/// The first cell of the afternoon and of the evening, in parts of a day of 288 cells: noon and five.
const NOON: usize = 144;
const EVENING: usize = 204;
/// A day in the costs; what lies below it is the hour.
const DAY: u64 = 1_000;
/// A change of person costs as much as a week off the best gap.
const CHANGE: u64 = 7 * DAY;

/// What is wished. The default wishes nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wish {
    /// Place of the person wished for.
    pub who: Option<usize>,
    /// Weekdays that suit, Monday first; none = all.
    pub weekdays: [bool; 7],
    /// The part of the day that suits.
    pub hours: Option<Hours>,
    /// First and last day of each absence, as days of the calendar. Never given up.
    pub away: Vec<(usize, usize)>,
}

/// A part of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hours {
    /// Before noon.
    Morning,
    /// From noon to five.
    Afternoon,
    /// From five.
    Evening,
}

impl Hours {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Morning, Self::Afternoon, Self::Evening];

    /// The part of the day of a cell of five minutes.
    #[must_use]
    pub const fn of(cell: usize) -> Self {
        match cell {
            0..NOON => Self::Morning,
            NOON..EVENING => Self::Afternoon,
            _ => Self::Evening,
        }
    }

    fn cells(self) -> Cells {
        match self {
            Self::Morning => Cells::span(0, NOON),
            Self::Afternoon => Cells::span(NOON, EVENING),
            Self::Evening => Cells::span(EVENING, crate::cells::CELLS_MAX),
        }
    }
}

/// In what an offer differs from the first; the first differs in nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Differs {
    /// The best dates under all wishes.
    Best,
    /// It ends earlier.
    Earlier,
    /// Without the person that the first has most.
    Person,
    /// Always on another weekday.
    Weekday(usize),
    /// In another part of the day.
    Hours(Hours),
    /// No course keeps all wishes: this one has another person than was wished for.
    WithoutPerson,
    /// This one is on other weekdays than were wished for.
    WithoutWeekdays,
    /// This one is at other hours than were wished for.
    WithoutHours,
    /// This one keeps the absences alone.
    WithoutWishes,
}

/// What an offer costs a person. Smaller is better in each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Figures {
    /// The day of the last leg.
    pub last: usize,
    /// Days off the planned days and off the best gaps together.
    pub off: usize,
    /// Changes of person from one leg to the next of its kind.
    pub changes: usize,
    /// Legs that break a wish.
    pub broken: usize,
}

/// Dates for the whole course.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// In what it differs.
    pub differs: Differs,
    /// The place of each leg.
    pub places: Vec<Place>,
    /// What it costs.
    pub figures: Figures,
    /// Another offer is at least as good in every figure and better in one; this one is there for what it differs in.
    pub beaten: bool,
    /// The search looked at everything.
    pub proven: bool,
}

/// One reading of the wishes.
#[derive(Clone)]
struct Reading<'w> {
    wish: &'w Wish,
    who: Option<usize>,
    without: Option<usize>,
    weekdays: [bool; 7],
    hours: Option<Hours>,
    last: usize,
}

/// Finds the offers; none where not even a course without wishes is possible. `first` is the first day of the calendar.
#[must_use]
pub fn offers(course: &Course, wish: &Wish, first: Day) -> Vec<Offer> {
    let any = wish.weekdays == [false; 7];
    let weekdays = if any { [true; 7] } else { wish.weekdays };
    let all = Reading { wish, who: wish.who, without: None, weekdays, hours: wish.hours, last: course.days };
    let Some(best) = offer(course, &all, first, Differs::Best) else {
        return told(without_a_wish(course, &all, first));
    };
    let others = [
        earlier(course, &all, first, best.figures.last),
        other_person(course, &all, first, &best),
        other_weekday(course, &all, first, &best),
        other_hours(course, &all, first, &best),
    ];
    let mut offers = vec![best];
    for other in others.into_iter().flatten() {
        if offers.len() <= OTHERS_MAX && offers.iter().all(|one| one.places != other.places) {
            offers.push(other);
        }
    }
    told(offers)
}

/// Says of each offer whether another one beats it.
fn told(mut offers: Vec<Offer>) -> Vec<Offer> {
    let figures: Vec<Figures> = offers.iter().map(|one| one.figures).collect();
    for one in &mut offers {
        one.beaten = figures.iter().any(|other| beats(other, &one.figures));
    }
    offers
}

/// Whether one is at least as good in everything and better in something.
#[must_use]
pub fn beats(one: &Figures, other: &Figures) -> bool {
    one != other
        && one.last <= other.last
        && one.off <= other.off
        && one.changes <= other.changes
        && one.broken <= other.broken
}

fn without_a_wish(course: &Course, all: &Reading<'_>, first: Day) -> Vec<Offer> {
    let mut ways = Vec::new();
    if all.who.is_some() {
        ways.push((Differs::WithoutPerson, Reading { who: None, ..all.clone() }));
    }
    if all.weekdays != [true; 7] {
        ways.push((Differs::WithoutWeekdays, Reading { weekdays: [true; 7], ..all.clone() }));
    }
    if all.hours.is_some() {
        ways.push((Differs::WithoutHours, Reading { hours: None, ..all.clone() }));
    }
    let mut offers: Vec<Offer> = Vec::new();
    for (differs, reading) in ways {
        offers.extend(offer(course, &reading, first, differs));
    }
    if offers.is_empty() {
        let none = Reading { who: None, weekdays: [true; 7], hours: None, ..all.clone() };
        offers.extend(offer(course, &none, first, Differs::WithoutWishes));
    }
    offers.sort_by_key(|one| (one.figures.broken, one.figures, one.differs));
    offers
}

/// The course that ends first, if it ends before the best one does.
fn earlier(course: &Course, all: &Reading<'_>, first: Day, than: usize) -> Option<Offer> {
    let bare = Reading { who: None, weekdays: [true; 7], hours: None, ..all.clone() };
    [all, &bare].into_iter().find_map(|reading| {
        let ends = |last: usize| offer(course, &Reading { last, ..reading.clone() }, first, Differs::Earlier);
        // What ends by a day ends by every later one, so halving finds the first.
        let (mut low, mut high) = (0, than);
        while low < high {
            let middle = low.midpoint(high);
            if ends(middle).is_some() { high = middle } else { low = middle + 1 }
        }
        (high < than).then(|| ends(high)).flatten()
    })
}

fn other_person(course: &Course, all: &Reading<'_>, first: Day, best: &Offer) -> Option<Offer> {
    let main = most(best.places.iter().map(|place| place.who))?;
    offer(course, &Reading { who: None, without: Some(main), ..all.clone() }, first, Differs::Person)
}

fn other_weekday(course: &Course, all: &Reading<'_>, first: Day, best: &Offer) -> Option<Offer> {
    let main = most(best.places.iter().map(|place| weekday_of(first, place.day)))?;
    let on = |day: usize| {
        let mut weekdays = [false; 7];
        weekdays.iter_mut().skip(day).take(1).for_each(|suits| *suits = true);
        offer(course, &Reading { weekdays, ..all.clone() }, first, Differs::Weekday(day))
    };
    (0..7)
        .filter(|day| *day != main)
        .filter_map(on)
        .min_by_key(|one| (one.figures.broken, cost_of(&one.figures)))
}

fn other_hours(course: &Course, all: &Reading<'_>, first: Day, best: &Offer) -> Option<Offer> {
    let main = most(best.places.iter().map(|place| Hours::of(place.cell)))?;
    let at = |hours: Hours| {
        offer(course, &Reading { hours: Some(hours), ..all.clone() }, first, Differs::Hours(hours))
    };
    Hours::ALL.into_iter().filter(|one| *one != main).filter_map(at).min_by_key(|one| cost_of(&one.figures))
}

/// The value that is there most often; of equals the smallest.
fn most<T: Ord + Copy>(all: impl Iterator<Item = T>) -> Option<T> {
    let mut counts: BTreeMap<T, usize> = BTreeMap::new();
    for one in all {
        *counts.entry(one).or_default() += 1;
    }
    let many = counts.values().max().copied()?;
    counts.into_iter().find(|(_, count)| *count == many).map(|(one, _)| one)
}

fn cost_of(figures: &Figures) -> (usize, usize) {
    (figures.off + 7 * figures.changes, figures.last)
}

fn weekday_of(first: Day, day: usize) -> usize {
    weekday(first.plus(i32::try_from(day).unwrap_or(0)))
}

/// The best dates under one reading of the wishes.
fn offer(course: &Course, reading: &Reading<'_>, first: Day, differs: Differs) -> Option<Offer> {
    let hours = reading.hours.map_or(Cells::span(0, crate::cells::CELLS_MAX), Hours::cells);
    let target = target(course, hours);
    let fits = |who: usize, day: usize| {
        reading.who.is_none_or(|one| one == who)
            && reading.without != Some(who)
            && day <= reading.last
            && reading.weekdays.get(weekday_of(first, day)) == Some(&true)
            && !reading.wish.away.iter().any(|(from, to)| (*from..=*to).contains(&day))
    };
    let cost = |wanted: usize, who: usize, day: usize, starts: Cells| {
        let cell = nearest(starts.and(hours), target).filter(|_| fits(who, day));
        cell.map_or(NEVER, |cell| {
            let days = u64::try_from(day.abs_diff(wanted)).unwrap_or(NEVER).saturating_mul(DAY);
            days.saturating_add(u64::try_from(cell.abs_diff(target)).unwrap_or(0))
        })
    };
    let own = course.legs.iter().map(|leg| {
        let rows = leg.starts.iter().enumerate();
        rows.map(|(who, row)| {
            row.iter().enumerate().map(|(day, starts)| cost(leg.wanted, who, day, *starts)).collect()
        })
        .collect()
    });
    let costs = Costs { own: own.collect(), gap: DAY, change: CHANGE };
    let found = solve(course, &costs, NODES_MAX)?;
    let mut places = Vec::with_capacity(found.places.len());
    for (leg, (day, who)) in course.legs.iter().zip(&found.places) {
        let starts = leg.starts.get(*who)?.get(*day)?.and(hours);
        places.push(Place { day: *day, who: *who, cell: nearest(starts, target)? });
    }
    let figures = figures(course, reading.wish, &places, first);
    Some(Offer { differs, places, figures, beaten: false, proven: found.proven })
}

/// The hour that the whole course keeps near to: the one at which most days have a start, the earliest of equals.
fn target(course: &Course, hours: Cells) -> usize {
    let mut count = vec![0_usize; crate::cells::CELLS_MAX];
    for leg in &course.legs {
        let days = leg.starts.first().map_or(0, Vec::len);
        for day in (0..days).filter(|day| day.abs_diff(leg.wanted) <= 14) {
            let any =
                leg.starts.iter().filter_map(|row| row.get(day)).fold(Cells::NONE, |all, one| all.or(*one));
            for cell in any.and(hours).iter() {
                count.iter_mut().skip(cell).take(1).for_each(|count| *count += 1);
            }
        }
    }
    let many = count.iter().max().copied().unwrap_or(0);
    count.iter().position(|count| *count == many && many > 0).unwrap_or(NOON)
}

/// The cell of a set that is nearest to a wished one; of two equally near the earlier.
#[must_use]
pub fn nearest(cells: Cells, wished: usize) -> Option<usize> {
    cells.iter().min_by_key(|cell| (cell.abs_diff(wished), *cell))
}

/// What places cost a person.
#[must_use]
pub fn figures(course: &Course, wish: &Wish, places: &[Place], first: Day) -> Figures {
    let mut figures = Figures { last: places.iter().map(|p| p.day).max().unwrap_or(0), ..Figures::default() };
    for (leg, place) in course.legs.iter().zip(places) {
        figures.off += place.day.abs_diff(leg.wanted);
        let suits =
            wish.weekdays == [false; 7] || wish.weekdays.get(weekday_of(first, place.day)) == Some(&true);
        let kept = wish.who.is_none_or(|who| who == place.who)
            && suits
            && wish.hours.is_none_or(|hours| hours == Hours::of(place.cell));
        figures.broken += usize::from(!kept);
    }
    for window in &course.windows {
        if let (Some(from), Some(to)) = (places.get(window.earlier), places.get(window.later)) {
            figures.off += to.day.abs_diff(from.day).abs_diff(window.ideal);
            figures.changes += usize::from(from.who != to.who);
        }
    }
    figures
}
