//! A guest's own visit, by its link: seen, moved, called off until a stated time.
use super::own_page::OwnVisit;
use super::{Pairs, said};
use crate::features::calendar::{desk, passing, words};
use crate::{House, Oops, Shared};
use axum::extract::{Form, Path, Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Redirect, Response};
use chart::ChartError;
use chart::booking::ics::Shown;
use chart::booking::{Kind, Move, Slot, Status, Visit};
use chart::people::{Link, Purpose};
use chart::register::By;
use vocab::Day;

/// A visit is moved or called off by its guest until so long before it begins, milliseconds: a day.
const UNTIL_MS: i64 = 24 * 3_600_000;
/// The link opens until so long after the visit began: a day.
const AFTER_MS: i64 = 24 * 3_600_000;
/// How often it opens.
const USES: i64 = 10_000;
/// Days that are looked through for another time.
const FAR: usize = 56;
/// Days that are offered.
const OFFERED: usize = 14;

/// When a visit begins, milliseconds since 1970.
fn begins(house: &House, slot: &Slot) -> Result<i64, Oops> {
    let bookings = desk::bookings(house)?;
    let at = bookings.wall().instant(slot.day, usize::from(slot.cell)).ok_or(Oops::Broken)?;
    Ok(at.as_millisecond())
}

/// Makes the link of a visit: its address in this house.
pub(super) async fn link(house: &House, visit: &str, slot: &Slot, by: &By) -> Result<String, Oops> {
    // A visit that moves later keeps its link, so it holds for as far as a visit can be moved.
    let far = i64::try_from(FAR).unwrap_or(0) * 86_400_000;
    let lasts = (begins(house, slot)? - by.at + far + AFTER_MS, USES);
    let secret = house.kept()?.people().make_link(Purpose::Visit, visit, lasts, by, &mut *house.chance()).await?;
    Ok(format!("/visit/{secret}"))
}

/// The link of a visit that the same form booked a moment ago: pressed twice, it leads to the one visit and takes no second
/// time. `None` where the form booked nothing, or something else. The form alone does not open it: it must name the same
/// telephone number or address as the one that booked, which is what the claim says.
pub(super) async fn again(
    house: &House,
    (form, claim): (&str, &str),
    (service, day, cell): (&str, Day, u16),
    by: &By,
) -> Result<Option<String>, Oops> {
    let visit = match desk::bookings(house)?.one(form).await {
        Ok(visit) => visit,
        Err(ChartError::Missing { .. }) => return Ok(None),
        Err(other) => return Err(other.into()),
    };
    let same = visit.body.service == service && (visit.slot.day, visit.slot.cell) == (day, cell) && visit.status.is_open();
    if !same || visit.patient != house.kept()?.patients().claimed(claim) {
        return Ok(None);
    }
    link(house, &visit.id, &visit.slot, by).await.map(Some)
}

async fn opened(house: &House, secret: &str) -> Result<(Link, Visit), Oops> {
    let now = house.now_ms();
    let link = house.kept()?.people().link(secret, now).await?.ok_or(Oops::LinkOver)?;
    if link.purpose != Purpose::Visit {
        return Err(Oops::LinkOver);
    }
    let visit = desk::bookings(house)?.one(&link.subject).await?;
    if visit.guest.is_none() || begins(house, &visit.slot)? + AFTER_MS < now {
        return Err(Oops::LinkOver);
    }
    Ok((link, visit))
}

pub(super) async fn open(
    State(house): State<Shared>,
    Path(secret): Path<String>,
    Query(pairs): Query<Pairs>,
) -> Result<Response, Oops> {
    let (_, visit) = opened(&house, &secret).await?;
    let mut page = page(&house, visit).await?;
    page.ics = format!("/visit/{secret}/visit.ics");
    if !said(&pairs, "move").is_empty() && page.may_change {
        page.times = Some(times(&house, &page.visit).await?);
    }
    page.moved = said(&pairs, "told") == "moved";
    Ok(house.show(&page))
}

/// The visit as the calendar of a telephone reads it. Others see that calendar: it says when and where, and nothing of what is done.
pub(super) async fn ics(State(house): State<Shared>, Path(secret): Path<String>) -> Result<Response, Oops> {
    let (_, visit) = opened(&house, &secret).await?;
    let bookings = desk::bookings(&house)?;
    let name = crate::features::feeds::house_name();
    let shown = Shown { summary: format!("Appointment at {name}"), location: name.clone(), to_guest: true, ..Shown::default() };
    let event = bookings.as_event(&visit, shown)?;
    let text = bookings.feed(&name, &[event], house.now_ms())?;
    let head = [(CONTENT_TYPE, "text/calendar; charset=utf-8"), (CONTENT_DISPOSITION, "attachment; filename=\"visit.ics\"")];
    Ok((head, text).into_response())
}

async fn page(house: &House, visit: Visit) -> Result<OwnVisit, Oops> {
    let bookings = desk::bookings(house)?;
    let service = desk::service(&bookings, &visit.body.service).await?;
    let last = begins(house, &visit.slot)? - UNTIL_MS;
    let resources = bookings.resources().await?;
    let with = visit.slot.of(Kind::Practitioner).and_then(|id| resources.iter().find(|one| one.id == id));
    let open = matches!(visit.status, Status::Booked | Status::Confirmed);
    let mut page = OwnVisit::of(visit, service);
    page.with = with.map_or_else(String::new, |one| one.name.clone());
    page.until = desk::moment(last, &house.zone());
    page.may_change = open && house.now_ms() < last;
    house.line().unwrap_or_default().clone_into(&mut page.line);
    Ok(page)
}

/// The times to which a guest may move a visit: free, let by the gate, and a day ahead at least.
async fn times(house: &House, visit: &Visit) -> Result<Vec<(Day, Vec<u16>)>, Oops> {
    let bookings = desk::bookings(house)?;
    let service = desk::service_of(&bookings, visit).await?;
    let (today, now) = desk::now(house)?;
    let mut free = bookings.free(today.plus(1), FAR).await?;
    bookings.give_back(&mut free, &[visit]).await?;
    let guest = desk::Guest::unseen(house, &visit.patient).await?;
    let tier = desk::or_lowest(desk::performer(house, desk::who(&visit.slot), &service, visit.slot.day).await)?;
    let allowed = guest.days_without(&service, tier, free.first, FAR, visit)?;
    let mut times = Vec::new();
    for ((n, cells), lets) in (0_i32..).zip(free.starts(&service, None)).zip(allowed) {
        let day = free.first.plus(n);
        let own = |cell: &u16| (day, *cell) != (visit.slot.day, visit.slot.cell) && (n > 0 || *cell > now);
        let cells: Vec<u16> = cells.iter().filter_map(|c| u16::try_from(c).ok()).filter(|c| c % 6 == 0).filter(own).collect();
        if lets && !cells.is_empty() && times.len() < OFFERED {
            times.push((day, cells));
        }
    }
    Ok(times)
}

pub(super) async fn change(
    State(house): State<Shared>,
    Path(secret): Path<String>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Oops> {
    let (link, visit) = opened(&house, &secret).await?;
    let mut page = page(&house, visit).await?;
    if said(&pairs, "do") == "cancel" && page.visit.status == Status::Cancelled {
        return Ok(house.show(&page));
    }
    if !page.may_change {
        page.fault = Some("It is too late to change this visit here.".to_owned());
        return Ok(house.show(&page));
    }
    let by = By { author: "guest".to_owned(), at: house.now_ms() };
    match said(&pairs, "do") {
        "cancel" => cancel(&house, &link, &secret, &page.visit, &by).await,
        "move" => match moved(&house, &page.visit, said(&pairs, "at"), &by).await? {
            None => Ok(Redirect::to(&format!("/visit/{secret}?told=moved")).into_response()),
            Some(told) => {
                page.times = Some(times(&house, &page.visit).await?);
                page.fault = Some(told);
                Ok(house.show(&page))
            }
        },
        _ => Err(Oops::BadRequest("A visit is changed by `move` or `cancel`.".to_owned())),
    }
}

async fn cancel(house: &House, link: &Link, secret: &str, visit: &Visit, by: &By) -> Result<Response, Oops> {
    let bookings = desk::bookings(house)?;
    let which = [(link.subject.clone(), visit.version)];
    match bookings.become_status(&which, Status::Cancelled, "by the guest", by).await {
        Ok(()) => passing::advance(house).await?,
        // Somebody changed it in between; the page says how it stands.
        Err(ChartError::Stale { .. } | ChartError::NotNext { .. }) => {}
        Err(other) => return Err(other.into()),
    }
    Ok(Redirect::to(&format!("/visit/{secret}")).into_response())
}

/// Moves a visit; a sentence where that cannot be.
async fn moved(house: &House, visit: &Visit, at: &str, by: &By) -> Result<Option<String>, Oops> {
    let Some((day, cell)) = words::in_moment(at) else { return Ok(Some("Choose a time.".to_owned())) };
    let taken = || Ok(Some("That time was taken a moment ago. These times are free.".to_owned()));
    if !times(house, visit).await?.iter().any(|(free, cells)| *free == day && cells.contains(&cell)) {
        return taken();
    }
    let bookings = desk::bookings(house)?;
    let service = desk::service_of(&bookings, visit).await?;
    let mut free = bookings.free(day, 1).await?;
    bookings.give_back(&mut free, &[visit]).await?;
    let same: Vec<&str> = desk::who(&visit.slot).into_iter().collect();
    let Some(slot) = free.slot(&service, day, cell, &same).or_else(|| free.slot(&service, day, cell, &[])) else {
        return taken();
    };
    let guest = desk::Guest::unseen(house, &visit.patient).await?;
    let tier = desk::performer(house, desk::who(&slot), &service, day).await?;
    let asked = guest.ask_in(house, &service, &slot, tier, Some(visit)).await?;
    if asked.stops() {
        return Ok(Some(words::standing(&asked)));
    }
    let one = Move { id: visit.id.clone(), version: visit.version, slot, asked, overlap: None, reason: "by the guest".to_owned() };
    match bookings.relocate(&[one], by, &mut *house.chance()).await {
        Ok(()) => {
            passing::advance(house).await?;
            Ok(None)
        }
        Err(ChartError::Taken { .. } | ChartError::Closed { .. }) => taken(),
        Err(other) => Err(other.into()),
    }
}
