//! What is still to be signed by whoever comes today: told before they stand at the door.
use super::desk::short;
use super::today::Task;
use crate::session::Signed;
use crate::{House, Oops};
use chart::booking::{Status, Visit, clock};
use chart::consent::{Standing, standing};
use std::collections::BTreeSet;
use vocab::verdict::State;
use vocab::{Day, Permission};

/// A task for each visit to come whose consent does not hold today.
pub(super) async fn tasks(
    house: &House,
    signed: &Signed,
    today: &[Visit],
    private: bool,
) -> Result<Vec<Task>, Oops> {
    let k = crate::house::knowledge().ok_or(Oops::Broken)?;
    let day = house.today().ok_or(Oops::NoRecord)?;
    let comes = |visit: &&Visit| {
        matches!(visit.status, Status::Booked | Status::Confirmed | Status::Arrived)
            && !visit.body.treatment.is_empty()
    };
    let coming: Vec<&Visit> = today.iter().filter(comes).collect();
    let patients: BTreeSet<&str> = coming.iter().map(|visit| visit.patient.as_str()).collect();
    let charts = house.kept()?.patients().consents_of(&patients).await?;
    let gathers = signed.may(Permission::ConsentGather);
    let mut tasks = Vec::new();
    for visit in coming {
        let Some(chart) = charts.get(&visit.patient) else { continue };
        let Some(says) = open(&standing(k, chart, &visit.body.treatment, day), day) else { continue };
        let own = format!("/patients/{}/consents/{}", visit.patient, visit.body.treatment);
        tasks.push(Task {
            visit: visit.id.clone(),
            state: State::Ask,
            title: format!("{}: consent still to sign.", short(visit.guest.as_deref(), private)),
            line: format!("{}, {}. {says}", visit.body.title, clock(visit.slot.cell)),
            href: if gathers { own } else { format!("/calendar/visits/{}", visit.id) },
            action: if gathers { "Open the consent" } else { "Open the visit" },
        });
    }
    Ok(tasks)
}

/// What is open about a consent, without a word of what it is about; `None` = it holds, or there is nothing to sign.
fn open(stands: &Standing, day: Day) -> Option<String> {
    Some(match stands {
        Standing::Holds { .. } | Standing::NoText { .. } => return None,
        Standing::Thinking { free_from } if *free_from <= day => return None,
        Standing::Thinking { free_from } => format!("The time to think ends on {}.", free_from.in_words()),
        Standing::Changed { .. } => "The text changed since it was signed.".to_owned(),
        Standing::Expired { on } => format!("It ended on {}.", on.in_words()),
        Standing::Withdrawn { .. } => "It was declined or taken back.".to_owned(),
        Standing::GuardianNeeded => "The guest signed and is a minor: a guardian signs.".to_owned(),
        Standing::OwnNeeded => "A guardian signed, and the guest is of age now.".to_owned(),
        Standing::Presented { .. } => "It was handed over and is not signed.".to_owned(),
        Standing::Missing => "Nobody was asked yet.".to_owned(),
    })
}
