//! Visits on both engines: one of fifty wins, no history makes an overlap, and every change is whole.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
mod clock;
#[path = "../dice/mod.rs"]
mod dice;
#[path = "../engines/mod.rs"]
mod engines;
mod glance;
mod history;
mod hours;
mod mend;
mod near;
mod spa;
mod wait;

use chart::ChartError;
use chart::booking::{Asked, Kind, Move, Slot, Standing, Status, Step, Told};
use dice::Dice;
use engines::stores;
use spa::{Spa, at, by, monday, nothing};
use vocab::Verdict;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_of_fifty_has_the_slot() {
    for store in stores("race").await {
        let spa = &Spa::opened(&store, &mut Dice(1)).await;
        for round in 0..4_u16 {
            let tasks = (0..50_u64).map(|n| {
                let spa = spa.clone();
                tokio::spawn(async move {
                    let dice = &mut Dice(1_000 * u64::from(round) + n);
                    // Some want the same room only, in another order of parts: still one wins each contested cell.
                    let mut slot = spa::slot(monday(), at("10:00") + round * 12, "ada", "fern", "laser");
                    if n % 2 == 1 {
                        slot.parts.reverse();
                    }
                    let new = spa.new_visit(slot, dice);
                    spa.bookings().book(&[new], &by(10), dice).await
                })
            });
            let mut won = 0;
            for task in tasks.collect::<Vec<_>>() {
                match task.await.unwrap() {
                    Ok(_) => won += 1,
                    Err(ChartError::Taken { day, by, .. }) => assert!(day == monday() && !by.is_empty()),
                    Err(other) => panic!("{other}"),
                }
            }
            assert_eq!(won, 1, "round {round} on {:?}", store.engine());
        }
        let checked = spa.bookings().check().await.unwrap();
        assert_eq!((checked.visits, checked.faults), (4, vec![]));
    }
}

#[tokio::test]
async fn the_check_finds_what_a_hand_behind_our_back_did() {
    let file = std::env::temp_dir().join(format!("serein-{}-hand.db", std::process::id()));
    let _ = std::fs::remove_file(&file);
    let store = chart::Store::open(&format!("sqlite:{}", file.display())).await.unwrap();
    let dice = &mut Dice(3);
    let spa = Spa::opened(&store, dice).await;
    let new = spa.new_visit(spa::slot(monday(), at("10:00"), "ada", "fern", "laser"), dice);
    spa.bookings().book(&[new], &by(10), dice).await.unwrap();
    let hand = sqlx::AnyPool::connect(&format!("sqlite:{}", file.display())).await.unwrap();
    for (sql, wrong) in [
        ("UPDATE week_cells SET claimed = ''", "Bits"),
        ("DELETE FROM claim WHERE resource = 'fern'", "Unclaimed"),
        (
            "INSERT INTO claim (site, resource, quantum, lane, booking) VALUES ('harbour', 'moss', 9, 0, 'x')",
            "Orphan",
        ),
    ] {
        assert!(!format!("{:?}", spa.bookings().check().await.unwrap().faults).contains(wrong), "{wrong}");
        sqlx::query(sql).execute(&hand).await.unwrap();
        assert!(format!("{:?}", spa.bookings().check().await.unwrap().faults).contains(wrong), "{wrong}");
    }
}

#[tokio::test]
async fn a_hold_falls_away_and_a_confirmed_one_stays() {
    for store in stores("hold").await {
        let dice = &mut Dice(4);
        let spa = Spa::opened(&store, dice).await;
        let bookings = spa.bookings();
        let slot = || spa::slot(monday(), at("10:00"), "ada", "fern", "laser");
        let mut held = spa.new_visit(slot(), dice);
        held.hold_until = Some(1_000);
        let mut kept = spa.new_visit(spa::slot(monday(), at("14:00"), "ada", "fern", "laser"), dice);
        kept.hold_until = Some(1_000);
        let ids = bookings.book(&[held], &by(10), dice).await.unwrap();
        let kept_ids = bookings.book(&[kept], &by(10), dice).await.unwrap();
        bookings.become_status(&[(kept_ids[0].clone(), 1)], Status::Booked, "", &by(999)).await.unwrap();
        let next = spa.new_visit(slot(), dice);
        let early = bookings.book(std::slice::from_ref(&next), &by(999), dice).await;
        assert!(matches!(early, Err(ChartError::Taken { .. })), "{early:?}");
        let late = bookings.become_status(&[(ids[0].clone(), 1)], Status::Booked, "", &by(1_000)).await;
        assert!(
            matches!(late, Err(ChartError::Taken { .. })),
            "a hold that is over cannot be agreed: {late:?}"
        );
        bookings.book(&[next], &by(1_000), dice).await.unwrap();
        assert_eq!(bookings.one(&ids[0]).await.unwrap().status, Status::Cancelled);
        assert_eq!(bookings.one(&kept_ids[0]).await.unwrap().status, Status::Booked);
        assert_eq!(bookings.sweep(5_000).await.unwrap(), 0);
        assert_eq!(bookings.check().await.unwrap().faults, []);
    }
}

#[tokio::test]
async fn a_series_is_booked_as_a_whole_or_not_at_all() {
    for store in stores("series").await {
        let dice = &mut Dice(5);
        let spa = Spa::opened(&store, dice).await;
        let bookings = spa.bookings();
        let steps = |dice: &mut Dice| -> Vec<_> {
            let step = |n: u16| Step { series: "s".to_owned(), step: n + 1, of: 4, ..Step::default() };
            let day = |n: u16| monday().plus(i32::from(n) * 28);
            let slot = |n: u16| spa::slot(day(n), at("11:00"), "ada", "fern", "laser");
            (0..4)
                .map(|n| chart::booking::New { step: Some(step(n)), ..spa.new_visit(slot(n), dice) })
                .collect()
        };
        let in_the_way =
            spa.new_visit(spa::slot(monday().plus(56), at("11:30"), "ada", "moss", "laser"), dice);
        let blocker = bookings.book(&[in_the_way], &by(1), dice).await.unwrap();
        let told = bookings.book(&steps(dice), &by(2), dice).await;
        assert!(matches!(told, Err(ChartError::Taken { day, .. }) if day == monday().plus(56)), "{told:?}");
        assert_eq!(bookings.of_patient(&spa.guest).await.unwrap().len(), 1, "nothing of the series stays");
        bookings
            .become_status(&[(blocker[0].clone(), 1)], Status::Cancelled, "asked for", &by(3))
            .await
            .unwrap();
        let series = steps(dice);
        bookings.book(&series, &by(4), dice).await.unwrap();
        // The same request sent twice is booked once.
        bookings.book(&series, &by(5), dice).await.unwrap();
        let visits = bookings.of_series(&spa.guest, "s").await.unwrap();
        assert_eq!(
            visits.iter().map(|v| v.body.step.as_ref().unwrap().step).collect::<Vec<_>>(),
            [1, 2, 3, 4]
        );
        // The rest of the series moves a week, all at once, onto days that it frees itself.
        let moves: Vec<Move> = visits[1..]
            .iter()
            .map(|v| Move {
                id: v.id.clone(),
                version: v.version,
                slot: Slot { day: v.slot.day.plus(7), ..v.slot.clone() },
                asked: nothing(v.slot.day.plus(7)),
                overlap: None,
                reason: "holiday".to_owned(),
            })
            .collect();
        bookings.relocate(&moves, &by(6), dice).await.unwrap();
        let again = bookings.relocate(&moves, &by(7), dice).await;
        assert!(matches!(again, Err(ChartError::Stale { read: 1, now: 2 })), "{again:?}");
        let kinds: Vec<String> =
            bookings.history(&visits[1].id).await.unwrap().into_iter().map(|e| e.kind).collect();
        assert_eq!(kinds, ["booked", "moved"]);
        let all: Vec<(String, u32)> = bookings
            .of_series(&spa.guest, "s")
            .await
            .unwrap()
            .into_iter()
            .map(|v| (v.id, v.version))
            .collect();
        bookings.become_status(&all, Status::Cancelled, "moved away", &by(8)).await.unwrap();
        let checked = bookings.check().await.unwrap();
        assert_eq!((checked.visits, checked.claims, checked.faults), (0, 0, vec![]));
    }
}

#[tokio::test]
async fn an_intended_overlap_is_seen_and_its_reason_with_it() {
    for store in stores("overlap").await {
        let dice = &mut Dice(6);
        let spa = Spa::opened(&store, dice).await;
        let bookings = spa.bookings();
        let slot = || spa::by_hand(spa::slot(monday(), at("10:00"), "ada", "fern", "laser"));
        let first = spa.new_visit(slot(), dice);
        let mut second = spa.new_visit(slot(), dice);
        second.overlap = Some("mother and daughter, one room".to_owned());
        bookings.book(std::slice::from_ref(&first), &by(1), dice).await.unwrap();
        bookings.book(std::slice::from_ref(&second), &by(2), dice).await.unwrap();
        let seen = bookings.one(&second.id).await.unwrap().body;
        assert_eq!((seen.lane, seen.overlap.as_deref()), (1, Some("mother and daughter, one room")));
        assert_eq!(bookings.check().await.unwrap().faults, []);
        // What the second takes as well is not given back when the first is to be moved.
        let mut free = bookings.free(monday(), 1).await.unwrap();
        let visit = bookings.one(&first.id).await.unwrap();
        bookings.give_back(&mut free, &[&visit]).await.unwrap();
        let ada = free.stored.iter().find(|one| one.name == "ada").unwrap();
        assert!(!ada.free[0].has(usize::from(at("10:00"))) && ada.free[0].has(usize::from(at("09:55"))));
        // The first goes; the time is still taken by the second.
        bookings.become_status(&[(first.id, 1)], Status::Cancelled, "", &by(3)).await.unwrap();
        let third = spa.new_visit(slot(), dice);
        let told = bookings.book(std::slice::from_ref(&third), &by(4), dice).await;
        assert!(matches!(told, Err(ChartError::Taken { by, .. }) if by == second.id), "the second has it");
        bookings.become_status(&[(second.id, 1)], Status::NoShow, "", &by(5)).await.unwrap();
        bookings.book(&[third], &by(6), dice).await.unwrap();
        assert_eq!(bookings.check().await.unwrap().faults, []);
    }
}

#[tokio::test]
async fn no_reason_makes_a_machine_serve_two() {
    for store in stores("machine").await {
        let dice = &mut Dice(16);
        let spa = Spa::opened(&store, dice).await;
        let bookings = spa.bookings();
        let first = spa.new_visit(spa::slot(monday(), at("10:00"), "ada", "fern", "laser"), dice);
        bookings.book(std::slice::from_ref(&first), &by(1), dice).await.unwrap();
        let overlap = || Some("she flies in the evening".to_owned());
        let mut second = spa.new_visit(spa::slot(monday(), at("10:15"), "ada", "moss", "laser"), dice);
        second.overlap = overlap();
        let told = bookings.book(&[second], &by(2), dice).await;
        assert!(
            matches!(told, Err(ChartError::Taken { ref resource, .. }) if resource == "laser"),
            "{told:?}"
        );
        // A move is told the same; without the machine, person and room are shared and the reason stays with the visit.
        let third = spa.new_visit(spa::slot(monday(), at("14:00"), "ada", "fern", "laser"), dice);
        bookings.book(std::slice::from_ref(&third), &by(3), dice).await.unwrap();
        let mut one = Move {
            id: third.id.clone(),
            version: 1,
            slot: spa::slot(monday(), at("10:15"), "ada", "fern", "laser"),
            asked: nothing(monday()),
            overlap: overlap(),
            reason: String::new(),
        };
        let told = bookings.relocate(std::slice::from_ref(&one), &by(4), dice).await;
        assert!(
            matches!(told, Err(ChartError::Taken { ref resource, .. }) if resource == "laser"),
            "{told:?}"
        );
        one.slot = spa::by_hand(one.slot);
        bookings.relocate(&[one], &by(5), dice).await.unwrap();
        let moved = bookings.one(&third.id).await.unwrap();
        assert_eq!((moved.body.lane, moved.body.overlap), (1, overlap()));
        let newest = bookings.history(&third.id).await.unwrap().pop().unwrap();
        assert!(newest.kind == "moved" && newest.body.contains("she flies in the evening"), "{newest:?}");
        assert_eq!(bookings.check().await.unwrap().faults, []);
    }
}

#[tokio::test]
async fn the_gate_and_the_hours_are_heard() {
    for store in stores("gate").await {
        let dice = &mut Dice(7);
        let spa = Spa::opened(&store, dice).await;
        let bookings = spa.bookings();
        for (verdict, books) in [
            (Verdict::Allow, true),
            (Verdict::Caution, true),
            (Verdict::Review, true),
            (Verdict::Defer, false),
            (Verdict::Refuse, false),
        ] {
            let mut new = spa.new_visit(spa::slot(monday(), at("09:00"), "ada", "fern", "laser"), dice);
            new.asked.verdict = verdict;
            new.asked.findings.push(Told {
                rule: "isotretinoin".to_owned(),
                verdict,
                until: None,
                because: "Six months have not passed.".to_owned(),
                by_law: false,
            });
            let id = new.id.clone();
            match bookings.book(&[new], &by(1), dice).await {
                Ok(_) => {
                    let visit = bookings.one(&id).await.unwrap();
                    assert_eq!(visit.body.asked.findings.len(), 1, "the reasons are kept, sealed");
                    assert_eq!(
                        visit.body.asked.standing() == Standing::Provisional,
                        verdict == Verdict::Review
                    );
                    bookings.become_status(&[(id, 1)], Status::Cancelled, "", &by(2)).await.unwrap();
                    assert!(books, "{verdict}");
                }
                Err(ChartError::NotBookable(asked)) => {
                    assert!(!books && asked.verdict == verdict, "{verdict}");
                }
                Err(other) => panic!("{other}"),
            }
        }
        // Noor works from noon, the house is open from nine to six, and 2:30 does not happen on the last Sunday of March.
        for (day, time, who) in
            [(monday(), "11:00", "noor"), (monday(), "17:30", "ada"), (spa::spring(), "02:30", "ada")]
        {
            let new = spa.new_visit(spa::slot(day, at(time), who, "fern", "laser"), dice);
            let told = bookings.book(&[new], &by(1), dice).await;
            assert!(matches!(told, Err(ChartError::Closed { .. })), "{time}: {told:?}");
        }
        let mut asked_for_another_day =
            spa.new_visit(spa::slot(monday(), at("12:00"), "ada", "fern", "laser"), dice);
        asked_for_another_day.asked = Asked::nothing(monday().plus(1), monday());
        assert!(bookings.book(&[asked_for_another_day], &by(1), dice).await.is_err());
        let mut nobody = spa.new_visit(spa::slot(monday(), at("12:00"), "ada", "fern", "laser"), dice);
        nobody.patient = "nobody".to_owned();
        let told = bookings.book(&[nobody], &by(1), dice).await;
        assert!(matches!(told, Err(ChartError::Missing { what: "patient", .. })), "{told:?}");
    }
}

#[tokio::test]
async fn what_is_free_is_what_the_rows_leave_and_leave_is_heard_at_once() {
    for store in stores("free").await {
        let dice = &mut Dice(8);
        let spa = Spa::opened(&store, dice).await;
        let bookings = spa.bookings();
        let service = spa::service();
        let before = bookings.free(monday(), 30).await.unwrap();
        let open = before.starts(&service, Some("ada"));
        assert!(
            open[0].has(usize::from(at("09:00"))) && !open[6].has(usize::from(at("10:00"))),
            "closed on Sunday"
        );
        let slot = before.slot(&service, monday(), at("10:00"), &["ada"]).unwrap();
        assert_eq!((slot.of(Kind::Practitioner), slot.of(Kind::Device)), (Some("ada"), Some("laser")));
        let visit = spa.new_visit(slot, dice);
        bookings.book(std::slice::from_ref(&visit), &by(1), dice).await.unwrap();
        let after = bookings.free(monday(), 30).await.unwrap();
        assert!(!after.starts(&service, None)[0].has(usize::from(at("10:00"))), "the only laser is taken");
        assert!(after.slot(&service, monday(), at("10:00"), &["noor"]).is_none());
        assert_eq!(bookings.stranded(monday(), monday().plus(30)).await.unwrap(), vec![]);
        spa.away("ada", monday(), monday().plus(2)).await;
        let stranded = bookings.stranded(monday(), monday().plus(30)).await.unwrap();
        assert_eq!(
            stranded.iter().map(|(v, who)| (v.id.as_str(), who.as_str())).collect::<Vec<_>>(),
            [(visit.id.as_str(), "ada")]
        );
        let gone = bookings.free(monday(), 30).await.unwrap();
        assert!(gone.starts(&service, Some("ada"))[..3].iter().all(calendar::Cells::is_empty));
        assert!(!gone.starts(&service, Some("ada"))[3].is_empty());
        // The week in which the stored hours end, and one far beyond: both are there all the same.
        let far = bookings.free(monday().plus(7 * 40), 7).await.unwrap();
        assert_eq!(far.starts(&service, Some("ada"))[0], open[0]);
        let mut nobody_can = service.clone();
        nobody_can.needs[0].1 = "surgery".to_owned();
        let why = after.why_not(&nobody_can);
        assert_eq!((why[0].kind, why[0].able, why[0].days), (Kind::Practitioner, 0, 0));
        assert!(why[1].days > 0);
    }
}

#[tokio::test]
async fn an_erased_guest_has_no_name_in_the_calendar() {
    for store in stores("gone").await {
        let dice = &mut Dice(9);
        let spa = Spa::opened(&store, dice).await;
        let new = spa.new_visit(spa::slot(monday(), at("10:00"), "ada", "fern", "laser"), dice);
        spa.bookings().book(std::slice::from_ref(&new), &by(1), dice).await.unwrap();
        assert_eq!(spa.bookings().one(&new.id).await.unwrap().guest.as_deref(), Some("Amara Okafor"));
        spa.patients().erase(&spa.guest, "own_request", &by(2), dice).await.unwrap();
        assert_eq!(spa.bookings().one(&new.id).await.unwrap().guest, None);
    }
}
