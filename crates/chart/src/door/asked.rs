//! What is asked at the door: plain data, so that a test or a page can hand in anything.
use super::{Override, What};
use crate::consent::Standing;
use crate::stock::Readiness;
use knowledge::Knowledge;
use safety::Answer;
use std::collections::BTreeSet;
use vocab::{Day, Group, Performer};

/// Who performs, as far as the house knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hands<'a> {
    /// Id.
    pub practitioner: &'a str,
    /// Full name.
    pub name: &'a str,
    /// The tier of the licence that is in force on the day; absent = none on record.
    pub performer: Option<Performer>,
    /// The last day of that licence, or of the one that ended.
    pub until: Option<Day>,
    /// Whether somebody supervises.
    pub supervision: Supervision,
    /// Whether they are trained for it.
    pub training: Training,
    /// A further licence that the treatment needs and they have not; absent = none.
    pub lacks: Option<&'a str>,
}

/// Supervision on the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Supervision {
    /// None is on record.
    None,
    /// A supervisor or a standing order is on record.
    OnRecord,
}

/// Training for the treatment or its device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Training {
    /// The house asks for none.
    NotNeeded,
    /// On record and in force.
    Done,
    /// None on record, or it ended.
    Missing,
}

/// The good-faith examination for the treatment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Examination<'a> {
    /// The treatment needs none.
    NotNeeded,
    /// In force.
    Good {
        /// Who examined.
        by: &'a str,
        /// When.
        on: Day,
        /// The last day.
        until: Day,
    },
    /// It ended.
    Ended {
        /// The last day.
        until: Day,
    },
    /// The examiner did not clear the patient for it.
    NotCleared {
        /// Who examined.
        by: &'a str,
        /// When.
        on: Day,
    },
    /// None on record.
    Missing,
}

/// Photographs before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Photographs {
    /// None are taken for this treatment.
    NotNeeded,
    /// The newest of the record.
    Taken(Day),
    /// None on record.
    Missing,
    /// They were not allowed, or no longer.
    NotAllowed,
}

/// Everything that is asked.
#[derive(Debug, Clone)]
pub struct Asked<'a, 'k> {
    /// The knowledge behind the answer.
    pub knowledge: &'k Knowledge,
    /// Treatment code.
    pub service: &'a str,
    /// Today.
    pub on: Day,
    /// The person said name and day of birth, and they are those of the chart.
    pub identity: bool,
    /// Whether the chart has a name and a day of birth to compare with.
    pub identity_known: bool,
    /// Who performs; absent = nobody was named.
    pub hands: Option<Hands<'a>>,
    /// The examination.
    pub examination: Examination<'a>,
    /// The consent.
    pub consent: &'a Standing,
    /// The answer of the gate for today, asked with today's facts and the performer's licence.
    pub answer: &'a Answer<'k>,
    /// The questions of the day were asked, and what is new was written down.
    pub asked_today: bool,
    /// What must be done first was done.
    pub done: &'a BTreeSet<What>,
    /// Photographs.
    pub photographs: Photographs,
    /// Lots; absent = the stock was not asked.
    pub lots: Option<&'a Readiness>,
    /// Device.
    pub device: Option<&'a Readiness>,
    /// Emergency kit.
    pub kit: Option<&'a Readiness>,
    /// Overrides of this chart that count: id of the entry, author, body. Whether the author may is asked before.
    pub overrides: &'a [(&'a str, &'a str, &'a Override)],
}

impl Photographs {
    /// What the newest photographs of the record say, given whether they are allowed.
    #[must_use]
    pub fn of(knowledge: &Knowledge, service: &str, newest: Option<Day>, allowed: bool) -> Self {
        let group = knowledge.treatment(service).and_then(|t| t.group);
        let plain = matches!(group, None | Some(Group::Spa | Group::Body));
        match (plain, newest, allowed) {
            (true, ..) => Self::NotNeeded,
            // What was taken while it was allowed stays in the record; new ones are not taken.
            (false, Some(day), _) => Self::Taken(day),
            (false, None, true) => Self::Missing,
            (false, None, false) => Self::NotAllowed,
        }
    }
}
