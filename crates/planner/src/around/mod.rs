//! Everything around the sessions of a plan: before, beside, after.
mod expected;
mod living;
mod maintain;
mod measure;
mod prepare;

pub(crate) use expected::{expected, result};
pub(crate) use living::living;
pub(crate) use maintain::maintain;
pub(crate) use measure::measure;
pub(crate) use prepare::prepare;
