//! Walks every cell of the contraindication matrix (reference, 3.1) and holds the gate to it.
//!
//! A cell with one verdict is read by the walk itself. Every other cell has its readings, one line
//! for each of its sub-cases, in `3.1-readings.tsv`; a cell without either is a failure, and so is a
//! treatment of its column that no reading asks about.
use crate::table::{Says, ask, fact, heaviest, on_day, person, today};
use knowledge::Knowledge;
use knowledge::condition::{Condition, Holds};
use safety::Gate;
use std::collections::{BTreeMap, BTreeSet};
use vocab::case::{Case, Fact};
use vocab::{Group, Verdict};

/// A line of the readings.
struct Reading {
    row: u8,
    column: Group,
    facts: Vec<String>,
    settings: Vec<(String, String)>,
    asks: Vec<String>,
    says: Says,
}

fn readings() -> Vec<Reading> {
    let lines = crate::table::READINGS.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|line| {
            let cells: Vec<&str> = line.split('\t').collect();
            let [row, column, facts, settings, asks, says] = cells.as_slice() else {
                panic!("six cells are wanted: {line}")
            };
            let list = |text: &str| -> Vec<String> {
                text.split(';').map(|one| one.trim().to_owned()).filter(|one| !one.is_empty()).collect()
            };
            Reading {
                row: row.parse().unwrap(),
                column: column.parse().unwrap(),
                facts: list(facts),
                settings: list(settings)
                    .iter()
                    .map(|one| one.split_once('=').map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap())
                    .collect(),
                asks: list(asks),
                says: Says::plain(says).unwrap_or_else(|| panic!("what does `{says}` say? {line}")),
            }
        })
        .collect()
}

fn apply(case: &mut Case, settings: &[(String, String)]) {
    for (name, value) in settings {
        match name.as_str() {
            "isotretinoin" => case.policy.isotretinoin = value.parse().unwrap(),
            "vaccine_filler" => case.policy.vaccine_filler = value.parse().unwrap(),
            "photosensitiser_light" => case.policy.photosensitiser_light = value.parse().unwrap(),
            "born" => case.patient.born = Some(value.parse().unwrap()),
            "phototype" => case.patient.phototype = Some(value.parse().unwrap()),
            other => panic!("unknown setting {other}"),
        }
    }
}

/// The sub-cases of rows whose cells are divided by `/`, in the order of the row's name: facts and settings.
fn sides(row: u8) -> Vec<(&'static str, &'static str)> {
    match row {
        3 => vec![("isotretinoin", "isotretinoin=consensus2017"), ("isotretinoin", "isotretinoin=label")],
        22 => vec![
            ("diabetes value=7.1 unit=% on=2026-02-01", ""),
            ("diabetes value=8.4 unit=% on=2026-02-01", ""),
        ],
        25 => vec![("epilepsy_photosensitive", ""), ("epilepsy_other", "")],
        37 => vec![("rosacea detail=flare", ""), ("rosacea detail=controlled", "")],
        56 => vec![("", "phototype=V"), ("", "phototype=VI")],
        _ => Vec::new(),
    }
}

/// The usual facts of a condition, for cells that say one thing.
fn usual(condition: &Condition, row: u8) -> (String, String) {
    let code = &condition.code;
    match (condition.holds, row) {
        (Holds::Derived, 55) => (String::new(), "born=2010-01-01".to_owned()),
        (Holds::Derived, _) => (String::new(), format!("phototype={}", code.replace("phototype_", ""))),
        (Holds::Event, _) => (format!("{code} on={}", crate::table::TODAY), String::new()),
        (_, 35) => (format!("{code} detail=active on=2026-01-01"), String::new()),
        (_, 36) => (format!("{code} detail=stable on=2024-01-01"), String::new()),
        (_, 38) => (format!("{code} detail=pustular"), String::new()),
        (_, 20) => (format!("{code} detail=quiet"), String::new()),
        (Holds::State | Holds::Ever | Holds::Chronic, _) => (code.clone(), String::new()),
    }
}

/// Rules that speak up beside the row itself, and why that is as the reference wants it.
/// A rule, the rows beside which it speaks (none = all), and the reason.
const BESIDE: &[(&str, &[u8], &str)] = &[
    ("patch-test-mandatory", &[1, 41, 48, 50, 56], "3.5: pregnancy, any contact allergy, types IV to VI"),
    ("test-spot-mandatory", &[1, 41, 48, 50, 56], "3.5: pregnancy, any contact allergy, types IV to VI"),
    ("laser-qs-pico-phototype-i-iii", &[], "2D: `C` for types I to III"),
    (
        "photosensitiser-drug-blue-light",
        &[3, 4],
        "3.3: blue light is `V` for class B, oral and topical retinoids",
    ),
];

struct Walk<'k> {
    gate: Gate<'k>,
    k: &'k Knowledge,
    asked: usize,
    faults: BTreeSet<String>,
}

impl<'k> Walk<'k> {
    fn codes(&self, group: Group) -> Vec<&'k str> {
        let usual = |t: &&knowledge::treatment::Treatment| {
            t.group == Some(group) && t.always.is_none() && t.never_above.is_none()
        };
        self.k.treatments.iter().filter(usual).map(|t| t.code.as_str()).collect()
    }

    fn own_keys(&self, row: u8, facts: &[String]) -> Vec<String> {
        let row = if row == 36 { 35 } else { row };
        if row == 56 {
            // The row says "see 2D": both tables answer for the skin type.
            let types = self.k.treatments.iter().flat_map(|t| t.phototype.iter().map(|one| one.key.clone()));
            return types.chain(self.row_keys(56)).collect();
        }
        let conditions = self.k.conditions.iter().filter(|c| c.row == Some(row));
        let named = |c: &&Condition| {
            let names = |f: &String| f.split_whitespace().next() == Some(c.code.as_str());
            facts.is_empty() || facts.iter().any(names) || facts.iter().any(|f| f.starts_with("drug="))
        };
        conditions.filter(named).flat_map(|c| c.rule.iter().map(|r| r.key.clone())).collect()
    }

    fn row_keys(&self, row: u8) -> Vec<String> {
        let conditions = self.k.conditions.iter().filter(|c| c.row == Some(row));
        conditions.flat_map(|c| c.rule.iter().map(|r| r.key.clone())).collect()
    }

    fn check(
        &mut self,
        row: u8,
        column: Group,
        (facts, settings): (&[String], &[(String, String)]),
        asked: &str,
        says: Says,
    ) {
        self.asked += 1;
        let keys = self.own_keys(row, facts);
        let mut case = person();
        apply(&mut case, settings);
        case.facts = facts.iter().map(|f| fact(f)).collect();
        let ask = ask(asked);
        let answer = on_day(&self.gate, &case, &ask, today());
        let place = format!("row {row} {column}: {asked} with {facts:?} {settings:?}");
        let own = heaviest(&answer, &keys);
        let want = match says {
            Says::Nothing => Verdict::Allow,
            Says::Letter(letter) => letter,
            Says::Defer(_) | Says::DeferOpen | Says::Stop(_) => Verdict::Defer,
        };
        if own != want {
            self.faults.insert(format!("{place}: the cell wants {want}, the row's rules say {own}"));
        }
        for finding in &answer.findings {
            let rule = finding.rule.to_string();
            let beside =
                BESIDE.iter().any(|(key, rows, _)| rule == *key && (rows.is_empty() || rows.contains(&row)));
            if finding.verdict > want && !keys.contains(&rule) && !beside {
                self.faults
                    .insert(format!("{place}: the cell wants {want}, but {rule} says {}", finding.verdict));
            }
        }
        match says {
            Says::Nothing | Says::Letter(_) => {}
            Says::Stop(n) => {
                if answer.earliest != Some(today().plus(n)) {
                    self.faults
                        .insert(format!("{place}: S:{n}, but the first free day is {:?}", answer.earliest));
                }
            }
            Says::DeferOpen => {
                if answer.earliest.is_some() || answer.until.is_none() {
                    self.faults.insert(format!("{place}: D without a date, but {:?}", answer.earliest));
                }
            }
            Says::Defer(n) => self.border(&place, &case, &ask, &keys, n),
        }
    }

    /// The day before a deadline still waits; the day itself does not.
    fn border(&mut self, place: &str, case: &Case, ask: &vocab::case::Ask, keys: &[String], n: i32) {
        let mut case = case.clone();
        for f in &mut case.facts {
            if f.on.is_none() {
                *f = Fact { status: Some(vocab::case::Status::Past), until: Some(today()), ..f.clone() };
            }
        }
        let before = on_day(&self.gate, &case, ask, today().plus(n - 1));
        let after = on_day(&self.gate, &case, ask, today().plus(n));
        let (before_says, after_says) = (heaviest(&before, keys), heaviest(&after, keys));
        if before_says != Verdict::Defer || after_says >= Verdict::Defer {
            self.faults.insert(format!(
                "{place}: D:{n}, but the day before says {before_says} and the day itself {after_says}"
            ));
        }
    }
}

#[test]
fn every_cell_of_the_matrix_is_what_the_gate_answers() {
    let k = Knowledge::shipped().unwrap_or_else(|e| panic!("{e}"));
    let mut walk = Walk { gate: Gate::new(k), k, asked: 0, faults: BTreeSet::new() };
    let (head, rows) = crate::table::table(crate::table::CONDITIONS);
    let columns: Vec<Group> = head.iter().skip(2).map(|name| name.parse().unwrap()).collect();
    assert_eq!((rows.len(), columns.as_slice()), (58, Group::ALL));
    let mut read: BTreeMap<(u8, Group), Vec<Reading>> = BTreeMap::new();
    for reading in readings() {
        read.entry((reading.row, reading.column)).or_default().push(reading);
    }
    for cells in &rows {
        let row: u8 = cells[0].parse().unwrap();
        let home = if row == 36 { 35 } else { row };
        let conditions: Vec<&Condition> = k.conditions.iter().filter(|c| c.row == Some(home)).collect();
        assert!(!conditions.is_empty(), "row {row} has no condition");
        for (column, cell) in columns.iter().zip(cells.iter().skip(2)) {
            if let Some(lines) = read.remove(&(row, *column)) {
                let mut left: BTreeSet<&str> = walk.codes(*column).into_iter().collect();
                for line in &lines {
                    let asks = if line.asks == ["*"] {
                        walk.codes(*column).into_iter().map(str::to_owned).collect()
                    } else {
                        line.asks.clone()
                    };
                    for asked in &asks {
                        left.remove(asked.split_whitespace().next().unwrap());
                        walk.check(row, *column, (&line.facts, &line.settings), asked, line.says);
                    }
                }
                assert!(left.is_empty(), "row {row} {column} `{cell}`: no reading asks about {left:?}");
                continue;
            }
            let halves: Vec<&str> = cell.split(" / ").collect();
            let sides = sides(row);
            if halves.len() > 1 && halves.len() != sides.len() {
                walk.faults.insert(format!("row {row} {column} `{cell}`: nobody says how it is read"));
                continue;
            }
            for condition in &conditions {
                let worlds: Vec<(String, String)> = if sides.is_empty() {
                    vec![usual(condition, row)]
                } else {
                    sides.iter().map(|(f, s)| ((*f).to_owned(), (*s).to_owned())).collect()
                };
                for (i, (facts, settings)) in worlds.iter().enumerate() {
                    let Some(says) = Says::plain(halves.get(i).unwrap_or(&halves[0])) else {
                        walk.faults
                            .insert(format!("row {row} {column} `{cell}`: nobody says how it is read"));
                        continue;
                    };
                    let facts: Vec<String> =
                        Some(facts.clone()).into_iter().filter(|f| !f.is_empty()).collect();
                    let settings: Vec<(String, String)> = settings
                        .split_once('=')
                        .map(|(a, b)| (a.to_owned(), b.to_owned()))
                        .into_iter()
                        .collect();
                    for code in walk.codes(*column) {
                        walk.check(row, *column, (&facts, &settings), code, says);
                    }
                }
            }
        }
    }
    assert!(read.is_empty(), "readings of cells that are not there: {:?}", read.keys().collect::<Vec<_>>());
    let faults: Vec<String> = walk.faults.into_iter().collect();
    assert!(faults.is_empty(), "{} faults in {} questions\n{}", faults.len(), walk.asked, faults.join("\n"));
    assert!(walk.asked > 1500, "only {} questions", walk.asked);
}
