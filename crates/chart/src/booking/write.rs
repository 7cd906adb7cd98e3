//! Booking, moving, calling off: every write changes visit, claims, bits and history together or not at all.
use super::claims::Claims;
use super::lane::{Lanes, Wanted};
use super::read::{bad, text};
use super::visit::{Body, New, Sealed, Slot, Stored, Visit};
use super::week::{Weeks, week_of};
use super::{Asked, Bookings, Standing};
use crate::ChartError;
use crate::book::retried;
use crate::message::{Kind, visits_changed};
use crate::register::By;
use crate::seal::{Chance, PatientKey};
use calendar::Cells;
use sqlx::AnyConnection;
use std::collections::{BTreeMap, BTreeSet};

/// The most visits of one series.
pub const SERIES_MAX: usize = 60;
/// The longest reason or note, in bytes.
const WORDS_MAX: usize = 2_000;

/// A new visit with what must be made before the write begins, so that the write can be tried again.
pub(super) struct Ready<'n> {
    pub(super) new: &'n New,
    pub(super) sealed: Seals,
}

/// What is sealed of a visit.
pub(super) struct Seals {
    /// Who comes, and the word for the desk.
    pub(super) who: String,
    /// What the gate said; empty where it gave no reason.
    pub(super) reasons: String,
}

impl Bookings<'_> {
    /// Books visits, all or none: one, or a whole series. Returns their ids.
    ///
    /// # Errors
    /// Somebody else has the time ([`ChartError::Taken`]), somebody is not there ([`ChartError::Closed`]), the gate does not let
    /// it be booked ([`ChartError::NotBookable`]), a slot makes no sense, there is no such patient, or the database refuses.
    pub async fn book(
        &self,
        visits: &[New],
        by: &By,
        chance: &mut dyn Chance,
    ) -> Result<Vec<String>, ChartError> {
        if visits.is_empty() || visits.len() > SERIES_MAX {
            return Err(ChartError::Limit { what: "visits at once", limit: SERIES_MAX, got: visits.len() });
        }
        let ready = self.ready(visits, true, chance).await?;
        let ready = &ready;
        let booked = self.swept(by.at, || async move {
            retried(self.store, |mut held| async move {
                self.insert(&mut held, ready, by).await?;
                Ok((held, ()))
            })
            .await
        });
        booked.await?;
        Ok(visits.iter().map(|new| new.id.clone()).collect())
    }

    /// What must be made before a write begins; where the gate is not `heard`, what it says is kept and stops nothing.
    pub(super) async fn ready<'n>(
        &self,
        visits: &'n [New],
        heard: bool,
        chance: &mut dyn Chance,
    ) -> Result<Vec<Ready<'n>>, ChartError> {
        let mut keys: BTreeMap<&str, PatientKey> = BTreeMap::new();
        let mut ready = Vec::with_capacity(visits.len());
        for new in visits {
            if heard {
                must_stand(&new.slot, &new.asked)?;
            }
            must_be_short(&[Some(new.note.as_str()), new.overlap.as_deref(), Some(new.guest.as_str())])?;
            if !keys.contains_key(new.patient.as_str()) {
                keys.insert(&new.patient, self.patient_key(&new.patient).await?);
            }
            let key = keys.get(new.patient.as_str()).ok_or(ChartError::Key("a patient's key"))?;
            let sealed = seal(key, &new.id, &new.guest, &new.note, &new.asked, chance)?;
            ready.push(Ready { new, sealed });
        }
        Ok(ready)
    }

    async fn insert(&self, tx: &mut AnyConnection, ready: &[Ready<'_>], by: &By) -> Result<(), ChartError> {
        let first = ready.first().map_or("", |one| one.new.id.as_str());
        let visits = ready.iter().map(|one| (one.new.id.as_str(), &one.new.slot, one.new.overlap.is_some()));
        let wanted = Wanted::of(visits)?;
        let mut weeks = Weeks::lock(tx, self.site, &week_keys(ready.iter().map(|one| &one.new.slot))).await?;
        let lanes = match self.place(tx, &wanted, &weeks, ready).await {
            Ok(lanes) => lanes,
            // The same request sent twice is booked once: what is in its way is its own visit. Nothing was written yet.
            Err(ChartError::Taken { .. } | ChartError::Closed { .. }) if self.is_there(tx, first).await? => {
                return Ok(());
            }
            Err(other) => return Err(other),
        };
        for (place, one) in ready.iter().enumerate() {
            let row = one.row(lanes.of(one.new.overlap.is_some()))?;
            match (self.insert_row(tx, &one.new.id, &row).await?, place) {
                (true, _) => self.insert_beside(tx, (one, &row), None, by).await?,
                // Sent twice, and called off or moved in between.
                (false, 0) => return Ok(()),
                (false, _) => return Err(bad("the visit", &"its id is another visit's")),
            }
        }
        self.hold(tx, &wanted, &mut weeks, lanes).await?;
        weeks.store(tx, self.site).await
    }

    /// The lanes in which visits can stand; everybody must be there, and the time free.
    async fn place(
        &self,
        tx: &mut AnyConnection,
        wanted: &Wanted<'_>,
        weeks: &Weeks,
        ready: &[Ready<'_>],
    ) -> Result<Lanes, ChartError> {
        for one in ready.iter().filter(|one| one.new.overlap.is_none()) {
            self.must_be_present(tx, weeks, &one.new.slot).await?;
        }
        self.lanes(tx, wanted, weeks).await
    }

    /// Notes that the guest will be told about a visit that is still to come.
    pub(super) async fn tell(
        &self,
        tx: &mut AnyConnection,
        visit: (&str, &str, u32),
        slot: &Slot,
        kind: Kind,
        by: &By,
    ) -> Result<(), ChartError> {
        let begins = self.wall.instant(slot.day, usize::from(slot.cell)).map(jiff::Timestamp::as_millisecond);
        match begins {
            Some(begins) if begins > by.at => visits_changed(tx, self.site, visit, kind, begins, by).await,
            Some(_) | None => Ok(()),
        }
    }

    /// Does something again once, if it failed on a time that only holds which are over still keep.
    pub(super) async fn swept<F>(&self, now: i64, work: impl Fn() -> F) -> Result<(), ChartError>
    where
        F: Future<Output = Result<(), ChartError>>,
    {
        match work().await {
            Err(ChartError::Taken { .. }) if self.sweep(now).await? > 0 => work().await,
            other => other,
        }
    }

    /// Takes the claims of a visit away; cells that an intended overlap still claims stay marked.
    pub(super) async fn release(
        &self,
        tx: &mut AnyConnection,
        visit: &Visit,
        weeks: &mut Weeks,
    ) -> Result<(), ChartError> {
        let mut claims = Claims::default();
        claims.add(&visit.id, &visit.slot)?;
        claims.delete(tx, self.site).await?;
        let still = claims.still_claimed(tx, self.site).await?;
        for (resource, at) in
            claims.rows().filter(|(resource, at)| !still.contains_key(&((*resource).to_owned(), *at)))
        {
            weeks.mark(resource, at, false);
        }
        Ok(())
    }

    /// Everybody must be there, and the hour must happen once.
    pub(super) async fn must_be_present(
        &self,
        tx: &mut AnyConnection,
        weeks: &Weeks,
        slot: &Slot,
    ) -> Result<(), ChartError> {
        let mut rosters = None;
        for part in &slot.parts {
            let from = slot.cell + part.from;
            let wanted = Cells::span(usize::from(from), usize::from(from + part.length));
            let present = if let Some(present) = weeks.present(&part.resource, slot.day)? {
                present
            } else {
                if rosters.is_none() {
                    rosters = Some(self.rosters(tx, slot.day).await?);
                }
                let all = rosters.as_ref().map(|all| all.present(&self.wall, &part.resource, slot.day, 1));
                all.and_then(|all| all.first().copied()).unwrap_or_default()
            };
            if let Some(outside) = wanted.without(present).first() {
                let cell = u16::try_from(outside).unwrap_or(0);
                return Err(ChartError::Closed { resource: part.resource.clone(), day: slot.day, cell });
            }
        }
        Ok(())
    }

    async fn is_there(&self, tx: &mut AnyConnection, id: &str) -> Result<bool, ChartError> {
        let found: Option<i64> =
            sqlx::query_scalar("SELECT version FROM booking WHERE site = $1 AND booking = $2")
                .bind(self.site)
                .bind(id)
                .fetch_optional(tx)
                .await?;
        Ok(found.is_some())
    }

    pub(super) async fn patient_key(&self, patient: &str) -> Result<PatientKey, ChartError> {
        let mut connection = self.store.pool.acquire().await?;
        crate::patient::Patients::new(self.store, self.key, self.site).key_in(&mut connection, patient).await
    }

    pub(super) async fn event(
        &self,
        tx: &mut AnyConnection,
        id: &str,
        seq: u32,
        kind: &str,
        what: &serde_json::Value,
        by: &By,
    ) -> Result<(), ChartError> {
        super::sealed::tell(tx, self.key, self.site, (id, seq, kind, what.to_string()), by).await
    }
}

/// A slot that can be, and a gate that lets it.
pub(super) fn must_stand(slot: &Slot, asked: &Asked) -> Result<(), ChartError> {
    if let Some(fault) = slot.fault() {
        return Err(bad("the visit", &fault));
    }
    if asked.on != slot.day {
        return Err(bad("the visit", &format!("the gate was asked for {}, not for {}", asked.on, slot.day)));
    }
    match asked.standing() {
        Standing::Books | Standing::Provisional => Ok(()),
        Standing::NotBefore(_) | Standing::Not => Err(ChartError::NotBookable(Box::new(asked.clone()))),
    }
}

/// The rows of bits that some slots touch.
pub(super) fn week_keys<'s>(slots: impl Iterator<Item = &'s Slot>) -> BTreeSet<(String, i64)> {
    slots
        .flat_map(|slot| slot.parts.iter().map(|part| (part.resource.clone(), week_of(slot.day).0)))
        .collect()
}

pub(super) fn must_be_short(words: &[Option<&str>]) -> Result<(), ChartError> {
    let longest = words.iter().flatten().map(|text| text.len()).max().unwrap_or(0);
    if longest > WORDS_MAX {
        return Err(ChartError::Limit {
            what: "bytes of a note or a reason",
            limit: WORDS_MAX,
            got: longest,
        });
    }
    Ok(())
}

/// Seals who comes, and apart from it what the gate said.
pub(super) fn seal(
    key: &PatientKey,
    id: &str,
    guest: &str,
    note: &str,
    asked: &Asked,
    chance: &mut dyn Chance,
) -> Result<Seals, ChartError> {
    let who = Sealed { guest: guest.to_owned(), note: note.to_owned(), findings: Vec::new() };
    let who = key.seal(&text(&who)?, "visit", id, chance);
    let reasons = match asked.findings.as_slice() {
        [] => String::new(),
        some => key.seal(&text(&some)?, "reasons", id, chance),
    };
    Ok(Seals { who, reasons })
}

/// The row's text; what is sealed stays out of it.
pub(super) fn stored_text(slot: &Slot, body: Body) -> Result<String, ChartError> {
    text(&Stored::of(slot, body))
}
