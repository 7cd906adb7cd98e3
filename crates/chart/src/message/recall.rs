//! Who should be invited to come again, by the need of the plan: a step that is overdue, a result that fades.
//!
//! Pure: the chart, the visits and the gate in, a reason or none out. Whether the guest may be written to is asked later, when
//! the invitation is written; whether somebody should come at all is asked here, of the gate.
use crate::booking::{Status, Visit};
use crate::case::day_of;
use crate::fold::Chart;
use jiff::tz::TimeZone;
use knowledge::Knowledge;
use safety::Gate;
use serde_json::Value;
use std::collections::BTreeMap;
use vocab::case::Ask;
use vocab::{Day, Verdict};

/// Days that a step of a plan may be late before somebody is invited.
pub const LATE_DAYS: i32 = 7;
/// Days after which nobody is invited any more: the plan or the result is too old, and a talk is needed.
pub const OLD_DAYS: i32 = 400;
/// Days around an agreed session within which one that was done counts for it.
const NEAR_DAYS: i32 = 60;

/// Why somebody is invited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Need {
    /// A step of the agreed plan was due on the day.
    Step,
    /// The plan keeps its result with a session from the day on.
    Maintain,
    /// The result of a single treatment is expected to fade from the day on.
    Fades,
}

/// Somebody who should be invited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// Why.
    pub need: Need,
    /// Code of the treatment.
    pub treatment: String,
    /// Since when it is due.
    pub since: Day,
    /// The day of the last session of this treatment, if there was one.
    pub last: Option<Day>,
}

impl Due {
    /// What makes two invitations the same: one need is asked about once.
    #[must_use]
    pub fn about(&self) -> String {
        format!("{}/{}", self.treatment, self.since)
    }

    /// For staff.
    #[must_use]
    pub fn in_words(&self, title: &str) -> String {
        match (self.need, self.last) {
            (Need::Step, _) => format!(
                "{title}: this step of the agreed plan was due on {}",
                self.since.plus(-LATE_DAYS).in_words()
            ),
            (Need::Maintain, Some(last)) => format!(
                "{title}: the plan keeps its result with a session from {} on; the last was on {}",
                self.since.in_words(),
                last.in_words()
            ),
            (Need::Maintain, None) => {
                format!("{title}: the plan keeps its result with a session from {} on", self.since.in_words())
            }
            (Need::Fades, _) => {
                format!("{title}: the result is expected to fade from {} on", self.since.in_words())
            }
        }
    }
}

/// Whom to invite, at most one reason: the oldest need that the gate lets on the day. Nobody is invited who has a visit to come,
/// an open adverse event, or whom the gate would not treat.
#[must_use]
pub fn due(
    knowledge: &Knowledge,
    gate: &Gate<'_>,
    chart: &Chart,
    visits: &[Visit],
    zone: &TimeZone,
    today: Day,
) -> Option<Due> {
    let comes =
        |visit: &Visit| visit.slot.day >= today && visit.status.is_open() && visit.status != Status::Done;
    if visits.iter().any(comes)
        || chart.adverse().iter().any(|(_, _, event)| event.outcome == crate::after::Outcome::Open)
    {
        return None;
    }
    let case = chart.case(today, &knowledge.policy(), zone);
    let lets = |treatment: &str| {
        let answer = gate.answer(&case, &Ask::treatment(treatment));
        answer.is_ok_and(|answer| !matches!(answer.verdict, Verdict::Refuse | Verdict::Defer))
    };
    needs(knowledge, chart, zone, today)
        .into_iter()
        .filter(|due| due.since <= today && today.since(due.since) <= OLD_DAYS)
        .find(|due| lets(&due.treatment))
}

/// Every need, the oldest first.
fn needs(knowledge: &Knowledge, chart: &Chart, zone: &TimeZone, today: Day) -> Vec<Due> {
    let mut done: Vec<(String, Day)> = chart
        .sessions()
        .map(|(line, session)| (session.treatment.clone(), day_of(line.entry.happened_at, zone)))
        .collect();
    done.sort();
    let mut last: BTreeMap<String, Day> = BTreeMap::new();
    for (treatment, day) in &done {
        last.insert(treatment.clone(), *day);
    }
    let mut all = Vec::new();
    if let Some((_, agreed)) = chart.plan() {
        all.extend(steps(&agreed.plan, done, &last));
        all.extend(maintained(&agreed.plan, &last));
    }
    for (treatment, day) in &last {
        // A series is the plan's business; a single treatment fades by itself.
        let schedule = knowledge.treatment(treatment).and_then(|treatment| treatment.schedule.as_ref());
        let Some(schedule) = schedule.filter(|schedule| schedule.sessions == [1, 1]) else { continue };
        let Some([_, most]) = schedule.maintenance_days else { continue };
        if all.iter().any(|due: &Due| due.treatment == *treatment) {
            continue;
        }
        let since = day.plus(i32::from(most));
        all.push(Due { need: Need::Fades, treatment: treatment.clone(), since, last: Some(*day) });
    }
    all.retain(|due| due.since <= today);
    all.sort_by(|a, b| (a.since, a.need, &a.treatment).cmp(&(b.since, b.need, &b.treatment)));
    all
}

fn entries<'p>(plan: &'p Value, list: &str) -> impl Iterator<Item = &'p Value> {
    plan.get(list).and_then(Value::as_array).into_iter().flatten()
}

fn word<'p>(entry: &'p Value, name: &str) -> Option<&'p str> {
    entry.get(name).and_then(Value::as_str)
}

/// The first step of each treatment that was due and not done.
fn steps(plan: &Value, mut done: Vec<(String, Day)>, last: &BTreeMap<String, Day>) -> Vec<Due> {
    let mut agreed: Vec<(&str, Day)> = entries(plan, "sessions")
        .filter_map(|one| Some((word(one, "treatment")?, word(one, "on")?.parse().ok()?)))
        .collect();
    agreed.sort_by_key(|(_, on)| *on);
    let mut late: BTreeMap<&str, Day> = BTreeMap::new();
    for (treatment, on) in agreed {
        let near = |(code, day): &(String, Day)| code == treatment && day.since(on).abs() <= NEAR_DAYS;
        let nearest = done
            .iter()
            .enumerate()
            .filter(|(_, one)| near(one))
            .min_by_key(|(_, (_, day))| day.since(on).abs());
        if let Some(place) = nearest.map(|(place, _)| place) {
            done.remove(place);
        } else {
            late.entry(treatment).or_insert(on);
        }
    }
    late.into_iter()
        .map(|(treatment, on)| Due {
            need: Need::Step,
            treatment: treatment.to_owned(),
            since: on.plus(LATE_DAYS),
            last: last.get(treatment).copied(),
        })
        .collect()
}

/// What keeps the result of the plan, counted from the last session that was done.
fn maintained(plan: &Value, last: &BTreeMap<String, Day>) -> Vec<Due> {
    entries(plan, "maintain")
        .filter_map(|one| {
            let treatment = word(one, "treatment")?;
            let every = i32::try_from(one.get("every_days")?.as_i64()?).ok()?;
            let planned: Day = word(one, "first")?.parse().ok()?;
            let last = last.get(treatment).copied();
            let since = last.map_or(planned, |last| last.plus(every).max(planned));
            Some(Due { need: Need::Maintain, treatment: treatment.to_owned(), since, last })
        })
        .collect()
}
