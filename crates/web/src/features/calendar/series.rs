//! A series is booked as a whole: the best dates are searched, shown, and taken in one write.
use super::desk::{self, Guest, Pairs, said};
use super::series_page::{Proposal, SeriesPage};
use super::words;
use crate::session::Signed;
use crate::{House, Oops, Shared};
use axum::extract::{Form, Query, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use calendar::series::{Answer, Gap, best};
use calendar::visit::Wish;
use chart::ChartError;
use chart::booking::{Bookings, Free, New, Service, Slot, Standing, Step};
use std::collections::BTreeSet;
use vocab::Day;

/// Days that a series may reach over.
const FAR: usize = 400;
/// The most sessions that the page offers.
pub(super) const SESSIONS_MAX: usize = 12;

pub(super) async fn open(State(house): State<Shared>, signed: Signed, Query(pairs): Query<Pairs>) -> Result<Response, Oops> {
    let page = page(&house, &signed, &pairs, None).await?;
    Ok(house.show_to(&signed, &page))
}

/// What a form says about a series, with the usual where it says nothing.
fn wish(pairs: &Pairs, service: &Service) -> Result<(usize, Gap), Oops> {
    let usual = crate::house::knowledge().and_then(|k| k.treatment(&service.treatment)).and_then(|t| t.schedule.as_ref());
    let gaps = usual.map_or([28, 42], |s| s.typical_gap_days);
    let least = usual.map_or(21, |s| s.min_gap_days);
    let sessions = usual.map_or(3, |s| s.sessions[1].min(6));
    let number = |name: &str, usual: u16, low: usize, high: usize| -> Result<usize, Oops> {
        let text = said(pairs, name);
        let value = if text.is_empty() { usize::from(usual).clamp(low, high) } else { text.parse().unwrap_or(usize::MAX) };
        if (low..=high).contains(&value) { Ok(value) } else { Err(Oops::BadRequest(format!("`{name}` is a number from {low} to {high}."))) }
    };
    let sessions = number("sessions", sessions.max(2), 1, SESSIONS_MAX)?;
    let min = number("min", least.max(1), 1, 180)?;
    let ideal = number("ideal", gaps[0].max(least), 1, 200)?.max(min);
    let max = number("max", gaps[1].max(gaps[0]), 1, 240)?.max(ideal);
    Ok((sessions, Gap { min, ideal, max }))
}

async fn page(house: &House, signed: &Signed, pairs: &Pairs, fault: Option<(u16, String)>) -> Result<SeriesPage, Oops> {
    let bookings = desk::bookings(house)?;
    let (today, _) = desk::now(house)?;
    let guest = Guest::read(house, said(pairs, "patient"), &house.by(signed)).await?;
    let services = bookings.services().await?;
    let mut page = SeriesPage::new(signed, guest, services, today);
    page.fault = fault;
    let key = said(pairs, "service");
    if key.is_empty() {
        return Ok(page);
    }
    let service = desk::service(&bookings, key).await?;
    let from: Day = said(pairs, "day").parse().unwrap_or_else(|_| today.plus(1)).max(today.plus(1));
    let (sessions, gap) = wish(pairs, &service)?;
    let who = said(pairs, "who");
    let free = bookings.free(from, FAR).await?;
    let hours = match said(pairs, "hours") {
        "morning" => (0, 144),
        "afternoon" => (144, 204),
        "evening" => (204, 288),
        _ => (0, 288),
    };
    let tier = desk::performer(house, (!who.is_empty()).then_some(who), &service, from).await?;
    let allowed = page.guest.days(&service, tier, from, FAR)?;
    let allowed: BTreeSet<Day> =
        (0_i32..).zip(&allowed).filter(|(_, lets)| **lets).map(|(n, _)| from.plus(n)).collect();
    page.day = from;
    page.hours = said(pairs, "hours").to_owned();
    who.clone_into(&mut page.who);
    page.people = free.resources.iter().filter(|r| r.kind == chart::booking::Kind::Practitioner).map(|r| (r.id.clone(), r.name.clone())).collect();
    let mut stored = free.stored.clone();
    if !who.is_empty() {
        stored.retain(|one| one.kind != calendar::visit::Need::Practitioner || one.name == who);
    }
    let wish = Wish {
        cells: quarters(hours),
        sessions,
        gap,
        first_by: FAR,
        change_penalty: 7,
        grain_minutes: usize::from(chart::booking::GRAIN_MINUTES),
    };
    let instance = service.demand().series(&stored, &allowed, from, FAR, &wish);
    // The search is bounded by its contract; it runs beside the threads that answer.
    let answer = tokio::task::spawn_blocking(move || best(&instance)).await.map_err(|_| Oops::Broken)?;
    match answer {
        Answer::Found(found) => page.proposal = proposal(&found.sessions, &free, &service, from),
        Answer::Blocked(blocked) => page.blocked = super::series_page::told(&blocked, from),
    }
    page.sessions = sessions;
    page.gap = gap;
    page.service = Some(service);
    Ok(page)
}

/// Starts on the quarter of an hour within some hours.
fn quarters((from, to): (usize, usize)) -> calendar::Cells {
    let mut cells = calendar::Cells::NONE;
    (from..to).filter(|cell| cell % 3 == 0).for_each(|cell| cells.add(cell));
    cells
}

fn proposal(sessions: &[calendar::series::Session], free: &Free, service: &Service, from: Day) -> Vec<Proposal> {
    let mut all = Vec::new();
    for one in sessions {
        let day = from.plus(i32::try_from(one.day).unwrap_or(0));
        let cell = u16::try_from(one.cell).unwrap_or(0);
        let named: Vec<&str> = [&one.practitioner, &one.room, &one.device].into_iter().map(String::as_str).filter(|s| !s.is_empty()).collect();
        if let Some(slot) = free.slot(service, day, cell, &named) {
            let with = slot.parts.iter().map(|part| desk::name(free, &part.resource).to_owned());
            let mut with: Vec<String> = with.collect();
            with.dedup();
            all.push(Proposal { day, cell, ids: named.iter().map(|id| (*id).to_owned()).collect(), with });
        }
    }
    all
}

pub(super) async fn book(State(house): State<Shared>, signed: Signed, Form(pairs): Form<Pairs>) -> Result<Response, Oops> {
    let bookings = desk::bookings(&house)?;
    let by = house.by(&signed);
    let guest = Guest::read(&house, said(&pairs, "patient"), &by).await?;
    let service = desk::service(&bookings, said(&pairs, "service")).await?;
    let wanted: Vec<&str> = pairs.iter().filter(|(name, _)| name == "slot").map(|(_, text)| text.as_str()).collect();
    if wanted.is_empty() || wanted.len() > SESSIONS_MAX {
        return Err(Oops::BadRequest(format!("A series has 1 to {SESSIONS_MAX} visits.")));
    }
    let mut news = Vec::new();
    let series = chart::book::new_id(by.at, &mut *house.chance());
    let of = u16::try_from(wanted.len()).unwrap_or(1);
    for (step, text) in (1_u16..).zip(&wanted) {
        let slot = match read_slot(&bookings, &service, text).await? {
            Ok(slot) => slot,
            Err(told) => return again(&house, &signed, &pairs, 409, told).await,
        };
        let tier = desk::performer(&house, desk::who(&slot), &service, slot.day).await?;
        let asked = guest.ask(&service, slot.day, tier, None)?;
        if matches!(asked.standing(), Standing::Not | Standing::NotBefore(_)) {
            let told = format!("{}: {}", words::dated(slot.day), words::standing(&asked));
            return again(&house, &signed, &pairs, 422, told).await;
        }
        news.push(New {
            id: chart::book::new_id(by.at, &mut *house.chance()),
            patient: guest.patient.clone(),
            guest: guest.identity.name.clone(),
            service: service.key.clone(),
            title: service.title.clone(),
            treatment: service.treatment.clone(),
            slot,
            step: Some(Step { series: series.clone(), step, of, ..Step::default() }),
            asked,
            hold_until: None,
            overlap: None,
            note: String::new(),
        });
    }
    match bookings.book(&news, &by, &mut *house.chance()).await {
        Ok(ids) => {
            let first = ids.first().map_or("", String::as_str);
            Ok(Redirect::to(&format!("/calendar/visits/{first}?told=booked")).into_response())
        }
        Err(ChartError::Taken { day, .. }) => {
            let told = format!("{} was taken a moment ago, so nothing was booked. These dates are free.", words::dated(day));
            again(&house, &signed, &pairs, 409, told).await
        }
        Err(other) => Err(other.into()),
    }
}

/// A slot as the form carries it: the moment, then who and what, separated by spaces.
async fn read_slot(bookings: &Bookings<'_>, service: &Service, text: &str) -> Result<Result<Slot, String>, Oops> {
    let mut words_of = text.split_whitespace();
    let Some((day, cell)) = words_of.next().and_then(words::in_moment) else {
        return Err(Oops::BadRequest("A time is written as 2027-03-12T10:00.".to_owned()));
    };
    let named: Vec<&str> = words_of.collect();
    let free = bookings.free(day, 1).await?;
    Ok(free.slot(service, day, cell, &named).ok_or_else(|| {
        format!("{} at {} is not free any more, so nothing was booked. These dates are.", words::dated(day), chart::booking::clock(cell))
    }))
}

async fn again(house: &House, signed: &Signed, pairs: &Pairs, status: u16, told: String) -> Result<Response, Oops> {
    let page = page(house, signed, pairs, Some((status, told))).await?;
    Ok(house.show_to(signed, &page))
}
