//! Adverse events: graded, and tied to what was used.
use crate::ChartError;
use crate::entry::Body;
use crate::fold::{Chart, Line};
use serde::{Deserialize, Serialize};
use vocab::Day;

vocab::words! {
    /// How heavy an adverse event is.
    Grade, "grade" {
        /// Passes by itself, needs nothing.
        Mild = "mild",
        /// Needs care here.
        Moderate = "moderate",
        /// Needs a doctor elsewhere, or stops the series.
        Severe = "severe",
        /// Lasting harm.
        Lasting = "lasting",
        /// Danger to life.
        LifeThreatening = "life_threatening",
    }
}

impl Grade {
    /// In words for people.
    #[must_use]
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::Mild => "mild: passes by itself",
            Self::Moderate => "moderate: needs care here",
            Self::Severe => "severe: needs a doctor elsewhere, or stops the series",
            Self::Lasting => "lasting harm",
            Self::LifeThreatening => "danger to life",
        }
    }

    /// Whether a report to the maker and to the authority of the place is offered: serious harm.
    #[must_use]
    pub const fn is_serious(self) -> bool {
        matches!(self, Self::Severe | Self::Lasting | Self::LifeThreatening)
    }
}

vocab::words! {
    /// How an adverse event stands.
    Outcome, "outcome" {
        /// It goes on.
        Open = "open",
        /// It is over without a trace.
        Resolved = "resolved",
        /// Something stays.
        Remains = "remains",
    }
}

/// An adverse event. The newest entry about an event counts; `of` names the first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Adverse {
    /// Id of the first entry about this event; absent = this is the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    /// Treatment code.
    pub treatment: String,
    /// Id of the session's entry, if it was done here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<String>,
    /// The day on which it began or was noticed.
    pub noticed: Day,
    /// How heavy.
    pub grade: Grade,
    /// What happened, in words.
    pub what: String,
    /// What was found to be the cause; may be empty while nobody knows.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub cause: String,
    /// Lots that were used.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lots: Vec<String>,
    /// The settings as recorded in the session.
    #[serde(default, skip_serializing_if = "serde_json::Value::is_null")]
    pub settings: serde_json::Value,
    /// Ids of entries of photographs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub photos: Vec<String>,
    /// Id of the entry of the consent that was in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent: Option<String>,
    /// How it stands.
    pub outcome: Outcome,
    /// To whom it was reported, and under which number; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reported: String,
}

impl Adverse {
    /// An event after a session of the chart, tied to what the session, the photographs and the consents say.
    #[must_use]
    pub fn after(chart: &Chart, session: &str, noticed: Day, grade: Grade, what: &str) -> Option<Self> {
        let (line, done) = chart.sessions().find(|(line, _)| line.entry.id == session)?;
        let photo = |l: &&Line| matches!(&l.now, Some(Body::Photo(_)));
        let photos = chart.lines.iter().filter(photo).filter(|l| {
            // Photographs of that day or later; earlier ones are the baseline and stay where they are.
            l.entry.happened_at >= line.entry.happened_at - 86_400_000
        });
        let consent = chart.lines.iter().rev().find(|l| match &l.now {
            Some(Body::Consent(c)) => {
                c.service == done.treatment
                    && matches!(c.act, crate::consent::Act::Signed(_))
                    && l.entry.happened_at <= line.entry.happened_at
            }
            _ => false,
        });
        Some(Self {
            of: None,
            treatment: done.treatment.clone(),
            session: Some(session.to_owned()),
            noticed,
            grade,
            what: what.trim().to_owned(),
            cause: String::new(),
            lots: done.uses().unwrap_or_default().into_keys().collect(),
            settings: serde_json::to_value(&done.done).unwrap_or_default(),
            photos: photos.map(|l| l.entry.id.clone()).collect(),
            consent: consent.map(|l| l.entry.id.clone()),
            outcome: Outcome::Open,
            reported: String::new(),
        })
    }

    /// Whether it says what happened.
    pub(crate) fn check(&self) -> Result<(), ChartError> {
        let long = [&self.what, &self.cause, &self.reported].into_iter().map(String::len).max().unwrap_or(0);
        if long > super::TEXT_BYTES_MAX {
            let (what, limit) = ("bytes of an adverse event", super::TEXT_BYTES_MAX);
            return Err(ChartError::Limit { what, limit, got: long });
        }
        if self.what.trim().is_empty() {
            let why = "it says nothing about what happened".to_owned();
            return Err(ChartError::Form { what: "the adverse event".to_owned(), why });
        }
        Ok(())
    }
}

impl Chart {
    /// Adverse events as they stand now, the newest first: id of the first entry, the line that counts, the event.
    #[must_use]
    pub fn adverse(&self) -> Vec<(&str, &Line, &Adverse)> {
        let mut events: Vec<(&str, &Line, &Adverse)> = Vec::new();
        for line in &self.lines {
            let Some(Body::Adverse(event)) = &line.now else { continue };
            let first = event.of.as_deref().unwrap_or(&line.entry.id);
            match events.iter_mut().find(|(id, ..)| *id == first) {
                Some(known) => (known.1, known.2) = (line, event),
                None => events.push((first, line, event)),
            }
        }
        events.reverse();
        events
    }
}
