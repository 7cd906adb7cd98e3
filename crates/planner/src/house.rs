//! Figures of the house that the reference does not hold: example prices, discomfort, rising strengths, ways of asking.
use crate::request::{PlanError, Price, Prices};
use knowledge::Knowledge;
use serde::Deserialize;
use std::sync::OnceLock;
use vocab::{Params, Phototype};

/// The text of the figures that ship with the product.
const HOUSE: &str = include_str!("../data/house.toml");

/// The figures of one treatment.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Figure {
    pub(crate) code: String,
    /// Example price in minor units.
    price: i64,
    /// 0 to 10.
    pub(crate) discomfort: i64,
    /// How it may be put to the gate, the usual way first.
    #[serde(default)]
    pub(crate) ways: Vec<Params>,
    #[serde(default)]
    percent: Option<Percent>,
    /// Whether the needle depth follows the ceilings of the zones.
    #[serde(default)]
    pub(crate) depth: bool,
}

/// Strengths by session.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Percent {
    light: Vec<f64>,
    iv: Vec<f64>,
    v: Vec<f64>,
    vi: Vec<f64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct House {
    #[expect(
        dead_code,
        reason = "the mark stands in the file for its readers; every figure of it is shown as unsigned"
    )]
    status: String,
    treatment: Vec<Figure>,
}

fn house() -> Result<&'static [Figure], PlanError> {
    static SHIPPED: OnceLock<Result<House, String>> = OnceLock::new();
    SHIPPED
        .get_or_init(|| toml::from_str(HOUSE).map_err(|e: toml::de::Error| e.to_string()))
        .as_ref()
        .map(|h| h.treatment.as_slice())
        .map_err(|e| PlanError::House(e.clone()))
}

/// The figures of a treatment; `None` where the house has none.
pub(crate) fn figure(code: &str) -> Result<Option<&'static Figure>, PlanError> {
    Ok(house()?.iter().find(|f| f.code == code))
}

/// Example prices, for as long as no house has given its own.
///
/// # Errors
/// The shipped figures cannot be read; a released build has none such.
pub fn example_prices() -> Result<Prices, PlanError> {
    let of =
        house()?.iter().map(|f| (f.code.clone(), Price { minor_units: f.price, minutes: None })).collect();
    Ok(Prices { currency: None, of })
}

/// The price list that a plan is made with: the clinic's, which offers what it gives a price to, else the example prices.
///
/// # Errors
/// As [`example_prices`].
pub fn prices(knowledge: &Knowledge) -> Result<Prices, PlanError> {
    let Some(clinic) = knowledge.clinic() else { return example_prices() };
    let price = |code: &str| {
        let minor_units = clinic.price(code)?.minor_units;
        Some((code.to_owned(), Price { minor_units, minutes: clinic.minutes(code) }))
    };
    let treatments = knowledge.treatments.iter().map(|t| t.code.as_str());
    let protocols = knowledge.protocols.iter().map(|p| p.code.as_str());
    let of = treatments.chain(protocols).filter_map(price).collect();
    Ok(Prices { currency: Some(clinic.currency.to_string()), of })
}

impl Figure {
    /// Strengths by session for a skin; one `None` where the treatment has no strength.
    pub(crate) fn percents(&self, skin: Option<Phototype>) -> Vec<Option<f64>> {
        let Some(percent) = &self.percent else { return vec![None] };
        let row = match skin {
            Some(Phototype::I | Phototype::II | Phototype::III) => &percent.light,
            Some(Phototype::IV) => &percent.iv,
            Some(Phototype::V) => &percent.v,
            Some(Phototype::VI) | None => &percent.vi,
        };
        row.iter().copied().map(Some).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_planned_treatment_has_figures_and_no_other() {
        let k = knowledge::Knowledge::shipped().unwrap();
        let planned: Vec<&str> = k
            .treatments
            .iter()
            .filter(|t| t.planned && t.schedule.is_some())
            .map(|t| t.code.as_str())
            .collect();
        for code in &planned {
            assert!(figure(code).unwrap().is_some(), "{code} has no figures");
        }
        for f in house().unwrap() {
            let known = planned.contains(&f.code.as_str()) || k.protocol(&f.code).is_some();
            assert!(known, "{} is not planned", f.code);
            assert!((0..=10).contains(&f.discomfort) && f.price > 0, "{}", f.code);
        }
    }

    #[test]
    fn strengths_start_where_the_reference_lets_them() {
        let glycolic = figure("peel_glycolic").unwrap().unwrap();
        assert_eq!(glycolic.percents(Some(Phototype::V)).first(), Some(&Some(20.0)));
        assert_eq!(glycolic.percents(None), vec![Some(20.0)], "an unknown type reads as the darkest");
        for kind in Phototype::ALL {
            let all = glycolic.percents(Some(*kind));
            assert!(all.is_sorted() && all.iter().flatten().all(|p| *p <= 30.0), "{kind}: {all:?}");
        }
        assert_eq!(figure("ipl").unwrap().unwrap().percents(None), vec![None]);
    }
}
