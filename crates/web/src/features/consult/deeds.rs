//! What the buttons of a section do beyond saving: deny a group, take what was found, confirm, remove.
use super::desk::{Desk, found, knowledge};
use super::said::Said;
use super::{medicines, still};
use crate::Oops;
use crate::features::ask::find;
use chart::consult::{Consultation, Section, Standing, group_of};
use std::collections::BTreeSet;
use vocab::case::Status;

/// What came of a button.
pub(super) enum Done {
    /// It is done; the place to look at.
    At(String),
    /// What was typed may be several things, or none.
    Unclear(String),
}

impl Desk<'_> {
    /// Does what the button says beyond saving; gives the place on the page to look at.
    pub(super) fn done(&self, changed: &mut Consultation, section: Section, deed: &str, said: &Said, standing: &[Standing]) -> Result<Done, Oops> {
        let (verb, what) = deed.split_once(':').unwrap_or((deed, ""));
        let k = knowledge()?;
        let at = |place: &str| Ok(Done::At(place.to_owned()));
        match verb {
            "deny" => {
                let Some(group) = group_of(what).filter(|group| group.section == section) else { return Err(Oops::NotFound) };
                let named = medicines::drugs(said);
                let drugs: Vec<&str> = named.iter().map(String::as_str).collect();
                let answered = |code: &str| {
                    let fresh = standing.iter().any(|one| one.fact.condition.as_deref() == Some(code));
                    fresh || chart::consult::by_medicine(k, &drugs, code)
                };
                let all = group.conditions(k);
                let codes: BTreeSet<&str> = all.iter().map(|c| c.code.as_str()).filter(|code| !answered(code)).collect();
                changed.deny(&codes);
                at(&format!("g-{what}"))
            }
            "take" => match what.strip_prefix("condition:") {
                Some(code) if k.condition(code).is_some() => {
                    changed.answer(code, Status::Present);
                    at(&format!("c-{code}"))
                }
                Some(_) => Err(Oops::NotFound),
                None => medicines::add(changed, what).map_or(Err(Oops::NotFound), |()| at("find")),
            },
            "find" if said.get("find").is_empty() => at("find"),
            "find" => Ok(meant(changed, section, said.get("find"))),
            "drop" => {
                medicines::take_away(changed, said, what);
                at("find")
            }
            "still" => {
                still::done(changed, standing, section, what, self.today()?).ok_or(Oops::NotFound)?;
                at("still")
            }
            _ => at(""),
        }
    }
}

/// What was typed and sent with the Enter key or its button: the one thing that is meant, or a choice.
fn meant(changed: &mut Consultation, section: Section, typed: &str) -> Done {
    let (found, guess) = found(section, typed);
    let sure = find::meant(typed).filter(|what| found.iter().any(|one| one.what == *what));
    match sure {
        Some(what) => {
            if let Some(code) = what.strip_prefix("condition:") {
                changed.answer(code, Status::Present);
                return Done::At(format!("c-{code}"));
            }
            let _ = medicines::add(changed, &what);
            Done::At("find".to_owned())
        }
        None => Done::Unclear(medicines::unclear(typed, if guess { 0 } else { found.len() })),
    }
}
