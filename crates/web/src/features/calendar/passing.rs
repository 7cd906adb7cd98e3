//! A time that became free is passed on: held for the guest who fits best and whose gate is green, then for the next.
use super::desk::{self, Guest};
use crate::{House, Oops};
use chart::ChartError;
use chart::booking::{Bookings, Free, New, Service, Standing, Status, Visit, clock};
use chart::message::{Kind, Outbox, Wish};
use chart::people::Purpose;
use chart::register::By;
use chart::wait::{Became, Freed, Judged, Not, OfferState, Place, WaitStatus, Waiting, Waits, green, place, rank};
use std::collections::BTreeMap;
use vocab::Day;

/// An offer is held for so long, milliseconds: two hours.
const HOLD_MS: i64 = 2 * 3_600_000;
/// At night nobody answers: an offer that is made then is held until so long after eight in the morning, as a cell of the day.
const MORNING: u16 = 8 * 12;
/// From here on it is night.
const EVENING: u16 = 20 * 12;
/// A time that begins within so many cells is not offered by a link any more: an hour. The desk calls somebody.
const SOON: i32 = 12;
/// The most guests whose gate is asked for one time.
const GATE_MAX: usize = 40;
/// For so long a process may be between marking an offer and holding its time, milliseconds.
const MAKING_MS: i64 = 60_000;

/// The waiting list of the house.
pub(crate) fn waits(house: &House) -> Result<Waits<'_>, Oops> {
    let record = house.kept()?;
    Ok(Waits::new(&record.store, &record.key, &record.site))
}

fn by_house(house: &House) -> By {
    By { author: "house".to_owned(), at: house.now_ms() }
}

/// Lets what is over be over: offers that were answered or whose time ran out are settled, and their time is offered to the
/// next; so is what visits left, once the grace is over in which a change is taken back. Safe to ask at any moment and from any
/// number of processes.
pub(crate) async fn advance(house: &House) -> Result<(), Oops> {
    let (bookings, list, now) = (desk::bookings(house)?, waits(house)?, house.now_ms());
    bookings.sweep(now).await?;
    for offer in list.offers_open().await? {
        let ended = match bookings.one(&offer.id).await {
            Ok(visit) => match visit.status {
                Status::Held => None,
                Status::Cancelled | Status::NoShow if offer.ends_at <= now => Some(OfferState::Expired),
                Status::Cancelled | Status::NoShow => Some(OfferState::Declined),
                Status::Booked | Status::Confirmed | Status::Arrived | Status::InRoom | Status::Done => {
                    Some(OfferState::Accepted)
                }
            },
            Err(ChartError::Missing { .. }) if now - offer.made_at > MAKING_MS => Some(OfferState::Lost),
            Err(ChartError::Missing { .. }) => None,
            Err(other) => return Err(other.into()),
        };
        if let Some(to) = ended {
            list.settle(&offer.id, to).await?;
        }
    }
    for offer in list.offers_to_pass_on().await? {
        if look(house, &offer.freed).await? {
            list.passed_on(&offer.id).await?;
        }
    }
    for one in list.freed().await?.into_iter().filter(|one| one.due_at <= now) {
        look(house, &one.freed).await?;
    }
    Ok(())
}

/// Offers a free time to whoever fits best, and remembers what became of it for the desk; `false` where it is to be looked at
/// again, because the guest or the time was taken while the offer was made.
async fn look(house: &House, freed: &Freed) -> Result<bool, Oops> {
    let Some((became, considered)) = offer_next(house, freed).await? else { return Ok(false) };
    waits(house)?.looked_after(freed, became, &considered, house.now_ms()).await?;
    Ok(true)
}

/// Offers a free time to whoever fits best. Nothing is offered where nobody does, or where it is held for somebody already;
/// `None` where something changed while the offer was made: the next look knows it.
async fn offer_next(house: &House, freed: &Freed) -> Result<Option<(Became, Vec<Judged>)>, Oops> {
    let (list, now) = (waits(house)?, desk::now(house)?);
    let begins = |(day, cell): (Day, u16)| day.number() * i32::from(chart::booking::DAY_CELLS) + i32::from(cell);
    let before = list.offers_of(&freed.id).await?;
    if let Some(stands) = before.iter().find(|one| one.state.stands()) {
        return Ok(Some((Became::Offered, stands.considered.clone())));
    }
    if begins((freed.day, freed.from)) < begins(now) + SOON {
        return Ok(Some((Became::Late, Vec::new())));
    }
    let open = list.open().await?;
    if open.iter().all(|one| one.status != WaitStatus::Waiting) {
        return Ok(Some((Became::Empty, Vec::new())));
    }
    let had: BTreeMap<&str, OfferState> = before.iter().map(|one| (one.wait.as_str(), one.state)).collect();
    let bookings = desk::bookings(house)?;
    let free = bookings.free(freed.day, 1).await?;
    let services: BTreeMap<String, Service> =
        bookings.services().await?.into_iter().map(|one| (one.key.clone(), one)).collect();
    let mut judged: Vec<Judged> = open
        .iter()
        .filter(|one| one.status == WaitStatus::Waiting)
        .filter_map(|one| Some((one, services.get(&one.wish.service)?)))
        .map(|(one, service)| {
            let fit = match had.get(one.id.as_str()) {
                // It is not tried again: what hindered it once could hinder it for ever, and the next would wait behind it.
                Some(OfferState::Lost) => Err(Not::NotSent),
                Some(OfferState::Open | OfferState::Accepted | OfferState::Declined | OfferState::Expired) => Err(Not::HadIt),
                None => fits(one, service, freed, &free, now),
            };
            Judged { wait: one.id.clone(), since: one.since, last: one.wish.last, fit, not_before: None }
        })
        .collect();
    rank(&mut judged);
    let found = first_green(house, &bookings, &open, &services, &free, freed, &mut judged).await?;
    // Whoever was judged red or amber stands behind those who were not asked.
    rank(&mut judged);
    let Some((waiting, new)) = found else {
        // Another process may have made the offer since the offers were read: its hold is why nobody fits here.
        let since = list.offers_of(&freed.id).await?;
        if let Some(stands) = since.into_iter().find(|one| one.state.stands()) {
            return Ok(Some((Became::Offered, stands.considered)));
        }
        let became = if is_free(&bookings, &services, &free, freed).await? { Became::Nobody } else { Became::Gone };
        return Ok(Some((became, judged)));
    };
    hold(house, &bookings, (&waiting, new), freed, &judged).await?;
    let stands = list.offers_of(&freed.id).await?.iter().any(|one| one.state.stands());
    Ok(stands.then_some((Became::Offered, judged)))
}

/// Whether what the visit had could begin there again: else somebody was quicker than the list, or whoever did it is not there.
async fn is_free(
    bookings: &Bookings<'_>,
    services: &BTreeMap<String, Service>,
    free: &Free,
    freed: &Freed,
) -> Result<bool, Oops> {
    let left = freed.id.split('/').next().unwrap_or_default();
    let visit = match bookings.one(left).await {
        Ok(visit) => visit,
        Err(ChartError::Missing { .. }) => return Ok(true),
        Err(other) => return Err(other.into()),
    };
    let Some(service) = services.get(&visit.body.service) else { return Ok(true) };
    Ok(free.slot(service, freed.day, freed.from, &[]).is_some())
}

/// Where a wish fits into the free time, the gate aside.
fn fits(one: &Waiting, service: &Service, freed: &Freed, free: &Free, now: (Day, u16)) -> Result<Place, Not> {
    let with = |who: Option<&str>| {
        let starts = free.starts(service, who);
        let cells: Vec<u16> = starts
            .first()
            .map(|cells| cells.iter().filter_map(|c| u16::try_from(c).ok()).filter(|c| c.is_multiple_of(3)).collect())
            .unwrap_or_default();
        place(freed, one, (&cells, service.length()), now)
    };
    match with(one.wish.practitioner.as_deref()) {
        Err(Not::NoTime) if one.wish.practitioner.is_some() && with(None) != Err(Not::NoTime) => Err(Not::Whom),
        fit => fit,
    }
}

/// The first in the order whose gate is green, with the visit that would hold the time; who is passed over is told why.
async fn first_green(
    house: &House,
    bookings: &Bookings<'_>,
    open: &[Waiting],
    services: &BTreeMap<String, Service>,
    free: &Free,
    freed: &Freed,
    judged: &mut [Judged],
) -> Result<Option<(Waiting, New)>, Oops> {
    for one in judged.iter_mut().take(GATE_MAX) {
        let Ok(place) = one.fit else { return Ok(None) };
        let Some(waiting) = open.iter().find(|waiting| waiting.id == one.wait) else { continue };
        let Some(service) = services.get(&waiting.wish.service) else { continue };
        let wished: Vec<&str> = waiting.wish.practitioner.as_deref().into_iter().collect();
        let Some(slot) = free.slot(service, freed.day, place.cell, &wished) else {
            one.fit = Err(Not::NoTime);
            continue;
        };
        let guest = Guest::unseen(house, &waiting.patient).await?;
        // The guest's own visits of the day are not moved over each other.
        let own = bookings.of_person(&waiting.patient).await?;
        let meets = |v: &Visit| v.status.is_open() && v.slot.day == slot.day && v.slot.cell < slot.end() && slot.cell < v.slot.end();
        if own.iter().any(meets) {
            one.fit = Err(Not::OwnVisit);
            continue;
        }
        let tier = desk::or_lowest(desk::performer(house, desk::who(&slot), service, slot.day).await)?;
        let asked = guest.ask_in(house, service, &slot, tier, None).await?;
        if let Err(why) = green(asked.standing()) {
            // Whoever waits for an earlier time often has a later one: then it is that one which stops them.
            let alone = guest.asked(&super::legs::without(&guest, &own), service, None, slot.day, tier)?;
            let own_near = why == Not::GateStops && green(alone.standing()).is_ok();
            one.fit = Err(if own_near { Not::OwnNear } else { why });
            if let (Standing::NotBefore(first), false) = (asked.standing(), own_near) {
                one.not_before = first;
            }
            continue;
        }
        let new = New {
            hold_until: Some(until(house)?),
            note: "Offered from the waiting list.".to_owned(),
            ..guest.visit(house, service, slot, asked)
        };
        return Ok(Some((waiting.clone(), new)));
    }
    for one in judged.iter_mut().skip(GATE_MAX).filter(|one| one.fit.is_ok()) {
        one.fit = Err(Not::NotAsked);
    }
    Ok(None)
}

/// Until when an offer that is made now is held.
fn until(house: &House) -> Result<i64, Oops> {
    let now = house.now_ms();
    let (today, cell) = desk::now(house)?;
    let day = match cell {
        cell if cell >= EVENING => today.plus(1),
        cell if cell < MORNING => today,
        _ => return Ok(now + HOLD_MS),
    };
    let morning = desk::bookings(house)?.wall().instant(day, usize::from(MORNING)).ok_or(Oops::Broken)?;
    Ok(morning.as_millisecond() + HOLD_MS)
}

/// Marks the offer, then takes hold of the time. Of two processes one loses at one of the two, and the other's offer stands.
async fn hold(
    house: &House,
    bookings: &Bookings<'_>,
    (waiting, new): (&Waiting, New),
    freed: &Freed,
    judged: &[Judged],
) -> Result<(), Oops> {
    let (list, by) = (waits(house)?, by_house(house));
    let ends = new.hold_until.unwrap_or(by.at);
    if !list.offered(waiting, &new.id, (freed, judged), (by.at, ends)).await? {
        return Ok(());
    }
    match bookings.book(std::slice::from_ref(&new), &by, &mut *house.chance()).await {
        Ok(_) => tell(house, &new, ends, &by).await,
        Err(ChartError::Taken { .. } | ChartError::Closed { .. } | ChartError::NotBookable(_) | ChartError::Erased(_)) => {
            list.settle(&new.id, OfferState::Lost).await?;
            // Whoever was quicker offers it, or has it.
            Ok(list.passed_on(&new.id).await?)
        }
        Err(other) => Err(other.into()),
    }
}

/// Tells the guest: a message with the link, which is not sent any more once the offer is over.
async fn tell(house: &House, new: &New, ends: i64, by: &By) -> Result<(), Oops> {
    let record = house.kept()?;
    let wish = Wish {
        id: format!("offer-{}", new.id),
        patient: new.patient.clone(),
        kind: Kind::Offer,
        about: new.id.clone(),
        not_before: by.at,
        expires: ends,
        held: false,
        // Whoever writes the letter knows under which address the house is reached.
        detail: path(house, &new.id, ends, by).await?,
        attached: Vec::new(),
    };
    Outbox::new(&record.store, &record.key, &record.site).put(wish, by, &mut *house.chance()).await?;
    Ok(())
}

/// The link by which a guest answers an offer, for the desk to hand on.
pub(super) async fn link(house: &House, offer: &str, ends: i64, by: &By) -> Result<String, Oops> {
    Ok(format!("{}{}", house.public().unwrap_or_default(), path(house, offer, ends, by).await?))
}

/// Its address in this house; it ends with the offer.
async fn path(house: &House, offer: &str, ends: i64, by: &By) -> Result<String, Oops> {
    let lasts = (ends.saturating_sub(by.at).max(0), 1_000);
    let people = house.kept()?.people();
    let secret = people.make_link(Purpose::Offer, offer, lasts, by, &mut *house.chance()).await?;
    Ok(format!("/offer/{secret}"))
}

/// What a judgement says, for the desk.
pub(super) fn told(one: &Judged) -> String {
    match &one.fit {
        Ok(place) => format!("fits at {}, uses {} minutes of it", clock(place.cell), place.used_minutes),
        Err(why) => match one.not_before {
            Some(first) => format!("{}; from {} on", why.in_words(), super::words::day(first)),
            None => why.in_words().to_owned(),
        },
    }
}
