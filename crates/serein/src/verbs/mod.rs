//! One file per verb of the command line.
pub(crate) mod chart;
pub(crate) mod completions;
pub(crate) mod demo;
pub(crate) mod docs;
pub(crate) mod forecast;
pub(crate) mod gate;
pub(crate) mod kb;
pub(crate) mod plan;
pub(crate) mod series;
pub(crate) mod serve;
pub(crate) mod triage;
