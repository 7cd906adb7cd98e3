//! Goals to an exact, audited plan.
//!
//! [`request`] is what is asked, [`plan`] and [`report`] what is answered, [`why`] the reasons in between.
//! [`instance`] is the bare integer problem; [`search`] solves it exactly, at any time with its best plan and a proven bound.
mod account;
mod around;
pub mod audit;
mod candidate;
pub mod compose;
mod home;
pub mod house;
pub mod instance;
mod medifacial;
mod mix;
pub mod plan;
pub mod repair;
pub mod report;
pub mod request;
mod scene;
pub mod search;
mod sessions;
mod solve;
mod terms;
pub mod what_if;
pub mod why;

pub use terms::spacing::apart;
