//! Why there is no series, and the least changes that would open one; each is computed, none is guessed.
use super::{Instance, Resource, open::any};
use crate::Cells;
use serde::Serialize;

/// The proof that there is no series, and ways out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Blocked {
    /// Always one: the first session that no series can reach.
    pub blocked_by: Vec<Obstacle>,
}

/// The first session that no series can reach.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Obstacle {
    /// Which session, from 1; all before it can be booked.
    pub session: usize,
    /// The first and the last day on which it would have to be; none if all lie beyond the calendar.
    pub between_days: Option<[usize; 2]>,
    /// Days on which it could be by the gaps alone.
    pub days_in_reach: usize,
    /// Of these, days on which no practitioner is free for long enough.
    pub days_without_practitioner: usize,
    /// Days on which no room is.
    pub days_without_room: usize,
    /// Days on which no device is.
    pub days_without_device: usize,
    /// Days on which each kind is, but never all at the same time.
    pub days_never_together: usize,
    /// The same in words.
    pub words: String,
    /// The least change of each kind that opens a series, the smallest first.
    pub least_changes: Vec<Change>,
}

/// What can be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Closed days become free for the whole session.
    OpenDays,
    /// One more practitioner, present on the given days.
    AnotherPractitioner,
    /// One more room on the given days.
    AnotherRoom,
    /// One more device on the given days.
    AnotherDevice,
    /// A lower least or a higher most gap; `amount` is the sum of both, days.
    WiderGap,
    /// A later first session; `amount` in days.
    LaterFirstDay,
    /// More days at the end of the calendar, all of them free; `amount` in days.
    LongerCalendar,
    /// Fewer cells of a session; `amount` in cells.
    ShorterSession,
    /// Fewer sessions; `amount` in sessions.
    FewerSessions,
}

/// The least change of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// What is changed.
    pub change: Kind,
    /// By how much: days, cells or sessions, see [`Kind`]. One less opens nothing.
    pub amount: usize,
    /// The days concerned, the earliest choice; empty if the change concerns no single days.
    pub days: Vec<usize>,
    /// The new least and most gap, for a wider gap.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gap_days: Option<[usize; 2]>,
    /// The same in words.
    pub words: String,
}

/// The days of an instance seen as open or not, by kind.
struct Days {
    practitioner: Vec<Cells>,
    room: Vec<Cells>,
    device: Vec<Cells>,
    open: Vec<bool>,
}

impl Days {
    fn with(instance: &Instance, session_cells: usize) -> Self {
        let of = |kind: &[Resource]| any(kind, instance.days, session_cells);
        let (practitioner, room, device) =
            (of(&instance.practitioners), of(&instance.rooms), of(&instance.devices));
        let open = both(&practitioner, &both_cells(&room, &device));
        Self { practitioner, room, device, open }
    }
}

fn both_cells(one: &[Cells], other: &[Cells]) -> Vec<Cells> {
    one.iter().zip(other).map(|(a, b)| a.and(*b)).collect()
}

fn both(one: &[Cells], other: &[Cells]) -> Vec<bool> {
    one.iter().zip(other).map(|(a, b)| !a.and(*b).is_empty()).collect()
}

/// Days between sessions that may be, least and most.
type Between = (usize, usize);

/// The days in reach of a session, given the days of the one before.
fn reach(from: &[bool], (min, max): Between, days: usize) -> Vec<bool> {
    // A day is in reach if the latest earlier booking at least `min` days before lies at most `max` before.
    let mut latest = None;
    (0..days)
        .map(|day| {
            if let Some(before) = day.checked_sub(min).filter(|before| from.get(*before) == Some(&true)) {
                latest = Some(before);
            }
            latest.is_some_and(|before| day - before <= max)
        })
        .collect()
}

/// The days of the last session that can be booked, and how many sessions that makes.
fn run(open: &[bool], sessions: usize, between: Between, first_by: usize) -> (usize, Vec<bool>) {
    let mut at: Vec<bool> = open.iter().enumerate().map(|(day, open)| *open && day <= first_by).collect();
    let mut booked = 0;
    while booked < sessions && at.contains(&true) {
        booked += 1;
        if booked == sessions {
            break;
        }
        let within = reach(&at, between, open.len());
        let then: Vec<bool> = within.iter().zip(open).map(|(a, b)| *a && *b).collect();
        if !then.contains(&true) {
            break;
        }
        at = then;
    }
    (booked, at)
}

/// The fewest days to open, and the earliest such days: `cost` is 0 for open days, 1 for days that
/// can be opened, `None` for the rest.
fn fewest(instance: &Instance, cost: &[Option<usize>]) -> Option<Vec<usize>> {
    let days = cost.len();
    let (min, max) = (instance.gap.min, instance.gap.max);
    // To go from each session and day: the number of days still to open, and the next day.
    let mut tables: Vec<Vec<Option<(usize, usize)>>> =
        vec![cost.iter().map(|own| own.map(|own| (own, 0))).collect()];
    for _ in 1..instance.sessions {
        let after = tables.last()?;
        let step = |day: usize| {
            let own = (*cost.get(day)?)?;
            let rest = after.iter().enumerate().skip(day + min).take(max + 1 - min);
            rest.filter_map(|(then, rest)| rest.map(|(rest, _)| (rest + own, then))).min()
        };
        let table = (0..days).map(step).collect();
        tables.push(table);
    }
    let first = tables.last()?.iter().enumerate().take(instance.first_by.saturating_add(1));
    let (_, mut day) = first.filter_map(|(day, rest)| rest.map(|(rest, _)| (rest, day))).min()?;
    let mut opened = Vec::new();
    for table in tables.iter().rev() {
        if cost.get(day) == Some(&Some(1)) {
            opened.push(day);
        }
        day = (*table.get(day)?)?.1;
    }
    Some(opened)
}

/// Says why an instance has no series. Asked about an instance that has one, it names its last session
/// and changes of nothing; the search never does so.
#[must_use]
pub fn explain(instance: &Instance) -> Blocked {
    let days = Days::with(instance, instance.session_cells);
    let between = (instance.gap.min, instance.gap.max);
    let (booked, at) = run(&days.open, instance.sessions, between, instance.first_by);
    let within = if booked == 0 {
        (0..instance.days).map(|day| day <= instance.first_by).collect()
    } else {
        reach(&at, between, instance.days)
    };
    let in_reach: Vec<usize> = (0..instance.days).filter(|day| within.get(*day) == Some(&true)).collect();
    let without =
        |kind: &[Cells]| in_reach.iter().filter(|day| kind.get(**day).is_some_and(Cells::is_empty)).count();
    let has = |kind: &[Cells], day: usize| kind.get(day).is_some_and(|cells| !cells.is_empty());
    let never = in_reach
        .iter()
        .filter(|day| [&days.practitioner, &days.room, &days.device].iter().all(|kind| has(kind, **day)))
        .filter(|day| days.open.get(**day) == Some(&false))
        .count();
    let mut obstacle = Obstacle {
        session: booked + 1,
        between_days: in_reach.first().zip(in_reach.last()).map(|(from, to)| [*from, *to]),
        days_in_reach: in_reach.len(),
        days_without_practitioner: without(&days.practitioner),
        days_without_room: without(&days.room),
        days_without_device: without(&days.device),
        days_never_together: never,
        words: String::new(),
        least_changes: changes(instance, &days, booked),
    };
    obstacle.words = words(&obstacle, instance);
    Blocked { blocked_by: vec![obstacle] }
}

fn words(obstacle: &Obstacle, instance: &Instance) -> String {
    let (session, of) = (obstacle.session, instance.sessions);
    let Some([from, to]) = obstacle.between_days else {
        return format!(
            "session {session} of {of} would lie beyond the last day of the calendar, day {}",
            instance.days.saturating_sub(1)
        );
    };
    format!(
        "session {session} of {of} would have to be on one of {} days from day {from} to day {to}, and none has a free start of {} cells: no practitioner on {}, no room on {}, no device on {}, never all three at once on {}",
        obstacle.days_in_reach,
        instance.session_cells,
        obstacle.days_without_practitioner,
        obstacle.days_without_room,
        obstacle.days_without_device,
        obstacle.days_never_together
    )
}

/// The least change of every kind that can help, the smallest amount first, then in the order of [`Kind`].
fn changes(instance: &Instance, days: &Days, booked: usize) -> Vec<Change> {
    let mut all = opened(instance, days);
    all.extend(wider(instance, &days.open));
    all.extend(later(instance, &days.open));
    all.extend(longer(instance, &days.open));
    all.extend(shorter(instance));
    if booked > 0 {
        all.push(plain(
            Kind::FewerSessions,
            instance.sessions - booked,
            format!("a series of {booked} sessions instead of {} can be booked", instance.sessions),
        ));
    }
    all.sort_by_key(|change| (change.amount, change.change));
    all
}

fn plain(change: Kind, amount: usize, words: String) -> Change {
    Change { change, amount, days: Vec::new(), gap_days: None, words }
}

/// Days that someone or something more would open.
fn opened(instance: &Instance, days: &Days) -> Vec<Change> {
    let whole = vec![Cells::span(0, 1); instance.days];
    let ways = [
        (Kind::OpenDays, "a free start for all three kinds", both(&whole, &whole)),
        (Kind::AnotherPractitioner, "one more practitioner", both(&days.room, &days.device)),
        (Kind::AnotherRoom, "one more room", both(&days.practitioner, &days.device)),
        (Kind::AnotherDevice, "one more device", both(&days.practitioner, &days.room)),
    ];
    let change = |(kind, what, could): (Kind, &str, Vec<bool>)| {
        let costs = days.open.iter().zip(&could);
        let costs: Vec<Option<usize>> =
            costs.map(|(open, could)| if *open { Some(0) } else { could.then_some(1) }).collect();
        let opened = fewest(instance, &costs)?;
        let list: Vec<String> = opened.iter().map(ToString::to_string).collect();
        let plural = if opened.len() == 1 { "day" } else { "days" };
        let words = format!("{what} on {} {plural}: {plural} {}", opened.len(), list.join(", "));
        Some(Change { change: kind, amount: opened.len(), days: opened, gap_days: None, words })
    };
    ways.into_iter().filter_map(change).collect()
}

/// The least widening of the gap; of equal ones that which keeps the least gap highest.
fn wider(instance: &Instance, open: &[bool]) -> Option<Change> {
    let mut best: Option<(usize, Between)> = None;
    // The lower the least gap, the less the most gap has to rise: one walk down a staircase.
    let mut raise = instance.days;
    for lower in 0..instance.gap.min {
        let opens = |raise: usize| {
            let between = (instance.gap.min - lower, instance.gap.max + raise);
            run(open, instance.sessions, between, instance.first_by).0 == instance.sessions
        };
        if !opens(raise) {
            continue;
        }
        // What opens a series goes on doing so when it is raised further, so halving finds the least.
        let mut too_little = 0;
        while too_little < raise {
            let middle = too_little.midpoint(raise);
            if opens(middle) { raise = middle } else { too_little = middle + 1 }
        }
        if best.is_none_or(|(least, _)| lower + raise < least) {
            best = Some((lower + raise, (instance.gap.min - lower, instance.gap.max + raise)));
        }
    }
    let (amount, (min, max)) = best?;
    let words = format!("a gap of {min} to {max} days");
    Some(Change { gap_days: Some([min, max]), ..plain(Kind::WiderGap, amount, words) })
}

/// The least later first day.
fn later(instance: &Instance, open: &[bool]) -> Option<Change> {
    let between = (instance.gap.min, instance.gap.max);
    let opens = |first_by: usize| run(open, instance.sessions, between, first_by).0 == instance.sessions;
    let (mut day, mut too_late) = (instance.first_by + 1, instance.days);
    while day < too_late {
        let middle = day.midpoint(too_late);
        if opens(middle) { too_late = middle } else { day = middle + 1 }
    }
    (day < instance.days && opens(day)).then_some(day).map(|day| {
        let amount = day - instance.first_by;
        let words = format!("a first session on day {day}, {amount} later than now allowed");
        Change { days: vec![day], ..plain(Kind::LaterFirstDay, amount, words) }
    })
}

/// The fewest further days at the end of the calendar, all free.
fn longer(instance: &Instance, open: &[bool]) -> Option<Change> {
    let mut open = open.to_vec();
    open.resize(instance.days + instance.gap.min * instance.sessions, true);
    let between = (instance.gap.min, instance.gap.max);
    let (booked, at) = run(&open, instance.sessions, between, instance.first_by);
    let last = at.iter().position(|there| *there).filter(|_| booked == instance.sessions)?;
    let amount = (last + 1).checked_sub(instance.days).filter(|amount| *amount > 0)?;
    let words = format!("{amount} more days at the end of the calendar, to day {last}, if they are free");
    Some(plain(Kind::LongerCalendar, amount, words))
}

/// The longest shorter session. What opens a series goes on doing so when it is cut further, so halving finds it.
fn shorter(instance: &Instance) -> Option<Change> {
    let between = (instance.gap.min, instance.gap.max);
    let opens = |session_cells: usize| {
        let open = Days::with(instance, session_cells).open;
        run(&open, instance.sessions, between, instance.first_by).0 == instance.sessions
    };
    let (mut fits, mut too_long) = (1, instance.session_cells);
    if fits >= too_long || !opens(fits) {
        return None;
    }
    while too_long - fits > 1 {
        let middle = fits.midpoint(too_long);
        if opens(middle) { fits = middle } else { too_long = middle }
    }
    let words = format!("sessions of {fits} cells ({} minutes)", fits * instance.grain_minutes);
    Some(plain(Kind::ShorterSession, instance.session_cells - fits, words))
}
