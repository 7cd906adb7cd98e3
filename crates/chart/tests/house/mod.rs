//! What the tests of charts share: a site, people to put into it, and a scratch file.
use crate::dice::Dice;
use chart::book::new_id;
use chart::entry::{Body, Identity};
use chart::patient::NewEntry;
use chart::register::By;
use chart::{SiteKey, Store};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};

pub(crate) const SITE: &str = "harbour";
static COUNT: AtomicU64 = AtomicU64::new(0);

pub(crate) fn scratch(name: &str) -> PathBuf {
    let n = COUNT.fetch_add(1, Ordering::Relaxed);
    let path = std::env::temp_dir().join(format!("serein-{}-{n}-{name}", std::process::id()));
    let _ = std::fs::remove_file(&path);
    path
}

pub(crate) fn by(at: i64) -> By {
    By { author: "dr-ada".to_owned(), at }
}

pub(crate) fn identity(name: &str) -> Identity {
    Identity { name: name.to_owned(), born: "1990-04-12".parse().ok(), ..Identity::default() }
}

pub(crate) fn note(text: &str, at: i64, dice: &mut Dice) -> NewEntry {
    NewEntry { id: new_id(at, dice), happened_at: at, body: Body::note(text), amends: None }
}

pub(crate) async fn opened(store: &Store, dice: &mut Dice) -> SiteKey {
    let key = SiteKey::draw(&mut Dice(1));
    store.open_site(&key, SITE, "Harbour House", &by(1), dice).await.unwrap();
    key
}
