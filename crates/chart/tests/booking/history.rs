//! Random histories of the calendar from several hands at once: whatever they do, no two visits have one cell.
#![expect(clippy::indexing_slicing, clippy::panic, reason = "a test stops at the first surprise")]
use crate::dice::Dice;
use crate::engines::stores;
use crate::spa::{self, Spa, at, by, monday, nothing};
use chart::booking::{Kind, Move, New, Slot};
use chart::{Chance as _, ChartError};

/// Steps of each of the four hands.
const STEPS: u64 = 500;
const HANDS: u64 = 4;

/// What was done how often.
#[derive(Debug, Default)]
struct Done {
    booked: u64,
    held: u64,
    overlapped: u64,
    moved: u64,
    turned: u64,
    refused: u64,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_history_of_bookings_moves_holds_and_cancels_makes_an_overlap() {
    for store in stores("history").await {
        let spa = Spa::opened(&store, &mut Dice(2)).await;
        let walkers = (0..HANDS).map(|n| {
            let spa = spa.clone();
            tokio::spawn(async move { walk(&spa, &mut Dice(40 + n)).await })
        });
        for walker in walkers.collect::<Vec<_>>() {
            let done = walker.await.unwrap();
            let each = [done.booked, done.held, done.overlapped, done.moved, done.turned, done.refused];
            assert!(each.iter().all(|count| *count > 0), "each kind of step happened: {done:?}");
        }
        let checked = spa.bookings().check().await.unwrap();
        assert_eq!(checked.faults, [], "{:?}", store.engine());
        assert!(checked.visits > 8 && checked.claims > checked.visits, "{checked:?}");
    }
}

fn pick(dice: &mut Dice, most: usize) -> usize {
    let mut bytes = [0; 8];
    dice.fill(&mut bytes);
    usize::try_from(u64::from_be_bytes(bytes) % most.max(1) as u64).unwrap()
}

fn any_slot(dice: &mut Dice) -> Slot {
    let day = monday().plus(i32::try_from(pick(dice, 3)).unwrap());
    let cell = at("12:00") + u16::try_from(pick(dice, 60)).unwrap();
    let (who, room) = (["ada", "noor"][pick(dice, 2)], ["fern", "moss"][pick(dice, 2)]);
    let mut slot = spa::slot(day, cell, who, room, "laser");
    if pick(dice, 2) == 0 {
        slot.parts.retain(|part| part.kind != Kind::Device);
    }
    slot
}

async fn walk(spa: &Spa, dice: &mut Dice) -> Done {
    let bookings = spa.bookings();
    let (mut done, mut own): (Done, Vec<String>) = (Done::default(), Vec::new());
    for step in 0..STEPS {
        let now = i64::try_from(step).unwrap();
        let known = own.get(pick(dice, own.len())).cloned();
        let overlap = (pick(dice, 12) == 0).then(|| "asked for".to_owned());
        let (count, result) = match (pick(dice, 5), known) {
            (0, Some(id)) => {
                let visit = bookings.one(&id).await.unwrap();
                let next = visit.status.next();
                let Some(to) = next.get(pick(dice, next.len())) else { continue };
                let turned = bookings.become_status(&[(id, visit.version)], *to, "", &by(now)).await;
                (&mut done.turned, turned)
            }
            (1 | 2, Some(id)) => {
                let (version, slot) = (bookings.one(&id).await.unwrap().version, any_slot(dice));
                let asked = nothing(slot.day);
                let one = Move { id, version, slot, asked, overlap, reason: "walk".to_owned() };
                (&mut done.moved, bookings.relocate(&[one], &by(now), dice).await)
            }
            (choice, _) => {
                let mut new = New { overlap, ..spa.new_visit(any_slot(dice), dice) };
                new.hold_until = (choice == 3).then_some(now + 20);
                let count = match (new.hold_until, &new.overlap) {
                    (Some(_), _) => &mut done.held,
                    (None, Some(_)) => &mut done.overlapped,
                    (None, None) => &mut done.booked,
                };
                let booked = bookings.book(std::slice::from_ref(&new), &by(now), dice).await;
                if booked.is_ok() {
                    own.push(new.id);
                }
                (count, booked.map(|_| ()))
            }
        };
        match result {
            Ok(()) => *count += 1,
            Err(
                ChartError::Taken { .. }
                | ChartError::Closed { .. }
                | ChartError::Limit { .. }
                | ChartError::NotNext { .. }
                | ChartError::Stale { .. },
            ) => done.refused += 1,
            Err(other) => panic!("{other}"),
        }
    }
    done
}
