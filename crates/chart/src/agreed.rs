//! The plan that was agreed.
use serde::{Deserialize, Serialize};

/// A plan that was agreed, as the planner wrote it. The newest one counts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanAgreed {
    /// The plan, in the shape of the plan's contract.
    pub plan: serde_json::Value,
}
