//! What can be booked: the segments of a visit, what each needs, price, and the treatment behind it.
use super::{Bookings, Kind, Part};
use crate::ChartError;
use calendar::visit as search;
use serde::{Deserialize, Serialize};
use vocab::Params;

vocab::words! {
    /// What happens in a stretch of a visit.
    SegmentKind, "segment" {
        /// The room is made ready, numbing takes effect.
        Prepare = "prepare",
        /// Hands on the guest.
        Hands = "hands",
        /// Something works while nobody needs to be there.
        Processing = "processing",
        /// Clean-down, turning the room.
        Clean = "clean",
    }
}

impl SegmentKind {
    /// The kinds that it keeps busy unless the service says otherwise.
    #[must_use]
    pub const fn usual(self) -> &'static [Kind] {
        match self {
            Self::Hands => &[Kind::Practitioner, Kind::Room, Kind::Device],
            Self::Prepare => &[Kind::Practitioner, Kind::Room],
            Self::Processing => &[Kind::Room, Kind::Device],
            Self::Clean => &[Kind::Room],
        }
    }
}

/// A stretch of a visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Segment {
    /// What happens.
    pub kind: SegmentKind,
    /// Cells of five minutes, at least 1.
    pub length: u16,
}

/// Something that can be booked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Service {
    /// Key, stable.
    pub key: String,
    /// As the price list says it.
    pub title: String,
    /// One sentence for guests.
    #[serde(default)]
    pub line: String,
    /// Family, by which lists are grouped.
    #[serde(default)]
    pub family: String,
    /// Code of the treatment that the gate is asked about; empty for a talk.
    #[serde(default)]
    pub treatment: String,
    /// Strength that the gate is asked with, per cent, 0 to 100.
    #[serde(default)]
    pub percent: Option<f64>,
    /// Acidity that the gate is asked with, pH, 0 to 14: who may apply an acid depends on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ph: Option<f64>,
    /// Segments in order.
    pub segments: Vec<Segment>,
    /// What it takes: the kind and the skill that it must have.
    pub needs: Vec<(Kind, String)>,
    /// Price in minor units; `None` where it is told in the consultation.
    #[serde(default)]
    pub price_minor: Option<i64>,
    /// Currency of the price, for example `EUR`.
    #[serde(default)]
    pub currency: String,
    /// Days that are quiet afterwards: fewest and most.
    #[serde(default)]
    pub quiet_days: (u16, u16),
    /// What to do or leave before, in sentences.
    #[serde(default)]
    pub prepare: Vec<String>,
    /// Whether guests may book it by themselves.
    #[serde(default)]
    pub public: bool,
}

impl Service {
    /// The settings with which the gate is asked about it; what the price list does not say stays unstated.
    #[must_use]
    pub fn params(&self) -> Params {
        Params { percent: self.percent, ph: self.ph, ..Params::default() }
    }

    /// Cells from beginning to end.
    #[must_use]
    pub fn length(&self) -> u16 {
        self.segments.iter().fold(0, |sum, one| sum.saturating_add(one.length))
    }

    /// Minutes that the guest is here: all but the clean-down.
    #[must_use]
    pub fn minutes(&self) -> u16 {
        let stays = |one: &&Segment| one.kind != SegmentKind::Clean;
        self.segments.iter().filter(stays).map(|one| one.length).sum::<u16>() * super::GRAIN_MINUTES
    }

    fn wants(&self, kind: Kind) -> bool {
        self.needs.iter().any(|(need, _)| *need == kind)
    }

    /// As the search asks for it.
    #[must_use]
    pub fn demand(&self) -> search::Visit {
        let segment = |one: &Segment| search::Segment {
            length: usize::from(one.length),
            needs: self.held(one.kind).map(Kind::need).collect(),
        };
        search::Visit {
            segments: self.segments.iter().map(segment).collect(),
            skills: self
                .needs
                .iter()
                .filter(|(_, s)| !s.is_empty())
                .map(|(k, s)| (k.need(), s.clone()))
                .collect(),
        }
    }

    /// The kinds that a segment of this service keeps busy. A kit stays with the room.
    fn held(&self, segment: SegmentKind) -> impl Iterator<Item = Kind> {
        let kinds = [Kind::Practitioner, Kind::Room, Kind::Device, Kind::Kit];
        kinds.into_iter().filter(move |kind| {
            let like = if *kind == Kind::Kit { Kind::Room } else { *kind };
            self.wants(*kind) && segment.usual().contains(&like)
        })
    }

    /// The stretches that the chosen resources are taken for, one or more of each.
    #[must_use]
    pub fn parts(&self, chosen: &[(Kind, String)]) -> Vec<Part> {
        let mut parts: Vec<Part> = Vec::new();
        for (kind, resource) in chosen {
            let mut at = 0;
            for one in &self.segments {
                if self.held(one.kind).any(|held| held == *kind) {
                    match parts.last_mut() {
                        Some(last) if last.resource == *resource && last.from + last.length == at => {
                            last.length += one.length;
                        }
                        _ => parts.push(Part {
                            resource: resource.clone(),
                            kind: *kind,
                            from: at,
                            length: one.length,
                        }),
                    }
                }
                at += one.length;
            }
        }
        parts
    }
}

impl Bookings<'_> {
    /// The services in their order.
    ///
    /// # Errors
    /// A row cannot be read, or the database does not answer.
    pub async fn services(&self) -> Result<Vec<Service>, ChartError> {
        let rows: Vec<String> =
            sqlx::query_scalar("SELECT body FROM service WHERE site = $1 ORDER BY place, service")
                .bind(self.site)
                .fetch_all(&self.store.pool)
                .await?;
        rows.iter().map(|text| super::read::parsed("a service", text)).collect()
    }

    /// Writes services, in this order, beside those that are there; the same key is replaced.
    ///
    /// # Errors
    /// A segment lasts nothing, or the database refuses.
    pub async fn keep_services(&self, services: &[Service]) -> Result<(), ChartError> {
        for (place, service) in services.iter().enumerate() {
            if service.segments.is_empty() || service.segments.iter().any(|one| one.length == 0) {
                let why = "every segment lasts at least five minutes".to_owned();
                return Err(ChartError::Form { what: format!("the service `{}`", service.key), why });
            }
            sqlx::query(
                "INSERT INTO service (site, service, place, body) VALUES ($1, $2, $3, $4) \
                 ON CONFLICT (site, service) DO UPDATE SET place = excluded.place, body = excluded.body",
            )
            .bind(self.site)
            .bind(&service.key)
            .bind(i64::try_from(place).unwrap_or(i64::MAX))
            .bind(super::read::text(service)?)
            .execute(&self.store.writer)
            .await?;
        }
        Ok(())
    }
}
