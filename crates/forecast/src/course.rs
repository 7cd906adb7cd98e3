//! The course of a whole plan: one answer for each concern of the goals, with its days as days of the calendar.
//!
//! Home of what a case, a page and a planner ask. [`of_plan`] turns goals, sessions, home care and measurements
//! into one [`Question`] each and keeps what [`crate::patient::course`] says, with what it could not say.
use crate::patient::{
    CourseError, DAYS_MAX, GROUPS_ONLY, Given, Goal, Measurement, PatientCourse, Question, Stretch, When,
    course,
};
use crate::population::Population;
use crate::scale::{PERCENT, scale};
use serde::Serialize;
use std::collections::BTreeMap;
use vocab::goals::{Concern, ConcernGoal, ExistingPlan, Goals, Measured, PlannedHomeCare};
use vocab::{Day, Zone};

/// How long a course is shown after the last day of a plan that states no end, days.
pub const AFTER_DAYS: i32 = 84;

/// What is asked about a whole plan.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The day of asking; sessions of earlier days count as done unless they say that they were not.
    pub today: Day,
    /// What is wished, and by when.
    pub goals: &'a Goals,
    /// Sessions and home care, past and to come.
    pub plan: &'a ExistingPlan,
    /// Measurements so far, in any order.
    pub measured: &'a [Measured],
}

/// One day of a course, on the scale.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Point {
    /// The day.
    pub on: Day,
    /// Weeks since the first day of the course.
    pub week: f64,
    /// Median.
    pub median: f64,
    /// Lower end of the 50 % band.
    pub low50: f64,
    /// Upper end of the 50 % band.
    pub high50: f64,
    /// Lower end of the 80 % band.
    pub low80: f64,
    /// Upper end of the 80 % band.
    pub high80: f64,
}

/// How likely a goal is reached.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Chance {
    /// The score to reach.
    pub score: f64,
    /// By this day.
    pub by: Day,
    /// Probability that it is reached on or before that day, 0 to 1.
    pub probability: f64,
}

/// What a session disturbs for some days, apart from the benefit.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Recovery {
    /// Treatment code.
    pub treatment: String,
    /// Its day.
    pub on: Day,
    /// Days until nine tenths of the redness are gone.
    pub redness_days: f64,
    /// Days until nine tenths of the water loss are gone.
    pub barrier_days: f64,
    /// Where the numbers come from.
    pub basis: String,
    /// They were recalled and wait for the medical director.
    pub needs_sign_off: bool,
    /// What published groups saw go wrong.
    pub harms: Vec<crate::harm::Harm>,
}

/// The answer for one concern.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ConcernCourse {
    /// The concern.
    pub concern: &'static str,
    /// The scale of the numbers; `percent` = per cent of the severity on the first day.
    pub scale: String,
    /// First day of the course: the first of plan, measurements and day of asking.
    pub from: Day,
    /// By week, with the last day and the day of the last measurement; empty where no course can be forecast.
    pub course: Vec<Point>,
    /// The chance of the goal; absent without a target.
    pub goal: Option<Chance>,
    /// The smallest change between two scores that is more than noise; absent where the error is not known.
    pub smallest_detectable_change: Option<f64>,
    /// `improved`, `no detectable change` or `worse`; absent with fewer than two scores or without a known error.
    pub so_far: Option<&'static str>,
    /// Why somebody should look at it; absent on track.
    pub off_track: Option<&'static str>,
    /// Weight of the patient's own data in the expected response, per cent; 0 = published groups only.
    pub own_weight_percent: f64,
    /// `published groups only` with fewer than two measurements.
    pub label: Option<&'static str>,
    /// What the curve rests on, a sentence each.
    pub basis: Vec<String>,
    /// Treatments and products of which nothing is known for this concern.
    pub unknown: Vec<String>,
    /// A number behind the curve was recalled and waits for the medical director.
    pub needs_sign_off: bool,
    /// Why there is no course.
    pub unanswered: Option<String>,
}

/// The answer to a case.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PlanCourse {
    /// One answer for each concern of the goals, then for each other concern that was measured.
    pub concerns: Vec<ConcernCourse>,
    /// What each session to come disturbs, apart from the benefit.
    pub recovery: Vec<Recovery>,
}

/// The course of every concern under a plan. Never fails: what cannot be forecast says so in its own answer.
#[must_use]
pub fn of_plan(of: &Population, asked: &Asked<'_>) -> PlanCourse {
    let extra = asked.measured.iter().map(|m| m.concern);
    let mut others: Vec<Concern> = Vec::new();
    for concern in extra {
        if !others.contains(&concern) && asked.goals.concerns.iter().all(|c| c.concern != concern) {
            others.push(concern);
        }
    }
    let others: Vec<ConcernGoal> = others.into_iter().map(measured_only).collect();
    let concerns = asked.goals.concerns.iter().chain(&others).map(|goal| one(of, asked, goal)).collect();
    PlanCourse { concerns, recovery: recoveries(asked) }
}

const fn measured_only(concern: Concern) -> ConcernGoal {
    ConcernGoal { concern, scale: None, score: None, target: None, zone: None, weight: 1 }
}

fn one(of: &Population, asked: &Asked<'_>, goal: &ConcernGoal) -> ConcernCourse {
    let mut notes = Vec::new();
    let (code, scores) = start(asked, goal, &mut notes);
    let from = first_day(asked, &scores);
    let until = last_day(asked, from);
    let number = |day: Day| from_start(from, day);
    let measured = scores
        .iter()
        .map(|(on, score, raters)| Measurement { day: number(*on), score: *score, raters: *raters })
        .collect();
    let by = asked.goals.event.as_ref().map(|e| e.on).or(asked.goals.until).unwrap_or(until);
    let target = goal.target.filter(|_| code != PERCENT);
    let question = Question {
        concern: goal.concern.code().to_owned(),
        scale: code.clone(),
        given: given(asked, goal.zone, from, until, &mut notes),
        measured,
        goal: target.map(|score| Goal { score, by: number(by).min(number(until)) }),
        until: number(until),
    };
    let mut answer = ConcernCourse {
        concern: goal.concern.code(),
        scale: code,
        from,
        course: Vec::new(),
        goal: None,
        smallest_detectable_change: None,
        so_far: None,
        off_track: None,
        own_weight_percent: 0.0,
        label: None,
        basis: notes,
        unknown: Vec::new(),
        needs_sign_off: false,
        unanswered: None,
    };
    match course(of, &question) {
        Ok(found) => fill(&mut answer, found, target.map(|score| (score, by.min(until)))),
        Err(error) => {
            let help = match &error {
                CourseError::NoStart => "; give a score, or a measurement",
                CourseError::Scale(_) | CourseError::Range(_) => "",
            };
            answer.unanswered = Some(format!("{error}{help}"));
        }
    }
    answer
}

fn fill(answer: &mut ConcernCourse, found: PatientCourse, target: Option<(f64, Day)>) {
    let from = answer.from;
    answer.course = found
        .points
        .iter()
        .map(|p| Point {
            on: from.plus(i32::from(p.day)),
            week: round(f64::from(p.day) / 7.0),
            median: round(p.median),
            low50: round(p.band50[0]),
            high50: round(p.band50[1]),
            low80: round(p.band80[0]),
            high80: round(p.band80[1]),
        })
        .collect();
    answer.goal = target.zip(found.goal).map(|((score, by), p)| Chance { score, by, probability: round(p) });
    answer.smallest_detectable_change =
        found.smallest_detectable_change.filter(|_| answer.scale != PERCENT).map(round);
    answer.so_far = found.so_far.map(crate::patient::SoFar::words);
    answer.off_track = found.off_track.map(crate::patient::OffTrack::words);
    answer.own_weight_percent = round(found.own_weight);
    answer.label = found.basis.iter().any(|b| b == GROUPS_ONLY).then_some(GROUPS_ONLY);
    answer.basis.extend(found.basis.into_iter().filter(|b| b != GROUPS_ONLY));
    answer.unknown = found.unknown;
    answer.needs_sign_off = found.needs_sign_off;
}

/// Hundredths, and never minus zero.
fn round(x: f64) -> f64 {
    let y = libm::round(x * 100.0) / 100.0;
    if y == 0.0 { 0.0 } else { y }
}

type Score = (Day, f64, u8);

/// The scale of the answer and the scores on it, by day: own measurements, else the score of the goals today, else 100 %.
fn start(asked: &Asked<'_>, goal: &ConcernGoal, notes: &mut Vec<String>) -> (String, Vec<Score>) {
    let own: Vec<&Measured> = asked.measured.iter().filter(|m| m.concern == goal.concern).collect();
    let latest = own.iter().max_by_key(|m| m.on).map(|m| m.scale);
    let wished = goal.scale.filter(|s| own.is_empty() || own.iter().any(|m| m.scale == *s));
    let Some(chosen) = wished.or(latest) else {
        return percent(asked, goal, "no score was given", notes);
    };
    if scale(chosen.code()).is_none() {
        let why = format!("no course can be forecast on the scale `{}`", chosen.code());
        return percent(asked, goal, &why, notes);
    }
    let (mut scores, mut elsewhere): (Vec<Score>, usize) = (Vec::new(), 0);
    for m in own {
        if m.scale == chosen {
            scores.push((m.on, m.score, m.raters.max(1)));
        } else {
            elsewhere += 1;
        }
    }
    scores.sort_by_key(|(on, ..)| *on);
    if elsewhere > 0 {
        notes.push(format!("measurements on other scales than {} are not read: {elsewhere}", chosen.code()));
    }
    match goal.score {
        Some(score) if scores.is_empty() => scores.push((asked.today, score, 1)),
        Some(_) => {
            notes.push("the score of the goals has no day and is not read beside measurements".to_owned());
        }
        None => {}
    }
    if scores.is_empty() {
        return percent(asked, goal, "no score was given", notes);
    }
    (chosen.code().to_owned(), scores)
}

fn percent(
    asked: &Asked<'_>,
    goal: &ConcernGoal,
    why: &str,
    notes: &mut Vec<String>,
) -> (String, Vec<Score>) {
    notes.push(format!("{why}: per cent of the severity on the first day instead"));
    if goal.target.is_some() {
        notes.push("so the chance of the target cannot be told".to_owned());
    }
    (PERCENT.to_owned(), vec![(first_day(asked, &[]), 100.0, 1)])
}

/// The first day that matters, at most ten years before the day of asking.
fn first_day(asked: &Asked<'_>, scores: &[Score]) -> Day {
    let sessions = asked.plan.sessions.iter().map(|s| s.on);
    let home = asked.plan.home_care.iter().map(|h| h.from);
    let days = sessions.chain(home).chain(scores.iter().map(|(on, ..)| *on));
    let first = days.fold(asked.today, Day::min);
    first.max(asked.today.plus(-i32::from(DAYS_MAX) / 2))
}

fn last_day(asked: &Asked<'_>, from: Day) -> Day {
    let stated = asked.goals.until.max(asked.goals.event.as_ref().map(|e| e.on));
    let last = stated.unwrap_or_else(|| {
        let sessions = asked.plan.sessions.iter().map(|s| s.on);
        let home = asked.plan.home_care.iter().filter_map(|h| h.until);
        sessions.chain(home).fold(asked.today, Day::max).plus(AFTER_DAYS)
    });
    let measured = asked.measured.iter().map(|m| m.on);
    measured.fold(last.max(asked.today), Day::max).min(from.plus(i32::from(DAYS_MAX)))
}

fn from_start(from: Day, day: Day) -> u16 {
    u16::try_from(day.since(from).clamp(0, i32::from(DAYS_MAX))).unwrap_or(DAYS_MAX)
}

/// What is given up to the last day, by code; sessions that did not happen or lie elsewhere are left out and told.
fn given(
    asked: &Asked<'_>,
    zone: Option<Zone>,
    from: Day,
    until: Day,
    notes: &mut Vec<String>,
) -> Vec<Given> {
    let mut sessions: BTreeMap<&str, Vec<u16>> = BTreeMap::new();
    let (mut missed, mut elsewhere) = (0_u32, 0_u32);
    for s in asked.plan.sessions.iter().filter(|s| s.on >= from && s.on <= until) {
        let here = s.zones.is_empty() || s.zones.iter().any(|z| vocab::zone::overlap(Some(*z), zone));
        if s.done == Some(false) && s.on < asked.today {
            missed += 1;
        } else if here {
            sessions.entry(&s.treatment).or_default().push(from_start(from, s.on));
        } else {
            elsewhere += 1;
        }
    }
    if missed > 0 {
        notes.push(format!("sessions of past days that did not happen are left out: {missed}"));
    }
    if elsewhere > 0 {
        notes.push(format!("sessions in other zones are left out: {elsewhere}"));
    }
    let mut all: Vec<Given> = Vec::new();
    for (code, mut days) in sessions {
        days.sort_unstable();
        all.push(Given { code: code.to_owned(), when: When::Sessions(days) });
    }
    let mut home: BTreeMap<&str, Vec<Stretch>> = BTreeMap::new();
    for h in asked.plan.home_care.iter().filter(|h| h.from <= until) {
        home.entry(&h.product).or_default().extend(stretches(h, from, until));
    }
    for (code, mut parts) in home {
        parts.sort_by_key(|s| (s.from, s.until));
        all.push(Given { code: code.to_owned(), when: When::Home(apart(parts)) });
    }
    all
}

/// The days of use between the pauses. The day after the last day of use is the first without.
fn stretches(h: &PlannedHomeCare, from: Day, until: Day) -> Vec<Stretch> {
    let adherence = h.adherence.unwrap_or(1.0).clamp(0.0, 1.0);
    let last = h.until.unwrap_or(until).min(until);
    let mut pauses = h.pauses.clone();
    pauses.sort_unstable();
    let mut parts = Vec::new();
    let mut begin = h.from;
    for (pause, resume) in pauses {
        if pause > begin && begin <= last {
            parts.push((begin, pause.min(last.plus(1))));
        }
        begin = begin.max(resume.plus(1));
    }
    if begin <= last {
        parts.push((begin, last.plus(1)));
    }
    let number = |day| from_start(from, day);
    parts
        .into_iter()
        .map(|(a, b)| Stretch { from: number(a), until: number(b), adherence })
        .filter(|s| s.from < s.until)
        .collect()
}

/// Stretches that follow one another: where two overlap, the later one begins when the earlier one ends.
fn apart(parts: Vec<Stretch>) -> Vec<Stretch> {
    let mut all: Vec<Stretch> = Vec::with_capacity(parts.len());
    for mut part in parts {
        if let Some(before) = all.last() {
            part.from = part.from.max(before.until);
        }
        if part.from < part.until {
            all.push(part);
        }
    }
    all
}

fn recoveries(asked: &Asked<'_>) -> Vec<Recovery> {
    let mut all = Vec::new();
    for s in asked.plan.sessions.iter().filter(|s| s.on >= asked.today) {
        let Some(found) = crate::gain::recovery(&s.treatment) else { continue };
        let (redness, barrier) = found.days_to_a_tenth();
        all.push(Recovery {
            treatment: s.treatment.clone(),
            on: s.on,
            redness_days: round(redness),
            barrier_days: round(barrier),
            basis: found.basis,
            needs_sign_off: found.needs_sign_off,
            harms: crate::harm::harms(&s.treatment),
        });
    }
    all
}
