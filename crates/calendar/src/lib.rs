//! When and with whom: a whole series over practitioners, rooms and devices.
//!
//! A day is a row of cells, one bit each; free starts are shifts and ANDs, a series is an exact
//! dynamic programme over days and practitioners. Nothing here knows of skin, clocks or files.
pub mod cells;
pub mod course;
pub mod ics;
pub mod roster;
pub mod series;
pub mod visit;
pub mod wall;

pub use cells::Cells;
