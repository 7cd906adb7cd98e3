//! What happens to series in a house, day after day, and what a repair makes of it: thousands of repairs, each looked at by rules
//! that share nothing with the search.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on fails here")]
use calendar::Cells;
use calendar::course::repair::{Repaired, Stands, repair};
use calendar::course::{Apart, Course, Leg, Place, Window};
use proptest::prelude::*;

/// Days of the house, people of it, and visits of each guest.
const DAYS: usize = 40;
const PEOPLE: usize = 2;
const LEGS: usize = 4;
const GUESTS: usize = 2;
/// Starts of a day.
const STARTS: [usize; 2] = [108, 156];

/// What happens to a guest's series on a day.
#[derive(Debug, Clone, Copy)]
enum Event {
    /// The next visit is missed.
    Missed,
    /// A visit is called off.
    CalledOff(usize),
    /// A visit is moved by hand by so many days, whatever that does to its neighbours.
    Moved(usize, i64),
    /// The gate lets nothing be for so many days from tomorrow on.
    Forbidden(usize),
    /// One of the people is away for so many days from tomorrow on.
    Away(usize, usize),
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        3 => Just(Event::Missed),
        2 => (0..LEGS).prop_map(Event::CalledOff),
        3 => (0..LEGS, -6..8_i64).prop_map(|(leg, by)| Event::Moved(leg, by)),
        1 => (1..5_usize).prop_map(Event::Forbidden),
        1 => (0..PEOPLE, 1..5_usize).prop_map(|(who, days)| Event::Away(who, days)),
    ]
}

/// The series of a guest.
#[derive(Debug, Clone)]
struct Series {
    places: Vec<Place>,
    stands: Vec<State>,
    forbidden: Vec<bool>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Open,
    Gone,
    Over,
}

#[derive(Debug)]
struct House {
    today: usize,
    away: Vec<Vec<bool>>,
    guests: Vec<Series>,
    rules: Course,
}

/// Two treatments in turn, or one: gaps between those of a kind, distances between the others.
fn rules(kinds: &[usize], least: usize, more: usize, apart: [usize; 2]) -> Course {
    let (mut windows, mut between) = (Vec::new(), Vec::new());
    for (later, kind) in kinds.iter().enumerate() {
        if let Some(earlier) = (0..later).rev().find(|one| kinds[*one] == *kind) {
            windows.push(Window { earlier, later, least, ideal: least, most: least + more });
        }
        for other in (0..later).filter(|one| kinds[*one] != *kind) {
            between.push(Apart { legs: [other, later], days: apart });
        }
    }
    let leg = || Leg { starts: vec![vec![Cells::NONE; DAYS]; PEOPLE], allowed: vec![true; DAYS], wanted: 0 };
    Course { days: DAYS, legs: kinds.iter().map(|_| leg()).collect(), windows, apart: between }
}

impl House {
    fn is_taken(&self, guest: usize, at: Place) -> bool {
        let claims =
            |one: &Series| (0..LEGS).any(|leg| one.stands[leg] == State::Open && one.places[leg] == at);
        self.guests.iter().enumerate().any(|(other, one)| other != guest && claims(one))
    }

    fn is_free(&self, guest: usize, at: Place) -> bool {
        !self.away[at.who][at.day] && !self.guests[guest].forbidden[at.day] && !self.is_taken(guest, at)
    }

    /// The course of a guest as it is today, and how each visit stands.
    fn course(&self, guest: usize) -> (Course, Vec<Stands>) {
        let (mut course, own) = (self.rules.clone(), &self.guests[guest]);
        let mut stands = Vec::new();
        for (leg, place) in own.places.iter().enumerate() {
            if own.stands[leg] == State::Over {
                stands.push(Stands::Over(place.day));
                continue;
            }
            for who in 0..PEOPLE {
                for day in self.today + 1..DAYS {
                    for cell in STARTS {
                        if self.is_free(guest, Place { day, who, cell }) {
                            course.legs[leg].starts[who][day].add(cell);
                        }
                    }
                }
            }
            let stays = own.stands[leg] == State::Open && self.is_free(guest, *place);
            if stays {
                course.legs[leg].starts[place.who][place.day].add(place.cell);
            }
            stands.push(if stays { Stands::Booked(*place) } else { Stands::Gone(*place) });
        }
        (course, stands)
    }

    /// A day passes: what was on it is over.
    fn pass(&mut self) {
        self.today += 1;
        for one in &mut self.guests {
            for leg in 0..LEGS {
                if one.stands[leg] == State::Open && one.places[leg].day < self.today {
                    one.stands[leg] = State::Over;
                }
            }
        }
    }

    fn happen(&mut self, guest: usize, event: Event) {
        let today = self.today;
        let open = |one: &Series, leg: usize| one.stands[leg] == State::Open && one.places[leg].day > today;
        match event {
            Event::Missed => {
                let one = &self.guests[guest];
                let next = (0..LEGS).filter(|leg| open(one, *leg)).min_by_key(|leg| one.places[*leg].day);
                if let Some(leg) = next {
                    let day = one.places[leg].day;
                    while self.today < day {
                        self.pass();
                    }
                    self.guests[guest].stands[leg] = State::Gone;
                }
            }
            Event::CalledOff(leg) if open(&self.guests[guest], leg) => {
                self.guests[guest].stands[leg] = State::Gone;
            }
            Event::Moved(leg, by) if open(&self.guests[guest], leg) => {
                let from = self.guests[guest].places[leg];
                let day = usize::try_from(i64::try_from(from.day).unwrap() + by).unwrap_or(0);
                let to = Place { day, ..from };
                // By hand nothing is put over another visit, nor two of one guest on one day.
                let own = self.guests[guest].places.iter().any(|one| one.day == day);
                if day > today && day < DAYS && !own && self.is_free(guest, to) {
                    self.guests[guest].places[leg] = to;
                }
            }
            Event::CalledOff(_) | Event::Moved(..) => {}
            Event::Forbidden(days) => {
                self.guests[guest]
                    .forbidden
                    .iter_mut()
                    .skip(today + 1)
                    .take(days)
                    .for_each(|day| *day = true);
            }
            Event::Away(who, days) => {
                self.away[who].iter_mut().skip(today + 1).take(days).for_each(|day| *day = true);
            }
        }
    }
}

/// What two legs break; written from the sentence, not from the search. What is over among itself breaks nothing any more.
fn faults(rules: &Course, places: &[Place], over: &[bool], stretched: usize) -> Vec<String> {
    let mut faults = Vec::new();
    for w in rules.windows.iter().filter(|w| !(over[w.earlier] && over[w.later])) {
        let (from, to) = (places[w.earlier].day, places[w.later].day);
        if to < from + w.least || to > from + w.most + stretched {
            faults.push(format!("{from} to {to} is no gap of {} to {} days", w.least, w.most + stretched));
        }
    }
    for (a, x) in places.iter().enumerate() {
        for (b, y) in places.iter().enumerate().skip(a + 1).filter(|(b, _)| !(over[a] && over[*b])) {
            if x.day == y.day {
                faults.push(format!("two on day {}", x.day));
            }
            for rule in rules.apart.iter().filter(|rule| rule.legs == [a, b]) {
                let least = if x.day < y.day { rule.days[0] } else { rule.days[1] };
                if x.day.abs_diff(y.day) < least {
                    faults.push(format!("days {} and {} are too near", x.day, y.day));
                }
            }
        }
    }
    faults
}

/// The fewest legs that must change, by trying: every set of legs that stay, every day of the others.
fn fewest(course: &Course, stands: &[Stands], stretched: usize) -> Option<usize> {
    fn rest(
        course: &Course,
        stands: &[Stands],
        stay: &[bool],
        stretched: usize,
        days: &mut Vec<Place>,
    ) -> bool {
        let over: Vec<bool> = stands.iter().map(|one| matches!(one, Stands::Over(_))).collect();
        let leg = days.len();
        if leg == stands.len() {
            return true;
        }
        let ways: Vec<usize> = match stands[leg] {
            Stands::Over(day) => vec![day],
            Stands::Booked(place) if stay[leg] => vec![place.day],
            Stands::Booked(_) | Stands::Gone(_) => (0..DAYS)
                .filter(|day| course.legs[leg].starts.iter().any(|row| !row[*day].is_empty()))
                .collect(),
        };
        ways.into_iter().any(|day| {
            days.push(Place { day, who: 0, cell: 0 });
            let part = Course {
                windows: course.windows.iter().filter(|w| w.later <= leg).copied().collect(),
                apart: course
                    .apart
                    .iter()
                    .filter(|a| a.legs.iter().all(|one| *one <= leg))
                    .copied()
                    .collect(),
                ..Course { days: DAYS, legs: vec![], windows: vec![], apart: vec![] }
            };
            let good = faults(&part, days, &over, stretched).is_empty()
                && rest(course, stands, stay, stretched, days);
            days.pop();
            good
        })
    }
    let mut least: Option<usize> = None;
    for bits in 0..1_usize << stands.len() {
        let stay: Vec<bool> = stands
            .iter()
            .enumerate()
            .map(|(leg, one)| bits >> leg & 1 == 1 && matches!(one, Stands::Booked(_)))
            .collect();
        let changed =
            stands.iter().zip(&stay).filter(|(one, stay)| !matches!(one, Stands::Over(_)) && !**stay).count();
        if least.is_none_or(|least| changed < least)
            && rest(course, stands, &stay, stretched, &mut Vec::new())
        {
            least = Some(changed);
        }
    }
    least
}

/// Looks at a repair, and makes it.
fn accept(
    house: &mut House,
    guest: usize,
    found: &Repaired,
    course: &Course,
    stands: &[Stands],
) -> Result<(), TestCaseError> {
    let before = house.guests[guest].clone();
    let over: Vec<bool> = before.stands.iter().map(|one| *one == State::Over).collect();
    for change in &found.changes {
        prop_assert!(!over[change.leg], "what is over never moves");
        prop_assert!(change.to.day > house.today, "nothing is booked into the past");
        prop_assert!(
            house.is_free(guest, change.to),
            "nothing overlaps, nobody is away, nothing is forbidden"
        );
        house.guests[guest].places[change.leg] = change.to;
        house.guests[guest].stands[change.leg] = State::Open;
    }
    prop_assert_eq!(
        faults(&house.rules, &house.guests[guest].places, &over, found.stretched),
        Vec::<String>::new()
    );
    prop_assert!(
        house.guests[guest].stands.iter().all(|one| *one != State::Gone),
        "every visit has a day again"
    );
    prop_assert_eq!(
        fewest(course, stands, found.stretched),
        Some(found.changes.len()),
        "no fewer visits would do"
    );
    prop_assert_eq!(found.cost.changed, found.changes.len());
    if found.stretched > 0 {
        prop_assert_eq!(
            fewest(course, stands, found.stretched - 1),
            None,
            "a day less of stretching would do"
        );
    }
    let (course, stands) = house.course(guest);
    let again = repair(&course, &stands);
    if found.stretched == 0 {
        prop_assert_eq!(again.map(|again| again.changes), Some(vec![]), "a series that was repaired stands");
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn whatever_happens_a_repair_keeps_gaps_and_past_overlaps_nothing_and_changes_the_fewest(
        kinds in prop_oneof![Just([0, 0, 0, 0]), Just([0, 1, 0, 1]), Just([0, 0, 1, 0])],
        least in 2..5_usize, more in 1..5_usize, apart in [0..3_usize, 0..3_usize],
        events in prop::collection::vec((0..GUESTS, event(), 0..4_usize), 4..14),
    ) {
        let place = |guest: usize, leg: usize| Place { day: 1 + leg * (least + 1).max(apart[0].max(apart[1]) + 1), who: guest, cell: STARTS[0] };
        let series = |guest: usize| Series {
            places: (0..LEGS).map(|leg| place(guest, leg)).collect(),
            stands: vec![State::Open; LEGS],
            forbidden: vec![false; DAYS],
        };
        let rules = rules(&kinds, least, more, apart);
        let mut house = House { today: 0, away: vec![vec![false; DAYS]; PEOPLE], guests: (0..GUESTS).map(series).collect(), rules };
        for (guest, event, pass) in events {
            for _ in 0..pass {
                house.pass();
            }
            house.happen(guest, event);
            for guest in 0..GUESTS {
                let (course, stands) = house.course(guest);
                let Some(found) = repair(&course, &stands) else {
                    prop_assert_eq!(fewest(&course, &stands, DAYS), None, "a day is left");
                    return Ok(());
                };
                prop_assert!(found.proven);
                accept(&mut house, guest, &found, &course, &stands)?;
            }
            if house.today + 2 >= DAYS {
                return Ok(());
            }
        }
    }
}
