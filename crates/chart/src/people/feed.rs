//! Calendars that other programs read under a secret address: whose, with which names, and when they were read.
//!
//! The address is the whole key, so it is long, stored as a hash only, and made anew at a press: the old one is over at
//! once. There is one feed for each subject.
use super::People;
use super::session::{draw, token_hash};
use crate::ChartError;
use crate::register::By;
use crate::seal::Chance;

vocab::words! {
    /// Whose visits a feed tells.
    Whose, "kind of feed" {
        /// Those of somebody who works here.
        Practitioner = "practitioner",
        /// Those of a guest.
        Guest = "guest",
    }
}

vocab::words! {
    /// How a feed names the guests.
    Names, "names of a feed" {
        /// Not at all: that there is a visit.
        None = "none",
        /// By their first letters, with the treatment.
        Initials = "initials",
        /// In full, with the treatment.
        Full = "full",
    }
}

/// A feed that holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feed {
    /// Whose visits.
    pub whose: Whose,
    /// Id of the practitioner or of the patient.
    pub subject: String,
    /// How it names the guests.
    pub names: Names,
    /// Who made it.
    pub made_by: String,
    /// Since when, milliseconds since 1970.
    pub made_at: i64,
    /// Last read, milliseconds since 1970; 0 for never.
    pub seen_at: i64,
    /// How often it was read.
    pub looks: i64,
}

const COLUMNS: &str = "SELECT owner, subject, names, made_by, made_at, seen_at, looks FROM feed";

type Columns = (String, String, String, String, i64, i64, i64);

fn feed((whose, subject, names, made_by, made_at, seen_at, looks): Columns) -> Option<Feed> {
    Some(Feed {
        whose: whose.parse().ok()?,
        subject,
        names: names.parse().ok()?,
        made_by,
        made_at,
        seen_at,
        looks,
    })
}

impl People<'_> {
    /// Gives a subject a new address and returns its secret; the address before opens nothing any more.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn make_feed(
        &self,
        (whose, subject): (Whose, &str),
        names: Names,
        by: &By,
        chance: &mut dyn Chance,
    ) -> Result<String, ChartError> {
        let token = draw(chance);
        sqlx::query(
            "INSERT INTO feed (site, owner, subject, hash, names, made_by, made_at, seen_at, looks) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, 0, 0) ON CONFLICT (site, owner, subject) DO UPDATE SET \
             hash = excluded.hash, names = excluded.names, made_by = excluded.made_by, made_at = excluded.made_at, \
             seen_at = 0, looks = 0",
        )
        .bind(self.own.site)
        .bind(whose.code())
        .bind(subject)
        .bind(token_hash("feed", &token))
        .bind(names.code())
        .bind(&by.author)
        .bind(by.at)
        .execute(&self.own.store.writer)
        .await?;
        Ok(token)
    }

    /// The feed of a subject, if there is one.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn feed_of(&self, whose: Whose, subject: &str) -> Result<Option<Feed>, ChartError> {
        let sql = format!("{COLUMNS} WHERE site = $1 AND owner = $2 AND subject = $3");
        let row: Option<Columns> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
            .bind(self.own.site)
            .bind(whose.code())
            .bind(subject)
            .fetch_optional(&self.own.store.pool)
            .await?;
        Ok(row.and_then(feed))
    }

    /// The feed with this secret, if it holds; the look is counted, and [`Feed::seen_at`] is the look before.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn read_feed(&self, token: &str, now: i64) -> Result<Option<Feed>, ChartError> {
        let hash = token_hash("feed", token);
        let sql = format!("{COLUMNS} WHERE site = $1 AND hash = $2");
        let row: Option<Columns> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
            .bind(self.own.site)
            .bind(&hash)
            .fetch_optional(&self.own.store.pool)
            .await?;
        let Some(found) = row.and_then(feed) else { return Ok(None) };
        sqlx::query("UPDATE feed SET seen_at = $3, looks = looks + 1 WHERE site = $1 AND hash = $2")
            .bind(self.own.site)
            .bind(&hash)
            .bind(now)
            .execute(&self.own.store.writer)
            .await?;
        Ok(Some(found))
    }

    /// Ends the feed of a subject; `false` when there was none.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn end_feed(&self, whose: Whose, subject: &str) -> Result<bool, ChartError> {
        let done = sqlx::query("DELETE FROM feed WHERE site = $1 AND owner = $2 AND subject = $3")
            .bind(self.own.site)
            .bind(whose.code())
            .bind(subject)
            .execute(&self.own.store.writer)
            .await?;
        Ok(done.rows_affected() == 1)
    }
}
