//! Samples of the door: everything in order, started, and the worst.
use super::choose::settings;
use super::shelf::{Kept, Shelf};
use super::show::AtTheDoor;
use chart::door::{Door, Light, Line, Pass, What, Why};
use std::collections::{BTreeMap, BTreeSet};
use vocab::{Day, Permission, Verdict};

fn shelf() -> Shelf {
    Shelf {
            kept: vec![
                Kept {
                    product: "a".into(),
                    name: "Filler <A>".into(),
                    lots: vec![("l1".into(), "Filler <A>, lot F1, good until Wed 30 Dec 2026, 4 ml left".into())],
                    lot: "l1".into(),
                },
                Kept {
                    product: "b".into(),
                    name: "Numbing cream".into(),
                    lots: vec![("l2".into(), "Numbing cream, lot N7, good until Mon 7 Dec 2026, 30 ml left".into())],
                    lot: String::new(),
                },
            ],
            gone: vec![],
            devices: vec![("lumia".into(), "Lumia (M1)".into()), ("vasca".into(), "Vasca (V2)".into())],
            device: String::new(),
        }
}

pub(super) fn at_the_door() -> Vec<(&'static str, AtTheDoor)> {
    let line = |what, light, pass, said: &str, would: &str| Line {
        what,
        light,
        pass,
        said: said.into(),
        would: would.into(),
        why: Vec::new(),
        passed: Vec::new(),
        ticked: false,
    };
    let green = |what: What| line(what, Light::Green, Pass::Free, "In order.", "");
    let lines: Vec<Line> = What::ALL.iter().map(|w| green(*w)).collect();
    let door = Door { service: "filler_ha".into(), on: Day::from_number(20_781), zone: None, lines };
    let ordinary = AtTheDoor {
        patient: "p1".into(),
        name: "Amara <Okafor>".into(),
        born: Some(Day::from_number(7_406)),
        title: "Hyaluronic acid filler".into(),
        door,
        practitioner: "n1".into(),
        people: vec![("n1".into(), "Imani Clarke, RN".into())],
        may: BTreeSet::from([Permission::Override, Permission::Door]),
        passed: BTreeMap::new(),
        verdict: Verdict::Allow,
        identity: true,
        today: true,
        kept: vec![("zone".into(), "lip_upper".into())],
        shelf: shelf(),
        settings: settings("ipl", &vec![("mode".into(), "pulsed".into())], None),
        planned: Some(Day::from_number(20_770)),
        started: String::new(),
        refused: false,
        fault: None,
        csrf: "token".into(),
    };
    let mut worst = ordinary.clone();
    worst.door.lines = What::ALL
        .iter()
        .map(|what| match what {
            What::Identity => line(*what, Light::Amber, Pass::Tick, "Not compared yet.", "Ask."),
            What::Licence | What::Consent => line(*what, Light::Red, Pass::Never, "Nobody has <signed>.", "Sign it."),
            What::Verdict => {
                let why = |text: &str| Why { rule: "x".into(), text: text.into(), action: String::new(), verdict: Verdict::Refuse, by_law: false };
                let mut line = line(*what, Light::Red, Pass::Second, "It speaks against it.", "Another treatment.");
                line.why = vec![why("It speaks against it."), why("And this.")];
                line.passed = vec!["e1".into()];
                line
            }
            What::Interval => line(*what, Light::Red, Pass::Written, "Too soon.", "Free from Mon 7 Dec 2026."),
            What::Examination | What::Sun | What::Pregnancy | What::Photographs | What::Lots | What::Device | What::Kit => {
                line(*what, Light::Amber, Pass::Reason(Permission::Examine), "Not on record.", "Record it.")
            }
        })
        .collect();
    worst.passed = BTreeMap::from([("e1".to_owned(), ("Dr. Ada".to_owned(), "Seen <today>.".to_owned()))]);
    worst.shelf.gone = vec!["l9".into()];
    (worst.refused, worst.identity, worst.today) = (true, false, false);
    worst.fault = Some((What::Verdict, "Write the reason.".into()));
    let started = AtTheDoor { started: "e9".into(), ..ordinary.clone() };
    vec![("ordinary", ordinary), ("started", started), ("worst", worst)]
}
