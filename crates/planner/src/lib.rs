//! Goals to an exact, audited plan.
//!
//! [`request`] is what is asked, [`plan`] and [`report`] what is answered, [`why`] the reasons in between.
//! [`instance`] is the bare integer problem; [`search`] solves it exactly, at any time with its best plan and a proven bound.
pub mod audit;
pub mod instance;
pub mod plan;
pub mod report;
pub mod request;
pub mod search;
pub mod why;
