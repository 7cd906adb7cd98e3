//! Walks every cell of the spacing matrix (reference, 4) and holds the gate to it: the day before a
//! gap is over waits, the day itself does not, in both directions, in the same zone and in another.
use crate::table::{ask, fact, on_day, person, today};
use knowledge::Knowledge;
use safety::Gate;
use vocab::group::SpacingLetter;
use vocab::{Day, Verdict};

/// Cells that say more than one number: codes done first and next (`*` = all of the row or column), days.
/// Where several lines fit, the first one counts.
const READINGS: &[(&str, &str, &str, &str, i32)] = &[
    ("F", "F", "*", "led_blue led_red", 2),
    ("F", "F", "*", "*", 7),
    ("M", "F", "*", "led_blue led_red", 0),
    ("M", "F", "*", "facial_hydrating", 2),
    // The exception is a protocol that a prescriber approves, and no case can say that one exists.
    ("M", "S", "*", "*", 14),
    // The catalogue's QS laser is low-fluence toning.
    ("M", "L", "microdermabrasion", "laser_qs_pico", 0),
    ("M", "L", "*", "*", 14),
    ("M", "D", "*", "*", 0),
    ("S", "F", "*", "led_blue led_red", 0),
    ("S", "F", "*", "*", 7),
    ("N", "F", "*", "led_red", 0),
    ("N", "F", "*", "*", 3),
    ("R", "F", "*", "led_red", 0),
    ("R", "F", "*", "*", 7),
    ("L", "F", "*", "led_red", 0),
    ("L", "F", "*", "*", 3),
    ("L", "L", "laser_qs_pico", "laser_qs_pico", 14),
    ("L", "L", "*", "*", 21),
    // By a physician's protocol on one day: no case can say that one exists.
    ("L", "X", "*", "*", 28),
    ("X", "F", "*", "led_red", 0),
    ("X", "F", "*", "*", 7),
    ("B", "F", "*", "*", 1),
    ("B", "B", "*", "*", 90),
];

fn wanted(a: &str, b: &str, first: &str, then: &str, cell: &str) -> i32 {
    let fits = |list: &str, code: &str| list == "*" || list.split(' ').any(|one| one == code);
    let reading =
        READINGS.iter().find(|(x, y, f, t, _)| *x == a && *y == b && fits(f, first) && fits(t, then));
    match (reading, cell.parse()) {
        (Some(reading), Err(_)) => reading.4,
        (None, Ok(days)) => days,
        (Some(_), Ok(_)) => panic!("{a} to {b}: `{cell}` needs no reading"),
        (None, Err(_)) => panic!("{a} to {b}: nobody says how `{cell}` is read"),
    }
}

struct Walk<'k> {
    gate: Gate<'k>,
    asked: usize,
    faults: Vec<String>,
}

impl Walk<'_> {
    /// Whether the cell's rule holds back `then` on a day, with a `first` on another day (or the reverse).
    fn held(&mut self, rule: &str, known: &str, asked: &str, day: Day) -> (bool, Vec<String>) {
        self.asked += 1;
        let mut case = person();
        case.facts = vec![fact(known)];
        let answer = on_day(&self.gate, &case, &ask(asked), day);
        let stops: Vec<String> = answer
            .findings
            .iter()
            .filter(|f| f.verdict >= Verdict::Defer)
            .map(|f| f.rule.to_string())
            .collect();
        (stops.iter().any(|r| r == rule), stops)
    }

    fn pair(&mut self, rule: &str, (first, then): (&str, &str), days: i32, (zone, other): (&str, &str)) {
        let place = format!("{rule}: {first} then {then}, {days} days, zones `{zone}` and `{other}`");
        let at = |code: &str, zone: &str| {
            if zone.is_empty() { code.to_owned() } else { format!("{code} zone={zone}") }
        };
        let done = format!("procedure={} on={}", at(first, zone), today());
        let planned = format!("procedure={} on={}", at(then, other), today());
        let (a, b) = (at(first, zone), at(then, other));
        if days > 0 {
            if !self.held(rule, &done, &b, today().plus(days - 1)).0 {
                self.faults.push(format!("{place}: free a day early"));
            }
            // On one day the known one counts as done before, so a gap of one day has no day to ask about.
            if days > 1 && !self.held(rule, &planned, &a, today().plus(1 - days)).0 {
                self.faults.push(format!("{place}: the planned later one does not hold it back"));
            }
        }
        let (held, stops) = self.held(rule, &done, &b, today().plus(days));
        if held {
            self.faults.push(format!("{place}: not free on the day itself ({stops:?})"));
        }
        // What else may stop it there: the treatment's own gap, and the gaps of massage and heat.
        let strange = stops.iter().any(|r| r.starts_with("spacing-"));
        if strange {
            self.faults.push(format!("{place}: another cell stops it: {stops:?}"));
        }
        // On the day of the known one the asked one counts as later, so only an earlier day asks for the reverse.
        let before = today().plus(-days.max(1));
        if self.held(rule, &planned, &a, before).0 {
            self.faults.push(format!("{place}: held back though the gap is kept"));
        }
    }
}

#[test]
fn every_cell_of_the_spacing_matrix_is_what_the_gate_answers() {
    let k = Knowledge::shipped().unwrap_or_else(|e| panic!("{e}"));
    let (head, rows) = crate::table::table(crate::table::SPACING);
    let letter = |text: &str| text.split(' ').next().unwrap().parse::<SpacingLetter>().unwrap();
    let columns: Vec<SpacingLetter> = head.iter().skip(1).map(|name| letter(name)).collect();
    assert_eq!((rows.len(), columns.as_slice()), (13, SpacingLetter::ALL));
    let codes = |of: SpacingLetter| -> Vec<&str> {
        let usual = |t: &&knowledge::treatment::Treatment| {
            t.group.and_then(vocab::Group::letter) == Some(of)
                && t.always.is_none()
                && t.never_above.is_none()
        };
        k.treatments.iter().filter(usual).map(|t| t.code.as_str()).collect()
    };
    let mut walk = Walk { gate: Gate::new(k), asked: 0, faults: Vec::new() };
    for row in &rows {
        let a = letter(&row[0]);
        for (b, cell) in columns.iter().zip(row.iter().skip(1)) {
            let rule = format!("spacing-{}-{}", a.code(), b.code()).to_lowercase();
            for first in codes(a) {
                for then in codes(*b) {
                    let days = wanted(a.code(), b.code(), first, then, cell);
                    walk.pair(&rule, (first, then), days, ("", ""));
                    walk.pair(&rule, (first, then), days, ("chin", ""));
                    walk.pair(&rule, (first, then), days, ("chin", "chin"));
                    // Rows T, A and D wait a week anywhere; all others nothing in another zone.
                    let apart = if matches!(a, SpacingLetter::T | SpacingLetter::A | SpacingLetter::D) {
                        7
                    } else {
                        0
                    };
                    walk.pair(&rule, (first, then), apart, ("chin", "forehead"));
                }
            }
        }
    }
    assert!(
        walk.faults.is_empty(),
        "{} faults in {} questions\n{}",
        walk.faults.len(),
        walk.asked,
        walk.faults.join("\n")
    );
    assert!(walk.asked > 5000, "only {} questions", walk.asked);
}
