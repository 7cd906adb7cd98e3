//! Properties of the book of a lot.
use super::*;
use proptest::prelude::*;

fn any_event() -> impl Strategy<Value = (i64, LotEvent)> {
    let amount = (0..=60_000_i64).prop_map(|n| Amount::try_from(n).unwrap());
    let session = (0..4_u8).prop_map(|n| format!("s{n}"));
    let word = || "x".to_owned();
    let event = prop_oneof![
        3 => (amount.clone(), 1..=30_000_i64, proptest::option::of(1..48_u32)).prop_map(move |(amount, pack, open_hours)| {
            LotEvent::Received {
                product: word(), number: word(), expires: Day::from_number(20_000), amount,
                pack: Amount::try_from(pack).unwrap(), open_hours, from: String::new(),
            }
        }),
        2 => Just(LotEvent::Opened { note: String::new() }),
        6 => (session.clone(), amount.clone())
            .prop_map(move |(session, amount)| LotEvent::Used { session, patient: word(), amount }),
        3 => (session, amount.clone()).prop_map(|(session, amount)| LotEvent::PutBack { session, amount, withdrawn: false }),
        2 => amount.clone().prop_map(|amount| LotEvent::Wasted { amount, why: Waste::Broken, note: String::new() }),
        2 => amount.prop_map(|amount| LotEvent::Counted { amount, note: String::new() }),
        1 => Just(LotEvent::Quarantined { reason: word() }),
        1 => Just(LotEvent::Released { reason: word() }),
        1 => Just(LotEvent::Recalled { reference: word(), reason: word() }),
    ];
    (0..100_i64, event).prop_map(|(hour, event)| (hour * 3_600_000, event))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    /// Whatever is told in whatever order: what is refused changes nothing, nothing goes below nothing, and what came
    /// in is what was used, wasted, missed and is there.
    #[test]
    fn the_book_of_a_lot_adds_up(told in proptest::collection::vec(any_event(), 0..60)) {
        let mut lot = Lot::default();
        for (at, event) in &told {
            let before = lot.clone();
            if lot.hear(*at, event).is_err() {
                prop_assert_eq!(&lot, &before);
            }
            let n = Amount::thousandths;
            prop_assert_eq!(n(lot.received) + n(lot.found), n(lot.on_hand) + n(lot.used) + n(lot.wasted) + n(lot.missed));
            let open: i64 = lot.open.iter().map(|o| n(o.left)).sum();
            prop_assert!(open <= n(lot.on_hand), "{:?}", lot);
            let sessions: i64 = lot.sessions.values().map(|(_, a)| n(*a)).sum();
            prop_assert_eq!(sessions, n(lot.used));
            if matches!(lot.hold, Some(Hold::Recalled(..))) {
                prop_assert!(lot.may_use(Amount::ZERO, Day::FIRST, *at).is_err());
            }
        }
    }

    /// Expired is expired, whatever else is true of the lot.
    #[test]
    fn an_expired_lot_is_never_chosen(told in proptest::collection::vec(any_event(), 0..30), days in 1..5_000_i32) {
        let mut lot = Lot::default();
        for (at, event) in &told {
            let _ = lot.hear(*at, event);
        }
        let day = Day::from_number(20_000).plus(days);
        prop_assert!(lot.may_use(Amount::ZERO, day, 0).is_err());
    }
}
