//! A visit: when, who and what it takes, how it stands, and what happened to it.
use super::asked::Asked;
use super::service::{Segment, SegmentKind};
use super::{DAY_CELLS, Kind};
use crate::ChartError;
use serde::{Deserialize, Serialize};
use vocab::{Day, Params, Zone};

vocab::words! {
    /// How a visit stands, from asked to over.
    Status, "status of a visit" {
        /// Kept for a person who is still deciding; falls away by itself.
        Held = "held",
        /// Agreed.
        Booked = "booked",
        /// The guest has said yes again.
        Confirmed = "confirmed",
        /// The guest is in the house.
        Arrived = "arrived",
        /// The guest is in the room.
        InRoom = "in_room",
        /// Over.
        Done = "done",
        /// Called off; the time is free again.
        Cancelled = "cancelled",
        /// The guest did not come; the time is free again.
        NoShow = "no_show",
    }
}

impl Status {
    /// Whether the visit claims its time.
    #[must_use]
    pub const fn claims(self) -> bool {
        !matches!(self, Self::Cancelled | Self::NoShow)
    }

    /// Whether the visit is still to come or under way.
    #[must_use]
    pub const fn is_open(self) -> bool {
        self.claims() && !matches!(self, Self::Done)
    }

    /// What may come next. Cancelled is final: a new visit is booked instead, because the time may be gone. Only taking a repair
    /// back, within the grace, lets what it called off stand again.
    #[must_use]
    pub const fn next(self) -> &'static [Self] {
        use Status::{Arrived, Booked, Cancelled, Confirmed, Done, Held, InRoom, NoShow};
        match self {
            Held => &[Booked, Cancelled],
            Booked => &[Confirmed, Arrived, NoShow, Cancelled],
            Confirmed => &[Arrived, NoShow, Cancelled, Booked],
            // One step back each, for a tap on the wrong visit.
            Arrived => &[InRoom, NoShow, Cancelled, Confirmed],
            InRoom => &[Done, Arrived],
            Done => &[InRoom],
            Cancelled | NoShow => &[],
        }
    }

    /// In words for people.
    #[must_use]
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::Held => "held",
            Self::Booked => "booked",
            Self::Confirmed => "confirmed",
            Self::Arrived => "arrived",
            Self::InRoom => "in the room",
            Self::Done => "done",
            Self::Cancelled => "cancelled",
            Self::NoShow => "did not come",
        }
    }
}

/// A resource that a visit takes for a stretch of its time.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Part {
    /// Id of the resource.
    pub resource: String,
    /// What it serves as.
    pub kind: Kind,
    /// Cells after the beginning of the visit.
    pub from: u16,
    /// Cells, at least 1.
    pub length: u16,
}

/// When a visit is, and what it takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    /// The day.
    pub day: Day,
    /// First cell of the day.
    pub cell: u16,
    /// Its segments in order; their lengths are the length of the visit.
    pub segments: Vec<Segment>,
    /// Who and what.
    pub parts: Vec<Part>,
}

impl Slot {
    /// Cells from beginning to end.
    #[must_use]
    pub fn length(&self) -> u16 {
        self.segments.iter().fold(0, |sum, one| sum.saturating_add(one.length))
    }

    /// Cells in which the guest is here: all but the clean-down.
    #[must_use]
    pub fn stay(&self) -> u16 {
        let stays = |one: &&Segment| one.kind != SegmentKind::Clean;
        self.segments.iter().filter(stays).fold(0, |sum, one| sum.saturating_add(one.length))
    }

    /// The first cell after the visit.
    #[must_use]
    pub fn end(&self) -> u16 {
        self.cell.saturating_add(self.length())
    }

    /// The first resource of a kind.
    #[must_use]
    pub fn of(&self, kind: Kind) -> Option<&str> {
        self.parts.iter().find(|part| part.kind == kind).map(|part| part.resource.as_str())
    }

    /// What is wrong with it by itself; `None` if nothing.
    pub(crate) fn fault(&self) -> Option<String> {
        let length = self.length();
        if self.segments.is_empty() || self.segments.iter().any(|one| one.length == 0) {
            return Some("every segment of a visit lasts at least five minutes".to_owned());
        }
        if u32::from(self.cell) + u32::from(length) > u32::from(DAY_CELLS) {
            return Some("a visit ends on the day on which it begins".to_owned());
        }
        if self.parts.is_empty() {
            return Some("a visit takes somebody, a room or a device".to_owned());
        }
        let outside = |part: &&Part| {
            part.length == 0 || u32::from(part.from) + u32::from(part.length) > u32::from(length)
        };
        self.parts
            .iter()
            .find(outside)
            .map(|part| format!("`{}` is taken outside the time of the visit", part.resource))
    }
}

/// Which step of a series a visit is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// Id of the series; the id of its entry where an agreed plan is booked.
    pub series: String,
    /// From 1.
    pub step: u16,
    /// Steps of the series.
    pub of: u16,
    /// Days after the step before of the same treatment: fewest, best, most. `None` = the first, or nobody said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window: Option<[u16; 3]>,
    /// Where, as it was planned; empty = the usual field of the treatment.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub zones: Vec<Zone>,
    /// Settings with which the gate is asked, as they were planned; `None` = those of the service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub params: Option<Params>,
}

/// A visit to be booked.
#[derive(Debug, Clone)]
pub struct New {
    /// Id, made by [`crate::book::new_id`]; the same request sent twice is booked once.
    pub id: String,
    /// Id of the patient.
    pub patient: String,
    /// The name under which the calendar shows the guest.
    pub guest: String,
    /// Key of the service.
    pub service: String,
    /// What the calendar says, for example `Microneedling`.
    pub title: String,
    /// Code of the treatment; empty for a visit that treats nothing.
    pub treatment: String,
    /// When, who and what.
    pub slot: Slot,
    /// Its place in a series.
    pub step: Option<Step>,
    /// What the gate said when it was asked for this day.
    pub asked: Asked,
    /// A hold falls away at this instant (milliseconds since 1970); `None` books.
    pub hold_until: Option<i64>,
    /// Why it may overlap others or lie outside the hours; `None` = it may not. Devices and kits never serve two.
    pub overlap: Option<String>,
    /// A word for the desk.
    pub note: String,
}

/// A visit as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Visit {
    /// Id.
    pub id: String,
    /// Id of the patient.
    pub patient: String,
    /// Name of the guest; `None` once the patient's key is destroyed.
    pub guest: Option<String>,
    /// How it stands.
    pub status: Status,
    /// End of the hold, milliseconds since 1970.
    pub hold_until: Option<i64>,
    /// Changes so far, from 1; a change names the version that it has read.
    pub version: u32,
    /// When, who and what.
    pub slot: Slot,
    /// The rest.
    pub body: Body,
}

impl Visit {
    /// That the visit is still the one that somebody read.
    ///
    /// # Errors
    /// It was changed since ([`ChartError::Stale`]).
    pub(super) fn must_be_at(&self, read: u32) -> Result<(), ChartError> {
        if self.version == read {
            return Ok(());
        }
        Err(ChartError::Stale { read: u64::from(read), now: u64::from(self.version) })
    }

    /// What was done in it. A visit that moved to another day after its session had begun has another one before it.
    #[must_use]
    pub fn treated(&self) -> Option<&Treated> {
        self.body.treated.as_ref().filter(|treated| treated.day.is_none_or(|day| day == self.slot.day))
    }
}

/// What is not filtered by.
#[derive(Debug, Clone, PartialEq)]
pub struct Body {
    /// Key of the service.
    pub service: String,
    /// What the calendar says.
    pub title: String,
    /// Code of the treatment; empty where none.
    pub treatment: String,
    /// Its place in a series.
    pub step: Option<Step>,
    /// What the gate said, and when.
    pub asked: Asked,
    /// Lane of its claims; 0 unless it overlaps.
    pub lane: u8,
    /// Why it overlaps or lies outside the hours.
    pub overlap: Option<String>,
    /// A word for the desk.
    pub note: String,
    /// The session that was begun in it, and its real times.
    pub treated: Option<Treated>,
}

/// What was really done in a visit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Treated {
    /// Id of the session's entry.
    pub session: String,
    /// The day of the visit on which it was begun; absent = it was kept before days were.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<Day>,
    /// When it began, milliseconds since 1970.
    pub began_at: i64,
    /// When it ended; absent = it is not signed yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<i64>,
}

/// What identifies the guest or tells of their health: sealed with the key of the patient.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Sealed {
    pub(crate) guest: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) note: String,
    /// Only what was written before reasons were sealed apart.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) findings: Vec<super::Told>,
}

/// The row's text: the slot without its day, and the body without what is sealed. It lists every field itself: a struct within a
/// struct would be read into a tree first, and a day of 600 visits reads 600.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Stored {
    cell: u16,
    segments: Vec<Segment>,
    parts: Vec<Part>,
    service: String,
    title: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    treatment: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    step: Option<Step>,
    asked: Asked,
    #[serde(default)]
    lane: u8,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    overlap: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    treated: Option<Treated>,
}

impl Stored {
    /// The text of a visit; its note and what the gate said are sealed apart.
    pub(crate) fn of(slot: &Slot, body: Body) -> Self {
        let Body { service, title, treatment, step, mut asked, lane, overlap, note: _, treated } = body;
        asked.by_law = asked.stands_by_law();
        asked.findings.clear();
        let Slot { day: _, cell, segments, parts } = slot.clone();
        Self { cell, segments, parts, service, title, treatment, step, asked, lane, overlap, treated }
    }

    /// The slot, the body and the guest, with what was sealed.
    pub(crate) fn on(self, day: Day, sealed: Option<Sealed>) -> (Slot, Body, Option<String>) {
        let Self {
            cell,
            segments,
            parts,
            service,
            title,
            treatment,
            step,
            mut asked,
            lane,
            overlap,
            treated,
        } = self;
        let (guest, note) = match sealed {
            Some(Sealed { guest, note, findings }) => {
                asked.findings = findings;
                (Some(guest), note)
            }
            None => (None, String::new()),
        };
        let body = Body { service, title, treatment, step, asked, lane, overlap, note, treated };
        (Slot { day, cell, segments, parts }, body, guest)
    }
}

/// One thing that happened to a visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// From 1.
    pub seq: u32,
    /// When, milliseconds since 1970.
    pub at: i64,
    /// By whom.
    pub author: String,
    /// What: `booked`, `held`, `moved`, `asked`, or the new status.
    pub kind: String,
    /// As JSON: what it was before and why.
    pub body: String,
}
