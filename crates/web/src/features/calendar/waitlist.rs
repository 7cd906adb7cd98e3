//! The waiting list as the desk keeps it: who waits for what, what is offered to whom, and why.
use super::desk::{self, Guest, Pairs, said};
use super::names::Initials;
use super::passing::{self, waits};
use super::waitlist_page::{Line, NewWish, Offered, WaitPage};
use super::{freed_times, typed};
use crate::session::Signed;
use crate::{House, Oops, Shared};
use axum::extract::{Form, Path, Query, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use chart::ChartError;
use chart::booking::{Kind, Status};
use chart::wait::{NOTE_BYTES_MAX, NOTICE_HOURS_MAX, NewWait, OfferState, WaitStatus, Wish};
use std::collections::BTreeMap;
use vocab::Day;

/// Offers that the page tells of, beside the open ones.
const TOLD: usize = 12;
/// The farthest last day, in days from today.
const FAR: i32 = 366;

pub(super) async fn open(
    State(house): State<Shared>,
    signed: Signed,
    names: Initials,
    Query(pairs): Query<Pairs>,
) -> Result<Response, Oops> {
    passing::advance(&house).await?;
    let page = page(&house, &signed, names, &pairs).await?;
    Ok(house.show_to(&signed, &page))
}

async fn page(house: &House, signed: &Signed, Initials(private): Initials, pairs: &Pairs) -> Result<WaitPage, Oops> {
    let (bookings, list) = (desk::bookings(house)?, waits(house)?);
    let mut page = WaitPage::new(signed);
    let services: BTreeMap<String, String> =
        bookings.services().await?.into_iter().map(|one| (one.key, one.title)).collect();
    let people: BTreeMap<String, String> =
        bookings.resources().await?.into_iter().map(|one| (one.id, one.name)).collect();
    let open = list.open().await?;
    let mut guests: BTreeMap<String, String> = BTreeMap::new();
    for one in &open {
        let guest = desk::short(one.guest.as_deref(), private);
        guests.insert(one.id.clone(), guest.clone());
        page.waiting.push(Line::of(one, guest, &services, &people));
    }
    let offers = list.offers().await?;
    let shown = offers.iter().filter(|one| one.state == OfferState::Open);
    let over = offers.iter().filter(|one| one.state != OfferState::Open).take(TOLD);
    for offer in shown.chain(over) {
        let name = |wait: &str| guests.get(wait).cloned();
        let guest = match name(&offer.wait) {
            Some(guest) => guest,
            None => desk::short(list.one(&offer.wait).await?.guest.as_deref(), private),
        };
        let mut considered = Vec::new();
        for one in &offer.considered {
            let who = match name(&one.wait) {
                Some(who) => who,
                None => desk::short(list.one(&one.wait).await?.guest.as_deref(), private),
            };
            considered.push((who, passing::told(one)));
        }
        page.offers.push(Offered::of(offer, guest, considered, &house.zone()));
    }
    page.freed = freed_times::read(house, (&open, &offers), &services, private).await?;
    page.gone = list_name(house, said(pairs, "gone"), private).await?;
    page.link = Some(said(pairs, "link").to_owned()).filter(|link| !link.is_empty());
    page.may_write = signed.may(vocab::Permission::BookingWrite);
    page.may_read = signed.may(vocab::Permission::ChartRead);
    Ok(page)
}

/// Id and name of who was just taken off the list.
async fn list_name(house: &House, id: &str, private: bool) -> Result<Option<(String, String)>, Oops> {
    if id.is_empty() {
        return Ok(None);
    }
    match waits(house)?.one(id).await {
        Ok(one) if one.status == WaitStatus::Gone => {
            Ok(Some((one.id, desk::short(one.guest.as_deref(), private))))
        }
        Ok(_) | Err(ChartError::Missing { .. }) => Ok(None),
        Err(other) => Err(other.into()),
    }
}

pub(super) async fn new(State(house): State<Shared>, signed: Signed, Query(pairs): Query<Pairs>) -> Result<Response, Oops> {
    let page = wish_page(&house, &signed, &pairs, Vec::new()).await?;
    Ok(house.show_to(&signed, &page))
}

async fn wish_page(
    house: &House,
    signed: &Signed,
    pairs: &Pairs,
    errors: Vec<(&'static str, String)>,
) -> Result<NewWish, Oops> {
    let bookings = desk::bookings(house)?;
    let (today, _) = desk::now(house)?;
    let mut page = NewWish::new(signed, today);
    let typed = said(pairs, "q");
    if typed.len() > desk::WORDS_MAX {
        return Err(Oops::BadRequest(format!("A search has at most {} letters.", desk::WORDS_MAX)));
    }
    typed.clone_into(&mut page.typed);
    let patient = said(pairs, "patient");
    if patient.is_empty() {
        if !typed.is_empty() {
            page.found = house.kept()?.patients().find(typed).await?;
        }
        return Ok(page);
    }
    let guest = Guest::unseen(house, patient).await?;
    page.guest = Some((guest.patient, guest.identity.name));
    page.services = bookings.services().await?.into_iter().map(|one| (one.key, one.title)).collect();
    let resources = bookings.resources().await?;
    let there = resources.into_iter().filter(|one| one.kind == Kind::Practitioner && !one.retired);
    page.people = there.map(|one| (one.id, one.name)).collect();
    page.pairs = pairs.clone();
    page.errors = errors;
    Ok(page)
}

/// The wish that a form says, or what is wrong with it, field by field.
fn wish(pairs: &Pairs, today: Day) -> Result<Wish, Vec<(&'static str, String)>> {
    let mut errors = Vec::new();
    let mut day = |name: &'static str, usual: Day| match said(pairs, name) {
        "" => usual,
        text => typed::day(text, today).unwrap_or_else(|told| {
            errors.push((name, told));
            usual
        }),
    };
    let (first, last) = (day("first", today), day("last", today.plus(28)));
    let mut time = |name: &'static str, usual: u16| match said(pairs, name) {
        "" => usual,
        text => typed::time(text, if name == "from" { "09:00" } else { "18:00" }).unwrap_or_else(|told| {
            errors.push((name, told));
            usual
        }),
    };
    let hours = (time("from", 0), time("to", chart::booking::DAY_CELLS));
    if last < first {
        errors.push(("last", "The last day is not before the first.".to_owned()));
    } else if last < today || last.since(today) > FAR {
        errors.push(("last", format!("A day from today on, at most {FAR} days ahead.")));
    }
    if hours.0 >= hours.1 {
        errors.push(("to", "The end comes after the beginning.".to_owned()));
    }
    let mut weekdays = [false; 7];
    for (place, chosen) in weekdays.iter_mut().enumerate() {
        *chosen = pairs.iter().any(|(name, value)| name == "weekday" && *value == place.to_string());
    }
    if !weekdays.contains(&true) {
        errors.push(("weekday", "Choose at least one day of the week.".to_owned()));
    }
    let notice = said(pairs, "notice");
    let notice_hours = if notice.is_empty() { Some(0) } else { notice.parse().ok().filter(|n| *n <= NOTICE_HOURS_MAX) };
    if notice_hours.is_none() {
        errors.push(("notice", format!("A number of hours from 0 to {NOTICE_HOURS_MAX}.")));
    }
    if said(pairs, "note").len() > NOTE_BYTES_MAX {
        errors.push(("note", format!("At most {NOTE_BYTES_MAX} letters.")));
    }
    if said(pairs, "service").is_empty() {
        errors.push(("service", "Choose what the guest waits for.".to_owned()));
    }
    if !errors.is_empty() {
        return Err(errors);
    }
    let who = said(pairs, "who");
    Ok(Wish {
        service: said(pairs, "service").to_owned(),
        practitioner: (!who.is_empty()).then(|| who.to_owned()),
        weekdays,
        hours,
        first,
        last,
        notice_hours: notice_hours.unwrap_or(0),
    })
}

pub(super) async fn add(State(house): State<Shared>, signed: Signed, Form(pairs): Form<Pairs>) -> Result<Response, Oops> {
    let (today, _) = desk::now(&house)?;
    let bookings = desk::bookings(&house)?;
    let guest = Guest::unseen(&house, said(&pairs, "patient")).await?;
    let wish = match wish(&pairs, today) {
        Ok(wish) => wish,
        Err(errors) => {
            let page = wish_page(&house, &signed, &pairs, errors).await?;
            return Ok(house.show_to(&signed, &page));
        }
    };
    desk::service(&bookings, &wish.service).await?;
    if let Some(who) = &wish.practitioner
        && !bookings.resources().await?.iter().any(|one| one.id == *who)
    {
        return Err(Oops::BadRequest(format!("Nobody here has the id `{}`.", vocab::nearest::clip(who))));
    }
    let by = house.by(&signed);
    // The same wish sent twice waits once.
    let open = waits(&house)?.open().await?;
    if !open.iter().any(|one| one.patient == guest.patient && one.wish == wish) {
        let new = NewWait {
            id: chart::book::new_id(by.at, &mut *house.chance()),
            patient: guest.patient,
            guest: guest.identity.name,
            wish,
            note: said(&pairs, "note").to_owned(),
        };
        waits(&house)?.add(&new, &by, &mut *house.chance()).await?;
    }
    Ok(Redirect::to("/calendar/waitlist").into_response())
}

/// Off the list, or on it again.
pub(super) async fn turn(
    State(house): State<Shared>,
    _signed: Signed,
    Path(id): Path<String>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Oops> {
    let list = waits(&house)?;
    let one = list.one(&id).await?;
    match (said(&pairs, "to"), one.status) {
        ("gone", WaitStatus::Waiting) => {
            list.turn(&one, WaitStatus::Gone).await?;
            Ok(Redirect::to(&format!("/calendar/waitlist?gone={id}")).into_response())
        }
        ("waiting", WaitStatus::Gone) => {
            list.turn(&one, WaitStatus::Waiting).await?;
            Ok(Redirect::to("/calendar/waitlist").into_response())
        }
        ("gone" | "waiting", _) => Err(Oops::Stale),
        _ => Err(Oops::BadRequest("A wish becomes `gone` or `waiting`.".to_owned())),
    }
}

/// Makes the link by which the guest answers, for the desk to hand on.
pub(super) async fn link(State(house): State<Shared>, signed: Signed, Path(id): Path<String>) -> Result<Response, Oops> {
    let offer = waits(&house)?.offer(&id).await?;
    if offer.state != OfferState::Open {
        return Err(Oops::Stale);
    }
    let link = passing::link(&house, &offer.id, offer.ends_at, &house.by(&signed)).await?;
    Ok(Redirect::to(&format!("/calendar/waitlist?link={}#offers", crate::session::quoted(&link))).into_response())
}

/// The desk lets the held time go, or the guest said no by telephone: the next is looked for.
pub(super) async fn let_go(State(house): State<Shared>, signed: Signed, Path(id): Path<String>) -> Result<Response, Oops> {
    answer(&house, &id, Status::Cancelled, &house.by(&signed)).await?;
    Ok(Redirect::to("/calendar/waitlist#offers").into_response())
}

/// Ends an offer by what becomes of its visit; `false` where it had ended already.
pub(super) async fn answer(house: &House, id: &str, to: Status, by: &chart::register::By) -> Result<bool, Oops> {
    let bookings = desk::bookings(house)?;
    let visit = bookings.one(id).await?;
    if visit.status != Status::Held || visit.hold_until.is_some_and(|until| until <= by.at) {
        passing::advance(house).await?;
        return Ok(false);
    }
    let done = match bookings.become_status(&[(visit.id.clone(), visit.version)], to, "", by).await {
        Ok(()) => true,
        Err(ChartError::Stale { .. } | ChartError::NotNext { .. } | ChartError::Taken { .. }) => false,
        Err(other) => return Err(other.into()),
    };
    passing::advance(house).await?;
    Ok(done)
}
