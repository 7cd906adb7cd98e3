//! What lots, devices and the emergency kit answer the door.
use crate::dice::Dice;
use crate::{SITE, TODAY, by, day, delivery, k, opened, stores, toxin};
use chart::stock::{Because, DeviceEvent, KitEvent, KitItem, Seen, State, Stock};

#[tokio::test]
async fn what_is_not_set_up_is_asked_for_and_lots_answer_the_door() {
    for store in stores("door").await {
        let key = opened(&store).await;
        let (stock, dice, today) = (Stock::new(&store, &key, SITE), &mut Dice(3), day(TODAY));
        for (treatment, lots, devices, kit) in [
            ("botulinum", State::Ask, State::Ready, State::Ask),
            ("ipl", State::Ready, State::Ask, State::Ready),
            ("massage", State::Ready, State::Ready, State::Ready),
        ] {
            assert_eq!(
                stock.lot_ok(k(), treatment, today, 1).await.unwrap().state,
                lots,
                "{treatment}: lots"
            );
            assert_eq!(
                stock.device_ok(k(), treatment, today).await.unwrap().state,
                devices,
                "{treatment}: device"
            );
            assert_eq!(stock.kit_ok(k(), treatment, today).await.unwrap().state, kit, "{treatment}: kit");
        }
        stock.set_product(k(), &toxin(), &by(2), dice).await.unwrap();
        assert_eq!(stock.lot_ok(k(), "botulinum", today, 1).await.unwrap().state, State::Stop);
        stock.receive(&toxin(), &delivery("A", "2026-12-31", 100), today, &by(3), dice).await.unwrap();
        assert_eq!(stock.lot_ok(k(), "botulinum", today, 1).await.unwrap().state, State::Ready);
        assert_eq!(stock.lot_ok(k(), "botulinum", day("2027-01-01"), 1).await.unwrap().state, State::Stop);
    }
}

#[tokio::test]
async fn a_device_answers_the_door_by_its_service_and_its_faults() {
    for store in stores("device").await {
        let key = opened(&store).await;
        let (stock, dice, today) = (Stock::new(&store, &key, SITE), &mut Dice(3), day(TODAY));
        let device = |event| (event, State::Ready);
        let described = DeviceEvent::Described {
            device: "ipl-1".to_owned(),
            name: "Lamp".to_owned(),
            model: "M".to_owned(),
            serial: "7".to_owned(),
            treatments: vec!["ipl".to_owned()],
            service_days: 180,
        };
        let name = || "ipl-1".to_owned();
        for (event, want) in [
            (described, State::Ask),
            device(DeviceEvent::Serviced { device: name(), on: day("2025-11-06"), report: "R1".to_owned() }),
            (DeviceEvent::Faulted { device: name(), what: "filter cracked".to_owned() }, State::Stop),
            device(DeviceEvent::Cleared { device: name(), what: "filter replaced".to_owned() }),
        ] {
            stock.tell_device(k(), &event, today, &by(5), dice).await.unwrap();
            let told = stock.device_ok(k(), "ipl", today).await.unwrap();
            assert_eq!(told.state, want, "{event:?}: {told:?}");
        }
        // Due on 5 May 2026: good on that day, not the day after.
        assert_eq!(stock.device_ok(k(), "ipl", day("2026-05-05")).await.unwrap().state, State::Ready);
        let late = stock.device_ok(k(), "ipl", day("2026-05-06")).await.unwrap();
        assert_eq!(late.lines[0].because, Because::Overdue(day("2026-05-05")));
        let future = DeviceEvent::Serviced { device: name(), on: today.plus(1), report: "R2".to_owned() };
        assert!(stock.tell_device(k(), &future, today, &by(6), dice).await.is_err());
    }
}

#[tokio::test]
async fn the_emergency_kit_answers_the_door_by_what_was_seen() {
    for store in stores("kit").await {
        let key = opened(&store).await;
        let (stock, dice, today) = (Stock::new(&store, &key, SITE), &mut Dice(3), day(TODAY));
        let item = |key: &str, need, treatments: &[&str]| KitItem {
            key: key.to_owned(),
            name: key.to_owned(),
            need,
            treatments: treatments.iter().map(|t| (*t).to_owned()).collect(),
        };
        let items = vec![item("adrenaline", 2, &[]), item("hyaluronidase", 10, &["filler_ha"])];
        stock.tell_kit(k(), &KitEvent::Agreed { items }, today, &by(7), dice).await.unwrap();
        assert_eq!(stock.kit_ok(k(), "botulinum", today).await.unwrap().state, State::Stop, "never checked");
        let seen = |key: &str, count, expires: &str| Seen {
            key: key.to_owned(),
            count,
            expires: expires.parse().ok(),
        };
        let look = KitEvent::Checked {
            on: today,
            seen: vec![seen("adrenaline", 2, "2026-05-10"), seen("hyaluronidase", 6, "2027-01-01")],
        };
        stock.tell_kit(k(), &look, today, &by(8), dice).await.unwrap();
        for (treatment, on, want) in [
            ("botulinum", TODAY, State::Ready),
            ("filler_ha", TODAY, State::Stop),
            ("botulinum", "2026-05-10", State::Ready),
            ("botulinum", "2026-05-11", State::Stop),
        ] {
            let told = stock.kit_ok(k(), treatment, day(on)).await.unwrap();
            assert_eq!(told.state, want, "{treatment} {on}: {told:?}");
        }
        let look = KitEvent::Checked {
            on: today,
            seen: vec![seen("adrenaline", 2, "2027-05-10"), seen("hyaluronidase", 10, "2027-01-01")],
        };
        stock.tell_kit(k(), &look, today, &by(9), dice).await.unwrap();
        assert_eq!(stock.kit_ok(k(), "filler_ha", today).await.unwrap().state, State::Ready);
        assert_eq!(
            stock.kit_ok(k(), "filler_ha", today.plus(32)).await.unwrap().state,
            State::Ask,
            "a month later"
        );
        let stranger = KitEvent::Checked { on: today, seen: vec![seen("unicorn", 1, "")] };
        assert!(stock.tell_kit(k(), &stranger, today, &by(10), dice).await.is_err());
    }
}
