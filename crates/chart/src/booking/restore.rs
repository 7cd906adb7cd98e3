//! A visit that a repair had called off stands again when the repair is taken back: the same visit, with the link that its guest
//! has, so that nobody is told of what was never so.
use super::Bookings;
use super::read::{bad, parsed};
use super::visit::{Body, Status, Visit};
use super::write::stored_text;
use crate::ChartError;
use crate::message::Kind;
use crate::register::By;
use crate::wait::freed;
use serde::Deserialize;
use serde_json::json;
use sqlx::AnyConnection;

/// A visit that stands again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restore {
    /// Id of the visit.
    pub id: String,
    /// The version that was read.
    pub version: u32,
}

/// How a visit stood before it was called off.
#[derive(Debug, Deserialize)]
struct Before {
    from: Status,
    /// When its hold ended, milliseconds since 1970; none where it was no hold.
    #[serde(default)]
    hold_until: Option<i64>,
}

impl Bookings<'_> {
    /// Reads the visits that are to stand again, under the lock.
    pub(super) async fn to_restore(
        &self,
        tx: &mut AnyConnection,
        restores: &[Restore],
    ) -> Result<Vec<Visit>, ChartError> {
        let mut gone = Vec::with_capacity(restores.len());
        for one in restores {
            let visit = self.one_in(tx, &one.id).await?;
            visit.must_be_at(one.version)?;
            if visit.status != Status::Cancelled {
                return Err(ChartError::NotNext { from: visit.status, to: Status::Booked });
            }
            gone.push(visit);
        }
        Ok(gone)
    }

    /// Gives a visit back the status that it had before a repair called it off; its claims are made already.
    pub(super) async fn restore(
        &self,
        tx: &mut AnyConnection,
        visit: &Visit,
        (lane, repair): (u8, &str),
        by: &By,
    ) -> Result<(), ChartError> {
        let last: Option<(String, String)> = sqlx::query_as(
            "SELECT kind, body FROM booking_event WHERE site = $1 AND booking = $2 AND seq = $3",
        )
        .bind(self.site)
        .bind(&visit.id)
        .bind(i64::from(visit.version))
        .fetch_optional(&mut *tx)
        .await?;
        let Some((_, said)) = last.filter(|(kind, _)| kind == Status::Cancelled.code()) else {
            return Err(bad("an event", &"calling off is not the last that happened to the visit"));
        };
        let Before { from, hold_until } = parsed("an event", &said)?;
        let version = visit.version + 1;
        let body = Body { lane, note: String::new(), ..visit.body.clone() };
        sqlx::query(
            "UPDATE booking SET status = $3, version = $4, hold_until = $5, body = $6 WHERE site = $1 AND booking = $2",
        )
        .bind(self.site)
        .bind(&visit.id)
        .bind(from.code())
        .bind(i64::from(version))
        .bind(hold_until.unwrap_or(0))
        .bind(stored_text(&visit.slot, body)?)
        .execute(&mut *tx)
        .await?;
        let what = json!({"from": Status::Cancelled, "repair": repair, "reason": "the repair was undone"});
        self.event(tx, &visit.id, version, "restored", &what, by).await?;
        freed::is_back(tx, self.site, &visit.id, &visit.slot).await?;
        if from == Status::Held {
            return Ok(());
        }
        self.tell(tx, (&visit.patient, &visit.id, version), &visit.slot, Kind::Change, by).await
    }
}
