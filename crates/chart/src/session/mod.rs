//! Sessions: what was done.
use crate::ChartError;
use crate::history::check_treatment;
use knowledge::Knowledge;
use serde::{Deserialize, Serialize};
use vocab::Zone;

/// A session: what was done. It counts for the gate as a procedure on its day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Session {
    /// Treatment code.
    pub treatment: String,
    /// Where; empty = everywhere.
    pub zones: Vec<Zone>,
    /// Settings as recorded, with units in the names.
    pub settings: serde_json::Value,
    /// Lots used.
    pub lots: Vec<String>,
    /// Minutes from start to end.
    pub minutes: u16,
}

impl Session {
    /// Whether the treatment exists.
    pub(crate) fn check_codes(&self, knowledge: &Knowledge) -> Result<(), ChartError> {
        check_treatment(&self.treatment, knowledge)
    }
}
