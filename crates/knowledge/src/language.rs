//! Other languages for consents and for messages to guests: sentence for sentence, each language a file with its own sign-off. What nobody has
//! signed off is shown to staff and never put before a guest: a translation that nobody checked is not known to say the same.
use crate::Knowledge;
use crate::load::Problem;
use crate::review::SignOff;
use serde::Deserialize;
use std::collections::BTreeSet;

/// The most sentences of one language.
pub const LINES_MAX: usize = 5_000;

vocab::words! {
    /// How a translation was made.
    Made, "way of translating" {
        /// By a program.
        Machine = "machine",
        /// By a person who knows both languages.
        Person = "person",
    }
}

/// A language; the name of the file is its key.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Language {
    /// Its code, ISO 639-1 (`es`).
    pub key: String,
    /// What it calls itself.
    pub title: String,
    /// How the sentences were translated.
    pub made: Made,
    /// Sentences.
    pub line: Vec<Line>,
    /// Who wrote it and who checked it; without a checker it is used for nobody.
    pub sign_off: SignOff,
}

/// A sentence in both languages. A number that changes with the treatment is written `{n}` in both.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// In English, word for word as the text has it. What a message varies has a name in braces: `Your visit on {day}`.
    pub english: String,
    /// In this language.
    pub text: String,
}

impl Language {
    /// Whether a person who may has signed it off.
    #[must_use]
    pub const fn is_signed_off(&self) -> bool {
        self.sign_off.checker.is_some()
    }

    /// How it stands, in words for staff.
    #[must_use]
    pub fn standing(&self) -> &'static str {
        match (self.is_signed_off(), self.made) {
            (true, _) => "signed off",
            (false, Made::Machine) => "translated by machine, not signed off: not used",
            (false, Made::Person) => "translated, not signed off: not used",
        }
    }

    /// A sentence of the text in this language; `None` where it is not translated. What stands before a colon may be a line of its
    /// own (`Rare: …`).
    #[must_use]
    pub fn say(&self, english: &str) -> Option<String> {
        if let Some(whole) = self.whole(english) {
            return Some(whole);
        }
        let (before, after) = english.split_once(": ")?;
        Some(format!("{}: {}", self.whole(before)?, self.whole(after)?))
    }

    fn whole(&self, english: &str) -> Option<String> {
        let (pattern, numbers) = without_numbers(english);
        let exact = self.line.iter().find(|line| line.english == english);
        let line = exact.or_else(|| self.line.iter().find(|line| line.english == pattern))?;
        let mut text = line.text.clone();
        for number in numbers {
            text = text.replacen("{n}", number, 1);
        }
        Some(text)
    }
}

/// A sentence with `{n}` for each number, and the numbers in their order.
fn without_numbers(text: &str) -> (String, Vec<&str>) {
    let (mut pattern, mut numbers, mut rest) = (String::new(), Vec::new(), text);
    while let Some(start) = rest.find(|letter: char| letter.is_ascii_digit()) {
        let (before, from) = rest.split_at(start);
        let end = from.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(from.len());
        let (number, after) = from.split_at(end);
        pattern.push_str(before);
        pattern.push_str("{n}");
        numbers.push(number);
        rest = after;
    }
    pattern.push_str(rest);
    (pattern, numbers)
}

impl Knowledge {
    /// The language with this code.
    #[must_use]
    pub fn language(&self, key: &str) -> Option<&Language> {
        self.care.languages.iter().find(|one| one.key == key)
    }
}

/// Sentences that stand twice, are empty, or lose a number on the way.
pub(crate) fn cross_check(k: &Knowledge) -> Vec<Problem> {
    let mut problems = Vec::new();
    for language in &k.care.languages {
        let file = format!("languages/{}.toml", language.key);
        let mut fault = |told: String| problems.push(Problem::new(&file, &told));
        let is_code = language.key.len() == 2 && language.key.bytes().all(|b| b.is_ascii_lowercase());
        if !is_code || language.key == "en" {
            fault(format!(
                "`{}` is no code of another language; write two small letters as in `es`",
                language.key
            ));
        }
        if language.line.len() > LINES_MAX {
            fault(format!("{} sentences; at most {LINES_MAX}", language.line.len()));
        }
        let mut seen = BTreeSet::new();
        for line in &language.line {
            let count = |text: &str| text.matches("{n}").count();
            if line.english.trim().is_empty() || line.text.trim().is_empty() {
                fault("a sentence is empty".to_owned());
            } else if !seen.insert(line.english.as_str()) {
                fault(format!("`{}` stands twice", vocab::nearest::clip(&line.english)));
            } else if count(&line.english) != count(&line.text) {
                fault(format!(
                    "`{}` has another count of `{{n}}` in the translation",
                    vocab::nearest::clip(&line.english)
                ));
            } else if let Some(name) = lost(&line.english, &line.text) {
                fault(format!(
                    "`{}` loses or adds `{{{name}}}` in the translation",
                    vocab::nearest::clip(&line.english)
                ));
            }
        }
    }
    problems
}

/// A name in braces that stands in one of two sentences only.
fn lost<'t>(one: &'t str, other: &'t str) -> Option<&'t str> {
    let names = |text: &'t str| {
        let each = text.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name));
        each.collect::<BTreeSet<&str>>()
    };
    names(one).symmetric_difference(&names(other)).next().copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ships_waits_for_its_signature_and_says_so() {
        let k = Knowledge::shipped().unwrap();
        let es = k.language("es").unwrap();
        assert!(!es.is_signed_off() && es.standing().contains("translated by machine, not signed off"));
        assert!(k.language("en").is_none() && k.language("xx").is_none());
        for (english, want) in [
            ("Rare", Some("Raro")),
            ("What is done", Some("Qué se hace")),
            (
                "Before the first treatment you have at least 7 days to think it over.",
                Some("Antes del primer tratamiento tiene al menos 7 días para pensarlo."),
            ),
            ("Nobody translated this.", None),
            ("Rare: Nobody translated this.", None),
        ] {
            assert_eq!(es.say(english).as_deref(), want, "{english}");
        }
    }

    #[test]
    fn what_varies_stands_in_both() {
        for (one, other, want) in [
            ("Your visit on {day}", "Su cita: {day}", None),
            ("Your visit on {day}", "Su cita", Some("day")),
            ("Your visit", "Su cita: {dia}", Some("dia")),
            ("{a} {b}", "{b} {a} {b}", None),
        ] {
            assert_eq!(lost(one, other), want, "{one}");
        }
    }

    #[test]
    fn a_number_is_carried_and_a_sentence_with_other_numbers_is_another() {
        let (pattern, numbers) = without_numbers("Day 1 to 14: rest.");
        assert_eq!((pattern.as_str(), numbers), ("Day {n} to {n}: rest.", vec!["1", "14"]));
    }
}
