//! Links that open one thing for a while: an unguessable secret, of which only the hash is stored.
use super::People;
use super::session::{draw, token_hash};
use crate::ChartError;
use crate::seal::Chance;

vocab::words! {
    /// What a link opens.
    Purpose, "purpose of a link" {
        /// Makes the owner, at the first start.
        FirstStart = "first-start",
        /// Lets an invited person choose how to sign in; the subject is that person.
        Invitation = "invitation",
        /// Signs in as the subject; in the demonstration only.
        Demo = "demo",
        /// A guest's own forms; the subject is the patient.
        Guest = "guest",
        /// A tablet that was handed over for a consultation; the subject is the patient.
        Tablet = "tablet",
        /// A guest's own visit: seen, moved and called off; the subject is the visit.
        Visit = "visit",
        /// A time that is held for a guest who waits; the subject is the offer.
        Offer = "offer",
    }
}

/// A link that holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Hash of its secret.
    pub hash: String,
    /// What it opens.
    pub purpose: Purpose,
    /// For whom or what: an id.
    pub subject: String,
    /// Who made it.
    pub made_by: String,
    /// Until when, milliseconds since 1970.
    pub ends_at: i64,
}

impl People<'_> {
    /// Makes a link that ends after `lasts_ms` and opens at most `uses` times; gives its secret.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn make_link(
        &self,
        purpose: Purpose,
        subject: &str,
        (lasts_ms, uses): (i64, i64),
        by: &crate::register::By,
        chance: &mut dyn Chance,
    ) -> Result<String, ChartError> {
        let token = draw(chance);
        sqlx::query(
            "INSERT INTO link (site, hash, purpose, subject, made_by, made_at, ends_at, uses_left) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind(self.own.site)
        .bind(token_hash("link", &token))
        .bind(purpose.code())
        .bind(subject)
        .bind(&by.author)
        .bind(by.at)
        .bind(by.at.saturating_add(lasts_ms))
        .bind(uses)
        .execute(&self.own.store.writer)
        .await?;
        Ok(token)
    }

    /// The link with this secret, if it holds; looking uses nothing up.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn link(&self, token: &str, now: i64) -> Result<Option<Link>, ChartError> {
        let row: Option<(String, String, String, String, i64)> = sqlx::query_as(
            "SELECT hash, purpose, subject, made_by, ends_at FROM link \
             WHERE site = $1 AND hash = $2 AND ends_at > $3 AND uses_left > 0",
        )
        .bind(self.own.site)
        .bind(token_hash("link", token))
        .bind(now)
        .fetch_optional(&self.own.store.pool)
        .await?;
        Ok(row.and_then(|(hash, purpose, subject, made_by, ends_at)| {
            let purpose = purpose.parse().ok()?;
            Some(Link { hash, purpose, subject, made_by, ends_at })
        }))
    }

    /// What the links of one purpose that somebody made, and that still hold, open: at most a hundred.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn links_made_by(
        &self,
        purpose: Purpose,
        made_by: &str,
        now: i64,
    ) -> Result<Vec<String>, ChartError> {
        let subjects: Vec<String> = sqlx::query_scalar(
            "SELECT DISTINCT subject FROM link WHERE site = $1 AND purpose = $2 AND made_by = $3 AND ends_at > $4 \
             AND uses_left > 0 LIMIT 100",
        )
        .bind(self.own.site)
        .bind(purpose.code())
        .bind(made_by)
        .bind(now)
        .fetch_all(&self.own.store.pool)
        .await?;
        Ok(subjects)
    }

    /// Ends a link by its hash: it opens nothing any more.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn end_link(&self, hash: &str) -> Result<(), ChartError> {
        sqlx::query("UPDATE link SET uses_left = 0 WHERE site = $1 AND hash = $2")
            .bind(self.own.site)
            .bind(hash)
            .execute(&self.own.store.writer)
            .await?;
        Ok(())
    }

    /// Uses a link once; `false` when somebody was quicker or it no longer holds.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn use_link(&self, link: &Link, now: i64) -> Result<bool, ChartError> {
        let done = sqlx::query(
            "UPDATE link SET uses_left = uses_left - 1 WHERE site = $1 AND hash = $2 AND ends_at > $3 AND uses_left > 0",
        )
        .bind(self.own.site)
        .bind(&link.hash)
        .bind(now)
        .execute(&self.own.store.writer)
        .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Takes back every link of one purpose.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn drop_links(&self, purpose: Purpose) -> Result<(), ChartError> {
        sqlx::query("DELETE FROM link WHERE site = $1 AND purpose = $2")
            .bind(self.own.site)
            .bind(purpose.code())
            .execute(&self.own.store.writer)
            .await?;
        Ok(())
    }
}
