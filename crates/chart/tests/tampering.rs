//! Changes made behind the record's back, through SQL: each one is found.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]
mod dice;

use chart::book::new_id;
use chart::entry::{Body, Identity};
use chart::patient::{NewEntry, Patients, Why};
use chart::register::By;
use chart::{SiteKey, Store};
use dice::Dice;
use proptest::prelude::*;
use sqlx::{AnyPool, AssertSqlSafe, Row as _};

const SITE: &str = "harbour";

/// A small record with something of everything: two closed days, looks, a joining, an erasure.
async fn record(store: &Store) -> SiteKey {
    let dice = &mut Dice(1);
    let key = SiteKey::draw(dice);
    let by = |at| By { author: "dr-ada".to_owned(), at };
    store.open_site(&key, SITE, "Harbour House", &by(1), dice).await.unwrap();
    let patients = Patients::new(store, &key, SITE);
    let mut ids = Vec::new();
    for (n, name) in ["Amara Okafor", "Amara Okafor-Bell", "Zoë Müller", "Gone Soon"].iter().enumerate() {
        let born = format!("19{}0-04-12", n + 5).parse().ok();
        let person = Identity { name: (*name).to_owned(), born, ..Identity::default() };
        ids.push(patients.register(&person, &by(10), dice).await.unwrap());
    }
    let [first, second, third, gone] = ids.as_slice() else { panic!("four patients") };
    for (n, id) in [first, first, second, third, first].into_iter().enumerate() {
        let at = 20 + i64::try_from(n).unwrap();
        let body = Body::note(&format!("note {n}"));
        let new = NewEntry { id: new_id(at, dice), happened_at: at, body, amends: None };
        patients.record(id, None, &[new], &by(at), dice).await.unwrap();
        if n == 2 {
            store.close_day(&key, SITE, "2026-05-01".parse().unwrap(), &by(at), dice).await.unwrap();
        }
    }
    patients.read(first, 0, Why::Care, &by(40), dice).await.unwrap();
    patients.read(first, 0, Why::BreakGlass, &by(41), dice).await.unwrap();
    patients.join(first, second, &by(42), dice).await.unwrap();
    patients.erase(gone, "own_request", &by(43), dice).await.unwrap();
    store.close_day(&key, SITE, "2026-05-02".parse().unwrap(), &by(44), dice).await.unwrap();
    key
}

/// A record in a file, and a way into it past the record.
async fn behind() -> (Store, AnyPool, SiteKey) {
    static COUNT: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
    let n = COUNT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    let file = std::env::temp_dir().join(format!("serein-tampering-{}-{n}.db", std::process::id()));
    let _ = std::fs::remove_file(&file);
    let url = format!("sqlite:{}", file.display());
    let store = Store::open(&url).await.unwrap();
    let key = record(&store).await;
    (store, AnyPool::connect(&url).await.unwrap(), key)
}

async fn run(pool: &AnyPool, sql: String) {
    sqlx::query(AssertSqlSafe(sql)).execute(pool).await.unwrap();
}

async fn is_whole(store: &Store, key: &SiteKey) -> bool {
    store.verify(Some(key), SITE).await.unwrap().faults.is_empty()
}

const TABLES: &[(&str, &[&str], &[&str])] = &[
    (
        "entry",
        &["id", "kind", "author", "amends", "body", "previous", "hash", "book"],
        &["seq", "version", "happened_at", "recorded_at", "sealed"],
    ),
    ("head", &["book", "hash", "seal"], &["count", "closed"]),
    ("patient_key", &["patient", "wrapped"], &[]),
    ("joined", &["folded", "kept"], &[]),
    ("site", &["name", "public_key"], &["opened_at"]),
    ("piece", &["patient"], &["piece"]),
];

/// Every column of every row, one character or one number more: found, and whole again when taken back.
#[tokio::test]
async fn every_changed_column_of_every_row_is_found() {
    let (store, pool, key) = behind().await;
    assert!(is_whole(&store, &key).await);
    let mut tried = 0;
    for (table, texts, numbers) in TABLES {
        let ids: Vec<i64> = sqlx::query_scalar(AssertSqlSafe(format!("SELECT rowid FROM {table}")))
            .fetch_all(&pool)
            .await
            .unwrap();
        for id in ids {
            for column in *texts {
                let row = sqlx::query(AssertSqlSafe(format!(
                    "SELECT {column} AS v FROM {table} WHERE rowid = {id}"
                )))
                .fetch_one(&pool)
                .await
                .unwrap();
                let before: String = row.get("v");
                let set = |value: &str| format!("UPDATE {table} SET {column} = '{value}' WHERE rowid = {id}");
                run(&pool, set(&flipped(&before, tried))).await;
                assert!(!is_whole(&store, &key).await, "{table}.{column} of row {id}");
                run(&pool, set(&before)).await;
                tried += 1;
            }
            for column in *numbers {
                run(&pool, format!("UPDATE {table} SET {column} = {column} + 1000 WHERE rowid = {id}")).await;
                assert!(!is_whole(&store, &key).await, "{table}.{column} of row {id}");
                run(&pool, format!("UPDATE {table} SET {column} = {column} - 1000 WHERE rowid = {id}")).await;
                tried += 1;
            }
        }
    }
    assert!(is_whole(&store, &key).await, "everything was taken back");
    assert!(tried > 350, "{tried} changes were tried");
}

/// One character changed to another that the column might hold, at a place that moves along.
fn flipped(text: &str, turn: usize) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    let place = turn % letters.len().max(1);
    match letters.get_mut(place) {
        Some(letter) => *letter = if *letter == 'a' { 'b' } else { 'a' },
        None => letters.push('a'),
    }
    letters.into_iter().collect()
}

#[tokio::test]
async fn every_missing_row_is_found_and_every_row_that_was_added() {
    let (store, pool, key) = behind().await;
    for (table, _, _) in TABLES {
        if *table == "site" {
            continue; // without it there is no record to verify, and that is said
        }
        let ids: Vec<i64> = sqlx::query_scalar(AssertSqlSafe(format!("SELECT rowid FROM {table}")))
            .fetch_all(&pool)
            .await
            .unwrap();
        for id in ids {
            run(&pool, format!("CREATE TABLE kept AS SELECT * FROM {table} WHERE rowid = {id}")).await;
            run(&pool, format!("DELETE FROM {table} WHERE rowid = {id}")).await;
            assert!(!is_whole(&store, &key).await, "row {id} of {table} is gone");
            run(&pool, format!("INSERT INTO {table} SELECT * FROM kept")).await;
            run(&pool, "DROP TABLE kept".to_owned()).await;
        }
    }
    assert!(is_whole(&store, &key).await);
    // An entry that stands twice, an entry in a book of nobody, a key of nobody.
    run(
        &pool,
        "CREATE TABLE more AS SELECT * FROM entry WHERE book LIKE 'chart/%' AND seq = 1 LIMIT 1".to_owned(),
    )
    .await;
    for set in ["seq = 99, id = 'x'", "book = 'chart/nobody'"] {
        run(&pool, format!("CREATE TABLE one AS SELECT * FROM more; UPDATE one SET {set}; INSERT INTO entry SELECT * FROM one"))
            .await;
        assert!(!is_whole(&store, &key).await, "{set}");
        run(&pool, "DELETE FROM entry WHERE id = 'x' OR book = 'chart/nobody'; DROP TABLE one".to_owned())
            .await;
    }
    run(
        &pool,
        "INSERT INTO patient_key (site, patient, wrapped) VALUES ('harbour', 'nobody', '')".to_owned(),
    )
    .await;
    assert!(!is_whole(&store, &key).await);
}

#[tokio::test]
async fn entries_that_changed_places_are_found_and_the_first_bad_one_is_named() {
    let (store, pool, key) = behind().await;
    let (book, id): (String, String) =
        sqlx::query_as("SELECT book, id FROM entry WHERE book LIKE 'chart/%' AND seq = 3")
            .fetch_one(&pool)
            .await
            .unwrap();
    for sql in [
        "UPDATE entry SET seq = 99 WHERE book = $ AND seq = 3",
        "UPDATE entry SET seq = 3 WHERE book = $ AND seq = 4",
        "UPDATE entry SET seq = 4 WHERE book = $ AND seq = 99",
    ] {
        run(&pool, sql.replace('$', &format!("'{book}'"))).await;
    }
    let verified = store.verify(Some(&key), SITE).await.unwrap();
    let first = verified.faults.first().unwrap();
    assert_eq!((first.book.as_str(), first.seq), (book.as_str(), 3), "{:?}", verified.faults);
    assert_ne!(first.id, id);
}

/// Somebody who can compute every hash, but has not the key, rewrites the end of a book that no closed day covers yet.
#[tokio::test]
async fn a_rewritten_end_is_found_by_its_seal() {
    let (store, pool, key) = behind().await;
    let (book, count): (String, i64) =
        sqlx::query_as("SELECT book, count FROM head WHERE book LIKE 'chart/%' ORDER BY count DESC LIMIT 1")
            .fetch_one(&pool)
            .await
            .unwrap();
    run(&pool, format!("DELETE FROM entry WHERE book = '{book}' AND seq = {count}")).await;
    run(
        &pool,
        format!(
            "UPDATE head SET count = {0}, closed = {0}, hash = (SELECT hash FROM entry WHERE book = '{book}' AND seq = {0}) \
             WHERE book = '{book}'",
            count - 1
        ),
    )
    .await;
    let verified = store.verify(Some(&key), SITE).await.unwrap();
    assert!(verified.faults.iter().any(|f| f.what.contains("seal")), "{:?}", verified.faults);
    assert!(verified.faults.iter().any(|f| f.what.contains("signed")), "{:?}", verified.faults);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    /// Any one character of any sealed body, any other in its place; forty changes in each of the runs.
    #[test]
    fn any_changed_character_of_a_body_is_found(places in proptest::collection::vec((0_usize..10_000, 0_u8..64, 0_usize..1000), 40)) {
        let alphabet: Vec<char> = ('A'..='Z').chain('a'..='z').chain('0'..='9').chain(['-', '_']).collect();
        tokio::runtime::Runtime::new().unwrap().block_on(async {
            let (store, pool, key) = behind().await;
            let bodies: Vec<(i64, String)> =
                sqlx::query_as("SELECT rowid, body FROM entry WHERE sealed = 1").fetch_all(&pool).await.unwrap();
            for (place, letter, row) in places {
                let (id, before) = bodies.get(row % bodies.len()).unwrap();
                let mut letters: Vec<char> = before.chars().collect();
                let at = place % letters.len();
                let new = *alphabet.get(usize::from(letter)).unwrap();
                if std::mem::replace(letters.get_mut(at).unwrap(), new) == new {
                    continue;
                }
                let text: String = letters.into_iter().collect();
                run(&pool, format!("UPDATE entry SET body = '{text}' WHERE rowid = {id}")).await;
                assert!(!is_whole(&store, &key).await, "character {at} of row {id}");
                run(&pool, format!("UPDATE entry SET body = '{before}' WHERE rowid = {id}")).await;
            }
            assert!(is_whole(&store, &key).await);
        });
    }
}
