//! What will come of it: the expected course of a concern with honest uncertainty, updated by measurements.
//!
//! Closed form throughout: no sampler, no clock, no chance. The same input gives the same bytes.
pub mod answer;
pub mod arms;
pub mod baselines;
pub mod basis;
pub mod course;
pub mod family;
mod filter;
pub mod fit;
pub mod gain;
pub mod group;
pub mod harm;
pub mod kernel;
pub mod matrix;
pub mod model;
pub mod normal;
pub mod patient;
pub mod population;
pub mod regimen;
pub mod response;
pub mod scale;
pub mod table;
pub mod together;
pub mod validation;
