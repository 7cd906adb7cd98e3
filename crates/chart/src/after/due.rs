//! When a patient is asked how it goes: by the risk of what was done.
use crate::case::day_of;
use crate::entry::Body;
use crate::fold::Chart;
use jiff::tz::TimeZone;
use knowledge::Knowledge;
use vocab::{Day, Zone};

/// Days after which a session has no course any more: the longest that the knowledge tells.
pub const COURSE_DAYS: i32 = 90;

/// A session and the days since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Since {
    /// Id of its entry.
    pub session: String,
    /// Treatment code.
    pub treatment: String,
    /// Where; empty = everywhere.
    pub zones: Vec<Zone>,
    /// Its day.
    pub on: Day,
    /// When, milliseconds since 1970.
    pub at: i64,
}

/// A day on which a patient is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// Key: the session's entry and the day, `…/d1`; the evening of the day itself is `…/d0`.
    pub key: String,
    /// Id of the session's entry.
    pub session: String,
    /// Treatment code.
    pub treatment: String,
    /// The day.
    pub on: Day,
    /// Days since the session.
    pub day: u16,
    /// Silence is not good enough: somebody calls.
    pub high_risk: bool,
    /// Id of the entry that answered it.
    pub answered: Option<String>,
}

/// Sessions whose course is not over on a day, the newest first.
#[must_use]
pub fn since(chart: &Chart, zone: &TimeZone, today: Day) -> Vec<Since> {
    let mut all: Vec<Since> = chart
        .sessions()
        .map(|(line, session)| Since {
            session: line.entry.id.clone(),
            treatment: session.treatment.clone(),
            zones: session.zones.clone(),
            on: day_of(line.entry.happened_at, zone),
            at: line.entry.happened_at,
        })
        .filter(|s| s.on <= today && today.since(s.on) <= COURSE_DAYS)
        .collect();
    all.sort_by(|a, b| (b.at, &a.treatment).cmp(&(a.at, &b.treatment)));
    all
}

/// The days on which a patient is asked after these sessions, earliest first. A check-in answers the days that were due
/// until then and not answered; after a treatment of high risk the evening of the day itself counts by itself.
#[must_use]
pub fn due(knowledge: &Knowledge, chart: &Chart, sessions: &[Since], zone: &TimeZone) -> Vec<Due> {
    let mut all = Vec::new();
    for s in sessions {
        let Some(after) = knowledge.aftercare(&s.treatment) else { continue };
        let evening = after.check_first_evening.then_some(0);
        let high_risk =
            after.check_first_evening || knowledge.informing(&s.treatment).is_some_and(|i| i.high_risk);
        let days = if after.check_days.is_empty() {
            knowledge
                .care
                .aftercare
                .iter()
                .filter(|a| a.applies.is_empty())
                .flat_map(|a| &a.check_days)
                .copied()
                .collect()
        } else {
            after.check_days.clone()
        };
        for day in evening.into_iter().chain(days) {
            all.push(Due {
                key: format!("{}/d{day}", s.session),
                session: s.session.clone(),
                treatment: s.treatment.clone(),
                on: s.on.plus(i32::from(day)),
                day,
                high_risk,
                answered: None,
            });
        }
    }
    all.sort_by(|a, b| (a.on, &a.treatment, &a.key).cmp(&(b.on, &b.treatment, &b.key)));
    all.dedup_by(|a, b| a.on == b.on && a.treatment == b.treatment);
    for line in &chart.lines {
        let Some(Body::CheckIn(_)) = &line.now else { continue };
        let told = day_of(line.entry.happened_at, zone);
        let began =
            |due: &Due| sessions.iter().any(|s| s.session == due.session && s.at <= line.entry.happened_at);
        for due in all.iter_mut().filter(|d| d.answered.is_none() && d.on <= told && began(d)) {
            due.answered = Some(line.entry.id.clone());
        }
    }
    all
}
