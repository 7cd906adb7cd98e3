//! A consultation as it goes, and what stays of it.
use super::*;
use crate::entry::Body;
use crate::fold::Chart;
use crate::fold::tests::entry;
use knowledge::Knowledge;
use vocab::case::Status;
use vocab::{Phototype, Zone};

const DAY_MS: i64 = 86_400_000;

fn chart(bodies: &[Body]) -> Chart {
    let entries: Vec<_> =
        bodies.iter().enumerate().map(|(n, body)| entry(&n.to_string(), None, body.clone())).collect();
    Chart::of(&entries)
}

fn statuses(bodies: &[Body], code: &str) -> Vec<Option<Status>> {
    let facts = chart(bodies).facts();
    facts.iter().filter(|fact| fact.condition.as_deref() == Some(code)).map(|fact| fact.status).collect()
}

#[test]
fn it_is_taken_up_where_it_was_left() {
    let mut consultation = Consultation::begin(5, "dr-ada");
    assert_eq!(consultation.resume(), Section::Goals);
    consultation.save(Section::Skin, 6, "dr-ada", true);
    consultation.save(Section::Skin, 7, "nurse", false);
    assert_eq!(consultation.resume(), Section::Skin);
    assert!(consultation.is_done(Section::Skin), "a later look does not undo what was complete");
    assert_eq!((consultation.revision(Section::Skin), consultation.revision(Section::Goals)), (2, 0));
    let text = serde_json::to_string(&consultation).unwrap();
    assert_eq!(serde_json::from_str::<Consultation>(&text).unwrap(), consultation);
    let all: Vec<_> = std::iter::successors(Some(Section::Goals), |s| s.next()).collect();
    assert_eq!(all, Section::ALL);
    assert_eq!(Section::Goals.before(), None);
}

#[test]
fn one_gesture_denies_a_group_and_leaves_what_was_answered() {
    let k = Knowledge::shipped().unwrap();
    let mut consultation = Consultation::default();
    consultation.answer("hsv_history", Status::Present);
    consultation.answer("keloid_history", Status::Unknown);
    let skin = group_of("skin").unwrap().conditions(k);
    consultation.deny(&skin.iter().map(|c| c.code.as_str()).collect());
    let bodies = consultation.bodies(&[]);
    let denials: Vec<_> = bodies.iter().filter(|body| matches!(body, Body::Denied(_))).collect();
    assert_eq!(denials.len(), 1, "all noes stand in one entry");
    assert_eq!(statuses(&bodies, "hsv_history"), [Some(Status::Present)]);
    assert_eq!(statuses(&bodies, "keloid_history"), [Some(Status::Unknown)]);
    assert_eq!(statuses(&bodies, "melasma"), [Some(Status::Absent)]);
    assert_eq!(statuses(&bodies, "pregnancy"), [], "another group was not asked");
    for body in &bodies {
        body.check().unwrap();
        body.check_codes(k).unwrap();
    }
}

#[test]
fn what_the_chart_knew_is_confirmed_ended_or_left_as_it_was() {
    let k = Knowledge::shipped().unwrap();
    let before = chart(&[
        Body::Fact(Fact {
            drug: Some("Roaccutane".into()),
            status: Some(Status::Present),
            ..Fact::default()
        }),
        Body::Fact(Fact::condition("keloid_history", Status::Present)),
        Body::Denied(crate::history::Denied { conditions: vec!["pregnancy".into()] }),
        Body::Fact(Fact { on: "2026-01-02".parse().ok(), ..Fact::condition("vaccination", Status::Present) }),
    ]);
    let old = |now: i64| -> Vec<String> {
        let all = standing(k, &before, now);
        all.into_iter().filter(|one| one.age != Age::Fresh).map(|one| one.key).collect()
    };
    assert_eq!(old(29 * DAY_MS), Vec::<String>::new());
    assert_eq!(old(30 * DAY_MS), ["condition:pregnancy", "drug:Roaccutane"]);
    assert_eq!(old(4_000 * DAY_MS).len(), 2, "a keloid counts for ever, and a day does not change");

    let mut consultation = Consultation::default();
    consultation.still.insert("condition:pregnancy".into(), Still::True);
    consultation.still.insert("drug:Roaccutane".into(), Still::Ended { on: "2026-05-01".parse().unwrap() });
    let bodies = consultation.bodies(&standing(k, &before, 30 * DAY_MS));
    assert_eq!(statuses(&bodies, "pregnancy"), [Some(Status::Absent)]);
    let facts = chart(&bodies).facts();
    let drug = facts.iter().find(|fact| fact.drug.is_some()).unwrap();
    assert_eq!((drug.status, drug.until), (Some(Status::Past), "2026-05-01".parse().ok()));
    assert_eq!(statuses(&bodies, "keloid_history"), [], "what nobody asked about is not said again");

    consultation.answer("pregnancy", Status::Unknown);
    let bodies = consultation.bodies(&standing(k, &before, 30 * DAY_MS));
    assert_eq!(
        statuses(&bodies, "pregnancy"),
        [Some(Status::Unknown)],
        "a new answer goes before the old one"
    );
}

#[test]
fn what_is_charted_follows_into_the_case_and_half_a_score_does_not() {
    let mut consultation = Consultation::default();
    let melasma = Seen { zones: [Zone::Chin].into(), bother: Some(7), ..Seen::default() };
    consultation.seen.insert(Concern::Melasma, melasma);
    let mut acne = Seen::default();
    acne.parts.insert("gags.nose".into(), 3.0);
    consultation.seen.insert(Concern::Acne, acne);
    consultation.skin.phototype = Some(Phototype::V);
    consultation.skin.ita = Some(-12.0);
    consultation.living.smokes = Some(Smokes::Now);
    consultation.body_image.disappointed = Some(true);
    let bodies = consultation.bodies(&[]);
    assert_eq!(statuses(&bodies, "melasma"), [Some(Status::Present)]);
    assert_eq!(statuses(&bodies, "smoker"), [Some(Status::Present)]);
    assert_eq!(statuses(&bodies, BodyImage::CODE), [Some(Status::Present)]);
    let chart = chart(&bodies);
    let acne = chart.facts().into_iter().find(|f| f.condition.as_deref() == Some("acne_active")).unwrap();
    assert_eq!(acne.detail.as_deref(), Some("pustular"));
    let person = chart.person();
    assert_eq!((person.phototype, person.ita, person.gags), (Some(Phototype::V), Some(-12.0), None));
    let goals = Goals {
        wanted: vec![Wanted { concern: Concern::Melasma, weight: 9, zone: None }],
        ..Goals::default()
    };
    let mut wishing = chart.clone();
    wishing.add(&entry("goals", None, Body::Goals(goals)));
    let asked = wishing.goals(&jiff::tz::TimeZone::UTC).unwrap();
    assert_eq!(
        (asked.concerns[0].scale, asked.concerns[0].score),
        (Some(vocab::goals::Scale::Bother), Some(7.0))
    );
    assert_eq!(asked.lifestyle.smokes, Some(true));
    assert_eq!(chart.goals(&jiff::tz::TimeZone::UTC), None, "without a wish there is nothing to plan for");
    let scales: Vec<_> = chart.assessments().map(|(_, a)| a.scale.code()).collect();
    assert_eq!(scales, ["bother_0_10", "ita"], "five areas of the nose's score are missing");
}

#[test]
fn answers_outside_their_limits_are_told() {
    let mut goals = Goals { words: "x".repeat(WORDS_MAX + 1), ..Goals::default() };
    assert!(goals.check().is_err());
    goals.words = "x".repeat(WORDS_MAX);
    assert!(goals.check().is_ok());
    goals.wanted = vec![Wanted { concern: Concern::Acne, weight: 11, zone: None }];
    assert!(goals.check().is_err());
    let consultation = Consultation {
        facts: vec![Fact::condition("melasma", Status::Absent); FACTS_MAX + 1],
        ..Consultation::default()
    };
    assert!(consultation.check().is_err());
    for (hours, right) in [(24.0, true), (24.5, false), (-1.0, false), (f64::NAN, false)] {
        assert_eq!(
            Living { sleep_hours: Some(hours), ..Living::default() }.check().is_ok(),
            right,
            "{hours}"
        );
    }
}
