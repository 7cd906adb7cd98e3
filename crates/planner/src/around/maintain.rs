//! Maintenance: what keeps a result once the course has ended (section 2A), on a day that the gate lets.
use crate::plan::{Maintain, Session};
use crate::request::PlanError;
use crate::scene::Scene;
use crate::solve::Solved;
use vocab::Day;
use vocab::case::Case;

/// Longest wait for a first free day.
const FAR: i32 = 400;

/// One entry for each treatment that has maintenance.
pub(crate) fn maintain(
    scene: &Scene<'_, '_>,
    solved: &Solved<'_>,
    sessions: &[Session],
) -> Result<Vec<Maintain>, PlanError> {
    let mut all = Vec::new();
    let mut case = scene.case.clone();
    case.facts.extend(sessions.iter().flat_map(Session::facts));
    for candidate in &solved.candidates {
        let Some([every, _]) = candidate.schedule.maintenance_days else { continue };
        let Some(last) = sessions.iter().rev().find(|s| s.treatment == candidate.code()) else { continue };
        let earliest = last.on.plus(i32::from(every.max(candidate.min_gap)));
        let Some(first) = free(scene, &case, candidate, last, earliest)? else { continue };
        all.push(Maintain {
            treatment: candidate.code().to_owned(),
            every_days: every,
            first,
            price: candidate.price,
            because: format!("the result fades; the reference keeps it with a session every {every} days"),
            sources: candidate.schedule.sources.clone(),
        });
    }
    Ok(all)
}

/// The first day from `from` on that gate, event and absences leave.
fn free(
    scene: &Scene<'_, '_>,
    case: &Case,
    candidate: &crate::candidate::Candidate<'_>,
    last: &Session,
    from: Day,
) -> Result<Option<Day>, PlanError> {
    let step = (&last.params, last.performer);
    let mut taken: Vec<(Day, Day)> = scene.request.goals.away.clone();
    if let Some(event) = &scene.request.goals.event {
        let days = crate::terms::clear_days(event.clear_days, candidate.quiet.1);
        taken.push((event.on.plus(-i32::from(days)), event.on));
    }
    let to = from.plus(FAR);
    for ask in crate::candidate::asks(candidate.code(), &candidate.zones, None, step) {
        let runs = scene.gate.days(case, &ask, from, to).map_err(|e| PlanError::Gate(e.code))?;
        taken.extend(runs.iter().filter(|r| !crate::scene::plannable(r.verdict)).map(|r| (r.from, r.to)));
    }
    taken.sort();
    let mut day = from;
    for (first, last) in taken {
        if first <= day && day <= last {
            day = last.plus(1);
        }
    }
    Ok((day <= to).then_some(day))
}
