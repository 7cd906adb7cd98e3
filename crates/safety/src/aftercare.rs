//! Before and after: what one or several treatments ask of a patient, day by day.
//!
//! ```text
//! after(knowledge, done)        -> After   (courses, what to do, what to leave until when, photos, visits)
//! After::free_from(activity)    -> the day from which it may be resumed; the strictest treatment wins
//! preparation(knowledge, code)  -> the tasks before, the earliest first
//! resume_day(knowledge, code, activity) -> day 5, 7, 28 … after this one treatment
//! ```
//! Pauses of single home-care products stand with the product (`Ingredient::pause`); they are the
//! gate's. What is here is for people, and for planners that schedule tasks and pauses.
use knowledge::Knowledge;
use knowledge::care::{Activity, Aftercare, Leave, PrepTask, Preparation};
use std::collections::{BTreeMap, BTreeSet};
use vocab::Day;

/// A treatment that was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Done<'a> {
    /// Treatment code.
    pub treatment: &'a str,
    /// Its day.
    pub on: Day,
}

/// What comes after one or several treatments, merged.
#[derive(Debug, Clone, Default)]
pub struct After<'k> {
    /// What the skin will look like, by first day.
    pub course: Vec<Telling<'k>>,
    /// What to do, by first day.
    pub todo: Vec<Telling<'k>>,
    /// What to leave and until when; one entry per activity, in the order of their codes.
    pub leave: Vec<Left<'k>>,
    /// Days on which the clinic asks for a photo.
    pub photo_days: BTreeSet<Day>,
    /// Days with a photo in the evening of the treatment as well.
    pub photo_evenings: BTreeSet<Day>,
    /// Days on which the clinic sees the patient.
    pub visit_days: BTreeSet<Day>,
    /// Treatments of which no course is written, in order: the clinic tells it itself.
    pub unwritten: BTreeSet<&'k str>,
}

/// A sentence for a stretch of days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Telling<'k> {
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
    /// In words for the patient.
    pub text: &'k str,
    /// Treatment code; `None` = after every treatment.
    pub after: Option<&'k str>,
    /// Sources.
    pub sources: &'k [String],
    /// Recalled, not looked up.
    pub recalled: bool,
}

/// Something that is left alone, and the treatment that decides how long.
#[derive(Debug, Clone)]
pub struct Left<'k> {
    /// What.
    pub what: Activity,
    /// The day from which it may be resumed.
    pub free_from: Day,
    /// Hours from the end of the deciding treatment.
    pub hours: u16,
    /// In words for the patient, of the deciding treatment.
    pub text: &'k str,
    /// The deciding treatment; `None` = the rule for every treatment.
    pub decided_by: Option<&'k str>,
    /// Treatments that ask for it as well, for a shorter or the same time.
    pub shorter: BTreeSet<&'k str>,
    /// Sources.
    pub sources: &'k [String],
    /// Recalled, not looked up.
    pub recalled: bool,
}

impl After<'_> {
    /// The day from which something may be resumed; `None` = no treatment asks to leave it.
    #[must_use]
    pub fn free_from(&self, what: Activity) -> Option<Day> {
        self.leave.iter().find(|l| l.what == what).map(|l| l.free_from)
    }

    /// What is told for one day: the course and what to do.
    pub fn on(&self, day: Day) -> impl Iterator<Item = &Telling<'_>> {
        self.course.iter().chain(&self.todo).filter(move |t| t.from <= day && day <= t.to)
    }
}

/// What comes after these treatments. Their order does not matter; where two ask for the same, the
/// later free day wins and names its treatment. A code that nobody knows is passed over.
#[must_use]
pub fn after<'k>(knowledge: &'k Knowledge, done: &[Done<'_>]) -> After<'k> {
    let mut after = After::default();
    let mut left: BTreeMap<Activity, Left<'k>> = BTreeMap::new();
    let done: BTreeSet<Done<'_>> = done.iter().copied().collect();
    for one in &done {
        let Some(treatment) = knowledge.treatment(one.treatment) else { continue };
        let code = treatment.code.as_str();
        let own = knowledge.aftercare(code);
        if own.is_none() {
            after.unwritten.insert(code);
        }
        for (file, name) in universal(knowledge).map(|f| (f, None)).chain(own.map(|f| (f, Some(code)))) {
            tell(&mut after, file, name, one.on);
            for leave in &file.leave {
                keep_strictest(&mut left, leave, name, one.on);
            }
        }
    }
    let by_day = |a: &Telling<'_>, b: &Telling<'_>| {
        (a.from, a.to, a.after, a.text).cmp(&(b.from, b.to, b.after, b.text))
    };
    after.course.sort_by(by_day);
    after.todo.sort_by(by_day);
    after.todo.dedup();
    after.leave = left.into_values().collect();
    after
}

/// Rules for every treatment.
fn universal(knowledge: &Knowledge) -> impl Iterator<Item = &Aftercare> {
    knowledge.care.aftercare.iter().filter(|a| a.applies.is_empty())
}

fn day(on: Day, days: u16) -> Day {
    on.plus(i32::from(days))
}

fn tell<'k>(after: &mut After<'k>, file: &'k Aftercare, name: Option<&'k str>, on: Day) {
    let telling = |s: &'k knowledge::care::Stretch| Telling {
        from: day(on, s.from_day),
        to: day(on, s.to_day),
        text: &s.text,
        after: name,
        sources: &file.sources,
        recalled: file.recalled,
    };
    after.course.extend(file.course.iter().map(telling));
    after.todo.extend(file.todo.iter().map(telling));
    after.photo_days.extend(file.check_days.iter().map(|d| day(on, *d)));
    after.visit_days.extend(file.visit_days.iter().map(|d| day(on, *d)));
    if file.check_first_evening {
        after.photo_evenings.insert(on);
    }
}

fn keep_strictest<'k>(
    left: &mut BTreeMap<Activity, Left<'k>>,
    leave: &'k Leave,
    name: Option<&'k str>,
    on: Day,
) {
    let free_from = day(on, leave.resume_day());
    let mut new = Left {
        what: leave.what,
        free_from,
        hours: leave.hours,
        text: &leave.text,
        decided_by: name,
        shorter: BTreeSet::new(),
        sources: &leave.sources,
        recalled: leave.recalled,
    };
    let Some(old) = left.get_mut(&leave.what) else {
        left.insert(leave.what, new);
        return;
    };
    if (free_from, name) > (old.free_from, old.decided_by) {
        new.shorter.append(&mut old.shorter);
        std::mem::swap(old, &mut new);
    }
    if let Some(shorter) = new.decided_by
        && old.decided_by != Some(shorter)
    {
        old.shorter.insert(shorter);
    }
}

/// The day after this treatment, counted from its day 0, from which something may be resumed;
/// `None` = neither the treatment nor the rule for all asks to leave it.
#[must_use]
pub fn resume_day(knowledge: &Knowledge, treatment: &str, what: Activity) -> Option<u16> {
    universal(knowledge)
        .chain(knowledge.aftercare(treatment))
        .flat_map(|file| &file.leave)
        .filter(|leave| leave.what == what)
        .map(Leave::resume_day)
        .max()
}

/// The tasks before a treatment, the earliest first; each says how many days before it is due and,
/// in `only`, when it does not concern everybody.
#[must_use]
pub fn preparation<'k>(knowledge: &'k Knowledge, treatment: &str) -> Vec<&'k PrepTask> {
    let mut tasks: Vec<&PrepTask> = knowledge
        .care
        .preparation
        .iter()
        .flat_map(|p: &Preparation| &p.task)
        .filter(|t| knowledge.applies_to(&t.applies, treatment))
        .collect();
    tasks.sort_by(|a, b| b.days_before.cmp(&a.days_before).then_with(|| a.text.cmp(&b.text)));
    tasks
}
