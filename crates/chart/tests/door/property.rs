//! Whatever is known: the door never looks better than the gate.
use crate::scene::{Scene, gate, today, well};
use chart::door::{Light, Pass, What};
use proptest::prelude::*;
use vocab::case::{Case, Fact, Patient, Status, Subject, Unstated};
use vocab::{Verdict, Zone};

const SERVICES: [&str; 6] = ["botulinum", "filler_ha", "microneedling", "ipl", "peel_glycolic", "massage"];

prop_compose! {
    fn fact()(
        place in 0usize..200,
        procedure in prop::bool::weighted(0.2),
        status in prop::sample::select(Status::ALL.to_vec()),
        back in prop::option::weighted(0.5, -30i32..400),
        zone in prop::option::weighted(0.3, prop::sample::select(Zone::ALL.to_vec())),
    ) -> Fact {
        let k = gate().knowledge();
        let subject = if procedure {
            Subject::Procedure(k.treatments.iter().cycle().nth(place).unwrap().code.clone())
        } else {
            Subject::Condition(k.conditions.iter().cycle().nth(place).unwrap().code.clone())
        };
        let mut fact = Fact::new(subject, Some(status));
        (fact.on, fact.zone) = (back.map(|b| today().plus(-b)), zone);
        fact
    }
}

proptest! {
    /// Whatever is known, the clinical lines together say what the gate says: no finding is lost or told twice, no line is
    /// lighter than its findings, and nothing starts that the gate does not let start.
    #[test]
    fn the_door_never_looks_better_than_the_gate(
        service in prop::sample::select(SERVICES.to_vec()),
        facts in prop::collection::vec(fact(), 0..7),
        unknown in any::<bool>(),
        born in prop::option::of(3_000i32..30_000),
        asked_today in any::<bool>(),
        ticks in prop::collection::btree_set(prop::sample::select(What::ALL.to_vec()), 0..12),
    ) {
        let case = Case {
            facts,
            unstated: if unknown { Unstated::Unknown } else { Unstated::Absent },
            patient: Patient { born: born.map(|b| today().plus(-b)), ..well().patient },
            ..well()
        };
        let mut scene = Scene::of(service, &case);
        (scene.asked_today, scene.done) = (asked_today, ticks);
        let door = scene.door();
        let clinical = [What::Licence, What::Verdict, What::Interval, What::Sun, What::Pregnancy];
        let told: Vec<(String, Verdict)> = door.lines.iter()
            .filter(|l| clinical.contains(&l.what))
            .flat_map(|l| l.why.iter().map(|w| (w.rule.clone(), w.verdict)))
            .filter(|(rule, _)| !rule.starts_with("door-"))
            .collect();
        let mut want: Vec<(String, Verdict)> =
            scene.answer.findings.iter().map(|f| (f.rule.to_string(), f.verdict)).collect();
        let mut told_sorted = told.clone();
        want.sort();
        told_sorted.sort();
        prop_assert_eq!(told_sorted, want);
        let verdict = scene.answer.verdict;
        prop_assert_eq!(door.light() == Light::Green, verdict == Verdict::Allow && asked_today);
        prop_assert!(verdict <= Verdict::Caution || !door.may_start());
        prop_assert!(asked_today || !door.may_start());
        prop_assert_eq!(verdict >= Verdict::Defer, door.light() == Light::Red);
        for line in &door.lines {
            let worst = line.why.iter().map(|w| w.verdict).max().unwrap_or(Verdict::Allow);
            prop_assert!(line.light != Light::Green || worst == Verdict::Allow, "{:?}", line);
            let by_law = line.why.iter().any(|w| w.by_law && w.verdict == Verdict::Refuse);
            prop_assert!(!by_law || line.pass == Pass::Never);
        }
    }
}
