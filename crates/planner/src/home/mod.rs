//! Home care: which products, how strong, when on a day, from when, and when not.
mod choose;
mod days;
mod left;

pub(crate) use choose::{Chosen, Home, agreed, choose};
pub(crate) use days::{home_care, stretches};
pub(crate) use left::left;

use forecast::gain::Gain;
use forecast::kernel::{Course, Dose};
use forecast::together::SHARE;
use vocab::Day;
use vocab::goals::Concern;

/// What products used together for one concern bring, in log-units, as the forecast has it: of each kind the strongest, the
/// strongest kind in full and each other for a share; what stands apart in full.
pub(crate) fn together(parts: &[(&Gain, f64)]) -> f64 {
    let mut apart = 0.0;
    let mut kinds: Vec<(&str, f64)> = Vec::new();
    for (gain, units) in parts {
        if gain.apart || gain.procedure {
            apart += units;
        } else if let Some((_, most)) =
            kinds.iter_mut().find(|(kind, _)| !kind.is_empty() && *kind == gain.kind)
        {
            *most = most.max(*units);
        } else {
            kinds.push((&gain.kind, *units));
        }
    }
    let strongest = kinds.iter().map(|(_, units)| *units).fold(0.0, f64::max);
    let rest: f64 = kinds.iter().map(|(_, units)| units).sum::<f64>() - strongest;
    apart + strongest + SHARE * rest
}

/// What each chosen product brings to a concern by the day that counts, in log-units.
pub(crate) fn parts<'c>(
    chosen: &'c [Chosen<'_>],
    concern: Concern,
    (today, due, until): (Day, Day, Day),
) -> Vec<(&'c Gain, f64)> {
    let mut all = Vec::new();
    for product in chosen {
        for (_, gain) in product.gains.iter().filter(|(c, _)| *c == concern) {
            let start = product.start.since(today);
            all.push((gain, unit(gain, start, until.since(today), due.since(today))));
        }
    }
    all
}

/// What the chosen products alone bring to each concern by the day that counts, in log-units.
pub(crate) fn units(chosen: &[Chosen<'_>], today: Day, due: Day, until: Day) -> Vec<(Concern, f64)> {
    let mut concerns: Vec<Concern> = Vec::new();
    for (concern, _) in chosen.iter().flat_map(|c| &c.gains) {
        if !concerns.contains(concern) {
            concerns.push(*concern);
        }
    }
    concerns.into_iter().map(|c| (c, together(&parts(chosen, c, (today, due, until))))).collect()
}

fn unit(gain: &Gain, from: i32, until: i32, due: i32) -> f64 {
    let weeks = |d: i32| f64::from(d) / 7.0;
    let dose = Dose { from: weeks(from), until: weeks(until.max(from) + 1), level: 1.0 };
    gain.median * Course::Continuous(vec![dose]).fill(gain.rates, weeks(due)).value
}
