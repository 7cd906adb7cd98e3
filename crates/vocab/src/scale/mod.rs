//! Scales of severity with their exact arithmetic (clinical reference, section 1).
pub mod gags;
