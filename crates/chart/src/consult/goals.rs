//! What a person wishes: in their words, and as the planner reads it.
use crate::ChartError;
use crate::entry::Body;
use crate::fold::Chart;
use crate::history::wrong;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use vocab::goals::{self, Concern};
use vocab::{Day, Zone};

/// The longest answer in the person's own words, letters.
pub const WORDS_MAX: usize = 1_000;
/// The most absences.
pub const AWAY_MAX: usize = 12;
/// Quiet days before an event when nobody says otherwise (house default, needs sign-off).
const QUIET_DAYS: u16 = 14;

/// Quiet days before an event when nobody says otherwise.
#[must_use]
pub const fn quiet_days() -> u16 {
    QUIET_DAYS
}

/// A concern that matters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    /// The concern.
    pub concern: Concern,
    /// How much it matters beside the others, 1 to 10.
    pub weight: u8,
    /// Where; absent = everywhere it is seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<Zone>,
}

/// A day for which the skin is to be quiet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// Its day.
    pub on: Day,
    /// Quiet days before it.
    pub clear_days: u16,
    /// Its name.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
}

/// What a person wishes. The newest one counts.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Goals {
    /// In their own words; read by no rule.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub words: String,
    /// What matters, the most important first.
    pub wanted: Vec<Wanted>,
    /// Last day of the plan.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<Day>,
    /// An event.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<Event>,
    /// Absences, first and last day.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub away: Vec<(Day, Day)>,
    /// Most money to spend, minor units.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub budget_minor_units: Option<i64>,
    /// Currency of the budget, ISO 4217.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub currency: String,
    /// Most visits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_visits: Option<u16>,
    /// Most days of downtime in all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_quiet_days: Option<u16>,
    /// Codes and words to avoid.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub avoid: Vec<String>,
    /// Codes and words to prefer.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub prefer: Vec<String>,
}

impl Goals {
    /// Whether nothing was said.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    pub(crate) fn check(&self) -> Result<(), ChartError> {
        let letters = self.words.chars().count();
        if letters > WORDS_MAX {
            return Err(ChartError::Limit { what: "letters of the goals", limit: WORDS_MAX, got: letters });
        }
        if self.away.len() > AWAY_MAX {
            return Err(ChartError::Limit { what: "absences", limit: AWAY_MAX, got: self.away.len() });
        }
        if let Some((first, last)) = self.away.iter().find(|(first, last)| first > last) {
            return Err(wrong(&format!("an absence ends on {last}, before it begins on {first}")));
        }
        if let Some(wanted) = self.wanted.iter().find(|w| !(1..=10).contains(&w.weight)) {
            return Err(wrong(&format!("the weight {} of a goal is outside 1 to 10", wanted.weight)));
        }
        if self.budget_minor_units.is_some_and(|units| units < 0) {
            return Err(wrong("a budget is not negative"));
        }
        Ok(())
    }

    /// The goals as the planner reads them, with the newest score of each concern and how the person lives. `None` where
    /// no concern was named: there is nothing to plan for.
    #[must_use]
    pub fn asked(&self, scores: &[goals::Measured], lifestyle: goals::Lifestyle) -> Option<goals::Goals> {
        if self.wanted.is_empty() {
            return None;
        }
        let concerns = self.wanted.iter().map(|wanted| {
            // How much it bothers is not how severe it is: it counts only where nothing else was measured.
            let of = |bother: bool| {
                move |m: &&goals::Measured| {
                    m.concern == wanted.concern && (m.scale == goals::Scale::Bother) == bother
                }
            };
            let newest = scores.iter().rev().find(of(false)).or_else(|| scores.iter().rev().find(of(true)));
            goals::ConcernGoal {
                concern: wanted.concern,
                scale: newest.map(|m| m.scale),
                score: newest.map(|m| m.score),
                target: None,
                zone: wanted.zone,
                weight: wanted.weight,
            }
        });
        let event = self.event.as_ref().map(|event| goals::Event {
            on: event.on,
            clear_days: event.clear_days,
            name: Some(event.name.clone()).filter(|name| !name.is_empty()),
        });
        let budget = self
            .budget_minor_units
            .map(|minor_units| goals::Budget { minor_units, currency: self.currency.clone() });
        Some(goals::Goals {
            concerns: concerns.collect(),
            until: self.until,
            event,
            away: self.away.clone(),
            budget,
            max_visits: self.max_visits,
            max_quiet_days: self.max_quiet_days,
            avoid: self.avoid.clone(),
            prefer: self.prefer.clone(),
            lifestyle,
        })
    }
}

impl Chart {
    /// What the person wished last.
    #[must_use]
    pub fn wishes(&self) -> Option<&Goals> {
        self.lines.iter().rev().find_map(|line| match &line.now {
            Some(Body::Goals(goals)) => Some(goals),
            _ => None,
        })
    }

    /// How the person lives, as said last.
    #[must_use]
    pub fn living(&self) -> Option<&super::Living> {
        self.lines.iter().rev().find_map(|line| match &line.now {
            Some(Body::Living(living)) => Some(living),
            _ => None,
        })
    }

    /// The goals as the planner reads them, in the time zone of the site; see [`Goals::asked`].
    #[must_use]
    pub fn goals(&self, zone: &TimeZone) -> Option<goals::Goals> {
        let lifestyle = self.living().map(super::Living::asked).unwrap_or_default();
        self.wishes()?.asked(&self.measured(zone), lifestyle)
    }
}
