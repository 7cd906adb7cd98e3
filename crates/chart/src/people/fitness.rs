//! May this practitioner do this treatment here on this day? The gate says what the licence allows; the papers say the
//! rest. Booking, reassigning and the door ask the same function.
use super::examination::Examination;
use super::papers::Licence;
use super::{Practitioner, Roll};
use crate::door::needs_examination;
use knowledge::Knowledge;
use knowledge::treatment::Treatment;
use safety::{Because, Gate, UnknownAsk};
use std::fmt;
use vocab::case::{Ask, Asked, Case};
use vocab::{Day, Group, Params, Performer, Verdict};

/// What is asked.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// Id of whoever would perform.
    pub practitioner: &'a str,
    /// Code of the treatment.
    pub treatment: &'a str,
    /// Strength and acidity, where they are stated.
    pub params: &'a Params,
    /// Key of the device; none where none is used.
    pub device: Option<&'a str>,
    /// The day.
    pub day: Day,
    /// Where, ISO 3166-2; none where the house does not say.
    pub place: Option<&'a str>,
    /// The newest examination of the patient that speaks of the treatment, and who examined.
    pub examination: Option<(&'a Examination, &'a str)>,
}

/// Why somebody may not, or not yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Obstacle {
    /// Nobody here has this id, or they left.
    NotHere,
    /// The treatment is in no file.
    UnknownTreatment(String),
    /// No licence of theirs holds here on that day; the last day of one that did.
    NoLicence(Option<Day>),
    /// Massage and wraps need a massage licence as well.
    NoMassageLicence,
    /// The gate's finding about the licence, as a sentence, with its verdict.
    Scope(String, Verdict),
    /// They may only under supervision, and none is on record; by whom.
    NotSupervised(String),
    /// A nurse carries out what was ordered, and no order or supervision covers it.
    NotOrdered,
    /// No training for the device is on record on that day.
    NotTrained(String),
    /// Nobody examined the patient for it.
    NotExamined,
    /// The examination ended; its last day.
    ExaminationOver(Day),
    /// The examiner did not clear the patient.
    NotCleared,
}

impl Obstacle {
    /// How heavily it weighs: *refuse* by law, or *review* where somebody can put it right.
    #[must_use]
    pub const fn verdict(&self) -> Verdict {
        match self {
            Self::Scope(_, verdict) => *verdict,
            Self::NotHere
            | Self::UnknownTreatment(_)
            | Self::NoLicence(_)
            | Self::NoMassageLicence
            | Self::NotCleared => Verdict::Refuse,
            // A prescriber puts it right by writing the order, here or for good: until then it waits.
            Self::NotSupervised(_)
            | Self::NotOrdered
            | Self::NotTrained(_)
            | Self::NotExamined
            | Self::ExaminationOver(_) => Verdict::Review,
        }
    }
}

impl fmt::Display for Obstacle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotHere => f.write_str("Nobody of this name works here."),
            Self::UnknownTreatment(code) => {
                write!(f, "The treatment `{}` is in no file.", vocab::nearest::clip(code))
            }
            Self::NoLicence(None) => f.write_str("No licence that holds here is on record."),
            Self::NoLicence(Some(last)) => write!(f, "The licence ended on {}.", last.in_words()),
            Self::NoMassageLicence => {
                f.write_str("Massage and wraps need a massage licence, and none is on record.")
            }
            Self::Scope(why, _) => f.write_str(why),
            Self::NotSupervised(by) => {
                write!(f, "Only under the supervision of {by}, and none is on record.")
            }
            Self::NotOrdered => f.write_str(
                "A nurse carries out what was ordered: no standing order and no supervision covers it.",
            ),
            Self::NotTrained(device) => write!(f, "No training for `{device}` is on record."),
            Self::NotExamined => f.write_str("A prescriber examines first, and no examination is on record."),
            Self::ExaminationOver(last) => write!(f, "The examination ended on {}.", last.in_words()),
            Self::NotCleared => f.write_str("The examiner did not clear the patient for it."),
        }
    }
}

/// What the papers say of somebody on a day, for whoever shows it line by line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Papers<'r> {
    /// The person.
    pub person: &'r Practitioner,
    /// The licence that permits most, among those that hold.
    pub licence: Option<&'r Licence>,
    /// Its tier.
    pub performer: Option<Performer>,
    /// Its last day, or that of the one that ended last.
    pub until: Option<Day>,
    /// Ids of whoever supervises or ordered it, on that day.
    pub under: Vec<&'r str>,
    /// Those of them who supervise this person.
    pub supervisors: Vec<&'r str>,
    /// Whether training for the device is on record; `None` where no device is used.
    pub trained: Option<bool>,
}

/// The papers of somebody for a treatment on a day.
#[must_use]
pub fn papers<'r>(roll: &'r Roll, treatment: &Treatment, question: &Question<'_>) -> Option<Papers<'r>> {
    let person = roll.get(question.practitioner).filter(|person| person.active)?;
    let here = |licence: &&Licence| question.place.is_none_or(|place| licence.holds_in(place));
    let licence = person
        .licences
        .iter()
        .filter(here)
        .filter(|licence| licence.span.holds_on(question.day))
        .max_by_key(|licence| licence.kind.performer());
    let last = person.licences.iter().filter(here).filter_map(|licence| licence.span.to).max();
    let prescribes = |id: &str| {
        let performer = roll.get(id).filter(|person| person.active);
        performer.and_then(|person| person.performer_on(question.day, question.place))
            >= Some(Performer::NpPa)
    };
    let supervisors: Vec<&str> = person
        .supervision
        .iter()
        .filter(|paper| paper.span.holds_on(question.day) && paper.services.cover(treatment))
        .map(|paper| paper.supervisor.as_str())
        .filter(|id| *id != person.id && prescribes(id))
        .collect();
    let orders = roll
        .orders()
        .iter()
        .filter(|order| order.span.holds_on(question.day) && order.services.cover(treatment))
        .map(|order| order.prescriber.as_str());
    let orders = orders.filter(|id| *id != person.id && prescribes(id) && !supervisors.contains(id));
    let under = supervisors.iter().copied().chain(orders).collect();
    let trained = question.device.map(|device| {
        person.training.iter().any(|paper| paper.what == device && paper.span.holds_on(question.day))
    });
    Some(Papers {
        person,
        licence,
        performer: licence.and_then(|licence| licence.kind.performer()),
        until: licence.map_or(last, |licence| licence.span.to),
        under,
        supervisors,
        trained,
    })
}

/// Whether somebody waits for an order: a nurse carries out what was ordered, and nothing and nobody covers it. Booking, the
/// door and the session ask this one function.
#[must_use]
pub fn waits_for_order(performer: Option<Performer>, medical: bool, covered: bool) -> bool {
    medical && performer == Some(Performer::Rn) && !covered
}

/// Everything that stands between a practitioner and a treatment on a day, the heaviest first; nothing where they may.
///
/// The gate is asked with the patient's case, so that its findings about the licence are those of the door.
///
/// # Errors
/// The gate does not know the treatment.
pub fn may(
    roll: &Roll,
    knowledge: &Knowledge,
    gate: &Gate<'_>,
    case: &Case,
    question: &Question<'_>,
) -> Result<Vec<Obstacle>, UnknownAsk> {
    let Some(treatment) = knowledge.treatment(question.treatment) else {
        return Ok(vec![Obstacle::UnknownTreatment(question.treatment.to_owned())]);
    };
    let Some(papers) = papers(roll, treatment, question) else { return Ok(vec![Obstacle::NotHere]) };
    let medical = needs_examination(knowledge, question.treatment);
    let mut found = Vec::new();
    match papers.performer {
        None => found.push(Obstacle::NoLicence(papers.until)),
        Some(performer) => {
            let ask = Ask {
                what: Asked::Treatment(question.treatment.to_owned()),
                on: Some(question.day),
                zone: None,
                params: question.params.clone(),
                performer: Some(performer),
            };
            found.extend(scope(gate, case, &ask, &papers)?);
            if waits_for_order(Some(performer), medical, !papers.under.is_empty()) {
                found.push(Obstacle::NotOrdered);
            }
        }
    }
    let massages = papers.person.massages_on(question.day, question.place);
    if treatment.group == Some(Group::Body) && !massages {
        found.push(Obstacle::NoMassageLicence);
    }
    if let (Some(false), Some(device)) = (papers.trained, question.device) {
        found.push(Obstacle::NotTrained(device.to_owned()));
    }
    if medical {
        found.extend(match question.examination {
            None => Some(Obstacle::NotExamined),
            Some((seen, _)) if !seen.cleared => Some(Obstacle::NotCleared),
            Some((seen, _)) if question.day > seen.until => Some(Obstacle::ExaminationOver(seen.until)),
            Some(_) => None,
        });
    }
    found.sort_by_key(|obstacle| std::cmp::Reverse(obstacle.verdict()));
    Ok(found)
}

/// What the gate finds about the licence.
fn scope(gate: &Gate<'_>, case: &Case, ask: &Ask, papers: &Papers<'_>) -> Result<Vec<Obstacle>, UnknownAsk> {
    let answer = gate.answer(case, ask)?;
    let about = answer.findings.iter().filter_map(|finding| match &finding.because {
        Because::Scope { .. } | Because::ScopeOpen { .. } => {
            Some(Obstacle::Scope(finding.because.to_string(), finding.verdict))
        }
        Because::Supervised { supervisor, .. } if papers.under.is_empty() => {
            Some(Obstacle::NotSupervised((*supervisor).to_owned()))
        }
        Because::Text(_)
        | Because::Unasked { .. }
        | Because::UnknownDay { .. }
        | Because::Spacing { .. }
        | Because::UnknownDrug { .. }
        | Because::Supervised { .. }
        | Because::Range { .. }
        | Because::Test { .. } => None,
    });
    Ok(about.collect())
}
