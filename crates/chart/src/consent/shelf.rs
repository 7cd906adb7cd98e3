//! The shelf of consent texts: each version with its exact bytes and their hash. A text on the shelf is never changed.
use super::Act;
use super::text::Text;
use crate::ChartError;
use crate::book;
use crate::entry::Body;
use crate::register::By;
use crate::store::Store;
use sqlx::AnyConnection;
use std::collections::BTreeMap;

/// A text on the shelf.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// Treatment code, or the code of a purpose of photographs.
    pub service: String,
    /// Language.
    pub language: String,
    /// Number, from 1, of this service in this language.
    pub version: u32,
    /// SHA-256 of the bytes, hexadecimal.
    pub hash: String,
    /// The exact bytes.
    pub bytes: String,
    /// When it was put there, milliseconds since 1970.
    pub kept_at: i64,
    /// By whom.
    pub kept_by: String,
}

type Row = (String, String, i64, String, String, i64, String);

impl Version {
    fn of((service, language, version, hash, bytes, kept_at, kept_by): Row) -> Self {
        let version = u32::try_from(version).unwrap_or(u32::MAX);
        Self { service, language, version, hash, bytes, kept_at, kept_by }
    }
}

/// The texts of a site.
#[derive(Debug, Clone)]
pub struct Shelf<'a> {
    store: &'a Store,
    site: &'a str,
}

impl<'a> Shelf<'a> {
    /// The shelf of a site.
    #[must_use]
    pub const fn new(store: &'a Store, site: &'a str) -> Self {
        Self { store, site }
    }

    /// Puts a text on the shelf unless it stands there, and tells its version. Nobody signs a text that is not kept.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn keep(&self, text: &Text, by: &By) -> Result<Version, ChartError> {
        let (hash, bytes) = (&text.hash(), &text.bytes());
        if let Some(known) = self.find(hash).await? {
            return Ok(known);
        }
        book::retried(self.store, |mut held| async move {
            let newest: i64 = sqlx::query_scalar(
                "SELECT COALESCE(MAX(version), 0) FROM consent_text WHERE site = $1 AND service = $2 AND language = $3",
            )
            .bind(self.site)
            .bind(&text.service)
            .bind(&text.language)
            .fetch_one(&mut *held)
            .await?;
            let version = Version {
                service: text.service.clone(),
                language: text.language.clone(),
                version: u32::try_from(newest + 1).unwrap_or(u32::MAX),
                hash: hash.clone(),
                bytes: bytes.clone(),
                kept_at: by.at,
                kept_by: by.author.clone(),
            };
            put(&mut held, self.site, &version).await?;
            Ok((held, ()))
        })
        .await?;
        self.find(hash).await?.ok_or_else(|| ChartError::Missing { what: "consent text", id: hash.clone() })
    }

    /// The text with this hash.
    ///
    /// # Errors
    /// The database refuses, or the bytes are not those of the hash.
    pub async fn find(&self, hash: &str) -> Result<Option<Version>, ChartError> {
        let row: Option<Row> = sqlx::query_as(
            "SELECT service, language, version, hash, bytes, kept_at, kept_by FROM consent_text \
             WHERE site = $1 AND hash = $2",
        )
        .bind(self.site)
        .bind(hash)
        .fetch_optional(&self.store.pool)
        .await?;
        let Some(version) = row.map(Version::of) else { return Ok(None) };
        let now = crate::seal::hex(&<sha2::Sha256 as sha2::Digest>::digest(version.bytes.as_bytes()));
        if now != version.hash {
            return Err(ChartError::Form {
                what: format!("the consent text {hash}"),
                why: "its bytes are not those it was kept with".to_owned(),
            });
        }
        Ok(Some(version))
    }

    /// Every version of a service, newest first, at most `most`.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn versions(&self, service: &str, most: u32) -> Result<Vec<Version>, ChartError> {
        let rows: Vec<Row> = sqlx::query_as(
            "SELECT service, language, version, hash, bytes, kept_at, kept_by FROM consent_text \
             WHERE site = $1 AND service = $2 ORDER BY kept_at DESC, version DESC LIMIT $3",
        )
        .bind(self.site)
        .bind(service)
        .bind(i64::from(most))
        .fetch_all(&self.store.pool)
        .await?;
        Ok(rows.into_iter().map(Version::of).collect())
    }
}

/// Puts a version where it belongs; whoever was quicker with the same text has kept it already.
async fn put(tx: &mut AnyConnection, site: &str, version: &Version) -> Result<(), ChartError> {
    sqlx::query(
        "INSERT INTO consent_text (site, service, language, version, hash, bytes, kept_at, kept_by) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (site, hash) DO NOTHING",
    )
    .bind(site)
    .bind(&version.service)
    .bind(&version.language)
    .bind(i64::from(version.version))
    .bind(&version.hash)
    .bind(&version.bytes)
    .bind(version.kept_at)
    .bind(&version.kept_by)
    .execute(tx)
    .await?;
    Ok(())
}

/// Every text of a site by its hash, and whether its bytes are those of the hash.
pub(crate) async fn texts_in(
    tx: &mut AnyConnection,
    site: &str,
) -> Result<BTreeMap<String, bool>, ChartError> {
    let rows: Vec<(String, String)> = sqlx::query_as("SELECT hash, bytes FROM consent_text WHERE site = $1")
        .bind(site)
        .fetch_all(tx)
        .await?;
    let is_whole = |hash: &str, bytes: &str| {
        crate::seal::hex(&<sha2::Sha256 as sha2::Digest>::digest(bytes.as_bytes())) == hash
    };
    Ok(rows.into_iter().map(|(hash, bytes)| (hash.clone(), is_whole(&hash, &bytes))).collect())
}

impl crate::patient::Patients<'_> {
    /// The hashes of the texts that the consents of a chart name: place, entry, hash. None once erased.
    pub(crate) async fn texts_named(
        &self,
        tx: &mut AnyConnection,
        patient: &str,
    ) -> Result<Vec<(u64, String, String)>, ChartError> {
        let key = match self.key_in(tx, patient).await {
            Ok(key) => key,
            Err(ChartError::Erased(_)) => return Ok(Vec::new()),
            Err(other) => return Err(other),
        };
        let book = crate::patient::chart_of(patient);
        let rows = book::rows_where(tx, (self.site, &book), "kind = 'consent' ORDER BY seq", &[]).await?;
        let mut named = Vec::new();
        for row in rows {
            let entry = crate::patient::opened(&key, patient, &book, row)?;
            let Body::Consent(consent) = &entry.body else { continue };
            let hash = match &consent.act {
                Act::Presented(presented) => &presented.text_hash,
                Act::Signed(signed) => &signed.deed().text_hash,
                Act::Misunderstood(_) | Act::Declined(_) | Act::Withdrawn(_) => continue,
            };
            named.push((entry.seq, entry.id.clone(), hash.clone()));
        }
        Ok(named)
    }
}
