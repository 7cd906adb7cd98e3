//! What a person is told before consenting: what can happen, what is outside a label, what must be
//! understood, how long to think it over. The text itself is composed of this and of the rest of the
//! knowledge (how it works, what it achieves, the other ways, the days after).
use crate::Knowledge;
use crate::load::Problem;
use crate::review::SignOff;
use serde::Deserialize;
use vocab::Group;

vocab::words! {
    /// How often something happens, in words that a guest reads.
    HowOften, "frequency" {
        /// Expected in most people.
        Usual = "usual",
        /// Seen now and then.
        Sometimes = "sometimes",
        /// Seldom.
        Rare = "rare",
        /// Reported; nobody knows how often.
        NotKnown = "not_known",
    }
}

/// The most days of thinking it over; more would be a refusal in disguise.
pub const COOLING_OFF_DAYS_MAX: u16 = 60;
/// The longest that a signature can hold, days.
pub const VALID_DAYS_MAX: u16 = 730;

/// What is told before one family of treatments.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Informing {
    /// Key, lower case with underscores; the name of the file.
    pub key: String,
    /// Title for people.
    pub title: String,
    /// Groups and treatment codes; empty = before every treatment.
    #[serde(default)]
    pub applies: Vec<String>,
    /// Codes of these groups that another file describes.
    #[serde(default)]
    pub except: Vec<String>,
    /// Whether understanding is checked by questions.
    #[serde(default)]
    pub high_risk: bool,
    /// Days between being told and being treated, for a first consent: 0 to [`COOLING_OFF_DAYS_MAX`].
    #[serde(default)]
    pub cooling_off_days: u16,
    /// Days that a signature holds: 1 to [`VALID_DAYS_MAX`]; 0 only in the file for every treatment.
    #[serde(default)]
    pub valid_days: u16,
    /// What can happen, the heaviest first.
    #[serde(default)]
    pub risk: Vec<Risk>,
    /// What is done outside a label, or what no regulator has cleared.
    #[serde(default)]
    pub off_label: Vec<Told>,
    /// What everybody is told besides: how to stop, whom to call.
    #[serde(default)]
    pub also: Vec<Told>,
    /// Questions that must be answered right before signing.
    #[serde(default)]
    pub question: Vec<Understanding>,
    /// The days of thinking and of validity are a default of the house, not looked up.
    #[serde(default)]
    pub recalled: bool,
    /// Who wrote and checked it.
    pub sign_off: SignOff,
}

/// Something that can happen.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Risk {
    /// In words for the guest.
    pub text: String,
    /// How often.
    pub how_often: HowOften,
    /// Sources.
    pub sources: Vec<String>,
    /// Recalled, not looked up.
    #[serde(default)]
    pub recalled: bool,
}

/// A sentence with its sources.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Told {
    /// In words for the guest.
    pub text: String,
    /// Sources.
    pub sources: Vec<String>,
    /// Recalled, not looked up.
    #[serde(default)]
    pub recalled: bool,
}

/// A question about what was read.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Understanding {
    /// Key, unique in the file.
    pub key: String,
    /// What is asked.
    pub ask: String,
    /// The answers to choose from, two to four.
    pub answers: Vec<String>,
    /// The place of the right one, from 0.
    pub right: usize,
    /// Why it is right: told to whoever chose another one.
    pub because: String,
}

impl Knowledge {
    /// What is written for this treatment, beside what is told before every one.
    #[must_use]
    pub fn informing(&self, procedure: &str) -> Option<&Informing> {
        self.care.informing.iter().find(|i| {
            !i.applies.is_empty()
                && self.applies_to(&i.applies, procedure)
                && !i.except.iter().any(|c| c == procedure)
        })
    }

    /// What is told before every treatment.
    pub fn informing_always(&self) -> impl Iterator<Item = &Informing> {
        self.care.informing.iter().filter(|i| i.applies.is_empty())
    }
}

impl Informing {
    /// Every citation of the file.
    pub(crate) fn citations(&self) -> Vec<&String> {
        let told = self.off_label.iter().chain(&self.also).flat_map(|t| &t.sources);
        self.risk.iter().flat_map(|r| &r.sources).chain(told).collect()
    }

    fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        if self.cooling_off_days > COOLING_OFF_DAYS_MAX {
            faults.push(format!("`cooling_off_days` is more than {COOLING_OFF_DAYS_MAX}"));
        }
        if self.valid_days > VALID_DAYS_MAX || (self.valid_days == 0 && !self.applies.is_empty()) {
            faults.push(format!("`valid_days` is not within 1 to {VALID_DAYS_MAX}"));
        }
        if self.high_risk && self.question.is_empty() {
            faults.push("`high_risk` without a question: what must be understood?".to_owned());
        }
        for (place, q) in self.question.iter().enumerate() {
            if !(2..=4).contains(&q.answers.len()) || q.right >= q.answers.len() {
                faults.push(format!("question `{}`: two to four answers, `right` is one of them", q.key));
            }
            if self.question.iter().take(place).any(|other| other.key == q.key) {
                faults.push(format!("the question `{}` stands twice", q.key));
            }
        }
        faults
    }
}

/// Groups, treatments, numbers and questions that cannot be.
pub(crate) fn cross_check(k: &Knowledge) -> Vec<Problem> {
    let mut problems = Vec::new();
    for informing in &k.care.informing {
        let file = format!("consent/{}.toml", informing.key);
        for word in informing.applies.iter().chain(&informing.except) {
            if word.parse::<Group>().is_err() && k.treatment(word).is_none() {
                let hint = vocab::nearest::hint(word, k.treatments.iter().map(|t| t.code.as_str()));
                problems.push(Problem::new(&file, &format!("unknown group or treatment `{word}`{hint}")));
            }
        }
        problems.extend(informing.faults().iter().map(|fault| Problem::new(&file, fault)));
    }
    problems
}
