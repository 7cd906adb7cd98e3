//! How long the calendar of a large clinic takes: `cargo run --release -p serein --example calendar_speed [DATABASE]`, on SQLite in a
//! file unless another database is named. CPU of this process; on PostgreSQL the server's own beside it.
//!
//! The clinic is that of the peers' measurement (see `clinic/mod.rs`). Budgets:
//! - free starts of one service, everybody, 30 days, from the stored bits: at most 5 ms;
//! - a visit of three resources booked: at most 1 ms on SQLite.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::panic,
    reason = "a measure for people, not part of the product"
)]
mod clinic;

use chart::booking::Bookings;
use chart::{SiteKey, Store};
use clinic::cost::{self, Scratch};
use clinic::{Clinic, Dice, sought};
use cpu_time::ProcessTime;
use std::time::Duration;
use vocab::Day;

const VISITS: usize = 12_250;
const NOW: i64 = 20_783 * 86_400_000 + 10 * 3_600_000;
/// How often each thing is done; the middle of five rounds is told.
const ROUNDS: usize = 5;

/// Time here and in PostgreSQL.
type Spent = (Duration, Duration);

/// The middle of several rounds, each the mean of its `times`.
async fn middle<F: Future<Output = ()>>(times: u32, mut work: impl FnMut() -> F) -> Spent {
    let mut rounds = Vec::new();
    for _ in 0..ROUNDS {
        let (here, there) = (ProcessTime::now(), cost::of_postgres());
        for _ in 0..times {
            work().await;
        }
        rounds.push((here.elapsed() / times, cost::of_postgres().saturating_sub(there) / times));
    }
    rounds.sort();
    rounds[ROUNDS / 2]
}

fn tell(what: &str, spent: Spent, budget: &str) {
    let there = if spent.1.is_zero() { String::new() } else { format!(" and {:?} in PostgreSQL", spent.1) };
    println!("{what}: {:?} CPU{there}{budget}", spent.0);
}

async fn starts(bookings: &Bookings<'_>, from: Day) -> u32 {
    let free = bookings.free(from, 30).await.unwrap();
    free.starts(&sought(), None).iter().map(calendar::Cells::count).sum()
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let scratch = Scratch::new("calendar");
    let address = std::env::args().nth(1).unwrap_or_else(|| scratch.database("calendar.db"));
    let store = Store::open(&address).await.unwrap();
    let dice = &mut Dice(7);
    let key = SiteKey::draw(dice);
    let (size, today) = ((20, 12, 10), Day::from_number(20_783));
    let house_code = format!("speed-{}", std::process::id());
    let mut house = Clinic::open((&store, &key, &house_code), (today, NOW), size, 400, dice).await;
    house.fill(VISITS, size, 90, dice).await;
    let bookings = house.bookings();
    println!("{VISITS} visits are booked on {:?}", store.engine());

    let found = starts(&bookings, today).await;
    let spent = middle(50, async || assert_eq!(starts(&bookings, today).await, found)).await;
    tell(&format!("free starts, 30 days, from the stored bits ({found} starts)"), spent, "; budget 5 ms");
    // Beyond the stored weeks everything is computed from the rows of hours.
    let cold = today.plus(280);
    let found = starts(&bookings, cold).await;
    let spent = middle(20, async || assert_eq!(starts(&bookings, cold).await, found)).await;
    tell(&format!("the same where nothing is stored, cold ({found} starts)"), spent, "");
    let spent = middle(1, async || bookings.store_weeks(today).await.unwrap()).await;
    tell("all hours of everybody, 30 weeks, stored anew", spent, "");

    let mut rounds = Vec::new();
    for round in 0..ROUNDS {
        let visits = house.open_visits(today.plus(100 + i32::try_from(round).unwrap()), size, dice).await;
        let count = u32::try_from(visits.len()).unwrap();
        let (here, there) = (ProcessTime::now(), cost::of_postgres());
        for visit in &visits {
            bookings.book(std::slice::from_ref(visit), &house.by(), dice).await.unwrap();
        }
        rounds.push((here.elapsed() / count, cost::of_postgres().saturating_sub(there) / count));
    }
    rounds.sort();
    tell("a visit of three resources", rounds[rounds.len() / 2], "; budget 1 ms on SQLite");
}
