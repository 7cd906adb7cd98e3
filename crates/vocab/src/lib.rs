//! The words that every other room speaks: days, zones, phototypes, verdicts, roles, scales.
//!
//! Nothing here reads a file, a clock or chance; a value that exists is valid.
pub mod answer;
pub mod case;
pub mod day;
pub mod goals;
pub mod group;
pub mod money;
pub mod nearest;
pub mod params;
pub mod performer;
pub mod phototype;
pub mod role;
pub mod scale;
pub mod strength;
pub mod verdict;
pub mod word;
pub mod zone;

pub use answer::Answer;
pub use day::Day;
pub use group::Group;
pub use money::Money;
pub use params::Params;
pub use performer::Performer;
pub use phototype::Phototype;
pub use role::{Permission, Role};
pub use strength::Strength;
pub use verdict::Verdict;
pub use zone::{Zone, ZoneSet};
