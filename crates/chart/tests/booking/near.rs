//! What is to be looked at is found on both engines without reading the rest.
use crate::dice::Dice;
use crate::engines::stores;
use crate::spa::{self, Spa, at, by, monday};
use chart::ChartError;
use chart::booking::Status;
use vocab::Verdict;

#[tokio::test]
async fn what_is_to_be_looked_at_is_found_without_the_rest_and_a_visit_sent_twice_is_one() {
    for store in stores("near").await {
        let dice = &mut Dice(41);
        let spa = Spa::opened(&store, dice).await;
        let bookings = spa.bookings();
        let mut ids = Vec::new();
        for (n, verdict) in
            [Verdict::Allow, Verdict::Review, Verdict::Caution, Verdict::Review].into_iter().enumerate()
        {
            let day = monday().plus(i32::try_from(n).unwrap());
            let mut visit = spa.new_visit(spa::slot(day, at("10:00"), "ada", "fern", "laser"), dice);
            visit.asked.verdict = verdict;
            // A typed reason cannot pass for an answer of the gate.
            visit.note = r#""verdict":"allow""#.to_owned();
            bookings.book(std::slice::from_ref(&visit), &by(10), dice).await.unwrap();
            // The same request once more: its own time is not in its way, and nothing is written twice.
            bookings.book(std::slice::from_ref(&visit), &by(10), dice).await.unwrap();
            assert_eq!(bookings.history(&visit.id).await.unwrap().len(), 1);
            ids.push(visit.id);
        }
        let other = spa.new_visit(spa::slot(monday(), at("10:00"), "ada", "fern", "laser"), dice);
        assert!(matches!(bookings.book(&[other], &by(10), dice).await, Err(ChartError::Taken { .. })));
        let of = |visits: Vec<chart::booking::Visit>| visits.into_iter().map(|v| v.id).collect::<Vec<_>>();
        let last = monday().plus(6);
        assert_eq!(of(bookings.unsettled(monday(), last).await.unwrap()), [ids[1].clone(), ids[3].clone()]);
        assert_eq!(of(bookings.unsettled(monday(), monday().plus(2)).await.unwrap()), [ids[1].clone()]);
        let first = bookings.open_after((monday(), ""), last, 2).await.unwrap();
        assert_eq!(of(first), ids[..2]);
        let rest = bookings.open_after((monday().plus(1), &ids[1]), last, 9).await.unwrap();
        assert_eq!(of(rest), ids[2..]);
        let visit = bookings.one(&ids[1]).await.unwrap();
        let called_off = [(visit.id, visit.version)];
        bookings.become_status(&called_off, Status::Cancelled, "ill", &by(20)).await.unwrap();
        assert_eq!(of(bookings.unsettled(monday(), last).await.unwrap()), [ids[3].clone()]);
        spa.away("ada", monday().plus(3), monday().plus(3)).await;
        let stranded = bookings.stranded(monday(), last).await.unwrap();
        assert_eq!(
            stranded.iter().map(|(v, who)| (&v.id, who.as_str())).collect::<Vec<_>>(),
            [(&ids[3], "ada")]
        );
        assert_eq!(bookings.check().await.unwrap().faults, vec![]);
        let verified = store.verify(Some(&spa.key), spa::SITE).await.unwrap();
        assert!(verified.faults.is_empty(), "{:?}", verified.faults);
    }
}
