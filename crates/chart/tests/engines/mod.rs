//! A fresh record on each engine that is there: `SQLite` always, `PostgreSQL` when `SEREIN_TEST_POSTGRES` names a server.
use chart::Store;
use std::sync::atomic::{AtomicU64, Ordering};

static COUNT: AtomicU64 = AtomicU64::new(0);

/// Opens them; `name` begins with a letter and is the test's own.
pub(crate) async fn stores(name: &str) -> Vec<Store> {
    let n = COUNT.fetch_add(1, Ordering::Relaxed);
    let file = std::env::temp_dir().join(format!("serein-{}-{n}-{name}.db", std::process::id()));
    let _ = std::fs::remove_file(&file);
    let mut stores = vec![Store::open(&format!("sqlite:{}", file.display())).await.unwrap()];
    if let Ok(server) = std::env::var("SEREIN_TEST_POSTGRES") {
        let schema = format!("{name}_{}_{n}", std::process::id());
        sqlx::any::install_default_drivers();
        let admin = sqlx::AnyPool::connect(&server).await.unwrap();
        sqlx::query(sqlx::AssertSqlSafe(format!("CREATE SCHEMA {schema}"))).execute(&admin).await.unwrap();
        admin.close().await;
        stores.push(Store::open(&format!("{server}?options=-csearch_path%3D{schema}")).await.unwrap());
    }
    stores
}
