//! Hours and absences belong to the house or to somebody or something of it, on both engines.
use crate::dice::Dice;
use crate::engines::stores;
use crate::spa::{Spa, monday};
use chart::ChartError;
use chart::booking::{Away, AwayKind, Hours, HoursKind};

const HOURS: Hours = Hours { kind: HoursKind::Shift, weekday: 0, from: 120, to: 150 };

fn leave(of: &str) -> Away {
    Away {
        id: "leave".to_owned(),
        resource: of.to_owned(),
        kind: AwayKind::Leave,
        first: monday(),
        last: monday(),
        cells: (0, 288),
        reason: String::new(),
    }
}

#[tokio::test]
async fn nobody_has_hours_who_is_not_of_the_house() {
    for store in stores("hours").await {
        let spa = Spa::opened(&store, &mut Dice(11)).await;
        let bookings = spa.bookings();
        let told = "no practitioner, room, device or kit of this house has that id; allowed ada, fern, laser, moss, noor";
        for (of, hint) in
            [("nor", "; did you mean `noor`?"), ("Fern", "; did you mean `fern`?"), ("xyzzy", "")]
        {
            let hours = bookings.set_hours(of, &[HOURS], monday()).await.unwrap_err();
            assert!(matches!(hours, ChartError::Form { .. }), "{hours:?}");
            assert_eq!(hours.to_string(), format!("the hours of `{of}` cannot be read: {told}{hint}"));
            let away = bookings.set_away(&leave(of), monday()).await.unwrap_err();
            assert_eq!(away.to_string(), format!("the absence of `{of}` cannot be read: {told}{hint}"));
            assert_eq!(bookings.hours(of).await.unwrap(), vec![]);
        }
        assert_eq!(bookings.away(None, monday()).await.unwrap(), vec![]);
        // A person, a room, a device, somebody who is no longer booked, and the house itself.
        let mut all = bookings.resources().await.unwrap();
        all.iter_mut().filter(|one| one.id == "ada").for_each(|ada| ada.retired = true);
        bookings.keep_resources(&all).await.unwrap();
        for of in ["noor", "ada", "fern", "laser", ""] {
            bookings.set_hours(of, &[HOURS], monday()).await.unwrap();
            assert_eq!(bookings.hours(of).await.unwrap(), vec![HOURS], "{of}");
            bookings.set_away(&leave(of), monday()).await.unwrap();
        }
        assert_eq!(bookings.away(None, monday()).await.unwrap().len(), 5);
    }
}
