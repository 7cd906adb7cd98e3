//! The proven optima, the same by trying everything, and faults with their places.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on fails here")]
use calendar::Cells;
use calendar::series::blocked::Kind;
use calendar::series::open::Open;
use calendar::series::read::read;
use calendar::series::search::search;
use calendar::series::{Answer, Found, Gap, Instance, Resource, best};
use proptest::prelude::*;

const INSTANCES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/series");

fn shipped() -> Vec<(String, Instance, Option<u32>)> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(INSTANCES).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ext| ext == "json") {
            let text = std::fs::read_to_string(&path).unwrap();
            let optimum = std::fs::read_to_string(path.with_extension("optimum")).unwrap();
            all.push((path.display().to_string(), read(&text).unwrap(), optimum.trim().parse().ok()));
        }
    }
    all
}

/// The cost of a series, or what is wrong with it; shares nothing with the search but the data.
fn audit(instance: &Instance, found: &Found) -> Result<u32, String> {
    if found.sessions.len() != instance.sessions {
        return Err("wrong number of sessions".to_owned());
    }
    for one in &found.sessions {
        for (kind, name) in [
            (&instance.practitioners, &one.practitioner),
            (&instance.rooms, &one.room),
            (&instance.devices, &one.device),
        ] {
            let resource = kind.iter().find(|r| r.name == *name).ok_or("unknown resource")?;
            for cell in one.cell..one.cell + instance.session_cells {
                if cell >= instance.day_cells || !resource.free[one.day].has(cell) {
                    return Err(format!("{name} is busy on day {} at cell {cell}", one.day));
                }
            }
        }
    }
    let mut cost = u32::try_from(found.sessions[0].day).unwrap();
    if found.sessions[0].day > instance.first_by {
        return Err("begins too late".to_owned());
    }
    for pair in found.sessions.windows(2) {
        let gap = pair[1].day - pair[0].day;
        if gap < instance.gap.min || gap > instance.gap.max {
            return Err(format!("a gap of {gap}"));
        }
        cost += u32::try_from(gap.abs_diff(instance.gap.ideal)).unwrap();
        cost += if pair[0].practitioner == pair[1].practitioner { 0 } else { instance.change_penalty };
    }
    Ok(cost)
}

#[test]
fn every_shipped_instance_reaches_its_proven_optimum_twice_alike() {
    let all = shipped();
    assert!(all.len() >= 9);
    for (name, instance, optimum) in all {
        match best(&instance) {
            Answer::Found(found) => {
                assert_eq!(Some(found.objective), optimum, "{name}");
                assert_eq!(audit(&instance, &found), Ok(found.objective), "{name}");
            }
            Answer::Blocked(blocked) => {
                assert_eq!(optimum, None, "{name}");
                changes_open_and_one_less_does_not(&instance, &blocked.blocked_by[0].least_changes);
            }
        }
        assert_eq!(best(&instance), best(&instance), "{name}");
    }
}

/// Tries every chain of days and practitioners, and every cell, room and device for each.
fn by_trying_everything(instance: &Instance) -> Option<u32> {
    fn possible(instance: &Instance, day: usize, who: usize) -> bool {
        (0..instance.day_cells).any(|cell| {
            let end = cell + instance.session_cells;
            let free = |r: &Resource| end <= instance.day_cells && (cell..end).all(|c| r.free[day].has(c));
            free(&instance.practitioners[who])
                && instance.rooms.iter().any(free)
                && instance.devices.iter().any(free)
        })
    }
    fn rest(instance: &Instance, left: usize, day: usize, who: usize) -> Option<u32> {
        if !possible(instance, day, who) {
            return None;
        }
        if left == 0 {
            return Some(0);
        }
        let mut least = None;
        for then in day + instance.gap.min..=(day + instance.gap.max).min(instance.days - 1) {
            for other in 0..instance.practitioners.len() {
                let own = u32::try_from((then - day).abs_diff(instance.gap.ideal)).unwrap()
                    + if other == who { 0 } else { instance.change_penalty };
                if let Some(cost) = rest(instance, left - 1, then, other) {
                    least = Some(least.unwrap_or(u32::MAX).min(own + cost));
                }
            }
        }
        least
    }
    let mut least = None;
    for day in 0..=instance.first_by.min(instance.days - 1) {
        for who in 0..instance.practitioners.len() {
            if let Some(cost) = rest(instance, instance.sessions - 1, day, who) {
                least = Some(least.unwrap_or(u32::MAX).min(cost + u32::try_from(day).unwrap()));
            }
        }
    }
    least
}

fn feasible(instance: &Instance) -> bool {
    // Without the explanation, which would be computed for every change tried.
    search(instance, &Open::of(instance)).is_some()
}

/// The instance after a change of this size; `days` are the days that are opened.
fn changed(
    instance: &Instance,
    kind: Kind,
    amount: usize,
    days: &[usize],
    gap: Option<[usize; 2]>,
) -> Instance {
    let mut new = instance.clone();
    let whole = Cells::span(0, new.day_cells);
    let extra = |count: usize| {
        let free = (0..count).map(|day| if days.contains(&day) { whole } else { Cells::NONE }).collect();
        Resource { name: "extra".to_owned(), free }
    };
    match kind {
        Kind::AnotherPractitioner => new.practitioners.push(extra(new.days)),
        Kind::AnotherRoom => new.rooms.push(extra(new.days)),
        Kind::AnotherDevice => new.devices.push(extra(new.days)),
        Kind::OpenDays => {
            new.practitioners.push(extra(new.days));
            new.rooms.push(extra(new.days));
            new.devices.push(extra(new.days));
        }
        Kind::WiderGap => [new.gap.min, new.gap.max] = gap.unwrap(),
        Kind::LaterFirstDay => new.first_by += amount,
        Kind::LongerCalendar => {
            new.days += amount;
            let all = new.practitioners.iter_mut().chain(&mut new.rooms).chain(&mut new.devices);
            all.for_each(|one| one.free.resize(new.days, whole));
        }
        Kind::ShorterSession => new.session_cells -= amount,
        Kind::FewerSessions => new.sessions -= amount,
    }
    new
}

fn changes_open_and_one_less_does_not(instance: &Instance, changes: &[calendar::series::blocked::Change]) {
    for one in changes {
        assert!(one.amount > 0, "{one:?}");
        assert!(feasible(&changed(instance, one.change, one.amount, &one.days, one.gap_days)), "{one:?}");
        match one.change {
            Kind::WiderGap => {
                for lower in 0..one.amount.min(instance.gap.min) {
                    let gap = [instance.gap.min - lower, instance.gap.max + one.amount - 1 - lower];
                    assert!(!feasible(&changed(instance, one.change, 0, &[], Some(gap))), "{one:?}");
                }
            }
            Kind::OpenDays | Kind::AnotherPractitioner | Kind::AnotherRoom | Kind::AnotherDevice => {
                for without in 0..one.days.len() {
                    let mut days = one.days.clone();
                    days.remove(without);
                    assert!(!feasible(&changed(instance, one.change, 0, &days, None)), "{one:?}");
                }
                if one.amount == 2 {
                    // No single day does it, whichever it is.
                    for day in 0..instance.days {
                        assert!(!feasible(&changed(instance, one.change, 0, &[day], None)), "{one:?}");
                    }
                }
            }
            Kind::LaterFirstDay | Kind::LongerCalendar | Kind::ShorterSession | Kind::FewerSessions => {
                assert!(!feasible(&changed(instance, one.change, one.amount - 1, &[], None)), "{one:?}");
            }
        }
    }
}

prop_compose! {
    fn small()(
        days in 3_usize..11, day_cells in 1_usize..7, sessions in 1_usize..5, min in 1_usize..4,
        more in 0_usize..3, further in 0_usize..3, first_by in 0_usize..6, penalty in 0_u32..5,
        people in 1_usize..4, rooms in 1_usize..3, devices in 1_usize..3,
    )(
        session_cells in 1..=day_cells.min(3),
        bits in prop::collection::vec(any::<u8>().prop_map(|a| a | a >> 3), days * (people + rooms + devices)),
        days in Just(days), day_cells in Just(day_cells), sessions in Just(sessions),
        gap in Just(Gap { min, ideal: min + more, max: min + more + further }),
        first_by in Just(first_by), change_penalty in Just(penalty),
        kinds in Just([people, rooms, devices]),
    ) -> Instance {
        let mut rows = bits.chunks(days);
        let mut kind = |letter: &str, count: usize| -> Vec<Resource> {
            (0..count).map(|index| Resource {
                name: format!("{letter}{index}"),
                free: rows.next().unwrap().iter().map(|bits| {
                    let mut cells = Cells::NONE;
                    (0..day_cells).filter(|cell| bits >> cell & 1 == 1).for_each(|cell| cells.add(cell));
                    cells
                }).collect(),
            }).collect()
        };
        let (practitioners, rooms, devices) = (kind("p", kinds[0]), kind("r", kinds[1]), kind("d", kinds[2]));
        Instance {
            days, day_cells, grain_minutes: 15, session_cells, sessions, gap, first_by, change_penalty,
            practitioners, rooms, devices,
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]
    #[test]
    fn the_search_is_as_good_as_trying_everything(instance in small()) {
        match best(&instance) {
            Answer::Found(found) => {
                prop_assert_eq!(audit(&instance, &found), Ok(found.objective));
                prop_assert_eq!(Some(found.objective), by_trying_everything(&instance));
            }
            Answer::Blocked(blocked) => {
                prop_assert_eq!(by_trying_everything(&instance), None);
                changes_open_and_one_less_does_not(&instance, &blocked.blocked_by[0].least_changes);
            }
        }
    }

    #[test]
    fn a_calendar_that_begins_later_begins_the_series_later(instance in small(), by in 1_usize..5) {
        let mut later = instance.clone();
        later.days += by;
        later.first_by += by;
        let all = later.practitioners.iter_mut().chain(&mut later.rooms).chain(&mut later.devices);
        for one in all {
            one.free.splice(0..0, vec![Cells::NONE; by]);
        }
        if let (Answer::Found(now), Answer::Found(then)) = (best(&instance), best(&later)) {
            prop_assert_eq!(now.objective + u32::try_from(by).unwrap(), then.objective);
            for (one, other) in now.sessions.iter().zip(&then.sessions) {
                prop_assert_eq!((one.day + by, one.cell, &one.room), (other.day, other.cell, &other.room));
            }
        } else {
            prop_assert_eq!(feasible(&instance), feasible(&later));
        }
    }
}

const GOOD: &str = r#"{
 "id": "x", "grain_minutes": 15, "day_cells": 6, "days": 2, "session_cells": 2, "sessions": 2,
 "gap_days": { "min": 1, "ideal": 1, "max": 1 }, "first_by_day": 0, "change_penalty": 4,
 "practitioners": ["p0"], "rooms": ["r0"], "devices": ["d0"],
 "free": { "p0": ["30", "03"], "r0": ["3f", "3f"], "d0": ["3f", "3f"] }
}"#;

#[test]
fn cell_0_is_the_highest_bit() {
    let Answer::Found(found) = best(&read(GOOD).unwrap()) else { panic!() };
    assert_eq!((found.sessions[0].cell, found.sessions[1].cell), (0, 4));
    assert_eq!(found.objective, 0);
}

#[test]
fn faults_name_their_place_and_what_is_allowed() {
    for (from, to, says) in [
        (
            "\"03\"",
            "\"003\"",
            "5:25: free.p0[1]: 3 characters; allowed 2 hexadecimal digits whose lowest 6 bits are cells",
        ),
        ("\"03\"", "\"43\"", "5:25: free.p0[1]: a bit beyond the 6 cells; allowed 2 hex"),
        ("\"03\"", "\"0g\"", "5:25: free.p0[1]: `g` is no digit; allowed 2 hex"),
        ("\"03\"", "3", "5:25: free.p0[1]: not a text; allowed 2 hex"),
        ("\"id\"", "\"if\"", "2:2: if: unknown field; allowed id, grain_minutes"),
        ("\"r0\": [\"3f\", \"3f\"], ", "", "4:37: free.r0: missing resource; allowed a list of 2 days"),
        ("\"d0\": [", "\"d1\": [\"3f\", \"3f\"], \"d0\": [", "free.d1: unknown field; allowed p0, r0, d0"),
        ("[\"30\", \"03\"]", "[\"30\"]", "5:18: free.p0: 1 days; allowed a list of 2 days"),
        (
            "\"sessions\": 2",
            "\"sessions\": 0",
            "2:93: sessions: 0 does not fit; allowed a whole number from 1 to 60",
        ),
        ("\"sessions\": 2", "\"sessions\": 1.5", "2:93: sessions: 1.5 does not fit; allowed a whole"),
        ("\"sessions\": 2", "\"sessions\": -1", "2:93: sessions: -1 does not fit; allowed a whole"),
        (
            "\"day_cells\": 6",
            "\"day_cells\": 321",
            "day_cells: 321 does not fit; allowed a whole number from 1 to 320",
        ),
        ("\"days\": 2", "\"days\": 1101", "days: 1101 does not fit; allowed a whole number from 1 to 1100"),
        (
            "\"session_cells\": 2",
            "\"session_cells\": 7",
            "session_cells: 7 does not fit; allowed a whole number from 1 to 6",
        ),
        (
            "\"ideal\": 1",
            "\"ideal\": 2",
            "gap_days.ideal: 2 does not fit; allowed a whole number from 1 to 1",
        ),
        (
            "\"max\": 1 }",
            "\"max\": 1, \"most\": 3 }",
            "gap_days.most: unknown field; allowed min, ideal, max",
        ),
        ("[\"r0\"]", "[]", "rooms: 0 names; allowed a list of 1 to 200 names"),
        ("[\"r0\"]", "[\"p0\"]", "4:37: rooms[0]: `p0` stands twice; allowed"),
        (", \"first_by_day\": 0", "", "1:1: first_by_day: missing; allowed a whole number from 0 to 65535"),
        ("\"days\": 2,", "\"days\": 2, // two\n", "file: not JSON ("),
    ] {
        let text = GOOD.replacen(from, to, 1);
        assert_ne!(text, GOOD, "{from}");
        let fault = read(&text).unwrap_err().to_string();
        assert!(fault.contains(says), "{from} -> {to}: {fault}");
    }
    assert_eq!(read("").unwrap_err().to_string(), "1:1: file: empty; allowed one JSON object");
}
