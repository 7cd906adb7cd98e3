//! What another program reads under the secret address.
use crate::features::calendar::desk;
use crate::session::Caller;
use crate::{House, Oops, Shared};
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use chart::booking::ics::{Shown, initials};
use chart::booking::{Kind, Resource, Status, Visit};
use chart::people::{AccessEvent, Feed, Names, Whose};
use chart::register::By;
use vocab::{Day, Permission};

/// Days before today that a feed tells of.
const BEFORE: i32 = 30;
/// Days after today that a feed tells of: a year and its maintenance.
const AFTER: i32 = 400;

/// The calendar behind a secret; the same page for one that was ended as for one that never was.
pub(super) async fn read(
    State(house): State<Shared>,
    Path(file): Path<String>,
    Caller(origin): Caller,
) -> Result<Response, Oops> {
    let (record, now) = (house.kept()?, house.now_ms());
    let secret = file.strip_suffix(".ics").unwrap_or(&file);
    let feed = record.people().read_feed(secret, now).await?.ok_or(Oops::LinkOver)?;
    let today = house.today().ok_or(Oops::Broken)?;
    let text = match feed.whose {
        Whose::Practitioner => of_practitioner(&house, &feed, today).await?,
        Whose::Guest => of_guest(&house, &feed, today).await?,
    };
    if day_of(&house, feed.seen_at) != Some(today) {
        // Programs ask every few minutes; the book of doors tells of the first look of a day.
        let owner = if feed.whose == Whose::Guest { &feed.made_by } else { &feed.subject };
        let event = AccessEvent::Feed {
            practitioner: owner.clone(),
            subject: format!("{}/{}", feed.whose, feed.subject),
            what: "read".to_owned(),
            address: origin.address,
        };
        let by = By { author: "feed".to_owned(), at: now };
        record.people().remember(&event, &by, &mut *house.chance()).await?;
    }
    let head = [
        (CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (CONTENT_DISPOSITION, "inline; filename=\"serein.ics\""),
        (CACHE_CONTROL, "private, no-store"),
    ];
    Ok((head, text).into_response())
}

fn day_of(house: &House, at: i64) -> Option<Day> {
    let at = jiff::Timestamp::from_millisecond(at).ok().filter(|_| at > 0)?;
    Some(Day::from_date(house.zone().to_datetime(at).date()))
}

/// The name of the house.
pub(crate) fn house_name() -> String {
    let clinic = crate::house::knowledge().and_then(knowledge::Knowledge::clinic);
    clinic.map_or_else(|| "Serein".to_owned(), |clinic| clinic.name.clone())
}

/// The visits of somebody who still works here and may see the calendar.
async fn of_practitioner(house: &House, feed: &Feed, today: Day) -> Result<String, Oops> {
    let roll = house.kept()?.roll().await?;
    let here = roll.get(&feed.subject).filter(|person| person.active).ok_or(Oops::LinkOver)?;
    if !here.roles.iter().any(|role| role.may(Permission::CalendarRead)) {
        return Err(Oops::LinkOver);
    }
    let bookings = desk::bookings(house)?;
    let resources = bookings.resources().await?;
    let mut visits = bookings.at_a_glance(today.plus(-BEFORE), today.plus(AFTER)).await?;
    visits.retain(|visit| {
        let mine = visit.slot.parts.iter().any(|part| part.kind == Kind::Practitioner && part.resource == feed.subject);
        mine && visit.status.claims()
    });
    let events: Result<Vec<_>, _> =
        visits.iter().map(|visit| bookings.as_event(visit, to_staff(visit, feed.names, &resources))).collect();
    Ok(bookings.feed(&format!("{} at {}", here.name, house_name()), &events?, house.now_ms())?)
}

fn to_staff(visit: &Visit, names: Names, resources: &[Resource]) -> Shown {
    let guest = visit.guest.as_deref().unwrap_or_default();
    let who = match names {
        Names::None => String::new(),
        Names::Initials => initials(guest),
        Names::Full => guest.to_owned(),
    };
    let title = if names == Names::None { "Visit" } else { visit.body.title.as_str() };
    let summary = if who.is_empty() { title.to_owned() } else { format!("{who} {title}") };
    let room = visit.slot.of(Kind::Room).and_then(|id| resources.iter().find(|one| one.id == id));
    Shown { summary, location: room.map(|room| room.name.clone()).unwrap_or_default(), ..Shown::default() }
}

/// The visits of a guest, under whichever of their charts they were booked: when and where, and nothing of what is done.
async fn of_guest(house: &House, feed: &Feed, today: Day) -> Result<String, Oops> {
    // Whose key was destroyed has no visits any more.
    house.kept()?.patients().known(&feed.subject).await.map_err(|_| Oops::LinkOver)?;
    let bookings = desk::bookings(house)?;
    let mut visits = bookings.of_person(&feed.subject).await?;
    visits.retain(|visit| {
        let near = today.plus(-BEFORE) <= visit.slot.day && visit.slot.day <= today.plus(AFTER);
        near && visit.guest.is_some() && visit.status.claims() && visit.status != Status::Held
    });
    let summary = format!("Appointment at {}", house_name());
    let shown = || Shown { summary: summary.clone(), location: house_name(), to_guest: true, ..Shown::default() };
    let events: Result<Vec<_>, _> = visits.iter().map(|visit| bookings.as_event(visit, shown())).collect();
    Ok(bookings.feed(&house_name(), &events?, house.now_ms())?)
}
