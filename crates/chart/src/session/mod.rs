//! Sessions: what was done, typed, from a draft to the signed record. It counts for the gate as a procedure on its day.
//!
//! A session is begun with a pass of the door of the same day, kept as a draft that its author corrects, and signed; what it
//! takes from the shelf is taken in the same write as the entry. A signed session can only be amended, with a reason and a
//! new signature; what stood there before stays visible.
pub mod done;
pub mod emergency;
pub mod field;
mod keep;
mod limit;
mod need;
mod pass;
pub mod point;
pub mod quantity;
mod second;
mod sign;
mod step;
mod withdrawn;

pub use done::Done;
pub use emergency::Emergency;
pub use field::{Field, Kind};
pub use keep::{Begun, Reader, Waiting, WaitingFor};
pub use limit::{Beyond, Limit, beyond, limits};
pub use need::{Keeps, Missing, missing};
pub use pass::{DoorPass, NoPass};
pub use point::{Point, ZoneSetting};
pub use second::{Second, is_delegated, second};
pub use sign::{Meaning, Signature, Standing, hash_of, standing};
pub(crate) use step::forget;

use crate::ChartError;
use crate::history::check_treatment;
use crate::stock::Amount;
use knowledge::Knowledge;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use vocab::{Params, Zone};

/// The most zones of one session.
pub const ZONES_MAX: usize = 60;
/// The most products of one session beside its points.
pub const PRODUCTS_MAX: usize = 40;
/// The most letters of the note.
pub const NOTE_LETTERS_MAX: usize = 4_000;
/// A session is at most this long, milliseconds: a day.
pub const LASTS_MS_MAX: i64 = 86_400_000;

/// What was taken from a lot, not by points: a peel, a serum, a cartridge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Used {
    /// Id of the lot.
    pub lot: String,
    /// How much, in the product's unit.
    pub amount: Amount,
}

/// A session: what was done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Session {
    /// Treatment code.
    pub treatment: String,
    /// Where; empty = not said yet, read as everywhere.
    #[serde(default)]
    pub zones: Vec<Zone>,
    /// What was set otherwise in single zones.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub zone_settings: Vec<ZoneSetting>,
    /// Points of injection.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub points: Vec<Point>,
    /// What else was taken from the shelf.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub products: Vec<Used>,
    /// What was done, by kind.
    pub done: Done,
    /// Key of the device.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
    /// Id of the practitioner who did it.
    pub performer: String,
    /// When it began, milliseconds since 1970.
    pub started_at: i64,
    /// When it ended; absent = it has not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<i64>,
    /// Id of the entry of the door that let it begin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub door: Option<String>,
    /// Id of the visit in which it was begun; absent = nobody had booked one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visit: Option<String>,
    /// Id of the session that it repeats.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repeats: Option<String>,
    /// What a colleague should know.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

impl Session {
    /// An empty session of a treatment; `None` for what is not done here.
    #[must_use]
    pub fn new(k: &Knowledge, treatment: &str, performer: &str, started_at: i64) -> Option<Self> {
        Some(Self {
            treatment: treatment.to_owned(),
            zones: Vec::new(),
            zone_settings: Vec::new(),
            points: Vec::new(),
            products: Vec::new(),
            done: Done::of(k, treatment)?,
            device: None,
            performer: performer.to_owned(),
            started_at,
            ended_at: None,
            door: None,
            visit: None,
            repeats: None,
            note: String::new(),
        })
    }

    /// The same again: settings, zones, device and points are carried over. Lots are kept only where `lot` gives one for
    /// them, the same or the one that is used now; a point or a product whose lot has no successor comes without it and
    /// is left out. Endpoint and eyewear, capillary refill and the note belong to the day and are not carried.
    #[must_use]
    pub fn again(
        &self,
        from: &str,
        performer: &str,
        started_at: i64,
        lot: impl Fn(&str) -> Option<String>,
    ) -> Self {
        let mut next = Self {
            performer: performer.to_owned(),
            started_at,
            ended_at: None,
            door: None,
            visit: None,
            repeats: Some(from.to_owned()),
            note: String::new(),
            ..self.clone()
        };
        next.points.retain_mut(|point| lot(&point.lot).map(|lot| point.lot = lot).is_some());
        next.products.retain_mut(|used| lot(&used.lot).map(|lot| used.lot = lot).is_some());
        for key in ["endpoint", "eyewear", "refill"] {
            // A record without the field has nothing to take away.
            let _ = next.done.set(key, "");
        }
        next
    }

    /// Whole minutes from start to end, at least one; `None` while it lasts.
    #[must_use]
    pub fn minutes(&self) -> Option<u16> {
        let lasted = self.ended_at?.checked_sub(self.started_at)?;
        u16::try_from((lasted + 30_000) / 60_000).ok().map(|m| m.max(1))
    }

    /// How much of each lot it took, points and products together; `None` where a sum leaves the range of amounts.
    #[must_use]
    pub fn uses(&self) -> Option<BTreeMap<String, Amount>> {
        let mut uses = point::by_lot(&self.points)?;
        for used in &self.products {
            let sum = uses.entry(used.lot.clone()).or_default();
            *sum = sum.plus(used.amount)?;
        }
        Some(uses)
    }

    /// The settings as the gate is asked with them in a zone.
    #[must_use]
    pub fn params(&self, zone: Option<Zone>) -> Params {
        let own = self.zone_settings.iter().find(|s| Some(s.zone) == zone);
        let mut params = self.done.params();
        if let Some(depth) = own.and_then(|s| s.depth_mm) {
            params.depth_mm = Some(depth.into());
        }
        params
    }

    /// Whether the treatment exists.
    pub(crate) fn check_codes(&self, knowledge: &Knowledge) -> Result<(), ChartError> {
        check_treatment(&self.treatment, knowledge)
    }

    /// Whether it is whole in itself: limits, times, amounts.
    pub(crate) fn check(&self) -> Result<(), ChartError> {
        let limit = |what, limit, got| Err(ChartError::Limit { what, limit, got });
        let form =
            |what: &str, why: &str| Err(ChartError::Form { what: what.to_owned(), why: why.to_owned() });
        let letters = self.note.chars().count();
        if letters > NOTE_LETTERS_MAX {
            return limit("letters of the note", NOTE_LETTERS_MAX, letters);
        }
        if self.points.len() > point::POINTS_MAX {
            return limit("points", point::POINTS_MAX, self.points.len());
        }
        if self.zones.len() > ZONES_MAX || self.zone_settings.len() > ZONES_MAX {
            return limit("zones", ZONES_MAX, self.zones.len().max(self.zone_settings.len()));
        }
        if self.products.len() > PRODUCTS_MAX {
            return limit("products", PRODUCTS_MAX, self.products.len());
        }
        if self.points.iter().any(|p| p.amount.is_zero()) || self.products.iter().any(|u| u.amount.is_zero())
        {
            return form("an amount", "what was used is more than nothing");
        }
        if self.uses().is_none() {
            return form("the amounts", "their sum is too large");
        }
        match self.ended_at {
            Some(end) if end < self.started_at => form("the end", "it lies before the start"),
            Some(end) if end - self.started_at > LASTS_MS_MAX => {
                form("the end", "a session lasts at most a day")
            }
            _ => Ok(()),
        }
    }
}
