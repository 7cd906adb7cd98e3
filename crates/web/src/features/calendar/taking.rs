//! Dates that were offered are taken: read from the form, asked of the gate as a whole, booked in one write.
use super::desk::{self, Guest, Pairs};
use super::legs::{self, Session, Together};
use super::offers::keys;
use super::words;
use crate::session::Signed;
use crate::{House, Oops};
use chart::ChartError;
use chart::booking::{New, Slot, clock};

/// What became of an attempt to book.
pub(super) enum Booked {
    /// The ids of the visits.
    All(Vec<String>),
    /// Not booked: status and why.
    Not(u16, String),
}

/// Books the slots that a form carries for these legs, all or none.
pub(super) async fn book(house: &House, signed: &Signed, guest: &Guest, rest: &[Together], pairs: &Pairs) -> Result<Booked, Oops> {
    let bookings = desk::bookings(house)?;
    let texts: Vec<&str> = pairs.iter().filter(|(name, _)| name == "slot").map(|(_, text)| text.as_str()).collect();
    let sessions: usize = rest.iter().map(|leg| leg.sessions.len()).sum();
    if texts.is_empty() || texts.len() > chart::booking::SERIES_MAX {
        return Err(Oops::BadRequest(format!("A series has 1 to {} visits.", chart::booking::SERIES_MAX)));
    }
    if texts.len() != sessions {
        return Ok(Booked::Not(409, "Some of these visits were booked meanwhile, so nothing was booked. These are left.".to_owned()));
    }
    let mut slots: Vec<Vec<Slot>> = Vec::with_capacity(rest.len());
    for leg in rest {
        let mut of_leg = Vec::with_capacity(leg.sessions.len());
        for (key, session) in keys(leg).iter().zip(&leg.sessions) {
            let Some(text) = texts.iter().find_map(|text| text.strip_prefix(key.as_str())?.strip_prefix('@')) else {
                return Ok(Booked::Not(409, "The plan changed meanwhile, so nothing was booked. These dates are free.".to_owned()));
            };
            match read_slot(&bookings, session, text).await? {
                Ok(slot) => of_leg.push(slot),
                Err(why) => return Ok(Booked::Not(409, why)),
            }
        }
        slots.push(of_leg);
    }
    let today = desk::now(house)?.0;
    if slots.iter().flatten().any(|slot| slot.day < today) {
        return Ok(Booked::Not(422, "One of these days is over. These dates are free.".to_owned()));
    }
    let first = slots.iter().flatten().map(|slot| slot.day).min().unwrap_or(today);
    let built = legs::build(house, &guest.case, rest, &bookings.free(first, 1).await?).await?;
    let asked = built.asked(house, guest, &guest.case, rest, &slots).await?;
    let all = rest.iter().zip(&slots).zip(&asked);
    let flat: Vec<(&Session, &Slot, &chart::booking::Asked)> = all
        .flat_map(|((leg, slots), asked)| leg.sessions.iter().zip(slots).zip(asked).map(|((session, slot), asked)| (session, slot, asked)))
        .collect();
    if let Some((_, slot, asked)) = flat.iter().find(|(_, _, asked)| asked.stops()) {
        return Ok(Booked::Not(422, format!("{}: {}", words::dated(slot.day), words::refusal(asked))));
    }
    let by = house.by(signed);
    let news: Vec<New> = flat.iter().map(|(session, slot, asked)| new(house, guest, session, slot, asked)).collect();
    match bookings.book(&news, &by, &mut *house.chance()).await {
        Ok(ids) => Ok(Booked::All(ids)),
        Err(ChartError::Taken { day, .. }) => {
            Ok(Booked::Not(409, format!("{} was taken a moment ago, so nothing was booked. These dates are free.", words::dated(day))))
        }
        Err(other) => Err(other.into()),
    }
}

/// A session as a new visit.
pub(super) fn new(house: &House, guest: &Guest, session: &Session, slot: &Slot, asked: &chart::booking::Asked) -> New {
    New { step: Some(session.step.clone()), ..guest.visit(house, &session.service, slot.clone(), asked.clone()) }
}

/// A slot as the form carries it: the moment, then who and what, separated by spaces.
async fn read_slot(bookings: &chart::booking::Bookings<'_>, session: &Session, text: &str) -> Result<Result<Slot, String>, Oops> {
    let mut words_of = text.split_whitespace();
    let Some((day, cell)) = words_of.next().and_then(words::in_moment) else {
        return Err(Oops::BadRequest("A time is written as 2027-03-12T10:00.".to_owned()));
    };
    let named: Vec<&str> = words_of.collect();
    let free = bookings.free(day, 1).await?;
    Ok(free.slot(&session.service, day, cell, &named).ok_or_else(|| {
        format!("{} at {} is not free any more, so nothing was booked. These dates are.", words::dated(day), clock(cell))
    }))
}
