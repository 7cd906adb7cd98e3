//! Free text of a patient, read for symptom words. It is read to raise, never to lower: what is not
//! understood is reported, so that a person reads it.
use knowledge::red_flag::{Reading, Sounds};
use std::collections::{BTreeMap, BTreeSet};

/// Words of a phrase stand at most so far from its first word.
const APART: usize = 7;
/// A complaint about a faculty stands at most so far from it.
const NEAR: usize = 3;
/// A word of so many letters matches with one slip of the keyboard.
const SLIP_FROM: usize = 5;

/// What was read in a text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Heard {
    /// Symptom words, each with the words in which it was heard first.
    pub(crate) symptoms: BTreeMap<String, String>,
    /// The first word that nobody understood.
    pub(crate) unclear: Option<String>,
}

struct Token {
    word: String,
    sentence: usize,
    /// No negation before this word reaches it.
    starts_clause: bool,
}

/// Reads a text.
pub(crate) fn hear(reading: &Reading, text: &str) -> Heard {
    let tokens = tokens(reading, text);
    let reader = Reader { reading, exact: exact(reading), tokens: &tokens };
    let mut covered = BTreeSet::new();
    let mut heard = Heard::default();
    for sounds in &reading.word {
        if let Some(words) = reader.sounds(sounds, &mut covered) {
            heard.symptoms.insert(sounds.symptom.clone(), words);
        }
    }
    heard.unclear = (0..tokens.len())
        .find(|i| !covered.contains(i) && !reader.understood(*i))
        .and_then(|i| tokens.get(i).map(|t| t.word.clone()));
    heard
}

/// Words that mean themselves and are no slip of another word.
fn exact(reading: &Reading) -> BTreeSet<&str> {
    let patterns = reading.word.iter().flat_map(|w| w.complaint.iter().chain(&w.faculty));
    let lists = [&reading.calm, &reading.negations, &reading.inability, &reading.hollow, &reading.breaks];
    patterns
        .flat_map(|p| p.split(' '))
        .filter(|w| !w.ends_with('*'))
        .chain(lists.into_iter().flatten().map(String::as_str))
        .collect()
}

fn tokens(reading: &Reading, text: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let (mut sentence, mut new_clause) = (0, true);
    let mut word = String::new();
    for c in text.chars().chain([' ']) {
        if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
            continue;
        }
        if matches!(c, '\'' | '’' | '`') {
            continue;
        }
        if !word.is_empty() {
            let word = std::mem::take(&mut word);
            join(reading, &mut tokens, word, sentence, std::mem::take(&mut new_clause));
        }
        if matches!(c, '.' | '!' | '?' | ';' | '\n') {
            sentence += 1;
        }
        new_clause |= c.is_ascii_punctuation() && !matches!(c, '-' | '_' | '/');
    }
    tokens
}

/// Adds a word; `can not` and `not able` become one word that says that something cannot be done.
fn join(reading: &Reading, tokens: &mut Vec<Token>, word: String, sentence: usize, new: bool) {
    let pair = tokens.last().map(|last| (last.word.as_str(), word.as_str()));
    let joined = match pair {
        Some(("can" | "could", "not" | "nt" | "t")) => Some("cannot"),
        Some(("not", "able")) => Some("unable"),
        _ => None,
    };
    if let (Some(joined), Some(last), false) = (joined, tokens.last_mut(), new) {
        joined.clone_into(&mut last.word);
        return;
    }
    let starts_clause = new || reading.breaks.contains(&word);
    tokens.push(Token { word, sentence, starts_clause });
}

struct Reader<'a> {
    reading: &'a Reading,
    exact: BTreeSet<&'a str>,
    tokens: &'a [Token],
}

impl Reader<'_> {
    fn word(&self, i: usize) -> &str {
        self.tokens.get(i).map_or("", |t| t.word.as_str())
    }

    fn fits(&self, pattern: &str, word: &str) -> bool {
        let (stem, prefix) = pattern.strip_suffix('*').map_or((pattern, false), |s| (s, true));
        if word == stem || (prefix && word.starts_with(stem)) {
            return true;
        }
        if stem.len() < SLIP_FROM || word.len() + 1 < stem.len() || self.exact.contains(word) {
            return false;
        }
        let begins = |n: usize| word.chars().take(n).collect::<String>();
        let letters = stem.chars().count();
        let near = |w: &str| strsim::osa_distance(w, stem) <= 1;
        if !prefix {
            return word.len() <= stem.len() + 1 && near(word);
        }
        // The same first letter: the beginning of a word alone matches too easily.
        word.chars().next() == stem.chars().next()
            && [letters - 1, letters, letters + 1].into_iter().any(|n| near(&begins(n)))
    }

    fn any(&self, list: &[String], i: usize) -> bool {
        let word = self.word(i);
        list.iter().any(|p| match p.strip_suffix('*') {
            Some(stem) => word.starts_with(stem),
            None => word == p,
        })
    }

    fn negates(&self, i: usize) -> bool {
        self.any(&self.reading.negations, i) && !self.any(&self.reading.hollow, i + 1)
    }

    /// Whether a negation of the same clause reaches this word; `or` and `nor` carry it on.
    fn negated(&self, at: usize) -> bool {
        let mut apart = 0;
        let mut i = at;
        while i > 0 && !self.tokens.get(i).is_none_or(|t| t.starts_clause) {
            i -= 1;
            match self.word(i) {
                "or" | "nor" => apart = 0,
                "any" => {}
                _ if self.any(&self.reading.inability, i) => return false,
                _ if self.negates(i) => return true,
                _ => apart += 1,
            }
            if apart > usize::from(self.reading.reach) {
                return false;
            }
        }
        false
    }

    fn same_sentence(&self, a: usize, b: usize) -> bool {
        self.tokens.get(a).map(|t| t.sentence) == self.tokens.get(b).map(|t| t.sentence)
    }

    /// The first words in which a symptom is heard; every word that was part of a match, negated or
    /// not, is `covered`.
    fn sounds(&self, sounds: &Sounds, covered: &mut BTreeSet<usize>) -> Option<String> {
        let masked = self.masked(&sounds.not);
        covered.extend(&masked);
        let mut first = None;
        for phrase in &sounds.complaint {
            for at in self.phrase(phrase, &masked) {
                covered.extend(&at);
                let (Some(&low), Some(&high)) = (at.first(), at.last()) else { continue };
                let between = (low..high).any(|i| !at.contains(&i) && self.negates(i));
                if !between && !self.negated(low) {
                    first.get_or_insert_with(|| self.told(low, high));
                }
            }
        }
        for faculty in &sounds.faculty {
            for i in (0..self.tokens.len()).filter(|i| !masked.contains(i)) {
                if self.fits(faculty, self.word(i))
                    && let Some((low, high)) = self.failing(i)
                {
                    covered.extend(low..=high);
                    first.get_or_insert_with(|| self.told(low, high));
                }
            }
        }
        first
    }

    fn told(&self, low: usize, high: usize) -> String {
        (low..=high).map(|i| self.word(i)).collect::<Vec<_>>().join(" ")
    }

    fn masked(&self, phrases: &[String]) -> BTreeSet<usize> {
        let mut masked = BTreeSet::new();
        for phrase in phrases {
            let words: Vec<&str> = phrase.split(' ').collect();
            for (i, window) in self.tokens.windows(words.len()).enumerate() {
                if window.iter().zip(&words).all(|(t, w)| t.word == *w) {
                    masked.extend(i..i + words.len());
                }
            }
        }
        masked
    }

    /// Every place where all words of a phrase stand near each other, in any order.
    fn phrase(&self, phrase: &str, masked: &BTreeSet<usize>) -> Vec<BTreeSet<usize>> {
        let mut words = phrase.split(' ');
        let Some(lead) = words.next() else { return Vec::new() };
        let rest: Vec<&str> = words.collect();
        let mut found = Vec::new();
        for i in (0..self.tokens.len()).filter(|i| !masked.contains(i)) {
            if !self.fits(lead, self.word(i)) {
                continue;
            }
            let mut at = BTreeSet::from([i]);
            for word in &rest {
                let near = (i.saturating_sub(APART)..(i + APART + 1).min(self.tokens.len()))
                    .filter(|j| !at.contains(j) && !masked.contains(j) && self.same_sentence(i, *j))
                    .filter(|j| self.fits(word, self.word(*j)))
                    .min_by_key(|j| j.abs_diff(i));
                at.extend(near);
            }
            if at.len() > rest.len() {
                found.push(at);
            }
        }
        found
    }

    /// Whether something is wrong with the faculty at `f`, and in which words that is said.
    fn failing(&self, f: usize) -> Option<(usize, usize)> {
        for i in (f.saturating_sub(NEAR + 1)..f).rev().take_while(|i| self.same_sentence(*i, f)) {
            if self.any(&self.reading.inability, i) {
                return Some((i, f));
            }
            if self.any(&self.reading.complaints, i) && !self.clause_between(i, f) {
                return (!self.negated(i)).then_some((i, f));
            }
            if self.any(&self.reading.negations, i) && !self.clause_between(i, f) {
                let denied = self.any(&self.reading.complaint_nouns, f + 1) && !self.clause_between(f, f + 1);
                return (!denied).then_some((i, f));
            }
        }
        let after = (f + 1..(f + NEAR + 2).min(self.tokens.len())).take_while(|i| self.same_sentence(*i, f));
        let mut linked = false;
        for i in after {
            let hollow_no =
                self.any(&self.reading.negations, i) && self.any(&self.reading.hollow, i + 1) && linked;
            if hollow_no || (linked && self.any(&self.reading.complaints, i) && !self.negated(i)) {
                return Some((f, i));
            }
            linked |= self.any(&self.reading.copulas, i);
        }
        None
    }

    fn clause_between(&self, low: usize, high: usize) -> bool {
        (low + 1..=high).any(|i| self.tokens.get(i).is_some_and(|t| t.starts_clause))
    }

    /// A word that asks nobody to look at it.
    fn understood(&self, i: usize) -> bool {
        let known = |list: &[String]| self.any(list, i);
        known(&self.reading.calm)
            || known(&self.reading.negations)
            || known(&self.reading.breaks)
            || self.negated(i)
    }
}
