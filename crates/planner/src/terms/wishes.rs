//! What the person wishes to avoid or to have. What is avoided is never planned; what is preferred weighs a little more.
use super::Problem;
use crate::candidate::{Candidate, Held};
use crate::instance::{Concern, Instance};
use crate::request::PlanError;
use crate::scene::Scene;
use knowledge::treatment::Treatment;
use vocab::Group;

/// Weight of a preference: worth about eight per cent of everything that is wished.
const PREFERRED: i64 = 2_000;

/// Whether a word of `avoid` or `prefer` names a treatment.
pub(crate) fn names(word: &str, treatment: &Treatment) -> bool {
    let Some(group) = treatment.group else { return word == treatment.code };
    match word {
        "needles" => matches!(group, Group::Mn | Group::Rfmn | Group::Bont | Group::Fil | Group::Prp),
        "injectables" => matches!(group, Group::Bont | Group::Fil | Group::Prp),
        "lasers" => matches!(group, Group::Light | Group::Nafl | Group::Abl),
        "peels" => matches!(group, Group::Sup | Group::Med),
        "heat" => {
            matches!(group, Group::Light | Group::Nafl | Group::Abl | Group::Rfmn | Group::Pdt)
                || treatment.code == "body_wrap"
        }
        "downtime" => treatment.schedule.as_ref().is_some_and(|s| s.downtime_days[1] > 1),
        code => code == treatment.code,
    }
}

/// Holds back what is avoided and marks what is preferred.
#[expect(clippy::unnecessary_wraps, reason = "all limits have one shape")]
pub(super) fn limit(scene: &Scene<'_, '_>, candidate: &mut Candidate<'_>) -> Result<(), PlanError> {
    let goals = &scene.request.goals;
    let avoids = |word: &str| candidate.code() == word || candidate.parts.iter().any(|t| names(word, t));
    // Who prefers peels does not mean every visit that has one in it: a protocol is preferred by its own name.
    let prefers =
        |word: &str| if candidate.protocol.is_some() { candidate.code() == word } else { avoids(word) };
    let preferred = scene.forced(candidate.code()) || goals.prefer.iter().any(|w| prefers(w));
    let avoided = goals.avoid.iter().find(|w| avoids(w));
    candidate.preferred = preferred;
    if let Some(word) = avoided {
        candidate.serves.clear();
        candidate.held = Some(Held {
            because: format!("it was wished to avoid: {}", word.replace('_', " ")),
            sources: Vec::new(),
        });
    }
    Ok(())
}

/// One extra goal for each preferred treatment, met by one course of it.
#[expect(clippy::unnecessary_wraps, reason = "all weights have one shape")]
pub(super) fn weigh(problem: &Problem<'_, '_, '_>, instance: &mut Instance) -> Result<(), PlanError> {
    for (candidate, treatment) in problem.candidates.iter().zip(&mut instance.treatments) {
        if !candidate.preferred && !candidate.forced {
            continue;
        }
        let name = format!("wish:{}", candidate.code());
        let table = (0..=treatment.max_sessions).map(|n| i64::from(n >= treatment.min_sessions)).collect();
        treatment.gain.insert(name.clone(), table);
        let forced = candidate.forced || problem.scene.forced(candidate.code());
        let weight = if forced { crate::instance::MAX_POINTS } else { PREFERRED };
        instance.concerns.push(Concern { name, weight, breaks: [1, 2, 3] });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_name_what_a_person_means() {
        let k = knowledge::Knowledge::shipped().unwrap();
        for (word, named, other) in [
            ("needles", "botulinum", "ipl"),
            ("injectables", "filler_ha", "microneedling"),
            ("lasers", "ipl", "peel_glycolic"),
            ("peels", "peel_tca_25_35", "ipl"),
            ("heat", "rf_microneedling", "microneedling"),
            ("downtime", "laser_afl", "botulinum"),
            ("massage", "massage", "body_wrap"),
        ] {
            assert!(names(word, k.treatment(named).unwrap()), "{word} {named}");
            assert!(!names(word, k.treatment(other).unwrap()), "{word} {other}");
        }
    }
}
