//! Repairs: what keeps a series possible is moved and booked in one write, and taken back in one write.
//!
//! A repair is remembered in the events of its visits, under an id of its own. For as long as nobody was told of it, it can be
//! undone: every visit goes back to exactly where it was, if nobody took the time meanwhile.
use super::restore::Restore;
use super::visit::{New, Part, Slot, Status, Visit};
use super::week::Weeks;
use super::write::{SERIES_MAX, Seals, must_be_short, must_stand, week_keys};
use super::{Bookings, Move, read};
use crate::ChartError;
use crate::book::retried;
use crate::register::By;
use crate::seal::Chance;
use crate::wait::freed;
use serde::Deserialize;
use sqlx::AnyConnection;
use std::collections::BTreeMap;
use vocab::Day;

/// For so long a repair can be taken back, milliseconds: the grace in which nobody is told.
pub const UNDO_MS: i64 = crate::message::GRACE_MS;

/// What a repair, or taking one back, does.
#[derive(Debug, Clone)]
pub struct Mend {
    /// Id of the repair, made by [`crate::book::new_id`].
    pub id: String,
    /// It takes the repair back: what the gate and the hours say of the former places is shown, not asked.
    pub undoes: bool,
    /// Visits that move.
    pub moves: Vec<Move>,
    /// Visits that take the place of those that are gone.
    pub news: Vec<New>,
    /// Visits that are called off.
    pub cancels: Vec<Cancel>,
    /// Visits that the repair had called off and that stand again; only where it is taken back.
    pub restores: Vec<Restore>,
}

/// A visit that a repair calls off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cancel {
    /// Id of the visit.
    pub id: String,
    /// The version that was read.
    pub version: u32,
    /// Why.
    pub reason: String,
}

/// A repair that was made, as its events tell it.
#[derive(Debug, Clone, PartialEq)]
pub struct Mended {
    /// Its id.
    pub id: String,
    /// When, milliseconds since 1970.
    pub at: i64,
    /// By whom.
    pub author: String,
    /// Visits that moved, as they are now, each with where it was and why it may overlap there.
    pub moved: Vec<(Visit, Slot, Option<String>)>,
    /// Visits that were booked by it.
    pub booked: Vec<Visit>,
    /// Visits that were called off by it.
    pub cancelled: Vec<Visit>,
    /// Nothing happened to any of its visits since, and it was not taken back.
    pub last: bool,
}

/// The part of an event that repairs are read from.
#[derive(Debug, Deserialize)]
struct Said {
    #[serde(default)]
    repair: Option<String>,
    #[serde(default)]
    from: Option<serde_json::Value>,
    #[serde(default)]
    before: Option<Before>,
}

#[derive(Debug, Deserialize)]
struct From {
    day: Day,
    cell: u16,
    parts: Vec<Part>,
}

#[derive(Debug, Deserialize)]
struct Before {
    #[serde(default)]
    overlap: Option<String>,
}

impl Bookings<'_> {
    /// Makes a repair, or takes one back: everything or nothing.
    ///
    /// # Errors
    /// As for [`Bookings::book`] and [`Bookings::relocate`].
    pub async fn mend(&self, mend: &Mend, by: &By, chance: &mut dyn Chance) -> Result<(), ChartError> {
        let many = mend.moves.len() + mend.news.len() + mend.cancels.len() + mend.restores.len();
        if many == 0 || many > SERIES_MAX {
            return Err(ChartError::Limit { what: "visits at once", limit: SERIES_MAX, got: many });
        }
        if !mend.undoes && !mend.restores.is_empty() {
            return Err(read::bad("a repair", &"only taking one back lets a visit stand again"));
        }
        let mut sealed = Vec::with_capacity(mend.moves.len());
        for one in &mend.moves {
            if !mend.undoes {
                must_stand(&one.slot, &one.asked)?;
            }
            sealed.push(self.sealed_move(one, chance).await?);
        }
        let (ready, sealed) = (&self.ready(&mend.news, !mend.undoes, chance).await?, &sealed);
        self.swept(by.at, || async move {
            retried(self.store, |mut held| async move {
                self.mended(&mut held, mend, ready, sealed, by).await?;
                Ok((held, ()))
            })
            .await
        })
        .await
    }

    async fn mended(
        &self,
        tx: &mut AnyConnection,
        mend: &Mend,
        ready: &[super::write::Ready<'_>],
        sealed: &[Seals],
        by: &By,
    ) -> Result<(), ChartError> {
        let mut before = Vec::with_capacity(mend.moves.len());
        for one in &mend.moves {
            before.push(self.one_in(tx, &one.id).await?);
        }
        let mut off = Vec::with_capacity(mend.cancels.len() + mend.restores.len());
        for one in &mend.cancels {
            must_be_short(&[Some(one.reason.as_str())])?;
            off.push(self.one_in(tx, &one.id).await?.slot);
        }
        for one in &mend.restores {
            off.push(self.one_in(tx, &one.id).await?.slot);
        }
        let new = mend.moves.iter().map(|one| &one.slot).chain(mend.news.iter().map(|one| &one.slot));
        let slots = new.chain(before.iter().map(|visit| &visit.slot)).chain(&off);
        let mut weeks = Weeks::lock(tx, self.site, &week_keys(slots)).await?;
        for (one, visit) in mend.moves.iter().zip(&mut before) {
            self.must_be_as_read(tx, one, visit).await?;
        }
        if !mend.undoes {
            self.must_all_be_present(tx, &weeks, mend).await?;
        }
        let gone = self.to_restore(tx, &mend.restores).await?;
        self.called_off(tx, mend, &mut weeks, by).await?;
        for visit in &before {
            self.release(tx, visit, &mut weeks).await?;
        }
        for one in &mend.news {
            must_be_short(&[one.overlap.as_deref()])?;
        }
        let moved = mend.moves.iter().map(|one| (one.id.as_str(), &one.slot, one.overlap.is_some()));
        let booked = mend.news.iter().map(|one| (one.id.as_str(), &one.slot, one.overlap.is_some()));
        let back = gone.iter().map(|visit| (visit.id.as_str(), &visit.slot, visit.body.overlap.is_some()));
        let lanes = self.claim_all(tx, moved.chain(booked).chain(back), &mut weeks).await?;
        let kind = if mend.undoes { "undone" } else { "repaired" };
        for ((one, visit), sealed) in mend.moves.iter().zip(before).zip(sealed) {
            let lane = lanes.of(one.overlap.is_some());
            self.update_moved(tx, one, visit, (sealed, lane, kind, Some(&mend.id)), by).await?;
        }
        for visit in &gone {
            self.restore(tx, visit, (lanes.of(visit.body.overlap.is_some()), &mend.id), by).await?;
        }
        let repair = (!mend.undoes).then_some(mend.id.as_str());
        for one in ready {
            let lane = lanes.of(one.new.overlap.is_some());
            self.insert_visit(tx, one, (lane, repair), by).await?;
        }
        weeks.store(tx, self.site).await
    }

    /// Everybody must be there where a repair puts a visit, unless it may lie outside the hours.
    async fn must_all_be_present(
        &self,
        tx: &mut AnyConnection,
        weeks: &Weeks,
        mend: &Mend,
    ) -> Result<(), ChartError> {
        let moved = mend.moves.iter().filter(|one| one.overlap.is_none()).map(|one| &one.slot);
        let booked = mend.news.iter().filter(|one| one.overlap.is_none()).map(|one| &one.slot);
        for slot in moved.chain(booked) {
            self.must_be_present(tx, weeks, slot).await?;
        }
        Ok(())
    }

    /// Calls off what a repair calls off, or what it had booked where it is taken back. What was booked and is called off within
    /// the grace was nobody's for more than a moment: its time is not offered to others.
    async fn called_off(
        &self,
        tx: &mut AnyConnection,
        mend: &Mend,
        weeks: &mut Weeks,
        by: &By,
    ) -> Result<(), ChartError> {
        let repair = (!mend.undoes).then_some(mend.id.as_str());
        for one in &mend.cancels {
            let visit = self.one_in(tx, &one.id).await?;
            visit.must_be_at(one.version)?;
            self.turn(tx, &visit, Status::Cancelled, (&one.reason, repair), weeks, by).await?;
            if !mend.undoes {
                freed::note(tx, self.site, &visit, by.at).await?;
            }
        }
        Ok(())
    }

    /// The newest repair of some visits since an instant; `None` where there was none.
    ///
    /// # Errors
    /// An event cannot be read, or the database does not answer.
    pub async fn newest_mend(&self, visits: &[Visit], since: i64) -> Result<Option<Mended>, ChartError> {
        let mut found: BTreeMap<(i64, String), Mended> = BTreeMap::new();
        for visit in visits {
            let history = self.history(&visit.id).await?;
            let newest = history.len();
            for (place, event) in history.iter().enumerate().filter(|(_, event)| event.at >= since) {
                let said: Said = read::parsed("an event", &event.body)?;
                let back = matches!(event.kind.as_str(), "undone" | "restored");
                let Some(id) = said.repair.filter(|_| !back) else { continue };
                let mended = found.entry((event.at, id.clone())).or_insert_with(|| Mended {
                    id,
                    at: event.at,
                    author: event.author.clone(),
                    moved: Vec::new(),
                    booked: Vec::new(),
                    cancelled: Vec::new(),
                    last: true,
                });
                // What the gate said again in between changes nothing that a person did.
                let later = history.get(place + 1..newest).unwrap_or_default();
                mended.last &= later.iter().all(|event| event.kind == "asked");
                if event.kind == Status::Cancelled.code() {
                    mended.cancelled.push(visit.clone());
                    continue;
                }
                match said.from.filter(|_| event.kind == "repaired") {
                    None => mended.booked.push(visit.clone()),
                    Some(from) => {
                        let from: From =
                            serde_json::from_value(from).map_err(|e| read::bad("an event", &e))?;
                        let slot = Slot {
                            day: from.day,
                            cell: from.cell,
                            segments: visit.slot.segments.clone(),
                            parts: from.parts,
                        };
                        mended.moved.push((
                            visit.clone(),
                            slot,
                            said.before.and_then(|before| before.overlap),
                        ));
                    }
                }
            }
        }
        Ok(found.into_values().next_back())
    }
}
