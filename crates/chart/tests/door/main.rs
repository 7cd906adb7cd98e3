//! The door: every line by itself, who may pass it, and that it never looks better than the gate.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
mod lines;
mod property;
mod scene;

use crate::scene::{Scene, answer, gate, present, today, well};
use chart::consent::Standing;
use chart::door::{
    Examination, Light, NotPassed, Outcome, Override, Pass, Ruled, What, needs_examination, rates,
};
use chart::entry::Body;
use chart::patient::Entry;
use vocab::case::{Ask, Case};
use vocab::{Performer, Permission, Role, Verdict};

#[test]
fn a_door_where_everything_is_in_order_starts() {
    for service in ["botulinum", "facial_hydrating", "microneedling", "massage"] {
        let door = Scene::of(service, &well()).door();
        assert_eq!(door.lines.len(), 12);
        assert_eq!(door.light(), Light::Green, "{service}: {:#?}", door.standing().collect::<Vec<_>>());
        assert!(door.may_start());
        assert!(door.checked("dr-ada", Outcome::Started).is_ok());
    }
}

#[test]
fn who_may_not_perform_it_is_told_by_the_line_of_licence_and_by_nothing_else() {
    let mut scene = Scene::of("filler_ha", &well());
    let mut ask = Ask::treatment("filler_ha");
    ask.performer = Some(Performer::Aesthetician);
    scene.answer = gate().answer(&well(), &ask).unwrap();
    scene.hands.as_mut().unwrap().performer = Some(Performer::Aesthetician);
    let door = scene.door();
    let line = door.line(What::Licence).unwrap();
    assert_eq!((line.light, line.pass), (Light::Red, Pass::Never), "{line:?}");
    assert_eq!(door.line(What::Verdict).unwrap().light, Light::Green);
}

#[test]
fn a_blocked_vessel_is_not_kept_waiting_by_paper() {
    let mut scene = Scene::of("hyaluronidase_rescue", &well());
    (scene.consent, scene.examination) = (Standing::Missing, Examination::NotNeeded);
    let door = scene.door();
    let line = door.line(What::Consent).unwrap();
    assert_eq!((line.light, line.pass), (Light::Amber, Pass::Reason(Permission::Door)));
    assert!(!needs_examination(gate().knowledge(), "hyaluronidase_rescue"));
    assert!(needs_examination(gate().knowledge(), "botulinum"));
    assert!(!needs_examination(gate().knowledge(), "facial_hydrating"));
}

fn may(role: Role) -> impl Fn(Permission) -> bool {
    move |permission| role.may(permission)
}

#[test]
fn a_line_is_passed_by_whom_the_table_of_verdicts_allows() {
    let pregnant = Case { facts: vec![present("pregnancy")], ..well() };
    let mut scene = Scene::of("botulinum", &pregnant);
    let door = scene.door();
    let line = door.line(What::Pregnancy).unwrap();
    let pass = |reason: &str, who: &str, role: Role, first: Option<(&str, &str)>| {
        line.pass_with(&door, reason, who, may(role), first)
    };
    let good = "Migraine, agreed with the obstetrician by telephone.";
    assert_eq!(pass(good, "n", Role::Nurse, None), Err(NotPassed::May(Permission::Override)));
    assert_eq!(pass(" ok ok ", "a", Role::Prescriber, None), Err(NotPassed::Reason));
    let first = pass(good, "dr-ada", Role::Prescriber, None).unwrap();
    assert_eq!(pass(good, "dr-ada", Role::Prescriber, Some(("dr-ada", "1"))), Err(NotPassed::SamePerson));
    let second = pass(good, "dr-bo", Role::Director, Some(("dr-ada", "1"))).unwrap();
    scene.overrides = vec![("1".to_owned(), "dr-ada".to_owned(), first.clone())];
    assert!(!scene.door().may_start(), "a refusal needs two");
    scene.overrides.push(("2".to_owned(), "dr-ada".to_owned(), first.clone()));
    assert!(!scene.door().may_start(), "two of one person are one");
    scene.overrides.push(("3".to_owned(), "dr-bo".to_owned(), second));
    let passed = scene.door();
    assert!(passed.may_start());
    assert_eq!(passed.light(), Light::Red, "passing does not make it green");
    let mut yesterday = first;
    yesterday.on = today().plus(-1);
    scene.overrides = vec![
        ("1".to_owned(), "dr-ada".to_owned(), yesterday.clone()),
        ("2".to_owned(), "dr-bo".to_owned(), yesterday),
    ];
    assert!(!scene.door().may_start(), "yesterday's reason is yesterday's");
}

#[test]
fn a_reason_covers_the_rules_that_it_names_and_no_other() {
    let case = |codes: &[&str]| Case { facts: codes.iter().map(|c| present(c)).collect(), ..well() };
    let mut scene = Scene::of("microneedling", &case(&["keloid_history"]));
    let door = scene.door();
    let line = door.line(What::Verdict).unwrap();
    assert!(matches!(line.pass, Pass::Reason(_) | Pass::Second | Pass::Written), "{line:?}");
    let over =
        line.pass_with(&door, "Seen and discussed today.", "dr-ada", may(Role::Prescriber), None).unwrap();
    scene.overrides =
        vec![("1".to_owned(), "dr-ada".to_owned(), over.clone()), ("2".to_owned(), "dr-bo".to_owned(), over)];
    assert!(scene.door().line(What::Verdict).unwrap().is_open());
    scene.answer = answer(&case(&["keloid_history", "immunosuppression", "acne_active"]), "microneedling");
    assert!(scene.answer.findings.len() > 1, "{:?}", scene.answer.findings);
    assert!(!scene.door().line(What::Verdict).unwrap().is_open(), "what is new was not in the reason");
}

#[test]
fn a_rule_has_a_rate_per_door_at_which_it_stood() {
    let entry = |patient: &str, body: Body| Entry {
        patient: patient.to_owned(),
        seq: 1,
        id: "x".to_owned(),
        happened_at: 0,
        recorded_at: 0,
        author: "a".to_owned(),
        amends: None,
        body,
    };
    let ruled = || vec![Ruled { rule: "keloid".to_owned(), verdict: Verdict::Review }];
    let over = Override {
        service: "microneedling".to_owned(),
        on: today(),
        what: What::Verdict,
        rules: ruled(),
        reason: "seen and discussed".to_owned(),
        second_of: None,
    };
    let mut scene = Scene::of("microneedling", &well());
    scene.answer = answer(&Case { facts: vec![present("keloid_history")], ..well() }, "microneedling");
    let turned = scene.door().checked("dr-ada", Outcome::TurnedBack).unwrap();
    let rule = turned.lines.iter().flat_map(|l| &l.rules).next().unwrap().rule.clone();
    let mut same = over.clone();
    same.rules[0].rule.clone_from(&rule);
    let entries = [
        entry("p1", Body::Door(turned.clone())),
        entry("p1", Body::Door(turned.clone())),
        entry("p2", Body::Door(turned)),
        entry("p2", Body::Override(same)),
        entry("p3", Body::Override(over)),
    ];
    let rates = rates(&entries);
    let of =
        |name: &str| rates.iter().find(|r| r.rule == name).map(|r| (r.stood, r.passed, r.percent())).unwrap();
    assert_eq!(of(&rule), (2, 1, 50));
    assert_eq!(of("keloid"), (1, 1, 100));
}

#[test]
fn what_is_recorded_as_started_was_open() {
    let door = Scene::of("botulinum", &well()).door();
    let mut checked = door.checked("dr-ada", Outcome::Started).unwrap();
    assert!(Body::Door(checked.clone()).check().is_ok());
    checked.lines[4].light = Light::Red;
    assert!(Body::Door(checked.clone()).check().is_err(), "a red line that nobody passed");
    checked.lines.pop();
    assert!(Body::Door(checked).check().is_err(), "a line is missing");
}
