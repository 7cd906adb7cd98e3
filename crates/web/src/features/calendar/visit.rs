//! One visit: how it stands, and everything one can do with it. Each act is a form.
use super::desk::{self, Guest, Pairs, said};
use super::repair;
use super::shown::Shown;
use super::moving::{Refused, Way};
use super::typed::{self, Wrong};
use super::{again, moving, over, passing, rebook, words};
use crate::session::Signed;
use crate::{House, Oops, Shared};
use axum::extract::{Form, Path, Query, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use chart::ChartError;
use chart::booking::{Asked, Kind, Move, Service, Slot, Status, Visit};
use vocab::{Day, Performer};

/// Days that are offered for moving.
const OFFERED: usize = 10;
/// Days that are looked through for them.
const FAR: usize = 90;

pub(super) async fn open(
    State(house): State<Shared>,
    signed: Signed,
    Path(id): Path<String>,
    Query(pairs): Query<Pairs>,
) -> Result<Response, Oops> {
    let page = page(&house, &signed, &id, &pairs, None).await?;
    Ok(house.show_to(&signed, &page))
}

async fn page(house: &House, signed: &Signed, id: &str, pairs: &Pairs, fault: Option<(u16, String)>) -> Result<Shown, Oops> {
    let bookings = desk::bookings(house)?;
    // What was written into the chart since is asked about first.
    let mut visit = bookings.one(id).await?;
    if again::ask_again_of(house, std::slice::from_ref(&visit)).await? > 0 {
        visit = bookings.one(id).await?;
    }
    let (today, now) = desk::now(house)?;
    let history = bookings.history(id).await?;
    let series = match &visit.body.step {
        Some(step) => bookings.of_series(&visit.patient, &step.series).await?,
        None => Vec::new(),
    };
    let roll = house.kept()?.roll().await?;
    let mut wrong = Vec::new();
    let from = match said(pairs, "day") {
        "" => visit.slot.day,
        text => typed::day(text, today).unwrap_or_else(|told| {
            wrong.push(("day", told));
            visit.slot.day
        }),
    };
    let from = from.max(today);
    if let (false, None, Err(told)) = (said(pairs, "at").is_empty(), &fault, typed::moment(said(pairs, "at"), today)) {
        wrong.push(("at", told));
    }
    let mut free = bookings.free(from, FAR).await?;
    let mut page = Shown::new(signed, visit, from);
    page.fault = fault;
    page.wrong = Wrong::of(pairs, wrong);
    said(pairs, "told").clone_into(&mut page.told);
    page.may_undo = moving::way_back(&page.visit, &history, house.now_ms()).is_some();
    desk::reasons_shown(house, signed, &page.visit).await?;
    page.names = free.resources.iter().map(|one| (one.id.clone(), one.kind, one.name.clone())).collect();
    page.history = history.into_iter().map(|event| (roll.name(&event.author).to_owned(), event)).collect();
    page.series = series;
    page.may_write = signed.may(vocab::Permission::BookingWrite);
    page.may_plan = signed.may(vocab::Permission::PlanAgree);
    let is_today = Some(page.visit.slot.day) == house.today();
    page.charts_today = signed.may(vocab::Permission::ChartRead).then_some(is_today);
    page.zone = house.zone();
    put_right(house, signed, &mut page).await?;
    if page.may_write && page.visit.status == Status::Cancelled {
        page.same = rebook::same(house, &page.visit).await?;
    }
    if page.may_write && page.visit.status.is_open() && page.visit.guest.is_some() && page.visit.status != Status::InRoom {
        times(house, signed, &mut free, &mut page, pairs, (today, now)).await?;
    }
    Ok(page)
}

/// What puts the series right, and the way back from a repair that was made a moment ago.
async fn put_right(house: &House, signed: &Signed, page: &mut Shown) -> Result<(), Oops> {
    if page.visit.guest.is_none() || (page.series.is_empty() && page.visit.body.treatment.is_empty()) {
        return Ok(());
    }
    let bookings = desk::bookings(house)?;
    let all = bookings.of_patient(&page.visit.patient).await?;
    page.undo_repair = super::mending::way_back(house, &page.visit, &all).await?.map(|(_, repair, until)| (repair, until));
    let guest = Guest::read(house, &page.visit.patient, &house.by(signed)).await?;
    page.repair = repair::proposed(house, &guest, &page.visit, &all).await?.map(|found| found.card);
    Ok(())
}

/// The times to which the visit may move, and what the gate says about one that was dropped on the board.
async fn times(
    house: &House,
    signed: &Signed,
    free: &mut chart::booking::Free,
    page: &mut Shown,
    pairs: &Pairs,
    now: (Day, u16),
) -> Result<(), Oops> {
    let bookings = desk::bookings(house)?;
    let Ok(service) = desk::service_of(&bookings, &page.visit).await else { return Ok(()) };
    let guest = Guest::read(house, &page.visit.patient, &house.by(signed)).await?;
    bookings.give_back(free, &[&page.visit]).await?;
    let who = match said(pairs, "who") {
        "" => desk::who(&page.visit.slot).map(str::to_owned),
        "any" => None,
        who => Some(who.to_owned()),
    };
    let tier = desk::or_lowest(desk::performer(house, who.as_deref(), &service, page.visit.slot.day).await)?;
    let allowed = guest.days_without(&service, tier, free.first, FAR, &page.visit)?;
    for (n, cells) in free.starts(&service, who.as_deref()).iter().enumerate() {
        let day = free.first.plus(i32::try_from(n).unwrap_or(0));
        let fits = |cell: &u16| cell.is_multiple_of(3) && (day, *cell) > now && (day, *cell) != (page.visit.slot.day, page.visit.slot.cell);
        let cells: Vec<u16> = cells.iter().filter_map(|c| u16::try_from(c).ok()).filter(fits).collect();
        if page.times.len() < OFFERED && allowed.get(n) == Some(&true) && !cells.is_empty() {
            page.times.push((day, cells));
        }
    }
    if page.times.is_empty() {
        page.why_not = free.why_not(&service);
    }
    page.who = who;
    if let Some((day, cell)) = words::in_moment(said(pairs, "at")) {
        let wished = ["with", "who"].iter().find_map(|name| free.resource(said(pairs, name)));
        page.wished = wished.map(|one| (one.kind, one.id.clone()));
        match moved(house, signed, &page.visit, pairs, (day, cell), false).await {
            Ok(Ok(ready)) => page.proposed = Some((day, cell, ready.asked)),
            Ok(Err(refused)) => page.refused = Some((day, cell, refused)),
            Err(Oops::BadRequest(says)) => page.refused = Some((day, cell, Refused::new(422, says))),
            Err(other) => return Err(other),
        }
        said(pairs, "overlap").clone_into(&mut page.over_reason);
    }
    Ok(())
}

pub(super) async fn relocate(
    State(house): State<Shared>,
    signed: Signed,
    Path(id): Path<String>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Oops> {
    let (day, cell) = match moment(&pairs, desk::now(&house)?.0) {
        Ok(at) => at,
        Err(wrong) => {
            let mut page = page(&house, &signed, &id, &pairs, None).await?;
            page.wrong = Wrong::of(&pairs, wrong);
            return Ok(house.show_to(&signed, &page));
        }
    };
    let pairs = with_moment(pairs, (day, cell));
    let bookings = desk::bookings(&house)?;
    let visit = bookings.one(&id).await?;
    let one = match moved(&house, &signed, &visit, &pairs, (day, cell), false).await? {
        Ok(one) => one,
        Err(refused) if refused.way == Way::Rest => {
            let to = refused.link(&id, &pairs).unwrap_or_default();
            return Ok(Redirect::to(&to).into_response());
        }
        Err(refused) => return again(&house, &signed, &id, &pairs, (refused.status, refused.says)).await,
    };
    match bookings.relocate(&[one], &house.by(&signed), &mut *house.chance()).await {
        Ok(()) => {
            passing::advance(&house).await?;
            Ok(Redirect::to(&moving::landing(&pairs, &id, day, "moved")).into_response())
        }
        Err(ChartError::Taken { .. }) => {
            again(&house, &signed, &id, &pairs, (409, "That time was taken a moment ago. These are free.".to_owned())).await
        }
        Err(other) => Err(other.into()),
    }
}

/// The day and cell to which a form moves a visit: in one word, or day and time in fields of their own; or what is wrong, field by
/// field.
fn moment(pairs: &Pairs, today: Day) -> Result<(Day, u16), Vec<(&'static str, String)>> {
    let apart = pairs.iter().any(|(name, _)| name == "on-day" || name == "on-time");
    if !said(pairs, "at").is_empty() || !apart {
        return typed::moment(said(pairs, "at"), today).map_err(|told| vec![("at", told)]);
    }
    match (typed::day(said(pairs, "on-day"), today), typed::time(said(pairs, "on-time"), "14:05")) {
        (Ok(day), Ok(cell)) => Ok((day, cell)),
        (day, time) => Err(day.err().map(|told| ("on-day", told)).into_iter().chain(time.err().map(|told| ("on-time", told))).collect()),
    }
}

/// A form that asks for day and time apart says the same as one that says them in one word.
fn with_moment(mut pairs: Pairs, (day, cell): (Day, u16)) -> Pairs {
    if said(&pairs, "at").is_empty() {
        pairs.push(("at".to_owned(), words::moment(day, cell)));
    }
    pairs
}

/// The move that a form asks for, or why it cannot be.
pub(super) async fn moved(
    house: &House,
    signed: &Signed,
    visit: &Visit,
    pairs: &Pairs,
    at: (Day, u16),
    private: bool,
) -> Result<Result<Move, Refused>, Oops> {
    let (slot, overlap) = match placed(house, signed, visit, pairs, at, private).await? {
        Ok(placed) => placed,
        Err(refused) => return Ok(Err(refused)),
    };
    let service = desk::service_of(&desk::bookings(house)?, visit).await?;
    let guest = Guest::read(house, &visit.patient, &house.by(signed)).await?;
    let tier = desk::performer(house, desk::who(&slot), &service, slot.day).await?;
    let asked = guest.ask_in(house, &service, &slot, tier, Some(visit)).await?;
    if asked.stops() {
        let apart = if overlap.is_some() { None } else { without_rest(house, &guest, visit, &service, &slot, tier).await? };
        let mut refused = Refused::new(422, words::refusal(&asked));
        match apart {
            Some(apart) if !apart.stops() => refused.way = Way::Rest,
            // To move the rest with it would not help: it says as well what else stands in the way.
            Some(apart) if words::because(&apart) != words::because(&asked) => {
                refused.says = format!("{} {}", refused.says, words::because(&apart));
            }
            Some(_) | None => {}
        }
        return Ok(Err(refused));
    }
    let version = said(pairs, "version").parse().unwrap_or(visit.version);
    let reason = said(pairs, "reason").to_owned();
    Ok(Ok(Move { id: visit.id.clone(), version, slot, asked, overlap, reason }))
}

/// What the gate says of a visit as if the others of its series were not there; nothing where there are none.
async fn without_rest(
    house: &House,
    guest: &Guest,
    visit: &Visit,
    service: &Service,
    slot: &Slot,
    tier: Option<Performer>,
) -> Result<Option<Asked>, Oops> {
    let all = desk::bookings(house)?.of_patient(&visit.patient).await?;
    let series: Vec<Visit> = repair::of_series(visit, &all).into_iter().filter(|one| one.status.is_open()).collect();
    if series.len() < 2 {
        return Ok(None);
    }
    Ok(Some(guest.asked(&super::legs::without(guest, &series), service, visit.body.step.as_ref(), slot.day, tier)?))
}

/// The slot that a form asks for, and why it may overlap; or why the house cannot have it there. The gate is not asked yet.
pub(super) async fn placed(
    house: &House,
    signed: &Signed,
    visit: &Visit,
    pairs: &Pairs,
    (day, cell): (Day, u16),
    private: bool,
) -> Result<Result<(Slot, Option<String>), Refused>, Oops> {
    let bookings = desk::bookings(house)?;
    if desk::now(house)? > (day, cell) {
        return Ok(Err(Refused::new(422, "That time is over.")));
    }
    let service = desk::service(&bookings, &visit.body.service).await?;
    let mut free = bookings.free(day, 1).await?;
    bookings.give_back(&mut free, &[visit]).await?;
    if let Some(slot) = kept_slot(&free, &service, visit, pairs, day, cell) {
        return Ok(Ok((slot, None)));
    }
    let named: Vec<&str> = ["who", "with"].iter().map(|name| said(pairs, name)).filter(|id| free.resource(id).is_some()).collect();
    let why = moving::blocked(house, &free, (&service, visit), &named, (day, cell), private).await?;
    let own = visit.slot.parts.iter().map(|part| part.resource.as_str()).collect();
    let over = over::slot(&free, &service, &over::Wanted { named, own }, (day, cell));
    let refused = Refused::new(409, why);
    Ok(match over {
        Ok(slot) if signed.may(vocab::Permission::BookingOverlap) => match (said(pairs, "over"), over::fault(said(pairs, "overlap"))) {
            ("", _) => Err(Refused { way: Way::Over, ..refused }),
            (_, Some(fault)) => Err(Refused { status: 422, says: fault, way: Way::Over }),
            (_, None) => Ok((slot, Some(said(pairs, "overlap").to_owned()))),
        },
        Err(machine) if !said(pairs, "over").is_empty() => Err(Refused::new(409, machine)),
        Ok(_) | Err(_) => Err(refused),
    })
}

/// The slot at another time: the same people and things as far as they are free, then the first that are. Whom a form names is
/// kept in any case.
fn kept_slot(
    free: &chart::booking::Free,
    service: &chart::booking::Service,
    visit: &Visit,
    pairs: &Pairs,
    day: Day,
    cell: u16,
) -> Option<Slot> {
    let named: Vec<&str> = ["who", "with"].iter().map(|name| said(pairs, name)).filter(|id| free.resource(id).is_some()).collect();
    let kinds: Vec<Kind> = named.iter().filter_map(|id| free.resource(id)).map(|one| one.kind).collect();
    let own = |keep: &dyn Fn(Kind) -> bool| -> Vec<&str> {
        let kept = visit.slot.parts.iter().filter(|part| !kinds.contains(&part.kind) && keep(part.kind));
        kept.map(|part| part.resource.as_str()).chain(named.iter().copied()).collect()
    };
    let all = own(&|_| true);
    let person = own(&|kind| kind == Kind::Practitioner && said(pairs, "who") != "any");
    free.slot(service, day, cell, &all)
        .or_else(|| free.slot(service, day, cell, &person))
        .or_else(|| (said(pairs, "who") == "any").then(|| free.slot(service, day, cell, &named)).flatten())
}

pub(super) async fn turn(
    State(house): State<Shared>,
    signed: Signed,
    Path(id): Path<String>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Oops> {
    let to: Status = said(&pairs, "to").parse().map_err(|e| Oops::BadRequest(vocab::nearest::explain(&e)))?;
    let bookings = desk::bookings(&house)?;
    let visit = bookings.one(&id).await?;
    let version = said(&pairs, "version").parse().unwrap_or(visit.version);
    let mut which = vec![(id.clone(), version)];
    if said(&pairs, "rest") == "series"
        && let Some(step) = &visit.body.step {
            let rest = bookings.of_series(&visit.patient, &step.series).await?;
            let later = rest.into_iter().filter(|v| v.id != id && v.status.next().contains(&to) && v.slot.day >= visit.slot.day);
            which.extend(later.map(|later| (later.id, later.version)));
        }
    // A signature closed it: what comes next is held when the guest stands at the desk.
    if to == Status::Done && visit.status == Status::Done {
        return held_next(&house, &signed, &visit).await;
    }
    match bookings.become_status(&which, to, said(&pairs, "why"), &house.by(&signed)).await {
        Ok(()) if to == Status::Cancelled => {
            // What it leaves is offered when the grace is over; what an offer held goes on to the next at once.
            passing::advance(&house).await?;
            Ok(Redirect::to(&format!("/calendar/visits/{id}?told=cancelled")).into_response())
        }
        Ok(()) if to == Status::Done => held_next(&house, &signed, &visit).await,
        Ok(()) => Ok(Redirect::to(&format!("/calendar/visits/{id}?told={}", to.code())).into_response()),
        Err(refused @ ChartError::NotNext { .. }) => {
            again(&house, &signed, &id, &pairs, (409, crate::ui::sentence(&refused.to_string()))).await
        }
        Err(other) => Err(other.into()),
    }
}

/// Holds what comes after a visit that is done, and leads there; to the visit itself where nothing comes or no time is free.
async fn held_next(house: &House, signed: &Signed, done: &Visit) -> Result<Response, Oops> {
    let next = rebook::propose(house, signed, done).await?;
    let to = next.map_or_else(|| format!("/calendar/visits/{}?told=done", done.id), |held| format!("/calendar/visits/{held}?told=proposed"));
    Ok(Redirect::to(&to).into_response())
}

pub(super) async fn again(house: &House, signed: &Signed, id: &str, pairs: &Pairs, fault: (u16, String)) -> Result<Response, Oops> {
    let page = page(house, signed, id, pairs, Some(fault)).await?;
    Ok(house.show_to(signed, &page))
}
