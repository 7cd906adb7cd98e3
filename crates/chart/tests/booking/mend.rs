//! Repairs on both engines: everything or nothing, undone to exactly where it was, and of two at once one loses.
#![expect(clippy::indexing_slicing, reason = "a test stops at the first surprise")]
use crate::dice::Dice;
use crate::engines::stores;
use crate::spa::{self, Spa, at, by, monday, nothing};
use chart::ChartError;
use chart::book::new_id;
use chart::booking::{Cancel, Mend, Move, New, Restore, Slot, Status, Step, UNDO_MS, Visit};
use chart::wait::Waits;

fn step(n: u16) -> Step {
    Step { series: "s".to_owned(), step: n, of: 4, ..Step::default() }
}

/// Four visits a week apart at eleven; the second was missed.
async fn missed(spa: &Spa, dice: &mut Dice) -> Vec<Visit> {
    let bookings = spa.bookings();
    let new = |n: u16, dice: &mut Dice| {
        let slot = spa::slot(monday().plus(7 * i32::from(n)), at("11:00"), "ada", "fern", "laser");
        New { step: Some(step(n + 1)), ..spa.new_visit(slot, dice) }
    };
    let news: Vec<New> = (0..4).map(|n| new(n, dice)).collect();
    bookings.book(&news, &by(1), dice).await.unwrap();
    bookings.become_status(&[(news[1].id.clone(), 1)], Status::NoShow, "", &by(2)).await.unwrap();
    bookings.of_series(&spa.guest, "s").await.unwrap()
}

fn moved(visit: &Visit, days: i32) -> Move {
    let day = visit.slot.day.plus(days);
    Move {
        id: visit.id.clone(),
        version: visit.version,
        slot: Slot { day, ..visit.slot.clone() },
        asked: nothing(day),
        overlap: None,
        reason: "the second was missed".to_owned(),
    }
}

/// The second is booked again two days later, the third and the fourth follow.
fn repair(spa: &Spa, all: &[Visit], at: i64, dice: &mut Dice) -> Mend {
    let slot = Slot { day: all[1].slot.day.plus(2), ..all[1].slot.clone() };
    let new = New { step: Some(step(2)), ..spa.new_visit(slot, dice) };
    let moves = vec![moved(&all[2], 2), moved(&all[3], 2)];
    Mend { id: new_id(at, dice), undoes: false, moves, news: vec![new], cancels: vec![], restores: vec![] }
}

/// Takes back what was made, from what its events tell.
async fn undo(spa: &Spa, now: i64) -> Mend {
    let bookings = spa.bookings();
    let series = bookings.of_series(&spa.guest, "s").await.unwrap();
    let made = bookings.newest_mend(&series, now - UNDO_MS).await.unwrap().unwrap();
    assert!(made.last);
    let back = made.moved.iter().map(|(visit, slot, overlap)| Move {
        slot: slot.clone(),
        asked: nothing(slot.day),
        overlap: overlap.clone(),
        ..moved(visit, 0)
    });
    Mend {
        moves: back.collect(),
        cancels: made.booked.iter().map(|visit| cancel(visit, "the repair was undone")).collect(),
        restores: made.cancelled.iter().map(|v| Restore { id: v.id.clone(), version: v.version }).collect(),
        id: made.id,
        undoes: true,
        news: vec![],
    }
}

fn cancel(visit: &Visit, why: &str) -> Cancel {
    Cancel { id: visit.id.clone(), version: visit.version, reason: why.to_owned() }
}

/// Where the open visits are, in their order: days from Monday and cell.
async fn open(spa: &Spa) -> Vec<(i32, u16)> {
    let all = spa.bookings().of_series(&spa.guest, "s").await.unwrap();
    let mut open: Vec<(i32, u16)> = all
        .iter()
        .filter(|v| v.status.is_open())
        .map(|v| (v.slot.day.since(monday()), v.slot.cell))
        .collect();
    open.sort_unstable();
    open
}

#[tokio::test]
async fn a_repair_is_one_write_and_is_undone_to_exactly_where_everything_was() {
    for store in stores("mend").await {
        let dice = &mut Dice(21);
        let spa = Spa::opened(&store, dice).await;
        let bookings = spa.bookings();
        let all = missed(&spa, dice).await;
        let (before, eleven) = (open(&spa).await, at("11:00"));
        assert_eq!(before, [(0, eleven), (14, eleven), (21, eleven)]);
        let mend = repair(&spa, &all, 10, dice);
        bookings.mend(&mend, &by(10), dice).await.unwrap();
        assert_eq!(open(&spa).await, [(0, eleven), (9, eleven), (16, eleven), (23, eleven)]);
        let history = bookings.history(&all[2].id).await.unwrap();
        assert_eq!(history.iter().map(|e| e.kind.as_str()).collect::<Vec<_>>(), ["booked", "repaired"]);
        assert!(history[1].body.contains(&mend.id) && history[1].body.contains("the second was missed"));
        assert_eq!(bookings.check().await.unwrap().faults, []);
        let back = undo(&spa, 20).await;
        bookings.mend(&back, &by(20), dice).await.unwrap();
        assert_eq!(open(&spa).await, before);
        // What was taken back is no repair any more, and cannot be taken back twice.
        let series = bookings.of_series(&spa.guest, "s").await.unwrap();
        assert!(bookings.newest_mend(&series, 0).await.unwrap().is_none_or(|made| !made.last));
        let twice = bookings.mend(&back, &by(30), dice).await;
        assert!(matches!(twice, Err(ChartError::Stale { .. })), "{twice:?}");
        assert_eq!(bookings.check().await.unwrap().faults, []);
    }
}

#[tokio::test]
async fn where_one_time_is_taken_nothing_of_a_repair_or_of_its_undoing_is_done() {
    for store in stores("mend_taken").await {
        let dice = &mut Dice(22);
        let spa = Spa::opened(&store, dice).await;
        let bookings = spa.bookings();
        let all = missed(&spa, dice).await;
        let before = open(&spa).await;
        // Somebody has the laser on the day to which the last would move.
        let other = spa.new_visit(spa::slot(monday().plus(23), at("11:15"), "ada", "moss", "laser"), dice);
        bookings.book(std::slice::from_ref(&other), &by(5), dice).await.unwrap();
        let told = bookings.mend(&repair(&spa, &all, 10, dice), &by(10), dice).await;
        assert!(matches!(told, Err(ChartError::Taken { ref by, .. }) if *by == other.id), "{told:?}");
        assert_eq!(open(&spa).await, before, "nothing of it was done");
        bookings.become_status(&[(other.id, 1)], Status::Cancelled, "", &by(11)).await.unwrap();
        bookings.mend(&repair(&spa, &all, 12, dice), &by(12), dice).await.unwrap();
        let after = open(&spa).await;
        // Somebody takes the time that the third left.
        let late = spa.new_visit(spa::slot(monday().plus(14), at("11:30"), "ada", "moss", "laser"), dice);
        bookings.book(std::slice::from_ref(&late), &by(13), dice).await.unwrap();
        let told = bookings.mend(&undo(&spa, 14).await, &by(14), dice).await;
        assert!(matches!(told, Err(ChartError::Taken { ref by, .. }) if *by == late.id), "{told:?}");
        assert_eq!(open(&spa).await, after, "the repair stands as a whole");
        // On Sunday nobody is there: a repair is asked for that, taking one back is not.
        let stands = bookings.of_series(&spa.guest, "s").await.unwrap();
        let last = stands.iter().filter(|v| v.status.is_open()).max_by_key(|v| v.slot.day).unwrap();
        let sunday = Mend {
            id: new_id(15, dice),
            undoes: false,
            moves: vec![moved(last, 4)],
            news: vec![],
            cancels: vec![],
            restores: vec![],
        };
        let told = bookings.mend(&sunday, &by(15), dice).await;
        assert!(matches!(told, Err(ChartError::Closed { .. })), "{told:?}");
        assert_eq!(bookings.check().await.unwrap().faults, []);
    }
}

#[tokio::test]
async fn what_a_repair_calls_off_is_called_off_with_it_and_stands_again_when_it_is_undone() {
    for store in stores("mend_off").await {
        let dice = &mut Dice(27);
        let spa = Spa::opened(&store, dice).await;
        let bookings = spa.bookings();
        let all = missed(&spa, dice).await;
        let before = open(&spa).await;
        // The last is called off, and the third takes its day and hour.
        let mend = Mend {
            id: new_id(10, dice),
            undoes: false,
            moves: vec![moved(&all[2], 7)],
            news: vec![],
            cancels: vec![cancel(&all[3], "no longer part of the plan")],
            restores: vec![],
        };
        bookings.become_status(&[(all[3].id.clone(), 1)], Status::Confirmed, "", &by(9)).await.unwrap();
        assert!(
            bookings.mend(&mend, &by(10), dice).await.is_err(),
            "the last was confirmed since it was read"
        );
        let confirmed = bookings.one(&all[3].id).await.unwrap();
        let mend = Mend { cancels: vec![cancel(&confirmed, "no longer part of the plan")], ..mend };
        bookings.mend(&mend, &by(10), dice).await.unwrap();
        let eleven = at("11:00");
        assert_eq!(open(&spa).await, [(0, eleven), (21, eleven)]);
        let series = bookings.of_series(&spa.guest, "s").await.unwrap();
        let made = bookings.newest_mend(&series, 0).await.unwrap().unwrap();
        assert_eq!(made.cancelled.iter().map(|v| v.id.as_str()).collect::<Vec<_>>(), [all[3].id.as_str()]);
        assert!((made.moved.len(), made.booked.len(), made.last) == (1, 0, true));
        let waits = Waits::new(&spa.store, &spa.key, spa::SITE);
        let freed = |all: Vec<chart::wait::FreedTime>| -> Vec<(i32, u16, i64)> {
            all.into_iter().map(|one| (one.freed.day.since(monday()), one.freed.from, one.due_at)).collect()
        };
        // The day that the third left, and that of the last, which the third has now: whoever offers it finds it taken.
        assert_eq!(
            freed(waits.freed().await.unwrap()),
            [(14, eleven, 10 + UNDO_MS), (21, eleven, 10 + UNDO_MS)]
        );
        let not = Mend { undoes: false, ..undo(&spa, 20).await };
        assert!(bookings.mend(&not, &by(20), dice).await.is_err(), "a repair lets nothing stand again");
        bookings.mend(&undo(&spa, 20).await, &by(20), dice).await.unwrap();
        assert_eq!(open(&spa).await, before);
        assert_eq!(freed(waits.freed().await.unwrap()), [], "nothing was freed");
        let last = bookings.one(&all[3].id).await.unwrap();
        assert_eq!((last.status, &last.slot, &last.body), (Status::Confirmed, &all[3].slot, &all[3].body));
        let events: Vec<String> =
            bookings.history(&all[3].id).await.unwrap().into_iter().map(|one| one.kind).collect();
        assert_eq!(events, ["booked", "confirmed", "cancelled", "restored"]);
        let series = bookings.of_series(&spa.guest, "s").await.unwrap();
        assert!(
            bookings.newest_mend(&series, 0).await.unwrap().is_none_or(|made| !made.last),
            "no way back from a way back"
        );
        assert_eq!(bookings.check().await.unwrap().faults, []);
    }
}

#[tokio::test]
async fn an_intended_overlap_goes_back_to_where_it_lay_over_another() {
    for store in stores("mend_over").await {
        let dice = &mut Dice(23);
        let spa = Spa::opened(&store, dice).await;
        let bookings = spa.bookings();
        let hand =
            |day: i32| spa::by_hand(spa::slot(monday().plus(day), at("11:00"), "ada", "fern", "laser"));
        let ground = spa.new_visit(hand(14), dice);
        let over =
            New { step: Some(step(2)), overlap: Some("sisters".to_owned()), ..spa.new_visit(hand(14), dice) };
        let plain = New { step: Some(step(3)), ..spa.new_visit(hand(21), dice) };
        for new in [&ground, &over, &plain] {
            bookings.book(std::slice::from_ref(new), &by(1), dice).await.unwrap();
        }
        let before = open(&spa).await;
        let all = bookings.of_series(&spa.guest, "s").await.unwrap();
        let moves = all.iter().map(|visit| moved(visit, 2)).collect();
        let mend = Mend {
            id: new_id(2, dice),
            undoes: false,
            moves,
            news: vec![],
            cancels: vec![],
            restores: vec![],
        };
        bookings.mend(&mend, &by(2), dice).await.unwrap();
        assert!(bookings.of_series(&spa.guest, "s").await.unwrap().iter().all(|v| v.body.lane == 0));
        // One of the two may overlap where it was, the other may not: both go back.
        bookings.mend(&undo(&spa, 3).await, &by(3), dice).await.unwrap();
        assert_eq!(open(&spa).await, before);
        let again = bookings.one(&over.id).await.unwrap().body;
        assert_eq!((again.lane, again.overlap.as_deref()), (1, Some("sisters")));
        assert_eq!(bookings.one(&plain.id).await.unwrap().body.lane, 0);
        assert_eq!(bookings.check().await.unwrap().faults, []);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_repairs_at_the_same_moment_one_is_made_and_the_others_lose_as_a_whole() {
    for store in stores("mend_race").await {
        let spa = Spa::opened(&store, &mut Dice(24)).await;
        let all = missed(&spa, &mut Dice(25)).await;
        let hands = (0..8_u64).map(|n| {
            let (spa, all) = (spa.clone(), all.clone());
            tokio::spawn(async move {
                let dice = &mut Dice(100 + n);
                let mend = repair(&spa, &all, 10, dice);
                spa.bookings().mend(&mend, &by(10), dice).await
            })
        });
        let mut made = 0;
        for hand in hands.collect::<Vec<_>>() {
            match hand.await.unwrap() {
                Ok(()) => made += 1,
                Err(ChartError::Stale { .. } | ChartError::Taken { .. }) => {}
                Err(other) => panic!("{other}"),
            }
        }
        assert_eq!(made, 1, "on {:?}", store.engine());
        let eleven = at("11:00");
        assert_eq!(open(&spa).await, [(0, eleven), (9, eleven), (16, eleven), (23, eleven)]);
        let checked = spa.bookings().check().await.unwrap();
        assert_eq!((checked.visits, checked.faults), (4, vec![]));
    }
}
