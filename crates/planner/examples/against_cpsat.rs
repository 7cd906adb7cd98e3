//! The search beside CP-SAT on the recorded instances, as a table for `docs/guide/plan-instances.md`.
//!
//! `cargo run --release -p planner --example against_cpsat -- [CPU seconds an instance] [FOLDER]`
use cpu_time::ProcessTime;
use planner::instance::Instance;
use planner::search::{Keep, Limits, solve};
use std::collections::BTreeMap;
use std::error::Error;
use std::path::PathBuf;

/// What the other solver reached.
struct Other {
    limit: String,
    objective: i64,
    bound: i64,
    proven: bool,
    seconds: f64,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut words = std::env::args().skip(1);
    let budget: f64 = words.next().map_or(Ok(2.0), |word| word.parse())?;
    let own = concat!(env!("CARGO_MANIFEST_DIR"), "/data/instances");
    let folder = words.next().map_or_else(|| PathBuf::from(own), PathBuf::from);
    let others = others(&std::fs::read_to_string(folder.join("results_cpsat.csv"))?)?;
    println!(
        "Budget: {budget} CPU seconds an instance, one thread; CP-SAT: two workers, its budget in CPU seconds beside it.\n"
    );
    println!(
        "| instance | objective | bound | proven | best after s | CPU s | CP-SAT objective | bound | proven | CPU s | budget s |"
    );
    println!("| --- | --: | --: | --- | --: | --: | --: | --: | --- | --: | --: |");
    let (mut worse, mut missed) = (0, 0);
    for (id, other) in &others {
        let text = std::fs::read_to_string(folder.join(format!("{id}.json")))?;
        let instance: Instance = serde_json::from_str(&text)?;
        instance.check()?;
        let start = ProcessTime::now();
        let mut best = (0, 0.0);
        let answer = solve(&instance, Limits::NONE, &mut |progress| {
            let used = start.elapsed().as_secs_f64();
            if progress.objective > best.0 {
                best = (progress.objective, used);
            }
            if used >= budget { Keep::Stop } else { Keep::Going }
        });
        let used = start.elapsed().as_secs_f64();
        let found = if answer.objective > best.0 { used } else { best.1 };
        println!(
            "| {id} | {} | {} | {} | {found:.3} | {used:.3} | {} | {} | {} | {:.2} | {} |",
            answer.objective,
            answer.bound,
            word(answer.proven),
            other.objective,
            other.bound,
            word(other.proven),
            other.seconds,
            other.limit
        );
        worse += usize::from(answer.objective < other.objective);
        missed += usize::from(other.proven && !answer.proven);
    }
    println!("\nWorse objective than CP-SAT: {worse}. Proven by CP-SAT and not here: {missed}.");
    Ok(())
}

fn word(proven: bool) -> &'static str {
    if proven { "yes" } else { "no" }
}

fn others(text: &str) -> Result<BTreeMap<String, Other>, Box<dyn Error>> {
    let mut rows = BTreeMap::new();
    let mut lines = text.lines();
    let names: Vec<&str> = lines.next().unwrap_or("").split(',').collect();
    for line in lines {
        let row: BTreeMap<&str, &str> = names.iter().copied().zip(line.split(',')).collect();
        let field = |name: &str| row.get(name).copied().ok_or_else(|| format!("no column `{name}`"));
        let other = Other {
            limit: field("limit_cpu_s")?.to_owned(),
            objective: field("objective")?.parse()?,
            bound: field("bound")?.parse()?,
            proven: field("status")? == "OPTIMAL",
            seconds: field("solve_cpu_s")?.parse()?,
        };
        rows.insert(field("id")?.to_owned(), other);
    }
    Ok(rows)
}
