//! The text of a consent: composed of the knowledge, kept as exact bytes, known by its SHA-256.
use crate::seal::hex;
use knowledge::Knowledge;
use knowledge::consent::{HowOften, Informing, Told, Understanding};
use knowledge::treatment::Treatment;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The language that texts are composed in.
pub const LANGUAGE: &str = "en";
/// How the bytes begin.
const HEADING: &str = "serein consent text 1";

vocab::words! {
    /// A part of a text, in the order in which it is read.
    Part, "part of a consent text" {
        /// What is done.
        What = "what",
        /// What it can bring.
        Effect = "effect",
        /// What can happen.
        Risks = "risks",
        /// What is done outside a label.
        OffLabel = "off_label",
        /// Other ways.
        Alternatives = "alternatives",
        /// The days after.
        After = "after",
        /// Rights, and what is asked of the guest.
        Rights = "rights",
    }
}

impl Part {
    /// Its heading.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::What => "What is done",
            Self::Effect => "What it can bring",
            Self::Risks => "What can happen",
            Self::OffLabel => "Outside the label",
            Self::Alternatives => "Other ways",
            Self::After => "The days after",
            Self::Rights => "Your rights",
        }
    }

    /// Whether a change of this part asks for a new signature. The other parts are told anew without one: a catalogue that
    /// grows by a treatment, or a sentence of care, does not undo what somebody decided about risks.
    #[must_use]
    pub const fn weighs(self) -> bool {
        match self {
            Self::What | Self::Effect | Self::Risks | Self::OffLabel => true,
            Self::Alternatives | Self::After | Self::Rights => false,
        }
    }
}

/// A sentence of the text, with what staff see beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// As the guest reads it.
    pub text: String,
    /// It rests on a number or a statement that was recalled and still needs sign-off. Not part of the bytes.
    pub needs_sign_off: bool,
    /// Tags of the bibliography. Not part of the bytes.
    pub sources: Vec<String>,
}

/// A whole text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// Treatment code, or the code of a purpose of photographs.
    pub service: String,
    /// Language of the text.
    pub language: String,
    /// Title for people.
    pub title: String,
    /// Days between being told and being treated, for a first consent.
    pub cooling_off_days: u16,
    /// Days that a signature holds.
    pub valid_days: u16,
    /// Parts in their order; none is empty.
    pub parts: BTreeMap<Part, Vec<Item>>,
    /// Questions that must be answered right before signing. Their wording is part of the bytes.
    pub questions: Vec<Understanding>,
    /// The English text that this one translates; absent = this is it.
    pub original: Option<Original>,
}

/// What a translation stands for: it is bound to one English text, and ends with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Original {
    /// SHA-256 of its bytes, hexadecimal.
    pub hash: String,
    /// The hash of each of its parts.
    pub parts: BTreeMap<Part, String>,
    /// What the frame says in the language, by the English sentence: headings, and what a signature means.
    pub frame: BTreeMap<String, String>,
}

/// Why there is no text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoText {
    /// The code names nothing.
    #[error("`{0}` is no treatment of the catalogue and no purpose of photographs")]
    Unknown(String),
    /// Nobody wrote what is told before it.
    #[error(
        "nothing is written yet about what a guest is told before `{0}`; a file in `consent/` is missing"
    )]
    Unwritten(String),
    /// It exists in another language only.
    #[error("there is no text in `{0}`; allowed is `en`, with an interpreter named beside the signature")]
    Language(String),
    /// The language is there, and nobody who may has signed it off.
    #[error(
        "the text in `{0}` is not signed off, so nobody signs it; read the English text with an interpreter, and name them"
    )]
    NotSignedOff(String),
    /// Some of it is not translated.
    #[error("{missing} sentences of this text are not translated into `{language}`; the first is: {first}")]
    Untranslated {
        /// The language.
        language: String,
        /// How many sentences are missing.
        missing: usize,
        /// The first of them.
        first: String,
    },
}

impl Text {
    /// The text for a treatment, of the knowledge as it is now.
    ///
    /// # Errors
    /// The treatment is unknown, nothing is written about it, or the language is another.
    pub fn of(knowledge: &Knowledge, service: &str, language: &str) -> Result<Self, NoText> {
        if language != LANGUAGE {
            let english = Self::of(knowledge, service, LANGUAGE)?;
            let known = knowledge.language(language).ok_or_else(|| NoText::Language(language.to_owned()))?;
            return english.translated(known);
        }
        if let Some(purpose) = super::Purpose::of_service(service) {
            return Ok(purpose.text());
        }
        let treatment = knowledge.treatment(service).ok_or_else(|| NoText::Unknown(service.to_owned()))?;
        let informing = knowledge.informing(service).ok_or_else(|| NoText::Unwritten(service.to_owned()))?;
        let mut parts = BTreeMap::new();
        parts.insert(Part::What, vec![item(&treatment.mechanism, &[], false)]);
        parts.insert(Part::Effect, effects(treatment));
        parts.insert(Part::Risks, risks(informing));
        parts.insert(Part::OffLabel, informing.off_label.iter().map(told).collect());
        parts.insert(Part::Alternatives, alternatives(knowledge, treatment));
        parts.insert(Part::After, after(knowledge, service));
        parts.insert(Part::Rights, rights(knowledge, informing));
        parts.retain(|_, items: &mut Vec<Item>| !items.is_empty());
        Ok(Self {
            service: service.to_owned(),
            language: language.to_owned(),
            title: treatment.title.clone(),
            cooling_off_days: informing.cooling_off_days,
            valid_days: informing.valid_days,
            parts,
            questions: informing.question.clone(),
            original: None,
        })
    }

    /// The exact bytes that are shown, kept and hashed.
    #[must_use]
    pub fn bytes(&self) -> String {
        // Writing to a `String` cannot fail.
        let mut out = format!(
            "{HEADING}\nservice: {}\nlanguage: {}\ntitle: {}\n",
            self.service, self.language, self.title
        );
        if let Some(original) = &self.original {
            let _ = writeln!(out, "translation of: {}", original.hash);
        }
        for (part, items) in &self.parts {
            let _ = write!(out, "\n# {part}: {}\n", self.framed(part.title()));
            for item in items {
                let _ = writeln!(out, "- {}", item.text);
            }
        }
        for q in &self.questions {
            let _ = write!(out, "\n? {}: {}\n", q.key, one_line(&q.ask));
            for (place, answer) in q.answers.iter().enumerate() {
                let _ = writeln!(out, "{} {}", if place == q.right { "+" } else { "-" }, one_line(answer));
            }
        }
        out
    }

    /// SHA-256 of the bytes, hexadecimal.
    #[must_use]
    pub fn hash(&self) -> String {
        hex(&Sha256::digest(self.bytes().as_bytes()))
    }

    /// The hash of every part, so that a later text can be compared part by part.
    #[must_use]
    pub fn part_hashes(&self) -> BTreeMap<Part, String> {
        if let Some(original) = &self.original {
            // A translation says what its English text says: what weighs is compared there.
            return original.parts.clone();
        }
        self.parts
            .iter()
            .map(|(part, items)| {
                let mut hash = Sha256::new();
                for item in items {
                    hash.update(item.text.as_bytes());
                    hash.update(b"\n");
                }
                (*part, hex(&hash.finalize()))
            })
            .collect()
    }

    /// Whether a sentence of the text still needs sign-off: shown to staff.
    #[must_use]
    pub fn needs_sign_off(&self) -> bool {
        self.parts.values().flatten().any(|item| item.needs_sign_off)
    }
}

/// The sentences of stored bytes, part by part: what is needed to show an old text beside a new one.
///
/// Lines that belong to no known part are left out; the bytes themselves stay as they are.
#[must_use]
pub fn sentences(bytes: &str) -> BTreeMap<Part, Vec<String>> {
    let mut parts: BTreeMap<Part, Vec<String>> = BTreeMap::new();
    let mut here: Option<Part> = None;
    for line in bytes.lines() {
        if let Some(heading) = line.strip_prefix("# ") {
            here = heading.split(':').next().and_then(|key| key.parse().ok());
        } else if line.starts_with("? ") {
            here = None;
        } else if let (Some(part), Some(sentence)) = (here, line.strip_prefix("- ")) {
            parts.entry(part).or_default().push(sentence.to_owned());
        }
    }
    parts
}

/// What is on one line stays on one line: a sentence can not forge a heading.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn item(text: &str, sources: &[String], needs_sign_off: bool) -> Item {
    Item { text: without_tags(&one_line(text)), needs_sign_off, sources: sources.to_vec() }
}

/// Citations in brackets are for staff, who see them as sources.
fn without_tags(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find('[') {
        let (before, after) = rest.split_at(open);
        let Some(close) = after.find(']') else { break };
        out.push_str(before.trim_end());
        rest = after.get(close + 1..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

fn told(told: &Told) -> Item {
    item(&told.text, &told.sources, told.recalled)
}

fn effects(treatment: &Treatment) -> Vec<Item> {
    treatment.effect.iter().map(|e| item(&e.text, &e.sources, e.recalled)).collect()
}

fn risks(informing: &Informing) -> Vec<Item> {
    informing
        .risk
        .iter()
        .map(|risk| {
            let often = match risk.how_often {
                HowOften::Usual => "Usual",
                HowOften::Sometimes => "Sometimes",
                HowOften::Rare => "Rare",
                HowOften::NotKnown => "How often is not known",
            };
            item(&format!("{often}: {}", risk.text), &risk.sources, risk.recalled)
        })
        .collect()
}

/// Other treatments of the catalogue that aim at one of the same concerns, care at home, and nothing at all.
fn alternatives(knowledge: &Knowledge, treatment: &Treatment) -> Vec<Item> {
    let concerns: Vec<&String> = treatment.effect.iter().flat_map(|e| &e.concerns).collect();
    let mut others: Vec<&str> = knowledge
        .treatments
        .iter()
        .filter(|t| t.planned && t.code != treatment.code)
        .filter(|t| t.effect.iter().flat_map(|e| &e.concerns).any(|c| concerns.contains(&c)))
        .map(|t| t.title.as_str())
        .collect();
    others.sort_unstable();
    others.dedup();
    let mut items = Vec::new();
    if !others.is_empty() {
        items.push(item(&format!("Towards some of the same goals: {}.", others.join(", ")), &[], false));
    }
    items.push(item(
        "Care at home alone, or no treatment at all: what bothers you may stay as it is.",
        &[],
        false,
    ));
    items
}

/// The usual course and what is left alone.
fn after(knowledge: &Knowledge, service: &str) -> Vec<Item> {
    let Some(file) = knowledge.aftercare(service) else { return Vec::new() };
    let days = |from: u16, to: u16| match (from, to) {
        (a, b) if a == b => format!("Day {a}"),
        (a, b) => format!("Day {a} to {b}"),
    };
    let course = file
        .course
        .iter()
        .map(|s| item(&format!("{}: {}", days(s.from_day, s.to_day), s.text), &file.sources, file.recalled));
    let leave = file.leave.iter().map(|l| item(&l.text, &l.sources, l.recalled));
    course.chain(leave).collect()
}

fn rights(knowledge: &Knowledge, informing: &Informing) -> Vec<Item> {
    let plural = |n: u16| if n == 1 { "day" } else { "days" };
    let mut items: Vec<Item> = informing.also.iter().map(told).collect();
    items.extend(knowledge.informing_always().flat_map(|i| &i.also).map(told));
    let n = informing.cooling_off_days;
    if n > 0 {
        let text =
            format!("Before the first treatment you have at least {n} {} to think it over.", plural(n));
        items.push(item(&text, &[], informing.recalled));
    }
    let n = informing.valid_days;
    let text = format!("Your signature holds for {n} {}, and you may take it back at any time.", plural(n));
    items.push(item(&text, &[], informing.recalled));
    items
}
