//! A page of a story and its snapshot, on both engines: the shortcut never tells anything else than the whole chart.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
mod dice;
mod engines;
mod house;

use chart::ChartError;
use chart::book::new_id;
use chart::entry::{Amending, Amendment, Body, Fact, Identity};
use chart::fold::Chart;
use chart::patient::{Asked, LINES_MAX, NewEntry, Patients, Story, Why};
use dice::Dice;
use engines::stores;
use house::{SITE, by, identity, note, opened, scratch};
use vocab::case::Status;

const ALL: Asked = Asked { kinds: Vec::new(), skip: 0, most: 50 };

async fn story(patients: &Patients<'_>, id: &str, asked: &Asked, dice: &mut Dice) -> Story {
    patients.story(id, asked, Why::Care, &by(900), dice).await.unwrap()
}

/// Notes and facts of one chart, `count` of them, the later ones earlier in time every third.
async fn filled(patients: &Patients<'_>, count: i64, dice: &mut Dice) -> String {
    let id = patients.register(&identity("Ida"), &by(10), dice).await.unwrap();
    let entries: Vec<NewEntry> = (0..count)
        .map(|n| {
            let at = if n % 3 == 0 { 1_000 - n } else { 1_000 + n };
            let body = if n % 4 == 0 {
                Body::Fact(Fact::condition("hsv_history", Status::Present))
            } else {
                Body::note(&format!("note {n}"))
            };
            NewEntry { id: new_id(at, dice), happened_at: at, body, amends: None }
        })
        .collect();
    patients.record(&id, None, &entries, &by(20), dice).await.unwrap();
    id
}

#[tokio::test]
async fn a_page_shows_the_newest_lines_and_what_counts() {
    for store in stores("page").await {
        let dice = &mut Dice(31);
        let key = opened(&store, dice).await;
        let patients = Patients::new(&store, &key, SITE);
        let id = filled(&patients, 120, dice).await;
        let whole = Chart::of(&patients.read(&id, 0, Why::Care, &by(30), dice).await.unwrap());
        // Twice: the second is read from the snapshot.
        for _ in 0..2 {
            let first = story(&patients, &id, &ALL, dice).await;
            assert_eq!((first.lines.len(), first.found, first.entries), (50, 121, 121));
            let times: Vec<i64> = first.lines.iter().map(|line| line.entry.happened_at).collect();
            assert!(times.is_sorted_by(|a, b| a >= b), "{times:?}");
            assert_eq!(first.kinds.get("fact"), Some(&30));
            let utc = jiff::tz::TimeZone::UTC;
            let policy = vocab::case::Policy::default();
            let today = "2026-05-04".parse().unwrap();
            assert_eq!(first.chart.case(today, &policy, &utc), whole.case(today, &policy, &utc));
            let mut seen: Vec<u64> = Vec::new();
            for skip in [0, 50, 100, 150] {
                let page = story(&patients, &id, &Asked { skip, ..ALL }, dice).await;
                seen.extend(page.lines.iter().map(|line| line.entry.seq));
            }
            seen.sort_unstable();
            assert_eq!(seen, (1..=121).collect::<Vec<_>>());
            let facts = Asked { kinds: vec!["fact".to_owned()], skip: 0, most: usize::MAX };
            let facts = story(&patients, &id, &facts, dice).await;
            assert_eq!((facts.lines.len(), facts.found), (30, 30));
            let most = story(&patients, &id, &Asked { most: usize::MAX, ..ALL }, dice).await;
            assert_eq!(most.lines.len(), 121.min(LINES_MAX));
        }
    }
}

#[tokio::test]
async fn what_is_written_after_a_snapshot_is_seen_at_once() {
    for store in stores("after").await {
        let dice = &mut Dice(32);
        let key = opened(&store, dice).await;
        let patients = Patients::new(&store, &key, SITE);
        let id = filled(&patients, 80, dice).await;
        story(&patients, &id, &ALL, dice).await;
        let new = note("after the snapshot", 5_000, dice);
        patients.record(&id, None, std::slice::from_ref(&new), &by(40), dice).await.unwrap();
        let grown = story(&patients, &id, &ALL, dice).await;
        assert_eq!(grown.lines[0].entry.body, Body::note("after the snapshot"));
        let withdrawal = NewEntry {
            id: new_id(41, dice),
            happened_at: 41,
            body: Body::Amendment(Amendment {
                how: Amending::Withdrawal,
                reason: "wrong patient".to_owned(),
                to: None,
            }),
            amends: Some(new.id),
        };
        patients.record(&id, None, &[withdrawal], &by(41), dice).await.unwrap();
        for _ in 0..2 {
            let changed = story(&patients, &id, &ALL, dice).await;
            let line = &changed.lines[0];
            assert_eq!((line.now.is_none(), line.changes.len()), (true, 1));
            assert_eq!(line.entry.body, Body::note("after the snapshot"));
        }
    }
}

#[tokio::test]
async fn a_snapshot_that_was_touched_is_thrown_away_and_one_of_an_erased_patient_is_gone() {
    let file = scratch("snapshot.db");
    let address = format!("sqlite:{}", file.display());
    let store = chart::Store::open(&address).await.unwrap();
    let dice = &mut Dice(33);
    let key = opened(&store, dice).await;
    let patients = Patients::new(&store, &key, SITE);
    let (id, other) = (filled(&patients, 80, dice).await, filled(&patients, 90, dice).await);
    let right = story(&patients, &id, &ALL, dice).await;
    story(&patients, &other, &ALL, dice).await;
    let behind = sqlx::AnyPool::connect(&address).await.unwrap();
    let kept = async || -> i64 {
        sqlx::query_scalar("SELECT COUNT(*) FROM snapshot").fetch_one(&behind).await.unwrap()
    };
    assert_eq!(kept().await, 2);
    for hand in [
        "UPDATE snapshot SET body = 'AAAA'",
        "UPDATE snapshot SET body = (SELECT MAX(body) FROM snapshot)",
        "UPDATE snapshot SET hash = 'x'",
        "UPDATE snapshot SET count = 7",
        "UPDATE snapshot SET count = -1",
        "DELETE FROM snapshot",
    ] {
        sqlx::query(hand).execute(&behind).await.unwrap();
        assert_eq!(store.verify(Some(&key), SITE).await.unwrap().faults, [], "a snapshot proves nothing");
        assert_eq!(story(&patients, &id, &ALL, dice).await, right, "{hand}");
    }
    patients.erase(&id, "own_request", &by(50), dice).await.unwrap();
    let left: Vec<String> =
        sqlx::query_scalar("SELECT patient FROM snapshot").fetch_all(&behind).await.unwrap();
    assert!(!left.contains(&id));
    let told = patients.story(&id, &ALL, Why::Care, &by(51), dice).await;
    assert!(matches!(told, Err(ChartError::Erased(_))), "{told:?}");
}

#[tokio::test]
async fn a_chart_that_was_joined_says_so_and_shows_both() {
    for store in stores("both").await {
        let dice = &mut Dice(34);
        let key = opened(&store, dice).await;
        let patients = Patients::new(&store, &key, SITE);
        let (kept, folded) = (filled(&patients, 70, dice).await, filled(&patients, 10, dice).await);
        let whose = [kept.as_str(), folded.as_str()].into_iter().collect();
        let alone = patients.consents_of(&whose).await.unwrap();
        let all = alone[&kept].lines.len() + alone[&folded].lines.len();
        patients.join(&kept, &folded, &by(60), dice).await.unwrap();
        let one = patients.consents_of(&whose).await.unwrap();
        assert_eq!(
            (one[&kept].lines.len(), one[&folded].lines.len()),
            (all, all),
            "of a person, whichever is named"
        );
        let both = story(&patients, &kept, &ALL, dice).await;
        assert_eq!((both.found, both.entries, both.parts.clone()), (71 + 11, 71, vec![folded.clone()]));
        let part = story(&patients, &folded, &ALL, dice).await;
        // Under either chart the whole person is read; what is written goes into the one that is asked for.
        assert_eq!((part.found, part.entries, part.known, part.parts.len()), (71 + 11, 11, both.known, 0));
        assert_eq!(part.part_of.as_deref(), Some(kept.as_str()));
        assert_eq!(patients.grown_since(60).await.unwrap().len(), 2, "a joining is heard of under both");
        patients.part(&folded, &by(62), dice).await.unwrap();
        assert_eq!(patients.grown_since(61).await.unwrap().len(), 2, "and so is a parting");
        patients.join(&kept, &folded, &by(64), dice).await.unwrap();
        assert_eq!(patients.find("ida").await.unwrap().iter().filter(|f| f.part_of.is_some()).count(), 1);
    }
}

/// Writes who a patient is once more.
async fn renamed(patients: &Patients<'_>, id: &str, who: Identity, at: i64, dice: &mut Dice) {
    let new = NewEntry { id: new_id(at, dice), happened_at: at, body: Body::Identity(who), amends: None };
    patients.record(id, None, &[new], &by(at), dice).await.unwrap();
}

#[tokio::test]
async fn who_somebody_is_the_kept_chart_says_and_the_folded_one_fills_what_it_leaves_open() {
    for store in stores("kept").await {
        let dice = &mut Dice(38);
        let key = opened(&store, dice).await;
        let patients = Patients::new(&store, &key, SITE);
        let kept = patients.register(&identity("Ida"), &by(10), dice).await.unwrap();
        let folded = patients.register(&identity("Ida Bergh"), &by(11), dice).await.unwrap();
        let born = |day: &str| day.parse::<vocab::Day>().ok();
        let phone = Some("0555 123".to_owned());
        let wrong =
            Identity { name: "I. Berg".to_owned(), born: born("2012-04-12"), phone, ..Identity::default() };
        patients.join(&kept, &folded, &by(60), dice).await.unwrap();
        // The newest line of all stands in the folded chart, and its day of birth is wrong.
        renamed(&patients, &folded, wrong, 70, dice).await;
        for asked in [&kept, &folded] {
            let whose = [asked.as_str()].into_iter().collect();
            for chart in [
                Chart::of(&patients.read(asked, 0, Why::Care, &by(80), dice).await.unwrap()),
                story(&patients, asked, &ALL, dice).await.chart,
                patients.for_the_house(asked).await.unwrap(),
                patients.consents_of(&whose).await.unwrap().remove(asked).unwrap(),
            ] {
                let who = chart.identity().unwrap();
                assert_eq!((who.name.as_str(), who.born), ("Ida", born("1990-04-12")));
                assert_eq!(who.phone.as_deref(), Some("0555 123"), "only the folded chart has a number");
                assert_eq!(chart.person().born, born("1990-04-12"));
            }
        }
        // Where the kept chart says nothing the other one counts.
        renamed(&patients, &kept, Identity { born: None, ..identity("Ida") }, 90, dice).await;
        let chart = patients.for_the_house(&folded).await.unwrap();
        assert_eq!(chart.person().born, born("2012-04-12"));
    }
}

#[tokio::test]
async fn single_entries_are_opened_as_they_stand_and_one_write_remembers_every_look() {
    for store in stores("single").await {
        let dice = &mut Dice(37);
        let key = opened(&store, dice).await;
        let patients = Patients::new(&store, &key, SITE);
        let (ida, may) = (filled(&patients, 6, dice).await, filled(&patients, 3, dice).await);
        let gone = filled(&patients, 2, dice).await;
        let entries = patients.read(&ida, 0, Why::Audit, &by(30), dice).await.unwrap();
        let (kept, changed) = (&entries[2], &entries[3]);
        let amendment = Amendment {
            how: Amending::Correction,
            reason: "typed wrongly".to_owned(),
            to: Some(Box::new(Body::note("right"))),
        };
        let new = NewEntry {
            id: new_id(40, dice),
            happened_at: 40,
            body: Body::Amendment(amendment),
            amends: Some(changed.id.clone()),
        };
        patients.record(&ida, None, &[new], &by(40), dice).await.unwrap();
        assert_eq!(patients.grown_since(40).await.unwrap(), std::slice::from_ref(&ida));
        assert_eq!(patients.grown_since(20).await.unwrap().len(), 3);
        assert!(patients.grown_since(41).await.unwrap().is_empty(), "looks are no growth");
        patients.erase(&gone, "request", &by(50), dice).await.unwrap();
        let wanted = [(ida.as_str(), kept.id.as_str()), (&ida, &changed.id), (&may, &kept.id), (&gone, "1")];
        let singles = patients.singles(&wanted).await.unwrap();
        let named = |n: usize| singles[n].identity.as_ref().map(|who| who.name.as_str());
        assert_eq!((named(0), named(2), named(3)), (Some("Ida"), Some("Ida"), None));
        let now = |n: usize| singles[n].line.as_ref().map(|line| line.now.clone().unwrap());
        assert_eq!((now(0), now(1)), (Some(kept.body.clone()), Some(Body::note("right"))));
        assert_eq!((now(2), now(3)), (None, None), "another's entry is not theirs");
        let seen = [ida.as_str(), &may, &gone].into_iter().collect();
        for at in [60, 61] {
            patients.all_shown(&seen, Why::Care, &by(at), dice).await.unwrap();
        }
        let care =
            patients.looks(&ida, 9).await.unwrap().into_iter().filter(|look| look.why == "care").count();
        assert_eq!((care, patients.looks(&may, 9).await.unwrap().len()), (1, 1));
    }
}
