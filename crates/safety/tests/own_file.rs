//! A clinic adds a contraindication by adding one file, and the gate uses it. The files are those of
//! the guide (`docs/guide/add-a-contraindication.md`).
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
use knowledge::{Knowledge, worked};
use safety::Gate;
use vocab::case::{Ask, Case, Fact, Patient, Policy, Sex, Subject, Unstated};
use vocab::{Day, Phototype, Verdict};

const CLINIC: &str = include_str!("../../../docs/guide/example-clinic/clinic.toml");
const PATH: &str = "conditions/flight_planned.toml";
const FILE: &str = include_str!("../../../docs/guide/example-clinic/conditions/flight_planned.toml");

fn layered() -> Knowledge {
    Knowledge::with_clinic([("clinic.toml", CLINIC), (PATH, FILE)]).unwrap()
}

/// Filler on the 2nd of March for somebody who flies on the given day.
fn filler(k: &Knowledge, flight: &str) -> (Verdict, Option<Day>, Vec<String>) {
    let mut fact = Fact::new(Subject::Condition("flight_planned".to_owned()), None);
    fact.on = flight.parse().ok();
    let case = Case {
        today: "2026-03-02".parse().unwrap(),
        policy: Policy::default(),
        patient: Patient {
            born: "1990-01-01".parse().ok(),
            sex: Some(Sex::Female),
            phototype: Some(Phototype::II),
            ..Patient::default()
        },
        facts: vec![fact],
        unstated: Unstated::Absent,
        ask: Vec::new(),
    };
    let answer = Gate::new(k).answer(&case, &Ask::treatment("filler_ha")).unwrap();
    let rules = answer.findings.iter().map(|f| f.rule.to_string()).collect();
    (answer.verdict, answer.earliest, rules)
}

#[test]
fn the_gate_uses_a_file_that_a_clinic_added() {
    let k = layered();
    let (verdict, earliest, rules) = filler(&k, "2026-03-04");
    assert_eq!((verdict, rules), (Verdict::Defer, vec!["flight-planned-filler".to_owned()]));
    assert_eq!(earliest, "2026-03-05".parse().ok(), "the day after the flight");
    assert_eq!(filler(&k, "2026-03-05").0, Verdict::Allow, "three days are enough");
    // Nobody has to ask it of somebody whose house does not ask it.
    assert!(Knowledge::shipped().unwrap().condition("flight_planned").is_none());
}

#[test]
fn its_worked_cases_are_walked_like_the_shipped_ones() {
    let k = layered();
    let walked = safety::worked::walk(&Gate::new(&k), &worked::read(PATH, FILE).unwrap());
    assert_eq!((walked.fires, walked.silent, walked.faults), (1, 2, vec![]));
    // A case that is wrong is told with what came instead.
    let wrong = FILE.replacen("verdict  = \"allow\"", "verdict  = \"refuse\"", 1);
    let walked = safety::worked::walk(&Gate::new(&k), &worked::read(PATH, &wrong).unwrap());
    assert_eq!(walked.faults.len(), 1);
    assert!(
        walked.faults.iter().all(|f| f.contains("wanted refuse") && f.contains("got allow")),
        "{walked:?}"
    );
}

#[test]
fn only_the_added_file_changes_the_rules() {
    let changes = knowledge::catalogue::compare(Knowledge::shipped().unwrap(), &layered());
    let keys: Vec<&str> = changes.iter().map(|change| change.key.as_str()).collect();
    assert_eq!(keys, ["flight-planned-filler"]);
    assert!(knowledge::catalogue::softened(Knowledge::shipped().unwrap(), &layered()).is_empty());
}
