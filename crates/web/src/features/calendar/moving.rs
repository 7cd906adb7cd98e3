//! A visit that moves: what the house and the gate say while it is held over a place, why a place is not free, and the
//! way back for a while.
use super::desk::{self, Pairs, said, short};
use super::names::Initials;
use super::{visit, words};
use crate::session::Signed;
use crate::{House, Oops, Shared};
use axum::Json;
use axum::extract::{Form, Path, Query, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use chart::ChartError;
use chart::booking::{Event, Free, Kind, Move, Part, Service, Slot, Visit, clock};
use serde::{Deserialize, Serialize};
use std::fmt::Write as _;
use vocab::Day;
use vocab::verdict::State as Light;

/// For so long a move can be taken back in one press, milliseconds: ten minutes.
pub(super) const UNDO_MS: i64 = 10 * 60_000;

/// What is said of a place over which a visit is held.
#[derive(Debug, Serialize)]
struct Verdict {
    /// `clear`, `ask` or `stop`.
    state: &'static str,
    /// Whether letting go here moves it.
    moves: bool,
    /// In a sentence or two.
    says: String,
    /// Where letting go leads when it does not move: to what would have to be said or moved first.
    #[serde(skip_serializing_if = "Option::is_none")]
    link: Option<String>,
}

/// Why a visit cannot be where it was wished, and the way on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refused {
    pub(super) status: u16,
    pub(super) says: String,
    pub(super) way: Way,
}

/// The way on from a place that is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// There is none.
    Closed,
    /// Together with the rest of its series.
    Rest,
    /// Over another visit, with a written reason.
    Over,
}

impl Refused {
    pub(super) fn new(status: u16, says: impl Into<String>) -> Self {
        Self { status, says: says.into(), way: Way::Closed }
    }

    /// Where the way on leads, for a visit that was wished at a moment.
    pub(super) fn link(&self, id: &str, pairs: &Pairs) -> Option<String> {
        let wished = ["at", "who", "with"].iter().map(|name| (*name, said(pairs, name))).filter(|(_, text)| !text.is_empty());
        let query: Vec<String> = wished.map(|(name, text)| format!("{name}={}", crate::session::quoted(text))).collect();
        let query = query.join("&");
        match self.way {
            Way::Closed => None,
            Way::Rest => Some(format!("/calendar/visits/{id}/with-rest?{query}")),
            Way::Over => Some(format!("/calendar/visits/{id}?{query}#over")),
        }
    }

    /// What is said while a visit is held over the place.
    fn held(&self) -> String {
        match self.way {
            Way::Closed => self.says.clone(),
            Way::Rest => format!("{} Let go to see what moves with it.", self.says),
            Way::Over => format!("{} Let go to write why it may lie over the other.", self.says),
        }
    }
}

/// Answers while a visit is held over a place. It asks exactly what the move itself will ask, so the two cannot differ.
pub(super) async fn verdict(
    State(house): State<Shared>,
    signed: Signed,
    Path(id): Path<String>,
    Initials(private): Initials,
    Query(pairs): Query<Pairs>,
) -> Result<Response, Oops> {
    let Some((day, cell)) = words::in_moment(said(&pairs, "at")) else {
        return Err(Oops::BadRequest("A time is written as 2027-03-12T10:00, on a step of five minutes.".to_owned()));
    };
    let one = desk::bookings(&house)?.one(&id).await?;
    let told = match visit::moved(&house, &signed, &one, &pairs, (day, cell), private).await {
        Ok(Ok(ready)) => {
            let light = words::state(&ready.asked);
            let state = if light == Light::Clear { "clear" } else { "ask" };
            let because = words::because(&ready.asked);
            let with = changes(&house, &one, &ready).await?;
            let says = match light {
                Light::Clear => format!("Free{with}."),
                Light::Ask | Light::Stop => format!("Free{with}, provisionally. {because}").trim_end().to_owned(),
            };
            Verdict { state, moves: true, says, link: None }
        }
        Ok(Err(refused)) => Verdict { state: "stop", moves: false, says: refused.held(), link: refused.link(&id, &pairs) },
        Err(Oops::BadRequest(says)) => Verdict { state: "stop", moves: false, says, link: None },
        Err(other) => return Err(other),
    };
    Ok(Json(told).into_response())
}

/// Who and what changes with a move, as the end of a sentence: `, in Moss instead of Fern`.
async fn changes(house: &House, visit: &Visit, ready: &Move) -> Result<String, Oops> {
    let resources = desk::bookings(house)?.resources().await?;
    let name = |id: &str| resources.iter().find(|one| one.id == id).map_or_else(|| id.to_owned(), |one| one.name.clone());
    let mut told = String::new();
    for kind in Kind::ALL {
        if let (Some(was), Some(now)) = (visit.slot.of(*kind), ready.slot.of(*kind))
            && was != now
        {
            let how = if *kind == Kind::Room { "in" } else { "with" };
            let _ = write!(told, ", {how} {} instead of {}", name(now), name(was));
        }
    }
    Ok(told)
}

/// Why a visit cannot be at a place, in a sentence: who or what stands in the way there. `free` has given back what the
/// visit takes itself.
pub(super) async fn blocked(
    house: &House,
    free: &Free,
    (service, own): (&Service, &Visit),
    named: &[&str],
    (day, cell): (Day, u16),
    private: bool,
) -> Result<String, Oops> {
    let time = clock(cell);
    let visits = desk::bookings(house)?.at_a_glance(day, day).await?;
    for id in named {
        let Some(one) = free.resource(id) else { continue };
        let kind = one.kind;
        if !service.needs.iter().any(|(need, _)| *need == kind) {
            return Ok(format!("{} takes no {}: choose another column.", service.title, singular(kind)));
        }
        let lacks = service.needs.iter().find(|(need, skill)| {
            *need == kind && !skill.is_empty() && !one.skills.iter().any(|(has, _)| has == skill)
        });
        if lacks.is_some() {
            return Ok(format!("{} is not noted for {}.", one.name, service.title));
        }
        if !takes(free, service, id, (day, cell)) {
            return Ok(match holder(&visits, own, service, id, cell, private) {
                Some(other) => format!("{} is taken: {other}.", one.name),
                None => format!("{} is not there at {time}.", one.name),
            });
        }
    }
    for kind in Kind::ALL.iter().filter(|kind| service.needs.iter().any(|(need, _)| need == *kind)) {
        let of_kind = || free.resources.iter().filter(|one| one.kind == *kind);
        if of_kind().all(|one| !takes(free, service, &one.id, (day, cell))) {
            let own_one = own.slot.of(*kind).and_then(|id| holder(&visits, own, service, id, cell, private));
            let because = own_one.map_or_else(String::new, |other| format!(" {}: {other}.", own.slot.of(*kind).map_or("", |id| desk::name(free, id))));
            return Ok(format!("No {} for {} is free at {time}.{because}", singular(*kind), service.title));
        }
    }
    // Each kind has somebody, but whom the visit keeps is not among them.
    let kept = own.slot.parts.iter().find(|part| !takes(free, service, &part.resource, (day, cell)));
    let name = kept.map_or("Somebody who is needed", |part| desk::name(free, &part.resource));
    Ok(format!("{name} is not free at {time}."))
}

const fn singular(kind: Kind) -> &'static str {
    match kind {
        Kind::Practitioner => "practitioner",
        Kind::Room => "room",
        Kind::Device => "device",
        Kind::Kit => "kit",
    }
}

/// Whether a resource can take the service at this time. What is not there any more takes nothing.
pub(super) fn takes(free: &Free, service: &Service, id: &str, (day, cell): (Day, u16)) -> bool {
    let place = usize::try_from(day.since(free.first)).ok();
    let stored = free.stored.iter().find(|one| one.name == id);
    let starts = stored.map(|stored| service.demand().starts(stored, free.first)).unwrap_or_default();
    place.and_then(|place| starts.get(place)).is_some_and(|starts| starts.has(usize::from(cell)))
}

/// Who has a resource in the time that a service would take: `Lea F. until 10:45`.
fn holder(visits: &[Visit], own: &Visit, service: &Service, id: &str, cell: u16, private: bool) -> Option<String> {
    let end = cell.saturating_add(service.length());
    let mut others = visits.iter().filter(|other| other.id != own.id && desk::on_board(other.status));
    others.find_map(|other| {
        let part = other.slot.parts.iter().find(|part| {
            let from = other.slot.cell + part.from;
            part.resource == id && from < end && cell < from + part.length
        })?;
        let until = other.slot.cell + part.from + part.length;
        Some(format!("{} until {}", short(other.guest.as_deref(), private), clock(until)))
    })
}

/// Where a visit was before it moved, as its history keeps it.
#[derive(Debug, Deserialize)]
struct Moved {
    from: Place,
    #[serde(default)]
    before: Before,
}

#[derive(Debug, Default, Deserialize)]
struct Before {
    #[serde(default)]
    overlap: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Place {
    day: Day,
    cell: u16,
    parts: Vec<Part>,
}

/// Where a visit came from and why it was allowed to overlap there, if it moved within [`UNDO_MS`] and nothing happened since.
pub(super) fn way_back(visit: &Visit, history: &[Event], now: i64) -> Option<(Slot, Option<String>)> {
    // That the gate was asked again is nothing that happened to the visit.
    let last = history.iter().rev().find(|event| event.kind != "asked")?;
    if last.kind != "moved" || now.saturating_sub(last.at) > UNDO_MS || !visit.status.is_open() {
        return None;
    }
    let Moved { from: Place { day, cell, parts }, before } = serde_json::from_str::<Moved>(&last.body).ok()?;
    Some((Slot { day, cell, segments: visit.slot.segments.clone(), parts }, before.overlap))
}

/// Takes the last move back.
pub(super) async fn undo(
    State(house): State<Shared>,
    signed: Signed,
    Path(id): Path<String>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Oops> {
    let bookings = desk::bookings(&house)?;
    let visit = bookings.one(&id).await?;
    let Some((slot, overlap)) = way_back(&visit, &bookings.history(&id).await?, house.now_ms()) else {
        let told = "A move is taken back within ten minutes, and only while nothing else happened. Move the visit instead.";
        return visit::again(&house, &signed, &id, &pairs, (409, told.to_owned())).await;
    };
    let by = house.by(&signed);
    let service = desk::service_of(&bookings, &visit).await?;
    let guest = desk::Guest::read(&house, &visit.patient, &by).await?;
    let tier = desk::or_lowest(desk::performer(&house, desk::who(&slot), &service, slot.day).await)?;
    let asked = guest.ask_in(&house, &service, &slot, tier, Some(&visit)).await?;
    let day = slot.day;
    let back = Move { id: id.clone(), version: visit.version, slot, asked, overlap, reason: "taken back".to_owned() };
    match bookings.relocate(&[back], &by, &mut *house.chance()).await {
        Ok(()) => Ok(Redirect::to(&landing(&pairs, &id, day, "undone")).into_response()),
        Err(ChartError::Taken { .. } | ChartError::Closed { .. }) => {
            let told = "The old time was taken in the meantime. These are free.".to_owned();
            visit::again(&house, &signed, &id, &pairs, (409, told)).await
        }
        Err(ChartError::NotBookable(asked)) => {
            visit::again(&house, &signed, &id, &pairs, (422, words::standing(&asked))).await
        }
        Err(other) => Err(other.into()),
    }
}

/// Where one goes after a move: back to the board on which it was made, or to the visit.
pub(super) fn landing(pairs: &Pairs, id: &str, day: Day, told: &str) -> String {
    let by = super::board::Side::of(said(pairs, "by")).word();
    let view = if said(pairs, "view") == "three" { "three" } else { "day" };
    match said(pairs, "back") {
        "today" => format!("/today?by={by}&{told}={id}"),
        "board" => format!("/calendar?day={day}&view={view}&by={by}&{told}={id}"),
        _ => format!("/calendar/visits/{id}?told={told}"),
    }
}
