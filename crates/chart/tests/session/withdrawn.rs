//! A session that is withdrawn gives back what it took, once, and the lot says so; on both engines.
use super::dice::Dice;
use super::engines::stores;
use super::{NURSE, SITE, by, finished, house, k, nurse, on_hand, pass, today, toxin};
use chart::ChartError;
use chart::book::new_id;
use chart::entry::{Amending, Amendment, Body};
use chart::patient::{NewEntry, Patients};
use chart::session::{Keeps, WaitingFor};
use chart::stock::{LotEvent, Stock};

fn withdrawal(of: &str, minute: i64, dice: &mut Dice) -> NewEntry {
    let how = Amendment { how: Amending::Withdrawal, reason: "another guest's".to_owned(), to: None };
    let by = by(NURSE, minute);
    NewEntry {
        id: new_id(by.at, dice),
        happened_at: by.at,
        body: Body::Amendment(how),
        amends: Some(of.to_owned()),
    }
}

/// What was put back because of a withdrawal, and of which session.
async fn put_back(stock: &Stock<'_>, lot: &str) -> Vec<(String, String)> {
    let (_, told) = stock.lot(lot).await.unwrap();
    let back = |event| {
        if let LotEvent::PutBack { session, amount, withdrawn: true } = event {
            return Some((session, amount.to_string()));
        }
        None
    };
    told.into_iter().filter_map(|one| back(one.event)).collect()
}

#[tokio::test]
async fn a_session_that_is_withdrawn_gives_back_what_it_took_once_whatever_it_was() {
    for store in stores("sessgone").await {
        let dice = &mut Dice(5);
        let (key, patient, lot) = house(&store).await;
        let (patients, stock) = (Patients::new(&store, &key, SITE), Stock::new(&store, &key, SITE));
        // A draft that was corrected to less, and a signed one.
        let draft = patients
            .begin_session(k(), &patient, &toxin(&lot), &pass("botulinum"), &by(NURSE, 10), dice)
            .await
            .unwrap();
        let mut less = toxin(&lot);
        less.points.truncate(1);
        let begun = patients
            .begin_session(k(), &patient, &toxin(&lot), &pass("botulinum"), &by(NURSE, 11), dice)
            .await
            .unwrap();
        assert_eq!(on_hand(&stock, &lot).await, "60");
        less.door.clone_from(&patients.session_of(&patient, &draft.entry).await.door);
        patients.keep_session(&patient, &draft.entry, &less, today(), &by(NURSE, 12), dice).await.unwrap();
        assert_eq!(on_hand(&stock, &lot).await, "68");
        let mut signed = finished(&toxin(&lot));
        signed.door.clone_from(&patients.session_of(&patient, &begun.entry).await.door);
        patients.keep_session(&patient, &begun.entry, &signed, today(), &by(NURSE, 30), dice).await.unwrap();
        patients
            .sign_session(k(), &patient, &begun.entry, Keeps::BOTH, ("Ines", &nurse()), &by(NURSE, 31), dice)
            .await
            .unwrap();
        // Another entry that is withdrawn takes nothing from the shelf and puts nothing on it.
        let note = NewEntry { id: "n".to_owned(), happened_at: 0, body: Body::note("calm"), amends: None };
        patients.record(&patient, None, &[note], &by(NURSE, 32), dice).await.unwrap();
        patients.record(&patient, None, &[withdrawal("n", 33, dice)], &by(NURSE, 33), dice).await.unwrap();
        assert_eq!((on_hand(&stock, &lot).await.as_str(), put_back(&stock, &lot).await), ("68", vec![]));
        let gone = withdrawal(&draft.entry, 40, dice);
        for minute in [40, 41] {
            // The same press twice is one withdrawal.
            patients
                .record(&patient, None, std::slice::from_ref(&gone), &by(NURSE, minute), dice)
                .await
                .unwrap();
        }
        assert_eq!(on_hand(&stock, &lot).await, "80");
        patients
            .record(&patient, None, &[withdrawal(&begun.entry, 42, dice)], &by(NURSE, 42), dice)
            .await
            .unwrap();
        // Withdrawn once more, by somebody who did not see it.
        patients
            .record(&patient, None, &[withdrawal(&begun.entry, 43, dice)], &by(NURSE, 43), dice)
            .await
            .unwrap();
        assert_eq!(on_hand(&stock, &lot).await, "100");
        let twelve = (draft.entry.clone(), "12".to_owned());
        assert_eq!(put_back(&stock, &lot).await, [twelve, (begun.entry.clone(), "20".to_owned())]);
        let (row, _) = stock.lot(&lot).await.unwrap();
        assert!(
            row.lot.sessions.is_empty() && row.lot.used.is_zero(),
            "a recall finds nobody who had none of it"
        );
        assert!(patients.waiting(WaitingFor::Signature).await.unwrap().is_empty());
        assert!(patients.waiting(WaitingFor::Review).await.unwrap().is_empty());
        // What is withdrawn takes nothing any more.
        let kept =
            patients.keep_session(&patient, &draft.entry, &toxin(&lot), today(), &by(NURSE, 50), dice).await;
        assert!(matches!(kept, Err(ChartError::Missing { .. })), "{kept:?}");
        assert_eq!(stock.check().await.unwrap(), Vec::<String>::new());
        assert_eq!(store.verify(Some(&key), SITE).await.unwrap().faults, []);
    }
}

/// The session of an entry as the chart has it.
trait SessionOf {
    async fn session_of(&self, patient: &str, entry: &str) -> chart::session::Session;
}

impl SessionOf for Patients<'_> {
    async fn session_of(&self, patient: &str, entry: &str) -> chart::session::Session {
        let chart = self.for_the_house(patient).await.unwrap();
        let line = chart.lines.iter().find(|line| line.entry.id == entry).unwrap();
        let Some(Body::Session(session)) = &line.now else { unreachable!("it is a session") };
        session.clone()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_withdrawals_at_the_same_moment_one_gives_back() {
    for store in stores("sessgonerace").await {
        let (key, patient, lot) = house(&store).await;
        let patients = Patients::new(&store, &key, SITE);
        let begun = patients
            .begin_session(k(), &patient, &toxin(&lot), &pass("botulinum"), &by(NURSE, 10), &mut Dice(6))
            .await
            .unwrap();
        let hands = (0..6_u64).map(|n| {
            let (store, key, patient, entry) =
                (store.clone(), key.clone(), patient.clone(), begun.entry.clone());
            tokio::spawn(async move {
                let dice = &mut Dice(100 + n);
                let gone = withdrawal(&entry, 20, dice);
                Patients::new(&store, &key, SITE).record(&patient, None, &[gone], &by(NURSE, 20), dice).await
            })
        });
        for hand in hands.collect::<Vec<_>>() {
            hand.await.unwrap().unwrap();
        }
        let stock = Stock::new(&store, &key, SITE);
        assert_eq!((on_hand(&stock, &lot).await.as_str(), put_back(&stock, &lot).await.len()), ("100", 1));
    }
}
