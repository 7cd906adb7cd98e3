//! What really happened in a visit: the session that was begun in it brings the guest into the room, and its signature closes it.
use super::Bookings;
use super::visit::{Body, Status, Treated, Visit};
use super::week::Weeks;
use super::write::{stored_text, week_keys};
use crate::ChartError;
use crate::register::By;
use serde_json::json;
use sqlx::AnyConnection;
use vocab::Day;

/// How often a visit is read again that somebody changes at the same moment.
const TRIES_MAX: usize = 4;
/// Milliseconds of a day.
const DAY_MS: i64 = 86_400_000;

/// How far a session is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Came {
    /// It was begun.
    Begun,
    /// It was signed.
    Signed,
    /// It was amended: the visit stays as it stands, but for its times.
    Amended,
}

impl Bookings<'_> {
    /// Lets a visit follow its session: of the same guest, the same treatment and the same day. A visit that was called off, or
    /// has moved to another day meanwhile, is left alone: its time is somebody else's by now, and the guest comes again. What
    /// somebody set by hand before (done, say) stays, and gets the real times.
    ///
    /// # Errors
    /// The visit cannot be read, or the database refuses.
    pub(crate) async fn follow(
        &self,
        tx: &mut AnyConnection,
        visit: &str,
        (patient, treatment): (&str, &str),
        (treated, came): (&Treated, Came),
        by: &By,
    ) -> Result<(), ChartError> {
        for _ in 0..TRIES_MAX {
            let now = match self.one_in(tx, visit).await {
                Ok(now) => now,
                Err(ChartError::Missing { .. }) => return Ok(()),
                Err(other) => return Err(other),
            };
            let same = now.body.treatment == treatment && self.is_of(tx, &now.patient, patient).await?;
            if !same {
                return Ok(());
            }
            // Whoever turns or moves a visit holds its weeks: they wait for this write, or this one for theirs.
            Weeks::lock(tx, self.site, &week_keys(std::iter::once(&now.slot))).await?;
            let known = now.body.treated.as_ref().filter(|known| known.session == treated.session);
            let treated =
                Treated { day: treated.day.or(known.and_then(|known| known.day)), ..treated.clone() };
            let Some(to) = next(&now, &treated, came) else { return Ok(()) };
            if self.turned(tx, &now, to, &treated, by).await? {
                return Ok(());
            }
        }
        Err(ChartError::Form {
            what: "the visit".to_owned(),
            why: "somebody changes it at this moment: try again".to_owned(),
        })
    }

    /// Whether a visit of one patient is a visit of another: the same, or one whose chart was joined into theirs.
    async fn is_of(&self, tx: &mut AnyConnection, of: &str, patient: &str) -> Result<bool, ChartError> {
        if of == patient {
            return Ok(true);
        }
        let joined: i64 = sqlx::query_scalar(
            "SELECT COUNT(*) FROM joined WHERE site = $1 \
             AND ((folded = $2 AND kept = $3) OR (folded = $3 AND kept = $2))",
        )
        .bind(self.site)
        .bind(of)
        .bind(patient)
        .fetch_one(tx)
        .await?;
        Ok(joined > 0)
    }

    async fn turned(
        &self,
        tx: &mut AnyConnection,
        now: &Visit,
        to: Status,
        treated: &Treated,
        by: &By,
    ) -> Result<bool, ChartError> {
        let version = now.version + 1;
        let body = Body { treated: Some(treated.clone()), note: String::new(), ..now.body.clone() };
        let done = sqlx::query(
            "UPDATE booking SET status = $4, version = $5, body = $6 WHERE site = $1 AND booking = $2 AND version = $3",
        )
        .bind(self.site)
        .bind(&now.id)
        .bind(i64::from(now.version))
        .bind(to.code())
        .bind(i64::from(version))
        .bind(stored_text(&now.slot, body)?)
        .execute(&mut *tx)
        .await?;
        if done.rows_affected() == 0 {
            return Ok(false);
        }
        let kind = if to == now.status { "treated" } else { to.code() };
        let what = json!({"from": now.status, "session": treated.session, "began_at": treated.began_at,
            "ended_at": treated.ended_at});
        self.event(tx, &now.id, version, kind, &what, by).await?;
        Ok(true)
    }
}

/// What a visit becomes; `None` where nothing is to be written.
fn next(visit: &Visit, treated: &Treated, came: Came) -> Option<Status> {
    let known = visit.body.treated.as_ref();
    let here = if let Some(day) = treated.day {
        visit.slot.day == day
    } else {
        // Kept before days were: the clock on the wall is not known here, so the day beside it will do.
        let day = i32::try_from(treated.began_at.div_euclid(DAY_MS)).ok().map(Day::from_number)?;
        visit.slot.day.since(day).abs() <= 1
    };
    let own = here && known.is_some_and(|one| one.session == treated.session);
    let is_open = visit.status.is_open() && visit.status != Status::Held;
    let to = match came {
        Came::Begun if here && is_open => Status::InRoom,
        Came::Signed if own && (is_open || visit.status == Status::Done) => Status::Done,
        // Somebody may have opened it again by hand since: an addendum neither opens nor closes anything.
        Came::Amended if own => visit.status,
        Came::Begun | Came::Signed | Came::Amended => return None,
    };
    (to != visit.status || known != Some(treated)).then_some(to)
}
