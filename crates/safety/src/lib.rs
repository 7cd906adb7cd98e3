//! The gate: may this person have this treatment on this day, from this practitioner, and if not,
//! why and when?
//!
//! One pure function answers, and everything asks it: booking, planning, the door, the pages.
//! Every rule becomes a set of *spans* of days with a verdict; the answer for a day is what the
//! spans over that day say, and the days that are allowed are what no stopping span covers. So the
//! two can not disagree.
//!
//! ```text
//! knowledge + case -> Standing (what holds, what is open)
//! + ask            -> spans    (rule, from, to, verdict)
//! + day            -> Answer   (verdict, findings, conditions, questions, earliest)
//! ```
pub mod aftercare;
pub mod answer;
mod gate;
mod label;
mod own;
mod product;
mod protocol;
mod protocol_days;
mod rules;
mod scope;
mod spacing;
mod span;
mod standing;
pub mod triage;
mod triage_text;
mod window;
pub mod worked;

pub use answer::{Answer, AttachedCondition, Because, Derived, Finding, Question, RuleKey, Sources};
pub use gate::{Gate, UnknownAsk};
pub use protocol::{ProtocolAnswer, StepAnswer};
pub use protocol_days::VisitRun;
pub use span::Run;
