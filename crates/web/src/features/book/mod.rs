//! Book: a guest books by themselves, in four taps on a phone, and moves or cancels by the link that comes of it.
mod limit;
mod own;
mod own_page;
mod shown;

pub use own_page::OwnVisit;
pub use shown::Book;
pub(crate) use shown::price;

use super::calendar::{desk, words};
use crate::access::{Needs, Routes};
use crate::session::Caller;
use crate::{Door, House, Oops, Shared};
use axum::extract::{Form, Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use chart::ChartError;
use chart::booking::{Asked, Free, Kind, New, Service};
use chart::entry::{Body, Identity};
use chart::contact::Contact;
use chart::message::{Purpose, Way};
use chart::register::By;
use vocab::Day;

/// Reached by a link of the clinic's own page.
pub(crate) const DOOR: Option<Door> = None;

/// Days that are offered.
const DAYS: usize = 28;
/// Days of which is said why they are not offered.
const FORTNIGHT: usize = 14;
/// The longest name, number or address, in letters.
const WORDS_MAX: usize = 120;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/book", Needs::Anyone, services)
        .get("/book/{service}", Needs::Anyone, times)
        .post("/book/{service}", Needs::Anyone, book)
        .get("/visit/{secret}", Needs::Anyone, own::open)
        .post("/visit/{secret}", Needs::Anyone, own::change)
        .get("/visit/{secret}/visit.ics", Needs::Anyone, own::ics)
}

type Pairs = Vec<(String, String)>;

fn said<'p>(pairs: &'p Pairs, name: &str) -> &'p str {
    pairs.iter().rev().find(|(given, _)| given == name).map_or("", |(_, text)| text.trim())
}

async fn services(State(house): State<Shared>) -> Result<Response, Oops> {
    let mut all = desk::bookings(&house)?.services().await?;
    all.retain(|service| service.public);
    let mut refused = Vec::new();
    for service in &all {
        let asked = unknown_guest(service, &house)?;
        let why = asked.stops();
        refused.push(why.then(|| asked.why().map_or_else(String::new, |why| why.because.clone())));
    }
    Ok(house.show(&Book::services(all, refused)))
}

async fn times(State(house): State<Shared>, Path(key): Path<String>) -> Result<Response, Oops> {
    Ok(house.show(&page(&house, &key).await?))
}

/// What the gate says about a service while nothing is known of a guest.
fn unknown_guest(service: &Service, house: &House) -> Result<Asked, Oops> {
    let today = house.today().ok_or(Oops::Broken)?;
    desk::Guest::nobody(today).ask(service, today, None, None)
}

async fn page(house: &House, key: &str) -> Result<Book, Oops> {
    let bookings = desk::bookings(house)?;
    let known = bookings.services().await?.into_iter().find(|one| one.key == key && one.public);
    let Some(service) = known else { return Ok(Book { gone: true, ..Book::default() }) };
    let (today, _) = desk::now(house)?;
    let asked = unknown_guest(&service, house)?;
    let mut page = Book { form: fresh(house), clock: clock_of(house), ..Book::times(service) };
    if asked.stops() {
        page.refused = Some(asked);
        return Ok(page);
    }
    bookings.sweep(house.now_ms()).await?;
    // From tomorrow on: nobody is surprised within the hour.
    let free = bookings.free(today.plus(1), DAYS).await?;
    let service = page.service.clone().ok_or(Oops::Broken)?;
    for (n, cells) in (0_i32..).zip(free.starts(&service, None)) {
        let cells: Vec<u16> = cells.iter().filter_map(|c| u16::try_from(c).ok()).filter(|c| c % 6 == 0).collect();
        if !cells.is_empty() {
            page.days.push((free.first.plus(n), cells));
        }
    }
    if page.days.is_empty() {
        page.why_not = free.why_not(&service);
    }
    page.missing = missing(&free, &page.days);
    Ok(page)
}

/// Where the clock hangs by which times are told: the city of the zone, as `New York`.
fn clock_of(house: &House) -> String {
    let zone = house.zone();
    let name = zone.iana_name().unwrap_or("UTC");
    name.rsplit('/').next().unwrap_or(name).replace('_', " ")
}

/// The days of the next fortnight that have no time, and why: nobody is there, or all of it is taken.
fn missing(free: &Free, offered: &[(Day, Vec<u16>)]) -> Vec<(Day, &'static str)> {
    let there = |n: usize| {
        let all = free.resources.iter().zip(&free.present);
        all.filter(|(one, _)| one.kind == Kind::Practitioner).any(|(_, days)| days.get(n).is_some_and(|day| !day.is_empty()))
    };
    (0..FORTNIGHT.min(free.days))
        .map(|n| (free.first.plus(i32::try_from(n).unwrap_or(0)), there(n)))
        .filter(|(day, _)| !offered.iter().any(|(free, _)| free == day))
        .map(|(day, there)| (day, if there { "all times are taken" } else { "we are closed" }))
        .collect()
}

async fn book(
    State(house): State<Shared>,
    Path(key): Path<String>,
    Caller(origin): Caller,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Oops> {
    let mut page = page(&house, &key).await?;
    let Some(service) = page.service.clone() else { return Ok(house.show(&page)) };
    let Some((day, cell)) = read(&mut page, &pairs) else { return Ok(house.show(&page)) };
    let reach = said(&pairs, "reach");
    let by = By { author: limit::stranger(reach), at: house.now_ms() };
    let form = page.form.clone();
    // Who sends this form: the same form from the same telephone or address is one guest, however often it is pressed.
    let claim = format!("book/{form}/{}", by.author);
    let twin = async || own::again(&house, (&form, &claim), (&key, day, cell), &by).await;
    if let Some(link) = twin().await? {
        return Ok(Redirect::to(&link).into_response());
    }
    let bookings = desk::bookings(&house)?;
    let offered = page.days.iter().any(|(free, cells)| *free == day && cells.contains(&cell));
    let slot = bookings.free(day, 1).await?.slot(&service, day, cell, &[]).filter(|_| offered);
    // What is in the way of a form that was pressed twice is perhaps its own twin, which was quicker.
    let Some(slot) = slot else {
        page.taken = true;
        return Ok(or_twin(&house, twin().await?, &page));
    };
    if let Some(told) = limit::reached(&house, &origin.address, reach).await? {
        page.limited = Some(told);
        return Ok(or_twin(&house, twin().await?, &page));
    }
    let tier = desk::performer(&house, desk::who(&slot), &service, slot.day).await?;
    let asked = desk::Guest::nobody(house.today().ok_or(Oops::Broken)?).ask_in(&house, &service, &slot, tier, None).await?;
    if asked.stops() {
        page.refused = Some(asked);
        return Ok(house.show(&page));
    }
    let guest = By { author: "guest".to_owned(), at: by.at };
    let patient = registered(&house, &claim, (said(&pairs, "name"), reach), &guest).await?;
    let new = New {
        // The form names its visit, so that it is booked once however often it is sent. A name that was used is no name.
        id: if bookings.one(&form).await.is_ok() { fresh(&house) } else { form.clone() },
        patient,
        guest: said(&pairs, "name").to_owned(),
        service: service.key.clone(),
        title: service.title.clone(),
        treatment: service.treatment.clone(),
        slot,
        step: None,
        asked,
        hold_until: None,
        overlap: None,
        note: "Booked by the guest.".to_owned(),
    };
    match bookings.book(std::slice::from_ref(&new), &guest, &mut *house.chance()).await {
        Ok(_) => Ok(Redirect::to(&own::link(&house, &new.id, &new.slot, &by).await?).into_response()),
        Err(ChartError::Taken { .. } | ChartError::Closed { .. }) => {
            page.taken = true;
            Ok(or_twin(&house, twin().await?, &page))
        }
        Err(other) => Err(other.into()),
    }
}

/// The visit that the same form booked a moment earlier; the page where there is none.
fn or_twin(house: &House, twin: Option<String>, page: &Book) -> Response {
    twin.map_or_else(|| house.show(page), |link| Redirect::to(&link).into_response())
}

/// Registers a stranger, once for a claim. Whoever leaves an address to be reached about a visit is written to about visits, and about nothing else.
async fn registered(house: &House, claim: &str, (name, reach): (&str, &str), guest: &By) -> Result<String, Oops> {
    let mail = reach.contains('@');
    let identity = Identity {
        name: name.to_owned(),
        phone: (!mail).then(|| reach.to_owned()),
        email: mail.then(|| reach.to_owned()),
        ..Identity::default()
    };
    let contact = Contact {
        ways: vec![if mail { Way::Email } else { Way::Text }],
        allows: [(Purpose::Appointments, true)].into(),
        by_guest: true,
        ..Contact::default()
    };
    let beside = [Body::Contact(contact)];
    Ok(house.kept()?.patients().register_once(claim, (&identity, &beside), guest, &mut *house.chance()).await?)
}

/// A name for a form, and for the visit that it books.
fn fresh(house: &House) -> String {
    chart::book::new_id(house.now_ms(), &mut *house.chance())
}

/// The time that a form chooses, once nothing is wrong with the form; what is wrong stands beside its field.
fn read(page: &mut Book, pairs: &Pairs) -> Option<(Day, u16)> {
    for name in ["name", "reach", "at"] {
        page.typed.insert(name, said(pairs, name).chars().take(WORDS_MAX).collect());
    }
    let form = said(pairs, "form");
    if form.len() == page.form.len() && form.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        form.clone_into(&mut page.form);
    }
    let (name, reach) = (said(pairs, "name"), said(pairs, "reach"));
    if name.is_empty() || name.chars().count() > WORDS_MAX {
        page.errors.push(("name", "Your name, so that we know whom we expect."));
    }
    let mail = reach.contains('@') && reach.split('@').all(|part| !part.is_empty());
    let digits = reach.chars().filter(char::is_ascii_digit).count();
    if reach.chars().count() > WORDS_MAX || !(mail || (6..=20).contains(&digits) && !reach.contains('@')) {
        page.errors.push(("reach", "A telephone number or an e-mail address, so that we can reach you."));
    }
    let at = words::in_moment(said(pairs, "at"));
    if at.is_none() {
        page.errors.push(("at", "Choose a time."));
    }
    at.filter(|_| page.errors.is_empty() && page.refused.is_none())
}

#[cfg(test)]
mod tests;
