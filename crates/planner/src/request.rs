//! What a plan is asked for: the person, the goals, the means, and what has already happened.
use std::collections::BTreeMap;
use vocab::case::Case;
use vocab::goals::{ExistingPlan, Goals, Measured};

/// What a session costs and how long it takes in this house.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Price {
    /// Price in minor units of the currency of the list.
    pub minor_units: i64,
    /// Minutes in the room, where the house differs from the reference.
    pub minutes: Option<u16>,
}

/// A price list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Prices {
    /// ISO 4217 code; absent = figures without a house, read in the currency of the budget.
    pub currency: Option<String>,
    /// By treatment code. A treatment without a line is not offered.
    pub of: BTreeMap<String, Price>,
}

/// One request. Equal requests give equal reports.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// The person, what is known, and the day of asking.
    pub case: Case,
    /// What is wished, until when, within which means.
    pub goals: Goals,
    /// Measurements so far.
    pub measured: Vec<Measured>,
    /// A plan that was agreed, with what has happened of it.
    pub existing: Option<ExistingPlan>,
    /// Prices of the house.
    pub prices: Prices,
    /// Treatment codes that are to be part of every plan if they can be.
    pub insist: Vec<String>,
}

/// Why a request cannot be answered at all. A clinical *no* is not an error: it is part of the report.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// Nothing is wished.
    #[error("goals.concerns: a plan needs at least one concern")]
    NoConcern,
    /// More concerns than are weighed against each other.
    #[error("goals.concerns: {got} concerns; at most {most} are planned together")]
    ManyConcerns {
        /// So many were given.
        got: usize,
        /// So many are allowed.
        most: usize,
    },
    /// The last day is before the first.
    #[error("goals.{field}: {got} is before today ({today}); allowed is a day from today")]
    Over {
        /// Field of the goals.
        field: &'static str,
        /// The day that was given.
        got: vocab::Day,
        /// The day of asking.
        today: vocab::Day,
    },
    /// The horizon is too long.
    #[error("goals.until: {got} is more than {most} days after today")]
    Long {
        /// The day that was given.
        got: vocab::Day,
        /// Most days.
        most: i32,
    },
    /// Budget and prices speak of different money.
    #[error("goals.budget.currency: the prices of the house are in {prices}, the budget is in {budget}")]
    Currency {
        /// Currency of the prices.
        prices: String,
        /// Currency of the budget.
        budget: String,
    },
    /// The bare problem is flawed: a fault of the program, told instead of hidden.
    #[error("the plan could not be put as a problem: {0}")]
    Flaw(#[from] crate::instance::Flaw),
    /// The gate does not know a code of the catalogue: a fault of the program, told instead of hidden.
    #[error("the gate does not know `{0}`")]
    Gate(String),
    /// The shipped figures of the house cannot be read.
    #[error("the figures of the house cannot be read: {0}")]
    House(String),
}
