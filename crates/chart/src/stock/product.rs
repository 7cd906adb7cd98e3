//! A product: what one pack holds, how long it is good once opened, what is in it, what it is used for.
use super::{Amount, slug, text};
use crate::ChartError;
use knowledge::Knowledge;
use serde::{Deserialize, Serialize};
use vocab::nearest::nearest;

vocab::words! {
    /// What a product is measured in.
    Unit, "unit of a product" {
        /// Millilitres.
        Millilitre = "ml",
        /// Grams.
        Gram = "g",
        /// Units of a toxin; not interchangeable between products.
        Unit = "u",
        /// Pieces.
        Piece = "piece",
    }
}

impl Unit {
    /// As people write it behind a number.
    #[must_use]
    pub const fn short(self) -> &'static str {
        match self {
            Self::Millilitre => "ml",
            Self::Gram => "g",
            Self::Unit => "U",
            Self::Piece => "pcs",
        }
    }

    /// So much of it, as people say it: `2.5 ml`, `1 piece`, `30 pieces`.
    #[must_use]
    pub fn counted(self, amount: Amount) -> String {
        match self {
            Self::Piece if amount == Amount::whole(1) => "1 piece".to_owned(),
            Self::Piece => format!("{amount} pieces"),
            Self::Millilitre | Self::Gram | Self::Unit => format!("{amount} {}", self.short()),
        }
    }
}

/// The most ingredients of one product.
pub const INGREDIENTS_MAX: usize = 100;

/// One ingredient.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProductIngredient {
    /// INCI name as on the pack.
    pub name: String,
    /// Ingredient code of the knowledge, if rules know it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

/// A product as it was last told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Product {
    /// Its key: small letters, digits, hyphens.
    pub key: String,
    /// Name as on the pack.
    pub name: String,
    /// Maker.
    pub maker: String,
    /// What it is measured in.
    pub unit: Unit,
    /// Contents of one pack: a vial, a syringe, a bottle.
    pub pack: Amount,
    /// Hours it is good once opened; absent = until it expires.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub open_hours: Option<u32>,
    /// What is in it.
    #[serde(default)]
    pub ingredients: Vec<ProductIngredient>,
    /// Treatment codes it is used for.
    #[serde(default)]
    pub treatments: Vec<String>,
    /// Ordered again at or below this amount.
    #[serde(default)]
    pub reorder_at: Amount,
    /// Article number (GTIN) on the pack, for the scanner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gtin: Option<String>,
    /// Key of its label in the clinic's own layer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// No longer bought: not offered, and its lots can still be used up.
    #[serde(default)]
    pub retired: bool,
}

/// A field that does not hold, with what would.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// Which field.
    pub field: &'static str,
    /// Why, and what is allowed.
    pub why: String,
}

impl Product {
    /// Everything that does not hold: against the form, and against the knowledge.
    #[must_use]
    pub fn wrongs(&self, k: &Knowledge) -> Vec<Wrong> {
        let mut wrongs = Vec::new();
        let mut wrong = |field, why: String| wrongs.push(Wrong { field, why });
        for (field, told) in [
            ("key", slug("the key", &self.key).err()),
            ("name", text("the name", &self.name).err()),
            ("maker", text("the maker", &self.maker).err()),
        ] {
            if let Some(error) = told {
                wrong(field, error.to_string());
            }
        }
        if self.pack.is_zero() {
            wrong("pack", "a pack holds something: write its contents, such as 1 or 100".to_owned());
        }
        if self.open_hours.is_some_and(|hours| !(1..=87_600).contains(&hours)) {
            wrong("open_hours", "1 to 87600 hours (ten years), or nothing".to_owned());
        }
        if let Some(gtin) = &self.gtin
            && !super::gs1::is_gtin(gtin)
        {
            wrong("gtin", "8, 12, 13 or 14 digits whose last one checks the others".to_owned());
        }
        if self.ingredients.len() > INGREDIENTS_MAX {
            wrong("ingredients", format!("{} are more than {INGREDIENTS_MAX}", self.ingredients.len()));
        }
        for code in self.ingredients.iter().filter_map(|i| i.code.as_deref()) {
            if k.ingredient(code).is_none() {
                let near = nearest(code, k.ingredients.iter().map(|i| i.code.as_str()));
                wrong("ingredients", unknown("ingredient", code, near));
            }
        }
        for name in &self.ingredients {
            if let Err(error) = text("an ingredient", &name.name) {
                wrong("ingredients", error.to_string());
            }
        }
        for code in &self.treatments {
            if k.treatment(code).is_none() {
                let near = nearest(code, k.treatments.iter().map(|t| t.code.as_str()));
                wrong("treatments", unknown("treatment", code, near));
            }
        }
        if let Some(label) = &self.label
            && !k.clinic().is_some_and(|c| c.labels.iter().any(|l| l.key == *label))
        {
            let keys = k.clinic().map(|c| c.labels.as_slice()).unwrap_or_default();
            wrong("label", unknown("label", label, nearest(label, keys.iter().map(|l| l.key.as_str()))));
        }
        wrongs
    }

    /// The first fault as an error of the record.
    pub(crate) fn must_hold(&self, k: &Knowledge) -> Result<(), ChartError> {
        match self.wrongs(k).into_iter().next() {
            None => Ok(()),
            Some(Wrong { field, why }) => {
                Err(ChartError::Form { what: format!("the product's {field}"), why })
            }
        }
    }
}

fn unknown(what: &str, code: &str, near: Option<&str>) -> String {
    let code = vocab::nearest::clip(code);
    near.map_or_else(
        || format!("no {what} has the code `{code}`"),
        |near| format!("no {what} has the code `{code}`; did you mean `{near}`?"),
    )
}
