//! Who is invited, and why: a late step, a result that fades, never two reasons, never against the gate.
use crate::dice::Dice;
use crate::engines::stores;
use crate::spa::{self, Spa, by};
use crate::wanted::{at, should, zone};
use crate::{book, outbox};
use chart::book::new_id;
use chart::entry::{Body, Fact, PlanAgreed};
use chart::fold::Chart;
use chart::message::Kind;
use chart::message::recall::{Due, LATE_DAYS, Need, due};
use chart::patient::NewEntry;
use chart::session::Session;
use knowledge::Knowledge;
use safety::Gate;
use vocab::Day;
use vocab::case::Status;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn session(treatment: &str) -> Body {
    Body::Session(Session::new(Knowledge::shipped().unwrap(), treatment, "ada", 0).unwrap())
}

fn plan() -> Body {
    let plan = serde_json::json!({
        "sessions": [
            { "treatment": "peel_glycolic", "on": "2027-01-10" },
            { "treatment": "peel_glycolic", "on": "2027-01-31" }
        ],
        "maintain": [{ "treatment": "peel_glycolic", "every_days": 60, "first": "2027-04-10" }]
    });
    Body::PlanAgreed(PlanAgreed { plan })
}

/// A chart of bodies, each at noon of its day, of somebody who denied everything else.
async fn chart(spa: &Spa, bodies: &[(&str, Body)], dice: &mut Dice) -> Chart {
    for (on, body) in bodies {
        let at = at(&format!("{on}T12:00"));
        let entry = NewEntry { id: new_id(at, dice), happened_at: at, body: body.clone(), amends: None };
        spa.patients().record(&spa.guest, None, &[entry], &by(at), dice).await.unwrap();
    }
    spa.patients().for_the_house(&spa.guest).await.unwrap()
}

fn asked(chart: &Chart, today: &str) -> Option<Due> {
    let knowledge = Knowledge::shipped().unwrap();
    due(knowledge, &Gate::new(knowledge), chart, &[], &zone(), day(today))
}

#[tokio::test]
async fn a_step_that_is_late_and_then_what_keeps_the_result() {
    let store = stores("steps").await.remove(0);
    let dice = &mut Dice(41);
    let spa = Spa::opened(&store, dice).await;
    let before = chart(&spa, &[("2027-01-02", plan()), ("2027-01-11", session("peel_glycolic"))], dice).await;
    assert_eq!(asked(&before, "2027-02-06"), None, "a week of patience");
    let late = asked(&before, "2027-02-07").unwrap();
    assert_eq!((late.need, late.since), (Need::Step, day("2027-01-31").plus(LATE_DAYS)));
    assert!(
        late.in_words("Glycolic acid peel").contains("was due on Sun 31 Jan 2027"),
        "{}",
        late.in_words("x")
    );
    let after = chart(&spa, &[("2027-02-08", session("peel_glycolic"))], dice).await;
    assert_eq!(asked(&after, "2027-03-01"), None);
    let keeps = asked(&after, "2027-04-10").unwrap();
    assert_eq!(
        (keeps.need, keeps.since, keeps.last),
        (Need::Maintain, day("2027-04-10"), Some(day("2027-02-08")))
    );
    assert_eq!(asked(&after, "2028-06-01"), None, "an old plan needs a talk, not an invitation");
}

#[tokio::test]
async fn a_result_fades_and_the_gate_has_the_last_word() {
    let store = stores("fades").await.remove(0);
    let dice = &mut Dice(42);
    let spa = Spa::opened(&store, dice).await;
    let treated = chart(&spa, &[("2027-01-10", session("botulinum"))], dice).await;
    assert_eq!(asked(&treated, "2027-05-09"), None);
    let fades = asked(&treated, "2027-05-10").unwrap();
    assert_eq!(
        (fades.need, fades.treatment.as_str(), fades.last),
        (Need::Fades, "botulinum", Some(day("2027-01-10")))
    );
    let pregnant = Body::Fact(Fact::condition("pregnancy", Status::Present));
    let now = chart(&spa, &[("2027-05-01", pregnant)], dice).await;
    assert_eq!(asked(&now, "2027-05-10"), None, "nobody is invited to what the gate refuses");
}

#[tokio::test]
async fn one_invitation_is_open_at_a_time_and_a_visit_ends_it() {
    for store in stores("invited").await {
        let dice = &mut Dice(43);
        let spa = Spa::opened(&store, dice).await;
        let bodies = [("2027-01-02", plan()), ("2027-01-03", session("botulinum"))];
        let chart = chart(&spa, &bodies, dice).await;
        let now = at("2027-05-20T12:00");
        let wishes = should(&spa, &chart, &[], now);
        let recalls: Vec<_> = wishes.iter().filter(|wish| wish.kind == Kind::Recall).collect();
        assert_eq!(recalls.len(), 1, "two needs are one invitation");
        assert!(recalls[0].held && recalls[0].detail.contains("was due on"));
        let agreed = outbox(&spa).agree(&spa.guest, &wishes, &by(now), dice).await.unwrap();
        assert_eq!(agreed.put, wishes.len());
        let later = should(&spa, &chart, &[], now + 3_600_000);
        assert_eq!(outbox(&spa).agree(&spa.guest, &later, &by(now + 3_600_000), dice).await.unwrap().put, 0);
        let visit = book(&spa, spa::monday().plus(140), "11:00", dice).await;
        assert!(!should(&spa, &chart, &[visit], now).iter().any(|wish| wish.kind == Kind::Recall));
    }
}
