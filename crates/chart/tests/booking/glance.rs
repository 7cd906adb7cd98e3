//! What the gate said about a visit is sealed apart from who comes.
use super::spa::{SITE, Spa, at, by, monday, slot};
use crate::dice::Dice;
use crate::engines::stores;
use chart::booking::{Asked, Kind, Move, New, Standing, Told, Visit};
use sha2::{Digest, Sha256};
use vocab::Verdict;

fn by_law() -> Told {
    Told {
        rule: "age".to_owned(),
        verdict: Verdict::Refuse,
        until: None,
        because: "Nobody under eighteen.".to_owned(),
        by_law: true,
    }
}

/// A visit that a prescriber passed, with a note, and a law among its reasons.
async fn passed(spa: &Spa, dice: &mut Dice) -> Visit {
    let at_nine = slot(monday(), at("09:00"), "ada", "fern", "laser");
    let new = New { note: "wants the quiet room".to_owned(), ..spa.new_visit(at_nine, dice) };
    let id = new.id.clone();
    spa.bookings().book(&[new], &by(1), dice).await.unwrap();
    let visit = spa.bookings().one(&id).await.unwrap();
    let asked = Asked {
        verdict: Verdict::Refuse,
        findings: vec![by_law()],
        passed_by: Some("an entry".to_owned()),
        ..visit.body.asked.clone()
    };
    spa.bookings().asked_again(&visit, &asked, &by(2), dice).await.unwrap();
    spa.bookings().one(&id).await.unwrap()
}

#[tokio::test]
async fn a_glance_tells_how_a_visit_stands_and_not_why() {
    for store in stores("glance").await {
        let dice = &mut Dice(11);
        let spa = Spa::opened(&store, dice).await;
        let whole = passed(&spa, dice).await;
        assert_eq!(whole.body.asked.findings, [by_law()]);
        assert_eq!(whole.body.asked.standing(), Standing::Not, "nobody passes the law");
        let seen = spa.bookings().at_a_glance(monday(), monday()).await.unwrap();
        let [seen] = seen.as_slice() else { panic!("one visit: {seen:?}") };
        assert_eq!(
            (seen.body.asked.findings.as_slice(), seen.body.asked.standing()),
            (&[][..], Standing::Not)
        );
        let mut same = seen.clone();
        same.body.asked.findings.clone_from(&whole.body.asked.findings);
        assert_eq!(same, whole, "all the rest is the same");
        assert_eq!(spa.bookings().between(monday(), monday()).await.unwrap(), [whole]);
        assert_eq!(store.verify(Some(&spa.key), SITE).await.unwrap().faults, []);
    }
}

#[tokio::test]
async fn a_move_seals_the_new_reasons_and_keeps_the_note() {
    for store in stores("moved_reasons").await {
        let dice = &mut Dice(12);
        let spa = Spa::opened(&store, dice).await;
        let visit = passed(&spa, dice).await;
        let to = slot(monday(), at("14:00"), "ada", "fern", "laser");
        let reason = Told { verdict: Verdict::Review, by_law: false, ..by_law() };
        let asked = Asked {
            verdict: Verdict::Review,
            findings: vec![reason.clone()],
            ..Asked::nothing(monday(), monday())
        };
        let to = Move {
            id: visit.id.clone(),
            version: visit.version,
            slot: to,
            asked,
            overlap: None,
            reason: String::new(),
        };
        spa.bookings().relocate(&[to], &by(3), dice).await.unwrap();
        let now = spa.bookings().one(&visit.id).await.unwrap();
        assert_eq!(now.body.asked.findings, [reason]);
        assert_eq!((now.body.note.as_str(), now.body.asked.by_law), ("wants the quiet room", false));
        assert_eq!(now.body.asked.standing(), Standing::Provisional);
    }
}

/// The text of an export with its end made anew.
fn ended(lines: &[String]) -> String {
    let (end, rest) = lines.split_last().unwrap();
    let body = rest.join("\n") + "\n";
    let was: serde_json::Value = serde_json::from_str(end).unwrap();
    let was = was.to_string();
    let from = was.find("sha256\":\"").unwrap() + 9;
    let hash = chart::seal::hex(&Sha256::digest(&body));
    format!("{body}{}\n", end.replace(&was[from..from + 64], &hash))
}

#[tokio::test]
async fn an_export_from_before_reasons_were_sealed_apart_is_read() {
    for (store, other) in stores("old_out").await.into_iter().zip(stores("old_in").await) {
        let dice = &mut Dice(13);
        let spa = Spa::opened(&store, dice).await;
        let new = spa.new_visit(slot(monday(), at("09:00"), "ada", "fern", "laser"), dice);
        spa.bookings().book(&[new], &by(1), dice).await.unwrap();
        let mut out = Vec::new();
        store.export(SITE, &mut out).await.unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.contains(",\"reasons\":\"\""), "the column is there");
        let lines: Vec<String> = text.lines().map(|line| line.replace(",\"reasons\":\"\"", "")).collect();
        other.import(&mut ended(&lines).as_bytes()).await.unwrap();
        let bookings = chart::booking::Bookings::new(&other, &spa.key, SITE, super::spa::ZONE).unwrap();
        let visits = bookings.between(monday(), monday()).await.unwrap();
        assert_eq!(visits, spa.bookings().between(monday(), monday()).await.unwrap());
        assert_eq!(visits[0].slot.of(Kind::Room), Some("fern"));
        assert_eq!(other.verify(Some(&spa.key), SITE).await.unwrap().faults, []);
    }
}
