//! What guests answer, and what they stop.
use crate::dice::Dice;
use crate::engines::stores;
use crate::outbox;
use crate::spa::{SITE, Spa, by};
use chart::contact::Contact;
use chart::entry::Identity;
use chart::message::{Answer, Gesture, Kind, Purpose, Quiet, Settings, Standing, Way, Why, Wish};

fn answer(id: &str, from: &str, message: &str, text: &str) -> Answer {
    let words = |text: &str| text.to_owned();
    Answer { id: words(id), from: words(from), message: words(message), text: words(text) }
}

fn wish(spa: &Spa, id: &str, kind: Kind) -> Wish {
    Wish {
        id: id.to_owned(),
        patient: spa.guest.clone(),
        kind,
        about: String::new(),
        not_before: 1_000,
        expires: i64::MAX,
        held: false,
        detail: String::new(),
        attached: vec![],
    }
}

#[tokio::test]
async fn a_stop_is_heard_once_and_takes_back_what_waits() {
    for store in stores("stop").await {
        let dice = &mut Dice(51);
        let spa = Spa::opened(&store, dice).await;
        let allows = Purpose::ALL.iter().map(|purpose| (*purpose, true)).collect();
        let contact = Contact { ways: vec![Way::Email], allows, ..Contact::default() };
        outbox(&spa).keep_contact(&spa.guest, &contact, &by(5), dice).await.unwrap();
        outbox(&spa).put(wish(&spa, "m", Kind::Aftercare), &by(5), dice).await.unwrap();
        let stop = answer("a1", "somebody@example.org", "m", "Stop.");
        assert!(outbox(&spa).hear(&stop, 100, dice).await.unwrap());
        let after = spa.patients().for_the_house(&spa.guest).await.unwrap();
        assert!(
            after.contact().unwrap().allows.values().all(|yes| !yes) && after.contact().unwrap().by_guest
        );
        let m = outbox(&spa).one("m").await.unwrap();
        assert_eq!((m.standing, m.why), (Standing::Cancelled, Some(Why::Refused)));
        // Allowed again, and the same answer once more: it is not heard twice.
        outbox(&spa).keep_contact(&spa.guest, &contact, &by(200), dice).await.unwrap();
        assert!(!outbox(&spa).hear(&stop, 300, dice).await.unwrap());
        let now = spa.patients().for_the_house(&spa.guest).await.unwrap();
        assert!(now.contact().unwrap().allows.values().all(|yes| *yes));
        // One purpose alone, and what was before comes back.
        let before = outbox(&spa).stop(&spa.guest, &[Purpose::Recall], &by(400), dice).await.unwrap();
        assert_eq!(before, contact);
        let now = spa.patients().for_the_house(&spa.guest).await.unwrap();
        assert_eq!(now.contact().unwrap().allows.get(&Purpose::Appointments), Some(&true));
        assert_eq!(now.contact().unwrap().allows.get(&Purpose::Recall), Some(&false));
    }
}

#[tokio::test]
async fn words_wait_for_a_person_whoever_wrote_them() {
    for store in stores("words").await {
        let dice = &mut Dice(52);
        let spa = Spa::opened(&store, dice).await;
        let noor = Identity {
            name: "Noor Haddad".to_owned(),
            phone: Some("+1 555 010 4200".to_owned()),
            ..Identity::default()
        };
        let noor = spa.patients().register(&noor, &by(5), dice).await.unwrap();
        for (id, from, patient) in [("a1", "+15550104200", noor.as_str()), ("a2", "+15559999999", "")] {
            let words = answer(id, from, "", "May I come at five?");
            assert!(outbox(&spa).hear(&words, 100, dice).await.unwrap());
            let heard = outbox(&spa).replies().await.unwrap();
            let one = heard.iter().find(|one| one.id == id).unwrap();
            assert_eq!((one.patient.as_str(), one.stop), (patient, false));
            assert_eq!(one.words.as_ref().unwrap().1, "May I come at five?");
        }
        assert!(outbox(&spa).read_reply("a1", &by(7)).await.unwrap());
        assert!(!outbox(&spa).read_reply("a1", &by(8)).await.unwrap());
        let order: Vec<String> =
            outbox(&spa).replies().await.unwrap().into_iter().map(|one| one.id).collect();
        assert_eq!(order, ["a2", "a1"], "unread first");
        spa.patients().erase(&noor, "asked", &by(200), dice).await.unwrap();
        let heard = outbox(&spa).replies().await.unwrap();
        assert_eq!(heard.iter().find(|one| one.id == "a1").unwrap().words, None);
        let long = answer("a3", "x", "", &"x".repeat(4_001));
        assert!(outbox(&spa).hear(&long, 100, dice).await.is_err());
    }
}

#[tokio::test]
async fn a_stop_from_a_number_that_two_people_share_stops_both() {
    for store in stores("shared").await {
        let dice = &mut Dice(55);
        let spa = Spa::opened(&store, dice).await;
        let mut both = Vec::new();
        for name in ["Noor Haddad", "Sami Haddad"] {
            let phone = Some("+1 555 010 4200".to_owned());
            let who = Identity { name: name.to_owned(), phone, ..Identity::default() };
            let id = spa.patients().register(&who, &by(5), dice).await.unwrap();
            let allows = Purpose::ALL.iter().map(|purpose| (*purpose, true)).collect();
            let contact = Contact { ways: vec![Way::Text], allows, ..Contact::default() };
            outbox(&spa).keep_contact(&id, &contact, &by(6), dice).await.unwrap();
            both.push(id);
        }
        assert!(outbox(&spa).hear(&answer("a1", "+15550104200", "", "STOP"), 100, dice).await.unwrap());
        for id in &both {
            let chart = spa.patients().for_the_house(id).await.unwrap();
            assert!(chart.contact().unwrap().allows.values().all(|yes| !yes));
        }
        assert_eq!(outbox(&spa).replies().await.unwrap()[0].patient, "", "whose it is, a person decides");
    }
}

#[tokio::test]
async fn what_somebody_with_two_charts_writes_is_one_persons_and_holds_what_goes_out_under_the_kept_one() {
    for store in stores("writer").await {
        let dice = &mut Dice(56);
        let spa = Spa::opened(&store, dice).await;
        let phone = Some("+1 555 010 4200".to_owned());
        let mut folded = Vec::new();
        for name in ["Amara Okafour", "Amarah Okafor"] {
            let who = Identity { name: name.to_owned(), phone: phone.clone(), ..Identity::default() };
            folded.push(spa.patients().register(&who, &by(5), dice).await.unwrap());
        }
        let [first, second] = &folded[..] else { panic!("two") };
        spa.patients().join(&spa.guest, first, &by(6), dice).await.unwrap();
        assert!(outbox(&spa).hear(&answer("a1", "+15550104200", "", "Call me"), 10, dice).await.unwrap());
        assert_eq!(outbox(&spa).replies().await.unwrap()[0].patient, "", "two people have the number");
        spa.patients().join(&spa.guest, second, &by(11), dice).await.unwrap();
        outbox(&spa).put(wish(&spa, "r", Kind::Recall), &by(12), dice).await.unwrap();
        assert!(outbox(&spa).hear(&answer("a2", "+15550104200", "", "On Monday"), 20, dice).await.unwrap());
        assert_eq!(outbox(&spa).one("r").await.unwrap().standing, Standing::Held);
        let replies = outbox(&spa).replies().await.unwrap();
        assert_eq!(replies.iter().find(|one| one.id == "a2").unwrap().patient, spa.guest);
        assert!(outbox(&spa).gesture("r", Gesture::Send, &by(30)).await.unwrap());
        assert!(outbox(&spa).hear(&answer("a3", "+15550104200", "", "STOP"), 40, dice).await.unwrap());
        assert_eq!(
            outbox(&spa).one("r").await.unwrap().standing,
            Standing::Cancelled,
            "under the kept chart too"
        );
    }
}

#[tokio::test]
async fn an_answer_that_was_heard_under_a_folded_chart_holds_what_is_wished_for_under_the_kept_one() {
    for store in stores("heard").await {
        let dice = &mut Dice(57);
        let spa = Spa::opened(&store, dice).await;
        let phone = Some("+1 555 010 4200".to_owned());
        let who = Identity { name: "Amara Okafour".to_owned(), phone, ..Identity::default() };
        let folded = spa.patients().register(&who, &by(5), dice).await.unwrap();
        assert!(outbox(&spa).hear(&answer("a1", "+15550104200", "", "Call me"), 10, dice).await.unwrap());
        spa.patients().join(&spa.guest, &folded, &by(20), dice).await.unwrap();
        let new = Wish { expires: 10_000, ..wish(&spa, "recall", Kind::Recall) };
        outbox(&spa).agree(&spa.guest, &[new], &by(30), dice).await.unwrap();
        assert_eq!(outbox(&spa).one("recall").await.unwrap().standing, Standing::Held);
    }
}

#[tokio::test]
async fn an_invitation_waits_for_a_person_once_its_guest_has_written() {
    for store in stores("written").await {
        let dice = &mut Dice(54);
        let spa = Spa::opened(&store, dice).await;
        for (id, kind) in [("r", Kind::Recall), ("m", Kind::Aftercare)] {
            outbox(&spa).put(wish(&spa, id, kind), &by(5), dice).await.unwrap();
        }
        let said = answer("a1", "x", "m", "I will call you on Monday");
        assert!(outbox(&spa).hear(&said, 100, dice).await.unwrap());
        assert_eq!(outbox(&spa).one("r").await.unwrap().standing, Standing::Held);
        assert_eq!(outbox(&spa).one("m").await.unwrap().standing, Standing::Queued, "only invitations wait");
        // The same answer once more changes nothing that a person decided in between.
        assert!(outbox(&spa).gesture("r", Gesture::Send, &by(110)).await.unwrap());
        assert!(!outbox(&spa).hear(&said, 120, dice).await.unwrap());
        assert_eq!(outbox(&spa).one("r").await.unwrap().standing, Standing::Queued);
        // What is wished for while nobody has read the answer waits as well.
        for (read, standing) in [(false, Standing::Held), (true, Standing::Queued)] {
            if read {
                assert!(outbox(&spa).read_reply("a1", &by(130)).await.unwrap());
            }
            let id = format!("recall/{}/{read}", spa.guest);
            let new = Wish { expires: 10_000, ..wish(&spa, &id, Kind::Recall) };
            outbox(&spa).agree(&spa.guest, &[new], &by(140), dice).await.unwrap();
            assert_eq!(outbox(&spa).one(&id).await.unwrap().standing, standing);
        }
    }
}

#[tokio::test]
async fn settings_are_kept_and_the_outbox_moves_with_the_site() {
    for store in stores("moves").await {
        let dice = &mut Dice(53);
        let spa = Spa::opened(&store, dice).await;
        assert_eq!(outbox(&spa).settings().await.unwrap(), Settings::default());
        let quiet = Quiet { from: 21 * 60, to: 7 * 60 };
        let settings = Settings { quiet, invites: true, ..Settings::default() };
        outbox(&spa).set(&settings).await.unwrap();
        assert!(
            outbox(&spa)
                .set(&Settings { quiet: Quiet { from: 1_440, to: 0 }, ..Settings::default() })
                .await
                .is_err()
        );
        outbox(&spa).put(wish(&spa, "m", Kind::Aftercare), &by(5), dice).await.unwrap();
        outbox(&spa).hear(&answer("a1", "x", "m", "Thank you"), 100, dice).await.unwrap();
        let mut bytes = Vec::new();
        store.export(SITE, &mut bytes).await.unwrap();
        let other = chart::Store::open("sqlite::memory:").await.unwrap();
        other.import(&mut bytes.as_slice()).await.unwrap();
        let there = chart::message::Outbox::new(&other, &spa.key, SITE);
        assert_eq!(there.settings().await.unwrap(), settings);
        assert_eq!(there.one("m").await.unwrap(), outbox(&spa).one("m").await.unwrap());
        assert_eq!(there.replies().await.unwrap(), outbox(&spa).replies().await.unwrap());
    }
}

#[tokio::test]
async fn the_house_stops_everything_at_once_and_what_waited_comes_back() {
    for store in stores("halt").await {
        let dice = &mut Dice(53);
        let spa = Spa::opened(&store, dice).await;
        let allows = Purpose::ALL.iter().map(|purpose| (*purpose, true)).collect();
        let contact = Contact { ways: vec![Way::Email], allows, ..Contact::default() };
        outbox(&spa).keep_contact(&spa.guest, &contact, &by(5), dice).await.unwrap();
        let all =
            [("m", Kind::Aftercare), ("r", Kind::Recall), ("c", Kind::Change), ("late", Kind::Reminder)];
        for (id, kind) in all {
            let expires = if id == "late" { 250 } else { i64::MAX };
            outbox(&spa).put(Wish { expires, ..wish(&spa, id, kind) }, &by(5), dice).await.unwrap();
        }
        assert!(outbox(&spa).halt(&spa.guest, "  ", &by(100), dice).await.is_err(), "a reason is asked");
        assert_eq!(
            outbox(&spa).one("m").await.unwrap().standing,
            Standing::Queued,
            "and nothing happened without one"
        );
        outbox(&spa).halt(&spa.guest, "bereaved", &by(200), dice).await.unwrap();
        for (id, standing, call) in [
            ("m", Standing::Cancelled, false),
            ("r", Standing::Cancelled, false),
            // The guest still has to hear that the visit is at another time.
            ("c", Standing::Suppressed, true),
            ("late", Standing::Cancelled, false),
        ] {
            let one = outbox(&spa).one(id).await.unwrap();
            assert_eq!((one.standing, one.why, one.call), (standing, Some(Why::Stopped), call), "{id}");
        }
        let chart = spa.patients().for_the_house(&spa.guest).await.unwrap();
        let now = chart.contact().unwrap();
        assert!(now.is_stopped() && now.allows == contact.allows, "what the guest said stays");
        // Who was called in between hears nothing twice; what is too late stays away.
        assert!(outbox(&spa).gesture("c", Gesture::Called, &by(210)).await.unwrap());
        outbox(&spa).resume(&spa.guest, "she is back", &by(300), dice).await.unwrap();
        for (id, standing) in [
            ("m", Standing::Queued),
            ("r", Standing::Held),
            ("c", Standing::Suppressed),
            ("late", Standing::Cancelled),
        ] {
            assert_eq!(outbox(&spa).one(id).await.unwrap().standing, standing, "{id}");
        }
        let chart = spa.patients().for_the_house(&spa.guest).await.unwrap();
        assert!(!chart.contact().unwrap().is_stopped());
        let said: Vec<(bool, String)> = chart
            .lines
            .iter()
            .filter_map(|line| match &line.now {
                Some(chart::entry::Body::Contact(contact)) => contact.halt.clone(),
                _ => None,
            })
            .map(|halt| (halt.stopped, halt.why))
            .collect();
        assert_eq!(said, [(true, "bereaved".to_owned()), (false, "she is back".to_owned())]);
    }
}

#[tokio::test]
async fn what_is_too_late_is_not_promised() {
    for store in stores("late").await {
        let dice = &mut Dice(54);
        let spa = Spa::opened(&store, dice).await;
        for (id, kind, held, expires) in [
            ("reminder", Kind::Reminder, false, 500),
            ("recall", Kind::Recall, true, 500),
            ("coming", Kind::Consent, false, 501),
        ] {
            outbox(&spa).put(Wish { held, expires, ..wish(&spa, id, kind) }, &by(5), dice).await.unwrap();
        }
        assert_eq!(outbox(&spa).expire(499).await.unwrap(), 0);
        assert_eq!(outbox(&spa).expire(500).await.unwrap(), 2);
        for (id, standing, why, call) in [
            ("reminder", Standing::Suppressed, Some(Why::TooLate), true),
            ("recall", Standing::Suppressed, Some(Why::TooLate), false),
            ("coming", Standing::Queued, None, false),
        ] {
            let one = outbox(&spa).one(id).await.unwrap();
            assert_eq!((one.standing, one.why, one.call), (standing, why, call), "{id}");
        }
        assert_eq!(outbox(&spa).expire(500).await.unwrap(), 0);
    }
}
