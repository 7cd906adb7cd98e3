//! The clinical knowledge as data: one file per item, compiled in, checked by tests.
//!
//! The types of this crate are the schema of the files under `data/`; how they are read stands in
//! `docs/guide/knowledge-files.md`. A clinic's own files arrive as text and pass the same door.
pub mod care;
pub mod catalogue;
pub mod clinic;
pub mod condition;
pub mod consent;
pub mod drug;
pub mod emergency;
pub mod ingredient;
pub mod language;
pub mod living;
pub mod load;
mod plain;
pub mod protocol;
pub mod red_flag;
pub mod review;
pub mod scope;
pub mod source;
pub mod spacing;
pub mod treatment;
pub mod worked;

use care::Care;
use clinic::{Clinic, Override};
use condition::Condition;
use drug::DrugClass;
use ingredient::{Ingredient, Pair};
pub use load::{LoadError, Problem};
use protocol::Protocol;
use scope::Jurisdiction;
use source::Source;
use spacing::{Gaps, SpacingRow};
use std::collections::BTreeMap;
use std::sync::OnceLock;
use treatment::Treatment;

/// The text of every shipped file, by its path below `data/`.
pub static FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/files.rs"));

/// The shipped files as one JSON text, without their worked cases.
static COMPILED: &str = include_str!(concat!(env!("OUT_DIR"), "/knowledge.json"));

/// All knowledge, in a stable order: treatments by group and code, everything else by code.
#[derive(Debug, Clone, Default)]
pub struct Knowledge {
    /// Conditions.
    pub conditions: Vec<Condition>,
    /// Treatments.
    pub treatments: Vec<Treatment>,
    /// The spacing matrix, row by row.
    pub spacing: Vec<SpacingRow>,
    /// Gaps outside the matrix.
    pub gaps: Vec<Gaps>,
    /// Home-care ingredients.
    pub ingredients: Vec<Ingredient>,
    /// Conflicts and synergies of ingredients.
    pub pairs: Vec<Pair>,
    /// Drugs by class.
    pub drugs: Vec<DrugClass>,
    /// Composite protocols, by code.
    pub protocols: Vec<Protocol>,
    /// Places with laws of their own, by code.
    pub scope: Vec<Jurisdiction>,
    /// Before and after, red flags, living and spa.
    pub care: Care,
    /// The bibliography by tag.
    pub sources: BTreeMap<String, Source>,
    clinic: Option<Clinic>,
    overrides: Vec<Override>,
    /// Every drug name, squashed to letters and digits, with its class and place in it.
    drug_names: BTreeMap<String, (usize, usize)>,
}

impl Knowledge {
    /// The shipped knowledge.
    ///
    /// # Errors
    /// Names the file, the line and the word of the first fault; a released build has none.
    pub fn shipped() -> Result<&'static Self, &'static LoadError> {
        static SHIPPED: OnceLock<Result<Knowledge, LoadError>> = OnceLock::new();
        SHIPPED.get_or_init(|| load::compiled(COMPILED, FILES)).as_ref()
    }

    /// The shipped knowledge with a clinic's own files over it: path below the layer, and text.
    /// A shipped file is replaced value by value, and each replaced value is told by `overrides`.
    ///
    /// # Errors
    /// Every fault of every file, with its place where it is known: what cannot be read, a code
    /// that does not exist, and a value that may loosen an answer without a signature.
    pub fn with_clinic<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, LoadError> {
        load::layered(COMPILED, FILES, files)
    }

    /// The clinic whose layer lies over the shipped knowledge, if there is one.
    #[must_use]
    pub const fn clinic(&self) -> Option<&Clinic> {
        self.clinic.as_ref()
    }

    /// Every value that is not as shipped, by file.
    #[must_use]
    pub fn overrides(&self) -> &[Override] {
        &self.overrides
    }

    /// The policy of a case that states none: the clinic's, or the defaults.
    #[must_use]
    pub fn policy(&self) -> vocab::case::Policy {
        self.clinic.as_ref().map(|c| c.policy.clone()).unwrap_or_default()
    }

    /// The protocol with this code.
    #[must_use]
    pub fn protocol(&self, code: &str) -> Option<&Protocol> {
        self.protocols.iter().find(|p| p.code == code)
    }

    /// The listed place with this code.
    #[must_use]
    pub fn place(&self, code: &str) -> Option<&Jurisdiction> {
        self.scope.iter().find(|place| place.code == code)
    }

    /// The condition with this code.
    #[must_use]
    pub fn condition(&self, code: &str) -> Option<&Condition> {
        self.condition_place(code).and_then(|i| self.conditions.get(i))
    }

    /// Where the condition with this code stands in `conditions`.
    #[must_use]
    pub fn condition_place(&self, code: &str) -> Option<usize> {
        self.conditions.binary_search_by(|c| c.code.as_str().cmp(code)).ok()
    }

    /// The treatment with this code.
    #[must_use]
    pub fn treatment(&self, code: &str) -> Option<&Treatment> {
        self.treatment_place(code).and_then(|i| self.treatments.get(i))
    }

    /// Where the treatment with this code stands in `treatments`.
    #[must_use]
    pub fn treatment_place(&self, code: &str) -> Option<usize> {
        self.treatments.iter().position(|t| t.code == code)
    }

    /// The ingredient with this product code.
    #[must_use]
    pub fn ingredient(&self, code: &str) -> Option<&Ingredient> {
        self.ingredients
            .binary_search_by(|c| c.code.as_str().cmp(code))
            .ok()
            .and_then(|i| self.ingredients.get(i))
    }

    /// The class and the drug behind any of its names; case, spaces and hyphens do not matter.
    #[must_use]
    pub fn drug(&self, name: &str) -> Option<(&DrugClass, &drug::Drug)> {
        let (class, place) = *self.drug_names.get(&vocab::nearest::squash(name))?;
        let class = self.drugs.get(class)?;
        Some((class, class.drug.get(place)?))
    }

    /// The known drug name most like this one.
    #[must_use]
    pub fn nearest_drug(&self, name: &str) -> Option<&str> {
        let all = self
            .drugs
            .iter()
            .flat_map(|c| &c.drug)
            .flat_map(|d| std::iter::once(d.name.as_str()).chain(d.also.iter().map(String::as_str)));
        vocab::nearest::nearest(name, all)
    }

    /// Sorts, indexes and cross-checks.
    pub(crate) fn finish(mut self) -> (Self, Vec<Problem>) {
        self.conditions.sort_by(|a, b| a.code.cmp(&b.code));
        self.treatments.sort_by(|a, b| {
            let group = |t: &Treatment| t.group.map_or(u8::MAX, |g| g as u8);
            group(a).cmp(&group(b)).then_with(|| a.code.cmp(&b.code))
        });
        self.spacing.sort_by_key(|r| r.first);
        self.ingredients.sort_by(|a, b| a.code.cmp(&b.code));
        self.pairs.sort_by(|a, b| a.key.cmp(&b.key));
        self.drugs.sort_by(|a, b| a.code.cmp(&b.code));
        self.protocols.sort_by(|a, b| a.code.cmp(&b.code));
        self.scope.sort_by(|a, b| a.code.cmp(&b.code));
        self.care.sort();
        let mut problems = Vec::new();
        for (c, class) in self.drugs.iter().enumerate() {
            for (d, drug) in class.drug.iter().enumerate() {
                for name in std::iter::once(&drug.name).chain(&drug.also) {
                    let key = vocab::nearest::squash(name);
                    if self.drug_names.insert(key, (c, d)).is_some_and(|old| old != (c, d)) {
                        problems.push(Problem::new(
                            &format!("drugs/{}.toml", class.code),
                            &format!("the name `{name}` belongs to two drugs"),
                        ));
                    }
                }
            }
        }
        problems.extend(load::cross_check(&self));
        (self, problems)
    }
}
