//! The post of the house: takes what is due out of the outbox, writes it, hands it to a courier, and looks after what there
//! should be. The binary calls [`turn`] and [`sweep`] in a loop beside the pages; nothing of it waits for a request, and no
//! request waits for it.
mod deliver;
pub(crate) mod examples;
mod html;
mod letter;
pub(crate) mod scene;
mod short;
pub(crate) mod tongue;
pub(crate) mod words;

pub use deliver::{Round, turn};
pub(crate) use deliver::{name as house_name, sender};

use crate::house::knowledge;
use crate::{House, Oops};
use chart::ChartError;
use chart::booking::Bookings;
use chart::message::{AHEAD_DAYS, About, Agreed, Message, Outbox, Standing, Way, Why, wanted};
use chart::register::By;
use courier::Courier;
use safety::Gate;
use std::sync::{Arc, LazyLock};

/// Settles the offers of free times that were answered or ran out, and passes their time on to whoever fits next. Pages do
/// it as well when they are opened; this does it when nobody looks.
///
/// # Errors
/// The record does not answer.
pub async fn pass_on(house: &House) -> Result<(), Oops> {
    crate::features::calendar::passing::advance(house).await
}

pub use crate::features::calendar::again::{Again, ask_again};

/// Patients that one sweep looks at; the next goes on after them.
pub const SWEEP_MAX: u32 = 40;
/// Who writes what nobody wrote by hand.
pub const AUTHOR: &str = "house";

/// The couriers of a house, and the secret of whoever tells it about answers.
#[derive(Debug, Clone, Default)]
pub struct Post {
    /// The couriers; the first that goes a way takes its messages.
    pub couriers: Vec<Arc<dyn Courier>>,
    /// The secret with which answers are signed; `None` = nobody may tell any.
    pub reply_secret: Option<Secret>,
}

/// A secret that is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(pub String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(..)")
    }
}

impl Post {
    /// The ways that a message can go.
    #[must_use]
    pub fn ways(&self) -> Vec<Way> {
        Way::ALL.iter().copied().filter(|way| self.by(*way).is_some()).collect()
    }

    /// Who goes this way.
    pub(crate) fn by(&self, way: Way) -> Option<&Arc<dyn Courier>> {
        self.couriers.iter().find(|courier| courier.ways().contains(&way))
    }
}

/// Where a sweep goes on: first the patients with a visit to come, then those with a treatment or a plan.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cursor {
    /// The visits are done.
    treated: bool,
    /// The last patient that was looked at.
    after: String,
}

impl Cursor {
    /// Whether the next sweep begins anew.
    #[must_use]
    pub fn is_at_the_beginning(&self) -> bool {
        *self == Self::default()
    }
}

/// The gate over the clinic's knowledge, made ready once.
fn gate() -> Option<&'static Gate<'static>> {
    static GATE: LazyLock<Option<Gate<'static>>> = LazyLock::new(|| knowledge().map(Gate::new));
    GATE.as_ref()
}

/// The outbox of the house.
///
/// # Errors
/// The house keeps no record.
pub fn outbox(house: &House) -> Result<Outbox<'_>, Oops> {
    let record = house.kept()?;
    Ok(Outbox::new(&record.store, &record.key, &record.site))
}

/// Looks at some patients and makes the outbox agree with what they should be told; where the next sweep goes on.
///
/// # Errors
/// The record cannot be read or written.
pub async fn sweep(house: &House, cursor: &Cursor) -> Result<(Cursor, Agreed), ChartError> {
    let mut sum = Agreed::default();
    let (Some(record), Some(today)) = (house.record(), house.today()) else {
        return Ok((Cursor::default(), sum));
    };
    let zone = house.zone();
    let bookings = Bookings::in_zone(&record.store, &record.key, &record.site, &zone)?;
    let patients = if cursor.treated {
        record.patients().treated_after(&cursor.after, SWEEP_MAX).await?
    } else {
        bookings.patients_between((today, today.plus(AHEAD_DAYS)), &cursor.after, SWEEP_MAX).await?
    };
    for patient in &patients {
        match agreed(house, &bookings, patient).await {
            Ok(agreed) => {
                sum.put += agreed.put;
                sum.moved += agreed.moved;
                sum.withdrawn += agreed.withdrawn;
            }
            // Erased since the list was read, or joined into a chart that was.
            Err(ChartError::Erased(_) | ChartError::Missing { .. }) => {}
            Err(e) => return Err(e),
        }
    }
    let next = match patients.last() {
        Some(last) => Cursor { treated: cursor.treated, after: last.clone() },
        None if cursor.treated => Cursor::default(),
        None => Cursor { treated: true, after: String::new() },
    };
    Ok((next, sum))
}

/// What one patient should be told. Whoever has two charts is one person: everything is wished for once, under the chart that was
/// kept, and what waited under the other is taken back.
async fn agreed(house: &House, bookings: &Bookings<'_>, patient: &str) -> Result<Agreed, ChartError> {
    let (Some(record), Some(knowledge), Some(gate)) = (house.record(), knowledge(), gate()) else {
        return Ok(Agreed::default());
    };
    let outbox = Outbox::new(&record.store, &record.key, &record.site);
    let (patients, now) = (record.patients(), house.now_ms());
    let by = By { author: AUTHOR.to_owned(), at: now };
    let kept = patients.part_of(patient).await?;
    let mut sum = Agreed::default();
    if kept.is_some() {
        sum = outbox.agree(patient, &[], &by, &mut *house.chance()).await?;
    }
    let patient = kept.as_deref().unwrap_or(patient);
    let (chart, visits) = (patients.for_the_house(patient).await?, bookings.of_person(patient).await?);
    let (zone, settings) = (house.zone(), outbox.settings().await?);
    let mut wishes = {
        let about = About {
            patient,
            chart: &chart,
            visits: &visits,
            knowledge,
            wall: bookings.wall(),
            zone: &zone,
            settings: &settings,
            now,
        };
        wanted(&about, gate)
    };
    for other in &patients.others_of(patient).await? {
        // What went out under the other chart before the two were joined was said to the same person.
        for said in outbox.of_patient(other).await?.iter().filter(|said| stays_said(said)) {
            let same = said.id.replacen(other.as_str(), patient, 1);
            wishes.retain(|wish| wish.id != same);
        }
    }
    let own = outbox.agree(patient, &wishes, &by, &mut *house.chance()).await?;
    sum.put += own.put;
    sum.moved += own.moved;
    sum.withdrawn += own.withdrawn;
    Ok(sum)
}

/// Whether a message was sent, or taken back by a person, so that it is not to be made again.
fn stays_said(message: &Message) -> bool {
    match message.standing {
        Standing::Sent | Standing::Sending => true,
        Standing::Cancelled => message.why == Some(Why::Withdrawn),
        Standing::Held | Standing::Queued | Standing::Failed | Standing::Suppressed => false,
    }
}

/// Where a guest stops messages without signing in.
pub(crate) fn stop_path(record: &crate::Record, patient: &str) -> String {
    format!("/stop/{patient}/{}", record.key.sign_link(&record.site, "stop", patient))
}

#[cfg(test)]
mod tests;
