//! Opening hours, shifts, leave and service of devices.
use super::desk::{self, Pairs, said};
use super::hours_page::{Done, HoursPage, Week};
use super::typed;
use crate::session::{Signed, quoted};
use crate::{House, Oops, Shared};
use axum::extract::{Form, Query, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use chart::booking::{Away, AwayKind, DAY_CELLS, Hours, HoursKind, Kind, clock};
use vocab::Permission;

/// The most days of one absence.
const AWAY_DAYS_MAX: i32 = 400;

pub(super) async fn open(State(house): State<Shared>, signed: Signed, Query(pairs): Query<Pairs>) -> Result<Response, Oops> {
    let page = page(&house, &signed, &pairs, Vec::new()).await?;
    Ok(house.show_to(&signed, &page))
}

async fn page(house: &House, signed: &Signed, pairs: &Pairs, errors: Vec<(String, String)>) -> Result<HoursPage, Oops> {
    let bookings = desk::bookings(house)?;
    let (today, _) = desk::now(house)?;
    let of = said(pairs, "of").to_owned();
    let resources = bookings.resources().await?;
    if !of.is_empty() && !resources.iter().any(|one| one.id == of) {
        return Err(Oops::NotFound);
    }
    let mut page = HoursPage::new(signed, today);
    page.week = week(&bookings.hours(&of).await?);
    page.away = bookings.away(None, today).await?;
    page.stranded = bookings.stranded(today, today.plus(60)).await?.len();
    page.resources = resources;
    page.of = of;
    if !errors.is_empty() {
        // What was typed stays, so that only what is wrong is typed again.
        page.week.typed(pairs);
        page.typed = pairs.clone();
    }
    page.errors = errors;
    page.done = done(pairs);
    page.may_change = signed.may(Permission::Settings);
    Ok(page)
}

/// What was just done, from the address, with what takes it back.
fn done(pairs: &Pairs) -> Option<Done> {
    match said(pairs, "told") {
        "hours" => Some(Done::Hours(said(pairs, "was").to_owned())),
        "away" => Some(Done::Away(said(pairs, "id").to_owned())),
        "ended" => Some(Done::Ended(["first", "last", "reason"].map(|name| said(pairs, name).to_owned()))),
        "undone" => Some(Done::Undone),
        _ => None,
    }
}

/// Weekly hours in one word of an address: `s0:108-216,b0:150-156`.
fn as_word(hours: &[Hours]) -> String {
    let one = |one: &Hours| {
        let kind = if one.kind == HoursKind::Shift { 's' } else { 'b' };
        format!("{kind}{}:{}-{}", one.weekday, one.from, one.to)
    };
    hours.iter().map(one).collect::<Vec<_>>().join(",")
}

/// The hours of such a word; `None` where it is none. The record checks the rest.
fn from_word(word: &str) -> Option<Vec<Hours>> {
    let one = |text: &str| {
        let (day, span) = text.split_once(':')?;
        let (from, to) = span.split_once('-')?;
        let kind = if day.starts_with('s') { HoursKind::Shift } else { HoursKind::Break };
        let weekday = day.strip_prefix(['s', 'b'])?.parse().ok()?;
        Some(Hours { kind, weekday, from: from.parse().ok()?, to: to.parse().ok()? })
    };
    word.split(',').filter(|text| !text.is_empty()).map(one).collect()
}

/// Puts the hours back as they were.
pub(super) async fn undo(State(house): State<Shared>, _signed: Signed, Form(pairs): Form<Pairs>) -> Result<Response, Oops> {
    let (today, _) = desk::now(&house)?;
    let of = said(&pairs, "of");
    let Some(hours) = from_word(said(&pairs, "was")) else {
        return Err(Oops::BadRequest("Hours are put back from the page that offers it.".to_owned()));
    };
    desk::bookings(&house)?.set_hours(of, &hours, today).await?;
    Ok(Redirect::to(&format!("/calendar/hours?of={}&told=undone", quoted(of))).into_response())
}

/// The hours as a form shows them: one shift and one break a day.
fn week(hours: &[Hours]) -> Week {
    let mut week = Week::default();
    for one in hours {
        let Some(day) = week.days.get_mut(usize::from(one.weekday)) else { continue };
        let span = (clock(one.from), if one.to == DAY_CELLS { "23:55".to_owned() } else { clock(one.to) });
        match one.kind {
            HoursKind::Shift => day.0 = span,
            HoursKind::Break => day.1 = span,
        }
    }
    week
}

pub(super) async fn keep(State(house): State<Shared>, signed: Signed, Form(pairs): Form<Pairs>) -> Result<Response, Oops> {
    let bookings = desk::bookings(&house)?;
    let (today, _) = desk::now(&house)?;
    let (mut hours, mut errors) = (Vec::new(), Vec::new());
    for weekday in 0..7_u8 {
        for (kind, word) in [(HoursKind::Shift, "shift"), (HoursKind::Break, "break")] {
            let name = |end: &str| format!("{word}-{end}-{weekday}");
            let (from, to) = (said(&pairs, &name("from")), said(&pairs, &name("to")));
            match (from, to) {
                ("", "") => {}
                (from, to) => match (typed::time(from, "09:00"), typed::time(to, "18:00")) {
                    (Ok(from), Ok(to)) if from < to => hours.push(Hours { kind, weekday, from, to }),
                    (Ok(_), Ok(_)) => errors.push((name("to"), "The end comes after the beginning.".to_owned())),
                    (from, to) => {
                        errors.extend(from.err().map(|told| (name("from"), told)));
                        errors.extend(to.err().map(|told| (name("to"), told)));
                    }
                },
            }
        }
    }
    if !errors.is_empty() {
        let page = page(&house, &signed, &pairs, errors).await?;
        return Ok(house.show_to(&signed, &page));
    }
    let of = said(&pairs, "of");
    let was = as_word(&bookings.hours(of).await?);
    bookings.set_hours(of, &hours, today).await?;
    Ok(Redirect::to(&format!("/calendar/hours?of={}&told=hours&was={was}", quoted(of))).into_response())
}

pub(super) async fn away(State(house): State<Shared>, signed: Signed, Form(pairs): Form<Pairs>) -> Result<Response, Oops> {
    let bookings = desk::bookings(&house)?;
    let (today, _) = desk::now(&house)?;
    let of = said(&pairs, "of");
    let kind = bookings.resources().await?.into_iter().find(|one| one.id == of).map(|one| one.kind);
    let mut errors = Vec::new();
    let mut read = |name: &str| match typed::day(said(&pairs, name), today) {
        Ok(day) => Some(day),
        Err(told) => {
            errors.push((name.to_owned(), told));
            None
        }
    };
    let first = read("first");
    let last = if said(&pairs, "last").is_empty() { first } else { read("last") };
    match (first, last) {
        (Some(first), Some(last)) if last < first => {
            errors.push(("last".to_owned(), "The last day is not before the first.".to_owned()));
        }
        (Some(first), Some(last)) if last.since(first) > AWAY_DAYS_MAX => {
            errors.push(("last".to_owned(), format!("At most {AWAY_DAYS_MAX} days at once.")));
        }
        _ => {}
    }
    if let (Some(first), Some(last), true) = (first, last, errors.is_empty()) {
        let by = house.by(&signed);
        let one = Away {
            id: chart::book::new_id(by.at, &mut *house.chance()),
            resource: of.to_owned(),
            kind: match kind {
                None => AwayKind::Closed,
                Some(Kind::Practitioner) => AwayKind::Leave,
                Some(_) => AwayKind::Service,
            },
            first,
            last,
            cells: (0, DAY_CELLS),
            reason: said(&pairs, "reason").chars().take(200).collect(),
        };
        bookings.set_away(&one, today).await?;
        return Ok(Redirect::to(&format!("/calendar/hours?of={}&told=away&id={}", quoted(of), one.id)).into_response());
    }
    let page = page(&house, &signed, &pairs, errors).await?;
    Ok(house.show_to(&signed, &page))
}

pub(super) async fn end_away(State(house): State<Shared>, _signed: Signed, Form(pairs): Form<Pairs>) -> Result<Response, Oops> {
    let (today, _) = desk::now(&house)?;
    let (bookings, of) = (desk::bookings(&house)?, said(&pairs, "of"));
    let gone = bookings.away(None, today).await?.into_iter().find(|one| one.id == said(&pairs, "away") && one.resource == of);
    bookings.end_away(of, said(&pairs, "away"), today).await?;
    let back = gone.map_or_else(String::new, |one| {
        format!("&told=ended&first={}&last={}&reason={}", one.first, one.last, quoted(&one.reason))
    });
    Ok(Redirect::to(&format!("/calendar/hours?of={}{back}", quoted(of))).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_read_as_they_were_written_into_an_address() {
        let one = |kind, weekday, from, to| Hours { kind, weekday, from, to };
        let hours = vec![one(HoursKind::Shift, 0, 108, 216), one(HoursKind::Break, 0, 150, 156), one(HoursKind::Shift, 6, 0, 288)];
        assert_eq!(from_word(&as_word(&hours)), Some(hours));
        assert_eq!(from_word(""), Some(Vec::new()));
        for wrong in ["s", "s0", "s0:1", "x0:1-2", "s0:1-2,", "s0:a-b", "0:1-2"] {
            assert!(from_word(wrong).is_none_or(|hours| wrong.ends_with(',') && hours.len() == 1), "{wrong}");
        }
    }
}
