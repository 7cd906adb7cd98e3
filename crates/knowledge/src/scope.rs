//! Who may perform what by jurisdiction, and which refusals are law there.
//!
//! The default are the tiers of the treatments (section 2C). A place that is named replaces them
//! where it says something; where no place is named, or one that is not listed, the strictest of
//! the default and of every listed place counts.
use crate::Knowledge;
use crate::load::Problem;
use crate::review::SignOff;
use crate::treatment::Treatment;
use serde::Deserialize;
use std::collections::BTreeMap;
use vocab::{Performer, Strength};

/// A place with laws of its own.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Jurisdiction {
    /// ISO 3166-2 code (`US-CA`, `GB-ENG`) or a country alone (`FR`).
    pub code: String,
    /// Title for people.
    pub title: String,
    /// Who may perform, by treatments.
    #[serde(default)]
    pub tier: Vec<Tier>,
    /// Refusals that are law here.
    #[serde(default)]
    pub law: Vec<Law>,
    /// What people should know.
    #[serde(default)]
    pub note: String,
    /// Tags of the bibliography behind the note.
    pub sources: Vec<String>,
    /// Who wrote and checked it.
    pub sign_off: SignOff,
}

/// Who may perform these treatments here. Several entries for one treatment differ by strength.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tier {
    /// Unique key.
    pub key: String,
    /// Groups and codes.
    #[serde(rename = "for")]
    pub applies: Vec<String>,
    /// The lowest tier that may.
    pub lowest: Performer,
    /// Only up to this strength, per cent.
    #[serde(default)]
    pub percent_max: Option<f64>,
    /// Only from this acidity upwards.
    #[serde(default)]
    pub ph_min: Option<f64>,
    /// Tiers that may only under supervision.
    #[serde(default)]
    pub supervised: Vec<Performer>,
    /// By whom, in words: `a physician`.
    #[serde(default)]
    pub supervisor: String,
    /// Why.
    pub because: String,
    /// Sources.
    pub sources: Vec<String>,
    /// Strength.
    pub strength: Strength,
}

/// Rules that are law here: their refusals are never overridden.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Law {
    /// Keys of the rules.
    pub rules: Vec<String>,
    /// What the law says.
    pub because: String,
    /// Sources.
    pub sources: Vec<String>,
}

/// One way in which a treatment may be performed: from which licence on, and within which limits.
#[derive(Debug, Clone, Copy)]
pub struct Licence<'k> {
    /// The lowest tier that may.
    pub lowest: Performer,
    /// Only up to this strength, per cent.
    pub percent_max: Option<f64>,
    /// Only from this acidity upwards.
    pub ph_min: Option<f64>,
    /// Tiers that may only under supervision.
    pub supervised: &'k [Performer],
    /// By whom.
    pub supervisor: &'k str,
    /// Why.
    pub because: &'k str,
    /// Sources.
    pub sources: &'k [String],
}

/// The default: the tiers of the treatment's own file.
#[must_use]
pub fn usual(t: &Treatment) -> Vec<Licence<'_>> {
    t.performers
        .iter()
        .map(|rule| Licence {
            lowest: rule.tier,
            percent_max: rule.percent_max,
            ph_min: rule.ph_min,
            supervised: &[],
            supervisor: "",
            because: &rule.because,
            sources: &rule.sources,
        })
        .collect()
}

impl Jurisdiction {
    /// What this place says of one treatment; empty where the default holds.
    #[must_use]
    pub fn of(&self, t: &Treatment) -> Vec<Licence<'_>> {
        let named = |word: &String| *word == t.code || t.group.is_some_and(|g| g.code() == word);
        self.tier
            .iter()
            .filter(|tier| tier.applies.iter().any(named))
            .map(|tier| Licence {
                lowest: tier.lowest,
                percent_max: tier.percent_max,
                ph_min: tier.ph_min,
                supervised: &tier.supervised,
                supervisor: &tier.supervisor,
                because: &tier.because,
                sources: &tier.sources,
            })
            .collect()
    }

    /// Whether the refusal by this rule is law here.
    #[must_use]
    pub fn is_law(&self, rule: &str) -> bool {
        self.law.iter().flat_map(|l| &l.rules).any(|key| key == rule)
    }
}

/// Whether a text has the form of an ISO 3166-2 code, or of a country alone.
#[must_use]
pub fn is_place(text: &str) -> bool {
    let (country, part) = text.split_once('-').map_or((text, None), |(c, p)| (c, Some(p)));
    country.len() == 2
        && country.bytes().all(|b| b.is_ascii_uppercase())
        && part.is_none_or(|p| {
            (1..=3).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
        })
}

/// Codes of places, treatments and rules that do not exist.
pub(crate) fn cross_check(k: &Knowledge) -> Vec<Problem> {
    let mut problems = Vec::new();
    let rules: BTreeMap<&str, bool> =
        k.conditions.iter().flat_map(|c| &c.rule).map(|r| (r.key.as_str(), r.by_law)).collect();
    for place in &k.scope {
        let file = format!("scope/{}.toml", place.code.to_lowercase());
        if !is_place(&place.code) {
            let message = format!(
                "`{}` is not an ISO 3166-2 code; allowed are codes like US-CA or GB-ENG",
                vocab::nearest::clip(&place.code)
            );
            problems.push(Problem::new(&file, &message));
        }
        for word in place.tier.iter().flat_map(|t| &t.applies) {
            if word.parse::<vocab::Group>().is_err() && k.treatment(word).is_none() {
                problems.push(unknown(
                    &file,
                    "group or treatment",
                    word,
                    k.treatments.iter().map(|t| t.code.as_str()),
                ));
            }
        }
        for key in place.law.iter().flat_map(|l| &l.rules) {
            match rules.get(key.as_str()) {
                Some(true) => {}
                Some(false) => {
                    problems.push(Problem::new(&file, &format!("the rule `{key}` is not marked `by_law`")));
                }
                None => problems.push(unknown(&file, "rule", key, rules.keys().copied())),
            }
        }
    }
    problems
}

/// `unknown WHAT `got`; did you mean `near`?`
pub(crate) fn unknown<'a>(
    file: &str,
    what: &str,
    got: &str,
    all: impl IntoIterator<Item = &'a str>,
) -> Problem {
    let hint = vocab::nearest::hint(got, all);
    Problem::new(file, &format!("unknown {what} `{}`{hint}", vocab::nearest::clip(got)))
}
