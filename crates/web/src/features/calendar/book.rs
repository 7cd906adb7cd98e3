//! A visit is booked: for whom, what, and a time that is free, in one page that needs no script.
use super::desk::{self, Guest, Pairs, said};
use super::{new_visit::NewVisit, over, typed, words};
use crate::session::Signed;
use crate::{House, Oops, Shared};
use axum::extract::{Form, Query, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use chart::ChartError;
use chart::booking::{Bookings, Free, Kind, New, Service, Slot};
use vocab::Day;

/// Days that are looked through for a free time.
pub(super) const DAYS: usize = 14;
/// Days that are looked through first: in most houses they hold [`DAYS`] days with a free time.
const NEAR: usize = 30;
/// Days that are looked through when they do not.
const FAR: usize = 120;

pub(super) async fn open(State(house): State<Shared>, signed: Signed, Query(pairs): Query<Pairs>) -> Result<Response, Oops> {
    let page = page(&house, &signed, &pairs, None).await?;
    Ok(house.show_to(&signed, &page))
}

/// The page in whatever state the answers so far leave it.
async fn page(house: &House, signed: &Signed, pairs: &Pairs, fault: Option<(u16, String)>) -> Result<NewVisit, Oops> {
    let bookings = desk::bookings(house)?;
    let (today, _) = desk::now(house)?;
    let mut page = NewVisit::new(signed, today);
    page.fault = fault;
    page.services = bookings.services().await?;
    let typed = said(pairs, "q");
    if typed.len() > desk::WORDS_MAX {
        return Err(Oops::BadRequest(format!("A search has at most {} letters.", desk::WORDS_MAX)));
    }
    typed.clone_into(&mut page.typed);
    match said(pairs, "day") {
        "" => {}
        text => match typed::day(text, today) {
            Ok(day) => page.day = day.max(today),
            Err(told) => page.wrong_day = Some((text.to_owned(), told)),
        },
    }
    let patient = said(pairs, "patient");
    if patient.is_empty() {
        if !typed.is_empty() {
            page.found = house.kept()?.patients().find(typed).await?;
        }
        return Ok(page);
    }
    let guest = Guest::unseen(house, patient).await?;
    let key = said(pairs, "service");
    if !key.is_empty() {
        house.kept()?.patients().shown(patient, chart::patient::Why::Care, &house.by(signed), &mut *house.chance()).await?;
        let service = desk::service(&bookings, key).await?;
        said(pairs, "who").clone_into(&mut page.who);
        // Times of another day than the one that was meant would be taken for its times.
        if page.wrong_day.is_none() {
            times(house, &bookings, &guest, &service, &mut page).await?;
        }
        page.service = Some(service);
    }
    page.guest = Some(guest);
    Ok(page)
}

/// The free times of a service, without the days on which the gate does not let it be.
async fn times(house: &House, bookings: &Bookings<'_>, guest: &Guest, service: &Service, page: &mut NewVisit) -> Result<(), Oops> {
    let (today, now) = desk::now(house)?;
    bookings.sweep(house.now_ms()).await?;
    let who = (!page.who.is_empty()).then(|| page.who.clone());
    let tier = desk::performer(house, who.as_deref(), service, page.day).await?;
    let asked = guest.ask(service, page.day, tier, None)?;
    let mut free = bookings.free(page.day, NEAR).await?;
    let mut allowed = guest.days(service, tier, page.day, NEAR)?;
    page.times = offered(&free, &allowed, &free.starts(service, who.as_deref()), (today, now));
    if page.times.len() < DAYS {
        free = bookings.free(page.day, FAR).await?;
        allowed = guest.days(service, tier, page.day, FAR)?;
        page.times = offered(&free, &allowed, &free.starts(service, who.as_deref()), (today, now));
    }
    let serves = |one: &&chart::booking::Resource| {
        one.kind == Kind::Practitioner
            && service.needs.iter().filter(|(k, s)| *k == Kind::Practitioner && !s.is_empty()).all(|(_, skill)| one.skills.iter().any(|(has, _)| has == skill))
    };
    page.people = free.resources.iter().filter(serves).map(|one| (one.id.clone(), one.name.clone())).collect();
    if page.times.is_empty() {
        page.why_not = free.why_not(service);
        page.gate_days = allowed.iter().filter(|lets| **lets).count();
    }
    page.asked = Some(asked);
    Ok(())
}

/// The first [`DAYS`] days with a free start on a quarter of an hour that the gate allows and that is not over.
fn offered(free: &Free, allowed: &[bool], starts: &[calendar::Cells], (today, now): (Day, u16)) -> Vec<(Day, Vec<u16>)> {
    let on_day = |(n, (cells, lets)): (usize, (&calendar::Cells, &bool))| {
        let day = free.first.plus(i32::try_from(n).unwrap_or(0));
        let late = |cell: &u16| day > today || *cell > now;
        let quarter = |cell: &u16| cell.is_multiple_of(3);
        let cells: Vec<u16> = cells.iter().filter_map(|c| u16::try_from(c).ok()).filter(quarter).filter(late).collect();
        (*lets && !cells.is_empty()).then_some((day, cells))
    };
    starts.iter().zip(allowed).enumerate().filter_map(on_day).take(DAYS).collect()
}

pub(super) async fn book(State(house): State<Shared>, signed: Signed, Form(pairs): Form<Pairs>) -> Result<Response, Oops> {
    let by = house.by(&signed);
    let guest = Guest::read(&house, said(&pairs, "patient"), &by).await?;
    let bookings = desk::bookings(&house)?;
    let service = desk::service(&bookings, said(&pairs, "service")).await?;
    let (day, cell) = match typed::moment(said(&pairs, "at"), desk::now(&house)?.0) {
        Ok(at) => at,
        Err(told) => return again(&house, &signed, &pairs, 422, told).await,
    };
    if let Some(told) = past(&house, day, cell)? {
        return again(&house, &signed, &pairs, 422, told).await;
    }
    // The same form sent twice: the visit that has the time is the one that was wanted.
    let same = |v: &chart::booking::Visit| v.status.is_open() && v.body.service == service.key && (v.slot.day, v.slot.cell) == (day, cell);
    if let Some(own) = bookings.of_person(&guest.patient).await?.iter().find(|visit| same(visit)) {
        return Ok(Redirect::to(&format!("/calendar/visits/{}?told=booked", own.id)).into_response());
    }
    if !said(&pairs, "overlap").is_empty() {
        if !signed.may(vocab::Permission::BookingOverlap) {
            return Err(Oops::NotYours(vocab::Permission::BookingOverlap));
        }
        if let Some(fault) = over::fault(said(&pairs, "overlap")) {
            return again(&house, &signed, &pairs, 422, fault).await;
        }
    }
    let Some((slot, over)) = slot(&bookings, &service, &pairs, day, cell).await? else {
        let told = format!("{} at {} is taken. These times are free.", words::day(day), chart::booking::clock(cell));
        return again(&house, &signed, &pairs, 409, told).await;
    };
    let tier = desk::performer(&house, desk::who(&slot), &service, slot.day).await?;
    let asked = guest.ask_in(&house, &service, &slot, tier, None).await?;
    if asked.stops() {
        return again(&house, &signed, &pairs, 422, words::refusal(&asked)).await;
    }
    let overlap = said(&pairs, "overlap");
    let new = New {
        overlap: over.then(|| overlap.to_owned()),
        note: said(&pairs, "note").to_owned(),
        ..guest.visit(&house, &service, slot, asked)
    };
    match bookings.book(std::slice::from_ref(&new), &by, &mut *house.chance()).await {
        Ok(_) => Ok(Redirect::to(&format!("/calendar/visits/{}?told=booked", new.id)).into_response()),
        Err(ChartError::Taken { .. }) => {
            let told = format!("{} at {} was taken a moment ago. These times are free.", words::day(day), chart::booking::clock(cell));
            again(&house, &signed, &pairs, 409, told).await
        }
        Err(ChartError::Closed { .. }) => {
            again(&house, &signed, &pairs, 422, "Somebody who is needed is not there at that time.".to_owned()).await
        }
        Err(other) => Err(other.into()),
    }
}

/// What is said about a time that is over.
fn past(house: &House, day: Day, cell: u16) -> Result<Option<String>, Oops> {
    let now = desk::now(house)?;
    Ok((now > (day, cell)).then(|| "That time is over. These times are free.".to_owned()))
}

/// The slot that was asked for, and whether it lies over another visit on purpose: named people and things are kept, the rest is
/// chosen. `None` where it is not free.
async fn slot(bookings: &Bookings<'_>, service: &Service, pairs: &Pairs, day: Day, cell: u16) -> Result<Option<(Slot, bool)>, Oops> {
    let free = bookings.free(day, 1).await?;
    let wished: Vec<&str> = ["who", "room", "device"].iter().map(|name| said(pairs, name)).filter(|id| !id.is_empty()).collect();
    if let Some(unknown) = wished.iter().find(|id| free.resource(id).is_none()) {
        return Err(Oops::BadRequest(format!("Nobody and nothing here has the id `{}`.", vocab::nearest::clip(unknown))));
    }
    let found = free.slot(service, day, cell, &wished).map(|slot| (slot, false));
    if found.is_some() || said(pairs, "overlap").is_empty() {
        return Ok(found);
    }
    let over = over::slot(&free, service, &over::Wanted { named: wished, own: Vec::new() }, (day, cell));
    Ok(over.ok().map(|slot| (slot, true)))
}

/// The page once more, with what is wrong.
async fn again(house: &House, signed: &Signed, pairs: &Pairs, status: u16, told: String) -> Result<Response, Oops> {
    let page = page(house, signed, pairs, Some((status, told))).await?;
    Ok(house.show_to(signed, &page))
}
