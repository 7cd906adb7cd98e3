//! The stock on both engines: what may not be used is not used, the last one is used once, a recall finds everybody.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
#[path = "../dice/mod.rs"]
mod dice;
#[path = "../engines/mod.rs"]
mod engines;
mod ready;

use chart::register::By;
use chart::stock::{Amount, Delivery, LotEvent, Not, Product, ProductIngredient, Stock, Unit, Waste};
use chart::{ChartError, SiteKey, Store};
use dice::Dice;
use engines::stores;
use knowledge::Knowledge;
use std::collections::BTreeMap;
use vocab::Day;

const SITE: &str = "harbour";
const HOUR: i64 = 3_600_000;

fn by(at: i64) -> By {
    By { author: "nurse-ines".to_owned(), at }
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn amount(text: &str) -> Amount {
    text.parse().unwrap()
}

fn k() -> &'static Knowledge {
    Knowledge::shipped().unwrap()
}

async fn opened(store: &Store) -> SiteKey {
    let key = SiteKey::draw(&mut Dice(1));
    store.open_site(&key, SITE, "Harbour House", &by(1), &mut Dice(2)).await.unwrap();
    key
}

fn toxin() -> Product {
    Product {
        key: "toxin-ona-100".to_owned(),
        name: "Onabotulinumtoxin A 100 U".to_owned(),
        maker: "Maker".to_owned(),
        unit: Unit::Unit,
        pack: Amount::whole(100),
        open_hours: Some(24),
        ingredients: Vec::new(),
        treatments: vec!["botulinum".to_owned()],
        reorder_at: Amount::whole(100),
        gtin: None,
        label: None,
        retired: false,
    }
}

fn delivery(number: &str, expires: &str, units: u32) -> Delivery {
    Delivery {
        number: number.to_owned(),
        expires: day(expires),
        amount: Amount::whole(units),
        from: String::new(),
    }
}

fn uses(lot: &str, how_much: &str) -> BTreeMap<String, Amount> {
    BTreeMap::from([(lot.to_owned(), amount(how_much))])
}

const TODAY: &str = "2026-05-04";

#[tokio::test]
async fn what_is_expired_held_back_or_recalled_is_not_used_and_the_reason_is_told() {
    for store in stores("shut").await {
        let key = opened(&store).await;
        let (stock, dice, today) = (Stock::new(&store, &key, SITE), &mut Dice(3), day(TODAY));
        stock.set_product(k(), &toxin(), &by(2), dice).await.unwrap();
        let lot = stock.receive(&toxin(), &delivery("C1", TODAY, 200), today, &by(3), dice).await.unwrap();
        // On its last day it is good; the day after it is not.
        stock.take("s1", "p1", &uses(&lot, "20"), today, &by(4), dice).await.unwrap();
        let told = stock.take("s2", "p2", &uses(&lot, "20"), today.plus(1), &by(5), dice).await;
        assert!(matches!(told, Err(ChartError::Stock(Not::Expired { .. }))), "{told:?}");
        assert_eq!(stock.usable("toxin-ona-100", today.plus(1), 5).await.unwrap(), []);

        let hold = LotEvent::Quarantined { reason: "fridge alarm".to_owned() };
        stock.about(&lot, &hold, &by(6), dice).await.unwrap();
        let told = stock.take("s2", "p2", &uses(&lot, "20"), today, &by(7), dice).await;
        assert!(matches!(told, Err(ChartError::Stock(Not::HeldBack { .. }))), "{told:?}");
        stock
            .about(&lot, &LotEvent::Released { reason: "log was fine".to_owned() }, &by(8), dice)
            .await
            .unwrap();
        stock.take("s2", "p2", &uses(&lot, "20"), today, &by(9), dice).await.unwrap();

        let touched = stock.recall(&lot, "FSN-1", "particles", &by(10), dice).await.unwrap();
        let who: Vec<_> = touched.iter().map(|t| (t.patient.as_str(), t.amount, t.at)).collect();
        assert_eq!(who, [("p1", Amount::whole(20), 4), ("p2", Amount::whole(20), 9)]);
        let told = stock.take("s3", "p3", &uses(&lot, "1"), today, &by(11), dice).await;
        assert!(matches!(told, Err(ChartError::Stock(Not::Recalled { .. }))), "{told:?}");
        for event in [
            LotEvent::Released { reason: "please".to_owned() },
            LotEvent::Quarantined { reason: "again".to_owned() },
        ] {
            assert!(stock.about(&lot, &event, &by(12), dice).await.is_err(), "{event:?}");
        }
        let again = stock.receive(&toxin(), &delivery("C1", TODAY, 100), today, &by(13), dice).await;
        assert!(matches!(again, Err(ChartError::Stock(Not::Recalled { .. }))), "{again:?}");
        assert_eq!(stock.check().await.unwrap(), Vec::<String>::new());
        assert_eq!(store.verify(Some(&key), SITE).await.unwrap().faults, []);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_last_one_is_used_by_exactly_one() {
    for store in stores("last").await {
        let key = opened(&store).await;
        let today = day(TODAY);
        let lot = {
            let stock = Stock::new(&store, &key, SITE);
            stock.set_product(k(), &toxin(), &by(2), &mut Dice(3)).await.unwrap();
            stock
                .receive(&toxin(), &delivery("L", "2026-12-31", 3), today, &by(3), &mut Dice(4))
                .await
                .unwrap()
        };
        let reach = (0..24_u64).map(|n| {
            let (store, key, lot) = (store.clone(), key.clone(), lot.clone());
            tokio::spawn(async move {
                let stock = Stock::new(&store, &key, SITE);
                let who = format!("s{n}");
                let told = stock.take(&who, "p", &uses(&lot, "3"), today, &by(10), &mut Dice(100 + n)).await;
                match told {
                    Ok(()) => true,
                    Err(ChartError::Stock(Not::TooLittle { .. })) => false,
                    Err(other) => panic!("{other}"),
                }
            })
        });
        let mut won = 0;
        for hand in reach.collect::<Vec<_>>() {
            won += usize::from(hand.await.unwrap());
        }
        assert_eq!(won, 1);
        let stock = Stock::new(&store, &key, SITE);
        let (row, told) = stock.lot(&lot).await.unwrap();
        assert_eq!((row.lot.on_hand, told.len()), (Amount::ZERO, 2));
        assert_eq!(stock.check().await.unwrap(), Vec::<String>::new());
    }
}

#[tokio::test]
async fn a_corrected_session_takes_more_or_puts_back_and_all_or_nothing_of_several_lots() {
    for store in stores("more").await {
        let key = opened(&store).await;
        let (stock, dice, today) = (Stock::new(&store, &key, SITE), &mut Dice(3), day(TODAY));
        stock.set_product(k(), &toxin(), &by(2), dice).await.unwrap();
        let one =
            stock.receive(&toxin(), &delivery("A", "2026-12-31", 100), today, &by(3), dice).await.unwrap();
        let two =
            stock.receive(&toxin(), &delivery("B", "2026-12-31", 10), today, &by(4), dice).await.unwrap();
        stock.take("s", "p", &uses(&one, "20"), today, &by(5), dice).await.unwrap();
        stock.take("s", "p", &uses(&one, "24.5"), today, &by(6), dice).await.unwrap();
        stock.take("s", "p", &uses(&one, "24.5"), today, &by(7), dice).await.unwrap();
        stock.take("s", "p", &uses(&one, "4"), today, &by(8), dice).await.unwrap();
        let (row, _) = stock.lot(&one).await.unwrap();
        assert_eq!((row.lot.on_hand, row.lot.used), (amount("96"), amount("4")));
        let both = BTreeMap::from([(one.clone(), amount("50")), (two.clone(), amount("11"))]);
        let told = stock.take("s", "p", &both, today, &by(9), dice).await;
        assert!(matches!(told, Err(ChartError::Stock(Not::TooLittle { .. }))), "{told:?}");
        assert_eq!(
            stock.lot(&one).await.unwrap().0.lot.on_hand,
            amount("96"),
            "nothing of the first was taken"
        );
        let none = stock.take("s", "p", &uses("no-such", "1"), today, &by(9), dice).await;
        assert!(matches!(none, Err(ChartError::Missing { what: "lot", .. })), "{none:?}");
        // Put back to nothing: nobody had any of it.
        stock.take("s", "p", &uses(&one, "0"), today, &by(10), dice).await.unwrap();
        assert_eq!(stock.touched(&one).await.unwrap(), []);
    }
}

#[tokio::test]
async fn an_opened_vial_keeps_its_hours_and_everything_adds_up() {
    for store in stores("vial").await {
        let key = opened(&store).await;
        let (stock, dice, today) = (Stock::new(&store, &key, SITE), &mut Dice(3), day(TODAY));
        stock.set_product(k(), &toxin(), &by(2), dice).await.unwrap();
        let lot =
            stock.receive(&toxin(), &delivery("V", "2026-12-31", 100), today, &by(3), dice).await.unwrap();
        let open = LotEvent::Opened { note: "2.5 ml saline".to_owned() };
        stock.about(&lot, &open, &by(10), dice).await.unwrap();
        assert!(stock.about(&lot, &open, &by(10), dice).await.is_err(), "no closed pack is left");
        stock.take("s1", "p1", &uses(&lot, "64"), today, &by(HOUR), dice).await.unwrap();
        let late = stock.take("s2", "p2", &uses(&lot, "10"), today, &by(25 * HOUR), dice).await;
        assert!(matches!(late, Err(ChartError::Stock(Not::TooLittle { .. }))), "{late:?}");
        let waste = LotEvent::Wasted { amount: amount("30"), why: Waste::OpenTooLong, note: String::new() };
        stock.about(&lot, &waste, &by(25 * HOUR), dice).await.unwrap();
        let count = LotEvent::Counted { amount: amount("0"), note: "spilled".to_owned() };
        let row = stock.about(&lot, &count, &by(26 * HOUR), dice).await.unwrap();
        assert_eq!(
            (row.received, row.used, row.wasted, row.missed),
            (amount("100"), amount("64"), amount("30"), amount("6"))
        );
        assert_eq!(stock.lots(None).await.unwrap(), [], "what is used up is not on hand");
        assert_eq!(stock.lots(Some("toxin-ona-100")).await.unwrap().len(), 1);
    }
}

#[tokio::test]
async fn what_does_not_hold_is_refused_with_its_field() {
    for store in stores("hostile").await {
        let key = opened(&store).await;
        let (stock, dice, today) = (Stock::new(&store, &key, SITE), &mut Dice(3), day(TODAY));
        let wrong = |change: &dyn Fn(&mut Product)| {
            let mut product = toxin();
            change(&mut product);
            product
        };
        for (field, product) in [
            ("key", wrong(&|p| p.key = "../etc".to_owned())),
            ("key", wrong(&|p| p.key = String::new())),
            ("name", wrong(&|p| p.name = " ".to_owned())),
            ("name", wrong(&|p| p.name = "x".repeat(301))),
            ("maker", wrong(&|p| p.maker = "a\u{0}b".to_owned())),
            ("pack", wrong(&|p| p.pack = Amount::ZERO)),
            ("open_hours", wrong(&|p| p.open_hours = Some(0))),
            ("gtin", wrong(&|p| p.gtin = Some("09501101530004".to_owned()))),
            ("treatments", wrong(&|p| p.treatments = vec!["botulinm".to_owned()])),
            ("label", wrong(&|p| p.label = Some("x".to_owned()))),
            (
                "ingredients",
                wrong(&|p| {
                    p.ingredients = vec![ProductIngredient {
                        name: "Glycolic Acid".to_owned(),
                        code: Some("aha_glycolc".to_owned()),
                    }];
                }),
            ),
        ] {
            let told = stock.set_product(k(), &product, &by(2), dice).await;
            let Err(ChartError::Form { what, why }) = told else { panic!("{field}: {told:?}") };
            assert_eq!(what, format!("the product's {field}"));
            if field == "treatments" {
                assert!(why.contains("did you mean `botulinum`?"), "{why}");
            }
        }
        stock.set_product(k(), &toxin(), &by(2), dice).await.unwrap();
        for (number, expires, units) in [
            ("", "2027-01-01", 1),
            ("X", "2026-05-03", 1),
            ("X", "2027-01-01", 0),
            (&"9".repeat(301), "2027-01-01", 1),
        ] {
            let told = stock.receive(&toxin(), &delivery(number, expires, units), today, &by(3), dice).await;
            assert!(told.is_err(), "{number} {expires} {units}");
        }
        let lot =
            stock.receive(&toxin(), &delivery("X", "2027-01-01", 1), today, &by(3), dice).await.unwrap();
        let other = stock.receive(&toxin(), &delivery("X", "2027-02-01", 1), today, &by(3), dice).await;
        assert!(matches!(other, Err(ChartError::Stock(Not::Unfit { .. }))), "{other:?}");
        for event in [
            LotEvent::Used { session: "s".to_owned(), patient: "p".to_owned(), amount: Amount::whole(1) },
            LotEvent::Recalled { reference: "x".to_owned(), reason: "x".to_owned() },
            LotEvent::Wasted { amount: Amount::whole(2), why: Waste::Broken, note: String::new() },
            LotEvent::Wasted { amount: Amount::ZERO, why: Waste::Broken, note: String::new() },
            LotEvent::Quarantined { reason: String::new() },
            LotEvent::Released { reason: "it was never held".to_owned() },
        ] {
            assert!(stock.about(&lot, &event, &by(4), dice).await.is_err(), "{event:?}");
        }
        let changed = wrong(&|p| p.pack = Amount::whole(50));
        assert!(
            stock.set_product(k(), &changed, &by(5), dice).await.is_err(),
            "lots are on record in the old pack"
        );
        assert_eq!(stock.check().await.unwrap(), Vec::<String>::new());
    }
}
