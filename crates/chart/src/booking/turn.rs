//! The status of visits: from booked to done, called off, holds that end, and the gate asked again.
use super::visit::{Body, Status, Visit};
use super::week::Weeks;
use super::write::{SERIES_MAX, must_be_short, seal, stored_text, week_keys};
use super::{Asked, Bookings};
use crate::ChartError;
use crate::book::retried;
use crate::message::Kind;
use crate::register::By;
use crate::seal::Chance;
use crate::wait::freed;
use serde_json::json;
use sqlx::AnyConnection;

impl Bookings<'_> {
    /// Gives a visit its next status; called off or not come, its time is free again.
    ///
    /// # Errors
    /// The visit cannot become that, was changed since it was read, there is none, or the database refuses.
    pub async fn become_status(
        &self,
        visits: &[(String, u32)],
        to: Status,
        reason: &str,
        by: &By,
    ) -> Result<(), ChartError> {
        must_be_short(&[Some(reason)])?;
        if visits.len() > SERIES_MAX {
            return Err(ChartError::Limit { what: "visits at once", limit: SERIES_MAX, got: visits.len() });
        }
        retried(self.store, |mut held| async move {
            let tx: &mut AnyConnection = &mut held;
            let mut slots = Vec::new();
            for (id, _) in visits {
                slots.push(self.one_in(tx, id).await?.slot);
            }
            let mut weeks = Weeks::lock(tx, self.site, &week_keys(slots.iter())).await?;
            for (id, version) in visits {
                let visit = self.one_in(tx, id).await?;
                visit.must_be_at(*version)?;
                self.turn(tx, &visit, to, (reason, None), &mut weeks, by).await?;
                if to == Status::Cancelled {
                    freed::note(tx, self.site, &visit, by.at).await?;
                }
            }
            weeks.store(tx, self.site).await?;
            Ok((held, ()))
        })
        .await
    }

    /// Gives a visit a status within a write; why, and the repair that it belongs to.
    pub(super) async fn turn(
        &self,
        tx: &mut AnyConnection,
        visit: &Visit,
        to: Status,
        (reason, repair): (&str, Option<&str>),
        weeks: &mut Weeks,
        by: &By,
    ) -> Result<(), ChartError> {
        if !visit.status.next().contains(&to) {
            return Err(ChartError::NotNext { from: visit.status, to });
        }
        if visit.status == Status::Held
            && to == Status::Booked
            && visit.hold_until.is_some_and(|until| until <= by.at)
        {
            let (day, cell) = (visit.slot.day, visit.slot.cell);
            let resource = visit.slot.parts.first().map_or_else(String::new, |part| part.resource.clone());
            return Err(ChartError::Taken { resource, day, cell, by: String::new() });
        }
        if !to.claims() {
            self.release(tx, visit, weeks).await?;
        }
        let version = visit.version + 1;
        sqlx::query(
            "UPDATE booking SET status = $3, version = $4, hold_until = 0 WHERE site = $1 AND booking = $2",
        )
        .bind(self.site)
        .bind(&visit.id)
        .bind(to.code())
        .bind(i64::from(version))
        .execute(&mut *tx)
        .await?;
        let mut what = json!({"from": visit.status, "reason": reason, "repair": repair});
        // A hold that is called off with its series ends when it would have ended, should the repair be taken back.
        if let (Some(until), Some(fields)) = (visit.hold_until, what.as_object_mut()) {
            fields.insert("hold_until".to_owned(), json!(until));
        }
        self.event(tx, &visit.id, version, to.code(), &what, by).await?;
        let kind = match (visit.status, to) {
            (Status::Held, Status::Booked) => Kind::Confirmation,
            // Who only held a time was never told that it is theirs.
            (before, Status::Cancelled) if before != Status::Held => Kind::Cancellation,
            _ => return Ok(()),
        };
        self.tell(tx, (&visit.patient, &visit.id, version), &visit.slot, kind, by).await
    }

    /// Writes what the gate says now about a visit that stays where it is.
    ///
    /// # Errors
    /// The visit was changed since it was read, or the database refuses.
    pub async fn asked_again(
        &self,
        visit: &Visit,
        asked: &Asked,
        by: &By,
        chance: &mut dyn Chance,
    ) -> Result<(), ChartError> {
        let key = self.patient_key(&visit.patient).await?;
        let guest = visit.guest.clone().unwrap_or_default();
        let sealed = &seal(&key, &visit.id, &guest, &visit.body.note, asked, chance)?;
        let version = visit.version + 1;
        let body = Body { asked: asked.clone(), note: String::new(), ..visit.body.clone() };
        let body = &stored_text(&visit.slot, body)?;
        let what = &json!({"was": visit.body.asked.verdict, "verdict": asked.verdict});
        retried(self.store, |mut held| async move {
            let tx: &mut AnyConnection = &mut held;
            let done = sqlx::query(
                "UPDATE booking SET version = $4, sealed = $5, body = $6, reasons = $7 WHERE site = $1 AND booking = $2 AND version = $3",
            )
            .bind(self.site)
            .bind(&visit.id)
            .bind(i64::from(visit.version))
            .bind(i64::from(version))
            .bind(&sealed.who)
            .bind(body)
            .bind(&sealed.reasons)
            .execute(&mut *tx)
            .await?;
            if done.rows_affected() == 0 {
                return Err(ChartError::Stale { read: u64::from(visit.version), now: u64::from(version) });
            }
            self.event(tx, &visit.id, version, "asked", what, by).await?;
            Ok((held, ()))
        })
        .await
    }

    /// Lets every hold fall away whose time is over; how many.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn sweep(&self, now: i64) -> Result<usize, ChartError> {
        let over: Vec<(String, i64)> = sqlx::query_as(
            "SELECT booking, version FROM booking WHERE site = $1 AND status = 'held' AND hold_until BETWEEN 1 AND $2 \
             ORDER BY booking LIMIT 500",
        )
        .bind(self.site)
        .bind(now)
        .fetch_all(&self.store.pool)
        .await?;
        let by = By { author: "house".to_owned(), at: now };
        let mut gone = 0;
        for (id, version) in over {
            let version = u32::try_from(version).unwrap_or(0);
            match self.become_status(&[(id, version)], Status::Cancelled, "the hold ended", &by).await {
                Ok(()) => gone += 1,
                // Somebody booked it or swept it in between.
                Err(ChartError::Stale { .. } | ChartError::NotNext { .. }) => {}
                Err(e) => return Err(e),
            }
        }
        Ok(gone)
    }
}
