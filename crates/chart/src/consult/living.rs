//! How a person lives, as far as advice and forecast may use it.
use crate::ChartError;
use crate::history::wrong;
use serde::{Deserialize, Serialize};
use vocab::goals::Lifestyle;

vocab::words! {
    /// Whether somebody smokes or uses nicotine.
    Smokes, "answer about smoking" {
        /// Now.
        Now = "now",
        /// Once.
        Before = "before",
        /// Never.
        Never = "never",
    }
}

vocab::words! {
    /// How often sunscreen is used.
    Sunscreen, "answer about sunscreen" {
        /// Every day.
        Daily = "daily",
        /// On sunny days.
        Sunny = "sunny",
        /// Rarely or never.
        Rarely = "rarely",
    }
}

/// How a person lives; what was not answered is absent. The newest one counts.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Living {
    /// Smoking or nicotine.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub smokes: Option<Smokes>,
    /// Sunscreen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sunscreen: Option<Sunscreen>,
    /// Hours of sun a day, 0 to 24.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sun_hours: Option<f64>,
    /// Hours of sleep a night, 0 to 24.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sleep_hours: Option<f64>,
    /// Stress, 0 none to 10.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stress: Option<u8>,
    /// What somebody eats, in their words.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub eating: String,
}

impl Living {
    /// As the planner and the forecast read it.
    #[must_use]
    pub fn asked(&self) -> Lifestyle {
        Lifestyle {
            smokes: self.smokes.map(|smokes| smokes == Smokes::Now),
            sun_hours_per_day: self.sun_hours,
            sleep_hours: self.sleep_hours,
        }
    }

    pub(crate) fn check(&self) -> Result<(), ChartError> {
        let a_day = |hours: Option<f64>| hours.is_none_or(|hours| (0.0..=24.0).contains(&hours));
        if !a_day(self.sun_hours) || !a_day(self.sleep_hours) {
            return Err(wrong("a day has 0 to 24 hours"));
        }
        if self.stress.is_some_and(|stress| stress > 10) {
            return Err(wrong("stress is a number from 0 to 10"));
        }
        let letters = self.eating.chars().count();
        if letters > super::WORDS_MAX {
            return Err(ChartError::Limit {
                what: "letters about eating",
                limit: super::WORDS_MAX,
                got: letters,
            });
        }
        Ok(())
    }
}
