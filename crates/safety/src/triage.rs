//! Symptoms after a procedure: how soon must somebody act, and why (section 6.3)?
//!
//! Every symptom word, said or heard in free text, is held against the red flags of the procedure
//! and its day; what no flag names belongs to the course (section 6.2) or is one level above it.
//! Nothing that is added ever lowers the level: each reason stands for itself and the heaviest wins.
use crate::triage_text::{Heard, hear};
use knowledge::Knowledge;
use knowledge::care::Aftercare;
use knowledge::red_flag::{Level, RedFlag};
use std::collections::{BTreeMap, BTreeSet};
use vocab::case::{Fact, Status, Subject};

/// Fever begins here, degrees Celsius (section 6.3).
const FEVER_C: f64 = 38.0;
const FEVER: &str = "fever";
/// Redness alone has days of grace after its window (section 6.3, E3).
const GRACE: (&str, i64) = ("redness", 3);
const MINUTES_A_DAY: i64 = 1440;

/// What was told. Times are local minutes since 1970-01-01T00:00.
#[derive(Debug, Clone, Copy)]
pub struct Report<'a> {
    /// Treatment code of the procedure.
    pub procedure: &'a str,
    /// When it was.
    pub at: i64,
    /// Now; not before `at`.
    pub now: i64,
    /// Facts of the case: other procedures count as well.
    pub facts: &'a [Fact],
    /// Symptom words, known or not.
    pub symptoms: &'a [String],
    /// Body temperature, degrees Celsius.
    pub temperature_c: Option<f64>,
    /// Free text.
    pub text: Option<&'a str>,
}

/// How soon, what, and why.
#[must_use = "a level that nobody reads protects nobody"]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Triage<'k> {
    /// Level.
    pub level: Level,
    /// Minutes within which somebody acts; `None` = no clock runs.
    pub act_within_minutes: Option<u16>,
    /// What is done.
    pub action: &'k str,
    /// Reasons, the heaviest first; at least one.
    pub because: Vec<String>,
    /// Source tags of the reasons, the heaviest first; at least one.
    pub sources: Vec<&'k str>,
    /// Flags that fired, the heaviest first; one whose words a heavier one has told gives no reason
    /// of its own.
    pub flags: Vec<&'k str>,
    /// A reason is recalled, not looked up.
    pub recalled: bool,
}

/// A procedure and the time since.
struct Since<'a> {
    procedure: &'a str,
    /// Days by the calendar; `None` = done at some time.
    day: Option<i64>,
    hours: i64,
    /// Named by the question, not only by the facts.
    asked: bool,
}

/// One reason, ordered by weight.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Reason<'k> {
    level: Level,
    key: &'k str,
    text: String,
}

/// Answers a report. The same report gives the same answer, in whatever order its words stand.
pub fn triage<'k>(knowledge: &'k Knowledge, report: &Report<'_>) -> Triage<'k> {
    let known = knowledge.symptom_words();
    let said = Said::of(knowledge, &known, report);
    let procedures = procedures(report);
    let mut reasons: BTreeSet<Reason<'k>> = BTreeSet::new();
    let mut flags: Vec<&'k str> = Vec::new();
    let mut told: Vec<&'k RedFlag> = Vec::new();
    let mut explained: BTreeMap<&'k str, Level> = BTreeMap::new();
    // The heaviest come first, so a word is explained by the heaviest flag that names it.
    for flag in &knowledge.care.red_flags {
        let Some(since) = procedures.iter().find(|s| holds(knowledge, flag, s)) else { continue };
        let words = said.matched(flag);
        if words.is_empty() {
            continue;
        }
        flags.push(flag.key.as_str());
        if words.iter().all(|w| explained.get(w).is_some_and(|heavier| *heavier < flag.level)) {
            continue;
        }
        let shown: Vec<&str> = words.iter().copied().collect();
        for word in words {
            explained.entry(word).or_insert(flag.level);
        }
        let whose = if since.asked { String::new() } else { format!(" after {}", since.procedure) };
        let text = format!("{}{whose}: {}", shown.join(", "), flag.because);
        reasons.insert(Reason { level: flag.level, key: &flag.key, text });
        told.push(flag);
    }
    let course = knowledge.aftercare(report.procedure);
    for word in said.words.iter().filter(|w| !explained.contains_key(*w)) {
        reasons.insert(outside_flags(course, word, procedures.first()));
    }
    reasons.extend(said.notes(report));
    let level = reasons.first().map_or(Level::E4, |r| r.level);
    let level = if said.unknown.is_empty() { level } else { level.raised() };
    Triage { flags, ..done(knowledge, report, level, &reasons, &told, course, &said) }
}

fn done<'k>(
    knowledge: &'k Knowledge,
    report: &Report<'_>,
    level: Level,
    reasons: &BTreeSet<Reason<'k>>,
    told: &[&'k RedFlag],
    course: Option<&'k Aftercare>,
    said: &Said<'k>,
) -> Triage<'k> {
    let mut because: Vec<String> = said.unknown.iter().map(|w| unknown_reason(w)).collect();
    because.extend(reasons.iter().map(|r| r.text.clone()));
    let mut sources: Vec<&'k str> = Vec::new();
    let from_course = course.iter().flat_map(|c| &c.sources).map(String::as_str);
    let from_flags = told.iter().flat_map(|f| &f.sources).map(String::as_str);
    for tag in from_flags.chain(from_course.filter(|_| told.is_empty())) {
        if !sources.contains(&tag) {
            sources.push(tag);
        }
    }
    if sources.is_empty() {
        sources.push("HOUSE");
    }
    let general = knowledge.care.reading.answer.iter().find(|a| a.level == level);
    let action = told
        .iter()
        .find(|f| f.level == level)
        .map(|f| f.action.as_str())
        .or_else(|| general.map(|a| a.action.as_str()))
        .unwrap_or("A clinician is told now.");
    let left = MINUTES_A_DAY - report.now.rem_euclid(MINUTES_A_DAY);
    Triage {
        level,
        act_within_minutes: level.act_within_minutes(u16::try_from(left).unwrap_or(1440)),
        action,
        because,
        sources,
        flags: Vec::new(),
        recalled: told.iter().any(|f| f.recalled) || course.is_some_and(|c| c.recalled),
    }
}

fn unknown_reason(word: &str) -> String {
    format!("`{}` is no known symptom word: one level up", vocab::nearest::clip(word))
}

/// What was said, as known words.
struct Said<'k> {
    words: BTreeSet<&'k str>,
    unknown: BTreeSet<String>,
    heard: BTreeMap<&'k str, String>,
    /// Unknown words that look like a known one.
    like: BTreeMap<String, &'k str>,
    unclear: Option<String>,
}

impl<'k> Said<'k> {
    fn of(knowledge: &'k Knowledge, known: &BTreeSet<&'k str>, report: &Report<'_>) -> Self {
        let mut said = Self {
            words: BTreeSet::new(),
            unknown: BTreeSet::new(),
            heard: BTreeMap::new(),
            like: BTreeMap::new(),
            unclear: None,
        };
        for word in report.symptoms {
            if let Some(word) = known.get(word.as_str()) {
                said.words.insert(word);
                continue;
            }
            said.unknown.insert(word.clone());
            if let Some(like) = like(known, word) {
                said.words.insert(like);
                said.like.insert(word.clone(), like);
            }
            said.hear(known, hear(&knowledge.care.reading, word), false);
        }
        if let Some(text) = report.text {
            said.hear(known, hear(&knowledge.care.reading, text), true);
        }
        let measured = report.temperature_c.is_some_and(|t| t >= FEVER_C);
        if measured {
            said.words.extend(known.get(FEVER));
        }
        said
    }

    fn hear(&mut self, known: &BTreeSet<&'k str>, heard: Heard, is_text: bool) {
        for (word, in_words) in heard.symptoms {
            if let Some(word) = known.get(word.as_str()) {
                self.words.insert(word);
                self.heard.insert(word, in_words);
            }
        }
        if is_text {
            self.unclear = heard.unclear;
        }
    }

    /// The words that make this flag fire.
    fn matched(&self, flag: &'k RedFlag) -> BTreeSet<&'k str> {
        let single = flag.symptoms.iter().filter(|s| self.words.contains(s.as_str()));
        let sets = flag.together.iter().filter(|set| set.iter().all(|s| self.words.contains(s.as_str())));
        single.chain(sets.flatten()).map(String::as_str).collect()
    }

    /// How words were understood, and what was not.
    fn notes<'r>(&self, report: &Report<'_>) -> Vec<Reason<'r>> {
        let note = |key, text| Reason { level: Level::E4, key, text };
        let mut notes: Vec<Reason<'r>> = Vec::new();
        for (word, words) in &self.heard {
            let words = vocab::nearest::clip(words);
            notes.push(note("~heard", format!("`{words}` in the patient's words is read as {word}")));
        }
        for (word, like) in &self.like {
            let word = vocab::nearest::clip(word);
            notes.push(note("~like", format!("`{word}` is taken for {like} as well")));
        }
        if let Some(word) = &self.unclear {
            let word = vocab::nearest::clip(word);
            let text =
                format!("the text says more than the program understands (`{word}`): a person reads it");
            notes.push(Reason { level: Level::E3, key: "~unclear", text });
        }
        let silent = self.words.is_empty() && self.unknown.is_empty();
        if silent && report.text.is_none_or(|t| t.trim().is_empty()) {
            notes.push(note("~silent", "no symptom was told".to_owned()));
        } else if silent && self.unclear.is_none() {
            notes.push(note("~calm", "the text tells of no complaint".to_owned()));
        }
        notes
    }
}

/// The known word from which this one differs by a slip of the keyboard.
fn like<'k>(known: &BTreeSet<&'k str>, word: &str) -> Option<&'k str> {
    let word = vocab::nearest::squash(word);
    let slips = |w: &str| strsim::osa_distance(&word, &vocab::nearest::squash(w));
    let allowed = match word.chars().count() {
        0..=4 => 0,
        5..=8 => 1,
        _ => 2,
    };
    known.iter().map(|w| (slips(w), *w)).filter(|(n, _)| *n <= allowed).min().map(|(_, w)| w)
}

/// The asked procedure first, then those of the facts that were done by now.
fn procedures<'a>(report: &Report<'a>) -> Vec<Since<'a>> {
    let today = report.now.div_euclid(MINUTES_A_DAY);
    let mut all = vec![Since {
        procedure: report.procedure,
        day: Some(today - report.at.div_euclid(MINUTES_A_DAY)),
        hours: (report.now - report.at).div_euclid(60),
        asked: true,
    }];
    for fact in report.facts {
        let Subject::Procedure(code) = &fact.subject else { continue };
        let day = fact.on.or(fact.until).map(|on| today - i64::from(on.number()));
        let denied = matches!(fact.status, Some(Status::Absent));
        if !denied && day.is_none_or(|d| d >= 0) {
            let hours = day.map_or(0, |d| d.saturating_mul(24));
            all.push(Since { procedure: code, day, hours, asked: false });
        }
    }
    if let Some((_, others)) = all.split_first_mut() {
        others.sort_by(|a, b| (a.procedure, a.day).cmp(&(b.procedure, b.day)));
    }
    all
}

/// Whether a flag is about this procedure on this day. A procedure at an unknown day may be any.
fn holds(knowledge: &Knowledge, flag: &RedFlag, since: &Since<'_>) -> bool {
    if !knowledge.applies_to(&flag.applies, since.procedure)
        || flag.except.iter().any(|e| e == since.procedure)
    {
        return false;
    }
    // A flag of every treatment asks about the one that was named.
    if !since.asked && flag.applies.is_empty() {
        return false;
    }
    let Some(day) = since.day else { return true };
    let late = !since.asked && flag.also_days.is_some_and(|max| day > i64::from(max));
    let begun =
        day >= i64::from(flag.from_day) || flag.from_hours.is_some_and(|h| since.hours >= i64::from(h));
    begun && !late && flag.to_day.is_none_or(|to| day <= i64::from(to))
}

/// A word that no flag names: part of the course, or one level above it.
fn outside_flags<'k>(course: Option<&Aftercare>, word: &str, since: Option<&Since<'_>>) -> Reason<'k> {
    let day = since.and_then(|s| s.day).unwrap_or(i64::MAX);
    let windows =
        || course.into_iter().flat_map(|c| &c.expected).filter(|e| e.symptoms.iter().any(|s| s == word));
    let grace = if word == GRACE.0 { GRACE.1 } else { 0 };
    let inside = windows().any(|e| i64::from(e.from_day) <= day && day <= i64::from(e.to_day) + grace);
    if inside {
        return Reason {
            level: Level::E4,
            key: "~course",
            text: format!("{word} belongs to the course on day {day}"),
        };
    }
    let text = match windows().map(|e| e.to_day).max() {
        Some(last) if i64::from(last) < day => {
            format!(
                "{word} on day {day} lasts longer than the course, which expects it until day {last}: one level up"
            )
        }
        Some(_) => format!("{word} on day {day} is earlier than the course expects it: one level up"),
        None => format!("{word} is not part of the course after this treatment: one level up"),
    };
    Reason { level: Level::E3, key: "~outside", text }
}
