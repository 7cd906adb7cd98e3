//! A consultation: what is asked, in sections that are left and taken up again; at its end it becomes entries.
//!
//! While it is under way it is a sealed draft beside the ledger. What it already means for safety is asked of the same gate
//! as everything else, over the chart as it would be with the draft in it.
mod body_image;
mod closing;
mod goals;
mod groups;
mod living;
mod scoring;
mod seen;
mod standing;

pub use body_image::BodyImage;
pub use closing::Closed;
pub use goals::{AWAY_MAX, Event, Goals, WORDS_MAX, Wanted, quiet_days};
pub use groups::{GROUPS, Group, by_medicine, group_of};
pub use living::{Living, Smokes, Sunscreen};
pub use scoring::{Input, Kind, Part, Reading, Score, parts_of, score};
pub use seen::Seen;
pub use standing::{Age, Standing, Still, key_of, standing};

use crate::history::{Fact, Skin};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use vocab::goals::Concern;

/// The most facts of one consultation.
pub const FACTS_MAX: usize = 300;

vocab::words! {
    /// A section of the consultation, in the order in which they are asked.
    Section, "section of a consultation" {
        /// What the person wishes, by when, within which limits.
        Goals = "goals",
        /// Conditions.
        History = "history",
        /// Medicines, products and allergies.
        Medicines = "medicines",
        /// Skin type and axes.
        Skin = "skin",
        /// Concerns by zone, with their scales.
        Concerns = "concerns",
        /// Living.
        Living = "living",
        /// Photographs.
        Photographs = "photographs",
        /// The gentle question about the image of the body.
        BodyImage = "body-image",
        /// Everything on one page, and the end.
        Summary = "summary",
    }
}

impl Section {
    /// What it is called.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Goals => "Goals",
            Self::History => "Medical history",
            Self::Medicines => "Medicines and allergies",
            Self::Skin => "Skin type",
            Self::Concerns => "Concerns by zone",
            Self::Living => "Living well",
            Self::Photographs => "Photographs",
            Self::BodyImage => "How you feel about it",
            Self::Summary => "Summary",
        }
    }

    /// The section after this one; the last has none.
    #[must_use]
    pub fn next(self) -> Option<Self> {
        Self::ALL.iter().copied().find(|other| *other > self)
    }

    /// The section before this one; the first has none.
    #[must_use]
    pub fn before(self) -> Option<Self> {
        Self::ALL.iter().rev().copied().find(|other| *other < self)
    }

    /// Whether a guest may answer it alone, on a tablet that was handed over.
    #[must_use]
    pub const fn for_guest(self) -> bool {
        match self {
            Self::Goals | Self::History | Self::Medicines | Self::Skin | Self::Living | Self::BodyImage => {
                true
            }
            Self::Concerns | Self::Photographs | Self::Summary => false,
        }
    }
}

/// How often a section was saved, and by whom last.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Saved {
    /// Goes up with every change, so that two screens do not overwrite each other unseen.
    pub revision: u64,
    /// When, milliseconds since 1970.
    pub at: i64,
    /// Id of a practitioner, or the patient's own.
    pub by: String,
    /// Whether somebody said that it is complete.
    pub done: bool,
}

/// A consultation that is under way.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Consultation {
    /// When it was begun, milliseconds since 1970.
    pub begun_at: i64,
    /// By whom.
    pub begun_by: String,
    /// The section where it was left.
    pub here: Option<Section>,
    /// What was saved.
    pub saved: BTreeMap<Section, Saved>,
    /// Goals.
    pub goals: Goals,
    /// Answers of the history, medicines and allergies.
    pub facts: Vec<Fact>,
    /// What the patient said of facts that the chart already has, by [`key_of`].
    pub still: BTreeMap<String, Still>,
    /// Skin type.
    pub skin: Skin,
    /// Concerns that were looked at.
    pub seen: BTreeMap<Concern, Seen>,
    /// Living.
    pub living: Living,
    /// The image of the body.
    pub body_image: BodyImage,
}

impl Consultation {
    /// One that begins now.
    #[must_use]
    pub fn begin(at: i64, by: &str) -> Self {
        Self { begun_at: at, begun_by: by.to_owned(), ..Self::default() }
    }

    /// The section to show first: where it was left, else the first that is not done.
    #[must_use]
    pub fn resume(&self) -> Section {
        let open = || Section::ALL.iter().copied().find(|section| !self.is_done(*section));
        self.here.or_else(open).unwrap_or(Section::Summary)
    }

    /// Whether somebody said that a section is complete.
    #[must_use]
    pub fn is_done(&self, section: Section) -> bool {
        self.saved.get(&section).is_some_and(|saved| saved.done)
    }

    /// How often a section was saved.
    #[must_use]
    pub fn revision(&self, section: Section) -> u64 {
        self.saved.get(&section).map_or(0, |saved| saved.revision)
    }

    /// Remembers that a section was saved. What was complete stays complete.
    pub fn save(&mut self, section: Section, at: i64, by: &str, done: bool) {
        let saved = self.saved.entry(section).or_default();
        saved.revision += 1;
        saved.at = at;
        by.clone_into(&mut saved.by);
        saved.done |= done;
        self.here = Some(section);
    }

    /// Says how a condition stands everywhere, in place of what this consultation heard about it; details of a `yes` stay.
    pub fn answer(&mut self, code: &str, status: vocab::case::Status) {
        let own = |fact: &&mut Fact| fact.condition.as_deref() == Some(code);
        if let Some(fact) = self.facts.iter_mut().find(own) {
            if fact.status != Some(status) {
                *fact = Fact::condition(code, status);
            }
        } else {
            self.facts.push(Fact::condition(code, status));
        }
    }

    /// Asked and denied in one gesture: every condition of the list that was not answered in this consultation.
    /// What was answered with yes or not known stays.
    pub fn deny(&mut self, codes: &BTreeSet<&str>) {
        for code in codes {
            let answered = self.facts.iter().any(|fact| fact.condition.as_deref() == Some(code));
            if !answered {
                self.facts.push(Fact::condition(code, vocab::case::Status::Absent));
            }
        }
    }
}

#[cfg(test)]
mod tests;
