//! A patient's year, told in `stories/a-patients-year.txt`, through the real pages over HTTP: a listening server, a browser for
//! each person, a clock that goes through the year; on `SQLite` and, when `SEREIN_TEST_POSTGRES` names a server, on `PostgreSQL`.
//!
//! What the pages answered stands in `stories/a-patients-year.transcript`; `UPDATE_STORIES=1` writes it anew.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise"
)]
mod browser;
mod story;

use chart::Store;
use story::House;

/// The story is read when it is told, so that it can be changed without building anything.
fn file(kind: &str) -> String {
    format!("{}/../../stories/a-patients-year.{kind}", env!("CARGO_MANIFEST_DIR"))
}

async fn told(store: Store) -> String {
    let text = std::fs::read_to_string(file("txt")).unwrap();
    let first = text
        .lines()
        .find_map(|line| line.strip_prefix("    on "))
        .expect("a story begins on a day")
        .to_owned();
    let (mut house, link) = House::opened(store, first.trim()).await;
    story::told(&text.replace("{first-start}", &link), &mut house).await.replace(&link, "{first-start}")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_patients_year_is_told_on_every_engine() {
    let kept = std::env::temp_dir().join(format!("serein-year-{}.db", std::process::id()));
    let _ = std::fs::remove_file(&kept);
    let store = Store::open(&format!("sqlite:{}", kept.display())).await.unwrap();
    let said = told(store).await;
    let _ = std::fs::remove_file(&kept);
    if std::env::var_os("UPDATE_STORIES").is_some() {
        std::fs::write(file("transcript"), &said).unwrap();
    }
    let golden = std::fs::read_to_string(file("transcript")).unwrap_or_default();
    same(&golden, &said, "SQLite");
    if let Ok(server) = std::env::var("SEREIN_TEST_POSTGRES") {
        let schema = format!("year_{}", std::process::id());
        sqlx::any::install_default_drivers();
        let admin = sqlx::AnyPool::connect(&server).await.unwrap();
        sqlx::query(sqlx::AssertSqlSafe(format!("CREATE SCHEMA {schema}"))).execute(&admin).await.unwrap();
        admin.close().await;
        let store = Store::open(&format!("{server}?options=-csearch_path%3D{schema}")).await.unwrap();
        same(&golden, &told(store).await, "PostgreSQL");
    }
}

/// Compares transcripts, and shows the first place where they part.
fn same(golden: &str, said: &str, engine: &str) {
    for (place, (wanted, got)) in golden.lines().zip(said.lines()).enumerate() {
        assert_eq!(
            wanted,
            got,
            "on {engine}, line {} of the transcript goes differently; UPDATE_STORIES=1 writes it anew",
            place + 1
        );
    }
    assert_eq!(golden.lines().count(), said.lines().count(), "on {engine} the transcript has another length");
}
