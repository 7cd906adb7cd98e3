//! A series is booked as a whole: dates are searched under the wishes, shown beside others that differ, and taken in one write.
use super::desk::{self, Guest, Pairs, said};
use super::legs::{Session, Together};
use super::offers::{self, FAR, Legs, Wished};
use super::series_page::{SeriesPage, Source};
use super::taking::{self, Booked};
use crate::session::Signed;
use crate::{House, Oops, Shared};
use axum::extract::{Form, Query, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use calendar::series::Gap;
use chart::booking::{Kind, Service, Step};
use vocab::Day;

/// The most sessions that the page offers.
pub(super) const SESSIONS_MAX: usize = 12;

pub(super) async fn open(State(house): State<Shared>, signed: Signed, Query(pairs): Query<Pairs>) -> Result<Response, Oops> {
    let page = page(&house, &signed, &pairs, None).await?;
    Ok(house.show_to(&signed, &page))
}

/// What a form says about a series, with the usual where it says nothing or what cannot be; what is wrong, field by field.
fn wanted(pairs: &Pairs, service: &Service) -> ((usize, Gap), Vec<(&'static str, String)>) {
    let usual = crate::house::knowledge().and_then(|k| k.treatment(&service.treatment)).and_then(|t| t.schedule.as_ref());
    let gaps = usual.map_or([28, 42], |s| s.typical_gap_days);
    let least = usual.map_or(21, |s| s.min_gap_days);
    let sessions = usual.map_or(3, |s| s.sessions[1].min(6));
    let mut wrong = Vec::new();
    let mut number = |name: &'static str, usual: u16, high: usize| -> usize {
        let (text, usual) = (said(pairs, name), usize::from(usual).clamp(1, high));
        if text.is_empty() {
            return usual;
        }
        text.parse().ok().filter(|value| (1..=high).contains(value)).unwrap_or_else(|| {
            wrong.push((name, format!("A whole number from 1 to {high}.")));
            usual
        })
    };
    let sessions = number("sessions", sessions.max(2), SESSIONS_MAX);
    let min = number("min", least.max(1), 180);
    let ideal = number("ideal", gaps[0].max(least), 200).max(min);
    let max = number("max", gaps[1].max(gaps[0]), 240).max(ideal);
    ((sessions, Gap { min, ideal, max }), wrong)
}

/// The sessions of a series of one service.
fn legs(service: &Service, from: Day, (sessions, gap): (usize, Gap), series: &str) -> Legs {
    let small = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
    let window = [gap.min, gap.ideal, gap.max].map(small);
    let leg = |n: usize| {
        let step = Step {
            series: series.to_owned(),
            step: small(n + 1),
            of: small(sessions),
            window: (n > 0).then_some(window),
            ..Step::default()
        };
        let after = i32::try_from(n * gap.ideal).unwrap_or(0);
        Together { sessions: vec![Session { service: service.clone(), step }], wanted: from.plus(after) }
    };
    Legs { all: (0..sessions).map(leg).collect(), booked: Vec::new() }
}

async fn page(house: &House, signed: &Signed, pairs: &Pairs, fault: Option<(u16, String)>) -> Result<SeriesPage, Oops> {
    let bookings = desk::bookings(house)?;
    let (today, _) = desk::now(house)?;
    let mut page = SeriesPage::new(signed, today);
    page.fault = fault;
    let (typed, patient) = (said(pairs, "q"), said(pairs, "patient"));
    if typed.len() > desk::WORDS_MAX {
        return Err(Oops::BadRequest(format!("A search has at most {} letters.", desk::WORDS_MAX)));
    }
    typed.clone_into(&mut page.typed);
    if patient.is_empty() {
        if !typed.is_empty() {
            page.people_found = house.kept()?.patients().find(typed).await?;
        }
        return Ok(page);
    }
    let guest = Guest::read(house, patient, &house.by(signed)).await?;
    let services = bookings.services().await?;
    let key = said(pairs, "service");
    page.wished = Wished::read(pairs, today);
    if key.is_empty() {
        page.source = Source::Service { services, service: None, sessions: 3, gap: Gap { min: 28, ideal: 28, max: 42 } };
    } else {
        let service = desk::service(&bookings, key).await?;
        let from = page.wished.day.unwrap_or_else(|| today.plus(1)).max(today.plus(1));
        let (wanted, wrong) = wanted(pairs, &service);
        page.wished.wrong.also(pairs, wrong);
        let free = bookings.free(from, FAR).await?;
        page.day = from;
        page.people = serving(&free, std::slice::from_ref(&service));
        if page.wished.wrong.is_empty() {
            page.found = offers::find(house, &guest, &legs(&service, from, wanted, ""), &free, &page.wished).await?;
        }
        page.source = Source::Service { services, service: Some(Box::new(service)), sessions: wanted.0, gap: wanted.1 };
    }
    page.guest = Some(guest);
    Ok(page)
}

/// Whoever has the skills of one of these services: id and name.
pub(super) fn serving(free: &chart::booking::Free, services: &[Service]) -> Vec<(String, String)> {
    let serves = |one: &chart::booking::Resource, service: &Service| {
        let skills = service.needs.iter().filter(|(kind, skill)| *kind == Kind::Practitioner && !skill.is_empty());
        skills.into_iter().all(|(_, skill)| one.skills.iter().any(|(has, _)| has == skill))
    };
    let able = |one: &&chart::booking::Resource| one.kind == Kind::Practitioner && services.iter().any(|service| serves(one, service));
    free.resources.iter().filter(able).map(|one| (one.id.clone(), one.name.clone())).collect()
}

pub(super) async fn book(State(house): State<Shared>, signed: Signed, Form(pairs): Form<Pairs>) -> Result<Response, Oops> {
    let bookings = desk::bookings(&house)?;
    let by = house.by(&signed);
    let guest = Guest::read(&house, said(&pairs, "patient"), &by).await?;
    let service = desk::service(&bookings, said(&pairs, "service")).await?;
    let many = pairs.iter().filter(|(name, _)| name == "slot").count();
    if many == 0 || many > SESSIONS_MAX {
        return Err(Oops::BadRequest(format!("A series has 1 to {SESSIONS_MAX} visits.")));
    }
    let series = chart::book::new_id(by.at, &mut *house.chance());
    let ((_, gap), wrong) = wanted(&pairs, &service);
    if !wrong.is_empty() {
        return Ok(house.show_to(&signed, &page(&house, &signed, &pairs, None).await?));
    }
    let legs = legs(&service, desk::now(&house)?.0, (many, gap), &series);
    match taking::book(&house, &signed, &guest, &legs.all, &pairs).await? {
        Booked::All(ids) => {
            let first = ids.first().map_or("", String::as_str);
            Ok(Redirect::to(&format!("/calendar/visits/{first}?told=booked")).into_response())
        }
        Booked::Not(status, told) => {
            let page = page(&house, &signed, &pairs, Some((status, told))).await?;
            Ok(house.show_to(&signed, &page))
        }
    }
}
