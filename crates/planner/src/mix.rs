//! What a plan of each style trades against what: all figures are points of the bare problem.
//!
//! The scale: the full disappearance of everything that is wished is worth about 200 000 points, so one per cent of it
//! is about 2 000. The exchange rates are a judgement of the house, not of the literature; a report says so.
use crate::plan::Style;

/// Exchange rates of one style.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Mix {
    pub(crate) style: Style,
    /// Per cent of everything that is wished which the whole budget is worth.
    pub(crate) money: i64,
    /// Points for one point of discomfort of a session.
    pub(crate) discomfort: i64,
    /// Points for a quiet day.
    pub(crate) quiet_day: i64,
    /// Points for a visit.
    pub(crate) visit: i64,
    /// Points for every day that a session waits.
    pub(crate) day: i64,
    /// Treatments with more usual quiet days are left out.
    pub(crate) quiet_most: u16,
    /// Treatments that hurt more are left out.
    pub(crate) discomfort_most: i64,
    /// Whether prescription products may be part of it, as provisional.
    pub(crate) prescription: bool,
}

/// The styles in which plans with sessions are sought, the first one first.
pub(crate) const MIXES: [Mix; 4] = [
    Mix {
        style: Style::Balanced,
        money: 10,
        discomfort: 150,
        quiet_day: 800,
        visit: 700,
        day: 8,
        quiet_most: u16::MAX,
        discomfort_most: 10,
        prescription: true,
    },
    Mix {
        style: Style::Gentle,
        money: 10,
        discomfort: 500,
        quiet_day: 4_000,
        visit: 500,
        day: 5,
        quiet_most: 1,
        discomfort_most: 4,
        prescription: false,
    },
    Mix {
        style: Style::Swift,
        money: 3,
        discomfort: 40,
        quiet_day: 200,
        visit: 150,
        day: 20,
        quiet_most: u16::MAX,
        discomfort_most: 10,
        prescription: true,
    },
    Mix {
        style: Style::Lean,
        money: 40,
        discomfort: 100,
        quiet_day: 600,
        visit: 3_000,
        day: 5,
        quiet_most: u16::MAX,
        discomfort_most: 10,
        prescription: true,
    },
];
