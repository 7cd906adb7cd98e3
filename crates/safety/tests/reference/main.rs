//! The committed copies of the reference's tables, walked cell by cell: the gate answers what they say.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may stop at the first surprise")]
mod conditions;
mod phototypes;
mod spacing;
mod table;
