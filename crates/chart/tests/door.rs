//! The door: every line by itself, who may pass it, and that it never looks better than the gate.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
use chart::consent::{Part, Standing};
use chart::door::{
    Asked, Door, Examination, Hands, Light, NotPassed, Outcome, Override, PHOTO_DAYS, Pass, Photographs,
    Ruled, Supervision, Training, What, door, needs_examination, rates,
};
use chart::entry::Body;
use chart::patient::Entry;
use chart::stock::{Because, Readiness, ReadyLine, State};
use knowledge::Knowledge;
use proptest::prelude::*;
use safety::{Answer, Gate};
use std::collections::BTreeSet;
use std::sync::OnceLock;
use vocab::case::{Ask, Case, Fact, Patient, Policy, Status, Subject, Unstated};
use vocab::{Day, Performer, Permission, Phototype, Role, Verdict, Zone};

fn gate() -> &'static Gate<'static> {
    static GATE: OnceLock<Gate<'static>> = OnceLock::new();
    GATE.get_or_init(|| Gate::new(Knowledge::shipped().unwrap()))
}

fn today() -> Day {
    "2026-11-25".parse().unwrap()
}

fn well() -> Case {
    Case {
        today: today(),
        policy: Policy::default(),
        patient: Patient {
            born: "1990-04-12".parse().ok(),
            phototype: Some(Phototype::II),
            ..Patient::default()
        },
        facts: Vec::new(),
        unstated: Unstated::Absent,
        ask: Vec::new(),
    }
}

fn answer(case: &Case, service: &str) -> Answer<'static> {
    let mut ask = Ask::treatment(service);
    ask.performer = Some(Performer::Md);
    gate().answer(case, &ask).unwrap()
}

fn holds() -> Standing {
    Standing::Holds {
        entry: "s".to_owned(),
        text_hash: "h".to_owned(),
        on: today().plus(-9),
        until: today().plus(300),
    }
}

fn readiness(state: State) -> Readiness {
    Readiness { state, lines: vec![ReadyLine { state, what: String::new(), because: Because::NotNeeded }] }
}

/// A door at which everything but the gate is in order.
struct Scene {
    answer: Answer<'static>,
    service: &'static str,
    consent: Standing,
    examination: Examination<'static>,
    photographs: Photographs,
    hands: Option<Hands<'static>>,
    stock: [State; 3],
    identity: bool,
    asked_today: bool,
    done: BTreeSet<What>,
    overrides: Vec<(String, String, Override)>,
}

impl Scene {
    fn of(service: &'static str, case: &Case) -> Self {
        let hands = Hands {
            practitioner: "dr-ada",
            name: "Ada Lind",
            performer: Some(Performer::Md),
            until: Some(today().plus(100)),
            supervision: Supervision::None,
            training: Training::Done,
        };
        Self {
            answer: answer(case, service),
            service,
            consent: holds(),
            examination: Examination::Good { by: "Ada Lind", on: today().plus(-9), until: today().plus(300) },
            photographs: Photographs::Taken(today()),
            hands: Some(hands),
            stock: [State::Ready; 3],
            identity: true,
            asked_today: true,
            done: BTreeSet::new(),
            overrides: Vec::new(),
        }
    }

    fn door(&self) -> Door {
        let [lots, device, kit] = self.stock.map(readiness);
        let overrides: Vec<(&str, &str, &Override)> =
            self.overrides.iter().map(|(id, who, over)| (id.as_str(), who.as_str(), over)).collect();
        door(&Asked {
            knowledge: gate().knowledge(),
            service: self.service,
            on: today(),
            identity: self.identity,
            identity_known: true,
            hands: self.hands.clone(),
            examination: self.examination.clone(),
            consent: &self.consent,
            answer: &self.answer,
            asked_today: self.asked_today,
            done: &self.done,
            photographs: self.photographs,
            lots: Some(&lots),
            device: Some(&device),
            kit: Some(&kit),
            overrides: &overrides,
        })
    }
}

fn present(code: &str) -> Fact {
    Fact::new(Subject::Condition(code.to_owned()), Some(Status::Present))
}

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
fn each_line_by_itself() {
    use Light::{Amber, Red};
    let over = Pass::Reason(Permission::Override);
    type Spoil = fn(&mut Scene);
    let table: [(&str, Spoil, What, Light, Pass); 22] = [
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
        ("untrained", |s| s.hands.as_mut().unwrap().training = Training::Missing, What::Licence, Amber, over),
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
            over,
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
        ("lot", |s| s.stock[0] = State::Stop, What::Lots, Red, Pass::Never),
        ("lot unknown", |s| s.stock[0] = State::Ask, What::Lots, Amber, over),
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
    for (what, spoil, line, light, pass) in table {
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
            Subject::Procedure(k.treatments[place % k.treatments.len()].code.clone())
        } else {
            Subject::Condition(k.conditions[place % k.conditions.len()].code.clone())
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
