//! The row of a new visit, with what is written beside it.
use super::Bookings;
use super::read::bad;
use super::sealed::{State, tell_of};
use super::visit::{Body, Status};
use super::write::{Ready, stored_text};
use crate::ChartError;
use crate::message::Kind;
use crate::register::By;
use serde_json::json;
use sqlx::AnyConnection;

impl Ready<'_> {
    /// The row of the visit.
    pub(super) fn row(&self, lane: u8) -> Result<State, ChartError> {
        let new = self.new;
        let status = if new.hold_until.is_some() { Status::Held } else { Status::Booked };
        let body = Body {
            service: new.service.clone(),
            title: new.title.clone(),
            treatment: new.treatment.clone(),
            step: new.step.clone(),
            asked: new.asked.clone(),
            lane,
            overlap: new.overlap.clone(),
            note: String::new(),
            treated: None,
        };
        Ok((
            i64::from(new.slot.day.number()),
            new.patient.clone(),
            new.step.as_ref().map_or_else(String::new, |step| step.series.clone()),
            status.code().to_owned(),
            new.hold_until.unwrap_or(0),
            1,
            self.sealed.who.clone(),
            stored_text(&new.slot, body)?,
            self.sealed.reasons.clone(),
        ))
    }
}

impl Bookings<'_> {
    /// Writes the row of a visit, its first event, and the wish to tell the guest; `repair` is what it belongs to.
    pub(super) async fn insert_visit(
        &self,
        tx: &mut AnyConnection,
        one: &Ready<'_>,
        (lane, repair): (u8, Option<&str>),
        by: &By,
    ) -> Result<(), ChartError> {
        let row = one.row(lane)?;
        if !self.insert_row(tx, &one.new.id, &row).await? {
            return Err(bad("the visit", &"its id is another visit's"));
        }
        self.insert_beside(tx, (one, &row), repair, by).await
    }

    /// Writes the row of a visit; whether it was not there yet.
    pub(super) async fn insert_row(
        &self,
        tx: &mut AnyConnection,
        id: &str,
        (day, patient, series, status, hold, version, sealed, body, reasons): &State,
    ) -> Result<bool, ChartError> {
        let done = sqlx::query(
            "INSERT INTO booking (site, booking, day, patient, series, status, hold_until, version, sealed, body, reasons) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (site, booking) DO NOTHING",
        )
        .bind(self.site)
        .bind(id)
        .bind(*day)
        .bind(patient)
        .bind(series)
        .bind(status)
        .bind(*hold)
        .bind(*version)
        .bind(sealed)
        .bind(body)
        .bind(reasons)
        .execute(&mut *tx)
        .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Writes the first event of a visit whose row was just written, and the wish to tell the guest.
    pub(super) async fn insert_beside(
        &self,
        tx: &mut AnyConnection,
        (one, row): (&Ready<'_>, &State),
        repair: Option<&str>,
        by: &By,
    ) -> Result<(), ChartError> {
        let new = one.new;
        let what = json!({"day": new.slot.day, "cell": new.slot.cell, "parts": new.slot.parts,
            "verdict": new.asked.verdict, "overlap": new.overlap, "repair": repair});
        let event = (new.id.as_str(), 1, row.3.as_str(), what.to_string());
        tell_of(tx, self.key, self.site, event, by, row).await?;
        if new.hold_until.is_some() {
            return Ok(());
        }
        self.tell(tx, (&new.patient, &new.id, 1), &new.slot, Kind::Confirmation, by).await
    }
}
