//! The door: twelve lines between a person and a session, and who passed one of them.
//!
//! ```text
//! door(asked)          -> Door      (twelve lines, each with what would make it green)
//! Door::may_start()    -> Result    (or the lines that still stand)
//! Door::checked(..)    -> Checked   (what is recorded; nothing that did not stand open can be)
//! rates(entries)       -> per rule: how often it stood at the door, how often it was passed
//! ```
//! The clinical lines say what the gate says, and nothing else: every finding of its answer stands in exactly one of them.
mod asked;
mod checked;
mod clinical;
mod compose;
mod rate;

pub use asked::{Asked, Examination, Hands, Photographs, Supervision, Training};
pub use checked::{Checked, CheckedLine, Outcome, Ruled};
pub use compose::{PHOTO_DAYS, door, needs_examination};
pub use rate::{RuleRate, rates};

use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use vocab::{Day, Params, Permission, Verdict, Zone};

/// The longest reason, bytes.
pub const REASON_BYTES_MAX: usize = 2_000;
/// The fewest letters of a reason: `ok` explains nothing to whoever reads it next year.
pub const REASON_LETTERS_MIN: usize = 8;

vocab::words! {
    /// The lines of the door, in the order in which they are read.
    What, "line of the door" {
        /// It is this person.
        Identity = "identity",
        /// Who performs may, here.
        Licence = "licence",
        /// A prescriber examined.
        Examination = "examination",
        /// Consent holds.
        Consent = "consent",
        /// Everything the gate says beyond the lines below.
        Verdict = "verdict",
        /// Distance to other treatments.
        Interval = "interval",
        /// Sun, tan, burn.
        Sun = "sun",
        /// Pregnancy and nursing.
        Pregnancy = "pregnancy",
        /// Photographs before.
        Photographs = "photographs",
        /// Lots.
        Lots = "lots",
        /// Device.
        Device = "device",
        /// Emergency kit.
        Kit = "kit",
    }
}

impl What {
    /// What the line is called.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Identity => "It is this person",
            Self::Licence => "Licence and supervision",
            Self::Examination => "Examination",
            Self::Consent => "Consent",
            Self::Verdict => "Health today",
            Self::Interval => "Time between treatments",
            Self::Sun => "Sun",
            Self::Pregnancy => "Pregnancy and nursing",
            Self::Photographs => "Photographs before",
            Self::Lots => "Products and lots",
            Self::Device => "Device",
            Self::Kit => "Emergency kit",
        }
    }
}

vocab::words! {
    /// How a line stands.
    Light, "light" {
        /// In order.
        Green = "green",
        /// Somebody named decides, or something is done first.
        Amber = "amber",
        /// It does not start.
        Red = "red",
    }
}

/// What lets a session start although a line is not green.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Pass {
    /// It is green.
    Free,
    /// Whoever stands at the door did it, and ticks it.
    Tick,
    /// A person who may this, with a reason.
    Reason(Permission),
    /// A prescriber, with a written reason: a day that has not come yet.
    Written,
    /// A prescriber, with a written reason and the signature of a second one: a refusal.
    Second,
    /// Nobody: the law, or something that can be put right instead.
    Never,
}

/// One reason behind a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Why {
    /// Key of the rule.
    pub rule: String,
    /// In words.
    pub text: String,
    /// What is done about it; may be empty.
    pub action: String,
    /// Its verdict.
    pub verdict: Verdict,
    /// By law.
    pub by_law: bool,
}

/// A line of the door.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Which.
    pub what: What,
    /// How it stands. Passing a line does not change its light.
    pub light: Light,
    /// How it can be passed.
    pub pass: Pass,
    /// What is the case.
    pub said: String,
    /// What would make it green; empty where it is.
    pub would: String,
    /// The reasons, the heaviest first.
    pub why: Vec<Why>,
    /// Who passed it, by entry; empty where nobody did.
    pub passed: Vec<String>,
    /// Ticked at the door.
    pub ticked: bool,
}

impl Line {
    /// Whether a session may start as far as this line goes.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        match self.pass {
            Pass::Free => matches!(self.light, Light::Green),
            Pass::Tick => self.ticked,
            Pass::Reason(_) | Pass::Written => !self.passed.is_empty(),
            Pass::Second => self.passed.len() >= 2,
            Pass::Never => false,
        }
    }

    /// The keys of the rules behind the line.
    #[must_use]
    pub fn rules(&self) -> BTreeSet<&str> {
        self.why.iter().map(|why| why.rule.as_str()).collect()
    }
}

/// The door on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Door {
    /// Treatment code.
    pub service: String,
    /// The day.
    pub on: Day,
    /// Where; absent = everywhere.
    pub zone: Option<Zone>,
    /// Twelve lines, each of [`What`] once, in its order.
    pub lines: Vec<Line>,
}

impl Door {
    /// The worst light of the lines.
    #[must_use]
    pub fn light(&self) -> Light {
        self.lines.iter().map(|line| line.light).max().unwrap_or(Light::Red)
    }

    /// The lines that still stand in the way, in their order.
    pub fn standing(&self) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(|line| !line.is_open())
    }

    /// Whether a session may start.
    #[must_use]
    pub fn may_start(&self) -> bool {
        !self.lines.is_empty() && self.standing().next().is_none()
    }

    /// The line with this name.
    #[must_use]
    pub fn line(&self, what: What) -> Option<&Line> {
        self.lines.iter().find(|line| line.what == what)
    }

    /// What is recorded when somebody wants to start, or turns back.
    ///
    /// # Errors
    /// A start was asked for and lines still stand: these.
    pub fn checked(&self, practitioner: &str, outcome: Outcome) -> Result<Checked, Vec<What>> {
        let standing: Vec<What> = self.standing().map(|line| line.what).collect();
        if outcome == Outcome::Started && (!standing.is_empty() || self.lines.is_empty()) {
            return Err(standing);
        }
        Ok(Checked {
            service: self.service.clone(),
            on: self.on,
            zone: self.zone,
            practitioner: practitioner.to_owned(),
            outcome,
            lots: Vec::new(),
            device: None,
            params: Params::default(),
            lines: self.lines.iter().map(CheckedLine::of).collect(),
        })
    }
}

/// Somebody passed a line of the door of one day, with a reason. It covers the rules that it names and no other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Override {
    /// Treatment code.
    pub service: String,
    /// The day for which it holds.
    pub on: Day,
    /// The line.
    pub what: What,
    /// The rules, as they stood when it was written.
    pub rules: Vec<Ruled>,
    /// Why, as typed.
    pub reason: String,
    /// The override that this one signs as well; absent = the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second_of: Option<String>,
}

/// Why a line can not be passed so.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotPassed {
    /// It is green, or something to tick.
    #[error("there is nothing to pass: `{0}` needs no reason")]
    NotNeeded(What),
    /// Nobody may.
    #[error("`{0}` can not be passed by anybody: {1}")]
    Never(What, String),
    /// The person may not.
    #[error("this needs a person who may do this: {}", .0.line())]
    May(Permission),
    /// No reason, or one that explains nothing.
    #[error(
        "write the reason, in at least {REASON_LETTERS_MIN} letters: whoever reads it next year was not here"
    )]
    Reason,
    /// The reason is too long.
    #[error("the reason is longer than {REASON_BYTES_MAX} bytes")]
    Long,
    /// The second signature is missing its first, or comes from the same person.
    #[error("the second signature comes from another person than the first")]
    SamePerson,
}

impl Line {
    /// The override of this line by a person, ready to be recorded.
    ///
    /// `may` says what the person may; `first` is the author and the entry of an override that this one signs as well.
    ///
    /// # Errors
    /// Why it can not be passed so.
    pub fn pass_with(
        &self,
        door: &Door,
        reason: &str,
        author: &str,
        may: impl Fn(Permission) -> bool,
        first: Option<(&str, &str)>,
    ) -> Result<Override, NotPassed> {
        let needed = match self.pass {
            Pass::Free | Pass::Tick => return Err(NotPassed::NotNeeded(self.what)),
            Pass::Never => return Err(NotPassed::Never(self.what, self.would.clone())),
            Pass::Reason(permission) => permission,
            Pass::Written | Pass::Second => Permission::Override,
        };
        if !may(needed) {
            return Err(NotPassed::May(needed));
        }
        let reason = reason.trim();
        if reason.len() > REASON_BYTES_MAX {
            return Err(NotPassed::Long);
        }
        if reason.chars().filter(|c| c.is_alphanumeric()).count() < REASON_LETTERS_MIN {
            return Err(NotPassed::Reason);
        }
        if first.is_some_and(|(who, _)| who == author) {
            return Err(NotPassed::SamePerson);
        }
        Ok(Override {
            service: door.service.clone(),
            on: door.on,
            what: self.what,
            rules: self.why.iter().map(Ruled::of).collect(),
            reason: reason.to_owned(),
            second_of: first.map(|(_, entry)| entry.to_owned()),
        })
    }
}
