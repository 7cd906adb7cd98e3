//! Every rule the gate can name, in one list, whatever file it stands in: for reading, searching and comparing.
//!
//! The gate itself never asks the catalogue. It is the view for people, so it says in words what a rule does.
mod change;
mod gather;
mod items;
mod words;

pub use change::{Change, Direction, compare, softened};
pub use gather::rules;
pub use items::{Item, ItemKind, items};
pub use words::{days, fires_when, group, letter};

use crate::Knowledge;
use crate::condition::{Attached, Condition};
use crate::ingredient::{Ingredient, Pair};
use crate::review::SignOff;
use crate::spacing::Gaps;
use crate::treatment::Treatment;
use vocab::group::SpacingLetter;
use vocab::{Group, Strength, Verdict};

/// The item a rule stands in.
#[derive(Debug, Clone, Copy)]
pub enum Home<'k> {
    /// A condition.
    Condition(&'k Condition),
    /// A treatment.
    Treatment(&'k Treatment),
    /// A cell of the spacing matrix: what was done first, what comes next.
    Cell(SpacingLetter, SpacingLetter),
    /// A list of gaps outside the matrix.
    Gaps(&'k Gaps),
    /// An ingredient.
    Ingredient(&'k Ingredient),
    /// A pair of ingredients.
    Pair(&'k Pair),
}

impl Home<'_> {
    /// The file it stands in, below the data folder; lists of gaps are known by their title only.
    #[must_use]
    pub fn file(&self) -> String {
        match self {
            Self::Condition(c) => format!("conditions/{}.toml", c.code.to_lowercase()),
            Self::Treatment(t) => format!("treatments/{}.toml", t.code),
            Self::Cell(first, _) => format!("spacing/{}.toml", first.code().to_lowercase()),
            Self::Gaps(gaps) => format!("spacing ({})", gaps.title),
            Self::Ingredient(i) => format!("ingredients/{}.toml", i.code),
            Self::Pair(p) => format!("pairs/{}.toml", p.key),
        }
    }
}

/// One rule as people read it.
#[derive(Debug, Clone)]
pub struct RuleView<'k> {
    /// Its key, as answers name it.
    pub key: String,
    /// Where it stands.
    pub home: Home<'k>,
    /// A title in words.
    pub title: String,
    /// The verdict; absent where it only informs, or only asks for a pause.
    pub verdict: Option<Verdict>,
    /// Days with their meaning; fewer days are laxer.
    pub days: Vec<(&'static str, u16)>,
    /// When it fires, sentence by sentence.
    pub when: Vec<String>,
    /// What to do; may be empty.
    pub action: &'k str,
    /// What must happen where no date can be computed; may be empty.
    pub until: &'k str,
    /// Why.
    pub because: &'k str,
    /// Tags of the bibliography.
    pub sources: &'k [String],
    /// How strong they are.
    pub strength: Strength,
    /// Recalled and not yet signed.
    pub recalled: bool,
    /// Never overridden.
    pub by_law: bool,
    /// Who wrote and checked the file.
    pub sign_off: &'k SignOff,
    /// The condition that it attaches to an answer, if any.
    pub attach: Option<Attached>,
    /// Codes of the treatments (or products) that it touches, in the order of the knowledge.
    pub touches: Vec<&'k str>,
}

/// The rule with this key.
#[must_use]
pub fn rule<'k>(k: &'k Knowledge, key: &str) -> Option<RuleView<'k>> {
    rules(k).into_iter().find(|one| one.key == key)
}

/// The codes of the treatments that a list of groups and codes names, without the exceptions.
#[must_use]
pub fn touched<'k>(k: &'k Knowledge, applies: &[String], except: &[String]) -> Vec<&'k str> {
    let named = |t: &Treatment| {
        applies.iter().any(|word| *word == t.code || t.group.is_some_and(|g| g.code() == word))
            && !except.contains(&t.code)
    };
    k.treatments.iter().filter(|t| named(t)).map(|t| t.code.as_str()).collect()
}

/// A list of groups and codes in words: `superficial peels, IPL photofacial`.
#[must_use]
pub fn applies_in_words(k: &Knowledge, applies: &[String]) -> String {
    let word = |code: &String| {
        code.parse::<Group>().map_or_else(
            |_| k.treatment(code).map_or_else(|| code.replace('_', " "), |t| t.title.to_lowercase_first()),
            |g| group(g).to_owned(),
        )
    };
    applies.iter().map(word).collect::<Vec<_>>().join(", ")
}

/// A title inside a sentence.
trait LowercaseFirst {
    fn to_lowercase_first(&self) -> String;
}

impl LowercaseFirst for String {
    /// `Glycolic acid peel` becomes `glycolic acid peel`; `IPL` and `PDT` stay.
    fn to_lowercase_first(&self) -> String {
        let mut letters = self.chars();
        match (letters.next(), letters.clone().next()) {
            (Some(first), Some(second)) if first.is_uppercase() && second.is_lowercase() => {
                first.to_lowercase().chain(letters).collect()
            }
            _ => self.clone(),
        }
    }
}
