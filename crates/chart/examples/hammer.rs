//! Writes entries as fast as the record takes them and prints each one that was acknowledged: what `tests/kill.sh` kills.
//!
//! `hammer ADDRESS WRITERS`: registers a patient, then writes until it is ended. Each printed line, `ID`, is a promise.
#![expect(clippy::unwrap_used, reason = "a measure for people, not part of the product")]
#[path = "../tests/dice/mod.rs"]
mod dice;

use chart::book::new_id;
use chart::entry::{Body, Identity};
use chart::patient::{NewEntry, Patients};
use chart::register::By;
use chart::{SiteKey, Store};
use dice::Dice;
use std::io::Write as _;

#[tokio::main]
async fn main() {
    let mut args = std::env::args().skip(1);
    let address = args.next().unwrap();
    let writers: u64 = args.next().unwrap().parse().unwrap();
    let key = SiteKey::from_text(&"5e".repeat(32)).unwrap();
    let store = Store::open(&address).await.unwrap();
    let by = |at| By { author: "hammer".to_owned(), at };
    let start = u64::from(std::process::id());
    store.open_site(&key, "house", "Hammer", &by(1), &mut Dice(start)).await.unwrap();
    let patients = Patients::new(&store, &key, "house");
    let person = Identity { name: "Hammered".to_owned(), ..Identity::default() };
    let id = patients.register(&person, &by(2), &mut Dice(start + 1)).await.unwrap();
    let mut tasks = Vec::new();
    for writer in 0..writers {
        let (store, key, id) = (store.clone(), key.clone(), id.clone());
        tasks.push(tokio::spawn(async move {
            let dice = &mut Dice(start * 1_000 + writer);
            let patients = Patients::new(&store, &key, "house");
            for turn in 0.. {
                // Two entries that stand or fall together.
                let pair: Vec<NewEntry> = ["a", "b"]
                    .map(|half| {
                        let body = Body::note(&format!("{writer}.{turn}.{half}"));
                        NewEntry { id: new_id(turn, dice), happened_at: turn, body, amends: None }
                    })
                    .into();
                patients
                    .record(&id, None, &pair, &By { author: "hammer".to_owned(), at: turn }, dice)
                    .await
                    .unwrap();
                let line = pair.iter().map(|entry| entry.id.as_str()).collect::<Vec<_>>().join(" ");
                let mut out = std::io::stdout().lock();
                writeln!(out, "{line}").unwrap();
                out.flush().unwrap();
            }
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
}
