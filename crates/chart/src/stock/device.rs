//! Devices: who they are, what they treat, when they were serviced, what is wrong with them.
use super::{Stock, slug, text};
use crate::ChartError;
use crate::register::By;
use crate::seal::Chance;
use knowledge::Knowledge;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use vocab::{Day, Group};

/// The book of devices.
pub const DEVICES: &str = "devices";
/// The most devices of a site.
pub const DEVICES_MAX: usize = 1_000;

/// What happens to a device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum DeviceEvent {
    /// It came into the house, or is described anew.
    Described {
        /// Its key: small letters, digits, hyphens.
        device: String,
        /// What the house calls it.
        name: String,
        /// Maker and model.
        model: String,
        /// Serial number.
        serial: String,
        /// Treatment codes.
        treatments: Vec<String>,
        /// Days between services.
        service_days: u16,
    },
    /// It was serviced.
    Serviced {
        /// Its key.
        device: String,
        /// The day.
        on: Day,
        /// By whom, with the number of the report.
        report: String,
    },
    /// Something is wrong with it: it is not used until it is cleared.
    Faulted {
        /// Its key.
        device: String,
        /// What.
        what: String,
    },
    /// The fault is gone.
    Cleared {
        /// Its key.
        device: String,
        /// What was done.
        what: String,
    },
    /// It left the house.
    Retired {
        /// Its key.
        device: String,
    },
}

impl DeviceEvent {
    const fn kind(&self) -> &'static str {
        match self {
            Self::Described { .. } => "described",
            Self::Serviced { .. } => "serviced",
            Self::Faulted { .. } => "faulted",
            Self::Cleared { .. } => "cleared",
            Self::Retired { .. } => "retired",
        }
    }

    fn device(&self) -> &str {
        match self {
            Self::Described { device, .. }
            | Self::Serviced { device, .. }
            | Self::Faulted { device, .. }
            | Self::Cleared { device, .. }
            | Self::Retired { device } => device,
        }
    }
}

/// A device as its book tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// Its key.
    pub key: String,
    /// What the house calls it.
    pub name: String,
    /// Maker and model.
    pub model: String,
    /// Serial number.
    pub serial: String,
    /// Treatment codes.
    pub treatments: Vec<String>,
    /// Days between services.
    pub service_days: u16,
    /// Last service with its report.
    pub serviced: Option<(Day, String)>,
    /// What is wrong with it.
    pub fault: Option<String>,
    /// It left the house.
    pub retired: bool,
}

impl Device {
    /// The last day before the next service is overdue; `None` = never serviced.
    #[must_use]
    pub fn due(&self) -> Option<Day> {
        self.serviced.as_ref().map(|(on, _)| on.plus(i32::from(self.service_days)))
    }

    /// Whether it may be used on this day: in the house, without a fault, its service not overdue.
    #[must_use]
    pub fn is_ok(&self, day: Day) -> bool {
        !self.retired && self.fault.is_none() && self.due().is_some_and(|due| day <= due)
    }
}

/// Whether a treatment is done with a device that is serviced.
#[must_use]
pub fn needs_device(k: &Knowledge, treatment: &str) -> bool {
    let by_code = matches!(treatment, "microdermabrasion" | "hydradermabrasion" | "led_blue" | "led_red");
    by_code
        || k.treatment(treatment).is_some_and(|t| {
            matches!(
                t.group,
                Some(Group::Light | Group::Nafl | Group::Abl | Group::Mn | Group::Rfmn | Group::Pdt)
            )
        })
}

impl Stock<'_> {
    /// Tells an event about a device.
    ///
    /// # Errors
    /// The key or a text does not hold, a treatment is unknown, no such device is in the house, a service lies after `day`,
    /// or the database refuses.
    pub async fn tell_device(
        &self,
        k: &Knowledge,
        event: &DeviceEvent,
        day: Day,
        by: &By,
        chance: &mut dyn Chance,
    ) -> Result<(), ChartError> {
        slug("the device's key", event.device())?;
        must_hold(k, event, day)?;
        let check = |told: &[super::Told<DeviceEvent>]| {
            let devices = fold(told.iter().map(|t| &t.event));
            let known = devices.get(event.device());
            match event {
                DeviceEvent::Described { .. } if known.is_none() && devices.len() >= DEVICES_MAX => {
                    Err(ChartError::Limit { what: "devices", limit: DEVICES_MAX, got: devices.len() + 1 })
                }
                DeviceEvent::Described { .. } => Ok(()),
                _ if known.is_none_or(|d| d.retired) => {
                    Err(ChartError::Missing { what: "device", id: event.device().to_owned() })
                }
                DeviceEvent::Serviced { .. }
                | DeviceEvent::Faulted { .. }
                | DeviceEvent::Cleared { .. }
                | DeviceEvent::Retired { .. } => Ok(()),
            }
        };
        self.tell(DEVICES, event.kind(), event, by, chance, &check).await.map(|_| ())
    }

    /// Every device by its key, retired ones as well.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn devices(&self) -> Result<BTreeMap<String, Device>, ChartError> {
        let told = self.events::<DeviceEvent>(DEVICES).await?;
        Ok(fold(told.iter().map(|t| &t.event)))
    }
}

fn must_hold(k: &Knowledge, event: &DeviceEvent, day: Day) -> Result<(), ChartError> {
    let form = |what: &str, why: String| ChartError::Form { what: what.to_owned(), why };
    match event {
        DeviceEvent::Described { name, model, serial, treatments, service_days, .. } => {
            text("the name", name)?;
            text("maker and model", model)?;
            text("the serial number", serial)?;
            if !(1..=3650).contains(service_days) {
                return Err(form("the days between services", format!("{service_days}: 1 to 3650")));
            }
            if let Some(code) = treatments.iter().find(|code| k.treatment(code).is_none()) {
                let near = vocab::nearest::nearest(code, k.treatments.iter().map(|t| t.code.as_str()));
                let hint = near.map(|n| format!("; did you mean `{n}`?")).unwrap_or_default();
                return Err(form("the treatments", format!("no treatment has the code `{code}`{hint}")));
            }
        }
        DeviceEvent::Serviced { on, report, .. } => {
            text("the report", report)?;
            if *on > day {
                return Err(form("the day of the service", format!("{on} is still to come")));
            }
        }
        DeviceEvent::Faulted { what, .. } | DeviceEvent::Cleared { what, .. } => {
            text("what it is", what)?;
        }
        DeviceEvent::Retired { .. } => {}
    }
    Ok(())
}

fn fold<'e>(events: impl Iterator<Item = &'e DeviceEvent>) -> BTreeMap<String, Device> {
    let mut devices: BTreeMap<String, Device> = BTreeMap::new();
    for event in events {
        if let DeviceEvent::Described { device, name, model, serial, treatments, service_days } = event {
            let before = devices.remove(device);
            let described = Device {
                key: device.clone(),
                name: name.clone(),
                model: model.clone(),
                serial: serial.clone(),
                treatments: treatments.clone(),
                service_days: *service_days,
                serviced: before.as_ref().and_then(|d| d.serviced.clone()),
                fault: before.and_then(|d| d.fault),
                retired: false,
            };
            devices.insert(device.clone(), described);
            continue;
        }
        let Some(device) = devices.get_mut(event.device()) else { continue };
        match event {
            DeviceEvent::Serviced { on, report, .. } => {
                if device.serviced.as_ref().is_none_or(|(last, _)| last <= on) {
                    device.serviced = Some((*on, report.clone()));
                }
            }
            DeviceEvent::Faulted { what, .. } => device.fault = Some(what.clone()),
            DeviceEvent::Cleared { .. } => device.fault = None,
            DeviceEvent::Retired { .. } => device.retired = true,
            DeviceEvent::Described { .. } => {}
        }
    }
    devices
}
