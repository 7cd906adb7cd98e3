//! Free starts of visits of several segments, and series of them.
use calendar::Cells;
use calendar::cells::CELLS_MAX;
use calendar::series::{Answer, Gap, best};
use calendar::visit::{Need, Segment, Stored, Visit, Wish};
use proptest::prelude::*;
use std::collections::BTreeSet;
use vocab::Day;

const NEEDS: [Need; 4] = [Need::Practitioner, Need::Room, Need::Device, Need::Kit];

fn first() -> Day {
    Day::from_number(20_500)
}

fn stored(name: &str, kind: Need, free: Vec<Cells>) -> Stored {
    Stored { name: name.to_owned(), kind, skills: Vec::new(), free }
}

#[test]
fn a_licence_serves_to_its_last_day_and_processing_frees_the_practitioner() {
    let mut nurse = stored("nurse", Need::Practitioner, vec![Cells::span(0, 4).or(Cells::span(6, 9)); 3]);
    nurse.skills = vec![("laser".to_owned(), Some(first().plus(1)))];
    let room = stored("room", Need::Room, vec![Cells::span(0, 20); 3]);
    let segment = |length, needs: &[Need]| Segment { length, needs: needs.to_vec() };
    let visit = Visit {
        segments: vec![
            segment(2, &[Need::Practitioner, Need::Room]),
            segment(4, &[Need::Room]),
            segment(1, &[Need::Practitioner, Need::Room]),
        ],
        skills: vec![(Need::Practitioner, "laser".to_owned())],
    };
    let starts = visit.free_starts(&[nurse, room], first(), 3);
    assert_eq!(starts, [Cells::span(0, 3), Cells::span(0, 3), Cells::NONE]);
}

#[test]
fn a_series_keeps_to_allowed_days_and_its_hour() {
    let nurse = stored("nurse", Need::Practitioner, vec![Cells::span(0, 40); 30]);
    let visit =
        Visit { segments: vec![Segment { length: 3, needs: vec![Need::Practitioner] }], skills: vec![] };
    let allowed: BTreeSet<Day> = [2, 9, 10, 17].into_iter().map(|day| first().plus(day)).collect();
    let wish = Wish {
        cells: Cells::span(20, 24),
        sessions: 3,
        gap: Gap { min: 6, ideal: 7, max: 8 },
        first_by: 5,
        change_penalty: 4,
        grain_minutes: 15,
    };
    let Answer::Found(found) = best(&visit.series(&[nurse], &allowed, first(), 30, &wish)) else { panic!() };
    let when: Vec<_> = found.sessions.iter().map(|one| (one.day, one.cell)).collect();
    assert_eq!(when, [(2, 20), (9, 20), (17, 20)]);
    assert_eq!(found.objective, 3);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]
    #[test]
    fn a_free_start_is_one_that_each_kind_can_serve(
        segments in prop::collection::vec((1_usize..4, prop::sample::subsequence(NEEDS.to_vec(), 1..=4)), 1..4),
        busy in prop::collection::vec(prop::collection::vec(0_usize..30, 0..6), 8),
    ) {
        let stored: Vec<Stored> = busy.iter().enumerate().map(|(at, busy)| {
            let mut free = Cells::span(0, 30);
            for cell in busy {
                free = free.without(Cells::span(*cell, cell + 1));
            }
            stored("one", NEEDS[at % 4], vec![free])
        }).collect();
        let visit = Visit {
            segments: segments.iter().map(|(length, needs)| Segment { length: *length, needs: needs.clone() }).collect(),
            skills: Vec::new(),
        };
        let starts = visit.free_starts(&stored, first(), 1)[0];
        for start in 0..CELLS_MAX {
            let serves = |one: &Stored| {
                let mut at = start;
                segments.iter().all(|(length, needs)| {
                    let span = at..at + length;
                    at += length;
                    !needs.contains(&one.kind) || span.into_iter().all(|cell| one.free[0].has(cell))
                })
            };
            let needed = |need: &Need| segments.iter().any(|(_, needs)| needs.contains(need));
            let all = NEEDS.iter().filter(|need| needed(need))
                .all(|need| stored.iter().any(|one| one.kind == *need && serves(one)));
            prop_assert_eq!(starts.has(start), all, "{}", start);
        }
    }
}
