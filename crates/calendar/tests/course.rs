//! Offers keep every window and differ as they say; a repair changes no more than trying everything does.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on fails here")]
use calendar::Cells;
use calendar::course::offer::{Differs, Figures, Hours, Offer, Wish, beats, figures, nearest, offers};
use calendar::course::repair::{Cost, Stands, repair};
use calendar::course::why::{Change, explain, wider};
use calendar::course::{Apart, Breaks, Course, Leg, Place, Window, starts};
use calendar::roster::weekday;
use calendar::visit::{Need, Segment, Stored, Visit};
use proptest::prelude::*;
use std::collections::BTreeSet;
use vocab::Day;

const DAYS: usize = 8;

/// Monday 1 March 2027.
fn monday() -> Day {
    "2027-03-01".parse().unwrap()
}

/// Cells of the three parts of the day, from the lowest three bits.
fn cells(bits: u8) -> Cells {
    let mut cells = Cells::NONE;
    for (bit, cell) in [108, 156, 216].into_iter().enumerate() {
        if bits >> bit & 1 == 1 {
            cells.add(cell);
        }
    }
    cells
}

prop_compose! {
    /// Up to four legs of two kinds, two people, eight days.
    fn small()(
        kinds in prop::collection::vec(0..2_usize, 1..=4),
        bits in prop::collection::vec(prop::collection::vec(prop::collection::vec(prop_oneof![2 => 0..8_u8, 1 => Just(0)], DAYS), 2), 4),
        wanted in prop::collection::vec(0..DAYS, 4),
        least in 1..4_usize, more in 0..5_usize, ideal in 0..5_usize, apart in [0..3_usize, 0..3_usize],
    ) -> Course {
        let mut wanted: Vec<usize> = wanted;
        wanted.sort_unstable();
        let leg = |n: usize| Leg {
            starts: bits[n].iter().map(|row| row.iter().map(|bits| cells(*bits)).collect()).collect(),
            allowed: vec![true; DAYS],
            wanted: wanted[n],
        };
        let (mut windows, mut between) = (Vec::new(), Vec::new());
        for (later, kind) in kinds.iter().enumerate() {
            if let Some(earlier) = (0..later).rev().find(|e| kinds[*e] == *kind) {
                windows.push(Window { earlier, later, least, ideal: (least + ideal).min(least + more), most: least + more });
            }
            for other in (0..later).filter(|o| kinds[*o] != *kind) {
                between.push(Apart { legs: [other, later], days: if *kind == 1 { apart } else { [apart[1], apart[0]] } });
            }
        }
        Course { days: DAYS, legs: (0..kinds.len()).map(leg).collect(), windows, apart: between }
    }
}

/// What is wrong with places; shares nothing with the search.
fn audit(course: &Course, places: &[Place]) -> Result<(), String> {
    if places.len() != course.legs.len() {
        return Err("a leg is missing".into());
    }
    for (n, (leg, place)) in course.legs.iter().zip(places).enumerate() {
        if !leg.starts[place.who][place.day].has(place.cell) {
            return Err(format!("leg {n} cannot begin there"));
        }
        if places[..n].iter().any(|other| other.day == place.day) {
            return Err(format!("leg {n} shares a day"));
        }
    }
    for w in &course.windows {
        let gap = i64::try_from(places[w.later].day).unwrap() - i64::try_from(places[w.earlier].day).unwrap();
        if gap < i64::try_from(w.least).unwrap() || gap > i64::try_from(w.most).unwrap() {
            return Err(format!("a gap of {gap}"));
        }
    }
    for a in &course.apart {
        let [x, y] = a.legs.map(|leg| places[leg].day);
        if (x < y && y - x < a.days[0]) || (y < x && x - y < a.days[1]) {
            return Err(format!("legs {:?} are too near", a.legs));
        }
    }
    Ok(())
}

/// All ways to place the legs.
fn every_way(course: &Course) -> Vec<Vec<Place>> {
    let mut ways: Vec<Vec<Place>> = vec![Vec::new()];
    for leg in &course.legs {
        let mut longer = Vec::new();
        for way in &ways {
            for (who, row) in leg.starts.iter().enumerate() {
                for (day, starts) in row.iter().enumerate() {
                    for cell in starts.iter() {
                        let mut next = way.clone();
                        next.push(Place { day, who, cell });
                        let legs = course.legs[..next.len()].to_vec();
                        let so_far = Course {
                            days: course.days,
                            windows: course
                                .windows
                                .iter()
                                .filter(|w| w.later < next.len())
                                .copied()
                                .collect(),
                            apart: course
                                .apart
                                .iter()
                                .filter(|a| a.legs.iter().all(|l| *l < next.len()))
                                .copied()
                                .collect(),
                            legs,
                        };
                        if audit(&so_far, &next).is_ok() {
                            longer.push(next);
                        }
                    }
                }
            }
        }
        ways = longer;
    }
    ways
}

fn keeps(wish: &Wish, place: &Place) -> bool {
    wish.who.is_none_or(|who| who == place.who)
        && (wish.weekdays == [false; 7]
            || wish.weekdays[weekday(monday().plus(i32::try_from(place.day).unwrap()))])
        && wish.hours.is_none_or(|hours| hours == Hours::of(place.cell))
}

prop_compose! {
    fn wished()(
        who in prop::option::of(0..2_usize),
        weekdays in prop_oneof![2 => Just([false; 7]), 1 => prop::array::uniform7(any::<bool>())],
        hours in prop::option::of(prop::sample::select(Hours::ALL.to_vec())),
        away in prop::option::of((0..DAYS, 0..3_usize)),
    ) -> Wish {
        Wish { who, weekdays, hours, away: away.into_iter().map(|(from, long)| (from, from + long)).collect() }
    }
}

/// That an offer differs from the first as it says.
fn differs(first: &Offer, one: &Offer) -> bool {
    let weekdays = |o: &Offer| {
        o.places
            .iter()
            .map(|p| weekday(monday().plus(i32::try_from(p.day).unwrap())))
            .collect::<BTreeSet<_>>()
    };
    match one.differs {
        Differs::Best => true,
        Differs::Earlier => one.figures.last < first.figures.last,
        // The person whom the first has most is in none of its visits.
        Differs::Person => {
            let count = |who: usize| first.places.iter().filter(|p| p.who == who).count();
            let others: BTreeSet<usize> = one.places.iter().map(|p| p.who).collect();
            others.len() == 1 && others.iter().all(|who| count(1 - *who) >= count(*who))
        }
        Differs::Weekday(day) => weekdays(one) == BTreeSet::from([day]),
        Differs::Hours(hours) => one.places.iter().all(|p| Hours::of(p.cell) == hours),
        Differs::WithoutPerson
        | Differs::WithoutWeekdays
        | Differs::WithoutHours
        | Differs::WithoutWishes => one.figures.broken > 0,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn every_offer_keeps_the_windows_and_differs_as_it_says(course in small(), wish in wished()) {
        let found = offers(&course, &wish, monday());
        let all = every_way(&course);
        let present = |p: &Place| !wish.away.iter().any(|(from, to)| (*from..=*to).contains(&p.day));
        let whole: Vec<&Vec<Place>> = all.iter().filter(|way| way.iter().all(|p| present(p) && keeps(&wish, p))).collect();
        prop_assert_eq!(found.is_empty(), !all.iter().any(|way| way.iter().all(present)), "an offer where there is one");
        for one in &found {
            prop_assert_eq!(audit(&course, &one.places), Ok(()));
            prop_assert!(one.places.iter().all(present), "nobody is booked into an absence");
            prop_assert_eq!(one.figures, figures(&course, &wish, &one.places, monday()));
            prop_assert_eq!(one.beaten, found.iter().any(|other| beats(&other.figures, &one.figures)));
            prop_assert!(differs(&found[0], one), "{:?}", one);
            let own = one.places.iter().filter(|p| !keeps(&wish, p)).count();
            prop_assert_eq!(own, one.figures.broken);
        }
        let distinct: BTreeSet<&Vec<Place>> = found.iter().map(|one| &one.places).collect();
        prop_assert_eq!(distinct.len(), found.len());
        prop_assert!(found.len() <= 4);
        if let (Some(first), false) = (found.first(), whole.is_empty()) {
            prop_assert_eq!((first.differs, first.figures.broken), (Differs::Best, 0));
            let cost = |f: &Figures| f.off + 7 * f.changes;
            let least = whole.iter().map(|way| cost(&figures(&course, &wish, way, monday()))).min().unwrap();
            prop_assert_eq!(cost(&first.figures), least);
            let could = whole.iter().map(|way| way.iter().map(|p| p.day).max().unwrap()).min().unwrap();
            if could < first.figures.last {
                let soonest = found.iter().find(|one| one.differs == Differs::Earlier);
                prop_assert_eq!(soonest.map(|one| one.figures.last), Some(could));
            }
        }
    }

    #[test]
    fn a_repair_changes_no_more_than_it_must(course in small(), stood in prop::collection::vec((0..DAYS, 0..2_usize, prop::sample::select(vec![108_usize, 156, 216]), any::<bool>()), 4)) {
        let stands: Vec<Stands> = stood.iter().take(course.legs.len()).map(|(day, who, cell, gone)| {
            let place = Place { day: *day, who: *who, cell: *cell };
            if *gone { Stands::Gone(place) } else { Stands::Booked(place) }
        }).collect();
        let found = repair(&course, &stands);
        let cost = |way: &Vec<Place>| {
            let mut cost = Cost::default();
            for (stood, to) in stands.iter().zip(way) {
                let (from, gone) = match stood { Stands::Booked(p) => (p, false), Stands::Gone(p) => (p, true), Stands::Over(_) => unreachable!() };
                if gone || from != to {
                    cost.changed += 1;
                    cost.days += from.day.abs_diff(to.day);
                    cost.people += usize::from(from.who != to.who);
                    cost.cells += from.cell.abs_diff(to.cell);
                }
            }
            cost
        };
        let stretched = found.as_ref().map_or(0, |f| f.stretched);
        let open = wider(&course, stretched);
        let least = every_way(&open).iter().map(cost).min();
        prop_assert_eq!(found.as_ref().map(|f| f.cost), least);
        if let Some(found) = &found {
            prop_assert!(found.proven);
            let mut places: Vec<Place> = stands.iter().map(|s| match s { Stands::Booked(p) | Stands::Gone(p) => *p, Stands::Over(_) => unreachable!() }).collect();
            for one in &found.changes {
                prop_assert_eq!(places[one.leg], one.from);
                places[one.leg] = one.to;
            }
            prop_assert_eq!(audit(&open, &places), Ok(()));
            // Each reason holds: on its old day beside the new days of the others the leg breaks something, or its time is taken.
            let mut free = open.clone();
            free.legs.iter_mut().flat_map(|leg| &mut leg.starts).flatten().for_each(|starts| *starts = cells(7));
            for one in found.changes.iter().filter(|one| matches!(stands[one.leg], Stands::Booked(_))) {
                let mut old = places.clone();
                old[one.leg] = one.from;
                prop_assert_eq!(audit(&free, &old).is_err(), one.because.is_some(), "{:?}", one);
            }
            if stretched > 0 {
                prop_assert!(every_way(&wider(&course, stretched - 1)).is_empty(), "one day less would have done");
            }
        } else {
            prop_assert!(every_way(&wider(&course, DAYS)).is_empty());
        }
    }

    #[test]
    fn each_change_that_is_told_opens_the_course_and_one_less_does_not(course in small()) {
        let said = explain(&course);
        let is_open = |course: &Course| !offers(course, &Wish::default(), monday()).is_empty();
        if is_open(&course) {
            prop_assert_eq!(said.changes, vec![]);
            return Ok(());
        }
        for change in &said.changes {
            match change {
                Change::Wider(by) => {
                    prop_assert!(is_open(&wider(&course, *by)) && !is_open(&wider(&course, by - 1)));
                }
                Change::Open(days) => {
                    let with = |days: &[(usize, usize)]| {
                        let mut opened = course.clone();
                        for (leg, day) in days {
                            opened.legs[*leg].starts[0][*day] = cells(1);
                        }
                        opened
                    };
                    prop_assert!(is_open(&with(days)));
                    for skip in 0..days.len() {
                        let mut fewer = days.clone();
                        fewer.remove(skip);
                        prop_assert!(!is_open(&with(&fewer)), "{:?} is one too many", days[skip]);
                    }
                }
                Change::Fewer(left) => {
                    let legs = course.legs[..*left].to_vec();
                    let windows = course.windows.iter().filter(|w| w.later < *left).copied().collect();
                    let apart = course.apart.iter().filter(|a| a.legs.iter().all(|l| l < left)).copied().collect();
                    let fewer = Course { legs, windows, apart, ..course.clone() };
                    prop_assert!(is_open(&fewer));
                }
            }
        }
    }
}

#[test]
fn a_missed_peel_takes_the_rest_along_only_as_far_as_it_must() {
    // Four peels 14 days apart, at most 28; the second was missed on day 14 and today is day 15.
    let whole = Cells::span(120, 123);
    let open = |from: usize| {
        vec![(0..120).map(|day| if day >= from { whole } else { Cells::NONE }).collect::<Vec<_>>()]
    };
    let leg = |from: usize, wanted: usize| Leg { starts: open(from), allowed: vec![true; 120], wanted };
    let window = |earlier: usize| Window { earlier, later: earlier + 1, least: 14, ideal: 14, most: 28 };
    let course = Course {
        days: 120,
        legs: vec![leg(0, 0), leg(16, 14), leg(16, 28), leg(16, 42)],
        windows: (0..3).map(window).collect(),
        apart: vec![],
    };
    let at = |day: usize| Place { day, who: 0, cell: 120 };
    let stands = [Stands::Over(0), Stands::Gone(at(14)), Stands::Booked(at(28)), Stands::Booked(at(42))];
    let found = repair(&course, &stands).unwrap();
    let moves: Vec<(usize, usize, Option<Breaks>)> =
        found.changes.iter().map(|c| (c.leg, c.to.day, c.because)).collect();
    // Peel 2 on day 16 would need peel 3 on day 30 and peel 4 on day 44.
    let least = |other| Some(Breaks::Least { other, days: 14 });
    assert_eq!(moves, [(1, 16, None), (2, 30, least(1)), (3, 44, least(2))]);
    assert_eq!(
        (found.cost, found.stretched, found.proven),
        (Cost { changed: 3, days: 6, people: 0, cells: 0 }, 0, true)
    );
    // Missed so late that even the most days cannot be kept: stretched by as little as possible, and told.
    let late = Course { legs: vec![leg(0, 0), leg(40, 14), leg(40, 28), leg(40, 42)], ..course };
    let stands = [Stands::Over(0), Stands::Gone(at(14)), Stands::Gone(at(28)), Stands::Booked(at(42))];
    assert_eq!(repair(&late, &stands).map(|found| found.stretched), Some(12));
}

#[test]
fn visits_back_to_back_are_one_leg_and_each_has_its_own_hands() {
    let visit = |skill: &str| Visit {
        segments: vec![Segment { length: 3, needs: vec![Need::Practitioner, Need::Room] }],
        skills: vec![(Need::Practitioner, skill.to_owned())],
    };
    let one = |name: &str, kind, skills: &[&str], free: Cells| Stored {
        name: name.to_owned(),
        kind,
        skills: skills.iter().map(|s| ((*s).to_owned(), None)).collect(),
        free: vec![free],
    };
    let stored = [
        one("ada", Need::Practitioner, &["peel"], Cells::span(10, 20)),
        one("noor", Need::Practitioner, &["peel", "toxin"], Cells::span(12, 18)),
        one("fern", Need::Room, &[], Cells::span(0, 40)),
    ];
    let people = ["ada".to_owned(), "noor".to_owned()];
    let both = starts(&[visit("peel"), visit("toxin")], &stored, &people, monday(), 1);
    // Ada peels, Noor follows at 12 to 15; Noor alone does both from 12 on.
    assert_eq!(both[0][0].iter().collect::<Vec<_>>(), [10, 11, 12]);
    assert_eq!(both[1][0].iter().collect::<Vec<_>>(), [12]);
    let toxin = starts(&[visit("toxin")], &stored, &people, monday(), 1);
    assert!(toxin[0][0].is_empty(), "whoever may not is never the one");
    assert_eq!(nearest(both[0][0], 30), Some(12));
}
