//! How long the gate takes: every treatment of the catalogue for one case of twenty facts.
//!
//! Budget: 100 microseconds of CPU for all treatments, after parsing.
//! `cargo run --release -p safety --example speed`; for instruction counts run it under callgrind
//! with `--once`.
//!
//! Measured on 2026-11-25 on a busy machine with two cores: 92.5 to 98.4 microseconds (three runs). A whole
//! process, `serein gate` with six facts and all treatments from start to printed answer: 8.6 ms of CPU,
//! 33.9 million instructions; `serein triage`: 5.8 ms. Budget: 20 ms.
//! `perf stat -r 20 -e task-clock target/release/serein gate CASE.json`.
use knowledge::Knowledge;
use safety::Gate;
use std::time::Instant;
use vocab::case::{Case, Fact, Patient, Policy, Status, Subject, Unstated};
use vocab::{Day, Phototype};

fn case() -> Case {
    let condition = |code: &str, status| Fact::new(Subject::Condition(code.to_owned()), Some(status));
    let drug = |name: &str| Fact::new(Subject::Drug(name.to_owned()), Some(Status::Present));
    let day = |number| Some(Day::from_number(number));
    let procedure =
        |code: &str, on| Fact { on: day(on), ..Fact::new(Subject::Procedure(code.to_owned()), None) };
    Case {
        today: Day::from_number(20_515),
        policy: Policy::default(),
        patient: Patient {
            born: day(9_000),
            phototype: Some(Phototype::IV),
            ita: Some(5.0),
            ..Patient::default()
        },
        facts: vec![
            Fact { until: day(20_400), ..Fact::new(Subject::Drug("Claravis".into()), Some(Status::Past)) },
            drug("Eliquis"),
            drug("doxycycline"),
            drug("levothyroxine"),
            condition("hsv_history", Status::Present),
            condition("keloid_history", Status::Absent),
            condition("pregnancy", Status::Absent),
            condition("diabetes", Status::Present),
            condition("melasma", Status::Present),
            condition("rosacea", Status::Present),
            condition("smoker", Status::Present),
            condition("allergy_latex", Status::Present),
            condition("epilepsy_other", Status::Unknown),
            Fact { on: day(20_530), ..condition("dental_work", Status::Present) },
            Fact { on: day(20_500), ..condition("sun_tan_recent", Status::Present) },
            procedure("filler_ha", 20_500),
            procedure("botulinum", 20_480),
            procedure("peel_glycolic", 20_540),
            Fact::new(Subject::Product("tretinoin".into()), Some(Status::Present)),
            Fact::new(Subject::Product("vitamin_c".into()), Some(Status::Present)),
        ],
        unstated: Unstated::Absent,
        ask: Vec::new(),
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let knowledge = Knowledge::shipped()?;
    let gate = Gate::new(knowledge);
    let case = case();
    if std::env::args().any(|a| a == "--once") {
        println!("{} answers", gate.answers(&case)?.len());
        return Ok(());
    }
    let rounds = 2_000_u32;
    let mut best = f64::INFINITY;
    for _ in 0..9 {
        let start = Instant::now();
        for _ in 0..rounds {
            std::hint::black_box(gate.answers(std::hint::black_box(&case))?);
        }
        best = best.min(start.elapsed().as_secs_f64() / f64::from(rounds));
    }
    println!(
        "{} treatments, {} facts: {:.1} microseconds (budget 100)",
        knowledge.treatments.len(),
        case.facts.len(),
        best * 1e6
    );
    Ok(())
}
