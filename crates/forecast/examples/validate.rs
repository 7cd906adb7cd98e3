//! Prints how good the forecast is on trials that it was not fitted to:
//! `cargo run -p forecast --release --example validate [-- points]` leaves each trial out once;
//! `-- halves` splits the trials in halves forty times, forecasts one half from the other, and counts each series once;
//! `model=FILE` takes other beliefs than the committed ones;
//! `-- ablations` does the same with parts of the model taken away.
use forecast::arms::Arm;
use forecast::baselines::NAMES;
use forecast::model::Model;
use forecast::population::{ARMS, MODEL};
use forecast::validation::{SCORED, Score, Scored, by_series, half, leave_trials_out, score};
use std::collections::BTreeSet;

const SPLITS: u64 = 40;

type Failure = Box<dyn std::error::Error>;

fn head(what: &str) {
    print!("{what:24} {:>5} {:>6} {:>6} {:>6}", "n", "error", "crps", "in 80");
    println!("  | {} | carried, straight", NAMES.join(", "));
}

fn line(name: &str, s: &Score) {
    print!("{name:24} {:5.1} {:6.1} {:6.1} {:6.2}  |", s.points, s.error, s.crps, s.covered);
    for b in s.baselines {
        print!(" {b:5.1}");
    }
    println!(" | {:5.1} {:5.1}", s.carried, s.straight);
}

/// The scores of all splits; `concern` empty = all that the published comparison scored.
fn splits(model: &Model, arms: &[Arm], concern: &str) -> Result<Vec<Score>, Failure> {
    let mut all = Vec::new();
    for split in 0..SPLITS {
        let points = half(model, arms, split)?.before;
        let scored = |p: &&Scored| {
            SCORED.contains(&p.concern.as_str()) && (concern.is_empty() || p.concern == concern)
        };
        let s = by_series(points.iter().filter(scored));
        if s.points > 0.0 {
            all.push(s);
        }
    }
    Ok(all)
}

/// Mean over the splits, with the mean number of series in the place of the number of splits.
fn over(all: &[Score]) -> Score {
    let mean = Score::mean(all);
    Score { points: all.iter().map(|s| s.points).sum::<f64>() / mean.points, ..mean }
}

/// All splits together, only the points whose treatments were (or were not) in the fitted half.
fn by_class(model: &Model, arms: &[Arm], seen: bool) -> Result<Score, Failure> {
    let mut all = Vec::new();
    for split in 0..SPLITS {
        let points = half(model, arms, split)?.before;
        let scored = points.iter().filter(|p| SCORED.contains(&p.concern.as_str()) && p.seen_class == seen);
        all.push(by_series(scored));
    }
    Ok(over(&all))
}

fn halves(model: &Model, arms: &[Arm]) -> Result<(), Failure> {
    head("forty halves, by series");
    let all = splits(model, arms, "")?;
    let mean = over(&all);
    line("all scored", &mean);
    let squares: f64 = all.iter().map(|s| (s.error - mean.error) * (s.error - mean.error)).sum();
    let sd = (squares / (Score::mean(&all).points - 1.0)).sqrt();
    let better = all.iter().filter(|s| s.error < s.baselines[0]).count();
    println!(
        "  sd of the error between splits {sd:.1}; better than the mean at week 12 in {better} of {SPLITS}"
    );
    for concern in SCORED {
        line(concern, &over(&splits(model, arms, concern)?));
    }
    line("class in the other half", &by_class(model, arms, true)?);
    line("class in neither", &by_class(model, arms, false)?);
    let without: Vec<Arm> = arms.iter().filter(|a| a.concern != "scar").cloned().collect();
    line("all but scars", &over(&splits(model, &without, "")?));
    Ok(())
}

/// What each part of the model is worth on trials that were not fitted.
fn ablations(arms: &[Arm]) -> Result<(), Failure> {
    let fixed = |text: &str, word: &str| -> String {
        let mut out = String::new();
        for line in text.lines() {
            let keep = !line.starts_with(word);
            out.push_str(if keep { line } else { "" });
            if !keep {
                let value = if word == "by_part" { "by_part = false" } else { &format!("{word} = 0.001") };
                out.push_str(value);
            }
            out.push('\n');
        }
        out
    };
    head("halves, parts taken away");
    for (name, text) in [
        ("full", MODEL.to_owned()),
        ("no gain of each class", fixed(MODEL, "class_sd")),
        ("no effect of a trial", fixed(MODEL, "trial_effect")),
        ("one share of comedones", fixed(MODEL, "by_part")),
    ] {
        line(name, &over(&splits(&Model::read(&text)?, arms, "")?));
    }
    Ok(())
}

fn main() -> Result<(), Failure> {
    let arms = forecast::arms::read(ARMS)?;
    let other = std::env::args().find_map(|a| a.strip_prefix("model=").map(str::to_owned));
    let model = match other {
        Some(file) => Model::read(&std::fs::read_to_string(file)?)?,
        None => Model::read(MODEL)?,
    };
    let asked = |word: &str| std::env::args().any(|a| a == word);
    if asked("halves") {
        return halves(&model, &arms);
    }
    if asked("ablations") {
        return ablations(&arms);
    }
    let left_out = leave_trials_out(&model, &arms)?;
    for (what, all) in [("trial left out", left_out.before), ("after one own point", left_out.after)] {
        head(what);
        line("all points", &score(&all));
        let scored: Vec<&Scored> = all.iter().filter(|p| SCORED.contains(&p.concern.as_str())).collect();
        line("scored, by series", &by_series(scored.iter().copied()));
        line("  class seen elsewhere", &by_series(scored.iter().copied().filter(|p| p.seen_class)));
        line("  class never seen", &by_series(scored.iter().copied().filter(|p| !p.seen_class)));
        line("  without scars", &by_series(scored.iter().copied().filter(|p| p.concern != "scar")));
        for concern in all.iter().map(|p| p.concern.as_str()).collect::<BTreeSet<_>>() {
            line(concern, &score(all.iter().filter(|p| p.concern == concern)));
        }
        if asked("points") {
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
