//! What every part of planning reads: the completed case, the days, the goals in one place.
use crate::plan::procedure;
use crate::request::{PlanError, Request};
use crate::terms::result::Due;
use knowledge::Knowledge;
use safety::Gate;
use vocab::case::{Case, Fact, Status, Subject};
use vocab::goals::{Concern, Scale};
use vocab::{Day, Phototype, Verdict, Zone};

/// Most concerns that are weighed against each other.
pub(crate) const CONCERNS_MAX: usize = 12;
/// Last day of a plan that names none, counted from today: the response to pigment and scars shows within half a year.
const DAYS_USUAL: i32 = 182;
/// Longest plan, in days.
const DAYS_MAX: i32 = 729;

/// A concern with everything that the goals say of it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Wish {
    pub(crate) concern: Concern,
    pub(crate) weight: u32,
    /// Empty = the usual field.
    pub(crate) zones: Vec<Zone>,
    /// The one zone that the goals name; `None` = none or several.
    pub(crate) stated: Option<Zone>,
    pub(crate) scale: Option<Scale>,
    pub(crate) score: Option<f64>,
    pub(crate) target: Option<f64>,
}

/// Everything that is read while a plan is made.
pub(crate) struct Scene<'g, 'k> {
    pub(crate) gate: &'g Gate<'k>,
    pub(crate) k: &'k Knowledge,
    pub(crate) request: &'g Request,
    /// The case with what the goals imply and what has happened.
    pub(crate) case: Case,
    pub(crate) today: Day,
    /// The last day of the plan.
    pub(crate) last: Day,
    /// The day by which the result counts.
    pub(crate) due: Day,
    pub(crate) wishes: Vec<Wish>,
    /// The lightest phototype that is possible; `None` where nothing is known.
    pub(crate) skin: Option<Phototype>,
}

impl<'g, 'k> Scene<'g, 'k> {
    pub(crate) fn new(gate: &'g Gate<'k>, request: &'g Request) -> Result<Self, PlanError> {
        let goals = &request.goals;
        let today = request.case.today;
        if goals.concerns.is_empty() {
            return Err(PlanError::NoConcern);
        }
        let wishes = wishes(request);
        if wishes.len() > CONCERNS_MAX {
            return Err(PlanError::ManyConcerns { got: wishes.len(), most: CONCERNS_MAX });
        }
        let event = goals.event.as_ref().map(|e| e.on);
        for (field, day) in [("until", goals.until), ("event.on", event)] {
            if let Some(got) = day {
                if got < today {
                    return Err(PlanError::Over { field, got, today });
                }
                if got.since(today) > DAYS_MAX {
                    return Err(PlanError::Long { got, most: DAYS_MAX });
                }
            }
        }
        let last = goals.until.or(event).unwrap_or_else(|| today.plus(DAYS_USUAL));
        let due = due(last, event);
        let case = completed(gate, request, &wishes);
        let skin = gate.derived(&case).phototype_for_safety;
        Ok(Self { gate, k: gate.knowledge(), request, case, today, last, due, wishes, skin })
    }

    /// Days of the plan: a day is `0..horizon()`.
    pub(crate) fn horizon(&self) -> usize {
        usize::try_from(self.last.since(self.today)).unwrap_or(0) + 1
    }

    /// The calendar day of a day of the plan.
    pub(crate) fn day(&self, place: usize) -> Day {
        self.today.plus(i32::try_from(place).unwrap_or(i32::MAX))
    }

    /// The day of the plan of a calendar day; `None` outside the plan.
    pub(crate) fn place(&self, day: Day) -> Option<usize> {
        let place = usize::try_from(day.since(self.today)).ok()?;
        (place < self.horizon()).then_some(place)
    }

    /// Days from today to the day that counts.
    pub(crate) fn due_days(&self) -> u16 {
        u16::try_from(self.due.since(self.today)).unwrap_or(0)
    }

    /// The day that counts, for gains.
    pub(crate) fn counts(&self) -> Due {
        Due { day: self.due_days(), event: self.for_event() }
    }

    /// Whether an event is the day that counts.
    pub(crate) fn for_event(&self) -> bool {
        self.request.goals.event.as_ref().is_some_and(|e| e.on == self.due)
    }

    /// Types IV to VI, or a type that nobody knows.
    pub(crate) fn marks_easily(&self) -> bool {
        self.skin.is_none_or(|s| s >= Phototype::IV)
    }

    /// The wish of a concern code.
    pub(crate) fn wish(&self, code: &str) -> Option<&Wish> {
        self.wishes.iter().find(|w| w.concern.code() == code)
    }

    /// Whether a treatment is to be part of every plan if it can be.
    pub(crate) fn forced(&self, code: &str) -> bool {
        self.request.insist.iter().any(|c| c == code)
    }

    /// The sum of the weights of all goals, at least 1.
    pub(crate) fn weights(&self) -> u32 {
        self.wishes.iter().map(|w| w.weight).sum::<u32>().max(1)
    }
}

/// Days after an event that are still its plan.
const AFTER_EVENT: i32 = 28;

/// The day by which the result counts: the last day of the plan, or an event that is nearly its end.
fn due(last: Day, event: Option<Day>) -> Day {
    event.filter(|e| *e <= last && last.since(*e) <= AFTER_EVENT).unwrap_or(last)
}

/// The goals, one entry for each concern: weights of repeated concerns add up, zones are joined.
fn wishes(request: &Request) -> Vec<Wish> {
    let mut all: Vec<Wish> = Vec::new();
    for goal in &request.goals.concerns {
        let weight = u32::from(goal.weight);
        if let Some(wish) = all.iter_mut().find(|w| w.concern == goal.concern) {
            wish.weight += weight;
            wish.scale = wish.scale.or(goal.scale);
            wish.score = wish.score.or(goal.score);
            wish.target = wish.target.or(goal.target);
            wish.stated = wish.stated.filter(|z| Some(*z) == goal.zone);
            match goal.zone {
                // One entry without a zone means the whole field, whatever the others say.
                None => wish.zones.clear(),
                Some(zone) if !wish.zones.is_empty() && !wish.zones.contains(&zone) => wish.zones.push(zone),
                Some(_) => {}
            }
        } else {
            all.push(Wish {
                concern: goal.concern,
                weight,
                stated: goal.zone,
                zones: goal.zone.map_or_else(|| usual_zones(goal.concern), |z| vec![z]),
                scale: goal.scale,
                score: goal.score,
                target: goal.target,
            });
        }
    }
    for wish in
        all.iter_mut().filter(|w| w.concern == Concern::Acne && w.scale.is_none() && w.score.is_none())
    {
        // Of the two scores that a case may hold the finer one is followed.
        let patient = &request.case.patient;
        let gags = patient.gags.map(|g| (Scale::Gags, f64::from(g.total())));
        let known = gags.or(patient.iga_acne.map(|g| (Scale::IgaAcne, f64::from(g))));
        (wish.scale, wish.score) = (known.map(|k| k.0), known.map(|k| k.1));
    }
    for wish in &mut all {
        wish.zones.sort();
    }
    all
}

/// Where a concern is treated that names no zone; empty = the whole field of the treatment.
fn usual_zones(concern: Concern) -> Vec<Zone> {
    match concern {
        Concern::DynamicLines => vec![Zone::Forehead, Zone::Glabella, Zone::PeriorbitalL, Zone::PeriorbitalR],
        Concern::Folds => vec![Zone::NasolabialL, Zone::NasolabialR],
        Concern::Acne
        | Concern::Pih
        | Concern::Melasma
        | Concern::Lentigines
        | Concern::Redness
        | Concern::Rosacea
        | Concern::FineLines
        | Concern::Laxity
        | Concern::Texture
        | Concern::Pores
        | Concern::AtrophicScars
        | Concern::Dullness
        | Concern::Dehydration
        | Concern::Barrier
        | Concern::Oiliness
        | Concern::BodyTension
        | Concern::Rest => Vec::new(),
    }
}

/// Comfort of an hour: nothing that lasts is promised, so it counts by session.
pub(crate) const fn comfort(concern: Concern) -> bool {
    matches!(concern, Concern::BodyTension | Concern::Rest)
}

/// The condition that somebody with this goal has.
const fn implied(concern: Concern) -> Option<&'static str> {
    match concern {
        Concern::Melasma => Some("melasma"),
        Concern::Rosacea => Some("rosacea"),
        Concern::Acne => Some("acne_active"),
        Concern::Pih
        | Concern::Lentigines
        | Concern::Redness
        | Concern::FineLines
        | Concern::DynamicLines
        | Concern::Folds
        | Concern::Laxity
        | Concern::Texture
        | Concern::Pores
        | Concern::AtrophicScars
        | Concern::Dullness
        | Concern::Dehydration
        | Concern::Barrier
        | Concern::Oiliness
        | Concern::BodyTension
        | Concern::Rest => None,
    }
}

/// The case with what the goals imply (who wishes less melasma has melasma), with severe acne from a score of the goals,
/// with the habit of smoking, and with the sessions of an existing plan that took place.
fn completed(gate: &Gate<'_>, request: &Request, wishes: &[Wish]) -> Case {
    let mut case = request.case.clone();
    let mut add = |code: &str| {
        let subject = Subject::Condition(code.to_owned());
        if !case.facts.iter().any(|f| f.subject == subject) && gate.knowledge().condition(code).is_some() {
            case.facts.push(Fact::new(subject, Some(Status::Present)));
        }
    };
    for wish in wishes {
        if let Some(code) = implied(wish.concern) {
            add(code);
        }
        if severe(wish) || (wish.concern == Concern::Acne && measured_severe(request)) {
            add("acne_severe");
        }
    }
    if request.goals.lifestyle.smokes == Some(true) {
        add("smoker");
    }
    for session in request.existing.iter().flat_map(|p| &p.sessions).filter(|s| s.done == Some(true)) {
        let parts = crate::medifacial::written(gate.knowledge(), &session.treatment, false);
        for fact in parts.iter().flat_map(|code| procedure(code, session.on, &session.zones)) {
            if !case.facts.contains(&fact) {
                case.facts.push(fact);
            }
        }
    }
    case
}

/// Acne that is referred before anything is done to it.
pub(crate) fn severe(wish: &Wish) -> bool {
    let at_least = |scale, least: f64| wish.scale == Some(scale) && wish.score.is_some_and(|s| s >= least);
    wish.concern == Concern::Acne && (at_least(Scale::Gags, 31.0) || at_least(Scale::IgaAcne, 4.0))
}

/// The last measurement of acne, where it is severe.
fn measured_severe(request: &Request) -> bool {
    let last = request.measured.iter().filter(|m| m.concern == Concern::Acne).max_by_key(|m| m.on);
    let at_least = |scale, least: f64| last.is_some_and(|m| m.scale == scale && m.score >= least);
    at_least(Scale::Gags, 31.0) || at_least(Scale::IgaAcne, 4.0)
}

/// Whether a verdict lets a session be planned: review means provisional.
pub(crate) const fn plannable(verdict: Verdict) -> bool {
    matches!(verdict, Verdict::Allow | Verdict::Caution | Verdict::Review)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_counts_when_it_is_nearly_the_end() {
        let day = |text: &str| -> Day { text.parse().unwrap() };
        let last = day("2026-08-30");
        for (event, want) in [
            (None, "2026-08-30"),
            (Some("2026-08-01"), "2026-08-30"),
            (Some("2026-08-02"), "2026-08-02"),
            (Some("2026-08-30"), "2026-08-30"),
            (Some("2026-09-10"), "2026-08-30"),
        ] {
            assert_eq!(due(last, event.map(day)), day(want), "{event:?}");
        }
    }
}
