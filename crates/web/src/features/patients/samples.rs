//! Samples of the pages about patients: ordinary, empty, worst.
use super::amend::{Amends, Correct};
use super::finding::{Finding, Person};
use super::person::Registering;
use super::next::Step;
use super::plan::{Agreed, Agreement, Became};
use super::scores::Scores;
use super::strip::{Stands, Strip};
use super::line::Told;
use super::timeline::{Timeline, Writing};
use super::told::Words;
use super::touched::{Differs, Touched};
use super::looks::{Looks, by_day};
use super::whole::{Erasing, Joining};
use vocab::{Day, Verdict};

fn person(name: &str) -> Person {
    Person { href: "/patients/1".into(), name: name.into(), line: "born 12 Apr 1990 (36) · +44 20 7946 0018".into() }
}

pub(super) fn finding() -> Vec<(&'static str, Finding)> {
    let worst = Person { name: "<script>alert(1)</script>".repeat(4), ..person("") };
    vec![
        ("recent", Finding { found: vec![person("Amara Okafor")], may_register: true, may_review: true, ..Finding::default() }),
        ("empty", Finding { may_register: true, ..Finding::default() }),
        ("nobody", Finding { asked: "xyzzy".into(), ..Finding::default() }),
        ("found", Finding { asked: "\"okafr".into(), found: vec![person("Amara Okafor"), worst], ..Finding::default() }),
    ]
}

pub(super) fn registering() -> Vec<(&'static str, Registering)> {
    let new = Registering { to: "/patients/new".into(), csrf: "token".into(), ..Registering::default() };
    let typed = ["Amara Okafor", "1990-04-12", "female", "+44 20 7946 0018", "amara@example.com"].map(str::to_owned);
    let wrong = ["A name is needed.", "That is no day.", "Unknown sex.", "That is no number.", "That is no address."];
    vec![
        ("new", new.clone()),
        ("alike", Registering { fields: typed.clone(), alike: vec![person("Amara Okafor")], ..new.clone() }),
        ("wrong", Registering { errors: wrong.map(|text| Some(text.to_owned())), ..new.clone() }),
        ("known", Registering { known: "Amara Okafor".into(), fields: typed, expect: "7".into(), ..new }),
    ]
}

fn words(title: &str) -> Words {
    Words { title: title.into(), lines: Vec::new() }
}

fn told(id: &str, day: &str, kind: &str, title: &str) -> Told {
    Told {
        id: id.into(),
        day: day.into(),
        time: "09:30".into(),
        kind: kind.into(),
        words: words(title),
        who: "Imani Clarke, RN".into(),
        amend: Some(format!("/patients/1/entries/{id}")),
        ..Told::default()
    }
}

fn strip() -> Strip {
    let stands = |title: &str, verdict, stops, asks| Stands {
        title: title.into(),
        href: "/library/conditions/isotretinoin".into(),
        verdict,
        stops,
        asks,
        until: "7 Jul 2026".into(),
    };
    Strip {
        stands: vec![
            stands("Allergy to lidocaine", Verdict::Refuse, 4, 2),
            stands("Oral isotretinoin", Verdict::Defer, 14, 0),
            stands("Cold sores", Verdict::Caution, 0, 0),
        ],
        more: 2,
        strangers: vec!["Zorbitol".into()],
        open: vec![("Pregnancy".into(), 21), ("Keloids".into(), 9)],
        done: vec![("Salicylic acid peel".into(), "4 Nov 2026".into(), 20)],
    }
}

fn peel(on: &str, became: Became) -> Agreement {
    let (treatment, title) = ("peel_salicylic".into(), "Salicylic acid peel".into());
    Agreement { treatment, title, day: Day::from_number(20_800), on: on.into(), became }
}

fn ordinary() -> Timeline {
    let day = |text: &str| text.parse().unwrap_or(Day::FIRST);
    let corrected = Told {
        was: Some(words("Oral isotretinoin: yes")),
        changes: vec![("Corrected".into(), "Dr. Imogen Sarkany, Mon 2 Nov 2026 10:00".into(), "misheard".into(), None)],
        ..told("2", "Mon 2 Nov 2026", "Answer", "Oral isotretinoin: in the past, until 5 Jan 2026")
    };
    let withdrawn = Told {
        withdrawn: true,
        was: Some(words("Left cheek")),
        changes: vec![("Withdrawn".into(), "Imani Clarke, RN, Mon 2 Nov 2026 09:40".into(), "wrong patient".into(), None)],
        ..told("3", "Mon 2 Nov 2026", "Note", "Left cheek")
    };
    Timeline {
        patient: "1".into(),
        name: "Amara Okafor".into(),
        about: "36 years, born 12 Apr 1990 · female · phototype V".into(),
        strip: strip(),
        lines: vec![told("1", "Tue 24 Nov 2026", "Note", "Calm skin."), corrected, withdrawn],
        kinds: vec![("note".into(), "Note".into(), 2, true), ("fact".into(), "Answer".into(), 1, false)],
        found: 3,
        from: 0,
        scores: vec![Scores {
            name: "Acne".into(),
            unit: "global assessment (IGA)".into(),
            top: 4.0,
            measured: vec![(day("2026-05-01"), 3.0), (day("2026-08-01"), 2.0)],
            expected: vec![(day("2026-05-01"), 3.0, 3.0, 3.0), (day("2026-08-01"), 2.2, 1.4, 3.1)],
            basis: "published groups".into(),
        }],
        agreed: Some(Agreed {
            on: "2 May 2026".into(),
            sessions: vec![
                peel("1 Nov 2026", Became::Done("4 Nov 2026".into())),
                peel("20 Nov 2026", Became::Missed),
                peel("10 Dec 2026", Became::Coming),
            ],
            measure: None,
        }),
        next: vec![
            Step {
                state: vocab::verdict::State::Stop,
                title: "See the patient today. Told: <blisters>".into(),
                line: "Due on Tue 24 Nov 2026.".into(),
                href: "/patients/1/after#open".into(),
                action: "Open the days after",
            },
            Step {
                state: vocab::verdict::State::Clear,
                title: "Salicylic acid peel on Thu 10 Dec 2026 at 10:00".into(),
                line: "Nothing is open.".into(),
                href: "/calendar/visits/1".into(),
                action: "Open the visit",
            },
        ],
        doors: vec![("Consultation".into(), "/patients/1/consult".into()), ("Plan".into(), "/patients/1/plan".into())],
        book: Some("/calendar/new?patient=1".into()),
        whole: vec![("Who looked".into(), "/patients/1/looks".into())],
        parts: 0,
        part_of: None,
        writing: Some(Writing { csrf: "token".into(), id: "0".repeat(32), ..Writing::default() }),
    }
}

pub(super) fn timeline() -> Vec<(&'static str, Timeline)> {
    let empty = Timeline { patient: "1".into(), name: "New Guest".into(), ..Timeline::default() };
    let bad = Writing { error: Some("Write what is to be remembered.".into()), on: "2026-02-31".into(), on_error: Some("That is no day.".into()), ..Writing::default() };
    let worst = Timeline {
        name: "<b>".repeat(40),
        parts: 1,
        part_of: Some("2".into()),
        from: 50,
        found: 2_000,
        lines: vec![told("1", "Tue 24 Nov 2026", "Note", &"<script>alert(1)</script>".repeat(30))],
        writing: Some(bad),
        ..ordinary()
    };
    vec![("ordinary", ordinary()), ("empty", empty), ("worst", worst)]
}

pub(super) fn amending() -> Vec<(&'static str, Amends)> {
    let note = Amends {
        patient: "1".into(),
        line: told("1", "Tue 24 Nov 2026", "Note", "Calm skin."),
        csrf: "token".into(),
        id: "0".repeat(32),
        expect: "12".into(),
        correct: Correct::Text,
        value: "Calm skin.".into(),
        ..Amends::default()
    };
    let fact = Amends { correct: Correct::Status, value: "past".into(), until: "2026-01-05".into(), how: "correction".into(), ..note.clone() };
    let wrong = Amends { correct: Correct::Nothing, wrong: Some(("reason", "Say why.".into())), ..note.clone() };
    vec![("note", note), ("fact", fact), ("wrong", wrong)]
}

pub(super) fn looks() -> Vec<(&'static str, Looks)> {
    let one = |on: &str, time: &str, who: &str, why: &str| (on.to_owned(), time.to_owned(), who.to_owned(), why.to_owned());
    let days = by_day(
        [
            one("Tue 24 Nov 2026", "10:02", "Imani Clarke, RN", "care"),
            one("Tue 24 Nov 2026", "09:31", "Ines <Vidal>", "break_glass"),
            one("Tue 24 Nov 2026", "09:30", "Imani Clarke, RN", "care"),
            one("Tue 24 Nov 2026", "09:30", "Imani Clarke, RN", "care"),
            one("Mon 23 Nov 2026", "17:00", "Imani Clarke, RN", "audit"),
        ]
        .into_iter(),
    );
    vec![
        ("ordinary", Looks { patient: "1".into(), name: "Amara Okafor".into(), days, more: true }),
        ("empty", Looks { patient: "1".into(), name: "Amara Okafor".into(), ..Looks::default() }),
    ]
}

pub(super) fn joining() -> Vec<(&'static str, Joining)> {
    let plain = Joining { patient: "1".into(), name: "Amara Okafor".into(), csrf: "token".into(), ..Joining::default() };
    let found = Joining {
        found: vec![("2".into(), person("Amara Okafo"), "A name that is alike, the same birth day".into()), ("5".into(), person("Am <Oka>"), String::new())],
        parts: vec![("3".into(), "A. Okafor".into())],
        part_of: Some("4".into()),
        ..plain.clone()
    };
    vec![("found", found), ("empty", plain)]
}

pub(super) fn erasing() -> Vec<(&'static str, Erasing)> {
    let asked = Erasing { patient: "1".into(), name: "Amara Okafor".into(), csrf: "token".into(), ..Erasing::default() };
    let wrong = Erasing { error: Some("Write the name exactly as it stands here: Amara Okafor".into()), ..asked.clone() };
    let others = vec![("2".into(), "Amara <Okafour>".into())];
    let joined = Erasing { others, ..asked.clone() };
    vec![("asked", asked), ("joined", joined), ("wrong", wrong), ("done", Erasing { done: true, ..Erasing::default() })]
}

pub(super) fn touched() -> Vec<(&'static str, Touched)> {
    let one = Differs {
        href: "/patients/1".into(),
        name: "Amara Okafor".into(),
        title: "Salicylic acid peel".into(),
        on: "2026-12-10".parse().unwrap_or(Day::FIRST),
        was: Verdict::Caution,
        now: Verdict::Refuse,
        because: "A rule became stricter.".into(),
    };
    vec![
        ("touched", Touched { plans: 3, coming: 7, sessions: vec![one] }),
        ("nobody", Touched { plans: 3, coming: 7, sessions: Vec::new() }),
        ("empty", Touched::default()),
    ]
}
