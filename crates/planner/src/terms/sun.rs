//! The sun: who spends much of the day outdoors gets nothing in the sunny season that makes skin easy to burn or to mark.
//!
//! A default of the house. Trials of peels saw fewer complications in winter (VEM), operators ask for four weeks without
//! tan before light (TAN); a number of hours stands in no source. Below it, protection is an action and no day is lost.
use crate::candidate::Candidate;
use crate::request::PlanError;
use crate::scene::Scene;
use crate::why::Blocked;
use vocab::{Day, Group};

/// From so many hours a day outdoors.
const HOURS: f64 = 4.0;
/// Places whose summer is in January, by the first letters of their ISO 3166-2 code.
const SOUTH: [&str; 12] = ["AR", "AU", "BO", "BW", "CL", "MZ", "NA", "NZ", "PY", "UY", "ZA", "ZW"];

/// Whether the day lies in the four months of strongest sun.
pub(crate) fn sunny(day: Day, place: Option<&str>) -> bool {
    let south = place.and_then(|p| p.get(..2)).is_some_and(|p| SOUTH.contains(&p));
    let month = day.date().month();
    if south { month >= 11 || month <= 2 } else { (5..=8).contains(&month) }
}

fn sensitive(group: Option<Group>, marks_easily: bool) -> bool {
    match group {
        Some(Group::Med | Group::Light | Group::Nafl | Group::Abl | Group::Pdt) => true,
        Some(Group::Sup) => marks_easily,
        Some(
            Group::Spa
            | Group::Mech
            | Group::Mn
            | Group::Rfmn
            | Group::Bont
            | Group::Fil
            | Group::Prp
            | Group::Body,
        )
        | None => false,
    }
}

/// Takes the sunny days of people who are much outdoors.
#[expect(clippy::unnecessary_wraps, reason = "all limits have one shape")]
pub(super) fn limit(scene: &Scene<'_, '_>, candidate: &mut Candidate<'_>) -> Result<(), PlanError> {
    let outdoors = scene.request.goals.lifestyle.sun_hours_per_day.is_some_and(|h| h >= HOURS);
    if !outdoors || !candidate.groups().any(|g| sensitive(Some(g), scene.marks_easily())) {
        return Ok(());
    }
    let place = scene.case.policy.jurisdiction.as_deref();
    for day in (0..scene.horizon()).filter(|d| sunny(scene.day(*d), place)) {
        candidate.block(day..day + 1, Blocked::Sun);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn summer_is_where_it_is() {
        for (day, place, want) in [
            ("2026-07-01", None, true),
            ("2026-04-30", None, false),
            ("2026-05-01", Some("US-CA"), true),
            ("2026-07-01", Some("AU-NSW"), false),
            ("2026-01-15", Some("AU-NSW"), true),
            ("2026-08-31", None, true),
            ("2026-09-01", None, false),
        ] {
            assert_eq!(sunny(day.parse().unwrap(), place), want, "{day} {place:?}");
        }
    }
}
