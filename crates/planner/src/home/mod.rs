//! Home care: which products, how strong, when on a day, from when, and when not.
mod choose;
mod days;

pub(crate) use choose::{Chosen, Home, agreed, choose};
pub(crate) use days::{home_care, stretches};

use forecast::gain::Gain;
use forecast::kernel::{Course, Dose};
use vocab::goals::Concern;

/// What the chosen products alone bring to each concern by the day that counts, in log-units; of one kind only one counts.
pub(crate) fn units(
    chosen: &[Chosen<'_>],
    today: vocab::Day,
    due: vocab::Day,
    until: vocab::Day,
) -> Vec<(Concern, f64)> {
    let mut all: Vec<(Concern, f64)> = Vec::new();
    let mut kinds: Vec<(Concern, &str)> = Vec::new();
    for product in chosen {
        for (concern, gain) in &product.gains {
            let kind = (*concern, gain.kind.as_str());
            if !gain.kind.is_empty() && kinds.contains(&kind) {
                continue;
            }
            kinds.push(kind);
            let unit = unit(gain, product.start.since(today), until.since(today), due.since(today));
            match all.iter_mut().find(|(c, _)| c == concern) {
                Some((_, sum)) => *sum += unit,
                None => all.push((*concern, unit)),
            }
        }
    }
    all
}

fn unit(gain: &Gain, from: i32, until: i32, due: i32) -> f64 {
    let weeks = |d: i32| f64::from(d) / 7.0;
    let dose = Dose { from: weeks(from), until: weeks(until.max(from) + 1), level: 1.0 };
    gain.median * Course::Continuous(vec![dose]).fill(gain.rates, weeks(due)).value
}
