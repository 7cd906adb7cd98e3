//! Goals to an exact, audited plan.
//!
//! [`instance`] is the bare integer problem; [`search`] solves it exactly, at any time with its best plan and a proven bound.
pub mod instance;
pub mod search;
