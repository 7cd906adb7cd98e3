//! The waiting list on both engines: one freed time has one holder, and whoever lost waits on.
use super::dice::Dice;
use super::engines::stores;
use super::spa::{self, Spa, at, by, monday, nothing};
use chart::ChartError;
use chart::book::new_id;
use chart::booking::{Move, New, Status};
use chart::message::GRACE_MS;
use chart::wait::{Became, Freed, Judged, KEPT_MS, NewWait, Not, OfferState, Place, WaitStatus, Waits, Wish};

fn wish() -> Wish {
    Wish {
        service: "toning".to_owned(),
        practitioner: None,
        weekdays: [true; 7],
        hours: (108, 216),
        first: monday(),
        last: monday().plus(30),
        notice_hours: 0,
    }
}

fn freed() -> Freed {
    Freed { id: "v/2".to_owned(), day: monday(), from: at("10:00"), to: at("11:00") }
}

fn waits(spa: &Spa) -> Waits<'_> {
    Waits::new(&spa.store, &spa.key, spa::SITE)
}

async fn add(spa: &Spa, dice: &mut Dice) -> String {
    let id = new_id(10, dice);
    let new = NewWait {
        id: id.clone(),
        patient: spa.guest.clone(),
        guest: "Amara Okafor".to_owned(),
        wish: wish(),
        note: "calls back".to_owned(),
    };
    waits(spa).add(&new, &by(10), dice).await.unwrap();
    // The same request sent twice waits once.
    waits(spa).add(&new, &by(11), dice).await.unwrap();
    id
}

/// Offers the freed time to one who waits, as the pages do: first the wish is marked, then the visit takes hold.
async fn offer(spa: &Spa, wait: &str, dice: &mut Dice) -> Result<Option<String>, ChartError> {
    let waiting = waits(spa).one(wait).await.unwrap();
    let id = new_id(20, dice);
    let judged = Judged {
        wait: wait.to_owned(),
        since: 10,
        last: monday(),
        fit: Ok(Place { cell: at("10:00"), used_minutes: 60 }),
        not_before: None,
    };
    if !waits(spa).offered(&waiting, &id, (&freed(), &[judged]), (20, 1_000)).await? {
        return Ok(None);
    }
    let hold = New {
        id: id.clone(),
        hold_until: Some(1_000),
        ..spa.new_visit(spa::slot(monday(), at("10:00"), "ada", "fern", "laser"), dice)
    };
    match spa.bookings().book(&[hold], &by(20), dice).await {
        Ok(_) => Ok(Some(id)),
        Err(ChartError::Taken { .. }) => {
            assert!(waits(spa).settle(&id, OfferState::Lost).await?);
            Ok(None)
        }
        Err(other) => Err(other),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_freed_time_is_held_for_one_of_twenty_and_the_others_wait_on() {
    for store in stores("waitrace").await {
        let spa = Spa::opened(&store, &mut Dice(1)).await;
        let mut all = Vec::new();
        for n in 0..10 {
            all.push(add(&spa, &mut Dice(100 + n)).await);
        }
        // Two processes at once offer the time to each of them.
        let tasks = (0..20_u64).map(|n| {
            let (spa, wait) = (spa.clone(), all[usize::try_from(n / 2).unwrap()].clone());
            tokio::spawn(async move { offer(&spa, &wait, &mut Dice(1_000 + n)).await.unwrap() })
        });
        let mut held = Vec::new();
        for task in tasks.collect::<Vec<_>>() {
            held.extend(task.await.unwrap());
        }
        assert_eq!(held.len(), 1, "{:?}", store.engine());
        let open = waits(&spa).open().await.unwrap();
        assert_eq!(open.iter().filter(|one| one.status == WaitStatus::Offered).count(), 1);
        assert_eq!(open.iter().filter(|one| one.status == WaitStatus::Waiting).count(), 9);
        assert_eq!(spa.bookings().check().await.unwrap().faults, vec![]);
    }
}

#[tokio::test]
async fn an_offer_is_taken_or_ends_once_and_who_left_stays_away() {
    for store in stores("waitend").await {
        let dice = &mut Dice(3);
        let spa = Spa::opened(&store, dice).await;
        let list = waits(&spa);
        let wait = add(&spa, dice).await;
        let first = offer(&spa, &wait, dice).await.unwrap().unwrap();
        assert_eq!(offer(&spa, &wait, dice).await.unwrap(), None, "one offer at a time");
        let told = list.offer(&first).await.unwrap();
        assert_eq!((told.state, &told.freed, told.considered.len()), (OfferState::Open, &freed(), 1));
        // The hold ends by itself; the offer is settled once, by whoever is first.
        assert_eq!(spa.bookings().sweep(1_000).await.unwrap(), 1);
        assert!(list.settle(&first, OfferState::Expired).await.unwrap());
        assert!(!list.settle(&first, OfferState::Accepted).await.unwrap());
        assert_eq!(list.offers_to_pass_on().await.unwrap().len(), 1);
        list.passed_on(&first).await.unwrap();
        assert!(
            list.offers_to_pass_on().await.unwrap().is_empty()
                && list.offers_open().await.unwrap().is_empty()
        );
        let waiting = list.one(&wait).await.unwrap();
        assert_eq!((waiting.status, waiting.note.as_str()), (WaitStatus::Waiting, "calls back"));
        // A second offer, taken.
        let second = offer(&spa, &wait, dice).await.unwrap().unwrap();
        spa.bookings().become_status(&[(second.clone(), 1)], Status::Booked, "", &by(30)).await.unwrap();
        assert!(list.settle(&second, OfferState::Accepted).await.unwrap());
        assert_eq!(list.one(&wait).await.unwrap().status, WaitStatus::Booked);
        assert!(list.open().await.unwrap().is_empty());
        assert_eq!(list.offers_of("v/2").await.unwrap().len(), 2);
        // Whoever leaves while a time is offered is not put back on the list by its end.
        let other = add(&spa, dice).await;
        let left = list.one(&other).await.unwrap();
        assert!(list.offered(&left, "held", (&freed(), &[]), (40, 50)).await.unwrap());
        assert!(matches!(list.turn(&left, WaitStatus::Gone).await, Err(ChartError::Stale { .. })));
        list.turn(&list.one(&other).await.unwrap(), WaitStatus::Gone).await.unwrap();
        assert!(list.settle("held", OfferState::Declined).await.unwrap());
        assert_eq!(list.one(&other).await.unwrap().status, WaitStatus::Gone);
    }
}

#[tokio::test]
async fn a_time_that_a_visit_leaves_is_noted_with_the_change_and_not_when_it_is_taken_back() {
    for store in stores("waitfreed").await {
        let dice = &mut Dice(9);
        let spa = Spa::opened(&store, dice).await;
        let (bookings, list) = (spa.bookings(), waits(&spa));
        let slot = |time: &str| spa::slot(monday(), at(time), "ada", "fern", "laser");
        let new = spa.new_visit(slot("10:00"), dice);
        bookings.book(std::slice::from_ref(&new), &by(1), dice).await.unwrap();
        let to = |time: &str, version| Move {
            id: new.id.clone(),
            version,
            slot: slot(time),
            asked: nothing(monday()),
            overlap: None,
            reason: String::new(),
        };
        let noted = async || {
            let all = list.freed().await.unwrap();
            all.into_iter().map(|one| (one.freed.id, one.freed.from, one.due_at)).collect::<Vec<_>>()
        };
        assert_eq!(noted().await, []);
        bookings.relocate(&[to("13:00", 1)], &by(10), dice).await.unwrap();
        let left = (format!("{}/1", new.id), at("10:00"), 10 + GRACE_MS);
        assert_eq!(noted().await, std::slice::from_ref(&left));
        bookings.relocate(&[to("10:00", 2)], &by(20), dice).await.unwrap();
        assert_eq!(noted().await, [], "taken back: neither time is anybody else's");
        bookings.relocate(&[to("13:00", 3)], &by(30), dice).await.unwrap();
        bookings.become_status(&[(new.id.clone(), 4)], Status::Cancelled, "", &by(40)).await.unwrap();
        let both = [
            (format!("{}/3", new.id), at("10:00"), 30 + GRACE_MS),
            (format!("{}/4", new.id), at("13:00"), 40 + GRACE_MS),
        ];
        assert_eq!(noted().await, both);
        let looked = async |became, considered: &[Judged], now| {
            let first = list.freed().await.unwrap().remove(0).freed;
            list.looked_after(&first, became, considered, now).await.unwrap();
        };
        let stopped = Judged {
            wait: "w".to_owned(),
            since: 1,
            last: monday(),
            fit: Err(Not::GateStops),
            not_before: Some(monday().plus(3)),
        };
        let now = 50 + GRACE_MS;
        looked(Became::Nobody, std::slice::from_ref(&stopped), now).await;
        assert_eq!(noted().await, both[1..]);
        let told = list.looked(now).await.unwrap();
        assert_eq!(told.len(), 1);
        assert_eq!(
            (&told[0].freed.id, &told[0].visit, told[0].became, told[0].at),
            (&both[0].0, &new.id, Became::Nobody, now)
        );
        assert_eq!(told[0].considered, [stopped]);
        // An offer that ends is passed on by itself; a hold that is nobody's offer frees its time as it ends.
        looked(Became::Empty, &[], 35 + GRACE_MS + KEPT_MS).await;
        let left: Vec<Became> = list.looked(now).await.unwrap().into_iter().map(|one| one.became).collect();
        assert_eq!(left, [Became::Empty], "after two days the first is forgotten");
        let wait = add(&spa, dice).await;
        offer(&spa, &wait, dice).await.unwrap().unwrap();
        let hold = New { hold_until: Some(900), ..spa.new_visit(slot("15:00"), dice) };
        bookings.book(std::slice::from_ref(&hold), &by(50), dice).await.unwrap();
        assert_eq!(bookings.sweep(1_000).await.unwrap(), 2);
        assert_eq!(noted().await, [(format!("{}/1", hold.id), at("15:00"), 1_000 + GRACE_MS)]);
    }
}

#[tokio::test]
async fn a_wish_that_makes_no_sense_is_refused_and_an_erased_guest_waits_no_longer() {
    for store in stores("waitbad").await {
        let dice = &mut Dice(5);
        let spa = Spa::opened(&store, dice).await;
        let new = |wish| NewWait {
            id: "w".to_owned(),
            patient: spa.guest.clone(),
            guest: "Amara Okafor".to_owned(),
            wish,
            note: String::new(),
        };
        for (wrong, says) in [
            (Wish { last: monday().plus(-1), ..wish() }, "the last day is not before the first"),
            (Wish { hours: (100, 100), ..wish() }, "the hours end after they begin"),
            (Wish { weekdays: [false; 7], ..wish() }, "at least one weekday would do"),
            (Wish { notice_hours: 337, ..wish() }, "at most 336 hours of notice"),
        ] {
            let told = waits(&spa).add(&new(wrong), &by(10), dice).await.unwrap_err().to_string();
            assert!(told.contains(says), "{told}");
        }
        let nobody = NewWait { patient: "nobody".to_owned(), ..new(wish()) };
        assert!(waits(&spa).add(&nobody, &by(10), dice).await.is_err());
        add(&spa, dice).await;
        assert_eq!(waits(&spa).open().await.unwrap()[0].guest.as_deref(), Some("Amara Okafor"));
        spa.patients().erase(&spa.guest, "asked for it", &by(20), dice).await.unwrap();
        assert!(waits(&spa).open().await.unwrap().is_empty());
    }
}
