//! Reading the waiting list.
use super::{Freed, Judged, Offer, WAITING_MAX, Waiting, Waits, Wish, bad, parsed};
use crate::ChartError;
use serde::{Deserialize, Serialize};

/// The most offers that one reading returns.
const OFFERS_MAX: i64 = 200;

/// What of a wish identifies the guest.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Sealed {
    pub(super) guest: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) note: String,
}

/// What of an offer is not filtered by.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Told {
    pub(super) freed: Freed,
    pub(super) considered: Vec<Judged>,
}

const WISH: &str = "SELECT w.wait, w.patient, w.status, w.since, w.version, w.sealed, w.body, \
     COALESCE(k.wrapped, '') AS wrapped FROM wait w LEFT JOIN patient_key k ON k.site = w.site AND k.patient = w.patient";
type WishRow = (String, String, String, i64, i64, String, String, String);

const OFFER: &str = "SELECT offer, wait, state, made_at, ends_at, body FROM wait_offer";
type OfferRow = (String, String, String, i64, i64, String);

impl Waits<'_> {
    fn waiting(&self, row: WishRow) -> Result<Waiting, ChartError> {
        let (id, patient, status, since, version, sealed, body, wrapped) = row;
        let opened: Option<Sealed> = match self.key.unwrap(self.site, &patient, &wrapped)? {
            Some(key) => Some(parsed("a wish", &key.open(&sealed, "wait", &id)?)?),
            None => None,
        };
        let (guest, note) = opened.map_or((None, String::new()), |own| (Some(own.guest), own.note));
        let wish: Wish = parsed("a wish", &body)?;
        let status = status.parse().map_err(|e| bad("a wish", &e))?;
        let version = u32::try_from(version).unwrap_or(0);
        Ok(Waiting { id, patient, guest, status, since, version, wish, note })
    }

    /// Everybody who waits or has an offer, the longest wait first; those whose key was destroyed are not among them.
    ///
    /// # Errors
    /// A row cannot be read, or the database does not answer.
    pub async fn open(&self) -> Result<Vec<Waiting>, ChartError> {
        let rows: Vec<WishRow> = sqlx::query_as(sqlx::AssertSqlSafe(format!(
            "{WISH} WHERE w.site = $1 AND w.status IN ('waiting', 'offered') ORDER BY w.since, w.wait LIMIT $2"
        )))
        .bind(self.site)
        .bind(i64::try_from(WAITING_MAX).unwrap_or(i64::MAX))
        .fetch_all(&self.store.pool)
        .await?;
        let mut all: Vec<Waiting> =
            rows.into_iter().map(|row| self.waiting(row)).collect::<Result<_, _>>()?;
        all.retain(|one| one.guest.is_some());
        Ok(all)
    }

    /// One wish.
    ///
    /// # Errors
    /// There is none with this id, it cannot be read, or the database does not answer.
    pub async fn one(&self, id: &str) -> Result<Waiting, ChartError> {
        let row: Option<WishRow> =
            sqlx::query_as(sqlx::AssertSqlSafe(format!("{WISH} WHERE w.site = $1 AND w.wait = $2")))
                .bind(self.site)
                .bind(id)
                .fetch_optional(&self.store.pool)
                .await?;
        self.waiting(row.ok_or_else(|| ChartError::Missing { what: "wish", id: id.to_owned() })?)
    }

    /// The newest offers.
    ///
    /// # Errors
    /// A row cannot be read, or the database does not answer.
    pub async fn offers(&self) -> Result<Vec<Offer>, ChartError> {
        self.offers_where("1 = 1", "").await
    }

    /// The offers that wait for an answer.
    ///
    /// # Errors
    /// A row cannot be read, or the database does not answer.
    pub async fn offers_open(&self) -> Result<Vec<Offer>, ChartError> {
        self.offers_where("state = 'open'", "").await
    }

    /// The offers that ended without being taken, after which nobody was looked for yet.
    ///
    /// # Errors
    /// A row cannot be read, or the database does not answer.
    pub async fn offers_to_pass_on(&self) -> Result<Vec<Offer>, ChartError> {
        self.offers_where("state IN ('declined', 'expired', 'lost') AND passed_on = 0", "").await
    }

    /// Every offer of one freed time.
    ///
    /// # Errors
    /// A row cannot be read, or the database does not answer.
    pub async fn offers_of(&self, freed: &str) -> Result<Vec<Offer>, ChartError> {
        self.offers_where("freed = $3", freed).await
    }

    /// The offer that this visit holds.
    ///
    /// # Errors
    /// There is none, it cannot be read, or the database does not answer.
    pub async fn offer(&self, id: &str) -> Result<Offer, ChartError> {
        let found = self.offers_where("offer = $3", id).await?;
        found.into_iter().next().ok_or_else(|| ChartError::Missing { what: "offer", id: id.to_owned() })
    }

    async fn offers_where(&self, clause: &str, value: &str) -> Result<Vec<Offer>, ChartError> {
        let sql = format!("{OFFER} WHERE site = $1 AND {clause} ORDER BY made_at DESC, offer DESC LIMIT $2");
        let mut query = sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(self.site).bind(OFFERS_MAX);
        if clause.contains("$3") {
            query = query.bind(value);
        }
        let rows: Vec<OfferRow> = query.fetch_all(&self.store.pool).await?;
        let offer = |(id, wait, state, made_at, ends_at, body): OfferRow| {
            let Told { freed, considered } = parsed("an offer", &body)?;
            let state = state.parse().map_err(|e| bad("an offer", &e))?;
            Ok(Offer { id, wait, state, made_at, ends_at, freed, considered })
        };
        rows.into_iter().map(offer).collect()
    }
}
