//! Open visits are asked about again while nobody looks: when a chart has grown, when a licence, an order or a role has changed,
//! when the knowledge is another than at the last start, and once on every day. What no longer stands is a task on Today.
use super::desk::{self, asked_now, keep_asked};
use crate::{House, Oops};
use chart::booking::{Asked, Visit};
use chart::register::By;
use vocab::Day;

/// Visits of one round; the next goes on after them.
const ROUND_MAX: usize = 40;
/// Days ahead that are looked through: a year and the longest gap of a series.
const AHEAD: i32 = 500;

/// Where a walk through all visits stands. A new one begins at every start of the program, because the knowledge may be new.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Again {
    /// The day and the book of people for which all were asked.
    done: Option<(Day, u64)>,
    /// The last visit of the walk that is under way.
    after: Option<(Day, String)>,
}

/// One round: how many visits it looked at; 0 = everything stands as it was asked.
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
    let visits = bookings.between(today, today.plus(AHEAD)).await?;
    let by = By { author: "house".to_owned(), at: house.now_ms() };
    if place.done == Some((today, people)) {
        let grown = bookings.outdated_of(&visits).await?;
        let round: Vec<Visit> = grown.into_iter().take(ROUND_MAX).collect();
        for visit in &round {
            if let Some(asked) = asked_now(house, &bookings, visit).await? {
                keep_asked(house, &bookings, visit, &asked, &by).await?;
            }
        }
        return Ok(round.len());
    }
    let mut all: Vec<Visit> = visits.into_iter().filter(is_asked).collect();
    all.sort_by(|one, other| key(one).cmp(&key(other)));
    let rest = all.into_iter().filter(|visit| place.after.as_ref().is_none_or(|after| key(visit) > (after.0, after.1.as_str())));
    let round: Vec<Visit> = rest.take(ROUND_MAX).collect();
    for visit in &round {
        let Some(asked) = asked_now(house, &bookings, visit).await? else { continue };
        if differs(&visit.body.asked, &asked) {
            keep_asked(house, &bookings, visit, &asked, &by).await?;
        }
    }
    match round.last() {
        Some(last) if round.len() == ROUND_MAX => place.after = Some((last.slot.day, last.id.clone())),
        _ => *place = Again { done: Some((today, people)), after: None },
    }
    Ok(round.len())
}

fn key(visit: &Visit) -> (Day, &str) {
    (visit.slot.day, visit.id.as_str())
}

fn is_asked(visit: &Visit) -> bool {
    visit.status.is_open() && !visit.body.treatment.is_empty() && visit.guest.is_some()
}

/// Whether the answer is another one; the day of asking alone makes none.
fn differs(was: &Asked, now: &Asked) -> bool {
    Asked { asked_on: now.asked_on, ..was.clone() } != *now
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
}
