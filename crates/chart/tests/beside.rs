//! What stands beside the books, changed through SQL behind the record's back: visits and their events, consent texts, lots.
//! Which columns are proved by nothing is said in `docs/decisions/0025`; every other is tried here.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
mod dice;
#[expect(dead_code, reason = "the spa of the calendar has more than this asks for")]
#[path = "booking/spa.rs"]
mod spa;
mod vial;

use chart::Store;
use chart::book::new_id;
use chart::booking::Status;
use chart::consent::{Act, Consent, LANGUAGE, Presented, Shelf, Text};
use chart::entry::Body;
use chart::patient::NewEntry;
use chart::stock::Stock;
use dice::Dice;
use knowledge::Knowledge;
use proptest::prelude::*;
use spa::{SITE, Spa, at, by, monday, slot, spring};
use sqlx::{AnyPool, AssertSqlSafe, Row as _};

/// A table, the columns of text that are tried, and those of numbers.
type Tried = (&'static str, &'static [&'static str], &'static [&'static str]);

const BESIDE: &[Tried] = &[
    (
        "booking",
        &["booking", "patient", "series", "status", "sealed", "body", "reasons"],
        &["day", "hold_until", "version"],
    ),
    ("booking_event", &["booking", "author", "kind", "body", "seal"], &["seq", "at"]),
    ("consent_text", &["hash", "bytes"], &[]),
    ("lot", &["lot", "product", "number", "expires", "standing"], &["on_hand"]),
];

/// Two visits with a history, a text that was handed over, a lot of which some was wasted.
async fn filled(store: &Store) -> Spa {
    let dice = &mut Dice(3);
    let spa = Spa::opened(store, dice).await;
    let bookings = spa.bookings();
    let (morning, noon) = (slot(monday(), at("09:00"), "ada", "fern", "laser"), at("13:00"));
    let news = [
        spa.new_visit(morning, dice),
        spa.new_visit(slot(spring().plus(1), noon, "noor", "moss", "laser"), dice),
    ];
    bookings.book(&news, &by(10), dice).await.unwrap();
    let first = bookings.one(&news.first().unwrap().id).await.unwrap();
    let cancelled = [(first.id.clone(), first.version)];
    bookings.become_status(&cancelled, Status::Cancelled, "is ill", &by(12)).await.unwrap();

    let k = Knowledge::shipped().unwrap();
    let text = Text::of(k, "botulinum", LANGUAGE).unwrap();
    Shelf::new(store, SITE).keep(&text, &by(14)).await.unwrap();
    let presented = Presented {
        text_hash: text.hash(),
        language: text.language.clone(),
        on: monday(),
        explained_by: "ada".to_owned(),
    };
    let act = Act::Presented(presented);
    let body = Body::Consent(Consent { service: "botulinum".to_owned(), act });
    let new = NewEntry { id: new_id(15, dice), happened_at: 15, body, amends: None };
    spa.patients().record(&spa.guest, None, &[new], &by(15), dice).await.unwrap();

    let product = vial::product();
    let stock = Stock::new(store, &spa.key, SITE);
    stock.set_product(k, &product, &by(16), dice).await.unwrap();
    let delivery = vial::delivery(100, monday().plus(90));
    stock.receive(&product, &delivery, monday(), &by(17), dice).await.unwrap();
    spa
}

async fn behind() -> (Spa, AnyPool) {
    static COUNT: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
    let n = COUNT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    let file = std::env::temp_dir().join(format!("serein-beside-{}-{n}.db", std::process::id()));
    let _ = std::fs::remove_file(&file);
    let url = format!("sqlite:{}", file.display());
    let store = Store::open(&url).await.unwrap();
    (filled(&store).await, AnyPool::connect(&url).await.unwrap())
}

async fn run(pool: &AnyPool, sql: String) {
    sqlx::query(AssertSqlSafe(sql)).execute(pool).await.unwrap();
}

async fn faults(spa: &Spa) -> Vec<chart::verify::Fault> {
    spa.store.verify(Some(&spa.key), SITE).await.unwrap().faults
}

async fn rows(pool: &AnyPool, table: &str) -> Vec<i64> {
    let all = format!("SELECT rowid FROM {table} ORDER BY rowid");
    sqlx::query_scalar(AssertSqlSafe(all)).fetch_all(pool).await.unwrap()
}

async fn text_of(pool: &AnyPool, table: &str, column: &str, row: i64) -> String {
    let one = format!("SELECT {column} AS v FROM {table} WHERE rowid = {row}");
    sqlx::query(AssertSqlSafe(one)).fetch_one(pool).await.unwrap().get("v")
}

/// Another letter at a place that moves along; one more where there is none.
fn flipped(text: &str, place: usize) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    let at = place % letters.len().max(1);
    match letters.get_mut(at) {
        Some(letter) => *letter = if *letter == 'a' { 'b' } else { 'a' },
        None => letters.push('a'),
    }
    letters.into_iter().collect()
}

/// Changes a text, says whether it was found, and takes the change back.
async fn is_found(spa: &Spa, pool: &AnyPool, table: &str, column: &str, row: i64, place: usize) -> bool {
    let before = text_of(pool, table, column, row).await;
    let set = |value: &str| {
        let value = value.replace('\'', "''");
        format!("UPDATE {table} SET {column} = '{value}' WHERE rowid = {row}")
    };
    run(pool, set(&flipped(&before, place))).await;
    let found = !faults(spa).await.is_empty();
    run(pool, set(&before)).await;
    found
}

#[tokio::test]
async fn every_changed_column_beside_the_books_is_found() {
    let (spa, pool) = behind().await;
    assert_eq!(faults(&spa).await, []);
    let mut tried = 0;
    for (table, texts, numbers) in BESIDE {
        for row in rows(&pool, table).await {
            for column in *texts {
                assert!(
                    is_found(&spa, &pool, table, column, row, tried).await,
                    "{table}.{column} of row {row}"
                );
                tried += 1;
            }
            for column in *numbers {
                run(&pool, format!("UPDATE {table} SET {column} = {column} + 7 WHERE rowid = {row}")).await;
                assert_ne!(faults(&spa).await, [], "{table}.{column} of row {row}");
                run(&pool, format!("UPDATE {table} SET {column} = {column} - 7 WHERE rowid = {row}")).await;
                tried += 1;
            }
        }
    }
    assert_eq!(faults(&spa).await, [], "everything was taken back");
    assert!(tried > 45, "{tried} changes were tried");
}

#[tokio::test]
async fn every_row_that_is_gone_or_was_added_beside_the_books_is_found_and_the_first_bad_event_is_named() {
    let (spa, pool) = behind().await;
    for (table, _, _) in BESIDE {
        for row in rows(&pool, table).await {
            run(&pool, format!("CREATE TABLE kept AS SELECT * FROM {table} WHERE rowid = {row}")).await;
            run(&pool, format!("DELETE FROM {table} WHERE rowid = {row}")).await;
            assert_ne!(faults(&spa).await, [], "row {row} of {table} is gone");
            run(&pool, format!("INSERT INTO {table} SELECT * FROM kept")).await;
            run(&pool, "DROP TABLE kept".to_owned()).await;
        }
    }
    assert_eq!(faults(&spa).await, []);
    for (table, set) in [
        ("booking", "booking = 'forged'"),
        ("booking_event", "seq = 3"),
        ("booking_event", "booking = 'forged'"),
        ("lot", "lot = 'forged', number = 'C2'"),
    ] {
        run(
            &pool,
            format!(
                "CREATE TABLE one AS SELECT * FROM {table} WHERE rowid = (SELECT MIN(rowid) FROM {table})"
            ),
        )
        .await;
        run(&pool, format!("UPDATE one SET {set}; INSERT INTO {table} SELECT * FROM one")).await;
        assert_ne!(faults(&spa).await, [], "{table} with {set}");
        let end =
            format!("DELETE FROM {table} WHERE rowid = (SELECT MAX(rowid) FROM {table}); DROP TABLE one");
        run(&pool, end).await;
    }
    assert_eq!(faults(&spa).await, []);
    let visit: String =
        sqlx::query_scalar("SELECT booking FROM booking_event WHERE seq = 2").fetch_one(&pool).await.unwrap();
    run(&pool, format!("UPDATE booking_event SET author = 'nobody' WHERE booking = '{visit}' AND seq = 2"))
        .await;
    let found = faults(&spa).await;
    let first = found.first().unwrap();
    assert_eq!((first.book.as_str(), first.seq), (format!("visit/{visit}").as_str(), 2), "{found:?}");
}

/// Two events of two visits that change places keep their seals and are found all the same.
#[tokio::test]
async fn events_that_changed_places_are_found() {
    let (spa, pool) = behind().await;
    let ids: Vec<String> =
        sqlx::query_scalar("SELECT booking FROM booking ORDER BY booking").fetch_all(&pool).await.unwrap();
    let [one, two] = ids.as_slice() else { unreachable!("two visits") };
    for (from, to) in [(one.as_str(), "x"), (two.as_str(), one.as_str()), ("x", two.as_str())] {
        run(&pool, format!("UPDATE booking_event SET booking = '{to}' WHERE booking = '{from}' AND seq = 1"))
            .await;
    }
    assert_ne!(faults(&spa).await, []);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    /// Any one character of any text that is proved; thirty changes in each of the runs.
    #[test]
    fn any_changed_character_beside_the_books_is_found(
        places in proptest::collection::vec((0_usize..4, 0_usize..100, 0_usize..100, 0_usize..20_000), 30)
    ) {
        tokio::runtime::Runtime::new().unwrap().block_on(async {
            let (spa, pool) = behind().await;
            for (table, column, row, place) in places {
                let (table, texts, _) = BESIDE[table % BESIDE.len()];
                let all = rows(&pool, table).await;
                let (column, row) = (texts[column % texts.len()], all[row % all.len()]);
                assert!(is_found(&spa, &pool, table, column, row, place).await, "{table}.{column} at {place}");
            }
            assert_eq!(faults(&spa).await, []);
        });
    }
}
