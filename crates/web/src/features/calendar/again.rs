//! Open visits are asked about again while nobody looks: when a chart has grown, when a licence, an order or a role has changed,
//! when the knowledge is another than at the last start, and once on every day. What no longer stands is a task on Today.
use super::desk::{self, Guest};
use crate::{House, Oops};
use chart::booking::{Asked, Bookings, Visit};
use chart::register::By;
use vocab::Day;

/// Visits of one round; the next goes on after them.
const ROUND_MAX: usize = 40;
/// Days ahead that are looked through: a year and the longest gap of a series.
const AHEAD: i32 = 500;

/// Entries that were recorded so long before the last look are looked at again: another process may have written them with a
/// clock of its own, or was still writing. Milliseconds: ten minutes.
const MARGIN_MS: i64 = 10 * 60 * 1_000;

/// Where a walk through all visits stands. A new one begins at every start of the program, because the knowledge may be new.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Again {
    /// The day and the book of people that the walk is about; another of either begins a new one.
    of: Option<(Day, u64)>,
    /// The last visit that was looked at.
    after: Option<(Day, String)>,
    /// Whether all were.
    walked: bool,
    /// When the walk began, and after it the last look at the charts that have grown, milliseconds since 1970.
    since: i64,
}

/// One round: how many visits it looked at; 0 = everything stands as it was asked.
///
/// While nothing has changed it reads the count of one book and asks one index whether a chart has grown; no visit is read.
///
/// # Errors
/// The record does not answer.
pub async fn ask_again(house: &House, place: &mut Again) -> Result<usize, Oops> {
    if house.record().is_none() {
        return Ok(0);
    }
    let bookings = desk::bookings(house)?;
    let (today, _) = desk::now(house)?;
    let people = house.kept()?.roll().await?.count;
    if place.of != Some((today, people)) {
        *place = Again { of: Some((today, people)), since: house.now_ms(), ..Again::default() };
    }
    if place.walked {
        return asked_of_grown(house, &bookings, today, place).await;
    }
    let mut looked = 0;
    while looked < ROUND_MAX {
        let after = place.after.as_ref().map_or((today, ""), |(day, id)| (*day, id.as_str()));
        let page = bookings.open_after(after, today.plus(AHEAD), ROUND_MAX - looked).await?;
        let Some(last) = page.last() else {
            place.walked = true;
            break;
        };
        place.after = Some((last.slot.day, last.id.clone()));
        for visit in page.iter().filter(|visit| is_asked(visit)) {
            looked += 1;
            let Some(asked) = asked_now(house, &bookings, visit).await? else { continue };
            if differs(&visit.body.asked, &asked) {
                keep_asked(house, &bookings, visit, &asked, &by(house)).await?;
            }
        }
    }
    Ok(looked)
}

/// The visits of those whose charts have grown since the last look.
async fn asked_of_grown(house: &House, bookings: &Bookings<'_>, today: Day, place: &mut Again) -> Result<usize, Oops> {
    let begun = house.now_ms();
    let mut looked = 0;
    let grown = house.kept()?.patients().grown_since(place.since.saturating_sub(MARGIN_MS)).await?;
    let visits = bookings.of_patients(&grown, (today, today.plus(AHEAD))).await?;
    for visit in bookings.outdated_of(&visits).await? {
        if looked == ROUND_MAX {
            // The rest comes with the next round, which looks from the same instant on.
            return Ok(looked);
        }
        looked += 1;
        if let Some(asked) = asked_now(house, bookings, &visit).await? {
            keep_asked(house, bookings, &visit, &asked, &by(house)).await?;
        }
    }
    place.since = begun;
    Ok(looked)
}

fn by(house: &House) -> By {
    By { author: "house".to_owned(), at: house.now_ms() }
}

fn is_asked(visit: &Visit) -> bool {
    visit.status.is_open() && !visit.body.treatment.is_empty() && visit.guest.is_some()
}

/// Whether the answer is another one; the day of asking alone makes none.
fn differs(was: &Asked, now: &Asked) -> bool {
    Asked { asked_on: now.asked_on, ..was.clone() } != *now
}

/// What the gate says now about a visit that stands. Nothing for a service that is no longer offered.
pub(super) async fn asked_now(house: &House, bookings: &Bookings<'_>, visit: &Visit) -> Result<Option<Asked>, Oops> {
    let guest = Guest::unseen(house, &visit.patient).await?;
    let Ok(service) = desk::service_of(bookings, visit).await else { return Ok(None) };
    let tier = desk::or_lowest(desk::performer(house, desk::who(&visit.slot), &service, visit.slot.day).await)?;
    guest.ask_in(house, &service, &visit.slot, tier, Some(visit)).await.map(Some)
}

/// Writes what the gate says now; whoever changed the visit in between has asked as well.
pub(super) async fn keep_asked(house: &House, bookings: &Bookings<'_>, visit: &Visit, asked: &Asked, by: &By) -> Result<(), Oops> {
    match bookings.asked_again(visit, asked, by, &mut *house.chance()).await {
        Ok(()) | Err(chart::ChartError::Stale { .. }) => Ok(()),
        Err(other) => Err(other.into()),
    }
}

/// The most visits whose gate is asked again for one page; the rest comes with the next.
const AGAIN_MAX: usize = 40;

/// Asks the gate again about those of some visits whose charts have grown since; how many it looked at.
pub(crate) async fn ask_again_of(house: &House, visits: &[Visit]) -> Result<usize, Oops> {
    let bookings = desk::bookings(house)?;
    let by = by(house);
    let outdated = bookings.outdated_of(visits).await?;
    let count = outdated.len().min(AGAIN_MAX);
    for visit in outdated.into_iter().take(AGAIN_MAX) {
        let Some(asked) = asked_now(house, &bookings, &visit).await? else { continue };
        keep_asked(house, &bookings, &visit, &asked, &by).await?;
    }
    Ok(count)
}

/// The house asks again by itself every minute; for so long back a page looks once more, milliseconds: ten minutes.
const LATELY_MS: i64 = 10 * 60 * 1_000;

/// Asks the gate again about the visits of some days whose charts have grown in the last minutes; how many it looked at.
pub(super) async fn ask_again_lately(house: &House, (first, last): (Day, Day)) -> Result<usize, Oops> {
    let lately = house.kept()?.patients().grown_since(house.now_ms().saturating_sub(LATELY_MS)).await?;
    let visits = desk::bookings(house)?.of_patients(&lately, (first, last)).await?;
    ask_again_of(house, &visits).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::calendar::tests::{book, stage, write};
    use crate::stage::{Dice, Stage};
    use chart::booking::Standing;
    use chart::entry::{Body, Fact};
    use chart::people::PeopleEvent;
    use vocab::Role;
    use vocab::case::Status;

    async fn standing(stage: &Stage, address: &str) -> (Standing, u32) {
        let id = address.rsplit('/').next().unwrap();
        let visit = desk::bookings(&stage.house).unwrap().one(id).await.unwrap();
        (visit.body.asked.standing(), visit.version)
    }

    #[tokio::test]
    async fn a_visit_is_asked_about_again_when_somebody_or_something_changed_and_only_then() {
        let (stage, guest) = stage().await;
        let day = stage.house.today().unwrap().plus(20);
        let visit = book(&stage, &guest, &format!("{day}T10:00")).await;
        let mut place = Again::default();
        let (first, version) = standing(&stage, &visit).await;
        assert_eq!(first, Standing::Books);
        // A new start asks about all; what is the same is not written.
        assert_eq!(ask_again(&stage.house, &mut place).await.unwrap(), 1);
        assert_eq!(standing(&stage, &visit).await, (Standing::Books, version));
        assert_eq!(ask_again(&stage.house, &mut place).await.unwrap(), 0);
        // A fact is written down: nobody opens a page, and the visit does not stand any more.
        write(&stage, &guest, Body::Fact(Fact::condition("pregnancy", Status::Present))).await;
        assert_eq!(ask_again(&stage.house, &mut place).await.unwrap(), 1);
        let (now, _) = standing(&stage, &visit).await;
        assert!(matches!(now, Standing::Not | Standing::NotBefore(_)), "{now:?}");
        assert_eq!(ask_again(&stage.house, &mut place).await.unwrap(), 0);
        write(&stage, &guest, Body::Fact(Fact::condition("pregnancy", Status::Absent))).await;
        assert_eq!(ask_again(&stage.house, &mut place).await.unwrap(), 1);
        assert_eq!(standing(&stage, &visit).await.0, Standing::Books);
        // The order that the nurse works under ends.
        let by = stage.house.by(&stage.signed(Role::Director));
        let on = stage.house.today().unwrap();
        let ended = [PeopleEvent::Ended { paper: "order".to_owned(), on, why: "reviewed".to_owned() }];
        stage.record().people().tell(None, &ended, &by, &mut Dice).await.unwrap();
        assert_eq!(ask_again(&stage.house, &mut place).await.unwrap(), 1);
        assert_eq!(standing(&stage, &visit).await.0, Standing::Provisional);
        assert_eq!(ask_again(&stage.house, &mut place).await.unwrap(), 0);
    }

    #[tokio::test]
    async fn a_visit_stays_what_it_was_booked_as_when_the_price_list_changes() {
        for treatment in ["", "led_blue"] {
            let (stage, guest) = stage().await;
            let day = stage.house.today().unwrap().plus(20);
            let visit = book(&stage, &guest, &format!("{day}T10:00")).await;
            let mut place = Again::default();
            ask_again(&stage.house, &mut place).await.unwrap();
            // The same key of the price list means something milder now, or nothing that treats.
            let bookings = desk::bookings(&stage.house).unwrap();
            let mut services = bookings.services().await.unwrap();
            for service in services.iter_mut().filter(|one| one.key == "ipl") {
                treatment.clone_into(&mut service.treatment);
            }
            bookings.keep_services(&services).await.unwrap();
            write(&stage, &guest, Body::Fact(Fact::condition("pregnancy", Status::Present))).await;
            assert_eq!(ask_again(&stage.house, &mut place).await.unwrap(), 1);
            let (now, version) = standing(&stage, &visit).await;
            assert!(matches!(now, Standing::Not | Standing::NotBefore(_)), "{treatment}: {now:?}");
            // Moving it asks about the same.
            let at = format!("{}T11:00", day.plus(1));
            let moved = stage.as_(Role::Desk).post(&format!("{visit}/move"), &[("at", at.as_str()), ("version", &version.to_string())]).await;
            assert!(moved.status == 422 && moved.text.to_lowercase().contains("pregnan"), "{treatment}: {} {}", moved.status, moved.text);
        }
    }

    #[tokio::test]
    async fn what_is_known_in_one_chart_of_a_person_counts_for_a_visit_under_the_other() {
        let (stage, guest) = stage().await;
        let day = stage.house.today().unwrap().plus(20);
        let visit = book(&stage, &guest, &format!("{day}T10:00")).await;
        let (kept, third) = (stage.patient("Dina Roth").await, stage.patient("Dinah Roth").await);
        let (patients, by) = (stage.record().patients(), stage.house.by(&stage.signed(Role::Director)));
        let mut place = Again::default();
        assert_eq!(ask_again(&stage.house, &mut place).await.unwrap(), 1);
        for folded in [&guest, &third] {
            patients.join(&kept, folded, &by, &mut Dice).await.unwrap();
        }
        assert_eq!(ask_again(&stage.house, &mut place).await.unwrap(), 1, "a joining is heard of");
        assert_eq!(standing(&stage, &visit).await.0, Standing::Books);
        for chart in [&kept, &third] {
            // What is told at one moment in two charts has no order.
            stage.later(1_000);
            write(&stage, chart, Body::Fact(Fact::condition("pregnancy", Status::Present))).await;
            assert_eq!(ask_again(&stage.house, &mut place).await.unwrap(), 1);
            let (now, _) = standing(&stage, &visit).await;
            assert!(matches!(now, Standing::Not | Standing::NotBefore(_)), "{now:?}");
            assert_eq!(ask_again(&stage.house, &mut place).await.unwrap(), 0, "all entries were counted");
            stage.later(1_000);
            write(&stage, chart, Body::Fact(Fact::condition("pregnancy", Status::Absent))).await;
            assert_eq!(ask_again(&stage.house, &mut place).await.unwrap(), 1);
            assert_eq!(standing(&stage, &visit).await.0, Standing::Books);
        }
        // What is booked under one chart is known when the other is asked about.
        let seen = Guest::unseen(&stage.house, &kept).await.unwrap();
        assert!(seen.case.facts.iter().any(|fact| fact.on == Some(day)), "{:?}", seen.case.facts);
        patients.part(&guest, &by, &mut Dice).await.unwrap();
        write(&stage, &kept, Body::Fact(Fact::condition("pregnancy", Status::Present))).await;
        ask_again(&stage.house, &mut place).await.unwrap();
        assert_eq!(standing(&stage, &visit).await.0, Standing::Books, "two people again");
    }
}
