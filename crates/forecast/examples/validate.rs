//! Prints how good the forecast is on trials left out of the fit:
//! `cargo run -p forecast --release --example validate [-- points]`.
use forecast::model::Model;
use forecast::population::{ARMS, MODEL};
use forecast::validation::{Scored, leave_trials_out, score};
use std::collections::BTreeSet;

fn line(name: &str, points: &[&Scored]) {
    let s = score(points.iter().copied());
    println!(
        "{name:22} {:4} {:8.1} {:9.1} {:6.1} {:6.2} {:9.1} {:9.1}",
        s.points, s.error, s.week12, s.crps, s.covered, s.carried, s.straight
    );
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let model = Model::read(MODEL)?;
    let arms = forecast::arms::read(ARMS)?;
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
