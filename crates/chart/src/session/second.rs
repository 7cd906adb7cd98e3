//! Whose second signature a session needs: it follows the papers of whoever performed it, not a role.
use super::Session;
use crate::people::{Question, Roll, papers};
use knowledge::Knowledge;
use vocab::{Day, Performer};

/// Who reads a session as well.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Second {
    /// Whether anybody must.
    pub needed: bool,
    /// Ids of those to whom it is due, in the order of their papers; empty = anybody who may, where it is needed.
    pub due: Vec<String>,
}

/// Whose second signature is due for a session that somebody signs on a day.
///
/// 1. Who works under supervision for this treatment is read by their supervisor, whatever the tier.
/// 2. Else, delegated work (above the aesthetician's tier, done without a licence to prescribe) is read by whoever ordered it:
///    the standing order, or the prescriber who wrote the order at the door (`ordered_by`).
/// 3. Delegated work that nobody ordered by name is read by anybody who may: not knowing whose it is does not drop it.
#[must_use]
pub fn second(
    k: &Knowledge,
    roll: &Roll,
    session: &Session,
    day: Day,
    place: Option<&str>,
    ordered_by: &[&str],
) -> Second {
    let anybody = Second { needed: true, due: Vec::new() };
    let Some(treatment) = k.treatment(&session.treatment) else { return anybody };
    let params = session.params(None);
    let question = Question {
        practitioner: &session.performer,
        treatment: &session.treatment,
        params: &params,
        device: session.device.as_deref(),
        day,
        place,
        examination: None,
    };
    let Some(papers) = papers(roll, treatment, &question) else { return anybody };
    let owned = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>();
    if !papers.supervisors.is_empty() {
        return Second { needed: true, due: owned(&papers.supervisors) };
    }
    let wrote: Vec<&str> = ordered_by.iter().copied().filter(|id| *id != session.performer).collect();
    let needed = !wrote.is_empty() || is_delegated(k, session, papers.performer);
    if !needed {
        return Second::default();
    }
    // Who wrote the order of this very day answers for it before a standing order does.
    Second { needed, due: if wrote.is_empty() { owned(&papers.under) } else { owned(&wrote) } }
}

/// Whether a treatment with these settings belongs to a licence above the aesthetician's by the tiers of the knowledge, and
/// whoever did it does not prescribe.
#[must_use]
pub fn is_delegated(k: &Knowledge, session: &Session, performer: Option<Performer>) -> bool {
    if performer >= Some(Performer::NpPa) {
        return false;
    }
    let params = session.params(None);
    let Some(treatment) = k.treatment(&session.treatment) else { return true };
    // A tier whose limits the settings keep; a strength or acidity that is not stated keeps none.
    let lowest = treatment
        .performers
        .iter()
        .filter(|rule| {
            rule.percent_max.is_none_or(|max| params.percent.is_some_and(|p| p <= max))
                && rule.ph_min.is_none_or(|min| params.ph.is_some_and(|p| p >= min))
        })
        .map(|rule| rule.tier)
        .min();
    lowest.is_none_or(|tier| tier > Performer::Aesthetician)
}
