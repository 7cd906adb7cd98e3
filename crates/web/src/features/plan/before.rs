//! What a plan was before something was changed, so that the page can show the difference.
use super::carried::Carried;
use planner::plan::{Expected, Style, Total};
use planner::report::Report;
use std::collections::BTreeMap;
use vocab::goals::Concern;

/// The plan before.
#[derive(Debug, Clone, PartialEq)]
pub struct Before {
    /// What was carried, to go back to.
    pub carried: Carried,
    /// What was changed, in words.
    pub told: Vec<String>,
    /// Its style and sums; `None` = there was no plan.
    pub plan: Option<(Style, Total)>,
    /// Its expected last points by concern: median and scale.
    pub ends: Vec<(Concern, f64)>,
    /// How often each treatment was in it.
    pub treatments: BTreeMap<String, usize>,
}

impl Before {
    pub(super) fn of(carried: &Carried, report: &Report, told: Vec<String>) -> Self {
        let plan = carried.chosen(report);
        let mut treatments = BTreeMap::new();
        for session in plan.iter().flat_map(|plan| &plan.sessions) {
            *treatments.entry(session.treatment.clone()).or_insert(0) += 1;
        }
        Self {
            carried: carried.clone(),
            told,
            plan: plan.map(|plan| (plan.name, plan.total)),
            ends: plan.iter().flat_map(|plan| &plan.expected).filter_map(end).collect(),
            treatments,
        }
    }
}

/// The last median of a course.
pub(super) fn end(expected: &Expected) -> Option<(Concern, f64)> {
    expected.course.last().map(|point| (expected.concern, point.median))
}
