//! Wishing for a message, and taking the wish back: alone or inside the write of what it is about.
use super::{ATTACHED_BYTES_MAX, Attached, GRACE_MS, Inside, Kind, Outbox, SEALED_AS, Standing, Why};
use crate::ChartError;
use crate::book::retried;
use crate::booking::text;
use crate::register::By;
use crate::seal::Chance;
use sqlx::{AnyConnection, AssertSqlSafe};

/// The longest detail of a wish, bytes.
const DETAIL_BYTES_MAX: usize = 4_000;

/// A message that is wished for; [`Outbox::sealed`] makes it ready to be put.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// Its id, which is its key of idempotency: the same id is the same message.
    pub id: String,
    /// Id of the patient.
    pub patient: String,
    /// What about.
    pub kind: Kind,
    /// Id of the visit, the session or the step of the plan.
    pub about: String,
    /// Not sent before this instant, milliseconds since 1970.
    pub not_before: i64,
    /// Not sent from this instant on, milliseconds since 1970.
    pub expires: i64,
    /// Whether a person must let it go first.
    pub held: bool,
    /// What the words need beside what the record says, such as a link; it is sealed.
    pub detail: String,
    /// Files that go with it; they are sealed.
    pub attached: Vec<Attached>,
}

/// A wish whose inside is sealed, so that a write which is tried again puts the same.
#[derive(Debug, Clone)]
pub struct Draft {
    wish: Wish,
    sealed: String,
}

impl Outbox<'_> {
    /// Seals a wish with the key of its patient.
    ///
    /// # Errors
    /// It is too long, there is no such patient, or the key was destroyed.
    pub async fn sealed(&self, wish: Wish, chance: &mut dyn Chance) -> Result<Draft, ChartError> {
        let attached = wish.attached.iter().map(|one| one.text.len()).sum();
        for (what, got, limit) in [
            ("bytes of the detail of a message", wish.detail.len(), DETAIL_BYTES_MAX),
            ("bytes of attachments", attached, ATTACHED_BYTES_MAX),
        ] {
            if got > limit {
                return Err(ChartError::Limit { what, limit, got });
            }
        }
        let key = self.patients().patient_key(&wish.patient).await?;
        let inside = Inside { detail: wish.detail.clone(), attached: wish.attached.clone(), letter: None };
        let sealed = key.seal(&text(&inside)?, SEALED_AS, &wish.id, chance);
        Ok(Draft { wish, sealed })
    }

    /// Wishes for a message by itself; whether it is new. One that was taken back is wished for again.
    ///
    /// # Errors
    /// As for [`Outbox::sealed`], or the database refuses.
    pub async fn put(&self, wish: Wish, by: &By, chance: &mut dyn Chance) -> Result<bool, ChartError> {
        let draft = &self.sealed(wish, chance).await?;
        retried(self.store, |mut held| async move {
            let new = put(&mut held, self.site, draft, by).await?;
            Ok((held, new))
        })
        .await
    }

    /// Takes a wish back by itself; whether it was still there to be taken back.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn withdraw(&self, id: &str, why: Why, by: &By) -> Result<bool, ChartError> {
        retried(self.store, |mut held| async move {
            let gone = withdraw(&mut held, self.site, id, why, by).await?;
            Ok((held, gone))
        })
        .await
    }
}

/// Wishes for a message inside a write; whether it is new. One that was taken back is wished for again, one that is under way
/// or was sent stays as it is.
///
/// # Errors
/// The database refuses.
pub async fn put(tx: &mut AnyConnection, site: &str, draft: &Draft, by: &By) -> Result<bool, ChartError> {
    let Draft { wish, sealed } = draft;
    let status = if wish.held { Standing::Held } else { Standing::Queued };
    let done = sqlx::query(
        "INSERT INTO message (site, message, patient, kind, about, status, why, todo, not_before, expires, attempts, lease, \
         lease_until, made_at, made_by, changed_at, sealed) VALUES ($1, $2, $3, $4, $5, $6, '', '', $7, $8, 0, '', 0, $9, $10, \
         $9, $11) ON CONFLICT (site, message) DO UPDATE SET status = excluded.status, why = '', todo = '', \
         not_before = excluded.not_before, expires = excluded.expires, attempts = 0, changed_at = excluded.changed_at, \
         sealed = excluded.sealed WHERE message.status = 'cancelled' AND message.why <> 'erased'",
    )
    .bind(site)
    .bind(&wish.id)
    .bind(&wish.patient)
    .bind(wish.kind.code())
    .bind(&wish.about)
    .bind(status.code())
    .bind(wish.not_before)
    .bind(wish.expires)
    .bind(by.at)
    .bind(&by.author)
    .bind(sealed)
    .execute(tx)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Takes a wish back inside a write, as long as nobody began to write it; whether it was still there.
///
/// # Errors
/// The database refuses.
pub async fn withdraw(
    tx: &mut AnyConnection,
    site: &str,
    id: &str,
    why: Why,
    by: &By,
) -> Result<bool, ChartError> {
    let done = sqlx::query(
        "UPDATE message SET status = 'cancelled', why = $3, todo = '', changed_at = $4 \
         WHERE site = $1 AND message = $2 AND status IN ('queued', 'held')",
    )
    .bind(site)
    .bind(id)
    .bind(why.code())
    .bind(by.at)
    .execute(tx)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Notes inside the write of a visit that its guest will be told, after the grace. A wish that waits already is pushed back
/// instead, so that several changes become one message; what it says is found when it is written.
pub(crate) async fn visits_changed(
    tx: &mut AnyConnection,
    site: &str,
    visit: (&str, &str, u32),
    kind: Kind,
    expires: i64,
    by: &By,
) -> Result<(), ChartError> {
    let (patient, booking, version) = visit;
    // One look for both: what waits to be told is pushed back, and who has a visit is not asked to come.
    let recalls = if kind == Kind::Confirmation { "'queued', 'held', 'suppressed'" } else { "''" };
    let sql = format!(
        "UPDATE message SET status = CASE WHEN kind = 'recall' THEN 'cancelled' ELSE status END, \
         why = CASE WHEN kind = 'recall' THEN 'booked' ELSE why END, \
         todo = CASE WHEN kind = 'recall' THEN '' ELSE todo END, \
         not_before = CASE WHEN kind = 'recall' THEN not_before ELSE $3 END, changed_at = $4, \
         expires = CASE WHEN kind = 'recall' OR expires > $5 THEN expires ELSE $5 END \
         WHERE site = $1 AND patient = $2 AND ((kind = 'recall' AND status IN ({recalls})) \
         OR (kind IN ('confirmation', 'change', 'cancellation') AND status = 'queued')) RETURNING kind"
    );
    let touched: Vec<String> = sqlx::query_scalar(AssertSqlSafe(sql))
        .bind(site)
        .bind(patient)
        .bind(by.at + GRACE_MS)
        .bind(by.at)
        .bind(expires)
        .fetch_all(&mut *tx)
        .await?;
    if touched.iter().any(|kind| kind != Kind::Recall.code()) {
        return Ok(());
    }
    let wish = Wish {
        // The same request sent twice is the same change, and so the same message.
        id: format!("{booking}-{version}"),
        patient: patient.to_owned(),
        kind,
        about: booking.to_owned(),
        not_before: by.at + GRACE_MS,
        expires,
        held: false,
        detail: String::new(),
        attached: Vec::new(),
    };
    put(tx, site, &Draft { wish, sealed: String::new() }, by).await.map(|_| ())
}

/// What an erasure does: nothing more goes out, and nothing sealed stays.
pub(crate) async fn forget(
    tx: &mut AnyConnection,
    site: &str,
    patient: &str,
    by: &By,
) -> Result<(), ChartError> {
    sqlx::query(
        "UPDATE message SET status = 'cancelled', why = 'erased', todo = '', changed_at = $3 \
         WHERE site = $1 AND patient = $2 AND status <> 'sent'",
    )
    .bind(site)
    .bind(patient)
    .bind(by.at)
    .execute(&mut *tx)
    .await?;
    for sql in [
        "UPDATE message SET sealed = '' WHERE site = $1 AND patient = $2",
        "UPDATE reply SET sealed = '' WHERE site = $1 AND patient = $2",
    ] {
        sqlx::query(sql).bind(site).bind(patient).execute(&mut *tx).await?;
    }
    Ok(())
}
