//! CPU microseconds of the search for each file named on the command line, the median of 201 runs.
//!
//! `cargo run --release -p calendar --example series_cost -- crates/calendar/data/series/*.json`
use std::process::ExitCode;

fn main() -> ExitCode {
    for path in std::env::args().skip(1) {
        let Ok(text) = std::fs::read_to_string(&path) else {
            eprintln!("{path}:1:1: file: cannot be read; allowed a text file");
            return ExitCode::from(2);
        };
        let instance = match calendar::series::read::read(&text) {
            Ok(instance) => instance,
            Err(fault) => {
                eprintln!("{path}:{fault}");
                return ExitCode::from(2);
            }
        };
        let mut times: Vec<u128> = (0..201)
            .map(|_| {
                let start = cpu_time::ThreadTime::now();
                std::hint::black_box(calendar::series::best(std::hint::black_box(&instance)));
                start.elapsed().as_micros()
            })
            .collect();
        times.sort_unstable();
        println!("{path} cpu_us {}", times.get(100).copied().unwrap_or(0));
    }
    ExitCode::SUCCESS
}
