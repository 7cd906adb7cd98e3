//! The products of the house, as their book tells them.
use super::{Product, Stock};
use crate::ChartError;
use crate::register::By;
use crate::seal::Chance;
use knowledge::Knowledge;
use std::collections::BTreeMap;

/// The book of products.
pub const CATALOGUE: &str = "catalogue";
/// The most products of a site.
pub const PRODUCTS_MAX: usize = 5_000;

impl Stock<'_> {
    /// Tells a product anew, or for the first time; the newest telling counts.
    ///
    /// # Errors
    /// A field does not hold (the first is named), there are too many products, the unit or the pack of a product that has
    /// lots would change, or the database refuses.
    pub async fn set_product(
        &self,
        k: &Knowledge,
        product: &Product,
        by: &By,
        chance: &mut dyn Chance,
    ) -> Result<(), ChartError> {
        product.must_hold(k)?;
        let has_lots = self.lots(Some(&product.key)).await?.iter().any(|row| row.product == product.key);
        let check = |told: &[super::Told<Product>]| {
            let products = fold(told.iter().map(|t| t.event.clone()));
            let before = products.get(&product.key);
            if before.is_some_and(|old| has_lots && (old.unit, old.pack) != (product.unit, product.pack)) {
                let why = "lots of it are on record in the unit and pack that it has".to_owned();
                return Err(ChartError::Form { what: format!("the product `{}`", product.key), why });
            }
            if before.is_none() && products.len() >= PRODUCTS_MAX {
                return Err(ChartError::Limit {
                    what: "products",
                    limit: PRODUCTS_MAX,
                    got: products.len() + 1,
                });
            }
            Ok(())
        };
        self.tell(CATALOGUE, "product", product, by, chance, &check).await.map(|_| ())
    }

    /// Every product by its key, retired ones as well.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn products(&self) -> Result<BTreeMap<String, Product>, ChartError> {
        let told = self.events::<Product>(CATALOGUE).await?;
        Ok(fold(told.into_iter().map(|t| t.event)))
    }

    /// One product.
    ///
    /// # Errors
    /// There is none with this key, or the database does not answer.
    pub async fn product(&self, key: &str) -> Result<Product, ChartError> {
        self.products()
            .await?
            .remove(key)
            .ok_or_else(|| ChartError::Missing { what: "product", id: vocab::nearest::clip(key) })
    }
}

fn fold(told: impl Iterator<Item = Product>) -> BTreeMap<String, Product> {
    told.map(|product| (product.key.clone(), product)).collect()
}
