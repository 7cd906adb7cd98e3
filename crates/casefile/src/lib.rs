//! The case file: the one JSON shape for everything that is asked about a person.
//!
//! Reading names the place, the allowed words and the nearest match; answers are written in the
//! contract's shapes. The same input gives the same bytes.
mod facts;
mod goals;
mod protocol;
mod read;
mod tree;
mod triage;
mod write;

pub use protocol::ProtocolShape;
pub use read::{CaseFile, FACTS_MAX, read};
pub use tree::{BYTES_MAX, DEPTH_MAX, Fault};
pub use triage::{TriageFile, read_triage};
pub use write::{AnswerShape, GateShape, TriageShape, gate_shape, to_json, triage_shape};
