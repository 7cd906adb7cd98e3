//! The pass of the door: what lets one person begin one treatment of one patient today, once.
use crate::door::{Checked, Outcome};
use vocab::{Day, Params, Zone};

/// The pass of the door: this treatment may begin today, by this person. There is no other way to make one than a result
/// that allows it.
#[derive(Debug, Clone, PartialEq)]
pub struct DoorPass {
    pub(super) treatment: String,
    pub(super) practitioner: String,
    pub(super) day: Day,
    pub(super) entry: String,
    /// Where; absent = everywhere.
    pub zone: Option<Zone>,
    /// Ids of the lots that were chosen at the door.
    pub lots: Vec<String>,
    /// Key of the device that was chosen at the door.
    pub device: Option<String>,
    /// The settings of which the gate was asked.
    pub params: Params,
}

/// Why there is no pass.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoPass {
    /// Nobody asked at the door.
    #[error("the door was not asked yet")]
    NotAsked,
    /// Nobody asked at the door today.
    #[error("the door was not asked today: the last answer is of {0}")]
    NotToday(Day),
    /// It says no.
    #[error("the door does not allow it: what is open there comes first")]
    NotAllowed,
    /// It was asked for somebody else.
    #[error("the door was asked for somebody else, and a pass is one person's: ask for yourself")]
    Another,
    /// A session began with it already.
    #[error("a session began with this pass of the door already: ask again")]
    Used,
}

impl DoorPass {
    /// Id of the entry of the door.
    #[must_use]
    pub fn entry(&self) -> &str {
        &self.entry
    }

    /// The pass of a result of the door (its entry is `entry`) for a person: of today, for them, and allowing.
    ///
    /// # Errors
    /// It is of another day or another person, or does not allow it.
    pub fn of(checked: &Checked, entry: &str, practitioner: &str, today: Day) -> Result<Self, NoPass> {
        if checked.on != today {
            return Err(NoPass::NotToday(checked.on));
        }
        if checked.outcome != Outcome::Started {
            return Err(NoPass::NotAllowed);
        }
        if checked.practitioner != practitioner {
            return Err(NoPass::Another);
        }
        Ok(Self {
            treatment: checked.service.clone(),
            practitioner: practitioner.to_owned(),
            day: today,
            entry: entry.to_owned(),
            zone: checked.zone,
            lots: checked.lots.clone(),
            device: checked.device.clone(),
            params: checked.params.clone(),
        })
    }
}
