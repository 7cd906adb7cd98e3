//! The answer to a table of arms: one forecast for each of its rows.
use crate::arms::{self, Arm};
use crate::group::{Group, Seen, day_of_week};
use crate::population::Population;
use crate::table::TableError;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// The forecast of one row. Percent change from the start; negative = the number fell.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RowForecast {
    /// The arm.
    pub id: String,
    /// The week.
    pub week: f64,
    /// Median.
    pub median: f64,
    /// 10 % quantile.
    pub low80: f64,
    /// 90 % quantile.
    pub high80: f64,
    /// Standard deviation of a normal with the same band.
    pub sd: f64,
    /// What it rests on.
    pub basis: String,
}

/// Whether the earliest row of each arm is read as an observation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FirstRow {
    /// Every row is forecast from published groups only.
    Forecast,
    /// The earliest row of an arm is what was seen; the later ones are forecast after it.
    Observed,
}

/// Forecasts every row of a table, in its order.
pub fn of_table(of: &Population, text: &str, first_row: FirstRow) -> Result<Vec<RowForecast>, TableError> {
    // What is not an observation is not read: a table may hold the values that are to be forecast.
    let mut arms = arms::read_where(text, |_| false)?;
    let mut earliest: BTreeMap<String, (f64, usize)> = BTreeMap::new();
    if first_row == FirstRow::Observed {
        for (i, arm) in arms.iter().enumerate() {
            let best = earliest.entry(arm.id.clone()).or_insert((arm.week, i));
            if arm.week < best.0 {
                *best = (arm.week, i);
            }
        }
        let rows: BTreeSet<usize> = earliest.values().map(|(_, i)| *i).collect();
        arms = arms::read_where(text, |i| rows.contains(&i))?;
    }
    let first = |id: &str| earliest.get(id).and_then(|(_, i)| arms.get(*i));
    Ok(arms.iter().filter_map(|arm| of_arm(of, arm, first(&arm.id))).collect())
}

fn of_arm(of: &Population, arm: &Arm, first: Option<&Arm>) -> Option<RowForecast> {
    let group = Group::of_arm(of, arm)?;
    let mut said = crate::basis::of_response(of, group.response());
    if group.response().hidden_schedule {
        said.push("schedule not visible: a usual one was assumed, the band is wider".to_owned());
    }
    if arm.responders {
        said.push(
            "the row counts patients; this is the change of severity to expect, not a share of patients"
                .to_owned(),
        );
    }
    let mut seen = None;
    if let Some(first) = first {
        let usable = first.percent.filter(|_| !first.responders);
        if first.week >= arm.week {
            said.push("read as the observation; this is the forecast before it".to_owned());
        } else if let Some(percent) = usable {
            seen = Some(Seen { day: day_of_week(first.week), percent });
            said.push(format!("own value of week {}", first.week));
        } else {
            said.push(format!("no value to learn from in week {}", first.week));
        }
    }
    let change = group.on(day_of_week(arm.week), seen);
    // The width is rounded up as a whole, so that rounding never makes a later band the narrower one.
    let low = cents(change.low80);
    let width = libm::ceil((change.high80 - change.low80) * 100.0 - 1e-6);
    Some(RowForecast {
        id: arm.id.clone(),
        week: arm.week,
        median: cents(change.median) / 100.0,
        low80: low / 100.0,
        high80: (low + width) / 100.0,
        sd: cents(change.sd) / 100.0,
        basis: said.join("; "),
    })
}

/// Hundredths, and never minus zero.
fn cents(x: f64) -> f64 {
    let y = libm::round(x * 100.0);
    if y == 0.0 { 0.0 } else { y }
}
