//! The bare integer problem behind every plan: how many sessions of what, on which days.
//!
//! All numbers are integers and nothing is rounded later, so that two solvers can be compared on equal terms.
//! Sources of the fields: the calendar, the spacing rules and the goals of a case, already reduced to numbers.
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Longest horizon that is accepted, in days.
pub const MAX_HORIZON: usize = 730;
/// Most treatments that an instance may offer.
pub const MAX_TREATMENTS: usize = 64;
/// Most sessions that one course may have.
pub const MAX_SESSIONS: usize = 64;
/// Most concerns that an instance may name.
pub const MAX_CONCERNS: usize = 32;
/// Most visits that a plan may have.
pub const MAX_VISITS: usize = 730;
/// Largest weight, slope or cost in points; with the limits below it keeps every sum far inside 64 bits.
pub const MAX_POINTS: i64 = 10_000;
/// Largest gain or break of a concern.
pub const MAX_GAIN: i64 = 100_000;
/// Largest price of a session, in whole currency units; also bounds minutes, downtime and discomfort.
pub const MAX_PRICE: i64 = 10_000_000;
/// Largest budget, in whole currency units.
pub const MAX_BUDGET: i64 = 1_000_000_000;

/// The fields of an instance in a file: those of [`Instance`], and three that say how its days came about, which nothing reads.
pub const FIELDS: [&str; 19] = [
    "id",
    "horizon",
    "treatments",
    "concerns",
    "sep",
    "same_day",
    "budget",
    "max_visits",
    "max_minutes_per_visit",
    "max_treatments_per_visit",
    "slopes",
    "cost_per_price",
    "cost_per_discomfort",
    "cost_per_downtime_day",
    "cost_per_visit",
    "cost_per_day",
    "blackout",
    "events",
    "sun_window",
];
/// The fields of a [`Treatment`] in a file.
pub const TREATMENT_FIELDS: [&str; 12] = [
    "name",
    "group",
    "min_sessions",
    "max_sessions",
    "min_gap",
    "max_gap",
    "downtime",
    "price",
    "discomfort",
    "minutes",
    "gain",
    "allowed_days",
];
/// The fields of a [`Concern`] in a file.
pub const CONCERN_FIELDS: [&str; 3] = ["name", "weight", "breaks"];

/// One instance of the treatment-plan problem.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instance {
    /// A name for people; the search does not read it.
    #[serde(default)]
    pub id: String,
    /// Number of days; a day is `0..horizon`.
    pub horizon: usize,
    /// What may be done; a plan names treatments by their place in this list.
    pub treatments: Vec<Treatment>,
    /// What is to become better.
    pub concerns: Vec<Concern>,
    /// `sep[a][b]`: least days from a session of `a` to the same or a later session of `b`; 0 = no rule.
    pub sep: Vec<Vec<usize>>,
    /// Pairs `[a, b]` that may share a day although `sep[b][a]` is above 0, because `a` is then done first; `sep[a][b]`
    /// must be 0. Read pair by pair; empty = wherever either direction has a rule, the day is not shared.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub same_day: Vec<[usize; 2]>,
    /// Most that all sessions together may cost, in whole currency units.
    pub budget: i64,
    /// Most days with at least one session.
    pub max_visits: usize,
    /// Most minutes of chair time on one day.
    pub max_minutes_per_visit: i64,
    /// Most sessions on one day.
    pub max_treatments_per_visit: usize,
    /// Worth of a point of gain in the first, second and third segment of a concern; must not rise.
    pub slopes: [i64; 3],
    /// Cost in points of one currency unit.
    pub cost_per_price: i64,
    /// Cost in points of one point of discomfort.
    pub cost_per_discomfort: i64,
    /// Cost in points of one day of downtime.
    pub cost_per_downtime_day: i64,
    /// Cost in points of one visit.
    pub cost_per_visit: i64,
    /// Cost in points of every day that a session waits, counted from day 0.
    pub cost_per_day: i64,
}

/// One treatment: its course, its price in money and comfort, and what it gains.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Treatment {
    /// Unique name.
    pub name: String,
    /// Family of the treatment, for people only.
    #[serde(default)]
    pub group: String,
    /// Fewest sessions of a course that is taken at all.
    pub min_sessions: usize,
    /// Most sessions of a course.
    pub max_sessions: usize,
    /// Least days between consecutive sessions; 0 means the same as 1, sessions of a treatment never share a day.
    pub min_gap: usize,
    /// Most days between consecutive sessions.
    pub max_gap: usize,
    /// Days of downtime after a session.
    pub downtime: i64,
    /// Price of a session in whole currency units.
    pub price: i64,
    /// Discomfort of a session, 0 to 10.
    pub discomfort: i64,
    /// Chair time of a session in minutes.
    pub minutes: i64,
    /// Concern to cumulative gain after 0, 1, … `max_sessions` sessions.
    pub gain: BTreeMap<String, Vec<i64>>,
    /// Days on which a session may be placed, rising.
    pub allowed_days: Vec<usize>,
}

/// One concern: its weight and the breaks of its concave benefit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Concern {
    /// Unique name; gain tables refer to it.
    pub name: String,
    /// Importance to the patient.
    pub weight: i64,
    /// Gains at which the slope changes, strictly rising and above 0.
    pub breaks: [i64; 3],
}

/// What is wrong with an instance, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {what}")]
pub struct Flaw {
    /// Path of the offending value, such as `treatments[3].gain.acne`.
    pub path: String,
    /// What is wrong, in the words of the file.
    pub what: String,
}

fn flaw(path: impl Into<String>, what: impl Into<String>) -> Flaw {
    Flaw { path: path.into(), what: what.into() }
}

fn within(path: impl Into<String>, value: i64, low: i64, high: i64) -> Result<(), Flaw> {
    if (low..=high).contains(&value) {
        return Ok(());
    }
    Err(flaw(path, format!("`{value}` is not within {low} and {high}")))
}

fn size(value: usize) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

impl Instance {
    /// Checks everything that the search relies on.
    ///
    /// # Errors
    /// The first flaw found, with the path of the value that carries it.
    pub fn check(&self) -> Result<(), Flaw> {
        within("horizon", size(self.horizon), 0, size(MAX_HORIZON))?;
        within("treatments", size(self.treatments.len()), 0, size(MAX_TREATMENTS)).map_err(too_many)?;
        within("concerns", size(self.concerns.len()), 0, size(MAX_CONCERNS)).map_err(too_many)?;
        within("max_visits", size(self.max_visits), 0, size(MAX_VISITS))?;
        within("max_treatments_per_visit", size(self.max_treatments_per_visit), 0, size(MAX_TREATMENTS))?;
        within("budget", self.budget, 0, MAX_BUDGET)?;
        within("max_minutes_per_visit", self.max_minutes_per_visit, 0, MAX_PRICE)?;
        for (path, value) in [
            ("cost_per_price", self.cost_per_price),
            ("cost_per_discomfort", self.cost_per_discomfort),
            ("cost_per_downtime_day", self.cost_per_downtime_day),
            ("cost_per_visit", self.cost_per_visit),
            ("cost_per_day", self.cost_per_day),
        ] {
            within(path, value, 0, MAX_POINTS)?;
        }
        self.check_slopes()?;
        self.check_concerns()?;
        self.check_sep()?;
        let mut names = BTreeSet::new();
        for (place, treatment) in self.treatments.iter().enumerate() {
            let path = format!("treatments[{place}]");
            if !names.insert(treatment.name.as_str()) {
                return Err(flaw(format!("{path}.name"), format!("`{}` is named twice", treatment.name)));
            }
            treatment.check(&path, self.horizon)?;
        }
        Ok(())
    }

    fn check_slopes(&self) -> Result<(), Flaw> {
        let mut before = MAX_POINTS;
        for (place, &slope) in self.slopes.iter().enumerate() {
            within(format!("slopes[{place}]"), slope, 0, before)?;
            before = slope;
        }
        Ok(())
    }

    fn check_concerns(&self) -> Result<(), Flaw> {
        let mut names = BTreeSet::new();
        for (place, concern) in self.concerns.iter().enumerate() {
            let path = format!("concerns[{place}]");
            if !names.insert(concern.name.as_str()) {
                return Err(flaw(format!("{path}.name"), format!("`{}` is named twice", concern.name)));
            }
            within(format!("{path}.weight"), concern.weight, 0, MAX_POINTS)?;
            let mut before = 0;
            for (step, &value) in concern.breaks.iter().enumerate() {
                within(format!("{path}.breaks[{step}]"), value, before + 1, MAX_GAIN)?;
                before = value;
            }
        }
        Ok(())
    }

    fn check_sep(&self) -> Result<(), Flaw> {
        let count = self.treatments.len();
        if self.sep.len() != count {
            return Err(flaw("sep", format!("has {} rows for {count} treatments", self.sep.len())));
        }
        for (from, row) in self.sep.iter().enumerate() {
            if row.len() != count {
                let what = format!("has {} columns for {count} treatments", row.len());
                return Err(flaw(format!("sep[{from}]"), what));
            }
            for (to, &days) in row.iter().enumerate() {
                let most = if from == to { 0 } else { MAX_HORIZON };
                within(format!("sep[{from}][{to}]"), size(days), 0, size(most))?;
            }
        }
        self.check_same_day()
    }

    fn check_same_day(&self) -> Result<(), Flaw> {
        for (place, [first, then]) in self.same_day.iter().enumerate() {
            let path = format!("same_day[{place}]");
            let days = self.sep.get(*first).and_then(|row| row.get(*then));
            if first == then || *then >= self.sep.len() || days.is_none() {
                let count = self.sep.len();
                return Err(flaw(
                    path,
                    format!("`[{first}, {then}]` does not name two of {count} treatments"),
                ));
            }
            if days.is_some_and(|days| *days > 0) {
                return Err(flaw(
                    path,
                    format!("sep[{first}][{then}] is above 0, so that order has no place on one day"),
                ));
            }
        }
        Ok(())
    }
}

fn too_many(Flaw { path, what }: Flaw) -> Flaw {
    Flaw { path, what: format!("the length {what}") }
}

impl Treatment {
    fn check(&self, path: &str, horizon: usize) -> Result<(), Flaw> {
        let at = |field: &str| format!("{path}.{field}");
        within(at("max_sessions"), size(self.max_sessions), 1, size(MAX_SESSIONS))?;
        within(at("min_sessions"), size(self.min_sessions), 1, size(self.max_sessions))?;
        within(at("min_gap"), size(self.min_gap), 0, size(MAX_HORIZON))?;
        within(at("max_gap"), size(self.max_gap), size(self.min_gap), size(MAX_HORIZON))?;
        for (field, value) in [
            ("downtime", self.downtime),
            ("price", self.price),
            ("discomfort", self.discomfort),
            ("minutes", self.minutes),
        ] {
            within(at(field), value, 0, MAX_PRICE)?;
        }
        let mut least = 0;
        for (place, &day) in self.allowed_days.iter().enumerate() {
            if day >= horizon || day < least {
                let what = format!("day `{day}` is not within {least} and the horizon of {horizon} days");
                return Err(flaw(format!("{path}.allowed_days[{place}]"), what));
            }
            least = day + 1;
        }
        for (concern, table) in &self.gain {
            self.check_gain(&at(&format!("gain.{concern}")), table)?;
        }
        Ok(())
    }

    fn check_gain(&self, path: &str, table: &[i64]) -> Result<(), Flaw> {
        if table.len() != self.max_sessions + 1 {
            let what =
                format!("has {} entries, not max_sessions + 1 = {}", table.len(), self.max_sessions + 1);
            return Err(flaw(path, what));
        }
        let mut before = 0;
        for (sessions, &gain) in table.iter().enumerate() {
            let most = if sessions == 0 { 0 } else { MAX_GAIN };
            within(format!("{path}[{sessions}]"), gain, before, most)?;
            before = gain;
        }
        Ok(())
    }
}
