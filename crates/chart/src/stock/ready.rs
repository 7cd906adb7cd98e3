//! Whether lots, device and emergency kit are ready for a treatment on a day: three lines of the door.
use super::{Amount, Device, Stock, needs_device, needs_kit};
use crate::ChartError;
use crate::stock::lot::Not;
use knowledge::Knowledge;
use vocab::{Day, Group};

vocab::words! {
    /// How ready something is.
    State, "readiness" {
        /// Ready.
        Ready = "ready",
        /// Somebody has to look: not known, or nearly due.
        Ask = "ask",
        /// Not ready: it must not begin with it.
        Stop = "stop",
    }
}

/// Why; as data, with a plain sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Because {
    /// The treatment needs none.
    #[error("none is needed")]
    NotNeeded,
    /// Nothing of the kind is on record for the treatment: not known.
    #[error("none is on record for this treatment")]
    NoneOnRecord,
    /// A lot can be used.
    #[error("lot {number}, good until {until}, {left} on hand")]
    LotReady {
        /// Number on the pack.
        number: String,
        /// Last day.
        until: Day,
        /// What can be used.
        left: Amount,
    },
    /// No lot can be used; the first reason.
    #[error("no lot can be used: {0}")]
    NoLot(Not),
    /// No lot is on hand.
    #[error("nothing is on hand")]
    NothingOnHand,
    /// The device is serviced.
    #[error("serviced on {on}, due on {due}")]
    Serviced {
        /// Last service.
        on: Day,
        /// Next one.
        due: Day,
    },
    /// The service is overdue.
    #[error("its service was due on {0}")]
    Overdue(Day),
    /// It was never serviced here.
    #[error("no service is on record")]
    NeverServiced,
    /// Something is wrong with the device.
    #[error("out of use: {0}")]
    Fault(String),
    /// The kit was looked at and is complete.
    #[error("checked on {0}, complete and in date")]
    Checked(Day),
    /// The last look is too long ago.
    #[error("last checked on {0}, longer ago than {KIT_DAYS} days", KIT_DAYS = super::KIT_CHECK_DAYS)]
    CheckOverdue(Day),
    /// Nobody looked yet.
    #[error("nobody has checked it yet")]
    NeverChecked,
    /// Something is missing.
    #[error("{there} of {need} there")]
    Missing {
        /// How many there were.
        there: u16,
        /// How many belong there.
        need: u16,
    },
    /// Something has expired.
    #[error("expired on {0}")]
    Expired(Day),
    /// Several could be used, and none was chosen.
    #[error("several can be used, and none is chosen yet")]
    NotChosen,
    /// What was chosen is not in this house.
    #[error("what was chosen is not on this shelf")]
    NotOnTheShelf,
    /// What was chosen is for something else.
    #[error("it is not kept for this treatment")]
    NotForThis,
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadyLine {
    /// How ready.
    pub state: State,
    /// What: a product, a device, a thing of the kit; empty = the matter as a whole.
    pub what: String,
    /// Why.
    pub because: Because,
}

/// The answer: the state that counts, and its lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Readiness {
    /// What counts.
    pub state: State,
    /// Every line, the one that counts first.
    pub lines: Vec<ReadyLine>,
}

impl Readiness {
    fn one(state: State, because: Because) -> Self {
        Self { state, lines: vec![ReadyLine { state, what: String::new(), because }] }
    }

    /// One of several is enough: the best counts.
    fn best(mut lines: Vec<ReadyLine>) -> Self {
        lines.sort_by_key(|line| line.state);
        let state = lines.first().map_or(State::Ask, |line| line.state);
        Self { state, lines }
    }

    /// All are needed: the worst counts.
    fn worst(mut lines: Vec<ReadyLine>) -> Self {
        lines.sort_by_key(|line| std::cmp::Reverse(line.state));
        let state = lines.first().map_or(State::Ask, |line| line.state);
        Self { state, lines }
    }
}

impl Stock<'_> {
    /// The lots that may be used for a treatment on a day, with their products: in date, not held back, not recalled, something
    /// left. Within a product the first to expire stands first.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn lots_for(
        &self,
        treatment: &str,
        day: Day,
        at: i64,
    ) -> Result<Vec<(super::Product, super::LotRow)>, ChartError> {
        let mut found = Vec::new();
        for product in self.products().await?.into_values() {
            if !product.treatments.iter().any(|t| t == treatment) {
                continue;
            }
            let mut lots = self.lots(Some(&product.key)).await?;
            lots.retain(|row| !row.lot.on_hand.is_zero() && row.lot.may_use(Amount::ZERO, day, at).is_ok());
            lots.sort_by(|a, b| (a.lot.expires, &a.id).cmp(&(b.lot.expires, &b.id)));
            found.extend(lots.into_iter().map(|row| (product.clone(), row)));
        }
        Ok(found)
    }

    /// Whether the lots that were chosen for a treatment can be used; where none was chosen, whether one could be.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn chosen_lots_ok(
        &self,
        k: &Knowledge,
        treatment: &str,
        chosen: &[String],
        day: Day,
        at: i64,
    ) -> Result<Readiness, ChartError> {
        if chosen.is_empty() {
            return self.lot_ok(k, treatment, day, at).await;
        }
        let products = self.products().await?;
        let mut lines = Vec::new();
        for id in chosen {
            let line = |what: &str, state, because| ReadyLine { state, what: what.to_owned(), because };
            lines.push(match self.lot(id).await {
                Err(ChartError::Missing { .. }) => line("", State::Stop, Because::NotOnTheShelf),
                Err(other) => return Err(other),
                Ok((row, _)) => {
                    let product = products.get(&row.product);
                    let name = product.map_or("", |p| p.name.as_str());
                    let serves = product.is_some_and(|p| p.treatments.iter().any(|t| t == treatment));
                    match row.lot.may_use(Amount::ZERO, day, at) {
                        _ if !serves => line(name, State::Stop, Because::NotForThis),
                        Err(not) => line(name, State::Stop, Because::NoLot(not)),
                        Ok(()) if row.lot.on_hand.is_zero() => {
                            line(name, State::Stop, Because::NothingOnHand)
                        }
                        Ok(()) => {
                            let (number, left) = (row.lot.number.clone(), row.lot.usable(at));
                            let until = row.lot.expires.unwrap_or(day);
                            line(name, State::Ready, Because::LotReady { number, until, left })
                        }
                    }
                }
            });
        }
        Ok(Readiness::worst(lines))
    }

    /// Whether the device that was chosen for a treatment may be used; where none was chosen, it must be where there are several.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn chosen_device_ok(
        &self,
        k: &Knowledge,
        treatment: &str,
        chosen: Option<&str>,
        day: Day,
    ) -> Result<Readiness, ChartError> {
        let devices = self.devices().await?;
        let serves = |d: &&Device| !d.retired && d.treatments.iter().any(|t| t == treatment);
        let Some(key) = chosen else {
            let ready = devices.values().filter(serves).filter(|d| d.is_ok(day)).count();
            if ready > 1 {
                return Ok(Readiness::one(State::Stop, Because::NotChosen));
            }
            return self.device_ok(k, treatment, day).await;
        };
        let Some(device) = devices.get(key) else {
            return Ok(Readiness::one(State::Stop, Because::NotOnTheShelf));
        };
        if !serves(&device) {
            let line =
                ReadyLine { state: State::Stop, what: device.name.clone(), because: Because::NotForThis };
            return Ok(Readiness { state: State::Stop, lines: vec![line] });
        }
        let line = device_line(device, day);
        Ok(Readiness { state: line.state, lines: vec![line] })
    }

    /// Whether a lot can be used for a treatment: in date, not held back, not recalled, on hand. Where several products
    /// serve, one that is ready is enough.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn lot_ok(
        &self,
        k: &Knowledge,
        treatment: &str,
        day: Day,
        at: i64,
    ) -> Result<Readiness, ChartError> {
        let products = self.products().await?;
        let mut lines = Vec::new();
        for product in products.values().filter(|p| p.treatments.iter().any(|t| t == treatment)) {
            let lots = self.lots(Some(&product.key)).await?;
            let mut first_not = None;
            let mut ready = None;
            for row in lots.iter().filter(|row| !row.lot.on_hand.is_zero()) {
                match row.lot.may_use(Amount::ZERO, day, at) {
                    Ok(()) => {
                        ready = Some(Because::LotReady {
                            number: row.lot.number.clone(),
                            until: row.lot.expires.unwrap_or(day),
                            left: row.lot.usable(at),
                        });
                        break;
                    }
                    Err(not) => first_not = first_not.or(Some(not)),
                }
            }
            // A product that is no longer bought is only told where some of it is left.
            if ready.is_none() && product.retired {
                continue;
            }
            let because = ready.or_else(|| first_not.map(Because::NoLot)).unwrap_or(Because::NothingOnHand);
            let state = if matches!(because, Because::LotReady { .. }) { State::Ready } else { State::Stop };
            lines.push(ReadyLine { state, what: product.name.clone(), because });
        }
        if !lines.is_empty() {
            return Ok(Readiness::best(lines));
        }
        let injected =
            k.treatment(treatment).is_some_and(|t| matches!(t.group, Some(Group::Bont | Group::Fil)));
        Ok(if injected {
            Readiness::one(State::Ask, Because::NoneOnRecord)
        } else {
            Readiness::one(State::Ready, Because::NotNeeded)
        })
    }

    /// Whether a device for a treatment is serviced and without a fault. One is enough.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn device_ok(&self, k: &Knowledge, treatment: &str, day: Day) -> Result<Readiness, ChartError> {
        let devices = self.devices().await?;
        let lines: Vec<ReadyLine> = devices
            .values()
            .filter(|d| !d.retired && d.treatments.iter().any(|t| t == treatment))
            .map(|d| device_line(d, day))
            .collect();
        Ok(if !lines.is_empty() {
            Readiness::best(lines)
        } else if needs_device(k, treatment) {
            Readiness::one(State::Ask, Because::NoneOnRecord)
        } else {
            Readiness::one(State::Ready, Because::NotNeeded)
        })
    }

    /// Whether the emergency kit is complete, in date and looked at not long ago, as far as the treatment needs it.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn kit_ok(&self, k: &Knowledge, treatment: &str, day: Day) -> Result<Readiness, ChartError> {
        let kit = self.kit().await?;
        let needed = needs_kit(k, treatment);
        let items: Vec<_> = kit
            .items
            .iter()
            .filter(|i| {
                if i.treatments.is_empty() { needed } else { i.treatments.iter().any(|t| t == treatment) }
            })
            .collect();
        if items.is_empty() {
            return Ok(if needed {
                Readiness::one(State::Ask, Because::NoneOnRecord)
            } else {
                Readiness::one(State::Ready, Because::NotNeeded)
            });
        }
        let Some((on, _, seen)) = &kit.checked else {
            return Ok(Readiness::one(State::Stop, Because::NeverChecked));
        };
        let mut lines: Vec<ReadyLine> = items
            .iter()
            .filter_map(|item| {
                let seen = seen.get(&item.key);
                let there = seen.map_or(0, |s| s.count);
                let because = match seen.and_then(|s| s.expires) {
                    Some(last) if last < day => Because::Expired(last),
                    _ if there < item.need => Because::Missing { there, need: item.need },
                    _ => return None,
                };
                Some(ReadyLine { state: State::Stop, what: item.name.clone(), because })
            })
            .collect();
        if day.since(*on) > super::KIT_CHECK_DAYS {
            lines.push(ReadyLine {
                state: State::Ask,
                what: String::new(),
                because: Because::CheckOverdue(*on),
            });
        }
        Ok(if lines.is_empty() {
            Readiness::one(State::Ready, Because::Checked(*on))
        } else {
            Readiness::worst(lines)
        })
    }
}

/// A device as the door tells it.
fn device_line(device: &Device, day: Day) -> ReadyLine {
    let (state, because) = match (&device.fault, &device.serviced, device.due()) {
        (Some(fault), ..) => (State::Stop, Because::Fault(fault.clone())),
        (None, Some((on, _)), Some(due)) if day <= due => (State::Ready, Because::Serviced { on: *on, due }),
        (None, _, Some(due)) => (State::Stop, Because::Overdue(due)),
        (None, _, None) => (State::Ask, Because::NeverServiced),
    };
    ReadyLine { state, what: device.name.clone(), because }
}
