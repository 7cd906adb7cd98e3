//! What a letter is written from: the house, the guest, the visits.
use super::tongue::Tongue;
use chart::booking::{Service, Visit, clock};
use chart::message::Way;
use std::collections::BTreeMap;
use vocab::Day;

/// The house, as a letter names it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Sender {
    /// Its name.
    pub(crate) name: String,
    /// How letters end beside the name; empty = with the name.
    pub(crate) signature: String,
    /// Telephone; empty = none is known.
    pub(crate) line: String,
    /// Where the pages of the house are, without a slash at the end; empty = nowhere that a guest reaches.
    pub(crate) public: String,
    /// Whether an e-mail can be answered.
    pub(crate) answers: bool,
}

/// One visit, as a letter says it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Told {
    /// Its day.
    pub(crate) day: Day,
    /// Its hour, such as `14:00`.
    pub(crate) at: String,
    /// What it is, such as `Microneedling`.
    pub(crate) title: String,
    /// Minutes that the guest is here; 0 = not known.
    pub(crate) minutes: u16,
    /// What to do or leave before.
    pub(crate) prepare: Vec<String>,
}

impl Told {
    /// A visit with what the catalogue says of it.
    pub(crate) fn of(visit: &Visit, services: &BTreeMap<String, Service>) -> Self {
        let service = services.get(&visit.body.service);
        Self {
            day: visit.slot.day,
            at: clock(visit.slot.cell),
            title: visit.body.title.clone(),
            minutes: service.map_or(0, Service::minutes),
            prepare: service.map(|service| service.prepare.clone()).unwrap_or_default(),
        }
    }

    /// When it is.
    pub(crate) fn when(&self) -> When {
        When { day: self.day, at: self.at.clone() }
    }

    /// As a line of a list.
    pub(crate) fn line(&self, tongue: &Tongue<'_>) -> String {
        let (when, minutes) = (self.when().say(tongue), self.minutes.to_string());
        match self.minutes {
            0 => format!("- {when}: {}", self.title),
            _ => format!(
                "- {when}: {}, {}",
                self.title,
                tongue.say("about {minutes} minutes", &[("minutes", &minutes)])
            ),
        }
    }
}

/// A day and an hour.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct When {
    /// The day.
    pub(crate) day: Day,
    /// The hour, such as `14:00`.
    pub(crate) at: String,
}

impl When {
    /// `Tuesday, 1 December 2026 at 14:00`.
    pub(crate) fn say(&self, tongue: &Tongue<'_>) -> String {
        tongue.say("{day} at {time}", &[("day", &tongue.day(self.day)), ("time", &self.at)])
    }

    /// `14:00 on Tuesday, 1 December 2026`, for an end.
    pub(crate) fn say_end(&self, tongue: &Tongue<'_>) -> String {
        tongue.say("{time} on {day}", &[("day", &tongue.day(self.day)), ("time", &self.at)])
    }
}

/// Who is written to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Guest {
    /// Full name.
    pub(crate) name: String,
    /// The way it goes.
    pub(crate) way: Way,
    /// The address that stops messages; empty = none.
    pub(crate) stop: String,
}
