//! Who may do what on which day, and that a past day stays provable; on both engines where the record is asked.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
mod dice;
mod engines;

use chart::SiteKey;
use chart::own::Told;
use chart::people::{
    AccessEvent, Examination, Kind, Licence, LicenceKind, Mode, OF_ACCOUNT, Obstacle, Origin, People,
    PeopleEvent, Purpose, Question, Roll, Services, Span, StandingOrder, Supervised, Trained, may,
};
use chart::register::By;
use dice::Dice;
use knowledge::Knowledge;
use safety::Gate;
use std::collections::BTreeSet;
use vocab::case::{Case, Patient, Policy, Unstated};
use vocab::{Day, Params, Role, Verdict};

const SITE: &str = "harbour";

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn span(from: &str, to: &str) -> Span {
    Span { from: day(from), to: (!to.is_empty()).then(|| day(to)) }
}

fn joined(practitioner: &str, role: Role) -> PeopleEvent {
    let (practitioner, name) = (practitioner.to_owned(), practitioner.to_owned());
    PeopleEvent::Joined { practitioner, name, email: String::new(), roles: BTreeSet::from([role]) }
}

fn licensed(practitioner: &str, kind: LicenceKind, jurisdiction: &str, to: &str) -> PeopleEvent {
    let id = format!("{practitioner}-{kind}");
    let (number, jurisdiction) = ("0001".to_owned(), jurisdiction.to_owned());
    let licence = Licence { id, kind, number, jurisdiction, span: span("2020-01-01", to) };
    PeopleEvent::Licensed { practitioner: practitioner.to_owned(), licence }
}

fn services(codes: &[&str]) -> Services {
    Services(codes.iter().map(|code| (*code).to_owned()).collect())
}

fn roll(events: Vec<PeopleEvent>) -> Roll {
    let mut roll = Roll::default();
    for (seq, event) in (1..).zip(events) {
        roll.hear(&Told { seq, at: 1, author: "a".to_owned(), event });
    }
    roll
}

/// A house in California with one of each.
fn house() -> Vec<PeopleEvent> {
    let trained = |practitioner: &str, what: &str, to: &str| PeopleEvent::Trained {
        practitioner: practitioner.to_owned(),
        training: Trained {
            id: format!("{practitioner}-{what}"),
            what: what.to_owned(),
            by: "the maker".to_owned(),
            span: span("2024-01-01", to),
        },
    };
    vec![
        joined("md", Role::Director),
        licensed("md", LicenceKind::Physician, "US-CA", "2027-06-30"),
        joined("np", Role::Prescriber),
        licensed("np", LicenceKind::NursePractitioner, "US-CA", ""),
        joined("rn", Role::Nurse),
        licensed("rn", LicenceKind::RegisteredNurse, "US-CA", "2026-12-31"),
        trained("rn", "lumia", "2026-12-31"),
        joined("ae", Role::Aesthetician),
        licensed("ae", LicenceKind::Aesthetician, "US-CA", ""),
        joined("az", Role::Nurse),
        licensed("az", LicenceKind::RegisteredNurse, "US-AZ", ""),
        joined("lvn", Role::Nurse),
        licensed("lvn", LicenceKind::PracticalNurse, "US-CA", ""),
        joined("th", Role::Therapist),
        licensed("th", LicenceKind::Massage, "US-CA", ""),
        licensed("th", LicenceKind::Aesthetician, "US", ""),
        joined("ta", Role::Therapist),
        licensed("ta", LicenceKind::Massage, "US-AZ", ""),
        licensed("ta", LicenceKind::Aesthetician, "US", ""),
        joined("desk", Role::Desk),
    ]
}

fn ordered() -> PeopleEvent {
    let order = StandingOrder {
        id: "order".to_owned(),
        prescriber: "md".to_owned(),
        services: services(&["botulinum", "LIGHT"]),
        text: "Toxin and light after an examination.".to_owned(),
        span: span("2026-01-01", "2026-12-31"),
    };
    PeopleEvent::Ordered { order }
}

fn supervised(practitioner: &str, supervisor: &str) -> PeopleEvent {
    let supervision = Supervised {
        id: format!("{practitioner}-under-{supervisor}"),
        supervisor: supervisor.to_owned(),
        services: services(&["botulinum", "LIGHT"]),
        span: span("2026-01-01", ""),
    };
    PeopleEvent::Supervised { practitioner: practitioner.to_owned(), supervision }
}

fn examination(codes: &[&str], cleared: bool, until: &str) -> Examination {
    Examination {
        services: services(codes),
        cleared,
        mode: Mode::InPerson,
        on: day("2026-01-10"),
        until: day(until),
        remark: String::new(),
    }
}

struct Scene<'a> {
    roll: &'a Roll,
    examination: Option<&'a Examination>,
    device: Option<&'a str>,
    place: Option<&'a str>,
}

impl Scene<'_> {
    fn ask(&self, practitioner: &str, treatment: &str, on: &str) -> Vec<Obstacle> {
        let k = Knowledge::shipped().unwrap();
        let gate = Gate::new(k);
        let policy = Policy { jurisdiction: self.place.map(str::to_owned), ..Policy::default() };
        let case = Case {
            today: day(on),
            policy,
            patient: Patient::default(),
            facts: Vec::new(),
            unstated: Unstated::Absent,
            ask: Vec::new(),
        };
        let question = Question {
            practitioner,
            treatment,
            params: &Params::default(),
            device: self.device,
            day: day(on),
            place: self.place,
            examination: self.examination.map(|seen| (seen, "md")),
        };
        may(self.roll, k, &gate, &case, &question).unwrap()
    }
}

#[test]
fn who_may_do_what_on_which_day() {
    let bare = roll(house());
    let with_order = roll(house().into_iter().chain([ordered()]).collect());
    let seen = examination(&["botulinum", "ipl"], true, "2027-01-09");
    let scene = |roll, device| Scene { roll, examination: Some(&seen), device, place: Some("US-CA") };
    let supervised_by = "a physician".to_owned();
    for (roll, who, treatment, on, device, want) in [
        (&bare, "md", "botulinum", "2026-11-25", None, vec![]),
        (&bare, "ae", "peel_mandelic", "2026-11-25", None, vec![]),
        (
            &bare,
            "rn",
            "botulinum",
            "2026-11-25",
            None,
            vec![Obstacle::NotSupervised(supervised_by.clone()), Obstacle::NotOrdered],
        ),
        (&with_order, "rn", "botulinum", "2026-11-25", None, vec![]),
        (
            &with_order,
            "rn",
            "botulinum",
            "2027-01-01",
            None,
            vec![Obstacle::NoLicence(Some(day("2026-12-31")))],
        ),
        (&with_order, "rn", "ipl", "2026-11-25", Some("lumia"), vec![]),
        (
            &with_order,
            "rn",
            "ipl",
            "2026-11-25",
            Some("vasca"),
            vec![Obstacle::NotTrained("vasca".to_owned())],
        ),
        (&with_order, "az", "botulinum", "2026-11-25", None, vec![Obstacle::NoLicence(None)]),
        (&with_order, "lvn", "botulinum", "2026-11-25", None, vec![Obstacle::NoLicence(None)]),
        (&bare, "desk", "peel_mandelic", "2026-11-25", None, vec![Obstacle::NoLicence(None)]),
        (&bare, "nobody", "peel_mandelic", "2026-11-25", None, vec![Obstacle::NotHere]),
        (&bare, "th", "massage", "2026-11-25", None, vec![]),
        (&bare, "ae", "massage", "2026-11-25", None, vec![Obstacle::NoMassageLicence]),
        (&bare, "ta", "massage", "2026-11-25", None, vec![Obstacle::NoMassageLicence]),
    ] {
        assert_eq!(scene(roll, device).ask(who, treatment, on), want, "{who} {treatment} {on}");
    }
    let told = scene(&bare, None).ask("ae", "botulinum", "2026-11-25");
    let [Obstacle::Scope(why, Verdict::Refuse)] = told.as_slice() else { panic!("{told:?}") };
    assert!(why.contains("an aesthetician"), "the gate's own words: {why}");
    let told = scene(&bare, None).ask("md", "no_such_peel", "2026-11-25");
    assert_eq!(told, [Obstacle::UnknownTreatment("no_such_peel".to_owned())]);
}

#[test]
fn an_examination_holds_for_its_treatments_until_its_day_and_only_if_it_cleared() {
    let roll = roll(house());
    let good = examination(&["botulinum"], true, "2027-01-09");
    let bad = examination(&["botulinum"], false, "2027-01-09");
    for (seen, on, want) in [
        (Some(&good), "2026-11-25", None),
        (Some(&good), "2027-01-09", None),
        (Some(&good), "2027-01-10", Some(Obstacle::ExaminationOver(day("2027-01-09")))),
        (Some(&bad), "2026-11-25", Some(Obstacle::NotCleared)),
        (None, "2026-11-25", Some(Obstacle::NotExamined)),
    ] {
        let scene = Scene { roll: &roll, examination: seen, device: None, place: Some("US-CA") };
        assert_eq!(scene.ask("md", "botulinum", on).first(), want.as_ref(), "{on}");
    }
    let scene = Scene { roll: &roll, examination: None, device: None, place: Some("US-CA") };
    assert_eq!(scene.ask("ae", "peel_mandelic", "2026-11-25"), [], "a facial peel needs no prescriber");
}

#[test]
fn supervision_counts_only_by_a_licensed_prescriber_who_works_here() {
    let seen = examination(&["botulinum"], true, "2027-01-09");
    for (events, free) in [
        (vec![supervised("rn", "md")], true),
        (vec![supervised("rn", "ae")], false),
        (vec![supervised("rn", "rn")], false),
        (vec![supervised("rn", "nobody")], false),
        (vec![supervised("rn", "md"), PeopleEvent::Left { practitioner: "md".to_owned() }], false),
    ] {
        let roll = roll(house().into_iter().chain(events.clone()).collect());
        let scene = Scene { roll: &roll, examination: Some(&seen), device: None, place: Some("US-CA") };
        assert_eq!(scene.ask("rn", "botulinum", "2026-11-25").is_empty(), free, "{events:?}");
    }
}

#[test]
fn a_paper_that_ended_still_held_before() {
    let ended = PeopleEvent::Ended {
        paper: "md-physician".to_owned(),
        on: day("2026-06-01"),
        why: "surrendered".to_owned(),
    };
    let roll = roll(house().into_iter().chain([ended]).collect());
    let md = roll.get("md").unwrap();
    for (on, holds) in
        [("2019-12-31", false), ("2020-01-01", true), ("2026-05-31", true), ("2026-06-01", false)]
    {
        assert_eq!(md.performer_on(day(on), Some("US-CA")).is_some(), holds, "{on}");
    }
    assert_eq!(md.licences.len(), 1, "it is still on record");
    for (place, holds) in [("US-CA", true), ("US-AZ", true), ("US", true), ("GB-ENG", false), ("USX", false)]
    {
        let there = roll.get("th").unwrap().performer_on(day("2026-11-25"), Some(place)).is_some();
        assert_eq!(there, holds, "a licence of the whole country in {place}");
    }
}

#[test]
fn nothing_is_allowed_by_not_knowing_the_place() {
    let roll = roll(house());
    let seen = examination(&["ipl"], true, "2027-01-09");
    let scene = Scene { roll: &roll, examination: Some(&seen), device: None, place: None };
    assert!(!scene.ask("ae", "ipl", "2026-11-25").is_empty());
    assert!(!scene.ask("rn", "ipl", "2026-11-25").is_empty());
}

#[tokio::test]
async fn people_sessions_links_and_tries_are_the_same_on_both_engines() {
    for store in engines::stores("people").await {
        let dice = &mut Dice(21);
        let key = SiteKey::draw(dice);
        let by = By { author: "operator".to_owned(), at: 1_000 };
        store.open_site(&key, SITE, "Harbour House", &by, dice).await.unwrap();
        let people = People::new(&store, &key, SITE);
        let count = people.tell(Some(0), &house(), &by, dice).await.unwrap();
        assert_eq!(count, house().len() as u64);
        assert!(people.tell(Some(0), &[ordered()], &by, dice).await.is_err(), "somebody else was quicker");
        assert_eq!(people.roll_after(&people.roll().await.unwrap()).await.unwrap(), None);
        let bad = licensed("md", LicenceKind::Physician, "California", "");
        assert!(people.tell(None, &[bad], &by, dice).await.is_err(), "no such place");
        let backwards = licensed("md", LicenceKind::Physician, "US-CA", "2019-01-01");
        assert!(people.tell(None, &[backwards], &by, dice).await.is_err(), "it ends before it begins");

        let token = people.open_session("md", &Origin::default(), 1_000, dice).await.unwrap();
        let (session, told) = people.session(&token, 2_000).await.unwrap().unwrap();
        assert_eq!((session.practitioner.as_str(), told), ("md", count));
        people.widen(&session.hash, "p1", 5_000).await.unwrap();
        people.proved(&session.hash, 3_000).await.unwrap();
        let (session, _) = people.session(&token, 4_000).await.unwrap().unwrap();
        assert_eq!(
            (session.wide_patient.as_str(), session.wide_until, session.proved_at),
            ("p1", 5_000, 3_000)
        );
        assert_eq!(people.end_others("md", "", 4_000).await.unwrap(), 1);
        assert_eq!(people.session(&token, 4_000).await.unwrap(), None);

        let secret = people.make_link(Purpose::Invitation, "md", (1_000, 1), &by, dice).await.unwrap();
        let link = people.link(&secret, 1_500).await.unwrap().unwrap();
        assert!(people.use_link(&link, 1_500).await.unwrap());
        assert!(!people.use_link(&link, 1_500).await.unwrap(), "once");
        assert_eq!(people.link(&secret, 1_500).await.unwrap(), None);

        for n in 1..=5 {
            assert_eq!(people.knock("account/x", OF_ACCOUNT, n).await.unwrap(), Ok(()), "{n}");
        }
        assert_eq!(people.knock("account/x", OF_ACCOUNT, 6).await.unwrap(), Err(30_005));
        people.came_in("account/x").await.unwrap();
        assert_eq!(people.knock("account/x", OF_ACCOUNT, 7).await.unwrap(), Ok(()));

        people.keep_sealed("md", (Kind::Code, ""), "", "SECRET", 1_000, dice).await.unwrap();
        assert_eq!(people.opened("md", Kind::Code, "").await.unwrap().as_deref(), Some("SECRET"));
        assert!(people.take_step("md", 5).await.unwrap());
        assert!(!people.take_step("md", 5).await.unwrap(), "a code opens once");
        assert!(!people.take_step("md", 4).await.unwrap(), "and none before it");

        let broke = AccessEvent::BrokeGlass {
            practitioner: "desk".to_owned(),
            patient: "p1".to_owned(),
            reason: "unconscious in the waiting room".to_owned(),
            until: 9,
        };
        people.remember(&broke, &by, dice).await.unwrap();
        assert_eq!(people.access(0).await.unwrap()[0].event, broke);
        assert_eq!(store.verify(Some(&key), SITE).await.unwrap().faults, [], "the books of people are books");
    }
}
