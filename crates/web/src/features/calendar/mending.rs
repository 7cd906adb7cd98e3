//! A proposed repair is made by one gesture, and taken back by one for as long as nobody was told.
use super::desk::{self, Guest, Pairs, said};
use super::repair::{self, Proposed};
use super::repair_words::NO_PART;
use super::words;
use crate::session::Signed;
use crate::{House, Oops, Shared};
use axum::extract::{Form, Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use chart::ChartError;
use chart::register::By;
use chart::booking::{Bookings, Cancel, Mend, Mended, Move, Restore, UNDO_MS, Visit, clock};

/// One gesture: what was proposed is done, if it is still what would be proposed.
pub(super) async fn accept(
    State(house): State<Shared>,
    signed: Signed,
    Path(id): Path<String>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Oops> {
    let bookings = desk::bookings(&house)?;
    let visit = bookings.one(&id).await?;
    let by = house.by(&signed);
    let guest = Guest::read(&house, &visit.patient, &by).await?;
    let all = bookings.of_patient(&visit.patient).await?;
    let changed = || super::visit::again(&house, &signed, &id, &pairs, (409, "Something changed meanwhile, so nothing was moved. This is how it stands now.".to_owned()));
    let Some(proposed) = repair::proposed(&house, &guest, &visit, &all).await? else { return changed().await };
    if (proposed.shifts.is_empty() && proposed.dropped.is_empty()) || proposed.card.digest != said(&pairs, "repair") {
        return changed().await;
    }
    match make(&house, &guest, &proposed, &by).await? {
        // From the plan one goes on to what of it is not booked yet.
        Made::Done if said(&pairs, "back") == "plan" => Ok(Redirect::to(&format!("/patients/{}/plan/book?told=repaired", visit.patient)).into_response()),
        Made::Done => Ok(Redirect::to(&format!("/calendar/visits/{id}?told=repaired")).into_response()),
        Made::Changed => changed().await,
        Made::Stopped(why) => super::visit::again(&house, &signed, &id, &pairs, (422, why)).await,
    }
}

/// What became of a repair that was accepted.
pub(super) enum Made {
    Done,
    /// Somebody was quicker with one of its visits or times.
    Changed,
    /// The gate does not let one of its days be.
    Stopped(String),
}

/// Makes a repair in one write.
pub(super) async fn make(house: &House, guest: &Guest, proposed: &Proposed, by: &By) -> Result<Made, Oops> {
    let mend = mend(house, guest, proposed, by.at);
    match desk::bookings(house)?.mend(&mend, by, &mut *house.chance()).await {
        Ok(()) => Ok(Made::Done),
        Err(ChartError::Taken { .. } | ChartError::Closed { .. } | ChartError::Stale { .. } | ChartError::NotNext { .. }) => Ok(Made::Changed),
        Err(ChartError::NotBookable(asked)) => Ok(Made::Stopped(words::standing(&asked))),
        Err(other) => Err(other.into()),
    }
}

fn mend(house: &House, guest: &Guest, proposed: &Proposed, at: i64) -> Mend {
    let mut mend = Mend {
        id: chart::book::new_id(at, &mut *house.chance()),
        undoes: false,
        moves: Vec::new(),
        news: Vec::new(),
        cancels: proposed.dropped.iter().map(|visit| cancel(visit, NO_PART)).collect(),
        restores: Vec::new(),
    };
    for shift in &proposed.shifts {
        let Some(leg) = proposed.of.get(shift.leg) else { continue };
        for ((visit, session), (slot, asked)) in leg.visits.iter().zip(&leg.together.sessions).zip(&shift.to) {
            if visit.status.is_open() {
                mend.moves.push(Move {
                    id: visit.id.clone(),
                    version: visit.version,
                    slot: slot.clone(),
                    asked: asked.clone(),
                    overlap: None,
                    reason: shift.sentence.clone(),
                });
            } else {
                let mut new = super::taking::new(house, guest, session, slot, asked);
                new.step.clone_from(&visit.body.step);
                mend.news.push(new);
            }
        }
    }
    mend
}

fn cancel(visit: &Visit, why: &str) -> Cancel {
    Cancel { id: visit.id.clone(), version: visit.version, reason: why.to_owned() }
}

/// The visit whose address takes the newest repair back, its id, and until when; `None` where none can be taken back.
pub(crate) async fn way_back(house: &House, visit: &Visit, all: &[Visit]) -> Result<Option<(String, String, String)>, Oops> {
    let series = repair::of_series(visit, all);
    let Some(mended) = undoable(&desk::bookings(house)?, &series, house.now_ms()).await? else { return Ok(None) };
    let ends = jiff::Timestamp::from_millisecond(mended.at.saturating_add(UNDO_MS)).map_err(|_| Oops::Broken)?;
    let ends = house.zone().to_datetime(ends);
    Ok(Some((visit.id.clone(), mended.id, format!("{:02}:{:02}:{:02}", ends.hour(), ends.minute(), ends.second()))))
}

/// The newest repair of a series that can still be taken back.
pub(super) async fn undoable(bookings: &Bookings<'_>, series: &[Visit], now: i64) -> Result<Option<Mended>, Oops> {
    let newest = bookings.newest_mend(series, now.saturating_sub(UNDO_MS)).await?;
    Ok(newest.filter(|mended| mended.last))
}

/// Takes the newest repair back: every visit to exactly where it was.
pub(super) async fn undo(
    State(house): State<Shared>,
    signed: Signed,
    Path(id): Path<String>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Oops> {
    let bookings = desk::bookings(&house)?;
    let visit = bookings.one(&id).await?;
    let by = house.by(&signed);
    let series = repair::of_series(&visit, &bookings.of_patient(&visit.patient).await?);
    let not = |told: String| super::visit::again(&house, &signed, &id, &pairs, (409, told));
    let Some(mended) = undoable(&bookings, &series, by.at).await?.filter(|mended| mended.id == said(&pairs, "repair")) else {
        return not("Not undone: the three minutes are over, or something changed since. Move the visits by hand, or cancel them.".to_owned()).await;
    };
    let guest = Guest::read(&house, &visit.patient, &by).await?;
    let mut mend = Mend { id: mended.id.clone(), undoes: true, moves: Vec::new(), news: Vec::new(), cancels: Vec::new(), restores: Vec::new() };
    for (visit, slot, overlap) in &mended.moved {
        let service = desk::service_of(&bookings, visit).await?;
        let tier = desk::or_lowest(desk::performer(&house, desk::who(slot), &service, slot.day).await)?;
        let asked = guest.ask_in(&house, &service, slot, tier, Some(visit)).await?;
        mend.moves.push(Move {
            id: visit.id.clone(),
            version: visit.version,
            slot: slot.clone(),
            asked,
            overlap: overlap.clone(),
            reason: "the repair was undone".to_owned(),
        });
    }
    mend.cancels = mended.booked.iter().map(|visit| cancel(visit, "the repair was undone")).collect();
    // What was called off stands again as the same visit: its guest has a link to it, and was told of nothing in between.
    mend.restores = mended.cancelled.iter().map(|visit| Restore { id: visit.id.clone(), version: visit.version }).collect();
    match bookings.mend(&mend, &by, &mut *house.chance()).await {
        Ok(()) => Ok(Redirect::to(&format!("/calendar/visits/{id}?told=restored")).into_response()),
        Err(ChartError::Taken { day, cell, .. }) => {
            not(format!("Not undone: {} at {} was taken meanwhile. The repair stands.", words::dated(day), clock(cell))).await
        }
        Err(ChartError::Stale { .. } | ChartError::NotNext { .. }) => {
            not("Not undone: a visit was changed since. The repair stands.".to_owned()).await
        }
        Err(other) => Err(other.into()),
    }
}
