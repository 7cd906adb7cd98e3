//! Prints how good the forecast is on trials left out of the fit:
//! `cargo run -p forecast --release --example validate [-- points]`, and
//! on halves of the trials, each half forecast from the other: `-- halves`.
use forecast::arms::Arm;
use forecast::model::Model;
use forecast::population::{ARMS, MODEL};
use forecast::validation::{Scored, from_others, leave_trials_out, score};
use std::collections::BTreeSet;

fn line(name: &str, points: &[&Scored]) {
    let s = score(points.iter().copied());
    println!(
        "{name:22} {:4} {:8.1} {:9.1} {:6.1} {:6.2} {:9.1} {:9.1}",
        s.points, s.error, s.week12, s.crps, s.covered, s.carried, s.straight
    );
}

/// Forty ways to split the trials in two halves, from a counter and no chance: each half is forecast from the other.
fn halves(model: &Model, arms: &[Arm]) -> Result<(), Box<dyn std::error::Error>> {
    let mut all = Vec::new();
    let trials: BTreeSet<&str> = arms.iter().map(|a| a.trial.as_str()).collect();
    for split in 0_u64..40 {
        let mut state = split.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
        let mut side = std::collections::BTreeMap::new();
        for trial in &trials {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            side.insert(*trial, (state >> 40) & 1);
        }
        for half in 0..2 {
            let of = |a: &&Arm, h: u64| side.get(a.trial.as_str()).copied() == Some(h);
            let fitted: Vec<Arm> = arms.iter().filter(|a| of(a, 1 - half)).cloned().collect();
            let asked: Vec<&Arm> = arms.iter().filter(|a| of(a, half)).collect();
            all.extend(from_others(model, &fitted, &asked)?.before);
        }
    }
    let scored = ["acne", "melasma", "PIH", "scar", "lines"];
    all.retain(|p| scored.contains(&p.concern.as_str()));
    line("halves", &all.iter().collect::<Vec<_>>());
    for concern in scored {
        line(concern, &all.iter().filter(|p| p.concern == concern).collect::<Vec<_>>());
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let model = Model::read(MODEL)?;
    let arms = forecast::arms::read(ARMS)?;
    if std::env::args().any(|a| a == "halves") {
        return halves(&model, &arms);
    }
    let left_out = leave_trials_out(&model, &arms)?;
    for (what, all) in [("trial left out", left_out.before), ("after one own point", left_out.after)] {
        println!(
            "{what:22} {:>4} {:>8} {:>9} {:>6} {:>6} {:>9} {:>9}",
            "n", "error", "week 12", "crps", "in 80", "carried", "straight"
        );
        line("all", &all.iter().collect::<Vec<_>>());
        for concern in all.iter().map(|p| p.concern.as_str()).collect::<BTreeSet<_>>() {
            line(concern, &all.iter().filter(|p| p.concern == concern).collect::<Vec<_>>());
        }
        if std::env::args().any(|a| a == "points") {
            for p in &all {
                let [m, l, h] = p.forecast;
                println!(
                    "  {:8} week {:5.1}  seen {:6.1}  forecast {m:6.1} [{l:6.1}, {h:6.1}]",
                    p.id, p.week, p.observed
                );
            }
        }
    }
    Ok(())
}
