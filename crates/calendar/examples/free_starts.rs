//! CPU milliseconds to find all free starts of one service over 30 days in a recorded-like clinic of
//! 20 practitioners, 12 rooms and 10 devices with 12,250 bookings, from stored bitmaps.
//!
//! `cargo run --release -p calendar --example free_starts`
use calendar::visit::{Need, Segment, Stored, Visit};
use calendar::{Cells, roster};
use vocab::Day;

const DAYS: usize = 30;
const BOOKINGS: usize = 12_250;

fn main() {
    let mut stored = Vec::new();
    for (kind, count) in [(Need::Practitioner, 20), (Need::Room, 12), (Need::Device, 10)] {
        for index in 0..count {
            let skills = vec![("laser".to_owned(), None)];
            // 8 to 20 h on a grid of 5 minutes.
            stored.push(Stored {
                name: format!("{kind:?} {index}"),
                kind,
                skills,
                free: vec![Cells::span(96, 240); DAYS],
            });
        }
    }
    // A small generator with a fixed seed; 12,250 bookings over 1,260 resource days of 12 h fill them well.
    let (mut state, mut booked) = (20_261_u64, 0);
    let mut draw = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap_or(0) % below
    };
    for _ in 0..4_000_000 {
        let (who, day, cell, length) = (draw(42), draw(DAYS), 96 + draw(144), 3 + draw(12));
        let free = stored.get_mut(who).and_then(|one| one.free.get_mut(day));
        booked += usize::from(free.is_some_and(|free| roster::take(free, cell, length)));
        if booked == BOOKINGS {
            break;
        }
    }
    let segment = |length, needs: &[Need]| Segment { length, needs: needs.to_vec() };
    let visit = Visit {
        segments: vec![
            segment(1, &[Need::Room]),
            segment(4, &[Need::Practitioner, Need::Room, Need::Device]),
            segment(3, &[Need::Room]),
            segment(1, &[Need::Practitioner, Need::Room]),
        ],
        skills: vec![(Need::Practitioner, "laser".to_owned())],
    };
    let first = Day::from_number(20_500);
    let mut times: Vec<u128> = (0..201)
        .map(|_| {
            let start = cpu_time::ThreadTime::now();
            std::hint::black_box(visit.free_starts(std::hint::black_box(&stored), first, DAYS));
            start.elapsed().as_micros()
        })
        .collect();
    times.sort_unstable();
    let found: u32 = visit.free_starts(&stored, first, DAYS).iter().map(Cells::count).sum();
    println!(
        "bookings {booked}, free starts {found}, cpu_us {} (median of 201)",
        times.get(100).copied().unwrap_or(0)
    );
}
