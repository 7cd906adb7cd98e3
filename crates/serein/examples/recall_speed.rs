//! How soon a lot is traced to everybody whom it reached: `recall_speed SEREIN [SESSIONS]`, 20,000 sessions of 2,000 guests by default,
//! one lot used in 200 of them, on SQLite in a file. It asks the two pages of a recall, first as somebody who has not looked yet
//! (every look is remembered) and then again. Server CPU and clock, the middle of several.
//! Budget: the list with its letters within a second by the clock.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::panic,
    reason = "a measure for people, not part of the product"
)]
mod clinic;
#[path = "../../chart/tests/vial/mod.rs"]
mod vial;

use chart::book::new_id;
use chart::entry::Body;
use chart::patient::NewEntry;
use chart::session::Session;
use chart::stock::{Amount, Stock};
use chart::{SiteKey, Store};
use clinic::cost::Scratch;
use clinic::server::Server;
use clinic::{Clinic, Dice, moment};
use knowledge::Knowledge;
use std::collections::BTreeMap;
use std::time::Instant;
use vocab::Zone;

const GUESTS: usize = 2_000;
/// Every so many sessions used the lot that is recalled.
const EVERY: usize = 100;
const AGAIN: u32 = 10;

/// Sessions of everybody, and the lot that some of them used.
async fn fill(house: &Clinic<'_>, sessions: usize, dice: &mut Dice) -> String {
    let k = Knowledge::shipped().unwrap();
    let stock = Stock::new(house.store, house.key, house.site);
    let product = vial::product();
    stock.set_product(k, &product, &house.by(), dice).await.unwrap();
    let delivery = vial::delivery(10_000, house.today.plus(300));
    let lot = stock.receive(&product, &delivery, house.today, &house.by(), dice).await.unwrap();
    let patients = chart::patient::Patients::new(house.store, house.key, house.site);
    let each = sessions / house.patients.len();
    for (number, patient) in house.patients.iter().enumerate() {
        let mut entries = Vec::new();
        for n in 0..each {
            let at = house.now - i64::try_from(n + 1).unwrap() * 30 * 86_400_000;
            let mut session = Session::new(k, "botulinum", &house.practitioners[0], at).unwrap();
            session.zones = vec![Zone::Glabella, Zone::Forehead];
            session.ended_at = Some(at + 1_200_000);
            let body = Body::Session(session);
            entries.push(NewEntry { id: new_id(at, dice), happened_at: at, body, amends: None });
        }
        patients.record(patient, None, &entries, &house.by(), dice).await.unwrap();
        if (number * each).is_multiple_of(EVERY) {
            let uses = BTreeMap::from([(lot.clone(), Amount::whole(20))]);
            stock.take(&entries[0].id, patient, &uses, house.today, &house.by(), dice).await.unwrap();
        }
    }
    lot
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let program = std::env::args().nth(1).unwrap_or_else(|| panic!("recall_speed SEREIN [SESSIONS]"));
    let sessions: usize = std::env::args().nth(2).map_or(20_000, |text| text.parse().unwrap());
    let scratch = Scratch::new("recall");
    let address = scratch.database("recall.db");
    let dice = &mut Dice(7);
    let key = SiteKey::draw(dice);
    let store = Store::open(&address).await.unwrap();
    let house = Clinic::open((&store, &key, "house"), moment(), (4, 4, 1), GUESTS, dice).await;
    let lot = fill(&house, sessions, dice).await;
    let (cookie, _) = house.signed(dice).await;
    store.close().await;
    let mut server = Server::serve(&program, &address, "house", &key);
    server.ready();
    let mut browser = server.browser(&cookie);
    for (what, address) in [
        ("the number of a lot traced, with a letter for each", "/recall?lot=C1".to_owned()),
        ("the list of a lot on the shelf", format!("/stock/{lot}/recall")),
    ] {
        for (times, how) in [(1, "first"), (AGAIN, "again")] {
            let (cpu, begun) = (server.cpu(), Instant::now());
            for _ in 0..times {
                let answer = browser.get(&address);
                assert_eq!(answer.status, 200, "{}", answer.head);
                let reached = answer.body.matches("Amara Okafor").count();
                assert!(reached >= sessions / EVERY, "{reached} names");
            }
            let (spent, took) = (server.cpu().saturating_sub(cpu) / times, begun.elapsed() / times);
            println!("{sessions} sessions, {what}, {how}: {spent:.1?} CPU, {took:.1?} by the clock");
        }
    }
}
