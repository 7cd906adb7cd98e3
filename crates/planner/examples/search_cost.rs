//! CPU time and steps of the search for each file named on the command line.
//!
//! `cargo run --release -p planner --example search_cost -- SECONDS STEPS FILE.json ...`: stops each search after so many CPU seconds
//! or steps, whichever comes first. One line a file: objective, bound, proof, steps, CPU milliseconds, microseconds a step.
use cpu_time::ProcessTime;
use planner::instance::Instance;
use planner::search::{Keep, Limits, solve};
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let mut words = std::env::args().skip(1);
    let seconds: f64 = words.next().ok_or("SECONDS is missing")?.parse()?;
    let steps: u64 = words.next().ok_or("STEPS is missing")?.parse()?;
    let (mut proven, mut all, mut total) = (0, 0, 0.0);
    for path in words {
        let instance: Instance = serde_json::from_str(&std::fs::read_to_string(&path)?)?;
        instance.check()?;
        let start = ProcessTime::now();
        let mut best = (0, 0.0);
        let answer = solve(&instance, Limits { steps }, &mut |progress| {
            let used = start.elapsed().as_secs_f64();
            if progress.objective > best.0 {
                best = (progress.objective, used);
            }
            if used >= seconds { Keep::Stop } else { Keep::Going }
        });
        let used = start.elapsed().as_secs_f64();
        let name = path.rsplit('/').next().unwrap_or(&path);
        let word = if answer.proven { "proven" } else { "open" };
        println!(
            "{name} {} {} {word} steps {} ms {:.1} best_ms {:.1} us_a_step {:.2}",
            answer.objective,
            answer.bound,
            answer.steps,
            used * 1e3,
            best.1 * 1e3,
            used * 1e6 / f64::from(u32::try_from(answer.steps).unwrap_or(u32::MAX)).max(1.0)
        );
        (proven, all, total) = (proven + usize::from(answer.proven), all + 1, total + used);
    }
    println!("{proven} of {all} proven, {total:.2} CPU s");
    Ok(())
}
