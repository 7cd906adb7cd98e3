//! The clinic's own layer: who it is, what it charges, the labels of its devices and products, its
//! policy, and its own rules laid over the shipped ones.
//!
//! The files arrive as text and pass the same loader. A shipped file never changes under them:
//! each value that is not as shipped is told as an [`Override`], and whoever loosens one signs.
mod effect;
mod label;
mod merge;
mod over;
mod read;

pub use effect::Effect;
pub use label::{Contraindication, Label, LabelKind};
pub(crate) use read::{cross_check, layer};

use serde::Deserialize;
use std::collections::BTreeMap;
use vocab::case::Policy;
use vocab::money::Currency;
use vocab::params::Params;
use vocab::{Day, Money};

/// The tag under which findings cite the clinic's own rules.
pub const CLINIC_TAG: &str = "CLINIC";
/// At most so many files in a layer.
pub const FILES_MAX: usize = 1000;
/// At most so many bytes in one file of a layer.
pub const BYTES_MAX: usize = 1 << 20;

/// A clinic, as its layer describes it.
#[derive(Debug, Clone)]
pub struct Clinic {
    /// Its name.
    pub name: String,
    /// Where it is, ISO 3166-2.
    pub jurisdiction: Option<String>,
    /// The currency of its prices.
    pub currency: Currency,
    /// Its time zone, as in the IANA data base (`America/Los_Angeles`).
    pub time_zone: String,
    /// Switches that its medical director set.
    pub switches: Vec<Switch>,
    /// The policy that follows from them; a case may still state its own.
    pub policy: Policy,
    /// Devices and products with their labels, by key.
    pub labels: Vec<Label>,
    prices: Prices,
}

/// A policy switch with who set it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Switch {
    /// Name of the switch.
    pub switch: String,
    /// Its value, as in case files.
    pub value: String,
    /// Who set it, when and why.
    pub signed: Signed,
}

/// A signature of a licensed person.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signed {
    /// Name.
    pub name: String,
    /// Licence: kind, number and place.
    pub licence: String,
    /// The day of signing.
    pub on: Day,
    /// Why.
    pub reason: String,
}

/// What one thing costs, and how long it takes here.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Price {
    /// Minor units of the clinic's currency.
    pub(crate) price: Option<i64>,
    /// Minutes, where they differ from the catalogue.
    pub(crate) minutes: Option<u16>,
}

/// Prices by code.
#[derive(Debug, Clone, Default)]
pub(crate) struct Prices {
    pub(crate) treatments: BTreeMap<String, Price>,
    pub(crate) protocols: BTreeMap<String, Price>,
    pub(crate) products: BTreeMap<String, Price>,
}

/// One value of the shipped knowledge that this clinic replaced, or one that it added.
#[derive(Debug, Clone)]
pub struct Override {
    /// The file, the same below the shipped data and below the layer.
    pub file: String,
    /// Where in it: `rule pregnancy-toxin, verdict`; empty for a whole file.
    pub place: String,
    /// As shipped, in TOML's words; `None` = added by the clinic.
    pub before: Option<String>,
    /// As it is now.
    pub now: String,
    /// What it does to answers.
    pub effect: Effect,
    /// Who signed it; a stricter value needs nobody.
    pub signed: Option<Signed>,
}

impl Clinic {
    /// Price of a session of this treatment, of this protocol or of this product.
    #[must_use]
    pub fn price(&self, code: &str) -> Option<Money> {
        let minor_units = self.entry(code)?.price?;
        Some(Money { minor_units, currency: self.currency })
    }

    /// Minutes of this treatment or protocol, where they differ from the catalogue.
    #[must_use]
    pub fn minutes(&self, code: &str) -> Option<u16> {
        self.entry(code)?.minutes
    }

    fn entry(&self, code: &str) -> Option<&Price> {
        let Prices { treatments, protocols, products } = &self.prices;
        treatments.get(code).or_else(|| protocols.get(code)).or_else(|| products.get(code))
    }

    /// Labels of what is used for a treatment, in the order of their keys.
    pub fn labels_for(&self, treatment: &str) -> impl Iterator<Item = &Label> {
        self.labels.iter().filter(move |l| l.treatments.iter().any(|t| t == treatment))
    }
}

impl Label {
    /// Whether this is a device or product that the stated parameters could mean.
    #[must_use]
    pub fn may_be(&self, params: &Params) -> bool {
        fn fits<T: PartialEq + Copy>(stated: Option<T>, own: Option<T>) -> bool {
            stated.is_none() || own.is_none() || stated == own
        }
        // Makers round the wavelength of one and the same crystal differently.
        let near = |nm: f64| self.wavelengths_nm.iter().any(|own| (own - nm).abs() <= 5.0);
        fits(params.device, self.device)
            && fits(params.toxin, self.toxin)
            && fits(params.lidocaine, self.lidocaine)
            && (self.wavelengths_nm.is_empty() || params.wavelength_nm.is_none_or(near))
    }
}
