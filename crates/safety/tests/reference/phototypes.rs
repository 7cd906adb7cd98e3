//! Walks every cell of the table of parameters by phototype (reference, 2D) and holds the gate to it.
use crate::table::{ask, heaviest, on_day, person, today};
use knowledge::Knowledge;
use safety::Gate;
use vocab::{Phototype, Verdict};

/// What a cell says: its letter in backticks; `ok`, `standard` and `preferred` add nothing; all other
/// words are a caution with these words as the action (3.0).
fn says(cell: &str) -> Verdict {
    for (letter, verdict) in [("`R`", Verdict::Refuse), ("`V`", Verdict::Review), ("`C`", Verdict::Caution)] {
        if cell.contains(letter) {
            return verdict;
        }
    }
    let first = cell.split([' ', ';', ',']).next().unwrap_or(cell);
    let silent = matches!(first, "ok" | "standard" | "preferred") && !cell.contains("insulated");
    if silent { Verdict::Allow } else { Verdict::Caution }
}

/// The asks of a row's first cell.
fn asks(name: &str) -> Vec<String> {
    if name.starts_with("Long-pulsed 1064") {
        return vec!["laser_vascular device=nd_yag".into(), "laser_vascular wavelength_nm=1064".into()];
    }
    name.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

#[test]
fn every_cell_by_phototype_is_what_the_gate_answers() {
    let k = Knowledge::shipped().unwrap_or_else(|e| panic!("{e}"));
    let gate = Gate::new(k);
    let (head, rows) = crate::table::table(crate::table::PHOTOTYPES);
    assert_eq!(head[1..], ["I–III", "IV", "V", "VI"]);
    assert_eq!(rows.len(), 12);
    let columns: [&[Phototype]; 4] =
        [&[Phototype::I, Phototype::II, Phototype::III], &[Phototype::IV], &[Phototype::V], &[Phototype::VI]];
    let (mut asked, mut faults) = (0, Vec::new());
    for row in &rows {
        for question in asks(&row[0]) {
            let ask = ask(&question);
            let code = question.split(' ').next().unwrap();
            let keys: Vec<String> =
                k.treatment(code).unwrap().phototype.iter().map(|entry| entry.key.clone()).collect();
            for (types, cell) in columns.iter().zip(&row[1..]) {
                for kind in *types {
                    asked += 1;
                    let mut case = person();
                    case.patient.phototype = Some(*kind);
                    let answer = on_day(&gate, &case, &ask, today());
                    let (own, want) = (heaviest(&answer, &keys), says(cell));
                    if own != want {
                        faults.push(format!("{question} {kind}: `{cell}` wants {want}, its rules say {own}"));
                    }
                    // Row 56 of 3.1 and the mandatory tests of 3.5 count beside this table, nothing else does.
                    for finding in answer.findings.iter().filter(|f| f.verdict > want) {
                        let rule = finding.rule.to_string();
                        let beside = rule.starts_with("phototype-v") || rule.contains("test-");
                        if !beside && !keys.contains(&rule) {
                            faults.push(format!(
                                "{question} {kind}: `{cell}` wants {want}, but {rule} says more"
                            ));
                        }
                    }
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert_eq!(asked, 14 * 6);
}

/// The measured colour counts as the type that it suggests, border for border.
#[test]
fn the_darker_of_declared_and_measured_type_is_the_one_that_answers() {
    let gate = Gate::new(Knowledge::shipped().unwrap_or_else(|e| panic!("{e}")));
    for (ita, kind) in [
        (28.1, Phototype::II),
        (28.0, Phototype::IV),
        (10.0, Phototype::V),
        (-29.9, Phototype::V),
        (-30.0, Phototype::VI),
    ] {
        for t in
            ["ipl", "laser_vascular", "laser_afl", "peel_tca_25_35", "peel_salicylic", "rf_microneedling"]
        {
            let (mut measured, mut declared) = (person(), person());
            measured.patient.ita = Some(ita);
            declared.patient.phototype = Some(kind);
            let [a, b] = [measured, declared].map(|case| on_day(&gate, &case, &ask(t), today()).verdict);
            assert_eq!(a, b, "{t} at {ita} degrees and at {kind}");
        }
    }
}
