//! Who and what can be booked.
use super::{Bookings, read};
use crate::ChartError;
use calendar::visit::Need;
use serde::{Deserialize, Serialize};
use vocab::Day;

vocab::words! {
    /// What a resource serves as.
    Kind, "kind of resource" {
        /// Someone with the skills.
        Practitioner = "practitioner",
        /// A place.
        Room = "room",
        /// A device.
        Device = "device",
        /// Consumables or instruments.
        Kit = "kit",
    }
}

impl Kind {
    /// The word of the search.
    #[must_use]
    pub const fn need(self) -> Need {
        match self {
            Self::Practitioner => Need::Practitioner,
            Self::Room => Need::Room,
            Self::Device => Need::Device,
            Self::Kit => Need::Kit,
        }
    }
}

/// Someone or something that can be booked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resource {
    /// Id; a practitioner's is the id of the person.
    pub id: String,
    /// What it serves as.
    pub kind: Kind,
    /// As the calendar names it.
    pub name: String,
    /// A few words beside the name: `treatment, quiet`.
    #[serde(default)]
    pub line: String,
    /// Skills, and the last day of each; `None` does not end.
    #[serde(default)]
    pub skills: Vec<(String, Option<Day>)>,
    /// No longer booked; what was booked stays.
    #[serde(default)]
    pub retired: bool,
}

impl Resource {
    /// Somebody or something that is booked and has no skill yet, nor words beside the name.
    #[must_use]
    pub fn new(id: &str, kind: Kind, name: &str) -> Self {
        let (line, skills) = (String::new(), Vec::new());
        Self { id: id.to_owned(), kind, name: name.to_owned(), line, skills, retired: false }
    }
}

impl Bookings<'_> {
    /// Everybody and everything that can be booked, in their order.
    ///
    /// # Errors
    /// A row cannot be read, or the database does not answer.
    pub async fn resources(&self) -> Result<Vec<Resource>, ChartError> {
        let rows: Vec<String> =
            sqlx::query_scalar("SELECT body FROM resource WHERE site = $1 ORDER BY kind, place, resource")
                .bind(self.site)
                .fetch_all(&self.store.pool)
                .await?;
        rows.iter().map(|text| read::parsed("a resource", text)).collect()
    }

    /// Writes resources, in this order; the same id is replaced. What is retired keeps its visits.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn keep_resources(&self, resources: &[Resource]) -> Result<(), ChartError> {
        for (place, one) in resources.iter().enumerate() {
            sqlx::query(
                "INSERT INTO resource (site, resource, kind, place, body) VALUES ($1, $2, $3, $4, $5) \
                 ON CONFLICT (site, resource) DO UPDATE SET kind = excluded.kind, place = excluded.place, \
                 body = excluded.body",
            )
            .bind(self.site)
            .bind(&one.id)
            .bind(one.kind.code())
            .bind(i64::try_from(place).unwrap_or(i64::MAX))
            .bind(read::text(one)?)
            .execute(&self.store.writer)
            .await?;
        }
        Ok(())
    }
}
