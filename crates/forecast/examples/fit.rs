//! Makes `data/posterior.toml` from `data/trial-arms.csv` and `data/model.toml`:
//! `cargo run -p forecast --release --example fit`.
use forecast::model::Model;
use forecast::population::{ARMS, MODEL};
use std::path::Path;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let model = Model::read(MODEL)?;
    let posterior = forecast::fit::fit(&model, &forecast::arms::read(ARMS)?);
    let text = forecast::fit::write(&posterior)?;
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/posterior.toml");
    std::fs::write(path, text)?;
    for p in &posterior.parameter {
        println!(
            "{:40} {:9.3}  {:8.3} to {:8.3}  sd ratio {:.2}",
            p.name, p.median, p.interval80[0], p.interval80[1], p.sd_ratio
        );
    }
    println!("{} points of {} trials", posterior.points, posterior.trials);
    Ok(())
}
