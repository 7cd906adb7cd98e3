//! Moving visits: out of their old time and into the new one in one write, alone or the rest of a series together.
use super::visit::{Body, Slot, Status, Visit};
use super::week::Weeks;
use super::write::{SERIES_MAX, Seals, must_be_short, must_stand, seal, stored_text, week_keys};
use super::{Asked, Bookings};
use crate::ChartError;
use crate::book::retried;
use crate::message::Kind;
use crate::register::By;
use crate::seal::Chance;
use crate::wait::freed;
use serde_json::json;
use sqlx::AnyConnection;

/// A visit that moves.
#[derive(Debug, Clone)]
pub struct Move {
    /// Id of the visit.
    pub id: String,
    /// The version that was read; another one means that somebody changed it since.
    pub version: u32,
    /// Where to.
    pub slot: Slot,
    /// What the gate says about the new day.
    pub asked: Asked,
    /// Why it may overlap others or lie outside the hours; `None` = it may not. Devices and kits never serve two.
    pub overlap: Option<String>,
    /// Why it moves.
    pub reason: String,
}

impl Bookings<'_> {
    /// Moves visits, all or none: one, or the rest of a series.
    ///
    /// # Errors
    /// As for [`Bookings::book`]; also when a visit was changed since it was read, or is over.
    pub async fn relocate(&self, moves: &[Move], by: &By, chance: &mut dyn Chance) -> Result<(), ChartError> {
        if moves.is_empty() || moves.len() > SERIES_MAX {
            return Err(ChartError::Limit { what: "visits at once", limit: SERIES_MAX, got: moves.len() });
        }
        let mut sealed = Vec::with_capacity(moves.len());
        for one in moves {
            must_stand(&one.slot, &one.asked)?;
            sealed.push(self.sealed_move(one, chance).await?);
        }
        let sealed = &sealed;
        self.swept(by.at, || async move {
            retried(self.store, |mut held| async move {
                self.moved(&mut held, moves, sealed, by).await?;
                Ok((held, ()))
            })
            .await
        })
        .await
    }

    /// The sealed parts of a visit that moves, made before the write begins.
    pub(super) async fn sealed_move(&self, one: &Move, chance: &mut dyn Chance) -> Result<Seals, ChartError> {
        must_be_short(&[Some(one.reason.as_str()), one.overlap.as_deref()])?;
        let visit = self.one(&one.id).await?;
        let key = self.patient_key(&visit.patient).await?;
        let guest = visit.guest.unwrap_or_default();
        seal(&key, &one.id, &guest, &visit.body.note, &one.asked, chance)
    }

    async fn moved(
        &self,
        tx: &mut AnyConnection,
        moves: &[Move],
        sealed: &[Seals],
        by: &By,
    ) -> Result<(), ChartError> {
        let mut before = Vec::with_capacity(moves.len());
        for one in moves {
            before.push(self.one_in(tx, &one.id).await?);
        }
        let slots = moves.iter().map(|one| &one.slot).chain(before.iter().map(|visit| &visit.slot));
        let mut weeks = Weeks::lock(tx, self.site, &week_keys(slots)).await?;
        for (one, visit) in moves.iter().zip(&mut before) {
            self.must_be_as_read(tx, one, visit).await?;
            if one.overlap.is_none() {
                self.must_be_present(tx, &weeks, &one.slot).await?;
            }
        }
        for visit in &before {
            self.release(tx, visit, &mut weeks).await?;
        }
        let visits = moves.iter().map(|one| (one.id.as_str(), &one.slot, one.overlap.is_some()));
        let lanes = self.claim_all(tx, visits, &mut weeks).await?;
        for ((one, visit), sealed) in moves.iter().zip(before).zip(sealed) {
            let lane = lanes.of(one.overlap.is_some());
            self.update_moved(tx, one, visit, (sealed, lane, "moved", None), by).await?;
        }
        weeks.store(tx, self.site).await
    }

    /// Reads a visit again under the lock: who waited for it may have been overtaken.
    pub(super) async fn must_be_as_read(
        &self,
        tx: &mut AnyConnection,
        one: &Move,
        visit: &mut Visit,
    ) -> Result<(), ChartError> {
        let (old, was) = (visit.slot.clone(), visit.version);
        *visit = self.one_in(tx, &one.id).await?;
        visit.must_be_at(one.version)?;
        if visit.version != was || visit.slot != old {
            return Err(ChartError::Stale { read: u64::from(one.version), now: u64::from(visit.version) });
        }
        if !visit.status.is_open() || matches!(visit.status, Status::InRoom) {
            return Err(ChartError::NotNext { from: visit.status, to: Status::Booked });
        }
        Ok(())
    }

    /// Writes a visit where it goes: its sealed parts, its lane, what the event is called and which repair it belongs to.
    pub(super) async fn update_moved(
        &self,
        tx: &mut AnyConnection,
        one: &Move,
        visit: Visit,
        (sealed, lane, kind, repair): (&Seals, u8, &str, Option<&str>),
        by: &By,
    ) -> Result<(), ChartError> {
        let version = visit.version + 1;
        let held = visit.status == Status::Held;
        let what = json!({"from": {"day": visit.slot.day, "cell": visit.slot.cell, "parts": visit.slot.parts},
            "to": {"day": one.slot.day, "cell": one.slot.cell, "parts": one.slot.parts},
            "verdict": one.asked.verdict, "overlap": one.overlap, "reason": one.reason, "repair": repair,
            "before": {"overlap": visit.body.overlap}});
        let body = Body {
            asked: one.asked.clone(),
            lane,
            overlap: one.overlap.clone(),
            note: String::new(),
            ..visit.body.clone()
        };
        sqlx::query(
            "UPDATE booking SET day = $3, version = $4, sealed = $5, body = $6, reasons = $7 WHERE site = $1 AND booking = $2",
        )
        .bind(self.site)
        .bind(&one.id)
        .bind(i64::from(one.slot.day.number()))
        .bind(i64::from(version))
        .bind(&sealed.who)
        .bind(stored_text(&one.slot, body)?)
        .bind(&sealed.reasons)
        .execute(&mut *tx)
        .await?;
        self.event(tx, &one.id, version, kind, &what, by).await?;
        // Whoever goes back to where they were a moment ago frees no time: it was theirs for less than the grace.
        let back = freed::is_back(tx, self.site, &one.id, &one.slot).await?;
        if !back && visit.slot != one.slot && kind != "undone" {
            freed::note(tx, self.site, &visit, by.at).await?;
        }
        if held {
            return Ok(());
        }
        self.tell(tx, (&visit.patient, &one.id, version), &one.slot, Kind::Change, by).await
    }
}
