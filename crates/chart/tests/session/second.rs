//! Whose second signature, and whose pass of the door.
use super::{DIRECTOR, NURSE, SITE, by, finished, house, k, pass, today, toxin};
use crate::dice::Dice;
use crate::engines::stores;
use chart::ChartError;
use chart::own::Told;
use chart::patient::Patients;
use chart::people::{Licence, LicenceKind, PeopleEvent, Roll, Services, Span, StandingOrder, Supervised};
use chart::session::{Keeps, Meaning, NoPass, Reader, Second, Session, WaitingFor, is_delegated};
use std::collections::BTreeSet;
use vocab::{Performer, Role};

/// A nurse, a director and another prescriber, each with a licence.
pub(super) fn roll() -> Roll {
    let mut roll = Roll::default();
    let people = [
        (NURSE, Role::Nurse, LicenceKind::RegisteredNurse),
        (DIRECTOR, Role::Director, LicenceKind::Physician),
        ("np-bo", Role::Prescriber, LicenceKind::NursePractitioner),
        ("np-cy", Role::Prescriber, LicenceKind::NursePractitioner),
        ("ae-di", Role::Aesthetician, LicenceKind::Aesthetician),
        ("late", Role::Prescriber, LicenceKind::PracticalNurse),
    ];
    for (id, role, kind) in people {
        let id = id.to_owned();
        hear(
            &mut roll,
            PeopleEvent::Joined {
                practitioner: id.clone(),
                name: id.clone(),
                email: String::new(),
                roles: BTreeSet::from([role]),
            },
        );
        let licence = Licence {
            id: format!("{id}-licence"),
            kind,
            number: "1".to_owned(),
            jurisdiction: "US".to_owned(),
            span: long(),
        };
        hear(&mut roll, PeopleEvent::Licensed { practitioner: id, licence });
    }
    roll
}

fn long() -> Span {
    Span { from: "2020-01-01".parse().unwrap(), to: None }
}

fn hear(roll: &mut Roll, event: PeopleEvent) {
    let seq = roll.count + 1;
    roll.hear(&Told { seq, at: 1, author: "a".to_owned(), event });
}

fn supervised(roll: &mut Roll, practitioner: &str, supervisor: &str, services: &str) {
    let supervision = Supervised {
        id: format!("{practitioner}-{supervisor}"),
        supervisor: supervisor.to_owned(),
        services: Services(vec![services.to_owned()]),
        span: long(),
    };
    hear(roll, PeopleEvent::Supervised { practitioner: practitioner.to_owned(), supervision });
}

fn ordered(roll: &mut Roll, prescriber: &str, services: &str) {
    let order = StandingOrder {
        id: format!("order-{prescriber}"),
        prescriber: prescriber.to_owned(),
        services: Services(vec![services.to_owned()]),
        text: "As written.".to_owned(),
        span: long(),
    };
    hear(roll, PeopleEvent::Ordered { order });
}

pub(super) fn reader<'a>(roll: &'a Roll, name: &'a str) -> Reader<'a> {
    Reader { name, roll, day: today(), place: None }
}

#[test]
fn delegated_work_follows_licence_and_settings() {
    for (treatment, settings, performer, want) in [
        ("botulinum", &[][..], Performer::Rn, true),
        ("botulinum", &[], Performer::NpPa, false),
        ("laser_afl", &[], Performer::Md, false),
        ("microneedling", &[], Performer::Rn, true),
        ("facial_hydrating", &[], Performer::Aesthetician, false),
        ("hydradermabrasion", &[], Performer::Aesthetician, false),
        ("peel_glycolic", &[("percent", "30"), ("ph", "3")], Performer::Aesthetician, false),
        ("peel_glycolic", &[("percent", "31"), ("ph", "3")], Performer::Aesthetician, true),
        ("peel_glycolic", &[("percent", "30")], Performer::Aesthetician, true),
    ] {
        let mut session = Session::new(k(), treatment, NURSE, 0).unwrap();
        for (key, value) in settings {
            session.done.set(key, value).unwrap();
        }
        assert_eq!(
            is_delegated(k(), &session, Some(performer)),
            want,
            "{treatment} {settings:?} {performer}"
        );
    }
    let toxin = Session::new(k(), "botulinum", NURSE, 0).unwrap();
    assert!(is_delegated(k(), &toxin, None), "who shows no licence is read");
}

#[test]
fn the_second_signature_is_due_to_whoever_supervises_or_ordered() {
    let due = |roll: &Roll, who: &str, treatment: &str, at_the_door: &[&str]| {
        let session = Session::new(k(), treatment, who, 0).unwrap();
        let second = chart::session::second(k(), roll, &session, today(), None, at_the_door);
        (second.needed, second.due.join(" "))
    };
    let mut roll = roll();
    ordered(&mut roll, "np-cy", "botulinum");
    for (who, treatment, at_the_door, want) in [
        (NURSE, "botulinum", &[][..], (true, "np-cy")),
        (NURSE, "botulinum", &["np-bo"], (true, "np-bo")),
        (NURSE, "filler_ha", &[], (true, "")),
        (NURSE, "filler_ha", &["np-bo"], (true, "np-bo")),
        ("np-bo", "botulinum", &[], (false, "")),
        (DIRECTOR, "botulinum", &[], (false, "")),
        ("ae-di", "facial_hydrating", &[], (false, "")),
        ("nobody", "facial_hydrating", &[], (true, "")),
    ] {
        let got = due(&roll, who, treatment, at_the_door);
        assert_eq!(got, (want.0, want.1.to_owned()), "{who} {treatment} {at_the_door:?}");
    }
    // Supervision goes before a standing order, and reaches whoever could act alone.
    supervised(&mut roll, NURSE, DIRECTOR, "botulinum");
    supervised(&mut roll, "np-bo", DIRECTOR, "botulinum");
    supervised(&mut roll, "ae-di", "np-bo", "facial_hydrating");
    for (who, treatment, want) in [
        (NURSE, "botulinum", DIRECTOR),
        ("np-bo", "botulinum", DIRECTOR),
        ("ae-di", "facial_hydrating", "np-bo"),
    ] {
        assert_eq!(due(&roll, who, treatment, &[]), (true, want.to_owned()), "{who}");
    }
    hear(&mut roll, PeopleEvent::Left { practitioner: DIRECTOR.to_owned() });
    assert_eq!(due(&roll, NURSE, "botulinum", &[]), (true, "np-cy".to_owned()), "who left supervises nobody");
}

#[tokio::test]
async fn a_pass_is_one_persons_and_serves_once_and_a_due_signature_is_given_by_whom_it_is_due_to() {
    for store in stores("pass").await {
        let (key, patient, lot) = house(&store).await;
        let (patients, dice) = (Patients::new(&store, &key, SITE), &mut Dice(5));
        let pass = pass("botulinum");
        let mut other = toxin(&lot);
        other.performer = DIRECTOR.to_owned();
        for (session, who) in [(&other, DIRECTOR), (&toxin(&lot), DIRECTOR), (&other, NURSE)] {
            let told = patients.begin_session(k(), &patient, session, &pass, &by(who, 10), dice).await;
            assert!(matches!(told, Err(ChartError::Form { .. })), "another person's pass: {told:?}");
        }
        let begun =
            patients.begin_session(k(), &patient, &toxin(&lot), &pass, &by(NURSE, 11), dice).await.unwrap();
        let again = patients.begin_session(k(), &patient, &toxin(&lot), &pass, &by(NURSE, 12), dice).await;
        assert!(
            matches!(&again, Err(ChartError::Form { why, .. }) if *why == NoPass::Used.to_string()),
            "{again:?}"
        );

        let entry = begun.entry.as_str();
        let done = Session { door: Some(pass.entry().to_owned()), ..finished(&toxin(&lot)) };
        patients.keep_session(&patient, entry, &done, today(), &by(NURSE, 20), dice).await.unwrap();
        let due = Second { needed: true, due: vec!["np-bo".to_owned()] };
        let roll = roll();
        patients
            .sign_session(k(), &patient, entry, Keeps::BOTH, ("Ines", &due), &by(NURSE, 21), dice)
            .await
            .unwrap();
        let ada = reader(&roll, "Ada");
        let silent = patients
            .review_session(&patient, entry, Meaning::Reviewed, "", &ada, &by(DIRECTOR, 22), dice)
            .await;
        assert!(matches!(&silent, Err(ChartError::Form { why, .. }) if why.contains("np-bo")), "{silent:?}");
        let signed = patients
            .review_session(&patient, entry, Meaning::Reviewed, "Bo is away.", &ada, &by(DIRECTOR, 23), dice)
            .await
            .unwrap();
        assert_eq!(signed.instead_of, ["np-bo"]);
        assert_eq!(patients.waiting(WaitingFor::Review).await.unwrap(), []);
    }
}
