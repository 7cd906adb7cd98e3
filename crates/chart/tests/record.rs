//! The record on both engines: what is written stays, what is changed behind its back is found.
//!
//! `SQLite` is always tested; `PostgreSQL` when `SEREIN_TEST_POSTGRES` holds the address of a server that may be filled
//! with schemas (`./test` starts one).
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
mod dice;
mod engines;
mod house;

use chart::book::new_id;
use chart::entry::{Amending, Amendment, Body, Fact, Identity, Note};
use chart::fold::Chart;
use chart::patient::{NewEntry, Patients, Why};
use chart::{ChartError, SiteKey, Store};
use dice::Dice;
use engines::stores;
use house::{SITE, by, identity, note, opened, scratch};
use vocab::case::Status;

#[tokio::test]
async fn what_is_recorded_is_read_and_who_looked_is_known() {
    for store in stores("read").await {
        let dice = &mut Dice(2);
        let key = opened(&store, dice).await;
        let patients = Patients::new(&store, &key, SITE);
        let id = patients.register(&identity("Amara Okafor"), &by(10), dice).await.unwrap();
        let fact = Body::Fact(Fact::condition("pregnancy", Status::Absent));
        let first = NewEntry { id: new_id(20, dice), happened_at: 20, body: fact, amends: None };
        let change = Body::Amendment(Amendment {
            how: Amending::Correction,
            reason: "misheard".to_owned(),
            to: Some(Box::new(Body::Fact(Fact::condition("pregnancy", Status::Unknown)))),
        });
        let second =
            NewEntry { id: new_id(21, dice), happened_at: 21, body: change, amends: Some(first.id.clone()) };
        let head = patients.record(&id, Some(1), &[first, second], &by(21), dice).await.unwrap();
        assert_eq!(head.count, 3);
        let chart = Chart::of(&patients.read(&id, 0, Why::Care, &by(30), dice).await.unwrap());
        assert_eq!(chart.identity().unwrap().name, "Amara Okafor");
        assert_eq!(chart.facts()[0].status, Some(Status::Unknown));
        let looks = patients.looks(&id, 10).await.unwrap();
        assert_eq!((looks.len(), looks[0].who.as_str(), looks[0].why.as_str()), (1, "dr-ada", "care"));
        let verified = store.verify(Some(&key), SITE).await.unwrap();
        assert_eq!(verified.faults, []);
        assert_eq!(verified.entries, 2 + 3 + 1);
    }
}

#[tokio::test]
async fn a_chart_that_changed_is_told_and_the_same_request_is_stored_once() {
    for store in stores("stale").await {
        let dice = &mut Dice(3);
        let key = opened(&store, dice).await;
        let patients = Patients::new(&store, &key, SITE);
        let id = patients.register(&identity("Ida"), &by(10), dice).await.unwrap();
        let one = note("one", 11, dice);
        patients.record(&id, Some(1), std::slice::from_ref(&one), &by(11), dice).await.unwrap();
        let two = note("two", 12, dice);
        let told = patients.record(&id, Some(1), &[two], &by(12), dice).await;
        assert!(matches!(told, Err(ChartError::Stale { read: 1, now: 2 })), "{told:?}");
        let again = patients.record(&id, None, &[one], &by(13), dice).await.unwrap();
        assert_eq!(again.count, 2);
        let lost = NewEntry {
            id: new_id(14, dice),
            happened_at: 14,
            body: Body::Amendment(Amendment { how: Amending::Withdrawal, reason: "x".to_owned(), to: None }),
            amends: Some("nothing".to_owned()),
        };
        let told = patients.record(&id, None, &[lost], &by(14), dice).await;
        assert!(matches!(told, Err(ChartError::Missing { what: "entry", .. })), "{told:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn fifty_people_write_to_one_chart_and_nothing_is_lost_or_doubled() {
    for store in stores("fifty").await {
        let dice = &mut Dice(4);
        let key = opened(&store, dice).await;
        let id = Patients::new(&store, &key, SITE).register(&identity("Ida"), &by(10), dice).await.unwrap();
        let writers = (0..50_u64).map(|n| {
            let (store, key, id) = (store.clone(), key.clone(), id.clone());
            tokio::spawn(async move {
                let dice = &mut Dice(100 + n);
                let patients = Patients::new(&store, &key, SITE);
                let mut stale = 0;
                for turn in 0..3_i64 {
                    let at = 20 + turn;
                    let new = note(&format!("{n}.{turn}"), at, dice);
                    // The first of each writer insists on what it has read, and reads again when told.
                    let mut expect = (turn == 0).then_some(1);
                    loop {
                        match patients.record(&id, expect, std::slice::from_ref(&new), &by(at), dice).await {
                            Ok(_) => break,
                            Err(ChartError::Stale { now, .. }) => {
                                stale += 1;
                                expect = Some(now);
                            }
                            Err(other) => panic!("{other}"),
                        }
                    }
                }
                stale
            })
        });
        let mut stale = 0;
        for writer in writers.collect::<Vec<_>>() {
            stale += writer.await.unwrap();
        }
        assert!(stale > 0, "somebody was told that the chart had changed");
        let patients = Patients::new(&store, &key, SITE);
        let entries = patients.read(&id, 0, Why::Audit, &by(99), dice).await.unwrap();
        let mut texts: Vec<String> = entries
            .iter()
            .filter_map(|e| if let Body::Note(Note { text }) = &e.body { Some(text.clone()) } else { None })
            .collect();
        texts.sort();
        texts.dedup();
        assert_eq!((entries.len(), texts.len()), (151, 150));
        assert_eq!(store.verify(Some(&key), SITE).await.unwrap().faults, []);
    }
}

#[tokio::test]
async fn an_erased_patient_is_gone_and_the_chain_is_whole() {
    for store in stores("erase").await {
        let dice = &mut Dice(5);
        let key = opened(&store, dice).await;
        let patients = Patients::new(&store, &key, SITE);
        let id = patients.register(&identity("Marguerite Dubois"), &by(10), dice).await.unwrap();
        assert_eq!(patients.find("margerite duboi").await.unwrap().len(), 1);
        patients.erase(&id, "own_request", &by(20), dice).await.unwrap();
        assert_eq!(patients.find("marguerite dubois").await.unwrap(), []);
        for told in [
            patients.read(&id, 0, Why::Care, &by(21), dice).await.map(|_| ()),
            patients.erase(&id, "own_request", &by(22), dice).await,
            patients.record(&id, None, &[note("x", 23, dice)], &by(23), dice).await.map(|_| ()),
        ] {
            assert!(matches!(told, Err(ChartError::Erased(_))), "{told:?}");
        }
        assert_eq!(store.verify(Some(&key), SITE).await.unwrap().faults, []);
    }
}

#[tokio::test]
async fn two_charts_of_one_person_are_read_as_one_and_parted_again() {
    for store in stores("join").await {
        let dice = &mut Dice(6);
        let key = opened(&store, dice).await;
        let patients = Patients::new(&store, &key, SITE);
        let kept = patients.register(&identity("Ana Silva"), &by(10), dice).await.unwrap();
        let folded = patients.register(&identity("Anna Silva"), &by(11), dice).await.unwrap();
        patients.record(&folded, None, &[note("in the second", 12, dice)], &by(12), dice).await.unwrap();
        patients.join(&kept, &folded, &by(20), dice).await.unwrap();
        for either in [&kept, &folded] {
            assert_eq!(patients.read(either, 0, Why::Care, &by(21), dice).await.unwrap().len(), 3);
        }
        assert!(patients.join(&kept, &folded, &by(22), dice).await.is_err());
        assert!(patients.join(&kept, &kept, &by(22), dice).await.is_err());
        patients.part(&folded, &by(23), dice).await.unwrap();
        assert_eq!(patients.read(&kept, 0, Why::Care, &by(24), dice).await.unwrap().len(), 1);
        assert_eq!(patients.read(&folded, 0, Why::Care, &by(24), dice).await.unwrap().len(), 2);
        assert_eq!(store.verify(Some(&key), SITE).await.unwrap().faults, []);
    }
}

#[tokio::test]
async fn people_are_found_in_spite_of_typos_by_sound_birth_day_and_number() {
    for store in stores("find").await {
        let dice = &mut Dice(7);
        let key = opened(&store, dice).await;
        let patients = Patients::new(&store, &key, SITE);
        for (name, born, phone) in [
            ("Stephen Meyer", "1980-01-02", "+44 20 7946 0018"),
            ("Katherine O'Brien", "1991-05-06", "+44 20 7946 0019"),
            ("Zoë Müller", "2001-12-31", "+49 30 901820"),
            ("Li Wei", "1975-07-07", "+1 202 555 0143"),
        ] {
            let person = Identity {
                name: name.to_owned(),
                born: born.parse().ok(),
                phone: Some(phone.to_owned()),
                ..Identity::default()
            };
            patients.register(&person, &by(10), dice).await.unwrap();
        }
        for (typed, found) in [
            ("stephen", "Stephen Meyer"),
            ("stefan meier", "Stephen Meyer"),
            ("meyer step", "Stephen Meyer"),
            ("kathrine obrien", "Katherine O'Brien"),
            ("zoe muller", "Zoë Müller"),
            ("li wei", "Li Wei"),
            ("2001-12-31", "Zoë Müller"),
            ("02079460019", "Katherine O'Brien"),
        ] {
            let all = patients.find(typed).await.unwrap();
            assert_eq!(all.first().map(|f| f.identity.name.as_str()), Some(found), "{typed}: {all:?}");
        }
        for nobody in ["", "   ", "xyzzy", "'; DROP TABLE entry; --", "%", "1990-13-45"] {
            assert_eq!(patients.find(nobody).await.unwrap(), [], "{nobody}");
        }
    }
}

#[tokio::test]
async fn what_goes_out_comes_in_the_same_byte_for_byte() {
    // The second pass goes from one engine to the other.
    let (out, mut back) = (stores("out").await, stores("in").await);
    back.reverse();
    for (store, other) in out.into_iter().zip(back) {
        let dice = &mut Dice(8);
        let key = opened(&store, dice).await;
        let patients = Patients::new(&store, &key, SITE);
        let id = patients.register(&identity("Ida"), &by(10), dice).await.unwrap();
        let gone = patients.register(&identity("Gone"), &by(11), dice).await.unwrap();
        patients.record(&id, None, &[note("first \"line\"\nsecond", 12, dice)], &by(12), dice).await.unwrap();
        patients.erase(&gone, "own_request", &by(13), dice).await.unwrap();
        store.close_day(&key, SITE, "2026-05-01".parse().unwrap(), &by(14), dice).await.unwrap();
        let mut out = Vec::new();
        let moved = store.export(SITE, &mut out).await.unwrap();
        assert_eq!(other.import(&mut out.as_slice()).await.unwrap(), moved);
        let mut again = Vec::new();
        other.export(SITE, &mut again).await.unwrap();
        assert_eq!(String::from_utf8(out.clone()).unwrap(), String::from_utf8(again).unwrap());
        assert_eq!(other.verify(Some(&key), SITE).await.unwrap().faults, []);
        let read = Patients::new(&other, &key, SITE).read(&id, 0, Why::Care, &by(20), dice).await.unwrap();
        assert_eq!(read.len(), 2);
        assert!(other.import(&mut out.as_slice()).await.is_err(), "the site is there already");
    }
}

#[tokio::test]
async fn an_export_that_was_changed_or_cut_is_refused_and_nothing_stays() {
    for (store, other) in stores("cut").await.into_iter().zip(stores("cutin").await) {
        let dice = &mut Dice(9);
        let key = opened(&store, dice).await;
        Patients::new(&store, &key, SITE).register(&identity("Ida"), &by(10), dice).await.unwrap();
        let mut out = Vec::new();
        store.export(SITE, &mut out).await.unwrap();
        let text = String::from_utf8(out).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        for wrong in [
            lines[..lines.len() - 1].join("\n") + "\n",
            text.replacen("Harbour", "Herbour", 1),
            format!("{text}{}\n", lines[1]),
            lines[1..].join("\n") + "\n",
            text.replace("\"table\":\"head\"", "\"table\":\"heads\""),
            text.replace("\"wrapped\"", "\"wrapper\""),
            text.replace("\"seq\":1", "\"seq\":\"1\""),
            text.replace("Harbour", "Har\\u0000bour"),
            format!("{}\n{}\n{}\n", lines[0], lines[1], lines[1..].join("\n")),
            String::new(),
            "{".to_owned(),
        ] {
            let told = other.import(&mut wrong.as_bytes()).await;
            assert!(matches!(told, Err(ChartError::Form { .. })), "{told:?}");
        }
        let missing = other.verify(None, SITE).await;
        assert!(matches!(missing, Err(ChartError::Missing { what: "site", .. })), "{missing:?}");
    }
}

#[tokio::test]
async fn a_backup_is_a_whole_record_and_overwrites_nothing() {
    let file = scratch("live.db");
    let store = Store::open(&format!("sqlite:{}", file.display())).await.unwrap();
    let dice = &mut Dice(10);
    let key = opened(&store, dice).await;
    let patients = Patients::new(&store, &key, SITE);
    let id = patients.register(&identity("Ida"), &by(10), dice).await.unwrap();
    let copy = scratch("copy.db");
    store.backup(&copy).await.unwrap();
    patients.record(&id, None, &[note("after the copy", 12, dice)], &by(12), dice).await.unwrap();
    assert!(store.backup(&copy).await.is_err(), "the file exists");
    let back = scratch("back.db");
    chart::backup::restore(&copy, &back).await.unwrap();
    let restored = Store::open(&format!("sqlite:{}", back.display())).await.unwrap();
    assert_eq!(restored.verify(Some(&key), SITE).await.unwrap().faults, []);
    let entries = Patients::new(&restored, &key, SITE).read(&id, 0, Why::Care, &by(20), dice).await.unwrap();
    assert_eq!(entries.len(), 1);
    assert!(chart::backup::restore(&copy, &back).await.is_err(), "the file exists");
    let rubbish = scratch("rubbish.db");
    std::fs::write(&rubbish, "not a database").unwrap();
    assert!(chart::backup::restore(&rubbish, &scratch("never.db")).await.is_err());
    // A database that is sound and yet no record that this program can keep.
    for (statement, said) in [
        ("DROP TABLE entry", "no record of Serein"),
        ("INSERT INTO migration VALUES (999, 'later')", "schema 999"),
    ] {
        let changed = scratch("changed.db");
        std::fs::copy(&copy, &changed).unwrap();
        let one = sqlx::AnyPool::connect(&format!("sqlite:{}", changed.display())).await.unwrap();
        sqlx::query(statement).execute(&one).await.unwrap();
        one.close().await;
        let (before, to) = (std::fs::read(&changed).unwrap(), scratch("never.db"));
        let told = chart::backup::restore(&changed, &to).await.unwrap_err().to_string();
        assert!(told.contains(said), "{told}");
        assert!(!to.exists() && std::fs::read(&changed).unwrap() == before, "{statement}");
    }
}

#[tokio::test]
async fn a_wrong_key_and_a_wrong_address_are_told() {
    for store in stores("key").await {
        let dice = &mut Dice(11);
        let key = opened(&store, dice).await;
        let id = Patients::new(&store, &key, SITE).register(&identity("Ida"), &by(10), dice).await.unwrap();
        let wrong = SiteKey::draw(&mut Dice(99));
        let told = Patients::new(&store, &wrong, SITE).read(&id, 0, Why::Care, &by(11), dice).await;
        assert!(matches!(told, Err(ChartError::Key(_))), "{told:?}");
        let told = store.open_site(&wrong, SITE, "Harbour House", &by(12), dice).await;
        assert!(matches!(told, Err(ChartError::Key(_))), "{told:?}");
        assert!(!store.verify(Some(&wrong), SITE).await.unwrap().faults.is_empty());
        assert_eq!(store.verify(None, SITE).await.unwrap().faults, []);
    }
    for address in ["", "mysql://x", "record.db"] {
        let told = Store::open(address).await;
        assert!(matches!(told, Err(ChartError::Address(_))), "{address}");
    }
}
