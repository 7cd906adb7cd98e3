//! Going out: two processes, a process that dies with a letter in hand, couriers that do not answer, an erasure.
use crate::dice::Dice;
use crate::engines::stores;
use crate::spa::{self, Spa, at, by, monday};
use crate::{book, letter, news, outbox};
use chart::entry::Identity;
use chart::message::{
    CLAIM_MAX, Claimed, Gesture, Kind, LEASE_MS, News, Outcome, Standing, Tray, WAITS_MS, WORDS_BYTES_MAX,
    Why, Wish,
};
use std::collections::BTreeSet;

fn wish(spa: &Spa, id: &str) -> Wish {
    Wish {
        id: id.to_owned(),
        patient: spa.guest.clone(),
        kind: Kind::Aftercare,
        about: "session".to_owned(),
        not_before: 100,
        expires: i64::MAX,
        held: false,
        detail: "a link".to_owned(),
        attached: vec![],
    }
}

async fn claimed(spa: &Spa, now: i64, dice: &mut Dice) -> Claimed {
    let mut all = outbox(spa).claim(now, dice).await.unwrap();
    assert_eq!(all.len(), 1, "at {now}");
    all.remove(0)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn several_processes_never_have_the_same_message() {
    for store in stores("claims").await {
        let dice = &mut Dice(21);
        let spa = &Spa::opened(&store, dice).await;
        for n in 0..60 {
            assert!(outbox(spa).put(wish(spa, &format!("m{n:02}")), &by(5), dice).await.unwrap());
        }
        let tasks: Vec<_> = (0..4_u64)
            .map(|process| {
                let spa = spa.clone();
                tokio::spawn(async move {
                    let dice = &mut Dice(100 + process);
                    let mut ours = Vec::new();
                    loop {
                        let taken = outbox(&spa).claim(200, dice).await.unwrap();
                        assert!(i64::try_from(taken.len()).unwrap() <= CLAIM_MAX);
                        if taken.is_empty() {
                            return ours;
                        }
                        for one in taken {
                            let words = letter(&[]);
                            let kind = one.message.kind;
                            if outbox(&spa).written(&one, kind, &words, &[], 200, dice).await.unwrap() {
                                ours.push(one.message.id.clone());
                            }
                            outbox(&spa).handed_over(&one, &words, Outcome::Sent, 200).await.unwrap();
                        }
                    }
                })
            })
            .collect();
        let mut all = Vec::new();
        for task in tasks {
            all.extend(task.await.unwrap());
        }
        let different: BTreeSet<&String> = all.iter().collect();
        assert_eq!((all.len(), different.len()), (60, 60), "on {:?}", store.engine());
    }
}

#[tokio::test]
async fn a_process_that_dies_leaves_the_message_to_the_next_one() {
    for store in stores("dies").await {
        let dice = &mut Dice(22);
        let spa = Spa::opened(&store, dice).await;
        outbox(&spa).put(wish(&spa, "m"), &by(5), dice).await.unwrap();
        let dead = claimed(&spa, 200, dice).await;
        assert_eq!(dead.detail, "a link");
        assert_eq!(outbox(&spa).claim(200 + LEASE_MS - 1, dice).await.unwrap(), [], "it has it to itself");
        let next = claimed(&spa, 200 + LEASE_MS, dice).await;
        assert_eq!(next.unsure, None, "nothing was handed over");
        assert!(!outbox(&spa).written(&dead, Kind::Aftercare, &letter(&[]), &[], 200, dice).await.unwrap());
        // This one dies with the letter in the courier's hand.
        let now = 300 + LEASE_MS;
        assert!(outbox(&spa).written(&next, Kind::Aftercare, &letter(&[]), &[], now, dice).await.unwrap());
        let third = claimed(&spa, now + LEASE_MS, dice).await;
        assert_eq!(third.unsure, Some(letter(&[])), "the same words, should it go again");
        let stands = outbox(&spa).handed_over(&third, &letter(&[]), Outcome::Unsure, now).await.unwrap();
        assert_eq!(stands, Standing::Failed);
        let one = outbox(&spa).one("m").await.unwrap();
        assert!(one.call && one.why == Some(Why::Unsure), "a person decides");
        assert_eq!(outbox(&spa).listed(Tray::Call).await.unwrap(), [one]);
        // The dead one comes back and changes nothing.
        outbox(&spa).handed_over(&dead, &letter(&[]), Outcome::Sent, now).await.unwrap();
        assert_eq!(outbox(&spa).one("m").await.unwrap().standing, Standing::Failed);
        assert!(outbox(&spa).gesture("m", Gesture::Retry, &by(now)).await.unwrap());
        assert_eq!(claimed(&spa, now, dice).await.message.attempts, 0);
    }
}

#[tokio::test]
async fn a_courier_that_does_not_answer_is_asked_again_until_the_limit() {
    for store in stores("again").await {
        let dice = &mut Dice(23);
        let spa = Spa::opened(&store, dice).await;
        outbox(&spa).put(wish(&spa, "m"), &by(5), dice).await.unwrap();
        let mut now = 200;
        for wait in WAITS_MS {
            let one = claimed(&spa, now, dice).await;
            assert!(outbox(&spa).written(&one, Kind::Aftercare, &letter(&[]), &[], now, dice).await.unwrap());
            let stands = outbox(&spa).handed_over(&one, &letter(&[]), Outcome::Again, now).await.unwrap();
            assert_eq!(stands, Standing::Queued);
            assert_eq!(outbox(&spa).claim(now + wait - 1, dice).await.unwrap(), []);
            now += wait;
        }
        let one = claimed(&spa, now, dice).await;
        assert!(outbox(&spa).written(&one, Kind::Aftercare, &letter(&[]), &[], now, dice).await.unwrap());
        let stands = outbox(&spa).handed_over(&one, &letter(&[]), Outcome::Again, now).await.unwrap();
        assert_eq!(stands, Standing::Failed);
        assert_eq!(outbox(&spa).one("m").await.unwrap().attempts, 7);
        // Words that are too long are refused at the edge of their limit.
        outbox(&spa).put(wish(&spa, "long"), &by(5), dice).await.unwrap();
        let one = claimed(&spa, now, dice).await;
        let mut words = letter(&[]);
        words.text = "x".repeat(WORDS_BYTES_MAX + 1);
        assert!(outbox(&spa).written(&one, Kind::Aftercare, &words, &[], now, dice).await.is_err());
        words.text.pop();
        assert!(outbox(&spa).written(&one, Kind::Aftercare, &words, &[], now, dice).await.unwrap());
    }
}

#[tokio::test]
async fn two_letters_about_the_same_visit_never_both_go() {
    for store in stores("both").await {
        let dice = &mut Dice(24);
        let spa = Spa::opened(&store, dice).await;
        book(&spa, monday(), "10:00", dice).await;
        let visits = Wish { id: "by-hand".to_owned(), kind: Kind::Confirmation, ..wish(&spa, "") };
        outbox(&spa).put(visits, &by(5), dice).await.unwrap();
        let [one, other] = &outbox(&spa).claim(1_000_000, dice).await.unwrap()[..] else { panic!("two") };
        let (now, what) = (1_000_000, news(&spa, 1_000_000).await);
        let words = letter(&what);
        assert!(outbox(&spa).written(one, Kind::Confirmation, &words, &[], now, dice).await.unwrap());
        let second = outbox(&spa).written(other, Kind::Confirmation, &words, &[], now, dice).await.unwrap();
        assert!(!second, "the first is under way");
        outbox(&spa).handed_over(one, &words, Outcome::Sent, now).await.unwrap();
        let second = outbox(&spa).written(other, Kind::Confirmation, &words, &[], now, dice).await.unwrap();
        assert!(!second, "the guest knows more than the writer did");
    }
}

#[tokio::test]
async fn two_letters_to_one_person_with_two_charts_never_both_tell_of_the_same_visit() {
    for store in stores("person").await {
        let dice = &mut Dice(26);
        let spa = Spa::opened(&store, dice).await;
        let who = Identity { name: "Amara Okafour".to_owned(), ..Identity::default() };
        let folded = spa.patients().register(&who, &by(2), dice).await.unwrap();
        spa.patients().join(&spa.guest, &folded, &by(3), dice).await.unwrap();
        let mut new = spa.new_visit(spa::slot(monday(), at("10:00"), "ada", "fern", "laser"), dice);
        new.patient = folded.clone();
        let id = spa.bookings().book(&[new], &by(10), dice).await.unwrap().remove(0);
        let visits = Wish { id: "by-hand".to_owned(), kind: Kind::Confirmation, ..wish(&spa, "") };
        outbox(&spa).put(visits, &by(5), dice).await.unwrap();
        let claimed = outbox(&spa).claim(1_000_000, dice).await.unwrap();
        let of = |patient: &str| claimed.iter().find(|one| one.message.patient == patient).unwrap();
        let (kept, other, now) = (of(&spa.guest), of(&folded), 1_000_000);
        let visits = spa.bookings().of_person(&spa.guest).await.unwrap();
        let words = letter(&News::of(&[], &visits, spa.bookings().wall(), now));
        assert_eq!(words.tells.len(), 1, "either letter tells of the visits of both");
        assert!(outbox(&spa).written(kept, Kind::Confirmation, &words, &[], now, dice).await.unwrap());
        let second = outbox(&spa).written(other, Kind::Confirmation, &words, &[], now, dice).await.unwrap();
        assert!(!second, "the first is under way");
        outbox(&spa).handed_over(kept, &words, Outcome::Sent, now).await.unwrap();
        let second = outbox(&spa).written(other, Kind::Confirmation, &words, &[], now, dice).await.unwrap();
        assert!(!second, "the person knows more than the writer did");
        for chart in [&spa.guest, &folded] {
            assert_eq!(outbox(&spa).told(chart).await.unwrap(), words.tells);
        }
        // Parted again, each knows what belongs to it.
        spa.patients().part(&folded, &by(20), dice).await.unwrap();
        assert_eq!(outbox(&spa).told(&spa.guest).await.unwrap(), []);
        assert_eq!(outbox(&spa).told(&folded).await.unwrap()[0].booking, id);
    }
}

#[tokio::test]
async fn an_erasure_takes_the_words_and_what_waits() {
    for store in stores("erased").await {
        let dice = &mut Dice(25);
        let spa = Spa::opened(&store, dice).await;
        outbox(&spa).put(wish(&spa, "m"), &by(5), dice).await.unwrap();
        outbox(&spa).put(wish(&spa, "n"), &by(5), dice).await.unwrap();
        let [one, _] = &outbox(&spa).claim(200, dice).await.unwrap()[..] else { panic!("two") };
        assert!(outbox(&spa).written(one, Kind::Aftercare, &letter(&[]), &[], 200, dice).await.unwrap());
        outbox(&spa).handed_over(one, &letter(&[]), Outcome::Sent, 200).await.unwrap();
        assert!(outbox(&spa).one("m").await.unwrap().letter.is_some());
        spa.patients().erase(&spa.guest, "asked", &by(300), dice).await.unwrap();
        assert_eq!(outbox(&spa).one("m").await.unwrap().letter, None);
        let n = outbox(&spa).one("n").await.unwrap();
        assert_eq!((n.standing, n.why, n.detail.as_str()), (Standing::Cancelled, Some(Why::Erased), ""));
        assert_eq!(outbox(&spa).claim(i64::MAX / 2, dice).await.unwrap(), []);
    }
}
