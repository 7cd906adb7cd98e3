//! The days after a session: who is asked when, what is heard, what is still to be done.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
use chart::after::{Adverse, CheckIn, Feels, Grade, Kind, Report, Task, due, heard, since, tasks};
use chart::entry::{Body, Session};
use chart::fold::Chart;
use chart::patient::Entry;
use jiff::tz::TimeZone;
use knowledge::Knowledge;
use knowledge::red_flag::Level;
use proptest::prelude::*;
use vocab::Day;
use vocab::case::Policy;

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

fn shipped() -> &'static Knowledge {
    Knowledge::shipped().unwrap()
}

fn today() -> Day {
    "2026-11-25".parse().unwrap()
}

/// Noon of today.
fn now() -> i64 {
    i64::from(today().number()) * DAY + 12 * HOUR
}

fn line(id: &str, at: i64, body: Body) -> Entry {
    Entry {
        patient: "p".to_owned(),
        seq: 1,
        id: id.to_owned(),
        happened_at: at,
        recorded_at: at,
        author: "a".to_owned(),
        amends: None,
        body,
    }
}

fn session(id: &str, treatment: &str, at: i64) -> Entry {
    let session = Session::new(shipped(), treatment, "n", at).unwrap();
    line(id, at, Body::Session(session))
}

fn said(id: &str, at: i64, level: Level) -> Entry {
    line(
        id,
        at,
        Body::CheckIn(CheckIn { level: Some(level), text: "it throbs".to_owned(), ..CheckIn::default() }),
    )
}

#[test]
fn who_is_asked_when_goes_by_the_risk() {
    for (treatment, days, high_risk) in [
        ("filler_ha", vec![0, 1, 3, 7, 14], true),
        ("laser_afl", vec![0, 1, 3, 7, 14], true),
        ("peel_tca_25_35", vec![0, 1, 3, 7, 14], true),
        ("rf_microneedling", vec![1, 3, 7, 14], true),
        ("microneedling", vec![1, 3, 7, 14], false),
        ("botulinum", vec![1, 3, 7, 14], false),
    ] {
        let chart = Chart::of(&[session("s", treatment, now())]);
        let sessions = since(&chart, &TimeZone::UTC, today());
        let all = due(shipped(), &chart, &sessions, &TimeZone::UTC);
        assert_eq!(all.iter().map(|d| d.day).collect::<Vec<_>>(), days, "{treatment}");
        assert!(all.iter().all(|d| d.high_risk == high_risk), "{treatment}");
        assert!(all.iter().all(|d| d.key == format!("s/d{}", d.day)));
    }
}

#[test]
fn a_check_in_answers_what_was_due_until_then_and_nothing_later() {
    let chart = Chart::of(&[session("s", "filler_ha", now() - 2 * DAY), said("c", now() - DAY, Level::E4)]);
    let sessions = since(&chart, &TimeZone::UTC, today());
    let all = due(shipped(), &chart, &sessions, &TimeZone::UTC);
    let answered: Vec<(u16, bool)> = all.iter().map(|d| (d.day, d.answered.is_some())).collect();
    assert_eq!(answered, [(0, true), (1, true), (3, false), (7, false), (14, false)]);
}

#[test]
fn what_is_to_be_done_is_read_off_the_chart() {
    type Want = Vec<(&'static str, Kind)>;
    let (z, k) = (TimeZone::UTC, shipped());
    let filler = || session("s", "filler_ha", now() - 2 * DAY);
    let done = |key: &str| {
        line("d", now(), Body::Task(Task::Done { key: key.to_owned(), note: "called".to_owned() }))
    };
    let table: [(&str, Vec<Entry>, Want); 8] = [
        ("silence after a filler", vec![filler()], vec![("s/d0", Kind::Silent), ("s/d1", Kind::Silent)]),
        ("silence after needling is no task", vec![session("s", "microneedling", now() - 5 * DAY)], vec![]),
        ("as expected", vec![filler(), said("c", now() - DAY, Level::E4)], vec![]),
        (
            "the heaviest first",
            vec![
                filler(),
                said("c", now(), Level::E3),
                said("e", now(), Level::E1),
                said("f", now(), Level::E0),
            ],
            vec![("f", Kind::Told(Level::E0)), ("e", Kind::Told(Level::E1)), ("c", Kind::Told(Level::E3))],
        ),
        ("done", vec![filler(), said("c", now(), Level::E1), done("c")], vec![]),
        (
            "done with something else",
            vec![said("c", now(), Level::E1), done("x")],
            vec![("c", Kind::Told(Level::E1))],
        ),
        ("silence is closed by a call", vec![filler(), done("s/d0")], vec![("s/d1", Kind::Silent)]),
        ("the day itself is not over", vec![session("s", "filler_ha", now() - HOUR)], vec![]),
    ];
    for (what, entries, want) in table {
        let open = tasks(k, &Chart::of(&entries), &z, now());
        let got: Vec<(&str, Kind)> = open.iter().map(|t| (t.key.as_str(), t.kind)).collect();
        assert_eq!(got, want, "{what}");
    }
    let e1 = tasks(k, &Chart::of(&[said("c", now(), Level::E1)]), &z, now());
    assert_eq!(e1[0].by, Some(now() + 15 * 60_000), "fifteen minutes");
}

#[test]
fn an_adverse_event_is_tied_to_everything_and_its_newest_word_counts() {
    let first = session("s", "filler_ha", now() - DAY);
    let chart = Chart::of(std::slice::from_ref(&first));
    let event = Adverse::after(&chart, "s", today(), Grade::Severe, "skin loss").unwrap();
    assert_eq!((event.session.as_deref(), event.treatment.as_str()), (Some("s"), "filler_ha"));
    assert!(!event.settings.is_null());
    assert!(Adverse::after(&chart, "t", today(), Grade::Mild, "x").is_none());
    let mut over = event.clone();
    (over.of, over.outcome) = (Some("a".to_owned()), chart::after::Outcome::Resolved);
    let open = [first, line("a", now(), Body::Adverse(event))];
    assert_eq!(
        tasks(shipped(), &Chart::of(&open), &TimeZone::UTC, now())
            .iter()
            .filter(|t| t.kind == Kind::Adverse)
            .count(),
        1
    );
    let closed = Chart::of(&[open[0].clone(), open[1].clone(), line("b", now(), Body::Adverse(over))]);
    assert_eq!(closed.adverse().len(), 1);
    assert_eq!(
        tasks(shipped(), &closed, &TimeZone::UTC, now()).iter().filter(|t| t.kind == Kind::Adverse).count(),
        0
    );
}

fn level(entries: &[Entry], report: &Report) -> Level {
    let chart = Chart::of(entries);
    let case = chart.case(today(), &Policy::default(), &TimeZone::UTC);
    let sessions = since(&chart, &TimeZone::UTC, today());
    heard(shipped(), &case, &sessions, report, now(), &TimeZone::UTC).check_in.level.unwrap()
}

fn text(text: &str) -> Report {
    Report { text: text.to_owned(), ..Report::default() }
}

#[test]
fn what_is_told_has_a_level_over_every_course_that_runs() {
    let feels = |feels| Report { feels: Some(feels), ..Report::default() };
    let (filler, needling) =
        (session("f", "filler_ha", now() - 5 * HOUR), session("n", "microneedling", now() - DAY));
    let both = [filler.clone(), needling.clone()];
    for (what, entries, report, want) in [
        ("fine", &both[..], feels(Feels::Fine), Level::E4),
        ("a little tight on day 1", &both[1..], feels(Feels::Tender), Level::E4),
        ("wrong, without a word", &both[..], feels(Feels::Wrong), Level::E3),
        ("pale lip after filler", &both[..1], text("my lip is pale and blotchy and hurts more"), Level::E1),
        (
            "the same with a needling after it",
            &both[..],
            text("my lip is pale and blotchy and hurts more"),
            Level::E1,
        ),
        ("sight", &both[..], text("I see blurred on one eye"), Level::E0),
        ("nothing was done here", &[][..], text("my lip is pale"), Level::E3),
    ] {
        assert_eq!(level(entries, &report), want, "{what}");
    }
}

proptest! {
    /// One more course that runs, or one more word, never makes the answer lighter.
    #[test]
    fn more_told_is_never_lighter(
        treatments in prop::collection::vec(prop::sample::select(vec!["filler_ha", "botulinum", "microneedling", "laser_afl", "ipl"]), 1..4),
        hours in prop::collection::vec(1i64..500, 4),
        words in prop::collection::btree_set(prop::sample::select(shipped().symptom_words().into_iter().collect::<Vec<_>>()), 1..5),
    ) {
        let entries: Vec<Entry> = treatments
            .iter()
            .zip(&hours)
            .enumerate()
            .map(|(n, (t, h))| session(&format!("s{n}"), t, now() - h * HOUR))
            .collect();
        let words: Vec<String> = words.into_iter().map(str::to_owned).collect();
        let all = Report { symptoms: words.clone(), ..Report::default() };
        let fewer = Report { symptoms: words[1..].to_vec(), ..Report::default() };
        prop_assert!(level(&entries, &all) <= level(&entries, &fewer));
        let wrong = Report { feels: Some(Feels::Wrong), ..all.clone() };
        prop_assert!(level(&entries, &wrong) <= level(&entries, &all).min(Level::E3));
    }
}
