//! Photographs and the draft of a consultation on both engines: sealed, shown only when allowed, moved and erased with the rest.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
mod dice;
mod engines;

use chart::book::new_id;
use chart::consent::{Act, Consent, Form, LANGUAGE, Meaning, Pen, Purpose, Said, Shelf, Text};
use chart::consult::{Consultation, Section};
use chart::entry::{Body, Identity};
use chart::patient::{NewEntry, Patients, Size, Taken, Why};
use chart::photo::{Clean, View};
use chart::register::By;
use chart::{ChartError, SiteKey, Store};
use dice::Dice;
use engines::stores;
use knowledge::Knowledge;
use std::collections::BTreeMap;
use vocab::Day;
use vocab::case::Status;

const SITE: &str = "harbour";
const DAY_MS: i64 = 86_400_000;

fn by(at: i64) -> By {
    By { author: "dr-ada".to_owned(), at }
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

async fn opened(store: &Store, dice: &mut Dice) -> (SiteKey, String) {
    let key = SiteKey::draw(&mut Dice(1));
    store.open_site(&key, SITE, "Harbour House", &by(1), dice).await.unwrap();
    let identity =
        Identity { name: "Amara Okafor".to_owned(), born: "1940-03-04".parse().ok(), ..Identity::default() };
    let id = Patients::new(store, &key, SITE).register(&identity, &by(2), dice).await.unwrap();
    let text = Text::of(Knowledge::shipped().unwrap(), Purpose::Record.service(), LANGUAGE).unwrap();
    Shelf::new(store, SITE).keep(&text, &by(2)).await.unwrap();
    (key, id)
}

/// Signed at `at`, for a purpose, for as long as it may hold.
fn signed(purpose: Purpose, at: i64, dice: &mut Dice) -> NewEntry {
    let text = Text::of(Knowledge::shipped().unwrap(), purpose.service(), LANGUAGE).unwrap();
    let who =
        Identity { name: "Amara Okafor".to_owned(), born: "1940-03-04".parse().ok(), ..Identity::default() };
    let on = day("1970-01-01");
    let pen = Pen {
        text_hash: text.hash(),
        name: "Amara Okafor".to_owned(),
        meaning: Some(Meaning::AllowsPhotographs),
        at,
        on: Some(on),
        explained_by: "nurse-noor".to_owned(),
        ..Pen::default()
    };
    let form = Form::present(&text, &who, on).unwrap();
    let signed = form.answer(&BTreeMap::new()).unwrap().sign(&pen).unwrap();
    let act = Act::Signed(Box::new(signed));
    consent(purpose, act, at, dice)
}

fn withdrawn(purpose: Purpose, at: i64, dice: &mut Dice) -> NewEntry {
    let said = Said { by: "Amara Okafor".to_owned(), on: day("1970-01-02"), why: String::new() };
    consent(purpose, Act::Withdrawn(said), at, dice)
}

fn consent(purpose: Purpose, act: Act, at: i64, dice: &mut Dice) -> NewEntry {
    let body = Body::Consent(Consent { service: purpose.service().to_owned(), act });
    NewEntry { id: new_id(at, dice), happened_at: at, body, amends: None }
}

/// Two files that are long enough to need several pieces.
fn clean() -> Clean {
    let full = (0..900_000_u32).map(|n| n.to_be_bytes()[3] ^ n.to_be_bytes()[2]).collect();
    Clean { full, small: b"a small copy".to_vec(), width: 2_400, height: 1_800 }
}

fn taken() -> Taken {
    Taken { view: View::Front, zone: None, on: day("1970-01-01"), drawn: false, note: String::new() }
}

#[tokio::test]
async fn a_photograph_is_kept_and_shown_only_while_its_purpose_is_allowed() {
    for store in stores("photo").await {
        let dice = &mut Dice(2);
        let (key, id) = opened(&store, dice).await;
        let patients = Patients::new(&store, &key, SITE);
        let (clean, taken) = (clean(), taken());
        let told = patients.keep_photo(&id, (&clean, &taken), 10, &by(10), dice).await;
        assert!(matches!(told, Err(ChartError::NotAllowed { why: "nobody was asked", .. })), "{told:?}");

        patients.record(&id, None, &[signed(Purpose::Record, 20, dice)], &by(20), dice).await.unwrap();
        let photo = patients.keep_photo(&id, (&clean, &taken), 30, &by(30), dice).await.unwrap();
        for (size, bytes) in [(Size::Full, &clean.full), (Size::Small, &clean.small)] {
            let read = patients
                .photo(&id, (&photo, size), (Purpose::Record, Why::Care), &by(31), dice)
                .await
                .unwrap();
            assert_eq!(&read, bytes);
        }
        for purpose in [Purpose::Teaching, Purpose::Publication] {
            let told = patients.photo(&id, (&photo, Size::Small), (purpose, Why::Care), &by(32), dice).await;
            assert!(matches!(told, Err(ChartError::NotAllowed { .. })), "{purpose}: {told:?}");
        }
        let ida = Identity { name: "Ida".into(), ..Identity::default() };
        let other = patients.register(&ida, &by(33), dice).await.unwrap();
        let told =
            patients.photo(&other, (&photo, Size::Full), (Purpose::Record, Why::Care), &by(34), dice).await;
        assert!(matches!(told, Err(ChartError::Missing { .. })), "the photograph of somebody else: {told:?}");

        patients.record(&id, None, &[withdrawn(Purpose::Record, 40, dice)], &by(40), dice).await.unwrap();
        let told =
            patients.photo(&id, (&photo, Size::Small), (Purpose::Record, Why::Care), &by(40), dice).await;
        assert!(
            matches!(told, Err(ChartError::NotAllowed { why: "the consent was taken back", .. })),
            "{told:?}"
        );
        patients.record(&id, None, &[signed(Purpose::Record, 50, dice)], &by(50), dice).await.unwrap();
        let late = 50 + 3_651 * DAY_MS;
        let told =
            patients.photo(&id, (&photo, Size::Small), (Purpose::Record, Why::Care), &by(late), dice).await;
        assert!(matches!(told, Err(ChartError::NotAllowed { why: "the consent ended", .. })), "{told:?}");
        assert!(
            patients
                .photo(&id, (&photo, Size::Small), (Purpose::Record, Why::Care), &by(51), dice)
                .await
                .is_ok()
        );
        assert_eq!(store.verify(Some(&key), SITE).await.unwrap().faults, []);
        let looks = patients.looks(&id, 100).await.unwrap();
        assert_eq!(
            looks.len(),
            2,
            "twenty glances of one person in ten minutes are one look, years later another"
        );
    }
}

#[tokio::test]
async fn photographs_and_drafts_move_byte_for_byte() {
    for (store, other) in stores("photoout").await.into_iter().zip(stores("photoin").await) {
        let dice = &mut Dice(3);
        let (key, id) = opened(&store, dice).await;
        let patients = Patients::new(&store, &key, SITE);
        patients.record(&id, None, &[signed(Purpose::Record, 20, dice)], &by(20), dice).await.unwrap();
        let photo = patients.keep_photo(&id, (&clean(), &taken()), 30, &by(30), dice).await.unwrap();
        patients.begin_consultation(&id, &by(31), dice).await.unwrap();
        let mut out = Vec::new();
        store.export(SITE, &mut out).await.unwrap();
        assert!(!out.windows(12).any(|piece| piece == b"a small copy"), "pieces leave sealed");
        other.import(&mut out.as_slice()).await.unwrap();
        let mut again = Vec::new();
        other.export(SITE, &mut again).await.unwrap();
        assert!(out == again, "the same bytes each time");
        let moved = Patients::new(&other, &key, SITE);
        let read = moved
            .photo(&id, (&photo, Size::Full), (Purpose::Record, Why::Care), &by(40), dice)
            .await
            .unwrap();
        assert_eq!(read, clean().full);
        assert!(moved.consultation(&id).await.unwrap().is_some());
    }
}

#[tokio::test]
async fn a_changed_moved_or_missing_piece_is_found() {
    let file = std::env::temp_dir().join(format!("serein-{}-pieces.db", std::process::id()));
    let _ = std::fs::remove_file(&file);
    let address = format!("sqlite:{}", file.display());
    let store = Store::open(&address).await.unwrap();
    let behind = sqlx::AnyPool::connect(&address).await.unwrap();
    let dice = &mut Dice(6);
    let (key, id) = opened(&store, dice).await;
    let patients = Patients::new(&store, &key, SITE);
    patients.record(&id, None, &[signed(Purpose::Record, 20, dice)], &by(20), dice).await.unwrap();
    let photo = patients.keep_photo(&id, (&clean(), &taken()), 30, &by(30), dice).await.unwrap();
    for (change, back) in [
        (
            "UPDATE photo_part SET part = 12 WHERE size = 'full' AND part = 2",
            "UPDATE photo_part SET part = 2 WHERE part = 12",
        ),
        (
            "UPDATE photo_part SET parts = 9 WHERE size = 'small'",
            "UPDATE photo_part SET parts = 1 WHERE size = 'small'",
        ),
        (
            "UPDATE photo_part SET body = 'A' || body WHERE size = 'small'",
            "UPDATE photo_part SET body = substr(body, 2) WHERE size = 'small'",
        ),
        ("DELETE FROM photo_part WHERE size = 'small'", ""),
    ] {
        sqlx::query(change).execute(&behind).await.unwrap();
        let faults = store.verify(Some(&key), SITE).await.unwrap().faults;
        assert_eq!((faults.len(), faults[0].id.as_str()), (1, photo.as_str()), "{change}: {faults:?}");
        if !back.is_empty() {
            sqlx::query(back).execute(&behind).await.unwrap();
            assert_eq!(store.verify(Some(&key), SITE).await.unwrap().faults, []);
        }
    }
}

#[tokio::test]
async fn with_the_key_the_photographs_and_the_draft_are_gone() {
    for store in stores("photogone").await {
        let dice = &mut Dice(4);
        let (key, id) = opened(&store, dice).await;
        let patients = Patients::new(&store, &key, SITE);
        patients.record(&id, None, &[signed(Purpose::Record, 20, dice)], &by(20), dice).await.unwrap();
        let photo = patients.keep_photo(&id, (&clean(), &taken()), 30, &by(30), dice).await.unwrap();
        patients.begin_consultation(&id, &by(31), dice).await.unwrap();
        patients.erase(&id, "own_request", &by(40), dice).await.unwrap();
        let told =
            patients.photo(&id, (&photo, Size::Small), (Purpose::Record, Why::Care), &by(41), dice).await;
        assert!(matches!(told, Err(ChartError::Erased(_))), "{told:?}");
        assert!(matches!(patients.consultation(&id).await, Err(ChartError::Erased(_))));
        let mut out = Vec::new();
        store.export(SITE, &mut out).await.unwrap();
        let out = String::from_utf8(out).unwrap();
        assert!(!out.contains("photo_part") && !out.contains("consult_draft"), "no sealed piece stays");
        assert_eq!(store.verify(Some(&key), SITE).await.unwrap().faults, []);
    }
}

#[tokio::test]
async fn two_screens_do_not_overwrite_each_other_and_what_is_signed_off_is_in_the_chart() {
    for store in stores("consult").await {
        let dice = &mut Dice(5);
        let (key, id) = opened(&store, dice).await;
        let patients = Patients::new(&store, &key, SITE);
        assert_eq!(patients.consultation(&id).await.unwrap(), None);
        let first = patients.begin_consultation(&id, &by(10), dice).await.unwrap();
        let again = patients.begin_consultation(&id, &by(11), dice).await.unwrap();
        assert_eq!(first, again, "one is taken up, not begun twice");
        let mut mine = first.consultation.clone();
        mine.answer("pregnancy", Status::Absent);
        mine.save(Section::History, 12, "dr-ada", true);
        patients.keep_consultation(&id, &first, &mine, &by(12), dice).await.unwrap();
        let told = patients.keep_consultation(&id, &first, &Consultation::default(), &by(13), dice).await;
        assert!(matches!(told, Err(ChartError::Stale { read: 1, now: 2 })), "{told:?}");
        let kept = patients.consultation(&id).await.unwrap().unwrap();
        assert_eq!(kept.consultation, mine);

        let entries: Vec<NewEntry> = mine
            .bodies(&[])
            .into_iter()
            .map(|body| NewEntry { id: new_id(14, dice), happened_at: 14, body, amends: None })
            .collect();
        let told = patients.close_consultation(&id, &first, &entries, &by(14), dice).await;
        assert!(matches!(told, Err(ChartError::Stale { .. })), "{told:?}");
        patients.close_consultation(&id, &kept, &entries, &by(14), dice).await.unwrap();
        assert_eq!(patients.consultation(&id).await.unwrap(), None);
        let read = patients.read(&id, 0, Why::Care, &by(15), dice).await.unwrap();
        assert_eq!(read.len(), 1 + entries.len());
        let told = patients.close_consultation(&id, &kept, &entries, &by(16), dice).await;
        assert!(matches!(told, Err(ChartError::Missing { what: "consultation", .. })), "{told:?}");
        let told = patients.keep_consultation(&id, &kept, &mine, &by(17), dice).await;
        assert!(matches!(told, Err(ChartError::Missing { .. })), "{told:?}");
        assert_eq!(store.verify(Some(&key), SITE).await.unwrap().faults, []);
    }
}
