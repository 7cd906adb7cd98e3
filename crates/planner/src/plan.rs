//! A plan as plain data: what `serein plan` answers, what the auditor reads, what repair starts from.
//!
//! Days are calendar days, money is in minor units of one currency, strengths in per cent. Reasons are data;
//! they become sentences where they are written out.
mod visit;

pub use visit::{Session, Step, procedure};

use serde::{Serialize, Serializer};
use vocab::case::Fact;
use vocab::goals::Concern;
use vocab::{Day, Strength, Verdict};

vocab::words! {
    /// What a plan is like. Two plans of one report differ in a way that a person can feel.
    Style, "style of a plan" {
        /// Between the others: result, comfort and money weigh as a careful adviser would weigh them.
        Balanced = "balanced",
        /// Little downtime, little discomfort, nothing that waits for a signature.
        Gentle = "gentle",
        /// The most result by the day that counts, as early as the skin allows.
        Swift = "swift",
        /// The most result for the least money and the fewest visits.
        Lean = "lean",
        /// Without sessions: home care and habits.
        AtHome = "at_home",
        /// As it was agreed, repaired where it had to be.
        Agreed = "agreed",
    }
}

/// One plan.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Plan {
    /// What it is like.
    pub name: Style,
    /// Sessions, by day and then in the order of the day.
    pub sessions: Vec<Session>,
    /// What is done before the sessions, by day.
    pub prepare: Vec<Prepare>,
    /// Products at home.
    pub home_care: Vec<HomeCare>,
    /// Advice on living, with no more than evidence supports.
    pub living: Vec<Living>,
    /// Days on which something is measured.
    pub measure: Vec<Measure>,
    /// What keeps the result after the last session.
    pub maintain: Vec<Maintain>,
    /// What to expect.
    pub expected: Vec<Expected>,
    /// Sums.
    pub total: Total,
    /// Points of the plan in the bare problem.
    pub objective: i64,
    /// No plan of that problem has more points.
    pub bound: i64,
    /// The plan is proven to be the best of that problem.
    pub proven: bool,
    /// What the auditor found; a plan with an entry is never shown.
    pub audit: Vec<String>,
}

impl Plan {
    /// What is a known procedure when the gate is asked about the session at this place: every other session, but for
    /// what is done later on the same day.
    #[must_use]
    pub fn beside(&self, place: usize) -> Vec<Fact> {
        let on = self.sessions.get(place).map(|s| s.on);
        let known = |other: usize, s: &Session| other < place || (other > place && Some(s.on) != on);
        let others = (0..).zip(&self.sessions).filter(|(other, s)| known(*other, s));
        others.flat_map(|(_, s)| s.facts()).collect()
    }
}

/// An action that a session carries.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Action {
    /// Code of the answer condition.
    pub code: String,
    /// In words.
    pub text: String,
    /// First day, if it has one.
    pub from: Option<Day>,
    /// Last day, if it has one.
    pub until: Option<Day>,
}

impl Serialize for Action {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{}: {}", self.code, self.text))
    }
}

/// A finding of the gate, kept with a plan.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reason {
    /// Key of the rule.
    pub rule: String,
    /// Its verdict.
    pub verdict: Verdict,
    /// The first day that the rule leaves free.
    pub until: Option<Day>,
    /// Why.
    pub because: String,
    /// Tags of the bibliography.
    pub sources: Vec<String>,
    /// How strong that is.
    pub strength: Strength,
    /// Recalled, not looked up.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub needs_sign_off: bool,
}

vocab::words! {
    /// What is done before a session.
    Do, "preparation" {
        /// Begin with a product.
        Start = "start",
        /// Pause a product.
        Stop = "stop",
        /// Take a product up again.
        Resume = "resume",
        /// A prescriber decides and orders.
        Order = "order",
        /// A patch test or test spot is made.
        Test = "test",
        /// The test is read.
        Read = "read",
        /// Something is asked or signed.
        Ask = "ask",
        /// Something is avoided from this day on.
        Avoid = "avoid",
        /// Something else that is done.
        Task = "task",
    }
}

/// One thing to do before a session.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Prepare {
    /// The day on which it is due or begins.
    pub on: Day,
    /// What kind of thing.
    #[serde(rename = "do")]
    pub act: Do,
    /// Product code, condition code, or the task in words.
    pub what: String,
    /// Why.
    pub because: String,
    /// The session that it prepares: treatment and day.
    pub before: Option<(String, Day)>,
    /// Tags of the bibliography.
    pub sources: Vec<String>,
}

vocab::words! {
    /// When on a day.
    When, "time of day" {
        /// Morning.
        Morning = "morning",
        /// Evening.
        Evening = "evening",
        /// Morning and evening.
        Both = "morning_and_evening",
    }
}

/// A product at home.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HomeCare {
    /// Product code.
    pub product: String,
    /// Strength, per cent; absent = as the formula is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub percent: Option<f64>,
    /// When on a day.
    pub when: When,
    /// First day.
    pub from: Day,
    /// Last day.
    pub until: Day,
    /// Days without it, first and last, rising.
    pub pauses: Vec<(Day, Day)>,
    /// How often in the first weeks; empty = daily from the first day.
    pub ramp: Vec<Ramp>,
    /// The concerns that it serves; none = it protects or supports.
    pub serves: Vec<Concern>,
    /// The gate's verdict; review = a prescriber orders it first.
    pub verdict: Verdict,
    /// Why.
    pub because: Vec<String>,
    /// Tags of the bibliography.
    pub sources: Vec<String>,
}

/// A step of a ramp-up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Ramp {
    /// From this day.
    pub from: Day,
    /// So many times a week.
    pub per_week: u16,
    /// In words.
    pub text: String,
}

/// Advice on living.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Living {
    /// Code of the advice.
    pub advice: String,
    /// How well it is supported.
    pub support: String,
    /// What may be said.
    pub say: String,
    /// Tags of the bibliography.
    pub sources: Vec<String>,
    /// Recalled, not looked up.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub needs_sign_off: bool,
}

/// A measuring day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Measure {
    /// The day.
    pub on: Day,
    /// `photo` and codes of scales.
    pub what: Vec<String>,
    /// Why on this day.
    pub because: String,
}

/// What keeps the result.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Maintain {
    /// Treatment code.
    pub treatment: String,
    /// Days between sessions.
    pub every_days: u16,
    /// The first of them.
    pub first: Day,
    /// Price of one, in minor units.
    pub price: i64,
    /// Why.
    pub because: String,
    /// Tags of the bibliography.
    pub sources: Vec<String>,
}

/// What to expect of one concern.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Expected {
    /// The concern.
    pub concern: Concern,
    /// The scale of the numbers; absent = per cent of the severity on the first day of the course, which is today
    /// unless part of the plan has happened.
    pub scale: Option<String>,
    /// The course, by day.
    pub course: Vec<Point>,
    /// Probability that the target is reached by the day that counts, 0 to 1; absent without a target.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chance: Option<f64>,
    /// The smallest change that is more than noise, in points of the scale.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detectable: Option<f64>,
    /// Weight of the person's own measurements in the curve, per cent; 0 = published groups only.
    #[serde(skip_serializing_if = "nothing")]
    pub own_percent: f64,
    /// What the measurements so far show: `improved`, `no detectable change` or `worse`; absent with fewer than two.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub so_far: Option<String>,
    /// Why somebody should look at it again; absent on track.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub look_again: Option<String>,
    /// What the curve rests on.
    pub basis: String,
    /// A number behind it was recalled.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub needs_sign_off: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the shape that serde asks for")]
fn nothing(x: &f64) -> bool {
    *x <= 0.0
}

/// A point of a course.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Point {
    /// The day.
    pub on: Day,
    /// Median.
    pub median: f64,
    /// Lower end of the 50 % band: one half of all courses is expected inside it.
    pub low50: f64,
    /// Upper end of the 50 % band.
    pub high50: f64,
    /// Lower end of the 80 % band.
    pub low80: f64,
    /// Upper end of the 80 % band.
    pub high80: f64,
}

/// Sums over the sessions of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Total {
    /// Price in minor units.
    pub price: i64,
    /// Days with at least one session.
    pub visits: u16,
    /// Usual quiet days.
    pub quiet_days: u16,
    /// Minutes in the room.
    pub minutes: u32,
    /// Expected fall of the concerns, weighted, per cent of today's severity.
    pub result_percent: u16,
    /// The first day (by week) on which a fifth of it is expected to be gone, which people notice; absent = not before
    /// the day that counts.
    pub noticed: Option<Day>,
    /// The last session.
    pub last: Option<Day>,
}
