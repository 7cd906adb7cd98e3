//! Names that no table has used yet: which known treatments stand for them.
//!
//! A trial may call its treatment `tca_35`, `SalicylicPeel` or `adapalene-bpo`. What the words of the name say
//! is used, and the answer says so; a name without such a word has nothing but the wide prior of its group.
use crate::model::{Class, Model};
use crate::regimen::Use;
use serde::Deserialize;

/// Treatments that are read like a known class because of a word in their name.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Family {
    /// The classes that stand for it, nearest first; the first that the concern knows is taken.
    pub like: Vec<String>,
    /// Words of a name. `a_b` needs both, in any order.
    pub words: Vec<String>,
    /// The concern that is meant where a table calls it by a wider one.
    #[serde(default)]
    pub concern: String,
}

/// A name in lower case, its words joined with `_`: `Nd:YAG 1064` is `nd_yag_1064`.
#[must_use]
pub fn spelt(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.trim().to_lowercase().chars() {
        if c.is_alphanumeric() {
            out.push(c);
        } else if !out.ends_with('_') {
            out.push('_');
        }
    }
    out.trim_matches('_').to_owned()
}

impl Family {
    /// Whether the spelt name holds one of the words.
    #[must_use]
    pub fn holds(&self, spelt: &str) -> bool {
        let has = |word: &str| spelt.split('_').any(|w| w == word);
        self.words.iter().any(|all| all.split('_').all(has))
    }
}

impl Model {
    /// The classes that stand for a name of which this concern has no class: by a word of the name, else those
    /// whose name begins alike; empty if there are none.
    #[must_use]
    pub fn like(&self, concern: &str, manner: Use, name: &str) -> Vec<&Class> {
        let spelt = spelt(name);
        for family in self.families.iter().filter(|f| f.holds(&spelt)) {
            let near = family.like.iter().find_map(|like| self.class(concern, manner, like));
            if let Some(class) = near {
                return vec![class];
            }
        }
        let stem = |name: &str| name.split('_').next().unwrap_or("").to_owned();
        let wanted = stem(&spelt);
        if wanted.len() < 2 {
            return Vec::new();
        }
        self.classes(concern, manner).iter().filter(|c| stem(&c.name) == wanted).collect()
    }

    /// The concern that a treatment's name decides where the table names a wider one (botulinum among the lines).
    #[must_use]
    pub fn narrower(&self, concern: &str, class: &str) -> Option<&str> {
        let spelt = spelt(class);
        let family = self.families.iter().find(|f| !f.concern.is_empty() && f.holds(&spelt))?;
        (concern == "fine_lines").then_some(family.concern.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::population::Population;

    #[test]
    fn names_are_read_by_their_words() {
        let model = &Population::shipped().unwrap().model;
        let like = |concern: &str, manner: Use, name: &str| -> Vec<String> {
            model.like(concern, manner, name).iter().map(|c| c.name.clone()).collect()
        };
        for (concern, manner, name, want) in [
            ("acne", Use::Sessions, "Salicylic-Peel 30%", "peel_bha"),
            ("acne", Use::Sessions, "tca_peel", "peel_aha"),
            ("acne", Use::Sessions, "pdl_595", "ipl"),
            ("acne", Use::Continuous, "adapalene_bpo", "topical_combo"),
            ("acne", Use::Continuous, "tazarotene", "topical"),
            ("acne", Use::Continuous, "doxycycline", "oral_antibiotic"),
            ("acne", Use::Continuous, "blue_led", "light"),
            ("melasma", Use::Continuous, "hq_tretinoin_fluocinolone", "triple"),
            ("melasma", Use::Sessions, "jessner", "peel"),
            ("melasma", Use::Sessions, "pico_755", "qs_toning"),
            ("atrophic_scars", Use::Sessions, "er_yag_fractional_ablative", "afl"),
            ("atrophic_scars", Use::Sessions, "dermaroller", "mn"),
            ("fine_lines", Use::Continuous, "adapalene", "retinoid"),
            ("pih", Use::Sessions, "salicylic", "peel"),
        ] {
            assert_eq!(like(concern, manner, name), [want], "{concern} {name}");
        }
        assert_eq!(like("acne", Use::Sessions, "peel"), ["peel_bha", "peel_aha"]);
        assert!(
            like("acne", Use::Sessions, "moonlight").is_empty() && like("acne", Use::Sessions, "").is_empty()
        );
        assert_eq!(model.narrower("fine_lines", "onabotulinumtoxinA"), Some("dynamic_lines"));
        assert_eq!(model.narrower("acne", "botox"), None);
    }

    #[test]
    fn every_family_names_a_class_that_exists() {
        let model = &Population::shipped().unwrap().model;
        let known = |name: &str| {
            model.concerns.iter().any(|(c, _)| {
                [Use::Continuous, Use::Sessions].iter().any(|m| model.class(&c.code, *m, name).is_some())
            })
        };
        for family in &model.families {
            assert!(family.like.iter().all(|l| known(l)), "{family:?}");
            assert!(family.words.iter().all(|w| spelt(w) == *w && !w.is_empty()), "{family:?}");
            assert!(family.concern.is_empty() || model.concern(&family.concern).is_some(), "{family:?}");
        }
    }
}
