//! The days after, merged over every treatment: what is normal, what to do, what to leave, day by day.
use chart::after::Since;
use knowledge::Knowledge;
use knowledge::care::Activity;
use safety::aftercare::{After, Done, after};
use vocab::Day;

/// Something that is left alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// In words.
    pub text: String,
    /// The day from which it is free.
    pub free_from: Day,
    /// The treatment that decides, if several were done and another asks for less; empty otherwise.
    pub strictest: String,
}

/// One day of the course.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OneDay {
    /// The day.
    pub on: Day,
    /// Days since the newest session.
    pub number: i32,
    /// What is normal.
    pub normal: Vec<String>,
    /// What to do.
    pub todo: Vec<String>,
}

/// A symptom and the days on which it belongs to the course.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    /// In words.
    pub word: String,
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
}

/// The days after.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Days {
    /// Titles of the treatments, the newest first.
    pub titles: Vec<String>,
    /// The day of the newest session.
    pub newest: Option<Day>,
    /// A week around today.
    pub week: Vec<OneDay>,
    /// What is left alone today and later, the soonest free first.
    pub leave: Vec<Left>,
    /// What belongs to the course.
    pub expected: Vec<Expected>,
    /// Visits that are due.
    pub visits: Vec<Day>,
    /// Treatments of which no course is written.
    pub unwritten: Vec<String>,
}

/// A symptom code as a guest reads it.
pub(super) fn in_words(code: &str) -> String {
    let plain = code.trim_end_matches("_mild").replace('_', " ");
    if code.ends_with("_mild") { format!("mild {plain}") } else { plain }
}

impl Days {
    /// The days after these sessions, seen from today.
    #[must_use]
    pub fn of(k: &Knowledge, sessions: &[Since], today: Day) -> Self {
        let done: Vec<Done<'_>> = sessions.iter().map(|s| Done { treatment: &s.treatment, on: s.on }).collect();
        let merged = after(k, &done);
        let newest = sessions.iter().map(|s| s.on).max();
        let mut titles: Vec<String> = Vec::new();
        for s in sessions {
            let title = title(k, &s.treatment);
            if !titles.contains(&title) {
                titles.push(title);
            }
        }
        let first = newest.map_or(today, |newest| if today.since(newest) < 6 { newest } else { today.plus(-2) });
        let week = (0..7).map(|n| one_day(&merged, first.plus(n), newest.unwrap_or(today))).collect();
        let mut leave: Vec<Left> = merged
            .leave
            .iter()
            .filter(|l| l.free_from > today && l.what != Activity::Repeat)
            .map(|l| Left {
                text: l.text.to_owned(),
                free_from: l.free_from,
                strictest: match l.decided_by {
                    Some(code) if !l.shorter.is_empty() => title(k, code),
                    Some(_) | None => String::new(),
                },
            })
            .collect();
        leave.sort_by(|a, b| (a.free_from, &a.text).cmp(&(b.free_from, &b.text)));
        Self {
            titles,
            newest,
            week,
            leave,
            expected: expected(k, sessions, today),
            visits: merged.visit_days.iter().copied().filter(|day| *day >= today).collect(),
            unwritten: merged.unwritten.iter().map(|code| title(k, code)).collect(),
        }
    }

    /// The day of today in the week.
    #[must_use]
    pub fn today(&self, today: Day) -> Option<&OneDay> {
        self.week.iter().find(|day| day.on == today)
    }
}

fn title(k: &Knowledge, code: &str) -> String {
    k.treatment(code).map_or_else(|| code.to_owned(), |t| t.title.clone())
}

fn one_day(merged: &After<'_>, on: Day, newest: Day) -> OneDay {
    let told = |list: &[safety::aftercare::Telling<'_>]| {
        let mut texts: Vec<String> = Vec::new();
        for told in list.iter().filter(|t| t.from <= on && on <= t.to) {
            if !texts.iter().any(|known| known == told.text) {
                texts.push(told.text.to_owned());
            }
        }
        texts
    };
    OneDay { on, number: on.since(newest), normal: told(&merged.course), todo: told(&merged.todo) }
}

/// Each symptom once, over all treatments, from its first day to its last; those that are over are left out.
fn expected(k: &Knowledge, sessions: &[Since], today: Day) -> Vec<Expected> {
    let mut all: Vec<Expected> = Vec::new();
    for s in sessions {
        for window in k.aftercare(&s.treatment).iter().flat_map(|file| &file.expected) {
            for symptom in &window.symptoms {
                let word = in_words(symptom);
                let (from, to) = (s.on.plus(i32::from(window.from_day)), s.on.plus(i32::from(window.to_day)));
                match all.iter_mut().find(|e| e.word == word) {
                    Some(known) => (known.from, known.to) = (known.from.min(from), known.to.max(to)),
                    None => all.push(Expected { word, from, to }),
                }
            }
        }
    }
    all.retain(|e| e.to >= today);
    all.sort_by(|a, b| (a.from, a.to, &a.word).cmp(&(b.from, b.to, &b.word)));
    all
}
