//! What the first page of a long chart costs: `chart_speed [ENTRIES]`, 2,000 by default, on SQLite in a file.
//! Budget: at most 5 ms CPU for the first 50 lines, folded from a snapshot, with the case and the look that is remembered.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measure for people, not part of the product"
)]
mod cost;
#[path = "../tests/dice/mod.rs"]
mod dice;

use chart::book::new_id;
use chart::entry::{Body, Fact, Identity};
use chart::patient::{Asked, NewEntry, Patients, Why};
use chart::register::By;
use chart::{SiteKey, Store};
use dice::Dice;
use vocab::case::{Policy, Status};

/// A year and more: a third notes, the rest answers, scores and procedures.
fn body(n: i64) -> Body {
    let score = |score: f64| serde_json::json!({ "kind": "assessment", "body": { "concern": "acne", "scale": "iga_acne", "score": score, "raters": 1 } });
    match n % 6 {
        0 => Body::Fact(Fact::condition("hsv_history", Status::Absent)),
        1 => serde_json::from_value(score(2.0)).unwrap(),
        2 => Body::Fact(Fact {
            procedure: Some("peel_salicylic".to_owned()),
            on: Some(vocab::Day::from_number(20_000 + i32::try_from(n / 24).unwrap())),
            zone: Some(vocab::Zone::Forehead),
            ..Fact::default()
        }),
        _ => Body::note(
            "Calm skin, no redness, slept well, protects from the sun every day and asked about the next visit.",
        ),
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let count: i64 = std::env::args().nth(1).map_or(2_000, |n| n.parse().unwrap());
    let scratch = cost::Scratch::new("chart");
    let store = Store::open(&scratch.database("chart.db")).await.unwrap();
    let dice = &mut Dice(7);
    let key = SiteKey::draw(dice);
    let by = By { author: "speed".to_owned(), at: 1 };
    store.open_site(&key, "house", "Speed", &by, dice).await.unwrap();
    let patients = Patients::new(&store, &key, "house");
    let person = Identity { name: "Ida Long".to_owned(), ..Identity::default() };
    let id = patients.register(&person, &by, dice).await.unwrap();
    let entries: Vec<NewEntry> = (0..count)
        .map(|n| NewEntry { id: new_id(n, dice), happened_at: n * 3_600_000, body: body(n), amends: None })
        .collect();
    patients.record(&id, None, &entries, &by, dice).await.unwrap();
    let asked = Asked { kinds: Vec::new(), skip: 0, most: 50 };
    let today = "2026-05-04".parse().unwrap();
    for (what, times) in [("folded anew", 1_u32), ("from the snapshot", 100)] {
        let before = cpu_time::ProcessTime::now();
        for _ in 0..times {
            let page = patients.story(&id, &asked, Why::Care, &by, dice).await.unwrap();
            let case = page.chart.case(today, &Policy::default(), &jiff::tz::TimeZone::UTC);
            assert_eq!((page.lines.len(), case.facts.is_empty()), (50, false));
        }
        println!("{count} entries, {what}: {:?} CPU each", before.elapsed() / times);
    }
}
