//! Each line by itself: what spoils it, and how it can be passed.
use crate::scene::{Scene, answer, present, today, well};
use chart::consent::{Part, Standing};
use chart::door::{Examination, Light, Outcome, PHOTO_DAYS, Pass, Photographs, Training, What};
use chart::stock::State;
use vocab::case::{Case, Fact, Subject};
use vocab::{Performer, Permission};

use Light::{Amber, Red};

/// What spoils a line, which line, and how it stands then.
type Row = (&'static str, fn(&mut Scene), What, Light, Pass);

const OVER: Pass = Pass::Reason(Permission::Override);

/// Spoils one thing at a time, where everything else is in order.
fn each(table: &[Row]) {
    for (what, spoil, line, light, pass) in table.iter().copied() {
        let mut scene = Scene::of("botulinum", &well());
        spoil(&mut scene);
        let door = scene.door();
        let line = door.line(line).unwrap();
        assert_eq!((line.light, line.pass), (light, pass), "{what}: {line:?}");
        assert!(!line.said.is_empty() && !line.would.is_empty(), "{what}: never a dead end: {line:?}");
        assert!(!door.may_start(), "{what}");
        assert!(door.checked("dr-ada", Outcome::Started).is_err(), "{what}");
        assert!(door.checked("dr-ada", Outcome::TurnedBack).is_ok(), "{what}");
    }
}

#[test]
fn who_it_is_who_performs_and_who_examined() {
    let table: [Row; 10] = [
        ("not compared", |s| s.identity = false, What::Identity, Amber, Pass::Tick),
        ("nobody named", |s| s.hands = None, What::Licence, Red, Pass::Never),
        ("no licence", |s| s.hands.as_mut().unwrap().performer = None, What::Licence, Red, Pass::Never),
        (
            "licence ended",
            |s| s.hands.as_mut().unwrap().until = Some(today().plus(-1)),
            What::Licence,
            Red,
            Pass::Never,
        ),
        (
            "no massage licence",
            |s| s.hands.as_mut().unwrap().lacks = Some("None."),
            What::Licence,
            Red,
            Pass::Never,
        ),
        (
            "a nurse without an order",
            |s| s.hands.as_mut().unwrap().performer = Some(Performer::Rn),
            What::Licence,
            Amber,
            OVER,
        ),
        (
            "not cleared",
            |s| s.examination = Examination::NotCleared { by: "A", on: today() },
            What::Examination,
            Red,
            Pass::Second,
        ),
        ("untrained", |s| s.hands.as_mut().unwrap().training = Training::Missing, What::Licence, Amber, OVER),
        (
            "not examined",
            |s| s.examination = Examination::Missing,
            What::Examination,
            Amber,
            Pass::Reason(Permission::Examine),
        ),
        (
            "examination ended",
            |s| {
                s.examination = Examination::Good { by: "A", on: today().plus(-400), until: today().plus(-1) }
            },
            What::Examination,
            Amber,
            Pass::Reason(Permission::Examine),
        ),
    ];
    each(&table);
}

#[test]
fn what_was_signed_and_photographed() {
    let table: [Row; 7] = [
        ("not signed", |s| s.consent = Standing::Missing, What::Consent, Red, Pass::Never),
        ("taken back", |s| s.consent = Standing::Withdrawn { on: today() }, What::Consent, Red, Pass::Never),
        ("ended", |s| s.consent = Standing::Expired { on: today() }, What::Consent, Red, Pass::Never),
        (
            "thinking",
            |s| s.consent = Standing::Thinking { free_from: today().plus(1) },
            What::Consent,
            Red,
            Pass::Written,
        ),
        (
            "changed",
            |s| s.consent = Standing::Changed { parts: vec![Part::Risks], text_hash: String::new() },
            What::Consent,
            Amber,
            OVER,
        ),
        (
            "no photographs",
            |s| s.photographs = Photographs::Missing,
            What::Photographs,
            Amber,
            Pass::Reason(Permission::Door),
        ),
        (
            "old photographs",
            |s| s.photographs = Photographs::Taken(today().plus(-PHOTO_DAYS - 1)),
            What::Photographs,
            Amber,
            Pass::Reason(Permission::Door),
        ),
    ];
    each(&table);
}

#[test]
fn what_is_used_and_what_the_gate_says_today() {
    let table: [Row; 8] = [
        ("lot", |s| s.stock[0] = State::Stop, What::Lots, Red, Pass::Never),
        ("lot unknown", |s| s.stock[0] = State::Ask, What::Lots, Amber, OVER),
        ("device", |s| s.stock[1] = State::Stop, What::Device, Red, Pass::Never),
        ("kit", |s| s.stock[2] = State::Stop, What::Kit, Red, Pass::Never),
        ("not asked today", |s| s.asked_today = false, What::Verdict, Amber, Pass::Tick),
        ("not asked today", |s| s.asked_today = false, What::Pregnancy, Amber, Pass::Tick),
        (
            "pregnant",
            |s| s.answer = answer(&Case { facts: vec![present("pregnancy")], ..well() }, "botulinum"),
            What::Pregnancy,
            Red,
            Pass::Second,
        ),
        (
            "six weeks after the last time",
            |s| {
                let mut before = Fact::new(Subject::Procedure("botulinum".to_owned()), None);
                before.on = Some(today().plus(-42));
                s.answer = answer(&Case { facts: vec![before], ..well() }, "botulinum");
            },
            What::Interval,
            Red,
            Pass::Written,
        ),
    ];
    each(&table);
}
