//! Whether a consent holds on a day: what the door, booking and the session ask.
use super::form::{Signer, is_minor};
use super::text::{LANGUAGE, Part, Text};
use super::{Act, Consent};
use crate::entry::Body;
use crate::fold::Chart;
use knowledge::Knowledge;
use vocab::Day;

/// How a consent stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// It holds.
    Holds {
        /// Id of the entry in which it was signed.
        entry: String,
        /// The hash of the text that was signed.
        text_hash: String,
        /// The day of signing.
        on: Day,
        /// The first day on which it does not hold any more.
        until: Day,
    },
    /// Signed, but the time to think is not over.
    Thinking {
        /// The first day on which it holds.
        free_from: Day,
    },
    /// The text changed since in a part that weighs: only what changed is signed anew.
    Changed {
        /// The parts.
        parts: Vec<Part>,
        /// The hash of the text that was signed.
        text_hash: String,
    },
    /// It ended.
    Expired {
        /// The first day on which it did not hold any more.
        on: Day,
    },
    /// It was taken back or declined, and not signed since.
    Withdrawn {
        /// The day.
        on: Day,
    },
    /// A guardian signed, and the patient is of age now.
    OwnNeeded,
    /// The patient signed, and the day of birth that is known now says that a guardian has to.
    GuardianNeeded,
    /// The text was handed over and not signed yet.
    Presented {
        /// The day.
        on: Day,
    },
    /// Nobody was asked.
    Missing,
    /// Nothing is written that could be signed.
    NoText {
        /// Why.
        why: String,
    },
}

impl Standing {
    /// Whether it holds.
    #[must_use]
    pub const fn holds(&self) -> bool {
        matches!(self, Self::Holds { .. })
    }
}

/// How the consent to a service stands on a day, given the knowledge as it is now.
#[must_use]
pub fn standing(knowledge: &Knowledge, chart: &Chart, service: &str, day: Day) -> Standing {
    let text = match Text::of(knowledge, service, LANGUAGE) {
        Ok(text) => text,
        Err(e) => return Standing::NoText { why: e.to_string() },
    };
    let born = chart.identity().and_then(|i| i.born);
    let mut now = Standing::Missing;
    // The time to think counts from the first handing over, and once only: who was treated before has thought.
    let mut told: Option<Day> = None;
    let mut thought = false;
    for line in &chart.lines {
        let Some(Body::Consent(Consent { service: about, act })) = &line.now else { continue };
        if about != service {
            continue;
        }
        match act {
            Act::Presented(presented) => {
                told.get_or_insert(presented.on);
                if matches!(now, Standing::Missing | Standing::Withdrawn { .. }) {
                    now = Standing::Presented { on: presented.on };
                }
            }
            Act::Misunderstood(_) => {}
            Act::Withdrawn(said) | Act::Declined(said) => {
                (now, told, thought) = (Standing::Withdrawn { on: said.on }, None, false);
            }
            Act::Signed(signed) => {
                let deed = signed.deed();
                if deed.on > day {
                    continue;
                }
                let since = *told.get_or_insert(deed.on);
                let free_from = since.plus(i32::from(text.cooling_off_days));
                if !thought && day < free_from {
                    now = Standing::Thinking { free_from };
                    continue;
                }
                thought = true;
                now = Standing::Holds {
                    entry: line.entry.id.clone(),
                    text_hash: deed.text_hash.clone(),
                    on: deed.on,
                    until: deed.until.min(deed.on.plus(i32::from(text.valid_days))),
                };
                let by_guardian = matches!(deed.signer, Signer::Guardian { .. });
                if by_guardian && born.is_none_or(|born| !is_minor(born, day)) {
                    now = Standing::OwnNeeded;
                } else if !by_guardian && born.is_some_and(|born| is_minor(born, day)) {
                    now = Standing::GuardianNeeded;
                } else if let Some(parts) = changed_parts(&text, deed) {
                    now = Standing::Changed { parts, text_hash: deed.text_hash.clone() };
                }
            }
        }
    }
    if let Standing::Holds { until, .. } = &now
        && *until <= day
    {
        return Standing::Expired { on: *until };
    }
    now
}

/// The parts that weigh and are not as signed; `None` = none.
fn changed_parts(text: &Text, deed: &super::Deed) -> Option<Vec<Part>> {
    if text.hash() == deed.text_hash {
        return None;
    }
    let now = text.part_hashes();
    let parts: Vec<Part> = Part::ALL
        .iter()
        .copied()
        .filter(|part| part.weighs() && now.get(part) != deed.parts.get(part))
        .collect();
    (!parts.is_empty()).then_some(parts)
}
