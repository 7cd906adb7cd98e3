//! Wishes and the offers under them: the same for a series of one service and for the sessions of a plan.
use super::desk::{self, Guest, Pairs, said};
use super::legs::{self, Built, Together, day_of, number, stopped};
use super::typed::{self, Wrong};
use super::words;
use crate::{House, Oops};
use calendar::course::offer::{Differs, Figures, Hours, Offer, Wish, offers};
use calendar::course::why::{Blocked, Change, explain};
use calendar::course::Course;
use chart::booking::{Free, Slot};
use vocab::Day;
use vocab::verdict::State;

/// Days that a series may reach over.
pub(super) const FAR: usize = 400;
/// How often a day that the gate objects to, asked as a whole, is struck and everything is searched again.
const ROUNDS_MAX: usize = 16;
/// The longest absence that a form tells, in days.
const AWAY_MAX: i32 = 400;

/// What is wished, as the form says it.
#[derive(Debug, Clone, Default)]
pub(super) struct Wished {
    /// Not before this day.
    pub(super) day: Option<Day>,
    pub(super) who: String,
    /// Monday 0.
    pub(super) weekdays: Vec<usize>,
    pub(super) hours: String,
    pub(super) away: (String, String),
    /// What of it cannot be read, or makes no sense.
    pub(super) wrong: Wrong,
}

impl Wished {
    pub(super) fn read(pairs: &Pairs, today: Day) -> Self {
        let mut told = Vec::new();
        let day = match said(pairs, "day") {
            "" => None,
            text => typed::day(text, today).map_err(|wrong| told.push(("day", wrong))).ok(),
        };
        let weekdays = pairs.iter().filter(|(name, _)| name == "weekday").filter_map(|(_, day)| day.parse().ok());
        let mut wished = Self {
            day,
            who: said(pairs, "who").to_owned(),
            weekdays: weekdays.filter(|day| *day < 7).collect(),
            hours: said(pairs, "hours").to_owned(),
            away: (said(pairs, "away-from").to_owned(), said(pairs, "away-to").to_owned()),
            wrong: Wrong::default(),
        };
        told.extend(wished.absence(today).err());
        wished.wrong = Wrong::of(pairs, told);
        wished
    }

    /// The days away, or what is wrong with them.
    fn absence(&self, today: Day) -> Result<Option<(Day, Day)>, (&'static str, String)> {
        let (from, to) = (&self.away.0, &self.away.1);
        if from.is_empty() && to.is_empty() {
            return Ok(None);
        }
        let from = typed::day(from, today).map_err(|told| ("away-from", told))?;
        let to = if to.is_empty() { from } else { typed::day(to, today).map_err(|told| ("away-to", told))? };
        match to.since(from) {
            days if days < 0 => Err(("away-to", "The last day away is not before the first.".to_owned())),
            days if days > AWAY_MAX => Err(("away-to", format!("At most {AWAY_MAX} days away at once."))),
            _ => Ok(Some((from, to))),
        }
    }

    fn wish(&self, built: &Built, days: usize) -> Wish {
        let mut wish = Wish::default();
        for (day, suits) in wish.weekdays.iter_mut().enumerate() {
            *suits = self.weekdays.contains(&day);
        }
        wish.who = built.people.iter().position(|id| *id == self.who && !id.is_empty());
        wish.hours = match self.hours.as_str() {
            "morning" => Some(Hours::Morning),
            "afternoon" => Some(Hours::Afternoon),
            "evening" => Some(Hours::Evening),
            _ => None,
        };
        if let Ok(Some((from, to))) = self.absence(built.first)
            && to >= built.first
        {
            wish.away.push((number(built.first, from), number(built.first, to).min(days)));
        }
        wish
    }
}

/// Dates as they are shown.
#[derive(Debug, Clone)]
pub(super) struct Offered {
    pub(super) title: String,
    /// What is different about it and what that costs, in one line.
    pub(super) line: String,
    pub(super) visits: Vec<Dated>,
}

/// One visit of them.
#[derive(Debug, Clone)]
pub(super) struct Dated {
    pub(super) day: Day,
    pub(super) cell: u16,
    pub(super) what: String,
    pub(super) with: Vec<String>,
    pub(super) state: State,
    /// Values of the form, one for each session.
    pub(super) slots: Vec<String>,
}

/// What was found for legs.
#[derive(Debug, Clone, Default)]
pub(super) struct Found {
    pub(super) offers: Vec<Offered>,
    pub(super) blocked: Vec<String>,
}

/// Legs with the days on which some of them are booked already.
pub(super) struct Legs {
    pub(super) all: Vec<Together>,
    pub(super) booked: Vec<(usize, Day)>,
}

impl Legs {
    /// The legs that are still to be booked.
    pub(super) fn rest(&self) -> Vec<Together> {
        let open = |n: &usize| self.booked.iter().all(|(one, _)| one != n);
        (0..self.all.len()).filter(open).filter_map(|n| self.all.get(n)).cloned().collect()
    }
}

/// Finds offers for the legs that are not booked yet. What the gate objects to as a whole is struck and searched again.
pub(super) async fn find(house: &House, guest: &Guest, legs: &Legs, free: &Free, wished: &Wished) -> Result<Found, Oops> {
    let built = legs::build(house, &guest.case, &legs.all, free).await?;
    let booked: Vec<(usize, usize)> =
        legs.booked.iter().filter(|(_, day)| *day >= built.first).map(|(leg, day)| (*leg, number(built.first, *day))).collect();
    let past: Vec<usize> = legs.booked.iter().filter(|(_, day)| *day < built.first).map(|(leg, _)| *leg).collect();
    let mut fixed = booked;
    // What lies before the calendar stands in the chart, and the gate knows it; here it only must not be booked again.
    fixed.extend(past.into_iter().map(|leg| (leg, usize::MAX / 2)));
    let (mut course, _) = settled(&built.course, &fixed);
    let rest = legs.rest();
    let wish = wished.wish(&built, free.days);
    for round in 0..ROUNDS_MAX {
        let (asked, wish, first) = (course.clone(), wish.clone(), built.first);
        // The search is bounded; it runs beside the threads that answer.
        let found = tokio::task::spawn_blocking(move || offers(&asked, &wish, first)).await.map_err(|_| Oops::Broken)?;
        if found.is_empty() {
            let asked = course.clone();
            let why = tokio::task::spawn_blocking(move || explain(&asked)).await.map_err(|_| Oops::Broken)?;
            return Ok(Found { offers: Vec::new(), blocked: blocked(&why, &rest, free.first) });
        }
        let (mut shown, mut struck) = (Vec::new(), false);
        for offer in &found {
            match shown_offer(house, &built, guest, &rest, free, offer).await? {
                Ok(visits) => shown.push((offer.clone(), visits)),
                Err(objected) => {
                    struck = true;
                    strike(&mut course, offer, &objected);
                }
            }
        }
        if !struck || round + 1 == ROUNDS_MAX {
            return Ok(Found { offers: told(&shown, &built, free), blocked: Vec::new() });
        }
    }
    Ok(Found::default())
}

/// The course without what is booked; what lies beyond its days keeps nobody away.
fn settled(course: &Course, fixed: &[(usize, usize)]) -> (Course, Vec<usize>) {
    let within: Vec<(usize, usize)> = fixed.iter().filter(|(_, day)| *day < course.days).copied().collect();
    let beyond: Vec<usize> = fixed.iter().filter(|(_, day)| *day >= course.days).map(|(leg, _)| *leg).collect();
    let loose = Course {
        windows: course.windows.iter().filter(|w| !beyond.contains(&w.earlier) && !beyond.contains(&w.later)).copied().collect(),
        apart: course.apart.iter().filter(|a| !a.legs.iter().any(|leg| beyond.contains(leg))).copied().collect(),
        ..course.clone()
    };
    let all: Vec<(usize, usize)> = within.iter().copied().chain(beyond.iter().map(|leg| (*leg, usize::MAX / 2))).collect();
    loose.settled(&all)
}

fn strike(course: &mut Course, offer: &Offer, legs: &[usize]) {
    for leg in legs {
        if let (Some(leg), Some(place)) = (course.legs.get_mut(*leg), offer.places.get(*leg))
            && let Some(cells) = leg.starts.get_mut(place.who).and_then(|row| row.get_mut(place.day))
        {
            *cells = calendar::Cells::NONE;
        }
    }
}

/// The visits of an offer, or the legs that the gate objects to.
async fn shown_offer(house: &House, built: &Built, guest: &Guest, rest: &[Together], free: &Free, offer: &Offer) -> Result<Result<Vec<Dated>, Vec<usize>>, Oops> {
    let mut slots = Vec::with_capacity(rest.len());
    for (n, (leg, place)) in rest.iter().zip(&offer.places).enumerate() {
        match built.slots(free, leg, *place, &[]) {
            Some(of_leg) => slots.push(of_leg),
            None => return Ok(Err(vec![n])),
        }
    }
    let asked = built.asked(house, guest, &guest.case, rest, &slots).await?;
    let objected = stopped(&asked);
    if !objected.is_empty() {
        return Ok(Err(objected));
    }
    let visit = |((leg, slots), asked): ((&Together, &Vec<Slot>), &Vec<chart::booking::Asked>)| {
        let first = slots.first()?;
        let mut with: Vec<String> =
            slots.iter().flat_map(|slot| &slot.parts).map(|part| desk::name(free, &part.resource).to_owned()).collect();
        let mut seen = std::collections::BTreeSet::new();
        with.retain(|name| seen.insert(name.clone()));
        let state = asked.iter().map(words::state).max_by_key(|state| match state {
            State::Clear => 0,
            State::Ask => 1,
            State::Stop => 2,
        });
        let texts = keys(leg).into_iter().zip(slots).map(|(key, slot)| written(&key, slot)).collect();
        Some(Dated { day: first.day, cell: first.cell, what: leg.title(), with, state: state.unwrap_or(State::Clear), slots: texts })
    };
    Ok(Ok(rest.iter().zip(&slots).zip(&asked).filter_map(visit).collect()))
}

/// What tells the sessions of a leg from all others: the step, and its place among the sessions of that step.
pub(super) fn keys(leg: &Together) -> Vec<String> {
    let mut all = Vec::with_capacity(leg.sessions.len());
    for (n, session) in leg.sessions.iter().enumerate() {
        let before = leg.sessions.iter().take(n).filter(|one| one.step.step == session.step.step).count();
        all.push(format!("{}.{before}", session.step.step));
    }
    all
}

/// A session at a time as the form carries it: `3.0@2027-03-12T10:00 PERSON ROOM DEVICE`.
fn written(key: &str, slot: &Slot) -> String {
    let mut ids: Vec<&str> = slot.parts.iter().map(|part| part.resource.as_str()).collect();
    ids.dedup();
    format!("{key}@{} {}", words::moment(slot.day, slot.cell), ids.join(" "))
}

/// The offers in words.
fn told(shown: &[(Offer, Vec<Dated>)], built: &Built, free: &Free) -> Vec<Offered> {
    let Some((first, _)) = shown.first() else { return Vec::new() };
    let person = |offer: &Offer| {
        let mut names: Vec<&str> = Vec::new();
        for place in &offer.places {
            let name = built.people.get(place.who).map_or("", |id| desk::name(free, id));
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names.join(" and ")
    };
    shown
        .iter()
        .enumerate()
        .map(|(n, (offer, visits))| {
            let (title, gain) = title(offer, &person(offer), visits, n == 0);
            let line = if n == 0 && offer.differs == Differs::Best {
                alone(&offer.figures, visits)
            } else {
                format!("{gain}{}", against(&first.figures, offer, n == 0))
            };
            Offered { title, line, visits: visits.clone() }
        })
        .collect()
}

fn title(offer: &Offer, person: &str, visits: &[Dated], first: bool) -> (String, String) {
    let ends = visits.last().map_or_else(String::new, |visit| words::day(visit.day));
    let weekday = |day: &usize| words::WEEKDAYS.get(*day).copied().unwrap_or("day");
    match &offer.differs {
        Differs::Best => ("Best dates".to_owned(), String::new()),
        Differs::Earlier => ("Finished earlier".to_owned(), format!("Ends on {ends}. ")),
        Differs::Person => (format!("With {person}"), String::new()),
        Differs::Weekday(day) => (format!("Always on {}s", weekday(day)), String::new()),
        Differs::Hours(Hours::Morning) => ("In the mornings".to_owned(), String::new()),
        Differs::Hours(Hours::Afternoon) => ("In the afternoons".to_owned(), String::new()),
        Differs::Hours(Hours::Evening) => ("In the evenings".to_owned(), String::new()),
        Differs::WithoutPerson => (format!("With {person} instead"), not_all(first)),
        Differs::WithoutWeekdays => ("On other weekdays too".to_owned(), not_all(first)),
        Differs::WithoutHours => ("At other hours too".to_owned(), not_all(first)),
        Differs::WithoutWishes => ("Without the wishes".to_owned(), "Giving up one wish is not enough. ".to_owned()),
    }
}

fn not_all(first: bool) -> String {
    if first { "No dates keep every wish; this gives up the least. ".to_owned() } else { String::new() }
}

fn days(count: usize) -> String {
    if count == 1 { "1 day".to_owned() } else { format!("{count} days") }
}

/// What the first offer costs by itself.
fn alone(figures: &Figures, visits: &[Dated]) -> String {
    let ends = visits.last().map_or_else(String::new, |visit| words::dated(visit.day));
    let off = if figures.off == 0 { "every day as planned".to_owned() } else { format!("{} off the planned days in all", days(figures.off)) };
    let hands = match figures.changes {
        0 => "the same hands throughout".to_owned(),
        1 => "one change of practitioner".to_owned(),
        many => format!("{many} changes of practitioner"),
    };
    format!("Ends on {ends}; {off}, {hands}.")
}

/// What an offer costs beside the first.
fn against(first: &Figures, offer: &Offer, is_first: bool) -> String {
    let own = &offer.figures;
    let mut costs = Vec::new();
    if !is_first {
        if own.last > first.last {
            costs.push(format!("ends {} later", days(own.last - first.last)));
        } else if own.last < first.last && offer.differs != Differs::Earlier {
            costs.push(format!("ends {} earlier", days(first.last - own.last)));
        }
        if own.off > first.off {
            costs.push(format!("{} further off the planned days", days(own.off - first.off)));
        }
        if own.changes > first.changes {
            costs.push(format!("{} more changes of practitioner", own.changes - first.changes));
        }
    }
    if own.broken > 0 {
        costs.push(format!("{} outside the wishes", if own.broken == 1 { "1 visit".to_owned() } else { format!("{} visits", own.broken) }));
    }
    if costs.is_empty() {
        return "Costs nothing more.".to_owned();
    }
    let beaten = if offer.beaten { " Nothing else is better about it." } else { "" };
    format!("It costs: {}.{beaten}", costs.join(", "))
}

/// Why there are no dates, and what would open them.
fn blocked(why: &Blocked, rest: &[Together], first: Day) -> Vec<String> {
    let title = |leg: usize| rest.get(leg).map_or_else(String::new, Together::title);
    let mut lines = vec![format!(
        "Visit {} ({}) has no day: it may be given on {}, on {} of these everything it needs is free, and none of them lies within its distances to the others.",
        why.leg + 1,
        title(why.leg),
        days(why.allowed),
        why.free
    )];
    lines.extend(why.changes.iter().map(|change| match change {
        Change::Open(open) => {
            let each: Vec<String> =
                open.iter().map(|(leg, day)| format!("{} for visit {}", words::dated(day_of(first, *day)), leg + 1)).collect();
            format!("It would be possible with somebody, a room and a device free on {}.", each.join(", "))
        }
        Change::Wider(by) => format!("It would be possible with {} more between visits than usual.", days(*by)),
        Change::Fewer(1) => "The first visit alone can be booked.".to_owned(),
        Change::Fewer(many) => format!("The first {many} visits can be booked."),
    }));
    lines
}
