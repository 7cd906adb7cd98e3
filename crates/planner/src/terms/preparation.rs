//! Preparation: tests are made and read, orders and signatures are there, and the skin is primed before a first session.
use crate::candidate::{Candidate, ask_gate};
use crate::request::PlanError;
use crate::scene::{Scene, plannable};
use crate::why::Blocked;
use knowledge::condition::Attached;
use vocab::{Group, Verdict};

/// A patch test is read after 24 and 48 hours (section 3.5).
pub(crate) const PATCH_DAYS: u16 = 2;
/// A test spot is read after 48 hours, in types IV to VI again after 14 days or more (sections 2D and 3.5).
pub(crate) const SPOT_DAYS: u16 = 2;
/// See [`SPOT_DAYS`].
pub(crate) const SPOT_DAYS_DARKER: u16 = 14;
/// Priming takes 2 to 4 weeks (section 6.1, PEEL-T).
pub(crate) const PRIMING_DAYS: u16 = 14;
/// An order or a signature is there the day before.
pub(crate) const ORDER_DAYS: u16 = 1;

/// Whether a treatment is primed for: medium peels always, peels and light in skin that marks easily.
pub(crate) fn primed(group: Option<Group>, marks_easily: bool) -> bool {
    match group {
        Some(Group::Med) => true,
        Some(Group::Sup | Group::Light | Group::Nafl | Group::Abl) => marks_easily,
        Some(
            Group::Spa
            | Group::Mech
            | Group::Mn
            | Group::Rfmn
            | Group::Bont
            | Group::Fil
            | Group::Prp
            | Group::Pdt
            | Group::Body,
        )
        | None => false,
    }
}

/// The days before a first session that its conditions ask for.
fn lead(scene: &Scene<'_, '_>, candidate: &Candidate<'_>, codes: &[Attached], verdict: Verdict) -> Blocked {
    let mut leads = vec![Blocked::Order(0)];
    if codes.contains(&Attached::TestSpot) {
        leads.push(Blocked::Test(if scene.marks_easily() { SPOT_DAYS_DARKER } else { SPOT_DAYS }));
    }
    if codes.contains(&Attached::PatchTest) {
        leads.push(Blocked::Test(PATCH_DAYS));
    }
    if candidate.groups().any(|g| primed(Some(g), scene.marks_easily())) {
        leads.push(Blocked::Preparation(PRIMING_DAYS));
    }
    let order = [Attached::AntiviralProphylaxis, Attached::PrescriberOrder].iter().any(|c| codes.contains(c));
    if order || verdict == Verdict::Review {
        leads.push(Blocked::Order(ORDER_DAYS));
    }
    leads.into_iter().max_by_key(|b| days(*b)).unwrap_or(Blocked::Order(0))
}

const fn days(blocked: Blocked) -> u16 {
    match blocked {
        Blocked::Preparation(n) | Blocked::Test(n) | Blocked::Order(n) => n,
        Blocked::Gate
        | Blocked::Away
        | Blocked::Event
        | Blocked::Sun
        | Blocked::Past
        | Blocked::Fades
        | Blocked::Late
        | Blocked::Parts
        | Blocked::Together => 0,
    }
}

/// Takes the first days.
pub(super) fn limit(scene: &Scene<'_, '_>, candidate: &mut Candidate<'_>) -> Result<(), PlanError> {
    let Some(first) = (0..).zip(&candidate.verdicts).find(|(_, v)| plannable(**v)).map(|(day, _)| day) else {
        return Ok(());
    };
    let day = scene.day(first);
    let answers = ask_gate(scene, &scene.case, candidate.code(), &candidate.zones, day, candidate.step(0))?;
    let codes: Vec<Attached> = answers.iter().flat_map(|a| &a.conditions).map(|c| c.code).collect();
    let verdict = answers.first().map_or(Verdict::Allow, |a| a.verdict);
    let lead = lead(scene, candidate, &codes, verdict);
    candidate.block(0..usize::from(days(lead)), lead);
    Ok(())
}
