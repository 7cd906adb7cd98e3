//! What is chosen from the shelf at the door: a lot of each product that serves the treatment, and the device.
use super::{Pairs, said};
use crate::Oops;
use chart::fold::Chart;
use chart::stock::{LotRow, Product, Stock};
use std::collections::BTreeSet;
use vocab::Day;

/// The most lots that are chosen for one session.
const LOTS_MAX: usize = 12;

/// A product that serves the treatment, with its lots.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Kept {
    /// Key of the product.
    pub product: String,
    /// Its name.
    pub name: String,
    /// Lots that may be used: id, and how it is told; the first to expire stands first.
    pub lots: Vec<(String, String)>,
    /// The lot that is chosen; empty = none of it.
    pub lot: String,
}

/// What is chosen from the shelf at the door, and what could be.
#[derive(Debug, Clone, Default)]
pub struct Shelf {
    /// Products of which a lot may be used, or of which one is chosen that may not be.
    pub kept: Vec<Kept>,
    /// Lots that are chosen and are none of these: the line above says why.
    pub gone: Vec<String>,
    /// Devices that may be used: key and name.
    pub devices: Vec<(String, String)>,
    /// The device that is chosen; empty = none.
    pub device: String,
}

impl Shelf {
    /// What was named, else what there is only one way to choose: the only device; of the lots the first to expire, of the
    /// products that were used the last time, or of the first.
    pub(super) async fn at(
        stock: &Stock<'_>,
        chart: &Chart,
        treatment: &str,
        pairs: &Pairs,
        (on, now): (Day, i64),
    ) -> Result<Self, Oops> {
        let devices = stock.devices().await?;
        let serving = devices.values().filter(|d| d.treatments.iter().any(|t| t == treatment) && d.is_ok(on));
        let devices: Vec<(String, String)> =
            serving.map(|d| (d.key.clone(), format!("{} ({})", d.name, d.model))).collect();
        let device = match (said(pairs, "device"), devices.as_slice()) {
            ("", [only]) => only.0.clone(),
            (named, _) => named.to_owned(),
        };
        let mut kept: Vec<Kept> = Vec::new();
        for (product, row) in stock.lots_for(treatment, on, now).await? {
            let told = (row.id.clone(), offered(&product, &row, now));
            match kept.iter_mut().find(|one| one.product == product.key) {
                Some(one) => one.lots.push(told),
                None => kept.push(Kept { product: product.key, name: product.name, lots: vec![told], lot: String::new() }),
            }
        }
        let mut gone = Vec::new();
        if pairs.iter().any(|(name, _)| name == "lot") {
            let named = pairs.iter().filter(|(name, lot)| name == "lot" && !lot.trim().is_empty());
            for lot in named.map(|(_, lot)| lot.trim()).take(LOTS_MAX) {
                match kept.iter_mut().find(|one| one.lots.iter().any(|(id, _)| id == lot)) {
                    Some(one) => lot.clone_into(&mut one.lot),
                    None => gone.push(lot.to_owned()),
                }
            }
        } else {
            let before = used_before(stock, chart, treatment).await?;
            let known = kept.iter().any(|one| before.contains(&one.product));
            for (n, one) in kept.iter_mut().enumerate() {
                if if known { before.contains(&one.product) } else { n == 0 } {
                    one.lot = one.lots.first().map(|(id, _)| id.clone()).unwrap_or_default();
                }
            }
        }
        Ok(Self { kept, gone, devices, device })
    }

    pub(super) fn lots_chosen(&self) -> Vec<String> {
        let kept = self.kept.iter().map(|one| &one.lot).filter(|lot| !lot.is_empty());
        kept.chain(&self.gone).cloned().collect()
    }

    pub(super) fn device_chosen(&self) -> Option<&str> {
        Some(self.device.as_str()).filter(|device| !device.is_empty())
    }
}

/// A lot as it is offered.
fn offered(product: &Product, row: &LotRow, now: i64) -> String {
    let until = row.lot.expires.map(Day::in_words).unwrap_or_default();
    let left = product.unit.counted(row.lot.usable(now));
    format!("{}, lot {}, good until {until}, {left} left", product.name, row.lot.number)
}

/// Keys of the products of which the last session of a treatment took something.
async fn used_before(stock: &Stock<'_>, chart: &Chart, treatment: &str) -> Result<BTreeSet<String>, Oops> {
    let last = chart.sessions().filter(|(_, session)| session.treatment == treatment).last();
    let mut products = BTreeSet::new();
    for lot in last.and_then(|(_, session)| session.uses()).unwrap_or_default().into_keys() {
        // A lot of another site or another time is not on this shelf any more.
        if let Ok((row, _)) = stock.lot(&lot).await {
            products.insert(row.product);
        }
    }
    Ok(products)
}
